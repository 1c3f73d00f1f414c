//! Recordings made by the project's own stimulus and cells.

use ganglion_core::{
    cell::{FilteredNoise, GanglionCell, HiddenCell, Recorder},
    config::{
        CellSource, Draft, ModelCell, Noise, Placement, Polarity, Section, SpikeGeneration,
        Stimulus, TemporalPreset,
    },
    recording::{CellCounts, Recording},
    rng::{Random, Stream},
    stimulus::StimulusFrames,
};

/// How a recording is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) seed: u32,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) num_frames: usize,
    pub(crate) num_cells: usize,
    pub(crate) noise: Noise,
    pub(crate) temporal: TemporalPreset,
    /// Spikes a frame.
    pub(crate) rate: f32,
}

impl Recipe {
    pub(crate) fn new(seed: u32) -> Self {
        Self {
            seed,
            rows: 12,
            columns: 9,
            num_frames: 16_000,
            num_cells: 3,
            noise: Noise::Binary,
            temporal: TemporalPreset::Biphasic,
            rate: 0.25,
        }
    }
}

/// Frames with the spikes that they caused.
#[derive(Clone, Debug)]
pub(crate) struct Simulated {
    pub(crate) recipe: Recipe,
    /// `[num_frames, rows * columns]`, contrast.
    pub(crate) frames: Vec<f32>,
    /// `[num_cells][num_frames]`.
    pub(crate) counts: Vec<Vec<u16>>,
}

fn cell(recipe: &Recipe, stimulus: &Stimulus, index: usize) -> GanglionCell {
    let mut random = Random::new(recipe.seed, Stream::Population, index as u32);
    let mut place = |len: usize| (2 + random.below(len as u32 - 5)) as u8;
    let (row, column) = (place(recipe.rows), place(recipe.columns));
    let subunit =
        |down: u8, right: u8| Placement::square(row - 1 + 2 * down, column - 1 + 2 * right);
    let model = ModelCell {
        subunits: vec![subunit(0, 0), subunit(0, 1), subunit(1, 0), subunit(1, 1)],
        temporal: recipe.temporal,
        polarity: if index.is_multiple_of(2) { Polarity::On } else { Polarity::Off },
        spikes: SpikeGeneration::Poisson,
        rate: recipe.rate,
        threshold: 1.0,
        gain: 1.0,
    };
    GanglionCell::new(&model, stimulus)
}

impl Simulated {
    pub(crate) fn new(recipe: Recipe) -> Self {
        Self::on(recipe, &|frame| frame)
    }

    /// The same, with the frames of the noise shown in another order, such as some of them again and again.
    pub(crate) fn on(recipe: Recipe, shown: &dyn Fn(usize) -> usize) -> Self {
        let (rows, columns) = (recipe.rows as u32, recipe.columns as u32);
        let stimulus = Stimulus { seed: recipe.seed, noise: recipe.noise, rows, columns };
        let num_checkers = recipe.rows * recipe.columns;
        let mut movie = FilteredNoise::of(&stimulus, Stream::TrainingStimulus);
        movie.draw(recipe.num_frames);
        let noise: Vec<&[f32]> = (0..recipe.num_frames).map(|at| movie.raw(at, 0)).collect();
        let frames = (0..recipe.num_frames).flat_map(|at| noise[shown(at)]).copied().collect();
        let mut simulated = Self { recipe, frames, counts: Vec::new() };
        for index in 0..recipe.num_cells {
            let cell = cell(&recipe, &stimulus, index);
            let mut random = Random::new(recipe.seed, Stream::TrainingSpikes, index as u32);
            let mut filtered = vec![0.0; num_checkers];
            let counts = (0..recipe.num_frames).map(|at| {
                filtered.fill(0.0);
                for (lag, weight) in cell.temporal().iter().enumerate().take(at + 1) {
                    for (sum, value) in filtered.iter_mut().zip(simulated.frame(at - lag)) {
                        *sum += weight * value;
                    }
                }
                cell.spikes(cell.rate(&filtered), &mut random)
            });
            let counts = counts.collect();
            simulated.counts.push(counts);
        }
        simulated
    }

