//! Roles of arrays with misleading names: right, or "don't know", never wrong.

use std::collections::BTreeMap;

use ganglion_recordings::{
    evidence::{Judgment, SuspectedFault},
    facts::ArrayFacts,
    interpretation::{Interpretation, interpret},
    open,
    roles::{Role, RoleChoice, TimeUnit, propose},
};

use crate::{
    files::{Made, made, opened},
    simulated::{Recipe, Simulated},
};

/// The parts of a recording, under any name and in any form.
struct Parts {
    simulated: Simulated,
    frame_secs: Vec<f64>,
    spike_secs: Vec<Vec<f64>>,
}

const T: usize = 4_000;
const CHECKERS: usize = 108;

impl Parts {
    fn new(seed: u32) -> Self {
        let simulated = Simulated::new(Recipe { num_frames: T, ..Recipe::new(seed) });
        let frame_secs = simulated.frame_secs(3.0);
        let spike_secs = simulated.spike_secs(&frame_secs);
        Self { simulated, frame_secs, spike_secs }
    }

    /// Frames with two values: (T, rows, columns), or another order of these axes.
    fn frames(
        &self,
        name: &str,
        axes: [usize; 3],
        values: (f64, f64),
        descr: &'static str,
    ) -> Made {
        let sizes = [T, 12, 9];
        let shape = axes.map(|axis| sizes[axis]);
        let mut elements = Vec::with_capacity(T * CHECKERS);
        for first in 0..shape[0] {
            for second in 0..shape[1] {
                for third in 0..shape[2] {
                    let mut index = [0; 3];
                    [index[axes[0]], index[axes[1]], index[axes[2]]] = [first, second, third];
                    let value = self.simulated.frame(index[0])[index[1] * 9 + index[2]];
                    elements.push(if value > 0.0 { values.1 } else { values.0 });
                }
            }
        }
        made(name, &shape, descr, elements)
    }

    fn flat(&self, name: &str) -> Made {
        let frames = self.frames(name, [0, 1, 2], (0.0, 1.0), "|u1");
        Made { shape: vec![T, CHECKERS], ..frames }
    }

    /// Counts, time x cell or the other way round.
    fn counts(&self, name: &str, is_time_first: bool, descr: &'static str) -> Made {
        let counts = &self.simulated.counts;
        let values = |a: usize, b: usize, at: &dyn Fn(usize, usize) -> u16| -> Vec<f64> {
            (0..a)
                .flat_map(|i| (0..b).map(move |j| (i, j)))
                .map(|(i, j)| f64::from(at(i, j)))
                .collect()
        };
        if is_time_first {
            made(name, &[T, 3], descr, values(T, 3, &|time, cell| counts[cell][time]))
        } else {
            made(name, &[3, T], descr, values(3, T, &|cell, time| counts[cell][time]))
        }
    }

    /// Counts of 10 trials of 400 frames and 3 cells, their axes in an order: 0 the trial, 1 time, 2 the cell.
    fn counts_in_trials(&self, name: &str, axes: [usize; 3]) -> Made {
        let sizes = [10, 400, 3];
        let shape = axes.map(|axis| sizes[axis]);
        let mut elements = Vec::with_capacity(3 * T);
        for first in 0..shape[0] {
            for second in 0..shape[1] {
                for third in 0..shape[2] {
                    let mut index = [0; 3];
                    [index[axes[0]], index[axes[1]], index[axes[2]]] = [first, second, third];
                    let [trial, time, cell] = index;
                    elements.push(f64::from(self.simulated.counts[cell][400 * trial + time]));
                }
            }
        }
        made(name, &shape, "|u1", elements)
    }

    /// Times of triggers, one for every few frames.
    fn triggers(&self, name: &str, each: usize, scale: f64) -> Made {
        let times: Vec<f64> =
            self.frame_secs.iter().step_by(each).map(|secs| secs * scale).collect();
        made(name, &[times.len()], "<f8", times)
    }

    fn counts_of_one(&self, name: &str) -> Made {
        let counts = self.simulated.counts[0].iter().map(|count| f64::from(*count)).collect();
        made(name, &[T], "<i8", counts)
    }

    fn spikes(&self, name: &str, cell: usize, scale: f64) -> Made {
        let times: Vec<f64> = self.spike_secs[cell].iter().map(|secs| secs * scale).collect();
        made(name, &[times.len()], "<f8", times)
    }

