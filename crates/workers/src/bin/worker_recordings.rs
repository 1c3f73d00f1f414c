//! The recordings worker: reads files of labs, says what their arrays mean, and makes a recording to try.
//!
//! In: requests as bytes, files beside them. Out: responses as bytes, in the language of the page. All of it is done at once, as it is asked: files are read
//! synchronously, slice by slice, and whoever wants no more ends the worker.

#[cfg(target_arch = "wasm32")]
mod worker {
    use core::cell::RefCell;
    use std::{
        io::{Error, ErrorKind, Result},
        rc::Rc,
    };

    use ganglion_core::protocol::{
        codec::{self, CodecError},
        thread::{self, post, scope},
    };
    use ganglion_recordings::{
        Source,
        import::{BUILD, ImportRequest, ImportResponse, ImportSession},
    };
    use js_sys::{Reflect, Uint8Array};
    use wasm_bindgen::{
        JsCast as _, JsValue,
        prelude::{Closure, wasm_bindgen},
    };
    use web_sys::{Blob, MessageEvent};

    #[wasm_bindgen]
    extern "C" {
        type FileReaderSync;

        #[wasm_bindgen(constructor)]
        fn new() -> FileReaderSync;

        #[wasm_bindgen(method, catch, js_name = readAsArrayBuffer)]
        fn read(this: &FileReaderSync, blob: &Blob) -> core::result::Result<JsValue, JsValue>;
    }

    /// Bytes that are read at once: each time takes the browser as long as some thousands of them.
    const AHEAD: u64 = 1 << 18;

    /// A file of the browser, which stays on the disk.
    struct FileSource {
        reader: FileReaderSync,
        blob: Blob,
        /// What was read last, and where it begins.
        last: RefCell<(u64, Vec<u8>)>,
    }

    impl FileSource {
        fn read(&self, offset: u64, into: &mut [u8]) -> Result<()> {
            let (start, end) = (offset as f64, offset as f64 + into.len() as f64);
            let slice = self.blob.slice_with_f64_and_f64(start, end).map_err(refused)?;
            let bytes = Uint8Array::new(&self.reader.read(&slice).map_err(refused)?);
            if bytes.length() as usize != into.len() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            bytes.copy_to(into);
            Ok(())
        }
    }

    impl Source for FileSource {
        fn num_bytes(&self) -> Result<u64> {
            Ok(self.blob.size() as u64)
        }

        fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
            let end = offset.saturating_add(into.len() as u64);
            let num_bytes = self.num_bytes()?;
            if into.len() as u64 >= AHEAD || end > num_bytes {
                return self.read(offset, into);
            }
            let mut last = self.last.borrow_mut();
            let (start, bytes) = &mut *last;
            if offset < *start || end > *start + bytes.len() as u64 {
                bytes.clear();
                bytes.resize(AHEAD.min(num_bytes - offset) as usize, 0);
                *start = offset;
                if let Err(err) = self.read(offset, bytes) {
                    bytes.clear();
                    return Err(err);
                }
            }
            into.copy_from_slice(&bytes[(offset - *start) as usize..][..into.len()]);
            Ok(())
        }
    }

    /// What the browser says.
    fn refused(err: JsValue) -> Error {
        let message = Reflect::get(&err, &"message".into()).ok();
        Error::other(message.and_then(|message| message.as_string()).unwrap_or_default())
    }

    /// Serves the page until the worker is closed.
    pub(crate) fn serve() {
        ganglion_core::words::speak_as_page();
        thread::post_panics(|message| ImportResponse::Failed { message });
        let mut session = ImportSession::new(Rc::new(|response| post(&response)));
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match question(&message.data()) {
                Ok((request, file)) => session.answer(request, file),
                Err(err) => post(&ImportResponse::Failed { message: err.to_string() }),
            }
        });
        scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
        post(&ImportResponse::Ready { build: BUILD.to_owned() });
    }

    type FileQuestion = (ImportRequest, Option<Box<dyn Source>>);

    fn question(message: &JsValue) -> core::result::Result<FileQuestion, CodecError> {
        // A field that can't be read is none.
        let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        match field("file").dyn_into::<Blob>() {
            Ok(blob) => {
                let (reader, last) = (FileReaderSync::new(), RefCell::default());
                let file = FileSource { reader, blob, last };
                Ok((codec::from_js(field("message"))?, Some(Box::new(file))))
            }
            Err(_) => Ok((codec::from_js(message.clone())?, None)),
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
