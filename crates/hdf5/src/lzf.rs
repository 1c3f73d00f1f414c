//! The filter lzf of h5py, which `hdf5-reader` doesn't have.
//!
//! # Source
//! M. Lehmann, `LibLZF` 3.6: literal runs of up to 32 bytes, and copies of up to 264 bytes from at most 8192 bytes before.

use hdf5_reader::error::{Error, Result};

/// Number under which the filter is registered.
pub(crate) const FILTER: u16 = 32_000;

/// Most bytes that one byte becomes, rounded up: three become 264.
pub(crate) const MOST_UNPACKED: usize = 88;

/// Unpacks a chunk.
///
/// # Errors
/// If it copies from before its beginning, or ends within a copy or a run.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    let cut_off = || Error::DecompressionError("lzf: the chunk ends too early".to_owned());
    let mut unpacked = Vec::with_capacity(2 * packed.len());
    let mut rest = packed;
    while let Some((&control, behind)) = rest.split_first() {
        let control = usize::from(control);
        if control < 32 {
            let (run, behind) = behind.split_at_checked(control + 1).ok_or_else(cut_off)?;
            unpacked.extend_from_slice(run);
            rest = behind;
            continue;
        }
        let mut behind = behind.iter();
        let mut next = || behind.next().map(|byte| usize::from(*byte)).ok_or_else(cut_off);
        let long = if control >> 5 == 7 { next()? } else { 0 };
        let len = (control >> 5) + long + 2;
        let back = ((control & 31) << 8) + next()? + 1;
        let start = unpacked.len().checked_sub(back).ok_or_else(|| {
            Error::DecompressionError("lzf: a copy begins before the chunk".to_owned())
        })?;
        // What is copied may reach into its own copy.
        for at in start..start + len {
            unpacked.push(unpacked[at]);
        }
        rest = behind.as_slice();
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::unpack;

    #[test]
    fn runs_and_copies_are_unpacked_and_what_is_cut_off_is_an_error() {
        let packed = [2, b'a', b'b', b'c', 0x20, 2, 0xe0, 1, 0];
        let unpacked = unpack(&packed).unwrap();
        assert_eq!(unpacked, b"abcabccccccccccc"[..16].to_vec());
        for len in [1, 2, 3, 5, 7, 8] {
            assert!(unpack(&packed[..len]).is_err(), "{len} bytes");
        }
        assert!(unpack(&[0x20, 0]).is_err(), "a copy from nothing");
    }
}
