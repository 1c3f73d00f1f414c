//! Readers of families of formats that are modules of their own, HDF5 and Zarr: what they are asked, and what they tell.
//!
//! In: a source. Out: a list of arrays as plain data, which crosses from one wasm file to another as bytes, and their elements as bytes. A
//! reader speaks English, in marked words ([`FamilyRefusal`]): they are said in the language of the page here.

use std::rc::Rc;

use ganglion_core::{
    t,
    words::{fill, say_read},
};
use serde::{Deserialize, Serialize};

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType, count},
    error::FileError,
    listing::{Listing, Location},
    source::Source,
};

/// Reads a family of formats.
pub trait FamilyReader {
    /// Lists the arrays of a file.
    ///
    /// # Errors
    /// If the file can't be read from its beginning.
    fn open(&self, source: Rc<dyn Source>) -> Result<FamilyFile, FamilyFault>;
}

/// A family of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// HDF5, and what is made of it: MATLAB 7.3, NWB, NIX.
    Hdf5,
    /// Zarr in a zip archive.
    Zarr,
}

/// The readers that are there.
#[derive(Clone, Default)]
pub struct FamilyReaders {
    /// Reads HDF5.
    pub hdf5: Option<Rc<dyn FamilyReader>>,
    /// Reads Zarr.
    pub zarr: Option<Rc<dyn FamilyReader>>,
}

impl FamilyReaders {
    /// The reader of a family.
    pub(crate) fn of(&self, family: Family) -> Option<&dyn FamilyReader> {
        match family {
            Family::Hdf5 => self.hdf5.as_deref(),
            Family::Zarr => self.zarr.as_deref(),
        }
    }
}

/// A file that was opened by one of them.
pub struct FamilyFile {
    /// What is in it.
    pub listing: FamilyListing,
    /// Hands out the elements.
    pub elements: Box<dyn FamilyElements>,
}

/// Hands out the elements of a file's arrays.
pub trait FamilyElements {
    /// Fills `into` with the bytes of whole elements of the array with that index, from element `start` on, as the file stores them.
    ///
    /// # Errors
    /// If the file has fewer, or they can't be unpacked.
    fn read(&self, array: usize, start: u64, into: &mut [u8]) -> Result<(), FamilyFault>;
}

/// Why a file or its elements can't be read; what the reader says of it is technical English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FamilyFault {
    /// The disk or the browser gives no bytes.
    Unreadable(String),
    /// The reader is not there: it did not load.
    NoReader,
    /// It is in a form that isn't read here, or damaged.
    Refused(FamilyRefusal),
}

impl FamilyFault {
    /// The error about a file or a part of it.
    pub(crate) fn of(self, file: &str, path: &str) -> FileError {
        match self {
            Self::Unreadable(message) => FileError::Unreadable { file: path.to_owned(), message },
            Self::NoReader => FileError::NoReader { file: path.to_owned() },
            Self::Refused(refusal) => refusal.of(file, path.to_owned()),
        }
    }
}

/// What is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyListing {
    /// Its arrays.
    pub arrays: Vec<FamilyArray>,
    /// Names of what can't be read, and why not.
    pub refused: Vec<(String, FamilyRefusal)>,
    /// Whether there was more than is listed.
    pub is_cut: bool,
}

/// An array of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyArray {
    /// Its name in the file.
    pub name: String,
    /// Sizes of its axes, in the order in which the program that wrote it names them.
    pub shape: Vec<u64>,
    /// Type of its elements in the file.
    pub stored: ElementType,
    /// Type that the program that wrote it will show.
    pub declared: ElementType,
    /// In which order its elements are stored.
    pub order: AxisOrder,
    /// Whether the greatest byte of an element comes first.
    pub is_big_endian: bool,
}

/// Why a part of a file isn't read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FamilyRefusal {
    /// It holds no numbers; all in English, as words are marked.
    NotNumbers {
        /// What it holds, with a place `{value}` if there is something to fill in.
        kind: String,
        /// What is filled in.
        value: String,
        /// What to do; NAME and FILE stand for those of the array.
        advice: String,
    },
    /// Claims more bytes than its file can hold: claimed, and those of the file.
    Implausible(u64, u64),
    /// Damaged: how, in technical English.
    Damaged(String),
}

impl FamilyRefusal {
    /// The error about a part of a file.
    fn of(self, file: &str, path: String) -> FileError {
        match self {
            Self::NotNumbers { kind, value, advice } => {
                let name = path.rsplit(" / ").next().unwrap_or(&path);
                let advice = say_read(&advice).replace("NAME", name);
                let advice = advice.replace("FILE", &format!("'{file}'"));
                let kind = fill(&say_read(&kind), &[("value", &value)]);
                FileError::NotNumbers { array: path, kind, advice }
            }
            Self::Implausible(claimed, packed) => {
                FileError::Implausible { array: path, claimed, packed }
            }
            Self::Damaged(problem) => FileError::Damaged { array: path, problem },
        }
    }
}

/// Lists what a reader has found; returns what hands out the elements.
///
/// # Errors
/// If there is no reader, it can't open the file, or [`FileError::TooManyArrays`].
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: Rc<dyn Source>,
    reader: Option<&dyn FamilyReader>,
) -> Result<Box<dyn FamilyElements>, FileError> {
    let opened = reader.ok_or(FamilyFault::NoReader).and_then(|reader| reader.open(source));
    let opened = opened.map_err(|fault| fault.of(listing.file, listing.file))?;
    let FamilyFile { listing: found, elements } = opened;
    for (index, array) in found.arrays.into_iter().enumerate() {
        let FamilyArray { name, shape, stored, declared, order, is_big_endian } = array;
        let path = listing.path(&name);
        let Some(num) = count(&shape) else {
            let problem = t!("its shape is larger than any memory").to_owned();
            listing.refuse(FileError::Damaged { array: path, problem })?;
            continue;
        };
        let num_bytes = num * stored.num_bytes();
        let byte_order = if is_big_endian { ByteOrder::Big } else { ByteOrder::Little };
        let info = ArrayInfo { path, shape, stored, declared, order, num_bytes };
        listing.add(info, Location::Family { index, byte_order })?;
    }
    for (name, reason) in found.refused {
        let path = listing.path(&name);
        listing.refuse(reason.of(listing.file, path))?;
    }
    if found.is_cut {
        let last = listing.arrays.last().map(|info| info.path.clone()).unwrap_or_default();
        let limit = listing.arrays.len() + listing.refused.len();
        listing.refuse(FileError::TooManyArrays { file: listing.file.to_owned(), last, limit })?;
    }
    Ok(elements)
}
