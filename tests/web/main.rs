//! Tests that need a browser's wasm: run in a dedicated worker of headless Chromium.

#![cfg(target_arch = "wasm32")]

#[path = "../../crates/core/tests/it/made_pictures.rs"]
mod made_pictures;
mod pictures;

use std::sync::Arc;

use ganglion_core::{
    config::{Config, Draft, Scene},
    dataset::DatasetBuilder,
    engine::cpu::CpuEngines,
    experiment::CellSummary,
    network::{NetworkId, checksum},
    protocol::{Command, Event, RunId, codec},
    training::{EngineFactory as _, Trained, Training},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const ID: NetworkId = NetworkId { num_filters: 5, restart: 0 };

/// The same short training as `the_bits_of_a_short_training_stay_the_same` in crates/core/tests/it/engine.rs.
fn config() -> Config {
    Draft { epochs: 1, frames: 3_000, test_frames: 1_000, ..Draft::default() }
        .check()
        .expect("valid")
}

async fn train() -> (CellSummary, Trained) {
    let mut builder = DatasetBuilder::new(config().data_source());
    while builder.advance().expect("spikes") {}
    let dataset = Arc::new(builder.finish());
    let engine = CpuEngines.make(&config(), &dataset, &[ID]).await.expect("CPU");
    let cell = CellSummary::from(&*dataset);
    let mut training = Training::new(&config(), dataset, &[ID], engine);
    training.advance(u32::MAX).await.expect("the recipe converges");
    (cell, training.finish().await.expect("CPU").remove(0))
}

#[wasm_bindgen_test]
async fn a_training_has_the_same_bits_as_natively() {
    let native = include_str!(
        "../../crates/core/tests/it/snapshots/it__engine__the_bits_of_a_short_training_stay_the_same.snap"
    );
    let native = native.lines().last().expect("the snapshot ends with the checksum");
    assert_eq!(train().await.1.parameters.checksum(), native);
}

#[wasm_bindgen_test]
fn scenes_have_the_same_bits_as_natively() {
    let native = include_str!(
        "../../crates/core/tests/it/snapshots/it__natural__the_bits_of_scenes_stay_the_same.snap"
    );
    for scene in [Scene::DeadLeaves, Scene::Landscape, Scene::Noise] {
        let bits = checksum(&scene.image(1, 0, 48).values);
        assert!(native.contains(&format!("{scene:?} {bits}")), "{scene:?}: {bits}");
    }
}

#[wasm_bindgen_test]
fn commands_survive_being_posted() {
    let command = Command::Start { run: RunId(7), config: Box::new(config()), networks: vec![ID] };
    let value = codec::to_js(&command).expect("plain data");
    assert_eq!(codec::from_js::<Command>(value).expect("same form"), command);
}

#[wasm_bindgen_test]
async fn results_survive_being_posted() {
    let (cell, network) = train().await;
    for event in [
        Event::Recorded { run: RunId(1), cell: Box::new(cell) },
        Event::Snapshot { run: RunId(1), network: ID, parameters: network.parameters.clone() },
        Event::Finished {
            run: RunId(1),
            networks: vec![network],
            samples_per_sec: 2e6,
            dispatches_per_step: None,
            agreement: None,
        },
    ] {
        let value = codec::to_js(&event).expect("plain data");
        assert_eq!(codec::from_js::<Event>(value).expect("same form"), event);
    }
}

#[wasm_bindgen_test]
fn a_foreign_message_is_an_error_not_a_panic() {
    let err = codec::from_js::<Command>("hello".into()).expect_err("no command");
    assert!(err.to_string().contains("reload"), "{err}");
}
