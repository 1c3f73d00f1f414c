//! Opening a recording as a conversation: what the page asks of the worker that reads files, and what it is told.
//!
//! In: files, roles that a person chose. Out: the list of arrays with a role and a reason for each, what was refused, what spikes and
//! frames say together, small images of it, and in the end the recording. Showing it is left to the page; nothing of it leaves the machine.
//!
//! Requests go as the bytes of an [`ImportRequest`]; [`ImportRequest::Open`] as an object `{ message, file }`, with the file. Only
//! [`ImportRequest::Look`] and [`ImportRequest::Hand`] are answered. There is nothing to break off: whoever wants no more ends the worker,
//! and gives another one the same files and choices.

mod findings;
mod kept;
mod known;
mod meter;
mod session;

use ganglion_core::{
    recording::{Crop, ImportedRecording, PassedRecording},
    t, tn,
};
use serde::{Deserialize, Serialize};

use crate::{
    evidence::{Judgment, ReceptiveFieldFit},
    roles::{Role, TimeUnit},
    seeded::{SeedClues, SeedStage},
};

pub use kept::{KEPT_HEAD, KeptChecksum, KeptHead};
pub use meter::Teller;
pub use session::ImportSession;

/// Which build of the reader of recordings this is, by which the page knows its worker.
pub const BUILD: &str = match option_env!("GANGLION_RECORDINGS_BUILD") {
    Some(build) => build,
    None => ganglion_core::protocol::BUILD,
};

/// Most files of a recording.
pub const MOST_FILES: usize = 200;

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportRequest {
    /// Takes in a file, which comes along; it is read when the recording is looked at.
    Open {
        /// Its name, with `/` between folders.
        name: String,
    },
    /// Makes a recording to try, by simulated cells.
    Simulate {
        /// Of all that is random in it.
        seed: u32,
    },
    /// Says what an array is.
    Choose {
        /// Path of the array.
        path: String,
        /// What it is; nothing to go back to what is proposed.
        role: Option<Role>,
    },
    /// Reads what is new, and says what all of it means: [`ImportResponse::Progress`] and [`ImportResponse::Listed`], then
    /// [`ImportResponse::Found`] or [`ImportResponse::Nothing`].
    Look {
        /// What a link says of arrays of which a person says nothing.
        roles: String,
        /// The stimulus, if it is only a seed, as a person describes it or a link; else empty.
        stimulus: String,
    },
    /// Asks for the recording: [`ImportResponse::Handed`], or [`ImportResponse::Nothing`].
    Hand {
        /// What for, which comes back with it.
        purpose: HandPurpose,
        /// The cell to begin with, by its index.
        cell: usize,
        /// The part of the frames around it.
        crop: Option<Crop>,
    },
}

impl ImportRequest {
    /// Whether something is to be drawn.
    pub fn wants_seeds(&self) -> bool {
        match self {
            Self::Simulate { .. } => true,
            Self::Look { stimulus, .. } => !stimulus.is_empty(),
            Self::Open { .. } | Self::Choose { .. } | Self::Hand { .. } => false,
        }
    }
}

/// What the recording is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandPurpose {
    /// To be used at once.
    Use,
    /// To be kept on this device.
    Keep,
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportResponse {
    /// The worker listens.
    Ready {
        /// Its build.
        build: String,
    },
    /// How far it is.
    Progress(ImportProgress),
    /// What is in the files.
    Listed(ImportListing),
    /// What it means.
    Found(Box<ImportFindings>),
    /// There is no recording yet.
    Nothing(Absence),
    /// The recording, which a worker posts as a file beside this.
    Handed {
        /// What it was asked for.
        purpose: HandPurpose,
        /// What was decided.
        imported: Box<ImportedRecording>,
        /// The recording itself.
        recording: PassedRecording,
    },
    /// The worker has broken.
    Failed {
        /// How.
        message: String,
    },
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStage {
    /// Simulating a recording.
    Simulating,
    /// Reading a file through.
    Reading,
    /// Drawing the frames of a seed, until a receptive field shows.
    Searching,
    /// Drawing the part of them around it.
    Drawing,
    /// Taking out frames and spikes.
    Assembling,
    /// Adding up the frames around spikes.
    Comparing,
}

impl From<SeedStage> for ImportStage {
    fn from(stage: SeedStage) -> Self {
        match stage {
            SeedStage::Searching => Self::Searching,
            SeedStage::Drawing => Self::Drawing,
        }
    }
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// What is done.
    pub stage: ImportStage,
    /// The file that is read; empty if it is none.
    pub name: String,
    /// Per cent of it.
    pub percent: u32,
}

/// An array in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedArray {
    /// File and name.
    pub path: String,
    /// Sizes of its axes.
    pub shape: Vec<u64>,
    /// The same in words.
    pub shape_text: String,
    /// Its type, and what that is stored as.
    pub type_text: String,
    /// What it holds; nothing if it is too large to look through.
    pub content: Option<String>,
    /// What it is, probably or as chosen.
    pub role: Role,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub origin: RoleOrigin,
}

