//! A part of a source as a stream of bytes, inflated where it is compressed.
//!
//! The state of a stream is plain data without a borrow: the source is handed in at each call. Memory is one buffer of input and the
//! window of deflate, whatever the stream holds. `flate2` inflates; the readers of `flate2` and `zip` are left out, because they
//! borrow what they read from, and an opened file keeps streams beside their source.

use std::sync::OnceLock;

use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use flate2::{Decompress, FlushDecompress, Status};
use ganglion_core::t;

use crate::{error::FileError, source::Source};

/// Bytes of input that are read at once.
const BUFFER: usize = 32 * 1024;

/// Bytes that deflate can make of one byte at most (258 of a code of 2 bits), rounded up.
const MOST_INFLATED: u64 = 1_040;

/// Checksums sixteen bytes at a time. The tables are computed at first use, since nothing compresses them in the file of a worker.
static CHECKSUM: OnceLock<Crc<u32, Table<16>>> = OnceLock::new();

/// A checksum of bytes that come one after the other.
pub(crate) fn checksum() -> Digest<'static, u32, Table<16>> {
    CHECKSUM.get_or_init(|| Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC)).digest()
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As they are.
    Plain,
    /// Deflated, without a head: in zip archives.
    Deflate,
    /// Deflated, with head and checksum: in MATLAB files.
    Zlib,
    /// A bit for each unpacked byte, which is 0 or 1.
    Bits(BitOrder),
}

/// Which bit of a byte comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BitOrder {
    /// The lowest.
    LowestFirst,
    /// The highest.
    HighestFirst,
}

/// A part of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Where it begins.
    pub(crate) offset: u64,
    /// Its bytes in the source.
    pub(crate) len: u64,
    /// How they are packed.
    pub(crate) coding: Coding,
    /// Checksum of its unpacked bytes, in zip archives.
    pub(crate) crc: Option<u32>,
}

impl Region {
    /// Bytes as they are.
    pub(crate) fn plain(offset: u64, len: u64) -> Self {
        Self { offset, len, coding: Coding::Plain, crc: None }
    }

    /// The most unpacked bytes that it can hold.
    pub(crate) fn most_bytes(&self) -> u64 {
        match self.coding {
            Coding::Plain => self.len,
            Coding::Deflate | Coding::Zlib => self.len.saturating_mul(MOST_INFLATED),
            Coding::Bits(_) => self.len.saturating_mul(8),
        }
    }
}

/// What goes wrong with bytes, before it is known whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The source gives none.
    Unreadable(String),
    /// They end too early.
    CutOff {
        /// Bytes up to the end of what was asked for.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// They contradict each other.
    Damaged(String),
}

impl Fault {
    /// The error about an array or a file.
    pub(crate) fn of(self, name: &str) -> FileError {
        let array = name.to_owned();
        match self {
            Self::Unreadable(message) => FileError::Unreadable { file: array, message },
            Self::CutOff { expected, found } => FileError::CutOff { array, expected, found },
            Self::Damaged(problem) => FileError::Damaged { array, problem },
        }
    }

    /// Bytes that contradict each other.
    pub(crate) fn damaged(problem: impl Into<String>) -> Self {
        Self::Damaged(problem.into())
    }
}

/// A region from its beginning to its end.
pub(crate) struct ByteStream {
    region: Region,
    /// Where the next input is read.
    next: u64,
    input: Vec<u8>,
    /// Bytes of the input that are done with.
    used: usize,
    /// Bits of the next byte of the input that are done with.
    used_bits: u32,
    inflater: Option<Inflater>,
    /// Unpacked bytes that were handed out.
    position: u64,
    digest: Option<Digest<'static, u32, Table<16>>>,
    /// Whether a read failed: nobody knows then how far it came.
    is_broken: bool,
}

struct Inflater {
    state: Decompress,
    has_ended: bool,
}

impl ByteStream {
    pub(crate) fn new(region: Region) -> Self {
        let inflater = |zlib| Inflater { state: Decompress::new(zlib), has_ended: false };
        Self {
            region,
            next: region.offset,
            input: Vec::new(),
            used: 0,
            used_bits: 0,
            inflater: match region.coding {
                Coding::Plain | Coding::Bits(_) => None,
                Coding::Deflate => Some(inflater(false)),
                Coding::Zlib => Some(inflater(true)),
            },
            position: 0,
            digest: region.crc.map(|_| checksum()),
            is_broken: false,
        }
    }

