//! What a network looks at: filtered frames, or raw ones through courses of time.

use serde::{Deserialize, Serialize};

use crate::{
    config::{CellSource, Config, NUM_LAGS},
    dataset::{Dataset, Frames, RawFrames, Split},
    network::{TILE_FRAMES, Tile},
    statistics::temporal_courses,
};

/// Courses of time that a network on a recorded-like cell sees: enough for every course of its
/// subunits, and a third of the work of all lags.
pub const NUM_COURSES: usize = 6;

/// What the channels of a network are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Channels {
    /// One channel: frames seen through the temporal filter of the data set (Version I).
    Filtered,
    /// One channel for each lag: raw frames (Version II).
    Lags,
    /// One channel for each course of time: raw frames seen through each (Version II on few courses).
    Courses(
        /// `[num_courses][NUM_LAGS]`, orthonormal.
        Vec<Vec<f32>>,
    ),
}

impl Channels {
    /// What space-time filters are learned on: every lag for the model cell, the first temporal
    /// singular vectors of the spike-triggered average for a recorded-like or real cell.
    pub fn of_second_version(config: &Config, dataset: &Dataset) -> Self {
        match config.source() {
            CellSource::Model => Self::Lags,
            CellSource::Recorded | CellSource::File => {
                Self::Courses(temporal_courses(&dataset.sta, NUM_LAGS, NUM_COURSES))
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Filtered => 1,
            Self::Lags => NUM_LAGS,
            Self::Courses(courses) => courses.len(),
        }
    }

    /// Never: a network has at least one channel.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What each channel answers to an image that is shown with a course of time: a filter seen so
    /// is these numbers times its channels.
    ///
    /// # Shapes
    /// - `course`: `[NUM_LAGS]`
    /// - returns `[channels]`
    pub fn along(&self, course: &[f32]) -> Vec<f32> {
        match self {
            Self::Filtered => vec![1.0],
            Self::Lags => course.to_vec(),
            Self::Courses(courses) => {
                let dot = |of: &Vec<f32>| of.iter().zip(course).map(|(a, b)| a * b).sum();
                courses.iter().map(dot).collect()
            }
        }
    }

    /// Numbers of each channel as numbers of each lag.
    ///
    /// # Shapes
    /// - `channels`: `[channels, len]`
    /// - returns `[NUM_LAGS, len]`, or what came in if there is no time in it
    pub fn to_lags(&self, channels: &[f32]) -> Vec<f32> {
        let Self::Courses(courses) = self else { return channels.to_vec() };
        let len = channels.len() / courses.len();
        let mut lags = vec![0.0; NUM_LAGS * len];
        for (course, channel) in courses.iter().zip(channels.chunks_exact(len)) {
            for (lag, weight) in lags.chunks_exact_mut(len).zip(course) {
                for (sum, number) in lag.iter_mut().zip(channel) {
                    *sum += weight * number;
                }
            }
        }
        lags
    }
}

/// Frames as a network sees them.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// Temporally filtered frames of a split, one channel.
    Filtered(&'a Frames),
    /// `[num_frames, checkers]`, one channel: pictures, or noise that is shown without time.
    Pictures(&'a [f32]),
    /// Raw frames with their history; the channels are [`Channels::Lags`] or
    /// [`Channels::Courses`].
    Raw(&'a RawFrames, &'a Channels),
}

impl<'a> Input<'a> {
    /// A split seen through some channels.
    ///
    /// # Panics
    /// If raw frames are asked for where none were kept.
    pub fn of(split: &'a Split, channels: &'a Channels) -> Self {
        match channels {
            Channels::Filtered => Self::Filtered(&split.frames),
            Channels::Lags | Channels::Courses(_) => {
                let raw = split.raw.as_ref();
                Self::Raw(raw.expect("raw frames are kept for networks of Version II"), channels)
            }
        }
    }
}

/// Brings frames into a tile.
#[derive(Clone, Debug)]
pub(super) struct Loader {
    num_checkers: usize,
    /// Raw frames of one lag, `[TILE_FRAMES, checkers]`.
    raw: Vec<f32>,
    /// Room for each frame of the tile that is filtered on its way, `[TILE_FRAMES][checkers]`.
    filtered: [Vec<f32>; TILE_FRAMES],
    pub(super) tile: Tile,
    /// Where the channels begin in the tile.
    pub(super) first: usize,
}

impl Loader {
    /// For frames of some checkers, each with some channels.
    pub(super) fn new(num_checkers: usize, num_channels: usize) -> Self {
        Self {
            num_checkers,
            raw: Vec::new(),
            filtered: [const { Vec::new() }; TILE_FRAMES],
            tile: Tile::new(num_checkers * num_channels),
            first: 0,
        }
    }

    /// Fills the tile with some rows of the input.
    ///
    /// # Panics
    /// If there are more than [`TILE_FRAMES`] rows.
    pub(super) fn load(&mut self, input: Input<'_>, rows: &[u32]) {
        let checkers = self.num_checkers;
        match input {
            Input::Filtered(frames) => {
                frames.touch(rows);
                let rows = rows.iter().map(|&row| row as usize);
                let frame = |(row, buffer)| frames.block(row..row + 1, buffer);
                self.tile.load(0, rows.zip(&mut self.filtered).map(frame));
            }
            Input::Pictures(frames) => {
                let frame = |&row: &u32| &frames[row as usize * checkers..][..checkers];
                self.tile.load(0, rows.iter().map(frame));
            }
            Input::Raw(frames, channels) => {
                self.make_room(channels);
                for lag in 0..NUM_LAGS {
                    for (&row, frame) in rows.iter().zip(self.raw.chunks_exact_mut(checkers)) {
                        frames.read(row as usize, lag, frame);
                    }
                    let frames = &self.raw[..rows.len() * checkers];
                    self.tile.load(lag * checkers, frames.chunks_exact(checkers));
                }
                if let Channels::Courses(courses) = channels {
                    self.tile.mix(courses);
                }
            }
        }
    }

    /// Courses are mixed from raw frames, which stand in front of them.
    fn make_room(&mut self, channels: &Channels) {
        if self.raw.is_empty() {
            self.raw = vec![0.0; TILE_FRAMES * self.num_checkers];
            if let Channels::Courses(courses) = channels {
                self.first = NUM_LAGS * self.num_checkers;
                self.tile = Tile::new(self.first + courses.len() * self.num_checkers);
            }
        }
    }
}
