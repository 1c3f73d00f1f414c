//! The device that tensors live on: WebGPU in the browser, Flex natively.

use burn::tensor::Device;

/// A device with what is known about it.
pub(super) struct Acquired {
    /// The device, with autodiff.
    pub(super) device: Device,
    /// Name for people.
    pub(super) adapter: String,
    /// Whether it is a processor that plays a graphics adapter, where a step takes a second.
    pub(super) is_software: bool,
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn flex() -> Acquired {
    let device = Device::flex().autodiff();
    Acquired { device, adapter: "processor, Burn Flex".to_owned(), is_software: false }
}

#[cfg(target_arch = "wasm32")]
pub(super) use web::{num_dispatches, web_gpu};

/// Work handed to the adapter so far, if anybody counts.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn num_dispatches() -> Option<f64> {
    None
}

#[cfg(target_arch = "wasm32")]
mod web {
    use burn::tensor::{
        Device,
        wgpu::{WgpuInitError, wgpu},
    };
    use js_sys::{Function, Promise, Reflect};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;

    use super::Acquired;
    use ganglion_core::{t, training::EngineError};

    /// Dispatches handed over in one go; the default of 32 cuts a step into three.
    const TASKS_MAX: usize = 96;

    pub(in super::super) async fn web_gpu() -> Result<Acquired, EngineError> {
        let options = Device::wgpu_options().tasks_max(TASKS_MAX);
        let (device, setup) = options
            .init_with_setup_async()
            .await
            .map_err(|err| EngineError::NoAdapter(words(&err)))?;
        let info = setup.adapter.get_info();
        let is_software = info.device_type == wgpu::DeviceType::Cpu;
        let named = names().await.unwrap_or_default();
        let named = if named.is_empty() { info.name } else { named };
        let adapter =
            if named.is_empty() { "WebGPU".to_owned() } else { format!("WebGPU, {named}") };
        Ok(Acquired { device: device.autodiff(), adapter, is_software })
    }

    fn words(err: &WgpuInitError) -> String {
        if matches!(err, WgpuInitError::AdapterUnavailable { .. }) {
            t!("this browser offers none for WebGPU").to_owned()
        } else {
            err.to_string()
        }
    }

    /// What the browser tells about its adapter, which wgpu drops: `nvidia ampere`.
    async fn names() -> Result<String, JsValue> {
        let gpu = member(&member(&js_sys::global(), "navigator")?, "gpu")?;
        let request: Function = member(&gpu, "requestAdapter")?.dyn_into()?;
        let options = js_sys::Object::new();
        Reflect::set(&options, &"powerPreference".into(), &"high-performance".into())?;
        let promise: Promise = request.call1(&gpu, &options)?.dyn_into()?;
        let info = member(&JsFuture::from(promise).await?, "info")?;
        let names = ["vendor", "architecture", "device", "description"]
            .map(|name| member(&info, name).ok().and_then(|name| name.as_string()));
        let names: Vec<String> =
            names.into_iter().flatten().filter(|name| !name.is_empty()).collect();
        Ok(names.join(" "))
    }

    fn member(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
        Reflect::get(of, &name.into())
    }

    /// Work handed to the adapter so far, as the start script of the worker counts it.
    pub(in super::super) fn num_dispatches() -> Option<f64> {
        member(&js_sys::global(), "ganglionGpuDispatches").ok()?.as_f64()
    }
}
