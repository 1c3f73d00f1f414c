use std::sync::Arc;

use ganglion_core::{
    analysis::{
        Consensus, ConsensusBuilder, ConsensusSettings, ModuleCount, StnmfSettings,
        consensus_frames,
    },
    config::{CellSource, Draft, Section, SpikeGeneration},
    dataset::{Dataset, Frames, Split},
    experiment::{Cells, Computed, Findings, Networks, consensus_cost, remarks},
    pool::Pool,
    statistics::cosine,
};

use crate::{
    fixtures::build,
    frames::floats,
    methods::{ensemble, factorize, run},
};

fn draft() -> Draft {
    let methods = Draft::of(Section::Methods, CellSource::Model);
    Draft { frames: 20_000, spikes: SpikeGeneration::Bernoulli, consensus_runs: 5, ..methods }
}

fn consensus(split: &Split, settings: ConsensusSettings) -> Consensus {
    let picked = consensus_frames(&split.counts);
    let (frames, size) = (floats(split), split.frames.num_checkers());
    let spikes: Vec<f32> =
        picked.iter().flat_map(|at| &frames[at * size..(at + 1) * size]).copied().collect();
    let mut builder = ConsensusBuilder::new(&ensemble(split), (&spikes, 8), 1, settings);
    let all = builder.progress().1;
    let mut last = 0;
    while builder.advance() {
        let (done, total) = builder.progress();
        assert!((last..=total).contains(&done) && total == all, "{done} of {total}");
        last = done;
    }
    builder.finish()
}

fn settings(
    num_modules: usize,
    sparsities: &[f64],
    num_runs: u32,
    num_restarts: u32,
) -> ConsensusSettings {
    let run = StnmfSettings { num_modules, num_restarts, ..StnmfSettings::default() };
    ConsensusSettings { sparsities: sparsities.to_vec(), num_runs, run }
}

/// The frames of a split in other units.
fn scaled(split: &Split, by: f32) -> Split {
    let frames = floats(split).into_iter().map(|value| by * value).collect();
    Split { frames: Frames::kept(64, frames), ..split.clone() }
}

#[test]
fn the_consensus_chooses_sparsity_and_number_of_modules_of_a_simulated_cell() {
    let draft = draft();
    let dataset: Arc<Dataset> = Arc::new(build(&draft).expect("spikes"));
    let result = run(&draft, &dataset, None);
    let found = result.consensus.as_ref().expect("it was sought");
    let choice = found.choice().expect("runs agree");
    assert_eq!((found.points.len(), found.num_modules, found.num_spikes), (5, 10, 1_000));
    assert!(found.points.is_sorted_by(|a, b| a.sparsity < b.sparsity));
    assert!(found.points.iter().all(|point| point.num_localized.len() == 5));
    assert!(choice.sparsity > 0.0 && choice.cophenetic > found.points[0].cophenetic, "{found:?}");
    assert_eq!(choice.count.median, 4, "{found:?}");
    let stnmf = &result.methods[3];
    assert!(stnmf.told.starts_with("nothing") && stnmf.images.len() == 4, "{}", stnmf.told);
    assert!(stnmf.worst > 0.9, "{}", stnmf.worst);
    let findings = Findings::from(&Computed::Methods(Box::new(result.clone())));
    let json = serde_json::to_value(&findings).expect("plain data");
    let count = &json["methods"]["consensus"]["points"][choice_index(found)]["count"]["median"];
    assert_eq!(count, 4);
    assert_eq!(run(&draft, &dataset, None).consensus, result.consensus, "the same bits again");
    let config = draft.check().expect("valid");
    let computed = Computed::Methods(Box::new(result));
    let said = remarks(&config, &Cells::new(), &Networks::new(), Some(&computed));
    let said = &said.last().expect("what the factorization was told").here;
    assert!(said.contains("told nothing") && said.ends_with("The cell has 4 subunits."), "{said}");
}

fn choice_index(found: &Consensus) -> usize {
    found.chosen.expect("runs agree") as usize
}

