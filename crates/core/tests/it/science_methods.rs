//! Other methods on the same spikes on several seeds. Slow: only with `SLOW_TESTS=1`.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]

use std::{env, fmt::Write as _, sync::Arc};

use ganglion_core::{
    analysis::{Modules, StnmfSettings, Update, recovery_by_images},
    config::{CellSource, Draft, Layout, Section, SpikeGeneration},
    dataset::Dataset,
    experiment::{ComparedNetwork, MethodsResult, chosen, networks},
    statistics::cosine,
};

use crate::fixtures::{build, train};
use crate::methods::factorize;
use crate::methods::run;

const SEEDS: core::ops::RangeInclusive<u32> = 1..=5;

fn is_slow() -> bool {
    env::var_os("SLOW_TESTS").is_some()
}

fn cells(frames: u32) -> [(&'static str, Draft); 2] {
    let det = Draft { frames, ..Draft::default() };
    let bern = Draft { spikes: SpikeGeneration::Bernoulli, rate: 0.07, ..det.clone() };
    [("det", det), ("bern", bern)]
}

fn data(draft: &Draft) -> Arc<Dataset> {
    Arc::new(build(draft).expect("spikes"))
}

/// Mean and standard deviation, in three decimals.
fn spread(values: &[f64]) -> String {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    format!("{mean:.3} ({:.3})", variance.sqrt())
}

fn comparisons(draft: &Draft) -> Vec<(Arc<Dataset>, MethodsResult)> {
    SEEDS
        .map(|seed| {
            let draft = Draft { seed, ..draft.clone() };
            let dataset = data(&draft);
            let result = run(&draft, &dataset, None);
            (dataset, result)
        })
        .collect()
}

#[test]
fn slow_average_and_covariance_show_the_sum_and_the_span_but_no_subunit() {
    if !is_slow() {
        return;
    }
    for (name, draft) in cells(100_000) {
        let all = comparisons(&draft);
        let mut each = Vec::new();
        let mut sums = Vec::new();
        let mut single = Vec::new();
        for (_, result) in &all {
            let [sta, _, stc, _] = &result.methods[..] else { panic!("four methods") };
            each.extend(result.subunits.iter().map(|subunit| cosine(subunit, &sta.images[0])));
            let sum: Vec<f32> = (0..64)
                .map(|checker| result.subunits.iter().map(|subunit| subunit[checker]).sum())
                .collect();
            sums.push(cosine(&sum, &sta.images[0]));
            let best = |image: &Vec<f32>| {
                let cosines = result.subunits.iter().map(|subunit| cosine(subunit, image).abs());
                cosines.fold(0.0, f64::max)
            };
            single.extend(stc.images.iter().map(best));
        }
        let spans: Vec<_> = all.iter().map(|(_, result)| result.spectrum.span).collect();
        let counts = |of: fn(&MethodsResult) -> u32| -> Vec<u32> {
            all.iter().map(|(_, result)| of(result)).collect()
        };
        let excitatory = counts(|result| result.spectrum.num_excitatory);
        let suppressive = counts(|result| result.spectrum.num_suppressive);
        let narrowed: Vec<bool> = all
            .iter()
            .map(|(_, result)| result.spectrum.along_average < result.spectrum.null_low)
            .collect();
        let (low, high) = single
            .iter()
            .fold((1.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)));
        println!("{name}, 100k frames, 5 seeds         ours                reference");
        println!("STA with each subunit          {}       .50", spread(&each));
        println!("STA with their sum             {}       .997", spread(&sums));
        println!("STC axes above the null        {excitatory:?}     3");
        println!(
            "STC axes below the null        {suppressive:?}     1 to 2, the average's own included"
        );
        println!("the average's own is below it  {narrowed:?}");
        println!("STC span with the average      {}       .98", spread(&spans));
        println!("STC single axes                {low:.2} to {high:.2}         .5 to .83");
        assert!(excitatory.iter().all(|count| *count == 3), "{name}");
        assert!(sums.iter().all(|cosine| *cosine > 0.99), "{name}");
        assert!(spans.iter().all(|span| *span > 0.95), "{name}");
        assert!(all.iter().all(|(_, result)| result.methods[2].worst < 0.9), "{name}");
    }
}

#[test]
fn slow_the_baseline_predicts_better_than_its_filter_alone() {
    if !is_slow() {
        return;
    }
    let references = [("det", ".545"), ("bern", ".450")];
    for ((name, draft), (_, linear)) in cells(60_000).into_iter().zip(references) {
        let all = comparisons(&draft);
        let of = |method: usize| -> Vec<f64> {
            all.iter().filter_map(|(_, result)| result.methods[method].correlation).collect()
        };
        let (filter, baseline) = (of(0), of(1));
        println!(
            "{name}: filter alone {} (reference {linear}), LN {}",
            spread(&filter),
            spread(&baseline)
        );
        assert!(baseline.iter().zip(&filter).all(|(curved, straight)| curved > straight));
    }
}

/// Worst similarity of each seed.
fn worst(draft: &Draft, settings: StnmfSettings) -> Vec<f64> {
    SEEDS
        .map(|seed| {
            let dataset = data(&Draft { seed, ..draft.clone() });
            let Modules { modules, .. } = factorize(&dataset.training, settings);
            recovery_by_images(
                &dataset.cell.as_ref().expect("simulated").subunit_filters(),
                &modules,
            )
            .worst
        })
        .collect()
}

