//! First parameters, and the noise that some recipes add inside.

use crate::{
    config::{Config, DenseSign, OutputUnit},
    network::{NetworkId, Parameters, Shape},
    rng::{Random, Stream},
};

/// Start of a trained softplus `a ln(1 + e^(b z))` (the authors' code).
const SOFTPLUS_START: [f32; 2] = [0.2, 5.0];

/// Random first parameters of one network.
///
/// Weights of every conv layer by Glorot's rule (uniform; filters: fan in `side^2`, fan out
/// `side^2 N`; further layers: both `side^2 N`) or normal with the SD asked for; dense weights
/// uniform up to `sqrt(6 / (P N + 1))` (P: the positions), on both sides of zero if they may be
/// negative; biases 0; the output bias gives the mean count. All are drawn from one stream in the
/// order of the row, so networks of different depth start with the same filters.
///
/// `mean_count` is the mean number of spikes in a training frame.
pub fn initial_parameters(config: &Config, id: NetworkId, mean_count: f64) -> Parameters {
    let shape = Shape::of(config, id.num_filters);
    // No two networks share an index: there are fewer than 0x1_0000 filters.
    let index = id.restart * 0x1_0000 + id.num_filters;
    let mut random = Random::new(config.seed(), Stream::Initialization, index);
    let mut values = vec![0.0; shape.num_parameters()];
    let num_filters = id.num_filters as f32;
    let (sd, is_signed) = (config.init_sd(), config.dense() == DenseSign::Signed);
    let limit = (6.0 / (shape.filter_len() as f32 * (1.0 + num_filters))).sqrt();
    for weight in &mut values[shape.filters()] {
        *weight = if sd > 0.0 { sd * random.normal() } else { random.uniform_in(-limit, limit) };
    }
    for layer in 2..=shape.layers {
        let side = shape.hidden_side(layer) as f32;
        let limit = (3.0 / (side * side * num_filters)).sqrt();
        let low = if is_signed { -limit } else { 0.0 };
        for weight in &mut values[shape.hidden(layer)] {
            *weight = if sd > 0.0 && is_signed {
                sd * random.normal()
            } else {
                random.uniform_in(low, limit)
            };
        }
    }
    let limit = (6.0 / (shape.num_pooled() as f32 * num_filters + 1.0)).sqrt();
    let low = if is_signed { -limit } else { 0.0 };
    for weight in &mut values[shape.dense()] {
        *weight = random.uniform_in(low, limit);
    }
    values[shape.output_bias()] = output_bias(config.output(), mean_count);
    if shape.parametric {
        values[shape.softplus()].copy_from_slice(&SOFTPLUS_START);
    }
    Parameters { shape, values }
}

/// The bias at which a silent network predicts the mean count.
fn output_bias(output: OutputUnit, mean_count: f64) -> f32 {
    let bias = match output {
        OutputUnit::Softplus => libm::log(libm::expm1(mean_count)),
        OutputUnit::Sigmoid => {
            let share = mean_count.min(0.999);
            libm::log(share / (1.0 - share))
        }
        OutputUnit::Parametric => {
            let [a, b] = SOFTPLUS_START.map(f64::from);
            libm::log(libm::expm1(mean_count / a)) / b
        }
    };
    bias as f32
}

/// Noise added to the feature maps of the first layer of one network in one training step.
///
/// # Shapes
/// - returns `[num_filters, positions, batch]`
pub fn inner_noise(config: &Config, id: NetworkId, step: u32) -> Vec<f32> {
    let shape = Shape::of(config, id.num_filters);
    // No two steps or networks share an index: there are at most 64 restarts, and 1 to 32 filters. A long training has
    // millions of steps, more than fit into 32 bits with them.
    let index = (u64::from(step) * 64 + u64::from(id.restart)) * 32 + u64::from(id.num_filters);
    let mut random = Random::at(config.seed(), Stream::Noise, index);
    let len = shape.num_filters() * shape.num_positions() * config.batch_size();
    (0..len).map(|_| config.inner_noise() * random.normal()).collect()
}
