//! Whether factorizations from other first modules agree: by that a sparsity and a number of modules are chosen.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{
        ensemble::Ensemble,
        matrix::{DenseMatrix, dots, inverse},
        stnmf::{Modules, Stnmf, StnmfSettings},
    },
    statistics::{cophenetic_correlation, morans_i, sort_few},
};

/// What a consensus is sought over.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsensusSettings {
    /// Sparsities that are compared, rising.
    pub sparsities: Vec<f64>,
    /// Runs at each of them, from different first modules; at least 1.
    pub num_runs: u32,
    /// Every run, its sparsity aside. It looks for more modules than there are, so that the data say how many there are.
    pub run: StnmfSettings,
}

impl ConsensusSettings {
    /// So many runs at each of five sparsities. A single try often ends in a minimum where modules have died or merged, the best of four
    /// seldom. Above .08 runs agree again, on fewer and fewer modules.
    pub fn of_runs(num_runs: u32) -> Self {
        let sparsities = vec![0.0, 0.02, 0.04, 0.06, 0.08];
        let run = StnmfSettings { num_modules: 10, num_restarts: 4, ..StnmfSettings::default() };
        Self { sparsities, num_runs, run }
    }
}

/// What the runs at one sparsity have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SparsityConsensus {
    /// The sparsity.
    pub sparsity: f64,
    /// Cophenetic correlation of the consensus of the runs, in `[0, 1]`.
    pub cophenetic: f64,
    /// Localized modules that each run found.
    pub num_localized: Vec<u32>,
    /// How many modules there are by these.
    pub count: ModuleCount,
}

/// A number of modules with what it is uncertain by: quartiles over runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleCount {
    /// A quarter of the runs found no more.
    pub low: u32,
    /// Half of the runs found no more.
    pub median: u32,
    /// Three quarters of the runs found no more.
    pub high: u32,
}

/// Consensus over sparsities and runs, and what it chooses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consensus {
    /// Modules that every run looked for.
    pub num_modules: u32,
    /// Spikes by which runs were compared.
    pub num_spikes: u32,
    /// In rising sparsity.
    pub points: Vec<SparsityConsensus>,
    /// The point whose runs agree best, the less sparse one of equals; none where most runs found no localized module anywhere.
    pub chosen: Option<u32>,
}

impl ModuleCount {
    /// Of what each run found.
    pub fn of(counts: &[u32]) -> Self {
        let mut counts = counts.to_vec();
        sort_few(&mut counts, |a, b| a < b);
        let quartile = |quarter: usize| counts.get(quarter * counts.len().saturating_sub(1) / 4);
        let [low, median, high] = [1, 2, 3].map(|quarter| quartile(quarter).copied().unwrap_or(0));
        Self { low, median, high }
    }
}

impl Consensus {
    /// The sparsity at which runs agree best, and how many modules there are; none where that can't be said.
    pub fn choice(&self) -> Option<&SparsityConsensus> {
        self.points.get(self.chosen? as usize)
    }
}

/// The point whose runs agree best.
fn best(points: &[SparsityConsensus]) -> Option<u32> {
    let found = (0..points.len()).filter(|at| points[*at].count.median > 0);
    let best = found
        .reduce(|best, at| if points[at].cophenetic > points[best].cophenetic { at } else { best });
    best.map(|best| best as u32)
}

/// Moran's I above which a module is localized.
///
/// # Source
/// Liu et al. (2017), Nature Communications 8:149; Zapp et al. (2024).
const LOCALIZED: f64 = 0.25;
/// Most spikes by which runs are compared: their pairs are counted, and clustered.
const NUM_SPIKES: usize = 1_000;
/// Number of a spike that belongs to no localized module.
const NOWHERE: u8 = u8::MAX;

/// Which of some spikes have to be read for a [`ConsensusBuilder`], evenly picked.
///
/// # Shapes
/// - `counts`: `[num_frames]`
/// - returns frames, rising
pub fn consensus_frames(counts: &[u16]) -> Vec<usize> {
    let frames: Vec<usize> = (0..counts.len()).filter(|frame| counts[*frame] > 0).collect();
    let num_picked = frames.len().min(NUM_SPIKES);
    (0..num_picked).map(|at| frames[at * frames.len() / num_picked]).collect()
}

