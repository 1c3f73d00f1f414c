//! Sums of packed frames are those that one would write down.

use core::ops::Range;

use ganglion_core::{
    config::Noise,
    rng::{Random, Stream},
    stimulus::{FrozenBlock, StimulusFrames},
};
use ganglion_recordings::spike_sums::{LagRange, SpikeSum, spike_sums};

use crate::simulated::{Recipe, Simulated};

/// As the formula has it.
fn slow(
    frames: &StimulusFrames,
    counts: &[u16],
    stretches: &[Range<usize>],
    lags: LagRange,
    shift: usize,
) -> SpikeSum {
    let (num_frames, num_checkers) = (frames.num_frames(), frames.num_checkers());
    let unit = if frames.is_two_valued() { 1.0 } else { 127.0 };
    let mut sum = SpikeSum::empty(lags.len() * num_checkers);
    for stretch in stretches {
        for at in stretch.clone() {
            let count = counts[(at + shift) % num_frames];
            let (from, to) = (at as i64 - i64::from(lags.last), at as i64 - i64::from(lags.first));
            if from < stretch.start as i64 || to >= stretch.end as i64 {
                continue;
            }
            if !(stretch.start as i64..stretch.end as i64).contains(&from)
                || to < stretch.start as i64
            {
                continue;
            }
            sum.num_spikes += u64::from(count);
            sum.squares += u64::from(count).pow(2);
            for (index, lag) in (lags.first..=lags.last).enumerate() {
                let frame = (at as i64 - i64::from(lag)) as usize;
                for checker in 0..num_checkers {
                    let value = (unit * frames.contrast(frame, checker)).round() as i64;
                    sum.sums[index * num_checkers + checker] += i64::from(count) * value;
                }
            }
        }
    }
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    sum.num_left_out = all.saturating_sub(sum.num_spikes);
    sum
}

#[test]
fn sums_are_those_of_the_formula_for_any_field_and_any_stretches() {
    let mut random = Random::new(5, Stream::Live, 0);
    for num_checkers in [1, 35, 64, 65, 150] {
        for is_two_valued in [true, false] {
            let num_frames = 300;
            let mut frames = StimulusFrames::new(num_frames, num_checkers, is_two_valued);
            for frame in 0..num_frames {
                for checker in 0..num_checkers {
                    frames.set(frame, checker, f64::from(random.uniform_in(-1.0, 1.0)));
                }
            }
            let mut cell = |mean| (0..num_frames).map(|_| random.poisson(mean)).collect::<Vec<_>>();
            let cells = [cell(0.2), cell(30.0), vec![0; num_frames]];
            let cells: Vec<&[u16]> = cells.iter().map(Vec::as_slice).collect();
            for lags in
                [LagRange::NEAR, LagRange { first: 3, last: 9 }, LagRange { first: -9, last: -3 }]
            {
                for stretches in
                    [vec![0..100, 100..110, 120..300], core::iter::once(0..300).collect()]
                {
                    for shift in [0, 17] {
                        let found = spike_sums(&frames, &cells, &stretches, lags, shift);
                        for (found, counts) in found.iter().zip(&cells) {
                            assert_eq!(*found, slow(&frames, counts, &stretches, lags, shift));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn counters_overflow_into_the_sums() {
    let mut frames = StimulusFrames::new(40, 3, true);
    (0..40).for_each(|frame| frames.set(frame, 1, 1.0));
    let counts = vec![60_000; 40];
    let lags = LagRange { first: 0, last: 1 };
    let stretch: Range<usize> = 0..40;
    let sum = spike_sums(&frames, &[&counts], core::slice::from_ref(&stretch), lags, 0).remove(0);
    let all = 60_000 * 39;
    assert_eq!(sum.sums, [-all, all, -all, -all, all, -all]);
}

#[test]
fn frozen_stretches_are_found() {
    let recipe = Recipe { num_frames: 1_000, num_cells: 1, ..Recipe::new(3) };
    // 50 frames behind each 150 that are new.
    let shown = |frame: usize| if frame % 200 >= 150 { frame % 200 } else { frame };
    let recording = Simulated::on(recipe, &shown).recording();
    let starts = vec![150, 350, 550, 750, 950];
    assert_eq!(recording.frozen, [FrozenBlock { len: 50, starts }]);
    assert_eq!(recording.num_held, 0);
    let all = Recipe { noise: Noise::Gaussian, ..recipe };
    let recording = Simulated::on(all, &|frame| frame / 2 % 100).recording();
    assert_eq!(recording.num_held, 500);
    assert_eq!(recording.frozen.len(), 1);
}
