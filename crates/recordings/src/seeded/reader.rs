//! Who draws the frames of seeds: this build, or a module of its own.

use ganglion_core::{recording::Crop, stimulus::StimulusFrames};

use crate::{
    error::FileError,
    seeded::{
        description::SeededStimulus,
        movie::SeededMovie,
        simulated::{SimulatedFile, simulated_files},
    },
};

/// Draws stimuli that are only a seed, and a recording to try.
pub trait SeedReader {
    /// Makes the files of a recording to try, by simulated cells.
    ///
    /// # Errors
    /// If what draws has failed.
    fn simulate(&self, seed: u32) -> Result<Vec<SimulatedFile>, String>;

    /// Understands a description.
    ///
    /// # Errors
    /// With a sentence that says which word is wrong, or what is missing.
    fn describe(&self, text: &str) -> Result<SeededStimulus, String>;

    /// Begins to draw a part of each frame, by rows from the top; without one, all checkers in the order in which they are drawn
    /// ([`SeededStimulus::checker`]).
    ///
    /// # Errors
    /// If what draws them is not there.
    fn begin(
        &self,
        stimulus: &SeededStimulus,
        part: Option<Crop>,
    ) -> Result<Box<dyn SeededFrames>, FileError>;
}

/// The frames of a seed, from the first one on.
pub trait SeededFrames {
    /// Adds up to so many frames as they are shown, whole successions of the same one; adds none behind the last.
    ///
    /// # Errors
    /// If what draws them has failed.
    fn draw(&mut self, num_frames: usize, into: &mut StimulusFrames) -> Result<(), FileError>;
}

/// Draws them here.
pub struct OwnSeeds;

impl SeedReader for OwnSeeds {
    fn simulate(&self, seed: u32) -> Result<Vec<SimulatedFile>, String> {
        Ok(simulated_files(seed))
    }

    fn describe(&self, text: &str) -> Result<SeededStimulus, String> {
        SeededStimulus::read(text)
    }

    fn begin(
        &self,
        stimulus: &SeededStimulus,
        part: Option<Crop>,
    ) -> Result<Box<dyn SeededFrames>, FileError> {
        Ok(Box::new(match part {
            Some(part) => SeededMovie::cropped(stimulus, part),
            None => SeededMovie::whole(stimulus),
        }))
    }
}

impl SeededFrames for SeededMovie {
    fn draw(&mut self, num_frames: usize, into: &mut StimulusFrames) -> Result<(), FileError> {
        // Its own one.
        Self::draw(self, num_frames, into);
        Ok(())
    }
}
