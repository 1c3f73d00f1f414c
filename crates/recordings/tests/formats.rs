//! Every format gives the same recording, and says what it doesn't give.

#[path = "../../../tests/recordings/checks.rs"]
mod checks;

use std::{fs, path::PathBuf};

use ganglion_recordings::{
    ElementType, Elements, FamilyReaders, FileError, OpenedFile, Source, facts::ArrayFacts,
    interpretation::interpret, open, open_all,
};

use checks::{bytes_of, check, checksum, checksums, index};

fn fixture(name: &str) -> Vec<u8> {
    bytes_of("fixtures", name)
}

fn fixtures() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings/fixtures");
    let entries = fs::read_dir(folder).expect("there are fixtures");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("ASCII");
    let mut names: Vec<_> = entries.map(|entry| name(entry.expect("readable"))).collect();
    names.retain(|name| name != "checksums.txt");
    names.sort();
    assert!(names.len() > 35, "{} fixtures", names.len());
    names
}

fn opened(name: &str) -> OpenedFile {
    open(name, Box::new(fixture(name))).unwrap_or_else(|err| panic!("{err}"))
}

#[test]
fn every_npy_file_gives_the_same_recording() {
    let kinds = ["i1", "i1_fortran", "bool", "u1", "f4_version2", "f2_version3"];
    for kind in kinds {
        check(&opened(&format!("frames_{kind}.npy")), "", &[0, 1, 2], "frames");
    }
    let kinds = ["big_i2", "i4", "big_i8", "u2", "big_u4", "u8", "f2", "big_f4", "f8", "big_f8"];
    for kind in kinds {
        check(&opened(&format!("counts_{kind}.npy")), "", &[0, 1], "counts");
    }
    check(&opened("times1_column.npy"), "", &[0, 1], "times1");
    check(&opened("frame_times.npy"), "", &[0], "frame_times");
}

#[test]
fn every_npz_file_gives_the_same_recording() {
    for name in ["stored.npz", "deflated.npz", "piped.npz", "fortran.npz"] {
        let file = opened(name);
        check(&file, "frames", &[0, 1, 2], "frames");
        check(&file, "counts", &[0, 1], "counts");
        check(&file, "frame_times", &[0], "frame_times");
        for cell in ["times1", "times2", "times3"] {
            check(&file, cell, &[0], cell);
        }
        assert_eq!(file.arrays.len(), 6);
        assert!(file.refused.is_empty());
    }
}

#[test]
fn every_file_of_stored_noise_gives_the_same_frames_in_its_order_of_bits() {
    check(&opened("bytes.bin"), "", &[0, 1, 2], "frames");
    for (name, order, other) in
        [("bits_little.bin", "lowest", "highest"), ("bits_big.bin", "highest", "lowest")]
    {
        let file = opened(name);
        check(&file, &format!("{order} bit first"), &[0, 1, 2], "frames");
        let other = file.read_all(index(&file, &format!("{other} bit first")), 2_000);
        let own = file.read_all(index(&file, &format!("{order} bit first")), 2_000);
        assert_ne!(other.expect("readable"), own.expect("readable"));
        // One byte more or fewer, and it is no such file.
        for len in [182, 184] {
            let mut bytes = fixture(name);
            assert_eq!(bytes.len(), 8 + 175);
            bytes.resize(len, 0);
            assert!(open(name, Box::new(bytes)).is_err());
        }
    }
}

