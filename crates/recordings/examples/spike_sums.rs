//! How long the sums of the frames around spikes take, for many cells at once.
//!
//! ```sh
//! cargo run --release -p ganglion-recordings --example spike_sums
//! ```

#![expect(clippy::print_stdout, reason = "a number is what it is for")]

use std::time::Instant;

use ganglion_core::{
    rng::{Random, Stream},
    stimulus::StimulusFrames,
};
use ganglion_recordings::spike_sums::{LagRange, spike_sums};

#[expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]
fn main() {
    let (num_frames, num_checkers, num_cells) = (328_500, 576, 78);
    let mut random = Random::new(1, Stream::Live, 0);
    let mut frames = StimulusFrames::new(num_frames, num_checkers, true);
    for frame in 0..num_frames {
        for word in 0..num_checkers / 64 {
            let bits = random.bits();
            for bit in (0..64).filter(|bit| bits >> bit & 1 == 1) {
                frames.set(frame, word * 64 + bit, 1.0);
            }
        }
    }
    let mut cell = || -> Vec<u16> {
        (0..num_frames)
            .map(|_| if random.uniform() < 0.08 { random.poisson(0.4) + 1 } else { 0 })
            .collect()
    };
    let cells: Vec<_> = (0..num_cells).map(|_| cell()).collect();
    let cells: Vec<&[u16]> = cells.iter().map(Vec::as_slice).collect();
    let trials: Vec<_> =
        (0..num_frames / 1500).map(|trial| trial * 1500..(trial + 1) * 1500).collect();
    let whole = core::iter::once(0..num_frames).collect();
    for stretches in [whole, trials] {
        let start = Instant::now();
        let sums = spike_sums(&frames, &cells, &stretches, LagRange::NEAR, 0);
        let secs = start.elapsed().as_secs_f64();
        let spikes: u64 = sums.iter().map(|sum| sum.num_spikes).sum();
        let work = num_frames as f64 * f64::from(num_cells) * num_checkers as f64;
        let lags = LagRange::NEAR.len() as f64;
        println!(
            "{} stretches, {spikes} spikes: {secs:.3} s; {:.2e} frames x cells x checkers a second with {lags} lags, {:.2e} for each lag",
            stretches.len(),
            work / secs,
            work * lags / secs
        );
    }
}
