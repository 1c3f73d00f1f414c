//! Whether the response is the same from the first minute to the last.

use core::ops::Range;

use ganglion_core::{
    recording::{CellCounts, Recording},
    t,
};

use crate::{
    evidence::{
        CellAverage, Evidence, SuspectedFault, average::Background, frames_words,
        search::shift_of_part,
    },
    order::{largest_first, sorted_by},
    spike_sums::{LagRange, SpikeSum, spike_sums},
};

/// Stretches that a recording is cut into, the more the better the spikes allow.
const NUM_STRETCHES: [usize; 3] = [20, 10, 5];
/// Most cells that are looked at.
const MOST_CELLS: usize = 16;
/// Fewest SDs that a typical stretch must reach to be compared.
const ENOUGH: f64 = 12.0;
/// How much better a shift must fit than none, SDs: the difference of two neighboring shifts has an SD of some .7.
const MARGIN: f64 = 2.0;
/// Largest shift that is tried, frames.
const LARGEST_SHIFT: i32 = 8;
/// How often stretches are aligned with what was found before.
const NUM_ROUNDS: usize = 4;
/// Shifts either way that can always be tried, frames.
const LEAST_ROOM: i32 = 3;
/// Lags of a reference before and behind its peak.
const AROUND_PEAK: (i32, i32) = (4, 8);

/// The response in a stretch of the recording, compared with that in all others.
#[derive(Clone, Debug, PartialEq)]
pub struct StretchAlignment {
    /// Frames of it.
    pub frames: Range<usize>,
    /// How much later the response comes than in most stretches, frames.
    pub shift: i32,
    /// How well it agrees at that shift, SDs.
    pub at_best: f64,
    /// How well it agrees at the shift of most stretches, SDs.
    pub unshifted: f64,
}

/// The sums of all chosen cells in a stretch, without what any spikes would give.
struct Stretch {
    /// `[num_cells]` of `[num_lags, num_checkers]`.
    departures: Vec<Vec<f32>>,
    /// `[num_cells]`, sums of squared counts: the variance of each departure.
    squares: Vec<u64>,
}

/// Compares the average of each stretch with that of all others, over the strongest cells.
///
/// The agreement of both at a shift is the sum of their products, in SDs of what unrelated spikes would give.
pub fn stretch_alignment(
    recording: &Recording,
    averages: &[CellAverage],
) -> (Vec<StretchAlignment>, Option<Evidence>) {
    let chosen = (0..averages.len()).filter(|cell| averages[*cell].is_significant()).collect();
    let mut chosen: Vec<usize> = sorted_by(chosen, |cell| averages[*cell].strength());
    chosen.truncate(MOST_CELLS);
    if chosen.is_empty() {
        return (Vec::new(), None);
    }
    let cells: Vec<&CellCounts> = chosen.iter().map(|cell| &recording.cells[*cell]).collect();
    let peaks: Vec<i32> = chosen.iter().map(|cell| averages[*cell].peak_lag).collect();
    // What is shown again is left out of the sums, and so of what any spikes would give.
    let background = Background::over(recording, &recording.fresh());
    let finest = sums_of(recording, &cells);
    for num in NUM_STRETCHES {
        let merged = merge(&finest, NUM_STRETCHES[0] / num);
        let found = compare(&background, &merged, &peaks, end_of_fresh(&recording.fresh()));
        if typical(&found) >= ENOUGH {
            let lost = lost(&found);
            let evidence = if let [first, .., last] | [first @ last] = lost[..] {
                let part = first.frames.start..last.frames.end;
                let shift = shift_of_part(recording, &part, &cells, peaks[0]);
                lost_stretch(&part, (lost.len(), found.len()), shift)
            } else {
                judge(&found)
            };
            return (found, Some(evidence));
        }
    }
    let sentence = t!(
        "There are too few spikes to say whether the response is the same in each fifth of the recording."
    );
    (Vec::new(), Some(Evidence::cannot_tell(sentence.to_owned(), "")))
}

