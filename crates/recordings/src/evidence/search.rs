//! Where the response is, if it is not where it should be.

use core::ops::Range;

use ganglion_core::{
    recording::{CellCounts, Recording},
    stimulus::StimulusFrames,
    t,
};

use crate::{
    evidence::{
        SuspectedFault,
        average::{Background, FEWEST_SPIKES, center_and_spread, fourth_powers, shifts},
    },
    order::sorted_by,
    spike_sums::{LagRange, spike_sums},
};

/// How far away a response is looked for, frames.
pub(super) const FARTHEST: i32 = 1_800;
/// Lags that are looked at in one go.
const STEP: i32 = 40;
/// Strength of three lags together from which a response is found, SDs: among thousands of lags more is due to chance.
const FOUND: f64 = 15.0;
/// Most cells that are looked at.
const MOST_CELLS: usize = 4;
/// The lag at which a response is expected, frames.
const USUAL_LAG: i32 = 4;

/// A fault that explains it, how it was found, and what to do.
type Explanation = (SuspectedFault, String, &'static str);

/// Looks for the response far away, in reverse order, and with time along the other axis of the frames.
///
/// Repeats that stand behind all other frames are left out: what is the same each time looks like a response to anything.
pub(crate) fn search(recording: &Recording, seed: u32) -> Option<Explanation> {
    if let Some(running) = without_repeats_behind(recording) {
        return search(&running, seed);
    }
    let cells = recording.cells.iter().collect();
    let mut cells: Vec<&CellCounts> = sorted_by(cells, |cell| cell.num_spikes() as f64);
    cells.retain(|cell| cell.num_spikes() >= FEWEST_SPIKES);
    cells.truncate(MOST_CELLS);
    let counts: Vec<&[u16]> = cells.iter().map(|cell| &cell.counts[..]).collect();
    let background = Background::of(recording);
    let all = 0..recording.num_frames();
    let look = Look { frames: &recording.frames, part: &all, background: &background, seed };
    if let Some((lag, strength)) = look.strongest(&counts, far()) {
        let frames = lag - USUAL_LAG;
        let lag = match recording.refresh_hz {
            Some(hz) => {
                t!("{lag}, {secs} s", lag = lag, secs = format!("{:.2}", f64::from(lag) / hz))
            }
            None => lag.to_string(),
        };
        let how = t!(
            "{strength} SDs at lag {lag}: the spikes are shifted by about {frames} frames",
            strength = format!("{strength:.0}"),
            lag = lag,
            frames = frames
        );
        let advice = t!(
            "Subtract the time of the first frame from the spike times, or look for the trigger that marks the beginning of this stimulus."
        );
        return Some((SuspectedFault::ShiftedResponse { frames, cell: None }, how, advice));
    }
    let reversed: Vec<Vec<u16>> =
        counts.iter().map(|counts| counts.iter().rev().copied().collect()).collect();
    let reversed: Vec<&[u16]> = reversed.iter().map(Vec::as_slice).collect();
    let near = || core::iter::once(LagRange { first: -40, last: 40 });
    if let Some((lag, strength)) = look.strongest(&reversed, near()) {
        let how = t!(
            "{strength} SDs at lag {lag} once the counts are put in reverse order: the last count belongs to the first frame",
            strength = format!("{strength:.0}"),
            lag = lag
        );
        let advice = t!("Turn the counts round in time, and see where they were turned.");
        return Some((SuspectedFault::ReversedResponse, how, advice));
    }
    let turned = other_time_axis(&recording.frames);
    let look = Look { frames: &turned, ..look };
    let (lag, strength) = look.strongest(&counts, near())?;
    let how = t!(
        "{strength} SDs at lag {lag} if time is the fastest axis of the frames in the file: their axes were read in the wrong order",
        strength = format!("{strength:.0}"),
        lag = lag
    );
    let advice = t!(
        "Read the array of frames again with its axes the other way round: it was written in the order of MATLAB and read in that of C, or the other way."
    );
    Some((SuspectedFault::OtherTimeAxis, how, advice))
}

/// The recording up to the frame from which on there are only repeats, if there are several.
fn without_repeats_behind(recording: &Recording) -> Option<Recording> {
    let end = end_before_repeats(recording)?;
    let first = |cell: &CellCounts| CellCounts {
        name: cell.name.clone(),
        counts: cell.counts[..end].to_vec(),
    };
    let cells = recording.cells.iter().map(first).collect();
    let running = Recording::new(recording.frames.first(end), recording.field, cells);
    Some(Recording { refresh_hz: recording.refresh_hz, ..running })
}

/// The frame from which on there are only repeats, if there are several.
fn end_before_repeats(recording: &Recording) -> Option<usize> {
    let (mut end, mut num) = (recording.num_frames(), 0);
    let start_of_last = |end: usize| {
        let of = |start: &usize, len: usize| (start + len == end).then_some(*start);
        recording
            .frozen
            .iter()
            .find_map(|block| block.starts.iter().find_map(|start| of(start, block.len)))
    };
    while let Some(start) = start_of_last(end) {
        (end, num) = (start, num + 1);
    }
    (num > 1 && end > 0).then_some(end)
}

/// By how many frames the spikes of a part of a recording are late, if they are found far away; `usual_lag` is that of the other parts.
pub(super) fn shift_of_part(
    recording: &Recording,
    part: &Range<usize>,
    cells: &[&CellCounts],
    usual_lag: i32,
) -> Option<i32> {
    let counts: Vec<&[u16]> = cells.iter().take(MOST_CELLS).map(|cell| &cell.counts[..]).collect();
    let background = Background::of(recording);
    let look = Look { frames: &recording.frames, part, background: &background, seed: 1 };
    Some(look.strongest(&counts, far())?.0 - usual_lag)
}

/// All lags that are looked at, in steps that overlap.
fn far() -> impl Iterator<Item = LagRange> {
    let steps = (-FARTHEST..FARTHEST).step_by(STEP as usize);
    steps.map(|first| LagRange { first: first - 1, last: first + STEP })
}

struct Look<'a> {
    frames: &'a StimulusFrames,
    /// The spikes that count.
    part: &'a Range<usize>,
    background: &'a Background,
    seed: u32,
}

