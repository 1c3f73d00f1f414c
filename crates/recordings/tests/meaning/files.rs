//! Files of simulated recordings, as `NumPy` writes them.

use ganglion_recordings::{OpenedFile, facts::ArrayFacts, open};

/// An array that becomes a file.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    /// Elements in C order.
    pub(crate) values: Vec<f64>,
    /// `|u1`, `|i1`, `<i2`, `<i8` or `<f8`.
    pub(crate) descr: &'static str,
}

pub(crate) fn made(name: &str, shape: &[usize], descr: &'static str, values: Vec<f64>) -> Made {
    assert_eq!(shape.iter().product::<usize>(), values.len(), "{name}");
    Made { name: format!("{name}.npy"), shape: shape.to_vec(), values, descr }
}

impl Made {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let sizes: String =
            self.shape.iter().flat_map(|size| [size.to_string(), ", ".to_owned()]).collect();
        let head =
            format!("{{'descr': '{}', 'fortran_order': False, 'shape': ({sizes}), }}", self.descr);
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((head.len() as u16 + 1).to_le_bytes());
        bytes.extend(head.bytes());
        bytes.push(b'\n');
        for value in &self.values {
            match self.descr {
                "|u1" => bytes.push(*value as u8),
                "|i1" => bytes.push(*value as i8 as u8),
                "<i2" => bytes.extend((*value as i16).to_le_bytes()),
                "<i8" => bytes.extend((*value as i64).to_le_bytes()),
                "<f4" => bytes.extend((*value as f32).to_le_bytes()),
                _ => bytes.extend(value.to_le_bytes()),
            }
        }
        bytes
    }
}

/// Opens all, and reads them through.
pub(crate) fn opened(files: &[Made]) -> (Vec<OpenedFile>, Vec<ArrayFacts>) {
    let files: Vec<OpenedFile> =
        files.iter().map(|file| open(&file.name, Box::new(file.bytes())).expect("opens")).collect();
    let facts = (0..files.len())
        .map(|file| ArrayFacts::of(&files, (file, 0), u64::MAX).expect("readable"))
        .collect();
    (files, facts)
}
