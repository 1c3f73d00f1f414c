//! Runs the five methods in slices, so that a worker can listen in between.

use std::sync::Arc;

use crate::{
    analysis::{
        Consensus, ConsensusBuilder, ConsensusSettings, Ensemble, EnsembleBuilder, LinearNonlinear,
        LinearNonlinearBuilder, Modules, Stc, StcBuilder, Stnmf, StnmfSettings, consensus_frames,
    },
    config::Config,
    dataset::{Dataset, Frames},
    experiment::methods::{ComparedNetwork, MethodOutputs, MethodsResult},
    network::{Input, predict_rows},
};

/// Products of checkers, or weights of a network, in a slice: some milliseconds.
const SLICE: usize = 20_000_000;

/// Runs all methods in slices.
///
/// ```text
/// let start = clock();
/// let more = run.advance();
/// run.spend(clock() - start);
/// ```
pub struct MethodsRun {
    config: Config,
    dataset: Arc<Dataset>,
    settings: StnmfSettings,
    network: Option<ComparedNetwork>,
    stage: MethodsStage,
    /// The stage that the last slice belonged to, as its number.
    last: usize,
    /// Seconds of each stage.
    seconds: [f64; NUM_STAGES],
    spikes: Option<Ensemble>,
    linear: Option<LinearNonlinear>,
    covariance: Option<Stc>,
    modules: Option<Modules>,
    consensus: Option<Consensus>,
    predictions: Vec<f32>,
}

enum MethodsStage {
    Collect(EnsembleBuilder, usize),
    Fit(LinearNonlinearBuilder),
    Covariance(StcBuilder),
    Consensus(Box<ConsensusBuilder>),
    Factorization(Stnmf),
    Predict,
    Done,
}

const NUM_STAGES: usize = 7;
/// Number of the stage that only some experiments have.
const CONSENSUS: usize = 3;

impl MethodsStage {
    fn number(&self) -> usize {
        match self {
            Self::Collect(..) => 0,
            Self::Fit(_) => 1,
            Self::Covariance(_) => 2,
            Self::Consensus(_) => 3,
            Self::Factorization(_) => 4,
            Self::Predict => 5,
            Self::Done => 6,
        }
    }
}

/// What the factorization is told of a sealed or real cell, right or wrong.
const NUM_GUESSED: usize = 4;

impl MethodsRun {
    /// Starts on a data set. The factorization is told the true number of subunits, where that may be known.
    pub fn new(config: &Config, dataset: Arc<Dataset>, network: Option<ComparedNetwork>) -> Self {
        // What a sealed cell has is for people to find out, and of a real one nobody knows.
        let known = dataset.cell.as_ref().filter(|_| !config.is_sealed());
        let num_modules = known.map_or(NUM_GUESSED, |cell| cell.subunit_filters().len());
        let settings = StnmfSettings { num_modules, ..StnmfSettings::default() };
        let collected = EnsembleBuilder::new(config.num_checkers());
        Self {
            config: config.clone(),
            dataset,
            settings,
            network,
            stage: MethodsStage::Collect(collected, 0),
            last: 0,
            seconds: [0.0; NUM_STAGES],
            spikes: None,
            linear: None,
            covariance: None,
            modules: None,
            consensus: None,
            predictions: Vec::new(),
        }
    }

    /// Share of the work that is done, in `[0, 1]`; the parts count alike.
    pub fn progress(&self) -> f64 {
        let inside = match &self.stage {
            MethodsStage::Collect(_, next) => {
                *next as f64 / self.dataset.training.num_frames().max(1) as f64
            }
            MethodsStage::Covariance(builder) => {
                let (done, all) = builder.progress();
                done as f64 / all as f64
            }
            MethodsStage::Consensus(builder) => {
                let (done, all) = builder.progress();
                done as f64 / all as f64
            }
            MethodsStage::Factorization(stnmf) => {
                let (done, all) = stnmf.progress();
                f64::from(done) / f64::from(all)
            }
            MethodsStage::Fit(_) | MethodsStage::Predict | MethodsStage::Done => 0.0,
        };
        let number = self.stage.number();
        // Without a consensus there is one part less, and it isn't passed.
        let num_left_out = usize::from(!self.seeks_consensus());
        let num_passed = number - if number > CONSENSUS { num_left_out } else { 0 };
        (num_passed as f64 + inside) / (NUM_STAGES - 1 - num_left_out) as f64
    }

