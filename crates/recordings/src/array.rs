//! Arrays as plain data: what is known of one before it is read, and its elements.

use core::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

/// Type of an element. Names are those of `NumPy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ElementType {
    /// A byte that is 0 or 1.
    Bool,
    /// A whole number of 1 byte.
    I8,
    /// A whole number of 2 bytes.
    I16,
    /// A whole number of 4 bytes.
    I32,
    /// A whole number of 8 bytes.
    I64,
    /// A whole number of 1 byte, not negative.
    U8,
    /// A whole number of 2 bytes, not negative.
    U16,
    /// A whole number of 4 bytes, not negative.
    U32,
    /// A whole number of 8 bytes, not negative.
    U64,
    /// A floating-point number of 2 bytes.
    F16,
    /// A floating-point number of 4 bytes.
    F32,
    /// A floating-point number of 8 bytes.
    F64,
    /// A character of MATLAB, by its number; only declared, stored as one of the others.
    Char,
    /// Digits in a text file; only stored, declared as [`ElementType::F64`].
    Text,
}

impl ElementType {
    /// Bytes of an element in a binary file; of digits, that of the number that they are read as.
    pub const fn num_bytes(self) -> u64 {
        match self {
            Self::Bool | Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 | Self::F16 | Self::Char => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 | Self::Text => 8,
        }
    }
}

impl Display for ElementType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
            Self::U8 => "uint8",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::F16 => "float16",
            Self::F32 => "float32",
            Self::F64 => "float64",
            Self::Char => "char",
            Self::Text => "text",
        })
    }
}

/// Which index runs fastest in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AxisOrder {
    /// The last one, as `NumPy` stores arrays: the slowest axis is the first.
    C,
    /// The first one, as MATLAB stores arrays: the slowest axis is the last.
    Fortran,
}

/// What is known of an array before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayInfo {
    /// File and name: `spikes.npz / counts`, `rig.mat / data.cells{3}`; of a file with one array the file alone.
    pub path: String,
    /// Sizes of its axes, in the order in which the program that wrote it names them.
    pub shape: Vec<u64>,
    /// Type of its elements in the file, which is also what a reader hands out.
    pub stored: ElementType,
    /// Type that the program that wrote it will show: MATLAB keeps doubles that are whole as small integers.
    pub declared: ElementType,
    /// In which order its elements are stored.
    pub order: AxisOrder,
    /// Bytes of its elements once they are inflated.
    pub num_bytes: u64,
}

impl ArrayInfo {
    /// Number of elements.
    pub fn num_elements(&self) -> u64 {
        self.shape.iter().product()
    }

    /// Size of the slowest axis as stored, of those that aren't of size 1: a column of numbers has as many rows as numbers.
    pub fn num_rows(&self) -> u64 {
        let mut sizes = self.shape.iter().copied().filter(|size| *size != 1);
        match self.order {
            AxisOrder::C => sizes.next(),
            AxisOrder::Fortran => sizes.next_back(),
        }
        .unwrap_or(1)
    }

    /// Elements of a row, which is what has one index of the slowest axis.
    pub fn row_len(&self) -> u64 {
        self.num_elements().checked_div(self.num_rows()).unwrap_or(0)
    }
}

/// Number of elements of a shape; nothing if it is too large for any memory, even if one of its axes is empty.
pub(crate) fn count(shape: &[u64]) -> Option<u64> {
    let axes = || shape.iter().copied();
    let count = axes().try_fold(1_u64, |count, size| count.checked_mul(size.max(1)))?;
    // Elements have at most eight bytes.
    (count <= u64::MAX / 8).then(|| axes().product())
}

/// Order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    /// The least one first.
    Little,
    /// The greatest one first.
    Big,
}

impl ByteOrder {
    /// A whole number of two bytes.
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    /// A whole number of four bytes.
    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }
}

