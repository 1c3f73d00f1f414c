//! All figures of an experiment, as its section shows them: the page asks for them by number.

use std::collections::BTreeMap;

use crate::{
    analysis::{Pruning, features, receptive_field},
    cell::subunit_filters,
    config::{Config, Section},
    experiment::{Computed, Found, MethodsResult, TransferFindings, recorded::CellPage, rows},
    figure::{
        Answer, Ask, CURVES, Caption, ControlsFigure, Degradation, DegradationFigure,
        EmergenceFigure, Figure, FilterSheet, MethodsFigure, NonlinearityFigure, PicturesFigure,
        PruningFigure, RasterFigure, SaturationFigure, SequenceFigure, Sheet, SpacetimeFigure,
        TEMPORAL, Theme, TransferMatrix, TransferScatter, TransferTraces, VersionScatter, svg,
    },
};

/// The figures that the page shows, by number.
#[derive(Default)]
pub struct Album {
    leaves: BTreeMap<u32, Leaf>,
}

/// A figure with the name of its file.
type Leaf = (&'static str, Box<dyn Figure>);

/// What figures are made from.
struct Sources<'a> {
    config: &'a Config,
    found: &'a Found,
    computed: Option<&'a Computed>,
}

impl Album {
    /// Of what an experiment has found so far; every figure is there from the first, if empty.
    pub fn new(config: &Config, found: &Found) -> Self {
        let computed = found.computed.as_ref().and_then(|computed| computed.open());
        let sources = Sources { config, found, computed: computed.as_ref() };
        let leaves = match config.draft().section {
            Section::Cell => Vec::new(),
            Section::Emergence => sources.emergence(),
            Section::Saturation => sources.saturation(),
            Section::Spacetime => sources.spacetime(),
            Section::Recorded => sources.recorded(),
            Section::Degradation => sources.degradation(),
            Section::Transfer => sources.transfer(),
            Section::Methods => sources.methods(),
            Section::Natural => sources.natural(),
        };
        Self { leaves: (0..).zip(leaves).collect() }
    }

    /// Answers a question of the page.
    pub fn answer(&mut self, ask: Ask) -> Answer {
        let answer = match ask {
            Ask::Show { config, found } => {
                let kept = self.leaves.split_off(&CURVES);
                self.leaves = Self::new(&config, &found).leaves;
                let answer = Answer::Captions(self.captions());
                self.leaves.extend(kept);
                Some(answer)
            }
            Ask::Curves(figure) => Some(self.put(CURVES, ("learning-curves", Box::new(figure)))),
            Ask::Temporal(figure) => {
                Some(self.put(TEMPORAL, ("temporal-filter", Box::new(figure))))
            }
            Ask::Table { number } => {
                self.leaves.get(&number).map(|(_, figure)| Answer::Table(figure.table()))
            }
            Ask::Height { number, width, theme } => {
                self.leaves.get(&number).map(|leaf| Answer::Height(leaf.1.height(width, theme)))
            }
            Ask::Write { number, size, theme, link } => {
                self.svg(number, size, theme, &link).map(Answer::Text)
            }
            Ask::Features { config, parameters } => {
                Some(Answer::Images(features(&config, &parameters)))
            }
            Ask::Field { config, parameters } => {
                Some(Answer::Images(vec![receptive_field(&config, &parameters)]))
            }
        };
        answer.unwrap_or(Answer::Nothing)
    }

    fn put(&mut self, number: u32, leaf: Leaf) -> Answer {
        let caption = caption(number, &leaf);
        self.leaves.insert(number, leaf);
        Answer::Captions(vec![caption])
    }

    /// What is said of each figure.
    pub fn captions(&self) -> Vec<Caption> {
        self.leaves.iter().map(|(number, leaf)| caption(*number, leaf)).collect()
    }

    /// The drawing of a figure in this size, logical pixels.
    pub fn sheet(&self, number: u32, size: (f64, f64), theme: Theme) -> Option<Sheet> {
        let mut sheet = Sheet::new(size, theme);
        self.leaves.get(&number)?.1.paint(&mut sheet);
        Some(sheet)
    }

    /// A figure as a file, as [`svg`] makes it; as high as it needs if the height is 0.
    pub fn svg(
        &self,
        number: u32,
        (width, height): (f64, f64),
        theme: Theme,
        link: &str,
    ) -> Option<String> {
        let figure = &*self.leaves.get(&number)?.1;
        let height = if height > 0.0 { height } else { figure.height(width, theme) };
        Some(svg(figure, (width as u32, height.ceil() as u32), theme, link))
    }
}

fn caption(number: u32, (name, figure): &Leaf) -> Caption {
    Caption {
        number,
        name: (*name).to_owned(),
        title: figure.title(),
        summary: figure.summary(),
        has_table: figure.table().is_some(),
    }
}

