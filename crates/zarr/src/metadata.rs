//! What both versions say of arrays in the same way.

use ganglion_recordings::{ElementType, family::FamilyRefusal};
use serde::{Deserialize, de::IgnoredAny};

use crate::{layout::ZarrNumber, refusal};

/// A value that is a text, or something else that isn't looked at.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum TextOr {
    Text(String),
    Other(IgnoredAny),
}

/// The value of chunks that are absent.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum FillValue {
    Bool(bool),
    Whole(i64),
    Large(u64),
    Number(f64),
    Text(String),
    Other(IgnoredAny),
}

impl FillValue {
    /// The bytes of an element with this value.
    pub(crate) fn bytes(&self, number: ZarrNumber) -> Result<[u8; 8], FamilyRefusal> {
        let mut bytes = self.little_endian(number.stored)?;
        if number.is_big_endian {
            bytes[..number.stored.num_bytes() as usize].reverse();
        }
        Ok(bytes)
    }

    fn little_endian(&self, stored: ElementType) -> Result<[u8; 8], FamilyRefusal> {
        use ElementType::{Bool, Char, F16, F32, F64, I8, I16, I32, I64, Text, U8, U16, U32, U64};
        let unknown = || refusal::damaged("the value of absent chunks is no number of its type");
        let is_float = matches!(stored, F16 | F32 | F64);
        let number = match self {
            Self::Bool(truth) => return Ok(u64::from(*truth).to_le_bytes()),
            Self::Whole(whole) if !is_float => return Ok(whole.to_le_bytes()),
            Self::Large(whole) if !is_float => return Ok(whole.to_le_bytes()),
            Self::Whole(whole) => *whole as f64,
            Self::Large(whole) => *whole as f64,
            Self::Number(number) => *number,
            Self::Text(text) => match text.as_str() {
                "NaN" => f64::NAN,
                "Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                text => {
                    let bits =
                        text.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
                    return bits.map(u64::to_le_bytes).ok_or_else(unknown);
                }
            },
            Self::Other(_) => return Err(unknown()),
        };
        let bits = match stored {
            F64 => number.to_bits(),
            F32 => u64::from((number as f32).to_bits()),
            F16 => half(number).ok_or_else(unknown)?,
            // Some programs write whole numbers with a point.
            Bool | I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64 if number.fract() == 0.0 => {
                (number as i64).cast_unsigned()
            }
            Bool | I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64 | Char | Text => {
                return Err(unknown());
            }
        };
        Ok(bits.to_le_bytes())
    }
}

/// The bits of those numbers of two bytes that absent chunks are filled with.
fn half(number: f64) -> Option<u64> {
    const FILLS: [(f64, u64); 5] = [
        (0.0, 0),
        (1.0, 0x3c00),
        (-1.0, 0xbc00),
        (f64::INFINITY, 0x7c00),
        (f64::NEG_INFINITY, 0xfc00),
    ];
    let found = FILLS.iter().find(|(fill, _)| fill.total_cmp(&number).is_eq());
    found.map(|(_, bits)| *bits).or(number.is_nan().then_some(0x7e00))
}

/// A type of numbers by its kind and its bytes, if there is one.
pub(crate) fn number_type(kind: &str, num_bytes: u64) -> Option<ElementType> {
    use ElementType::{Bool, F16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
    let types = match kind {
        "bool" => [Bool].as_slice(),
        "int" => &[I8, I16, I32, I64],
        "uint" => &[U8, U16, U32, U64],
        "float" => &[F16, F32, F64],
        _ => &[],
    };
    types.iter().copied().find(|of| of.num_bytes() == num_bytes)
}
