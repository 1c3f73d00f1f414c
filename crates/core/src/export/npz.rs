//! The npz format of `NumPy`: a zip archive, not compressed, of one npy file for each array.
//!
//! Our own: a head of one line is all there is to it; `npyz` brings a parser of Python and whole numbers of any size,
//! `ndarray-npy` another kind of array.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::json;

use crate::export::{Tensor, archive::Archive};

/// An array of any numbers.
pub(super) struct Array {
    pub(super) name: &'static str,
    /// Byte order, kind and bytes of a number, as `NumPy` writes them.
    pub(super) kind: &'static str,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: Vec<u8>,
}

/// The bytes of an archive; the texts go into the array `metadata`, as JSON.
pub(super) fn write(tensors: &[Tensor], metadata: &BTreeMap<&'static str, String>) -> Vec<u8> {
    let array = |tensor: &Tensor| {
        let (shape, bytes) = (tensor.shape.clone(), tensor.bytes());
        Array { name: tensor.name, kind: "<f4", shape, bytes }
    };
    write_arrays(&tensors.iter().map(array).collect::<Vec<_>>(), metadata)
}

/// The same of arrays of any numbers.
pub(super) fn write_arrays(arrays: &[Array], metadata: &BTreeMap<&'static str, String>) -> Vec<u8> {
    let mut archive = Archive::default();
    for Array { name, kind, shape, bytes } in arrays {
        archive.add(&format!("{name}.npy"), &npy(kind, shape, bytes));
    }
    let text = json!(metadata).to_string();
    // NumPy's texts are of a fixed number of characters, four bytes each.
    let bytes: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    archive.add("metadata.npy", &npy(&format!("<U{}", text.chars().count()), &[], &bytes));
    archive.finish()
}

/// An npy file, version 1.0: a Python dictionary that ends at a multiple of 64 bytes, then the numbers.
fn npy(kind: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    const START: &[u8] = b"\x93NUMPY\x01\x00";
    let mut sizes = String::new();
    for size in shape {
        // A tuple of one has a comma too.
        write!(sizes, "{size}, ").expect("strings take any text");
    }
    let sizes = if shape.len() > 1 { sizes.trim_end_matches(", ") } else { sizes.trim_end() };
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sizes}), }}");
    while !(START.len() + 2 + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    [START, &(header.len() as u16).to_le_bytes(), header.as_bytes(), data].concat()
}
