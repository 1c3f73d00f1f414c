//! The numbers beside a row.

use leptos::prelude::*;

use crate::ui::sections::emergence::facts::{Restart, RowFacts};
use ganglion_components::{
    reactive::{Memo, Signal},
    views::CollectAny as _,
};
use ganglion_core::t;
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
            let lonely = recovery.matching.iter().filter(|filter| filter.is_none()).count();
            (all > 0).then(|| (recovery.num_found(), all, detail(recovery.worst, lonely)))
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
            <span class="score-unit">" " {t!("effective")}</span>
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

/// What keeps the recovery from being complete.
fn detail(worst: f64, num_lonely: usize) -> String {
    if num_lonely == 0 {
        t!("worst {similarity}", similarity = share(worst))
    } else {
        t!("{count} unmatched", count = num_lonely)
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
        Some(kept) => t!("kept {kept} of {restarts}", kept = kept + 1, restarts = restarts.len()),
        None if restarts.contains(&Restart::Running) => t!("learning").to_owned(),
        None => t!("waiting").to_owned(),
    }
}
