//! Zip archives, not compressed. Nothing in them depends on the clock: every entry is dated to the first
//! day that zip knows.
//!
//! Our own: the crate `zip` writes other bytes for the same files (the system that wrote them, attributes, a version of its own),
//! and is 60 kB larger.

use crate::checksum::crc32;

/// A zip archive without compression (PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
#[derive(Debug, Default)]
pub struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    num_entries: u16,
}

impl Archive {
    /// Adds a file.
    pub fn add(&mut self, name: &str, data: &[u8]) {
        let offset = self.bytes.len() as u32;
        let entry = entry(name, data);
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

    /// The bytes of the whole.
    pub fn finish(mut self) -> Vec<u8> {
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
    let (checksum, len) = (crc32(data).to_le_bytes(), (data.len() as u32).to_le_bytes());
    let mut entry = Vec::new();
    for number in [VERSION, 0, STORED, 0, DATE] {
        entry.extend(number.to_le_bytes());
    }
    entry.extend([checksum, len, len].concat());
    entry.extend((name.len() as u16).to_le_bytes());
    entry.extend([0; 2]);
    entry
}
