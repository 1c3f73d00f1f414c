//! What breaks the transfer to pictures: every mistake with what it costs.

use leptos::prelude::*;

use crate::image_explorer::{
    asked::asked_view,
    state::{ImageExplorer, Mistakes as MistakeScores, OnRequest},
};
use ganglion_components::{table_view, views::either};
use ganglion_core::{
    config::{Choice as _, Mistake},
    experiment::natural::{Beside, Mistaken},
    t,
    words::say,
};
use ganglion_figures::figure::{Table, words::share};

/// A table of mistakes, computed when it is opened.
#[component]
pub fn Mistakes() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let opened = move |_| {
        if explorer.mistakes.with_untracked(|found| *found == OnRequest::Not) {
            explorer.ask_mistakes();
        }
    };
    let again = || {
        let explorer = ImageExplorer::get();
        view! { <button type="button" on:click=move |_| explorer.ask_mistakes()>{t!("Try again")}</button> }
            .into_any()
    };
    let body = move || {
        let waiting = t!("Every mistake is made in turn\u{2026}");
        asked_view(explorer.mistakes, waiting, [|| ().into_any(), again], |found| {
            view! {
                <p>{finding(found)}</p>
                <div class="scrolling">{table_view(&table(found))}</div>
            }
            .into_any()
        })
    };
    let unknown = || {
        view! {
            <p class="hint" id="no-mistakes">
                {t!("What it costs to show a network pictures in a wrong way can't be told for cells of a recording: nobody knows what they answer to these pictures.")}
            </p>
        }
        .into_any()
    };
    let known = move || {
        view! {
        <details class="image-explorer-part" id="mistakes" on:toggle=opened>
            <summary>{t!("What breaks it: six ways to show a network something else than the cell")}</summary>
            <p class="hint">
                {t!("The pictures of the experiment, shown to the cells as they should be and to the networks in a wrong way. A cell that is flashed the opposite contrast answers the end of the flash instead, so counts forgive a flipped sign; pictures that stand do not. The setting “Mistake” makes one of them in the figures above.")}
            </p>
            {move || body()}
        </details>
        }
        .into_any()
    };
    either(move || explorer.beside() == Beside::Cell, known, unknown)
}

/// The worst of them in words.
fn finding([flashed, standing]: &MistakeScores) -> String {
    let of = |found: &[Mistaken]| {
        let worst = found.iter().skip(1).min_by(|a, b| a.own.total_cmp(&b.own))?;
        let right = found.first().map_or(0.0, |right| right.own);
        Some((share(right), words(worst.mistake), share(worst.own)))
    };
    match (of(flashed), of(standing)) {
        (Some(flashed), Some(standing)) => t!(
            "Correlation of the own networks with their cells, done right: {flashed}; after the worst mistake, “{flashed_mistake}”, {flashed_worst}. With pictures that stand: {standing}; after the worst mistake, “{standing_mistake}”, {standing_worst}.",
            flashed = flashed.0,
            flashed_mistake = flashed.1,
            flashed_worst = flashed.2,
            standing = standing.0,
            standing_mistake = standing.1,
            standing_worst = standing.2,
        ),
        _ => String::new(),
    }
}

/// A mistake as the network meets it.
fn words(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::None => t!("As the cell sees it"),
        Mistake::Raw
        | Mistake::MeanKept
        | Mistake::Offset
        | Mistake::Flipped
        | Mistake::PatchRemoved => say(mistake.label()),
    }
}

fn table([flashed, standing]: &MistakeScores) -> Table {
    let columns = [
        t!("What the network is shown"),
        t!("Correlation, flashed"),
        t!("Correlation, standing"),
        t!("Predicted over true rate, flashed"),
    ];
    let row = |(flashed, standing): (&Mistaken, &Mistaken)| {
        vec![
            words(flashed.mistake).to_owned(),
            share(flashed.own),
            share(standing.own),
            format!("\u{d7} {:.2}", flashed.rate_factor),
        ]
    };
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows: flashed.iter().zip(standing).map(row).collect(),
    }
}
