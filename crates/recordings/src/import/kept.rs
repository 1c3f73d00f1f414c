//! A recording as a file that a browser keeps: a head that says what it is, then its bytes.
//!
//! Four bytes, the form, how long the head is, the checksum of what follows the head, all three as `u32` from the lowest byte on, the
//! head, and what [`Recording::write`](ganglion_core::recording::Recording::write) has written. Files of the first form have no checksum, and those
//! of the first two say of no stimulus that it was drawn.

use crc::{Digest, Table};
use ganglion_core::recording::ImportedRecording;

use crate::stream::checksum;

/// How a file begins.
const MARK: &[u8; 4] = b"Gngl";
/// Raised whenever a recording as bytes, or what stands before it, changes its form: older files can then only be deleted.
const FORM: u32 = 3;
/// The form whose heads end before the stimulus.
const UNDRAWN: u32 = 2;
/// The form without a checksum too.
const UNCHECKED: u32 = 1;
/// Bytes of mark, form and length.
const FIXED: usize = 12;
/// Bytes of a checksum.
const CHECKSUM: usize = 4;

/// From so many bytes at its beginning the head of a file can be read: a name, and roles of links, which are short.
pub const KEPT_HEAD: usize = 4096;

/// The head of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// What was decided when it was imported.
    pub imported: ImportedRecording,
    /// Where its bytes begin.
    pub start: usize,
    /// Their checksum; nothing if none was written.
    checksum: Option<u32>,
}

/// The checksum of the bytes of a recording, which may come in parts.
pub struct KeptChecksum(Digest<'static, u32, Table<16>>);

impl Default for KeptChecksum {
    fn default() -> Self {
        Self(checksum())
    }
}

impl KeptChecksum {
    /// Takes in the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}

impl KeptHead {
    /// What is written before the bytes of a recording that have a checksum.
    ///
    /// # Panics
    /// Never: it is plain data.
    pub fn write(imported: &ImportedRecording, checksum: KeptChecksum) -> Vec<u8> {
        let head = postcard::to_allocvec(imported).expect("it is plain data");
        let mut bytes = MARK.to_vec();
        bytes.extend(FORM.to_le_bytes());
        bytes.extend((head.len() as u32).to_le_bytes());
        bytes.extend(checksum.0.finalize().to_le_bytes());
        bytes.extend(head);
        bytes
    }

    /// Reads the head from the first bytes of a file, up to [`KEPT_HEAD`] of them; nothing if it is of another form.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| {
            let four = bytes.get(at..at + 4)?;
            Some(u32::from_le_bytes(four.try_into().ok()?))
        };
        let form = number(4).filter(|_| bytes.starts_with(MARK))?;
        let (before, checksum) = match form {
            UNCHECKED => (FIXED, None),
            UNDRAWN | FORM => (FIXED + CHECKSUM, Some(number(FIXED)?)),
            _ => return None,
        };
        let start = before.checked_add(number(8)? as usize)?;
        let mut head = bytes.get(before..start)?.to_vec();
        if form < FORM {
            // An empty text.
            head.push(0);
        }
        let imported = postcard::from_bytes(&head).ok()?;
        Some(Self { imported, start, checksum })
    }

    /// Whether the bytes behind the head are those that were written, as far as their checksum tells.
    pub fn is_of(&self, checksum: KeptChecksum) -> bool {
        self.checksum.is_none_or(|written| written == checksum.0.finalize())
    }
}
