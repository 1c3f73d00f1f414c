//! The test of Fig. 10 on a person's own pictures, with all its controls.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    experiment::{Computed, Findings},
    figure::{ControlsFigure, PicturesFigure, SequenceFigure},
    link,
    studio::{
        asked::asked_view,
        plot::{FigurePlot, Make, NOT_SAVED, Shown},
        state::{OwnResult, Studio},
    },
    t, tn,
    ui::{download, views::when},
    words::say,
};

/// The button that begins the test, and what it found.
#[component]
pub fn OwnTest() -> impl IntoView {
    let studio = Studio::get();
    let begin = || view! { <Begin/> }.into_any();
    let body = move || {
        let waiting = t!("Your pictures are shown to every cell and every network\u{2026}");
        asked_view(studio.test, waiting, [begin, begin], |result| {
            view! { <Result result=Arc::clone(result)/> }.into_any()
        })
    };
    let part = move || {
        view! {
            <section class="studio-part" id="own-test" aria-labelledby="own-test-title">
                <h4 id="own-test-title">{t!("Do the networks know your pictures?")}</h4>
                {move || body()}
            </section>
        }
        .into_any()
    };
    when(move || studio.own.with(|own| !own.is_empty()), part)
}

#[component]
fn Begin() -> impl IntoView {
    let studio = Studio::get();
    let words = move || {
        let count = studio.own.with(Vec::len);
        let views = studio.setting.with(|setting| setting.num_views(count));
        t!(
            "The experiment above, with {views} from {pictures} of yours: each is seen at one place after the other.",
            views = tn!(views, "{n} view", "{n} views"),
            pictures = tn!(count, "{n} picture", "{n} pictures"),
        )
    };
    view! {
        <p class="hint">{move || words()}</p>
        <button type="button" id="ask-test" on:click=move |_| studio.ask_test()>
            {t!("Test with your pictures")}
        </button>
    }
}

#[component]
fn Result(
    /// What was found.
    result: Arc<OwnResult>,
) -> impl IntoView {
    let studio = Studio::get();
    let figure = |of: fn(&OwnResult) -> Shown| -> Make {
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
            let text = report(studio, &result);
            if !download("own-pictures.json", "application/json", text.as_bytes()) {
                studio.say(say(NOT_SAVED).to_owned());
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
fn report(studio: Studio, result: &OwnResult) -> String {
    let pictures: Vec<_> = studio.own.with_untracked(|own| {
        let of = |own: &crate::studio::state::Own| {
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
        "link": studio.app.draft.with_untracked(link::encode),
        "pictures": pictures,
        "findings": findings,
    });
    report.to_string()
}