#[test]
fn without_a_consensus_the_report_says_nothing_of_it() {
    let draft = Draft { frames: 3_000, consensus_runs: 0, ..draft() };
    let dataset = Arc::new(build(&draft).expect("spikes"));
    let result = run(&draft, &dataset, None);
    assert!(result.consensus.is_none());
    let json = serde_json::to_string(&Findings::from(&Computed::Methods(Box::new(result))));
    assert!(!json.expect("plain data").contains("consensus"));
}

#[test]
fn sparsity_asks_for_no_units_and_for_no_number_of_spikes() {
    let split = build(&draft()).expect("spikes").training;
    let settings = StnmfSettings { num_restarts: 3, ..StnmfSettings::default() };
    let here = factorize(&split, settings);
    assert_eq!(factorize(&scaled(&split, 64.0), settings), here, "a power of two rounds nothing");
    let other = factorize(&scaled(&split, 1e-3), settings);
    for (module, other) in here.modules.iter().zip(&other.modules) {
        assert!(cosine(module, other) > 0.999_9);
    }
    let twice = Split { counts: split.counts.iter().map(|count| 4 * count).collect(), ..split };
    assert_eq!(factorize(&twice, settings), here);
}

#[test]
fn a_consensus_depends_on_no_units_either() {
    let split = build(&draft()).expect("spikes").training;
    let settings = settings(5, &[0.0, 0.06], 3, 1);
    let here = consensus(&split, settings.clone());
    assert_eq!(consensus(&scaled(&split, 0.25), settings), here);
}

#[test]
fn a_single_run_agrees_with_itself() {
    let split = build(&draft()).expect("spikes").training;
    let found = consensus(&split, settings(4, &[0.06], 1, 4));
    assert!((found.points[0].cophenetic - 1.0).abs() < 1e-9, "{found:?}");
}

#[test]
fn silence_and_empty_frames_agree_on_nothing() {
    let frames = Frames::kept(64, vec![0.0; 64 * 100]);
    let split = Split { frames, counts: vec![1; 100], ..Split::default() };
    let found = consensus(&split, settings(10, &[0.0, 0.06], 2, 1));
    assert!(found.points.iter().all(|point| point.cophenetic.abs() < 1e-12), "{found:?}");
    assert_eq!((found.chosen, found.choice()), (None, None));
}

#[test]
fn spikes_are_picked_evenly() {
    assert_eq!(consensus_frames(&[0, 2, 0, 1]), [1, 3]);
    assert!(consensus_frames(&[0; 9]).is_empty());
    let many = consensus_frames(&[1; 2_500]);
    assert_eq!((many.len(), many[0], many[999]), (1_000, 0, 2_497));
}

#[test]
fn quartiles_are_numbers_that_runs_have_found() {
    let count = ModuleCount::of(&[5, 3, 4, 9, 4]);
    assert_eq!(count, ModuleCount { low: 4, median: 4, high: 5 });
    assert_eq!(ModuleCount::of(&[]), ModuleCount { low: 0, median: 0, high: 0 });
}

#[test]
fn the_time_of_a_consensus_is_in_what_a_run_takes_and_no_worker_shares_it() {
    let cost = |draft: &Draft, num_workers: usize| {
        Pool::new(num_workers).cost_left(&draft.check().expect("valid"), num_workers)
    };
    let long = Draft { consensus_runs: 30, ..draft() };
    let own = consensus_cost(&long.check().expect("valid"));
    for num_workers in [1, 4] {
        let without = cost(&Draft { consensus_runs: 0, ..draft() }, num_workers);
        let with = cost(&long, num_workers);
        assert!(((with - without) / own - 1.0).abs() < 1e-9, "{without} {with} {own}");
    }
    let large = Draft { rows: 16, columns: 16, ..long.clone() };
    let times_larger = consensus_cost(&large.check().expect("valid")) / own;
    assert!((4.0..7.0).contains(&times_larger), "16x16 checkers take {times_larger} times as long");
    let elsewhere = Draft { section: Section::Emergence, ..long };
    assert!(
        consensus_cost(&elsewhere.check().expect("valid")) == 0.0,
        "no consensus is sought there"
    );
}