    pub(crate) fn region(&self) -> &Region {
        &self.region
    }

    /// Whether all reads succeeded, so that reading can go on.
    pub(crate) fn is_sound(&self) -> bool {
        !self.is_broken
    }

    /// Unpacked bytes that were handed out or skipped.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Fills as much of `into` as there are bytes, and says how much that is.
    pub(crate) fn read(&mut self, source: &dyn Source, into: &mut [u8]) -> Result<usize, Fault> {
        if core::mem::replace(&mut self.is_broken, true) {
            return Err(Fault::Unreadable(t!("an earlier read of it failed").to_owned()));
        }
        let mut num = 0;
        while num < into.len() {
            let more = match self.region.coding {
                Coding::Deflate | Coding::Zlib => self.inflate(source, &mut into[num..])?,
                Coding::Plain => self.copy(source, &mut into[num..])?,
                Coding::Bits(order) => self.unpack(source, &mut into[num..], order)?,
            };
            if more == 0 {
                break;
            }
            num += more;
        }
        if let Some(digest) = &mut self.digest {
            digest.update(&into[..num]);
        }
        self.position += num as u64;
        self.is_broken = false;
        Ok(num)
    }

    /// Fills all of `into`.
    pub(crate) fn read_exact(&mut self, source: &dyn Source, into: &mut [u8]) -> Result<(), Fault> {
        let expected = self.position + into.len() as u64;
        let num = self.read(source, into)?;
        if num < into.len() {
            return Err(Fault::CutOff { expected, found: self.position });
        }
        Ok(())
    }

    /// The next bytes.
    pub(crate) fn bytes<const N: usize>(&mut self, source: &dyn Source) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.read_exact(source, &mut bytes)?;
        Ok(bytes)
    }

    /// Goes on by so many bytes: at once where they are plain, by inflating them elsewhere.
    pub(crate) fn skip(&mut self, source: &dyn Source, num: u64) -> Result<(), Fault> {
        let expected = self.position.saturating_add(num);
        // The head of an array is read, so that the checksum of all bytes can be compared.
        let is_seen = self.digest.is_some() && num <= BUFFER as u64;
        if self.region.coding == Coding::Plain && !is_seen {
            let buffered = (self.input.len() - self.used) as u64;
            if num.saturating_sub(buffered) > self.region.offset + self.region.len - self.next {
                return Err(Fault::CutOff { expected, found: self.region.len });
            }
            self.used += num.min(buffered) as usize;
            self.next += num.saturating_sub(buffered);
            self.position = expected;
            if num > 0 {
                self.digest = None;
            }
            return Ok(());
        }
        let mut scratch = vec![0; num.min(BUFFER as u64) as usize];
        while self.position < expected {
            let wanted = (expected - self.position).min(BUFFER as u64) as usize;
            if self.read(source, &mut scratch[..wanted])? < wanted {
                return Err(Fault::CutOff { expected, found: self.position });
            }
        }
        Ok(())
    }

    /// Makes sure, behind the last element, that the stream ends as it should: with the checksum that was written with it, if all
    /// bytes were seen, and in MATLAB files with nothing but padding.
    pub(crate) fn finish(&mut self, source: &dyn Source) -> Result<(), Fault> {
        let mut rest = [0; 64];
        let num = self.read(source, &mut rest)?;
        let has_ended = self.inflater.as_ref().is_none_or(|inflater| inflater.has_ended);
        if self.region.coding == Coding::Zlib && (num > 8 || !has_ended) {
            let problem = t!("its compressed bytes don't end where its head says that they do");
            return Err(Fault::damaged(problem));
        }
        let found = self.digest.take().filter(|_| num < rest.len());
        let found = found.map(|digest| digest.finalize());
        if found.is_some_and(|found| Some(found) != self.region.crc) {
            let problem = t!("its checksum isn't the one that was written with it");
            return Err(Fault::damaged(problem));
        }
        Ok(())
    }

    /// Reads more input if all is used; whether there is any.
    fn refill(&mut self, source: &dyn Source) -> Result<bool, Fault> {
        if self.used == self.input.len() {
            let left = self.region.offset + self.region.len - self.next;
            self.input.resize(left.min(BUFFER as u64) as usize, 0);
            self.used = 0;
            source.read_at(self.next, &mut self.input).map_err(|err| unreadable(&err))?;
            self.next += self.input.len() as u64;
        }
        Ok(self.used < self.input.len())
    }

    fn copy(&mut self, source: &dyn Source, into: &mut [u8]) -> Result<usize, Fault> {
        let left = self.region.offset + self.region.len - self.next;
        if self.used == self.input.len() && into.len() >= BUFFER {
            let num = left.min(into.len() as u64) as usize;
            source.read_at(self.next, &mut into[..num]).map_err(|err| unreadable(&err))?;
            self.next += num as u64;
            return Ok(num);
        }
        if !self.refill(source)? {
            return Ok(0);
        }
        let input = &self.input[self.used..];
        let num = input.len().min(into.len());
        into[..num].copy_from_slice(&input[..num]);
        self.used += num;
        Ok(num)
    }

    fn unpack(
        &mut self,
        source: &dyn Source,
        into: &mut [u8],
        order: BitOrder,
    ) -> Result<usize, Fault> {
        if !self.refill(source)? {
            return Ok(0);
        }
        let mut num = 0;
        while num < into.len() && self.used < self.input.len() {
            let shift = match order {
                BitOrder::LowestFirst => self.used_bits,
                BitOrder::HighestFirst => 7 - self.used_bits,
            };
            into[num] = self.input[self.used] >> shift & 1;
            num += 1;
            self.used_bits = (self.used_bits + 1) % 8;
            self.used += usize::from(self.used_bits == 0);
        }
        Ok(num)
    }

    fn inflate(&mut self, source: &dyn Source, into: &mut [u8]) -> Result<usize, Fault> {
        loop {
            let has_input = self.refill(source)?;
            let Some(inflater) = &mut self.inflater else { return Ok(0) };
            if inflater.has_ended {
                return Ok(0);
            }
            let before = (inflater.state.total_in(), inflater.state.total_out());
            let input = &self.input[self.used..];
            let status = inflater.state.decompress(input, into, FlushDecompress::None);
            let wrong = |err| t!("its compressed bytes are wrong ({err})", err = err);
            let status = status.map_err(|err| Fault::damaged(wrong(err)))?;
            let read = (inflater.state.total_in() - before.0) as usize;
            let written = (inflater.state.total_out() - before.1) as usize;
            self.used += read;
            inflater.has_ended = status == Status::StreamEnd;
            if written > 0 || inflater.has_ended {
                return Ok(written);
            }
            if read == 0 && !has_input {
                return Ok(0);
            }
            if read == 0 {
                return Err(Fault::damaged(t!("its compressed bytes lead nowhere")));
            }
        }
    }
}

