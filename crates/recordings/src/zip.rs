//! Zip archives: of npy files, which `NumPy` calls npz, and of the parts of a Zarr store, which `ganglion-zarr` reads.
//!
//! Our own directory: the crate `zip` 9.8.2 takes some hundred bytes for each entry that an archive claims, up to as many as there
//! are bytes in front of its directory; it reads entries through a borrow of the whole archive; and it would be the largest part of a
//! worker. Sizes are those of the directory at the end: what `NumPy` writes has none where a file in an archive usually has them.

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use ganglion_core::t;

use crate::{
    error::FileError,
    family::{FamilyFault, FamilyRefusal},
    foreign::{is_zarr, recognize_entry},
    listing::Listing,
    npy,
    source::Source,
    stream::{ByteStream, Coding, Fault, Region},
};

/// How an archive begins that isn't empty.
pub(crate) const START: &[u8] = b"PK\x03\x04";

/// Most entries that are looked at.
const MOST_ENTRIES: usize = 20_000;

/// Most entries of an archive of many small parts.
const MOST_PARTS: usize = 1_000_000;

/// Bytes of all names that are looked at.
const MOST_NAMES: usize = 2 << 20;

/// Bytes of the end of an archive, without its comment.
const END: usize = 22;

/// Bytes of the end and of the longest comment.
const MOST_END: u64 = END as u64 + 65_535;

/// A file in an archive.
struct ZipEntry {
    /// Bytes as stored.
    packed: u64,
    /// Bytes once inflated.
    num_bytes: u64,
    /// Where its own head begins.
    offset: u64,
    method: u16,
    is_encrypted: bool,
    crc: u32,
}

/// Where the directory is.
struct Directory {
    offset: u64,
    len: u64,
    /// Bytes in front of the archive, such as a program that unpacks it.
    before: u64,
}

/// Lists the arrays of an archive.
///
/// # Errors
/// If it has no sound directory, or is another kind of archive.
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
) -> Result<(), FileError> {
    let file = listing.file.to_owned();
    let directory = directory(source, num_bytes).map_err(|fault| fault.of(&file))?;
    let entries = entries(source, &directory).map_err(|fault| fault.of(&file))?;
    if let Some(foreign) = entries.iter().find_map(|(name, _)| recognize_entry(&file, name)) {
        return Err(foreign);
    }
    for (name, entry) in &entries {
        if name.ends_with('/') {
            continue;
        }
        let stem = name.strip_suffix(".npy");
        let path = listing.path(stem.unwrap_or(name));
        match region(source, entry, directory.offset, &path) {
            Ok(_) if stem.is_none() => listing.refuse(FileError::OtherFormat {
                file: path,
                format: t!("a file in a zip archive, but no npy file"),
                advice: t!("Unpack the archive first.").to_owned(),
            })?,
            Ok(region) => match npy::find(&path, source, region, entry.num_bytes) {
                Ok((info, location)) => listing.add(info, location)?,
                Err(reason) => listing.refuse(reason)?,
            },
            Err(reason) => listing.refuse(reason)?,
        }
    }
    Ok(())
}

fn u16_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 2).map_or(0, |b| u64::from(u16::from_le_bytes([b[0], b[1]])))
}

fn u32_at(bytes: &[u8], at: usize) -> u64 {
    u16_at(bytes, at) | u16_at(bytes, at + 2) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u32_at(bytes, at) | u32_at(bytes, at + 4) << 32
}

fn read_at<const N: usize>(source: &dyn Source, offset: u64) -> Result<[u8; N], Fault> {
    ByteStream::new(Region::plain(offset, N as u64)).bytes(source)
}

/// Finds the directory from the end of the file.
fn directory(source: &dyn Source, num_bytes: u64) -> Result<Directory, Fault> {
    let lost = || {
        Fault::damaged(t!("it is a zip archive without the directory at its end, so it is cut off"))
    };
    let len = num_bytes.min(MOST_END);
    let mut tail = vec![0; len as usize];
    ByteStream::new(Region::plain(num_bytes - len, len)).read_exact(source, &mut tail)?;
    let is_end = |at: &usize| {
        tail[*at..].starts_with(b"PK\x05\x06")
            && *at + END + u16_at(&tail, at + 20) as usize <= tail.len()
    };
    let at = (0..(tail.len() + 1).saturating_sub(END)).rev().find(is_end).ok_or_else(lost)?;
    let mut end = num_bytes - len + at as u64;
    let (mut size, mut offset) = (u32_at(&tail, at + 12), u32_at(&tail, at + 16));
    // Of archives with large numbers, these stand in another record in front.
    if at >= 20 && tail[at - 20..].starts_with(b"PK\x06\x07") {
        let place = u64_at(&tail, at - 12);
        if place.checked_add(56).is_none_or(|after| after > end) {
            return Err(lost());
        }
        let record: [u8; 56] = read_at(source, place)?;
        if !record.starts_with(b"PK\x06\x06") {
            return Err(lost());
        }
        (size, offset, end) = (u64_at(&record, 40), u64_at(&record, 48), place);
    }
    let start = end.checked_sub(size).ok_or_else(lost)?;
    let before = start.checked_sub(offset).ok_or_else(lost)?;
    Ok(Directory { offset: start, len: size, before })
}

