//! Readers of families of formats that are modules of their own, such as HDF5: what they are asked, and what they tell.
//!
//! In: a source. Out: a list of arrays as plain data, which crosses from one wasm file to another as bytes, and their elements as bytes. A
//! reader says nothing in words: what it refuses is one of a few [`FamilyRefusal`]s, which are put into words here.

use std::rc::Rc;

use ganglion_core::{mark, t, words::say};
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

/// The readers that are there.
#[derive(Clone, Default)]
pub struct FamilyReaders {
    /// Reads HDF5, and what is made of it: MATLAB 7.3, NWB.
    pub hdf5: Option<Rc<dyn FamilyReader>>,
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
    /// It is in a form that isn't read here, or damaged.
    Refused(FamilyRefusal),
}

impl FamilyFault {
    /// The error about a file or a part of it.
    pub(crate) fn of(self, file: &str, path: &str) -> FileError {
        match self {
            Self::Unreadable(message) => FileError::Unreadable { file: path.to_owned(), message },
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
    /// Texts.
    Texts,
    /// Records of several fields.
    Records,
    /// Complex numbers.
    Complex,
    /// Lists of different lengths in the elements of an array.
    Lists,
    /// References to other parts of the file.
    References,
    /// Elements of another type, with its name.
    Type(String),
    /// A sparse matrix of MATLAB.
    Sparse,
    /// An object of MATLAB.
    Object,
    /// A function of MATLAB.
    Function,
    /// Its elements stand in other files.
    Elsewhere,
    /// Packed by a filter that isn't known, with its name.
    Filter(String),
    /// Chunks that many rows share and that don't fit into memory together, bytes.
    Chunks(u64),
    /// Claims more bytes than its file can hold: claimed, and those of the file.
    Implausible(u64, u64),
    /// Damaged: how.
    Damaged(String),
}

/// Arrays in Python by h5py.
const H5PY: &str = mark!(
    "Save its numbers in Python: np.savez_compressed('recording.npz', counts=f['NAME'][:]), with f = h5py.File(FILE)"
);

const LISTS: &str = mark!(
    "Save each list under a name of its own in Python: np.savez_compressed('recording.npz', **{f'cell_{i:03}': times for i, times in enumerate(h5py.File(FILE)['NAME'][:])})"
);

const FUNCTION: &str = mark!("Save what it returns.");

const REPACK: &str = mark!("Write it without: h5repack -f NONE FILE repacked.h5");

impl FamilyRefusal {
    /// The error about a part of a file.
    fn of(self, file: &str, path: String) -> FileError {
        let name = path.rsplit(" / ").next().unwrap_or(&path).to_owned();
        let fill = |advice: &'static str| {
            say(advice).replace("NAME", &name).replace("FILE", &format!("'{file}'"))
        };
        let (kind, advice) = match self {
            Self::Texts => {
                (t!("texts").to_owned(), fill(mark!("If they are numbers, save NAME.astype(float).")))
            }
            Self::Records => (t!("records of several fields").to_owned(), fill(H5PY)),
            Self::Complex => {
                (t!("complex numbers").to_owned(), fill(mark!("Save NAME.real or abs(NAME).")))
            }
            Self::Lists => (t!("lists of different lengths").to_owned(), fill(LISTS)),
            Self::References => (t!("references to other arrays").to_owned(), fill(H5PY)),
            Self::Type(kind) => (t!("elements of type {kind}", kind = kind), fill(H5PY)),
            Self::Sparse => {
                (t!("a sparse matrix").to_owned(), fill(mark!("Save full(NAME) in MATLAB.")))
            }
            Self::Object => (t!("an object, a table or a string array").to_owned(), object(&name)),
            Self::Function => (t!("a function").to_owned(), say(FUNCTION).to_owned()),
            Self::Elsewhere => (
                t!("no numbers of its own: they stand in other files").to_owned(),
                fill(mark!("Copy them into one file: h5repack FILE repacked.h5, or in Python as h5py reads them.")),
            ),
            Self::Filter(filter) => {
                (t!("numbers packed by {filter}", filter = filter), fill(REPACK))
            }
            Self::Chunks(bytes) => return FileError::NotNumbers {
                kind: t!(
                    "chunks that many rows share, {mb} MB of them together, which would be unpacked again for each row",
                    mb = bytes / 1_000_000
                ),
                advice: fill(mark!(
                    "Write it without chunks: h5repack -l CONTI FILE repacked.h5"
                )),
                array: path,
            },
            Self::Implausible(claimed, packed) => {
                return FileError::Implausible { array: path, claimed, packed };
            }
            Self::Damaged(problem) => return FileError::Damaged { array: path, problem },
        };
        FileError::NotNumbers { array: path, kind, advice }
    }
}

fn object(name: &str) -> String {
    t!(
        "Save its numbers as plain arrays in MATLAB: counts = double(NAME.counts); save('recording.mat', 'counts', '-v7')"
    )
    .replace("NAME", name)
}

/// Lists what a reader has found; returns what hands out the elements.
///
/// # Errors
/// If the reader can't open the file, or [`FileError::TooManyArrays`].
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: Rc<dyn Source>,
    reader: &dyn FamilyReader,
) -> Result<Box<dyn FamilyElements>, FileError> {
    let FamilyFile { listing: found, elements } =
        reader.open(source).map_err(|fault| fault.of(listing.file, listing.file))?;
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
