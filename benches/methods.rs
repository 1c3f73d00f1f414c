//! Speed of the other methods: ensemble, covariance, factorization, eigenvalues.
//!
//! `cargo bench --bench methods` prints a table, of some rows if they are named (`-- moment stc`); with `GANGLION_BENCH_JSON=<file>` it also writes the
//! numbers there, with `GANGLION_BENCH_DATA=<folder>` the frames and spikes that they are of, for peers. The best of several rounds counts,
//! as other work on the machine only slows down.

#![expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]

mod timing;

use std::{env, fs, path::Path};

use ganglion_core::{
    analysis::{
        ConsensusBuilder, ConsensusSettings, Ensemble, EnsembleBuilder, LinearNonlinearBuilder,
        StcBuilder, Stnmf, StnmfSettings, consensus_frames,
    },
    config::Draft,
    dataset::{DatasetBuilder, Split},
    statistics::{SecondMoment, eigen},
};

use timing::best;

const ROUNDS: usize = 3;

/// Spikes that are factorized: the first of each recording.
const NUM_SPIKES: usize = 20_000;

/// One try of the factorization as the peer `stnmf` makes it: 20 modules, 200 rounds, no other end.
const OF_PEER: StnmfSettings = StnmfSettings {
    num_modules: 20,
    sparsity: 0.01,
    num_restarts: 1,
    update: ganglion_core::analysis::Update::Hals,
    max_rounds: 200,
    settled: 0.0,
};

/// Runs at each of five sparsities.
const CONSENSUS_RUNS: u32 = 30;

fn main() {
    let small = Draft { frames: 220_000, rate: 0.1, ..Draft::default() };
    let large = Draft { rows: 16, columns: 16, ..small.clone() };
    let mut entries = Vec::new();
    let wanted: Vec<String> = env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    for (name, draft) in [("8x8", small), ("16x16", large)] {
        let split = record(&draft);
        let checkers = split.frames.num_checkers();
        let frames = frames_of_spikes(&split);
        let spikes = ensemble(&frames, checkers);
        println!("{name}, {} frames, {} spikes", split.num_frames(), split.num_spikes());
        if let Ok(folder) = env::var("GANGLION_BENCH_DATA") {
            keep(Path::new(&folder), &split, &frames);
        }
        let usual = StnmfSettings::default();
        let sixteen = StnmfSettings { num_restarts: 16, ..usual };
        let works: [(&str, usize, &dyn Fn()); 9] = [
            ("moment", ROUNDS, &|| moment(&frames, checkers)),
            ("ensemble", ROUNDS, &|| drop(ensemble(&frames, checkers))),
            ("ln", ROUNDS, &|| linear(&spikes, &split)),
            ("stc", ROUNDS, &|| covariance(&spikes, &split)),
            ("stnmf_16_tries", ROUNDS, &|| factorize(&spikes, sixteen)),
            ("stnmf_64_tries", ROUNDS, &|| factorize(&spikes, usual)),
            ("stnmf", ROUNDS, &|| factorize(&ensemble(&frames, checkers), OF_PEER)),
            ("consensus", 1, &|| agree(&spikes, &split, draft.columns as usize)),
            ("eigen", ROUNDS, &|| drop(eigen(spikes.covariance(), checkers))),
        ];
        for (what, rounds, work) in works {
            if !wanted.is_empty() && !wanted.iter().any(|name| name == what) {
                continue;
            }
            let seconds = best(rounds, |_| work());
            println!("  {what:<16} {:>9.2} ms", 1e3 * seconds);
            entries.push(format!("\"native_{what}_{checkers}_secs\": {seconds:.6}"));
        }
    }
    timing::write(&entries);
}

fn record(draft: &Draft) -> Split {
    let mut builder = DatasetBuilder::new(draft.check().expect("valid").data_source());
    while builder.advance().expect("the cell spikes") {}
    builder.finish().training
}

/// `[spikes, checkers]`, as many as are factorized.
fn frames_of_spikes(split: &Split) -> Vec<f32> {
    let mut frames = Vec::new();
    let mut buffer = Vec::new();
    for (at, &count) in split.counts.iter().enumerate() {
        for _ in 0..count {
            frames.extend_from_slice(split.frames.block(at..at + 1, &mut buffer));
        }
    }
    frames.truncate(NUM_SPIKES * split.frames.num_checkers());
    frames
}

fn moment(frames: &[f32], checkers: usize) {
    let mut moment = SecondMoment::new(checkers);
    frames.chunks_exact(checkers).for_each(|frame| moment.add(frame, 1.0));
    drop(moment.matrix());
}

fn ensemble(frames: &[f32], checkers: usize) -> Ensemble {
    let mut builder = EnsembleBuilder::new(checkers);
    frames.chunks_exact(checkers).for_each(|frame| builder.add(frame, 1.0));
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

fn agree(spikes: &Ensemble, split: &Split, columns: usize) {
    let mut picked = Vec::new();
    let mut buffer = Vec::new();
    for at in consensus_frames(&split.counts) {
        picked.extend_from_slice(split.frames.block(at..at + 1, &mut buffer));
    }
    let settings = ConsensusSettings::of_runs(CONSENSUS_RUNS);
    let mut builder = ConsensusBuilder::new(spikes, (&picked, columns), 1, settings);
    while builder.advance() {}
    let found = builder.finish();
    let points = found.points.iter();
    let points = points.map(|point| format!("{} {:.2}", point.sparsity, point.cophenetic));
    println!("  sparsity and cophenetic correlation: {}", points.collect::<Vec<_>>().join(", "));
}

/// Writes what peers are measured with.
fn keep(folder: &Path, split: &Split, frames_of_spikes: &[f32]) {
    let (checkers, num_frames) = (split.frames.num_checkers(), split.num_frames());
    let mut buffer = Vec::new();
    let all = split.frames.block(0..num_frames, &mut buffer);
    let counts: Vec<f32> = split.counts.iter().map(|count| f32::from(*count)).collect();
    fs::create_dir_all(folder).expect("the folder for peers can be made");
    let write = |name: &str, values: &[f32], columns: usize| {
        let path = folder.join(format!("{name}_{checkers}.npy"));
        fs::write(path, npy(values, columns)).expect("the data of peers can be written");
    };
    write("spikes", frames_of_spikes, checkers);
    write("frames", all, checkers);
    write("counts", &counts, 1);
}

/// A file of numpy.
fn npy(values: &[f32], columns: usize) -> Vec<u8> {
    let rows = values.len() / columns;
    let head =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    // Magic, version, length and head together are a multiple of 64 bytes.
    let len = (head.len() + 11).next_multiple_of(64) - 11;
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((len as u16 + 1).to_le_bytes());
    bytes.extend(format!("{head:<len$}\n").bytes());
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}
