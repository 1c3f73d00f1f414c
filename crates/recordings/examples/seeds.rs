//! How fast stimuli that are only a seed are drawn: all of each frame, and the part around a receptive field.
//!
//! ```sh
//! cargo run --release -p ganglion-recordings --example seeds
//! ```

#![expect(clippy::print_stdout, reason = "a number is what it is for")]

use std::time::Instant;

use ganglion_core::recording::Crop;
use ganglion_recordings::seeded::{SeededMovie, SeededStimulus};

/// The generators, and how many frames of 200 x 150 checkers are drawn by each.
const GENERATORS: [(&str, usize); 10] = [
    ("ran1", 10_000),
    ("java", 10_000),
    ("matlab-rand", 3_000),
    ("numpy-randint", 3_000),
    ("numpy-randint-int8", 10_000),
    ("pcg64-random", 10_000),
    ("pcg64-integers-int8", 10_000),
    ("gasdev", 1_000),
    ("java-normal", 3_000),
    ("numpy-randn", 1_000),
];

/// Frames of a block, which is thrown away when it is full.
const BLOCK: usize = 500;

/// Checkers that were gone through a second, in millions.
#[expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]
fn speed(stimulus: &SeededStimulus, mut movie: SeededMovie) -> f64 {
    let start = Instant::now();
    let mut num_frames = 0;
    while num_frames < stimulus.num_frames() {
        let mut frames = movie.empty();
        movie.draw(BLOCK, &mut frames);
        num_frames += frames.num_frames();
        std::hint::black_box(&frames);
    }
    (num_frames * stimulus.num_checkers()) as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn main() {
    /// 219 trials of 1500 running frames.
    const ALL: f64 = 219.0 * 1_500.0 * 30_000.0 / 1e6;
    println!(
        "millions of checkers a second: all, and with 24 x 24 of 200 x 150 wanted; seconds for 219 trials of 1500 frames"
    );
    for (generator, running) in GENERATORS {
        let text = format!("{generator} seed=10000 200x150 running={running}");
        let stimulus = match SeededStimulus::read(&text) {
            Ok(stimulus) => stimulus,
            Err(reason) => return println!("{reason}"),
        };
        let all = speed(&stimulus, SeededMovie::whole(&stimulus));
        let crop = Crop { row: 60, column: 100, rows: 24, columns: 24 };
        let some = speed(&stimulus, SeededMovie::cropped(&stimulus, crop));
        println!("{generator:20} {all:7.0} {some:8.0}   {:6.1} s {:6.1} s", ALL / all, ALL / some);
    }
}
