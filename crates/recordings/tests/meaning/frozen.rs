//! Frozen frames in an array of their own, and trials in units of time.

use ganglion_core::{
    config::Noise,
    recording::{CellCounts, Recording, RecordingOutline},
    stimulus::{FrozenBlock, StimulusFrames},
};
use ganglion_recordings::{
    evidence::{Judgment, SuspectedFault, averages},
    interpretation::{Interpretation, interpret},
    roles::{LinkedRoles, Role, RoleChoice, TimeUnit, propose, roles_in_link},
};

use crate::{
    files::{Made, made, opened},
    simulated::{Recipe, Simulated},
};

const RUNNING: usize = 4_000;
const FROZEN: usize = 120;
const REPEATS: usize = 7;

/// Running frames, then frozen ones again and again.
struct Lab(Simulated);

impl Lab {
    fn new(num_cells: usize) -> Self {
        let num_frames = RUNNING + REPEATS * FROZEN;
        let recipe = Recipe { num_frames, num_cells, ..Recipe::new(21) };
        let shown = |at: usize| if at < RUNNING { at } else { RUNNING + (at - RUNNING) % FROZEN };
        Self(Simulated::on(recipe, &shown))
    }

    fn frames(&self, name: &str, range: core::ops::Range<usize>, values: (f64, f64)) -> Made {
        let num = range.len();
        let bright = |value: &f32| if *value > 0.0 { values.1 } else { values.0 };
        let elements = range.flat_map(|at| self.0.frame(at).iter().map(bright)).collect();
        made(name, &[num, 12, 9], "<f8", elements)
    }

    fn running(&self) -> Made {
        self.frames("running_stimulus", 0..RUNNING, (0.0, 1.0))
    }

    fn frozen(&self) -> Made {
        self.frames("frozen_stimulus", RUNNING..RUNNING + FROZEN, (-1.0, 1.0))
    }

    /// Counts of the running frames, time x cell.
    fn counts(&self) -> Made {
        let num_cells = self.0.counts.len();
        let elements =
            (0..RUNNING).flat_map(|at| self.0.counts.iter().map(move |all| f64::from(all[at])));
        made("n", &[RUNNING, num_cells], "<i8", elements.collect())
    }

    /// Counts of so many repeats, their axes in an order: 0 the repeat, 1 time, 2 the cell.
    fn repeats(&self, axes: &[usize], num_repeats: usize) -> Made {
        let sizes = [num_repeats, FROZEN, self.0.counts.len()];
        let shape: Vec<usize> = axes.iter().map(|axis| sizes[*axis]).collect();
        let num: usize = shape.iter().product();
        let element = |place: usize| {
            let (mut rest, mut index) = (place, [0; 3]);
            for axis in axes.iter().rev() {
                index[*axis] = rest % sizes[*axis];
                rest /= sizes[*axis];
            }
            f64::from(self.0.counts[index[2]][RUNNING + index[0] * FROZEN + index[1]])
        };
        made("repeats", &shape, "|u1", (0..num).map(element).collect())
    }
}

fn interpreted(files: &[Made], choices: &[&str]) -> Interpretation {
    let (files, facts) = opened(files);
    let choices: Vec<_> =
        choices.iter().map(|text| RoleChoice::read(text).expect("a choice")).collect();
    interpret(&files, &facts, &choices, 1)
}

fn faults(found: &Interpretation) -> Vec<SuspectedFault> {
    found.evidence.iter().filter_map(|one| one.fault.clone()).collect()
}

/// That the recording is what was shown, and its repeats are known.
fn check(found: &Interpretation, lab: &Lab, name: &str) {
    let assembled = found.assembled.as_ref().unwrap_or_else(|reason| panic!("{name}: {reason}"));
    let recording = &assembled.recording;
    let right = lab.0.recording();
    assert_eq!(recording.frames, right.frames, "{name}");
    for (cell, counts) in recording.cells.iter().zip(&lab.0.counts) {
        assert_eq!(cell.counts, *counts, "{name}: {:?}", found.roles);
    }
    let starts: Vec<usize> = (0..REPEATS).map(|trial| RUNNING + trial * FROZEN).collect();
    let repeats = starts.iter().map(|start| *start..start + FROZEN);
    let trials: Vec<_> = core::iter::once(0..RUNNING).chain(repeats).collect();
    assert_eq!(recording.trials, trials, "{name}");
    assert_eq!(recording.frozen, [FrozenBlock { len: FROZEN, starts }], "{name}");
    assert!(RecordingOutline::of(recording).has_repeats, "{name}");
    assert_eq!(faults(found), [], "{name}");
    let told = found.evidence.iter().find(|one| one.sentence.contains("120 frozen frames"));
    assert!(told.is_some_and(|one| one.sentence.contains("Their 7 repeats")), "{name}");
}

