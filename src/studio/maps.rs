//! The answers at every place of the picture.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    experiment::natural::ResponseMap,
    figure::{Figure, MapsFigure},
    studio::{
        camera::CameraState,
        plot::FigurePlot,
        state::{Asked, Studio},
    },
    ui::views::when,
};

/// Response maps of cell and network, side by side with their difference.
#[component]
pub fn Maps() -> impl IntoView {
    let studio = Studio::get();
    let made = move || {
        studio.map.with(|map| match map {
            Asked::Here(map) => Some(MapsFigure { map: ResponseMap::clone(map) }),
            Asked::Not | Asked::Waiting(_) | Asked::Failed(_) => None,
        })
    };
    let make = Arc::new(move || made().map(|figure| Box::new(figure) as Box<dyn Figure>));
    let pick = Callback::new(move |(at, width): ((f64, f64), f64)| {
        let theme = studio.app.theme.get_untracked();
        let place = untrack(made).and_then(|figure| figure.place_at(at, width, theme));
        let checker = studio
            .sight
            .with_untracked(|sight| sight.as_ref().map_or(1.0, |sight| sight.field.checker));
        if let Some((row, column)) = place {
            let pixels = |place: u32| (place as f32 * checker).round() as u32;
            studio.look.update(|look| look.place = Some((pixels(column), pixels(row))));
        }
    });
    let body = move || {
        let make = Arc::clone(&make);
        studio.map.with(|map| match map {
            Asked::Not => view! {
                <button type="button" id="ask-map" on:click=move |_| studio.ask_map()>
                    "Ask at every place"
                </button>
            }
            .into_any(),
            Asked::Waiting(_) => view! {
                <p role="status">
                    "Cell and network look at every place\u{2026} "
                    <button type="button" class="quiet" on:click=move |_| studio.cancel()>"Cancel"</button>
                </p>
            }
            .into_any(),
            Asked::Here(_) => view! {
                <FigurePlot make name="response-map" pick/>
                <p class="hint">"Click a map to bring the field there."</p>
            }
            .into_any(),
            Asked::Failed(message) => view! {
                <p role="alert">{message.clone()}</p>
                <button type="button" on:click=move |_| studio.ask_map()>"Try again"</button>
            }
            .into_any(),
        })
    };
    let body = Arc::new(body);
    let part = move || {
        let body = Arc::clone(&body);
        view! {
        <section class="studio-part" aria-labelledby="maps-title">
            <h4 id="maps-title">"Answers at every place"</h4>
            <p class="hint">"The response maps of cell and network on the whole picture, and their difference."</p>
            {move || body()}
        </section>
    }.into_any()
    };
    // A map takes longer than a picture of the camera stays.
    when(move || studio.camera.get() != CameraState::On, part)
}
