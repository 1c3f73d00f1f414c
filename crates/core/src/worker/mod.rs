//! A worker: takes commands, makes the data set, trains, and says how far it is.
//!
//! In: [`Command`](crate::protocol::Command)s. Out: [`Event`](crate::protocol::Event)s. The session
//! knows no browser type, so that a native test and the command can play a whole run; `serve` ties
//! it to `onmessage` and `postMessage`.

#[cfg(target_arch = "wasm32")]
pub mod serve;
mod session;
mod slices;

pub use session::{Port, Session};
