//! What a reader of a family of formats is asked by the recordings worker, in whose thread it is: the same functions for each of them.
//!
//! In: a function that fills bytes from a place of the file, and requests for elements. Out: the list of arrays as bytes, and elements. They
//! are called synchronously, and keep the files that were opened by their numbers, as long as the worker lives.

use core::cell::RefCell;
use std::{
    collections::BTreeMap,
    io::{Error, Result},
    rc::Rc,
};

use ganglion_recordings::{
    Source,
    family::{FamilyElements, FamilyFault, FamilyReader as _, FamilyRefusal},
};
use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::READER;

thread_local! {
    static FILES: RefCell<BTreeMap<u32, Box<dyn FamilyElements>>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// A file of the worker.
struct WorkerSource {
    len: u64,
    /// Given a place and an array, fills the array; says why it can't.
    fill: Function,
}

impl Source for WorkerSource {
    fn num_bytes(&self) -> Result<u64> {
        Ok(self.len)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        let bytes = Uint8Array::new_with_length(into.len() as u32);
        let place = JsValue::from_f64(offset as f64);
        let said = self.fill.call2(&JsValue::NULL, &place, &bytes);
        match said.map(|said| said.as_string()) {
            Ok(None) => bytes.copy_to(into),
            Ok(Some(message)) => return Err(Error::other(message)),
            Err(_) => return Err(Error::other("the browser gives no bytes")),
        }
        Ok(())
    }
}

fn bytes_of<T: serde::Serialize>(told: &T) -> Uint8Array {
    Uint8Array::from(&*postcard::to_allocvec(told).unwrap_or_default())
}

/// Opens a file of so many bytes under a number; returns, as bytes, the list of its arrays.
///
/// # Errors
/// Why there is none, as bytes.
#[wasm_bindgen]
pub fn open(file: u32, len: f64, fill: Function) -> core::result::Result<Uint8Array, Uint8Array> {
    let opened = READER.open(Rc::new(WorkerSource { len: len as u64, fill }));
    let opened = opened.map_err(|fault| bytes_of(&fault))?;
    FILES.with_borrow_mut(|files| files.insert(file, opened.elements));
    Ok(bytes_of(&opened.listing))
}

/// The `len` bytes of elements of an array from element `start` on.
///
/// # Errors
/// Why there are none, as bytes.
#[wasm_bindgen]
pub fn read(
    file: u32,
    array: u32,
    start: f64,
    len: u32,
) -> core::result::Result<Uint8Array, Uint8Array> {
    let not_open = || {
        let problem = "the file was not opened".to_owned();
        FamilyFault::Refused(FamilyRefusal::Damaged(problem))
    };
    let mut bytes = vec![0; len as usize];
    let read = FILES.with_borrow(|files| {
        let file = files.get(&file).ok_or_else(not_open)?;
        file.read(array as usize, start as u64, &mut bytes)
    });
    read.map(|()| Uint8Array::from(&*bytes)).map_err(|fault| bytes_of(&fault))
}

/// Lets go of a file.
#[wasm_bindgen]
pub fn close(file: u32) {
    FILES.with_borrow_mut(|files| drop(files.remove(&file)));
}