/// What the system says of an error.
pub(crate) fn unreadable(err: &std::io::Error) -> Fault {
    Fault::Unreadable(err.to_string())
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;
    use std::io::{Error, Read as _, Result};

    use flate2::{Compression, read::ZlibEncoder};

    use super::{ByteStream, Coding, Fault, Region};
    use crate::source::Source;

    /// Bytes that can be read only now and then.
    struct Moody(Vec<u8>, Cell<bool>);

    impl Source for Moody {
        fn num_bytes(&self) -> Result<u64> {
            self.0.num_bytes()
        }

        fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
            if self.1.get() { Err(Error::other("not now")) } else { self.0.read_at(offset, into) }
        }
    }

    #[test]
    fn a_stream_whose_source_failed_is_not_read_on() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let bytes: Vec<u8> = (0..100_000).map(|_| next()).collect();
        let mut packed = Vec::new();
        ZlibEncoder::new(&*bytes, Compression::fast()).read_to_end(&mut packed).unwrap();
        let len = packed.len() as u64;
        let source = Moody(packed, Cell::new(false));
        let mut stream =
            ByteStream::new(Region { offset: 0, len, coding: Coding::Zlib, crc: None });
        let mut read = vec![0; 10_000];
        assert_eq!(stream.read(&source, &mut read), Ok(10_000));
        assert!(stream.is_sound() && read == bytes[..10_000]);
        source.1.set(true);
        let failed = stream.skip(&source, 80_000);
        assert_eq!(failed, Err(Fault::Unreadable("not now".to_owned())));
        source.1.set(false);
        assert!(stream.read(&source, &mut read).is_err() && !stream.is_sound());
    }
}
