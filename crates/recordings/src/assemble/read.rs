//! Reads frames and counts of any order of axes, element by element.

use ganglion_core::{recording::CellCounts, stimulus::StimulusFrames, t};

use crate::{
    array::AxisOrder,
    assemble::{PartError, Parts, Unassembled},
    error::FileError,
    evidence::ArrayDifferences,
    facts::ArrayFacts,
    open::OpenedFile,
    roles::Role,
    summary::ArraySummary,
};

/// Elements of a block.
const BLOCK: usize = 1 << 16;
/// Most checkers and frames: bits in a gigabyte.
pub(super) const MOST_ELEMENTS: u64 = 1 << 33;

/// Axes along which frames follow each other.
#[derive(Clone, Copy)]
pub(super) struct TimeAxes {
    pub(super) time: usize,
    /// Trials, each as long as the axis of time.
    pub(super) trial: Option<usize>,
    /// Whether the other axes are gone through from the last one on.
    pub(super) is_turned: bool,
}

/// Frames, and how values became contrasts.
pub(super) struct SeenFrames {
    pub(super) frames: StimulusFrames,
    /// Height and width of a frame.
    pub(super) field: (usize, usize),
    /// Whether columns stood before rows.
    is_turned: bool,
    /// What became 0, and how far from it what became 1 is.
    scale: (f64, f64),
}

/// Calls `see` with the index of the frame, the index over all other axes in the order of the shape (or the other way round), and the element.
pub(super) fn each(
    files: &[OpenedFile],
    facts: &ArrayFacts,
    frames: TimeAxes,
    mut see: impl FnMut(usize, usize, f64),
) -> Result<(), FileError> {
    let shape: Vec<usize> = facts.info.shape.iter().map(|size| *size as usize).collect();
    // Strides of the two indices along each axis.
    let mut strides = vec![(0, 0); shape.len()];
    let mut rest = 1;
    for place in 0..shape.len() {
        let axis = if frames.is_turned { place } else { shape.len() - 1 - place };
        if axis == frames.time {
            strides[axis] = (1, 0);
        } else if Some(axis) == frames.trial {
            strides[axis] = (shape[frames.time], 0);
        } else {
            strides[axis] = (0, rest);
            rest *= shape[axis];
        }
    }
    // From the fastest axis of the file to the slowest, without those along which nothing moves.
    let is_long = |axis: &usize| shape[*axis] != 1;
    let mut axes: Vec<usize> = (0..shape.len()).filter(is_long).collect();
    if facts.info.order == AxisOrder::C {
        axes.reverse();
    }
    let (step, run) = axes.first().map_or(((0, 0), 1), |axis| (strides[*axis], shape[*axis]));
    let mut index = vec![0; shape.len()];
    let (mut time, mut other, mut left) = (0, 0, run);
    let mut reader = files[facts.place.0].reader(facts.place.1)?;
    while let Some(block) = reader.next_block(BLOCK)? {
        block.elements.for_each(|value| {
            see(time, other, value);
            time += step.0;
            other += step.1;
            left -= 1;
            if left > 0 {
                return;
            }
            left = run;
            time -= step.0 * run;
            other -= step.1 * run;
            for axis in axes.iter().skip(1) {
                let (along_time, along_rest) = strides[*axis];
                index[*axis] += 1;
                time += along_time;
                other += along_rest;
                if index[*axis] < shape[*axis] {
                    break;
                }
                index[*axis] = 0;
                time -= along_time * shape[*axis];
                other -= along_rest * shape[*axis];
            }
        });
    }
    Ok(())
}

/// The frames.
pub(super) fn frames(
    parts: &Parts<'_>,
    differences: &mut ArrayDifferences,
) -> Result<SeenFrames, Unassembled> {
    let found: Vec<_> = parts.with(|role| matches!(role, Role::Frames { .. })).collect();
    let (facts, axes) = match found[..] {
        [(facts, Role::Frames { time_axis, is_turned })] => {
            (facts, TimeAxes { time: time_axis, trial: None, is_turned })
        }
        [] => return Err(Unassembled::NoFrames),
        _ => {
            let paths: Vec<_> = found.iter().map(|(facts, _)| facts.info.path.as_str()).collect();
            return Err(Unassembled::SeveralFrames { paths: paths.join(", ") });
        }
    };
    let bad = |problem: &str| Unassembled::BadFrames {
        path: facts.info.path.clone(),
        problem: problem.to_owned(),
    };
    let FrameAxes { field, range: (low, high), .. } = FrameAxes::of(facts, axes).map_err(bad)?;
    let is_two_valued = facts.share_of_greater().is_some();
    let mean = facts.summary.as_ref().and_then(ArraySummary::mean).unwrap_or(0.0);
    let middle = if is_two_valued { 0.5 * (low + high) } else { mean };
    let scale = (middle, (high - middle).max(middle - low));
    let frames = scaled(parts, (facts, axes), (scale, is_two_valued))?;
    differences.values = is_two_valued.then_some((low, high));
    not_finite(facts, differences);
    Ok(SeenFrames { frames, field, is_turned: axes.is_turned, scale })
}

