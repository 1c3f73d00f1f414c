//! Opening a file, and reading its arrays block by block.

use core::cell::RefCell;
use std::rc::Rc;

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, ByteOrder, Elements},
    bits::{self, BitFileHead},
    error::FileError,
    family::{self, Family, FamilyElements, FamilyReaders},
    foreign::{self, is_hdf5, recognize},
    listing::{Listing, Location},
    mat::{self, MatVersion},
    neurons, npy,
    source::Source,
    stream::{ByteStream, Region, unreadable},
    text::{
        self, TextReader, TextTable,
        sorter::{self, SorterFile},
    },
    zip,
};

/// Most elements of a block.
const MOST_IN_BLOCK: usize = 1 << 20;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// Bytes that are asked of the reader of a family at once: each time it looks up where they are.
const FAMILY_CHUNK: usize = 1 << 20;

/// A file whose arrays are known.
pub struct OpenedFile {
    /// The name that was given to it.
    pub name: String,
    /// All arrays that can be read.
    pub arrays: Vec<ArrayInfo>,
    /// What else is in it, and why it can't be read.
    pub refused: Vec<FileError>,
    locations: Vec<Location>,
    table: Option<TextTable>,
    numbers: Vec<Vec<f64>>,
    family: Option<Box<dyn FamilyElements>>,
    source: Rc<dyn Source>,
    /// The stream that was read last: what follows in it needn't be inflated from the beginning.
    last: RefCell<Option<ByteStream>>,
}

/// Opens a file: recognizes its format by its bytes, and lists all arrays.
///
/// Of a file with several arrays, those that can't be read stand in [`OpenedFile::refused`]; the others can be read all the same.
///
/// # Errors
/// If it is in another format, has no arrays, is damaged from the beginning, or its only array can't be read.
///
/// ```
/// use ganglion_recordings::{Elements, open};
///
/// let text = b"time;count\n0,5;2\n1,0;0\n".to_vec();
/// let file = open("cell.csv", Box::new(text))?;
/// assert_eq!(file.arrays[1].path, "cell.csv / count");
/// assert_eq!(file.read_all(0, 100)?, Elements::F64(vec![0.5, 1.0]));
/// # Ok::<(), ganglion_recordings::FileError>(())
/// ```
pub fn open(name: &str, source: Box<dyn Source>) -> Result<OpenedFile, FileError> {
    open_with(name, source, &FamilyReaders::default())
}

/// Opens a file, also one of a format that has a reader of its own.
///
/// # Errors
/// As [`open`].
pub fn open_with(
    name: &str,
    source: Box<dyn Source>,
    readers: &FamilyReaders,
) -> Result<OpenedFile, FileError> {
    let source: Rc<dyn Source> = source.into();
    let empty = || FileError::Empty { file: name.to_owned() };
    let num_bytes = source.num_bytes().map_err(|err| unreadable(&err).of(name))?;
    if num_bytes == 0 {
        return Err(empty());
    }
    let mut head = vec![0; num_bytes.min(foreign::HEAD as u64) as usize];
    source.read_at(0, &mut head).map_err(|err| unreadable(&err).of(name))?;
    let mut listing = Listing::new(name);
    let mut family = None;
    let listed = if let Some(kind) = family_by(&head, &*source, num_bytes) {
        let reader = readers.of(kind);
        family::list(&mut listing, Rc::clone(&source), reader).map(|elements| {
            family = Some(elements);
            None
        })
    } else {
        list(&mut listing, &*source, num_bytes, &head)
    };
    let Listing { arrays, locations, mut refused, numbers, .. } = listing;
    let table = match listed {
        Ok(table) => table,
        // What stands in front of it can be read.
        Err(full @ FileError::TooManyArrays { .. }) if !arrays.is_empty() => {
            refused.push(full);
            None
        }
        Err(reason) => return Err(reason),
    };
    if arrays.is_empty() && refused.is_empty() {
        return Err(empty());
    }
    let (name, last) = (name.to_owned(), RefCell::new(None));
    Ok(OpenedFile { name, arrays, refused, locations, table, numbers, family, source, last })
}

/// The family of formats that a file belongs to, if it is one that has a reader of its own.
pub fn family_of(source: &dyn Source) -> Option<Family> {
    let num_bytes = source.num_bytes().ok()?;
    let mut head = vec![0; num_bytes.min(foreign::HEAD as u64) as usize];
    source.read_at(0, &mut head).ok()?;
    family_by(&head, source, num_bytes)
}

fn family_by(head: &[u8], source: &dyn Source, num_bytes: u64) -> Option<Family> {
    if is_hdf5(head) {
        Some(Family::Hdf5)
    } else if head.starts_with(zip::START) && zip::is_of_zarr(source, num_bytes) {
        Some(Family::Zarr)
    } else {
        None
    }
}

fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
    head: &[u8],
) -> Result<Option<TextTable>, FileError> {
    if let Some(foreign) = recognize(listing.file, head) {
        return Err(foreign);
    }
    if head.starts_with(npy::MAGIC) {
        let region = Region::plain(0, num_bytes);
        let (info, location) = npy::find(listing.file, source, region, num_bytes)?;
        listing.add(info, location)?;
    } else if head.starts_with(zip::START) || head.starts_with(b"PK\x05\x06") {
        zip::list(listing, source, num_bytes)?;
    } else if let Some(version) = MatVersion::of(head) {
        mat::list(listing, source, num_bytes, version)?;
    } else if neurons::recognize(head) {
        neurons::list(listing, source, num_bytes)?;
    } else if let Some(kind) = SorterFile::of(listing.file, head) {
        sorter::list(listing, source, num_bytes, kind)?;
    } else if let Some(bits) = BitFileHead::of(head, num_bytes) {
        bits::list(listing, num_bytes, bits)?;
    } else if head.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()) {
        return Err(FileError::Unknown { file: listing.file.to_owned() });
    } else {
        return text::list(listing, source, num_bytes).map(Some);
    }
    Ok(None)
}

impl OpenedFile {
    /// A reader of the array that has an index in [`OpenedFile::arrays`].
    ///
    /// # Errors
    /// If the bytes in front of it can't be inflated.
    ///
    /// # Panics
    /// If there is no such array.
    pub fn reader(&self, index: usize) -> Result<ArrayReader<'_>, FileError> {
        let info = &self.arrays[index];
        let table = || self.table.as_ref().expect("columns are those of a table");
        let cursor = match self.locations[index] {
            Location::Column(column) => {
                Cursor::Text(Box::new(table().reader(&self.name, Some(column))))
            }
            Location::Numbers(index) => Cursor::Numbers(index),
            Location::Table => Cursor::Text(Box::new(table().reader(&self.name, None))),
            Location::Family { index, byte_order } => {
                Cursor::Family { index, byte_order, raw: Vec::new() }
            }
            Location::Binary { region, skip, byte_order, is_last } => {
                let mut stream = self.stream(region, skip);
                let ahead = skip - stream.position();
                stream.skip(&*self.source, ahead).map_err(|fault| fault.of(&info.path))?;
                Cursor::Binary { stream, byte_order, is_last, raw: Vec::new() }
            }
        };
        Ok(ArrayReader { file: self, info, done: 0, cursor })
    }

    /// Bytes of the file; none if the system doesn't say.
    pub fn num_bytes(&self) -> u64 {
        self.source.num_bytes().unwrap_or(0)
    }

    /// All elements of an array, of which there may be `limit`.
    ///
    /// # Errors
    /// [`FileError::TooMany`] if there are more; the other errors as [`ArrayReader::next_block`].
    ///
    /// # Panics
    /// If there is no such array.
    pub fn read_all(&self, index: usize, limit: u64) -> Result<Elements, FileError> {
        let info = &self.arrays[index];
        let found = info.num_elements();
        if found > limit {
            return Err(FileError::TooMany { array: info.path.clone(), found, limit });
        }
        let mut reader = self.reader(index)?;
        let room = found.min(MOST_IN_BLOCK as u64) as usize;
        let mut elements = Elements::with_room(info.stored, room);
        reader.add(&mut elements, found as usize)?;
        Ok(elements)
    }

    /// The stream of a region, not yet behind `skip`: the last one, or one from the beginning.
    fn stream(&self, region: Region, skip: u64) -> ByteStream {
        let last = self.last.take();
        let fits = |stream: &ByteStream| {
            *stream.region() == region && stream.position() <= skip && stream.is_sound()
        };
        last.filter(fits).unwrap_or_else(|| ByteStream::new(region))
    }
}

/// Some elements of an array.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Elements before the first of these, in the order in which they are stored.
    pub start: u64,
    /// The elements, in that order.
    pub elements: Elements,
}

enum Cursor {
    Binary { stream: ByteStream, byte_order: ByteOrder, is_last: bool, raw: Vec<u8> },
    Family { index: usize, byte_order: ByteOrder, raw: Vec<u8> },
    Numbers(usize),
    Text(Box<TextReader>),
}

/// A reader of one array from its first element to its last.
pub struct ArrayReader<'a> {
    file: &'a OpenedFile,
    info: &'a ArrayInfo,
    /// Elements that were read or left out.
    done: u64,
    cursor: Cursor,
}