#[test]
fn every_matlab_file_gives_the_same_recording() {
    for name in ["plain5.mat", "compressed5.mat"] {
        let file = opened(name);
        check(&file, "frames", &[2, 0, 1], "frames");
        check(&file, "counts", &[1, 0], "counts");
        check(&file, "frame_times", &[0, 1], "frame_times");
        // Backwards too: the stream then begins anew.
        for cell in [3, 1, 2] {
            check(&file, &format!("spike_times{{{cell}}}"), &[0, 1], &format!("times{cell}"));
        }
        assert_eq!(file.arrays[index(&file, "label")].declared, ElementType::Char);
        assert!(file.refused.is_empty());
    }
    let file = opened("struct5.mat");
    check(&file, "data.frames", &[2, 0, 1], "frames");
    check(&file, "data.counts", &[1, 0], "counts");
    check(&file, "data.info.frame_times", &[0, 1], "frame_times");
    for cell in 1..=3 {
        check(&file, &format!("data.cells{{{cell}}}"), &[0, 1], &format!("times{cell}"));
    }
    assert_eq!(file.arrays[index(&file, "data.frames")].declared, ElementType::Bool);
    for name in ["little4.mat", "big4.mat"] {
        let file = opened(name);
        check(&file, "frames", &[0, 1], "frames");
        check(&file, "counts", &[1, 0], "counts");
        check(&file, "frame_times", &[0, 1], "frame_times");
        check(&file, "times2", &[0, 1], "times2");
    }
}

#[test]
fn doubles_that_matlab_keeps_as_small_integers_are_read_as_such() {
    for order in ["little", "big"] {
        for version in [5, 7] {
            let file = opened(&format!("{order}_small_integers{version}.mat"));
            check(&file, "frames", &[2, 0, 1], "frames");
            check(&file, "counts", &[1, 0], "counts");
            check(&file, "frame_times", &[0, 1], "frame_times");
            check(&file, "t3", &[0, 1], "times3");
            let one = index(&file, "one");
            let (stored, declared) = (file.arrays[one].stored, file.arrays[one].declared);
            assert_eq!((stored, declared), (ElementType::U8, ElementType::F64));
            assert_eq!(file.read_all(one, 1), Ok(Elements::U8(vec![3])));
            assert_eq!(file.read_all(index(&file, "none"), 1), Ok(Elements::F64(Vec::new())));
        }
    }
}

#[test]
fn every_text_gives_the_same_recording() {
    check(&opened("frame_times.txt"), "", &[0], "frame_times");
    check(&opened("frame_times_german.txt"), "time", &[0], "frame_times");
    check(&opened("times1_line.txt"), "", &[0], "times1");
    check(&opened("times2.txt"), "", &[0], "times2");
    for (name, columns) in [
        ("counts_blanks.txt", ["cell1", "cell2", "cell3"]),
        ("counts_tabs.tsv", ["cell1", "cell2", "cell3"]),
        ("counts_comma.csv", ["column 1", "column 2", "column 3"]),
    ] {
        let file = opened(name);
        let read = |column| file.read_all(index(&file, column), 1000).expect("readable").to_f64();
        assert_eq!(checksum(&columns.map(read).concat()), checksums()["counts"], "{name}");
    }
    for name in ["times_ragged.csv", "times_german.csv"] {
        let file = opened(name);
        for cell in 1..=3 {
            check(&file, &format!("cell {cell} (s)"), &[0], &format!("times{cell}"));
        }
    }
    check(&opened("frames.txt"), "", &[0, 1], "frames");
}

fn refusals(name: &str) -> Vec<String> {
    opened(name).refused.iter().map(ToString::to_string).collect()
}

#[test]
fn what_holds_no_numbers_is_refused_by_name_and_the_rest_is_read() {
    check(&opened("refused.npz"), "counts", &[0, 1], "counts");
    check(&opened("refused5.mat"), "counts", &[1, 0], "counts");
    let found = [refusals("refused.npz"), refusals("refused5.mat")].concat().join("\n");
    for expected in [
        "refused.npz / label holds texts",
        "refused.npz / labels holds texts",
        "refused.npz / trains holds objects of Python; only real numbers of up to 8 bytes are read here. If it is a list of spike times",
        "enumerate(trains)",
        "refused.npz / records holds records",
        "for name in records.dtype.names",
        "refused.npz / date holds dates",
        "refused.npz / spectrum holds complex",
        "refused5.mat / spectrum holds complex",
        "refused5.mat / sparse holds a sparse matrix; only real numbers of up to 8 bytes are read here. Save full(sparse)",
    ] {
        assert!(found.contains(expected), "{expected} in\n{found}");
    }
}

