//! Throw-away proof.
#[cfg(target_arch = "wasm32")]
mod proof {
    use ganglion::{config::*, dataset::*, engine::{burn::*, cpu::*}, network::*, training::*};
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;
    fn now() -> f64 { js_sys::Date::now() }
    fn count(name: &str) -> f64 { js_sys::Reflect::get(&js_sys::global(), &name.into()).unwrap().as_f64().unwrap_or(0.0) }
    thread_local! { static D: std::cell::RefCell<Option<Rc<BurnEngines>>> = const { std::cell::RefCell::new(None) }; }
    #[wasm_bindgen]
    pub async fn acquire() -> String {
        console_error_panic_hook::set_once();
        let t = now();
        match BurnEngines::web_gpu().await {
            Ok(e) => { let s = format!("{} per slice {} {} ms", e.adapter(), e.steps_per_slice(), now() - t); D.with(|x| *x.borrow_mut() = Some(Rc::new(e))); s }
            Err(e) => format!("error {e}"),
        }
    }
    #[wasm_bindgen]
    pub async fn prove(kind: u32, sizes: Vec<u32>, restarts: u32, batch: u32, steps: u32) -> String {
        let engines = D.with(|x| x.borrow().clone()).unwrap();
        let d = Draft { frames: 20_000, epochs: 1, batch, ..Draft::default() };
        let draft = match kind { 0 => d, 1 => Draft { dense: DenseSign::Signed, l1: 0.0, l1_few: 0.0, ..d }, 2 => Draft { output: OutputUnit::Sigmoid, dense: DenseSign::Signed, ..d },
            _ => Draft { output: OutputUnit::Parametric, dense: DenseSign::Signed, l2: 1e-3, dense_l2: 1e-3, activity_l1: 1e-3, inner_noise: 0.1, init_sd: 0.05, learning_rate: 1e-3, ..d } };
        let config = draft.check().unwrap();
        let mut b = DatasetBuilder::new(&config);
        while b.advance().unwrap() {}
        let dataset = Rc::new(b.finish());
        let ids: Vec<NetworkId> = sizes.iter().flat_map(|&num_filters| (0..restarts).map(move |restart| NetworkId { num_filters, restart })).collect();
        let t = now();
        let mut gpu = match engines.make(&config, &dataset, &ids).await { Ok(e) => e, Err(e) => return format!("make: {e}") };
        let made = now() - t;
        let mut cpu = CpuEngines.make(&config, &dataset, &ids).await.unwrap();
        let (mut a, mut b) = (Plan::new(&config), Plan::new(&config));
        let (s0, w0) = (count("ganglionGpuSubmits"), count("ganglionGpuWrites"));
        let t = now();
        for _ in 0..steps { gpu.step(&a.next_step().unwrap()).await.unwrap(); }
        let host = now() - t;
        let l = gpu.losses().await.unwrap();
        let tg = now() - t;
        let (s1, w1) = (count("ganglionGpuSubmits"), count("ganglionGpuWrites"));
        let dispatches = engines.dispatches_per_step();
        let t = now();
        for _ in 0..steps { cpu.step(&b.next_step().unwrap()).await.unwrap(); }
        let tc = now() - t;
        let lc = cpu.losses().await.unwrap();
        let p = gpu.parameters().await.unwrap();
        let q = cpu.parameters().await.unwrap();
        let diff: Vec<f32> = p.iter().zip(&q).map(|(p, q)| p.values.iter().zip(&q.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)).collect();
        let ld = l.iter().zip(&lc).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let wi = diff.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0; let off: Vec<String> = p[wi].values.iter().zip(&q[wi].values).enumerate().filter(|(_, (a, b))| (**a - **b).abs() > 5e-5).map(|(i, (a, b))| format!("{i}:{a}/{b}")).collect();
 let worst = diff.iter().copied().fold(0.0, f32::max);
        let n = f64::from(steps);
        format!("kind {kind} networks {} batch {batch}: made {made} ms, {:.2} ms/step (host {:.2}), cpu {:.2} ms/step, dispatches {dispatches:?} submits {} writes {}, worst difference {worst:e}, loss {ld:e}, off {off:?} diffs {diff:?}", ids.len(), tg / n, host / n, tc / n, (s1 - s0) / n, (w1 - w0) / n)
    }
}
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "x")]
fn ctors() {
    unsafe extern "C" { fn __wasm_call_ctors(); }
    unsafe { __wasm_call_ctors() };
}
fn main() {
    #[cfg(target_arch = "wasm32")]
    ctors();
}
