//! Every way in which programs write HDF5 gives the same recording as all other formats, and says what it doesn't give.

#[path = "../../../tests/recordings/checks.rs"]
mod checks;

use std::rc::Rc;

use ganglion_hdf5::Hdf5Reader;
use ganglion_recordings::{
    ElementType, Elements, FamilyReaders, FileError, OpenedFile,
    facts::ArrayFacts,
    interpretation::interpret,
    open_with,
    roles::{Role, RoleChoice},
};

use checks::{bytes_of, check, checksum, checksums, index};

fn readers() -> FamilyReaders {
    FamilyReaders { hdf5: Some(Rc::new(Hdf5Reader)), ..FamilyReaders::default() }
}

fn opened(name: &str) -> OpenedFile {
    try_open(name, bytes_of("hdf5", name)).unwrap_or_else(|err| panic!("{err}"))
}

fn try_open(name: &str, bytes: Vec<u8>) -> Result<OpenedFile, FileError> {
    open_with(name, Box::new(bytes), &readers())
}

#[test]
fn every_version_of_h5py_gives_the_same_recording() {
    for name in ["default.h5", "v110.h5", "latest.h5"] {
        let file = opened(name);
        check(&file, "frames", &[0, 1, 2], "frames");
        check(&file, "counts", &[0, 1], "counts");
        check(&file, "frame_times", &[0], "frame_times");
        for cell in ["times1", "times2", "times3"] {
            check(&file, cell, &[0], cell);
        }
        check(&file, "not_packed", &[0], "times1");
        for packed in ["gzip", "lzf", "only_fletcher32"] {
            check(&file, packed, &[0, 1, 2], "frames");
        }
        for index in ["single", "fixed", "extensible", "btree2", "implicit", "compact"] {
            check(&file, &format!("index/{index}"), &[0, 1, 2], "frames");
        }
        for cell in 0..3 {
            let train = format!("trains_f8[{cell}]");
            check(&file, &train, &[0], &format!("times{}", cell + 1));
            let half = file.read_all(index(&file, &format!("trains_f4[{cell}]")), 100);
            let whole = file.read_all(index(&file, &train), 100).expect("readable");
            let halved: Vec<f32> = whole.to_f64().into_iter().map(|time| time as f32).collect();
            assert_eq!(half, Ok(Elements::F32(halved)), "{train}");
        }
        for nothing in ["trains_f8[3]", "trains_f4[4]"] {
            assert_eq!(file.read_all(index(&file, nothing), 1).expect("readable").len(), 0);
        }
        let rate = file.read_all(index(&file, "refresh_hz"), 1);
        assert_eq!(rate, Ok(Elements::F64(vec![60.0])));
    }
    let file = opened("user_block.h5");
    check(&file, "frames", &[0, 1, 2], "frames");
    check(&file, "counts", &[0, 1], "counts");
}

#[test]
fn every_type_is_read_as_it_is() {
    let types = [
        ("i2", ElementType::I16),
        ("big_i2", ElementType::I16),
        ("i4", ElementType::I32),
        ("big_i8", ElementType::I64),
        ("u2", ElementType::U16),
        ("big_u4", ElementType::U32),
        ("u8", ElementType::U64),
        ("f2", ElementType::F16),
        ("big_f2", ElementType::F16),
        ("big_f4", ElementType::F32),
        ("f8", ElementType::F64),
        ("big_f8", ElementType::F64),
    ];
    for name in ["default.h5", "v110.h5", "latest.h5"] {
        let file = opened(name);
        for (kind, stored) in types {
            let name = format!("types/{kind}");
            check(&file, &name, &[0, 1], "counts");
            assert_eq!(file.arrays[index(&file, &name)].stored, stored, "{name}");
        }
        check(&file, "types/bool", &[0, 1, 2], "frames");
        assert_eq!(file.arrays[index(&file, "types/bool")].stored, ElementType::Bool);
    }
}

