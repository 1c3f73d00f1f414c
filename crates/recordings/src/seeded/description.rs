//! A stimulus that is only a seed, as plain data and as a line of text.

use core::fmt::{self, Display, Formatter};

use ganglion_core::{
    config::MAX_STIMULUS,
    recording::{Crop, LARGEST_SIDE},
    stimulus::StimulusFrames,
    t,
};
use serde::{Deserialize, Serialize};

use crate::seeded::generator::Generator;

/// Most frames.
pub(super) const MOST_FRAMES: u64 = 1 << 23;
/// Most bits of the part of all frames that is kept: a gigabyte.
const MOST_BITS: u64 = 1 << 33;
/// Most checkers of all frames together: an hour at 100 million a second.
const MOST_CHECKERS: u64 = 1 << 38;

/// How much a rig drew by a call of its generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallSize {
    /// A frame.
    #[default]
    Frame,
    /// All running frames of a trial.
    Trial,
}

/// With what the running frames of a trial begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrialSeeds {
    /// The generator begins once and runs on over trials.
    RunsOn(i64),
    /// It begins anew with each trial, by a seed that grows by a step.
    Step(i64, i64),
    /// It begins anew with each trial, by these seeds; as many trials as seeds.
    Each(Vec<i64>),
}

/// In which order the checkers of a frame are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillOrder {
    /// Whether a column is filled before the next one.
    pub by_columns: bool,
    /// Whether columns are filled from the bottom.
    pub is_upward: bool,
    /// Whether rows are filled from the right.
    pub is_leftward: bool,
}

/// Frames that follow the running ones in each trial, always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenPart {
    /// Frames that are drawn.
    pub frames: usize,
    /// Seed of their own.
    pub seed: i64,
}

/// A stimulus that is only a seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeededStimulus {
    /// What draws the checkers.
    pub generator: Generator,
    /// Seed or seeds of the running frames.
    pub seeds: TrialSeeds,
    /// Checkers of a row.
    pub width: usize,
    /// Checkers of a column.
    pub height: usize,
    /// Which checkers of a frame are drawn one after the other.
    pub order: FillOrder,
    /// Whether the brighter value is the other one.
    pub is_inverted: bool,
    /// How much was drawn at a time; matters for some generators only.
    pub call: CallSize,
    /// How often each frame that is drawn is shown in succession.
    pub blinks: usize,
    /// Number of trials.
    pub trials: usize,
    /// Running frames of a trial that are drawn.
    pub running: usize,
    /// Frozen frames behind them.
    pub frozen: Option<FrozenPart>,
    /// Frames of each trial, as they are shown, before the first and behind the last that is drawn: nobody says what of.
    pub around: (usize, usize),
    /// Side of a checker on the retina, micrometers.
    pub checker_um: Option<f64>,
    /// The cell around whose receptive field frames are cut out, by its index; nothing for the one whose field is clearest.
    pub cell: Option<usize>,
}

/// A description that says all there is to say, for messages.
pub const EXAMPLE: &str = "ran1 seed=-10000 200x150 columns up blinks=1 trials=219 running=1500 frozen=300 frozen-seed=-20000 checker=7.5";

impl SeededStimulus {
    /// The same as [`read`](Self::read) takes, for a link; nothing if it is longer than links are.
    pub fn in_link(&self) -> Option<String> {
        let text = self.to_string().replace(' ', "_").replace(['=', ','], "~");
        (text.len() <= MAX_STIMULUS).then_some(text)
    }

    /// No frames yet, each of so many of its checkers, kept as frames are that were read.
    pub fn no_frames(&self, num_checkers: usize) -> StimulusFrames {
        StimulusFrames::new(0, num_checkers, self.generator.is_two_valued())
    }

    /// Checkers of a frame.
    pub fn num_checkers(&self) -> usize {
        self.width * self.height
    }

    /// All checkers of a frame, as a part of it.
    pub fn whole(&self) -> Crop {
        Crop { row: 0, column: 0, rows: self.height, columns: self.width }
    }

    /// Frames of a trial as they are shown: running and frozen ones, and those before and behind them.
    pub fn trial_len(&self) -> usize {
        let num_drawn = self.running + self.frozen.map_or(0, |part| part.frames);
        self.around.0 + self.blinks * num_drawn + self.around.1
    }

    /// Frames of all trials as they are shown.
    pub fn num_frames(&self) -> usize {
        self.trials * self.trial_len()
    }

    /// The seed of a trial, if its running frames begin anew.
    pub fn seed_of(&self, trial: usize) -> Option<i64> {
        match &self.seeds {
            TrialSeeds::RunsOn(seed) => (trial == 0).then_some(*seed),
            TrialSeeds::Step(seed, step) => {
                Some(seed.saturating_add(step.saturating_mul(trial as i64)))
            }
            TrialSeeds::Each(seeds) => seeds.get(trial).copied(),
        }
    }

