//! What excites a filter or a whole network, averaged from noise.

use crate::{
    config::{Config, Noise},
    network::{Parameters, feature_maps, predict},
    rng::Stream,
    stimulus::WhiteNoise,
};

/// Noise averaged, checkers: 24,000 images of 8x8.
const NUM_CHECKERS: usize = 24_000 * 64;

/// The feature of each filter: noise images weighted by the mean response of its feature map.
///
/// ```text
/// feature[c] = sum_i r_i x_i[c] / sum_i r_i
/// ```
///
/// Networks on raw frames first become one on filtered frames (`Parameters::along`).
///
/// # Shapes
/// - returns `[num_filters][rows * columns]`, contrast; zeros for a filter that never responds
///
/// # Source
/// Yan, Zheng et al., Methods C ("response-weighted average feature").
pub fn features(config: &Config, parameters: &Parameters) -> Vec<Vec<f32>> {
    let images = noise_images(config);
    let checkers = config.num_checkers();
    feature_maps(parameters, &images)
        .iter()
        .map(|responses| weighted_average(&images, responses, checkers))
        .collect()
}

/// The receptive field of a network: noise images weighted by what it predicts for them.
///
/// # Shapes
/// - returns `[rows * columns]`, contrast
pub fn receptive_field(config: &Config, parameters: &Parameters) -> Vec<f32> {
    let images = noise_images(config);
    let predictions = predict(parameters, config.output(), &images);
    weighted_average(&images, &predictions, config.num_checkers())
}

fn noise_images(config: &Config) -> Vec<f32> {
    let mut noise = WhiteNoise::new(config.seed(), Stream::Feature, Noise::Gaussian);
    let num_images = NUM_CHECKERS / config.num_checkers();
    let mut images = vec![0.0; num_images * config.num_checkers()];
    images.chunks_exact_mut(config.num_checkers()).for_each(|image| noise.next_frame(image));
    images
}

fn weighted_average(images: &[f32], weights: &[f32], checkers: usize) -> Vec<f32> {
    let mean = weights.iter().map(|&weight| f64::from(weight)).sum::<f64>() / weights.len() as f64;
    let mut sums = vec![0.0_f64; checkers];
    for (image, &weight) in images.chunks_exact(checkers).zip(weights) {
        // The mean image is zero on average; taking the mean weight off leaves less noise.
        let weight = f64::from(weight) - mean;
        for (sum, &checker) in sums.iter_mut().zip(image) {
            *sum += weight * f64::from(checker);
        }
    }
    let total = mean * weights.len() as f64;
    sums.iter().map(|sum| if total > 0.0 { (sum / total) as f32 } else { 0.0 }).collect()
}
