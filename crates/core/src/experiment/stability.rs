//! Whether the filters of a network come out again: from other first weights, and from each half of the frames.
//!
//! Of a real cell nobody knows the subunits, so this is what can be said of its filters. Networks of the recipe of Recorded learn from
//! all training frames with several first weights; the one that Recorded keeps is the reference. One more learns from the first half of the
//! frames and one from the second half, in the order in which they were shown, so that a cell that changes during the recording is
//! unstable. Their first weights differ, or filters that learned nothing would agree; the temporal filter is that of all frames. For the
//! control, frames of unrelated noise take the place of those that the cell saw.

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{filter_facts, images_in_field, recovery_by_images},
    config::{Config, Draft, NoiseKind, Section, TrainingPart},
    experiment::{Group, recorded::filter_order},
    network::{NetworkId, Parameters},
    statistics::{cosine, sort_few},
    training::Trained,
};

/// Networks that learn from all frames, at least: a reference and another.
const FEWEST_RESTARTS: u32 = 2;
/// Cosine of two images that have half of their energy in common.
const HALF_OF_ENERGY: f64 = core::f64::consts::FRAC_1_SQRT_2;

/// An effective filter of the reference, and how alike it comes out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilterStability {
    /// Which filter, from 0.
    pub filter: u32,
    /// Norm of its weights over that of the largest filter, in `[0, 1]`.
    pub relative_norm: f64,
    /// Absolute cosine with its match in each other network that learned from all frames.
    pub restarts: Vec<f64>,
    /// The median of these.
    pub across_restarts: f64,
    /// Absolute cosine of its matches in the networks of the two halves.
    pub split_half: f64,
    /// Absolute cosine with the most similar other effective filter of the reference: near 1 for a feature that several filters share.
    pub nearest_other: f64,
    /// Whether both lie above the control.
    pub is_stable: bool,
    /// Absolute cosine with the true subunit that it is most like; nothing where nobody knows these.
    pub subunit_similarity: Option<f64>,
}

/// The images behind a [`FilterStability`], `[rows * columns]` each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilterMatches {
    /// The filter of the reference.
    pub reference: Vec<f32>,
    /// Its matches in the networks of the first and the second half.
    pub halves: [Vec<f32>; 2],
}

/// All effective filters of a reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// Width of the field, checkers.
    pub columns: u32,
    /// Restart of the reference, from 0.
    pub reference: u32,
    /// The filters, by falling norm.
    pub filters: Vec<FilterStability>,
    /// Their images, in the same order.
    pub images: Vec<FilterMatches>,
    /// Similarity above which both have to lie: [`Stability::new`].
    pub control: f64,
    /// The highest similarity of a filter of the reference with one that learned from unrelated frames.
    pub unrelated: f64,
}

/// What filters are compared with.
pub struct StabilityNetworks<'a> {
    /// Learned from all frames.
    pub reference: &'a Parameters,
    /// The same from other first weights.
    pub restarts: Vec<&'a Parameters>,
    /// Learned from the first and from the second half of the frames.
    pub halves: [&'a Parameters; 2],
    /// Learned from the same spikes with frames of unrelated noise.
    pub unrelated: &'a Parameters,
}

/// A network for each restart with all frames, then one for each half, then the control; each is a group of its own.
pub fn groups(config: &Config) -> Vec<Group> {
    let most = *config.filter_counts().end();
    let num_restarts = (config.num_restarts() as u32).max(FEWEST_RESTARTS);
    let of = |restart: u32, restarts: u32, change: fn(&mut Draft)| {
        let recorded = Group::of(config, |draft| {
            (draft.section, draft.part) = (Section::Recorded, TrainingPart::Whole);
            draft.restarts = restarts;
            (draft.first_filters, draft.last_filters) = (most, most);
            change(draft);
        });
        Group { networks: vec![NetworkId { num_filters: most, restart }], ..recorded }
    };
    let whole = (0..num_restarts).map(|restart| of(restart, num_restarts, |_| ()));
    let others = [
        of(0, 1, |draft| draft.part = TrainingPart::First),
        of(1, 2, |draft| draft.part = TrainingPart::Second),
        // From first weights that no other network has.
        of(num_restarts, num_restarts, |draft| {
            (draft.noise_share, draft.noise_kind) = (1.0, NoiseKind::Images);
        }),
    ];
    whole.chain(others).collect()
}

impl Stability {
    /// Of the networks of [`groups`], in their order; nothing unless all are there.
    pub fn of_groups(config: &Config, subunits: &[Vec<f32>], trained: &[&Trained]) -> Option<Self> {
        let [whole @ .., first, second, unrelated] = trained else { return None };
        if whole.len() < FEWEST_RESTARTS as usize {
            return None;
        }
        let loss = |at: &usize| whole[*at].penalized_loss;
        let best = (0..whole.len()).min_by(|a, b| loss(a).total_cmp(&loss(b)))?;
        let others = whole.iter().enumerate().filter(|(at, _)| *at != best);
        let networks = StabilityNetworks {
            reference: &whole[best].parameters,
            restarts: others.map(|(_, network)| &network.parameters).collect(),
            halves: [&first.parameters, &second.parameters],
            unrelated: &unrelated.parameters,
        };
        let reference = whole[best].id.restart;
        Some(Self { reference, ..Self::new(config, subunits, &networks) })
    }