fn message(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    match open(name, Box::new(bytes.into())) {
        Ok(file) => panic!("{name} has {:?}, {:?}", file.arrays, file.refused),
        Err(err) => err.to_string(),
    }
}

#[test]
fn other_formats_are_refused_by_name_with_what_converts_them() {
    let hdf5 = |place: usize, start: &str| {
        let mut bytes = start.as_bytes().to_vec();
        bytes.resize(place, b' ');
        [bytes.as_slice(), b"\x89HDF\r\n\x1a\n", &[0; 600]].concat()
    };
    for (name, bytes, expected) in [
        ("a.mat", hdf5(512, "MATLAB 7.3 MAT-file"), "did not load"),
        ("a.mat", hdf5(512, "MATLAB 7.0 MAT-file, Platform: GLNX86"), "did not load"),
        ("a.h5", hdf5(0, ""), "did not load"),
        ("store/zarr.json", b"{}".to_vec(), "zarr.open("),
        ("store.zip", bytes_of("zarr", "plain3.zip"), "did not load"),
        ("a.gz", b"\x1f\x8b\x08".to_vec(), "gunzip 'a.gz'"),
        ("a.pkl", b"\x80\x04\x95".to_vec(), "pickle"),
        ("a.bin", vec![0; 300], "in no format"),
        ("a.txt", Vec::new(), "holds nothing"),
    ] {
        let found = message(name, bytes);
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn texts_that_may_be_read_in_two_ways_are_refused() {
    for (text, expected) in [
        ("1,5\n2,7\n", "may be a decimal point"),
        ("1 2 3\n4 5\n", "line 2: there are 2 values, and 3 in line 1"),
        ("20,15\n0,1,0,1\n", "line 2: column 3 has a value here, but none in a line above"),
        ("a,b\n1,2\n,3\n4,5\n", "line 4: column 1 has a value here"),
        ("time\n1.0\nx\n", "line 3: \"x\" is no number"),
        ("time\nseconds\n1\n", "line 2: \"seconds\" is no number"),
        ("# nothing\n", "holds nothing"),
        ("1 2 x\n3 4 5\n", "line 1: \"x\" is no number"),
        ("1,,2\n", "gap between two values"),
        (",0,1,2\n0,5,6,7\n", "line 1: the first line numbers its columns"),
        ("0 1 2\n3 4 5\n", "line 1: the first line numbers its columns"),
        ("import numpy\n", "in no format"),
    ] {
        let found = message("a.txt", text);
        assert!(found.contains(expected), "{text:?}: {found}");
    }
}

#[test]
fn texts_are_read_however_they_are_written() {
    type Columns = &'static [(&'static str, &'static [f64])];
    let cases: [(&str, Columns); 12] = [
        ("\"t\",\"n\"\n\"0.5\",\"1\"\n", &[("t", &[0.5]), ("n", &[1.0])]),
        ("\"t\" \"n\"\n\"1\" 2 3\n", &[("column 1", &[1.0]), ("t", &[2.0]), ("n", &[3.0])]),
        ("time,1,2\n0,5,6\n", &[("time", &[0.0]), ("1", &[5.0]), ("2", &[6.0])]),
        ("0,05\n1,25\n", &[("", &[0.05, 1.25])]),
        ("1,5 2,5\n3,5 4\n", &[("column 1", &[1.5, 3.5]), ("column 2", &[2.5, 4.0])]),
        ("1, 2\n3, 4\n", &[("column 1", &[1.0, 3.0]), ("column 2", &[2.0, 4.0])]),
        ("a;b\n1;2\n3;\n", &[("a", &[1.0, 3.0]), ("b", &[2.0])]),
        ("a,b\n1,2\n3\n", &[("a", &[1.0, 3.0]), ("b", &[2.0])]),
        ("\ta\n0\t1e-3\n1\t-.5\n", &[("column 1", &[0.0, 1.0]), ("a", &[1e-3, -0.5])]),
        ("% times\n\n 1\n 2\n# middle\n3", &[("times", &[1.0, 2.0, 3.0])]),
        ("1 2 3\n", &[("", &[1.0, 2.0, 3.0])]),
        ("\"a\",\"a\"\r\n1,2,\r\n", &[("a", &[1.0]), ("a (2)", &[2.0])]),
    ];
    for (text, columns) in cases {
        let file = open("a.txt", Box::new(text.as_bytes().to_vec())).unwrap();
        assert_eq!(file.arrays.len(), columns.len(), "{text:?}: {:?}", file.arrays);
        for (name, values) in columns {
            let found = file.read_all(index(&file, name), 10).unwrap();
            assert_eq!(found, Elements::F64(values.to_vec()), "{text:?}");
        }
    }
}

#[test]
fn a_missing_value_is_not_a_name() {
    let file = open("a.txt", Box::new(b"NA 1\n2 nan\n".to_vec())).unwrap();
    assert_eq!(file.arrays.len(), 2);
    let columns = [0, 1].map(|index| file.read_all(index, 10).unwrap().to_f64());
    assert!(columns[0][0].is_nan() && columns[1][1].is_nan(), "{columns:?}");
}

/// All that can be told of a file by reading all of it: paths with checksums, or what went wrong.
fn told(name: &str, bytes: Vec<u8>) -> Result<Vec<(String, String)>, FileError> {
    let file = open(name, Box::new(bytes))?;
    let mut told = Vec::new();
    for (index, info) in file.arrays.iter().enumerate() {
        let elements = file.read_all(index, 100_000)?;
        assert_eq!(elements.len() as u64, info.num_elements(), "{}", info.path);
        told.push((
            info.path.clone(),
            format!("{:?} {}", info.shape, checksum(&elements.to_f64())),
        ));
    }
    let is_damage = |reason: &&FileError| !matches!(reason, FileError::NotNumbers { .. });
    file.refused.iter().find(is_damage).map_or(Ok(told), |reason| Err(reason.clone()))
}

#[test]
fn a_file_that_is_cut_off_is_an_error() {
    let mut num_whole = 0;
    for name in fixtures() {
        let bytes = fixture(&name);
        let whole = told(&name, bytes.clone()).unwrap();
        for part in 1..=20 {
            let len = bytes.len() * part / 21;
            let Ok(found) = told(&name, bytes[..len].to_vec()) else { continue };
            // Nothing in a text, or between two matrices of MATLAB, says that more was to follow.
            let ending = PathBuf::from(&name);
            let ending = ending.extension().unwrap_or_default().to_owned();
            assert!(ending != "npy" && ending != "npz", "{name} up to {len}");
            if ending == "mat" {
                assert!(found.iter().all(|array| whole.contains(array)), "{name} up to {len}");
                num_whole += 1;
            }
        }
    }
    assert!(num_whole < 4, "{num_whole} MATLAB files end between two matrices");
}

fn npy(shape: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
    let len = (head.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\0", len.as_slice(), head.as_bytes(), data].concat()
}

#[test]
fn shapes_that_no_memory_holds_are_refused() {
    for shape in [
        "(18446744073709551615,)",
        "(18446744073709551616,)",
        "(4294967296, 4294967296)",
        "(2305843009213693952, 1)",
        "(1000000000000,)",
        "(0, 18446744073709551615, 18446744073709551615)",
        "(-1,)",
        "1",
    ] {
        let found = message("a.npy", npy(shape, &[0; 800]));
        assert!(found.contains("a.npy is "), "{shape}: {found}");
    }
    let file = open("a.npy", Box::new(npy("(3L, 2L)", &[0; 48]))).unwrap();
    assert_eq!(file.arrays[0].shape, [3, 2]);
    let file = open("a.npy", Box::new(npy("()", &[0; 8]))).unwrap();
    assert_eq!(file.read_all(0, 1), Ok(Elements::F64(vec![0.0])));
}

#[test]
fn an_archive_that_claims_100_gigabytes_is_refused_before_anything_is_inflated() {
    let mut bytes = fixture("deflated.npz");
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    // The size of the first entry moves into a further extra field, of 100 GB.
    let name_len = usize::from(bytes[directory + 28]);
    bytes[directory + 24..directory + 28].fill(0xff);
    let extra = [&[1, 0, 8, 0], 100_000_000_000_u64.to_le_bytes().as_slice()].concat();
    bytes[directory + 30] += extra.len() as u8;
    let at = directory + 46 + name_len;
    bytes.splice(at..at, extra);
    let end = bytes.windows(4).position(|window| window == b"PK\x05\x06").unwrap();
    bytes[end + 12] += 12;
    let file = open("a.npz", Box::new(bytes)).unwrap();
    assert_eq!((file.arrays.len(), file.refused.len()), (5, 1));
    let found = file.refused[0].to_string();
    assert!(found.contains("a.npz / frames claims 100000000000 bytes"), "{found}");
}

#[test]
fn the_directory_of_a_large_archive_is_found_by_its_second_end() {
    let bytes = fixture("deflated.npz");
    let end = bytes.windows(4).position(|window| window == b"PK\x05\x06").unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let [size, offset] = [number(end + 12), number(end + 16)].map(|n| u64::from(n).to_le_bytes());
    let mut large = b"something in front".to_vec();
    let shift = large.len();
    large.extend(&bytes[..end]);
    let place = ((end + shift) as u64).to_le_bytes();
    large.extend([b"PK\x06\x06".as_slice(), &[44, 0, 0, 0, 0, 0, 0, 0], &[0; 28]].concat());
    large.extend([size, offset].concat());
    large.extend([b"PK\x06\x07".as_slice(), &[0; 4], &place, &[1, 0, 0, 0]].concat());
    large.extend([b"PK\x05\x06".as_slice(), &[0xff; 16], &[0; 2]].concat());
    // The archive has to begin as one to be taken for one.
    large[..4].copy_from_slice(b"PK\x03\x04");
    let file = open("deflated.npz", Box::new(large)).unwrap();
    check(&file, "frames", &[0, 1, 2], "frames");
    check(&file, "times3", &[0], "times3");
}

#[test]
fn one_wrong_byte_of_an_archive_is_found() {
    let mut bytes = fixture("stored.npz");
    bytes[400] ^= 1;
    let file = open("a.npz", Box::new(bytes)).unwrap();
    let found = file.read_all(0, 10_000).unwrap_err().to_string();
    assert!(found.contains("a.npz / frames is damaged: its checksum"), "{found}");
    let found = file.read_all(0, 1399).unwrap_err().to_string();
    assert!(found.contains("has 1400 elements, more than the 1399"), "{found}");
}

#[test]
fn a_folder_is_opened_file_by_file_and_a_zarr_store_in_it_is_one_refusal() {
    let names =
        ["b/times2.txt", "a/.zgroup", "a/x/.zarray", "a/x/0.0", "counts_u2.npy", "gone.npy"];
    let names = names.map(str::to_owned).to_vec();
    let source = |name: &str| -> std::io::Result<Box<dyn Source>> {
        match name.rsplit('/').next() {
            Some("gone.npy") | None => Err(std::io::ErrorKind::NotFound.into()),
            Some(base) => Ok(Box::new(fixture(base))),
        }
    };
    let found: Vec<_> = open_all(names, FamilyReaders::default(), source)
        .map(|opened| opened.map_or_else(|err| err.to_string(), |file| file.arrays[0].path.clone()))
        .collect();
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].contains("zarr.open('a', mode='r')"), "{found:?}");
    assert_eq!(found[1..3], ["b/times2.txt", "counts_u2.npy"]);
    assert!(found[3].starts_with("gone.npy can't be read: "), "{found:?}");
}

/// The digests of frames and counts of the recording in files, and what was left out.
fn recording_of(folder: &str, names: Vec<String>) -> ([u64; 2], Vec<String>) {
    let source =
        |name: &str| -> std::io::Result<Box<dyn Source>> { Ok(Box::new(bytes_of(folder, name))) };
    let opened: Vec<_> = open_all(names, FamilyReaders::default(), source).collect();
    let files: Vec<OpenedFile> = opened.into_iter().map(|file| file.expect("opens")).collect();
    let arrays = (0..files.len())
        .flat_map(|file| (0..files[file].arrays.len()).map(move |array| (file, array)));
    let facts: Vec<ArrayFacts> =
        arrays.map(|place| ArrayFacts::of(&files, place, u64::MAX).expect("readable")).collect();
    let found = interpret(&files, &facts, &[], 1);
    let roles: Vec<String> = found
        .roles
        .iter()
        .map(|role| format!("{}: {} {}", role.path, role.role, role.reason))
        .collect();
    let assembled = found.assembled.unwrap_or_else(|err| panic!("{folder}: {err} {roles:#?}"));
    let provenance = &assembled.recording.provenance;
    ([provenance.frames_digest, provenance.counts_digest], assembled.left_out)
}

#[test]
fn folders_of_spike_sorters_give_the_same_recording_of_their_good_cells() {
    let names = ["frames_i1.npy", "frame_times.npy", "times_ragged.csv"];
    let (expected, _) = recording_of("fixtures", names.map(str::to_owned).to_vec());
    for sorter in ["sorter/kilosort2", "sorter/kilosort4"] {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let folder = folder.join("../../tests/recordings").join(sorter);
        let names = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("readable").file_name().into_string().expect("ASCII"));
        let (digests, left_out) = recording_of(sorter, names.collect());
        assert_eq!(digests, expected, "{sorter}");
        assert_eq!(left_out, ["1 of 4 cells, which aren't good."], "{sorter}");
    }
}

