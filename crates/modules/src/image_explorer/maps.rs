//! The answers at every place of the picture.

use std::sync::Arc;

use leptos::prelude::*;

use crate::image_explorer::{
    asked::asked_view,
    camera::CameraState,
    plot::{FigurePlot, Make, SharedFigure},
    state::{ImageExplorer, OnRequest},
};
use ganglion_components::views::when;
use ganglion_core::{experiment::natural::Beside, t};

/// Response maps of cell and network, side by side with their difference.
#[component]
pub fn Maps() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let part = move || {
        view! {
            <section class="image-explorer-part" aria-labelledby="maps-title">
                <h4 id="maps-title">{t!("Answers at every place")}</h4>
                <p class="hint">{move || about(explorer.beside())}</p>
                {move || body(explorer)}
            </section>
        }
        .into_any()
    };
    // A map takes longer than a picture of the camera stays.
    when(move || explorer.camera.get() != CameraState::On, part)
}

fn about(beside: Beside) -> &'static str {
    match beside {
        Beside::Cell => {
            t!("The response maps of cell and network on the whole picture, and their difference.")
        }
        Beside::OneFilter => t!(
            "The response maps of the one-filter LN model and of the network on the whole picture, and their difference: where pooling more than one filter changes the response."
        ),
    }
}

fn body(explorer: ImageExplorer) -> AnyView {
    let ask = || {
        let explorer = ImageExplorer::get();
        view! {
            <button type="button" id="ask-map" on:click=move |_| explorer.ask_map()>{t!("Ask at every place")}</button>
        }
        .into_any()
    };
    let again = || {
        let explorer = ImageExplorer::get();
        view! { <button type="button" on:click=move |_| explorer.ask_map()>{t!("Try again")}</button> }
            .into_any()
    };
    let waiting = match explorer.beside() {
        Beside::Cell => t!("Cell and network look at every place\u{2026}"),
        Beside::OneFilter => t!("LN model and network look at every place\u{2026}"),
    };
    asked_view(explorer.map, waiting, [ask, again], |figure| {
        let figure = Arc::clone(figure);
        let make: Make = Arc::new(move || Some(Arc::clone(&figure) as SharedFigure));
        let pick = Callback::new(move |at| pick(explorer, at));
        view! {
            <FigurePlot make name="response-map" pick/>
            <p class="hint">{t!("Click a map to bring the field there.")}</p>
        }
        .into_any()
    })
}

/// Brings the field to the place under a click.
fn pick(explorer: ImageExplorer, (at, width): ((f64, f64), f64)) {
    let theme = explorer.app.theme.get_untracked();
    let place = explorer.map.with_untracked(|map| match map {
        OnRequest::Here(figure) => figure.place_at(at, width, theme),
        OnRequest::Not | OnRequest::Waiting(_) | OnRequest::Failed(_) => None,
    });
    let checker =
        explorer.view.with_untracked(|view| view.as_ref().map_or(1.0, |view| view.field.checker));
    if let Some((row, column)) = place {
        let pixels = |place: u32| (place as f32 * checker).round() as u32;
        explorer
            .view_state
            .update(|view_state| view_state.place = Some((pixels(column), pixels(row))));
    }
}
