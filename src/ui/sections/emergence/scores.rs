//! The numbers beside a row.

use leptos::prelude::*;

use crate::ui::sections::emergence::facts::{Restart, RowFacts};
use ganglion_components::{
    reactive::{Memo, Signal},
    views::CollectAny as _,
};
use ganglion_core::{analysis::Recovery, t};
use ganglion_figures::figure::words::share;

/// Correlation as a share of the ceiling, effective filters, recovery, restarts.
#[component]
pub(super) fn Scores(
    /// The row; none before the first data.
    #[prop(into)]
    facts: Signal<Option<RowFacts>>,
    /// Restarts asked for.
    #[prop(into)]
    num_restarts: Signal<u32>,
) -> impl IntoView {
    let of_ceiling = Memo::new(move |_| {
        let (ceiling, correlation) = facts.with(|facts| {
            let facts = facts.as_ref()?;
            Some((facts.ceiling?, facts.correlation()?))
        })?;
        (ceiling > 0.0).then_some(correlation / ceiling)
    });
    let effective =
        Memo::new(move |_| facts.with(|facts| facts.as_ref().map(RowFacts::num_effective)));
    let recovered = Memo::new(move |_| {
        facts.with(|facts| {
            let recovery = &facts.as_ref()?.recovery;
            let all = recovery.matching.len();
            (all > 0).then(|| (recovery.num_found(), all, detail(recovery)))
        })
    });
    let restarts = Memo::new(move |_| {
        facts
            .with(|facts| facts.as_ref().map(|facts| facts.restarts.clone()))
            .unwrap_or_else(|| vec![Restart::Waiting; num_restarts.get() as usize])
    });
    let dash = || "\u{2013}".to_owned();
    view! {
        <div class="score score-ceiling" role="cell">
            <span class="meter" aria-hidden="true">
                <span style:transform=move || {
                    format!("scaleX({:.3})", of_ceiling.get().unwrap_or(0.0).clamp(0.0, 1.0))
                }></span>
            </span>
            <span class="number">{move || of_ceiling.get().map_or_else(dash, share)}</span>
        </div>
        <div class="score" role="cell">
            <span class="number">{move || effective.get().map_or_else(dash, |count| count.to_string())}</span>
        </div>
        <div class="score score-recovered" role="cell" class:complete=move || {
            recovered.get().is_some_and(|(found, all, _)| found == all)
        }>
            <span class="number">{move || recovered.get().map_or_else(dash, |(found, all, _)| t!("{found} of {all}", found = found, all = all))}</span>
            <span class="score-detail">
                {move || recovered.get().map(|(_, _, detail)| detail)}
            </span>
        </div>
        <div class="score score-restarts" role="cell">
            <span class="pips" aria-hidden="true">
                {move || restarts.get().into_iter().map(|restart| view! {
                    <span class=pip_class(restart)></span>
                }).collect_any()}
            </span>
            <span class="score-detail">{move || restarts.with(|restarts| kept_text(restarts))}</span>
        </div>
    }
}

/// How well those that are found are matched, or how close the closest comes.
fn detail(recovery: &Recovery) -> String {
    let subunits = 0..recovery.matching.len();
    let (found, others): (Vec<_>, Vec<_>) =
        subunits.partition(|&subunit| recovery.is_found(subunit));
    let similarities =
        |subunits: Vec<usize>| subunits.into_iter().map(|subunit| recovery.of_subunit(subunit));
    if found.is_empty() {
        let closest = similarities(others).fold(0.0, f64::max);
        t!("closest {similarity}", similarity = share(closest))
    } else {
        let worst = similarities(found).fold(1.0, f64::min);
        t!("worst {similarity}", similarity = share(worst))
    }
}

fn pip_class(restart: Restart) -> &'static str {
    match restart {
        Restart::Waiting => "pip",
        Restart::Running => "pip running",
        Restart::Done => "pip done",
        Restart::Kept => "pip kept",
    }
}

/// Which restart is kept, of how many.
fn kept_text(restarts: &[Restart]) -> String {
    match restarts.iter().position(|restart| *restart == Restart::Kept) {
        Some(kept) => t!("number {kept} kept", kept = kept + 1),
        None if restarts.contains(&Restart::Running) => t!("learning").to_owned(),
        None => t!("waiting").to_owned(),
    }
}
