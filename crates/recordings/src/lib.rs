//! Opens the files in which labs keep recordings (npy and npz of `NumPy`, MATLAB files of versions 4 to 7, text, what spike sorters write beside
//! arrays), and says what the arrays in them mean. HDF5 is read by `ganglion-hdf5`, Zarr by `ganglion-zarr`: readers of a [`family`].
//!
//! In: a name and a [`Source`], from which bytes are read at any place: a file, bytes in memory, on the page a `Blob`. Out: the
//! list of all arrays as plain data ([`ArrayInfo`]), what was refused and why, and a reader for each array that hands out its
//! elements block by block, in the order and the type in which they are stored.
//!
//! # What arrays mean
//!
//! [`facts`] reads each array through, [`roles`] proposes what it is and says why, [`assemble`](assemble::assemble) makes a
//! [`Recording`](ganglion_core::recording::Recording) of frames and spikes, [`evidence`] says whether these belong together; [`interpret`](interpretation::interpret) does all of it.
//! Nothing is certain but what can be computed, so each step says why, and what it can't tell. Showing it is left to others.
//!
//! # Stimuli that are only a seed
//!
//! [`seeded`] draws the frames again, finds the receptive field meanwhile, and adds the part around it as a file with its roles, before
//! all of this begins.
//!
//! # What files may claim
//!
//! A file is somebody else's: nothing that it says is believed before the bytes are there. Sizes are multiplied with checks, no
//! memory is taken for what is only claimed, and compressed data may not claim more than deflate can make of its bytes. Whatever
//! is in a file, opening it and reading an array block by block holds at most twice its size and 16 MB, never panics, and ends.
//! An array is given whole or not at all: one element fewer than its shape says is an error.
//!
//! # Formats
//!
//! | format | what is read | what is refused, with advice |
//! |---|---|---|
//! | npy, npz | booleans, whole numbers, floating-point numbers of 2, 4 and 8 bytes, either order of axes and bytes, deflated or not | texts, objects, records, dates, complex numbers |
//! | MATLAB 4 | full matrices and texts | sparse and complex ones |
//! | MATLAB 5 to 7 | numbers, logicals, texts, structs and cells down to their arrays, compressed or not | sparse and complex ones, objects, functions |
//! | text | columns of numbers, noise of `QDSpy` | lines that may be read in two ways |
//! | Vision (`.neurons`) | spikes of each neuron, triggers, sampling rate | |
//! | `params.py`, tables of clusters | the numbers of the first, the good clusters of the second | |
//! | bin | stored noise, a bit or a byte for each checker behind four numbers of two bytes | |
//!
//! HDF5 (MATLAB 7.3, NWB, NIX) and Zarr in a zip archive are read if a reader is given ([`FamilyReaders`]). Zarr in a folder and others are
//! recognized and refused by name, with the line that converts them.
//!
//! # Layers
//!
//! As in the other crates: a module imports only from those above it.

pub mod error;

pub mod source;

pub mod array;

pub mod stream;

pub mod listing;

pub mod family;

pub mod foreign;

pub mod npy;

pub mod zip;

pub mod mat;

pub mod text;

pub mod neurons;

mod bits;

pub mod open;

pub mod folder;

pub mod summary;

pub mod facts;

pub mod describe;

mod order;

pub mod roles;

pub mod spike_sums;

pub mod evidence;

pub mod assemble;

pub mod interpretation;

pub mod seeded;

pub mod import;

pub use array::{ArrayInfo, AxisOrder, ElementType, Elements};
pub use error::FileError;
pub use family::FamilyReaders;
pub use folder::open_all;
pub use open::{ArrayReader, Block, OpenedFile, family_of, open, open_with};
pub use source::Source;
pub use summary::ArraySummary;
