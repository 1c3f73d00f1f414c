//! What only trained networks can tell, found by a worker once they are there.
//!
//! In: an experiment, the networks it has trained, what is known of their cells. Out: [`Computed`],
//! in slices, so that a worker can listen in between.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{Pruning, pruning},
    cell::true_filters,
    config::{Config, Section},
    dataset::Dataset,
    experiment::{
        CellSummary, ComparedNetwork, Encoded, MethodsResult, MethodsRun, groups,
        natural::{self, NaturalImages, Setting},
        recorded::CellPage,
        settings_search::SettingsSearch,
        stability::Stability,
        transfer::{TestCell, Transfer},
    },
    training::Trained,
};

/// What an experiment has found beside its networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Computed {
    /// The page of a recorded-like cell, and its network pruned.
    Recorded(Box<CellPage>, Pruning),
    /// The filters of a network, found again or not.
    Stability(Box<Stability>),
    /// Recipes, and the one to take.
    Settings(Box<SettingsSearch>),
    /// Every network on every cell, and each network pruned.
    Transfer(Box<TransferFindings>),
    /// All methods on the same spikes.
    Methods(Box<MethodsResult>),
    /// Pictures before cells and networks.
    Natural(Box<NaturalImages>),
}

/// Networks of a population on the cells of each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferFindings {
    /// Version I.
    pub first: Transfer,
    /// Version II, if it was trained.
    pub second: Option<Transfer>,
    /// Each network of Version I on its own cell, pruned.
    pub prunings: Vec<Pruning>,
}

/// What a computation starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ingredients {
    /// The network kept of each group.
    pub networks: Vec<Arc<Trained>>,
    /// The cell of each group.
    pub cells: Vec<CellSummary>,
    /// Time that the training took, seconds; 0 if the networks come from an earlier visit.
    pub training_secs: f64,
}

/// Work that goes on in slices until it has found something.
///
/// Behind a pointer, so that a worker that only trains holds none of it.
pub trait Inquiry {
    /// Share that is done, in `[0, 1]`.
    fn progress(&self) -> f64;

    /// Does one slice; returns whether there is more to do.
    fn advance(&mut self) -> bool;

    /// Counts the time of the last slice, for methods that are compared by it.
    fn spend(&mut self, secs: f64);

    /// What was found.
    fn finish(self: Box<Self>) -> Option<Encoded>;
}

/// Begins an inquiry: the experiment, its data set where [`needs_dataset`] says so, its networks.
pub type Begin = fn(&Config, Option<Arc<Dataset>>, Ingredients) -> Box<dyn Inquiry>;

/// Begins a [`Computation`].
pub fn begin(
    config: &Config,
    dataset: Option<Arc<Dataset>>,
    from: Ingredients,
) -> Box<dyn Inquiry> {
    Box::new(Computation::new(config, dataset, from))
}

/// A computation under way.
pub enum Computation {
    /// One slice: the cell page, or the population.
    Whole(Box<dyn FnOnce() -> Option<Computed>>),
    /// The methods, slice by slice.
    Methods(Box<MethodsRun>),
    /// What was found; nothing if the data do not allow it.
    Done(Option<Computed>),
}

/// Whether there is something to find once the networks of an experiment are trained.
pub fn is_computed(config: &Config) -> bool {
    matches!(
        config.experiment(),
        Section::Recorded
            | Section::Stability
            | Section::Settings
            | Section::Transfer
            | Section::Methods
            | Section::Natural
    )
}

/// Whether the data set of the experiment itself is needed for it.
pub fn needs_dataset(config: &Config) -> bool {
    !matches!(
        config.experiment(),
        Section::Stability | Section::Settings | Section::Transfer | Section::Natural
    )
}

impl Computation {
    /// Before its first slice. `dataset` is needed where [`needs_dataset`] says so.
    pub fn new(config: &Config, dataset: Option<Arc<Dataset>>, from: Ingredients) -> Self {
        let config = config.clone();
        match (config.experiment(), dataset) {
            (Section::Stability, _) => Self::Whole(Box::new(move || stability(&config, &from))),
            (Section::Settings, _) => Self::Whole(Box::new(move || Some(settings(&config, &from)))),
            (Section::Transfer, _) => Self::Whole(Box::new(move || transfer(&config, &from))),
            (Section::Natural, _) => Self::Whole(Box::new(move || natural(&config, &from))),
            (Section::Recorded, Some(dataset)) => {
                Self::Whole(Box::new(move || recorded(&config, &dataset, &from)))
            }
            (Section::Methods, Some(dataset)) => {
                let network = from.networks.first().map(|network| ComparedNetwork {
                    parameters: network.parameters.clone(),
                    seconds: from.training_secs,
                });
                let run = MethodsRun::new(&config, dataset, network);
                Self::Methods(Box::new(run))
            }
            _ => Self::Done(None),
        }
    }
}

