//! Whether spikes follow their frames by a plausible time.

use ganglion_core::{
    recording::{CellCounts, Recording},
    t, tn,
};

use crate::{
    evidence::{
        CellAverage, Evidence, SuspectedFault,
        average::FEWEST_SPIKES,
        cells_words, frames_words,
        search::{FARTHEST, search},
    },
    order::sorted_by,
};

/// Strength beyond which nobody asks how strong it is, SDs.
const MOST_TOLD: f64 = 1000.0;

/// Longest plausible time from a frame to the peak of the response, seconds.
const LONGEST_SECS: f64 = 0.4;
/// The same in frames, if the refresh rate isn't known.
const LONGEST_FRAMES: f64 = 20.0;
/// Below this refresh rate the answer may come within the same frame, Hz.
const SLOW_HZ: f64 = 15.0;
/// Peaks of cells of one retina differ by so much at most, frames.
const LARGEST_DIFFERENCE: i32 = 5;

/// Where the response of a cell is.
#[derive(Clone, Debug, PartialEq)]
pub struct CellAlignment {
    /// The cell.
    pub cell: String,
    /// Spikes whose window of lags lies in a trial.
    pub num_spikes: u64,
    /// The others.
    pub num_left_out: u64,
    /// Lag of the strongest frame.
    pub peak_lag: i32,
    /// How strong it is, SDs of shifted spikes.
    pub strength: f64,
    /// Whether that is more than chance.
    pub is_significant: bool,
}

/// Where the response of each cell is, and whether that is plausible.
pub fn alignment(
    recording: &Recording,
    averages: &[CellAverage],
    seed: u32,
) -> (Vec<CellAlignment>, Vec<Evidence>) {
    let one = |(average, cell): (&CellAverage, &CellCounts)| CellAlignment {
        cell: cell.name.clone(),
        num_spikes: average.sum.num_spikes,
        num_left_out: average.sum.num_left_out,
        peak_lag: average.peak_lag,
        strength: average.strength(),
        is_significant: average.is_significant(),
    };
    let cells: Vec<_> = averages.iter().zip(&recording.cells).map(one).collect();
    let found: Vec<&CellAlignment> = cells.iter().filter(|cell| cell.is_significant).collect();
    if found.is_empty() {
        let evidence = without_structure(recording, &cells, seed);
        return (cells, vec![evidence]);
    }
    let found = sorted_by(found, |cell| -f64::from(cell.peak_lag));
    let typical = found[found.len() / 2].peak_lag;
    let mut evidence = vec![of_all(recording, &found, typical)];
    evidence.extend(found.iter().filter_map(|cell| odd_cell(cell, typical)));
    evidence.extend(cells_without(&cells));
    (cells, evidence)
}

/// The length of a lag in words, with milliseconds if the refresh rate is known.
fn in_words(recording: &Recording, lag: i32) -> String {
    let frames = frames_words(lag.unsigned_abs() as usize);
    let ms = recording.refresh_hz.map(|hz| 1000.0 * f64::from(lag.abs()) / hz);
    match ms {
        Some(ms) => t!("{frames} ({ms} ms)", frames = frames, ms = format!("{ms:.0}")),
        None => frames,
    }
}

/// How often each frame is shown in succession, on average.
fn times_shown(recording: &Recording) -> f64 {
    let num_frames = recording.num_frames();
    num_frames as f64 / (num_frames - recording.num_held).max(1) as f64
}

fn of_all(recording: &Recording, found: &[&CellAlignment], typical: i32) -> Evidence {
    let (first, last) = (found[0].peak_lag, found[found.len() - 1].peak_lag);
    let num_spikes: u64 = found.iter().map(|cell| cell.num_spikes).sum();
    let num_left_out: u64 = found.iter().map(|cell| cell.num_left_out).sum();
    // The strengths are of fourth powers, so they grow beyond what anybody calls SDs.
    let weakest = found.iter().map(|cell| cell.strength).fold(MOST_TOLD, f64::min);
    let lags = if first == last {
        t!("lag {lag}", lag = typical)
    } else {
        t!("lag {lag}, from {first} to {last}", lag = typical, first = first, last = last)
    };
    let facts = t!(
        "{lags}; {spikes} spikes and {out} without all lags within their trial, at least {weakest} SDs of shifted spikes",
        lags = lags,
        spikes = num_spikes,
        out = num_left_out,
        weakest = format!("{weakest:.0}")
    );
    let (cells, time) = (cells_words(found.len()), in_words(recording, typical));
    let sentence = if typical < 0 {
        t!(
            "The average frame around the spikes of {cells} is strongest {time} behind the spike ({facts}).",
            cells = cells,
            time = time,
            facts = facts
        )
    } else {
        t!(
            "The average frame around the spikes of {cells} is strongest {time} before the spike ({facts}).",
            cells = cells,
            time = time,
            facts = facts
        )
    };
    judge(recording, typical, sentence)
}

