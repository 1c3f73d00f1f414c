//! Filters for a growing number of filters (Fig. 2).

use leptos::prelude::*;

/// The section Emergence.
#[component]
pub fn EmergenceSection() -> impl IntoView {}
