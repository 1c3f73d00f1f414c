//! Every way in which zarr packs a store gives the same recording as all other formats, and says what it doesn't give.

#[path = "../../../tests/recordings/checks.rs"]
mod checks;

mod archive;

use std::rc::Rc;

use ganglion_recordings::{
    ElementType, Elements, FamilyReaders, FileError, OpenedFile,
    facts::ArrayFacts,
    interpretation::interpret,
    open_with,
    roles::{Role, RoleChoice},
};
use ganglion_zarr::ZarrReader;

use archive::archive;
use checks::{bytes_of, check, index};

fn readers() -> FamilyReaders {
    FamilyReaders { zarr: Some(Rc::new(ZarrReader)), ..FamilyReaders::default() }
}

fn opened(name: &str) -> OpenedFile {
    try_open(name, bytes_of("zarr", name)).unwrap_or_else(|err| panic!("{err}"))
}

fn try_open(name: &str, bytes: Vec<u8>) -> Result<OpenedFile, FileError> {
    open_with(name, Box::new(bytes), &readers())
}

/// What arrays of a recording are called, with the numbers in them.
fn check_recording(name: &str, folder: &str) {
    let file = opened(name);
    check(&file, &format!("{folder}frames"), &[0, 1, 2], "frames");
    check(&file, &format!("{folder}counts"), &[0, 1], "counts");
    check(&file, &format!("{folder}frame_times"), &[0], "frame_times");
    for cell in ["times1", "times2", "times3"] {
        check(&file, &format!("{folder}{cell}"), &[0], cell);
    }
}

#[test]
fn both_versions_give_the_same_recording() {
    check_recording("plain2.zip", "");
    check_recording("plain3.zip", "");
    check_recording("small3.zip", "");
    check_recording("folder2.zip", "rec.zarr/");
}

#[test]
fn whatever_packs_chunks_gives_the_same_numbers() {
    let both =
        ["none", "gzip", "zstd", "bits", "blosc_lz4", "blosc_lz4hc", "blosc_zlib", "blosc_zstd"];
    let of_two = ["zlib", "lz4", "no_shuffle"];
    let of_three = ["crc32c"];
    let long: Vec<f64> = (0..4000).map(|number| f64::from(number / 7)).collect();
    for (name, more) in [("plain2.zip", &of_two[..]), ("plain3.zip", &of_three)] {
        let file = opened(name);
        for codec in both.iter().chain(more) {
            check(&file, &format!("codecs/{codec}"), &[0, 1, 2], "frames");
            let found = file.read_all(index(&file, &format!("codecs/long_{codec}")), 5000);
            assert_eq!(found, Ok(Elements::F64(long.clone())), "{name} {codec}");
        }
    }
}

#[test]
fn axes_are_in_their_order_however_chunks_store_them() {
    for (name, arrays) in [
        ("plain2.zip", ["shuffle", "fortran", "strokes"]),
        ("plain3.zip", ["fortran", "turned", "dots"]),
    ] {
        let file = opened(name);
        for array in arrays {
            check(&file, &format!("codecs/{array}"), &[0, 1, 2], "frames");
        }
    }
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
    for name in ["plain2.zip", "plain3.zip"] {
        let file = opened(name);
        for (kind, stored) in types {
            let array = format!("types/{kind}");
            check(&file, &array, &[0, 1], "counts");
            assert_eq!(file.arrays[index(&file, &array)].stored, stored, "{name} {kind}");
        }
        check(&file, "types/bool", &[0, 1, 2], "frames");
        assert_eq!(file.arrays[index(&file, "types/bool")].stored, ElementType::Bool);
    }
}

#[test]
fn chunks_that_are_absent_hold_the_fill_value() {
    for name in ["plain2.zip", "plain3.zip"] {
        let file = opened(name);
        for (array, fill) in [
            ("int", -3.0),
            ("float", f64::from(0.1_f32)),
            ("nan", f64::NAN),
            ("infinity", f64::NEG_INFINITY),
            ("large", u64::MAX as f64),
            ("bool", 1.0),
        ] {
            let found =
                file.read_all(index(&file, &format!("fill/{array}")), 10).expect("readable");
            let mut expected = vec![fill; 10];
            expected[0] = 1.0;
            let bits =
                |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&found.to_f64()), bits(&expected), "{name} {array}");
        }
        let nothing = index(&file, "fill/nothing");
        assert_eq!(file.arrays[nothing].shape, [0, 3]);
        assert_eq!(file.read_all(nothing, 10).expect("empty").len(), 0);
        let single = index(&file, "fill/single");
        assert_eq!(file.arrays[single].shape, [0; 0]);
        assert_eq!(file.read_all(single, 10), Ok(Elements::F64(vec![60.0])));
    }
}