/// The frame behind the last one that was not shown before: repeats may stand behind all others.
fn end_of_fresh(fresh: &[Range<usize>]) -> usize {
    fresh.iter().map(|part| part.end).max().unwrap_or(0)
}

/// The sums of each cell in each of the finest stretches, over frames that were not shown before.
fn sums_of(recording: &Recording, cells: &[&CellCounts]) -> Vec<Vec<SpikeSum>> {
    let counts: Vec<&[u16]> = cells.iter().map(|cell| &cell.counts[..]).collect();
    let fresh = recording.fresh();
    let num_frames = end_of_fresh(&fresh);
    let of = |index: usize| {
        let (num, lags) = (NUM_STRETCHES[0], LagRange::NEAR);
        let frames = index * num_frames / num..(index + 1) * num_frames / num;
        // Windows may begin in the stretch before, but not in the trial before.
        let overlap = |trial: &Range<usize>| {
            let usable = lags.usable(trial);
            let start = usable.start.max(frames.start);
            let end = usable.end.min(frames.end);
            (start < end)
                .then(|| start - lags.last as usize..end + lags.first.unsigned_abs() as usize)
        };
        let parts: Vec<_> = fresh.iter().filter_map(overlap).collect();
        spike_sums(&recording.frames, &counts, &parts, lags, 0)
    };
    (0..NUM_STRETCHES[0]).map(of).collect()
}

fn merge(finest: &[Vec<SpikeSum>], num_each: usize) -> Vec<Vec<SpikeSum>> {
    let together = |parts: &[Vec<SpikeSum>]| {
        let mut sums = parts[0].clone();
        for part in &parts[1..] {
            sums.iter_mut().zip(part).for_each(|(sum, other)| sum.add(other));
        }
        sums
    };
    finest.chunks(num_each).map(together).collect()
}

/// Aligns all stretches with each other: the reference of each is the sum of the others, each shifted by what was found before.
fn compare(
    background: &Background,
    sums: &[Vec<SpikeSum>],
    peaks: &[i32],
    num_frames: usize,
) -> Vec<StretchAlignment> {
    let stretches: Vec<Stretch> = sums.iter().map(|sums| Stretch::of(background, sums)).collect();
    let mut shifts = vec![0; stretches.len()];
    let mut found = Vec::new();
    for _ in 0..NUM_ROUNDS {
        let total = shifted_sum(&stretches, &shifts);
        let agreements: Vec<Vec<(i32, f64)>> = stretches
            .iter()
            .zip(&shifts)
            .map(|(stretch, shift)| {
                let own = shifted_sum(core::slice::from_ref(stretch), &[*shift]);
                let reference = Reference { total: &total, own: &own, peaks };
                (-LARGEST_SHIFT..=LARGEST_SHIFT)
                    .filter_map(|shift| Some((shift, reference.agreement(stretch, shift)?)))
                    .collect()
            })
            .collect();
        let best = |agreements: &Vec<(i32, f64)>| {
            agreements.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
        };
        shifts = agreements.iter().map(|agreements| best(agreements).0).collect();
        let usual = median(&shifts);
        found = agreements
            .iter()
            .enumerate()
            .map(|(index, agreements)| {
                let end = |index: usize| index * num_frames / stretches.len();
                let (shift, at_best) = best(agreements);
                let unshifted = agreements.iter().find(|(shift, _)| *shift == usual);
                StretchAlignment {
                    frames: end(index)..end(index + 1),
                    shift: shift - usual,
                    at_best,
                    unshifted: unshifted.map_or(0.0, |(_, agreement)| *agreement),
                }
            })
            .collect();
    }
    found
}

fn median(shifts: &[i32]) -> i32 {
    shifts[largest_first(shifts.iter().copied().map(f64::from))[(shifts.len() - 1) / 2]]
}

