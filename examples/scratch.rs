use ganglion::{config::*, dataset::*, engine::cpu::*, network::*, statistics::*, training::*};
use std::{rc::Rc, time::Instant};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let d = ganglion::link::decode(&args[1]);
    println!("{:?}", d.warnings);
    let seeds: u32 = args[2].parse().unwrap();
    for seed in 1..=seeds {
        let draft = Draft { seed, ..d.draft.clone() };
        let config = draft.check().unwrap();
        let t = Instant::now();
        let mut b = DatasetBuilder::new(&config);
        while b.advance().unwrap() {}
        let ds = Rc::new(b.finish());
        let td = t.elapsed().as_secs_f64();
        let truth = ds.cell.subunit_filters();
        println!("seed {seed} scale {:.4} rate {:.4} data {td:.3}s ceiling {:.3} temporal cos {:.4} sep {:.3}", ds.cell.scale(), ds.training.mean_count(), ds.test.ceiling(), cosine(&ds.receptive_field.temporal, ds.cell.temporal()), ds.receptive_field.separability);
        for n in config.filter_counts() {
            let mut best: Option<Trained> = None;
            let t = Instant::now();
            for restart in 0..config.num_restarts() as u32 {
                let id = NetworkId { num_filters: n, restart };
                let e = pollster::block_on(CpuEngines.make(&config, &ds, &[id])).unwrap();
                let mut tr = Training::new(&config, ds.clone(), &[id], e);
                pollster::block_on(tr.advance(u32::MAX)).unwrap();
                let r = pollster::block_on(tr.finish()).unwrap().remove(0);
                if best.as_ref().is_none_or(|b| r.penalized_loss < b.penalized_loss) { best = Some(r); }
            }
            let dt = t.elapsed().as_secs_f64();
            let samples = config.num_steps() as f64 * config.batch_size() as f64 * config.num_restarts() as f64;
            let b = best.unwrap();
            let p = &b.parameters;
            let sim: Vec<Vec<f64>> = truth.iter().map(|u| (0..n as usize).map(|f| cosine(u, &p.in_field(f)).abs()).collect()).collect();
            let a = assign(&sim);
            let m: Vec<f64> = a.iter().enumerate().map(|(i, c)| c.map_or(0.0, |c| sim[i][c])).collect();
            let norms: Vec<f64> = (0..n as usize).map(|f| norm(p.filter(f))).collect();
            let dn: Vec<f64> = (0..n as usize).map(|f| norm(p.dense(f))).collect();
            let fnorms: Vec<f64> = (0..n as usize).map(|f| norm(&p.in_field(f))).collect();
            let mx = norms.iter().cloned().fold(0.0, f64::max);
            let eff = (0..n as usize).filter(|&f| norms[f] > 0.1 * mx && morans_i(p.filter(f), 7) > 0.25).count();
            let sc = cosine(&p.in_field(0), &ds.receptive_field.spatial);
            println!("  N{n} {:.2}s {:.2}M/s r{} cc {:.3} rate {:.3} worst {:.3} mean {:.3} eff {eff} sta {sc:.3} {} ", dt, samples / dt / 1e6, b.id.restart, b.correlation, b.rate_correlation, m.iter().cloned().fold(1.0, f64::min), m.iter().sum::<f64>() / 4.0, p.checksum());
            if args.len() > 3 { println!("     W {norms:.2?} d {dn:.2?} A {fnorms:.2?}"); }
        }
    }
}
