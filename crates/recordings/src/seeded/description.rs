//! A stimulus that is only a seed, as plain data and as a line of text.

use core::fmt::{self, Display, Formatter};

use ganglion_core::{
    config::MAX_STIMULUS,
    recording::{Crop, LARGEST_SIDE},
    stimulus::StimulusFrames,
    t,
};
use serde::{Deserialize, Serialize};

use crate::seeded::generator::{Generator, WORDS};

/// Longest side of a frame, checkers.
const LONGEST_SIDE: u64 = 1_024;
/// Most frames.
const MOST_FRAMES: u64 = 1 << 23;
/// Most bits of the part of all frames that is kept: a gigabyte.
const MOST_BITS: u64 = 1 << 33;
/// Most checkers of all frames together: an hour at 100 million a second.
const MOST_CHECKERS: u64 = 1 << 38;
/// Most frames of a trial before the first or behind the last that is drawn.
const MOST_AROUND: u64 = 10_000;
/// Most times that a frame is shown in succession.
const MOST_BLINKS: u64 = 1_000;
/// Most seeds of trials.
const MOST_SEEDS: usize = 100_000;
/// Most cells of a recording.
const MOST_CELLS: u64 = 100_000;

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

/// What was said so far.
#[derive(Default)]
struct Said {
    generator: Option<Generator>,
    seeds: Vec<i64>,
    step: Option<i64>,
    size: Option<(usize, usize)>,
    by_columns: Option<bool>,
    flags: [bool; 3],
    call: Option<CallSize>,
    blinks: Option<usize>,
    trials: Option<usize>,
    running: Option<usize>,
    frozen: Option<usize>,
    frozen_seed: Option<i64>,
    around: (usize, usize),
    checker_um: Option<f64>,
    cell: Option<usize>,
}

impl SeededStimulus {
    /// Reads a line such as `ran1 seed=-10000 200x150 columns up trials=219 running=1500 frozen=300 frozen-seed=-20000`, in any order. In
    /// links, words are joined by `_`, and `~` stands for `=` and for commas.
    ///
    /// # Errors
    /// With a sentence that says which word is wrong, or what is missing.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.replace('~', "=");
        let words = text.split(|c: char| c.is_whitespace() || c == '_');
        let mut said = Said::default();
        for word in words.filter(|word| !word.is_empty()) {
            said.hear(&word.to_ascii_lowercase())?;
        }
        said.stimulus()?.checked()
    }

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
    fn checked(self) -> Result<Self, String> {
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

impl Said {
    fn hear(&mut self, word: &str) -> Result<(), String> {
        if let Some((_, generator)) = WORDS.iter().find(|(name, _)| *name == word) {
            self.generator = Some(*generator);
        } else if let Some((key, value)) = word.split_once('=') {
            self.hear_value(key, value).ok_or_else(|| not_understood(word))?;
        } else if let Some((width, height)) = word.split_once('x') {
            let size = side(width).zip(side(height));
            self.size = Some(size.ok_or_else(|| not_understood(word))?);
        } else {
            match word {
                "columns" => self.by_columns = Some(true),
                "rows" => self.by_columns = Some(false),
                "up" => self.flags[0] = true,
                "left" => self.flags[1] = true,
                "inverted" => self.flags[2] = true,
                _ => return Err(not_understood(word)),
            }
        }
        Ok(())
    }

    fn hear_value(&mut self, key: &str, value: &str) -> Option<()> {
        let number = |most: u64| {
            let number: u64 = value.parse().ok()?;
            (1..=most).contains(&number).then_some(Some(number as usize))
        };
        match key {
            "seed" | "seeds" => {
                let seeds: Result<Vec<i64>, _> = value.split([',', '=']).map(str::parse).collect();
                self.seeds = seeds.ok().filter(|seeds| seeds.len() <= MOST_SEEDS)?;
            }
            "step" => self.step = Some(value.parse().ok()?),
            "frozen-seed" => self.frozen_seed = Some(value.parse().ok()?),
            "blinks" => self.blinks = number(MOST_BLINKS)?,
            "trials" => self.trials = number(MOST_FRAMES)?,
            "running" => self.running = number(MOST_FRAMES)?,
            "frozen" => self.frozen = number(MOST_FRAMES)?,
            "before" => self.around.0 = number(MOST_AROUND)?.unwrap_or(0),
            "after" => self.around.1 = number(MOST_AROUND)?.unwrap_or(0),
            "cell" => self.cell = number(MOST_CELLS)?.map(|number| number - 1),
            "checker" => {
                let side: f64 = value.trim_end_matches("um").parse().ok()?;
                self.checker_um = Some(Some(side).filter(|side| side.is_finite() && *side > 0.0)?);
            }
            "call" => {
                self.call = Some(match value {
                    "frame" => CallSize::Frame,
                    "trial" => CallSize::Trial,
                    _ => return None,
                });
            }
            _ => return None,
        }
        Some(())
    }

    fn stimulus(self) -> Result<SeededStimulus, String> {
        let generator = self.generator.ok_or_else(|| missing(&generators()))?;
        let (width, height) = self.size.ok_or_else(|| missing("WIDTHxHEIGHT"))?;
        let first = *self.seeds.first().ok_or_else(|| missing("seed="))?;
        let running = self.running.ok_or_else(|| missing("running="))?;
        let frozen = match (self.frozen, self.frozen_seed) {
            (Some(frames), Some(seed)) => Some(FrozenPart { frames, seed }),
            (None, None) => None,
            (None, Some(_)) => return Err(missing("frozen=")),
            (Some(_), None) => return Err(missing("frozen-seed=")),
        };
        let (seeds, trials) = match (self.seeds.len(), self.step) {
            (1, None) => (TrialSeeds::RunsOn(first), self.trials.unwrap_or(1)),
            (1, Some(step)) => (TrialSeeds::Step(first, step), self.trials.unwrap_or(1)),
            (num, _) => (TrialSeeds::Each(self.seeds), num),
        };
        let [is_upward, is_leftward, is_inverted] = self.flags;
        Ok(SeededStimulus {
            generator,
            seeds,
            width,
            height,
            order: FillOrder {
                by_columns: self.by_columns.unwrap_or(generator.fills_columns()),
                is_upward,
                is_leftward,
            },
            is_inverted,
            call: self.call.unwrap_or_default(),
            blinks: self.blinks.unwrap_or(1),
            trials,
            running,
            frozen,
            around: self.around,
            checker_um: self.checker_um,
            cell: self.cell,
        })
    }
}

fn side(text: &str) -> Option<usize> {
    let side: u64 = text.parse().ok()?;
    (1..=LONGEST_SIDE).contains(&side).then_some(side as usize)
}

fn generators() -> String {
    WORDS.map(|(word, _)| word).join(", ")
}

fn missing(what: &str) -> String {
    t!(
        "The stimulus is not described yet: {what} is missing. Describe it as in '{form}'.",
        what = what,
        form = EXAMPLE
    )
}

fn not_understood(word: &str) -> String {
    t!(
        "'{word}' is not understood in the description of a stimulus. Describe it as in '{form}'; generators are {generators}. Further words are rows, left, inverted, step=, before=, after=, cell=, call=frame and call=trial.",
        word = word,
        form = EXAMPLE,
        generators = generators()
    )
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
