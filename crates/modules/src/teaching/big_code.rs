//! The link of what is shown as a code that a class can point its cameras at from its seats.

use leptos::prelude::*;

use crate::teaching::{
    Teaching, qr,
    share::{address, address_with_result},
    window::Window,
};
use ganglion_components::reactive::RwSignal;
use ganglion_core::t;

/// The window.
#[component]
pub(super) fn BigCode() -> impl IntoView {
    view! { <Window id="code" body=|_| view! { <Code/> }.into_any() is_wide=true/> }
}

/// The code, with the result of the run if that is asked for.
#[component]
fn Code() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let has_result = RwSignal::new(false);
    let has_no_report = move || teaching.page.report.with(String::is_empty);
    let link = move || {
        let proven = if has_result.get() { address_with_result(teaching) } else { None };
        proven.unwrap_or_else(|| address(teaching))
    };
    let code = move || qr::view(&link(), t!("The link as a QR code"));
    view! {
        <div class="big-code">{move || code()}</div>
        <label>
            <input
                type="checkbox"
                id="code-result"
                disabled=has_no_report
                on:change=move |event| has_result.set(event_target_checked(&event))
            />
            " "
            {t!("With the result of this run: whoever opens it sees whether it comes out again")}
        </label>
        <p class="share-link">{move || link()}</p>
    }
}
