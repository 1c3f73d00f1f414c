//! Arrays of version 3: `zarr.json`.

use ganglion_recordings::family::FamilyRefusal;
use serde::{Deserialize, de::IgnoredAny};

use crate::{
    codec::Codec,
    layout::{ChunkKeys, ChunkLayout, ZarrNumber},
    metadata::{FillValue, TextOr, number_type},
    refusal,
};

/// What the file of an array or a group says.
#[derive(Deserialize)]
#[serde(tag = "node_type", rename_all = "lowercase")]
pub(crate) enum Node3 {
    Array(Box<ArrayMetadata3>),
    Group {},
}

/// What the file of an array says.
#[derive(Deserialize)]
pub(crate) struct ArrayMetadata3 {
    shape: Vec<u64>,
    data_type: TextOr,
    chunk_grid: Extension,
    chunk_key_encoding: Extension,
    fill_value: FillValue,
    codecs: Vec<Extension>,
}

/// Something with a name, and perhaps more.
#[derive(Deserialize)]
#[serde(untagged)]
enum Extension {
    Name(String),
    Configured {
        name: String,
        #[serde(default)]
        configuration: Configuration,
    },
}

/// What anything may be told.
#[derive(Default, Deserialize)]
struct Configuration {
    chunk_shape: Option<Vec<u64>>,
    separator: Option<char>,
    endian: Option<String>,
    order: Option<Order>,
}

/// An order of axes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Order {
    Axes(Vec<usize>),
    Other(IgnoredAny),
}

impl Extension {
    fn name(&self) -> &str {
        match self {
            Self::Name(name) | Self::Configured { name, .. } => name,
        }
    }

    fn configuration(&self) -> Option<&Configuration> {
        match self {
            Self::Name(_) => None,
            Self::Configured { configuration, .. } => Some(configuration),
        }
    }
}

impl ArrayMetadata3 {
    /// How its elements stand in chunks.
    ///
    /// # Errors
    /// Why they can't be read.
    pub(crate) fn layout(self) -> Result<ChunkLayout, FamilyRefusal> {
        let TextOr::Text(name) = &self.data_type else { return Err(refusal::other_type("struct")) };
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let bits: u64 = name[kind.len()..].parse().unwrap_or(8);
        let stored = number_type(kind, bits / 8).filter(|_| bits.is_multiple_of(8));
        let is_complex = kind == "complex";
        let refused = || if is_complex { refusal::complex() } else { refusal::other_type(name) };
        let stored = stored.ok_or_else(refused)?;
        let mut axes: Vec<usize> = (0..self.shape.len()).collect();
        let mut is_big_endian = false;
        let mut codecs = Vec::new();
        for codec in &self.codecs {
            let told = codec.configuration();
            match codec.name() {
                "transpose" => {
                    let order = told.and_then(|told| told.order.as_ref());
                    let Some(Order::Axes(order)) = order else {
                        return Err(refusal::packed("transpose"));
                    };
                    let turned = order.iter().map(|axis| axes.get(*axis).copied());
                    let turned: Option<Vec<usize>> = turned.collect();
                    axes = turned
                        .ok_or_else(|| refusal::damaged("an order of axes that are not there"))?;
                }
                "bytes" => {
                    is_big_endian = told.and_then(|told| told.endian.as_deref()) == Some("big");
                }
                "sharding_indexed" => return Err(refusal::shards()),
                name => codecs.push(Codec::named(name, 0)?),
            }
        }
        codecs.reverse();
        let number = ZarrNumber { stored, is_big_endian };
        let chunk = self.chunk_grid.configuration().and_then(|told| told.chunk_shape.clone());
        let chunk = chunk.filter(|_| self.chunk_grid.name() == "regular");
        let chunk = chunk.ok_or_else(|| refusal::packed(self.chunk_grid.name()))?;
        let fill = self.fill_value.bytes(number)?;
        Ok(ChunkLayout {
            shape: self.shape,
            chunk,
            axes,
            number,
            codecs,
            fill,
            keys: keys(&self.chunk_key_encoding)?,
        })
    }
}

fn keys(encoding: &Extension) -> Result<ChunkKeys, FamilyRefusal> {
    let has_letter = match encoding.name() {
        "default" => true,
        "v2" => false,
        other => return Err(refusal::packed(other)),
    };
    let told = encoding.configuration().and_then(|told| told.separator);
    let separator = told.unwrap_or(if has_letter { '/' } else { '.' });
    Ok(ChunkKeys { has_letter, separator })
}
