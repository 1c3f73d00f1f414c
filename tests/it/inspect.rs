//! The command's `inspect`, on the fixtures of the crate that reads files.

use std::process::{Command, Stdio};

use ganglion::native::{Inspection, SeedDrawing, inspect, open_recording};
use ganglion_recordings::{
    roles::RoleChoice,
    seeded::{SeededMovie, SeededStimulus},
};

use crate::tidy::root;

fn inspected(names: &[&str], most: u64) -> Inspection {
    let folder = root().join("tests/recordings/fixtures");
    let paths: Vec<_> = names.iter().map(|name| folder.join(name).display().to_string()).collect();
    let Inspection { text, num_unreadable } = inspect(&paths, most, &[], None);
    let text = text.replace(&format!("{}/", folder.display()), "");
    Inspection { text, num_unreadable }
}

/// A line with single blanks between its words.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn all_arrays_stand_in_the_table_and_what_is_refused_below_it() {
    let found =
        inspected(&["deflated.npz", "struct5.mat", "refused.npz", "times_german.csv"], 1400);
    assert_eq!(found.num_unreadable, 0, "{}", found.text);
    let lines = lines(&found.text);
    for expected in [
        "array shape type fastest axis bytes what is in it",
        "deflated.npz / frames 40 x 5 x 7 int8 last 1400 -1 to 1, mean -0.0214286; only the values -1, 1",
        "struct5.mat / data.frames 5 x 7 x 40 bool first 1400 0 to 1, mean 0.489286; only the values 0, 1",
        "struct5.mat / data.info.rig 1 x 1 char in uint8 1 \"B\"",
        "Not read:",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected} in\n{}", found.text);
    }
    assert!(found.text.contains("times_german.csv / cell 3 (s)"), "{}", found.text);
    assert!(found.text.contains("\n- refused.npz / label holds texts"), "{}", found.text);
}

#[test]
fn large_arrays_are_only_named_and_files_that_cannot_be_read_are_counted() {
    let found = inspected(&["frames_i1.npy", "checksums.txt", "gone.npy"], 1399);
    assert_eq!(found.num_unreadable, 2, "{}", found.text);
    assert!(
        found.text.contains("not looked through: it has more elements than --most"),
        "{}",
        found.text
    );
    assert!(found.text.contains("- gone.npy can't be read: "), "{}", found.text);
    let folder = root().join("tests/recordings/fixtures").display().to_string();
    let all = inspect(&[folder], 1000, &[], None);
    assert_eq!(all.num_unreadable, 1, "{}", all.text);
    assert!(all.text.contains("little4.mat / frame_times"), "{}", all.text);
}

#[test]
fn what_arrays_are_and_what_the_evidence_says_stands_below_the_table() {
    let found = inspected(&["struct5.mat"], 2000);
    for expected in [
        "- struct5.mat / data.frames: frames, time is axis 3. Two values, 0 and 1",
        "- struct5.mat / data.counts: spike counts, time is axis 1. ",
        "- struct5.mat / data.cells{1}: spike times in seconds. ",
        "- struct5.mat / data.info.rig: don't know. ",
        "The recording: 40 frames of 5 x 7 checkers at 60.0000 Hz, 3 cells, 103 spikes, 1 trial.",
        "- can't be told: The average frame around the spikes shows nothing",
        "Nothing is suspicious.",
    ] {
        assert!(found.text.contains(expected), "{expected} in\n{}", found.text);
    }
    let folder = root().join("tests/recordings/fixtures");
    let paths =
        ["frames_i1.npy", "counts_u2.npy"].map(|name| folder.join(name).display().to_string());
    let choice = |text| RoleChoice::read(text).expect("a role");
    let alone = inspect(&paths, 2000, &[choice("frames_i1=nothing"), choice("gone=seed")], None);
    for expected in [
        "frames_i1.npy: don't know. You said so.",
        "No array is called gone.",
        "There is no recording yet.",
    ] {
        assert!(alone.text.contains(expected), "{expected} in\n{}", alone.text);
    }
}

#[test]
fn who_reads_only_the_beginning_gets_no_error() {
    let file = root().join("tests/recordings/fixtures/deflated.npz");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ganglion"));
    command.arg("inspect").arg(file).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    // As `head` does once it has its lines.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
}

/// Counts of so many frames as a file of `NumPy`, and its path.
fn counts_file(name: &str, counts: &[u8]) -> String {
    let head =
        format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({},), }}\n", counts.len());
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((head.len() as u16).to_le_bytes());
    bytes.extend(head.bytes());
    bytes.extend(counts);
    let path = std::env::temp_dir().join(format!("{name}-{}.npy", std::process::id()));
    std::fs::write(&path, bytes).expect("a folder for files that are thrown away");
    path.display().to_string()
}

#[test]
fn a_stimulus_that_is_only_a_seed_is_drawn_for_the_counts_of_a_file() {
    let text = "java seed=11111 6x5 trials=4 running=200 frozen=50 frozen-seed=3 checker=30";
    let stimulus = SeededStimulus::read(text).expect("a description");
    let mut movie = SeededMovie::whole(&stimulus);
    let mut frames = movie.empty();
    movie.draw(usize::MAX, &mut frames);
    // Two frames after a bright checker.
    let counts: Vec<u8> = (0..stimulus.num_frames())
        .map(|at| u8::from(at >= 2 && frames.contrast(at - 2, 8) > 0.0))
        .collect();
    let path = counts_file("counts", &counts);
    let output = |stimulus: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ganglion"));
        let output = command.args(["inspect", &path, "--stimulus", stimulus]).output();
        let output = output.expect("the command starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    };
    let (found, errors) = output(text);
    assert!(errors.is_empty(), "{errors}");
    for expected in [
        "The recording: 1000 frames of 5 x 6 checkers, 1 cell, ",
        "fine: 50 frames are shown 4 times",
        "is strongest 2 frames before the spike",
    ] {
        assert!(found.contains(expected), "{expected} in\n{found}");
    }
    let without = inspect(core::slice::from_ref(&path), 2_000, &[], None).text;
    assert!(without.contains("describe it: --stimulus 'ran1 seed=-10000 200x150"), "{without}");
    let paths = [path.clone()];
    let open = |roles: &str| {
        let seed = SeedDrawing { stimulus: &stimulus, tell: &mut |_, _, _| {} };
        open_recording(&paths, &[], roles, Some(seed)).expect("a recording")
    };
    let opened = open("");
    assert_eq!(SeededStimulus::read(&opened.stimulus).as_ref(), Ok(&stimulus));
    assert_eq!(opened.recording.field, (5, 6));
    assert_eq!(opened.recording.checker_um, Some(30.0));
    assert_eq!(
        opened.recording.cells[0].num_spikes(),
        counts.iter().map(|n| u64::from(*n)).sum::<u64>()
    );
    // The link describes the seed, and says nothing of arrays that come from it.
    assert_eq!(opened.roles, "");
    let again = open(&opened.roles);
    assert_eq!((again.recording, again.notes), (opened.recording, opened.notes));
    let (found, _) = output("java seed=11111 6x5 trials=4 running=200");
    assert!(found.contains("The stimulus as described shows 800 frames"), "{found}");
    let (_, errors) = output("java seed=11111 6x5 treials=4 running=200");
    assert!(errors.contains("'treials=4' is not understood"), "{errors}");
    std::fs::remove_file(&path).expect("it was written");
}
