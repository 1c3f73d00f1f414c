//! What chunks are packed by.

use std::io::Read;

use crc::{CRC_32_ISCSI, Crc};
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use ganglion_recordings::family::FamilyRefusal;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::{blosc, refusal};

/// Bytes that zstd may look back, whatever a chunk has: those of its highest usual level.
const WINDOW: u64 = 8 << 20;

/// The checksum of Castagnoli.
static CRC32C: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// A step from stored bytes to those of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zlib,
    Zstd,
    Blosc,
    /// A block behind the number of its unpacked bytes.
    Lz4,
    /// Four bytes behind all others.
    Crc32c,
    /// Bytes of elements of so many bytes.
    Shuffle(usize),
}

impl Codec {
    /// What has a name, and where needed a number of bytes of an element.
    pub(crate) fn named(name: &str, size: usize) -> Result<Self, FamilyRefusal> {
        Ok(match name {
            "gzip" => Self::Gzip,
            "zlib" => Self::Zlib,
            "zstd" => Self::Zstd,
            "blosc" => Self::Blosc,
            "lz4" => Self::Lz4,
            "crc32c" => Self::Crc32c,
            "shuffle" if size > 0 => Self::Shuffle(size),
            _ => return Err(refusal::packed(name)),
        })
    }

    /// Unpacks up to `most` bytes.
    ///
    /// # Errors
    /// What is wrong with them, in technical English; also that there are more.
    pub(crate) fn unpack(self, mut packed: Vec<u8>, most: usize) -> Result<Vec<u8>, String> {
        match self {
            Self::Gzip => read(MultiGzDecoder::new(&*packed), most),
            Self::Zlib => inflated_zlib(&packed, most),
            Self::Zstd => unzstd(&packed, most),
            Self::Blosc => blosc::unpack(&packed, most),
            Self::Lz4 => {
                let (len, block) = packed.split_first_chunk().ok_or("lz4 without a length")?;
                let len = u32::from_le_bytes(*len) as usize;
                if len > most.min(block.len().saturating_mul(256)) {
                    return Err(more(most));
                }
                let mut unpacked = vec![0; len];
                let num = lz4_flex::block::decompress_into(block, &mut unpacked);
                unpacked.truncate(num.map_err(|err| err.to_string())?);
                Ok(unpacked)
            }
            Self::Crc32c => {
                let (bytes, checksum) = packed.split_last_chunk().ok_or("no checksum")?;
                if CRC32C.checksum(bytes) != u32::from_le_bytes(*checksum) {
                    return Err("a checksum is another one than was written".to_owned());
                }
                packed.truncate(packed.len() - 4);
                Ok(packed)
            }
            Self::Shuffle(size) => {
                let mut bytes = Vec::new();
                blosc::unshuffle(&packed, size, &mut bytes);
                Ok(bytes)
            }
        }
    }
}

fn more(most: usize) -> String {
    format!("a chunk unpacks to more than the {most} bytes that are possible")
}

/// All that can be read, up to `most` bytes.
fn read(packed: impl Read, most: usize) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    let read = packed.take(most as u64 + 1).read_to_end(&mut unpacked);
    read.map_err(|err| err.to_string())?;
    if unpacked.len() > most { Err(more(most)) } else { Ok(unpacked) }
}

/// Inflates what has the head of zlib, up to `most` bytes.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn inflated_zlib(packed: &[u8], most: usize) -> Result<Vec<u8>, String> {
    read(ZlibDecoder::new(packed), most)
}

/// Unpacks a frame of zstd of up to `most` bytes.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn unzstd(packed: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(WINDOW.max(most as u64));
    let stream = StreamingDecoder::new_with_decoder(packed, decoder);
    read(stream.map_err(|err| err.to_string())?, most)
}
