//! Which frames of a recording are learned from, which choose, and which only report.
//!
//! Frames that were shown again and again report, as in the paper; without them, the last frames do. What is left chooses and is learned
//! from: validation frames lie in stretches spread over the recording, because cells drift. No row's history spans a border of trials,
//! and no frame is seen in two splits, not even as history.

use core::ops::Range;

use crate::{
    config::{CellSource, Draft, Lengths, NUM_LAGS, Section},
    dataset::{DatasetError, EvenSpread},
    recording::{ImportedRecording, Recording, RecordingOutline},
    stimulus::FrozenBlock,
};

/// Frames before a row that it depends on.
const HISTORY: usize = NUM_LAGS - 1;
/// Stretches of validation frames.
const NUM_STRETCHES: usize = 10;
/// Fewest validation frames, as everywhere.
const FEWEST_VALIDATION: usize = 200;
/// Fewest test frames, as everywhere.
const FEWEST_TEST: u32 = 1_000;
/// Without repeats at most one frame of so many only reports, unless more are asked for.
const LEAST_TO_TEST: usize = 5;

/// The frame of each row of the three splits, and the repeats of the test frames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SplitPlan {
    pub(super) training: Vec<u32>,
    pub(super) validation: Vec<u32>,
    pub(super) test: Vec<u32>,
    /// How many frames later each further repeat of the test frames comes; 0 for the first.
    pub(super) repeats: Vec<u32>,
}

/// Frames of a recording by what they may be used for.
struct Usable {
    /// Frames with their whole history in one trial, of which nothing is shown again.
    running: Vec<u32>,
    /// Those of the test frames, if some are shown again; and how much later.
    frozen: Option<(Vec<u32>, Vec<u32>)>,
}

impl Usable {
    fn of(recording: &Recording) -> Self {
        let mut is_repeated = vec![false; recording.num_frames()];
        for block in &recording.frozen {
            for start in &block.starts {
                // A row just behind them would see them as its history.
                let end = (start + block.len + HISTORY).min(is_repeated.len());
                is_repeated[*start..end].fill(true);
            }
        }
        let running = recording.trials.iter().flat_map(|trial| trial.start + HISTORY..trial.end);
        let running = running.filter(|frame| !is_repeated[*frame]).map(|frame| frame as u32);
        Self { running: running.collect(), frozen: frozen_rows(recording) }
    }

    /// The running frames that report where none are shown again, and what is then left.
    fn without_last(mut self, num_test: usize) -> (Vec<u32>, Vec<u32>) {
        let test = self.running.split_off(self.running.len().saturating_sub(num_test));
        self.running.truncate(self.running.len().saturating_sub(HISTORY));
        (test, self.running)
    }
}

/// The rows of the block that holds most repeated frames, and how much later each repeat comes.
fn frozen_rows(recording: &Recording) -> Option<(Vec<u32>, Vec<u32>)> {
    let whole = |block: &FrozenBlock| -> Vec<usize> {
        let is_whole = |start: &&usize| {
            let holds =
                |trial: &&Range<usize>| trial.start <= **start && **start + block.len <= trial.end;
            recording.trials.iter().any(|trial| holds(&trial))
        };
        block.starts.iter().filter(is_whole).copied().collect()
    };
    let blocks = recording.frozen.iter().map(|block| (block.len, whole(block)));
    let usable = blocks.filter(|(len, starts)| *len > HISTORY && starts.len() > 1);
    let (len, starts) = usable.max_by_key(|(len, starts)| (len - HISTORY) * starts.len())?;
    let rows = (starts[0] + HISTORY..starts[0] + len).map(|frame| frame as u32).collect();
    Some((rows, starts.iter().map(|start| (start - starts[0]) as u32).collect()))
}

