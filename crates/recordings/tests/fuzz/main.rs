//! Bounded, deterministic fuzzing of what opens files: a program of its own, because it counts all memory.

#[path = "../../../../tests/fuzz/memory.rs"]
mod memory;

mod mutants;
#[path = "../../../../tests/fuzz/supply.rs"]
mod supply;

use std::time::{Duration, Instant};

use ganglion_recordings::{ArraySummary, FileError, open};

use memory::peak_of;
use mutants::{Mutants, packed_mat, packed_npz};

/// Files that are opened: in a debug build those that take some seconds.
const NUM_FILES: u32 = if cfg!(debug_assertions) { 20_000 } else { 200_000 };

/// Most memory beyond twice the file, bytes.
const MOST_BYTES: usize = 16_000_000;

/// Longest time for one file.
const MOST_TIME: Duration = Duration::from_secs(1);

/// Most elements that are read of one array. Whoever claims more has its bytes read up to there.
const MOST_ELEMENTS: u64 = 200_000;

/// What became of a file.
#[derive(Default)]
struct Fate {
    arrays: u64,
    refused: u64,
    damaged: u64,
}

/// Opens a file and reads all of it, block by block and, where small, at once.
fn read(name: &str, bytes: Vec<u8>) -> Fate {
    let mut fate = Fate::default();
    let Ok(file) = open(name, Box::new(bytes)) else { return fate };
    fate.refused = file.refused.len() as u64;
    for reason in &file.refused {
        assert!(reason.to_string().len() < 6_000, "{reason}");
    }
    for (index, info) in file.arrays.iter().enumerate().take(500) {
        fate.arrays += 1;
        let summary = || -> Result<ArraySummary, FileError> {
            let mut summary = ArraySummary::default();
            let mut reader = file.reader(index)?;
            let mut num = 0;
            while let Some(block) = reader.next_block(30_000)? {
                assert_eq!(block.start, num);
                num += block.elements.len() as u64;
                summary.add(&block.elements);
                if num > MOST_ELEMENTS {
                    return Ok(summary);
                }
            }
            assert_eq!(num, info.num_elements(), "{info:?}");
            Ok(summary)
        };
        fate.damaged += u64::from(summary().is_err());
        if let Ok(elements) = file.read_all(index, MOST_ELEMENTS) {
            assert_eq!(elements.len() as u64, info.num_elements(), "{info:?}");
        }
    }
    fate
}

/// Reads a file and checks what must hold for every file; also returns the bytes held and the time taken.
#[expect(clippy::disallowed_methods, reason = "no file may take long")]
fn check(name: &str, bytes: Vec<u8>) -> (Fate, usize, Duration) {
    let len = bytes.len();
    let start = Instant::now();
    let (fate, held) = peak_of(|| read(name, bytes));
    let taken = start.elapsed();
    assert!(held <= len + MOST_BYTES, "{held} bytes for {len} of {name}");
    assert!(taken < MOST_TIME, "{taken:?} for {len} bytes of {name}");
    (fate, held, taken)
}

#[test]
#[expect(clippy::print_stdout, reason = "the harness shows it only on request")]
fn no_file_makes_reading_panic_hang_or_hold_more_than_twice_its_size_and_16_mb() {
    let mut mutants = Mutants::new(1);
    let mut total = Fate::default();
    let (mut most, mut slowest) = (0, Duration::ZERO);
    for number in 0..NUM_FILES {
        let (name, bytes) = mutants.file();
        let (fate, held, taken) = check(&format!("{number} {name}"), bytes);
        (most, slowest) = (most.max(held), slowest.max(taken));
        total.arrays += fate.arrays;
        total.refused += fate.refused;
        total.damaged += fate.damaged;
    }
    let Fate { arrays, refused, damaged } = total;
    println!(
        "{NUM_FILES} files: {arrays} arrays, {damaged} of them damaged, {refused} refused; at most {most} bytes held, at most {slowest:?}"
    );
    assert!(arrays > u64::from(NUM_FILES) * 9 / 10, "{arrays} arrays");
}

