//! The test of Fig. 10 on a person's own pictures, with all its controls.

use std::sync::Arc;

use leptos::prelude::*;

use crate::image_explorer::{
    asked::asked_view,
    plot::{FigurePlot, Make, NOT_SAVED, SharedFigure},
    state::{ImageExplorer, OwnResult},
};
use ganglion_components::views::when;
use ganglion_core::{
    experiment::{Computed, Findings, natural::Beside},
    t, tn,
    words::say,
};
use ganglion_figures::figure::{ControlsFigure, PicturesFigure, SequenceFigure};
use ganglion_web::download;

/// The button that begins the test, and what it found.
#[component]
pub fn OwnTest() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let begin = || view! { <Begin/> }.into_any();
    let body = move || {
        let waiting = match explorer.beside() {
            Beside::Cell => t!("Your pictures are shown to every cell and every network\u{2026}"),
            Beside::OneFilter => t!("Your pictures are shown to every network\u{2026}"),
        };
        asked_view(explorer.test, waiting, [begin, begin], |result| {
            view! { <Result result=Arc::clone(result)/> }.into_any()
        })
    };
    let title = move || match explorer.beside() {
        Beside::Cell => t!("Do the networks know your pictures?"),
        Beside::OneFilter => t!("What do the networks make of your pictures?"),
    };
    let part = move || {
        view! {
            <section class="image-explorer-part" id="own-test" aria-labelledby="own-test-title">
                <h4 id="own-test-title">{move || title()}</h4>
                {move || body()}
            </section>
        }
        .into_any()
    };
    when(move || explorer.own.with(|own| !own.is_empty()), part)
}

#[component]
fn Begin() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let words = move || {
        let count = explorer.own.with(Vec::len);
        let views = explorer.setting.with(|setting| setting.num_views(count));
        t!(
            "The experiment above, with {views} from {pictures} of yours: each is seen at one place after the other.",
            views = tn!(views, "{n} view", "{n} views"),
            pictures = tn!(count, "{n} picture", "{n} pictures"),
        )
    };
    view! {
        <p class="hint">{move || words()}</p>
        <button type="button" id="ask-test" on:click=move |_| explorer.ask_test()>
            {t!("Test with your pictures")}
        </button>
    }
}

#[component]
fn Result(
    /// What was found.
    result: Arc<OwnResult>,
) -> impl IntoView {
    let explorer = ImageExplorer::get();
    let figure = |of: fn(&OwnResult) -> SharedFigure| -> Make {
        let result = Arc::clone(&result);
        Arc::new(move || Some(of(&result)))
    };
    let pictures = figure(|result| Arc::new(PicturesFigure::new(&result.found, &result.offered)));
    let sequence = figure(|result| Arc::new(SequenceFigure::new(&result.found)));
    let controls = figure(|result| Arc::new(ControlsFigure::new(&result.found)));
    let conclusion = result.found.conclusion();
    let save = {
        let result = Arc::clone(&result);
        move |_| {
            let text = report(explorer, &result);
            if download("own-pictures.json", "application/json", text.as_bytes()).is_err() {
                explorer.say(say(NOT_SAVED).to_owned());
            }
        }
    };
    view! {
        <p class="sentence" id="own-conclusion">{conclusion}</p>
        <FigurePlot make=pictures name="own-pictures"/>
        <FigurePlot make=sequence name="own-sequence"/>
        <FigurePlot make=controls name="own-controls"/>
        <button type="button" class="quiet" on:click=save>{t!("Save the numbers (JSON)")}</button>
    }
}

/// Link, pictures and numbers, as the report of an experiment has them.
fn report(explorer: ImageExplorer, result: &OwnResult) -> String {
    let pictures: Vec<_> = explorer.own.with_untracked(|own| {
        let of = |own: &crate::image_explorer::state::Own| {
            serde_json::json!({
                "name": own.picture.name,
                "checksum": own.picture.checksum,
                "width": own.picture.size.0,
                "height": own.picture.size.1,
            })
        };
        own.iter().map(of).collect()
    });
    let findings = Findings::from(&Computed::Natural(Box::new(result.found.clone())));
    let report = serde_json::json!({
        "link": result.link,
        "pictures": pictures,
        "findings": findings,
    });
    report.to_string()
}
