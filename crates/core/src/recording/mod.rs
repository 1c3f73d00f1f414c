//! A recording as plain data: what was shown, what was counted, and where both come from.
//!
//! In: frames and counts that somebody has read from files. Out: the same, as bytes for a file, and a digest by which a
//! link names it. Files are left to
//! `ganglion_recordings`, what is learned from it to [`dataset`](crate::dataset).

mod pictures;

use core::ops::Range;
use std::{
    io::{BufRead, Write},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::stimulus::{FrozenBlock, StimulusFrames, digest};

pub use pictures::{PictureAnswers, ShownPictures};

/// Largest side of a crop, checkers: what a network takes.
pub const LARGEST_SIDE: usize = 24;

/// Longest text of a recording that is read, bytes: names, and what was chosen.
const LONGEST_TEXT: usize = 1 << 20;

/// Frames of a stimulus with the spikes of one or many cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// What was shown, `[num_frames, num_checkers]`.
    pub frames: StimulusFrames,
    /// Height and width of a frame, checkers: `columns` is the length of the faster run of checkers in the file. 1 row if it isn't known.
    pub field: (usize, usize),
    /// Frames a second, if known.
    pub refresh_hz: Option<f64>,
    /// Side of a checker on the retina, micrometers, if known.
    pub checker_um: Option<f64>,
    /// Spikes, one entry for each cell.
    pub cells: Vec<CellCounts>,
    /// Contiguous stretches of stimulus: no window of lags spans two.
    pub trials: Vec<Range<usize>>,
    /// Stretches of frames that are shown again and again.
    pub frozen: Vec<FrozenBlock>,
    /// Frames that are equal to the one before.
    pub num_held: usize,
    /// Where all of it comes from.
    pub provenance: Provenance,
    /// Pictures of its own, if it has some. They are packed behind all else, where those who know of none do not look.
    #[serde(skip)]
    pub pictures: Option<ShownPictures>,
}

/// Spikes of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCounts {
    /// How it is called in its file.
    pub name: String,
    /// `[num_frames]`, spikes in each frame.
    pub counts: Vec<u16>,
}

impl CellCounts {
    /// Spikes in all frames.
    pub fn num_spikes(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }
}

/// Where a recording comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Paths of the arrays that it is made of.
    pub arrays: Vec<String>,
    /// Digest of the frames.
    pub frames_digest: u64,
    /// Digest of the counts of all cells.
    pub counts_digest: u64,
    /// What was chosen, in words.
    pub choices: Vec<String>,
}

impl Recording {
    /// Frames and counts of one or many cells, as one trial.
    ///
    /// # Panics
    /// Unless there is one count for each frame, and the field has all checkers.
    pub fn new(frames: StimulusFrames, field: (usize, usize), cells: Vec<CellCounts>) -> Self {
        assert_eq!(field.0 * field.1, frames.num_checkers(), "the field has all checkers");
        let is_whole = |cell: &CellCounts| cell.counts.len() == frames.num_frames();
        assert!(cells.iter().all(is_whole), "there is a count for each frame");
        let counts = cells.iter().flat_map(|cell| &cell.counts);
        let provenance = Provenance {
            frames_digest: frames.digest(),
            counts_digest: digest(counts.map(|count| u64::from(*count))),
            ..Provenance::default()
        };
        let (frozen, num_held) = frames.repeats();
        let all = 0..frames.num_frames();
        Self {
            frames,
            field,
            refresh_hz: None,
            checker_um: None,
            cells,
            trials: core::iter::once(all).collect(),
            frozen,
            num_held,
            provenance,
            pictures: None,
        }
    }

    /// The trials without the frames that were shown before: what a cell answers to these is no new evidence.
    pub fn fresh(&self) -> Vec<Range<usize>> {
        let again = self
            .frozen
            .iter()
            .flat_map(|block| block.starts.iter().skip(1).map(|start| *start..start + block.len));
        let mut fresh = self.trials.clone();
        for again in again {
            let rest = |part: Range<usize>| {
                let before = part.start..again.start.clamp(part.start, part.end);
                let behind = again.end.clamp(part.start, part.end)..part.end;
                [before, behind].into_iter().filter(|part| !part.is_empty())
            };
            fresh = fresh.into_iter().flat_map(rest).collect();
        }
        fresh
    }

    /// Number of frames.
    pub fn num_frames(&self) -> usize {
        self.frames.num_frames()
    }

    /// Bytes that [`write`](Self::write) writes.
    ///
    /// # Panics
    /// Never: it is plain data.
    pub fn num_bytes(&self) -> usize {
        fn size(data: &impl Serialize) -> usize {
            let size = postcard::ser_flavors::Size::default();
            postcard::serialize_with_flavor(data, size).expect("it is plain data")
        }
        size(self) + self.pictures.as_ref().map_or(0, size)
    }

