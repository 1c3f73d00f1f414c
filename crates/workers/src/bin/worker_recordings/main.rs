//! The recordings worker: reads files of labs, says what their arrays mean, and makes a recording to try.
//!
//! In: requests as bytes, files beside them. Out: responses as bytes, in the language of the page. All of it is done at once, as it is asked: files are read
//! synchronously, slice by slice, and whoever wants no more ends the worker. Only when the first file of a family of formats comes whose reader is a
//! wasm file of its own, or the first stimulus that is only a seed, it and all that is asked behind it wait until that is there.

#[cfg(target_arch = "wasm32")]
mod reader;
#[cfg(target_arch = "wasm32")]
mod seeds;
#[cfg(target_arch = "wasm32")]
mod source;

#[cfg(target_arch = "wasm32")]
mod worker {
    use core::cell::RefCell;
    use std::{collections::VecDeque, io::Error, rc::Rc};

    use ganglion_core::protocol::{
        codec::{self, CodecError},
        file,
        thread::{self, post, post_with, scope},
    };
    use ganglion_recordings::{
        FamilyReaders, Source,
        import::{BUILD, ImportRequest, ImportResponse, ImportSession},
    };
    use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
    use web_sys::MessageEvent;

    use crate::{reader::ModuleReaders, seeds, source::FileSource};

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

    type FileQuestion = (ImportRequest, Option<Box<dyn Source>>);

    /// What is asked, in the order in which it came.
    struct Questions {
        session: ImportSession,
        readers: ModuleReaders,
        waiting: VecDeque<FileQuestion>,
        /// Whether a reader is on its way.
        is_loading: bool,
        /// Whether what draws seeds is there.
        has_seeds: bool,
    }

    impl Questions {
        /// Answers what waits, up to a file whose reader has to be loaded.
        fn answer(questions: &Rc<RefCell<Self>>) {
            let mut this = questions.borrow_mut();
            while !this.is_loading
                && let Some((request, file)) = this.waiting.pop_front()
            {
                let later = Rc::clone(questions);
                let wanted = file.as_deref().and_then(|file| this.readers.wanted(file));
                if let Some(reader) = wanted.cloned() {
                    this.is_loading = true;
                    reader.load(move || Self::go_on(&later, request, file));
                    return;
                }
                if !this.has_seeds && request.wants_seeds() {
                    this.is_loading = true;
                    seeds::load(move |seeds| {
                        if let Some(seeds) = seeds {
                            let mut this = later.borrow_mut();
                            this.has_seeds = true;
                            this.session.draw_by(seeds);
                        }
                        Self::go_on(&later, request, file);
                    });
                    return;
                }
                this.session.answer(request, file);
            }
        }

        /// Answers what waited for a reader, also if that has not come: then the answer says so.
        fn go_on(
            questions: &Rc<RefCell<Self>>,
            request: ImportRequest,
            file: Option<Box<dyn Source>>,
        ) {
            let mut this = questions.borrow_mut();
            this.is_loading = false;
            this.session.answer(request, file);
            drop(this);
            Self::answer(questions);
        }
    }

    /// Serves the page until the worker is closed.
    pub(crate) fn serve() {
        ganglion_core::words::speak_as_page();
        thread::post_panics(|message| ImportResponse::Failed { message });
        let readers = ModuleReaders::new();
        let known = FamilyReaders {
            hdf5: Some(Rc::clone(&readers.hdf5) as _),
            zarr: Some(Rc::clone(&readers.zarr) as _),
        };
        let session = ImportSession::new(Rc::new(tell), known);
        let waiting = VecDeque::new();
        let (is_loading, has_seeds) = (false, false);
        let questions = Questions { session, readers, waiting, is_loading, has_seeds };
        let questions = Rc::new(RefCell::new(questions));
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match question(message.data()) {
                Ok(asked) => {
                    questions.borrow_mut().waiting.push_back(asked);
                    Questions::answer(&questions);
                }
                Err(err) => post(&ImportResponse::Failed { message: err.to_string() }),
            }
        });
        scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
        post(&ImportResponse::Ready { build: BUILD.to_owned() });
    }

    fn question(message: JsValue) -> Result<FileQuestion, CodecError> {
        let (request, file) = codec::and_file(message);
        let source = |file| -> Box<dyn Source> { Box::new(FileSource::new(file)) };
        Ok((codec::from_js(request)?, file.map(source)))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
