//! Bounded, deterministic fuzzing of what reads Zarr: a program of its own, because it counts all memory.

#[path = "../../../../tests/fuzz/memory.rs"]
mod memory;

#[path = "../../../../tests/fuzz/supply.rs"]
mod supply;

#[path = "../archive/mod.rs"]
mod archive;

use std::{
    collections::BTreeMap,
    path::Path,
    rc::Rc,
    time::{Duration, Instant},
};

use ganglion_recordings::{FamilyReaders, FileError, open_with, zip::ZipArchive};
use ganglion_zarr::ZarrReader;

use archive::archive;
use memory::peak_of;
use supply::{files_of, next_below};

/// Files that are opened: in a debug build those that take some seconds.
const NUM_FILES: u32 = if cfg!(debug_assertions) { 20_000 } else { 200_000 };

/// Most memory beyond twice the file, bytes.
const MOST_BYTES: usize = 16_000_000;

/// Longest time for one file.
const MOST_TIME: Duration = Duration::from_secs(1);

/// Most elements that are read of one array.
const MOST_ELEMENTS: u64 = 200_000;

/// Numbers that readers stumble over, in bytes and as text.
const NUMBERS: [u64; 14] = [
    0,
    1,
    2,
    3,
    8,
    0x10,
    0x7f,
    0xff,
    0xffff,
    0x00ff_ffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    u64::MAX,
];

/// What stands in descriptions.
const TEXTS: [&str; 40] = [
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e400",
    "1.5",
    "\"NaN\"",
    "\"0x7fc00000\"",
    "\"/\"",
    "\".\"",
    "[1, 0]",
    "[2, 1, 0]",
    "[0, 0, 0]",
    "[1000000, 1000000]",
    "[4294967296, 4294967296, 4294967296]",
    "[0, 18446744073709551615]",
    "\"F\"",
    "\"|O\"",
    "\"<f8\"",
    "\"|i1\"",
    "\">u2\"",
    "\"<f2\"",
    "\"int8\"",
    "\"float64\"",
    "\"uint16\"",
    "{\"id\": \"zstd\"}",
    "{\"id\": \"blosc\"}",
    "{\"id\": \"lz4\"}",
    "{\"id\": \"zlib\"}",
    "[{\"id\": \"shuffle\", \"elementsize\": 3}]",
    "[{\"name\": \"zstd\"}]",
    "[\"blosc\", \"gzip\"]",
    "[{\"name\": \"crc32c\"}]",
    "\"v2\"",
    "[{\"name\": \"transpose\", \"configuration\": {\"order\": [0, 0]}}]",
    "\"group\"",
    "[[[[[[[[]]]]]]]]",
    "999999999999999999999",
];

type Parts = BTreeMap<String, Vec<u8>>;

/// An endless supply of files, the same in every run.
struct Mutants {
    state: u64,
    /// The parts of arrays, each with those of its archive that describe groups.
    sound: Vec<Parts>,
}

