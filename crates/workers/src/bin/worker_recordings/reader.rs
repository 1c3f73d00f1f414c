//! Readers of families of formats, each of which is a wasm file of its own in the thread of the worker.
//!
//! It is called as any function, with a function that gives it the bytes of the file; so nothing that is read has to wait.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use ganglion_recordings::{
    Source,
    family::{
        Family, FamilyElements, FamilyFault, FamilyFile, FamilyListing, FamilyReader, FamilyRefusal,
    },
    family_of,
};
use js_sys::Uint8Array;
use wasm_bindgen::{
    JsCast, JsValue,
    prelude::{Closure, wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    /// Loads a wasm file into this thread, and gives it to a function, or nothing if it doesn't come (`start_worker.js`).
    #[wasm_bindgen(js_name = ganglionReader)]
    fn load_reader(name: &str, then: &JsValue);

    /// What each of them exports (`family/calls.rs`).
    #[derive(Clone)]
    type ReaderModule;

    #[wasm_bindgen(method, catch, structural)]
    fn open(
        this: &ReaderModule,
        file: u32,
        len: f64,
        fill: &JsValue,
    ) -> Result<Uint8Array, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn read(
        this: &ReaderModule,
        file: u32,
        array: u32,
        start: f64,
        len: u32,
    ) -> Result<Uint8Array, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn close(this: &ReaderModule, file: u32) -> Result<(), JsValue>;
}

/// A reader, once it is there.
pub(crate) struct ModuleReader {
    /// The name of its wasm file.
    name: &'static str,
    module: RefCell<Option<ReaderModule>>,
    num_files: Cell<u32>,
}

/// Loads a wasm file into this thread; `then` is given what it exports, or nothing if it doesn't come.
pub(crate) fn load_module<T: JsCast>(name: &str, then: impl FnOnce(Option<T>) + 'static) {
    let then = Closure::once_into_js(move |module: JsValue| {
        then(Some(module).filter(JsValue::is_object).map(JsCast::unchecked_into));
    });
    load_reader(name, &then);
}

/// All readers that there may be.
pub(crate) struct ModuleReaders {
    pub(crate) hdf5: Rc<ModuleReader>,
    pub(crate) zarr: Rc<ModuleReader>,
}

impl ModuleReaders {
    pub(crate) fn new() -> Self {
        let reader = |name| {
            Rc::new(ModuleReader { name, module: RefCell::default(), num_files: Cell::default() })
        };
        Self { hdf5: reader("reader_hdf5"), zarr: reader("reader_zarr") }
    }

    /// The reader that a file needs and that has to be loaded first.
    pub(crate) fn wanted(&self, file: &dyn Source) -> Option<&Rc<ModuleReader>> {
        let reader = match family_of(file)? {
            Family::Hdf5 => &self.hdf5,
            Family::Zarr => &self.zarr,
        };
        reader.module.borrow().is_none().then_some(reader)
    }
}

impl ModuleReader {
    /// Loads it, then calls `done`. Whether it came shows when a file is opened.
    pub(crate) fn load(self: &Rc<Self>, done: impl FnOnce() + 'static) {
        let this = Rc::clone(self);
        load_module(self.name, move |module| {
            this.module.replace(module);
            done();
        });
    }
}

impl FamilyReader for ModuleReader {
    fn open(&self, source: Rc<dyn Source>) -> Result<FamilyFile, FamilyFault> {
        let module = self.module.borrow().clone().ok_or(FamilyFault::NoReader)?;
        let len = source.num_bytes().map_err(|err| FamilyFault::Unreadable(err.to_string()))?;
        let file = self.num_files.replace(self.num_files.get() + 1);
        let fill = Closure::<dyn Fn(f64, Uint8Array) -> JsValue>::new(move |place, into| {
            fill(&*source, place, &into)
        });
        let told = module.open(file, len as f64, fill.as_ref());
        let elements = Box::new(ModuleElements { module, file, _fill: fill });
        let listing = told.map_err(|err| fault(&err))?.to_vec();
        let listing: FamilyListing = postcard::from_bytes(&listing).ok().ok_or_else(failed)?;
        Ok(FamilyFile { listing, elements })
    }
}

/// Fills an array with the bytes of a file from a place on; why it can't, if so.
fn fill(source: &dyn Source, place: f64, into: &Uint8Array) -> JsValue {
    let mut bytes = vec![0; into.length() as usize];
    match source.read_at(place as u64, &mut bytes) {
        Ok(()) => {
            into.copy_from(&bytes);
            JsValue::UNDEFINED
        }
        Err(err) => err.to_string().into(),
    }
}

/// The elements of a file that the module has opened.
struct ModuleElements {
    module: ReaderModule,
    file: u32,
    /// Called by the module as long as the file is open.
    _fill: Closure<dyn Fn(f64, Uint8Array) -> JsValue>,
}

impl FamilyElements for ModuleElements {
    fn read(&self, array: usize, start: u64, into: &mut [u8]) -> Result<(), FamilyFault> {
        let len = into.len() as u32;
        let read = self.module.read(self.file, array as u32, start as f64, len);
        let bytes = read.map_err(|err| fault(&err))?;
        if bytes.length() != len {
            return Err(failed());
        }
        bytes.copy_to(into);
        Ok(())
    }
}

impl Drop for ModuleElements {
    fn drop(&mut self) {
        // A module that has failed has let go of all.
        self.module.close(self.file).ok();
    }
}

/// What the module says, or that it failed.
fn fault(err: &JsValue) -> FamilyFault {
    let bytes = err.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
    bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_else(failed)
}

fn failed() -> FamilyFault {
    FamilyFault::Refused(FamilyRefusal::Damaged("the reader of its format has failed".to_owned()))
}
