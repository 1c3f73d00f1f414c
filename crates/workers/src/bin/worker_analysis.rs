//! The analysis worker: a CPU worker that also finds what trained networks can tell. Loaded once that is wanted.

#[cfg(target_arch = "wasm32")]
fn main() {
    use ganglion_core::{engine::cpu::CpuEngines, experiment::begin, worker::serve};

    serve::post_panics();
    ganglion_core::words::speak_as_page();
    wasm_bindgen_futures::spawn_local(serve::serve(CpuEngines, Some(begin), None));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
