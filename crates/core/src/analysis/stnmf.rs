//! Spike-triggered frames as mixtures of a few non-negative modules.

use crate::{
    analysis::ensemble::Ensemble,
    rng::{Random, Stream},
};

/// How modules are improved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// One module after the other, each to its best value (hierarchical alternating least squares).
    Hals,
    /// All entries times a factor, without sparsity: the textbook form, kept as a control.
    Multiplicative,
}

/// What the factorization has to be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StnmfSettings {
    /// Modules looked for; at least 1.
    pub num_modules: usize,
    /// Subtracted from every entry of a module of unit norm, about; .04 to .08 is good.
    pub sparsity: f64,
    /// Tries from random modules, of which the one with the smallest residual is kept; at least 1.
    pub num_restarts: u32,
    /// How modules are improved.
    pub update: Update,
}

impl Default for StnmfSettings {
    /// Four modules. One try in four to forty finds the subunits, and a try takes a millisecond.
    fn default() -> Self {
        Self { num_modules: 4, sparsity: 0.06, num_restarts: 64, update: Update::Hals }
    }
}

/// Non-negative modules of the spike-triggered frames.
#[derive(Clone, Debug, PartialEq)]
pub struct Modules {
    /// `[num_modules][checkers]`, unit norm, at least 0.
    pub modules: Vec<Vec<f32>>,
    /// Share of the squared frames that they leave unexplained, in `[0, 1]`.
    pub residual: f64,
    /// Try that found them, from 0.
    pub restart: u32,
}

/// Most improvements in a try.
const MAX_ROUNDS: u32 = 300;
/// A try ends when a round explains no more than this share of the squared frames.
const SETTLED: f64 = 1e-8;
/// Multiplications in a slice: some milliseconds.
const SLICE: usize = 8_000_000;
/// Keeps modules that are nearly the same apart in the equations.
const RIDGE: f64 = 1e-12;

/// Semi-non-negative matrix factorization in slices.
///
/// ```text
/// frames V [spikes, checkers] = W [spikes, modules] H [modules, checkers],    H >= 0, W of any sign
/// W = V H^T (H H^T)^-1
/// h_k = max(0, (W^T V)_k - sum_(j != k) (W^T W)_kj h_j - s mean diag W^T W) / (W^T W)_kk
/// ```
///
/// With `W` at its best, all products with `V` go through `V^T V`, so that a round costs the same
/// for a thousand spikes and for a million. The sign of the cell, ON or OFF, drops out too.
///
/// With rows of `H` of unit norm the threshold is `s` times the mean of `diag W^T W`; written for
/// columns of `W` of unit norm, as by Zapp et al., it is `s` times its square root.
///
/// # Source
/// Liu et al. (2017), Nature Communications 8:149; HALS: Zapp et al. (2024), "Accelerated
/// spike-triggered non-negative matrix factorization"; multiplicative: Ding, Li & Jordan (2010),
/// IEEE PAMI 32:45.
#[derive(Clone, Debug)]
pub struct Stnmf {
    settings: StnmfSettings,
    seed: u32,
    moment: Vec<f64>,
    total: f64,
    restart: u32,
    round: u32,
    /// `[num_modules][checkers]`.
    modules: Vec<Vec<f64>>,
    residual: f64,
    best: Option<Modules>,
}

impl Stnmf {
    /// Starts from the spike-triggered ensemble; the seed sets the first modules.
    pub fn new(spikes: &Ensemble, seed: u32, settings: StnmfSettings) -> Self {
        let size = spikes.num_checkers();
        let mut stnmf = Self {
            settings,
            seed,
            total: (0..size).map(|i| spikes.moment[i * size + i]).sum(),
            moment: spikes.moment.clone(),
            restart: 0,
            round: 0,
            modules: vec![vec![0.0; size]; settings.num_modules],
            residual: 1.0,
            best: None,
        };
        stnmf.draw();
        stnmf
    }

    /// Tries done and tries in all.
    pub fn progress(&self) -> (u32, u32) {
        (self.restart, self.settings.num_restarts)
    }