impl SplitPlan {
    /// Rows of as many frames as are asked for.
    pub(super) fn new(recording: &Recording, lengths: &Lengths) -> Result<Self, DatasetError> {
        let mut usable = Usable::of(recording);
        let frozen = usable.frozen.take();
        let num_running = usable.running.len();
        let ((test, repeats), running) = if let Some(frozen) = frozen {
            (frozen, usable.running)
        } else {
            let (test, running) = usable.without_last(lengths.test as usize);
            ((test, vec![0]), running)
        };
        let (validation, rest) = validation_rows(&running, lengths.validation as usize);
        let num_training = lengths.training as usize;
        if rest.len() < num_training || validation.len() < lengths.validation as usize {
            let left = most_frames(num_running.min(running.len()), lengths);
            return Err(DatasetError::TooFewFrames { asked: num_training, most: left });
        }
        let spread = EvenSpread::new(rest.len(), num_training);
        let training = (0..num_training).map(|row| rest[spread.frame(row)]).collect();
        Ok(Self { training, validation, test, repeats })
    }
}

/// Most training frames for which as large a share of validation frames is left.
fn most_frames(num_running: usize, lengths: &Lengths) -> usize {
    let share = f64::from(lengths.validation) / f64::from(lengths.training.max(1));
    most_training(num_running, share)
}

fn most_training(num_running: usize, share: f64) -> usize {
    let left = num_running.saturating_sub(2 * HISTORY * NUM_STRETCHES);
    let most = (left as f64 / (1.0 + share)).floor() as usize;
    most.min(left.saturating_sub(FEWEST_VALIDATION))
}

/// Validation rows in stretches, and the rows that share no frame with them.
fn validation_rows(running: &[u32], num_rows: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut validation, mut rest) = (Vec::new(), Vec::new());
    for stretch in 0..NUM_STRETCHES {
        let part = |index: usize| index * running.len() / NUM_STRETCHES;
        let rows = &running[part(stretch)..part(stretch + 1)];
        let share = |index: usize| index * num_rows / NUM_STRETCHES;
        let len = (share(stretch + 1) - share(stretch)).min(rows.len());
        let first = (rows.len() - len) / 2;
        rest.extend_from_slice(&rows[..first.saturating_sub(HISTORY)]);
        validation.extend_from_slice(&rows[first..first + len]);
        rest.extend_from_slice(&rows[(first + len + HISTORY).min(rows.len())..]);
    }
    (validation, rest)
}

impl RecordingOutline {
    /// That of a recording.
    pub fn of(recording: &Recording) -> Self {
        let usable = Usable::of(recording);
        Self {
            name: recording.name(),
            field: recording.field,
            num_frames: recording.num_frames(),
            num_cells: recording.cells.len(),
            num_running: usable.running.len(),
            has_repeats: usable.frozen.is_some(),
        }
    }

    /// The most training frames that it has, beside those that choose and report.
    fn most_training(&self, draft: &Draft) -> u32 {
        let num_running = if self.has_repeats {
            self.num_running
        } else {
            self.num_running.saturating_sub(draft.test_frames as usize + HISTORY)
        };
        let most = most_training(num_running, f64::from(draft.validation_share));
        (most as u32).min(MOST_FRAMES)
    }
}

impl Draft {
    /// The same wishes for a recording that was opened: its name, and what was left open as the recording has it.
    #[must_use]
    pub fn of_recording(&self, outline: &RecordingOutline) -> Self {
        let defaults = Self::of(self.section, self.source);
        let mut draft = Self { recording: outline.name.clone(), ..self.clone() };
        let (rows, columns) = (outline.field.0 as u32, outline.field.1 as u32);
        if draft.rows == defaults.rows {
            draft.rows = rows.min(defaults.rows);
        }
        if draft.columns == defaults.columns {
            draft.columns = columns.min(defaults.columns);
        }
        if draft.filter_side == defaults.filter_side {
            draft.filter_side = defaults.filter_side.min(draft.rows).min(draft.columns);
        }
        if draft.num_cells == defaults.num_cells {
            let fewest = if self.section == Section::Transfer { 2 } else { 1 };
            draft.num_cells = (outline.num_cells as u32).clamp(fewest, defaults.num_cells);
        }
        if draft.test_frames == defaults.test_frames && !outline.has_repeats {
            let share = (outline.num_running / LEAST_TO_TEST) as u32;
            draft.test_frames = share.clamp(FEWEST_TEST, defaults.test_frames);
        }
        if draft.frames == defaults.frames {
            draft.frames = outline.most_training(&draft);
        }
        draft
    }