macro_rules! elements {
    ($($variant:ident($number:ty, $to_f64:expr): $doc:literal),*) => {
        /// Elements of one type, in the order in which they are stored.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Elements {
            $(#[doc = $doc] $variant(Vec<$number>),)*
        }

        impl Elements {
            /// Number of elements.
            pub fn len(&self) -> usize {
                match self {
                    $(Self::$variant(values) => values.len(),)*
                }
            }

            /// Whether there are none.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// Calls `see` with each element as a double; whole numbers beyond 2^53 are rounded.
            pub fn for_each(&self, mut see: impl FnMut(f64)) {
                match self {
                    $(Self::$variant(values) => values.iter().for_each(|value| see($to_f64(*value))),)*
                }
            }

            /// Adds the elements that stand in `bytes`, whole ones only.
            fn add_numbers(&mut self, bytes: &[u8], order: ByteOrder) {
                match self {
                    $(Self::$variant(values) => {
                        const SIZE: usize = size_of::<$number>();
                        let (numbers, _) = bytes.as_chunks::<SIZE>();
                        match order {
                            ByteOrder::Little => values.extend(numbers.iter().map(|n| <$number>::from_le_bytes(*n))),
                            ByteOrder::Big => values.extend(numbers.iter().map(|n| <$number>::from_be_bytes(*n))),
                        }
                    })*
                }
            }
        }
    };
}

elements!(
    U8(u8, f64::from): "Bytes; booleans too, as 0 and 1.",
    I8(i8, f64::from): "Whole numbers of 1 byte.",
    U16(u16, f64::from): "Whole numbers of 2 bytes, not negative.",
    I16(i16, f64::from): "Whole numbers of 2 bytes.",
    U32(u32, f64::from): "Whole numbers of 4 bytes, not negative.",
    I32(i32, f64::from): "Whole numbers of 4 bytes.",
    U64(u64, |whole| whole as f64): "Whole numbers of 8 bytes, not negative.",
    I64(i64, |whole| whole as f64): "Whole numbers of 8 bytes.",
    F32(f32, f64::from): "Floating-point numbers of 4 bytes; those of 2 bytes too.",
    F64(f64, f64::from): "Floating-point numbers of 8 bytes."
);

impl Elements {
    /// No elements yet of what is stored as `stored`, with room for `num` of them.
    pub(crate) fn with_room(stored: ElementType, num: usize) -> Self {
        match stored {
            ElementType::Bool | ElementType::U8 => Self::U8(Vec::with_capacity(num)),
            ElementType::I8 => Self::I8(Vec::with_capacity(num)),
            ElementType::U16 | ElementType::Char => Self::U16(Vec::with_capacity(num)),
            ElementType::I16 => Self::I16(Vec::with_capacity(num)),
            ElementType::U32 => Self::U32(Vec::with_capacity(num)),
            ElementType::I32 => Self::I32(Vec::with_capacity(num)),
            ElementType::U64 => Self::U64(Vec::with_capacity(num)),
            ElementType::I64 => Self::I64(Vec::with_capacity(num)),
            ElementType::F16 | ElementType::F32 => Self::F32(Vec::with_capacity(num)),
            ElementType::F64 | ElementType::Text => Self::F64(Vec::with_capacity(num)),
        }
    }

    /// Adds the elements that stand in `bytes` as `stored`, whole ones only.
    pub(crate) fn add(&mut self, bytes: &[u8], stored: ElementType, order: ByteOrder) {
        if stored != ElementType::F16 {
            self.add_numbers(bytes, order);
        } else if let Self::F32(values) = self {
            let (numbers, _) = bytes.as_chunks::<2>();
            values.extend(numbers.iter().map(|number| half(order.u16(*number))));
        }
    }

    /// All elements as doubles; whole numbers beyond 2^53 are rounded.
    pub fn to_f64(&self) -> Vec<f64> {
        let mut doubles = Vec::with_capacity(self.len());
        self.for_each(|value| doubles.push(value));
        doubles
    }
}

/// A floating-point number of two bytes (IEEE 754, binary16): 1 sign, 5 exponent, 10 fraction.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), bits & 1023);
    sign * match exponent {
        0 => f32::from(fraction) / 16_777_216.0,
        31 if fraction == 0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => (1.0 + f32::from(fraction) / 1024.0) * 2_f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn numbers_of_two_bytes_are_those_of_the_standard() {
        let cases = [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65504.0), (0x0001, 5.960_464_5e-8)];
        for (bits, value) in cases {
            assert_eq!(half(bits).to_bits(), f32::to_bits(value), "{bits:x}");
        }
        assert!(half(0x7c01).is_nan() && half(0xfc00).is_infinite());
    }
}
