//! What an experiment has to train: groups of networks, each network a task of its own.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::ConsensusSettings,
    config::{self, Config, DataSource, Draft, PARAMETERS, Parameter, Section, Version},
    experiment::{
        Networks, chosen, degradation, natural, networks, saturation, settings_search, stability,
        transfer,
    },
    link,
    network::{NetworkId, Shape},
    training::Trained,
};

/// Networks that learn from the same data in the same way.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What they learn from and how.
    pub config: Config,
    /// Which networks.
    pub networks: Vec<NetworkId>,
}

/// One network of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId {
    /// Its group, as a position in [`groups`].
    pub group: u32,
    /// Which of the group.
    pub network: NetworkId,
}

/// Everything that an experiment trains, in the order in which it is trained.
pub fn groups(config: &Config) -> Vec<Group> {
    match config.experiment() {
        Section::Saturation => saturation::groups(config),
        Section::Stability => stability::groups(config),
        Section::Settings => settings_search::groups(config),
        Section::Degradation => degradation::groups(config),
        Section::Transfer => transfer::groups(config),
        Section::Natural => natural::groups(config),
        Section::Cell
        | Section::Emergence
        | Section::Spacetime
        | Section::Recorded
        | Section::Methods => vec![Group::whole(config)],
    }
}

impl Group {
    /// All networks of an experiment that has no other group.
    pub fn whole(config: &Config) -> Self {
        Self { config: config.clone(), networks: networks(config) }
    }

    /// A group of an experiment, with some values changed.
    ///
    /// # Panics
    /// If the values do not go with those of the experiment.
    pub fn of(config: &Config, change: impl FnOnce(&mut Draft)) -> Self {
        let mut draft = config.draft().clone();
        change(&mut draft);
        let config = draft.check().expect("a part of a sound experiment is sound");
        Self { networks: networks(&config), config }
    }

    /// The [`task_key`] of each of its networks.
    pub fn keys(&self) -> Vec<Vec<u8>> {
        let recipe = recipe_key(&self.config);
        self.networks.iter().map(|network| key_of(recipe.clone(), *network)).collect()
    }

    /// The tasks of the group at a position in [`groups`].
    pub fn tasks(&self, group: u32) -> impl Iterator<Item = TaskId> + '_ {
        self.networks.iter().map(move |&network| TaskId { group, network })
    }
}

/// All tasks of an experiment.
pub fn tasks(groups: &[Group]) -> Vec<TaskId> {
    (0..).zip(groups).flat_map(|(number, group)| group.tasks(number)).collect()
}

/// The network that a group keeps among its restarts with one number of filters, by the rule of
/// [`chosen`]; none unless one is trained.
pub fn kept(trained: &Networks, group: u32, num_filters: u32) -> Option<&Arc<Trained>> {
    let first = |group| TaskId { group, network: NetworkId { num_filters: 0, restart: 0 } };
    let same = trained.range(first(group)..first(group + 1));
    chosen(same.map(|(_, network)| network), num_filters)
}

/// Products of a training, forward and backward: what its time grows with.
pub fn cost(config: &Config, network: NetworkId) -> f64 {
    let second = match config.version() {
        Version::First => 0.0,
        Version::Second => f64::from(config.num_second_steps()) * 20.0,
    };
    let num_frames = config.batch_size() as f64 * (f64::from(config.num_steps()) + second);
    2.0 * cost_of_frame(config, network) * num_frames
}

/// Products that one frame takes, forward.
pub fn cost_of_frame(config: &Config, network: NetworkId) -> f64 {
    let shape = Shape::of(config, network.num_filters);
    // What a frame costs beside its products, in products: from the CPU engine's speeds at 4 and 16 filters.
    const FRAME: f64 = 120.0;
    let (filters, positions) = (shape.num_filters() as f64, shape.num_positions() as f64);
    let side = shape.filter_len() as f64;
    let deeper = (config.num_layers() - 1) as f64 * filters * filters * positions;
    positions * (filters * side + FRAME) + deeper
}

/// What recording a data set costs, in products of a training: from the CPU engine's speed.
pub fn recording_cost(config: &Config) -> f64 {
    const CHECKER: f64 = 250.0;
    // All are shown, whatever share of them is learned from.
    let shown = config.data_source().lengths.training as usize;
    let frames = shown + config.num_validation_frames() + config.num_test_frames();
    CHECKER * (frames * config.num_checkers()) as f64
}

/// What the consensus of an experiment costs, in products of a training: one worker seeks it, once all networks are trained.
pub fn consensus_cost(config: &Config) -> f64 {
    // A run, and what it costs more for each pair of checkers: from its times on 8x8 and 16x16 checkers beside the CPU engine's speed.
    const RUN: f64 = 6e7;
    const PAIR: f64 = 6_500.0;
    if config.experiment() != Section::Methods {
        return 0.0;
    }
    let settings = ConsensusSettings::of_runs(config.num_consensus_runs() as u32);
    let num_runs = settings.sparsities.len() * settings.num_runs as usize;
    num_runs as f64 * (RUN + PAIR * (config.num_checkers() as f64).powi(2))
}

/// What all networks of a group depend on.
#[derive(Serialize)]
struct SharedKey<'a> {
    /// What its data set is made from.
    source: &'a DataSource,
    /// What of its shape and training departs from the defaults, as a link writes it.
    training: String,
}

/// What a network depends on, as bytes: two tasks with the same key come out the same on the same engine.
///
/// # Panics
/// Never: plain values can always be written.
pub fn task_key(config: &Config, network: NetworkId) -> Vec<u8> {
    key_of(recipe_key(config), network)
}

fn key_of(mut recipe: Vec<u8>, network: NetworkId) -> Vec<u8> {
    recipe.extend(postcard::to_allocvec(&network).expect("plain values can always be written"));
    recipe
}

fn recipe_key(config: &Config) -> Vec<u8> {
    let (draft, default) = (config.draft(), Draft::default());
    // Which of several networks it is stands in its id; the engine is looked for beside the key.
    let is_recipe = |parameter: &&Parameter| {
        matches!(
            parameter.group,
            config::ParameterGroup::Network | config::ParameterGroup::Training
        ) && !["nmin", "nmax", "restarts", "engine", "recipes"].contains(&parameter.key)
    };
    let values: Vec<_> = PARAMETERS
        .iter()
        .filter(is_recipe)
        .filter(|parameter| (parameter.get)(draft) != (parameter.get)(&default))
        .map(|parameter| format!("{}={}", parameter.key, link::text_of(parameter, draft)))
        .collect();
    let recipe = SharedKey { source: config.data_source(), training: values.join("&") };
    postcard::to_allocvec(&recipe).expect("plain values can always be written")
}
