//! Where the receptive field is: the frames around spikes are added up while they are drawn, until it shows.

use core::ops::Range;

use ganglion_core::{
    recording::{CellCounts, Crop, LARGEST_SIDE, Recording},
    stimulus::StimulusFrames,
};

use crate::{
    error::FileError,
    order::sorted_by,
    seeded::{
        description::{FillOrder, SeededStimulus},
        movie::variance,
        reader::SeedReader,
    },
    spike_sums::{LagRange, SpikeSum, spike_sums},
};

/// Lags that are looked at, frames before the spike.
const LAGS: LagRange = LagRange { first: 0, last: 25 };
/// Most cells that are looked at, those with the most spikes.
const MOST_CELLS: usize = 4;
/// Most sums of all cells together: 256 MB.
const MOST_SUMS: usize = 1 << 25;
/// Bytes of the frames that are in memory at once, about.
const BLOCK_BYTES: usize = 16 << 20;
/// SDs from which a place is a receptive field: the largest of some million numbers of chance is below 6.
const FOUND: f32 = 8.0;
/// SDs from which its place is known well enough to draw no more.
const CLEAR: f32 = 14.0;
/// Sides of the squares in which checkers are taken together.
const SIDES: [usize; 3] = [1, 3, 5];
/// Lags that are taken together.
const RUNS: [usize; 2] = [1, 3];
/// By how much frames grow until they are looked at again.
const GROWTH: f64 = 1.4;

/// The strongest place of the average frame before the spikes of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldPlace {
    /// The cell, by its index.
    pub cell: usize,
    /// Row from the top.
    pub row: usize,
    /// Column from the left.
    pub column: usize,
    /// Frames before the spike.
    pub lag: usize,
    /// How strong it is, SDs of chance; negative where the cell answers to dark.
    pub z: f32,
}

impl FieldPlace {
    /// Whether it is more than chance.
    pub fn is_found(&self) -> bool {
        self.z.abs() >= FOUND
    }

    /// What to cut out around it.
    pub fn crop(&self, stimulus: &SeededStimulus) -> Crop {
        let cut = |center: usize, len: usize| {
            let num = LARGEST_SIDE.min(len);
            (center.saturating_sub(num / 2).min(len - num), num)
        };
        let (row, rows) = cut(self.row, stimulus.height);
        let (column, columns) = cut(self.column, stimulus.width);
        Crop { row, column, rows, columns }
    }
}

/// What was found, and how many frames it took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldSearch {
    /// The strongest place; nothing without spikes.
    pub place: Option<FieldPlace>,
    /// The same, if the other of rows and columns were filled one after the other: the same numbers, at other checkers.
    pub in_other_order: Option<FieldPlace>,
    /// Frames that were drawn.
    pub num_frames: usize,
}

impl FieldSearch {
    /// Whether checkers that belong together are beside each other in the other order only: by as much as chance doesn't do.
    pub fn is_other_order(&self) -> bool {
        const CLEARLY: f32 = 1.25;
        let pair = self.place.zip(self.in_other_order);
        pair.is_some_and(|(place, other)| {
            other.is_found() && other.z.abs() > CLEARLY * place.z.abs()
        })
    }
}

