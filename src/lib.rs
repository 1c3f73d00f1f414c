//! Ganglion: watch a small network find the hidden subunits of a simulated retinal ganglion cell.
//!
//! A page is a function of its link. A link becomes a config; the config fixes the stimulus, the
//! cell and the network; training turns them into filters; analysis turns filters into numbers; an
//! experiment is many such runs; a figure shows the numbers and carries the link that remakes it.
//! All of it is plain Rust on plain data, tested without browser or GPU, in [`ganglion_core`] and [`ganglion_figures`]. Burn, workers
//! and Leptos are thin edges.
//!
//! ```text
//! link -> config -> stimulus -> cell -> dataset -> network -> training -> analysis
//!      -> experiment -> figure -> link
//! ```
//!
//! This crate is the page, and the command that runs a link without one.
//!
//! # Layers
//!
//! Read the module list below from top to bottom as one order: **a module imports only from modules
//! above it**, by its full `crate::` path; a test keeps this, as in every crate. The page does not know how a worker works: they
//! share [`ganglion_core::protocol`]. Signals are in `ui`, and in the crates of its components and modules.
//!
//! # Twelve wasm files and a command
//!
//! | binary | crate | what it is |
//! |---|---|---|
//! | `page` | `ganglion` | the Leptos page: shows, listens, never trains |
//! | `figures` | `ganglion-modules` | figures and the network store; loaded once the page has begun |
//! | `sections` | `ganglion-modules` | the live cell of the section Cell, and the section Images' pictures to look at; a Leptos part of its own, loaded with the first of the two |
//! | `recordings` | `ganglion-modules` | recordings to open, as a conversation; a Leptos part of its own, loaded once a person opens one |
//! | `teaching` | `ganglion-modules` | lessons, sharing, the last runs, presenter and embedded view; a Leptos part of its own, loaded once the page has begun |
//! | `worker` | `ganglion-workers` | CPU engine; the page starts one for each core but one |
//! | `worker_analysis` | `ganglion-workers` | the same, and finds what trained networks can tell |
//! | `worker_pictures` | `ganglion-workers` | decodes a person's own pictures, shows pictures to cells and networks; started by what stands in the section Images |
//! | `worker_recordings` | `ganglion-workers` | reads files of labs and says what they mean; started by that module |
//! | `reader_hdf5` | `ganglion-workers` | reads HDF5; loaded by that worker, into its own thread, once it is given such a file |
//! | `reader_zarr` | `ganglion-workers` | reads Zarr, likewise |
//! | `reader_seeds` | `ganglion-workers` | draws stimuli that are only a seed, and a recording to try; loaded in the same way, once it is asked for |
//! | `worker_gpu` | `ganglion-workers` | Burn engine on WebGPU; fetched only when it is wanted |
//! | `ganglion` | `ganglion` | runs a link natively and prints the same report ([`ganglion_core::pool`] and [`ganglion_core::worker`] on threads: `native`); lists what is in files of recordings |
//!
//! The page queues an experiment's networks and hands each CPU worker one at a time, the GPU worker
//! all at once ([`ganglion_core::experiment::networks`]). A worker makes the data set itself, from the config: a
//! few milliseconds for each thousand frames, instead of megabytes of messages. Which worker trains
//! which network, and in which order they end, changes nothing.
//!
//! # Where to begin
//!
//! `docs/ARCHITECTURE.md` has the picture and walks one parameter to its network, and one network to its canvas;
//! `CONTRIBUTING.md` says where a parameter, an experiment, a figure, a lesson and a language go, and how to run one test. How a
//! step is computed stands in `engine/cpu/backward.rs` of [`ganglion_core`], with `network/tile.rs` for the inner loop; how a run
//! proceeds, in its `worker/session.rs`; what may be said meanwhile, in `protocol/mod.rs`.

#[cfg(all(feature = "cli", not(target_arch = "wasm32")))]
pub mod native;

#[cfg(all(feature = "ui", target_arch = "wasm32"))]
pub mod ui;