    fn samples(&self, name: &str, hz: f64) -> Made {
        let times: Vec<f64> = self.spike_secs[0].iter().map(|secs| (secs * hz).round()).collect();
        made(name, &[times.len()], "<i8", times)
    }

    /// Spikes in units of frames.
    fn in_frames(&self, name: &str) -> Made {
        let times: Vec<f64> = self.spike_secs[0].iter().map(|secs| (secs - 3.0) * 30.0).collect();
        made(name, &[times.len()], "<f8", times)
    }

    fn times(&self, name: &str, scale: f64) -> Made {
        made(name, &[T], "<f8", self.frame_secs.iter().map(|secs| secs * scale).collect())
    }

    fn number(name: &str, value: f64) -> Made {
        made(name, &[1], "<f8", vec![value])
    }
}

const FRAMES: Role = Role::frames(0);
const SECS: TimeUnit = TimeUnit::Seconds;
const MS: TimeUnit = TimeUnit::Milliseconds;

fn counts(time_axis: usize) -> Role {
    Role::Counts { time_axis }
}

fn spikes(unit: TimeUnit) -> Role {
    Role::SpikeTimes { unit }
}

fn times(unit: TimeUnit) -> Role {
    Role::FrameTimes { unit }
}

#[expect(clippy::too_many_lines, reason = "a line for each fixture")]
fn fixtures() -> Vec<(&'static str, Vec<(Made, Role)>)> {
    let p = Parts::new(11);
    let plain = (0.0, 1.0);
    let txy = |name: &str| p.frames(name, [0, 1, 2], plain, "|u1");
    let hz = 20_000.0;
    let trial = |name: &str, values: Vec<f64>| made(name, &[values.len()], "<i8", values);
    let table = |name: &str, from: f64| {
        let rows =
            (0..8).flat_map(|k| [from + 500.0 * f64::from(k), from + 500.0 * f64::from(k + 1)]);
        made(name, &[8, 2], "<i8", rows.collect())
    };
    let clusters = |name: &str| {
        let all: usize = p.spike_secs[0].len();
        made(name, &[all], "<i8", (0..all).map(|spike| (spike * 7 % 3) as f64).collect())
    };
    let num_spikes = p.spike_secs[0].len();
    let ids = (0..num_spikes).map(|spike| (spike * 97 % 307) as f64).collect();
    let many_clusters = made("spike_clusters", &[num_spikes], "<i8", ids);
    vec![
        ("plain", vec![(txy("frames"), FRAMES), (p.counts("counts", true, "<i8"), counts(0))]),
        (
            "spikes hold the frames",
            vec![(txy("spikes"), FRAMES), (p.counts("frames", true, "|u1"), counts(0))],
        ),
        (
            "data and resp",
            vec![(p.flat("data"), FRAMES), (p.counts("resp", false, "<i2"), counts(1))],
        ),
        (
            "counts the other way round",
            vec![(txy("x"), FRAMES), (p.counts("y", false, "<f8"), counts(1))],
        ),
        (
            "time last",
            vec![
                (p.frames("stim", [1, 2, 0], plain, "|u1"), Role::frames(2)),
                (p.counts("n", true, "<i8"), counts(0)),
            ],
        ),
        (
            "time in the middle",
            vec![
                (p.frames("stim", [1, 0, 2], plain, "|u1"), Role::frames(1)),
                (p.counts("n", true, "<i8"), counts(0)),
            ],
        ),
        (
            "columns first",
            vec![
                (p.frames("response", [0, 2, 1], plain, "|u1"), FRAMES),
                (p.counts("stimulus", false, "<i8"), counts(1)),
            ],
        ),
        (
            "0 and 255",
            vec![
                (p.frames("a", [0, 1, 2], (0.0, 255.0), "|u1"), FRAMES),
                (p.counts("b", true, "<i8"), counts(0)),
            ],
        ),
        (
            "+-.48",
            vec![
                (p.frames("a", [0, 1, 2], (-0.48, 0.48), "<f8"), FRAMES),
                (p.counts("b", true, "<i8"), counts(0)),
            ],
        ),
        (
            "+-1",
            vec![
                (p.frames("counts", [0, 1, 2], (-1.0, 1.0), "|i1"), FRAMES),
                (p.counts_of_one("frames"), counts(0)),
            ],
        ),
        ("one cell", vec![(p.flat("spike_times"), FRAMES), (p.counts_of_one("trials"), counts(0))]),
        (
            "t in seconds",
            vec![
                (txy("s"), FRAMES),
                (p.times("frames", 1.0), times(SECS)),
                (p.spikes("t", 0, 1.0), spikes(SECS)),
            ],
        ),
        (
            "t in ms",
            vec![
                (txy("s"), FRAMES),
                (p.times("frame_t", 1.0), times(SECS)),
                (p.spikes("t", 0, 1000.0), spikes(MS)),
            ],
        ),
        (
            "all in ms",
            vec![
                (txy("s"), FRAMES),
                (p.times("flips", 1000.0), times(MS)),
                (p.spikes("secs", 1, 1000.0), spikes(MS)),
            ],
        ),
        (
            "samples with fs",
            vec![
                (txy("s"), FRAMES),
                (p.samples("t", hz), spikes(TimeUnit::Samples)),
                (Parts::number("fs", hz), Role::SampleRate),
                (p.times("ft", 1.0), times(SECS)),
            ],
        ),
        (
            "samples without frame times",
            vec![
                (txy("s"), FRAMES),
                (p.samples("spike_times", hz), spikes(TimeUnit::Samples)),
                (Parts::number("rate", hz), Role::SampleRate),
                (Parts::number("refresh_hz", 30.0), Role::RefreshRate),
            ],
        ),
        (
            "units of frames",
            vec![(txy("s"), FRAMES), (p.in_frames("spikes"), spikes(TimeUnit::Frames))],
        ),
        (
            "seconds without frame times",
            vec![(txy("s"), FRAMES), (p.spikes("spk", 0, 1.0), spikes(SECS))],
        ),
        (
            "ms without frame times",
            vec![(txy("s"), FRAMES), (p.spikes("spk", 0, 1000.0), spikes(MS))],
        ),
        (
            "two cells of times",
            vec![
                (txy("s"), FRAMES),
                (p.times("trigger", 1.0), times(SECS)),
                (p.spikes("c1", 0, 1.0), spikes(SECS)),
                (p.spikes("c2", 1, 1.0), spikes(SECS)),
            ],
        ),
        (
            "clusters",
            vec![
                (txy("s"), FRAMES),
                (p.times("trigger", 1.0), times(SECS)),
                (p.spikes("spike_times", 0, 1.0), spikes(SECS)),
                (clusters("counts"), Role::SpikeCells),
            ],
        ),
        (
            "more clusters than a frame has spikes",
            vec![
                (txy("s"), FRAMES),
                (p.times("trigger", 1.0), times(SECS)),
                (p.spikes("spike_times", 0, 1.0), spikes(SECS)),
                (many_clusters, Role::SpikeCells),
            ],
        ),
        (
            "borders",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (trial("t", (0..25).map(|k| 160.0 * f64::from(k)).collect()), Role::Trials),
            ],
        ),
        (
            "table of trials",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (table("spike_times", 0.0), Role::Trials),
            ],
        ),
        (
            "clusters and templates",
            vec![
                (txy("s"), FRAMES),
                (p.times("trigger", 1.0), times(SECS)),
                (p.spikes("spike_times", 0, 1.0), spikes(SECS)),
                (clusters("spike_templates"), Role::Unknown),
                (clusters("spike_clusters"), Role::SpikeCells),
            ],
        ),
        (
            "on and off",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (p.times("f_on", 1.0), times(SECS)),
                (p.times("f_off", 1.001), Role::Unknown),
            ],
        ),
        (
            "two lists of frame times",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (p.times("f1", 1.0), Role::Unknown),
                (p.times("f2", 1.001), Role::Unknown),
            ],
        ),
        (
            "frozen frames in another array",
            vec![
                (frozen(&p), Role::Unknown),
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
            ],
        ),
        (
            "a seed",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (Parts::number("seed", -10_000.0), Role::Seed),
            ],
        ),
        (
            "a rate called seed",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (p.times("ft", 1.0), times(SECS)),
                (Parts::number("seed", 30.0), Role::RefreshRate),
            ],
        ),
        (
            "a rate without a name",
            vec![
                (txy("s"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (p.times("ft", 1.0), times(SECS)),
                (Parts::number("p", 30.0), Role::RefreshRate),
            ],
        ),
        ("only frames", vec![(p.frames("spikes", [0, 1, 2], plain, "|u1"), FRAMES)]),
        ("only counts", vec![(p.counts("stimulus", true, "<i8"), counts(0))]),
        (
            "two stimuli",
            vec![(txy("a"), FRAMES), (txy("b"), FRAMES), (p.counts("n", true, "<i8"), counts(0))],
        ),
        (
            "noise of many values",
            vec![(gaussian(&p), FRAMES), (p.counts("n", true, "<i8"), counts(0))],
        ),
        ("rates", vec![(txy("a"), FRAMES), (rates(&p), Role::Unknown)]),
        ("few checkers", vec![(few(&p), FRAMES), (p.counts("n", true, "<i8"), counts(0))]),
        (
            "the name says ms, the values seconds",
            vec![
                (txy("a"), FRAMES),
                (p.times("ft", 1.0), times(SECS)),
                (p.spikes("spikes_ms", 0, 1.0), spikes(SECS)),
            ],
        ),
        (
            "counts in trials",
            vec![(txy("a"), FRAMES), (p.counts_in_trials("resp", [0, 1, 2]), counts(1))],
        ),
        (
            "counts in trials, cells first",
            vec![(txy("a"), FRAMES), (p.counts_in_trials("trials", [2, 0, 1]), counts(2))],
        ),
        (
            "a trigger every four frames",
            vec![
                (txy("a"), FRAMES),
                (p.triggers("ttl", 4, 1.0), times(SECS)),
                (p.spikes("s", 0, 1.0), spikes(SECS)),
            ],
        ),
        (
            "a trigger every hundred frames, and the refresh rate",
            vec![
                (txy("a"), FRAMES),
                (p.triggers("ttl", 100, 1000.0), times(MS)),
                (p.spikes("s", 0, 1000.0), spikes(MS)),
                (Parts::number("refresh_hz", 30.0), Role::RefreshRate),
            ],
        ),
        (
            "a trigger every hundred frames, or beginnings of trials",
            vec![(txy("a"), FRAMES), (p.triggers("ttl", 100, 1.0), Role::Unknown)],
        ),
        (
            "an index of frames",
            vec![
                (txy("a"), FRAMES),
                (p.counts("n", true, "<i8"), counts(0)),
                (trial("frame_times", (0..4000).map(f64::from).collect()), Role::Unknown),
            ],
        ),
    ]
}

