//! Filters in space and time: one temporal course times one image, as far as they are so.

use crate::{
    network::{Channels, Parameters},
    statistics::{RankOne, rank_one},
};

/// The weights of a filter at each lag, `[NUM_LAGS, side * side]`: a film, the newest frame first.
///
/// For a network on filtered frames, the filter itself, `[side * side]`.
pub fn film(parameters: &Parameters, channels: &Channels, filter: usize) -> Vec<f32> {
    channels.to_lags(parameters.filter(filter))
}

/// Temporal course and image of a filter, with the share of its energy that they explain.
///
/// The course has unit norm and `NUM_LAGS` entries; the image, `[side * side]`, carries the size. For
/// a network on filtered frames the course is a single 1.
pub fn separated(parameters: &Parameters, channels: &Channels, filter: usize) -> RankOne {
    separate(parameters, &film(parameters, channels, filter))
}

/// The same for what a filter adds up to in the whole field; the image is `[rows * columns]`.
pub fn separated_in_field(parameters: &Parameters, channels: &Channels, filter: usize) -> RankOne {
    separate(parameters, &channels.to_lags(&parameters.in_field(filter)))
}

fn separate(parameters: &Parameters, film: &[f32]) -> RankOne {
    if parameters.shape.channels == 1 {
        return RankOne { temporal: vec![1.0], spatial: film.to_vec(), separability: 1.0 };
    }
    rank_one(film, crate::config::NUM_LAGS)
}

/// The image of each filter over all its channels, `[num_filters][side * side]`: the filter itself
/// for filtered frames. Courses are orthonormal, so lags need not be known.
pub fn images(parameters: &Parameters) -> Vec<Vec<f32>> {
    (0..parameters.shape.num_filters())
        .map(|filter| image(parameters, parameters.filter(filter)))
        .collect()
}

/// The image in the whole field of each filter, `[num_filters][rows * columns]`.
pub fn images_in_field(parameters: &Parameters) -> Vec<Vec<f32>> {
    (0..parameters.shape.num_filters())
        .map(|filter| image(parameters, &parameters.in_field(filter)))
        .collect()
}

fn image(parameters: &Parameters, channels: &[f32]) -> Vec<f32> {
    match parameters.shape.num_channels() {
        1 => channels.to_vec(),
        num_channels => rank_one(channels, num_channels).spatial,
    }
}