#[test]
fn what_is_no_array_of_numbers_is_refused_by_name_and_links_are_followed_once() {
    for name in ["default.h5", "v110.h5", "latest.h5"] {
        let file = opened(name);
        let paths: Vec<&str> = file.arrays.iter().map(|info| info.path.as_str()).collect();
        assert!(paths.iter().all(|path| !path.contains("links/")), "{paths:?}");
        let refused: Vec<String> = file.refused.iter().map(ToString::to_string).collect();
        let refused = refused.join("\n");
        for expected in [
            "refused/label holds texts",
            "refused/labels holds texts",
            "refused/records holds records of several fields",
            "refused/spectrum holds complex numbers",
            "refused/table holds lists of different lengths",
            "['refused/table'][:]",
            "refused/references holds references to other arrays",
            "elsewhere holds no numbers of its own: they stand in other files",
        ] {
            assert!(refused.contains(expected), "{expected} in\n{refused}");
        }
        let empty = index(&file, "refused/empty");
        assert_eq!(file.arrays[empty].num_elements(), 0);
    }
}

#[test]
fn matlab_7_3_gives_the_same_recording_with_its_own_axes() {
    let file = opened("matlab73.mat");
    assert_eq!(file.arrays[index(&file, "frames")].shape, [5, 7, 40]);
    check(&file, "frames", &[2, 0, 1], "frames");
    check(&file, "counts", &[1, 0], "counts");
    check(&file, "frame_times", &[0, 1], "frame_times");
    for cell in 1..=3 {
        check(&file, &format!("spike_times{{{cell}}}"), &[0, 1], &format!("times{cell}"));
    }
    let label = index(&file, "label");
    assert_eq!(file.arrays[label].declared, ElementType::Char);
    let letters: Vec<u16> = "retina 1".encode_utf16().collect();
    assert_eq!(file.read_all(label, 10), Ok(Elements::U16(letters)));
    let none = index(&file, "none");
    assert_eq!(file.arrays[none].shape, [0, 3]);
    assert_eq!(file.read_all(none, 10).expect("empty").len(), 0);
    let refused: Vec<String> = file.refused.iter().map(ToString::to_string).collect();
    assert!(refused.len() == 1 && refused[0].contains("spectrum holds complex"), "{refused:?}");
    let file = opened("struct73.mat");
    check(&file, "data.frames", &[2, 0, 1], "frames");
    assert_eq!(file.arrays[index(&file, "data.frames")].declared, ElementType::Bool);
    check(&file, "data.info.frame_times", &[0, 1], "frame_times");
    check(&file, "data.info.counts", &[1, 0], "counts");
    for cell in 1..=3 {
        check(&file, &format!("data.cells{{{cell}}}"), &[0, 1], &format!("times{cell}"));
        check(&file, &format!("cells({cell}).times"), &[0, 1], &format!("times{cell}"));
        let number = file.read_all(index(&file, &format!("cells({cell}).number")), 1);
        assert_eq!(number, Ok(Elements::F64(vec![f64::from(cell)])));
    }
}

#[test]
fn nwb_gives_the_same_recording_unit_by_unit_and_frame_by_frame() {
    for (name, frames) in
        [("rate.nwb", "data"), ("timestamps.nwb", "data"), ("index.nwb", "pictures as shown")]
    {
        let file = opened(name);
        let series = "stimulus/presentation/noise";
        check(&file, &format!("{series}/{frames}"), &[0, 1, 2], "frames");
        for cell in 1..=3 {
            check(&file, &format!("units/unit {} (s)", 9 + cell), &[0], &format!("times{cell}"));
        }
        let times = index(&file, &format!("{series}/timestamps (s)"));
        let times = file.read_all(times, 100).expect("readable").to_f64();
        let rounded: Vec<f64> = (0..40).map(|frame| 0.5 + f64::from(frame) / 60.0).collect();
        assert_eq!(times, rounded, "{name}");
        assert_eq!(checksum(&times), checksums()["frame_times"], "{name}");
        let optical = ["distance", "field_of_view"];
        let is_more = |path: &str| optical.iter().all(|name| !path.ends_with(name));
        let num = file.arrays.iter().filter(|info| is_more(&info.path)).count();
        assert_eq!((num, file.refused.len()), (5, 0), "{:?}", file.arrays);
    }
}

