//! Files of Vision with the spikes of its neurons (`.neurons`): a table of slots, then for each slot how many times there are, and these.
//!
//! ```text
//! i32 version, slots, samples, sampling rate (Hz); i64 date; 128 bytes of nothing
//! for each slot: i32 neuron, i32 electrode, i64 where its times begin;   the first slot is of the triggers: neuron -1, electrode 0
//! for each slot: i32 number of times, then i32 each, in samples
//! ```
//!
//! All numbers are big-endian. A slot without an electrode is empty.

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType},
    error::FileError,
    listing::{Listing, Location},
    source::Source,
    stream::{Fault, Region, unreadable},
};

/// How the times of triggers are called.
pub(crate) const TRIGGERS: &str = "triggers";

/// How the times of a neuron are called, in front of its number.
pub(crate) const NEURON: &str = "neuron ";

/// Bytes in front of the slots.
const HEAD: usize = 4 * 4 + 8 + 128;
/// Bytes of a slot.
const SLOT: usize = 4 + 4 + 8;
/// The slot of the triggers, without its place.
const OF_TRIGGERS: &[u8] = b"\xff\xff\xff\xff\0\0\0\0";
/// Bytes of a number of times, and of each.
const TIME: u64 = 4;

/// Whether a file begins as those of Vision do: with the slot of the triggers behind its head.
pub(crate) fn recognize(head: &[u8]) -> bool {
    head.get(HEAD..).is_some_and(|slots| slots.starts_with(OF_TRIGGERS))
}

/// Lists the triggers, the neurons and the sampling rate.
///
/// # Errors
/// If its slots are cut off, or the list is full.
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
) -> Result<(), FileError> {
    let file = listing.file.to_owned();
    let read = |offset: u64, into: &mut [u8]| {
        let end = offset.saturating_add(into.len() as u64);
        if end > num_bytes {
            return Err(Fault::CutOff { expected: end, found: num_bytes });
        }
        source.read_at(offset, into).map_err(|err| unreadable(&err))
    };
    let mut head = [0; HEAD];
    read(0, &mut head).map_err(|fault| fault.of(&file))?;
    let (numbers, _) = head.as_chunks();
    let [_, num_slots, _, sample_hz] = [0, 1, 2, 3].map(|at| i32::from_be_bytes(numbers[at]));
    let end = HEAD as u64 + SLOT as u64 * u64::from(num_slots.unsigned_abs());
    if num_slots < 1 || end > num_bytes {
        let fault = Fault::CutOff { expected: end, found: num_bytes };
        return Err(fault.of(&file));
    }
    if sample_hz > 0 {
        listing.add_numbers("sample_rate", Vec::new(), vec![f64::from(sample_hz)])?;
    }
    for slot in 0..u64::from(num_slots.unsigned_abs()) {
        let mut bytes = [0; SLOT];
        read(HEAD as u64 + SLOT as u64 * slot, &mut bytes).map_err(|fault| fault.of(&file))?;
        let [a, b, c, d, e, f, g, h, place @ ..] = bytes;
        let (neuron, electrode) =
            (i32::from_be_bytes([a, b, c, d]), i32::from_be_bytes([e, f, g, h]));
        if electrode < 0 {
            continue;
        }
        let name = if slot == 0 { TRIGGERS.to_owned() } else { format!("{NEURON}{neuron}") };
        let path = listing.path(&name);
        match times(&path, u64::from_be_bytes(place), num_bytes, read) {
            Ok((info, location)) => listing.add(info, location)?,
            Err(fault) => listing.refuse(fault.of(&path))?,
        }
    }
    Ok(())
}

/// The times that begin at a place.
fn times(
    path: &str,
    place: u64,
    num_bytes: u64,
    read: impl Fn(u64, &mut [u8]) -> Result<(), Fault>,
) -> Result<(ArrayInfo, Location), Fault> {
    let mut num = [0; TIME as usize];
    read(place, &mut num)?;
    let num = u64::try_from(i32::from_be_bytes(num))
        .map_err(|_err| Fault::damaged(t!("it claims fewer spikes than none")))?;
    // Behind what has just been read.
    let first = place + TIME;
    let (expected, found) = (num * TIME, num_bytes - first);
    if found < expected {
        return Err(Fault::CutOff { expected, found });
    }
    let info = ArrayInfo {
        path: path.to_owned(),
        shape: vec![num],
        stored: ElementType::I32,
        declared: ElementType::I32,
        order: AxisOrder::C,
        num_bytes: expected,
    };
    let region = Region::plain(first, expected);
    let byte_order = ByteOrder::Big;
    Ok((info, Location::Binary { region, skip: 0, byte_order, is_last: true }))
}
