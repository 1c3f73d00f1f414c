//! What excites a filter or a whole network, averaged from noise.

use crate::{
    config::{Config, Noise, OutputUnit},
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
    let mut builder = ReceptiveFieldBuilder::new(config, parameters);
    while builder.advance() {}
    builder.finish()
}

/// Finds [`receptive_field`] in slices of some milliseconds, so that a page can draw in between.
#[derive(Clone, Debug)]
pub struct ReceptiveFieldBuilder {
    parameters: Parameters,
    output: OutputUnit,
    noise: WhiteNoise,
    num_left: usize,
    /// Sum of the images, each weighted by its prediction, and of the images alone.
    sums: [Vec<f64>; 2],
    num_images: usize,
    prediction: f64,
}

/// Multiplications of a slice.
const SLICE: usize = 500_000;

impl ReceptiveFieldBuilder {
    /// Before the first image.
    pub fn new(config: &Config, parameters: &Parameters) -> Self {
        let checkers = config.num_checkers();
        let num_images = NUM_CHECKERS / checkers;
        Self {
            parameters: parameters.clone(),
            output: config.output(),
            noise: WhiteNoise::new(config.seed(), Stream::Feature, Noise::Gaussian),
            num_left: num_images,
            sums: [vec![0.0; checkers], vec![0.0; checkers]],
            num_images,
            prediction: 0.0,
        }
    }

    /// Shows the next images to the network; returns whether there are more.
    pub fn advance(&mut self) -> bool {
        let shape = self.parameters.shape;
        let checkers = shape.num_checkers();
        let work = shape.num_filters() * shape.filter_len() * shape.num_positions();
        let num_images = (SLICE / work.max(1)).clamp(1, self.num_left.max(1)).min(self.num_left);
        let mut images = vec![0.0; num_images * checkers];
        images.chunks_exact_mut(checkers).for_each(|image| self.noise.next_frame(image));
        let predictions = predict(&self.parameters, self.output, &images);
        let [weighted, plain] = &mut self.sums;
        for (image, &prediction) in images.chunks_exact(checkers).zip(&predictions) {
            let prediction = f64::from(prediction);
            self.prediction += prediction;
            let sums = weighted.iter_mut().zip(plain.iter_mut());
            for ((weighted, plain), &checker) in sums.zip(image) {
                *weighted += prediction * f64::from(checker);
                *plain += f64::from(checker);
            }
        }
        self.num_left -= num_images;
        self.num_left > 0
    }

    /// What the images so far add up to.
    ///
    /// The mean image is zero on average; taking the mean prediction off leaves less noise.
    pub fn finish(self) -> Vec<f32> {
        let mean = self.prediction / self.num_images as f64;
        let [weighted, plain] = self.sums;
        let value = |(weighted, plain): (f64, f64)| {
            if self.prediction > 0.0 {
                ((weighted - mean * plain) / self.prediction) as f32
            } else {
                0.0
            }
        };
        weighted.into_iter().zip(plain).map(value).collect()
    }
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
