//! Throw-away proof.
#[cfg(target_arch = "wasm32")]
mod proof {
    use burn::tensor::Device;
    use ganglion::engine::burn::step::*;
    use wasm_bindgen::prelude::*;
    struct R(u64);
    impl R {
        fn u(&mut self) -> f32 {
            self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((self.0 >> 40) as f32) / 16777216.0
        }
        fn n(&mut self) -> f32 {
            (0..12).map(|_| self.u()).sum::<f32>() - 6.0
        }
    }
    fn now() -> f64 {
        js_sys::Date::now()
    }
    thread_local! { static D: std::cell::RefCell<Option<Device>> = const { std::cell::RefCell::new(None) }; }
    #[wasm_bindgen]
    pub async fn acquire(tasks: usize) -> String {
        console_error_panic_hook::set_once();
        let t = now();
        match Device::wgpu_options().tasks_max(tasks).init_with_setup_async().await {
            Ok((d, setup)) => {
                D.with(|x| *x.borrow_mut() = Some(d.autodiff()));
                format!(
                    "{:?} {:?} {} ms",
                    setup.adapter.get_info(),
                    setup.device.features(),
                    now() - t
                )
            }
            Err(e) => format!("error {e}"),
        }
    }
    #[wasm_bindgen]
    pub async fn prove(networks: usize, batch: usize, steps: u32, output: u32) -> String {
        let device = D.with(|x| x.borrow().clone()).unwrap();
        let output = [Output::Softplus, Output::Sigmoid, Output::Parametric][output as usize];
        let o = Options {
            rows: 8,
            cols: 8,
            filter: 7,
            output,
            non_negative: true,
            filter_l2: 0.0,
            dense_l2: 0.0,
            activity_l1: 0.0,
        };
        let mut r = R(7);
        let mk = |n: usize, r: &mut R| Params {
            filters: (0..n * 49).map(|_| (r.u() - 0.5) * 0.3).collect(),
            dense: (0..n * 4).map(|_| r.u() * 0.4).collect(),
            bias: -2.0,
            scale: 0.2,
            slope: 5.0,
        };
        let ps: Vec<Params> = (0..networks).map(|i| mk(i % 5 + 1, &mut r)).collect();
        let mut t = Trainer::new(o.clone(), &ps, &device);
        let mut times = vec![];
        let mut losses = vec![];
        for s in 0..steps {
            let frames: Vec<f32> = (0..batch * 64).map(|_| r.n()).collect();
            let counts: Vec<f32> = (0..batch).map(|_| f32::from(r.u() < 0.1)).collect();
            let start = now();
            t.step(frames, counts, 0.03, vec![1e-3; networks], None);
            let gone = now() - start;
            losses = t.losses().await;
            times.push((gone, now() - start));
            let _ = s;
        }
        let out = t.params().await;
        format!(
            "times {times:?} losses {losses:?} bias {:?} filter {:?}",
            out.iter().map(|x| x.bias).collect::<Vec<_>>(),
            &out[networks - 1].filters[..6]
        )
    }
}
fn main() {}