impl ArrayReader<'_> {
    /// The array.
    pub fn info(&self) -> &ArrayInfo {
        self.info
    }

    /// The next rows, whole ones, up to `most` of them and as many as fit into 8 MB; nothing behind the last.
    ///
    /// A row is what has one index of the slowest axis as stored ([`ArrayInfo::num_rows`]). Rows of more than 2^20 elements don't fit: those arrays are read
    /// by [`next_block`](Self::next_block).
    ///
    /// # Errors
    /// [`FileError::TooMany`] if a row doesn't fit; the other errors as [`next_block`](Self::next_block).
    pub fn next_rows(&mut self, most: usize) -> Result<Option<Block>, FileError> {
        let row_len = self.info.row_len();
        if row_len > MOST_IN_BLOCK as u64 {
            let array = t!("A row of {array}", array = self.info.path);
            let limit = MOST_IN_BLOCK as u64;
            return Err(FileError::TooMany { array, found: row_len, limit });
        }
        let row_len = row_len.max(1) as usize;
        self.next_block((MOST_IN_BLOCK / row_len).min(most.max(1)) * row_len)
    }

    /// The next elements, up to `most` of them and 2^20; nothing behind the last.
    ///
    /// # Errors
    /// If the source gives fewer bytes than the array has, they can't be inflated, or a checksum of the file is another one.
    pub fn next_block(&mut self, most: usize) -> Result<Option<Block>, FileError> {
        let left = self.info.num_elements() - self.done;
        let num = left.min(most.clamp(1, MOST_IN_BLOCK) as u64) as usize;
        if num == 0 {
            return Ok(None);
        }
        let start = self.done;
        let mut elements = Elements::with_room(self.info.stored, num);
        self.add(&mut elements, num)?;
        Ok(Some(Block { start, elements }))
    }

    /// Leaves out elements: at once where they aren't compressed.
    ///
    /// # Errors
    /// As [`next_block`](Self::next_block).
    pub fn skip(&mut self, num: u64) -> Result<(), FileError> {
        let num = num.min(self.info.num_elements() - self.done);
        match &mut self.cursor {
            Cursor::Binary { stream, .. } => {
                let skipped = stream.skip(&*self.file.source, num * self.info.stored.num_bytes());
                skipped.map_err(|fault| fault.of(&self.info.path))?;
                self.done += num;
            }
            Cursor::Family { .. } | Cursor::Numbers(_) => self.done += num,
            Cursor::Text(_) => {
                let end = self.done + num;
                while self.done < end {
                    self.next_block((end - self.done).min(CHUNK as u64) as usize)?;
                }
            }
        }
        Ok(())
    }

    /// Adds exactly `num` elements.
    fn add(&mut self, elements: &mut Elements, num: usize) -> Result<(), FileError> {
        let source = &*self.file.source;
        let (path, stored) = (&self.info.path, self.info.stored);
        let size = stored.num_bytes() as usize;
        let before = elements.len();
        match &mut self.cursor {
            Cursor::Text(reader) => reader.add(source, num, elements)?,
            Cursor::Numbers(index) => {
                if let Elements::F64(values) = elements {
                    let numbers = self.file.numbers[*index].iter().skip(self.done as usize);
                    values.extend(numbers.take(num));
                }
            }
            Cursor::Family { index, byte_order, raw } => {
                let family = self.file.family.as_ref().expect("its arrays were listed");
                let mut left = num;
                while left > 0 {
                    let chunk = left.min(FAMILY_CHUNK / size);
                    raw.resize(chunk * size, 0);
                    let start = self.done + (num - left) as u64;
                    let read = family.read(*index, start, raw);
                    read.map_err(|fault| fault.of(&self.file.name, path))?;
                    elements.add(raw, stored, *byte_order);
                    left -= chunk;
                }
            }
            Cursor::Binary { stream, byte_order, raw, .. } => {
                let mut left = num;
                while left > 0 {
                    let chunk = left.min(CHUNK / size);
                    raw.resize(chunk * size, 0);
                    stream.read_exact(source, raw).map_err(|fault| fault.of(path))?;
                    elements.add(raw, stored, *byte_order);
                    left -= chunk;
                }
            }
        }
        let found = elements.len() - before;
        if found < num {
            let (expected, found) = ((num * size) as u64, (found * size) as u64);
            return Err(FileError::CutOff { array: path.clone(), expected, found });
        }
        self.done += num as u64;
        if self.done == self.info.num_elements()
            && let Cursor::Binary { stream, is_last: true, .. } = &mut self.cursor
        {
            stream.finish(source).map_err(|fault| fault.of(path))?;
        }
        Ok(())
    }
}

/// What follows in the same compressed variable can go on from here.
impl Drop for ArrayReader<'_> {
    fn drop(&mut self) {
        if let Cursor::Binary { stream, .. } = &mut self.cursor {
            let stream = core::mem::replace(stream, ByteStream::new(Region::plain(0, 0)));
            self.file.last.replace(Some(stream));
        }
    }
}
