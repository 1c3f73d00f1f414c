//! A run from its start to its end, as one asynchronous function between two commands.

use std::sync::Arc;

use crate::{
    config::{Config, DataSource},
    dataset::{Dataset, DatasetBuilder, DatasetError},
    experiment::{Begin, CellSummary, Ingredients, needs_dataset},
    network::NetworkId,
    protocol::{Command, Event, Failure, FailureKind, RunId, Stage},
    recording::Recording,
    t,
    training::{Agreement, EngineError, EngineFactory, Training},
    worker::slices::{REPORT_SECS, SLICE_SECS, Slice, Snapshots},
};

/// Seconds over which an engine is measured, after its first steps.
const MEASURE_SECS: f64 = 0.3;

/// What is made before any run: the pool's begin with 1, and drop what is said of others.
const NO_RUN: RunId = RunId(0);

/// What a session needs from the world.
#[expect(async_fn_in_trait, reason = "a session lives in one thread; no future has to be Send")]
pub trait Port {
    /// Sends an event to the page.
    fn send(&self, event: Event);

    /// The next command, if one is there.
    fn take(&self) -> Option<Command>;

    /// Waits for the next command; none when the page is gone.
    async fn wait(&self) -> Option<Command>;

    /// Lets messages in: on the web a macrotask, since a microtask lets none in.
    async fn breathe(&self);

    /// Seconds since some fixed moment.
    fn now_secs(&self) -> f64;
}

/// Why a run ended before its last result.
enum End {
    /// The page asked for something else.
    Superseded(Option<Box<Command>>),
    /// The page stopped it.
    Stopped,
    /// It cannot go on.
    Failed(Failure),
}

/// A data set that further networks can learn from.
struct KeptDataset {
    /// What it was made from.
    source: DataSource,
    dataset: Arc<Dataset>,
    /// Found when the first network asks for it: that takes longer than a few steps.
    summary: Option<CellSummary>,
}

impl KeptDataset {
    fn summary(&mut self) -> &CellSummary {
        self.summary.get_or_insert_with(|| CellSummary::from(&*self.dataset))
    }
}

/// A data set that is half made.
struct BegunDataset {
    source: DataSource,
    builder: DatasetBuilder,
}

/// A worker's life: one run after the other.
pub struct Session<F, P> {
    engines: F,
    /// How it finds what trained networks can tell, if it can.
    begin: Option<Begin>,
    port: P,
    /// The recording that a person has opened.
    opened: Option<Arc<Recording>>,
    /// The last data set.
    kept: Option<KeptDataset>,
    /// What was being made when something else was asked for, which is often about the same data.
    begun: Option<BegunDataset>,
    last_progress_secs: f64,
}

impl<F: EngineFactory, P: Port> Session<F, P> {
    /// Before the first command.
    pub fn new(engines: F, begin: Option<Begin>, port: P) -> Self {
        Self {
            engines,
            begin,
            port,
            opened: None,
            kept: None,
            begun: None,
            last_progress_secs: 0.0,
        }
    }

    /// Takes commands until the page is gone. Until the first one it makes the data set of `ahead`, which the page is about to ask for.
    pub async fn serve(mut self, ahead: Option<Config>) {
        let mut next = match ahead {
            Some(config) => self.prepare(&config).await,
            None => self.port.wait().await,
        };
        while let Some(command) = next {
            let (run, end) = match command {
                Command::Open { recording } => {
                    // Who asks for it then says that it is not there.
                    self.opened = recording.recording;
                    self.begun = None;
                    next = self.port.wait().await;
                    continue;
                }
                Command::Start { run, config, networks } => {
                    (run, self.train(run, &config, &networks).await)
                }
                Command::Measure { run, config, networks } => {
                    (run, self.measure(run, &config, &networks).await)
                }
                Command::Compute { run, config, from } => {
                    (run, self.compute(run, &config, *from).await)
                }
                // Late words about a run that has ended.
                Command::Pause { run } | Command::Resume { run } | Command::Stop { run } => {
                    (run, Ok(()))
                }
            };
            next = match end {
                Err(End::Superseded(command)) => command.map(|command| *command),
                Err(End::Failed(failure)) => {
                    self.port.send(Event::Failed { run: Some(run), failure });
                    self.port.wait().await
                }
                Ok(()) | Err(End::Stopped) => self.port.wait().await,
            };
        }
    }

