//! Small experiments, and what comes of them, for the tests of all crates.

use std::sync::Arc;

use ganglion_core::{
    config::{CellSource, Draft, Section, TrainingPart},
    dataset::{Dataset, DatasetBuilder, DatasetError, PictureTest},
    engine::cpu::CpuEngines,
    experiment::{
        CellSummary, PassedOn,
        natural::{Setting, Subject},
    },
    network::NetworkId,
    training::{EngineFactory as _, Trained, Training},
};

/// The data set of a draft.
pub(crate) fn build(draft: &Draft) -> Result<Dataset, DatasetError> {
    let mut builder = DatasetBuilder::new(draft.check().expect("valid").data_source());
    while builder.advance()? {}
    assert_eq!(builder.num_frames_done(), builder.num_frames_total());
    Ok(builder.finish())
}

/// A small experiment that is quick to make.
pub(crate) fn small() -> Draft {
    Draft { frames: 3_000, test_frames: 1_000, ..Draft::default() }
}

/// A recording that is quick to make.
pub(crate) fn recorded() -> Draft {
    Draft { frames: 6_000, repeats: 20, ..Draft::of(Section::Recorded, CellSource::Recorded) }
}

/// Data set and network of one draft; the first network of its experiment.
pub(crate) fn network(draft: &Draft) -> (Arc<Dataset>, Trained) {
    let dataset = Arc::new(build(draft).expect("spikes"));
    let ids = [NetworkId { num_filters: draft.last_filters, restart: 0 }];
    let trained = train_on(&dataset, draft, &ids).remove(0);
    (dataset, trained)
}

/// A network that has learned for a moment.
fn brief() -> Draft {
    Draft { first_filters: 8, last_filters: 8, steps: 60, batch: 200, ..recorded() }
}

/// Three cells with networks that have learned for a moment.
pub(crate) fn subjects() -> Vec<Subject> {
    let subject = |cell_number: u32| {
        let draft = Draft { cell_number, ..brief() };
        let (dataset, trained) = network(&draft);
        Subject::new(&draft.check().expect("valid"), &CellSummary::from(&*dataset), &trained)
    };
    (1..=3).map(subject).collect()
}

/// The first cells of [`subjects`] as if nobody knew them, with networks of both halves of the frames.
pub(crate) fn unknown_subjects(num_cells: u32) -> Vec<Subject> {
    unknown_subjects_with(num_cells, &|_| None)
}

/// The same with pictures of their recording, given the number of the cell.
pub(crate) fn unknown_subjects_with(
    num_cells: u32,
    pictures: &dyn Fn(u32) -> Option<PictureTest>,
) -> Vec<Subject> {
    let subject = |number: u32| {
        let known = Draft { cell_number: number, ..brief() };
        let unknown = Draft { recorded_cell: number, source: CellSource::File, ..brief() };
        let config = unknown.check().expect("valid");
        let (dataset, trained) = network(&known);
        let pictures = pictures(number).as_ref().map(PassedOn::new);
        let summary = CellSummary { pictures, ..CellSummary::from(&*dataset) };
        let whole = Subject::new(&config, &summary, &trained);
        [TrainingPart::First, TrainingPart::Second].into_iter().fold(whole, |subject, part| {
            let (dataset, trained) = network(&Draft { part, ..known.clone() });
            subject.with_half(&config, &CellSummary::from(&*dataset), &trained)
        })
    };
    (1..=num_cells).map(subject).collect()
}

/// Pictures that are quick to show.
pub(crate) fn small_setting() -> Setting {
    Setting { num_pictures: 24, side: 160, num_trials: 4, ..Setting::default() }
}

/// Trains networks to the end on the CPU engine.
pub(crate) fn train(draft: &Draft, ids: &[NetworkId]) -> Vec<Trained> {
    train_on(&Arc::new(build(draft).expect("spikes")), draft, ids)
}

fn train_on(dataset: &Arc<Dataset>, draft: &Draft, ids: &[NetworkId]) -> Vec<Trained> {
    let config = draft.check().expect("valid");
    let trained = pollster::block_on(async {
        let engine = CpuEngines.make(&config, dataset, ids).await?;
        let mut training = Training::new(&config, Arc::clone(dataset), ids, engine);
        training.advance(u32::MAX).await?;
        training.finish().await
    });
    trained.expect("the recipe converges")
}
