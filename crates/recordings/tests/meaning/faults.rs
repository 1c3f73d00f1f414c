//! Faulty recordings are named, sound ones are not accused, and what can't be told is said.

use ganglion_core::{
    config::{Noise, TemporalPreset},
    recording::Recording,
    stimulus::StimulusFrames,
};
use ganglion_recordings::evidence::{
    ArrayDifferences, Evidence, Judgment, RecordedTimes, SuspectedFault, Untellable,
    array_evidence, averages, evidence, time_evidence,
};

use crate::simulated::{Recipe, Simulated, recorded};

/// A recording, and the times that it was made from if it has any.
struct Case {
    name: &'static str,
    recording: Recording,
    times: RecordedTimes,
    differences: ArrayDifferences,
}

impl Case {
    fn found(&self) -> Vec<Evidence> {
        let mut found = array_evidence(&self.differences);
        found.extend(time_evidence(&self.times));
        found.extend(evidence(&self.recording, 1));
        found
    }

    fn faults(&self) -> Vec<SuspectedFault> {
        self.found().into_iter().filter_map(|evidence| evidence.fault).collect()
    }
}

fn case(name: &'static str, recording: Recording) -> Case {
    let (times, differences) = Default::default();
    Case { name, recording, times, differences }
}

/// One seed, or many if there is time.
fn seeds() -> impl Iterator<Item = u32> {
    let num = if std::env::var_os("SLOW_TESTS").is_some() { 20 } else { 1 };
    (0..num).map(|index| 1000 * index)
}

/// Counts of all cells, changed.
fn with_counts(simulated: &Simulated, change: impl Fn(usize, &[u16]) -> Vec<u16>) -> Recording {
    let mut changed = simulated.clone();
    for (cell, counts) in changed.counts.iter_mut().enumerate() {
        *counts = change(cell, counts);
    }
    changed.recording()
}

/// Counts `frames` later, from one frame to another.
fn late(counts: &[u16], frames: i64, from: usize, to: usize) -> Vec<u16> {
    let at = |index: usize| {
        let before = index as i64 - frames;
        if (from..to).contains(&index) { before } else { index as i64 }
    };
    (0..counts.len())
        .map(|index| {
            usize::try_from(at(index)).ok().and_then(|at| counts.get(at)).copied().unwrap_or(0)
        })
        .collect()
}

/// The same elements with checkers or frames in another order.
fn refilled(recording: &Recording, place: impl Fn(usize, usize) -> (usize, usize)) -> Recording {
    let frames = &recording.frames;
    let mut filled = StimulusFrames::new(frames.num_frames(), frames.num_checkers(), true);
    for frame in 0..frames.num_frames() {
        for checker in 0..frames.num_checkers() {
            let (to_frame, to_checker) = place(frame, checker);
            filled.set(to_frame, to_checker, f64::from(frames.contrast(frame, checker)));
        }
    }
    Recording { frames: filled, ..recording.clone() }
}

fn timed(name: &'static str, simulated: &Simulated, change: impl Fn(&mut RecordedTimes)) -> Case {
    let frame_secs = simulated.frame_secs(2.5);
    let spike_secs = simulated.spike_secs(&frame_secs);
    let mut times = RecordedTimes { frame_secs, spike_secs, ..RecordedTimes::default() };
    change(&mut times);
    Case { times, ..case(name, simulated.recording()) }
}

/// Frame times with a pause behind every 2000 frames.
fn pauses(simulated: &Simulated) -> RecordedTimes {
    let frame_secs: Vec<f64> = simulated.frame_secs(1.0);
    let paused = |(frame, secs): (usize, &f64)| secs + 2.0 * (frame / 2000) as f64;
    let frame_secs: Vec<f64> = frame_secs.iter().enumerate().map(paused).collect();
    let spike_secs = simulated.spike_secs(&frame_secs);
    RecordedTimes { frame_secs, spike_secs, ..RecordedTimes::default() }
}

fn check(case: &Case, is_it: impl Fn(&SuspectedFault) -> bool) {
    let faults = case.faults();
    let sentences: Vec<_> = case.found().into_iter().map(|evidence| evidence.sentence).collect();
    assert!(faults.iter().any(is_it), "{}: {faults:?}\n{}", case.name, sentences.join("\n"));
    // Nothing else is accused.
    assert_eq!(faults.len(), 1, "{}: {faults:?}\n{}", case.name, sentences.join("\n"));
}

