//! What Ganglion computes: a model cell and its stimulus, the networks that learn its spikes, what their filters mean, whole
//! experiments, and who trains what. Plain Rust on plain data, tested without browser, GPU or page.
//!
//! ```text
//! link -> config -> stimulus -> cell -> dataset -> network -> training -> analysis -> experiment -> link
//! ```
//!
//! # Layers
//!
//! Read the module list below from top to bottom as one order: **a module imports only from modules above it**, by its full
//! `crate::` path; a test keeps this. Drawings are made by `ganglion_figures`, a second engine is in `ganglion_burn`, the page in
//! `ganglion`; Cargo keeps these walls.
//!
//! Plain data crosses every border: no `JsValue` leaves `protocol::codec`, `pictures::serve`, `pictures::decode` and
//! `worker::serve`. Clocks, entropy, storage and URLs are read at the edges and passed as values.
//!
//! # Where the bits come from
//!
//! A data set is made from one value, [`config::DataSource`], which is also what identifies it: in a worker's memory as it is,
//! in the browser's store, with the recipe of a network, as a digest.
//! Every random number has a seed, a named consumer and an index ([`rng::Random`]). The CPU engine
//! sums in a fixed order, four frames to a vector on every machine, fuses nothing and takes `exp`
//! and `ln` from `libm`: a link gives the same bits natively and in every browser, which the report
//! shows as a checksum for each network. The Burn engine is compared with it at its start.

mod checksum;

pub mod rng;
pub mod words;

pub mod vectors;

pub mod units;

pub mod config;
pub mod link;

pub mod lessons;

pub mod statistics;

pub mod stimulus;

pub mod recording;

pub mod cell;

pub mod dataset;

pub mod network;

pub mod training;

pub mod engine;

pub mod analysis;

pub mod handed_in;

pub mod experiment;

pub mod export;

pub mod protocol;

pub mod pictures;

pub mod pool;

pub mod worker;
