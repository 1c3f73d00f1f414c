//! Speed of pictures: making them, showing them to cells and networks, response maps.
//!
//! `cargo bench --bench natural` prints a table; with `GANGLION_BENCH_JSON=<file>` it also writes the
//! numbers there. The best of several rounds counts, as other work on the machine only slows down.

#![expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]

mod timing;

use std::sync::Arc;

use ganglion_core::{
    config::{CellSource, Config, Draft, Normalization, Presentation, Scene, Section},
    dataset::{Dataset, DatasetBuilder},
    experiment::{
        CellSummary,
        natural::{NaturalImages, PatchView, ResponseMap, Setting, Subject},
        transfer,
    },
    network::{Channels, NetworkId, initial_parameters},
    training::Trained,
};

use timing::best;

const ROUNDS: usize = 3;

fn main() {
    let draft = Draft { frames: 4_000, ..Draft::of(Section::Transfer, CellSource::Recorded) };
    let groups = transfer::groups(&draft.check().expect("valid"));
    let known: Vec<_> = groups.iter().map(|group| know(&group.config)).collect();
    let make = || -> Vec<Subject> {
        let subject =
            |(group, (summary, network)): (&ganglion_core::experiment::Group, &(_, _))| {
                Subject::new(&group.config, summary, network)
            };
        groups.iter().zip(&known).map(subject).collect()
    };
    let subjects = make();
    let flashed = Setting { presentation: Presentation::Flashed, ..Setting::default() };
    let standing = Setting { presentation: Presentation::Standing, ..Setting::default() };
    let pictures: Vec<_> = flashed.pictures().collect();
    let show = |setting: &Setting| {
        NaturalImages::new(setting.clone(), &subjects, pictures.iter().cloned())
    };
    let scenes = |scene| {
        let setting = Setting { scene, ..Setting::default() };
        drop(setting.pictures().collect::<Vec<_>>());
    };
    let picture = Scene::Landscape.image(1, 0, 512);
    let patch = vec![-0.5; 256];
    let timings = [
        ("300 dead leaves", best(ROUNDS, |_| scenes(Scene::DeadLeaves))),
        ("300 landscapes", best(ROUNDS, |_| scenes(Scene::Landscape))),
        ("300 noise images", best(ROUNDS, |_| scenes(Scene::Noise))),
        ("10 cells with one-filter models", best(ROUNDS, |_| drop(make()))),
        ("300 flashed x 10 x 10, twice", best(ROUNDS, |_| drop(show(&flashed)))),
        ("300 standing x 10 x 10, twice", best(ROUNDS, |_| drop(show(&standing)))),
        (
            "response map of 512 x 512",
            best(ROUNDS, |_| drop(ResponseMap::new(&subjects[0], &picture, Normalization::Half))),
        ),
        ("one patch in every detail", best(ROUNDS, |_| drop(PatchView::new(&subjects[0], &patch)))),
    ];
    let mut entries = Vec::new();
    for (what, seconds) in timings {
        println!("  {what:<32} {:>9.2} ms", 1e3 * seconds);
        entries.push(format!("\"{}_secs\": {seconds:.5}", what.replace([' ', ','], "_")));
    }
    timing::write(&entries);
}

/// What is known of a cell, and a network of the paper's size that has learned nothing.
fn know(config: &Config) -> (CellSummary, Trained) {
    let mut builder = DatasetBuilder::new(config.data_source());
    while builder.advance().expect("the cell spikes") {}
    let dataset: Arc<Dataset> = Arc::new(builder.finish());
    let id = NetworkId { num_filters: 32, restart: 0 };
    let network = Trained {
        id,
        parameters: initial_parameters(config, id, 0.05),
        channels: Channels::Filtered,
        curve: Vec::new(),
        validation_loss: 0.0,
        penalized_loss: 0.0,
        correlation: 0.0,
        rate_correlation: None,
        first: None,
    };
    (CellSummary::from(&*dataset), network)
}
