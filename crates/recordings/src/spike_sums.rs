//! Sums of the frames around spikes: what spike-triggered averages are made of, for many cells at once.
//!
//! In: packed frames and counts. Out: whole numbers, which are the same on every machine. Frames are never unpacked: sixteen windows of
//! lags at a time go through an adder of bits into counters that lie across words (carry-save; Harley and Seal, in Warren (2013),
//! Hacker's Delight, 5-1).

use core::ops::Range;

use ganglion_core::stimulus::{FrameStore, StimulusFrames};

/// Lags of a window: frames before the one of the spike, negative behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LagRange {
    /// The first lag: -5 is five frames behind the spike.
    pub first: i32,
    /// The last lag.
    pub last: i32,
}

impl LagRange {
    /// The lags that are looked at first.
    pub const NEAR: Self = Self { first: -5, last: 25 };

    /// Number of lags.
    pub fn len(self) -> usize {
        (self.last - self.first + 1) as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.last < self.first
    }

    /// Those frames of a stretch whose whole window lies in it.
    pub fn usable(self, stretch: &Range<usize>) -> Range<usize> {
        let start = (stretch.start as i64 + i64::from(self.last)).max(stretch.start as i64);
        let end = (stretch.end as i64 + i64::from(self.first)).min(stretch.end as i64);
        start as usize..end.max(start) as usize
    }

    /// The stretch in which those of `frames` are usable whose window lies in a recording of `num_frames` frames.
    pub fn around(self, frames: &Range<usize>, num_frames: usize) -> Range<usize> {
        let (before, behind) = (self.last.max(0) as usize, (-self.first).max(0) as usize);
        frames.start.saturating_sub(before)..(frames.end + behind).min(num_frames)
    }
}

/// The frames around the spikes of a cell, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpikeSum {
    /// `[num_lags, num_checkers]`, the first lag first; of two-valued frames as sums of +1 and -1, else of bytes.
    pub sums: Vec<i64>,
    /// Spikes that are in it.
    pub num_spikes: u64,
    /// Sum of the squares of their counts.
    pub squares: u64,
    /// Spikes left out: their window of lags leaves its stretch.
    pub num_left_out: u64,
}

impl SpikeSum {
    /// Of no spikes.
    pub fn empty(num: usize) -> Self {
        Self { sums: vec![0; num], num_spikes: 0, squares: 0, num_left_out: 0 }
    }

    /// Adds what was summed over other frames, with the same lags.
    pub fn add(&mut self, other: &Self) {
        for (sum, number) in self.sums.iter_mut().zip(&other.sums) {
            *sum += number;
        }
        self.num_spikes += other.num_spikes;
        self.squares += other.squares;
        self.num_left_out += other.num_left_out;
    }
}

/// Frames in a block: its bits stay in the cache while all cells are gone through.
const BLOCK: usize = 4096;
/// Words that go through the adder side by side.
const LANES: usize = 2;
/// Windows that go through it at once.
const GROUP: usize = 16;
/// Bits of a counter.
const NUM_PLANES: usize = 16;

type WordPair = [u64; LANES];

/// Adds up the frames around the spikes of each cell.
///
/// With `n[t]` spikes in frame `t`, `s[t]` the frame shown then, and `t` over the frames whose window lies within one stretch,
///
/// ```text
/// sum[lag] = sum_t n[t + shift] * s[t - lag]
/// ```
///
/// where counts are a ring: a shift moves the spikes against the stimulus.
///
/// # Shapes
/// - `cells`: `[num_cells]` of `[num_frames]`
/// - `stretches`: ascending, not overlapping
/// - returns `[num_cells]`
///
/// # Panics
/// If a cell has another number of counts than there are frames, or a stretch ends behind the last frame.
pub fn spike_sums(
    frames: &StimulusFrames,
    cells: &[&[u16]],
    stretches: &[Range<usize>],
    lags: LagRange,
    shift: usize,
) -> Vec<SpikeSum> {
    let num_frames = frames.num_frames();
    assert!(cells.iter().all(|counts| counts.len() == num_frames), "a count for each frame");
    assert!(stretches.iter().all(|stretch| stretch.end <= num_frames), "stretches are of frames");
    let mut tallies: Vec<_> = cells.iter().map(|_| Tally::new(frames, lags)).collect();
    for stretch in stretches {
        let usable = lags.usable(stretch);
        for start in usable.clone().step_by(BLOCK) {
            let block = start..usable.end.min(start + BLOCK);
            for (tally, counts) in tallies.iter_mut().zip(cells) {
                tally.add_block(&block, counts, shift);
            }
        }
    }
    let all = |(tally, counts): (Tally<'_>, &&[u16])| {
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        tally.finish(total)
    };
    tallies.into_iter().zip(cells).map(all).collect()
}

/// The growing sum of a cell.
struct Tally<'a> {
    frames: &'a StimulusFrames,
    lags: LagRange,
    sum: SpikeSum,
    /// `[words of a window / LANES]`, counters of the bits of a window, the lowest bit of each counter first.
    planes: Vec<[WordPair; NUM_PLANES]>,
    /// Windows in the counters.
    num_counted: usize,
    /// First words of windows that are not in the counters yet.
    waiting: Vec<usize>,
}

impl<'a> Tally<'a> {
    fn new(frames: &'a StimulusFrames, lags: LagRange) -> Self {
        let chunks = (lags.len() * frames.num_words()).div_ceil(LANES);
        let chunks = if frames.is_two_valued() { chunks } else { 0 };
        Self {
            frames,
            lags,
            sum: SpikeSum::empty(lags.len() * frames.num_checkers()),
            planes: vec![[[0; LANES]; NUM_PLANES]; chunks],
            num_counted: 0,
            waiting: Vec::with_capacity(GROUP),
        }
    }

