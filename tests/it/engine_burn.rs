use ganglion::engine::burn::step::*;
use burn::tensor::Device;
struct R(u64);
impl R { fn u(&mut self) -> f32 { self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); ((self.0 >> 40) as f32) / 16777216.0 }
 fn n(&mut self) -> f32 { (0..12).map(|_| self.u()).sum::<f32>() - 6.0 } }
fn soft(z: f64) -> f64 { z.exp().ln_1p() }
/// f64 reference of one step
struct Adam { m: Vec<f64>, v: Vec<f64>, t: i32 }
#[test]
fn twenty_steps_agree() {
    let device = Device::flex().autodiff();
    for (output, nn) in [(Output::Softplus, true), (Output::Softplus, false), (Output::Sigmoid, false), (Output::Parametric, false)] {
    let o = Options { rows: 8, cols: 8, filter: 7, output, non_negative: nn, filter_l2: 1e-3, dense_l2: 0.0, activity_l1: 0.0 };
    let mut r = R(7);
    let mk = |n: usize, r: &mut R| Params { filters: (0..n*49).map(|_| (r.u() - 0.5) * 0.3).collect(), dense: (0..n*4).map(|_| r.u() * 0.4).collect(), bias: -2.0, scale: 0.2, slope: 5.0 };
    let ps: Vec<Params> = [1, 3, 5, 2].iter().map(|&n| mk(n, &mut r)).collect();
    let mut t = Trainer::new(o.clone(), &ps, &device);
    let mut refs: Vec<(Vec<f64>, Adam)> = ps.iter().map(|p| { let mut v: Vec<f64> = p.filters.iter().chain(&p.dense).map(|x| f64::from(*x)).collect(); v.push(f64::from(p.bias)); v.push(f64::from(p.scale)); v.push(f64::from(p.slope)); let l = v.len(); (v, Adam { m: vec![0.0; l], v: vec![0.0; l], t: 0 }) }).collect();
    for s in 0..20 {
        let b = 300;
        let frames: Vec<f32> = (0..b * 64).map(|_| r.n()).collect();
        let counts: Vec<f32> = (0..b).map(|_| f32::from(r.u() < 0.1)).collect();
        let lr = 0.03 * f64::from(20 - s) / 20.0;
        let lam = 1e-3 * s as f32 / 20.0;
        for (i, (th, ad)) in refs.iter_mut().enumerate() {
            let n = ps[i].filters.len() / 49; let mut g = vec![0.0; th.len()];
            let w = n * 49; let ib = w + n * 4;
            for q in 0..b {
                let mut h = vec![0.0; n * 4]; let mut z = th[ib];
                for a in 0..n { for p in 0..4 { let mut x = 0.0; for j in 0..49 { x += th[a*49+j] * f64::from(frames[q*64 + (p/2 + j/7)*8 + p%2 + j%7]); } h[a*4+p] = x.max(0.0); z += h[a*4+p] * th[w+a*4+p]; } }
                let y = f64::from(counts[q]);
                let sg = |z: f64| 1.0 / (1.0 + (-z).exp());
                let dz = match output {
                    Output::Softplus => { let m = soft(z); (1.0 - y / m.max(1e-7)) * sg(z) }
                    Output::Sigmoid => sg(z) - y,
                    Output::Parametric => { let (a, bb) = (th[ib+1], th[ib+2]); let m = a * soft(bb * z); let dm = (1.0 - y / m.max(1e-7)) / b as f64; g[ib+1] += dm * soft(bb*z); g[ib+2] += dm * a * sg(bb*z) * z; dm * b as f64 * a * bb * sg(bb*z) }
                } / b as f64;
                g[ib] += dz;
                for a in 0..n { for p in 0..4 { g[w+a*4+p] += dz * h[a*4+p]; if h[a*4+p] > 0.0 { let d = dz * th[w+a*4+p]; for j in 0..49 { g[a*49+j] += d * f64::from(frames[q*64 + (p/2 + j/7)*8 + p%2 + j%7]); } } } }
            }
            for j in 0..w { g[j] += f64::from(lam) * th[j].signum() + 2e-3 * th[j]; }
            ad.t += 1;
            for j in 0..th.len() { ad.m[j] = 0.9*ad.m[j] + 0.1*g[j]; ad.v[j] = 0.999*ad.v[j] + 0.001*g[j]*g[j]; let mh = ad.m[j] / (1.0 - 0.9f64.powi(ad.t)); let vh = ad.v[j] / (1.0 - 0.999f64.powi(ad.t)); th[j] -= lr * mh / (vh.sqrt() + 1e-8); }
            if nn { for j in w..ib { th[j] = th[j].max(0.0); } }
        }
        t.step(frames, counts, lr, vec![lam; 4], None);
    }
    println!("{:?}", pollster::block_on(t.losses()));
    let out = pollster::block_on(t.params());
    for (p, (th, _)) in out.iter().zip(&refs) {
        let v: Vec<f32> = p.filters.iter().chain(&p.dense).copied().chain([p.bias, p.scale, p.slope]).collect();
        let l = if output == Output::Parametric { v.len() } else { v.len() - 2 };
        let e = (0..l).map(|j| (f64::from(v[j]) - th[j]).abs()).fold(0.0, f64::max);
        println!("{output:?} {nn} error {e:e} bias {}", p.bias);
        let big: Vec<(usize, f32, f64)> = (0..l).filter(|&j| (f64::from(v[j]) - th[j]).abs() > 2e-5).map(|j| (j, v[j], th[j])).collect(); if big.len() > 0 { println!("{big:?}"); }
    }
    }
    let o = Options { rows: 8, cols: 8, filter: 7, output: Output::Softplus, non_negative: true, filter_l2: 0.0, dense_l2: 0.0, activity_l1: 0.0 };
    let mut r = R(7);
    let mk = |n: usize, r: &mut R| Params { filters: (0..n*49).map(|_| (r.u() - 0.5) * 0.3).collect(), dense: (0..n*4).map(|_| r.u() * 0.4).collect(), bias: -2.0, scale: 0.2, slope: 5.0 };
    let ps: Vec<Params> = (0..20).map(|i| mk(i / 4 + 1, &mut r)).collect();
    let mut t = Trainer::new(o.clone(), &ps, &device);
    let frames: Vec<f32> = (0..300 * 64).map(|_| r.n()).collect();
    let counts: Vec<f32> = (0..300).map(|_| f32::from(r.u() < 0.1)).collect();
    let start = std::time::Instant::now();
    for _ in 0..50 { t.step(frames.clone(), counts.clone(), 0.03, vec![1e-3; 20], None); }
    println!("20 networks, batch 300: {:?} a step", start.elapsed() / 50);
}