    /// Writes it, byte by byte, without a copy in memory.
    ///
    /// # Errors
    /// If the bytes aren't taken.
    pub fn write<W: Write>(&self, into: W) -> Result<W, postcard::Error> {
        let into = postcard::to_io(self, into)?;
        match &self.pictures {
            Some(pictures) => postcard::to_io(pictures, into),
            None => Ok(into),
        }
    }

    /// Reads what [`write`](Self::write) has written, byte by byte.
    ///
    /// # Errors
    /// If it is cut off, or another build wrote it.
    pub fn read(from: impl BufRead) -> Result<Self, postcard::Error> {
        let mut text = vec![0; LONGEST_TEXT];
        let (mut recording, (mut from, _)): (Self, _) = postcard::from_io((from, &mut text))?;
        let rest = from.fill_buf().map_err(|_err| postcard::Error::DeserializeUnexpectedEnd)?;
        // Recordings that were written before there were pictures end here.
        if !rest.is_empty() {
            recording.pictures = Some(postcard::from_io((from, &mut text))?.0);
        }
        Ok(recording)
    }

    /// What links call it: 16 hexadecimal figures that differ, almost surely, for other frames, counts, rows of checkers,
    /// trials or pictures.
    pub fn name(&self) -> String {
        let (rows, columns) = self.field;
        let ends = self.trials.iter().flat_map(|trial| [trial.start as u64, trial.end as u64]);
        let Provenance { frames_digest, counts_digest, .. } = self.provenance;
        let parts = [frames_digest, counts_digest, rows as u64, columns as u64];
        let pictures = self.pictures.as_ref().map(ShownPictures::digest);
        format!("{:016x}", digest(parts.into_iter().chain(ends).chain(pictures)))
    }
}

/// What has to be known of a recording before an experiment about it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingOutline {
    /// What links call it.
    pub name: String,
    /// Height and width of a frame, checkers.
    pub field: (usize, usize),
    /// Number of frames.
    pub num_frames: usize,
    /// Number of cells.
    pub num_cells: usize,
    /// Frames that may be learned from: their whole history is in one trial, and nothing of it is shown again.
    pub num_running: usize,
    /// Whether frames are shown again, which then report.
    pub has_repeats: bool,
}

/// What was decided while a recording was imported: all that its experiments need beside itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedRecording {
    /// What has to be known of it.
    pub outline: RecordingOutline,
    /// The cell to begin with, by its index.
    pub cell: usize,
    /// The part of the frames around it; nothing to take all.
    pub crop: Option<Crop>,
    /// What was said of its arrays, as links write it.
    pub roles: String,
    /// Whether it was simulated here.
    pub is_simulated: bool,
    /// By which generator and seed its frames were drawn, as links write it; empty if they stand in its files.
    pub stimulus: String,
}

/// A recording that is passed on: what links call it, and itself where threads share their memory. From the page to a worker it goes as a file
/// of the browser beside the message, which takes no memory of those who only pass it on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassedRecording {
    /// What links call it.
    pub name: String,
    /// The recording; nothing where it isn't read.
    #[serde(skip)]
    pub recording: Option<Arc<Recording>>,
}

impl PassedRecording {
    /// One that is not read here.
    pub fn unread(name: String) -> Self {
        Self { name, recording: None }
    }

    /// One that stays in memory.
    pub fn shared(recording: Arc<Recording>) -> Self {
        Self { name: recording.name(), recording: Some(recording) }
    }
}

/// A part of each frame, checkers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crop {
    /// Its first row.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// Its height.
    pub rows: usize,
    /// Its width.
    pub columns: usize,
}

impl Crop {
    /// The largest one around the middle of a field of so many rows and columns.
    pub fn centered((rows, columns): (usize, usize)) -> Self {
        let (num_rows, num_columns) = (rows.min(LARGEST_SIDE), columns.min(LARGEST_SIDE));
        Self {
            row: (rows - num_rows) / 2,
            column: (columns - num_columns) / 2,
            rows: num_rows,
            columns: num_columns,
        }
    }

    /// Moved down and right by so many checkers, as far as the field reaches.
    #[must_use]
    pub fn moved(self, (down, right): (i32, i32), (rows, columns): (usize, usize)) -> Self {
        let shift =
            |start: usize, by: i32, most: usize| start.saturating_add_signed(by as isize).min(most);
        let row = shift(self.row, down, rows.saturating_sub(self.rows));
        let column = shift(self.column, right, columns.saturating_sub(self.columns));
        Self { row, column, ..self }
    }

    /// Higher and wider by so many checkers, as far as field and networks allow.
    #[must_use]
    pub fn grown(self, (down, right): (i32, i32), (rows, columns): (usize, usize)) -> Self {
        let grow = |len: usize, by: i32, room: usize| {
            len.saturating_add_signed(by as isize).clamp(1, room.clamp(1, LARGEST_SIDE))
        };
        Self {
            rows: grow(self.rows, down, rows - self.row),
            columns: grow(self.columns, right, columns - self.column),
            ..self
        }
    }
}
