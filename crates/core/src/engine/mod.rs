//! The reference behind [`Engine`](crate::training::Engine). Only worker binaries, the command and tests name an engine; another,
//! on WebGPU, is `ganglion_burn`.

pub mod cpu;
