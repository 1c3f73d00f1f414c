//! Layers 2 and 3 of all networks at once.
//!
//! In: rectified maps of the layer below. Out: rectified maps of this layer. The layers of all networks
//! are one wide layer whose weights between different networks are held at zero.

use core::ops::Range;

use burn::tensor::{Device, Int, Tensor, TensorData, activation::relu};

use crate::packing::Packing;
use ganglion_core::network::Hidden;

/// One layer behind the first.
#[derive(Clone, Debug)]
pub(super) struct HiddenLayer {
    /// For each weight at each position, the number below that it reads; none where a weight reads the
    /// position that it is at.
    places: Option<Tensor<1, Int>>,
    /// 1 where that number exists, 0 in the margin around; none without a margin.
    inside: Option<Tensor<2>>,
    /// Keeps networks apart: `[weights, all filters]`, 1 between filters of the same network.
    owners: Tensor<2>,
    weights: Range<usize>,
    biases: Range<usize>,
    num_positions: usize,
}

impl HiddenLayer {
    /// Those that networks have, from the second on.
    pub(super) fn all(packing: &Packing, device: &Device) -> Vec<Self> {
        let hidden = Hidden::all(packing.shape());
        hidden
            .zip(&packing.hidden)
            .map(|(hidden, at)| Self::new(packing, &hidden, at, device))
            .collect()
    }

    fn new(
        packing: &Packing,
        hidden: &Hidden,
        [weights, biases]: &[Range<usize>; 2],
        device: &Device,
    ) -> Self {
        let (columns, taps) = (packing.num_columns(), hidden.num_taps());
        let tensor = |numbers: Vec<f32>, rows: usize| {
            let len = numbers.len() / rows;
            Tensor::from_data(TensorData::new(numbers, [rows, len]), device)
        };
        let mut read = vec![None; hidden.num_positions() * taps];
        for (taps, found) in read.chunks_exact_mut(taps).zip(hidden.below()) {
            for &(place, weight) in found {
                taps[weight] = Some(place);
            }
        }
        let is_straight =
            taps == 1 && read.iter().flatten().enumerate().all(|(at, place)| at == *place);
        let places = read.iter().flat_map(|place| {
            (0..columns).map(move |column| (place.unwrap_or(0) * columns + column) as i32)
        });
        let inside = read
            .iter()
            .flat_map(|place| core::iter::repeat_n(f32::from(u8::from(place.is_some())), columns));
        Self {
            places: (!is_straight)
                .then(|| Tensor::from_data(places.collect::<Vec<_>>().as_slice(), device)),
            inside: read.contains(&None).then(|| tensor(inside.collect(), 1)),
            owners: tensor(packing.hidden_owners(taps), taps * columns),
            weights: weights.clone(),
            biases: biases.clone(),
            num_positions: hidden.num_positions(),
        }
    }

    /// Maps of this layer, rectified.
    ///
    /// # Shapes
    /// - `below`: `[batch, positions below * all filters]`, rectified
    /// - `row`: all parameters
    /// - returns `[batch, positions * all filters]`
    pub(super) fn forward(&self, below: Tensor<2>, row: &Tensor<1>) -> Tensor<2> {
        let [batch, _] = below.dims();
        let [num_weights, columns] = self.owners.dims();
        let patches = match &self.places {
            Some(places) => below.select(1, places.clone()),
            None => below,
        };
        let patches = match &self.inside {
            Some(inside) => patches * inside.clone(),
            None => patches,
        };
        let patches = patches.reshape([batch * self.num_positions, num_weights]);
        let section = |section: &Range<usize>, shape: [usize; 2]| -> Tensor<2> {
            row.clone().slice([section.clone()]).reshape(shape)
        };
        let weights = section(&self.weights, [num_weights, columns]) * self.owners.clone();
        let maps = patches.matmul(weights) + section(&self.biases, [1, columns]);
        relu(maps).reshape([batch, self.num_positions * columns])
    }
}
