//! Files of the browser.

use core::cell::RefCell;
use std::io::Result;

use ganglion_core::protocol::file::{FileBytes, PART};
use ganglion_recordings::Source;
use web_sys::Blob;

/// A file of the browser, which stays on the disk.
pub(crate) struct FileSource {
    file: FileBytes,
    /// What was read last, and where it begins.
    last: RefCell<(u64, Vec<u8>)>,
}

impl FileSource {
    pub(crate) fn new(file: Blob) -> Self {
        Self { file: FileBytes::new(file), last: RefCell::default() }
    }
}

impl Source for FileSource {
    fn num_bytes(&self) -> Result<u64> {
        Ok(self.file.len())
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        let end = offset.saturating_add(into.len() as u64);
        let num_bytes = self.num_bytes()?;
        if into.len() >= PART || end > num_bytes {
            return self.file.read_at(offset, into);
        }
        let mut last = self.last.borrow_mut();
        let (start, bytes) = &mut *last;
        if offset < *start || end > *start + bytes.len() as u64 {
            bytes.clear();
            bytes.resize((num_bytes - offset).min(PART as u64) as usize, 0);
            *start = offset;
            if let Err(err) = self.file.read_at(offset, bytes) {
                bytes.clear();
                return Err(err);
            }
        }
        into.copy_from_slice(&bytes[(offset - *start) as usize..][..into.len()]);
        Ok(())
    }
}
