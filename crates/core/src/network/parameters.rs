//! Every number that a network learns, as one row.

use core::ops::Range;

use serde::{Deserialize, Serialize};

use crate::network::{Hidden, Shape};

/// The parameters of one network.
///
/// # Shapes
/// One row: filters `[num_filters, channels, side * side]`, filter biases `[num_filters]`, then for
/// layer 2 and for layer 3, as far as there are any, weights `[maps out, maps in, side * side]` and
/// biases `[maps out]`, then dense weights `[maps, positions]`, output bias, and for a trained
/// softplus its two numbers `a`, `b`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Sizes.
    pub shape: Shape,
    /// All numbers.
    #[serde(with = "as_bytes")]
    pub values: Vec<f32>,
}

/// Where each kind of parameter stands in the row.
impl Shape {
    /// Filter weights.
    pub fn filters(self) -> Range<usize> {
        0..self.num_filters() * self.filter_len()
    }

    /// Filter biases.
    pub fn biases(self) -> Range<usize> {
        let start = self.filters().end;
        start..start + self.num_filters()
    }

    /// Weights of layer 2 or 3; empty if there is no such layer.
    pub fn hidden(self, layer: u32) -> Range<usize> {
        let start = if layer <= 2 { self.biases().end } else { self.hidden_biases(2).end };
        let side = self.hidden_side(layer);
        let len = self.num_filters() * self.num_filters() * side * side;
        start..start + if layer <= self.layers { len } else { 0 }
    }

    /// Biases of layer 2 or 3; empty if there is no such layer.
    pub fn hidden_biases(self, layer: u32) -> Range<usize> {
        let start = self.hidden(layer).end;
        start..start + if layer <= self.layers { self.num_filters() } else { 0 }
    }

    /// Dense weights.
    pub fn dense(self) -> Range<usize> {
        let start = self.hidden_biases(3).end;
        start..start + self.num_filters() * self.num_pooled()
    }

    /// The output bias.
    pub fn output_bias(self) -> usize {
        self.dense().end
    }

    /// The two numbers of a trained softplus, if there are any.
    pub fn softplus(self) -> Range<usize> {
        self.output_bias() + 1..self.num_parameters()
    }

    /// All weights after the filters that may not be negative if the configuration says so: those
    /// of layers 2 and 3 and the dense ones, so that the network only adds up its filters, however
    /// deep it is. (Reference values exist for one layer only; deeper ones were signed.)
    pub fn pooling(self) -> [Range<usize>; 3] {
        [self.hidden(2), self.hidden(3), self.dense()]
    }
}

impl Parameters {
    /// Weights of one filter, `[channels, side * side]`.
    pub fn filter(&self, filter: usize) -> &[f32] {
        &self.values[filter * self.shape.filter_len()..][..self.shape.filter_len()]
    }

    /// Bias of one filter.
    pub fn bias(&self, filter: usize) -> f32 {
        self.values[self.shape.biases().start + filter]
    }

    /// Dense weights of one map of the last layer, `[positions]`; with one layer, of one filter.
    pub fn dense(&self, map: usize) -> &[f32] {
        let positions = self.shape.num_pooled();
        &self.values[self.shape.dense().start + map * positions..][..positions]
    }

    /// Weight of a filter at each of its positions on the way to the output.
    ///
    /// The dense weights if there is one layer. Through further layers: the product of the weights
    /// summed over all ways, as if no rectifier on them ever closed.
    ///
    /// # Shapes
    /// - returns `[positions]`, the places where a filter fits
    pub fn pooling(&self, filter: usize) -> Vec<f32> {
        let hidden: Vec<_> = Hidden::all(self.shape).collect();
        let Some((second, further)) = hidden.split_first() else {
            return self.dense(filter).to_vec();
        };
        let mut dense = self.values[self.shape.dense()].to_vec();
        for hidden in further.iter().rev() {
            let maps = 0..self.shape.num_filters();
            dense = maps.flat_map(|map| hidden.pooling(&self.values, map, &dense)).collect();
        }
        second.pooling(&self.values, filter, &dense)
    }

    /// Bias of the output.
    pub fn output_bias(&self) -> f32 {
        self.values[self.shape.output_bias()]
    }

    /// Sum of the absolute filter weights: what the L1 penalty counts.
    pub fn filter_l1(&self) -> f64 {
        self.values[self.shape.filters()].iter().map(|weight| f64::from(weight.abs())).sum()
    }

    /// What a filter adds up to in the whole field: `sum_p d[p] shift_p(W)`, with the weights `d` of
    /// [`Self::pooling`].
    ///
    /// A filter that fits in several places can stand for a subunit in any of them, so filters are
    /// compared with subunits here, not in their own 7x7.
    ///
    /// # Shapes
    /// - returns `[channels, rows * columns]`
    pub fn in_field(&self, filter: usize) -> Vec<f32> {
        let shape = self.shape;
        let (side, columns) = (shape.side as usize, shape.columns as usize);
        let mut field = vec![0.0; shape.num_channels() * shape.num_checkers()];
        let maps = self.filter(filter).chunks_exact(shape.map_len());
        let pooling = self.pooling(filter);
        for (field, map) in field.chunks_exact_mut(shape.num_checkers()).zip(maps) {
            for (corner, dense) in shape.corners().into_iter().zip(&pooling) {
                for (row, weights) in map.chunks_exact(side).enumerate() {
                    let start = corner + row * columns;
                    for (sum, weight) in field[start..start + side].iter_mut().zip(weights) {
                        *sum += dense * weight;
                    }
                }
            }
        }
        field
    }

    /// Hexadecimal checksum of the bits of all parameters.
    pub fn checksum(&self) -> String {
        checksum(&self.values)
    }
}

/// 64-bit FNV-1a of the little-endian bits of numbers, as 16 hexadecimal digits: two networks with
/// the same checksum are the same bit for bit, for all practical purposes.
pub fn checksum(values: &[f32]) -> String {
    checksum_of_bytes(values.iter().flat_map(|value| value.to_le_bytes()))
}

/// The same of bytes.
pub fn checksum_of_bytes(bytes: impl IntoIterator<Item = u8>) -> String {
    let hash = bytes.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// Numbers as one byte buffer: a sequence of numbers is slow to hand between workers.
mod as_bytes {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(values: &[f32], to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        to.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
        let bytes = serde_bytes::ByteBuf::deserialize(from)?;
        let (numbers, rest) = bytes.as_chunks::<4>();
        if rest.is_empty() {
            Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
        } else {
            Err(D::Error::custom("the buffer does not hold whole numbers of four bytes"))
        }
    }
}
