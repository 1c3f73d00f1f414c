//! The GPU worker: serves the page with Burn on WebGPU.

#[cfg(target_arch = "wasm32")]
fn main() {
    use ganglion_burn::BurnEngines;
    use ganglion_core::{protocol::FailureKind, worker::serve};

    run_constructors();
    ganglion_core::words::speak_as_page();
    // wgpu panics on errors of the device that nobody waits for. The page can go on with the CPU.
    std::panic::set_hook(Box::new(|panic| {
        serve::refuse(FailureKind::DeviceLost, panic.to_string());
        console_error_panic_hook::hook(panic);
    }));
    wasm_bindgen_futures::spawn_local(async {
        match BurnEngines::web_gpu().await {
            Ok(engines) => Box::pin(serve::serve(engines, None, None)).await,
            Err(err) => serve::refuse(FailureKind::NoAdapter, err.to_string()),
        }
    });
}

/// Runs what has to run before `main`: lists of operations that cubecl's compiler registers.
///
/// Where nobody calls it, the linker has every exported function call it first. The browser calls
/// exported functions hundreds of times in a training step, which then takes 400 ms instead of 3.
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "only the linker knows this function; it may be called repeatedly")]
fn run_constructors() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    // SAFETY: it takes and returns nothing, and its only callees are constructors of the crate
    // `inventory`, which do nothing the second time.
    unsafe { __wasm_call_ctors() };
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