#[test]
fn nix_gives_the_same_recording_and_says_the_units() {
    let file = opened("plain.nix");
    check(&file, "recording/noise", &[0, 1, 2], "frames");
    check(&file, "recording/counts", &[0, 1], "counts");
    check(&file, "recording/noise/times (s)", &[0], "frame_times");
    let paths: Vec<&str> = file.arrays.iter().map(|info| info.path.as_str()).collect();
    let expected = [
        "recording/cell 1 (ms)",
        "recording/cell 2 (ms)",
        "recording/cell 3 (ms)",
        "recording/counts",
        "recording/noise",
        "recording/noise/times (s)",
        "metadata/rig/checker (um)",
        "metadata/rig/screen/refresh_hz",
    ];
    assert_eq!(paths, expected.map(|name| format!("plain.nix / {name}")));
    let refused: Vec<String> = file.refused.iter().map(ToString::to_string).collect();
    let is_gauged =
        |said: &String| said.contains("gauged (mV) holds numbers that stand for others");
    assert!(refused.len() == 1 && refused.iter().all(is_gauged), "{refused:?}");
}

#[test]
fn neo_gives_the_same_recording_put_together_again() {
    let file = opened("neo_movie.nix");
    check(&file, "recording/stimulus imagesequence", &[0, 1, 2], "frames");
    check(&file, "recording/stimulus imagesequence/times (s)", &[0], "frame_times");
    let paths: Vec<&str> = file.arrays.iter().map(|info| info.path.as_str()).collect();
    for cell in 1..=3 {
        let name = format!("neo_movie.nix / recording/cell {cell} spiketrain times (ms)");
        assert!(paths.contains(&name.as_str()), "{paths:?}");
    }
    assert_eq!((paths.len(), file.refused.len()), (5, 0), "{paths:?}");
    let file = opened("neo_signal.nix");
    check(&file, "recording/counts analogsignal", &[1, 0], "counts");
    check(&file, "recording/counts analogsignal/times (s)", &[0], "frame_times");
    check(&file, "recording/screen event times (s)", &[0], "frame_times");
    for cell in 1..=3 {
        let name = format!("recording/cell {cell} spiketrain times (s)");
        check(&file, &name, &[0], &format!("times{cell}"));
    }
    assert_eq!((file.arrays.len(), file.refused.len()), (6, 0), "{:?}", file.arrays);
}

/// The digests of the recording that the arrays of a file give, those left out by their names.
fn digests(name: &str, bytes: Vec<u8>, aside: &[&str]) -> [u64; 2] {
    let file = try_open(name, bytes).unwrap_or_else(|err| panic!("{err}"));
    let aside = |path: &str| aside.iter().any(|name| path.ends_with(name));
    let choices: Vec<RoleChoice> = file
        .arrays
        .iter()
        .filter(|info| aside(&info.path))
        .map(|info| RoleChoice { path: info.path.clone(), role: Role::Unknown })
        .collect();
    let files = [file];
    let facts: Vec<ArrayFacts> = (0..files[0].arrays.len())
        .map(|array| ArrayFacts::of(&files, (0, array), u64::MAX).expect("readable"))
        .collect();
    let found = interpret(&files, &facts, &choices, 1);
    let recording = found.assembled.unwrap_or_else(|err| panic!("{name}: {err}")).recording;
    [recording.provenance.frames_digest, recording.provenance.counts_digest]
}

#[test]
fn a_recording_has_the_digest_that_it_has_in_every_other_format() {
    let by_times = ["counts"];
    let expected = digests("stored.npz", bytes_of("fixtures", "stored.npz"), &by_times);
    for name in
        ["rate.nwb", "timestamps.nwb", "index.nwb", "matlab73.mat", "plain.nix", "neo_movie.nix"]
    {
        assert_eq!(digests(name, bytes_of("hdf5", name), &by_times), expected, "{name}");
    }
    let by_neo = digests("neo5.mat", bytes_of("fixtures", "neo5.mat"), &[]);
    assert_eq!(by_neo, expected, "neo5.mat");
}
