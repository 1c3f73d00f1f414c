//! What the elements of datasets and attributes are.

use ganglion_recordings::{ElementType, family::FamilyRefusal};
use hdf5_reader::{
    ByteOrder, Datatype, H5Type, VarLenKind, dtype_element_size,
    error::{Error, Result},
};

use crate::refusal;

/// An element of `N` bytes, as the file stores it. So many that the compiler knows are copied at once: 512 million of four bytes took 9 s of 28
/// when they went one by one.
#[derive(Clone)]
pub(crate) struct StoredElement<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> H5Type for StoredElement<N> {
    fn hdf5_type() -> Datatype {
        Datatype::Opaque { size: N as u32, tag: String::new() }
    }

    fn from_bytes(bytes: &[u8], _: &Datatype) -> Result<Self> {
        let stored = bytes.as_array::<N>().copied().map(Self);
        stored.ok_or_else(|| Error::InvalidData("an element of another size".to_owned()))
    }

    fn element_size(dtype: &Datatype) -> usize {
        dtype_element_size(dtype).unwrap_or(0)
    }

    fn decode_vec(raw: &[u8], dtype: &Datatype, count: usize) -> Option<Result<Vec<Self>>> {
        let (elements, rest) = raw.as_chunks::<N>();
        let is_whole = Self::element_size(dtype) == N && elements.len() == count && rest.is_empty();
        is_whole.then(|| Ok(elements.iter().map(|element| Self(*element)).collect()))
    }
}

/// A number of up to eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberType {
    pub(crate) stored: ElementType,
    pub(crate) is_big_endian: bool,
}

impl NumberType {
    /// The type of numbers and truth values, or why elements are none.
    pub(crate) fn of(dtype: &Datatype) -> std::result::Result<Self, FamilyRefusal> {
        use ElementType::{Bool, F16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
        let named = |name: &str| refusal::other_type(name.to_owned());
        let sized = |size: u8, types: [ElementType; 4], name: &str| {
            let types = [1, 2, 4, 8].into_iter().zip(types);
            let found = types.into_iter().find(|(bytes, _)| *bytes == size);
            found
                .map(|(_, kind)| kind)
                .ok_or_else(|| named(&format!("{name}{}", 8 * u32::from(size))))
        };
        let (stored, byte_order) = match dtype {
            Datatype::FixedPoint { size, signed: true, byte_order } => {
                (sized(*size, [I8, I16, I32, I64], "int")?, byte_order)
            }
            Datatype::FixedPoint { size, signed: false, byte_order } => {
                (sized(*size, [U8, U16, U32, U64], "uint")?, byte_order)
            }
            Datatype::FloatingPoint { size: 1, .. } => return Err(named("float8")),
            Datatype::FloatingPoint { size, byte_order } => {
                (sized(*size, [F16, F16, F32, F64], "float")?, byte_order)
            }
            Datatype::Enum { base, members } => {
                let base = Self::of(base)?;
                let is_truth = members.len() == 2 && members.iter().any(|m| m.name == "TRUE");
                let is_byte = base.stored.num_bytes() == 1;
                return Ok(Self {
                    stored: if is_truth && is_byte { Bool } else { base.stored },
                    ..base
                });
            }
            Datatype::String { .. } | Datatype::VarLen { kind: VarLenKind::String, .. } => {
                return Err(refusal::texts());
            }
            Datatype::VarLen { .. } => return Err(refusal::lists()),
            Datatype::Compound { fields, .. } => {
                let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                let is_complex = matches!(names[..], ["r", "i"] | ["real", "imag"]);
                return Err(if is_complex { refusal::complex() } else { refusal::records() });
            }
            Datatype::Reference { .. } => return Err(refusal::references()),
            Datatype::Array { .. } => return Err(named("array")),
            Datatype::Opaque { .. } => return Err(named("opaque")),
            Datatype::Bitfield { .. } => return Err(named("bitfield")),
        };
        Ok(Self { stored, is_big_endian: *byte_order == ByteOrder::BigEndian })
    }

    /// A number as a double, from its first byte on.
    pub(crate) fn read(self, bytes: &[u8]) -> Option<f64> {
        let size = self.stored.num_bytes() as usize;
        let mut number = [0; 8];
        number[..size].copy_from_slice(bytes.get(..size)?);
        if self.is_big_endian {
            number[..size].reverse();
        }
        let [a, b, c, d, ..] = number;
        Some(match self.stored {
            ElementType::I8 => f64::from(a.cast_signed()),
            ElementType::I16 => f64::from(i16::from_le_bytes([a, b])),
            ElementType::I32 => f64::from(i32::from_le_bytes([a, b, c, d])),
            ElementType::I64 => i64::from_le_bytes(number) as f64,
            ElementType::Bool
            | ElementType::U8
            | ElementType::U16
            | ElementType::U32
            | ElementType::U64 => u64::from_le_bytes(number) as f64,
            ElementType::F32 => f64::from(f32::from_le_bytes([a, b, c, d])),
            ElementType::F64 => f64::from_le_bytes(number),
            ElementType::F16 | ElementType::Char | ElementType::Text => return None,
        })
    }
}
