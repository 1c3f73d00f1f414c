//! Reads HDF5 for `ganglion-recordings`: what h5py writes, MATLAB 7.3, NWB 2 and NIX.
//!
//! In: a [`Source`](ganglion_recordings::Source), from which only those bytes are read that are asked for. Out: the list of all arrays as
//! plain data ([`FamilyListing`](ganglion_recordings::family::FamilyListing)) and any range of their elements, as they are stored. What
//! arrays mean is left to `ganglion-recordings`, but for what the formats state themselves: how MATLAB turns axes, which spikes of
//! NWB are of one unit, and in which unit an array of NIX is.
//!
//! `hdf5-reader` reads the format; `lzf` adds a filter of h5py. A wasm file of its own is made of this crate, since most recordings
//! need none of it.
//!
//! # What is made of what
//!
//! | in the file | listed as |
//! |---|---|
//! | a dataset of numbers or truth values | an array of its name |
//! | a row of lists of numbers | an array for each list: `trains[0]` |
//! | of MATLAB: a dataset | an array with all axes turned around, as MATLAB shows it |
//! | of MATLAB: cells, structs | their arrays, called as in MATLAB: `data.cells{3}` |
//! | of NWB: the spike times of all units | an array for each unit, in seconds |
//! | of NWB: a series with a rate | its data, and the times that follow from the rate |
//! | of NWB: an `IndexSeries` into `Images` | the pictures as they were shown |
//! | of NIX: a data array | an array of its name and its unit, and the times of its first axis |
//! | of NIX by Neo: the channels of a signal, the columns of a movie | one array of time and channels, or of time, rows and columns |
//!
//! Texts, records, references and other elements that are no numbers are refused by name; in MATLAB's, NWB's and NIX's files, which are full
//! of them, those that only describe are left out.
//!
//! # Layers
//!
//! As in the other crates: a module imports only from those above it.

mod lzf;

mod storage;

mod refusal;

mod element;

mod slab;

mod walk;

mod part;

mod plain;

mod matlab;

mod nwb;

mod nix_array;

mod nix;

mod reader;

pub use reader::Hdf5Reader;
