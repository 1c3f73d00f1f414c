//! Training speed of the CPU engine: whole steps (gather, forward, backward, Adam).
//!
//! `cargo bench --bench engine` prints a table; with `GANGLION_BENCH_JSON=<file>` it also writes the
//! numbers there. The best of many short rounds counts, as other work on the machine only slows down: a
//! round of some milliseconds now and then has a core to itself.

#![expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod timing;

use std::{sync::Arc, time::Instant};

use ganglion_core::{
    config::{Config, DenseSign, Draft, NUM_LAGS, Noise, OutputUnit, Version},
    dataset::{Dataset, DatasetBuilder, RawFrames},
    engine::cpu::{Batch, CpuEngines, Objective, batch_gradient},
    network::{Channels, Input, NUM_COURSES, NetworkId, Parameters, Shape},
    rng::{Random, Stream},
    statistics::temporal_courses,
    stimulus::StimulusFrames,
    training::{EngineFactory as _, Training},
    vectors::VectorWidth,
};

const ROUNDS: usize = 60;
const STEPS_PER_ROUND: u32 = 40;

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
    for layers in [2, 3] {
        let draft = Draft { layers, dense: DenseSign::Signed, ..draft.clone() };
        let config = draft.check().expect("the depth is allowed");
        for num_filters in [4, 16] {
            let millions = best_speed(&config, &dataset, num_filters) / 1e6;
            println!("training, N = {num_filters:>2}, {layers} layers: {millions:.2} M samples/s");
            let key = format!("native_n{num_filters}_layers{layers}_msamples_per_sec");
            entries.push(format!("\"{key}\": {millions:.3}"));
        }
    }
    let secs = version_two_secs();
    println!("Version II, N = 5, 60k frames x 2 epochs: {secs:.2} s");
    entries.push(format!("\"native_version_two_secs\": {secs:.3}"));
    for layers in [1, 2] {
        let secs = population_secs(layers);
        println!("population cell, 32 filters of 15x15, {layers} layers, 1000 steps: {secs:.2} s");
        entries.push(format!("\"native_population_layers{layers}_secs\": {secs:.3}"));
    }
    let secs = population_version_two_secs();
    println!("population cell, Version II on 6 courses, 500 steps: {secs:.2} s");
    entries.push(format!("\"native_population_version_two_secs\": {secs:.3}"));
    let secs = unpacking_secs();
    println!("of these, unpacking raw frames: {secs:.3} s");
    entries.push(format!("\"native_unpacking_secs\": {secs:.4}"));
    timing::write(&entries);
}

/// Seconds for the second part of a training with space-time filters.
fn version_two_secs() -> f64 {
    let draft = Draft { frames: 60_000, epochs: 1, version: Version::Second, ..Draft::default() };
    let config = draft.check().expect("the settings are allowed");
    let dataset = Arc::new(record(&config));
    let id = NetworkId { num_filters: 5, restart: 0 };
    let engine = pollster::block_on(CpuEngines.make(&config, &dataset, &[id]));
    let mut training = Training::new(&config, dataset, &[id], engine.expect("there is a CPU"));
    pollster::block_on(training.advance(config.num_steps())).expect("the recipe converges");
    let start = Instant::now();
    pollster::block_on(training.advance(u32::MAX)).expect("the recipe converges");
    start.elapsed().as_secs_f64()
}

/// The paper's network for recorded cells, in the numbers that its speed depends on.
const POPULATION: Shape = Shape {
    rows: 16,
    columns: 16,
    channels: 1,
    side: 15,
    num_filters: 32,
    layers: 1,
    padded: true,
    parametric: false,
};
const POPULATION_BATCH: usize = 500;

/// Seconds for 1000 steps on a recorded-like cell, without the optimizer's share (under 2 %).
fn population_secs(layers: u32) -> f64 {
    let mut random = Random::new(1, Stream::Feature, 0);
    let frames: Vec<f32> = (0..20_000 * 256).map(|_| random.normal()).collect();
    let secs = gradient_secs(Shape { layers, ..POPULATION }, Input::Pictures(&frames));
    1_000.0 * secs
}

/// Raw frames of a recorded-like cell.
fn raw_frames() -> RawFrames {
    let mut random = Random::new(1, Stream::Feature, 0);
    let mut shown = StimulusFrames::empty(Noise::Binary, 256);
    for _ in 0..20_000 + NUM_LAGS {
        let frame: Vec<f32> = (0..256).map(|_| random.normal().signum()).collect();
        shown.push(&frame);
    }
    RawFrames::all(shown)
}

/// Seconds for reading the frames of 500 steps of Version II, without learning from them.
fn unpacking_secs() -> f64 {
    let raw = raw_frames();
    let mut frame = vec![0.0; 256];
    let read = |round: usize| {
        for row in 0..POPULATION_BATCH {
            for lag in 0..NUM_LAGS {
                raw.read(row * 31 + round, lag, std::hint::black_box(&mut frame));
            }
        }
    };
    500.0 * timing::best(ROUNDS, read)
}

/// Seconds for 500 steps of Version II on a recorded-like cell.
fn population_version_two_secs() -> f64 {
    let mut random = Random::new(1, Stream::Feature, 0);
    let raw = raw_frames();
    let sta: Vec<f32> = (0..NUM_LAGS * 256).map(|_| random.normal()).collect();
    let channels = Channels::Courses(temporal_courses(&sta, NUM_LAGS, NUM_COURSES));
    let shape = Shape { channels: NUM_COURSES as u32, ..POPULATION };
    500.0 * gradient_secs(shape, Input::Raw(&raw, &channels))
}

/// Seconds for one step, the best of several.
fn gradient_secs(shape: Shape, input: Input<'_>) -> f64 {
    let mut random = Random::new(1, Stream::Initialization, 0);
    let values = (0..shape.num_parameters()).map(|_| 0.03 * random.normal()).collect();
    let parameters = Parameters { shape, values };
    let objective = Objective {
        output: OutputUnit::Softplus,
        l1: 1e-3,
        l2: 0.0,
        dense_l2: 0.0,
        activity_l1: 0.0,
    };
    let counts = vec![0; 20_000];
    let rounds = (0..ROUNDS).map(|_| {
        let rows: Vec<u32> = (0..POPULATION_BATCH).map(|_| random.below(20_000)).collect();
        let start = Instant::now();
        let batch = Batch { input, counts: &counts, rows: &rows, noise: &[] };
        std::hint::black_box(batch_gradient(&objective, &parameters, batch, VectorWidth::widest()));
        start.elapsed().as_secs_f64()
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn record(config: &Config) -> Dataset {
    let mut builder = DatasetBuilder::new(config.data_source());
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
