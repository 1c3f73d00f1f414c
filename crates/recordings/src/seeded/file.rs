//! Drawn frames as a file, so that a seed is read as any other stimulus is.

use std::{
    io::{Error, ErrorKind, Result},
    rc::Rc,
};

use ganglion_core::stimulus::{FrameStore, StimulusFrames};

use crate::source::Source;

/// Packed frames as the bytes of an npy file: contrasts, 127 for the largest, or +1 and -1.
pub(super) struct FrameFile {
    head: Vec<u8>,
    frames: Rc<StimulusFrames>,
}

impl FrameFile {
    /// Frames of so many rows and columns.
    pub(super) fn new(frames: Rc<StimulusFrames>, (rows, columns): (usize, usize)) -> Self {
        let shape = format!("{}, {rows}, {columns}", frames.num_frames());
        Self { head: npy_head("|i1", &shape), frames }
    }

    fn byte(&self, at: usize) -> u8 {
        let num = self.frames.num_checkers();
        let (frame, checker) = (at / num, at % num);
        let value = match self.frames.store() {
            FrameStore::Bytes(bytes) => bytes[at],
            FrameStore::Bits(_) | FrameStore::Numbers(_) => {
                self.frames.contrast(frame, checker) as i8
            }
        };
        value.cast_unsigned()
    }
}

impl Source for FrameFile {
    fn num_bytes(&self) -> Result<u64> {
        let num_elements = self.frames.num_frames() * self.frames.num_checkers();
        Ok((self.head.len() + num_elements) as u64)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        let end = offset.checked_add(into.len() as u64);
        if end.is_none_or(|end| self.num_bytes().is_ok_and(|num| end > num)) {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        let head = self.head.len();
        for (at, byte) in (offset as usize..).zip(into) {
            *byte = if at < head { self.head[at] } else { self.byte(at - head) };
        }
        Ok(())
    }
}

/// Numbers as the bytes of an npy file, `[rows, columns]`.
pub(super) fn table_file(numbers: &[f64], (rows, columns): (usize, usize)) -> Vec<u8> {
    let mut bytes = npy_head("<f8", &format!("{rows}, {columns}"));
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    bytes
}

/// What stands before the elements of a file of `NumPy`; sizes are separated by commas, a single one has one behind it.
///
/// # Source
/// `numpy.lib.format`, version 1.0.
pub(super) fn npy_head(element: &str, shape: &str) -> Vec<u8> {
    let text = format!("{{'descr': '{element}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let mut head = b"\x93NUMPY\x01\x00".to_vec();
    head.extend((text.len() as u16).to_le_bytes());
    head.extend(text.bytes());
    head
}
