//! Native tests of figures, of the command, and of the repository itself; those of the core lie in its crate.

mod dropped;
#[cfg(feature = "burn")]
mod engine_burn;
mod experiment;
mod export;
mod export_run;
mod figure;
mod figure_experiments;
mod figure_natural;
mod figure_set;
#[path = "../../crates/core/tests/it/fixtures.rs"]
mod fixtures;
mod inspect;
mod lessons;
mod native;
mod own_recording;
mod proof;
mod random_links;
mod seal;
mod small_links;
mod tidy;
mod view_state;
mod words;