impl Mutants {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings/zarr");
        let mut sound = Vec::new();
        for (_, bytes) in files_of(&folder) {
            let archive = ZipArchive::open(&bytes).expect("an archive");
            let names: Vec<&str> = archive.names().collect();
            let part = |name: &&str| {
                let bytes = archive.read(&bytes, name, u64::MAX).expect("sound");
                ((*name).to_owned(), bytes.expect("it is there"))
            };
            for name in &names {
                let folder =
                    name.strip_suffix(".zarray").or_else(|| name.strip_suffix("zarr.json"));
                let Some(folder) = folder.filter(|folder| !folder.is_empty()) else { continue };
                let is_of_array =
                    |name: &&&str| name.starts_with(folder) || name.ends_with(".zmetadata");
                sound.push(names.iter().filter(is_of_array).map(part).collect());
            }
        }
        assert!(sound.len() > 100, "{}", sound.len());
        Self { state: 1, sound }
    }

    /// A random number below another.
    fn below(&mut self, limit: usize) -> usize {
        next_below(&mut self.state, limit)
    }

    fn file(&mut self) -> Vec<u8> {
        let chosen = self.below(self.sound.len());
        let mut parts = self.sound[chosen].clone();
        for _ in 0..=self.below(3) {
            let at = self.below(parts.len());
            let Some((name, mut part)) =
                parts.iter().nth(at).map(|(name, part)| (name.clone(), part.clone()))
            else {
                break;
            };
            if name.contains(".z") || name.ends_with("zarr.json") {
                self.describe(&mut part);
            } else {
                self.change(&mut part);
            }
            // Under the name of a neighbor, or without one of them, now and then.
            match self.below(12) {
                0 => drop(parts.remove(&name)),
                1 => {
                    let other = self.below(parts.len());
                    let name = parts.keys().nth(other).cloned();
                    parts.insert(name.unwrap_or_default(), part);
                }
                _ => drop(parts.insert(name, part)),
            }
        }
        let mut bytes = archive(parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())));
        if self.below(6) == 0 {
            self.change(&mut bytes);
        }
        bytes
    }

    /// Puts another value in the place of one of a description.
    fn describe(&mut self, part: &mut Vec<u8>) {
        let text = String::from_utf8_lossy(part).into_owned();
        let starts: Vec<usize> =
            text.match_indices([':', '[', ',']).map(|(at, _)| at + 1).collect();
        if starts.is_empty() || self.below(8) == 0 {
            return self.change(part);
        }
        let start = starts[self.below(starts.len())];
        let len = text[start..].find([',', '}', ']', '\n']).unwrap_or(0);
        let value = match self.below(3) {
            0 => NUMBERS[self.below(NUMBERS.len())].to_string(),
            _ => TEXTS[self.below(TEXTS.len())].to_owned(),
        };
        *part = [&text[..start], &value, &text[start + len..]].concat().into_bytes();
    }

    /// Changes bytes, mostly near the beginning, where packed ones say how many they are.
    fn change(&mut self, bytes: &mut Vec<u8>) {
        let near = if self.below(2) == 0 { 40 } else { bytes.len() };
        let at = self.below(near).min(bytes.len().saturating_sub(1));
        match self.below(6) {
            0 => bytes.truncate(at),
            1 => {
                let from = self.below(bytes.len());
                let part: Vec<u8> = bytes[from..].iter().copied().take(self.below(64)).collect();
                bytes.splice(at..at, part);
            }
            2 => {
                let size = [1, 2, 4, 8][self.below(4)];
                let number = NUMBERS[self.below(NUMBERS.len())].to_le_bytes();
                for (place, byte) in bytes.iter_mut().skip(at).zip(&number[..size]) {
                    *place = *byte;
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
        }
    }
}

/// Arrays that were read, and those that were refused or are damaged.
#[derive(Default)]
struct Fate {
    read: u64,
    not_read: u64,
}

fn read(bytes: Vec<u8>) -> Fate {
    let mut fate = Fate::default();
    let readers = FamilyReaders { zarr: Some(Rc::new(ZarrReader)), ..FamilyReaders::default() };
    let Ok(file) = open_with("store.zip", Box::new(bytes), &readers) else { return fate };
    let note = |reason: &FileError| assert!(reason.to_string().len() < 6_000, "{reason}");
    file.refused.iter().for_each(note);
    fate.not_read = file.refused.len() as u64;
    for (index, info) in file.arrays.iter().enumerate() {
        let elements = if info.num_elements() <= MOST_ELEMENTS {
            file.read_all(index, MOST_ELEMENTS)
        } else {
            let block = file.reader(index).and_then(|mut reader| reader.next_block(30_000));
            block.map(|block| block.expect("there are elements").elements)
        };
        match elements {
            Ok(elements) => {
                fate.read += 1;
                assert!(elements.len() as u64 >= info.num_elements().min(30_000), "{info:?}");
            }
            Err(reason) => {
                fate.not_read += 1;
                note(&reason);
            }
        }
    }
    fate
}

#[test]
#[expect(clippy::print_stdout, reason = "the harness shows it only on request")]
#[expect(clippy::disallowed_methods, reason = "no file may take long")]
fn no_file_makes_reading_panic_hang_or_hold_more_than_twice_its_size_and_16_mb() {
    let mut mutants = Mutants::new();
    let mut total = Fate::default();
    let (mut most, mut slowest) = (0, Duration::ZERO);
    for number in 0..NUM_FILES {
        let bytes = mutants.file();
        let len = bytes.len();
        let start = Instant::now();
        let (fate, held) = peak_of(|| read(bytes));
        let taken = start.elapsed();
        assert!(held <= len + MOST_BYTES, "{held} bytes for {len} of {number}");
        assert!(taken < MOST_TIME, "{taken:?} for {len} bytes of {number}");
        (most, slowest) = (most.max(held), slowest.max(taken));
        total.read += fate.read;
        total.not_read += fate.not_read;
    }
    let Fate { read, not_read } = total;
    println!(
        "{NUM_FILES} files: {read} arrays read, {not_read} not read; at most {most} bytes held, at most {slowest:?}"
    );
    assert!(
        read > u64::from(NUM_FILES) / 4 && not_read > u64::from(NUM_FILES) / 4,
        "{read}, {not_read}"
    );
}
