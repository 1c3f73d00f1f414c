//! A recording as large as labs keep them: how long it is read, how long a network learns from it, and the memory of the page with all
//! of its workers meanwhile.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ganglion_core::rng::{Random, Stream};
use zip::{CompressionMethod, ZipWriter, write::FileOptions};

use crate::{VIEW, memory::held, page::Page, said, setting};

/// Frames of a recording of three hours at 30 Hz.
const NUM_FRAMES: usize = 328_500;

/// Its checkers a side, with what its numbers are called.
const SIDES: [(usize, [&str; 3]); 2] = [
    (16, ["recording_read_secs", "recording_run_secs", "recording_memory_megabytes"]),
    (24, ["recording_24_read_secs", "recording_24_run_secs", "recording_24_memory_megabytes"]),
];

/// 14 epochs of 8 filters of 15x15.
const LINK: &str = "#1.view=recorded&source=file&nmin=8&nmax=8&side=15&epochs=14";

/// How long reading and learning may take on a machine that is busy.
const LONG: Duration = Duration::from_mins(10);

/// Frames of a file of HDF5 of 2 GB in which they lie in one piece and not packed, as floating-point numbers of four bytes, and their
/// checkers a side: as its head says, which is kept beside the fixtures (`tests/recordings/make_hdf5_fixtures.py`).
const LARGE: (usize, usize) = (500_000, 32);

/// The same cell beside it.
const BESIDE: &str = "recording-large.npy";

/// Numbers of each recording, in a browser of its own.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub(crate) async fn measure() -> Vec<(String, f64)> {
    let mut numbers = Vec::new();
    for (side, [read, run, memory]) in SIDES {
        let file = write(side);
        let page = Page::open(VIEW, setting("GANGLION_ISOLATED_URL")).await;
        page.go(LINK).await;
        page.wait_until("document.getElementById('recording-files')", LONG).await;
        let start = Instant::now();
        page.give_files("#recording-files", &file.display().to_string()).await;
        page.wait_until("document.getElementById('use-recording')", LONG).await;
        numbers.push(said(read, start.elapsed().as_secs_f64()));
        let start = Instant::now();
        page.click("#use-recording").await;
        page.wait_for_state(&["running"], LONG).await;
        page.wait_for_state(&["finished"], LONG).await;
        numbers.push(said(run, start.elapsed().as_secs_f64()));
        numbers.extend(held().map(|held| said(memory, held)));
        page.close().await;
    }
    numbers.extend(measure_large().await);
    numbers.into_iter().map(|(name, number)| (name.to_owned(), number)).collect()
}

/// How long a file of 2 GB is read, and the memory of page and workers then: what a worker has taken it keeps.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
async fn measure_large() -> impl Iterator<Item = (&'static str, f64)> {
    let files = write_large();
    let page = Page::open(VIEW, setting("GANGLION_ISOLATED_URL")).await;
    page.go(LINK).await;
    page.wait_until("document.getElementById('recording-files')", LONG).await;
    let start = Instant::now();
    let paths = files.each_ref().map(|file| file.display().to_string());
    page.give_files("#recording-files", &paths.join("\n")).await;
    page.wait_until("document.getElementById('use-recording')", LONG).await;
    let secs = said("recording_large_read_secs", start.elapsed().as_secs_f64());
    let memory = held().map(|held| said("recording_large_memory_megabytes", held));
    page.close().await;
    for file in files {
        fs::remove_file(file).expect("it was written");
    }
    core::iter::once(secs).chain(memory)
}

/// White noise, and a cell that adds up some checkers of four frames ago.
struct Simulated {
    side: usize,
    random: Random,
    /// What each frame was for the cell.
    drives: Vec<f32>,
}

impl Simulated {
    fn new(side: usize) -> Self {
        Self { side, random: Random::new(1, Stream::Live, 0), drives: Vec::new() }
    }

    /// The next frame, `[side * side]`, bytes of -1 and 1.
    fn frame(&mut self) -> Vec<u8> {
        let side = self.side;
        let mut frame = Vec::with_capacity(side * side);
        while frame.len() < side * side {
            let bits = self.random.bits();
            let signs = (0..u64::BITS).map(|place| if bits >> place & 1 == 1 { 1_i8 } else { -1 });
            frame.extend(signs.take(side * side - frame.len()));
        }
        let middle = side / 2;
        let near = |at: usize| (at / side).abs_diff(middle) < 3 && (at % side).abs_diff(middle) < 3;
        let lit = frame.iter().enumerate().filter(|(at, _)| near(*at));
        self.drives.push(lit.map(|(_, sign)| f32::from(*sign)).sum::<f32>() / 5.0);
        frame.iter().map(|sign| sign.to_ne_bytes()[0]).collect()
    }

    /// Spikes at each of the frames so far.
    fn counts(mut self) -> Vec<u8> {
        let expected = |frame: usize| {
            let drive = frame.checked_sub(4).map_or(0.0, |before| self.drives[before]);
            (0.15 * drive.exp()).min(3.0)
        };
        (0..self.drives.len())
            .map(|frame| self.random.poisson(expected(frame)).min(9) as u8)
            .collect()
    }
}

/// Writes them as numpy's `savez_compressed` does.
fn write(side: usize) -> PathBuf {
    let path = Path::new(&setting("GANGLION_TARGET")).join(format!("recording-{side}.npz"));
    let file = File::create(&path).expect("the target folder takes files");
    let mut archive = ZipWriter::new(BufWriter::new(file));
    let begin = |archive: &mut ZipWriter<_>, name: &str, (kind, shape): (&str, String)| {
        let options = FileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(format!("{name}.npy"), options).expect("a new entry");
        archive.write_all(&header(kind, &shape)).expect("it is written");
    };
    begin(&mut archive, "stimulus", ("|i1", format!("({NUM_FRAMES}, {side}, {side})")));
    let mut simulated = Simulated::new(side);
    for _ in 0..NUM_FRAMES {
        archive.write_all(&simulated.frame()).expect("it is written");
    }
    begin(&mut archive, "counts", ("|u1", format!("({NUM_FRAMES}, 1)")));
    archive.write_all(&simulated.counts()).expect("it is written");
    archive.finish().expect("it is written");
    path
}

/// Writes them as h5py does, with the counts in a file beside it.
fn write_large() -> [PathBuf; 2] {
    let (num_frames, side) = LARGE;
    let folder = PathBuf::from(setting("GANGLION_TARGET"));
    let paths = [folder.join("recording-large.h5"), folder.join(BESIDE)];
    let head = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings/large_hdf5.head");
    let head = fs::read(head).expect("a fixture");
    let mut file = BufWriter::new(File::create(&paths[0]).expect("the target folder takes files"));
    file.write_all(&head).expect("it is written");
    let mut simulated = Simulated::new(side);
    let float = |sign: u8| f32::from(sign.cast_signed()).to_le_bytes();
    for _ in 0..num_frames {
        let frame: Vec<u8> = simulated.frame().into_iter().flat_map(float).collect();
        file.write_all(&frame).expect("there is room for 2 GB");
    }
    file.flush().expect("there is room for 2 GB");
    let counts = [header("|u1", &format!("({num_frames}, 1)")), simulated.counts()].concat();
    fs::write(&paths[1], counts).expect("it is written");
    paths
}

/// What stands before the elements of an array of numpy's format 1.0.
pub(crate) fn header(kind: &str, shape: &str) -> Vec<u8> {
    let text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let mut bytes = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
    bytes.extend(format!("{text:<117}\n").bytes());
    bytes
}
