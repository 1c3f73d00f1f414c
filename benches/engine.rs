//! Training speed of the CPU engine: whole steps (gather, forward, backward, Adam).
//!
//! `cargo bench --bench engine` prints a table; with `GANGLION_BENCH_JSON=<file>` it also writes the
//! numbers there. The best of several rounds counts, as other work on the machine only slows down.

#![expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::{sync::Arc, time::Instant};

use ganglion::{
    config::{Config, Draft},
    dataset::{Dataset, DatasetBuilder},
    engine::cpu::CpuEngines,
    network::NetworkId,
    training::{EngineFactory as _, Training},
};

const ROUNDS: usize = 7;
const STEPS_PER_ROUND: u32 = 400;

fn main() {
    let draft = Draft { epochs: 40, ..Draft::default() };
    let config = draft.check().expect("the defaults are valid");
    let start = Instant::now();
    let dataset = Arc::new(record(&config));
    let recording_secs = start.elapsed().as_secs_f64();
    println!("recording {} frames, STA included: {recording_secs:.3} s", config.num_frames());
    let mut entries = vec![format!("\"recording_secs\": {recording_secs:.4}")];
    for num_filters in [1, 4, 5, 8, 16] {
        let millions = best_speed(&config, &dataset, num_filters) / 1e6;
        println!("training, N = {num_filters:>2}, batch 300: {millions:.2} M samples/s");
        entries.push(format!("\"native_n{num_filters}_msamples_per_sec\": {millions:.3}"));
    }
    if let Ok(path) = std::env::var("GANGLION_BENCH_JSON") {
        let json = format!("{{\n  {}\n}}\n", entries.join(",\n  "));
        std::fs::write(path, json).expect("the benchmark's file can be written");
    }
}

fn record(config: &Config) -> Dataset {
    let mut builder = DatasetBuilder::new(config);
    while builder.advance().expect("the default cell spikes") {}
    builder.finish()
}

/// Samples a second in the fastest round.
fn best_speed(config: &Config, dataset: &Arc<Dataset>, num_filters: u32) -> f64 {
    let id = NetworkId { num_filters, restart: 0 };
    let engine = pollster::block_on(CpuEngines.make(config, dataset, &[id]));
    let engine = engine.expect("the CPU engine can always be made");
    let mut training = Training::new(config, Arc::clone(dataset), &[id], engine);
    let samples = f64::from(STEPS_PER_ROUND) * config.batch_size() as f64;
    let speeds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        pollster::block_on(training.advance(STEPS_PER_ROUND)).expect("the recipe converges");
        samples / start.elapsed().as_secs_f64()
    });
    speeds.fold(0.0, f64::max)
}
