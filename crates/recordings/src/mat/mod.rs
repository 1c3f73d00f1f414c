//! MATLAB files of versions 4 to 7. Version 7.3 is HDF5, see [`foreign`](crate::foreign).
//!
//! Our own: `matfile` 0.5 drops cells and structs without a word, `matrw` 0.1 refuses what `scipy` writes, and both inflate
//! all of a file into memory.

mod version4;
mod version5;

use ganglion_core::{mark, words::say};

use crate::{array::ByteOrder, error::FileError, listing::Listing, source::Source, stream::Fault};

/// Bytes of the head of version 5.
const HEAD: u64 = 128;

/// Which MATLAB file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MatVersion {
    /// Version 4: one matrix after the other, without a head.
    Four,
    /// Versions 5 to 7, by the order of their bytes.
    Five(ByteOrder),
    /// The head of version 5, but not all of it.
    CutOff,
}

impl MatVersion {
    /// Recognizes a file by its first bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        match head.get(124..HEAD as usize) {
            Some([0, 1, b'I', b'M']) => return Some(Self::Five(ByteOrder::Little)),
            Some([1, 0, b'M', b'I']) => return Some(Self::Five(ByteOrder::Big)),
            None if head.starts_with(b"MATLAB 5.0 MAT-file") => return Some(Self::CutOff),
            Some(_) | None => {}
        }
        version4::recognize(head).then_some(Self::Four)
    }
}

/// Lists the arrays of a file.
///
/// # Errors
/// If its head is cut off, or [`FileError::TooManyArrays`].
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
    version: MatVersion,
) -> Result<(), FileError> {
    match version {
        MatVersion::Four => version4::list(listing, source, num_bytes),
        MatVersion::Five(order) => version5::list(listing, source, num_bytes, order),
        MatVersion::CutOff => {
            Err(Fault::CutOff { expected: HEAD, found: num_bytes }.of(listing.file))
        }
    }
}

/// What is refused in both versions; kind and advice are words of a table.
fn not_numbers(path: String, kind: &'static str, advice: &'static str) -> FileError {
    let name = path.rsplit(" / ").next().unwrap_or(&path);
    let advice = say(advice).replace("NAME", name);
    FileError::NotNumbers { array: path, kind: say(kind).to_owned(), advice }
}

const SPARSE: (&str, &str) = (mark!("a sparse matrix"), mark!("Save full(NAME) in MATLAB."));
const COMPLEX: (&str, &str) =
    (mark!("complex numbers"), mark!("Save real(NAME) or abs(NAME) in MATLAB."));

const TEXT: (&str, &str) = (
    mark!("a text whose characters are of several bytes"),
    mark!("If its numbers are needed, save double(NAME)."),
);

const OBJECT_ADVICE: &str = mark!(
    "Save its numbers as plain arrays in MATLAB: counts = double(NAME.counts); save('recording.mat', 'counts', '-v7')"
);

const FUNCTION_ADVICE: &str = mark!("Save what it returns.");
