//! Files of the browser, as the threads of workers read and make them: what is too large for a message goes beside it as one.
//!
//! A file is where the browser keeps it, on the disk or in a process of its own. It takes memory of a worker only while a part of it is
//! read, and none of those who pass it on.

use std::io::{BufRead, BufReader, BufWriter, Error, ErrorKind, Read, Result, Write};

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes that are read or written at once: each time takes the browser as long as some thousands of them.
pub const PART: usize = 1 << 18;

/// The bytes of a file, at any place.
pub struct FileBytes {
    reader: FileReaderSync,
    blob: Blob,
}

impl FileBytes {
    /// Those of a file.
    ///
    /// # Panics
    /// Outside workers, which alone read files at once.
    pub fn new(blob: Blob) -> Self {
        Self { reader: FileReaderSync::new().expect("workers read files at once"), blob }
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads those from `offset` on.
    ///
    /// # Errors
    /// If the browser doesn't give them, in its words, or there are fewer.
    pub fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        let (start, end) = (offset as f64, offset as f64 + into.len() as f64);
        let slice = self.blob.slice_with_f64_and_f64(start, end).map_err(refused)?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(refused)?;
        let bytes = Uint8Array::new(&buffer);
        if bytes.length() as usize != into.len() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        bytes.copy_to(into);
        Ok(())
    }
}

/// A file from its beginning to its end.
struct FileStream {
    bytes: FileBytes,
    place: u64,
}

impl Read for FileStream {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let len = (self.bytes.len() - self.place).min(into.len() as u64) as usize;
        self.bytes.read_at(self.place, &mut into[..len])?;
        self.place += len as u64;
        Ok(len)
    }
}

/// Reads a file from its beginning to its end.
///
/// # Panics
/// Outside workers.
pub fn stream(file: Blob) -> impl BufRead {
    let bytes = FileBytes::new(file);
    BufReader::with_capacity(PART, FileStream { bytes, place: 0 })
}

/// Parts of a file that is made.
#[derive(Default)]
struct FileParts(Array);

impl Write for FileParts {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.push(&Uint8Array::from(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Makes a file of what `write` writes.
///
/// # Errors
/// If the browser doesn't take it, in its words.
pub fn make(write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<Blob> {
    let mut parts = BufWriter::with_capacity(PART, FileParts::default());
    write(&mut parts)?;
    let parts = parts.into_inner().map_err(|err| err.into_error())?;
    Blob::new_with_u8_array_sequence(&parts.0).map_err(refused)
}

/// What the browser says.
fn refused(err: JsValue) -> Error {
    let message = Reflect::get(&err, &"message".into()).ok();
    Error::other(message.and_then(|message| message.as_string()).unwrap_or_default())
}
