//! Ranges of elements of a dataset, and what a dataset claims.

use ganglion_recordings::family::{FamilyFault, FamilyRefusal};
use hdf5_reader::{Dataset, SliceInfo, SliceInfoElem, error::Error};

use crate::{
    element::{NumberType, StoredElement},
    lzf, refusal,
};

/// Elements that are read at once.
const MOST_ELEMENTS: u64 = 1 << 17;

/// Bytes of unpacked chunks that are kept, so that neighboring rows unpack none of them again.
pub(crate) const CACHE: usize = 96 << 20;

/// Chunks that are kept.
pub(crate) const CACHE_SLOTS: usize = 1 << 14;

/// Rows that may share chunks that are unpacked again for each of them.
const FEW_ROWS: u64 = 16;

/// Bytes that one byte of a file becomes at most: deflate makes 1032 of one.
const MOST_UNPACKED: u64 = 1_040;
const _: () = assert!(lzf::MOST_UNPACKED as u64 <= MOST_UNPACKED, "deflate packs more");

/// The type of a dataset's elements, if they can be read row by row in the memory that its file justifies.
pub(crate) fn numbers(dataset: &Dataset, file_len: u64) -> Result<NumberType, FamilyRefusal> {
    let number = NumberType::of(dataset.dtype())?;
    let shape = dataset.shape();
    let size = number.stored.num_bytes();
    let most = file_len.saturating_mul(MOST_UNPACKED);
    let claimed = product(size, shape.iter().copied());
    if claimed > most {
        return Err(FamilyRefusal::Implausible(claimed, file_len));
    }
    let Some(chunks) = dataset.chunks() else { return Ok(number) };
    let chunks: Vec<u64> = chunks.iter().map(|size| u64::from(*size)).collect();
    let chunk = product(size, chunks.iter().copied());
    if chunk > most || chunks.len() != shape.len() || chunks.contains(&0) {
        return Err(FamilyRefusal::Implausible(chunk, file_len));
    }
    // All chunks that have a part of one row, along the slowest axis that has several.
    let slowest = shape.iter().position(|size| *size > 1).unwrap_or(0);
    let covered = |axis: usize| match axis.cmp(&slowest) {
        core::cmp::Ordering::Less | core::cmp::Ordering::Equal => chunks[axis],
        core::cmp::Ordering::Greater => shape[axis].next_multiple_of(chunks[axis]),
    };
    let shared = product(size, (0..shape.len()).map(covered));
    let num_rows = chunks.get(slowest).copied().unwrap_or(1);
    if chunk > CACHE as u64 || shared > CACHE as u64 && num_rows > FEW_ROWS {
        return Err(refusal::chunks(shared));
    }
    Ok(number)
}

/// Bytes of so many elements; more than there can be if nobody can count them.
fn product(size: u64, sizes: impl IntoIterator<Item = u64>) -> u64 {
    sizes.into_iter().try_fold(size, u64::checked_mul).unwrap_or(u64::MAX)
}

/// Fills `into` with elements of `size` bytes from element `start` on, in the order of the file.
///
/// # Errors
/// If the file has fewer, or they can't be unpacked.
pub(crate) fn read(
    dataset: &Dataset,
    size: usize,
    start: u64,
    into: &mut [u8],
) -> Result<(), FamilyFault> {
    match size {
        1 => read_sized::<1>(dataset, start, into),
        2 => read_sized::<2>(dataset, start, into),
        4 => read_sized::<4>(dataset, start, into),
        _ => read_sized::<8>(dataset, start, into),
    }
}

/// The same for elements of `N` bytes.
fn read_sized<const N: usize>(
    dataset: &Dataset,
    start: u64,
    into: &mut [u8],
) -> Result<(), FamilyFault> {
    let shape = dataset.shape();
    // Elements of one step along each axis.
    let mut steps = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        steps[axis - 1] = shape[axis].saturating_mul(steps[axis]);
    }
    let (mut at, mut rest) = (start, into);
    if shape.contains(&0) && !rest.is_empty() {
        let problem = "elements of an empty array were asked for".to_owned();
        return Err(FamilyFault::Refused(FamilyRefusal::Damaged(problem)));
    }
    while !rest.is_empty() {
        let left = (rest.len() / N) as u64;
        let (selections, num) = slab(shape, &steps, at, left.min(MOST_ELEMENTS));
        let found =
            dataset.read_slice::<StoredElement<N>>(&SliceInfo { selections }).map_err(fault)?;
        if found.len() as u64 != num || num == 0 {
            let problem = format!("{num} elements were asked for, {} were read", found.len());
            return Err(FamilyFault::Refused(FamilyRefusal::Damaged(problem)));
        }
        let (now, later) = rest.split_at_mut(num as usize * N);
        for (place, StoredElement(bytes)) in now.as_chunks_mut::<N>().0.iter_mut().zip(&found) {
            *place = *bytes;
        }
        (at, rest) = (at + num, later);
    }
    Ok(())
}

/// The largest block of whole rows that begins at an element and has up to `most`; and how many it has.
fn slab(shape: &[u64], steps: &[u64], at: u64, most: u64) -> (Vec<SliceInfoElem>, u64) {
    // The slowest axis along which whole steps fit.
    let fits = |axis: &usize| at.is_multiple_of(steps[*axis]) && steps[*axis] <= most;
    let axis = (0..shape.len()).find(fits).unwrap_or(shape.len());
    let mut num = 1;
    let selections = (0..shape.len())
        .map(|other| {
            let index = at / steps[other].max(1) % shape[other].max(1);
            match other.cmp(&axis) {
                core::cmp::Ordering::Less => SliceInfoElem::Index(index),
                core::cmp::Ordering::Equal => {
                    let count = (most / steps[axis]).min(shape[axis] - index);
                    num = count * steps[axis];
                    SliceInfoElem::Slice { start: index, end: index + count, step: 1 }
                }
                core::cmp::Ordering::Greater => {
                    SliceInfoElem::Slice { start: 0, end: shape[other], step: 1 }
                }
            }
        })
        .collect();
    (selections, num)
}

/// Why something isn't read.
pub(crate) fn why(err: &Error) -> FamilyRefusal {
    /// Data that stands in other files.
    const VIRTUAL: u8 = 3;
    if let Error::Context { source, .. } = err {
        why(source)
    } else if let Error::UnsupportedFilter(filter) = err {
        refusal::filter(filter.clone())
    } else if matches!(err, Error::UnsupportedLayoutClass(VIRTUAL)) {
        refusal::elsewhere()
    } else {
        FamilyRefusal::Damaged(err.to_string())
    }
}

/// What the reader says of an error.
pub(crate) fn fault(err: Error) -> FamilyFault {
    if let Error::Context { source, .. } = err {
        fault(*source)
    } else if let Error::Io(err) = err {
        FamilyFault::Unreadable(err.to_string())
    } else {
        FamilyFault::Refused(why(&err))
    }
}
