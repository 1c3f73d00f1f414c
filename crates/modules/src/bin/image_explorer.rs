//! Pictures to look at, a module of the page that it loads with the section Images: it lives in an
//! element of the page, with a Leptos of its own.
//!
//! In: what the experiment has found, the link, the theme. Out: what is looked at.

#[cfg(target_arch = "wasm32")]
ganglion_components::section_module!(
    ganglion_modules::image_explorer::MountedExplorer,
    ganglion_modules::image_explorer::MountedExplorer::show
);

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
