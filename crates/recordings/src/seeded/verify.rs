//! Whether an array of the files holds the first frames of a seed, and if not, which order of checkers it would take.

use ganglion_core::t;

use crate::{
    array::AxisOrder,
    error::FileError,
    evidence::{Evidence, SuspectedFault},
    facts::ArrayFacts,
    open::OpenedFile,
    seeded::{
        description::{FillOrder, SeededStimulus},
        reader::SeedReader,
    },
};

/// Largest array that is compared.
const MOST_ELEMENTS: u64 = 1 << 26;
/// Most frames that are compared.
const MOST_FRAMES: usize = 20;
/// Share of checkers on the same side of the mean from which frames are the same: other frames have half of them, and what is close to the mean may be rounded.
const SAME: f64 = 0.95;
/// Fewest checkers that tell anything.
const FEWEST: usize = 20;

/// Compares an array with the first frames that are drawn; nothing if it can't be frames of this stimulus.
///
/// # Errors
/// If it can't be read.
pub(super) fn compare(
    reader: &dyn SeedReader,
    stimulus: &SeededStimulus,
    files: &[OpenedFile],
    facts: &ArrayFacts,
) -> Result<Option<Evidence>, FileError> {
    let layouts = layouts(stimulus, facts);
    if layouts.is_empty() || facts.info.num_elements() > MOST_ELEMENTS || !is_noise(stimulus, facts)
    {
        return Ok(None);
    }
    let elements = files[facts.place.0].read_all(facts.place.1, MOST_ELEMENTS)?.to_f64();
    let shown: Vec<_> = layouts.iter().map(|layout| layout.frames(stimulus, &elements)).collect();
    if shown.iter().all(|frames| frames.len() < FEWEST) {
        return Ok(None);
    }
    let likeness = |stimulus: &SeededStimulus| {
        let mut each = shown.iter().map(|shown| likeness(reader, stimulus, shown));
        each.try_fold(f64::MIN, |most, one| one.map(|one| most.max(one)))
    };
    let as_said = likeness(stimulus)?;
    let path = &facts.info.path;
    if as_said >= SAME {
        let sentence = t!(
            "{path} holds the first frames of this seed: {percent} % of the checkers agree.",
            path = path,
            percent = format!("{:.1}", 100.0 * as_said)
        );
        return Ok(Some(Evidence::fine(sentence)));
    }
    let mut other = None;
    for order in orders(stimulus) {
        if likeness(&order)? >= SAME {
            other = Some(order);
            break;
        }
    }
    let sentence = t!(
        "{path} isn't the beginning of this stimulus: {percent} % of the checkers agree, where chance gives 50 %.",
        path = path,
        percent = format!("{:.1}", 100.0 * as_said)
    );
    let advice = match &other {
        Some(other) => {
            t!("It is as '{description}': describe the stimulus so.", description = other)
        }
        None => t!(
            "No order of checkers makes it so: see whether seed and generator are those of the rig, and whether these are its first frames."
        )
        .to_owned(),
    };
    Ok(Some(Evidence::suspicious(SuspectedFault::WrongSeed, sentence, &advice)))
}

/// All orders in which the same numbers may fill a frame.
fn orders(stimulus: &SeededStimulus) -> impl Iterator<Item = SeededStimulus> {
    (0..16).map(|flags: u32| {
        let is = |bit: u32| flags >> bit & 1 == 1;
        let mut other = stimulus.clone();
        other.is_inverted = is(0);
        other.order = FillOrder { by_columns: is(1), is_upward: is(2), is_leftward: is(3) };
        other
    })
}

/// Whether values are as noise has them.
fn is_noise(stimulus: &SeededStimulus, facts: &ArrayFacts) -> bool {
    if stimulus.generator.is_two_valued() {
        facts.share_of_greater().is_some_and(|share| (0.2..0.8).contains(&share))
    } else {
        facts.share_of_greater().is_none() && facts.range().is_some_and(|(low, high)| low < high)
    }
}

/// How frames stand in an array: strides of frames, rows and columns, in elements.
struct FrameStrides {
    num_frames: usize,
    frame: usize,
    row: usize,
    column: usize,
}

impl FrameStrides {
    /// The values of the first frames, rows from the top.
    fn frames(&self, stimulus: &SeededStimulus, elements: &[f64]) -> Vec<f64> {
        let mut values = Vec::new();
        // Behind the first running frames, and where frames are shown again, arrays may have other ones.
        let most = if stimulus.blinks > 1 { 1 } else { stimulus.running.min(MOST_FRAMES) };
        for frame in 0..self.num_frames.min(most) {
            for row in 0..stimulus.height {
                for column in 0..stimulus.width {
                    let at = frame * self.frame + row * self.row + column * self.column;
                    values.push(elements.get(at).copied().unwrap_or(f64::NAN));
                }
            }
        }
        values
    }
}

/// The ways in which an array may hold frames of this size.
fn layouts(stimulus: &SeededStimulus, facts: &ArrayFacts) -> Vec<FrameStrides> {
    let (height, width) = (stimulus.height, stimulus.width);
    if height < 2 || width < 2 {
        return Vec::new();
    }
    let sizes = facts.sizes();
    // Strides in elements of the file.
    let mut strides = vec![0; sizes.len()];
    let mut stride = 1;
    let is_last_fastest = facts.info.order == AxisOrder::C;
    for step in 0..sizes.len() {
        let axis = if is_last_fastest { sizes.len() - 1 - step } else { step };
        strides[axis] = stride;
        stride *= sizes[axis];
    }
    let mut layouts = Vec::new();
    for row in 0..sizes.len() {
        for column in (0..sizes.len()).filter(|column| *column != row) {
            if (sizes[row], sizes[column]) != (height, width) {
                continue;
            }
            let time: Vec<usize> =
                (0..sizes.len()).filter(|axis| *axis != row && *axis != column).collect();
            let (num_frames, frame) = match time[..] {
                [] => (1, 0),
                [time] => (sizes[time], strides[time]),
                _ => continue,
            };
            layouts.push(FrameStrides {
                num_frames,
                frame,
                row: strides[row],
                column: strides[column],
            });
        }
    }
    layouts
}

/// The share of checkers that are on the same side of the mean.
fn likeness(
    reader: &dyn SeedReader,
    stimulus: &SeededStimulus,
    shown: &[f64],
) -> Result<f64, FileError> {
    let num_checkers = stimulus.num_checkers();
    let mut drawn = stimulus.no_frames(num_checkers);
    let mut movie = reader.begin(stimulus, Some(stimulus.whole()))?;
    movie.draw(shown.len() / num_checkers, &mut drawn)?;
    let num = shown.len().min(drawn.num_frames() * num_checkers);
    let middle = shown.iter().sum::<f64>() / shown.len().max(1) as f64;
    let is_same = |at: &usize| {
        let contrast = drawn.contrast(at / num_checkers, at % num_checkers);
        (shown[*at] > middle) == (contrast > 0.0)
    };
    Ok((0..num).filter(is_same).count() as f64 / shown.len().max(1) as f64)
}