#[test]
fn what_is_not_read_is_refused_by_name_with_the_line_that_converts_it() {
    for (name, expected) in [
        (
            "plain2.zip",
            &[
                "refused/labels holds elements of type <U2",
                "refused/records holds elements of type struct",
                "refused/bz2 holds numbers packed by another program (bz2)",
                "refused/delta holds numbers packed by another program (delta)",
                "refused/spectrum holds complex numbers",
                "zarr.storage.ZipStore('plain2.zip', mode='r'), mode='r')['refused/bz2'][...]",
            ][..],
        ),
        (
            "plain3.zip",
            &[
                "refused/labels holds elements of type",
                "refused/shards holds shards",
                "refused/spectrum holds complex numbers",
            ],
        ),
    ] {
        let file = opened(name);
        let refused: Vec<String> = file.refused.iter().map(ToString::to_string).collect();
        let refused = refused.join("\n");
        for expected in expected {
            assert!(refused.contains(expected), "{expected} in\n{refused}");
        }
    }
    let file = opened("plain2.zip");
    let told = file.read_all(index(&file, "refused/blosclz"), 5000).map_err(|err| err.to_string());
    assert!(told.as_ref().is_err_and(|err| err.contains("blosclz isn't read here")), "{told:?}");
}

/// The digests of the recording in a file, with those arrays left out whose names `is_aside` says.
fn digests(name: &str, bytes: Vec<u8>, is_aside: fn(&str) -> bool) -> [u64; 2] {
    let file = try_open(name, bytes).unwrap_or_else(|err| panic!("{err}"));
    let choices: Vec<RoleChoice> = file
        .arrays
        .iter()
        .filter(|info| is_aside(&info.path))
        .map(|info| RoleChoice { path: info.path.clone(), role: Role::Unknown })
        .collect();
    let files = [file];
    let facts: Vec<ArrayFacts> = (0..files[0].arrays.len())
        .filter_map(|array| ArrayFacts::of(&files, (0, array), u64::MAX).ok())
        .collect();
    let found = interpret(&files, &facts, &choices, 1);
    let recording = found.assembled.unwrap_or_else(|err| panic!("{name}: {err}")).recording;
    [recording.provenance.frames_digest, recording.provenance.counts_digest]
}

#[test]
fn a_recording_has_the_digest_that_it_has_in_every_other_format() {
    let is_aside = |path: &str| {
        path.ends_with("counts")
            || ["types/", "fill/", "codecs/"].iter().any(|part| path.contains(part))
    };
    let expected = digests("stored.npz", bytes_of("fixtures", "stored.npz"), is_aside);
    for name in ["plain2.zip", "plain3.zip", "small3.zip", "folder2.zip"] {
        assert_eq!(digests(name, bytes_of("zarr", name), is_aside), expected, "{name}");
    }
}

#[test]
fn a_chunk_that_unpacks_to_more_or_less_than_its_shape_is_damaged() {
    let of_array = |compressor: &str, chunk: &[u8]| {
        let metadata = format!(
            r#"{{"zarr_format": 2, "shape": [8], "chunks": [8], "dtype": "<u2", "fill_value": 0, "order": "C", "filters": null, "compressor": {compressor}}}"#
        );
        let bytes = archive([("a/.zarray", metadata.as_bytes()), ("a/0", chunk)]);
        let file = try_open("a.zip", bytes).unwrap_or_else(|err| panic!("{err}"));
        file.read_all(0, 8).map_err(|err| err.to_string())
    };
    assert_eq!(of_array("null", &[7; 16]), Ok(Elements::U16(vec![0x707; 8])));
    for (compressor, chunk, expected) in [
        ("null", vec![7; 15], "15 bytes in a chunk of 16"),
        ("null", vec![7; 17], "17 bytes in a chunk of 16"),
        // A block of zstd of 131071 equal bytes.
        (
            r#"{"id": "zstd"}"#,
            b"\x28\xb5\x2f\xfd\x00\x58\xfb\xff\x0f\x07".to_vec(),
            "more than the 16 bytes",
        ),
        (r#"{"id": "lz4"}"#, b"\xff\xff\xff\x0f\x10\x07".to_vec(), "more than the 16 bytes"),
        (
            r#"{"id": "blosc"}"#,
            [&b"\x02\x01\x22\x01"[..], &[0, 1, 0, 0, 0, 1, 0, 0, 16, 1, 0, 0], &[7; 256]].concat(),
            "claims 256 bytes, 16 are possible",
        ),
    ] {
        let found = of_array(compressor, &chunk);
        assert!(found.as_ref().is_err_and(|err| err.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn chunks_that_no_memory_holds_are_refused() {
    let opened = |shape: &str, chunks: &str| {
        let metadata = format!(
            r#"{{"zarr_format": 2, "shape": {shape}, "chunks": {chunks}, "dtype": "<u2", "fill_value": 0, "order": "C", "filters": null, "compressor": null}}"#
        );
        let mut rest = vec![7; 20_000];
        rest[0] = 1;
        let bytes = archive([("a/.zarray", metadata.as_bytes()), ("a/rest", &*rest)]);
        let file = try_open("a.zip", bytes).unwrap_or_else(|err| panic!("{err}"));
        file.refused.first().map(ToString::to_string).unwrap_or_default()
    };
    assert_eq!(opened("[1000, 100]", "[100, 100]"), "");
    for (shape, chunks, expected) in [
        ("[100000, 1000]", "[100000, 1000]", "200 MB of them together"),
        ("[100000, 1000]", "[100000, 10]", "200 MB of them together"),
        ("[100000, 4000000]", "[1, 1000]", "claims"),
        ("[18446744073709551615, 18446744073709551615]", "[1, 1]", "claims"),
        ("[10, 10]", "[10]", "contradict"),
        ("[10, 10]", "[0, 10]", "contradict"),
    ] {
        let said = opened(shape, chunks);
        assert!(said.contains(expected), "{expected}: {said}");
    }
}
