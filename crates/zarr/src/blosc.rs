//! Unpacks buffers of blosc.
//!
//! # Source
//! "Blosc1 format" (`README_CHUNK_FORMAT.rst` of c-blosc 1.21): a head of 16 bytes, the starts of blocks, blocks of one or several streams. Bits are
//! shuffled as bitshuffle does it (Masui et al. 2015, Astronomy and Computing 12:181).

use crate::codec::{inflated_zlib, unzstd};

/// Bytes of the head.
const HEAD: usize = 16;

/// Bytes of elements are shuffled.
const SHUFFLED: u8 = 1;
/// Nothing is packed.
const AS_IS: u8 = 2;
/// Bits of elements are shuffled.
const BIT_SHUFFLED: u8 = 4;
/// Blocks are of one stream.
const NOT_SPLIT: u8 = 16;

/// Most streams of a block, and fewest bytes of each.
const MOST_STREAMS: usize = 16;
const FEWEST_BYTES: usize = 128;

/// Bytes that a byte of lz4 becomes at most.
const MOST_OF_LZ4: usize = 256;

/// What the streams of a buffer are packed by.
#[derive(Clone, Copy)]
enum BloscPacking {
    Lz4,
    Zlib,
    Zstd,
}

/// What a head says.
struct BloscHead {
    flags: u8,
    /// Bytes of an element.
    size: usize,
    num_bytes: usize,
    block: usize,
}

/// Unpacks a buffer of up to `most` bytes.
///
/// # Errors
/// What is wrong with it, in technical English.
pub(crate) fn unpack(packed: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let head = BloscHead::of(packed).ok_or("a blosc buffer without its head")?;
    if head.num_bytes > most {
        return Err(format!("a chunk claims {} bytes, {most} are possible", head.num_bytes));
    }
    if head.flags & AS_IS != 0 || head.num_bytes == 0 {
        let bytes = packed.get(HEAD..HEAD + head.num_bytes);
        return bytes.map(<[u8]>::to_vec).ok_or_else(cut_off);
    }
    let packing = match head.flags >> 5 {
        1 => BloscPacking::Lz4,
        3 => BloscPacking::Zlib,
        4 => BloscPacking::Zstd,
        0 => return Err("blosc with blosclz isn't read here".to_owned()),
        2 => return Err("blosc with snappy isn't read here".to_owned()),
        _ => return Err("blosc with an unknown packing".to_owned()),
    };
    if head.block == 0 || head.size == 0 {
        return Err("blocks or elements of no bytes".to_owned());
    }
    let mut unpacked = Vec::new();
    for number in 0..head.num_bytes.div_ceil(head.block) {
        let len = head.block.min(head.num_bytes - number * head.block);
        let start = u32_at(packed, HEAD + 4 * number).ok_or_else(cut_off)?;
        let block = packed.get(start..).ok_or_else(cut_off)?;
        let block = streams(block, len, &head, packing)?;
        if head.flags & SHUFFLED != 0 {
            unshuffle(&block, head.size, &mut unpacked);
        } else if head.flags & BIT_SHUFFLED != 0 {
            unshuffle_bits(&block, head.size, &mut unpacked);
        } else {
            unpacked.extend_from_slice(&block);
        }
    }
    Ok(unpacked)
}

impl BloscHead {
    fn of(packed: &[u8]) -> Option<Self> {
        let (num_bytes, block) = (u32_at(packed, 4)?, u32_at(packed, 8)?);
        Some(Self { flags: *packed.get(2)?, size: (*packed.get(3)?).into(), num_bytes, block })
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let (number, _) = bytes.get(at..)?.split_first_chunk()?;
    Some(u32::from_le_bytes(*number) as usize)
}

fn cut_off() -> String {
    "a blosc buffer is cut off".to_owned()
}

/// Unpacks the streams of a block of `len` bytes.
fn streams(
    block: &[u8],
    len: usize,
    head: &BloscHead,
    packing: BloscPacking,
) -> Result<Vec<u8>, String> {
    let is_split = head.flags & NOT_SPLIT == 0
        && len == head.block
        && head.size <= MOST_STREAMS
        && len / head.size >= FEWEST_BYTES;
    let num_streams = if is_split { head.size } else { 1 };
    let of_stream = len / num_streams;
    let (mut unpacked, mut rest) = (Vec::new(), block);
    for _ in 0..num_streams {
        let stored = u32_at(rest, 0).ok_or_else(cut_off)?;
        let stream = rest.get(4..).and_then(|rest| rest.get(..stored)).ok_or_else(cut_off)?;
        rest = &rest[4 + stored..];
        let before = unpacked.len();
        match packing {
            _ if stored == of_stream => unpacked.extend_from_slice(stream),
            // No memory is taken for what is only claimed.
            BloscPacking::Lz4 if of_stream / MOST_OF_LZ4 > stored => return Err(cut_off()),
            BloscPacking::Lz4 => {
                unpacked.resize(before + of_stream, 0);
                let num = lz4_flex::block::decompress_into(stream, &mut unpacked[before..]);
                unpacked.truncate(before + num.map_err(|err| err.to_string())?);
            }
            BloscPacking::Zlib => unpacked.extend(inflated_zlib(stream, of_stream)?),
            BloscPacking::Zstd => unpacked.extend(unzstd(stream, of_stream)?),
        }
        if unpacked.len() - before != of_stream {
            return Err("a stream of blosc has another length than its block".to_owned());
        }
    }
    Ok(unpacked)
}

/// Adds bytes of which the first ones of all elements came first, then the second ones and so on. What is left of an element stands behind.
pub(crate) fn unshuffle(shuffled: &[u8], size: usize, into: &mut Vec<u8>) {
    let num = shuffled.len() / size;
    let start = into.len();
    into.extend_from_slice(shuffled);
    if size > 1 {
        for (number, element) in into[start..].chunks_exact_mut(size).enumerate() {
            for (at, byte) in element.iter_mut().enumerate() {
                *byte = shuffled[at * num + number];
            }
        }
    }
}

/// Adds bytes of which the lowest bits of the first bytes of all elements came first. Blocks of no multiple of 8 elements are as they are.
fn unshuffle_bits(shuffled: &[u8], size: usize, into: &mut Vec<u8>) {
    let num = shuffled.len() / size;
    let start = into.len();
    into.extend_from_slice(shuffled);
    if !num.is_multiple_of(8) {
        return;
    }
    let row = num / 8;
    for (number, element) in into[start..].chunks_exact_mut(size).enumerate() {
        for (at, byte) in element.iter_mut().enumerate() {
            let bit = |bit: usize| shuffled[(8 * at + bit) * row + number / 8] >> (number % 8) & 1;
            *byte = (0..8).map(|place| bit(place) << place).sum();
        }
    }
}