#[test]
fn frozen_frames_of_an_array_of_their_own_become_repeats_however_their_counts_are_ordered() {
    let three = Lab::new(3);
    for axes in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let files =
            [three.frozen(), three.repeats(&axes, REPEATS), three.running(), three.counts()];
        let found = interpreted(&files, &[]);
        check(&found, &three, &format!("{axes:?}"));
        let place = |axis: usize| axes.iter().position(|one| *one == axis).expect("there");
        let role = Role::FrozenCounts { trial_axis: place(0), time_axis: place(1) };
        assert_eq!(found.roles[1].role, role, "{axes:?}");
        assert!(found.roles[0].reason.contains("frozen frames"), "{}", found.roles[0].reason);
    }
    let one = Lab::new(1);
    for axes in [&[0, 1][..], &[1, 0]] {
        let files = [one.frozen(), one.repeats(axes, REPEATS), one.running(), one.counts()];
        check(&interpreted(&files, &[]), &one, &format!("{axes:?}"));
    }
    // Spike times of the running frames.
    let secs = one.0.frame_secs(3.0);
    let spikes = one.0.spike_secs(&secs[..RUNNING]).swap_remove(0);
    let times = made("t", &[RUNNING], "<f8", secs[..RUNNING].to_vec());
    let spikes = made("spikes", &[spikes.len()], "<f8", spikes);
    let files = [one.frozen(), one.repeats(&[0, 1], REPEATS), one.running(), times, spikes];
    check(&interpreted(&files, &[]), &one, "spike times");
}

#[test]
fn what_can_be_read_in_two_ways_is_left_open_and_a_person_may_say_it() {
    let three = Lab::new(3);
    let files = |repeats: Made| [three.running(), three.counts(), three.frozen(), repeats];
    let role = |files: &[Made], at: usize| propose(&opened(files).1, &[])[at].clone();
    // As many repeats as cells; a table that has no axis for one of them; no axis of cells.
    let square = three.repeats(&[0, 1, 2], 3);
    let table = made("repeats", &[FROZEN, 7], "|u1", three.repeats(&[0, 1], REPEATS).values);
    let other = made("repeats", &[5, FROZEN, 7], "|u1", vec![0.0; 35 * FROZEN]);
    for repeats in [square.clone(), table, other] {
        let shape = repeats.shape.clone();
        let files = files(repeats);
        // A table of 120 x 7 may as well be of 7 cells that saw another stimulus.
        let is_open = shape.len() == 2;
        let frames = if is_open { Role::Unknown } else { Role::frames(0) };
        assert_eq!(role(&files, 0).role, frames, "{shape:?}");
        for at in if is_open { 2..3 } else { 2..4 } {
            assert_eq!(role(&files, at).role, Role::Unknown, "{shape:?}: {:?}", role(&files, at));
        }
        let said: &[&str] = if is_open { &["running_stimulus=frames"] } else { &[] };
        let found = interpreted(&files, said);
        assert_eq!(found.assembled.expect("without repeats").recording.num_frames(), RUNNING);
    }
    // Two arrays of frozen frames.
    let mut two = files(three.repeats(&[0, 1, 2], REPEATS)).to_vec();
    two.push(Made { name: "again.npy".to_owned(), ..three.frozen() });
    assert_eq!(role(&two, 2).role, Role::Unknown);
    let said = ["again.npy=nothing", "frozen_stimulus=frozen-frames"];
    check(&interpreted(&two, &said), &three, "one is set aside");
    // Of cells and repeats a person says which is which, or that it is those.
    for word in ["repeats=frozen-counts:1:2", "repeats=frozen-counts"] {
        let said = ["frozen_stimulus=frozen-frames", word];
        check(&interpreted(&files(three.repeats(&[0, 1, 2], REPEATS)), &said), &three, word);
    }
    let said = ["frozen_stimulus=frozen-frames", "repeats=frozen-counts:1:2"];
    let found = interpreted(&files(square), &said);
    assert_eq!(found.assembled.expect("said").recording.num_frames(), RUNNING + 3 * FROZEN);
    for text in
        ["a=frozen-counts:1", "a=frozen-counts:0:1", "a=frozen-counts:1:2:3", "a=frozen-frames:1:2"]
    {
        assert!(RoleChoice::read(text).is_err(), "{text}");
    }
}

