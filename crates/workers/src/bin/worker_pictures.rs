//! The pictures worker: decodes people's own pictures and shows them to cells and networks.

#[cfg(target_arch = "wasm32")]
fn main() {
    use ganglion_core::pictures::serve;

    serve::post_panics();
    ganglion_core::words::speak_as_page();
    wasm_bindgen_futures::spawn_local(serve::serve());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
