//! The frame of the page.

use leptos::prelude::*;

use crate::{
    config::Draft,
    figure::Theme,
    ui::{AppState, sections::EmergenceSection},
};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    provide_context(AppState::new(Draft::default(), Theme::Light));
    view! { <EmergenceSection/> }
}
