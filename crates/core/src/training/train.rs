//! The engine-neutral loop: steps, readings of the curve, final scores.

use std::sync::Arc;

use crate::{
    config::{Config, Version},
    dataset::{Dataset, Split},
    network::{Channels, Input, NetworkId, Output, Parameters, generators_of, predict_split},
    statistics::correlation,
    training::{CurvePoint, Engine, EngineError, Plan, Trained, engine::full_l1},
};

/// Validation frames used for a reading of the curve; the final score uses all.
const CURVE_FRAMES: usize = 2_000;

/// Some networks on their way from random numbers to filters.
pub struct Training<E> {
    config: Config,
    dataset: Arc<Dataset>,
    networks: Vec<NetworkId>,
    engine: E,
    plan: Plan,
    channels: Channels,
    curves: Vec<Vec<CurvePoint>>,
    /// Networks of Version I, once those of Version II are learning.
    first: Vec<Trained>,
}

impl<E: Engine> Training<E> {
    /// Before the first step of `engine`, which was made for the same networks.
    pub fn new(config: &Config, dataset: Arc<Dataset>, networks: &[NetworkId], engine: E) -> Self {
        Self {
            config: config.clone(),
            dataset,
            networks: networks.to_vec(),
            engine,
            plan: Plan::new(config),
            channels: Channels::Filtered,
            first: Vec::new(),
            curves: vec![Vec::new(); networks.len()],
        }
    }

    /// Steps done.
    pub fn num_done(&self) -> u32 {
        self.plan.num_done()
    }

    /// Steps in all, of both versions if there are two.
    pub fn num_steps(&self) -> u32 {
        self.plan.num_steps()
    }

    /// Whether all steps are done.
    pub fn is_done(&self) -> bool {
        self.plan.num_done() == self.plan.num_steps()
    }

    /// What the channels of the networks are now.
    pub fn channels(&self) -> &Channels {
        &self.channels
    }

    /// Readings so far, one list for each network.
    pub fn curves(&self) -> &[Vec<CurvePoint>] {
        &self.curves
    }

    /// Does up to `num_steps` steps.
    ///
    /// # Errors
    /// If the device is lost or a loss is no longer finite.
    pub async fn advance(&mut self, num_steps: u32) -> Result<(), EngineError> {
        for _ in 0..num_steps {
            if self.plan.is_second_due() {
                self.begin_second().await?;
            }
            let Some(step) = self.plan.next_step() else { return Ok(()) };
            self.engine.step(&step).await?;
            if self.is_reading_due() {
                self.read_curves().await?;
            }
        }
        Ok(())
    }

    /// A copy of what has been learned so far.
    ///
    /// # Errors
    /// If the device is lost.
    pub async fn parameters(&mut self) -> Result<Vec<Parameters>, EngineError> {
        self.engine.parameters().await
    }

    /// Scores of the networks as they are now.
    ///
    /// # Errors
    /// If the device is lost.
    pub async fn finish(mut self) -> Result<Vec<Trained>, EngineError> {
        let mut trained = self.score().await?;
        for (network, first) in trained.iter_mut().zip(self.first) {
            network.first = Some(Box::new(first));
        }
        Ok(trained)
    }

    /// Keeps the networks of Version I and goes on with Version II.
    async fn begin_second(&mut self) -> Result<(), EngineError> {
        self.first = self.score().await?;
        self.channels = Channels::of_second_version(&self.config, &self.dataset);
        self.engine.begin_second().await
    }

    async fn score(&mut self) -> Result<Vec<Trained>, EngineError> {
        let parameters = self.engine.parameters().await?;
        let networks = self.networks.iter().zip(parameters).zip(&self.curves);
        Ok(networks
            .map(|((id, parameters), curve)| {
                let trained = score(&self.config, &self.dataset, *id, parameters, &self.channels);
                Trained { curve: curve.clone(), ..trained }
            })
            .collect())
    }

    fn is_reading_due(&self) -> bool {
        let (done, total) = (u64::from(self.plan.num_done()), u64::from(self.plan.num_steps()));
        let points = self.config.num_curve_points() as u64;
        done * points / total > (done - 1) * points / total
    }

    async fn read_curves(&mut self) -> Result<(), EngineError> {
        let step = self.plan.num_done();
        let losses = self.engine.losses().await?;
        let parameters = self.engine.parameters().await?;
        let (limit, channels) = (CURVE_FRAMES, &self.channels);
        for ((curve, training_loss), parameters) in
            self.curves.iter_mut().zip(losses).zip(parameters)
        {
            let (validation_loss, validation_correlation) =
                evaluate(&self.config, &self.dataset.validation, limit, (&parameters, channels));
            // A filter that is no number passes no rectification, so losses alone would not show it.
            let is_finite = parameters.values.iter().all(|value| value.is_finite());
            if !(is_finite && training_loss.is_finite() && validation_loss.is_finite()) {
                return Err(EngineError::LossNotFinite { step });
            }
            curve.push(CurvePoint { step, training_loss, validation_loss, validation_correlation });
        }
        Ok(())
    }
}

/// Data loss and correlation with the spikes on the first `limit` frames of a split.
fn evaluate(
    config: &Config,
    split: &Split,
    limit: usize,
    (parameters, channels): (&Parameters, &Channels),
) -> (f64, f64) {
    let num_frames = split.num_frames().min(limit);
    let output = Output::new(config.output(), parameters);
    let counts = &split.counts[..num_frames];
    let mut loss = 0.0;
    let predictions: Vec<f32> =
        generators_of(parameters, Input::of(split, channels), 0..num_frames)
            .into_iter()
            .zip(counts)
            .map(|(z, &count)| {
                loss += f64::from(output.slope(z, count).loss);
                output.predict(z)
            })
            .collect();
    (loss / num_frames as f64, correlation(&predictions, counts))
}

fn score(
    config: &Config,
    dataset: &Dataset,
    id: NetworkId,
    parameters: Parameters,
    channels: &Channels,
) -> Trained {
    let (validation_loss, _) =
        evaluate(config, &dataset.validation, usize::MAX, (&parameters, channels));
    let version = match channels {
        Channels::Filtered => Version::First,
        Channels::Lags | Channels::Courses(_) => Version::Second,
    };
    let penalty = f64::from(full_l1(config, id, version)) * parameters.filter_l1();
    let predictions = predict_split(&parameters, channels, config.output(), &dataset.test);
    let rates = &dataset.test.rates;
    Trained {
        id,
        channels: channels.clone(),
        curve: Vec::new(),
        validation_loss,
        penalized_loss: validation_loss + penalty,
        correlation: correlation(&predictions, &dataset.test.counts),
        rate_correlation: (!rates.is_empty()).then(|| correlation(&predictions, rates)),
        first: None,
        parameters,
    }
}
