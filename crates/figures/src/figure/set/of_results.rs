//! Figures of whole experiments, from their networks and what those could tell.

use core::cell::RefCell;
use std::collections::BTreeMap;

use crate::figure::{
    DegradationFigure, DegradationLine, DegradationRun, DegradationShare, Impairment, PrunedCell,
    PruningFigure, RasterFigure, SaturationFigure, SaturationLine, SaturationPoint, SaturationRun,
    SpacetimeFigure, Spread, TransferTraces,
};
use ganglion_core::{
    analysis::{Pruning, num_effective, recovery},
    cell::{subunit_filters, temporal_filter},
    config::{Config, NoiseKind},
    experiment::{
        Cells, Networks, TaskId, TransferFindings, degradation, groups, kept, recorded::CellPage,
        saturation,
    },
    t,
    training::Trained,
    units::FrameRate,
};

/// Cells whose traces are shown (paper: Fig. 7).
const NUM_TRACES: usize = 4;

/// What was found in the filters of networks before: a figure is made anew with every network that comes, and each of them takes
/// longer to look into than to draw.
#[derive(Debug, Default)]
pub struct KnownScores(RefCell<BTreeMap<TaskId, FilterScores>>);

#[derive(Clone, Copy, Debug)]
struct FilterScores {
    num_effective: u32,
    worst: f64,
    mean: f64,
}

impl KnownScores {
    fn of(&self, task: TaskId, subunits: &[Vec<f32>], network: &Trained) -> FilterScores {
        let find = || {
            let found = recovery(subunits, &network.parameters);
            let num_effective = num_effective(&network.parameters);
            FilterScores { num_effective, worst: found.worst, mean: found.mean }
        };
        *self.0.borrow_mut().entry(task).or_insert_with(find)
    }
}

impl SaturationFigure {
    /// From the networks that are trained so far; `known` is of the same experiment.
    pub fn of_results(
        config: &Config,
        cells: &Cells,
        trained: &Networks,
        known: &KnownScores,
    ) -> Self {
        let groups = groups(config);
        let subunits = subunit_filters(config);
        let run = |number: u32, network: &Trained| {
            let ceiling = cells.get(&number).and_then(|cell| cell.ceiling).unwrap_or(1.0);
            let task = TaskId { group: number, network: network.id };
            let FilterScores { num_effective, worst, mean } = known.of(task, &subunits, network);
            SaturationRun {
                task,
                seed: groups[number as usize].config.draft().seed,
                correlation: network.correlation,
                of_ceiling: network.correlation / ceiling,
                num_effective,
                worst,
                mean,
            }
        };
        let point = |num_layers: usize, num_filters: u32| SaturationPoint {
            num_filters,
            runs: saturation::networks_kept(&groups, trained, num_layers, num_filters)
                .map(|(number, network)| run(number, network))
                .collect(),
        };
        let num_restarts = |num_layers: usize| {
            let group = groups.iter().find(|group| group.config.num_layers() == num_layers);
            group.map_or(1, |group| group.config.num_restarts() as u32)
        };
        let line = |num_layers: usize| SaturationLine {
            num_layers: num_layers as u32,
            num_restarts: num_restarts(num_layers),
            points: saturation::filter_counts(config)
                .map(|num_filters| point(num_layers, num_filters))
                .filter(|point| !point.runs.is_empty())
                .collect(),
        };
        let ceilings = cells.values().filter_map(|cell| cell.ceiling).sum::<f64>();
        let baselines =
            cells.values().filter_map(|cell| Some(cell.baseline_correlation / cell.ceiling?));
        Self {
            lines: (1..=config.num_layers())
                .map(line)
                .filter(|line| !line.points.is_empty())
                .collect(),
            ceiling: ceilings / cells.len().max(1) as f64,
            baseline: Spread::of(baselines).map(|spread| spread.mean),
            num_subunits: subunits.len() as u32,
        }
    }
}

impl SpacetimeFigure {
    /// Of the network kept of a model cell.
    pub fn of_results(config: &Config, cells: &Cells, trained: &Networks) -> Self {
        let Some(cell) = cells.get(&0) else { return Self::default() };
        let known = temporal_filter(config.temporal(), config.polarity());
        let network = kept(trained, 0, *config.filter_counts().end());
        Self::of_network(
            cell,
            network.map(|network| &**network),
            config.columns(),
            Some(known.as_slice()),
        )
    }
}

impl DegradationFigure {
    /// With fewer frames, or with noise among them.
    pub fn of_results(
        config: &Config,
        kind: Impairment,
        cells: &Cells,
        trained: &Networks,
    ) -> Self {
        let network = |group: u32| kept(trained, group, *config.filter_counts().end());
        let found =
            degradation::Degradation::new(|group| Some((cells.get(&group)?, network(group)?)));
        let points = match kind {
            Impairment::Samples => found.samples,
            Impairment::NoiseImages | Impairment::NoisePixels => found.noise,
        };
        let points: Vec<_> = points
            .into_iter()
            .map(|point| DegradationShare {
                share: f64::from(point.share),
                runs: vec![DegradationRun {
                    group: point.group,
                    correlation: point.correlation,
                    loss: point.training_loss,
                }],
            })
            .collect();
        let name = t!("cell {number}", number = config.cell_number());
        let lines =
            if points.is_empty() { Vec::new() } else { vec![DegradationLine { name, points }] };
        Self { kind, num_frames: config.draft().frames, lines }
    }

    /// The kind of noise that a configuration asks for.
    pub fn noise_of(config: &Config) -> Impairment {
        match config.noise_kind() {
            NoiseKind::Images => Impairment::NoiseImages,
            NoiseKind::Checkers => Impairment::NoisePixels,
        }
    }
}

impl PruningFigure {
    /// Of each network with its cell's number.
    pub fn of_prunings<'a>(prunings: impl IntoIterator<Item = (u32, &'a Pruning)>) -> Self {
        let cell = |(number, pruning): (u32, &Pruning)| PrunedCell {
            number,
            num_filters: pruning.num_filters,
            num_effective: pruning.effective.len() as u32,
            full: pruning.full,
            effective: pruning.only_effective,
            random: pruning.random.clone(),
            non_effective: pruning.non_effective.clone(),
        };
        Self { cells: prunings.into_iter().map(cell).collect() }
    }
}

impl RasterFigure {
    /// Of the page of a recorded-like cell.
    pub fn of_page(page: &CellPage, frame_rate: FrameRate) -> Self {
        Self {
            cell: page.spikes.clone(),
            network: page.drawn_spikes.clone(),
            psth: page.psth.clone(),
            prediction: page.prediction.clone(),
            frame_rate,
            correlation: page.reliability.correlation,
            normalized: page.reliability.normalized,
            highest: page.reliability.ceiling,
        }
    }
}

impl TransferTraces {
    /// The first few cells of a population.
    pub fn of_found(found: &TransferFindings, frame_rate: FrameRate) -> Self {
        let first = &found.first;
        Self {
            psths: first.psths.iter().take(NUM_TRACES).cloned().collect(),
            predictions: first
                .predictions
                .iter()
                .take(NUM_TRACES)
                .map(|row| row.iter().take(NUM_TRACES).cloned().collect())
                .collect(),
            frame_rate,
            correlations: first.correlations.of_first(NUM_TRACES),
        }
    }
}
