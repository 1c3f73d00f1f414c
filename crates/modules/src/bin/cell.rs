//! The live cell, a module of the page that it loads with the section Cell: it lives in an element of the page,
//! with a Leptos of its own.
//!
//! In: the link, the theme. Out: the link, once subunits were moved by hand.

// What the experiment has found is nothing to the cell.
#[cfg(target_arch = "wasm32")]
ganglion_components::section_module!(ganglion_modules::cell::MountedCell, |_, _| {});

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
