//! What the figures of an experiment are made from, and which they are: as its section shows them, in its order.

use std::collections::BTreeSet;

use crate::figure::{
    AgreementScatter, Behind, ConsensusFigure, ControlsFigure, Data, DegradationFigure,
    EmergenceFigure, Figure, FilterGrid, Impairment, KnownScores, MethodsFigure,
    NonlinearityFigure, PicturesFigure, PruningFigure, RasterFigure, RecipesFigure,
    SaturationFigure, SequenceFigure, SpacetimeFigure, StabilityFigure, StabilityScatter, Target,
    TransferMatrix, TransferScatter, TransferTraces, VersionScatter, networks_data, words::share,
};
use ganglion_core::{
    analysis::Pruning,
    cell::subunit_filters,
    config::{Config, Section},
    experiment::{
        Computed, EmergenceRow, MethodsResult, Remark, Results, TaskId, TransferFindings, groups,
        kept, notes, recorded::CellPage, remarks, rows, settings_search::SettingsSearch,
    },
    export::checksum_of_kept,
    link, t,
    units::FrameRate,
};

/// Name of the figure whose filters are switched off and on.
pub(in crate::figure) const FILTERS: &str = "filters";
/// Name of the figure whose file has all networks, not only those that it shows.
pub(in crate::figure) const EMERGENCE: &str = "emergence";

/// A figure with the name of its file.
pub(in crate::figure) type NamedFigure = (&'static str, Box<dyn Figure>);

/// What figures are made from.
pub(in crate::figure) struct FigureSource {
    config: Config,
    results: Results,
    computed: Option<Computed>,
    /// Filters that are switched off by hand.
    pub(in crate::figure) off: BTreeSet<u32>,
    scores: KnownScores,
}

/// A figure with the name of its file; an empty one if there is nothing to show yet.
fn named<F: Figure + Default + 'static>(name: &'static str, figure: Option<F>) -> NamedFigure {
    (name, Box::new(figure.unwrap_or_default()))
}

impl FigureSource {
    pub(in crate::figure) fn new(config: Config) -> Self {
        Self {
            config,
            results: Results::default(),
            computed: None,
            off: BTreeSet::new(),
            scores: KnownScores::default(),
        }
    }

    pub(in crate::figure) fn add(&mut self, new: Results) {
        self.results.cells.extend(new.cells);
        self.results.trained.extend(new.trained);
        if let Some(computed) = new.computed {
            self.computed = computed.decode();
            self.results.computed = Some(computed);
        }
    }

    pub(in crate::figure) fn figures(&self) -> Vec<NamedFigure> {
        match self.config.draft().section {
            Section::Cell => Vec::new(),
            Section::Emergence => self.emergence(),
            Section::Saturation => self.saturation(),
            Section::Spacetime => self.spacetime(),
            Section::Recorded => self.recorded(),
            Section::Stability => self.stability(),
            Section::Settings => self.settings(),
            Section::Degradation => self.degradation(),
            Section::Transfer => self.transfer(),
            Section::Methods => self.methods(),
            Section::Natural => self.natural(),
        }
    }

    /// All networks, a row for each.
    pub(in crate::figure) fn networks_data(&self) -> Data {
        networks_data(&self.config, &self.results)
    }

    /// Of the bits of all networks that are kept.
    pub(in crate::figure) fn checksum(&self) -> Option<String> {
        checksum_of_kept(&self.config, &self.results)
    }

    pub(in crate::figure) fn remarks(&self) -> Vec<Remark> {
        let Results { cells, trained, .. } = &self.results;
        if self.config.draft().section == Section::Emergence {
            let ceiling = cells.get(&0).and_then(|cell| cell.ceiling).unwrap_or_default();
            notes(&self.config, ceiling, &self.rows())
        } else {
            remarks(&self.config, cells, trained, self.computed.as_ref())
        }
    }