impl Stretch {
    fn of(background: &Background, sums: &[SpikeSum]) -> Self {
        let departures = |sum: &SpikeSum| {
            let root = (sum.squares as f64).sqrt() as f32;
            background.scores(sum).into_iter().map(|score| root * score).collect()
        };
        Self {
            departures: sums.iter().map(departures).collect(),
            squares: sums.iter().map(|sum| sum.squares).collect(),
        }
    }
}

/// The departures of all stretches, each as if its response were not `shift` frames late.
fn shifted_sum(stretches: &[Stretch], shifts: &[i32]) -> Vec<Vec<f32>> {
    let num_lags = LagRange::NEAR.len();
    let mut sums: Vec<Vec<f32>> =
        stretches[0].departures.iter().map(|departures| vec![0.0; departures.len()]).collect();
    for (stretch, shift) in stretches.iter().zip(shifts) {
        for (sum, departures) in sums.iter_mut().zip(&stretch.departures) {
            let by = shift.unsigned_abs() as usize * (departures.len() / num_lags);
            let (to, from) = if *shift >= 0 { (0, by) } else { (by, 0) };
            for (sum, departure) in sum[to..].iter_mut().zip(&departures[from..]) {
                *sum += departure;
            }
        }
    }
    sums
}

/// What the response of a stretch is compared with: the sum of all without its own.
struct Reference<'a> {
    total: &'a [Vec<f32>],
    own: &'a [Vec<f32>],
    peaks: &'a [i32],
}

impl Reference<'_> {
    /// How well a stretch agrees if its response comes `shift` frames late, SDs; nothing if its lags reach so far beyond those that were summed.
    fn agreement(&self, stretch: &Stretch, shift: i32) -> Option<f64> {
        let lags = LagRange::NEAR;
        let (mut products, mut variance) = (0.0, 0.0);
        for (cell, here) in stretch.departures.iter().enumerate() {
            let num_checkers = here.len() / lags.len();
            let from = (self.peaks[cell] - AROUND_PEAK.0).max(lags.first + LEAST_ROOM);
            let to = (self.peaks[cell] + AROUND_PEAK.1).min(lags.last - LEAST_ROOM);
            if from + shift < lags.first || to + shift > lags.last || to < from {
                return None;
            }
            for lag in from..=to {
                let start = |lag: i32| (lag - lags.first) as usize * num_checkers;
                let here = &here[start(lag + shift)..][..num_checkers];
                let there =
                    self.total[cell][start(lag)..].iter().zip(&self.own[cell][start(lag)..]);
                for (here, (total, own)) in here.iter().zip(there) {
                    let there = f64::from(total - own);
                    products += f64::from(*here) * there;
                    variance += stretch.squares[cell] as f64 * there * there;
                }
            }
        }
        (variance > 0.0).then(|| products / variance.sqrt())
    }
}

fn typical(found: &[StretchAlignment]) -> f64 {
    let mut best: Vec<f64> = found.iter().map(|stretch| stretch.at_best).collect();
    best.sort_by(f64::total_cmp);
    best.get(best.len() / 2).copied().unwrap_or(0.0)
}

fn is_shifted(stretch: &StretchAlignment) -> bool {
    stretch.shift != 0 && stretch.at_best - stretch.unshifted > MARGIN
}

fn judge(found: &[StretchAlignment]) -> Evidence {
    // Of those that aren't clearly shifted or unshifted, nothing is known: they may be in part.
    let clear: Vec<&StretchAlignment> =
        found.iter().filter(|stretch| stretch.shift == 0 || is_shifted(stretch)).collect();
    let shifts: Vec<i32> = clear.iter().map(|stretch| stretch.shift).collect();
    if shifts.iter().all(|shift| *shift == 0) {
        return unchanged(found);
    }
    let is_one_way = shifts.is_sorted() || shifts.is_sorted_by(|a, b| a >= b);
    if is_one_way && has_steps(&shifts) {
        return gradual(shifts[0], shifts[shifts.len() - 1]);
    }
    shifted(&clear)
}

fn has_steps(shifts: &[i32]) -> bool {
    let mut values = shifts.to_vec();
    values.dedup();
    values.len() > 2
}

