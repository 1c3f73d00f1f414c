//! Reads Zarr for `ganglion-recordings`: stores of version 2 and 3 in a zip archive.
//!
//! In: a [`Source`](ganglion_recordings::Source), from which only those bytes are read that are asked for. Out: the list of all arrays as
//! plain data ([`FamilyListing`](ganglion_recordings::family::FamilyListing)) and any range of their elements. What arrays mean is left to
//! `ganglion-recordings`, which also reads the archive.
//!
//! # What is read
//!
//! | of the format | read | refused by name |
//! |---|---|---|
//! | types | truth values, whole numbers, floating-point numbers of 2, 4 and 8 bytes, either order of bytes | texts, records, objects, dates, complex numbers |
//! | chunks | regular ones, in any order of axes; those that are absent hold the fill value | shards |
//! | packed by | gzip, zlib, zstd, lz4, blosc (with lz4, zlib or zstd, and both ways of shuffling), crc32c, shuffle | all else |
//!
//! A chunk that unpacks to more or fewer bytes than its shape says is damaged. Memory is that of the chunks that share a row of the array, up to 96 MB.
//!
//! # Source
//! Zarr Storage Specification 2 and Zarr core specification 3.1 (zarr-specs.readthedocs.io).
//!
//! # Layers
//!
//! As in the other crates: a module imports only from those above it.

mod refusal;

mod blosc;

mod codec;

mod layout;

mod metadata;

mod version2;

mod version3;

mod chunks;

mod reader;

pub use reader::ZarrReader;
