//! The answers at every place of the picture.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    studio::{
        asked::asked_view,
        camera::CameraState,
        plot::{FigurePlot, Make, Shown},
        state::{Asked, Studio},
    },
    t,
    ui::views::when,
};

/// Response maps of cell and network, side by side with their difference.
#[component]
pub fn Maps() -> impl IntoView {
    let studio = Studio::get();
    let part = move || {
        view! {
            <section class="studio-part" aria-labelledby="maps-title">
                <h4 id="maps-title">{t!("Answers at every place")}</h4>
                <p class="hint">{t!("The response maps of cell and network on the whole picture, and their difference.")}</p>
                {move || body(studio)}
            </section>
        }
        .into_any()
    };
    // A map takes longer than a picture of the camera stays.
    when(move || studio.camera.get() != CameraState::On, part)
}

fn body(studio: Studio) -> AnyView {
    let ask = || {
        let studio = Studio::get();
        view! {
            <button type="button" id="ask-map" on:click=move |_| studio.ask_map()>{t!("Ask at every place")}</button>
        }
        .into_any()
    };
    let again = || {
        let studio = Studio::get();
        view! { <button type="button" on:click=move |_| studio.ask_map()>{t!("Try again")}</button> }
            .into_any()
    };
    let waiting = t!("Cell and network look at every place\u{2026}");
    asked_view(studio.map, waiting, [ask, again], |figure| {
        let figure = Arc::clone(figure);
        let make: Make = Arc::new(move || Some(Arc::clone(&figure) as Shown));
        let pick = Callback::new(move |at| pick(studio, at));
        view! {
            <FigurePlot make name="response-map" pick/>
            <p class="hint">{t!("Click a map to bring the field there.")}</p>
        }
        .into_any()
    })
}

/// Brings the field to the place under a click.
fn pick(studio: Studio, (at, width): ((f64, f64), f64)) {
    let theme = studio.app.theme.get_untracked();
    let place = studio.map.with_untracked(|map| match map {
        Asked::Here(figure) => figure.place_at(at, width, theme),
        Asked::Not | Asked::Waiting(_) | Asked::Failed(_) => None,
    });
    let checker = studio
        .sight
        .with_untracked(|sight| sight.as_ref().map_or(1.0, |sight| sight.field.checker));
    if let Some((row, column)) = place {
        let pixels = |place: u32| (place as f32 * checker).round() as u32;
        studio.look.update(|look| look.place = Some((pixels(column), pixels(row))));
    }
}
