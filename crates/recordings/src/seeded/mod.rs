//! Stimuli that are only a seed: the frames of the generators that labs use, drawn again.
//!
//! In: a [`SeededStimulus`], as plain data or a line of text. Out: its frames, one after the other ([`SeededMovie`]), bit for bit those
//! of the rig. Nothing is kept but what was asked for: a part of each frame, or some frames.
//!
//! | generator | where from | leaves numbers out |
//! |---|---|---|
//! | `ran1`, `gasdev` | own: no crate has them | by drawing them |
//! | Java's | own: it has to leap, which no crate does | at once |
//! | Mersenne twister | `rand_mt` | by drawing them |
//! | PCG64 | `rand_pcg`; how it is seeded, and what is made of its words, is own | at once |
//!
//! What draws stimuli also makes the recording to try: it is drawn too, and a reader of files need not know how.
//!
//! MATLAB's `randn` and `numpy`'s `Generator.standard_normal` (ziggurats) aren't here.

mod add;
mod clues;
mod description;
mod draws;
mod file;
mod generator;
mod java;
mod movie;
mod numpy;
mod ran1;
mod reader;
mod said;
mod search;
mod simulated;
mod verify;
mod words;

pub use add::{SeedMemory, SeedStage, SeededFiles, SeededFindings, Unseeded};
pub use clues::{SeedClue, SeedClues};
pub use description::{CallSize, EXAMPLE, FillOrder, FrozenPart, SeededStimulus, TrialSeeds};
pub use draws::{DrawsBits, DrawsNormals, Polar, Uniform};
pub use generator::{Generator, NoiseDraws, generator_words};
pub use movie::{LARGEST_SDS, SeededMovie};
pub use numpy::IntegerType;
pub use ran1::Ran1;
pub use reader::{OwnSeeds, SeedReader, SeededFrames};
pub use search::{FieldPlace, FieldSearch, find_field};
pub use simulated::{SimulatedFile, simulated_files};
pub use words::SeedWords;