fn frozen(p: &Parts) -> Made {
    let values = (0..300)
        .flat_map(|at| p.simulated.frame(at).iter().map(|value| f64::from(u8::from(*value > 0.0))));
    made("frozen", &[300, 12, 9], "|u1", values.collect())
}

fn gaussian(p: &Parts) -> Made {
    let values = p.simulated.frames.iter().enumerate().map(|(place, value)| {
        // Any smooth distribution will do.
        f64::from(*value) * f64::from((place * 7919 % 1000) as u32) / 1000.0
    });
    made("data", &[T, 12, 9], "<f4", values.collect())
}

fn rates(p: &Parts) -> Made {
    let rates =
        p.simulated.counts[0].windows(2).map(|pair| 15.0 * f64::from(pair[0] + pair[1]) + 0.3);
    let mut rates: Vec<f64> = rates.collect();
    rates.push(0.3);
    made("counts", &[T], "<f8", rates)
}

fn few(p: &Parts) -> Made {
    let values = (0..T).flat_map(|at| {
        p.simulated.frame(at)[..4].iter().map(|value| f64::from(u8::from(*value > 0.0)))
    });
    made("counts", &[T, 4], "|u1", values.collect())
}

#[test]
fn roles_are_right_or_not_known_whatever_the_names_say() {
    let (mut num_right, mut num_unknown, mut unknown) = (0, 0, Vec::new());
    let fixtures = fixtures();
    assert!(fixtures.len() >= 30, "{} fixtures", fixtures.len());
    let mut whole: BTreeMap<bool, usize> = BTreeMap::new();
    for (name, arrays) in fixtures {
        let (files, roles): (Vec<Made>, Vec<Role>) = arrays.into_iter().unzip();
        let (_, facts) = opened(&files);
        let proposals = propose(&facts, &[]);
        let mut is_whole = true;
        for (proposal, role) in proposals.iter().zip(roles) {
            let is_right = proposal.role == role;
            let is_known = proposal.role != Role::Unknown;
            assert!(is_right || !is_known, "{name}: {proposal:?}, which is {role}");
            num_right += usize::from(is_right);
            num_unknown += usize::from(!is_right);
            is_whole &= is_right;
            if !is_right {
                unknown.push(format!("{name}: {} ({role}): {}", proposal.path, proposal.reason));
            }
            assert!(proposal.reason.ends_with('.'), "{proposal:?}");
        }
        *whole.entry(is_whole).or_default() += 1;
    }
    assert!(num_right >= 75, "{num_right} arrays right");
    println!(
        "{num_right} arrays right, {num_unknown} not known; fixtures {whole:?}\n{}",
        unknown.join("\n")
    );
    assert!(num_unknown <= 8, "{}", unknown.join("\n"));
}

