//! What tests of readers compare arrays with: what `make_fixtures.py` has written of the recording.

use std::{collections::BTreeMap, fs, path::PathBuf};

use ganglion_recordings::{ArrayInfo, AxisOrder, OpenedFile};

/// The bytes of a file in a folder of fixtures.
pub(crate) fn bytes_of(folder: &str, name: &str) -> Vec<u8> {
    let all = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings");
    let path = PathBuf::from(all).join(folder).join(name);
    fs::read(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// Which array of a file has that name.
pub(crate) fn index(file: &OpenedFile, array: &str) -> usize {
    let path =
        if array.is_empty() { file.name.clone() } else { format!("{} / {array}", file.name) };
    let found = file.arrays.iter().position(|info| info.path == path);
    found.unwrap_or_else(|| panic!("no {path} in {:?}", file.arrays))
}

/// The elements in C order of the array with its axes in another order.
fn turned(values: &[f64], info: &ArrayInfo, axes: &[usize]) -> Vec<f64> {
    let shape: Vec<usize> = info.shape.iter().map(|size| *size as usize).collect();
    let mut strides = vec![1; shape.len()];
    match info.order {
        AxisOrder::C => {
            for axis in (1..shape.len()).rev() {
                strides[axis - 1] = strides[axis] * shape[axis];
            }
        }
        AxisOrder::Fortran => {
            for axis in 1..shape.len() {
                strides[axis] = strides[axis - 1] * shape[axis - 1];
            }
        }
    }
    let mut places = vec![0];
    for axis in axes {
        places = places
            .iter()
            .flat_map(|place| {
                (0..shape[*axis]).map(|i| place + i * strides[*axis]).collect::<Vec<_>>()
            })
            .collect();
    }
    places.into_iter().map(|place| values[place]).collect()
}

/// FNV-1a over the bytes of doubles, as `make_fixtures.py` has it.
pub(crate) fn checksum(values: &[f64]) -> String {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{digest:016x}")
}

/// The checksums that every reader has to find.
pub(crate) fn checksums() -> BTreeMap<String, String> {
    let text = String::from_utf8(bytes_of("fixtures", "checksums.txt")).expect("ASCII");
    let pair =
        |line: &str| line.split_once(' ').map(|(name, sum)| (name.to_owned(), sum.to_owned()));
    text.lines().filter_map(pair).collect()
}

/// Reads an array in blocks of some rows or elements, and compares it with what Python wrote.
pub(crate) fn check(file: &OpenedFile, array: &str, axes: &[usize], expected: &str) {
    let index = index(file, array);
    let info = &file.arrays[index];
    let whole = file.read_all(index, 10_000).expect("readable").to_f64();
    for most in [1, 3, 100] {
        let mut reader = file.reader(index).expect("readable");
        let mut values = Vec::new();
        while let Some(block) = reader.next_rows(most).expect("readable") {
            assert_eq!(block.start, values.len() as u64, "{}", info.path);
            assert!(block.elements.len() as u64 <= most as u64 * info.row_len(), "{}", info.path);
            values.extend(block.elements.to_f64());
        }
        assert_eq!(values, whole, "{}", info.path);
        let mut reader = file.reader(index).expect("readable");
        reader.skip(most as u64).expect("readable");
        let rest = reader.next_block(7).expect("readable").map(|block| block.elements.to_f64());
        let end = (most + 7).min(whole.len());
        assert_eq!(rest.unwrap_or_default(), whole.get(most..end).unwrap_or_default());
    }
    assert_eq!(whole.len() as u64, info.num_elements(), "{}", info.path);
    let is_binary = expected == "frames" && !whole.iter().any(|value| *value < 0.0);
    let whole = whole.iter().map(|value| if is_binary { 2.0 * value - 1.0 } else { *value });
    let turned = turned(&whole.collect::<Vec<_>>(), info, axes);
    assert_eq!(checksum(&turned), checksums()[expected], "{}", info.path);
}
