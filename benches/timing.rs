//! What the native benchmarks share: the fastest of some rounds, and the file of numbers.

use std::time::Instant;

/// Seconds of the fastest of `rounds`; `work` is told its number.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub(crate) fn best(rounds: usize, mut work: impl FnMut(usize)) -> f64 {
    let rounds = (0..rounds).map(|round| {
        let start = Instant::now();
        work(round);
        start.elapsed().as_secs_f64()
    });
    rounds.fold(f64::INFINITY, f64::min)
}

/// Writes entries of JSON to the file of `GANGLION_BENCH_JSON`, if that is wanted.
pub(crate) fn write(entries: &[String]) {
    if let Ok(path) = std::env::var("GANGLION_BENCH_JSON") {
        let json = format!("{{\n  {}\n}}\n", entries.join(",\n  "));
        std::fs::write(path, json).expect("the benchmark's file can be written");
    }
}
