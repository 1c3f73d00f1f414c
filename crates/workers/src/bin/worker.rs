//! The CPU worker: serves the page with the reference engine. The first one is started before the page is there, with its link: if that
//! says nothing, it makes the data of the default experiment meanwhile.

#[cfg(target_arch = "wasm32")]
fn main() {
    use ganglion_core::{engine::cpu::CpuEngines, worker::serve};

    serve::post_panics();
    ganglion_core::words::speak_as_page();
    wasm_bindgen_futures::spawn_local(serve::serve(CpuEngines, None, ahead()));
}

/// The experiment that begins by itself if the link, which `start_worker.js` was given, says nothing: who comes for the first time waits for
/// it. To read and check other links takes 40 kB more to be fetched first.
#[cfg(target_arch = "wasm32")]
fn ahead() -> Option<ganglion_core::config::Config> {
    let link = js_sys::Reflect::get(&js_sys::global(), &"ganglionLink".into()).ok()?.as_string()?;
    let is_bare = matches!(link.as_str(), "" | "#" | "#1.");
    is_bare.then(ganglion_core::config::Config::default)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