impl Look<'_> {
    /// The lag at which any cell has most structure, and how much; nothing if that is chance.
    fn strongest(
        &self,
        cells: &[&[u16]],
        ranges: impl Iterator<Item = LagRange>,
    ) -> Option<(i32, f64)> {
        let num_checkers = self.frames.num_checkers();
        let powers = |lags: LagRange, shift: usize| -> Vec<Vec<f64>> {
            let stretch = lags.around(self.part, self.frames.num_frames());
            let stretches = core::slice::from_ref(&stretch);
            let sums = spike_sums(self.frames, cells, stretches, lags, shift);
            let of = |sum| fourth_powers(&self.background.scores(sum), num_checkers);
            sums.iter().map(of).collect()
        };
        let mut chance = vec![Vec::new(); cells.len()];
        for shift in shifts(self.frames.num_frames(), self.seed) {
            let found = powers(LagRange::NEAR, shift).into_iter();
            chance.iter_mut().zip(found).for_each(|(chance, powers)| chance.extend(powers));
        }
        let chance: Vec<_> = chance.iter_mut().map(|powers| center_and_spread(powers)).collect();
        let mut best: Option<(i32, f64)> = None;
        for lags in ranges.filter(|lags| lags.len() < self.frames.num_frames() / 2) {
            for (powers, (center, spread)) in powers(lags, 0).iter().zip(&chance) {
                // A response lasts for some frames, chance doesn't.
                for (index, three) in powers.windows(3).enumerate() {
                    let sum: f64 = three.iter().map(|power| (power - center) / spread).sum();
                    let strength = sum / 3.0_f64.sqrt();
                    if strength > FOUND && best.is_none_or(|(_, most)| strength > most) {
                        best = Some((lags.first + 1 + index as i32, strength));
                    }
                }
            }
        }
        best
    }
}

/// The same elements of the file, with time as the fastest axis.
fn other_time_axis(frames: &StimulusFrames) -> StimulusFrames {
    let (num_frames, num_checkers) = (frames.num_frames(), frames.num_checkers());
    let mut turned = StimulusFrames::new(num_frames, num_checkers, frames.is_two_valued());
    for frame in 0..num_frames {
        for checker in 0..num_checkers {
            let place = checker * num_frames + frame;
            let contrast = frames.contrast(place / num_checkers, place % num_checkers);
            turned.set(frame, checker, f64::from(contrast));
        }
    }
    turned
}
