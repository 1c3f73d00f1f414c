//! Times of frames and spikes, and spikes counted in frames.

use std::collections::BTreeMap;

use ganglion_core::{recording::CellCounts, t};

use crate::{
    assemble::{Parts, Unassembled, read::not_finite},
    evidence::{ArrayDifferences, FrameIntervals, RecordedTimes},
    facts::ArrayFacts,
    roles::{Role, TimeUnit, frames_a_time, stimuli::stretches},
};

/// Most times that are read of an array.
const MOST_TIMES: u64 = 200_000_000;

/// Finds the frame of a time.
pub(super) struct FrameClock<'a> {
    frame_secs: &'a [f64],
    num_frames: usize,
    intervals: Option<FrameIntervals>,
    stated_hz: Option<f64>,
    sample_hz: Option<f64>,
    /// When the frames began without frame times, and when they ended if other stimuli came behind them, seconds.
    stretch: (f64, Option<f64>),
    /// How long after its time a frame is seen, seconds.
    delay_secs: f64,
    /// Whether frame times say which frame a spike is in, and not a rate.
    pub(super) is_by_frame_times: bool,
}

impl<'a> FrameClock<'a> {
    pub(super) fn new(times: &'a RecordedTimes, num_frames: usize, sample_hz: Option<f64>) -> Self {
        let intervals = FrameIntervals::of(&times.frame_secs);
        let is_by_frame_times = intervals.as_ref().is_some_and(|all| all.num_backward == 0);
        let (frame_secs, stated_hz) = (&times.frame_secs[..], times.stated_hz);
        let (stretch, delay_secs) = ((0.0, None), 0.0);
        Self {
            frame_secs,
            num_frames,
            intervals,
            stated_hz,
            sample_hz,
            stretch,
            delay_secs,
            is_by_frame_times,
        }
    }

    /// With what is known of other stimuli and of the monitor.
    pub(super) fn settled(mut self, parts: &Parts<'_>) -> Result<Self, Unassembled> {
        if let Some((facts, Role::MonitorDelay { unit })) =
            parts.with(|role| matches!(role, Role::MonitorDelay { .. })).next()
        {
            self.delay_secs = self.scale(unit)? * facts.scalar().unwrap_or(0.0);
        }
        let stimuli = parts.with(|role| matches!(role, Role::Stimuli { .. })).next();
        if let Some((facts, Role::Stimuli { unit, number })) = stimuli
            && let Some((start, end)) = stretches(facts).get(number)
        {
            let scale = self.scale(unit)?;
            self.stretch = (scale * start, end.map(|end| scale * end));
        }
        Ok(self)
    }

    /// The time of the frame that was seen at a time; not a number while another stimulus was on.
    fn shown(&self, secs: f64) -> f64 {
        if self.is_of_another(secs) { f64::NAN } else { secs - self.delay_secs }
    }

    /// Whether another stimulus was on at a time.
    fn is_of_another(&self, secs: f64) -> bool {
        let (start, end) = self.stretch;
        start > 0.0 && secs < start || end.is_some_and(|end| secs >= end)
    }

    pub(super) fn measured_hz(&self) -> Option<f64> {
        self.intervals.as_ref().map(|intervals| intervals.refresh_hz)
    }

    /// Frames that have a time.
    pub(super) fn num_covered(&self) -> usize {
        self.frame_secs.len()
    }

    /// Seconds of a unit.
    pub(super) fn scale(&self, unit: TimeUnit) -> Result<f64, Unassembled> {
        let no_clock = |needed| Unassembled::NoClock { unit, needed };
        match unit {
            TimeUnit::Seconds => Ok(1.0),
            TimeUnit::Milliseconds => Ok(0.001),
            TimeUnit::Samples => {
                let hz = self.sample_hz.filter(|hz| *hz > 0.0);
                hz.map(|hz| 1.0 / hz).ok_or_else(|| no_clock(t!("a sampling rate")))
            }
            // Without any rate a frame is a second.
            TimeUnit::Frames => Ok(1.0 / self.rate().unwrap_or(1.0)),
        }
    }

    /// When each frame begins, seconds, and how long one is on; nothing if neither frame times nor a rate are known.
    pub(super) fn starts(&self) -> Option<(Vec<f64>, f64)> {
        if let Some(intervals) = self.intervals.as_ref().filter(|_| self.is_by_frame_times) {
            let num = self.num_frames.min(self.frame_secs.len());
            return Some((self.frame_secs[..num].to_vec(), intervals.median_secs));
        }
        let step = 1.0 / self.rate()?;
        let start = |frame: usize| self.stretch.0 + frame as f64 * step;
        Some(((0..self.num_frames).map(start).collect(), step))
    }

    fn rate(&self) -> Option<f64> {
        self.measured_hz().or(self.stated_hz).filter(|hz| *hz > 0.0)
    }

    /// The frame that is on the screen at a time; nothing before, after and in pauses.
    fn frame(&self, secs: f64) -> Option<usize> {
        let Some(intervals) = self.intervals.as_ref().filter(|_| self.is_by_frame_times) else {
            let place = (secs - self.stretch.0) * self.rate().unwrap_or(1.0);
            return (place >= 0.0 && place < self.num_frames as f64).then_some(place as usize);
        };
        let frame = self.frame_secs.partition_point(|start| *start <= secs).checked_sub(1)?;
        let is_last = frame + 1 == self.frame_secs.len();
        let is_before_pause = intervals.pauses.binary_search(&(frame + 1)).is_ok();
        let is_over = secs >= self.frame_secs[frame] + intervals.median_secs;
        (frame < self.num_frames && !(is_over && (is_last || is_before_pause))).then_some(frame)
    }
}