#[test]
fn evidence_is_the_same_on_every_machine() {
    let recording = Simulated::new(Recipe { num_frames: 6_000, ..Recipe::new(9) }).recording();
    let z: Vec<u32> =
        averages(&recording, 1).iter().flat_map(|one| &one.z).map(|z| z.to_bits()).collect();
    let sentences = evidence(&recording, 1).into_iter().map(|one| one.sentence);
    let bytes =
        z.iter().flat_map(|bits| bits.to_le_bytes()).chain(sentences.flat_map(String::into_bytes));
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(format!("{digest:016x}"), "fda7aa12f2a23c15");
}

#[test]
fn wrong_orders_of_frames_are_named() {
    seeds().for_each(wrong_orders_of_frames);
}

fn wrong_orders_of_frames(seed: u32) {
    let simulated = Simulated::new(Recipe::new(seed + 1));
    let right = simulated.recording();
    let scrambled = Recording { field: (9, 12), ..right.clone() };
    check(&case("rows of 12 instead of 9", scrambled), |fault| {
        *fault == SuspectedFault::WrongRowLength { columns: 9 }
    });
    // Column by column, read row by row.
    let by_column = refilled(&right, |frame, checker| (frame, checker % 9 * 12 + checker / 9));
    check(&case("column by column", by_column), |fault| {
        *fault == SuspectedFault::WrongRowLength { columns: 12 }
    });
    let long = Recording { field: (6, 18), ..Simulated::new(Recipe::new(seed + 2)).recording() };
    check(&case("rows of 18", long), |fault| {
        *fault == SuspectedFault::WrongRowLength { columns: 9 }
    });
    let num_frames = right.num_frames();
    let turned = refilled(&right, |frame, checker| {
        let place = checker * num_frames + frame;
        (place / 108, place % 108)
    });
    check(&case("time fastest", turned), |fault| *fault == SuspectedFault::OtherTimeAxis);
}

#[test]
fn shifted_responses_are_named() {
    seeds().for_each(shifted_responses);
}

fn shifted_responses(seed: u32) {
    let simulated = Simulated::new(Recipe::new(seed + 3));
    let num = simulated.num_frames();
    let reversed = with_counts(&simulated, |_, counts| counts.iter().rev().copied().collect());
    check(&case("reversed", reversed), |fault| *fault == SuspectedFault::ReversedResponse);
    for (frames, least, most) in
        [(150, 146, 154), (-90, -94, -86), (-6, -2, -2), (-4, 0, 0), (15, 17, 20), (-30, -34, -26)]
    {
        let shifted = with_counts(&simulated, |_, counts| late(counts, frames, 0, num));
        check(
            &case("all shifted", shifted),
            |fault| matches!(fault, SuspectedFault::ShiftedResponse { frames, cell: None } if (least..=most).contains(frames)),
        );
    }
    let one =
        with_counts(&simulated, |cell, counts| late(counts, if cell == 1 { 9 } else { 0 }, 0, num));
    check(
        &case("one cell shifted", one),
        |fault| matches!(fault, SuspectedFault::ShiftedResponse { frames: 8..=10, cell: Some(cell) } if cell == "cell 2"),
    );
}

#[test]
fn parts_that_do_not_fit_are_named() {
    seeds().for_each(parts_that_do_not_fit);
}

fn parts_that_do_not_fit(seed: u32) {
    let simulated = Simulated::new(Recipe { num_frames: 24_000, ..Recipe::new(seed + 4) });
    for (shift, from, to) in
        [(3, 8_000, 14_000), (160, 15_600, 20_400), (-2, 12_000, 24_000), (1, 16_000, 24_000)]
    {
        let shifted = with_counts(&simulated, |_, counts| late(counts, shift, from, to));
        check(&case("a part shifted", shifted), |fault| {
            if let SuspectedFault::ShiftedStretch { from: first, to: last, frames } = fault {
                // Which of two halves is shifted can't be told.
                let is_this = first.abs_diff(from) <= 1_500 && last.abs_diff(to) <= 1_500;
                let is_other = *first == 0 && last.abs_diff(from) <= 1_500;
                let is_shift = (i64::from(*frames) - shift).abs() <= i64::from(shift > 100);
                is_this && is_shift || is_other && i64::from(-*frames) == shift
            } else {
                false
            }
        });
    }
    let dropping = with_counts(&simulated, |_, counts| {
        (0..counts.len()).map(|at| counts.get(at + at / 5_000).copied().unwrap_or(0)).collect()
    });
    check(&case("a frame dropped now and then", dropping), |fault| {
        matches!(fault, SuspectedFault::GradualShift { frames: -5..=-2 })
    });
    let other = Simulated::new(Recipe { num_frames: 24_000, ..Recipe::new(seed + 5) });
    let lost = with_counts(&simulated, |cell, counts| {
        [&counts[..18_000], &other.counts[cell][18_000..]].concat()
    });
    check(&case("another seed at the end", lost), |fault| {
        matches!(fault, SuspectedFault::LostStretch { from: 16_500..=19_500, to: 24_000 })
    });
    let wrong = with_counts(&simulated, |cell, _| other.counts[cell].clone());
    check(&case("another seed", wrong), |fault| *fault == SuspectedFault::NoStructure);
}

