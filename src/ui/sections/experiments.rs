//! The experiments beside Emergence: figures that fill as networks are trained.

use leptos::prelude::*;

use crate::{
    analysis::Pruning,
    config::{Config, Section},
    experiment::{Computed, MethodsResult, TransferFindings, recorded::CellPage},
    figure::{
        Degradation, DegradationFigure, FilterSheet, MethodsFigure, NonlinearityFigure,
        PruningFigure, RasterFigure, SaturationFigure, SpacetimeFigure, TransferMatrix,
        TransferScatter, TransferTraces, VersionScatter,
    },
    pool::Results,
    ui::{AppState, Plot, drawn::Drawn, reactive::Memo, views::CollectAny as _},
};

/// A figure with the name of its file.
type Named = (&'static str, Drawn);

/// A figure of the results of an experiment, if they are of the section that is shown.
fn of_results<F: crate::figure::Figure + PartialEq + Send + Sync + 'static>(
    state: AppState,
    section: Section,
    empty: impl Fn() -> F + Send + Sync + 'static,
    make: impl Fn(&Config, &Results) -> Option<F> + Send + Sync + 'static,
) -> Drawn {
    Memo::new(move |_| {
        state.results.with(|results| {
            let config = results.config.as_ref().filter(|config| config.experiment() == section);
            config.and_then(|config| make(config, results)).unwrap_or_else(&empty)
        })
    })
    .into()
}

fn page_of(results: &Results) -> Option<(&CellPage, &Pruning)> {
    if let Some(Computed::Recorded(page, pruning)) = &results.computed {
        Some((page, pruning))
    } else {
        None
    }
}

fn transfer_of(results: &Results) -> Option<&TransferFindings> {
    if let Some(Computed::Transfer(found)) = &results.computed { Some(found) } else { None }
}

fn methods_of(results: &Results) -> Option<&MethodsResult> {
    if let Some(Computed::Methods(found)) = &results.computed { Some(found) } else { None }
}

fn saturation(state: AppState) -> Vec<Named> {
    let figure = of_results(
        state,
        Section::Saturation,
        SaturationFigure::default,
        |config, Results { cells, trained, .. }| {
            Some(SaturationFigure::of_results(config, cells, trained))
        },
    );
    vec![("saturation", figure)]
}

fn spacetime(state: AppState) -> Vec<Named> {
    let figure = of_results(
        state,
        Section::Spacetime,
        SpacetimeFigure::default,
        |config, Results { cells, trained, .. }| {
            Some(SpacetimeFigure::of_results(config, cells, trained))
        },
    );
    vec![("space-time", figure)]
}

fn recorded(state: AppState) -> Vec<Named> {
    let section = Section::Recorded;
    let rasters = of_results(state, section, RasterFigure::default, |_, results| {
        Some(RasterFigure::of_page(page_of(results)?.0))
    });
    let sheet = of_results(state, section, FilterSheet::default, |config, results| {
        let page = page_of(results).map(|(page, _)| page);
        Some(FilterSheet::of_results(config, &results.trained, page))
    });
    let field = of_results(state, section, SpacetimeFigure::default, |config, results| {
        let network = results.trained.values().next();
        let cell = results.cells.get(&0)?;
        Some(SpacetimeFigure::of_network(cell, network, config.columns(), None))
    });
    let pruned = of_results(state, section, PruningFigure::default, |config, results| {
        Some(PruningFigure::of_prunings([(config.cell_number(), page_of(results)?.1)]))
    });
    vec![
        ("responses", rasters),
        ("filters", sheet),
        ("receptive-field", field),
        ("pruning", pruned),
    ]
}

fn degradation(state: AppState) -> Vec<Named> {
    let figure = |kind: Option<Degradation>| {
        of_results(
            state,
            Section::Degradation,
            DegradationFigure::default,
            move |config, Results { cells, trained, .. }| {
                let kind = kind.unwrap_or_else(|| DegradationFigure::noise_of(config));
                Some(DegradationFigure::of_results(config, kind, cells, trained))
            },
        )
    };
    vec![("sample-size", figure(Some(Degradation::Samples))), ("noise", figure(None))]
}

