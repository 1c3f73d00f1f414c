//! The recordings worker: reads files of labs, says what their arrays mean, and makes a recording to try.
//!
//! In: requests as bytes, files beside them. Out: responses as bytes, in the language of the page. All of it is done at once, as it is asked: files are read
//! synchronously, slice by slice, and whoever wants no more ends the worker.

#[cfg(target_arch = "wasm32")]
mod worker {
    use core::cell::RefCell;
    use std::{
        io::{Error, Result},
        rc::Rc,
    };

    use ganglion_core::protocol::{
        codec::{self, CodecError},
        file::{self, FileBytes, PART},
        thread::{self, post, post_with, scope},
    };
    use ganglion_recordings::{
        Source,
        import::{BUILD, ImportRequest, ImportResponse, ImportSession},
    };
    use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
    use web_sys::MessageEvent;

    /// A file of the browser, which stays on the disk.
    struct FileSource {
        file: FileBytes,
        /// What was read last, and where it begins.
        last: RefCell<(u64, Vec<u8>)>,
    }

    impl Source for FileSource {
        fn num_bytes(&self) -> Result<u64> {
            Ok(self.file.len())
        }

        fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
            let end = offset.saturating_add(into.len() as u64);
            let num_bytes = self.num_bytes()?;
            if into.len() >= PART || end > num_bytes {
                return self.file.read_at(offset, into);
            }
            let mut last = self.last.borrow_mut();
            let (start, bytes) = &mut *last;
            if offset < *start || end > *start + bytes.len() as u64 {
                bytes.clear();
                bytes.resize((num_bytes - offset).min(PART as u64) as usize, 0);
                *start = offset;
                if let Err(err) = self.file.read_at(offset, bytes) {
                    bytes.clear();
                    return Err(err);
                }
            }
            into.copy_from_slice(&bytes[(offset - *start) as usize..][..into.len()]);
            Ok(())
        }
    }

    /// Posts what there is to tell: a recording as a file.
    fn tell(response: ImportResponse) {
        let ImportResponse::Handed { recording, .. } = &response else { return post(&response) };
        let Some(recording) = &recording.recording else { return };
        let made = file::make(|into| recording.write(into).map(drop).map_err(Error::other));
        match made {
            Ok(file) => post_with(&response, &file),
            Err(err) => post(&ImportResponse::Failed { message: err.to_string() }),
        }
    }

    /// Serves the page until the worker is closed.
    pub(crate) fn serve() {
        ganglion_core::words::speak_as_page();
        thread::post_panics(|message| ImportResponse::Failed { message });
        let mut session = ImportSession::new(Rc::new(tell));
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match question(message.data()) {
                Ok((request, file)) => session.answer(request, file),
                Err(err) => post(&ImportResponse::Failed { message: err.to_string() }),
            }
        });
        scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
        post(&ImportResponse::Ready { build: BUILD.to_owned() });
    }

    type FileQuestion = (ImportRequest, Option<Box<dyn Source>>);

    fn question(message: JsValue) -> core::result::Result<FileQuestion, CodecError> {
        let (request, file) = codec::and_file(message);
        let source = |file| -> Box<dyn Source> {
            Box::new(FileSource { file: FileBytes::new(file), last: RefCell::default() })
        };
        Ok((codec::from_js(request)?, file.map(source)))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
