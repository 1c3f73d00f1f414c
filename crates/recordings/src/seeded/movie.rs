//! The frames of a seed, one after the other; never all of them.

use ganglion_core::{
    recording::Crop,
    stimulus::{FrameStore, StimulusFrames},
};

use crate::seeded::{
    description::{CallSize, FrozenPart, SeededStimulus},
    draws::{DrawsBits, DrawsNormals},
    generator::NoiseDraws,
};

/// Bits of a word of frames.
const WORD: usize = 64;

/// Contrast of frames of which nobody says what they were.
const UNKNOWN: f32 = 0.25;

/// SDs of Gaussian noise that are kept as the largest contrast; one checker in five hundred million has a larger one.
pub const LARGEST_SDS: f64 = 6.0;

/// Checkers that are drawn one after the other, of those that are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct WantedRun {
    /// Checkers before it that aren't wanted.
    skip: u64,
    /// How many, 64 at most.
    num: u32,
    /// The first of them in the list of all that are wanted.
    first: usize,
}

/// Which checkers of a frame are wanted.
#[derive(Clone, Debug)]
struct Wanted {
    stretches: Vec<WantedRun>,
    /// Where each checker that is wanted stands in the frame that is handed out, in the order in which they are drawn.
    places: Vec<usize>,
    /// Checkers behind the last one.
    rest: u64,
    /// Whether the frame is handed out as it is drawn.
    is_all: bool,
}

impl Wanted {
    /// All checkers, in the order in which they are drawn.
    fn all(num_checkers: usize) -> Self {
        Self::of((0..num_checkers).map(|place| (place, place)).collect(), num_checkers, true)
    }

    /// Those of a part of the frame, by rows.
    fn of_crop(stimulus: &SeededStimulus, crop: Crop) -> Self {
        let num_checkers = stimulus.num_checkers();
        let wanted = (0..num_checkers).filter_map(|place| {
            let (row, column) = stimulus.checker(place);
            let (down, right) = (row.checked_sub(crop.row)?, column.checked_sub(crop.column)?);
            let is_in = down < crop.rows && right < crop.columns;
            is_in.then_some((place, down * crop.columns + right))
        });
        Self::of(wanted.collect(), num_checkers, false)
    }

    fn of(wanted: Vec<(usize, usize)>, num_checkers: usize, is_all: bool) -> Self {
        let mut stretches: Vec<WantedRun> = Vec::new();
        let mut next = 0;
        for (first, (place, _)) in wanted.iter().enumerate() {
            match stretches.last_mut() {
                Some(last) if *place == next && last.num < WORD as u32 => last.num += 1,
                _ => stretches.push(WantedRun { skip: (place - next) as u64, num: 1, first }),
            }
            next = place + 1;
        }
        let places = wanted.into_iter().map(|(_, place)| place).collect();
        Self { stretches, places, rest: (num_checkers - next) as u64, is_all }
    }

    /// The bits of the next frame.
    fn bits(&self, draws: &mut dyn DrawsBits, invert: u64, words: &mut [u64]) {
        words.fill(0);
        for stretch in &self.stretches {
            if stretch.skip > 0 {
                draws.skip(stretch.skip);
            }
            let bits =
                (draws.bits(stretch.num) ^ invert) & (u64::MAX >> (WORD as u32 - stretch.num));
            if self.is_all {
                words[stretch.first / WORD] = bits;
                continue;
            }
            for (index, place) in
                self.places[stretch.first..].iter().take(stretch.num as usize).enumerate()
            {
                words[place / WORD] |= (bits >> index & 1) << (place % WORD);
            }
        }
        draws.skip(self.rest);
    }

    /// The contrasts of the next frame, 1 for the largest that is kept.
    fn contrasts(&self, draws: &mut dyn DrawsNormals, sign: f64, frame: &mut [f32]) {
        for stretch in &self.stretches {
            draws.skip(stretch.skip);
            for place in self.places[stretch.first..].iter().take(stretch.num as usize) {
                let contrast = sign * draws.normal() / LARGEST_SDS;
                frame[*place] = contrast.clamp(-1.0, 1.0) as f32;
            }
        }
        draws.skip(self.rest);
    }
}

/// The frames of a seed, or a part of each, from the first one on.
pub struct SeededMovie {
    stimulus: SeededStimulus,
    wanted: Wanted,
    running: NoiseDraws,
    frozen: Option<NoiseDraws>,
    /// The next frame that is drawn: its trial, and its place in it.
    next: (usize, usize),
    /// Frames so far of which nobody says what they were.
    num_unknown: u64,
    words: Vec<u64>,
    frame: Vec<f32>,
}