    fn add_block(&mut self, block: &Range<usize>, counts: &[u16], shift: usize) {
        let num_frames = counts.len();
        for frame in block.clone() {
            let place = frame + shift;
            let count = counts[if place < num_frames { place } else { place - num_frames }];
            if count == 0 {
                continue;
            }
            self.sum.num_spikes += u64::from(count);
            self.sum.squares += u64::from(count) * u64::from(count);
            let first = (frame as i64 - i64::from(self.lags.last)) as usize;
            match self.frames.store() {
                FrameStore::Bits(words) => {
                    for _ in 0..count {
                        self.waiting.push(first * self.frames.num_words());
                        if self.waiting.len() == GROUP {
                            self.count(words);
                        }
                    }
                }
                FrameStore::Bytes(bytes) => {
                    self.add_window(bytes, first, count, |byte| i64::from(*byte));
                }
                FrameStore::Numbers(numbers) => {
                    let in_steps = |number: &f32| (127.0 * number).round() as i64;
                    self.add_window(numbers, first, count, in_steps);
                }
            }
        }
    }

    /// Adds a window of frames that aren't two-valued, in steps of which 127 are the largest departure from the mean.
    fn add_window<T>(
        &mut self,
        elements: &[T],
        first: usize,
        count: u16,
        in_steps: impl Fn(&T) -> i64,
    ) {
        let num = self.frames.num_checkers();
        let window = elements[first * num..][..self.lags.len() * num].chunks_exact(num);
        // The oldest frame of a window has the last lag.
        for (sums, frame) in self.sum.sums.chunks_exact_mut(num).rev().zip(window) {
            for (sum, element) in sums.iter_mut().zip(frame) {
                *sum += i64::from(count) * in_steps(element);
            }
        }
    }

    /// Adds the windows that wait to the counters.
    fn count(&mut self, words: &[u64]) {
        let zeros = vec![0; if self.waiting.len() < GROUP { self.planes.len() * LANES } else { 0 }];
        let len = self.planes.len() * LANES;
        let windows: [&[u64]; GROUP] = core::array::from_fn(|index| {
            self.waiting.get(index).map_or(&zeros[..], |start| &words[*start..][..len])
        });
        let windows = windows.map(|window| window.as_chunks::<LANES>().0);
        for (chunk, planes) in self.planes.iter_mut().enumerate() {
            add_sixteen(planes, core::array::from_fn(|index| windows[index][chunk]));
        }
        self.num_counted += self.waiting.len();
        self.waiting.clear();
        if self.num_counted + GROUP >= 1 << NUM_PLANES {
            self.empty_counters();
        }
    }

    /// Moves what was counted into the sums.
    fn empty_counters(&mut self) {
        let (num_checkers, num_words) = (self.frames.num_checkers(), self.frames.num_words());
        let num_counted = self.num_counted as i64;
        for (back, sums) in self.sum.sums.chunks_exact_mut(num_checkers).rev().enumerate() {
            for (checker, sum) in sums.iter_mut().enumerate() {
                let word = back * num_words + checker / 64;
                let planes = &self.planes[word / LANES];
                let bit = |plane: &WordPair| (plane[word % LANES] >> (checker % 64) & 1) as i64;
                let ones = planes.iter().rev().fold(0, |ones, plane| 2 * ones + bit(plane));
                *sum += 2 * ones - num_counted;
            }
        }
        self.planes.fill([[0; LANES]; NUM_PLANES]);
        self.num_counted = 0;
    }

    fn finish(mut self, num_all: u64) -> SpikeSum {
        if let FrameStore::Bits(words) = self.frames.store() {
            if !self.waiting.is_empty() {
                self.count(words);
            }
            self.empty_counters();
        }
        self.sum.num_left_out = num_all.saturating_sub(self.sum.num_spikes);
        self.sum
    }
}

/// Adds three bits of each place: the sum, and what is carried.
#[inline]
fn add_three(a: WordPair, b: WordPair, c: WordPair) -> (WordPair, WordPair) {
    let half: WordPair = core::array::from_fn(|lane| a[lane] ^ b[lane]);
    let sum = core::array::from_fn(|lane| half[lane] ^ c[lane]);
    let carry = core::array::from_fn(|lane| a[lane] & b[lane] | half[lane] & c[lane]);
    (sum, carry)
}

/// Adds sixteen bits of each place to the counter of the place.
#[inline]
fn add_sixteen(planes: &mut [WordPair; NUM_PLANES], words: [WordPair; GROUP]) {
    let [mut ones, mut twos, mut fours, mut eights, ..] = *planes;
    let mut high = [[0; LANES]; 2];
    for (half, high) in words.chunks_exact(8).zip(&mut high) {
        let mut carried = [[0; LANES]; 2];
        for (quarter, carried) in half.chunks_exact(4).zip(&mut carried) {
            let (sum, first) = add_three(ones, quarter[0], quarter[1]);
            let (sum, second) = add_three(sum, quarter[2], quarter[3]);
            ones = sum;
            (twos, *carried) = add_three(twos, first, second);
        }
        (fours, *high) = add_three(fours, carried[0], carried[1]);
    }
    let mut carry;
    (eights, carry) = add_three(eights, high[0], high[1]);
    [planes[0], planes[1], planes[2], planes[3]] = [ones, twos, fours, eights];
    for plane in &mut planes[4..] {
        if carry == [0; LANES] {
            break;
        }
        let next = core::array::from_fn(|lane| plane[lane] & carry[lane]);
        *plane = core::array::from_fn(|lane| plane[lane] ^ carry[lane]);
        carry = next;
    }
}