    /// Makes a data set for a run that has not begun; returns the first command.
    async fn prepare(&mut self, config: &Config) -> Option<Command> {
        match self.record(NO_RUN, config).await {
            Err(End::Superseded(command)) => command.map(|command| *command),
            // What is wrong with it is said to whoever asks for it.
            Ok(_) | Err(End::Stopped | End::Failed(_)) => self.port.wait().await,
        }
    }

    async fn train(
        &mut self,
        run: RunId,
        config: &Config,
        networks: &[NetworkId],
    ) -> Result<(), End> {
        let dataset = self.record(run, config).await?;
        let kept = self.kept.as_mut().expect("the data set has just been recorded");
        self.port.send(Event::Recorded { run, cell: Box::new(kept.summary().clone()) });
        let agreement = self.check(run, config, &dataset, networks).await?;
        let engine = self.engines.make(config, &dataset, networks).await?;
        let mut training = Training::new(config, dataset, networks, engine);
        let mut snapshots = Snapshots::new(run, networks);
        let mut slice = Slice::new(self.engines.steps_per_slice());
        let (mut spent_secs, total) = (0.0, training.num_steps());
        snapshots.send(&self.port, &training.parameters().await?);
        while !training.is_done() {
            let start = self.port.now_secs();
            training.advance(slice.num_steps).await?;
            snapshots.send_points(&self.port, &training);
            if snapshots.is_due(&self.port) {
                snapshots.send(&self.port, &training.parameters().await?);
            }
            let secs = self.port.now_secs() - start;
            spent_secs += secs;
            slice.adapt(secs);
            self.progress(run, Stage::Training, training.num_done(), total);
            // Nobody stops what is done.
            if !training.is_done() {
                self.listen(run).await?;
            }
        }
        let trained = training.finish().await?;
        for network in &trained {
            snapshots.send_last(&self.port, network.id, &network.parameters);
        }
        let samples = f64::from(total) * config.batch_size() as f64 * networks.len() as f64;
        self.port.send(Event::Finished {
            run,
            networks: trained,
            samples_per_sec: samples / spent_secs.max(1e-9),
            dispatches_per_step: self.engines.dispatches_per_step(),
            agreement,
        });
        Ok(())
    }

    async fn measure(
        &mut self,
        run: RunId,
        config: &Config,
        networks: &[NetworkId],
    ) -> Result<(), End> {
        let dataset = self.record(run, config).await?;
        self.check(run, config, &dataset, networks).await?;
        let engine = self.engines.make(config, &dataset, networks).await?;
        let mut training = Training::new(config, dataset, networks, engine);
        // The first steps compile shaders and warm caches.
        training.advance(2).await?;
        training.parameters().await?;
        self.listen(run).await?;
        let (start, first) = (self.port.now_secs(), training.num_done());
        let mut secs = 0.0;
        while secs < MEASURE_SECS && !training.is_done() {
            training.advance(self.engines.steps_per_slice()).await?;
            training.parameters().await?;
            secs = self.port.now_secs() - start;
            self.listen(run).await?;
        }
        let steps = f64::from(training.num_done() - first);
        let samples = steps * config.batch_size() as f64 * networks.len() as f64;
        self.port.send(Event::Measured { run, samples_per_sec: samples / secs.max(1e-9) });
        Ok(())
    }

    /// Finds what the trained networks can tell.
    async fn compute(&mut self, run: RunId, config: &Config, from: Ingredients) -> Result<(), End> {
        let Some(begin) = self.begin else {
            let message = t!("This worker only trains.").to_owned();
            return Err(End::Failed(Failure { kind: FailureKind::Bug, message }));
        };
        let dataset =
            if needs_dataset(config) { Some(self.record(run, config).await?) } else { None };
        let mut inquiry = begin(config, dataset, from);
        let mut has_more = true;
        while has_more {
            let done = (1_000.0 * inquiry.progress()) as u32;
            self.progress(run, Stage::Computing, done, 1_000);
            self.listen(run).await?;
            let start = self.port.now_secs();
            has_more = inquiry.advance();
            inquiry.spend(self.port.now_secs() - start);
        }
        self.port.send(Event::Computed { run, found: inquiry.finish() });
        Ok(())
    }

