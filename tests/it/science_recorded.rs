//! The claims about recorded-like cells, beside the reference of SCIENCE.md. Slow: only with
//! `SLOW_TESTS=1`.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]

use std::env;

use ganglion::{
    cell::HiddenCell,
    config::{CellSource, Draft, Section},
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
