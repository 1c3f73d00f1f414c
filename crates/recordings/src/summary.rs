//! What an array holds in a few numbers, from one reading of it.

use crate::array::Elements;

/// Most distinct values that are told.
const MOST_DISTINCT: usize = 4;

/// Range, mean and oddities of the elements of an array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArraySummary {
    num_finite: u64,
    num_nan: u64,
    num_infinite: u64,
    num_zero: u64,
    num_fractions: u64,
    range: Option<(f64, f64)>,
    sum: f64,
    /// Distinct finite values, one more than are told at most.
    distinct: Vec<f64>,
}

impl ArraySummary {
    /// Takes in further elements. Bytes, as which most frames are written, are counted first.
    pub fn add(&mut self, elements: &Elements) {
        if let Elements::U8(bytes) = elements {
            for (byte, times) in (0..=u8::MAX).zip(times_of(bytes.iter().copied())) {
                self.add_value(f64::from(byte), times);
            }
        } else if let Elements::I8(bytes) = elements {
            let times = times_of(bytes.iter().map(|byte| byte.cast_unsigned()));
            for (byte, times) in (0..=u8::MAX).zip(times) {
                self.add_value(f64::from(byte.cast_signed()), times);
            }
        } else {
            self.add_one_by_one(elements);
        }
    }

    /// Takes in elements in their order. What was seen of the first two values needn't be looked at again: noise has no others, and
    /// 512 million elements took 7 s of 28.
    fn add_one_by_one(&mut self, elements: &Elements) {
        let mut known = self.first_two();
        let mut times = [0; 2];
        elements.for_each(|value| {
            let bits = Some(value.to_bits());
            if bits == known[0] || bits == known[1] {
                times[usize::from(bits == known[1])] += 1;
                self.sum += value;
            } else {
                self.add_value(value, 1);
                known = self.first_two();
            }
        });
        for (bits, times) in known.into_iter().zip(times) {
            let value = bits.map_or(0.0, f64::from_bits);
            self.num_finite += times;
            self.num_zero += if value.abs() == 0.0 { times } else { 0 };
            self.num_fractions += if value.fract() == 0.0 { 0 } else { times };
        }
    }

    /// The bits of the first two distinct values.
    fn first_two(&self) -> [Option<u64>; 2] {
        [0, 1].map(|at| self.distinct.get(at).map(|value| value.to_bits()))
    }

    /// Takes in a value that is there so many times.
    fn add_value(&mut self, value: f64, times: u64) {
        if times == 0 {
            return;
        }
        if value.is_nan() {
            self.num_nan += times;
        } else if value.is_infinite() {
            self.num_infinite += times;
        } else {
            self.num_finite += times;
            self.num_zero += if value.abs() == 0.0 { times } else { 0 };
            self.num_fractions += if value.fract() == 0.0 { 0 } else { times };
            self.sum += value * times as f64;
            let (least, most) = self.range.unwrap_or((value, value));
            self.range = Some((least.min(value), most.max(value)));
            let has_room = self.distinct.len() <= MOST_DISTINCT;
            if has_room && !self.distinct.iter().any(|known| known.total_cmp(&value).is_eq()) {
                self.distinct.push(value);
            }
        }
    }

    /// Least and greatest finite element, if there is any.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range
    }

    /// Mean of the finite elements, if there is any.
    pub fn mean(&self) -> Option<f64> {
        (self.num_finite > 0).then(|| self.sum / self.num_finite as f64)
    }

    /// Number of finite elements.
    pub fn num_finite(&self) -> u64 {
        self.num_finite
    }

    /// Number of elements that are 0.
    pub fn num_zero(&self) -> u64 {
        self.num_zero
    }

    /// Number of finite elements that are no whole numbers.
    pub fn num_fractions(&self) -> u64 {
        self.num_fractions
    }

    /// Number of elements that are not a number.
    pub fn num_nan(&self) -> u64 {
        self.num_nan
    }

    /// Number of infinite elements.
    pub fn num_infinite(&self) -> u64 {
        self.num_infinite
    }

    /// The distinct finite values in ascending order, if there are four of them at most.
    pub fn distinct(&self) -> Option<Vec<f64>> {
        let mut values = self.distinct.clone();
        values.sort_by(f64::total_cmp);
        (values.len() <= MOST_DISTINCT).then_some(values)
    }
}

/// How often each byte is there.
fn times_of(bytes: impl Iterator<Item = u8>) -> [u64; 256] {
    // Equal neighbors, of which there are many, would wait for each other at one counter.
    let mut times = [[0; 256]; 2];
    for (at, byte) in bytes.enumerate() {
        times[at % 2][usize::from(byte)] += 1;
    }
    let [even, odd] = times;
    core::array::from_fn(|byte| even[byte] + odd[byte])
}