    /// The data set of a configuration, made anew only if something in it has changed.
    async fn record(&mut self, run: RunId, config: &Config) -> Result<Arc<Dataset>, End> {
        let source = config.data_source();
        if let Some(KeptDataset { source: kept, dataset, .. }) = &self.kept
            && kept == source
        {
            return Ok(Arc::clone(dataset));
        }
        // Two data sets at once could be too much for the memory.
        self.kept = None;
        let begun = self.begun.take().filter(|begun| begun.source == *source);
        let mut builder = begun.map_or_else(
            || DatasetBuilder::with_recording(source, self.opened.as_ref()),
            |begun| begun.builder,
        );
        let total = builder.num_frames_total() as u32;
        let mut start = self.port.now_secs();
        while builder.advance()? {
            if self.port.now_secs() - start > SLICE_SECS {
                self.progress(run, Stage::Recording, builder.num_frames_done() as u32, total);
                if let Err(end) = self.listen(run).await {
                    if matches!(end, End::Superseded(_)) {
                        self.begun = Some(BegunDataset { source: source.clone(), builder });
                    }
                    return Err(end);
                }
                start = self.port.now_secs();
            }
        }
        let dataset = Arc::new(builder.finish());
        self.kept = Some(KeptDataset {
            source: source.clone(),
            dataset: Arc::clone(&dataset),
            summary: None,
        });
        Ok(dataset)
    }

    /// Compares the engine with the reference over the first steps.
    async fn check(
        &mut self,
        run: RunId,
        config: &Config,
        dataset: &Arc<Dataset>,
        networks: &[NetworkId],
    ) -> Result<Option<Agreement>, End> {
        self.port.send(Event::Progress { run, stage: Stage::Checking, done: 0, total: 1 });
        let agreement = self.engines.check(config, dataset, networks).await?;
        // The reference compares itself with nothing, and its first steps take no longer than this look would.
        if agreement.is_some() {
            self.listen(run).await?;
        }
        Ok(agreement)
    }

    fn progress(&mut self, run: RunId, stage: Stage, done: u32, total: u32) {
        let now = self.port.now_secs();
        if done == total || now - self.last_progress_secs >= REPORT_SECS {
            self.last_progress_secs = now;
            self.port.send(Event::Progress { run, stage, done, total });
        }
    }

    /// Lets messages in and obeys them.
    async fn listen(&self, run: RunId) -> Result<(), End> {
        self.port.breathe().await;
        let mut is_paused = false;
        loop {
            let command = if is_paused {
                let Some(command) = self.port.wait().await else {
                    return Err(End::Superseded(None));
                };
                command
            } else {
                let Some(command) = self.port.take() else { return Ok(()) };
                command
            };
            match command {
                Command::Start { .. }
                | Command::Measure { .. }
                | Command::Compute { .. }
                | Command::Open { .. } => {
                    return Err(End::Superseded(Some(Box::new(command))));
                }
                Command::Stop { run: stopped } if stopped == run => return Err(End::Stopped),
                Command::Pause { run: paused } if paused == run => is_paused = true,
                Command::Resume { run: resumed } if resumed == run => is_paused = false,
                // Words about a run that has ended.
                Command::Stop { .. } | Command::Pause { .. } | Command::Resume { .. } => {}
            }
        }
    }
}

impl From<EngineError> for End {
    fn from(err: EngineError) -> Self {
        let kind = match err {
            EngineError::NoAdapter(_) => FailureKind::NoAdapter,
            EngineError::DeviceLost(_) => FailureKind::DeviceLost,
            EngineError::Disagrees(_) => FailureKind::Disagrees,
            EngineError::Unsupported(_) => FailureKind::Unsupported,
            EngineError::LossNotFinite { .. } => FailureKind::Loss,
        };
        Self::Failed(Failure { kind, message: err.to_string() })
    }
}

impl From<DatasetError> for End {
    fn from(err: DatasetError) -> Self {
        let kind = match err {
            DatasetError::NoSpikes { .. }
            | DatasetError::NoRecordedSpikes { .. }
            | DatasetError::NoRecording
            | DatasetError::NoSuchCell { .. }
            | DatasetError::FieldTooSmall { .. }
            | DatasetError::TooFewFrames { .. } => FailureKind::Data,
            DatasetError::OutOfMemory { .. } => FailureKind::OutOfMemory,
        };
        Self::Failed(Failure { kind, message: err.to_string() })
    }
}
