//! Why a file is no picture that could be shown, for people.

use thiserror::Error;

use crate::{
    pictures::{KEPT_SIDE, MAX_PICTURES},
    stimulus::{ImageError, MIN_SIDE},
    t,
};

/// Largest file, megabytes: 50 megapixels of 4 bytes, and room for what cameras add.
pub const MAX_MEGABYTES: u64 = 256;

/// What is wrong with a file and what to do about it. Sentences go on after its name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Nothing in it.
    #[error("{}", t!("is empty. Copy it again, or choose another."))]
    Empty,
    /// A folder, or a file that went away.
    #[error(
        "{}",
        t!("can't be read. If it is a folder, choose the pictures in it; if it was moved or changed meanwhile, choose it again.")
    )]
    Unreadable,
    /// Too many bytes to take into memory.
    #[error(
        "{}",
        t!(
            "has {megabytes} megabytes; {most} are the most that this page takes. Save it as JPEG, or smaller.",
            megabytes = megabytes,
            most = MAX_MEGABYTES
        )
    )]
    Heavy {
        /// Megabytes.
        megabytes: u64,
    },
    /// Something else.
    #[error("{}", t!("is not a picture. Choose a PNG, JPEG, WebP, AVIF, GIF or BMP."))]
    NotPicture,
    /// A picture in a form that this browser does not know.
    #[error(
        "{}",
        t!(
            "is a picture in the format {format}, which this browser can't decode. Save it as PNG or JPEG.",
            format = .0
        )
    )]
    Format(&'static str),
    /// Not all of it is here.
    #[error(
        "{}",
        t!("is cut off or damaged. Copy it again from where it came, or save it anew.")
    )]
    CutOff,
    /// The browser gave up on what looked well.
    #[error(
        "{}",
        t!("is damaged, or too large for this browser. Save it anew, or make it smaller.")
    )]
    Undecodable,
    /// Too small, too long or too large.
    #[error("{}", t!("can't be shown. {reason} {advice}", reason = .0, advice = advice(.0)))]
    Size(#[from] ImageError),
    /// Nothing would be left of its shorter side.
    #[error(
        "{}",
        t!(
            "has {width} x {height} pixels and is too long for its width: made smaller until the longer side has {kept}, the other would have less than {least}. Cut out a part of it.",
            width = width,
            height = height,
            kept = KEPT_SIDE,
            least = MIN_SIDE
        )
    )]
    Narrow {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// One more than may be here.
    #[error(
        "{}",
        t!(
            "is one too many: there may be {most} own pictures at a time. Take some away first.",
            most = MAX_PICTURES
        )
    )]
    TooMany,
}

impl Refusal {
    /// The whole sentence, with the name of the file.
    pub fn message(&self, name: &str) -> String {
        t!("“{name}” {refusal}", name = name, refusal = self)
    }
}

fn advice(err: &ImageError) -> &'static str {
    match err {
        ImageError::TooSmall { .. } => t!("Choose a larger one."),
        ImageError::TooLong { .. } => t!("Cut out a part of it, or make it smaller."),
        ImageError::TooLarge { .. } => t!("Make it smaller."),
        ImageError::CutOff { .. } => t!("Copy it again from where it came."),
    }
}