/// Who says what an array is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleOrigin {
    /// Its values, lengths and names.
    Proposed,
    /// The link that was opened.
    Linked,
    /// A person.
    Chosen,
}

/// What is in all files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportListing {
    /// Names of the files that were opened.
    pub files: Vec<String>,
    /// All arrays.
    pub arrays: Vec<ListedArray>,
    /// What was refused: a sentence each, with what to do.
    pub refused: Vec<String>,
    /// Names of files that were given twice.
    pub twice: Vec<String>,
    /// Files that were left out, since there are too many.
    pub num_left_out: usize,
    /// What links say of these arrays.
    pub roles: String,
    /// What the link says of arrays that aren't here.
    pub num_unmatched: usize,
    /// What a person should know of that; empty if nothing.
    pub unmatched: String,
    /// What the files say of a stimulus that is only a seed.
    pub seed: SeedClues,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldEvidence {
    /// What it says.
    pub judgment: Judgment,
    /// What was found, with numbers.
    pub sentence: String,
    /// What to do; empty if nothing.
    pub advice: String,
}

/// What spikes and frames say together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportFindings {
    /// What links call the recording.
    pub name: String,
    /// Bytes that it takes when it is kept.
    pub num_bytes: usize,
    /// Number of frames.
    pub num_frames: usize,
    /// Rows and columns of a frame.
    pub field: (usize, usize),
    /// Frames a second, if known.
    pub refresh_hz: Option<f64>,
    /// Side of a checker, micrometers, if known.
    pub checker_um: Option<f64>,
    /// Number of trials.
    pub num_trials: usize,
    /// Stretches that are shown again: their length, and how often they are shown.
    pub frozen: Vec<(usize, usize)>,
    /// Digest of the frames.
    pub frames_digest: String,
    /// Digest of the counts of all cells.
    pub counts_digest: String,
    /// What was left out, a sentence each.
    pub left_out: Vec<String>,
    /// What was looked at.
    pub evidence: Vec<ToldEvidence>,
    /// `[num_shown][rows * columns]`, contrast of the first frames.
    pub frames: Vec<Vec<f32>>,
    /// First lag of all averages, frames before the spike.
    pub first_lag: i32,
    /// Each cell.
    pub cells: Vec<CellFindings>,
}

/// What is found of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellFindings {
    /// How it is called in its file.
    pub name: String,
    /// Its spikes.
    pub num_spikes: u64,
    /// `[rows * columns]`, the average frame at its strongest lags, SDs of chance.
    pub image: Vec<f32>,
    /// `[num_lags]`, its strongest checker, SDs of chance.
    pub course: Vec<f32>,
    /// The strongest lag, frames before the spike.
    pub peak_lag: i32,
    /// How strong it is, SDs of shifted spikes.
    pub strength: f64,
    /// Whether that is more than chance.
    pub is_significant: bool,
    /// Its receptive field, if there is one.
    pub fit: Option<ReceptiveFieldFit>,
}

/// Why there is no recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Absence {
    /// Nothing was opened that can be read.
    NoArrays,
    /// An array can't be read; why, and what to do.
    Unreadable(String),
    /// No array is known to be the frames.
    NoFrames,
    /// Several arrays are: their paths.
    SeveralFrames(String),
    /// An array can't be frames.
    BadFrames {
        /// Its path.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The stimulus is not described so that it can be drawn: what is wrong, and what to do.
    NotDescribed(String),
    /// The frames of a seed don't fit what is in the files.
    Unseeded {
        /// What is missing.
        reason: Box<Self>,
        /// Frames of all trials.
        num_frames: usize,
        /// The same without frozen ones.
        num_running: usize,
    },
    /// There are frames, but no spikes.
    NoSpikes,
    /// Spike times need frame times or rates.
    NoClock {
        /// Their unit.
        unit: TimeUnit,
        /// What is missing.
        needed: String,
    },
}

/// What a person should know of roles in a link that are of no array.
pub fn unmatched(num: usize) -> String {
    tn!(
        num,
        "What the link says of {n} array goes for nothing in these files: add the file that holds it.",
        "What the link says of {n} arrays goes for nothing in these files: add the file that holds them."
    )
}

/// Nothing draws seeds, since it has not arrived.
fn not_loaded() -> String {
    t!(
        "The part of the page that draws stimuli from a seed did not load. Check the connection and try again; nothing that is shown is lost."
    )
    .to_owned()
}
