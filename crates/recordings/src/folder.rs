//! Several files, such as those of a folder.

use std::{collections::BTreeSet, io};

use crate::{
    error::FileError,
    family::FamilyReaders,
    foreign::{is_zarr, recognize},
    open::{OpenedFile, open_with},
    source::Source,
    stream::unreadable,
};

/// Opens files one after the other, each when it is asked for, in the order of their names.
///
/// Names are paths with `/` between folders. A zarr store is a folder of many files: it is refused once, in the place of its first.
pub fn open_all<F>(
    names: Vec<String>,
    readers: FamilyReaders,
    mut source: F,
) -> impl Iterator<Item = Result<OpenedFile, FileError>>
where
    F: FnMut(&str) -> io::Result<Box<dyn Source>>,
{
    let stores = stores(&names);
    // One after the other: sorting all at once takes a kilobyte of what the page loads.
    let mut sorted = BTreeSet::new();
    sorted.extend(names);
    let mut refused: BTreeSet<String> = BTreeSet::new();
    sorted.into_iter().filter_map(move |name| {
        if let Some(store) = stores.iter().find(|store| is_below(&name, store)) {
            let is_first = refused.insert(store.clone());
            let metadata = if store.is_empty() {
                "zarr.json".to_owned()
            } else {
                format!("{store}/zarr.json")
            };
            return is_first.then(|| recognize(&metadata, &[]).map(Err))?;
        }
        let source = source(&name).map_err(|err| unreadable(&err).of(&name));
        Some(source.and_then(|source| open_with(&name, source, &readers)))
    })
}

/// The folders with the metadata of a zarr store, without those within another.
fn stores(names: &[String]) -> Vec<String> {
    let folder = |name: &String| {
        let (folder, base) = name.rsplit_once('/').unwrap_or(("", name));
        is_zarr(base).then(|| folder.to_owned())
    };
    let mut folders = BTreeSet::new();
    folders.extend(names.iter().filter_map(folder));
    let mut stores: Vec<String> = Vec::new();
    for folder in folders {
        if !stores.iter().any(|store| is_below(&folder, store)) {
            stores.push(folder);
        }
    }
    stores
}

fn is_below(name: &str, folder: &str) -> bool {
    folder.is_empty()
        || name.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
