//! The reader: opens files, and hands out their elements.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
};

use ganglion_recordings::{
    Source,
    family::{FamilyElements, FamilyFault, FamilyFile, FamilyReader, FamilyRefusal},
};
use hdf5_reader::{FilterRegistry, Hdf5File, OpenOptions};

use crate::{
    lzf, matlab, nix, nwb,
    part::{Hdf5Listing, Part},
    plain, slab,
    storage::KeptSource,
    walk::Tree,
};

/// Most bytes of what describes a group or a dataset.
const MOST_HEADER: usize = 4 << 20;

/// Reads HDF5.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hdf5Reader;

impl FamilyReader for Hdf5Reader {
    fn open(&self, source: Rc<dyn Source>) -> Result<FamilyFile, FamilyFault> {
        guarded(|| opened(source))
    }
}

fn opened(source: Rc<dyn Source>) -> Result<FamilyFile, FamilyFault> {
    let unreadable = |err: std::io::Error| FamilyFault::Unreadable(err.to_string());
    let file_len = source.num_bytes().map_err(unreadable)?;
    let mut filters = FilterRegistry::new();
    filters.register(lzf::FILTER, Box::new(|_, packed, _| lzf::unpack(packed)));
    let options = OpenOptions::default()
        .with_filter_registry(filters)
        .with_chunk_cache_bytes(slab::CACHE)
        .with_chunk_cache_slots(slab::CACHE_SLOTS)
        .with_max_chunk_bytes(slab::CACHE)
        .with_max_object_header_bytes(MOST_HEADER);
    let storage = Arc::new(KeptSource::new(source).map_err(unreadable)?);
    let file = Hdf5File::from_storage_with_options(storage, options).map_err(slab::fault)?;
    let tree = Tree::of(file.root_group().map_err(slab::fault)?);
    let mut found = Hdf5Listing { file_len, ..Hdf5Listing::default() };
    if nwb::is_it(&tree) {
        nwb::list(&tree, &mut found);
    } else if matlab::is_it(&tree) {
        matlab::list(&tree, &mut found);
    } else if nix::is_it(&tree) {
        nix::list(&tree, &mut found);
    } else {
        plain::list(&tree, &mut found);
    }
    for (name, reason) in &tree.refused {
        found.refuse(name.clone(), reason.clone());
    }
    let Hdf5Listing { mut listing, parts, .. } = found;
    listing.is_cut |= tree.is_cut;
    Ok(FamilyFile { listing, elements: Box::new(Hdf5Elements { tree, parts }) })
}

/// The elements of a file.
struct Hdf5Elements {
    tree: Tree,
    parts: Vec<(Part, usize)>,
}

impl FamilyElements for Hdf5Elements {
    fn read(&self, array: usize, start: u64, into: &mut [u8]) -> Result<(), FamilyFault> {
        let none =
            || FamilyFault::Refused(FamilyRefusal::Damaged("there is no such array".to_owned()));
        let (part, size) = self.parts.get(array).ok_or_else(none)?;
        guarded(|| part.read(&self.tree, (start, *size), into))
    }
}

/// What a mistake of `hdf5-reader` does is an error too: a file is somebody else's. Nothing is used again that was half done, but for what is
/// kept of chunks, which is whole or absent. In a wasm file it ends the module instead, and whoever called it is told.
fn guarded<T>(read: impl FnOnce() -> Result<T, FamilyFault>) -> Result<T, FamilyFault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let problem = "the reader of HDF5 has failed".to_owned();
        Err(FamilyFault::Refused(FamilyRefusal::Damaged(problem)))
    })
}