#[test]
fn wrong_times_are_named() {
    seeds().for_each(wrong_times);
}

fn wrong_times(seed: u32) {
    let simulated = Simulated::new(Recipe::new(seed + 6));
    let dropped = |times: &mut RecordedTimes| {
        for (frame, secs) in times.frame_secs.iter_mut().enumerate() {
            *secs += (frame / 5_000) as f64 / 30.0;
        }
    };
    check(&timed("dropped frames", &simulated, dropped), |fault| {
        *fault == SuspectedFault::DroppedFrames { num: 3 }
    });
    let doubled = |times: &mut RecordedTimes| {
        times.frame_secs.insert(700, times.frame_secs[700] - 0.002);
    };
    let twice = timed("a trigger counted twice", &simulated, doubled);
    check(&twice, |fault| *fault == SuspectedFault::DoubledFrames { num: 1 });
    let back = |times: &mut RecordedTimes| {
        let end = times.frame_secs[9_000];
        times.frame_secs[9_000..].iter_mut().for_each(|secs| *secs -= end - 1.0);
        times.spike_secs.clear();
    };
    check(&timed("a clock started again", &simulated, back), |fault| {
        *fault == SuspectedFault::BackwardFrameTimes { num: 1 }
    });
    for factor in [1000.0, 0.001, 20_000.0] {
        let scaled = |times: &mut RecordedTimes| {
            times.spike_secs.iter_mut().flatten().for_each(|secs| *secs *= factor);
        };
        check(
            &timed("another unit", &simulated, scaled),
            |fault| matches!(fault, SuspectedFault::UnitOfTimes { factor: found } if (found / factor - 1.0).abs() < 0.01),
        );
    }
    let offset = |times: &mut RecordedTimes| {
        times.spike_secs.iter_mut().flatten().for_each(|secs| *secs += 45.0);
    };
    check(&timed("spikes 45 s late", &simulated, offset), |fault| {
        *fault == SuspectedFault::SpikesOutside
    });
    let stated = |times: &mut RecordedTimes| times.stated_hz = Some(60.0);
    check(&timed("60 Hz stated", &simulated, stated), |fault| {
        *fault == SuspectedFault::RefreshRateDiffers
    });
    let mut times = pauses(&simulated);
    times.trial_starts = (0..8).map(|trial| 2000 * trial + 1).collect();
    let numbered = Case { times, ..case("trials from 1", simulated.recording()) };
    check(&numbered, |fault| *fault == SuspectedFault::BadTrials);
}

#[test]
fn arrays_that_do_not_fit_are_named() {
    let simulated = Simulated::new(Recipe { num_frames: 6_000, ..Recipe::new(7) });
    let with = |name, differences| Case { differences, ..case(name, simulated.recording()) };
    let base = ArrayDifferences::default;
    let cases = [
        (
            ArrayDifferences { counts: Some((6000, 5999)), ..base() },
            SuspectedFault::LengthsDiffer { by: -1 },
        ),
        (
            ArrayDifferences { frame_times: Some((6000, 6002)), ..base() },
            SuspectedFault::LengthsDiffer { by: 2 },
        ),
        (
            ArrayDifferences { not_finite: vec![("a".to_owned(), 3)], ..base() },
            SuspectedFault::NotFinite,
        ),
        (
            ArrayDifferences { not_counts: vec![("a".to_owned(), 3)], ..base() },
            SuspectedFault::NotCounts,
        ),
        (ArrayDifferences { bad_trials: 2, ..base() }, SuspectedFault::BadTrials),
    ];
    for (differences, fault) in cases {
        check(&with("arrays", differences), |found| *found == fault);
    }
    let silent =
        with_counts(
            &simulated,
            |cell, counts| {
                if cell == 0 { vec![0; counts.len()] } else { counts.to_vec() }
            },
        );
    check(&case("silent", silent), |fault| *fault == SuspectedFault::SilentCell);
}

