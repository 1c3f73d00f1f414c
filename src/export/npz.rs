//! The npz format of `NumPy`: a zip archive, not compressed, of one npy file for each array.
//!
//! Nothing in it depends on the clock: every entry is dated to the first day that zip knows.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::json;

use crate::export::Tensor;

/// The bytes of an archive; the texts go into the array `metadata`, as JSON.
pub(super) fn write(tensors: &[Tensor], metadata: &BTreeMap<&'static str, String>) -> Vec<u8> {
    let mut archive = Archive::default();
    for tensor in tensors {
        archive.add(tensor.name, &npy("<f4", &tensor.shape, &tensor.bytes()));
    }
    let text = json!(metadata).to_string();
    // NumPy's texts are of a fixed number of characters, four bytes each.
    let bytes: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    archive.add("metadata", &npy(&format!("<U{}", text.chars().count()), &[], &bytes));
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

/// A zip archive without compression (PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    num_entries: u16,
}

impl Archive {
    fn add(&mut self, name: &str, data: &[u8]) {
        let name = format!("{name}.npy");
        let offset = self.bytes.len() as u32;
        let entry = entry(&name, data);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&entry);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(data);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&entry);
        // No comment, first disk, and no attributes of a file system.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.num_entries += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, len) = (self.bytes.len() as u32, self.directory.len() as u32);
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend(self.num_entries.to_le_bytes());
        self.bytes.extend(self.num_entries.to_le_bytes());
        self.bytes.extend(len.to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}

/// What the head of a file and its entry in the directory share.
fn entry(name: &str, data: &[u8]) -> Vec<u8> {
    const VERSION: u16 = 20;
    const STORED: u16 = 0;
    /// The first of January 1980.
    const DATE: u16 = 0x21;
    let (checksum, len) = (crc32fast::hash(data).to_le_bytes(), (data.len() as u32).to_le_bytes());
    let mut entry = Vec::new();
    for number in [VERSION, 0, STORED, 0, DATE] {
        entry.extend(number.to_le_bytes());
    }
    entry.extend([checksum, len, len].concat());
    entry.extend((name.len() as u16).to_le_bytes());
    entry.extend([0; 2]);
    entry
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
    }
}
