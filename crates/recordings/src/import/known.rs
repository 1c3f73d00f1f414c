//! Files that were given, by which they are known again.

use std::{io::Result, rc::Rc};

use crate::source::Source;

/// Bytes of which files have fewer that may hold the same by chance.
const SMALL: u64 = 1000;
/// Bytes of two files that are compared at once.
const CHUNK: usize = 1 << 16;

/// A file that was given, by which it is known again.
pub(super) struct KnownFile {
    pub(super) name: String,
    pub(super) source: Rc<dyn Source>,
}

impl KnownFile {
    /// Whether both hold the same. Small files of other names may do so by chance, such as two rates.
    pub(super) fn is_same(&self, other: &Self) -> Result<bool> {
        let num_bytes = self.source.num_bytes()?;
        let base = |name: &str| name.rsplit('/').next().map(str::to_owned);
        if num_bytes != other.source.num_bytes()?
            || num_bytes < SMALL && base(&self.name) != base(&other.name)
        {
            return Ok(false);
        }
        let (mut one, mut another) = (vec![0; CHUNK], vec![0; CHUNK]);
        for start in (0..num_bytes).step_by(CHUNK) {
            let len = (num_bytes - start).min(CHUNK as u64) as usize;
            self.source.read_at(start, &mut one[..len])?;
            other.source.read_at(start, &mut another[..len])?;
            if one[..len] != another[..len] {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
