//! The claims about recorded-like cells, beside the reference of SCIENCE.md. Slow: only with
//! `SLOW_TESTS=1`.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]

use std::{env, sync::Arc};

use ganglion::{
    analysis::num_effective,
    cell::HiddenCell,
    config::{CellSource, DenseSign, Draft, Section},
    dataset::Dataset,
    engine::cpu::CpuEngines,
    network::NetworkId,
    training::{EngineFactory as _, Trained, Training},
};

use crate::dataset::build;

fn is_slow() -> bool {
    env::var_os("SLOW_TESTS").is_some()
}

fn recorded(cell_number: u32) -> Draft {
    Draft { cell_number, ..Draft::of(Section::Recorded, CellSource::Recorded) }
}

#[test]
fn slow_recorded_cells_fire_as_sparsely_and_reliably_as_the_reference() {
    if !is_slow() {
        return;
    }
    println!(
        "cell  subunits  frames with spikes  spikes a frame  PSTH split-half  own rate on PSTH"
    );
    println!("reference            4.0 to 5.6 %     .04 to .09      .95 to .995");
    for number in 1..=10 {
        let dataset = build(&recorded(number)).expect("spikes");
        let HiddenCell::Recorded(cell) = &dataset.cell else { panic!("a recorded-like cell") };
        let suppressive = cell.subunits().iter().filter(|subunit| subunit.is_suppressive()).count();
        let counts = &dataset.training.counts;
        let share = counts.iter().filter(|&&count| count > 0).count() as f64 / counts.len() as f64;
        let split_half = dataset.repeats.as_ref().expect("repeats").split_half();
        println!(
            "{number:>4}  {} + {suppressive}  {:>16.2} %  {:>12.4}  {split_half:>12.4}  {:>12.3}  separability {:.2}",
            cell.subunits().len() - suppressive,
            100.0 * share,
            dataset.training.mean_count(),
            dataset.test.ceiling(),
            dataset.receptive_field.separability,
        );
        assert!((0.03..0.065).contains(&share), "cell {number}: {share}");
        assert!(split_half > 0.93, "cell {number}: {split_half}");
    }
}

/// Data set and network of one cell.
fn network(draft: &Draft) -> (Arc<Dataset>, Trained) {
    let config = draft.check().expect("valid");
    let dataset = Arc::new(build(draft).expect("spikes"));
    let ids = [NetworkId { num_filters: draft.last_filters, restart: 0 }];
    let trained = pollster::block_on(async {
        let engine = CpuEngines.make(&config, &dataset, &ids).await?;
        let mut training = Training::new(&config, Arc::clone(&dataset), &ids, engine);
        training.advance(u32::MAX).await?;
        training.finish().await
    });
    (dataset, trained.expect("the recipe converges").remove(0))
}

/// The two recipes of SCIENCE 5.
fn recipes() -> [(&'static str, Draft); 2] {
    let signed = recorded(1);
    let nn =
        Draft { dense: DenseSign::NonNegative, l1: 2e-4, learning_rate: 1e-2, ..signed.clone() };
    [("signed", signed), ("nn", nn)]
}

#[test]
fn slow_networks_predict_their_own_cell() {
    if !is_slow() {
        return;
    }
    for (name, draft) in recipes() {
        println!("{name}: cell  CC on the PSTH  effective of 32");
        let mut sum = 0.0;
        for cell_number in 1..=10 {
            let (_, trained) = network(&Draft { cell_number, ..draft.clone() });
            let effective = num_effective(&trained.parameters);
            println!("{name}: {cell_number:>4}  {:>12.3}  {effective:>2}", trained.correlation);
            sum += trained.correlation / 10.0;
        }
        println!("{name}: mean CC {sum:.3}; reference .776 (signed), .771 (nn)");
        assert!((0.70..0.87).contains(&sum), "{name}: {sum}");
    }
}