/// A figure with the name of its file; an empty one if there is nothing to show yet.
fn leaf<F: Figure + Default + 'static>(name: &'static str, figure: Option<F>) -> Leaf {
    (name, Box::new(figure.unwrap_or_default()))
}

impl Sources<'_> {
    fn page(&self) -> Option<(&CellPage, &Pruning)> {
        if let Some(Computed::Recorded(page, pruning)) = self.computed {
            Some((page, pruning))
        } else {
            None
        }
    }

    fn transferred(&self) -> Option<&TransferFindings> {
        if let Some(Computed::Transfer(found)) = self.computed { Some(found) } else { None }
    }

    fn compared(&self) -> Option<&MethodsResult> {
        if let Some(Computed::Methods(found)) = self.computed { Some(found) } else { None }
    }

    fn emergence(&self) -> Vec<Leaf> {
        let config = self.config;
        let trained: Vec<_> = self.found.trained.values().cloned().collect();
        let rows = rows(config, &subunit_filters(config), &trained);
        let figure = self
            .found
            .cells
            .get(&0)
            .map(|cell| EmergenceFigure::of_rows(config, cell, &rows, config.draft().reveal));
        vec![leaf("emergence", figure)]
    }

    fn saturation(&self) -> Vec<Leaf> {
        let Found { cells, trained, .. } = self.found;
        let figure = SaturationFigure::of_results(self.config, cells, trained);
        vec![leaf("saturation", Some(figure))]
    }

    fn spacetime(&self) -> Vec<Leaf> {
        let Found { cells, trained, .. } = self.found;
        let figure = SpacetimeFigure::of_results(self.config, cells, trained);
        vec![leaf("space-time", Some(figure))]
    }

    fn recorded(&self) -> Vec<Leaf> {
        let (config, found) = (self.config, self.found);
        let page = self.page().map(|(page, _)| page);
        let field = found.cells.get(&0).map(|cell| {
            let network = found.trained.values().next();
            SpacetimeFigure::of_network(cell, network, config.columns(), None)
        });
        let pruned = self
            .page()
            .map(|(_, pruning)| PruningFigure::of_prunings([(config.cell_number(), pruning)]));
        vec![
            leaf("responses", page.map(RasterFigure::of_page)),
            leaf("filters", Some(FilterSheet::of_results(config, &found.trained, page))),
            leaf("receptive-field", field),
            leaf("pruning", pruned),
        ]
    }

    fn degradation(&self) -> Vec<Leaf> {
        let Found { cells, trained, .. } = self.found;
        let figure = |kind| DegradationFigure::of_results(self.config, kind, cells, trained);
        vec![
            leaf("sample-size", Some(figure(Degradation::Samples))),
            leaf("noise", Some(figure(DegradationFigure::noise_of(self.config)))),
        ]
    }

    fn transfer(&self) -> Vec<Leaf> {
        let found = self.transferred();
        let first = found.map(|found| found.first.correlations.clone());
        let matrix = first.clone().map(|correlations| TransferMatrix { correlations });
        let scatter = first.clone().map(|correlations| TransferScatter { correlations });
        let pruned = found.map(|found| {
            let numbers = found.first.numbers.iter().copied();
            PruningFigure::of_prunings(numbers.zip(&found.prunings))
        });
        let mut leaves = vec![
            leaf("transfer", matrix),
            leaf("traces", found.map(TransferTraces::of_found)),
            leaf("scatter", scatter),
        ];
        if self.config.num_second_steps() > 0 {
            let second = found
                .and_then(|found| found.second.as_ref())
                .map(|second| second.correlations.clone());
            let both = first.zip(second).map(|(first, second)| VersionScatter { first, second });
            leaves.push(leaf("versions", both));
        }
        leaves.push(leaf("pruning", pruned));
        leaves
    }

    fn natural(&self) -> Vec<Leaf> {
        let found =
            if let Some(Computed::Natural(found)) = self.computed { Some(&**found) } else { None };
        vec![
            leaf("pictures", found.map(PicturesFigure::of_generated)),
            leaf("sequence", found.map(SequenceFigure::new)),
            leaf("controls", found.map(ControlsFigure::new)),
        ]
    }

    fn methods(&self) -> Vec<Leaf> {
        let found = self.compared();
        let images = found.map(|found| MethodsFigure { result: Some(found.clone()), reveal: true });
        let curve = found.map(|found| NonlinearityFigure {
            generators: found.curve_generators.clone(),
            counts: found.curve_counts.clone(),
        });
        vec![leaf("methods", images), leaf("nonlinearity", curve)]
    }
}
