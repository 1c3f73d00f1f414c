//! Pictures that a person looks at: what the page's image explorer asks of the worker that decodes them and
//! shows them to cells and networks, and what it is told.
//!
//! In: files, cells, networks. Out: gray pictures, comparisons, response maps. Nothing of them leaves
//! the machine.
//!
//! Requests come as the bytes of a [`PictureRequest`]; [`PictureRequest::Decode`] as an object `{ message, file }`, with the file.
//! Answers go as the bytes of a [`PictureResponse`], in the order of the questions. What needs no browser is in
//! [`Gallery`], [`Reducer`] and [`inspect`].

#[cfg(target_arch = "wasm32")]
pub mod decode;
mod format;
mod gallery;
mod inspect;
mod moving_viewer;
mod reduce;
mod refusal;
#[cfg(target_arch = "wasm32")]
pub mod serve;
mod structure;
pub mod view_state;
mod viewer;

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, Normalization, Scene},
    experiment::{
        Ingredients,
        natural::{Mistaken, NaturalImages, ResponseMap, Setting},
    },
    stimulus::Image,
};

pub use format::Format;
pub use gallery::Gallery;
pub use inspect::{Inspected, inspect};
pub use moving_viewer::MovingViewer;
pub use reduce::Reducer;
pub use refusal::{MAX_MEGABYTES, Refusal};
pub use structure::{is_animated, is_whole};
pub use viewer::{FieldView, FieldViewer};

/// Most own pictures at a time: as many as the paper showed.
pub const MAX_PICTURES: usize = 300;

/// Longest side of a picture once it is here, pixels; larger ones are made smaller by averaging.
pub const KEPT_SIDE: usize = 512;

/// What the image explorer asks. Answers come in the order of the questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PictureRequest {
    /// Which cells and networks all that follows is about. Not answered.
    SetSubjects {
        /// Their number: a question that names another one is not about them.
        subjects_id: u32,
        /// The experiment.
        config: Box<Config>,
        /// Its cells and networks.
        from: Box<Ingredients>,
    },
    /// Decode the file that comes with the message, and keep the picture. Told by [`PictureResponse::Decoded`] or
    /// [`PictureResponse::Refused`].
    Decode {
        /// The number that the picture gets.
        id: u32,
        /// Name of its file.
        name: String,
    },
    /// Forget pictures. Not answered.
    Forget {
        /// Their numbers.
        ids: Vec<u32>,
    },
    /// Show pictures to every cell and every network. Told by [`PictureResponse::Compared`].
    Compare {
        /// Which cells and networks, by the number of [`Self::SetSubjects`].
        subjects_id: u32,
        /// How they are shown.
        setting: Setting,
        /// Own pictures; none for those that the setting generates.
        pictures: Vec<u32>,
    },
    /// Make every mistake in turn. Told by [`PictureResponse::Mistaken`].
    Mistake {
        /// Which cells and networks, by the number of [`Self::SetSubjects`].
        subjects_id: u32,
        /// How pictures are shown.
        setting: Setting,
        /// Own pictures; none for those that the setting generates.
        pictures: Vec<u32>,
    },
    /// A cell and its network at every place of a picture. Told by [`PictureResponse::Mapped`].
    Map {
        /// Which cells and networks, by the number of [`Self::SetSubjects`].
        subjects_id: u32,
        /// Position in the list of cells.
        cell: u32,
        /// Which picture.
        picture: PictureSource,
        /// Side of a checker, pixels.
        checker: f32,
        /// From gray to contrast.
        normalization: Normalization,
        /// Whether light and dark are exchanged.
        is_mirrored: bool,
    },
}

/// Where a picture comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureSource {
    /// One of a person's own.
    Own(u32),
    /// A generated one.
    Scene {
        /// What it shows.
        scene: Scene,
        /// Seed of the experiment.
        seed: u32,
        /// Its number.
        number: u32,
        /// Height and width, pixels.
        side: u32,
    },
}

/// What the image explorer is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PictureResponse {
    /// The worker listens. Sent once.
    Ready {
        /// Its [`BUILD`](crate::protocol::BUILD).
        build: String,
    },
    /// A picture is here.
    Decoded {
        /// Its number.
        id: u32,
        /// The picture.
        picture: Picture,
    },
    /// A file is no picture that could be shown.
    Refused {
        /// The number that it would have had.
        id: u32,
        /// What is wrong and what to do, for people; begins with the name of the file.
        message: String,
    },
    /// All cells, all networks.
    Compared(Box<NaturalImages>),
    /// Each mistake, the first of them none, for pictures that are flashed and for pictures that stand.
    Mistaken {
        /// Counts over a second, in which a cell may answer the end of a flash as well.
        flashed: Vec<Mistaken>,
        /// Space alone.
        standing: Vec<Mistaken>,
    },
    /// Every place of a picture.
    Mapped(ResponseMap),
    /// A question could not be answered.
    Failed {
        /// Why and what to do, for people.
        message: String,
    },
}

/// A person's own picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Name of its file.
    pub name: String,
    /// Of the bytes of its file, 16 hexadecimal digits.
    pub checksum: String,
    /// Width and height as it was, pixels.
    pub size: (u32, u32),
    /// What a person should know of it, such as that only the first picture of an animation is shown.
    pub note: Option<String>,
    /// Pixels in a row, now.
    pub width: u32,
    /// Luminance row by row, 0 black to 255 white.
    #[serde(with = "serde_bytes")]
    pub gray: Vec<u8>,
}

impl Picture {
    /// Width and height, now, pixels.
    pub fn sides(&self) -> (u32, u32) {
        (self.width, self.gray.len() as u32 / self.width.max(1))
    }

    /// The picture as cells see it.
    pub fn image(&self) -> Image {
        let (width, height) = self.sides();
        Image {
            width: width as usize,
            height: height as usize,
            values: self.gray.iter().map(|&gray| f32::from(gray) / 255.0).collect(),
        }
    }
}