fn interpreted(files: &[Made], choices: &[&str]) -> Interpretation {
    let (files, facts) = opened(files);
    let read = |text: &&str| RoleChoice::read(text).expect("a choice");
    let choices: Vec<_> = choices.iter().map(read).collect();
    interpret(&files, &facts, &choices, 1)
}

#[test]
fn counts_in_trials_become_those_of_all_frames_with_the_borders_of_trials() {
    let p = Parts::new(14);
    for axes in [[0, 1, 2], [2, 0, 1], [1, 0, 2], [1, 2, 0]] {
        let files = [p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1"), p.counts_in_trials("n", axes)];
        let found = interpreted(&files, &[]);
        let recording = found.assembled.expect("a recording").recording;
        for (cell, counts) in recording.cells.iter().zip(&p.simulated.counts) {
            assert_eq!(cell.counts, *counts, "{axes:?}");
        }
        let trials: Vec<_> = (0..10).map(|trial| 400 * trial..400 * (trial + 1)).collect();
        assert_eq!(recording.trials, trials);
        assert!(found.evidence.iter().all(|one| one.judgment != Judgment::Suspicious));
    }
    // Two ways to read it are one too many.
    let square = made("n", &[2, 2_000, 2], "|u1", vec![0.0; 8_000]);
    let files = [p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1"), square];
    assert_eq!(propose(&opened(&files).1, &[])[1].role, Role::Unknown);
}

#[test]
fn frames_between_triggers_are_evenly_spaced_and_spikes_counted_in_them() {
    let p = Parts::new(15);
    let frames = || p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1");
    for each in [4, 7, 10] {
        let files = [frames(), p.triggers("ttl", each, 1.0), p.spikes("s", 0, 1.0)];
        let found = interpreted(&files, &[]);
        let assembled = found.assembled.expect("a recording");
        assert_eq!(assembled.recording.cells[0].counts, p.simulated.counts[0], "every {each}");
        assert_eq!(assembled.differences.frames_a_time, Some(each));
        let hz = assembled.recording.refresh_hz.expect("it is measured");
        assert!((hz - 30.0).abs() < 1e-6, "{hz}");
        let faults: Vec<_> = found.evidence.iter().filter_map(|one| one.fault.clone()).collect();
        assert_eq!(faults, [], "every {each}");
        assert!(
            found.evidence.iter().any(|one| one.sentence.contains(&format!("every {each} frames")))
        );
    }
    // A pause between two triggers stays one.
    let mut times: Vec<f64> = p.frame_secs.iter().copied().step_by(4).collect();
    times[500..].iter_mut().for_each(|secs| *secs += 60.0);
    let late = |secs: &f64| if *secs < p.frame_secs[2_000] { *secs } else { secs + 60.0 };
    let spikes: Vec<f64> = p.spike_secs[0].iter().map(late).collect();
    let files = [
        frames(),
        made("ttl", &[times.len()], "<f8", times),
        made("s", &[spikes.len()], "<f8", spikes),
    ];
    let recording = interpreted(&files, &[]).assembled.expect("a recording").recording;
    assert_eq!(recording.trials, [0..2_000, 2_000..4_000]);
    assert_eq!(recording.cells[0].counts, p.simulated.counts[0]);
}

/// Three stimuli one after the other, of which the frames are the second, without frame times: what a person has to say, and the number of
/// spikes of the others.
#[test]
fn of_several_stimuli_the_frames_are_the_one_that_is_as_long() {
    let p = Parts::new(16);
    let (hz, start) = (30.0, 61.5);
    let length = T as f64 / hz;
    let at = |secs: f64| start + secs;
    // Spikes in the middle of their frames, as Kilosort writes them, and of the other stimuli.
    let mut secs = vec![3.0, 40.0];
    for (frame, count) in p.simulated.counts[0].iter().enumerate() {
        secs.extend((0..*count).map(|_| at((frame as f64 + 0.5) / hz)));
    }
    secs.extend([at(length + 5.0), at(length + 50.0), at(length + 60.0)]);
    let frames = || p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1");
    let scaled = |name: &str, values: &[f64], scale: f64, descr| {
        let values: Vec<f64> = values.iter().map(|value| (value * scale).round()).collect();
        made(name, &[values.len()], descr, values)
    };
    let begins = [0.0, start, at(length + 2.0)];
    let numbers = || [Parts::number("refresh_hz", hz), Parts::number("fs", 20_000.0)];
    let table = [0.0, 60.0, start, at(length), at(length + 2.0), at(length + 70.0)];
    let table = made("starts_and_ends", &[3, 2], "<f8", table.to_vec());
    let forms: [(Made, Made, TimeUnit); 3] = [
        (
            scaled("b", &begins, 20_000.0, "<i8"),
            scaled("spk", &secs, 20_000.0, "<i8"),
            TimeUnit::Samples,
        ),
        (
            scaled("b", &begins, 1_000.0, "<f8"),
            scaled("spk", &secs, 20_000.0, "<i8"),
            TimeUnit::Milliseconds,
        ),
        (table, scaled("spk", &secs, 1_000.0, "<f8"), TimeUnit::Seconds),
    ];
    for (borders, spikes, unit) in forms {
        let [refresh, sampling] = numbers();
        let found = interpreted(&[frames(), borders, spikes, refresh, sampling], &[]);
        assert_eq!(found.roles[1].role, Role::Stimuli { unit, number: 1 }, "{:?}", found.roles);
        assert!(matches!(found.roles[2].role, Role::SpikeTimes { .. }), "{:?}", found.roles[2]);
        let assembled = found.assembled.expect("a recording");
        assert_eq!(assembled.recording.cells[0].counts, p.simulated.counts[0], "{unit}");
        let said = "5 spikes while other stimuli were on.";
        assert!(assembled.left_out.iter().any(|one| one == said), "{:?}", assembled.left_out);
        let faults: Vec<_> = found.evidence.iter().filter_map(|one| one.fault.clone()).collect();
        assert_eq!(faults, [], "{unit}");
    }
    // Two that are as long: a person says which.
    let twice = [start - length - 1.0, start, at(length + 2.0)].map(|secs| secs + length);
    let files = || {
        let spikes: Vec<f64> = secs.iter().map(|secs| secs + length).collect();
        let [refresh, sampling] = numbers();
        let borders = scaled("b", &twice, 20_000.0, "<i8");
        [frames(), borders, scaled("spk", &spikes, 20_000.0, "<i8"), refresh, sampling]
    };
    assert_eq!(interpreted(&files(), &[]).roles[1].role, Role::Unknown);
    let found = interpreted(&files(), &["b=stimuli-samples:2", "spk=spikes-samples"]);
    let recording = found.assembled.expect("a recording").recording;
    assert_eq!(recording.cells[0].counts, p.simulated.counts[0]);
}

#[test]
fn a_monitor_shows_frames_later_than_their_times() {
    let p = Parts::new(17);
    let frames = || p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1");
    // Most of a frame late: without the delay many spikes would be those of the next frame.
    let late: Vec<f64> = p.spike_secs[0].iter().map(|secs| secs + 0.03).collect();
    let spikes = || made("s", &[late.len()], "<f8", late.clone());
    for (name, value, unit) in [
        ("monitor_delay", 0.03, TimeUnit::Seconds),
        ("screen_delay_ms", 30.0, TimeUnit::Milliseconds),
    ] {
        let files = [frames(), p.times("flips", 1.0), spikes(), Parts::number(name, value)];
        let found = interpreted(&files, &[]);
        assert_eq!(found.roles[3].role, Role::MonitorDelay { unit }, "{:?}", found.roles[3]);
        let recording = found.assembled.expect("a recording").recording;
        assert_eq!(recording.cells[0].counts, p.simulated.counts[0], "{name}");
    }
    let found = interpreted(&[frames(), p.times("flips", 1.0), spikes()], &[]);
    let recording = found.assembled.expect("a recording").recording;
    assert_ne!(recording.cells[0].counts, p.simulated.counts[0], "it matters");
}

#[test]
fn files_become_a_recording_with_the_counts_that_it_was_made_from() {
    let p = Parts::new(12);
    let forms: [Vec<Made>; 5] = [
        vec![p.frames("a", [0, 1, 2], (0.0, 255.0), "|u1"), p.counts("n", true, "<i8")],
        vec![p.frames("a", [1, 2, 0], (-0.48, 0.48), "<f8"), p.counts("n", false, "<i2")],
        vec![
            p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1"),
            p.times("t", 1000.0),
            p.spikes("x", 0, 1000.0),
            p.spikes("y", 1, 1000.0),
            p.spikes("z", 2, 1000.0),
        ],
        vec![p.flat("a"), p.counts("n", true, "|u1")],
        vec![p.frames("a", [0, 2, 1], (0.0, 1.0), "|u1"), p.counts("n", true, "<i8")],
    ];
    let right = p.simulated.recording();
    for (form, files) in forms.into_iter().enumerate() {
        let found = interpreted(&files, &[]);
        let assembled = found.assembled.expect("a recording");
        for (cell, counts) in assembled.recording.cells.iter().zip(&p.simulated.counts) {
            assert_eq!(cell.counts, *counts, "form {form}");
        }
        if form < 3 {
            assert_eq!(assembled.recording.frames, right.frames, "form {form}");
        }
        let faults: Vec<_> = found.evidence.iter().filter_map(|one| one.fault.clone()).collect();
        assert_eq!(faults, [], "form {form}");
        assert!(found.evidence.iter().all(|one| one.judgment != Judgment::Suspicious));
        if form == 3 {
            assert!(
                found.evidence.iter().any(|one| one.sentence.contains("12 rows of 9")),
                "a length of a row is proposed: {:#?}",
                found.evidence
            );
        }
    }
}

#[test]
fn tables_of_trials_give_the_same_trials_however_they_count() {
    let p = Parts::new(15);
    let table = |first: f64, behind: f64| {
        let rows = (0..8).flat_map(|k| {
            let start = first + 500.0 * f64::from(k);
            [start, start + 499.0 + behind]
        });
        made("t", &[8, 2], "<i8", rows.collect())
    };
    let borders =
        |first: f64| made("t", &[8], "<i8", (0..8).map(|k| first + 500.0 * f64::from(k)).collect());
    let expected: Vec<_> = (0..8).map(|k| 500 * k..500 * (k + 1)).collect();
    for trials in [table(0.0, 1.0), table(0.0, 0.0), table(1.0, 0.0), borders(0.0), borders(1.0)] {
        let files =
            [p.frames("stim", [0, 1, 2], (0.0, 1.0), "|u1"), p.counts("n", true, "<i2"), trials];
        let found = interpreted(&files, &["t=trials"]);
        assert_eq!(found.assembled.expect("a recording").recording.trials, expected);
        assert!(found.evidence.iter().all(|one| one.fault.is_none()), "{:?}", found.evidence);
    }
}

#[test]
fn faults_of_files_are_named() {
    let p = Parts::new(14);
    let frames = || p.frames("stim", [0, 1, 2], (0.0, 1.0), "|u1");
    let of_one = |change: &dyn Fn(&mut Vec<f64>)| {
        let mut counts = p.counts_of_one("n");
        change(&mut counts.values);
        Made { shape: vec![counts.values.len()], descr: "<f8", ..counts }
    };
    let table = |from: f64| {
        let rows =
            (0..8).flat_map(|k| [from + 500.0 * f64::from(k), from + 500.0 * f64::from(k + 1)]);
        made("table", &[8, 2], "<f8", rows.collect())
    };
    let fewer = of_one(&|counts| counts.truncate(T - 1));
    let gaps = of_one(&|counts| counts[7] = f64::NAN);
    let rates = of_one(&|counts| counts.iter_mut().for_each(|count| *count *= 7.5));
    let late = of_one(&|counts| counts.rotate_right(200));
    let times = || p.times("flips", 1.0);
    let cases: Vec<(Vec<Made>, &[&str], SuspectedFault)> = vec![
        (vec![frames(), fewer], &[], SuspectedFault::LengthsDiffer { by: -1 }),
        (vec![frames(), gaps], &["n=counts"], SuspectedFault::NotFinite),
        (vec![frames(), rates], &["n=counts"], SuspectedFault::NotCounts),
        (vec![frames(), late], &[], SuspectedFault::ShiftedResponse { frames: 200, cell: None }),
        (
            vec![frames(), p.counts("n", true, "<i2"), table(30.0)],
            &["table=trials"],
            SuspectedFault::BadTrials,
        ),
        (
            vec![frames(), times(), p.spikes("spk", 0, 1000.0)],
            &["spk=spikes-s"],
            SuspectedFault::UnitOfTimes { factor: 1000.0 },
        ),
        (
            vec![frames(), times(), p.spikes("spk", 0, 1.0)],
            &["spk=spikes-ms"],
            SuspectedFault::UnitOfTimes { factor: 0.001 },
        ),
        (
            vec![frames(), times(), p.spikes("spk", 0, 1.0), Parts::number("refresh_hz", 31.0)],
            &[],
            SuspectedFault::RefreshRateDiffers,
        ),
    ];
    for (files, choices, fault) in cases {
        let found = interpreted(&files, choices);
        let faults: Vec<_> = found.evidence.iter().filter_map(|one| one.fault.clone()).collect();
        let is_it = |found: &SuspectedFault| match (found, &fault) {
            (
                SuspectedFault::ShiftedResponse { frames, .. },
                SuspectedFault::ShiftedResponse { frames: expected, .. },
            ) => frames.abs_diff(*expected) < 5,
            (found, fault) => found == fault,
        };
        // Without spikes in frames the cell is silent, too.
        assert!(faults.iter().any(is_it), "{fault:?}: {faults:?}, {:?}", found.roles);
        assert!(
            faults.iter().all(|found| is_it(found) || *found == SuspectedFault::SilentCell),
            "{fault:?}: {faults:?}"
        );
    }
}

#[test]
fn nothing_that_a_person_says_of_any_file_panics() {
    const WORDS: &str = "frames frames:1 frames:2 counts counts:1 counts:3 spikes-s spikes-ms spikes-samples spikes-frames spike-cells frame-times-s frame-times-ms frame-times-samples trials frozen-frames frozen-frames:2 frozen-counts frozen-counts:1:2 frozen-counts:9:1 trial-times-s trial-times-samples pictures pictures:2 picture-counts picture-counts:1:2 picture-counts:9:2 picture-means picture-means:3 flash-ms picture-checker-px stimuli-s stimuli-s:2 stimuli-ms:9 stimuli-samples:1 delay-s delay-ms refresh-rate sample-rate checker-um seed nothing";
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings/fixtures");
    let mut num_recordings = 0;
    for entry in std::fs::read_dir(folder).expect("there are fixtures") {
        let path = entry.expect("readable").path();
        let bytes = std::fs::read(&path).expect("readable");
        let Ok(file) = open("file", Box::new(bytes)) else { continue };
        let files = [file];
        let facts: Vec<ArrayFacts> = (0..files[0].arrays.len())
            .filter_map(|array| ArrayFacts::of(&files, (0, array), 10_000).ok())
            .collect();
        for array in &facts {
            for word in WORDS.split(' ') {
                let path = array.info.path.clone();
                let choice = RoleChoice::read(&format!("{path}={word}")).expect("a role");
                let found = interpret(&files, &facts, &[choice], 1);
                num_recordings += usize::from(found.assembled.is_ok());
            }
        }
    }
    assert!(num_recordings > 100, "{num_recordings} recordings");
}

#[test]
fn a_person_overrules_what_is_proposed() {
    let p = Parts::new(13);
    let two = [
        p.frames("a", [0, 1, 2], (0.0, 1.0), "|u1"),
        p.frames("b", [0, 1, 2], (0.0, 1.0), "|u1"),
        p.counts("n", true, "<i8"),
    ];
    assert!(interpreted(&two, &[]).assembled.is_err(), "two arrays of frames");
    assert!(interpreted(&two, &["b.npy=frames"]).assembled.is_ok());
    assert!(interpreted(&two, &["b.npy=frames:1", "a.npy=nothing"]).assembled.is_ok());
    assert!(interpreted(&two, &["b.npy=frames:9"]).assembled.is_err(), "no such axis");
    for (text, word) in [
        ("a.npy", "PATH=ROLE"),
        ("a=movie", "no role"),
        ("a=seed:2", "no role"),
        ("a=frames:0", "no role"),
    ] {
        let refused = RoleChoice::read(text).expect_err("no choice");
        assert!(refused.contains(word), "{refused}");
    }
}
