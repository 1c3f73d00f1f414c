//! Ganglion: watch a small network find the hidden subunits of a simulated retinal ganglion cell.
//!
//! A page is a function of its link. A link becomes a config; the config fixes the stimulus, the
//! cell and the network; training turns them into filters; analysis turns filters into numbers; an
//! experiment is many such runs; a figure shows the numbers and carries the link that remakes it.
//! All of it is plain Rust on plain data, tested without browser or GPU. Burn, worker and Leptos are
//! thin edges.
//!
//! ```text
//! link -> config -> stimulus -> cell -> dataset -> network -> training -> analysis
//!      -> experiment -> figure -> link
//! ```
//!
//! # Layers
//!
//! Read the module list below from top to bottom as one order: **a module imports only from modules
//! above it**, by its full `crate::` path; a test keeps this. `worker` and `ui` do not know each
//! other: they share `protocol` and what is above it. Only reports, figures, exports, the page and the command use
//! `link`. Only the worker binaries, the command and tests name an engine.
//!
//! Plain data crosses every border: no tensor leaves `engine::burn`, no signal leaves `ui`, no
//! `JsValue` leaves `protocol::codec`, `pictures::serve`, `pictures::decode`, `worker::serve`, the annex and
//! the page's client and hooks. Clocks, entropy, storage and URLs are read at the edges and passed as values.
//!
//! # Nine wasm files and a command
//!
//! | binary | features | what it is |
//! |---|---|---|
//! | `page` | `ui` | the Leptos page: shows, listens, never trains |
//! | `annex` | `annex` | figures and the store of networks; loaded once the page has begun |
//! | `studio` | `studio` | the section Images' pictures to look at, a Leptos part of its own; loaded with that section |
//! | `cell` | `cell` | the section Cell, the live cell; a Leptos part of its own, loaded with that section |
//! | `classroom` | `classroom` | lessons, sharing, the last runs, presenter and embedded view; a Leptos part of its own, loaded once the page has begun |
//! | `worker` | none | CPU engine; the page starts one for each core but one |
//! | `worker_lab` | none | the same, and finds what trained networks can tell |
//! | `worker_pictures` | none | decodes a person's own pictures, shows pictures to cells and networks; started by the studio |
//! | `worker_gpu` | `burn` | Burn engine on WebGPU; fetched only when it is wanted |
//! | `ganglion` | `cli` | runs a link natively and prints the same report ([`pool`] and [`worker`] on threads: `native`) |
//!
//! The page queues an experiment's networks and hands each CPU worker one at a time, the GPU worker
//! all at once ([`experiment::networks`]). A worker makes the data set itself, from the config: a
//! few milliseconds for each thousand frames, instead of megabytes of messages. Which worker trains
//! which network, and in which order they end, changes nothing.
//!
//! # Where the bits come from
//!
//! Every random number has a seed, a named consumer and an index ([`rng::Random`]). The CPU engine
//! sums in a fixed order, four frames to a vector on every machine, fuses nothing and takes `exp`
//! and `ln` from `libm`: a link gives the same bits natively and in every browser, which the report
//! shows as a checksum for each network. The Burn engine is compared with it at its start.
//!
//! # Where to begin
//!
//! - a new parameter: one row in `config/table.rs`, one field in `config/draft.rs`;
//! - something new to say: `t!` where it is said, its translation in `words/*.po` ([`words`]);
//! - a new step of a lesson: `lessons/*.json`, with claims that a test holds against its run ([`lessons`]);
//! - a new experiment: one file in `experiment/`, one in `figure/`, one section in `ui/sections/`;
//! - how a step is computed: `engine/cpu/backward.rs`, with `network/tile.rs` for the inner loop;
//! - how a run proceeds: `worker/session.rs`; what may be said meanwhile: `protocol/mod.rs`.

pub mod rng;
pub mod words;

pub mod units;

pub mod config;
pub mod link;

pub mod lessons;

pub mod statistics;

pub mod stimulus;

pub mod cell;

pub mod dataset;

pub mod network;

pub mod training;

pub mod engine;

pub mod analysis;

pub mod experiment;

pub mod figure;

#[cfg(any(feature = "cli", feature = "classroom"))]
pub mod export;

pub mod protocol;

pub mod pictures;

#[cfg(all(any(feature = "annex", feature = "studio"), target_arch = "wasm32"))]
pub mod canvas;

pub mod pool;

pub mod worker;

#[cfg(all(feature = "cli", not(target_arch = "wasm32")))]
pub mod native;

#[cfg(all(feature = "ui", target_arch = "wasm32"))]
pub mod ui;

#[cfg(all(feature = "studio", target_arch = "wasm32"))]
pub mod studio;

#[cfg(all(feature = "classroom", target_arch = "wasm32"))]
pub mod classroom;
