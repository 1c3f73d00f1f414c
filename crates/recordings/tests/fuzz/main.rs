//! Bounded, deterministic fuzzing of what opens files: a program of its own, because it counts all memory.

#[path = "../../../../tests/fuzz/memory.rs"]
mod memory;
mod mutants;

use std::time::{Duration, Instant};

use ganglion_recordings::{ArraySummary, FileError, open};

use memory::peak_of;
use mutants::Mutants;

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
    num_arrays: u64,
    num_refused: u64,
    num_damaged: u64,
}

/// Opens a file and reads all of it, block by block and, where small, at once.
fn read(name: &str, bytes: Vec<u8>) -> Fate {
    let mut fate = Fate::default();
    let Ok(file) = open(name, Box::new(bytes)) else { return fate };
    fate.num_refused = file.refused.len() as u64;
    for reason in &file.refused {
        assert!(reason.to_string().len() < 6_000, "{reason}");
    }
    for (index, info) in file.arrays.iter().enumerate().take(500) {
        fate.num_arrays += 1;
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
        fate.num_damaged += u64::from(summary().is_err());
        if let Ok(elements) = file.read_all(index, MOST_ELEMENTS) {
            assert_eq!(elements.len() as u64, info.num_elements(), "{info:?}");
        }
    }
    fate
}

#[test]
#[expect(clippy::print_stdout, reason = "the harness shows it only on request")]
#[expect(clippy::disallowed_methods, reason = "no file may take long")]
fn no_file_makes_reading_panic_hang_or_hold_more_than_twice_its_size_and_16_mb() {
    let mut mutants = Mutants::new(1);
    let mut total = Fate::default();
    let (mut most, mut slowest) = (0, Duration::ZERO);
    for number in 0..NUM_FILES {
        let (name, bytes) = mutants.file();
        let len = bytes.len();
        let start = Instant::now();
        let (fate, held) = peak_of(|| read(&name, bytes));
        let taken = start.elapsed();
        assert!(held <= len + MOST_BYTES, "number {number}: {held} bytes for {len} of {name}");
        assert!(taken < MOST_TIME, "number {number}: {taken:?} for {len} bytes of {name}");
        (most, slowest) = (most.max(held), slowest.max(taken));
        total.num_arrays += fate.num_arrays;
        total.num_refused += fate.num_refused;
        total.num_damaged += fate.num_damaged;
    }
    let Fate { num_arrays, num_refused, num_damaged } = total;
    println!(
        "{NUM_FILES} files: {num_arrays} arrays, {num_damaged} of them damaged, {num_refused} refused; at most {most} bytes held, at most {slowest:?}"
    );
    assert!(num_arrays > u64::from(NUM_FILES), "{num_arrays} arrays");
}