    /// The network behind a point of a figure.
    pub(in crate::figure) fn behind(&self, figure: &dyn Figure, target: Target) -> Option<TaskId> {
        match figure.behind(target)? {
            Behind::Task(task) => Some(task),
            Behind::Group(group) => {
                let most = *self.config.filter_counts().end();
                let network = kept(&self.results.trained, group, most)?;
                Some(TaskId { group, network: network.id })
            }
        }
    }

    /// A network by itself: its filters, its numbers in words, and the link to it alone.
    pub(in crate::figure) fn network(&self, task: TaskId) -> Option<(NamedFigure, String, String)> {
        let network = self.results.trained.get(&task)?;
        let groups = groups(&self.config);
        let config = &groups.get(task.group as usize)?.config;
        let grid = FilterGrid::of_network(&network.parameters, (&[], config.columns()), &[]);
        let words = t!(
            "Correlation with the spikes of the test frames {correlation}; loss on the validation frames {loss} nats a frame.",
            correlation = share(network.correlation),
            loss = format_args!("{:.4}", network.validation_loss),
        );
        Some((("network", Box::new(grid)), words, link::encode(config.draft())))
    }

    /// Frames a second: all cells of an experiment are shown as many.
    fn frame_rate(&self) -> FrameRate {
        self.results.cells.values().next().map(|cell| cell.frame_rate).unwrap_or_default()
    }

    fn page(&self) -> Option<(&CellPage, &Pruning)> {
        if let Some(Computed::Recorded(page, pruning)) = &self.computed {
            Some((page, pruning))
        } else {
            None
        }
    }

    fn transferred(&self) -> Option<&TransferFindings> {
        if let Some(Computed::Transfer(found)) = &self.computed { Some(found) } else { None }
    }

    fn compared(&self) -> Option<&MethodsResult> {
        if let Some(Computed::Methods(found)) = &self.computed { Some(found) } else { None }
    }

    /// The networks kept for each number of filters.
    fn rows(&self) -> Vec<EmergenceRow> {
        let trained: Vec<_> = self.results.trained.values().cloned().collect();
        let config = &self.config;
        // What a sealed cell is like is for people to find out.
        let subunits = if config.is_blind() { Vec::new() } else { subunit_filters(config) };
        rows(config, &subunits, &trained)
    }

    fn emergence(&self) -> Vec<NamedFigure> {
        let config = &self.config;
        let rows = self.rows();
        let figure = self
            .results
            .cells
            .get(&0)
            .map(|cell| EmergenceFigure::of_rows(config, cell, &rows, config.draft().reveal));
        vec![named(EMERGENCE, figure)]
    }

    fn saturation(&self) -> Vec<NamedFigure> {
        let Results { cells, trained, .. } = &self.results;
        let figure = SaturationFigure::of_results(&self.config, cells, trained, &self.scores);
        vec![named("saturation", Some(figure))]
    }

    fn spacetime(&self) -> Vec<NamedFigure> {
        let Results { cells, trained, .. } = &self.results;
        let figure = SpacetimeFigure::of_results(&self.config, cells, trained);
        vec![named("space-time", Some(figure))]
    }

    fn recorded(&self) -> Vec<NamedFigure> {
        let (config, cell) = (&self.config, self.results.cells.get(&0));
        let network = kept(&self.results.trained, 0, *config.filter_counts().end());
        let whole = self.page().map(|(page, _)| page);
        let page = whole.zip(cell).zip(network).map(|((page, cell), network)| {
            if self.off.is_empty() {
                page.clone()
            } else {
                page.without(config, (cell, network), &self.off)
            }
        });
        let features = whole.map_or(&[][..], |page| &page.features);
        let off: Vec<_> = self.off.iter().copied().collect();
        let filters = network.map(|network| {
            let mut grid =
                FilterGrid::of_network(&network.parameters, (features, config.columns()), &off);
            grid.can_switch = whole.is_some();
            grid
        });
        let field = cell.map(|cell| {
            let network_field = page.as_ref().map(|page| &*page.network_field);
            SpacetimeFigure::of_recorded(
                cell,
                network.map(|network| &**network),
                network_field,
                config.columns(),
            )
        });
        let pruned = self
            .page()
            .map(|(_, pruning)| PruningFigure::of_prunings([(config.cell_number(), pruning)]));
        vec![
            named(
                "responses",
                page.as_ref().map(|page| RasterFigure::of_page(page, self.frame_rate())),
            ),
            named(FILTERS, filters),
            named("receptive-field", field),
            named("pruning", pruned),
        ]
    }