/// Seeks a consensus in slices.
///
/// Each run assigns each spike to the module that contributes most to its frame, relative to what it contributes to all of them:
///
/// ```text
/// a(i) = argmax_k |w_ik| / sqrt((W^T W)_kk)
/// ```
///
/// If that one is not localized, the spike belongs to no module. The consensus of two spikes is the share of the runs in which they belong to
/// the same module, so the order of modules makes no difference; its cophenetic correlation is 1 if all runs agree. Modules that are not
/// there have no place to be at: of more modules than there are, those localized say how many there are.
///
/// # Source
/// Brunet, Tamayo, Golub & Mesirov (2004), PNAS 101:4164; for subunits Zapp et al. (2024). There, a run is one try of 1000 rounds, and all
/// spikes are compared.
#[derive(Clone, Debug)]
pub struct ConsensusBuilder {
    settings: ConsensusSettings,
    seed: u32,
    columns: usize,
    moment: Arc<DenseMatrix>,
    /// `[spikes, checkers]`, those by which runs are compared.
    spikes: DenseMatrix,
    run: Option<Stnmf>,
    /// Of each run at the sparsity at work, the module that each spike belongs to.
    members: Vec<Vec<u8>>,
    num_localized: Vec<u32>,
    points: Vec<SparsityConsensus>,
}

impl ConsensusBuilder {
    /// Starts from the spike-triggered ensemble. Runs at different sparsities begin with the same modules.
    ///
    /// # Shapes
    /// - `spikes`: `[num_spikes, checkers]`, the frames of [`consensus_frames`]; the width of the field, checkers
    pub fn new(
        ensemble: &Ensemble,
        (spikes, columns): (&[f32], usize),
        seed: u32,
        settings: ConsensusSettings,
    ) -> Self {
        let size = ensemble.num_checkers();
        let spikes = spikes.iter().map(|value| f64::from(*value)).collect();
        Self {
            settings,
            seed,
            columns,
            moment: Arc::new(DenseMatrix::of(size, ensemble.moment.clone())),
            spikes: DenseMatrix::of(size, spikes),
            run: None,
            members: Vec::new(),
            num_localized: Vec::new(),
            points: Vec::new(),
        }
    }

    /// Runs done and runs in all.
    pub fn progress(&self) -> (usize, usize) {
        let num_runs = self.settings.num_runs as usize;
        let done = self.points.len() * num_runs + self.members.len();
        (done, self.settings.sparsities.len() * num_runs)
    }

    /// Does one slice; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        let Some(sparsity) = self.settings.sparsities.get(self.points.len()).copied() else {
            return false;
        };
        if self.members.len() < self.settings.num_runs as usize {
            let mut run = self.run.take().unwrap_or_else(|| self.begin(sparsity));
            if run.advance() {
                self.run = Some(run);
            } else {
                self.close(&run.finish());
            }
        } else {
            let dissimilarities = dissimilarities(&core::mem::take(&mut self.members));
            self.points.push(SparsityConsensus {
                sparsity,
                cophenetic: cophenetic_correlation(dissimilarities, self.spikes.num_rows()),
                count: ModuleCount::of(&self.num_localized),
                num_localized: core::mem::take(&mut self.num_localized),
            });
        }
        self.points.len() < self.settings.sparsities.len()
    }

    /// The consensus.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub fn finish(self) -> Consensus {
        let is_done = self.points.len() == self.settings.sparsities.len();
        assert!(is_done, "advance was called until there was nothing left to do");
        Consensus {
            num_modules: self.settings.run.num_modules as u32,
            num_spikes: self.spikes.num_rows() as u32,
            chosen: best(&self.points),
            points: self.points,
        }
    }

    /// The next run at a sparsity.
    fn begin(&self, sparsity: f64) -> Stnmf {
        let settings = StnmfSettings { sparsity, ..self.settings.run };
        let first = self.members.len() as u32 * settings.num_restarts;
        Stnmf::of_moment(Arc::clone(&self.moment), (self.seed, first), settings)
    }

    /// Ends a run.
    fn close(&mut self, found: &Modules) {
        let is_localized: Vec<bool> =
            found.modules.iter().map(|module| morans_i(module, self.columns) > LOCALIZED).collect();
        self.num_localized.push(is_localized.iter().filter(|is| **is).count() as u32);
        let member = |module: Option<usize>| match module {
            Some(module) if is_localized[module] => module as u8,
            _ => NOWHERE,
        };
        let modules = memberships(&self.moment, &self.spikes, &found.modules);
        self.members.push(modules.into_iter().map(member).collect());
    }
}

