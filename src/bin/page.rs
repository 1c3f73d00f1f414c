//! Mounts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    ganglion::words::speak_as_page();
    leptos::mount::mount_to_body(ganglion::ui::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