impl Inquiry for Computation {
    fn progress(&self) -> f64 {
        match self {
            Self::Whole(_) => 0.0,
            Self::Methods(run) => run.progress(),
            Self::Done(_) => 1.0,
        }
    }

    fn advance(&mut self) -> bool {
        match core::mem::replace(self, Self::Done(None)) {
            Self::Whole(find) => *self = Self::Done(find()),
            Self::Methods(mut run) => {
                *self = if run.advance() {
                    Self::Methods(run)
                } else {
                    Self::Done(Some(Computed::Methods(Box::new(run.finish()))))
                };
            }
            done @ Self::Done(_) => *self = done,
        }
        !matches!(self, Self::Done(_))
    }

    fn spend(&mut self, secs: f64) {
        if let Self::Methods(run) = self {
            run.spend(secs);
        }
    }

    fn finish(self: Box<Self>) -> Option<Encoded> {
        match *self {
            Self::Done(found) => found.as_ref().map(Encoded::new),
            Self::Whole(_) | Self::Methods(_) => None,
        }
    }
}

fn recorded(config: &Config, dataset: &Dataset, from: &Ingredients) -> Option<Computed> {
    let network = from.networks.first()?;
    let page = CellPage::new(config, dataset, network)?;
    let pruned = pruning(config, &network.parameters, &network.channels, &dataset.test);
    Some(Computed::Recorded(Box::new(page), pruned))
}

fn stability(config: &Config, from: &Ingredients) -> Option<Computed> {
    let networks: Vec<&Trained> = from.networks.iter().map(|network| &**network).collect();
    let found = Stability::of_groups(config, &true_filters(config), &networks)?;
    Some(Computed::Stability(Box::new(found)))
}

fn settings(config: &Config, from: &Ingredients) -> Computed {
    let kept = |group: u32| from.networks.get(group as usize).map(|network| &**network);
    Computed::Settings(Box::new(SettingsSearch::new(config, kept)))
}

fn natural(config: &Config, from: &Ingredients) -> Option<Computed> {
    let subjects = natural::subjects(config, from)?;
    let setting = Setting::new(config).with_checkers(subjects.first()?.checker_um());
    if let Some(found) = NaturalImages::of_recording(setting.clone(), &subjects) {
        return Some(Computed::Natural(Box::new(found)));
    }
    let pictures = setting.pictures();
    Some(Computed::Natural(Box::new(NaturalImages::new(setting, &subjects, pictures))))
}

fn transfer(config: &Config, from: &Ingredients) -> Option<Computed> {
    let groups = groups(config);
    let cells: Vec<_> = groups
        .iter()
        .zip(&from.cells)
        .map(|(group, cell)| TestCell::of(&group.config, cell))
        .collect();
    if cells.len() != from.networks.len() || cells.iter().any(|cell| cell.psth.is_empty()) {
        return None;
    }
    let first: Vec<&Trained> =
        from.networks.iter().map(|network| network.first.as_deref().unwrap_or(network)).collect();
    let all = from.networks.iter().map(|network| &**network);
    let second: Vec<&Trained> = all.filter(|network| network.first.is_some()).collect();
    let prunings = groups.iter().zip(&cells).zip(&first).map(|((group, cell), network)| {
        let mut test = cell.frames(&group.config);
        let spikes = |mean: &f32| (mean * config.num_repeats() as f32).round() as u16;
        test.counts = cell.psth.iter().map(spikes).collect();
        pruning(&group.config, &network.parameters, &network.channels, &test)
    });
    Some(Computed::Transfer(Box::new(TransferFindings {
        prunings: prunings.collect(),
        first: Transfer::new(config, &cells, &first),
        second: (second.len() == cells.len()).then(|| Transfer::new(config, &cells, &second)),
    })))
}