/// Further frames of the same checkers, scaled as those that were seen.
pub(super) fn more_frames(
    parts: &Parts<'_>,
    (facts, time_axis): (&ArrayFacts, usize),
    seen: &SeenFrames,
) -> Result<StimulusFrames, PartError> {
    let axes = TimeAxes { time: time_axis, trial: None, is_turned: seen.is_turned };
    let found = FrameAxes::of(facts, axes).map_err(|problem| facts.left_out(problem))?;
    let FrameAxes { field, range: (low, high) } = found;
    if field != seen.field {
        return Err(facts.left_out(t!(
            "its frames have {rows} x {columns} checkers, the running ones {all_rows} x {all_columns}",
            rows = field.0,
            columns = field.1,
            all_rows = seen.field.0,
            all_columns = seen.field.1
        )));
    }
    let is_two_valued = seen.frames.is_two_valued();
    if is_two_valued && facts.share_of_greater().is_none() {
        return Err(facts.left_out(t!("it has not two values, as the running frames have")));
    }
    // Two values are the same two, however they are written.
    let scale = if is_two_valued { (0.5 * (low + high), 0.5 * (high - low)) } else { seen.scale };
    Ok(scaled(parts, (facts, axes), (scale, is_two_valued))?)
}

/// What the shape of an array of frames says.
struct FrameAxes {
    field: (usize, usize),
    range: (f64, f64),
}

impl FrameAxes {
    /// Or why it can't be frames.
    fn of(facts: &ArrayFacts, axes: TimeAxes) -> Result<Self, &'static str> {
        let shape = &facts.info.shape;
        if axes.time >= shape.len() {
            return Err(t!("there is no such axis"));
        }
        let rest = |axis: &&usize| **axis != axes.time;
        let mut sizes: Vec<usize> =
            facts.axes.iter().filter(rest).map(|axis| shape[*axis] as usize).collect();
        if axes.is_turned {
            sizes.reverse();
        }
        let field = match sizes[..] {
            [] => (1, 1),
            [num] => (1, num),
            [rows, columns] => (rows, columns),
            _ => return Err(t!("it has more axes than time, rows and columns")),
        };
        let summary = facts.summary.as_ref().ok_or(t!("it was not looked through"))?;
        let range = summary.range().ok_or(t!("it has no finite numbers"))?;
        if facts.info.num_elements() > MOST_ELEMENTS {
            return Err(t!("it has more elements than fit into memory here"));
        }
        Ok(Self { field, range })
    }
}

/// Frames whose values become contrasts by what becomes 0 and how far from it what becomes 1 is.
fn scaled(
    parts: &Parts<'_>,
    (facts, axes): (&ArrayFacts, TimeAxes),
    ((middle, largest), is_two_valued): ((f64, f64), bool),
) -> Result<StimulusFrames, Unassembled> {
    let num_frames = facts.info.shape[axes.time] as usize;
    let num_checkers = (facts.info.num_elements() as usize).checked_div(num_frames).unwrap_or(0);
    let mut frames = StimulusFrames::new(num_frames, num_checkers, is_two_valued);
    each(parts.files, facts, axes, |frame, checker, value| {
        if value.is_finite() && largest > 0.0 {
            frames.set(frame, checker, (value - middle) / largest);
        }
    })?;
    Ok(frames)
}

/// Notes elements that are not finite.
pub(super) fn not_finite(facts: &ArrayFacts, differences: &mut ArrayDifferences) {
    let num = facts.summary.as_ref().map_or(0, |all| all.num_nan() + all.num_infinite());
    if num > 0 {
        differences.not_finite.push((facts.info.path.clone(), num));
    }
}

/// The counts of all cells in all arrays of counts, as long as they are.
pub(super) fn counts(
    parts: &Parts<'_>,
    num_frames: usize,
    differences: &mut ArrayDifferences,
) -> Result<Vec<CellCounts>, Unassembled> {
    let mut cells = Vec::new();
    for (facts, role) in parts.with(|role| matches!(role, Role::Counts { .. })) {
        let Role::Counts { time_axis } = role else { continue };
        let size = |axis: usize| facts.info.shape.get(axis).map(|size| *size as usize);
        let Some(num_of_trial) = size(time_axis) else { continue };
        let trial = facts.trial_axis(time_axis, num_frames);
        let num = num_of_trial * trial.and_then(size).unwrap_or(1);
        let counts = counts_of(
            parts,
            facts,
            TimeAxes { time: time_axis, trial, is_turned: false },
            differences,
        )?;
        let num_cells = counts.len();
        if differences.counts.is_none_or(|(frames, counts)| frames == counts) {
            differences.counts = Some((num_frames, num));
        }
        let name = |index: usize| {
            if num_cells == 1 {
                facts.name().to_owned()
            } else {
                format!("{} {}", facts.name(), index + 1)
            }
        };
        cells.extend(
            counts
                .into_iter()
                .enumerate()
                .map(|(index, counts)| CellCounts { name: name(index), counts }),
        );
    }
    Ok(cells)
}

/// The counts of all cells of an array, `[num_cells][frames]`, one trial after the other.
///
/// # Panics
/// If it has no such axes.
pub(super) fn counts_of(
    parts: &Parts<'_>,
    facts: &ArrayFacts,
    axes: TimeAxes,
    differences: &mut ArrayDifferences,
) -> Result<Vec<Vec<u16>>, Unassembled> {
    let size = |axis: usize| facts.info.shape[axis] as usize;
    let num = size(axes.time) * axes.trial.map_or(1, size);
    let num_cells = (facts.info.num_elements() as usize).checked_div(num).unwrap_or(0);
    let mut counts = vec![vec![0_u16; num]; num_cells];
    let mut num_odd = 0;
    each(parts.files, facts, axes, |frame, cell, value| {
        num_odd += u64::from(value < 0.0 || value.fract().abs() > 0.0);
        // Not a number becomes 0.
        counts[cell][frame] = value.round().clamp(0.0, f64::from(u16::MAX)) as u16;
    })?;
    if num_odd > 0 {
        differences.not_counts.push((facts.info.path.clone(), num_odd));
    }
    not_finite(facts, differences);
    Ok(counts)
}
