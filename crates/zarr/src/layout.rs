//! How the elements of an array stand in its chunks.

use ganglion_recordings::{ElementType, family::FamilyRefusal};

use crate::{codec::Codec, refusal};

/// Most bytes of unpacked chunks that are kept.
const CACHE: u64 = 96 << 20;

/// Rows that may share chunks that are unpacked again for each of them.
const FEW_ROWS: u64 = 16;

/// Bytes that one byte of an archive becomes at most: zstd makes a block of 128 kB of four.
const MOST_UNPACKED: u64 = 1 << 15;

/// Most axes.
const MOST_AXES: usize = 32;

/// A number of up to eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ZarrNumber {
    pub(crate) stored: ElementType,
    pub(crate) is_big_endian: bool,
}

/// How the keys of chunks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChunkKeys {
    /// What stands in front of the indices, if it is version 3.
    pub(crate) has_letter: bool,
    pub(crate) separator: char,
}

/// An array of numbers in chunks.
#[derive(Clone, Debug)]
pub(crate) struct ChunkLayout {
    /// Sizes of its axes.
    pub(crate) shape: Vec<u64>,
    /// Sizes of a chunk along them.
    pub(crate) chunk: Vec<u64>,
    /// Axes of a chunk as stored, the slowest first.
    pub(crate) axes: Vec<usize>,
    pub(crate) number: ZarrNumber,
    /// From stored bytes to those of elements.
    pub(crate) codecs: Vec<Codec>,
    /// The bytes of an element of a chunk that is absent.
    pub(crate) fill: [u8; 8],
    pub(crate) keys: ChunkKeys,
}

impl ChunkLayout {
    /// Bytes of an element.
    pub(crate) fn size(&self) -> usize {
        self.number.stored.num_bytes() as usize
    }

    /// Bytes of an unpacked chunk.
    pub(crate) fn chunk_bytes(&self) -> u64 {
        product(self.number.stored.num_bytes(), self.chunk.iter().copied())
    }

    /// Bytes of unpacked chunks that are kept, so that neighboring rows unpack none of them again.
    pub(crate) fn kept_bytes(&self) -> usize {
        let (shared, _) = self.shared();
        shared.saturating_add(self.chunk_bytes()).min(CACHE) as usize
    }

    /// Elements from one index of an axis to the next, in a chunk.
    ///
    /// # Shapes
    /// - returns one for each axis
    pub(crate) fn steps(&self) -> Vec<u64> {
        let mut steps = vec![1; self.chunk.len()];
        let mut step = 1;
        for axis in self.axes.iter().rev() {
            steps[*axis] = step;
            step *= self.chunk[*axis];
        }
        steps
    }

    /// Where the chunk with these indices stands below its array.
    pub(crate) fn key(&self, indices: &[u64]) -> String {
        let ChunkKeys { has_letter, separator } = self.keys;
        let mut parts: Vec<String> = indices.iter().map(ToString::to_string).collect();
        if has_letter {
            parts.insert(0, "c".to_owned());
        }
        if parts.is_empty() {
            "0".to_owned()
        } else {
            parts.join(separator.encode_utf8(&mut [0; 4]))
        }
    }

    /// Bytes of all chunks that have a part of one row, along the slowest axis that has several; and how many rows they are of.
    pub(crate) fn shared(&self) -> (u64, u64) {
        let (shape, chunk) = (&self.shape, &self.chunk);
        let slowest = shape.iter().position(|size| *size > 1).unwrap_or(0);
        let covered = |axis: usize| match axis.cmp(&slowest) {
            core::cmp::Ordering::Less | core::cmp::Ordering::Equal => chunk[axis],
            core::cmp::Ordering::Greater => {
                chunk[axis].saturating_mul(shape[axis].div_ceil(chunk[axis]))
            }
        };
        let bytes = product(self.number.stored.num_bytes(), (0..shape.len()).map(covered));
        (bytes, chunk.get(slowest).copied().unwrap_or(1))
    }

    /// Whether it can be read row by row in the memory that its archive justifies.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn check(&self, archive_len: u64) -> Result<(), FamilyRefusal> {
        let (shape, chunk) = (&self.shape, &self.chunk);
        let mut sorted = self.axes.clone();
        sorted.sort_unstable();
        let is_order = sorted.iter().copied().eq(0..shape.len());
        if chunk.len() != shape.len() || chunk.contains(&0) || !is_order || shape.len() > MOST_AXES
        {
            return Err(refusal::damaged("shape, chunks and order of axes contradict each other"));
        }
        let size = self.number.stored.num_bytes();
        let claimed = product(size, shape.iter().copied());
        if claimed > archive_len.saturating_mul(MOST_UNPACKED) {
            return Err(FamilyRefusal::Implausible(claimed, archive_len));
        }
        let (shared, num_rows) = self.shared();
        if self.chunk_bytes() > CACHE || shared > CACHE && num_rows > FEW_ROWS {
            return Err(refusal::chunks(shared));
        }
        Ok(())
    }
}

/// Bytes of so many elements; more than there can be if nobody can count them.
fn product(size: u64, sizes: impl IntoIterator<Item = u64>) -> u64 {
    sizes.into_iter().try_fold(size, u64::checked_mul).unwrap_or(u64::MAX)
}
