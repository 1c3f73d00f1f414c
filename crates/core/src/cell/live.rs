//! A cell that is shown noise frame by frame, for eyes and ears.
//!
//! In: a configuration. Out: the frame, every signal of the cell, the last seconds, the growing
//! spike-triggered average. It draws from a stream of its own, so watching changes no result.

use std::collections::VecDeque;

use crate::{
    cell::{FilteredNoise, GanglionCell, Response, SpikeTriggeredSum},
    config::{
        Config, Draft, Kind, NUM_LAGS, PARAMETERS, Parameter, ParameterGroup, Problem, parameter,
    },
    rng::{Random, Stream},
    statistics::{cosine, rank_one},
    units::hz_of_spikes_per_frame,
};

/// What the cell did in one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Beat {
    /// Its signals.
    pub response: Response,
    /// Its spikes.
    pub spikes: u16,
}

/// A cell at work.
pub struct LiveCell {
    cell: GanglionCell,
    movie: FilteredNoise,
    random: Random,
    filtered: Vec<f32>,
    recent: VecDeque<Beat>,
    sum: SpikeTriggeredSum,
    num_frames: u64,
}

impl LiveCell {
    /// Frames that [`Self::recent`] goes back: 8 s.
    pub const NUM_RECENT: usize = 240;

    /// The cell of a draft, whatever else in it is wrong.
    ///
    /// # Errors
    /// What is wrong with the cell or its stimulus.
    pub fn config(draft: &Draft) -> Result<Config, Vec<Problem>> {
        let smallest = parameter("side").map(|side| &side.kind);
        let filter_side = if let Some(Kind::Integer { min, .. }) = smallest { *min } else { 2 };
        let mut cell = Draft { filter_side, ..Draft::default() };
        for parameter in PARAMETERS.iter().filter(|row| concerns_cell(row)) {
            (parameter.set)(&mut cell, (parameter.get)(draft));
        }
        cell.check()
    }

    /// Before the first frame that counts.
    pub fn new(config: &Config) -> Self {
        let cell = GanglionCell::new(&config.model_cell(), &config.stimulus());
        let mut movie = FilteredNoise::of(&config.stimulus(), Stream::Live);
        let mut filtered = vec![0.0; config.num_checkers()];
        movie.draw(1);
        movie.filter(0, cell.temporal(), &mut filtered);
        Self {
            cell,
            movie,
            random: Random::new(config.seed(), Stream::Live, 1),
            filtered,
            recent: VecDeque::with_capacity(Self::NUM_RECENT),
            sum: SpikeTriggeredSum::new(config.num_checkers()),
            num_frames: 0,
        }
    }

    /// Shows the next frame; returns the spikes in it.
    pub fn step(&mut self) -> u16 {
        self.movie.draw(1);
        self.movie.filter(0, self.cell.temporal(), &mut self.filtered);
        let response = self.cell.respond(&self.filtered);
        let spikes = self.cell.spikes(response.rate, &mut self.random);
        self.sum.add(&self.movie, 0, spikes);
        if self.recent.len() == Self::NUM_RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(Beat { response, spikes });
        self.num_frames += 1;
        spikes
    }

    /// Forgets spikes and frames, and goes on with the stimulus.
    pub fn forget(&mut self) {
        self.sum = SpikeTriggeredSum::new(self.filtered.len());
        self.recent.clear();
        self.num_frames = 0;
    }

    /// The cell.
    pub fn cell(&self) -> &GanglionCell {
        &self.cell
    }

    /// The frame that is shown, contrast.
    pub fn frame(&self) -> &[f32] {
        self.movie.raw(0, 0)
    }

    /// The last frames as the subunits see them, through the temporal filter.
    pub fn filtered(&self) -> &[f32] {
        &self.filtered
    }

    /// The last frames, oldest first.
    pub fn recent(&self) -> &VecDeque<Beat> {
        &self.recent
    }

    /// Frames shown.
    pub fn num_frames(&self) -> u64 {
        self.num_frames
    }

    /// Spikes fired.
    pub fn num_spikes(&self) -> u64 {
        self.sum.num_spikes()
    }

    /// Spikes a second over the last frames; 0 before the first.
    pub fn recent_rate_hz(&self) -> f32 {
        let spikes: u32 = self.recent.iter().map(|beat| u32::from(beat.spikes)).sum();
        hz_of_spikes_per_frame(spikes as f32 / self.recent.len().max(1) as f32)
    }

    /// Spikes a second since the start; 0 before it.
    pub fn mean_rate_hz(&self) -> f32 {
        let spikes_per_frame = self.num_spikes() as f64 / self.num_frames.max(1) as f64;
        hz_of_spikes_per_frame(spikes_per_frame as f32)
    }

    /// What the spikes give away so far; nothing before the first.
    pub fn estimate(&self) -> Option<LiveEstimate> {
        (self.num_spikes() > 0).then(|| LiveEstimate::new(&self.cell, &self.sum))
    }
}

/// Whether a live cell depends on a parameter.
fn concerns_cell(parameter: &Parameter) -> bool {
    parameter.group == ParameterGroup::Cell
        || ["blind", "seed", "noise", "rows", "cols"].contains(&parameter.key)
}

/// The spike-triggered average of a live cell, beside the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveEstimate {
    /// Spikes it is averaged over.
    pub num_spikes: u64,
    /// Lag at which the cell's temporal filter is largest, frames.
    pub peak_lag: usize,
    /// The average at that lag, `[checkers]`, contrast.
    pub image: Vec<f32>,
    /// Its time course, `[NUM_LAGS]`, unit norm; signed so that the field as a whole is positive.
    pub temporal: Vec<f32>,
    /// Cosine of the time course with the cell's temporal filter.
    pub temporal_similarity: f64,
    /// Absolute cosine of the image with the sum of all subunits.
    pub field_similarity: f64,
    /// The largest absolute cosine of the image with one subunit.
    pub subunit_similarity: f64,
}

impl LiveEstimate {
    fn new(cell: &GanglionCell, sum: &SpikeTriggeredSum) -> Self {
        let average = sum.mean();
        let num_checkers = average.len() / NUM_LAGS;
        let image = |lag: usize| &average[lag * num_checkers..(lag + 1) * num_checkers];
        let size = |lag: usize| cell.temporal()[lag].abs();
        let peak_lag =
            (0..NUM_LAGS).max_by(|&a, &b| size(a).total_cmp(&size(b))).expect("there are lags");
        let separable = rank_one(&average, NUM_LAGS);
        let sign = separable.spatial.iter().sum::<f32>().signum();
        let temporal: Vec<f32> = separable.temporal.iter().map(|weight| sign * weight).collect();
        let subunits = cell.subunit_filters();
        let mut field = vec![0.0; num_checkers];
        for subunit in &subunits {
            field.iter_mut().zip(subunit).for_each(|(sum, weight)| *sum += weight);
        }
        let likeness = |filter: &[f32]| cosine(filter, image(peak_lag)).abs();
        Self {
            num_spikes: sum.num_spikes(),
            peak_lag,
            image: image(peak_lag).to_vec(),
            temporal_similarity: cosine(&temporal, cell.temporal()),
            temporal,
            field_similarity: likeness(&field),
            subunit_similarity: subunits
                .iter()
                .map(|subunit| likeness(subunit))
                .fold(0.0, f64::max),
        }
    }
}