/// For each spike, the module that contributes most, relative to its contribution to all spikes; none for an empty frame.
fn memberships(
    moment: &DenseMatrix,
    spikes: &DenseMatrix,
    modules: &[Vec<f32>],
) -> Vec<Option<usize>> {
    let values = modules.iter().flatten().map(|value| f64::from(*value)).collect();
    let modules = DenseMatrix::of(spikes.num_columns(), values);
    let inverse = inverse(&dots(&modules, &modules));
    let half = inverse.times(&dots(&modules.times(moment), &modules));
    let weights = half.times(&inverse);
    let of_spikes = dots(spikes, &modules).times(&inverse);
    let largest = |row: &[f64]| {
        let shares = row.iter().enumerate().map(|(k, weight)| {
            let all = weights.row(k)[k];
            (k, if all > 0.0 { weight * weight / all } else { 0.0 })
        });
        let best = shares.reduce(|best, share| if share.1 > best.1 { share } else { best });
        best.filter(|(_, share)| *share > 0.0).map(|(k, _)| k)
    };
    of_spikes.rows().map(largest).collect()
}

/// For each pair of spikes, the share of the runs in which they do not belong to the same module.
fn dissimilarities(members: &[Vec<u8>]) -> Vec<f64> {
    let num_spikes = members.first().map_or(0, Vec::len);
    let num_runs = members.len() as f64;
    let mut all = Vec::with_capacity(num_spikes * num_spikes.saturating_sub(1) / 2);
    for spike in 0..num_spikes {
        let mut agreements = vec![0_u32; num_spikes - spike - 1];
        for run in members.iter().filter(|run| run[spike] != NOWHERE) {
            for (agreement, other) in agreements.iter_mut().zip(&run[spike + 1..]) {
                *agreement += u32::from(*other == run[spike]);
            }
        }
        all.extend(agreements.into_iter().map(|agreement| 1.0 - f64::from(agreement) / num_runs));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{NOWHERE, dissimilarities};
    use crate::statistics::cophenetic_correlation;

    /// Cophenetic correlation of some runs.
    fn consensus(members: &[Vec<u8>]) -> f64 {
        cophenetic_correlation(dissimilarities(members), members[0].len())
    }

    #[test]
    fn runs_that_agree_are_a_perfect_consensus_whatever_the_order_of_their_modules() {
        let run = vec![0, 1, 1, 2, 0, 2, NOWHERE, 1];
        assert!((consensus(&[run.clone(), run.clone(), run.clone()]) - 1.0).abs() < 1e-12);
        let renamed: Vec<u8> = run.iter().map(|module| [3, 0, 1][*module as usize % 3]).collect();
        let renamed = run.iter().zip(renamed);
        let renamed = renamed.map(|(old, new)| if *old == NOWHERE { NOWHERE } else { new });
        let renamed: Vec<u8> = renamed.collect();
        let other = vec![0, 0, 1, 1, 0, 2, 2, 1];
        let (same, permuted) = (consensus(&[run.clone(), run, other.clone()]), other);
        let again = vec![0, 1, 1, 2, 0, 2, NOWHERE, 1];
        assert_eq!(same.to_bits(), consensus(&[again, renamed, permuted]).to_bits());
        assert!(same < 1.0);
    }

    #[test]
    fn spikes_that_belong_to_no_module_agree_with_none() {
        assert_eq!(dissimilarities(&[vec![NOWHERE, NOWHERE, 4], vec![1, 1, 1]]), [0.5, 0.5, 0.5]);
    }
}
