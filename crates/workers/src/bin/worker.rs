//! The CPU worker: serves the page with the reference engine.

#[cfg(target_arch = "wasm32")]
fn main() {
    use ganglion_core::{engine::cpu::CpuEngines, worker::serve};

    serve::post_panics();
    ganglion_core::words::speak_as_page();
    wasm_bindgen_futures::spawn_local(serve::serve(CpuEngines, None));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