/// The entries with their names; of several of one name the last counts, as in Python.
fn entries(source: &dyn Source, directory: &Directory) -> Result<Vec<(String, ZipEntry)>, Fault> {
    let mut entries = Vec::new();
    let mut last = BTreeMap::new();
    let mut num_names = 0;
    each_entry(source, directory, |name, entry| {
        num_names += name.len();
        if entries.len() == MOST_ENTRIES || num_names > MOST_NAMES {
            return Err(too_many());
        }
        last.insert(name.clone(), entries.len());
        entries.push((name, entry));
        Ok(ControlFlow::Continue(()))
    })?;
    let mut index = 0..;
    entries.retain(|(name, _)| last.get(name).copied() == index.next());
    Ok(entries)
}

fn too_many() -> Fault {
    Fault::damaged(t!("the zip archive has far more entries than a recording"))
}

/// Calls `see` with each entry in the order of the directory, until it wants no more.
fn each_entry(
    source: &dyn Source,
    directory: &Directory,
    mut see: impl FnMut(String, ZipEntry) -> Result<ControlFlow<()>, Fault>,
) -> Result<(), Fault> {
    let mut stream = ByteStream::new(Region::plain(directory.offset, directory.len));
    while stream.position() < directory.len {
        let head: [u8; 46] = stream.bytes(source)?;
        if !head.starts_with(b"PK\x01\x02") {
            return Err(Fault::damaged(t!("the directory of the zip archive is no directory")));
        }
        let mut name = vec![0; u16_at(&head, 28) as usize];
        stream.read_exact(source, &mut name)?;
        let mut extra = vec![0; u16_at(&head, 30) as usize];
        stream.read_exact(source, &mut extra)?;
        stream.skip(source, u16_at(&head, 32))?;
        let entry = entry(&head, &extra, directory.before);
        if see(String::from_utf8_lossy(&name).into_owned(), entry)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether an archive holds a Zarr store.
pub(crate) fn is_of_zarr(source: &dyn Source, num_bytes: u64) -> bool {
    let mut is_it = false;
    directory(source, num_bytes)
        .and_then(|directory| {
            each_entry(source, &directory, |name, _| {
                is_it = is_zarr(name.rsplit('/').next().unwrap_or(&name));
                Ok(if is_it { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })
        })
        .is_ok_and(|()| is_it)
}

/// An archive whose parts are read whole, by their names.
pub struct ZipArchive {
    /// By name.
    entries: Vec<(Box<str>, ZipEntry)>,
    /// Where the directory begins.
    end: u64,
}

impl ZipArchive {
    /// Reads the directory; of several parts of one name the last counts, as in Python.
    ///
    /// # Errors
    /// If it has no sound directory, or more parts than any store.
    pub fn open(source: &dyn Source) -> Result<Self, FamilyFault> {
        let num_bytes = source.num_bytes();
        let num_bytes = num_bytes.map_err(|err| FamilyFault::Unreadable(err.to_string()))?;
        let directory = directory(source, num_bytes).map_err(family_fault)?;
        let mut entries: Vec<(Box<str>, ZipEntry)> = Vec::new();
        let read = each_entry(source, &directory, |name, entry| {
            if entries.len() == MOST_PARTS {
                return Err(too_many());
            }
            entries.push((name.into_boxed_str(), entry));
            Ok(ControlFlow::Continue(()))
        });
        read.map_err(family_fault)?;
        entries.reverse();
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        entries.dedup_by(|(one, _), (other, _)| one == other);
        Ok(Self { entries, end: directory.offset })
    }

    /// The names of all parts in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| &**name)
    }

    /// The bytes of a part, up to `most` of them; nothing if there is none of that name.
    ///
    /// # Errors
    /// If there are more, the source gives fewer, they can't be inflated, or their checksum is another one.
    pub fn read(
        &self,
        source: &dyn Source,
        name: &str,
        most: u64,
    ) -> Result<Option<Vec<u8>>, FamilyFault> {
        let Ok(place) = self.entries.binary_search_by(|(of, _)| (**of).cmp(name)) else {
            return Ok(None);
        };
        let (_, entry) = &self.entries[place];
        let refused = |problem: String| FamilyFault::Refused(FamilyRefusal::Damaged(problem));
        if entry.num_bytes > most {
            let found = entry.num_bytes;
            return Err(refused(format!("{name} has {found} bytes, {most} are possible")));
        }
        let region =
            region(source, entry, self.end, name).map_err(|err| refused(err.to_string()))?;
        let mut bytes = vec![0; entry.num_bytes as usize];
        let mut stream = ByteStream::new(region);
        let read = stream.read_exact(source, &mut bytes).and_then(|()| stream.finish(source));
        read.map_err(|fault| match family_fault(fault) {
            FamilyFault::Refused(FamilyRefusal::Damaged(problem)) => {
                refused(format!("{name}: {problem}"))
            }
            other @ (FamilyFault::Unreadable(_)
            | FamilyFault::NoReader
            | FamilyFault::Refused(_)) => other,
        })?;
        Ok(Some(bytes))
    }
}

/// What goes wrong with the bytes of an archive, as the reader of a family says it.
fn family_fault(fault: Fault) -> FamilyFault {
    match fault {
        Fault::Unreadable(problem) => FamilyFault::Unreadable(problem),
        Fault::CutOff { expected, found } => FamilyFault::Refused(FamilyRefusal::Damaged(format!(
            "it is cut off: {expected} bytes expected, {found} found"
        ))),
        Fault::Damaged(problem) => FamilyFault::Refused(FamilyRefusal::Damaged(problem)),
    }
}

/// An entry of the directory; numbers of 32 bits that are all ones stand in its extra field instead.
fn entry(head: &[u8; 46], extra: &[u8], before: u64) -> ZipEntry {
    const LARGE: u64 = u32::MAX as u64;
    let (mut num_bytes, mut packed) = (u32_at(head, 24), u32_at(head, 20));
    let mut offset = u32_at(head, 42);
    let mut at = 0;
    while at + 4 <= extra.len() {
        let (kind, len) = (u16_at(extra, at), u16_at(extra, at + 2) as usize);
        if kind == 1 {
            let mut place = at + 4;
            for number in [&mut num_bytes, &mut packed, &mut offset] {
                if *number == LARGE {
                    *number = u64_at(extra, place);
                    place += 8;
                }
            }
        }
        at += 4 + len;
    }
    ZipEntry {
        packed,
        num_bytes,
        offset: offset.saturating_add(before),
        method: u16_at(head, 10) as u16,
        is_encrypted: u16_at(head, 8) & 1 == 1,
        crc: u32_at(head, 16) as u32,
    }
}

/// Where the bytes of an entry are.
fn region(
    source: &dyn Source,
    entry: &ZipEntry,
    end: u64,
    path: &str,
) -> Result<Region, FileError> {
    let array = || path.to_owned();
    let unread = |format, advice: &str| FileError::OtherFormat {
        file: array(),
        format,
        advice: advice.to_owned(),
    };
    if entry.is_encrypted {
        return Err(unread(t!("encrypted"), t!("Unpack the archive with its password.")));
    }
    let coding = match entry.method {
        0 => Coding::Plain,
        8 => Coding::Deflate,
        _ => {
            let advice = t!(
                "Save it again in Python: np.savez_compressed('recording.npz', **np.load('old.npz'))"
            );
            return Err(unread(t!("compressed by another method than deflate"), advice));
        }
    };
    let cut_off = |expected| FileError::CutOff { array: array(), expected, found: end };
    let head_end = entry.offset.checked_add(30).filter(|head_end| *head_end <= end);
    let head_end = head_end.ok_or_else(|| cut_off(entry.offset.saturating_add(30)))?;
    let head: [u8; 30] = read_at(source, entry.offset).map_err(|fault| fault.of(path))?;
    if !head.starts_with(START) {
        let problem = t!("the directory of the zip archive points to something else");
        return Err(Fault::damaged(problem).of(path));
    }
    let offset = head_end + u16_at(&head, 26) + u16_at(&head, 28);
    let after = offset.saturating_add(entry.packed);
    if after > end {
        return Err(cut_off(after));
    }
    let region = Region { offset, len: entry.packed, coding, crc: Some(entry.crc) };
    if entry.num_bytes > region.most_bytes() {
        let (claimed, packed) = (entry.num_bytes, entry.packed);
        return Err(FileError::Implausible { array: array(), claimed, packed });
    }
    Ok(region)
}
