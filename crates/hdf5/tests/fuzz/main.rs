//! Bounded, deterministic fuzzing of what reads HDF5: a program of its own, because it counts all memory.

#[path = "../../../../tests/fuzz/memory.rs"]
mod memory;

#[path = "../../../../tests/fuzz/supply.rs"]
mod supply;

use std::{
    fs, io,
    path::Path,
    rc::Rc,
    time::{Duration, Instant},
};

use ganglion_hdf5::Hdf5Reader;
use ganglion_recordings::{Elements, FamilyReaders, FileError, Source, open_with};
use hdf5_core::jenkins_lookup3;

use memory::peak_of;
use supply::{files_of, next_below};

/// Files that are opened: in a debug build those that take some seconds.
const NUM_FILES: u32 = if cfg!(debug_assertions) { 6_000 } else { 60_000 };

/// Most memory beyond ten times the file, bytes.
const MOST_BYTES: usize = 24_000_000;

/// Longest time for one file.
const MOST_TIME: Duration = Duration::from_secs(1);

/// Most elements that are read of one array.
const MOST_ELEMENTS: u64 = 200_000;

/// Numbers that readers stumble over.
const NUMBERS: [u64; 12] =
    [0, 1, 2, 3, 8, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 0x7fff_ffff_ffff_ffff, u64::MAX];

/// What begins a part of a file that describes.
const MARKS: [&[u8]; 12] = [
    b"TREE", b"SNOD", b"HEAP", b"GCOL", b"OHDR", b"FRHP", b"FHDB", b"BTHD", b"BTLF", b"FAHD",
    b"EAHD", b"\x89HDF",
];

/// An endless supply of files, the same in every run.
struct Mutants {
    state: u64,
    sound: Vec<(String, Vec<u8>)>,
}

impl Mutants {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings/hdf5");
        let sound = files_of(&folder);
        Self { state: 1, sound }
    }

    /// A random number below another.
    fn below(&mut self, limit: usize) -> usize {
        next_below(&mut self.state, limit)
    }

    fn file(&mut self) -> (String, Vec<u8>) {
        let chosen = self.below(self.sound.len());
        let (name, mut bytes) = self.sound[chosen].clone();
        for _ in 0..=self.below(2) {
            self.change(&mut bytes);
        }
        if self.below(4) > 0 {
            seal(&mut bytes);
        }
        (name, bytes)
    }

    /// Changes something, mostly where parts of the file are described.
    fn change(&mut self, bytes: &mut Vec<u8>) {
        let mark = MARKS[self.below(MARKS.len())];
        let starts: Vec<usize> =
            (0..bytes.len()).filter(|at| bytes[*at..].starts_with(mark)).collect();
        let near = if starts.is_empty() { 0 } else { starts[self.below(starts.len())] };
        let at = match self.below(4) {
            0 => self.below(bytes.len()),
            _ => near + self.below(160),
        };
        let at = at.min(bytes.len().saturating_sub(8));
        match self.below(8) {
            0 if self.below(4) == 0 => bytes.truncate(at),
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            2 => {
                // An address of another part.
                if !starts.is_empty() {
                    let other = starts[self.below(starts.len())] as u64;
                    Self::put(bytes, at & !7, &other.to_le_bytes());
                }
            }
            3 => {
                let from = self.below(bytes.len());
                let part = bytes[from..].iter().copied().take(self.below(64)).collect::<Vec<_>>();
                Self::put(bytes, at, &part);
            }
            _ => {
                let size = [1, 2, 4, 8][self.below(4)];
                let number = NUMBERS[self.below(NUMBERS.len())].to_le_bytes();
                Self::put(bytes, at, &number[..size]);
            }
        }
    }

    fn put(bytes: &mut [u8], at: usize, new: &[u8]) {
        for (place, byte) in bytes.iter_mut().skip(at).zip(new) {
            *place = *byte;
        }
    }
}

/// Puts right the checksums of the first parts of all headers, so that they aren't all that is tried.
fn seal(bytes: &mut [u8]) {
    let starts: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"OHDR")).collect();
    for start in starts {
        let Some(flags) = bytes.get(start + 5).copied() else { continue };
        let times = if flags & 0x20 != 0 { 16 } else { 0 };
        let limits = if flags & 0x10 != 0 { 4 } else { 0 };
        let at = start + 6 + times + limits;
        let width = 1 << (flags & 3);
        let Some(size) = bytes.get(at..at + width) else { continue };
        let mut len = [0; 8];
        len[..width].copy_from_slice(size);
        let end = (at + width).saturating_add(u64::from_le_bytes(len) as usize);
        let Some(header) = bytes.get(start..end) else { continue };
        let checksum = jenkins_lookup3(header).to_le_bytes();
        if let Some(place) = bytes.get_mut(end..end.saturating_add(4)) {
            place.copy_from_slice(&checksum);
        }
    }
}

