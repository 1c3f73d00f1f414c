//! The address of the page with an experiment in it.

use leptos::prelude::window;

use ganglion_core::{config::Draft, link};

/// The whole address that remakes an experiment.
pub fn address_of(draft: &Draft) -> String {
    let address = window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    if *draft == Draft::default() {
        page.to_owned()
    } else {
        format!("{page}{}", link::encode(draft))
    }
}