    fn stability(&self) -> Vec<NamedFigure> {
        let found = if let Some(Computed::Stability(found)) = &self.computed {
            Some(&**found)
        } else {
            None
        };
        let filters = StabilityFigure { found: found.cloned() };
        let scatter = StabilityScatter { found: found.cloned() };
        vec![named("stability", Some(filters)), named("similarities", Some(scatter))]
    }

    fn settings(&self) -> Vec<NamedFigure> {
        let groups = groups(&self.config);
        let network = |group: u32| {
            let most = *groups[group as usize].config.filter_counts().end();
            kept(&self.results.trained, group, most).map(|network| &**network)
        };
        let search = SettingsSearch::new(&self.config, network);
        vec![named("recipes", Some(RecipesFigure { search }))]
    }

    fn degradation(&self) -> Vec<NamedFigure> {
        let Results { cells, trained, .. } = &self.results;
        let figure = |kind| DegradationFigure::of_results(&self.config, kind, cells, trained);
        vec![
            named("sample-size", Some(figure(Impairment::Samples))),
            named("noise", Some(figure(DegradationFigure::noise_of(&self.config)))),
        ]
    }

    fn transfer(&self) -> Vec<NamedFigure> {
        let found = self.transferred();
        let first = found.map(|found| found.first.correlations.clone());
        let matrix = first.clone().map(|correlations| TransferMatrix { correlations });
        let scatter = first.clone().map(|correlations| TransferScatter { correlations });
        let pruned = found.map(|found| {
            let numbers = found.first.numbers.iter().copied();
            PruningFigure::of_prunings(numbers.zip(&found.prunings))
        });
        let mut figures = vec![
            named("transfer", matrix),
            named("traces", found.map(|found| TransferTraces::of_found(found, self.frame_rate()))),
            named("scatter", scatter),
        ];
        if self.config.num_second_steps() > 0 {
            let second = found
                .and_then(|found| found.second.as_ref())
                .map(|second| second.correlations.clone());
            let both = first.zip(second).map(|(first, second)| VersionScatter { first, second });
            figures.push(named("versions", both));
        }
        figures.push(named("pruning", pruned));
        figures
    }

    fn natural(&self) -> Vec<NamedFigure> {
        let found =
            if let Some(Computed::Natural(found)) = &self.computed { Some(&**found) } else { None };
        vec![
            named("pictures", found.map(PicturesFigure::of_generated)),
            named("sequence", found.map(SequenceFigure::new)),
            named("controls", found.map(ControlsFigure::new)),
        ]
    }

    fn methods(&self) -> Vec<NamedFigure> {
        let found = self.compared();
        let images = found.map(|found| MethodsFigure { result: Some(found.clone()), reveal: true });
        let curve = found.map(|found| NonlinearityFigure {
            generators: found.curve_generators.clone(),
            counts: found.curve_counts.clone(),
            frame_rate: self.frame_rate(),
        });
        let agreement = found.map(|found| AgreementScatter {
            filters: Some(found.agreement.clone()),
            chance: found.chance,
        });
        let mut figures = vec![
            named("methods", images),
            named("agreement", agreement),
            named("nonlinearity", curve),
        ];
        if self.config.num_consensus_runs() > 0 {
            figures.push(named("consensus", found.map(ConsensusFigure::of_result)));
        }
        figures
    }
}