#[test]
fn what_cannot_be_told_is_said_and_not_accused() {
    let simulated = Simulated::new(Recipe { rows: 10, columns: 10, ..Recipe::new(8) });
    let right = simulated.recording();
    let num = simulated.num_frames();
    let swapped = refilled(&right, |frame, checker| (frame, checker % 10 * 10 + checker / 10));
    let flipped = refilled(&right, |frame, checker| (frame, 99 - checker));
    let mut renamed = right.clone();
    renamed.cells.reverse();
    let early = with_counts(&simulated, |_, counts| late(counts, -1, 0, num));
    let mut dark = refilled(&right, |frame, checker| (frame, checker));
    dark.frames = StimulusFrames::new(num, 100, true);
    for frame in 0..num {
        (0..100)
            .for_each(|c| dark.frames.set(frame, c, f64::from(-right.frames.contrast(frame, c))));
    }
    let slower = Recipe { temporal: TemporalPreset::Released, ..simulated.recipe };
    let slower = Simulated::new(slower).recording();
    let cases = [
        (case("rows and columns swapped", swapped), Untellable::Orientation),
        (case("turned by half", flipped), Untellable::Orientation),
        (case("cells in another order", renamed), Untellable::CellOrder),
        (case("one frame early", early), Untellable::OneFrame),
        (case("a slower cell", slower), Untellable::OneFrame),
        (case("light is dark", dark), Untellable::Polarity),
        (case("borders ignored", right), Untellable::TrialBorders),
    ];
    for (case, untellable) in cases {
        let found = case.found();
        assert_eq!(case.faults(), [], "{}", case.name);
        let is_said = |evidence: &Evidence| {
            evidence.untellable == Some(untellable) && evidence.judgment == Judgment::CannotTell
        };
        assert!(found.iter().any(is_said), "{}", case.name);
    }
}

#[test]
fn sound_recordings_raise_no_alarm() {
    for seed in seeds() {
        let base = Recipe::new(100 + 17 * seed);
        let make = |recipe| Simulated::new(recipe).recording();
        let more = |offset: u32| Recipe { seed: base.seed + offset, ..base };
        let frozen = |at: usize| if at % 800 >= 600 { at % 800 } else { at };
        let first = Simulated::new(base);
        let plain = timed("times", &first, |_| ());
        let mut times = pauses(&first);
        times.trial_starts = (0..8).map(|trial| 2000 * trial).collect();
        let mut in_trials = first.recording();
        in_trials.trials = (0..8).map(|trial| 2000 * trial..2000 * (trial + 1)).collect();
        let edges = ArrayDifferences {
            frame_times: Some((16_000, 16_001)),
            values: Some((0.0, 255.0)),
            ..ArrayDifferences::default()
        };
        let cases = [
            plain,
            Case { times, ..case("trials with pauses", in_trials) },
            Case { differences: edges, ..case("0 and 255", make(more(1))) },
            case("large", make(Recipe { rows: 20, columns: 15, num_frames: 12_000, ..more(2) })),
            case("square", make(Recipe { rows: 8, columns: 8, ..more(3) })),
            case("one cell", make(Recipe { num_cells: 1, ..more(4) })),
            case("few spikes", make(Recipe { rate: 0.06, ..more(5) })),
            case("released", make(Recipe { temporal: TemporalPreset::Released, ..more(6) })),
            case("Gaussian", make(Recipe { noise: Noise::Gaussian, ..more(7) })),
            case("frozen", Simulated::on(more(8), &frozen).recording()),
            case("short", make(Recipe { num_frames: 3_000, ..more(9) })),
            case("recorded-like cells", recorded(more(11).seed)),
            case("many cells", make(Recipe { num_cells: 8, num_frames: 10_000, ..more(10) })),
        ];
        for case in cases {
            let sentences: Vec<_> = case.found().into_iter().map(|found| found.sentence).collect();
            assert_eq!(case.faults(), [], "{}:\n{}", case.name, sentences.join("\n"));
        }
    }
}
