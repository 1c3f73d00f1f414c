//! What the worker is asked for, as a person sees it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::image_explorer::state::{ImageExplorer, OnRequest};
use ganglion_components::reactive::RwSignal;
use ganglion_core::t;

/// The view of an answer, or of the wait for it, or of why there is none.
///
/// `begin` is what is there before anything was asked; after a failure it is `again`.
pub(super) fn asked_view<T: PartialEq + Send + Sync + 'static>(
    place: RwSignal<OnRequest<T>>,
    waiting: &'static str,
    [begin, again]: [fn() -> AnyView; 2],
    here: impl Fn(&Arc<T>) -> AnyView,
) -> AnyView {
    let explorer = ImageExplorer::get();
    place.with(|asked| match asked {
        OnRequest::Not => begin(),
        OnRequest::Waiting(_) => view! {
            <p role="status">
                {waiting} " "
                <button type="button" class="quiet" on:click=move |_| explorer.cancel()>{t!("Cancel")}</button>
            </p>
        }
        .into_any(),
        OnRequest::Here(found) => here(found),
        OnRequest::Failed(message) => view! {
            <p role="alert">{message.clone()}</p>
            {again()}
        }
        .into_any(),
    })
}