#[test]
fn links_say_the_axes_of_frozen_counts() {
    let lab = Lab::new(3);
    let files = [lab.running(), lab.counts(), lab.frozen(), lab.repeats(&[0, 1, 2], 3)];
    let (_, facts) = opened(&files);
    let said = ["frozen_stimulus=frozen-frames:1", "repeats=frozen-counts:1:2"];
    let said = said.map(|text| RoleChoice::read(text).expect("a choice"));
    let roles = propose(&facts, &said);
    let link = roles_in_link(&facts, &said, &[], &roles);
    assert!(link.contains("frozen-counts~1~2"), "{link}");
    let (choices, num_left) = LinkedRoles::read(&link).choices(&facts);
    let again = propose(&facts, &choices);
    let of = |all: &[ganglion_recordings::roles::RoleProposal]| {
        all.iter().map(|one| one.role).collect::<Vec<_>>()
    };
    assert_eq!((of(&again), num_left), (of(&roles), 0));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a line for each case")]
fn frozen_frames_that_do_not_fit_are_left_out_with_a_reason() {
    let lab = Lab::new(3);
    let frozen = |len: usize| lab.frames("frozen", RUNNING..RUNNING + len, (0.0, 1.0));
    let repeats =
        |len: usize, num: usize| made("repeats", &[num, len, 3], "|u1", vec![1.0; 3 * len * num]);
    let other_field = made("frozen", &[FROZEN, 6, 18], "<f8", frozen(FROZEN).values);
    let gray = made(
        "frozen",
        &[FROZEN, 12, 9],
        "<f8",
        (0..FROZEN * 108).map(|at| (at % 3) as f64).collect(),
    );
    let alone = made("single", &[9, FROZEN], "|u1", vec![0.0; 9 * FROZEN]);
    let shown = lab.frames("frozen", 100..100 + FROZEN, (0.0, 1.0));
    let few = made("repeats", &[2, FROZEN, 3], "|u1", vec![1.0; 6 * FROZEN]);
    let all = "repeats=frozen-counts:1:2";
    let (one, cells) = ("single=frozen-counts:1:2", "repeats=frozen-counts:3:2");
    let unequal = [
        made("a", &[2, FROZEN], "|u1", vec![1.0; 2 * FROZEN]),
        made("b", &[3, FROZEN, 2], "|u1", vec![0.0; 6 * FROZEN]),
    ];
    let [first, second] = unequal;
    let cases: Vec<(Vec<Made>, Vec<&str>, &str)> = vec![
        (
            vec![frozen(FROZEN), repeats(FROZEN - 1, 5)],
            vec![all],
            "119 counts of each repeat, but there are 120 frozen",
        ),
        (vec![frozen(20), repeats(20, 5)], vec![all], "more than 20"),
        (vec![frozen(FROZEN), repeats(FROZEN, 1)], vec![all], "single repeat"),
        (vec![other_field, few.clone()], vec![all], "6 x 18 checkers, the running ones 12 x 9"),
        (vec![gray, few.clone()], vec![all], "not two values"),
        (vec![shown, few.clone()], vec![all], "among the running ones already"),
        (vec![frozen(FROZEN), alone], vec![one], "1 cell"),
        (
            vec![frozen(FROZEN), repeats(FROZEN, 5)],
            vec![cells],
            "5 cells with frozen frames and 3 with running",
        ),
        (
            vec![frozen(FROZEN), first, second],
            vec!["a=frozen-counts:1:2", "b=frozen-counts:1:2"],
            "2 repeats and another 3",
        ),
        (vec![frozen(FROZEN)], vec![], "no array is known to be the counts of its repeats"),
        (vec![few.clone()], vec![all], "no array is known to be the frozen frames"),
        (vec![frozen(FROZEN), few.clone()], vec!["repeats=frozen-counts:7:2"], "no such axis"),
        (vec![frozen(FROZEN), few], vec!["repeats=frozen-counts:2:2"], "same axis"),
    ];
    for (more, mut said, expected) in cases {
        let mut files = vec![lab.running(), lab.counts()];
        let has_frozen = more.iter().any(|file| file.name == "frozen.npy");
        files.extend(more);
        if has_frozen {
            said.push("frozen=frozen-frames:1");
        }
        said.push("running_stimulus=frames:1");
        let found = interpreted(&files, &said);
        let recording = &found.assembled.as_ref().expect("without repeats").recording;
        assert_eq!(recording.num_frames(), RUNNING, "{expected}");
        assert_eq!(faults(&found), [SuspectedFault::Unusable], "{expected}: {:?}", found.roles);
        let told = found.evidence.iter().find(|one| one.judgment == Judgment::Suspicious);
        let told = told.map(|one| one.sentence.clone()).unwrap_or_default();
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

/// Frames before which the frame times pause.
const PAUSES: [usize; 3] = [700, 2_000, 2_900];

/// Frame times with pauses, and trials by them.
struct Timed {
    lab: Lab,
    secs: Vec<f64>,
}

impl Timed {
    fn new() -> Self {
        let lab = Lab::new(1);
        let mut secs = lab.0.frame_secs(3.0);
        secs.truncate(RUNNING);
        for pause in PAUSES {
            secs[pause..].iter_mut().for_each(|time| *time += 5.0);
        }
        Self { lab, secs }
    }

    fn found(&self, trials: Made, choices: &[&str]) -> Interpretation {
        let times = made("t", &[RUNNING], "<f8", self.secs.clone());
        interpreted(&[self.lab.running(), self.lab.counts(), times, trials], choices)
    }
}

#[test]
fn trials_in_any_unit_of_time_are_those_of_the_frames_that_are_whole_in_them() {
    let timed = Timed::new();
    let frame = 1.0 / 30.0;
    let starts = [0, 700, 2_000, 2_900];
    // Two of them end where frame times pause.
    let ends = [700, 1_300, 2_900, RUNNING];
    let end_of = |frame: usize| timed.secs[frame - 1] + 1.0 / 30.0;
    let expected: Vec<_> = starts.iter().zip(ends).map(|(start, end)| *start..end).collect();
    for (scale, unit) in [(1.0, TimeUnit::Seconds), (1000.0, TimeUnit::Milliseconds)] {
        // As far from the borders of frames as times are written, and up to almost a frame inside of them.
        for (early, late) in [(0.0, 0.0), (0.003, -0.003), (0.8 * frame, 0.8 * frame)] {
            let rows = starts
                .iter()
                .zip(ends)
                .flat_map(|(start, end)| [timed.secs[*start] - early, end_of(end) + late]);
            let table: Vec<f64> = rows.map(|secs| scale * secs).collect();
            let table = made("t_trials", &[4, 2], "<f8", table);
            let found = timed.found(table, &[]);
            assert_eq!(found.roles[3].role, Role::TrialTimes { unit }, "{:?}", found.roles[3]);
            let trials = found.assembled.as_ref().expect("a recording").recording.trials.clone();
            if early < 0.5 * frame {
                assert_eq!(trials, expected, "{early}");
                assert_eq!(faults(&found), []);
            } else {
                // The first and the last border are outside, one end inside of a frame, and the others in pauses.
                assert_eq!(trials, expected, "{early}");
                let said =
                    found.evidence.iter().map(|one| one.sentence.as_str()).collect::<Vec<_>>();
                let inside = "1 of 8 borders of trials fall while a frame is on";
                assert!(said.iter().any(|one| one.contains(inside)), "{said:#?}");
                assert_eq!(faults(&found), [SuspectedFault::BadTrials]);
            }
        }
    }
    // Beginnings alone are trials only by their name.
    let begin: Vec<f64> = starts.iter().map(|start| timed.secs[*start]).collect();
    let of = |name: &str| timed.found(made(name, &[4], "<f8", begin.clone()), &[]);
    let found = of("trial_start_s");
    assert_eq!(found.roles[3].role, Role::TrialTimes { unit: TimeUnit::Seconds });
    let trials = found.assembled.expect("a recording").recording.trials.clone();
    assert_eq!(trials, [0..700, 700..2_000, 2_000..2_900, 2_900..RUNNING]);
    assert_eq!(of("x").roles[3].role, Role::Unknown);
}

fn only_trial(found: &Interpretation) -> core::ops::Range<usize> {
    let trials = &found.assembled.as_ref().expect("a recording").recording.trials;
    assert_eq!(trials.len(), 1, "{trials:?}");
    trials[0].clone()
}

#[test]
fn trials_in_units_of_time_need_a_clock_and_may_miss_the_frames() {
    let timed = Timed::new();
    let table = |rows: Vec<f64>| made("trials", &[rows.len() / 2, 2], "<f8", rows);
    let late = timed.found(table(vec![3.0, 20.0, 500.0, 700.0]), &["trials=trial-times-s"]);
    assert!(faults(&late).contains(&SuspectedFault::BadTrials), "{:?}", faults(&late));
    assert_eq!(only_trial(&late), 0..510);
    // By a rate; and by nothing.
    let rate = made("refresh_hz", &[1], "<f8", vec![30.0]);
    let files =
        [timed.lab.running(), timed.lab.counts(), table(vec![0.0, 60.0, 61.0, 133.0]), rate];
    let found = interpreted(&files, &[]);
    assert_eq!(found.roles[2].role, Role::TrialTimes { unit: TimeUnit::Seconds });
    assert_eq!(found.assembled.expect("by its rate").recording.trials, [0..1_800, 1_830..3_990]);
    for word in ["trials=trial-times-s", "trials=trial-times-samples"] {
        let found = interpreted(&files[..3], &[word]);
        assert_eq!(faults(&found), [SuspectedFault::Unusable], "{word}");
        assert_eq!(only_trial(&found), 0..RUNNING);
    }
    // Numbers that are none, and rows that go back.
    let odd = timed.found(
        table(vec![f64::NAN, 30.0, 60.0, f64::INFINITY, 90.0, 80.0]),
        &["trials=trial-times-s"],
    );
    assert!(faults(&odd).contains(&SuspectedFault::BadTrials), "{:?}", faults(&odd));
}

/// A cell whose field lies outside of what is cut out: its spikes repeat with the frozen frames and have nothing to do with the others.
#[test]
fn what_repeats_with_frozen_frames_is_no_receptive_field() {
    const LEN: usize = 30;
    const TIMES: usize = 25;
    let mut state = 5_u64;
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 24) as f32
    };
    let mut frames = StimulusFrames::empty(Noise::Binary, 100);
    let mut frame =
        || -> Vec<f32> { (0..100).map(|_| if random() < 0.5 { -1.0 } else { 1.0 }).collect() };
    let running: Vec<_> = (0..RUNNING).map(|_| frame()).collect();
    let frozen: Vec<_> = (0..LEN).map(|_| frame()).collect();
    for frame in running.iter().chain(core::iter::repeat_n(&frozen, TIMES).flatten()) {
        frames.push(frame);
    }
    let mut counts: Vec<u16> = (0..RUNNING).map(|_| u16::from(random() < 0.3)).collect();
    let repeated: Vec<u16> = (0..LEN).map(|at| if at % 23 == 7 { 3 } else { 0 }).collect();
    counts.extend(repeated.repeat(TIMES));
    let cell = CellCounts { name: "far away".to_owned(), counts };
    let recording = Recording::new(frames, (10, 10), vec![cell]);
    assert_eq!(recording.frozen.iter().map(|block| block.starts.len()).max(), Some(TIMES));
    let [average] = &averages(&recording, 1)[..] else { panic!("there is one cell") };
    assert!(!average.is_significant(), "{} SDs", average.strength());
}

/// The same frames with columns before rows.
fn turned(frames: &Made) -> Made {
    let [num, rows, columns] = frames.shape[..] else { panic!("frames") };
    let value = |at: usize| {
        let (frame, column, row) = (at / (rows * columns), at / rows % columns, at % rows);
        frames.values[(frame * rows + row) * columns + column]
    };
    let values = (0..frames.values.len()).map(value).collect();
    Made { shape: vec![num, columns, rows], values, ..frames.clone() }
}

#[test]
fn frames_that_lie_on_their_side_are_the_same_once_that_is_said() {
    let lab = Lab::new(3);
    let repeats = || lab.repeats(&[0, 1, 2], REPEATS);
    let upright = [lab.running(), lab.counts(), lab.frozen(), repeats()];
    let on_its_side = [turned(&lab.running()), lab.counts(), turned(&lab.frozen()), repeats()];
    let expected = interpreted(&upright, &[]).assembled.expect("a recording").recording;
    let plain = interpreted(&on_its_side, &[]).assembled.expect("a recording").recording;
    assert_eq!((expected.field, plain.field), ((12, 9), (9, 12)));
    assert_ne!(plain.frames, expected.frames);
    for word in ["running_stimulus=frames-turned", "running_stimulus=frames-turned:1"] {
        let found = interpreted(&on_its_side, &[word]).assembled.expect("a recording").recording;
        assert_eq!(found.field, expected.field);
        assert_eq!(found.frames, expected.frames);
        assert_eq!(found.provenance.frames_digest, expected.provenance.frames_digest);
        assert_eq!(found.frozen, expected.frozen);
    }
    // Links say it too.
    let (_, facts) = opened(&on_its_side);
    let said = [RoleChoice::read("running_stimulus=frames-turned").expect("a choice")];
    let roles = propose(&facts, &said);
    let link = roles_in_link(&facts, &said, &[], &roles);
    let (choices, _) = LinkedRoles::read(&link).choices(&facts);
    assert_eq!(propose(&facts, &choices)[0].role, roles[0].role);
    assert_eq!(roles[0].role, Role::Frames { time_axis: 0, is_turned: true });
}
