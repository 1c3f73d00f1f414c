//! The claims of the page, on several seeds. Slow: only with `SLOW_TESTS=1`.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]

use std::{env, fmt::Write as _};

use ganglion_core::{
    analysis::{FOUND, num_effective, recovery},
    config::{DenseSign, Draft, SpikeGeneration},
    experiment::{chosen, networks},
    network::Parameters,
    statistics::cosine,
};

use crate::fixtures::{build, train};

fn is_slow() -> bool {
    env::var_os("SLOW_TESTS").is_some()
}

/// Cells of the table in the paper's model: deterministic and Bernoulli.
fn cells() -> [(&'static str, Draft); 2] {
    let bern = Draft { spikes: SpikeGeneration::Bernoulli, rate: 0.07, ..Draft::default() };
    [("det", Draft::default()), ("bern", bern)]
}

/// The network kept among the restarts.
fn best(draft: &Draft) -> (Parameters, f64) {
    let config = draft.check().expect("valid");
    let trained = train(draft, &networks(&config));
    let best = chosen(&trained, draft.last_filters).expect("trained");
    (best.parameters.clone(), best.correlation)
}

/// Runs ten seeds; returns how many found all subunits and prints each.
fn count_found(name: &str, draft: &Draft) -> usize {
    let mut table = String::new();
    let mut num_found = 0;
    let mut effective = Vec::new();
    for seed in 1..=10 {
        let draft = Draft { seed, ..draft.clone() };
        let subunits = build(&draft).expect("spikes").cell.expect("simulated").subunit_filters();
        let (parameters, correlation) = best(&draft);
        let found = recovery(&subunits, &parameters);
        num_found += usize::from(found.worst > FOUND);
        effective.push(num_effective(&parameters));
        let worst = found.worst;
        writeln!(
            table,
            "{name:<18} seed {seed:>2}  worst {worst:.3}  mean {:.3}  effective {}  CC {correlation:.3}",
            found.mean,
            num_effective(&parameters),
        )
        .expect("strings take any text");
    }
    println!("{table}{name}: {num_found} of 10 found, effective {effective:?}");
    if draft.dense == DenseSign::NonNegative {
        let mean = f64::from(effective.iter().sum::<u32>()) / 10.0;
        assert!((4.0..=5.0).contains(&mean), "{name}: {mean} effective filters on average");
    }
    num_found
}

#[test]
fn slow_the_recipe_recovers_the_subunits_in_19_of_20_runs() {
    if !is_slow() {
        return;
    }
    let settings = [(5, 60_000, 8), (8, 40_000, 4)];
    for (num_filters, frames, restarts) in settings {
        let found: usize = cells()
            .iter()
            .map(|(name, draft)| {
                let draft = Draft {
                    frames,
                    restarts,
                    first_filters: num_filters,
                    last_filters: num_filters,
                    ..draft.clone()
                };
                count_found(&format!("{name} N={num_filters}"), &draft)
            })
            .sum();
        assert!(found >= 19, "N = {num_filters}: {found} of 20");
    }
}

#[test]
fn slow_plain_signed_training_does_not_recover_them() {
    if !is_slow() {
        return;
    }
    for (name, draft) in cells() {
        let plain = Draft {
            dense: DenseSign::Signed,
            l1: 0.0,
            l1_few: 0.0,
            first_filters: 4,
            last_filters: 4,
            ..draft
        };
        let found = count_found(&format!("{name} plain N=4"), &plain);
        assert!(found <= 1, "{name}: {found} of 10 found by plain training");
    }
}

#[test]
fn slow_one_filter_is_the_receptive_field() {
    if !is_slow() {
        return;
    }
    for (name, draft) in cells() {
        for seed in 1..=10 {
            let draft = Draft { seed, frames: 60_000, last_filters: 1, ..draft.clone() };
            let sta = build(&draft).expect("spikes").receptive_field.spatial;
            let (parameters, _) = best(&draft);
            let similarity = cosine(&parameters.in_field(0), &sta);
            println!("{name} seed {seed:>2}: one filter and STA, cosine {similarity:.4}");
            assert!(similarity > 0.99, "{name} seed {seed}: {similarity}");
        }
    }
}