/// Arrays that were read, and those that were refused or are damaged.
#[derive(Default)]
struct Fate {
    read: u64,
    not_read: u64,
    failed: u64,
}

fn read(name: &str, bytes: Vec<u8>) -> Fate {
    let mut fate = Fate::default();
    let readers = FamilyReaders { hdf5: Some(Rc::new(Hdf5Reader)), ..FamilyReaders::default() };
    let Ok(file) = open_with(name, Box::new(bytes), &readers) else { return fate };
    let mut note = |reason: &FileError| {
        fate.not_read += 1;
        fate.failed += u64::from(reason.to_string().contains("has failed"));
        assert!(reason.to_string().len() < 6_000, "{reason}");
    };
    file.refused.iter().for_each(&mut note);
    let mut num_read = 0;
    for (index, info) in file.arrays.iter().enumerate() {
        let elements = if info.num_elements() <= MOST_ELEMENTS {
            file.read_all(index, MOST_ELEMENTS)
        } else {
            let block = file.reader(index).and_then(|mut reader| reader.next_block(30_000));
            block.map(|block| block.expect("there are elements").elements)
        };
        match elements {
            Ok(elements) => {
                num_read += 1;
                assert!(elements.len() as u64 >= info.num_elements().min(30_000), "{info:?}");
            }
            Err(reason) => note(&reason),
        }
    }
    fate.read = num_read;
    fate
}

/// A file of 2 GB, of which only the first bytes are kept: each byte of its frames follows from its place.
struct LargeFile {
    head: Vec<u8>,
    len: u64,
}

impl Source for LargeFile {
    fn num_bytes(&self) -> io::Result<u64> {
        Ok(self.len)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        for (place, byte) in (offset..).zip(into) {
            *byte = match self.head.get(place as usize) {
                Some(byte) => *byte,
                None => byte_at(place - self.head.len() as u64),
            };
        }
        Ok(())
    }
}

fn byte_at(place: u64) -> u8 {
    (place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60) as u8
}

#[test]
fn a_file_of_2_gb_takes_a_few_megabytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings");
    let head = fs::read(folder.join("large_hdf5.head")).expect("a fixture");
    let num_elements = 500_000 * 32 * 32;
    let source = LargeFile { len: head.len() as u64 + 4 * num_elements, head };
    let readers = FamilyReaders { hdf5: Some(Rc::new(Hdf5Reader)), ..FamilyReaders::default() };
    let ((), held) = peak_of(|| {
        let file = open_with("large.h5", Box::new(source), &readers).expect("it opens");
        assert_eq!(file.arrays[0].shape, [500_000, 32, 32]);
        // At the beginning, over the end of a frame, and at the end.
        for start in [0, 200_000_007, num_elements - 100_000] {
            let mut reader = file.reader(0).expect("readable");
            reader.skip(start).expect("readable");
            let block = reader.next_block(1 << 20).expect("readable").expect("elements");
            let Elements::F32(found) = block.elements else { panic!("they are floats") };
            assert_eq!(found.len() as u64, (num_elements - start).min(1 << 20));
            let float =
                |at: u64| f32::from_le_bytes([0, 1, 2, 3].map(|byte| byte_at(4 * at + byte)));
            let expected = (start..).map(|element| float(element).to_bits());
            let found: Vec<u32> = found.into_iter().map(f32::to_bits).collect();
            assert!(expected.take(found.len()).eq(found.iter().copied()), "from {start} on");
        }
    });
    assert!(held < 16_000_000, "{held} bytes");
}

#[test]
#[expect(clippy::print_stdout, reason = "the harness shows it only on request")]
#[expect(clippy::disallowed_methods, reason = "no file may take long")]
fn no_file_makes_reading_hang_crash_or_hold_much_more_than_its_size() {
    let mut mutants = Mutants::new();
    let mut total = Fate::default();
    let (mut most, mut slowest) = (0, Duration::ZERO);
    for number in 0..NUM_FILES {
        let (name, bytes) = mutants.file();
        let len = bytes.len();
        let start = Instant::now();
        let (fate, held) = peak_of(|| read(&name, bytes));
        let taken = start.elapsed();
        assert!(held <= 10 * len + MOST_BYTES, "{held} bytes for {len} of {number} {name}");
        assert!(taken < MOST_TIME, "{taken:?} for {len} bytes of {number} {name}");
        (most, slowest) = (most.max(held), slowest.max(taken));
        total.read += fate.read;
        total.not_read += fate.not_read;
        total.failed += fate.failed;
    }
    let Fate { read, not_read, failed } = total;
    println!(
        "{NUM_FILES} files: {read} arrays read, {not_read} not read, {failed} of them by a panic of the crate; at most {most} bytes held, at most {slowest:?}"
    );
    assert!(read > u64::from(NUM_FILES) && not_read > u64::from(NUM_FILES) / 10, "{read}");
}
