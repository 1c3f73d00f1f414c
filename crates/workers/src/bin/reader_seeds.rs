//! What draws stimuli that are only a seed, and a recording to try: a wasm file that the recordings worker loads into its own thread once one is
//! asked for.
//!
//! In: a description; which stimulus, and which part of its frames; how many of them. Out: the stimulus as bytes, and frames as bytes. It is
//! called synchronously, and keeps the movies that have begun by their numbers.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod reader {
    use core::cell::RefCell;
    use std::collections::BTreeMap;

    use ganglion_core::{recording::Crop, stimulus::StimulusFrames};
    use ganglion_recordings::seeded::{SeededMovie, SeededStimulus, simulated_files};
    use wasm_bindgen::prelude::wasm_bindgen;

    thread_local! {
        static MOVIES: RefCell<BTreeMap<u32, Movie>> = const { RefCell::new(BTreeMap::new()) };
    }

    struct Movie {
        movie: SeededMovie,
        /// None: how they are kept.
        nothing: StimulusFrames,
    }

    /// The files of a recording to try, as bytes.
    ///
    /// # Errors
    /// None is known.
    #[wasm_bindgen]
    pub fn simulate(seed: u32) -> Result<Vec<u8>, String> {
        postcard::to_allocvec(&simulated_files(seed)).map_err(|err| err.to_string())
    }

    /// The stimulus of a description, as bytes.
    ///
    /// # Errors
    /// What is wrong with it.
    #[wasm_bindgen]
    pub fn describe(text: &str) -> Result<Vec<u8>, String> {
        ganglion_core::words::speak_as_page();
        let stimulus = SeededStimulus::read(text)?;
        postcard::to_allocvec(&stimulus).map_err(|err| err.to_string())
    }

    /// Begins to draw a part of the frames of a stimulus under a number; both as bytes.
    ///
    /// # Errors
    /// If the bytes are no stimulus.
    #[wasm_bindgen]
    pub fn begin(number: u32, request: &[u8]) -> Result<(), String> {
        let (stimulus, part): (SeededStimulus, Option<Crop>) =
            postcard::from_bytes(request).map_err(|err| err.to_string())?;
        let movie = match part {
            Some(part) => SeededMovie::cropped(&stimulus, part),
            None => SeededMovie::whole(&stimulus),
        };
        let nothing = movie.empty();
        MOVIES.with_borrow_mut(|movies| movies.insert(number, Movie { movie, nothing }));
        Ok(())
    }

    /// The next frames, up to so many, as bytes.
    ///
    /// # Errors
    /// If none has begun under the number.
    #[wasm_bindgen]
    pub fn draw(number: u32, num_frames: u32) -> Result<Vec<u8>, String> {
        MOVIES.with_borrow_mut(|movies| {
            let Movie { movie, nothing } = movies.get_mut(&number).ok_or("it has not begun")?;
            let mut frames = nothing.clone();
            movie.draw(num_frames as usize, &mut frames);
            Ok(frames.to_bytes())
        })
    }

    /// Lets go of a movie.
    #[wasm_bindgen]
    pub fn end(number: u32) {
        MOVIES.with_borrow_mut(|movies| drop(movies.remove(&number)));
    }
}

fn main() {}
