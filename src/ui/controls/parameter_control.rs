//! The control of one parameter, made from its row of the table.

use leptos::prelude::*;

/// Label, unit, range, meaning, changed mark and reset key of one parameter.
#[component]
pub fn ParameterControl(
    /// Its link key.
    key: &'static str,
) -> impl IntoView {
    key
}