    /// Compares filters by what they add up to in the field, one to one, so that the sum of the similarities is largest. The halves are
    /// compared with each other by the filters that match the same filter of the reference.
    ///
    /// Control: the same spikes with frames of unrelated noise, learned in the same way, and its filters matched to the reference in the same
    /// way. The line is the highest similarity that any of them reaches, or .71 (half of the energy in common) if that is more: without
    /// a tie between frames and spikes, a filter comes out again as well as that.
    ///
    /// # Shapes
    /// - `subunits`: `[num_subunits][rows * columns]`, the true filters; none where nobody knows them
    pub fn new(config: &Config, subunits: &[Vec<f32>], networks: &StabilityNetworks<'_>) -> Self {
        let facts = filter_facts(networks.reference);
        let is_effective = |filter: &u32| facts[*filter as usize].is_effective;
        let order: Vec<u32> = filter_order(&facts).into_iter().filter(is_effective).collect();
        let all = images_in_field(networks.reference);
        let reference: Vec<_> = order.iter().map(|filter| all[*filter as usize].clone()).collect();
        let restarts: Vec<Vec<f64>> = networks
            .restarts
            .iter()
            .map(|restart| {
                similarities(&reference, &matches(&reference, &images_in_field(restart)))
            })
            .collect();
        let [first, second] = networks.halves.map(images_in_field);
        let of_first = matches(&reference, &first);
        let unrelated = matches(&reference, &images_in_field(networks.unrelated));
        let unrelated = similarities(&reference, &unrelated).into_iter().fold(0.0, f64::max);
        let control = unrelated.max(HALF_OF_ENERGY);
        let nearest = nearest_others(&reference);
        let of_second = matches(&reference, &second);
        let split_half = similarities(&of_first, &of_second);
        let filter = |(at, filter): (usize, &u32)| {
            let restarts: Vec<f64> = restarts.iter().map(|restart| restart[at]).collect();
            let (across_restarts, split_half) = (median(restarts.clone()), split_half[at]);
            let alike = subunits.iter().map(|subunit| cosine(subunit, &reference[at]).abs());
            FilterStability {
                filter: *filter,
                relative_norm: facts[*filter as usize].relative_norm,
                restarts,
                across_restarts,
                split_half,
                nearest_other: nearest[at],
                is_stable: across_restarts > control && split_half > control,
                subunit_similarity: alike.reduce(f64::max),
            }
        };
        let filters = order.iter().enumerate().map(filter).collect();
        let halves = of_first.into_iter().zip(of_second);
        let images = reference.into_iter().zip(halves).map(|(reference, (first, second))| {
            FilterMatches { reference, halves: [first, second] }
        });
        Self {
            columns: config.columns() as u32,
            reference: 0,
            filters,
            images: images.collect(),
            control,
            unrelated,
        }
    }

    /// Whether the true subunits are known.
    pub fn has_truth(&self) -> bool {
        self.filters.iter().any(|filter| filter.subunit_similarity.is_some())
    }

    /// How many filters are stable.
    pub fn num_stable(&self) -> usize {
        self.filters.iter().filter(|filter| filter.is_stable).count()
    }
}

/// The image that is matched to each filter of a reference; an empty field where there are too few.
fn matches(reference: &[Vec<f32>], images: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let image = |(matched, filter): (Option<usize>, &Vec<f32>)| {
        matched.map_or_else(|| vec![0.0; filter.len()], |image| images[image].clone())
    };
    let matching = recovery_by_images(reference, images).matching;
    matching.into_iter().zip(reference).map(image).collect()
}

/// Absolute cosine of each image with the one at the same place.
fn similarities(images: &[Vec<f32>], others: &[Vec<f32>]) -> Vec<f64> {
    images.iter().zip(others).map(|(image, other)| cosine(image, other).abs()).collect()
}

/// The middle of some numbers, or the mean of the two in the middle; 0 of none.
fn median(mut values: Vec<f64>) -> f64 {
    sort_few(&mut values, |a, b| a < b);
    match values.len() {
        0 => 0.0,
        len => 0.5 * (values[(len - 1) / 2] + values[len / 2]),
    }
}

/// Absolute cosine of each image with the most similar other one; 0 where there is only one.
fn nearest_others(images: &[Vec<f32>]) -> Vec<f64> {
    let nearest = |at: usize| {
        let others = images.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, other)| cosine(&images[at], other).abs()).fold(0.0, f64::max)
    };
    (0..images.len()).map(nearest).collect()
}
