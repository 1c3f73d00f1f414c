//! Files of stored noise (`.bin`): a head of four numbers, then a bit or a byte for each checker.
//!
//! The head has columns, rows, frames and bits of a checker, each as two bytes, the lower one first. Which bit of a byte comes first it doesn't
//! say, so both orders are listed: the frames in the wrong one are as good as others, and only the spikes tell.

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType},
    error::FileError,
    listing::{Listing, Location},
    stream::{BitOrder, Coding, Region},
};

/// Bytes of the head.
const HEAD: u64 = 8;

/// What a head says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BitFileHead {
    shape: [u64; 3],
    bits: u64,
}

impl BitFileHead {
    /// The head of such a file; nothing unless the file has the length that it says.
    pub(crate) fn of(head: &[u8], num_bytes: u64) -> Option<Self> {
        let (words, _) = head.get(..HEAD as usize)?.as_chunks::<2>();
        let [columns, rows, frames, bits] = words else { return None };
        let number = |word: &[u8; 2]| u64::from(u16::from_le_bytes(*word));
        let (shape, bits) = ([number(frames), number(rows), number(columns)], number(bits));
        // Each below 2^16, so that no product is too large.
        let num_bits = shape.iter().product::<u64>() * bits;
        let is_it =
            matches!(bits, 1 | 8) && num_bits > 0 && num_bytes == HEAD + num_bits.div_ceil(8);
        is_it.then_some(Self { shape, bits })
    }
}

/// Lists the frames: once, or once for each order of bits.
///
/// # Errors
/// If the list is full.
pub(crate) fn list(
    listing: &mut Listing<'_>,
    num_bytes: u64,
    BitFileHead { shape, bits }: BitFileHead,
) -> Result<(), FileError> {
    let (file, paths) = (
        listing.file.to_owned(),
        ["lowest", "highest"].map(|bit| listing.path(&format!("{bit} bit first"))),
    );
    let mut add = |path: String, element: ElementType, coding: Coding| {
        let info = ArrayInfo {
            path,
            shape: shape.to_vec(),
            stored: element,
            declared: element,
            order: AxisOrder::C,
            num_bytes: shape.iter().product(),
        };
        let region = Region { offset: HEAD, len: num_bytes - HEAD, coding, crc: None };
        let byte_order = ByteOrder::Little;
        listing.add(info, Location::Binary { region, skip: 0, byte_order, is_last: true })
    };
    if bits == 8 {
        return add(file, ElementType::U8, Coding::Plain);
    }
    let [lowest, highest] = paths;
    add(lowest, ElementType::Bool, Coding::Bits(BitOrder::LowestFirst))?;
    add(highest, ElementType::Bool, Coding::Bits(BitOrder::HighestFirst))
}