fn unchanged(found: &[StretchAlignment]) -> Evidence {
    let fifths = [0, found.len() / 2, found.len() - 1].map(|index| found[index].at_best);
    let [first, middle, last] = fifths;
    let (weaker, stronger) = (last.min(first), last.max(first));
    let whole = |value: f64| format!("{value:.0}");
    let sentence = t!(
        "In each of {num} stretches the response has the same lag; at the beginning, in the middle and at the end it agrees with the rest at {first}, {middle} and {last} SDs.",
        num = found.len(),
        first = whole(first),
        middle = whole(middle),
        last = whole(last)
    );
    if weaker < 0.5 * stronger {
        let sentence = t!(
            "{response} It drifts: it is less than half as strong at one end as at the other.",
            response = sentence
        );
        let advice =
            t!("Cells run down, electrodes move: if that is not wanted, use the stronger part.");
        return Evidence::cannot_tell(sentence, advice);
    }
    Evidence::fine(sentence)
}

/// Stretches that agree far less than others at any shift.
fn lost(found: &[StretchAlignment]) -> Vec<&StretchAlignment> {
    let typical = typical(found);
    let is_lost = |stretch: &&StretchAlignment| {
        stretch.at_best < 0.35 * typical && typical - stretch.at_best > 6.0
    };
    found.iter().filter(is_lost).collect()
}

fn lost_stretch(part: &Range<usize>, (num, of): (usize, usize), shift: Option<i32>) -> Evidence {
    let Range { start: from, end: to } = *part;
    if let Some(frames) = shift.filter(|frames| *frames != 0) {
        return of_shift(part, frames);
    }
    let sentence = t!(
        "In {num} of {of} stretches, between the frames {from} and {to}, the spikes have nothing to do with the frames, elsewhere they do.",
        num = num,
        of = of,
        from = from,
        to = to
    );
    let advice = t!(
        "See whether that part was shown with another seed or is from another file; leave it out otherwise."
    );
    Evidence::suspicious(SuspectedFault::LostStretch { from, to }, sentence, advice)
}

fn gradual(first: i32, last: i32) -> Evidence {
    let frames = last - first;
    let by = frames_words(frames.unsigned_abs() as usize);
    let sentence = if frames > 0 {
        t!(
            "The response comes later and later: at the end by {frames} compared with the beginning.",
            frames = by
        )
    } else {
        t!(
            "The response comes earlier and earlier: at the end by {frames} compared with the beginning.",
            frames = by
        )
    };
    let advice = t!(
        "Frames were dropped, or the clocks of stimulus and recording differ: count spikes between the recorded frame times, not between multiples of a refresh rate."
    );
    Evidence::suspicious(SuspectedFault::GradualShift { frames }, sentence, advice)
}

fn shifted(clear: &[&StretchAlignment]) -> Evidence {
    // What most of the recording does is taken as right, and has no shift.
    let odd: Vec<&&StretchAlignment> = clear.iter().filter(|stretch| stretch.shift != 0).collect();
    let frames = odd.iter().map(|stretch| stretch.shift).max_by_key(|shift| shift.abs());
    of_shift(&(odd[0].frames.start..odd[odd.len() - 1].frames.end), frames.unwrap_or(0))
}

fn of_shift(part: &Range<usize>, frames: i32) -> Evidence {
    let Range { start: from, end: to } = *part;
    let by = frames_words(frames.unsigned_abs() as usize);
    let sentence = if frames > 0 {
        t!(
            "Between the frames {from} and {to} the response comes {frames} later than elsewhere.",
            from = from,
            to = to,
            frames = by
        )
    } else {
        t!(
            "Between the frames {from} and {to} the response comes {frames} earlier than elsewhere.",
            from = from,
            to = to,
            frames = by
        )
    };
    let advice = t!(
        "See whether frames were dropped or added at one of these ends, or whether that part has another offset."
    );
    Evidence::suspicious(SuspectedFault::ShiftedStretch { from, to, frames }, sentence, advice)
}
