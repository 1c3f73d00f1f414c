//! Figures: finished numbers, their finding in words, and one drawing for canvas and SVG.
//!
//! In: what an experiment has found. Out: drawings, sentences, tables, files. Numbers come from `ganglion_core`.

pub mod figure;

/// Which build of the figures this is: page and module of different builds do not work together.
pub const BUILD: &str = match option_env!("GANGLION_FIGURES_BUILD") {
    Some(build) => build,
    None => "development",
};