    /// Does one slice; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        let size = self.modules[0].len();
        let mut left = (SLICE / (size * size * self.modules.len())).max(1);
        while left > 0 && self.restart < self.settings.num_restarts {
            let before = self.residual;
            self.improve();
            self.round += 1;
            left -= 1;
            let settled = self.round > 1 && (before - self.residual).abs() < SETTLED;
            if settled || self.round == MAX_ROUNDS {
                self.keep();
            }
        }
        self.restart < self.settings.num_restarts
    }

    /// The modules of the best try.
    ///
    /// # Panics
    /// Before a try has ended.
    pub fn finish(self) -> Modules {
        self.best.expect("advance was called until there was nothing left to do")
    }

    /// Random modules for the next try.
    fn draw(&mut self) {
        let mut random = Random::new(self.seed, Stream::Modules, self.restart);
        for entry in self.modules.iter_mut().flatten() {
            *entry = f64::from(random.uniform());
        }
        self.modules.iter_mut().for_each(|module| normalize(module));
        (self.round, self.residual) = (0, 1.0);
    }

    /// Ends a try.
    fn keep(&mut self) {
        if self.best.as_ref().is_none_or(|best| self.residual < best.residual) {
            let single = |module: &Vec<f64>| module.iter().map(|value| *value as f32).collect();
            self.best = Some(Modules {
                modules: self.modules.iter().map(single).collect(),
                residual: self.residual,
                restart: self.restart,
            });
        }
        self.restart += 1;
        self.draw();
    }

    /// One round: weights at their best, then every module; the residual is that before the round.
    fn improve(&mut self) {
        let products = self.products();
        let inverse = inverse(&gram(&self.modules, &self.modules));
        let of_weights = multiply(&inverse, &products);
        let half = multiply(&inverse, &gram(&products, &self.modules));
        let weights = multiply(&half, &inverse);
        let explained: f64 = (0..half.len()).map(|k| half[k][k]).sum();
        self.residual = if self.total > 0.0 { 1.0 - explained / self.total } else { 1.0 };
        match self.settings.update {
            Update::Hals => self.update_by_hals(&of_weights, &weights),
            Update::Multiplicative => self.update_by_factors(&of_weights, &weights),
        }
        self.modules.iter_mut().for_each(|module| normalize(module));
    }

    /// `H V^T V`; entries that are zero, most of them, cost nothing.
    fn products(&self) -> Vec<Vec<f64>> {
        let size = self.modules[0].len();
        let product = |module: &Vec<f64>| {
            let mut sums = vec![0.0; size];
            for (entry, row) in module.iter().zip(self.moment.chunks_exact(size)) {
                if *entry > 0.0 {
                    add_scaled(&mut sums, *entry, row);
                }
            }
            sums
        };
        self.modules.iter().map(product).collect()
    }

    fn update_by_hals(&mut self, of_weights: &[Vec<f64>], weights: &[Vec<f64>]) {
        let num_modules = self.modules.len();
        let mean = (0..num_modules).map(|k| weights[k][k]).sum::<f64>() / num_modules as f64;
        let threshold = self.settings.sparsity * mean;
        for k in 0..num_modules {
            let mut target = of_weights[k].clone();
            for j in (0..num_modules).filter(|j| *j != k) {
                add_scaled(&mut target, -weights[k][j], &self.modules[j]);
            }
            if weights[k][k] > 0.0 {
                for (entry, target) in self.modules[k].iter_mut().zip(&target) {
                    *entry = ((target - threshold) / weights[k][k]).max(0.0);
                }
            }
        }
    }

    fn update_by_factors(&mut self, of_weights: &[Vec<f64>], weights: &[Vec<f64>]) {
        let old = self.modules.clone();
        for (k, module) in self.modules.iter_mut().enumerate() {
            for (checker, entry) in module.iter_mut().enumerate() {
                let target = of_weights[k][checker];
                let (mut up, mut down) = (target.max(0.0), (-target).max(0.0));
                for (weight, other) in weights[k].iter().zip(&old) {
                    up += (-weight).max(0.0) * other[checker];
                    down += weight.max(0.0) * other[checker];
                }
                *entry *= if down > 0.0 { (up / down).sqrt() } else { 1.0 };
            }
        }
    }
}

/// Scales to unit norm; a module that has died gets equal entries, too small to explain anything.
fn normalize(module: &mut [f64]) {
    let norm = module.iter().map(|value| value * value).sum::<f64>().sqrt();
    if norm > 0.0 {
        for value in module {
            *value /= norm;
        }
    } else {
        let equal = 1.0 / (module.len() as f64).sqrt();
        module.fill(equal);
    }
}

fn add_scaled(sums: &mut [f64], factor: f64, row: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

/// Products of every row of `a` with every row of `b`.
fn gram(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    a.iter().map(|a| b.iter().map(|b| dot(a, b)).collect()).collect()
}

fn multiply(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let combine = |weights: &Vec<f64>| {
        let mut sums = vec![0.0; b[0].len()];
        for (weight, row) in weights.iter().zip(b) {
            add_scaled(&mut sums, *weight, row);
        }
        sums
    };
    a.iter().map(combine).collect()
}

/// Inverse of a positive matrix of few rows (Gauss and Jordan).
fn inverse(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = matrix.len();
    let widened = |(index, row): (usize, &Vec<f64>)| {
        let mut row = row.clone();
        row[index] += RIDGE;
        row.extend((0..size).map(|column| if column == index { 1.0 } else { 0.0 }));
        row
    };
    let mut rows: Vec<Vec<f64>> = matrix.iter().enumerate().map(widened).collect();
    for pivot in 0..size {
        let scale = 1.0 / rows[pivot][pivot];
        rows[pivot].iter_mut().for_each(|value| *value *= scale);
        let row = rows[pivot].clone();
        for other in (0..size).filter(|other| *other != pivot) {
            let factor = -rows[other][pivot];
            add_scaled(&mut rows[other], factor, &row);
        }
    }
    rows.into_iter().map(|row| row[size..].to_vec()).collect()
}
