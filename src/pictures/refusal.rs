//! Why a file is no picture that could be shown, for people.

use thiserror::Error;

use crate::{
    pictures::{KEPT_SIDE, MAX_PICTURES},
    stimulus::{ImageError, MIN_SIDE},
};

/// Largest file, megabytes: 50 megapixels of 4 bytes, and room for what cameras add.
pub const MAX_MEGABYTES: u64 = 256;

/// What is wrong with a file and what to do about it. Sentences go on after its name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Nothing in it.
    #[error("is empty. Copy it again, or choose another.")]
    Empty,
    /// A folder, or a file that went away.
    #[error(
        "can't be read. If it is a folder, choose the pictures in it; if it was moved or changed meanwhile, choose it again."
    )]
    Unreadable,
    /// Too many bytes to take into memory.
    #[error(
        "has {megabytes} megabytes; {MAX_MEGABYTES} are the most that this page takes. Save it as JPEG, or smaller."
    )]
    Heavy {
        /// Megabytes.
        megabytes: u64,
    },
    /// Something else.
    #[error("is not a picture. Choose a PNG, JPEG, WebP, AVIF, GIF or BMP.")]
    NotPicture,
    /// A picture in a form that this browser does not know.
    #[error(
        "is a picture in the format {0}, which this browser can't decode. Save it as PNG or JPEG."
    )]
    Format(&'static str),
    /// Not all of it is here.
    #[error("is cut off or damaged. Copy it again from where it came, or save it anew.")]
    CutOff,
    /// The browser gave up on what looked well.
    #[error("is damaged, or too large for this browser. Save it anew, or make it smaller.")]
    Undecodable,
    /// Too small, too long or too large.
    #[error("can't be shown. {0} {advice}", advice = advice(.0))]
    Size(#[from] ImageError),
    /// Nothing would be left of its shorter side.
    #[error(
        "has {width} x {height} pixels and is too long for its width: made smaller until the longer side has {KEPT_SIDE}, the other would have less than {MIN_SIDE}. Cut out a part of it."
    )]
    Narrow {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// One more than may be here.
    #[error(
        "is one too many: there may be {MAX_PICTURES} own pictures at a time. Take some away first."
    )]
    TooMany,
}

impl Refusal {
    /// The whole sentence, with the name of the file.
    pub fn message(&self, name: &str) -> String {
        format!("“{name}” {self}")
    }
}

fn advice(err: &ImageError) -> &'static str {
    match err {
        ImageError::TooSmall { .. } => "Choose a larger one.",
        ImageError::TooLong { .. } => "Cut out a part of it, or make it smaller.",
        ImageError::TooLarge { .. } => "Make it smaller.",
        ImageError::CutOff { .. } => "Copy it again from where it came.",
    }
}