    /// The experiment that begins once a recording was opened: in the same section, if that is about recordings. A link that asks for this
    /// recording says all else too, unless it is in use already.
    #[must_use]
    pub fn of_imported(&self, imported: &ImportedRecording, is_in_use: bool) -> Self {
        let ImportedRecording { outline, roles, stimulus, .. } = imported;
        let is_asked_for = self.source == CellSource::File && self.recording == outline.name;
        if is_asked_for && !is_in_use {
            let (roles, stimulus) = (roles.clone(), stimulus.clone());
            return Self { roles, stimulus, ..self.clone() };
        }
        let is_about = self.section.sources().contains(&CellSource::File);
        let section = if is_about { self.section } else { Section::Recorded };
        let wishes = self.moved_to(section).with_source(CellSource::File);
        let defaults = Self::of(section, CellSource::File);
        // What was wished of another recording is no wish of this one.
        let sizes = if wishes.recording.is_empty() { &wishes } else { &defaults };
        let crop = imported.crop;
        let draft = Self {
            roles: roles.clone(),
            stimulus: stimulus.clone(),
            recorded_cell: imported.cell as u32 + 1,
            rows: crop.map_or(sizes.rows, |crop| crop.rows as u32),
            columns: crop.map_or(sizes.columns, |crop| crop.columns as u32),
            crop_row: crop.map_or(0, |crop| crop.row as u32 + 1),
            crop_column: crop.map_or(0, |crop| crop.column as u32 + 1),
            filter_side: sizes.filter_side,
            num_cells: sizes.num_cells,
            frames: sizes.frames,
            ..wishes.clone()
        };
        draft.of_recording(outline)
    }
}

