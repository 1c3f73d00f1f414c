//! The reader: lists the arrays of a store, and hands out their elements.

use core::cell::RefCell;
use std::{collections::BTreeMap, rc::Rc};

use ganglion_recordings::{
    AxisOrder, Source,
    family::{
        FamilyArray, FamilyElements, FamilyFault, FamilyFile, FamilyListing, FamilyReader,
        FamilyRefusal,
    },
    zip::ZipArchive,
};
use serde::Deserialize;

use crate::{
    chunks::{ChunkStore, ChunkedArray, KeptChunks},
    layout::ChunkLayout,
    refusal::{damaged, fault},
    version2::ArrayMetadata2,
    version3::Node3,
};

/// Most bytes of what describes an array or a group.
const MOST_METADATA: u64 = 4 << 20;

/// Most bytes of what describes all of a store, which is looked at only where an array doesn't describe itself.
const MOST_CONSOLIDATED: u64 = 1 << 18;

/// Most arrays and refusals: as many as `ganglion-recordings` lists.
const MOST_LISTED: usize = 20_000;

/// What describes arrays of version 2, of version 3, and all of a store of version 2.
const ARRAY2: &str = ".zarray";
const NODE3: &str = "zarr.json";
const CONSOLIDATED2: &str = ".zmetadata";

/// Reads Zarr.
#[derive(Clone, Copy, Debug, Default)]
pub struct ZarrReader;

impl FamilyReader for ZarrReader {
    fn open(&self, source: Rc<dyn Source>) -> Result<FamilyFile, FamilyFault> {
        let archive = ZipArchive::open(&*source)?;
        let num_bytes = source.num_bytes();
        let archive_len = num_bytes.map_err(|err| FamilyFault::Unreadable(err.to_string()))?;
        let mut listing = FamilyListing::default();
        let mut arrays = Vec::new();
        for (prefix, found) in layouts(&archive, &*source) {
            if listing.arrays.len() + listing.refused.len() == MOST_LISTED {
                listing.is_cut = true;
                break;
            }
            let name = prefix.trim_end_matches('/');
            let name = if name.is_empty() { "array" } else { name }.to_owned();
            let checked = found.and_then(|layout| layout.check(archive_len).map(|()| layout));
            match checked {
                Ok(layout) => {
                    let number = layout.number;
                    listing.arrays.push(FamilyArray {
                        name,
                        shape: layout.shape.clone(),
                        stored: number.stored,
                        declared: number.stored,
                        order: AxisOrder::C,
                        is_big_endian: number.is_big_endian,
                    });
                    arrays.push(ChunkedArray::new(prefix, layout));
                }
                Err(reason) => listing.refused.push((name, reason)),
            }
        }
        let store = ChunkStore { source, archive, kept: RefCell::new(KeptChunks::default()) };
        Ok(FamilyFile { listing, elements: Box::new(ZarrElements { store, arrays }) })
    }
}

/// The arrays of an archive: what stands in front of their chunks' keys, and how they are laid out or why they aren't read.
fn layouts(
    archive: &ZipArchive,
    source: &dyn Source,
) -> BTreeMap<String, Result<ChunkLayout, FamilyRefusal>> {
    let mut found = BTreeMap::new();
    for name in archive.names() {
        let (prefix, base) = split(name);
        let bytes = |most| {
            let bytes = archive.read(source, name, most).map_err(|fault| match fault {
                FamilyFault::Unreadable(problem) => damaged(problem),
                FamilyFault::Refused(reason) => reason,
                FamilyFault::NoReader => damaged("it has no reader"),
            });
            bytes.map(Option::unwrap_or_default)
        };
        match base {
            ARRAY2 => {
                let layout = bytes(MOST_METADATA)
                    .and_then(|bytes| parsed::<ArrayMetadata2>(&bytes))
                    .and_then(ArrayMetadata2::layout);
                found.insert(prefix.to_owned(), layout);
            }
            NODE3 => match bytes(MOST_METADATA).and_then(|bytes| parsed::<Node3>(&bytes)) {
                Ok(Node3::Group {}) => {}
                Ok(Node3::Array(array)) => {
                    found.insert(prefix.to_owned(), array.layout());
                }
                Err(reason) => {
                    found.insert(prefix.to_owned(), Err(reason));
                }
            },
            CONSOLIDATED2 => {
                let all =
                    bytes(MOST_CONSOLIDATED).and_then(|bytes| parsed::<Consolidated2>(&bytes));
                for (key, node) in all.map(|all| all.metadata).unwrap_or_default() {
                    let (below, base) = split(&key);
                    if let (ARRAY2, Node2::Array(array)) = (base, node) {
                        found.entry(format!("{prefix}{below}")).or_insert_with(|| array.layout());
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// What describes all of a store of version 2.
#[derive(Deserialize)]
struct Consolidated2 {
    metadata: BTreeMap<String, Node2>,
}

/// An array, or something else that isn't looked at.
#[derive(Deserialize)]
#[serde(untagged)]
enum Node2 {
    Array(Box<ArrayMetadata2>),
    Other(serde::de::IgnoredAny),
}

/// A key with and without the part behind the last stroke.
fn split(key: &str) -> (&str, &str) {
    key.split_at(key.rfind('/').map_or(0, |stroke| stroke + 1))
}

fn parsed<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, FamilyRefusal> {
    serde_json::from_slice(bytes).map_err(|err| damaged(err.to_string()))
}

/// The elements of a store.
struct ZarrElements {
    store: ChunkStore,
    arrays: Vec<ChunkedArray>,
}

impl FamilyElements for ZarrElements {
    fn read(&self, array: usize, start: u64, into: &mut [u8]) -> Result<(), FamilyFault> {
        let of_index = self.arrays.get(array).ok_or_else(|| fault("there is no such array"))?;
        of_index.read(&self.store, (array, start), into)
    }
}
