//! What draws stimuli from a seed, which is a wasm file of its own in the thread of the worker, as readers of formats are.

use core::cell::Cell;
use std::rc::Rc;

use ganglion_core::{recording::Crop, stimulus::StimulusFrames};
use ganglion_recordings::{
    FileError,
    seeded::{SeedReader, SeededFrames, SeededStimulus, SimulatedFile},
};
use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::reader::load_module;

#[wasm_bindgen]
extern "C" {
    /// What `reader_seeds.rs` exports.
    #[derive(Clone)]
    type SeedModule;

    #[wasm_bindgen(method, catch, structural)]
    fn simulate(this: &SeedModule, seed: u32) -> Result<Uint8Array, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn describe(this: &SeedModule, text: &str) -> Result<Uint8Array, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn begin(this: &SeedModule, number: u32, request: &[u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn draw(this: &SeedModule, number: u32, num_frames: u32) -> Result<Uint8Array, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn end(this: &SeedModule, number: u32) -> Result<(), JsValue>;
}

/// The module that draws, once it is there.
pub(crate) struct ModuleSeeds {
    module: SeedModule,
    num_movies: Cell<u32>,
}

/// Loads it; `then` is called once it is there, or without it if it doesn't come.
pub(crate) fn load(then: impl FnOnce(Option<Rc<dyn SeedReader>>) + 'static) {
    load_module("reader_seeds", |module: Option<SeedModule>| {
        then(module.map(|module| -> Rc<dyn SeedReader> {
            Rc::new(ModuleSeeds { module, num_movies: Cell::new(0) })
        }));
    });
}

impl SeedReader for ModuleSeeds {
    fn simulate(&self, seed: u32) -> Result<Vec<SimulatedFile>, String> {
        let bytes = self.module.simulate(seed).map_err(|err| message(&err))?;
        postcard::from_bytes(&bytes.to_vec()).map_err(|err| err.to_string())
    }

    fn describe(&self, text: &str) -> Result<SeededStimulus, String> {
        let bytes = self.module.describe(text).map_err(|err| message(&err))?;
        postcard::from_bytes(&bytes.to_vec()).map_err(|err| err.to_string())
    }

    fn begin(
        &self,
        stimulus: &SeededStimulus,
        part: Option<Crop>,
    ) -> Result<Box<dyn SeededFrames>, FileError> {
        let number = self.num_movies.replace(self.num_movies.get() + 1);
        let movie = ModuleMovie { module: self.module.clone(), number, name: stimulus.to_string() };
        let request = postcard::to_allocvec(&(stimulus, part));
        let request = request.map_err(|err| movie.failed(err.to_string()))?;
        self.module.begin(number, &request).map_err(|err| movie.failed(message(&err)))?;
        Ok(Box::new(movie))
    }
}

/// Frames that the module draws.
struct ModuleMovie {
    module: SeedModule,
    number: u32,
    name: String,
}

impl ModuleMovie {
    fn failed(&self, message: String) -> FileError {
        FileError::Unreadable { file: self.name.clone(), message }
    }
}

impl SeededFrames for ModuleMovie {
    fn draw(&mut self, num_frames: usize, into: &mut StimulusFrames) -> Result<(), FileError> {
        let drawn = self.module.draw(self.number, num_frames as u32);
        into.push_bytes(&drawn.map_err(|err| self.failed(message(&err)))?.to_vec());
        Ok(())
    }
}

impl Drop for ModuleMovie {
    fn drop(&mut self) {
        // A module that has failed has let go of all.
        self.module.end(self.number).ok();
    }
}

/// What the module says, or that it failed.
fn message(err: &JsValue) -> String {
    err.as_string().unwrap_or_else(|| "what draws it has failed".to_owned())
}