    /// Row and column of the checker that is drawn at a place of a frame.
    pub fn checker(&self, place: usize) -> (usize, usize) {
        let (row, column) = if self.order.by_columns {
            (place % self.height, place / self.height)
        } else {
            (place / self.width, place % self.width)
        };
        let row = if self.order.is_upward { self.height - 1 - row } else { row };
        let column = if self.order.is_leftward { self.width - 1 - column } else { column };
        (row, column)
    }

    /// It, if it can be drawn.
    pub(super) fn checked(self) -> Result<Self, String> {
        let (least, most) = self.generator.seeds();
        let last = self.trials.saturating_sub(1);
        let mut seeds = match &self.seeds {
            TrialSeeds::Each(seeds) => seeds.clone(),
            TrialSeeds::RunsOn(_) | TrialSeeds::Step(..) => {
                [0, last].into_iter().filter_map(|trial| self.seed_of(trial)).collect()
            }
        };
        seeds.extend(self.frozen.map(|part| part.seed));
        if let Some(seed) = seeds.into_iter().find(|seed| !(least..=most).contains(seed)) {
            return Err(t!(
                "{generator} has no seed {seed}: seeds are from {least} to {most}.",
                generator = self.generator.word(),
                seed = seed,
                least = least,
                most = most
            ));
        }
        if self.trials == 1 && self.around != (0, 0) {
            return Err(t!(
                "Frames before and after those that are drawn are left out of several trials, not of one: leave their counts out, or say how many trials there are."
            )
            .to_owned());
        }
        let num_drawn = self.frozen.map_or(0, |part| part.frames).saturating_add(self.running);
        let frames = (self.trials as u64).saturating_mul(num_drawn as u64);
        let gaps = (self.around.0 as u64).saturating_add(self.around.1 as u64);
        let shown = frames
            .saturating_mul(self.blinks as u64)
            .saturating_add(gaps.saturating_mul(self.trials as u64));
        let checkers = frames.saturating_mul(self.num_checkers() as u64);
        let kept = self.num_checkers().min(LARGEST_SIDE * LARGEST_SIDE) as u64;
        let bits = kept * if self.generator.is_two_valued() { 1 } else { 8 };
        let most_frames = MOST_FRAMES.min(MOST_BITS / bits);
        if frames == 0 || shown > most_frames || checkers > MOST_CHECKERS {
            return Err(t!(
                "A stimulus of {frames} frames of {width} x {height} checkers can't be drawn here: there may be {most} frames, and {most_checkers} checkers in all of them. Name fewer trials or frames.",
                frames = shown,
                width = self.width,
                height = self.height,
                most = most_frames,
                most_checkers = MOST_CHECKERS
            ));
        }
        Ok(self)
    }
}

/// The text that is read again.
impl Display for SeededStimulus {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.generator.word())?;
        match &self.seeds {
            TrialSeeds::RunsOn(seed) => write!(f, "seed={seed}")?,
            TrialSeeds::Step(seed, step) => write!(f, "seed={seed} step={step}")?,
            TrialSeeds::Each(seeds) => {
                let seeds: Vec<String> = seeds.iter().map(i64::to_string).collect();
                write!(f, "seeds={}", seeds.join(","))?;
            }
        }
        let order = if self.order.by_columns { "columns" } else { "rows" };
        write!(f, " {}x{} {order}", self.width, self.height)?;
        let flags = [("up", self.order.is_upward), ("left", self.order.is_leftward)];
        for (word, _) in
            flags.into_iter().chain([("inverted", self.is_inverted)]).filter(|flag| flag.1)
        {
            write!(f, " {word}")?;
        }
        if self.call == CallSize::Trial {
            f.write_str(" call=trial")?;
        }
        if self.blinks > 1 {
            write!(f, " blinks={}", self.blinks)?;
        }
        if !matches!(self.seeds, TrialSeeds::Each(_)) {
            write!(f, " trials={}", self.trials)?;
        }
        write!(f, " running={}", self.running)?;
        if let Some(FrozenPart { frames, seed }) = self.frozen {
            write!(f, " frozen={frames} frozen-seed={seed}")?;
        }
        for (word, num) in [("before", self.around.0), ("after", self.around.1)] {
            if num > 0 {
                write!(f, " {word}={num}")?;
            }
        }
        if let Some(side) = self.checker_um {
            write!(f, " checker={side}")?;
        }
        if let Some(cell) = self.cell {
            write!(f, " cell={}", cell + 1)?;
        }
        Ok(())
    }
}