/// Draws frames until the receptive field of a cell shows, or all of them.
///
/// `timeline` has the counts of each frame that is shown, and its trials; its own frames aren't looked at. The cells with the most spikes are gone through, or
/// only the one that the description asks for. Frozen frames are left out. `tell` is given the frames that are drawn, and how many there are.
///
/// # Errors
/// If they can't be drawn.
pub fn find_field(
    reader: &dyn SeedReader,
    stimulus: &SeededStimulus,
    timeline: &Recording,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<FieldSearch, FileError> {
    let num_frames = stimulus.num_frames().min(timeline.num_frames());
    let cells = chosen_cells(stimulus, &timeline.cells);
    let stretches = running_stretches(stimulus, timeline, num_frames);
    let mut sums = vec![SpikeSum::empty(LAGS.len() * stimulus.num_checkers()); cells.len()];
    let other_order = SeededStimulus {
        order: FillOrder { by_columns: !stimulus.order.by_columns, ..stimulus.order },
        ..stimulus.clone()
    };
    let mut movie = reader.begin(stimulus, None)?;
    let mut block = stimulus.no_frames(stimulus.num_checkers());
    let mut start = 0;
    let mut looked_at = 0;
    let mut search = FieldSearch { place: None, in_other_order: None, num_frames: 0 };
    while search.num_frames < num_frames && !cells.is_empty() {
        let before = block.num_frames();
        movie.draw(block_len(&block), &mut block)?;
        let end = (start + block.num_frames()).min(num_frames);
        if block.num_frames() == before {
            break;
        }
        let frames =
            if end < start + block.num_frames() { block.first(end - start) } else { block };
        let counts: Vec<&[u16]> =
            cells.iter().map(|cell| &timeline.cells[*cell].counts[start..end]).collect();
        let parts = parts_of(&stretches, start..end);
        for (sum, more) in sums.iter_mut().zip(spike_sums(&frames, &counts, &parts, LAGS, 0)) {
            sum.add(&more);
        }
        search.num_frames = end;
        tell(end, num_frames);
        let unit = variance(&frames) * stimulus.blinks as f64;
        if end == num_frames || end as f64 >= GROWTH * looked_at as f64 {
            looked_at = end;
            search.place = strongest(stimulus, &cells, &sums, unit);
            search.in_other_order = strongest(&other_order, &cells, &sums, unit);
            if search.place.is_some_and(|place| place.z.abs() >= CLEAR) {
                break;
            }
        }
        // Windows of the next block begin in this one.
        let num_kept = frames.num_frames().min(LAGS.last as usize);
        start = end - num_kept;
        block = last(&frames, num_kept);
    }
    Ok(search)
}

/// Frames that are drawn at once.
fn block_len(frames: &StimulusFrames) -> usize {
    let num_bytes =
        if frames.is_two_valued() { frames.num_words() * 8 } else { frames.num_checkers() };
    (BLOCK_BYTES / num_bytes.max(1)).clamp(32, 1 << 14)
}

/// The last frames.
fn last(frames: &StimulusFrames, num: usize) -> StimulusFrames {
    let mut some = StimulusFrames::like(frames);
    let mut contrasts = vec![0.0; frames.num_checkers()];
    for frame in frames.num_frames() - num..frames.num_frames() {
        frames.read(frame, &mut contrasts);
        some.push(&contrasts);
    }
    some
}

fn chosen_cells(stimulus: &SeededStimulus, cells: &[CellCounts]) -> Vec<usize> {
    if let Some(asked) = stimulus.cell {
        return if asked < cells.len() { vec![asked] } else { Vec::new() };
    }
    let most = MOST_SUMS / (LAGS.len() * stimulus.num_checkers());
    let mut chosen =
        sorted_by((0..cells.len()).collect(), |cell: &usize| cells[*cell].num_spikes() as f64);
    chosen.truncate(most.clamp(1, MOST_CELLS));
    chosen
}

/// Running frames that are within a trial.
fn running_stretches(
    stimulus: &SeededStimulus,
    timeline: &Recording,
    num_frames: usize,
) -> Vec<Range<usize>> {
    let running = stimulus.running * stimulus.blinks;
    let starts = (stimulus.around.0..num_frames).step_by(stimulus.trial_len());
    let drawn: Vec<_> = starts.map(|start| start..(start + running).min(num_frames)).collect();
    let within = |trial: &Range<usize>| {
        parts_of(&drawn, trial.clone())
            .into_iter()
            .map({
                let start = trial.start;
                move |part| start + part.start..start + part.end
            })
            .collect::<Vec<_>>()
    };
    timeline.trials.iter().flat_map(within).collect()
}

/// The parts of ascending stretches that lie in a range, counted from its beginning.
fn parts_of(stretches: &[Range<usize>], range: Range<usize>) -> Vec<Range<usize>> {
    let first = stretches.partition_point(|stretch| stretch.end <= range.start);
    let some = stretches[first..].iter().take_while(|stretch| stretch.start < range.end);
    let part = |stretch: &Range<usize>| {
        stretch.start.max(range.start) - range.start..stretch.end.min(range.end) - range.start
    };
    some.map(part).filter(|part| !part.is_empty()).collect()
}

/// The strongest place of all cells.
fn strongest(
    stimulus: &SeededStimulus,
    cells: &[usize],
    sums: &[SpikeSum],
    variance: f64,
) -> Option<FieldPlace> {
    let mut found: Option<FieldPlace> = None;
    for (cell, sum) in cells.iter().zip(sums) {
        if sum.num_spikes == 0 {
            continue;
        }
        let sd = (sum.squares as f64 * variance).sqrt();
        let images = images(stimulus, sum, sd);
        for run in RUNS {
            for lag in 0..LAGS.len() + 1 - run {
                let taken = &images[lag..lag + run];
                let added: Vec<f32> = (0..stimulus.num_checkers())
                    .map(|at| {
                        taken.iter().map(|image| image[at]).sum::<f32>() / (run as f32).sqrt()
                    })
                    .collect();
                for side in SIDES {
                    let (at, z) = peak(&added, (stimulus.height, stimulus.width), side);
                    if found.is_none_or(|found| z.abs() > found.z.abs()) {
                        let (row, column) = (at / stimulus.width, at % stimulus.width);
                        found =
                            Some(FieldPlace { cell: *cell, row, column, lag: lag + run / 2, z });
                    }
                }
            }
        }
    }
    found
}

/// The average frame at each lag, rows from the top, in SDs of chance.
fn images(stimulus: &SeededStimulus, sum: &SpikeSum, sd: f64) -> Vec<Vec<f32>> {
    let num = stimulus.num_checkers();
    let image = |sums: &[i64]| {
        let mut image = vec![0.0; num];
        for (place, sum) in sums.iter().enumerate() {
            let (row, column) = stimulus.checker(place);
            image[row * stimulus.width + column] = (*sum as f64 / sd) as f32;
        }
        image
    };
    sum.sums.chunks_exact(num).map(image).collect()
}

/// The strongest square of checkers, by its middle, in SDs of chance.
fn peak(image: &[f32], (rows, columns): (usize, usize), side: usize) -> (usize, f32) {
    let half = side / 2;
    // Sums along rows, then along columns; at the edges, of what there is.
    let mut along = vec![0.0_f32; image.len()];
    for (sums, row) in along.chunks_exact_mut(columns).zip(image.chunks_exact(columns)) {
        for (column, sum) in sums.iter_mut().enumerate() {
            *sum = row[column.saturating_sub(half)..(column + half + 1).min(columns)].iter().sum();
        }
    }
    let mut found = (0, 0.0_f32);
    for row in 0..rows {
        let (top, bottom) = (row.saturating_sub(half), (row + half + 1).min(rows));
        for column in 0..columns {
            let sum: f32 = (top..bottom).map(|row| along[row * columns + column]).sum();
            let z = sum / side as f32;
            if z.abs() > found.1.abs() {
                found = (row * columns + column, z);
            }
        }
    }
    found
}
