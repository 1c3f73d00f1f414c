//! Checkers of two values as the bits of words, and back.

const HALF: usize = u64::BITS as usize / 2;

/// Each bit of half a word: four are looked at in one instruction, where four different shifts are
/// four instructions.
const MASKS: [u32; HALF] = {
    let mut masks = [1; HALF];
    let mut place = 1;
    while place < HALF {
        masks[place] = masks[place - 1] << 1;
        place += 1;
    }
    masks
};

/// One bit for each checker, the lowest first: its sign; at most 64.
pub(super) fn pack_word(checkers: &[f32]) -> u64 {
    let (low, high) = checkers.split_at(HALF.min(checkers.len()));
    u64::from(pack(low)) | u64::from(pack(high)) << HALF
}

/// One checker for each bit, the lowest first; at most 64.
pub(super) fn unpack_word(checkers: &mut [f32], word: u64) {
    let (low, high) = checkers.split_at_mut(HALF.min(checkers.len()));
    unpack(low, word as u32);
    unpack(high, (word >> HALF) as u32);
}

/// One bit for each checker, the lowest first: its sign.
#[inline(never)]
fn pack(checkers: &[f32]) -> u32 {
    let bit = |(checker, mask): (&f32, &u32)| if *checker > 0.0 { *mask } else { 0 };
    checkers.iter().zip(&MASKS).map(bit).fold(0, |bits, bit| bits | bit)
}

#[inline(never)]
fn unpack(checkers: &mut [f32], bits: u32) {
    for (checker, mask) in checkers.iter_mut().zip(&MASKS) {
        *checker = if bits & mask == 0 { -1.0 } else { 1.0 };
    }
}