fn transfer(state: AppState) -> Vec<Named> {
    let section = Section::Transfer;
    let matrix = of_results(state, section, TransferMatrix::default, move |_, results| {
        Some(TransferMatrix { correlations: transfer_of(results)?.first.correlations.clone() })
    });
    let traces = of_results(state, section, TransferTraces::default, move |_, results| {
        Some(TransferTraces::of_found(transfer_of(results)?))
    });
    let scatter = of_results(state, section, TransferScatter::default, move |_, results| {
        Some(TransferScatter { correlations: transfer_of(results)?.first.correlations.clone() })
    });
    let pruned = of_results(state, section, PruningFigure::default, move |_, results| {
        let found = transfer_of(results)?;
        let numbers = found.first.numbers.iter().copied();
        Some(PruningFigure::of_prunings(numbers.zip(&found.prunings)))
    });
    let versions = of_results(state, section, VersionScatter::default, move |_, results| {
        let found = transfer_of(results)?;
        let second = found.second.as_ref()?.correlations.clone();
        Some(VersionScatter { first: found.first.correlations.clone(), second })
    });
    let mut all = vec![("transfer", matrix), ("traces", traces), ("scatter", scatter)];
    let has_second = state
        .experiment
        .with(|config| config.as_ref().is_some_and(|config| config.num_second_steps() > 0));
    if has_second {
        all.push(("versions", versions));
    }
    all.push(("pruning", pruned));
    all
}

fn methods(state: AppState) -> Vec<Named> {
    let section = Section::Methods;
    let images = of_results(state, section, MethodsFigure::default, move |_, results| {
        Some(MethodsFigure { result: Some(methods_of(results)?.clone()), reveal: true })
    });
    let curve = of_results(state, section, NonlinearityFigure::default, move |_, results| {
        let found = methods_of(results)?;
        let (generators, counts) = (found.curve_generators.clone(), found.curve_counts.clone());
        Some(NonlinearityFigure { generators, counts })
    });
    vec![("methods", images), ("nonlinearity", curve)]
}

/// What the section asks, before there is an answer.
fn question(section: Section) -> (&'static str, &'static str) {
    match section {
        Section::Cell | Section::Emergence => ("", ""),
        Section::Saturation => (
            "How many filters are enough?",
            "Networks with more and more filters, in one to three layers, learn the spikes of the same cell; several seeds give the error bars (Fig. 3).",
        ),
        Section::Spacetime => (
            "Can a network learn the temporal filter too?",
            "Version I learns on filtered frames; then Version II goes on with the raw frames of the last 0.67 s (Figs. 2 and 9).",
        ),
        Section::Recorded => (
            "What does a network find in a recorded-like cell?",
            "A simulated cell stands in for the paper's recordings: Gaussian subunits, noise, drift, and 200 repeats of the same test (Figs. 4 and 5).",
        ),
        Section::Degradation => (
            "How much data does a network need?",
            "The same cell with fewer frames, and with noise among the images (Fig. 6).",
        ),
        Section::Transfer => (
            "Does a network know its own cell?",
            "The network of each cell predicts every other cell (Figs. 7 to 9).",
        ),
        Section::Methods => (
            "What do other methods find in the same spikes?",
            "Spike-triggered average and covariance, matrix factorization, an LN model and the network, each with what it has to be told.",
        ),
    }
}

/// Where the paper says otherwise, or what to keep in mind.
fn remark(section: Section) -> Option<&'static str> {
    match section {
        Section::Saturation => Some(
            "The paper says that with two or more layers the performance does not depend on the number of filters. Here it rises until about eight filters: deeper networks explain the threshold, which one layer cannot.",
        ),
        Section::Transfer => Some(
            "The paper finds that the worst cell's network does better on other cells than on its own. That does not reproduce with these cells.",
        ),
        Section::Recorded => Some(
            "The paper's random pruning falls to zero. Here it does so only if few filters are effective; both draws are shown.",
        ),
        Section::Cell
        | Section::Emergence
        | Section::Spacetime
        | Section::Degradation
        | Section::Methods => None,
    }
}

/// One of the experiments: its finding, its figures, a remark.
#[component]
pub fn ExperimentSection(
    /// Which.
    section: Section,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let figures = match section {
        Section::Cell | Section::Emergence => Vec::new(),
        Section::Saturation => saturation(state),
        Section::Spacetime => spacetime(state),
        Section::Recorded => recorded(state),
        Section::Degradation => degradation(state),
        Section::Transfer => transfer(state),
        Section::Methods => methods(state),
    };
    let (asked, about) = question(section);
    let plots = figures.into_iter().map(|(name, figure)| view! { <Plot figure name/> });
    view! {
        <section class="experiment" aria-labelledby="experiment-title">
            <header class="finding">
                <h2 id="experiment-title">{asked}</h2>
                <p class="sentence">{about}</p>
            </header>
            {plots.collect_any()}
            {remark(section).map(|text| view! { <aside class="note"><p>{text}</p></aside> })}
        </section>
    }
}