fn read(parts: &Parts<'_>, facts: &ArrayFacts) -> Result<Vec<f64>, Unassembled> {
    Ok(parts.files[facts.place.0].read_all(facts.place.1, MOST_TIMES)?.to_f64())
}

/// Frame times in seconds, of the first array that has them; where they are those of triggers, one for each of `num_frames` frames, and
/// how many frames a trigger stands for.
pub(super) fn frame_secs(
    parts: &Parts<'_>,
    sample_hz: Option<f64>,
    num_frames: usize,
) -> Result<(Vec<f64>, Option<usize>), Unassembled> {
    let mut found = parts.with(|role| matches!(role, Role::FrameTimes { .. }));
    let Some((facts, Role::FrameTimes { unit })) = found.next() else {
        return Ok((Vec::new(), None));
    };
    let times = RecordedTimes::default();
    let scale = FrameClock::new(&times, 0, sample_hz).scale(unit)?;
    let secs: Vec<f64> = read(parts, facts)?
        .into_iter()
        .filter(|time| time.is_finite())
        .map(|time| scale * time)
        .collect();
    Ok(match frames_a_time(secs.len(), num_frames) {
        Some(each) => (between(&secs, each, num_frames), Some(each)),
        None => (secs, None),
    })
}

/// Times of all frames, of which every `each`th has one: those between are evenly spaced, and none is put into a pause.
fn between(triggers: &[f64], each: usize, num_frames: usize) -> Vec<f64> {
    let mut steps: Vec<f64> = triggers.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    let median = steps.get(steps.len() / 2).copied().unwrap_or(0.0);
    let ends = triggers.iter().skip(1).map(Some).chain([None]);
    let mut secs = Vec::with_capacity(num_frames);
    for (start, end) in triggers.iter().zip(ends) {
        let step = end.map_or(median, |end| (end - start).min(1.5 * median)) / each as f64;
        let is_last = end.is_none();
        let num = if is_last { num_frames.saturating_sub(secs.len()) } else { each };
        secs.extend((0..num).map(|frame| start + frame as f64 * step));
    }
    secs.truncate(num_frames);
    secs
}

/// Name and spike times in seconds of each cell.
pub(super) fn spike_secs(
    parts: &Parts<'_>,
    clock: &FrameClock<'_>,
    differences: &mut ArrayDifferences,
    left_out: &mut Vec<String>,
) -> Result<Vec<(String, Vec<f64>)>, Unassembled> {
    let (mut cells, mut num_of_others) = (Vec::new(), 0);
    let good = match parts.with(|role| *role == Role::GoodCells).next() {
        Some((facts, _)) => Some(read(parts, facts)?),
        None => None,
    };
    for (facts, role) in parts.with(|role| matches!(role, Role::SpikeTimes { .. })) {
        let Role::SpikeTimes { unit } = role else { continue };
        // Counts stand for themselves; only where there are none a clock is needed.
        let has_counts = parts.with(|role| matches!(role, Role::Counts { .. })).next().is_some();
        let is_rateless = unit == TimeUnit::Seconds || unit == TimeUnit::Milliseconds;
        if is_rateless && !has_counts && clock.rate().is_none() {
            let needed = t!("frame times or a refresh rate");
            return Err(Unassembled::NoClock { unit, needed });
        }
        let scale = clock.scale(unit)?;
        let times: Vec<f64> = read(parts, facts)?.into_iter().map(|time| scale * time).collect();
        not_finite(facts, differences);
        num_of_others += times.iter().filter(|secs| clock.is_of_another(**secs)).count();
        let times = times.into_iter().map(|secs| clock.shown(secs));
        let of_cells = parts
            .with(|role| *role == Role::SpikeCells)
            .find(|(other, _)| other.info.num_elements() == facts.info.num_elements());
        let Some((which, _)) = of_cells else {
            let is_time = |time: &f64| time.is_finite();
            cells.push((facts.name().to_owned(), times.filter(is_time).collect()));
            continue;
        };
        let mut by_cell: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for (cell, time) in read(parts, which)?.into_iter().zip(times) {
            if time.is_finite() {
                by_cell.entry(cell as i64).or_default().push(time);
            }
        }
        let (num_all, num_before) = (by_cell.len(), cells.len());
        let is_good = |cell: i64| good.as_ref().is_none_or(|good| good.contains(&(cell as f64)));
        let found = by_cell.into_iter().filter(|(cell, _)| is_good(*cell));
        cells.extend(found.map(|(cell, times)| (format!("cell {cell}"), times)));
        let num_left = num_all - (cells.len() - num_before);
        if num_left > 0 {
            left_out.push(t!(
                "{num} of {all} cells, which aren't good.",
                num = num_left,
                all = num_all
            ));
        }
    }
    if num_of_others > 0 {
        left_out.push(t!("{num} spikes while other stimuli were on.", num = num_of_others));
    }
    Ok(cells)
}

/// Spikes in each frame.
pub(super) fn count(
    cells: &[(String, Vec<f64>)],
    clock: &FrameClock<'_>,
    num_frames: usize,
    left_out: &mut Vec<String>,
) -> Vec<CellCounts> {
    let of = |(name, times): &(String, Vec<f64>)| {
        let mut counts = vec![0_u16; num_frames];
        let mut num_outside = 0;
        for time in times {
            match clock.frame(*time) {
                Some(frame) => counts[frame] = counts[frame].saturating_add(1),
                None => num_outside += 1,
            }
        }
        if num_outside > 0 {
            left_out.push(t!(
                "{num} of {all} spikes of {cell}, which are in no frame.",
                num = num_outside,
                all = times.len(),
                cell = name
            ));
        }
        CellCounts { name: name.clone(), counts }
    };
    cells.iter().map(of).collect()
}
