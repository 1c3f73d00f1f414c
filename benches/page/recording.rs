//! A recording as large as labs keep them: how long it is read, how long a network learns from it, and the memory of the page with all
//! of its workers meanwhile.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ganglion_core::rng::{Random, Stream};
use zip::{CompressionMethod, ZipWriter, write::FileOptions};

use crate::{VIEW, number, page::Page, said, setting};

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

/// Memory of the page with its workers, bytes: the browser's own count, which it makes where pages are isolated.
pub(crate) const MEMORY: &str =
    "return performance.measureUserAgentSpecificMemory().then((found) => found.bytes)";

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
        numbers.push(said(memory, number(&page.script(MEMORY).await) / 1e6));
        page.close().await;
    }
    numbers.into_iter().map(|(name, number)| (name.to_owned(), number)).collect()
}

/// Writes white noise, and the counts of a cell that adds up some checkers of four frames ago, as numpy's `savez_compressed` does.
fn write(side: usize) -> PathBuf {
    let path = Path::new(&setting("GANGLION_TARGET")).join(format!("recording-{side}.npz"));
    let file = File::create(&path).expect("the target folder takes files");
    let mut archive = ZipWriter::new(BufWriter::new(file));
    let mut random = Random::new(1, Stream::Live, 0);
    let begin = |archive: &mut ZipWriter<_>, name: &str, (kind, shape): (&str, String)| {
        let options = FileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(format!("{name}.npy"), options).expect("a new entry");
        archive.write_all(&header(kind, &shape)).expect("it is written");
    };
    begin(&mut archive, "stimulus", ("|i1", format!("({NUM_FRAMES}, {side}, {side})")));
    let mut drives = Vec::with_capacity(NUM_FRAMES);
    for _ in 0..NUM_FRAMES {
        let mut frame = Vec::with_capacity(side * side);
        while frame.len() < side * side {
            let bits = random.bits();
            let signs = (0..u64::BITS).map(|place| if bits >> place & 1 == 1 { 1_i8 } else { -1 });
            frame.extend(signs.take(side * side - frame.len()));
        }
        let middle = side / 2;
        let near = |at: usize| (at / side).abs_diff(middle) < 3 && (at % side).abs_diff(middle) < 3;
        let lit = frame.iter().enumerate().filter(|(at, _)| near(*at));
        drives.push(lit.map(|(_, sign)| f32::from(*sign)).sum::<f32>() / 5.0);
        let bytes: Vec<u8> = frame.iter().map(|sign| sign.to_ne_bytes()[0]).collect();
        archive.write_all(&bytes).expect("it is written");
    }
    begin(&mut archive, "counts", ("|u1", format!("({NUM_FRAMES}, 1)")));
    let expected = |frame: usize| {
        let drive = frame.checked_sub(4).map_or(0.0, |before| drives[before]);
        (0.15 * drive.exp()).min(3.0)
    };
    let counts: Vec<u8> =
        (0..NUM_FRAMES).map(|frame| random.poisson(expected(frame)).min(9) as u8).collect();
    archive.write_all(&counts).expect("it is written");
    archive.finish().expect("it is written");
    path
}

/// What stands before the elements of an array of numpy's format 1.0.
pub(crate) fn header(kind: &str, shape: &str) -> Vec<u8> {
    let text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let mut bytes = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
    bytes.extend(format!("{text:<117}\n").bytes());
    bytes
}
