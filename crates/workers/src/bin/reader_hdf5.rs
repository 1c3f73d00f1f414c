//! The reader of HDF5: a wasm file that the recordings worker loads into its own thread once it is given such a file.

#[cfg(target_arch = "wasm32")]
#[path = "family/calls.rs"]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod calls;

/// Reads the files.
#[cfg(target_arch = "wasm32")]
const READER: ganglion_hdf5::Hdf5Reader = ganglion_hdf5::Hdf5Reader;

fn main() {}
