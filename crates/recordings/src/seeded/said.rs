//! A description as it is read, word by word.

use ganglion_core::t;

use crate::seeded::{
    description::{
        CallSize, EXAMPLE, FillOrder, FrozenPart, MOST_FRAMES, SeededStimulus, TrialSeeds,
    },
    generator::{Generator, WORDS},
};

/// Longest side of a frame, checkers.
const LONGEST_SIDE: u64 = 1_024;
/// Most frames of a trial before the first or behind the last that is drawn.
const MOST_AROUND: u64 = 10_000;
/// Most times that a frame is shown in succession.
const MOST_BLINKS: u64 = 1_000;
/// Most seeds of trials.
const MOST_SEEDS: usize = 100_000;
/// Most cells of a recording.
const MOST_CELLS: u64 = 100_000;

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
