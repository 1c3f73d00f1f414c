//! The CPU worker: serves the page with the reference engine. The first one is started before the page is there, with its link: it makes the
//! data of that meanwhile.

#[cfg(target_arch = "wasm32")]
fn main() {
    use ganglion_core::{engine::cpu::CpuEngines, worker::serve};

    serve::post_panics();
    ganglion_core::words::speak_as_page();
    wasm_bindgen_futures::spawn_local(serve::serve(CpuEngines, None, ahead()));
}

/// The experiment of the link that start_worker.js was given, if it is one that begins by itself and at once.
#[cfg(target_arch = "wasm32")]
fn ahead() -> Option<ganglion_core::config::Config> {
    use ganglion_core::{config::Section, link};

    let link = js_sys::Reflect::get(&js_sys::global(), &"ganglionLink".into()).ok()?.as_string()?;
    let config = link::decode(&link).config;
    (config.experiment() == Section::Emergence).then_some(config)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
