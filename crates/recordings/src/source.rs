//! Where bytes come from.

use std::{
    fs::File,
    io::{Error, ErrorKind, Read as _, Result, Seek as _, SeekFrom},
    rc::Rc,
};

/// Bytes that can be read at any place: a file, bytes in memory, on the page a `Blob`.
pub trait Source {
    /// Number of bytes.
    ///
    /// # Errors
    /// If the system doesn't say.
    fn num_bytes(&self) -> Result<u64>;

    /// Fills `into` with the bytes from `offset` on.
    ///
    /// # Errors
    /// If there are fewer, or the system refuses.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()>;
}

impl Source for File {
    fn num_bytes(&self) -> Result<u64> {
        Ok(self.metadata()?.len())
    }

    // By its cursor, which every system has; nobody else moves it meanwhile, since files aren't shared between threads here.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        let mut file = self;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(into)
    }
}

impl Source for [u8] {
    fn num_bytes(&self) -> Result<u64> {
        Ok(self.len() as u64)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        let start = usize::try_from(offset).ok();
        let bytes = start.and_then(|start| self.get(start..start.checked_add(into.len())?));
        into.copy_from_slice(bytes.ok_or_else(|| Error::from(ErrorKind::UnexpectedEof))?);
        Ok(())
    }
}

impl Source for Vec<u8> {
    fn num_bytes(&self) -> Result<u64> {
        self.as_slice().num_bytes()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        self.as_slice().read_at(offset, into)
    }
}

impl<S: Source + ?Sized> Source for Rc<S> {
    fn num_bytes(&self) -> Result<u64> {
        (**self).num_bytes()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        (**self).read_at(offset, into)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn num_bytes(&self) -> Result<u64> {
        (**self).num_bytes()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        (**self).read_at(offset, into)
    }
}