/// Whether the lag of most cells is plausible.
fn judge(recording: &Recording, typical: i32, sentence: String) -> Evidence {
    let longest = recording
        .refresh_hz
        .map_or(LONGEST_FRAMES * times_shown(recording), |hz| (LONGEST_SECS * hz).max(2.0))
        .ceil() as i32;
    let is_slow = recording.refresh_hz.is_some_and(|hz| hz < SLOW_HZ);
    let fault = SuspectedFault::ShiftedResponse { frames: typical, cell: None };
    if typical < 0 {
        let advice = t!(
            "A response can't come before its cause: the counts are shifted, or lags run the other way. Compare the first frame time with the beginning of the spikes."
        );
        Evidence::suspicious(fault, sentence, advice)
    } else if typical == 0 && !is_slow {
        let advice = t!(
            "A retina needs more than one frame: the counts are probably one or more frames too early. See to which frame a spike between two frame times is counted."
        );
        Evidence::suspicious(fault, sentence, advice)
    } else if typical > longest {
        let advice = t!(
            "That is longer than a retina takes: the counts are probably too late. Compare the first frame time with the beginning of the stimulus."
        );
        Evidence::suspicious(fault, sentence, advice)
    } else {
        Evidence::fine(sentence)
    }
}

fn odd_cell(cell: &CellAlignment, typical: i32) -> Option<Evidence> {
    let frames = cell.peak_lag - typical;
    let is_odd = frames.abs() > LARGEST_DIFFERENCE;
    is_odd.then(|| {
        let name = &cell.cell;
        let sentence = t!(
            "The response of {cell} has its peak at lag {lag}, that of most cells at lag {typical}.",
            cell = name,
            lag = cell.peak_lag,
            typical = typical
        );
        let fault = SuspectedFault::ShiftedResponse { frames, cell: Some(name.clone()) };
        let advice = t!(
            "See whether the spikes of this cell come from another file or have another offset."
        );
        Evidence::suspicious(fault, sentence, advice)
    })
}

fn cells_without(cells: &[CellAlignment]) -> Option<Evidence> {
    let without: Vec<_> = cells.iter().filter(|cell| !cell.is_significant).collect();
    let names: Vec<_> = without.iter().take(5).map(|cell| cell.cell.as_str()).collect();
    let more = if without.len() > names.len() { ", ..." } else { "" };
    (!without.is_empty()).then(|| {
        let sentence = t!(
            "{num} of {cells} have no structure in their average: {names}.",
            num = without.len(),
            cells = cells_words(cells.len()),
            names = format!("{}{more}", names.join(", "))
        );
        let advice = t!(
            "They may not see the stimulus, have too few spikes, or be no cells: leave them out, or look at their spikes."
        );
        Evidence::cannot_tell(sentence, advice)
    })
}

/// What else may be the case if no cell has structure.
fn without_structure(recording: &Recording, cells: &[CellAlignment], seed: u32) -> Evidence {
    let num_spikes: u64 = cells.iter().map(|cell| cell.num_spikes).sum();
    let nothing = t!(
        "The average frame around the spikes shows nothing in {cells} ({spikes}, lags -5 to 25)",
        cells = cells_words(cells.len()),
        spikes = tn!(num_spikes, "{n} spike", "{n} spikes")
    );
    if cells.iter().all(|cell| cell.num_spikes < 4 * FEWEST_SPIKES) {
        let advice =
            t!("Take a longer recording or a cell with more spikes; see how many were left out.");
        let sentence = t!("{nothing}: too few to tell anything from it.", nothing = nothing);
        return Evidence::cannot_tell(sentence, advice);
    }
    match search(recording, seed) {
        Some((fault, how, advice)) => {
            let sentence = t!("{nothing}, but {how}.", nothing = nothing, how = how);
            Evidence::suspicious(fault, sentence, advice)
        }
        None => Evidence::suspicious(
            SuspectedFault::NoStructure,
            t!(
                "{nothing}, nor up to {farthest} frames away, nor with counts in reverse order, nor with time along the other axis.",
                nothing = nothing,
                farthest = FARTHEST
            ),
            t!(
                "The frames are probably not those that were shown: see whether the seed, the generator and the order in which it fills a frame are those of the rig, and whether both files are of the same recording."
            ),
        ),
    }
}
