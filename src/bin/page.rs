//! Mounts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    ganglion_components::begin_module();
    leptos::mount::mount_to_body(ganglion::ui::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
