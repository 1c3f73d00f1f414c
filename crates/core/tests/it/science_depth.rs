//! Depth and space-time filters against the reference, on several seeds. Slow: only with
//! `SLOW_TESTS=1`, which takes the page's quick size; `SLOW_TESTS=full` takes the reference's.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]
#![expect(clippy::disallowed_methods, reason = "the time of a training is printed")]

use std::{env, fmt::Write as _, sync::Arc, time::Instant};

use ganglion_core::{
    analysis::{num_effective, recovery, separated_in_field},
    config::{
        CellSource, DataSource, DenseSign, Draft, FILTER_COUNTS, PRESETS, Section, SpikeGeneration,
    },
    dataset::Dataset,
    engine::cpu::CpuEngines,
    experiment::{Networks, TaskId, chosen, kept, saturation},
    network::NetworkId,
    statistics::cosine,
    training::{EngineFactory as _, Trained, Training},
};

use crate::fixtures::build;

fn is_slow() -> bool {
    env::var_os("SLOW_TESTS").is_some()
}

fn is_full() -> bool {
    env::var("SLOW_TESTS").is_ok_and(|value| value == "full")
}

fn train(draft: &Draft, dataset: &Arc<Dataset>, ids: &[NetworkId]) -> Vec<Trained> {
    let config = draft.check().expect("valid");
    pollster::block_on(async {
        let engine = CpuEngines.make(&config, dataset, ids).await.expect("there is a CPU");
        let mut training = Training::new(&config, Arc::clone(dataset), ids, engine);
        training.advance(u32::MAX).await.expect("the recipe converges");
        training.finish().await.expect("the CPU is never lost")
    })
}

fn mean_and_std(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (square / (values.len() as f64 - 1.0).max(1.0)).sqrt())
}

/// A column of the reference's table of saturation (300k x 6 epochs, 10 seeds).
struct Column {
    name: &'static str,
    is_bernoulli: bool,
    layers: u32,
    dense: DenseSign,
    correlations: [f64; 7],
    /// Of the reference; 0 where it gives none.
    stds: [f64; 7],
}

const COLUMNS: [Column; 7] = [
    Column {
        name: "1 layer nn+L1 bern",
        is_bernoulli: true,
        layers: 1,
        dense: DenseSign::NonNegative,
        correlations: [0.594, 0.600, 0.601, 0.611, 0.616, 0.616, 0.616],
        stds: [0.0, 0.003, 0.002, 0.006, 0.0, 0.0, 0.0],
    },
    Column {
        name: "1 layer signed bern",
        is_bernoulli: true,
        layers: 1,
        dense: DenseSign::Signed,
        correlations: [0.613, 0.632, 0.644, 0.644, 0.652, 0.662, 0.663],
        stds: [0.025, 0.006, 0.009, 0.008, 0.007, 0.004, 0.004],
    },
    Column {
        name: "2 layers bern",
        is_bernoulli: true,
        layers: 2,
        dense: DenseSign::Signed,
        correlations: [0.606, 0.627, 0.644, 0.652, 0.666, 0.707, 0.702],
        stds: [0.022, 0.019, 0.017, 0.012, 0.011, 0.006, 0.007],
    },
    Column {
        name: "3 layers bern",
        is_bernoulli: true,
        layers: 3,
        dense: DenseSign::Signed,
        correlations: [0.434, 0.624, 0.641, 0.667, 0.675, 0.702, 0.710],
        stds: [0.285, 0.022, 0.022, 0.016, 0.016, 0.008, 0.004],
    },
    Column {
        name: "1 layer nn det",
        is_bernoulli: false,
        layers: 1,
        dense: DenseSign::NonNegative,
        correlations: [0.688, 0.695, 0.686, 0.696, 0.696, 0.698, 0.696],
        stds: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    },
    Column {
        name: "2 layers det",
        is_bernoulli: false,
        layers: 2,
        dense: DenseSign::Signed,
        correlations: [0.641, 0.776, 0.805, 0.830, 0.858, 0.970, 0.974],
        stds: [0.219, 0.042, 0.043, 0.028, 0.043, 0.017, 0.004],
    },
    Column {
        name: "3 layers det",
        is_bernoulli: false,
        layers: 3,
        dense: DenseSign::Signed,
        correlations: [0.528, 0.776, 0.809, 0.871, 0.897, 0.968, 0.976],
        stds: [0.349, 0.051, 0.050, 0.041, 0.039, 0.014, 0.006],
    },
];

/// Correlations and effective filters of the network kept, then of the first restart alone; each
/// `[number of filters][seed]`.
type Measured = [[Vec<f64>; 7]; 4];

