//! A recording to try: cells of the population that stands in for recordings, as files that a lab might keep.

use ganglion_core::{
    cell::{Playback, RECORDED_SIDE, RecordedCell},
    config::Noise,
    rng::{Random, Stream},
    stimulus::WhiteNoise,
    units::FRAME_RATE_HZ,
};

use crate::seeded::file::npy_head;

/// Name and bytes of a file.
pub type SimulatedFile = (String, Vec<u8>);

/// Cells of it.
const NUM_CELLS: usize = 3;
/// How often the frozen frames are shown, each time behind running ones.
const NUM_REPEATS: usize = 10;
/// Frames that are shown once, of each trial.
const NUM_RUNNING: usize = 1_700;
/// Frames of each trial that are the same every time.
const NUM_FROZEN: usize = 300;
/// Frames of a trial.
const NUM_OF_TRIAL: usize = NUM_RUNNING + NUM_FROZEN;
/// All frames.
const NUM_FRAMES: usize = NUM_REPEATS * NUM_OF_TRIAL;
/// Checkers of a frame.
const NUM_CHECKERS: usize = RECORDED_SIDE * RECORDED_SIDE;
/// Side of a checker, micrometers.
const CHECKER_UM: f64 = 30.0;

/// Name and bytes of each file.
pub fn simulated_files(seed: u32) -> Vec<SimulatedFile> {
    let mut frames = vec![0.0; NUM_FRAMES * NUM_CHECKERS];
    let mut running = WhiteNoise::new(seed, Stream::TrainingStimulus, Noise::Binary);
    let mut frozen = vec![0.0; NUM_FROZEN * NUM_CHECKERS];
    let mut repeated = WhiteNoise::new(seed, Stream::TestStimulus, Noise::Binary);
    frozen.chunks_exact_mut(NUM_CHECKERS).for_each(|frame| repeated.next_frame(frame));
    for trial in frames.chunks_exact_mut(NUM_OF_TRIAL * NUM_CHECKERS) {
        let (fresh, again) = trial.split_at_mut(NUM_RUNNING * NUM_CHECKERS);
        fresh.chunks_exact_mut(NUM_CHECKERS).for_each(|frame| running.next_frame(frame));
        again.copy_from_slice(&frozen);
    }
    let mut counts = Vec::with_capacity(NUM_CELLS * NUM_FRAMES);
    for cell in 0..NUM_CELLS {
        counts.extend(spikes(seed, cell as u32 + 1, &frames));
    }
    let bytes = frames.iter().map(|contrast| u8::from(*contrast > 0.0)).collect::<Vec<_>>();
    let starts = (0..NUM_REPEATS).map(|trial| (trial * NUM_OF_TRIAL) as f64);
    let numbers = |numbers: &mut dyn Iterator<Item = f64>| {
        numbers.flat_map(f64::to_le_bytes).collect::<Vec<u8>>()
    };
    let one = |number: f64| numbers(&mut core::iter::once(number));
    let shape = [NUM_FRAMES, RECORDED_SIDE, RECORDED_SIDE];
    let files = [
        ("frames", npy("|u1", &shape, &bytes)),
        ("counts", npy("|u1", &[NUM_CELLS, NUM_FRAMES], &counts)),
        ("trial_starts", npy("<f8", &[NUM_REPEATS], &numbers(&mut { starts }))),
        ("refresh_hz", npy("<f8", &[], &one(f64::from(FRAME_RATE_HZ)))),
        ("checker_um", npy("<f8", &[], &one(CHECKER_UM))),
    ];
    files.into_iter().map(|(name, bytes)| (format!("simulated/{name}.npy"), bytes)).collect()
}

/// Spikes of a cell of the population in each frame.
fn spikes(seed: u32, number: u32, frames: &[f32]) -> impl Iterator<Item = u8> {
    let cell = RecordedCell::new(seed, number);
    let mut playback = Playback::new(&cell, Random::new(seed, Stream::TrainingSpikes, number));
    frames.chunks_exact(NUM_CHECKERS).map(move |frame| {
        playback.show(&cell, frame);
        let drive = playback.drive(&cell);
        playback.spikes(&cell, drive) as u8
    })
}

/// A file of `NumPy`.
fn npy(descr: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let sizes: String = shape.iter().flat_map(|size| [size.to_string(), ", ".to_owned()]).collect();
    let mut bytes = npy_head(descr, &sizes);
    bytes.extend(data);
    bytes
}
