//! The lines of a text that hold something: neither blank nor a comment.

use ganglion_core::t;

use crate::{
    error::FileError,
    source::Source,
    stream::{ByteStream, Region},
};

/// Longest line.
const MOST_LINE: usize = 2 << 20;

/// Bytes that are read at once.
const CHUNK: usize = 32 * 1024;

/// The mark of UTF-8 with which programs of Windows begin a text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines from first to last.
pub(super) struct Lines {
    file: String,
    stream: ByteStream,
    chunk: Vec<u8>,
    /// Bytes of the chunk that are done with.
    used: usize,
    line: Vec<u8>,
    number: u64,
    comment: Option<String>,
    has_data: bool,
}

impl Lines {
    pub(super) fn new(file: &str, num_bytes: u64) -> Self {
        Self {
            file: file.to_owned(),
            stream: ByteStream::new(Region::plain(0, num_bytes)),
            chunk: Vec::new(),
            used: 0,
            line: Vec::new(),
            number: 0,
            comment: None,
            has_data: false,
        }
    }

    /// The last comment above the first line, which may hold names.
    pub(super) fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// The next line with its number, from 1, without blanks around it.
    pub(super) fn next(&mut self, source: &dyn Source) -> Result<Option<(u64, &[u8])>, FileError> {
        loop {
            if !self.fill_line(source)? {
                return Ok(None);
            }
            self.number += 1;
            if self.number == 1 && self.line.starts_with(MARK) {
                self.line.drain(..MARK.len());
            }
            let line = self.line.trim_ascii();
            match line.first() {
                None => {}
                Some(b'#' | b'%') if self.has_data => {}
                Some(b'#' | b'%') => {
                    let text = String::from_utf8_lossy(&line[..line.len().min(CHUNK)]);
                    self.comment = Some(text.trim_start_matches(['#', '%']).trim().to_owned());
                }
                Some(_) => break,
            }
        }
        self.has_data = true;
        // A tab at either side may separate an empty field.
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        Ok(Some((self.number, line)))
    }

    /// Reads up to the next end of a line; false if there is nothing more.
    fn fill_line(&mut self, source: &dyn Source) -> Result<bool, FileError> {
        self.line.clear();
        let mut is_there = false;
        loop {
            if self.used == self.chunk.len() {
                self.chunk.resize(CHUNK, 0);
                let read = self.stream.read(source, &mut self.chunk);
                let num = read.map_err(|fault| fault.of(&self.file))?;
                self.chunk.truncate(num);
                self.used = 0;
            }
            let rest = &self.chunk[self.used..];
            if rest.is_empty() {
                return Ok(is_there);
            }
            is_there = true;
            let end = rest.iter().position(|byte| *byte == b'\n');
            let len = end.unwrap_or(rest.len());
            if self.line.len() + len > MOST_LINE {
                let problem = t!(
                    "it is longer than {num} characters. Write one number on each line, or save the array from Python as npz: np.savez_compressed('recording.npz', times=times)",
                    num = MOST_LINE
                );
                let (file, line) = (self.file.clone(), self.number + 1);
                return Err(FileError::Line { file, line, problem });
            }
            self.line.extend_from_slice(&rest[..len]);
            self.used += len;
            if end.is_some() {
                self.used += 1;
                return Ok(true);
            }
        }
    }
}