/// Trains what the page trains, and keeps what it keeps: one entry for each depth.
fn measure(spikes: SpikeGeneration, dense: DenseSign, layers: u32) -> Vec<Measured> {
    let base = Draft::of(Section::Saturation, CellSource::Model);
    let mut draft = Draft { dense, layers, seeds: 10, ..base };
    if spikes == SpikeGeneration::Deterministic {
        draft = Draft { spikes, rate: Draft::default().rate, ..draft };
    }
    if is_full() {
        let paper = PRESETS.iter().find(|preset| preset.name == "Paper size");
        (paper.expect("the page offers it").apply)(&mut draft);
    }
    let config = draft.check().expect("valid");
    let groups = saturation::groups(&config);
    let mut all = vec![Measured::default(); layers as usize];
    let mut last: Option<(DataSource, Arc<Dataset>)> = None;
    for group in &groups {
        let recording = group.config.data_source().clone();
        let (_, dataset) = match last.take() {
            Some(same) if same.0 == recording => last.insert(same),
            _ => last.insert((recording, Arc::new(build(group.config.draft()).expect("spikes")))),
        };
        let trained: Networks = train(group.config.draft(), dataset, &group.networks)
            .into_iter()
            .map(|network| (TaskId { group: 0, network: network.id }, Arc::new(network)))
            .collect();
        let measured = &mut all[group.config.num_layers() - 1];
        for (index, num_filters) in FILTER_COUNTS.into_iter().enumerate() {
            let single = TaskId { group: 0, network: NetworkId { num_filters, restart: 0 } };
            let best = kept(&trained, 0, num_filters).expect("trained");
            for (which, network) in [best, &trained[&single]].into_iter().enumerate() {
                measured[2 * which][index].push(network.correlation);
                let effective = num_effective(&network.parameters);
                measured[2 * which + 1][index].push(f64::from(effective));
            }
        }
    }
    all
}

/// Prints a column beside the reference.
fn print(column: &Column, measured: &Measured) {
    let mut table = format!("{}\n", column.name);
    for (index, num_filters) in FILTER_COUNTS.iter().enumerate() {
        let [best, effective, single, single_effective] =
            [0, 1, 2, 3].map(|which| mean_and_std(&measured[which][index]));
        writeln!(
            table,
            "  N {num_filters:>2}  CC {:.3} ({:.3})  effective {:.2} ({:.2})  single: CC {:.3} ({:.3}), effective {:.2}  reference CC {:.3} ({:.3})",
            best.0,
            best.1,
            effective.0,
            effective.1,
            single.0,
            single.1,
            single_effective.0,
            column.correlations[index],
            column.stds[index]
        )
        .expect("strings take any text");
    }
    println!("{table}");
}

/// Mean correlations on the frames of another test, which is what the reference's one test set is to
/// our ten: its one-layer networks are .01 to .02 above ours at every number of filters.
const OTHER_TEST: f64 = 0.02;

/// What of the reference's findings a column does not show.
///
/// At the reference's size every mean lies within the sum of both STDs of it. The page's quick size
/// has a fifth of the frames, and networks without a penalty learn some of them by heart: with 16
/// filters they stay .03 to .05 below the reference, but where they rise and where they are flat is
/// the same.
fn departures(column: &Column, measured: &Measured) -> Vec<String> {
    let spreads: [_; 7] = core::array::from_fn(|index| mean_and_std(&measured[0][index]));
    let effective: [f64; 7] = core::array::from_fn(|index| mean_and_std(&measured[1][index]).0);
    let [one, .., four, five, eight, sixteen] = spreads.map(|spread| spread.0);
    let mut departures = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            departures.push(format!("{}: {what}", column.name));
        }
    };
    for (index, (mean, std)) in spreads.into_iter().enumerate().filter(|_| is_full()) {
        let away = (mean - column.correlations[index]).abs();
        let what = format!("{mean} for the reference's {}", column.correlations[index]);
        expect(away < OTHER_TEST + std + column.stds[index], what);
    }
    if column.layers > 1 {
        expect(four < five && five < eight, format!("no rise: {four}, {five}, {eight}"));
        expect((sixteen - eight).abs() < 0.02, format!("not flat: {eight}, {sixteen}"));
    } else if column.dense == DenseSign::NonNegative && column.is_bernoulli {
        let steps = [eight - five, sixteen - eight];
        expect(steps.iter().all(|step| step.abs() < 0.003), format!("not flat: {steps:?}"));
        let many = &effective[4..];
        expect(many.iter().all(|mean| (4.0..=4.2).contains(mean)), format!("{many:?} effective"));
    } else if column.dense == DenseSign::Signed {
        expect(one + 0.01 < eight, format!("no rise: {one}, {eight}"));
    }
    departures
}