#[test]
fn slow_the_factorization_needs_sparsity_and_least_squares() {
    if !is_slow() {
        return;
    }
    let usual = StnmfSettings::default();
    let settings = [
        ("64 tries", usual, ".98 to 1.00"),
        ("16 tries", StnmfSettings { num_restarts: 16, ..usual }, ".98 to 1.00"),
        ("sparsity .04", StnmfSettings { sparsity: 0.04, ..usual }, ".98 to 1.00"),
        ("sparsity .08", StnmfSettings { sparsity: 0.08, ..usual }, ".98 to 1.00"),
        ("K = 5", StnmfSettings { num_modules: 5, ..usual }, "brittle"),
        ("K = 5, 16 tries", StnmfSettings { num_modules: 5, num_restarts: 16, ..usual }, "brittle"),
        ("K = 6", StnmfSettings { num_modules: 6, ..usual }, "brittle"),
        ("K = 8", StnmfSettings { num_modules: 8, ..usual }, "brittle"),
        ("no sparsity", StnmfSettings { sparsity: 0.0, ..usual }, "fails"),
        ("multiplicative", StnmfSettings { update: Update::Multiplicative, ..usual }, "never"),
    ];
    for (name, draft) in cells(20_000) {
        let mut table = format!("{name}, 20k frames: worst similarity of 5 seeds\n");
        for (setting, settings, reference) in settings {
            let found = worst(&draft, settings);
            let seeds: Vec<_> = found.iter().map(|cosine| format!("{cosine:.2}")).collect();
            writeln!(table, "  {setting:<16} {}   reference {reference}", seeds.join(" "))
                .expect("strings take any text");
            match setting {
                "64 tries" => assert!(found.iter().all(|cosine| *cosine > 0.95), "{found:?}"),
                "no sparsity" | "multiplicative" => {
                    assert!(found.iter().all(|cosine| *cosine < 0.9), "{found:?}");
                }
                _ => {}
            }
        }
        println!("{table}");
    }
}

#[test]
fn slow_overlapping_subunits_are_found_by_no_method() {
    if !is_slow() {
        return;
    }
    for (name, draft) in cells(60_000) {
        let mut all_found = 0;
        for seed in 1..=2 {
            let draft = Draft {
                seed,
                layout: Layout::Overlap,
                last_filters: 5,
                first_filters: 5,
                ..draft.clone()
            };
            let config = draft.check().expect("valid");
            let trained = train(&draft, &networks(&config));
            let parameters = chosen(&trained, 5).expect("trained").parameters.clone();
            let dataset = data(&draft);
            let network = ComparedNetwork { parameters, seconds: 0.0 };
            for found in run(&draft, &dataset, Some(network)).methods {
                println!(
                    "{name} overlap seed {seed} {:<5} worst {:.2} mean {:.2}",
                    found.method.name(),
                    found.worst,
                    found.mean
                );
                all_found += usize::from(found.worst > 0.9);
            }
        }
        assert_eq!(all_found, 0, "{name}");
    }
}

#[test]
fn slow_factorization_and_network_find_what_the_others_miss() {
    if !is_slow() {
        return;
    }
    for (name, draft) in cells(60_000) {
        for seed in 1..=2 {
            let draft = Draft { seed, first_filters: 8, last_filters: 8, ..draft.clone() };
            let config = draft.check().expect("valid");
            let trained = train(&draft, &networks(&config));
            let parameters = chosen(&trained, 8).expect("trained").parameters.clone();
            let network = ComparedNetwork { parameters, seconds: 0.0 };
            let result = run(&draft, &data(&draft), Some(network));
            for found in &result.methods {
                println!(
                    "{name} seed {seed} {:<5} images {} worst {:.3} mean {:.3} CC {}",
                    found.method.name(),
                    found.images.len(),
                    found.worst,
                    found.mean,
                    found.correlation.map_or_else(|| "-".to_owned(), |cc| format!("{cc:.3}")),
                );
            }
            let [sta, _, stc, stnmf, cnn] = &result.methods[..] else { panic!("five methods") };
            assert!(sta.worst < 0.9 && stc.worst < 0.9, "{name} seed {seed}");
            assert!(stnmf.worst > 0.95 && cnn.worst > 0.95, "{name} seed {seed}");
        }
    }
}

#[test]
fn slow_of_recorded_like_cells_the_factorization_finds_more_than_the_covariance() {
    if !is_slow() {
        return;
    }
    let (mut by_covariance, mut by_factorization) = (0.0, 0.0);
    for cell_number in 1..=5 {
        let draft = Draft { cell_number, ..Draft::of(Section::Methods, CellSource::Recorded) };
        let dataset = data(&draft);
        let result = run(&draft, &dataset, None);
        let [sta, ln, stc, stnmf] = &result.methods[..] else { panic!("four methods") };
        let four = factorize(&dataset.training, StnmfSettings::default());
        let of_four = recovery_by_images(&result.subunits, &four.modules);
        println!(
            "cell {cell_number}, {} subunits, {} spikes: STA mean {:.2}, STC {} + {} axes mean {:.2} span {:.2}, STNMF told {} worst {:.2} mean {:.2}, K = 4 mean {:.2}; CC STA {:.2} LN {:.2}",
            result.subunits.len(),
            result.num_spikes,
            sta.mean,
            result.spectrum.num_excitatory,
            result.spectrum.num_suppressive,
            stc.mean,
            result.spectrum.span,
            stnmf.told,
            stnmf.worst,
            stnmf.mean,
            of_four.mean,
            sta.correlation.expect("it predicts"),
            ln.correlation.expect("it predicts"),
        );
        by_covariance += stc.mean / 5.0;
        by_factorization += stnmf.mean / 5.0;
    }
    println!("mean similarity of 5 cells: STC {by_covariance:.2}, STNMF {by_factorization:.2}");
    assert!(by_factorization > by_covariance);
}