/// The most training frames of any experiment.
const MOST_FRAMES: u32 = 600_000;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        config::{Noise, TrainingPart},
        recording::{CellCounts, Crop},
        rng::{Random, Stream},
        stimulus::StimulusFrames,
    };

    /// A recording of white noise with so many frames, cut into trials, in which stretches are shown again.
    fn recording(random: &mut Random, num_frames: usize) -> Recording {
        let mut frames = StimulusFrames::empty(Noise::Binary, 60);
        let mut frame = vec![0.0; 60];
        let frozen: Vec<Vec<f32>> = (0..80)
            .map(|_| {
                frame.fill_with(|| random.normal());
                frame.clone()
            })
            .collect();
        let has_frozen = random.uniform() < 0.7;
        while frames.num_frames() < num_frames {
            let len = 100 + (random.uniform() * 400.0) as usize;
            for _ in 0..len {
                frame.fill_with(|| random.normal());
                frames.push(&frame);
            }
            if has_frozen {
                for frame in &frozen {
                    frames.push(frame);
                }
            }
        }
        let counts = vec![1; frames.num_frames()];
        let mut recording =
            Recording::new(frames, (6, 10), vec![CellCounts { name: "cell".to_owned(), counts }]);
        let border = 100 + (random.uniform() * (num_frames - 200) as f32) as usize;
        recording.trials = vec![0..border, border..recording.num_frames()];
        recording
    }

    fn lengths(random: &mut Random) -> Lengths {
        let training = 500 + (random.uniform() * 1_500.0) as u32;
        let validation = 200 + (random.uniform() * 200.0) as u32;
        Lengths {
            training,
            used: training,
            part: TrainingPart::Whole,
            validation,
            test: 300,
            repeats: 1,
        }
    }

    /// All frames that rows depend on.
    fn seen(rows: &[u32]) -> BTreeSet<u32> {
        rows.iter().flat_map(|row| row - HISTORY as u32..=*row).collect()
    }

    #[test]
    fn splits_share_no_frame_and_no_row_reaches_over_a_border() {
        let mut random = Random::new(7, Stream::Live, 0);
        let mut num_made = 0;
        for case in 0..60 {
            let recording = recording(&mut random, 4_000 + 20 * case);
            let lengths = lengths(&mut random);
            let Ok(plan) = SplitPlan::new(&recording, &lengths) else { continue };
            num_made += 1;
            assert_eq!(plan.training.len(), lengths.training as usize);
            assert_eq!(plan.validation.len(), lengths.validation as usize);
            let parts = [&plan.training, &plan.validation, &plan.test].map(|rows| seen(rows));
            for (one, other) in [(0, 1), (0, 2), (1, 2)] {
                assert!(parts[one].is_disjoint(&parts[other]), "case {case}: {one} and {other}");
            }
            let later =
                plan.repeats.iter().flat_map(|later| plan.test.iter().map(move |row| row + later));
            for row in plan.training.iter().chain(&plan.validation).copied().chain(later) {
                let frames = row as usize - HISTORY..row as usize + 1;
                let holds =
                    |trial: &Range<usize>| trial.start <= frames.start && frames.end <= trial.end;
                assert!(recording.trials.iter().any(holds), "case {case}: row {row}");
            }
        }
        assert!(num_made > 40, "{num_made}");
    }

    #[test]
    fn what_a_recording_is_said_to_have_it_has_and_no_more_than_a_tenth_is_left() {
        let mut random = Random::new(8, Stream::Live, 0);
        for case in 0..40 {
            let recording = recording(&mut random, 5_000 + 100 * case);
            let draft = Draft::of(Section::Recorded, CellSource::File);
            let draft = Draft { test_frames: 1_000, ..draft }
                .of_recording(&RecordingOutline::of(&recording));
            let lengths = |frames: u32| {
                let draft = Draft { frames, ..draft.clone() };
                let validation = draft.validation_frames();
                Lengths {
                    training: frames,
                    used: frames,
                    part: TrainingPart::Whole,
                    validation,
                    test: 1_000,
                    repeats: 1,
                }
            };
            assert!(SplitPlan::new(&recording, &lengths(draft.frames)).is_ok(), "case {case}");
            let more = draft.frames + recording.num_frames() as u32 / 10 + 400;
            let Err(DatasetError::TooFewFrames { most, .. }) =
                SplitPlan::new(&recording, &lengths(more))
            else {
                panic!("case {case}: there are no {more}");
            };
            assert!(
                SplitPlan::new(&recording, &lengths(most as u32)).is_ok(),
                "case {case}: {most}"
            );
        }
    }

    #[test]
    fn a_link_that_asks_for_a_recording_says_all_else_unless_it_is_in_use() {
        let recording = recording(&mut Random::new(9, Stream::Live, 0), 5_000);
        let outline = RecordingOutline::of(&recording);
        let crop = Some(Crop { row: 1, column: 2, rows: 4, columns: 5 });
        let imported = ImportedRecording {
            roles: "0a1b2c.nothing".to_owned(),
            outline,
            crop,
            ..ImportedRecording::default()
        };
        let asking = Draft {
            recording: recording.name(),
            frames: 1_234,
            rows: 6,
            columns: 9,
            ..Draft::of(Section::Methods, CellSource::File)
        };
        let same = Draft { roles: imported.roles.clone(), ..asking.clone() };
        assert_eq!(asking.of_imported(&imported, false), same);
        for begun in
            [asking.of_imported(&imported, true), Draft::default().of_imported(&imported, false)]
        {
            assert_eq!((&begun.recording, &begun.roles), (&asking.recording, &imported.roles));
            assert_eq!((begun.rows, begun.columns), (4, 5));
            assert_eq!((begun.crop_row, begun.crop_column), (2, 3));
            assert_eq!(begun.source, CellSource::File);
            assert_eq!(begun.check().err(), None);
        }
    }
}
