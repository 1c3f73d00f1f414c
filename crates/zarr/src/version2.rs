//! Arrays of version 2: `.zarray`.

use ganglion_recordings::family::FamilyRefusal;
use serde::Deserialize;

use crate::{
    codec::Codec,
    layout::{ChunkKeys, ChunkLayout, ZarrNumber},
    metadata::{FillValue, TextOr, number_type},
    refusal,
};

/// What packs chunks, or changes them before.
#[derive(Deserialize)]
struct Filter {
    id: String,
    #[serde(default)]
    elementsize: usize,
}

/// What the file of an array says.
#[derive(Deserialize)]
pub(crate) struct ArrayMetadata2 {
    shape: Vec<u64>,
    chunks: Vec<u64>,
    dtype: TextOr,
    compressor: Option<Filter>,
    fill_value: Option<FillValue>,
    order: String,
    #[serde(default)]
    filters: Option<Vec<Filter>>,
    #[serde(default)]
    dimension_separator: Option<char>,
}

impl ArrayMetadata2 {
    /// How its elements stand in chunks.
    ///
    /// # Errors
    /// Why they can't be read.
    pub(crate) fn layout(self) -> Result<ChunkLayout, FamilyRefusal> {
        let number = self.number()?;
        let filters = self.filters.unwrap_or_default();
        let steps = self.compressor.iter().chain(filters.iter().rev());
        let codecs: Result<Vec<Codec>, FamilyRefusal> =
            steps.map(|filter| Codec::named(&filter.id, filter.elementsize)).collect();
        let mut axes: Vec<usize> = (0..self.shape.len()).collect();
        if self.order == "F" {
            axes.reverse();
        }
        let separator = self.dimension_separator.unwrap_or('.');
        Ok(ChunkLayout {
            shape: self.shape,
            chunk: self.chunks,
            axes,
            number,
            codecs: codecs?,
            fill: self.fill_value.map(|fill| fill.bytes(number)).transpose()?.unwrap_or_default(),
            keys: ChunkKeys { has_letter: false, separator },
        })
    }

    /// The type of numbers, such as `<f8`.
    fn number(&self) -> Result<ZarrNumber, FamilyRefusal> {
        let TextOr::Text(name) = &self.dtype else { return Err(refusal::other_type("struct")) };
        let other = || refusal::other_type(name);
        let (order, rest) = name.split_at_checked(1).ok_or_else(other)?;
        let (kind, num_bytes) = rest.split_at_checked(1).ok_or_else(other)?;
        let kind = match kind {
            "b" => "bool",
            "i" => "int",
            "u" => "uint",
            "f" => "float",
            "c" => return Err(refusal::complex()),
            _ => return Err(other()),
        };
        let num_bytes = num_bytes.parse().ok();
        let stored = num_bytes.and_then(|num_bytes| number_type(kind, num_bytes));
        Ok(ZarrNumber { stored: stored.ok_or_else(other)?, is_big_endian: order == ">" })
    }
}
