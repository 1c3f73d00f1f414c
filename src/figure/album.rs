//! All figures of an experiment, as its section shows them: the page asks for them by number.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    analysis::{Pruning, features},
    cell::subunit_filters,
    config::{Config, Section},
    experiment::{
        Computed, EmergenceRow, Found, MethodsResult, Note, Proof, TaskId, TransferFindings,
        Verdict, groups, kept, notes, recorded::CellPage, remarks, rows,
    },
    figure::{
        Answer, Ask, Behind, CURVES, Caption, ControlsFigure, Degradation, DegradationFigure,
        EmergenceFigure, Figure, FilterSheet, MethodsFigure, NETWORK, NonlinearityFigure,
        PicturesFigure, PruningFigure, RasterFigure, Remark, SaturationFigure, SequenceFigure,
        Sheet, SpacetimeFigure, TEMPORAL, Target, Theme, TransferMatrix, TransferScatter,
        TransferTraces, VersionScatter, svg, words::share,
    },
    link, t,
};

/// Name of the figure whose filters are switched off and on.
const FILTERS: &str = "filters";

/// The figures that the page shows, by number.
#[derive(Default)]
pub struct Album {
    shown: Option<Shown>,
    leaves: BTreeMap<u32, Leaf>,
}

/// A figure with the name of its file.
type Leaf = (&'static str, Box<dyn Figure>);

/// What figures are made from.
struct Shown {
    config: Config,
    found: Found,
    computed: Option<Computed>,
    /// Filters that are switched off by hand.
    off: BTreeSet<u32>,
}

impl Album {
    /// Of what an experiment has found so far; every figure is there from the first, if empty.
    pub fn new(config: &Config, found: &Found) -> Self {
        let mut album = Self::default();
        album.show(config.clone(), found.clone());
        album
    }

    fn show(&mut self, config: Config, found: Found) {
        let computed = found.computed.as_ref().and_then(|computed| computed.open());
        self.shown = Some(Shown { config, found, computed, off: BTreeSet::new() });
        self.renew();
    }

    /// Makes the figures of the experiment anew; single ones stay.
    fn renew(&mut self) {
        let singles = self.leaves.split_off(&CURVES);
        let leaves = self.shown.as_ref().map(Shown::leaves).unwrap_or_default();
        self.leaves = (0..).zip(leaves).chain(singles).collect();
    }

    /// Answers a question of the page.
    pub fn answer(&mut self, ask: Ask) -> Answer {
        let answer = match ask {
            Ask::Show { config, found } => {
                self.show(*config, found);
                Some(Answer::Captions(self.captions()))
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
            Ask::Remarks => {
                Some(Answer::Remarks(self.shown.as_ref().map(Shown::remarks).unwrap_or_default()))
            }
            Ask::Spots { number, size, theme } => {
                self.sheet(number, size, theme).map(|sheet| Answer::Spots(sheet.spots()))
            }
            Ask::Pick { number, at, size, theme } => self.pick(number, at, size, theme),
            Ask::Write { number, size, theme, link } => {
                self.svg(number, size, theme, &link).map(Answer::Text)
            }
            Ask::Csv { number } => {
                let table = self.leaves.get(&number).and_then(|(_, figure)| figure.table());
                table.map(|table| Answer::Text(table.to_csv()))
            }
            Ask::Prove { report, expected } => verdict(&report, &expected),
            Ask::Features { config, parameters } => {
                Some(Answer::Images(features(&config, &parameters)))
            }
        };
        answer.unwrap_or(Answer::Nothing)
    }

    fn put(&mut self, number: u32, leaf: Leaf) -> Answer {
        let caption = caption(number, &leaf);
        self.leaves.insert(number, leaf);
        Answer::Captions(vec![caption])
    }

    /// What is said of each figure of the experiment.
    pub fn captions(&self) -> Vec<Caption> {
        self.leaves.range(..CURVES).map(|(number, leaf)| caption(*number, leaf)).collect()
    }

    /// What a click stands for: a filter goes off or on, or a network is opened.
    fn pick(
        &mut self,
        number: u32,
        at: (f64, f64),
        size: (f64, f64),
        theme: Theme,
    ) -> Option<Answer> {
        let target = self.sheet(number, size, theme)?.target_at(at)?;
        let name = self.leaves.get(&number)?.0;
        let shown = self.shown.as_mut()?;
        if name == FILTERS {
            let filter = target[0];
            if !shown.off.remove(&filter) {
                shown.off.insert(filter);
            }
            self.renew();
            return Some(Answer::Captions(self.captions()));
        }
        let task = shown.behind(&*self.leaves.get(&number)?.1, target)?;
        let (leaf, words, link) = shown.network(task)?;
        let Answer::Captions(captions) = self.put(NETWORK, leaf) else { return None };
        Some(Answer::Network { caption: captions.into_iter().next()?, words, link })
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
        click: figure.click().map(str::to_owned),
    }
}

fn verdict(report: &str, expected: &str) -> Option<Answer> {
    let here = Proof::of_report(report)?;
    let unread = t!(
        "The result that the link expects cannot be read, so it was not compared. The run is whole; only its proof is missing."
    );
    let verdict = Proof::of_text(expected)
        .map_or_else(|| Verdict::OtherSettings(unread.to_owned()), |proof| proof.verdict(&here));
    let is_compared = !matches!(verdict, Verdict::OtherSettings(_));
    Some(Answer::Verdict { words: verdict.words().to_owned(), is_compared })
}

/// A figure with the name of its file; an empty one if there is nothing to show yet.
fn leaf<F: Figure + Default + 'static>(name: &'static str, figure: Option<F>) -> Leaf {
    (name, Box::new(figure.unwrap_or_default()))
}

impl Shown {
    fn leaves(&self) -> Vec<Leaf> {
        match self.config.draft().section {
            Section::Cell => Vec::new(),
            Section::Emergence => self.emergence(),
            Section::Saturation => self.saturation(),
            Section::Spacetime => self.spacetime(),
            Section::Recorded => self.recorded(),
            Section::Degradation => self.degradation(),
            Section::Transfer => self.transfer(),
            Section::Methods => self.methods(),
            Section::Natural => self.natural(),
        }
    }

    fn remarks(&self) -> Vec<Remark> {
        let Found { cells, trained, .. } = &self.found;
        let notes = if self.config.draft().section == Section::Emergence {
            let ceiling = cells.get(&0).map_or(0.0, |cell| cell.ceiling);
            notes(&self.config, ceiling, &self.rows())
        } else {
            remarks(&self.config, cells, trained, self.computed.as_ref())
        };
        let remark = |note: Note| Remark { paper: note.paper.map(str::to_owned), here: note.here };
        notes.into_iter().map(remark).collect()
    }

    /// The network behind a point of a figure.
    fn behind(&self, figure: &dyn Figure, target: Target) -> Option<TaskId> {
        match figure.behind(target)? {
            Behind::Task(task) => Some(task),
            Behind::Group(group) => {
                let most = *self.config.filter_counts().end();
                let network = kept(&self.found.trained, group, most)?;
                Some(TaskId { group, network: network.id })
            }
        }
    }

    /// A network by itself: its filters, its numbers in words, and the link to it alone.
    fn network(&self, task: TaskId) -> Option<(Leaf, String, String)> {
        let network = self.found.trained.get(&task)?;
        let groups = groups(&self.config);
        let config = &groups.get(task.group as usize)?.config;
        let sheet = FilterSheet::of_network(&network.parameters, (&[], config.columns()), &[]);
        let words = t!(
            "Correlation with the spikes of the test frames {correlation}; loss on the validation frames {loss} nats a frame.",
            correlation = share(network.correlation),
            loss = format_args!("{:.4}", network.validation_loss),
        );
        Some((("network", Box::new(sheet)), words, link::encode(config.draft())))
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
        let trained: Vec<_> = self.found.trained.values().cloned().collect();
        let config = &self.config;
        // What a sealed cell is like is for people to find out.
        let subunits = if config.is_blind() { Vec::new() } else { subunit_filters(config) };
        rows(config, &subunits, &trained)
    }

    fn emergence(&self) -> Vec<Leaf> {
        let config = &self.config;
        let rows = self.rows();
        let figure = self
            .found
            .cells
            .get(&0)
            .map(|cell| EmergenceFigure::of_rows(config, cell, &rows, config.draft().reveal));
        vec![leaf("emergence", figure)]
    }

    fn saturation(&self) -> Vec<Leaf> {
        let Found { cells, trained, .. } = &self.found;
        let figure = SaturationFigure::of_results(&self.config, cells, trained);
        vec![leaf("saturation", Some(figure))]
    }

    fn spacetime(&self) -> Vec<Leaf> {
        let Found { cells, trained, .. } = &self.found;
        let figure = SpacetimeFigure::of_results(&self.config, cells, trained);
        vec![leaf("space-time", Some(figure))]
    }

    fn recorded(&self) -> Vec<Leaf> {
        let (config, cell) = (&self.config, self.found.cells.get(&0));
        let network = kept(&self.found.trained, 0, *config.filter_counts().end());
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
        let sheet = network.map(|network| {
            let mut sheet =
                FilterSheet::of_network(&network.parameters, (features, config.columns()), &off);
            sheet.can_switch = whole.is_some();
            sheet
        });
        let field = cell.map(|cell| {
            let network_field = page.as_ref().map(|page| &*page.network_field);
            SpacetimeFigure::of_recorded(cell, network, network_field, config.columns())
        });
        let pruned = self
            .page()
            .map(|(_, pruning)| PruningFigure::of_prunings([(config.cell_number(), pruning)]));
        vec![
            leaf("responses", page.as_ref().map(RasterFigure::of_page)),
            leaf(FILTERS, sheet),
            leaf("receptive-field", field),
            leaf("pruning", pruned),
        ]
    }

    fn degradation(&self) -> Vec<Leaf> {
        let Found { cells, trained, .. } = &self.found;
        let figure = |kind| DegradationFigure::of_results(&self.config, kind, cells, trained);
        vec![
            leaf("sample-size", Some(figure(Degradation::Samples))),
            leaf("noise", Some(figure(DegradationFigure::noise_of(&self.config)))),
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
            if let Some(Computed::Natural(found)) = &self.computed { Some(&**found) } else { None };
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
