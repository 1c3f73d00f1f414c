//! All figures of a section at once, for whoever has its results and no page.

use std::collections::BTreeMap;

use crate::{
    cell::subunit_filters,
    config::{Config, Section},
    experiment::{CellSummary, Computed, TaskId, TransferFindings, rows},
    figure::{
        Degradation, DegradationFigure, EmergenceFigure, Figure, FilterSheet, MethodsFigure,
        NonlinearityFigure, PruningFigure, RasterFigure, SaturationFigure, SpacetimeFigure,
        TransferMatrix, TransferScatter, TransferTraces, VersionScatter,
    },
    training::Trained,
};

/// A figure with the name that the page gives to its file.
pub type Named = (&'static str, Box<dyn Figure>);

/// The figures of an experiment in the order of the page.
pub fn figures(
    config: &Config,
    cells: &BTreeMap<u32, CellSummary>,
    trained: &BTreeMap<TaskId, Trained>,
    computed: Option<&Computed>,
) -> Vec<Named> {
    match config.experiment() {
        Section::Cell | Section::Emergence => {
            let networks: Vec<_> = trained.values().cloned().collect();
            let rows = rows(config, &subunit_filters(config), &networks);
            let of_cell =
                |cell| named("emergence", EmergenceFigure::of_rows(config, cell, &rows, true));
            cells.get(&0).map(of_cell).into_iter().collect()
        }
        Section::Saturation => {
            vec![named("saturation", SaturationFigure::of_results(config, cells, trained))]
        }
        Section::Spacetime => {
            vec![named("space-time", SpacetimeFigure::of_results(config, cells, trained))]
        }
        Section::Degradation => {
            let kinds = [
                ("sample-size", Degradation::Samples),
                ("noise", DegradationFigure::noise_of(config)),
            ];
            let figure = |(name, kind)| {
                named(name, DegradationFigure::of_results(config, kind, cells, trained))
            };
            kinds.into_iter().map(figure).collect()
        }
        Section::Recorded | Section::Transfer | Section::Methods => match computed {
            Some(found) => of_found(config, cells, trained, found),
            None => Vec::new(),
        },
    }
}

fn named(name: &'static str, figure: impl Figure + 'static) -> Named {
    (name, Box::new(figure))
}

fn of_found(
    config: &Config,
    cells: &BTreeMap<u32, CellSummary>,
    trained: &BTreeMap<TaskId, Trained>,
    found: &Computed,
) -> Vec<Named> {
    match found {
        Computed::Recorded(page, pruning) => {
            let network = trained.values().next();
            let field = cells.get(&0).map(|cell| {
                let figure = SpacetimeFigure::of_network(cell, network, config.columns(), None);
                named("receptive-field", figure)
            });
            let pruned = PruningFigure::of_prunings([(config.cell_number(), pruning)]);
            let mut all = vec![
                named("responses", RasterFigure::of_page(page)),
                named("filters", FilterSheet::of_results(config, trained, Some(page))),
            ];
            all.extend(field);
            all.push(named("pruning", pruned));
            all
        }
        Computed::Transfer(found) => of_transfer(found),
        Computed::Methods(found) => {
            let (generators, counts) = (found.curve_generators.clone(), found.curve_counts.clone());
            let images = MethodsFigure { result: Some((**found).clone()), reveal: true };
            let curve = NonlinearityFigure { generators, counts };
            vec![named("methods", images), named("nonlinearity", curve)]
        }
    }
}

fn of_transfer(found: &TransferFindings) -> Vec<Named> {
    let first = found.first.correlations.clone();
    let mut all = vec![
        named("transfer", TransferMatrix { correlations: first.clone() }),
        named("traces", TransferTraces::of_found(found)),
        named("scatter", TransferScatter { correlations: first.clone() }),
    ];
    if let Some(second) = &found.second {
        all.push(named("versions", VersionScatter { first, second: second.correlations.clone() }));
    }
    let numbers = found.first.numbers.iter().copied();
    all.push(named("pruning", PruningFigure::of_prunings(numbers.zip(&found.prunings))));
    all
}