fn numbers(file: &OpenedFile, index: usize) -> Vec<f64> {
    file.read_all(index, 1 << 20).expect("it is small").to_f64()
}

#[test]
fn spikes_of_vision_and_noise_of_qdspy_give_the_same_recording() {
    let names = ["frames_i1.npy", "frame_times.npy", "times_ragged.csv"];
    let (expected, _) = recording_of("fixtures", names.map(str::to_owned).to_vec());
    let names = ["vision.neurons", "qdspy_noise.txt"].map(str::to_owned).to_vec();
    let (digests, left_out) = recording_of("fixtures", names);
    assert_eq!(digests, expected);
    assert_eq!(left_out, [""; 0]);
}

#[test]
fn noise_of_qdspy_that_lacks_lines_or_values_is_refused() {
    let whole = String::from_utf8(fixture("qdspy_noise.txt")).expect("ASCII");
    let lines: Vec<&str> = whole.lines().collect();
    let one_line_less = lines[..lines.len() - 1].join("\n");
    let one_value_more = whole.replace("\r\n", ",1\r\n").replacen(",1", "", 1);
    for (text, words) in [(one_line_less, "39 lines of 35"), (one_value_more, "column")] {
        let message = open("noise.txt", Box::new(text.into_bytes())).map(|file| file.arrays);
        let message = message.expect_err("it isn't what its first line says").to_string();
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn a_file_of_vision_that_is_cut_off_anywhere_gives_whole_trains_or_says_so() {
    let whole = fixture("vision.neurons");
    let file = opened("vision.neurons");
    let names: Vec<_> = file.arrays.iter().map(|info| info.path.as_str()).collect();
    let arrays = ["sample_rate", "triggers", "neuron 4", "neuron 7", "neuron 10"];
    assert_eq!(names, arrays.map(|name| format!("vision.neurons / {name}")));
    for end in 160..whole.len() {
        let Ok(part) = open("vision.neurons", Box::new(whole[..end].to_vec())) else { continue };
        assert!(!part.refused.is_empty(), "cut at {end}");
        for (index, info) in part.arrays.iter().enumerate() {
            let at = file.arrays.iter().position(|whole| whole == info).expect("its shape");
            assert_eq!(numbers(&part, index), numbers(&file, at), "cut at {end}");
        }
    }
}