    pub(crate) fn frame(&self, at: usize) -> &[f32] {
        let num = self.recipe.rows * self.recipe.columns;
        &self.frames[at * num..][..num]
    }

    pub(crate) fn num_frames(&self) -> usize {
        self.recipe.num_frames
    }

    /// The recording without a fault.
    pub(crate) fn recording(&self) -> Recording {
        let num_checkers = self.recipe.rows * self.recipe.columns;
        let is_binary = self.recipe.noise == Noise::Binary;
        let mut frames = StimulusFrames::new(self.num_frames(), num_checkers, is_binary);
        for frame in 0..self.num_frames() {
            for (checker, value) in self.frame(frame).iter().enumerate() {
                let contrast = if is_binary { *value } else { (value / 4.0).clamp(-1.0, 1.0) };
                frames.set(frame, checker, f64::from(contrast));
            }
        }
        let cells = self.counts.iter().enumerate().map(|(index, counts)| CellCounts {
            name: format!("cell {}", index + 1),
            counts: counts.clone(),
        });
        let field = (self.recipe.rows, self.recipe.columns);
        let mut recording = Recording::new(frames, field, cells.collect());
        recording.refresh_hz = Some(30.0);
        recording
    }

    /// When each frame came, seconds, at 30 Hz from `start` on.
    pub(crate) fn frame_secs(&self, start: f64) -> Vec<f64> {
        (0..self.num_frames()).map(|frame| start + frame as f64 / 30.0).collect()
    }

    /// When each spike of each cell came, seconds: anywhere in its frame.
    pub(crate) fn spike_secs(&self, frame_secs: &[f64]) -> Vec<Vec<f64>> {
        let of = |(index, counts): (usize, &Vec<u16>)| {
            let mut random = Random::new(self.recipe.seed, Stream::Spoil, index as u32);
            let mut secs = Vec::new();
            for (count, start) in counts.iter().zip(frame_secs) {
                let mut spikes: Vec<f64> =
                    (0..*count).map(|_| start + f64::from(random.uniform()) / 30.1).collect();
                spikes.sort_by(f64::total_cmp);
                secs.extend(spikes);
            }
            secs
        };
        self.counts.iter().enumerate().map(of).collect()
    }
}

/// Three cells of the population that stands in for recordings, on 16 x 16 checkers.
pub(crate) fn recorded(seed: u32) -> Recording {
    const NUM_FRAMES: usize = 20_000;
    let mut frames = StimulusFrames::new(NUM_FRAMES, 256, true);
    let cell = |cell_number: u32| {
        let draft =
            Draft { seed, cell_number, ..Draft::of(Section::Recorded, CellSource::Recorded) };
        let config = draft.check().expect("valid");
        let source = config.data_source();
        let mut movie = FilteredNoise::of(&source.stimulus, Stream::TrainingStimulus);
        movie.draw(NUM_FRAMES);
        let cell = HiddenCell::new(source).expect("simulated");
        let mut recorder = Recorder::new(&cell, source, Stream::TrainingSpikes);
        recorder.warm_up(&movie);
        let counts = (0..NUM_FRAMES).map(|at| {
            let drive = recorder.show(&movie, at);
            recorder.spikes(drive)
        });
        let counts = counts.collect();
        if cell_number == 1 {
            for frame in 0..NUM_FRAMES {
                for (checker, value) in movie.raw(frame, 0).iter().enumerate() {
                    frames.set(frame, checker, f64::from(*value));
                }
            }
        }
        CellCounts { name: format!("cell {cell_number}"), counts }
    };
    let cells: Vec<CellCounts> = (1..=3).map(cell).collect();
    Recording::new(frames, (16, 16), cells)
}
