//! `ran1` of Numerical Recipes, by which the Gollisch lab shows its noise.
//!
//! No crate has it. Its table of 32 numbers is shuffled by the numbers themselves, so nobody can say what stands in it later without
//! going there: leaving numbers out costs as much as drawing them.

use crate::seeded::draws::{DrawsBits, Uniform};

/// The modulus of the numbers beneath, 2^31 - 1.
const MODULUS: u32 = 0x7fff_ffff;
const MULTIPLIER: u64 = 16_807;
/// Numbers in the table.
const TABLE: usize = 32;
/// Numbers that are drawn and thrown away before the table is filled.
const WARM_UP: usize = 8;
/// The largest number that is handed out.
const LARGEST: f64 = 1.0 - 1.2e-7;

/// The generator of Park and Miller with the shuffle of Bays and Durham.
///
/// # Source
/// Press, Teukolsky, Vetterling, Flannery (1992), Numerical Recipes in C, 7.1.
#[derive(Clone, Debug)]
pub struct Ran1 {
    state: u32,
    last: u32,
    table: [u32; TABLE],
}

impl Ran1 {
    /// From a seed. As in the book, a negative one counts by its size, and all others are the same as -1.
    pub fn new(seed: i64) -> Self {
        // The book's seeds are whole numbers of 32 bits, and its arithmetic takes them below the modulus.
        let start = (seed.min(-1).unsigned_abs() % u64::from(MODULUS)).max(1) as u32;
        let mut state = start;
        let mut table = [0; TABLE];
        for _ in 0..WARM_UP {
            state = next_state(state);
        }
        for place in table.iter_mut().rev() {
            state = next_state(state);
            *place = state;
        }
        Self { state, last: table[0], table }
    }

    /// The next whole number, from 1 to 2^31 - 2.
    #[inline]
    fn next(&mut self) -> u32 {
        self.state = next_state(self.state);
        let place = &mut self.table[(self.last >> 26) as usize % TABLE];
        self.last = core::mem::replace(place, self.state);
        self.last
    }
}

/// `16807 state` modulo 2^31 - 1, without a division.
#[inline]
fn next_state(state: u32) -> u32 {
    let product = u64::from(state) * MULTIPLIER;
    let folded = (product & u64::from(MODULUS)) as u32 + (product >> 31) as u32;
    if folded >= MODULUS { folded - MODULUS } else { folded }
}

impl Uniform for Ran1 {
    fn uniform(&mut self) -> f64 {
        (f64::from(self.next()) * (1.0 / f64::from(MODULUS))).min(LARGEST)
    }
}

impl DrawsBits for Ran1 {
    /// 1 where a number is .5 or more.
    fn bit(&mut self) -> bool {
        self.next() >> 30 == 1
    }
}