/// Trains the columns of one kind of spikes and returns what they do not show.
fn saturation_departures(spikes: SpikeGeneration, dense: DenseSign, layers: u32) -> Vec<String> {
    let start = Instant::now();
    let measured = measure(spikes, dense, layers);
    println!("{:.1} s", start.elapsed().as_secs_f64());
    let is_bernoulli = spikes == SpikeGeneration::Bernoulli;
    let columns = COLUMNS.iter().filter(|column| {
        let is_signed = column.layers == 1 && column.dense == DenseSign::Signed;
        column.is_bernoulli == is_bernoulli && is_signed == (dense == DenseSign::Signed)
    });
    columns
        .flat_map(|column| {
            let measured = &measured[column.layers as usize - 1];
            print(column, measured);
            departures(column, measured)
        })
        .collect()
}

// Every seed has data of its own, so STDs hold the chance of the test set too (about .02), which
// the reference's do not.

#[test]
fn slow_saturation_of_a_bernoulli_cell_is_as_in_the_reference() {
    if is_slow() {
        let found = saturation_departures(SpikeGeneration::Bernoulli, DenseSign::NonNegative, 3);
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn slow_saturation_of_signed_networks_is_as_in_the_reference() {
    if is_slow() {
        let found = saturation_departures(SpikeGeneration::Bernoulli, DenseSign::Signed, 1);
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn slow_saturation_of_a_deterministic_cell_is_as_in_the_reference() {
    if is_slow() {
        let found =
            saturation_departures(SpikeGeneration::Deterministic, DenseSign::NonNegative, 3);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// What one seed of Version II shows: worst similarity of a subunit, and over the filters matched to
/// the subunits the least cosine of their courses with the cell's and the least separability.
fn version_two(draft: &Draft) -> [f64; 5] {
    let dataset = Arc::new(build(draft).expect("spikes"));
    let ids: Vec<NetworkId> = (0..draft.restarts)
        .map(|restart| NetworkId { num_filters: draft.last_filters, restart })
        .collect();
    let trained = train(draft, &dataset, &ids);
    let best = chosen(&trained, draft.last_filters).expect("trained");
    let found =
        recovery(&dataset.cell.as_ref().expect("simulated").subunit_filters(), &best.parameters);
    let (mut course, mut separability) = (1.0_f64, 1.0_f64);
    for filter in found.matching.iter().flatten() {
        let pair = separated_in_field(&best.parameters, &best.channels, *filter);
        course = course.min(
            cosine(&pair.temporal, dataset.cell.as_ref().expect("simulated").temporal()).abs(),
        );
        separability = separability.min(pair.separability);
    }
    let first = best.first.as_deref().expect("it began with Version I");
    [found.worst, course, separability, best.correlation, first.correlation]
}

#[test]
fn slow_version_two_finds_the_subunits_and_their_time_course() {
    if !is_slow() {
        return;
    }
    let base = Draft::of(Section::Spacetime, CellSource::Model);
    let bern = Draft { spikes: SpikeGeneration::Bernoulli, rate: 0.07, ..base.clone() };
    for (name, draft) in [("det", base), ("bern", bern)] {
        let mut num_good = 0;
        let [mut seconds, mut firsts] = [Vec::new(), Vec::new()];
        for seed in 1..=10 {
            let start = Instant::now();
            let [worst, course, separability, correlation, first] =
                version_two(&Draft { seed, ..draft.clone() });
            num_good += usize::from(worst > 0.9 && course > 0.99 && separability > 0.95);
            seconds.push(correlation);
            firsts.push(first);
            println!(
                "{name} seed {seed:>2}  worst {worst:.3}  course {course:.4}  separability {separability:.4}  CC {correlation:.3}, Version I {first:.3}  {:.1} s",
                start.elapsed().as_secs_f64()
            );
        }
        println!(
            "{name}: {num_good} of 10; reference: 1.0 ok, course 1.00, separability .97 to .99"
        );
        assert!(num_good >= 9, "{name}: {num_good} of 10");
        // The page says so: with one temporal filter for all, which Version I is given, there is
        // nothing to gain.
        let [(two, two_std), (one, one_std)] = [&seconds, &firsts].map(|all| mean_and_std(all));
        println!("{name}: CC of Version II {two:.3} ({two_std:.3}), I {one:.3} ({one_std:.3})");
        assert!(two < one && two > one - 0.04, "{name}: {two}, {one}");
    }
}

#[test]
fn slow_version_one_and_two_of_60_000_frames_take_seconds() {
    if !is_slow() {
        return;
    }
    let draft =
        Draft { frames: 60_000, restarts: 4, ..Draft::of(Section::Spacetime, CellSource::Model) };
    let start = Instant::now();
    let [worst, ..] = version_two(&draft);
    let secs = start.elapsed().as_secs_f64();
    println!("Version I + II, N = 5, 4 restarts, 60k frames: {secs:.2} s, worst {worst:.3}");
    assert!(secs < 30.0, "{secs} s");
}
