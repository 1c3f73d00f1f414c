//! Speed of the other methods: ensemble, covariance, factorization, eigenvalues.
//!
//! `cargo bench --bench methods` prints a table; with `GANGLION_BENCH_JSON=<file>` it also writes the
//! numbers there. The best of several rounds counts, as other work on the machine only slows down.

#![expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]

mod timing;

use ganglion_core::{
    analysis::{
        Ensemble, EnsembleBuilder, LinearNonlinearBuilder, StcBuilder, Stnmf, StnmfSettings,
    },
    config::Draft,
    dataset::{DatasetBuilder, Split},
    statistics::eigen,
};

use timing::best;

const ROUNDS: usize = 3;

fn main() {
    let model = Draft { frames: 20_000, ..Draft::default() };
    let recorded = Draft { rows: 16, columns: 16, frames: 120_000, rate: 0.05, ..Draft::default() };
    let mut entries = Vec::new();
    for (name, draft) in [("8x8, 20k frames", model), ("16x16, 120k frames", recorded)] {
        let split = record(&draft);
        let checkers = split.frames.num_checkers();
        let spikes = ensemble(&split, checkers);
        println!("{name}, {} spikes", split.num_spikes());
        let sixteen = StnmfSettings { num_restarts: 16, ..StnmfSettings::default() };
        let no_sparsity = StnmfSettings { sparsity: 0.0, ..sixteen };
        let timings = [
            ("ensemble", best(ROUNDS, |_| drop(ensemble(&split, checkers)))),
            ("ln", best(ROUNDS, |_| linear(&spikes, &split))),
            ("stc", best(ROUNDS, |_| covariance(&spikes, &split))),
            ("stnmf_16", best(ROUNDS, |_| factorize(&spikes, sixteen))),
            ("stnmf_64", best(ROUNDS, |_| factorize(&spikes, StnmfSettings::default()))),
            ("stnmf_16_dense", best(ROUNDS, |_| factorize(&spikes, no_sparsity))),
            ("eigen", best(ROUNDS, |_| drop(eigen(spikes.covariance(), checkers)))),
        ];
        for (what, seconds) in timings {
            println!("  {what:<16} {:>9.2} ms", 1e3 * seconds);
            entries.push(format!("\"{what}_{checkers}_secs\": {seconds:.5}"));
        }
    }
    timing::write(&entries);
}

fn record(draft: &Draft) -> Split {
    let mut builder = DatasetBuilder::new(draft.check().expect("valid").data_source());
    while builder.advance().expect("the cell spikes") {}
    builder.finish().training
}

fn ensemble(split: &Split, checkers: usize) -> Ensemble {
    let mut builder = EnsembleBuilder::new(checkers);
    let mut buffer = Vec::new();
    for (at, &count) in split.counts.iter().enumerate() {
        if count > 0 {
            builder.add(split.frames.block(at..at + 1, &mut buffer), f32::from(count));
        }
    }
    builder.finish()
}

fn linear(spikes: &Ensemble, split: &Split) {
    let mut builder = LinearNonlinearBuilder::new(spikes);
    while builder.advance(&split.frames, split.num_frames()) {}
    drop(builder.finish(&split.counts));
}

fn covariance(spikes: &Ensemble, split: &Split) {
    let mut builder = StcBuilder::new(spikes);
    while builder.advance(&split.frames, &split.counts) {}
    drop(builder.finish());
}

fn factorize(spikes: &Ensemble, settings: StnmfSettings) {
    let mut stnmf = Stnmf::new(spikes, 1, settings);
    while stnmf.advance() {}
    drop(stnmf.finish());
}
