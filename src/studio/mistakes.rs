//! What breaks the transfer to pictures: every mistake with what it costs.

use leptos::prelude::*;

use crate::{
    config::{Choice as _, Mistake},
    figure::{Table, words::share},
    studio::state::{Asked, Mistakes as Found, Studio},
    ui::table_view,
};

/// A table of mistakes, computed when it is opened.
#[component]
pub fn Mistakes() -> impl IntoView {
    let studio = Studio::get();
    let opened = move |_| {
        if studio.mistakes.with_untracked(|found| *found == Asked::Not) {
            studio.ask_mistakes();
        }
    };
    let body = move || {
        studio.mistakes.with(|found| match found {
            Asked::Not => ().into_any(),
            Asked::Waiting => view! {
                <p role="status">
                    "Every mistake is made in turn\u{2026} "
                    <button type="button" class="quiet" on:click=move |_| studio.cancel()>"Cancel"</button>
                </p>
            }
            .into_any(),
            Asked::Here(found) => view! {
                <p>{finding(found)}</p>
                <div class="scrolling">{table_view(&table(found))}</div>
            }
            .into_any(),
            Asked::Failed(message) => view! {
                <p role="alert">{message.clone()}</p>
                <button type="button" on:click=move |_| studio.ask_mistakes()>"Try again"</button>
            }
            .into_any(),
        })
    };
    view! {
        <details class="studio-part" id="mistakes" on:toggle=opened>
            <summary>"What breaks it: six ways to show a network something else than the cell"</summary>
            <p class="hint">
                "The pictures of the experiment, shown to the cells as they should be and to the networks in a wrong way. The setting “Mistake” makes one of them in the figures above."
            </p>
            {move || body()}
        </details>
    }
}

/// The worst of them in words.
fn finding(found: &Found) -> String {
    let right = found.first().map_or(0.0, |first| first.1);
    let wrong = found.iter().skip(1);
    let worst = wrong.min_by(|a, b| a.1.total_cmp(&b.1));
    worst.map_or_else(String::new, |(mistake, correlation, _)| {
        format!(
            "Done right, the own networks reach a correlation of {}; the worst mistake, “{}”, leaves {}.",
            share(right),
            mistake.label(),
            share(*correlation)
        )
    })
}

fn table(found: &Found) -> Table {
    let columns =
        ["What the network is shown", "Correlation, own network", "Predicted rate over true rate"];
    let row = |(mistake, correlation, factor): &(Mistake, f64, f64)| {
        vec![mistake.label().to_owned(), share(*correlation), format!("{factor:.2}")]
    };
    Table { columns: columns.map(str::to_owned).to_vec(), rows: found.iter().map(row).collect() }
}