impl SeededMovie {
    /// All checkers of each frame, in the order in which they are drawn ([`SeededStimulus::checker`]).
    pub fn whole(stimulus: &SeededStimulus) -> Self {
        Self::of(stimulus, Wanted::all(stimulus.num_checkers()))
    }

    /// A part of each frame, by rows from the top.
    pub fn cropped(stimulus: &SeededStimulus, crop: Crop) -> Self {
        Self::of(stimulus, Wanted::of_crop(stimulus, crop))
    }

    fn of(stimulus: &SeededStimulus, wanted: Wanted) -> Self {
        let num = wanted.places.len();
        let seed = stimulus.seed_of(0).unwrap_or_default();
        Self {
            stimulus: stimulus.clone(),
            running: stimulus.generator.begin(seed),
            frozen: None,
            next: (0, 0),
            num_unknown: 0,
            words: vec![0; num.div_ceil(WORD)],
            frame: vec![0.0; num],
            wanted,
        }
    }

    /// Before the first frame, for [`draw`](Self::draw).
    pub fn empty(&self) -> StimulusFrames {
        self.stimulus.no_frames(self.wanted.places.len())
    }

    /// Adds up to so many frames as they are shown, whole successions of the same one; adds none behind the last.
    pub fn draw(&mut self, num_frames: usize, into: &mut StimulusFrames) {
        let blinks = self.stimulus.blinks;
        let mut left = num_frames.div_ceil(blinks);
        while left > 0 && self.next.0 < self.stimulus.trials {
            self.draw_one(into);
            left -= 1;
        }
    }

    /// Adds frames that stand for what was shown between trials: noise that comes nowhere again, so that nobody takes it for a repeat. They belong to
    /// no trial.
    fn pass(&mut self, num: usize, into: &mut StimulusFrames) {
        for _ in 0..num {
            let mut contrasts = Vec::with_capacity(self.frame.len());
            for place in 0..self.frame.len() as u64 {
                let is_bright = mixed(self.num_unknown << 20 | place) & 1 == 1;
                contrasts.push(if is_bright { UNKNOWN } else { -UNKNOWN });
            }
            into.push(&contrasts);
            self.num_unknown += 1;
        }
    }

    fn draw_one(&mut self, into: &mut StimulusFrames) {
        let (trial, place) = self.next;
        let SeededStimulus { generator, running, frozen, blinks, around, .. } = self.stimulus;
        let num_frozen = frozen.map_or(0, |part: FrozenPart| part.frames);
        if place == 0 {
            self.pass(around.0, into);
        }
        let drawing = match (frozen, place.checked_sub(running)) {
            (Some(part), Some(0)) => self.frozen.insert(generator.begin(part.seed)),
            (Some(part), Some(_)) => self.frozen.get_or_insert_with(|| generator.begin(part.seed)),
            _ => {
                if let Some(seed) = self.stimulus.seed_of(trial).filter(|_| place == 0) {
                    self.running = generator.begin(seed);
                }
                &mut self.running
            }
        };
        let is_call = self.stimulus.call == CallSize::Frame || place == 0 || place == running;
        match drawing {
            NoiseDraws::Bits(draws) => {
                if is_call {
                    draws.begin_call();
                }
                let invert = if self.stimulus.is_inverted { u64::MAX } else { 0 };
                self.wanted.bits(&mut **draws, invert, &mut self.words);
                for _ in 0..blinks {
                    into.push_words(&self.words);
                }
            }
            NoiseDraws::Normals(draws) => {
                let sign = if self.stimulus.is_inverted { -1.0 } else { 1.0 };
                self.wanted.contrasts(&mut **draws, sign, &mut self.frame);
                for _ in 0..blinks {
                    into.push(&self.frame);
                }
            }
        }
        let is_last = place + 1 == running + num_frozen;
        if is_last {
            self.pass(around.1, into);
        }
        self.next = if is_last { (trial + 1, 0) } else { (trial, place + 1) };
    }
}

/// A number that looks like no other of its kind: the finalizer of splitmix64.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

/// Variance of a checker in the unit of [`spike_sums`](crate::spike_sums::spike_sums).
pub(crate) fn variance(frames: &StimulusFrames) -> f64 {
    match frames.store() {
        FrameStore::Bits(_) => 1.0,
        FrameStore::Bytes(_) | FrameStore::Numbers(_) => (127.0 / LARGEST_SDS).powi(2),
    }
}
