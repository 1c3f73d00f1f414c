//! Spike-triggered frames as mixtures of a few non-negative modules.

use std::sync::Arc;

use crate::{
    analysis::{
        ensemble::Ensemble,
        matrix::{self, DenseMatrix, inverse},
    },
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
    /// Subtracted from every entry of a module of unit norm, about; .04 to .08 is good. Frames in
    /// other units, or more of them, ask for no other sparsity.
    pub sparsity: f64,
    /// Tries from random modules, of which the one with the smallest residual is kept; at least 1.
    pub num_restarts: u32,
    /// How modules are improved.
    pub update: Update,
    /// Most improvements in a try.
    pub max_rounds: u32,
    /// A try ends when a round explains no more than this share of the squared frames; at 0, only after all rounds.
    pub settled: f64,
}

impl Default for StnmfSettings {
    /// Four modules. One try in four to forty finds the subunits, and a try takes a millisecond.
    fn default() -> Self {
        Self {
            num_modules: 4,
            sparsity: 0.06,
            num_restarts: 64,
            update: Update::Hals,
            max_rounds: 300,
            settled: 1e-8,
        }
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

/// Multiplications in a slice: some milliseconds.
const SLICE: usize = 8_000_000;

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
    moment: Arc<DenseMatrix>,
    total: f64,
    /// Number of the first try: tries of different numbers begin with different modules.
    first: u32,
    restart: u32,
    round: u32,
    /// `[num_modules, checkers]`.
    modules: DenseMatrix,
    residual: f64,
    best: Option<Modules>,
}

impl Stnmf {
    /// Starts from the spike-triggered ensemble; the seed sets the first modules.
    pub fn new(spikes: &Ensemble, seed: u32, settings: StnmfSettings) -> Self {
        let moment = DenseMatrix::of(spikes.num_checkers(), spikes.moment.clone());
        Self::of_moment(Arc::new(moment), (seed, 0), settings)
    }

    /// Starts from the second moment of the spike-triggered frames, with the tries from `first` on.
    pub(in crate::analysis) fn of_moment(
        moment: Arc<DenseMatrix>,
        (seed, first): (u32, u32),
        settings: StnmfSettings,
    ) -> Self {
        let size = moment.num_columns();
        let mut stnmf = Self {
            settings,
            seed,
            total: (0..size).map(|i| moment.row(i)[i]).sum(),
            moment,
            first,
            restart: 0,
            round: 0,
            modules: DenseMatrix::zeros(settings.num_modules, size),
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
        let size = self.modules.num_columns();
        let mut left = (SLICE / (size * size * self.settings.num_modules)).max(1);
        while left > 0 && self.restart < self.settings.num_restarts {
            let before = self.residual;
            self.improve();
            self.round += 1;
            left -= 1;
            let StnmfSettings { max_rounds, settled, .. } = self.settings;
            let is_settled = self.round > 1 && (before - self.residual).abs() < settled;
            if is_settled || self.round >= max_rounds {
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
        let mut random = Random::new(self.seed, Stream::Modules, self.first + self.restart);
        for entry in self.modules.values_mut() {
            *entry = f64::from(random.uniform());
        }
        self.modules.rows_mut().for_each(normalize);
        (self.round, self.residual) = (0, 1.0);
    }

    /// Ends a try.
    fn keep(&mut self) {
        if self.best.as_ref().is_none_or(|best| self.residual < best.residual) {
            let single = |module: &[f64]| module.iter().map(|value| *value as f32).collect();
            self.best = Some(Modules {
                modules: self.modules.rows().map(single).collect(),
                residual: self.residual,
                restart: self.restart,
            });
        }
        self.restart += 1;
        self.draw();
    }

    /// One round: weights at their best, then every module; the residual is that before the round.
    fn improve(&mut self) {
        let products = self.modules.times(&self.moment);
        let inverse = inverse(&matrix::dots(&self.modules, &self.modules));
        let of_weights = inverse.times(&products);
        let half = inverse.times(&matrix::dots(&products, &self.modules));
        let weights = half.times(&inverse);
        let explained: f64 = (0..half.num_rows()).map(|k| half.row(k)[k]).sum();
        self.residual = if self.total > 0.0 { 1.0 - explained / self.total } else { 1.0 };
        match self.settings.update {
            Update::Hals => self.update_by_hals(&of_weights, &weights),
            Update::Multiplicative => self.update_by_factors(&of_weights, &weights),
        }
        self.modules.rows_mut().for_each(normalize);
    }

    fn update_by_hals(&mut self, of_weights: &DenseMatrix, weights: &DenseMatrix) {
        let num_modules = self.modules.num_rows();
        let mean = (0..num_modules).map(|k| weights.row(k)[k]).sum::<f64>() / num_modules as f64;
        let threshold = self.settings.sparsity * mean;
        let mut target = vec![0.0; self.modules.num_columns()];
        for k in 0..num_modules {
            target.copy_from_slice(of_weights.row(k));
            let others = (0..num_modules).filter(|j| *j != k);
            let others = others.map(|j| (-weights.row(k)[j], self.modules.row(j)));
            matrix::add_rows(&mut target, others);
            let weight = weights.row(k)[k];
            if weight > 0.0 {
                for (entry, target) in self.modules.row_mut(k).iter_mut().zip(&target) {
                    *entry = ((target - threshold) / weight).max(0.0);
                }
            }
        }
    }

    fn update_by_factors(&mut self, of_weights: &DenseMatrix, weights: &DenseMatrix) {
        let old = self.modules.clone();
        for (k, module) in self.modules.rows_mut().enumerate() {
            for (checker, entry) in module.iter_mut().enumerate() {
                let target = of_weights.row(k)[checker];
                let (mut up, mut down) = (target.max(0.0), (-target).max(0.0));
                for (weight, other) in weights.row(k).iter().zip(old.rows()) {
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
