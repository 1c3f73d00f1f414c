//! Native tests, one file for each module.

mod album;
mod analysis;
mod cell;
mod config;
mod corrupt_links;
mod dataset;
mod engine;
#[cfg(feature = "burn")]
mod engine_burn;
mod experiment;
mod figure;
mod figure_experiments;
mod figure_natural;
mod golden;
mod link;
mod live;
mod methods;
mod native;
mod natural;
mod network;
mod pool;
mod recorded;
mod recorded_experiments;
mod reliability;
mod remarks;
mod rng;
mod science;
mod science_depth;
mod science_methods;
mod science_natural;
mod science_recorded;
mod small_links;
mod statistics;
mod tidy;
mod training;
mod worker;