/// An npy file of bytes that are all zeros.
fn zeros(num: usize) -> Vec<u8> {
    let head = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({num},), }}\n");
    let len = (head.len() as u16).to_le_bytes();
    let mut file = [b"\x93NUMPY\x01\0", len.as_slice(), head.as_bytes()].concat();
    file.resize(file.len() + num, 0);
    file
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A matrix of a class of MATLAB's version 5 with what is in it.
fn matrix(class: u8, num: u32, contents: &[u8]) -> Vec<u8> {
    let head = words(&[6, 8, u32::from(class), 0, 5, 8, 1, num, 0x1_0001, 0x61]);
    let len = (head.len() + contents.len()) as u32;
    [words(&[14, len]), head, contents.to_vec()].concat()
}

/// A compressed MATLAB file of version 5.
fn mat(variable: &[u8]) -> Vec<u8> {
    let mut file = b"MATLAB 5.0 MAT-file".to_vec();
    file.resize(124, b' ');
    file.extend(b"\0\x01IM");
    file.extend(variable);
    packed_mat(&file, 0)
}

/// A cell or struct of so many empty matrices, behind what else it has.
fn many_parts(class: u8, num: u32, contents: &[u8]) -> Vec<u8> {
    mat(&matrix(class, num, &[contents, &words(&[14, 0]).repeat(num as usize)].concat()))
}

/// Structs in structs, each with these names of fields.
fn nested(depth: u32, fields: &[u8]) -> Vec<u8> {
    let inner = if depth == 0 { words(&[14, 0]) } else { nested(depth - 1, fields) };
    matrix(2, 1, &[fields, &inner].concat())
}

#[test]
#[expect(clippy::print_stdout, reason = "the harness shows it only on request")]
fn the_worst_files_hold_no_more() {
    let fields = |len: u32, all: u32| {
        let mut names = [0x4_0005_u32, len, 1, all].map(u32::to_le_bytes).concat();
        names.resize(16 + all as usize, b'x');
        names
    };
    let entry = zeros(0);
    let wide: Vec<String> = (0..9_000).map(|column| format!("{}", column + 1)).collect();
    let files = [
        ("an archive of 20 MB of zeros", packed_npz(&[&zeros(20_000_000)])),
        ("an archive of 60,000 arrays", packed_npz(&vec![&*entry; 60_000])),
        ("an archive of 19,000 arrays", packed_npz(&vec![&*entry; 19_000])),
        ("a cell of a million matrices", many_parts(1, 1_000_000, &[])),
        ("a struct of long names", many_parts(2, 1_000_000, &fields(1_000_000, 1_000_000))),
        ("a struct of names of 4 kB", many_parts(2, 1_000_000, &fields(4_000, 4_000))),
        ("a struct of short names", many_parts(2, 1_000_000, &fields(1, 262_144))),
        ("structs in structs", mat(&nested(14, &fields(1, 262_144)))),
        ("structs in structs of long names", mat(&nested(14, &fields(4_096, 262_144)))),
        ("structs far too deep", mat(&nested(10_000, &fields(8, 8)))),
        ("a line of a million numbers", b"1 ".repeat(1_000_000)),
        ("a line of two million numbers", b"1 ".repeat(2_000_000)),
        ("a line of names", [b"a ".repeat(900_000), b"\n1 2\n".to_vec()].concat()),
        ("a table of 9,000 columns", format!("{0}\n{0}\n", wide.join(",")).into_bytes()),
        ("commas", b",".repeat(2_000_000)),
        ("line ends", b"\n".repeat(4_000_000)),
        ("a comment", b"#".repeat(4_000_000)),
        ("letters", b"x".repeat(4_000_000)),
    ];
    for (name, bytes) in files {
        let len = bytes.len();
        let (fate, held, taken) = check(name, bytes);
        let Fate { arrays, refused, damaged } = fate;
        println!(
            "{name}, {len} bytes: {arrays} arrays, {damaged} damaged, {refused} refused; {held} bytes held, {taken:?}"
        );
    }
}