    /// Does one slice; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.last = self.stage.number();
        let training = &self.dataset.training;
        let more = match &mut self.stage {
            MethodsStage::Collect(builder, next) => {
                *next = collect(builder, (&training.frames, &training.counts), *next);
                *next < training.num_frames()
            }
            MethodsStage::Fit(builder) => builder.advance(&training.frames, training.num_frames()),
            MethodsStage::Covariance(builder) => {
                builder.advance(&training.frames, &training.counts)
            }
            MethodsStage::Consensus(builder) => builder.advance(),
            MethodsStage::Factorization(stnmf) => stnmf.advance(),
            MethodsStage::Predict => self.predict(),
            MethodsStage::Done => return false,
        };
        if !more {
            self.next_stage();
        }
        !matches!(self.stage, MethodsStage::Done)
    }

    /// Says how long the last slice took. Collecting the spike-triggered frames counts for each
    /// method that uses them.
    pub fn spend(&mut self, seconds: f64) {
        self.seconds[self.last] += seconds;
    }

    /// What all methods found.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub fn finish(self) -> MethodsResult {
        let done = "advance was called until there was nothing left to do";
        let [collect, fit, shift, agree, factorize, predict, _] = self.seconds;
        let training = self.network.as_ref().map_or(0.0, |network| network.seconds);
        let factorize = collect + agree + factorize;
        let seconds = [collect, collect + fit, collect + shift, factorize, training + predict];
        let findings = MethodOutputs {
            config: &self.config,
            dataset: &self.dataset,
            settings: self.settings,
            network: self.network.as_ref(),
            linear: self.linear.as_ref().expect(done),
            covariance: self.covariance.as_ref().expect(done),
            modules: self.modules.as_ref().expect(done),
            consensus: self.consensus.as_ref(),
            predictions: &self.predictions,
            seconds,
        };
        findings.result()
    }

    /// Predicts the next test frames by the network; returns whether there are more.
    fn predict(&mut self) -> bool {
        let Some(network) = &self.network else { return false };
        let test = &self.dataset.test;
        let start = self.predictions.len();
        let block = (SLICE / network.parameters.values.len()).clamp(1, 4_000);
        let rows = start..test.num_frames().min(start + block);
        let (unit, input) = (self.config.output(), Input::Filtered(&test.frames));
        self.predictions.extend(predict_rows(&network.parameters, unit, input, rows));
        self.predictions.len() < test.num_frames()
    }

    /// Keeps the result of a finished stage and opens the next.
    fn next_stage(&mut self) {
        self.stage = match core::mem::replace(&mut self.stage, MethodsStage::Done) {
            MethodsStage::Collect(builder, _) => {
                let spikes = self.spikes.insert(builder.finish());
                MethodsStage::Fit(LinearNonlinearBuilder::new(spikes))
            }
            MethodsStage::Fit(builder) => {
                self.linear = Some(builder.finish(&self.dataset.training.counts));
                MethodsStage::Covariance(StcBuilder::new(self.spikes()))
            }
            MethodsStage::Covariance(builder) => {
                self.covariance = Some(builder.finish());
                if self.seeks_consensus() { self.consensus() } else { self.factorization() }
            }
            MethodsStage::Consensus(builder) => {
                let found = self.consensus.insert(builder.finish());
                if let Some(choice) = found.choice() {
                    self.settings.num_modules = choice.count.median as usize;
                    self.settings.sparsity = choice.sparsity;
                }
                self.factorization()
            }
            MethodsStage::Factorization(stnmf) => {
                self.modules = Some(stnmf.finish());
                MethodsStage::Predict
            }
            MethodsStage::Predict | MethodsStage::Done => MethodsStage::Done,
        };
    }

    fn seeks_consensus(&self) -> bool {
        self.config.num_consensus_runs() > 0
    }

    fn consensus(&self) -> MethodsStage {
        let (training, spikes) = (&self.dataset.training, self.spikes());
        let (mut buffer, mut picked) = (Vec::new(), Vec::new());
        for at in consensus_frames(&training.counts) {
            picked.extend_from_slice(training.frames.block(at..at + 1, &mut buffer));
        }
        let settings = ConsensusSettings::of_runs(self.config.num_consensus_runs() as u32);
        let (columns, seed) = (self.config.columns(), self.config.seed());
        let builder = ConsensusBuilder::new(spikes, (&picked, columns), seed, settings);
        MethodsStage::Consensus(Box::new(builder))
    }

    fn factorization(&self) -> MethodsStage {
        let stnmf = Stnmf::new(self.spikes(), self.config.seed(), self.settings);
        MethodsStage::Factorization(stnmf)
    }

    fn spikes(&self) -> &Ensemble {
        self.spikes.as_ref().expect("spikes are collected first")
    }
}

/// Adds the next frames with spikes; returns the frame to go on with.
fn collect(
    builder: &mut EnsembleBuilder,
    (frames, counts): (&Frames, &[u16]),
    first: usize,
) -> usize {
    let checkers = frames.num_checkers();
    let mut buffer = Vec::new();
    let mut left = (2 * SLICE / (checkers * checkers)).max(1);
    for (at, &count) in counts.iter().enumerate().skip(first) {
        if left == 0 {
            return at;
        }
        if count > 0 {
            builder.add(frames.block(at..at + 1, &mut buffer), f32::from(count));
            left -= 1;
        }
    }
    counts.len()
}
