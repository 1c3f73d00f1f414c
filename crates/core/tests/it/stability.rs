//! Filters that come out again: on networks made for it, so that the answer is known.

use ganglion_core::{
    config::{CellSource, Config, Draft, NoiseKind, Section, TrainingPart},
    dataset::Dataset,
    experiment::stability::{Stability, StabilityNetworks, groups},
    network::{NetworkId, Parameters, Shape, initial_parameters},
    rng::{Random, Stream},
};

use crate::fixtures::{build, recorded};

const NUM_FILTERS: u32 = 6;

fn config() -> Config {
    let draft = Draft {
        first_filters: NUM_FILTERS,
        last_filters: NUM_FILTERS,
        filter_side: 15,
        ..Draft::of(Section::Stability, CellSource::Recorded)
    };
    draft.check().expect("valid")
}

/// Filters that are blobs in the middle of the field, at places drawn from a seed, and noise where `noise` is above 0.
fn network(places: u32, noise: f32) -> Parameters {
    let config = config();
    let shape = Shape::of(&config, NUM_FILTERS);
    let id = NetworkId { num_filters: NUM_FILTERS, restart: 0 };
    let mut parameters = initial_parameters(&config, id, 0.1);
    let mut random = Random::new(places, Stream::Live, 0);
    let mut unrelated = Random::new(places, Stream::Live, 1);
    let side = shape.side as usize;
    for filter in 0..NUM_FILTERS as usize {
        let mut place = || 3.0 + 8.0 * random.uniform();
        let (row, column) = (place(), place());
        for at in 0..side * side {
            let (y, x) = ((at / side) as f32 - row, (at % side) as f32 - column);
            let blob = libm::expf(-0.5 * (y * y + x * x) / 1.5);
            let weight = (1.0 - 0.1 * filter as f32) * blob + noise * unrelated.normal();
            parameters.values[filter * shape.filter_len() + at] = weight;
        }
    }
    // Every filter looks from one place only.
    for filter in 0..NUM_FILTERS as usize {
        let positions = shape.num_positions();
        let dense = &mut parameters.values[shape.dense()][filter * positions..][..positions];
        dense.fill(0.0);
        dense[0] = 1.0;
    }
    parameters
}

/// The same filters in another order.
fn permuted(parameters: &Parameters, by: usize) -> Parameters {
    let shape = parameters.shape;
    let mut other = parameters.clone();
    for filter in 0..NUM_FILTERS as usize {
        let to = (filter + by) % NUM_FILTERS as usize;
        let (len, positions) = (shape.filter_len(), shape.num_positions());
        other.values[to * len..][..len].copy_from_slice(&parameters.values[filter * len..][..len]);
        let dense = parameters.values[shape.dense()][filter * positions..][..positions].to_vec();
        other.values[shape.dense()][to * positions..][..positions].copy_from_slice(&dense);
    }
    other
}

fn stability(
    reference: &Parameters,
    restarts: &[&Parameters],
    halves: [&Parameters; 2],
) -> Stability {
    let unrelated = &network(4_321, 0.3);
    let networks = StabilityNetworks { reference, restarts: restarts.to_vec(), halves, unrelated };
    Stability::new(&config(), &[], &networks)
}

#[test]
fn a_network_comes_out_again_as_itself_in_any_order() {
    let network = network(1, 0.01);
    let itself = stability(&network, &[&network; 3], [&network; 2]);
    assert_eq!(itself.filters.len(), NUM_FILTERS as usize);
    for filter in &itself.filters {
        assert!((filter.across_restarts - 1.0).abs() < 1e-6, "{filter:?}");
        assert!((filter.split_half - 1.0).abs() < 1e-6, "{filter:?}");
    }
    assert!(itself.control < 0.95, "{}", itself.control);
    assert_eq!(itself.num_stable(), itself.filters.len());
    let [one, two, three] = [1, 2, 5].map(|by| permuted(&network, by));
    let shuffled = stability(&network, &[&one, &two, &three], [&two, &three]);
    for (filter, same) in shuffled.filters.iter().zip(&itself.filters) {
        assert_eq!(filter.filter, same.filter);
        assert!((filter.across_restarts - same.across_restarts).abs() < 1e-9);
        assert!((filter.split_half - same.split_half).abs() < 1e-9);
    }
    let order: Vec<f64> = itself.filters.iter().map(|filter| filter.relative_norm).collect();
    assert!(order.is_sorted_by(|a, b| a >= b), "{order:?}");
}

#[test]
fn filters_at_other_places_are_seldom_stable_however_alike_they_look() {
    let reference = network(1, 0.01);
    let (mut num_stable, mut num_all) = (0, 0);
    for seed in 10..40 {
        let others = [0, 100, 200].map(|by| network(seed + by, 0.01));
        let found = stability(&reference, &[&others[0]], [&others[1], &others[2]]);
        num_stable += found.num_stable();
        num_all += found.filters.len();
    }
    // Six blobs in a narrow receptive field lie over each other now and then.
    assert!(num_stable * 8 < num_all, "{num_stable} of {num_all}");
}

#[test]
fn nothing_is_stable_that_unrelated_frames_give_as_well() {
    let network = network(1, 0.01);
    let networks = StabilityNetworks {
        reference: &network,
        restarts: vec![&network],
        halves: [&network; 2],
        unrelated: &network,
    };
    let found = Stability::new(&config(), &[], &networks);
    assert_eq!((found.num_stable(), found.filters.len()), (0, NUM_FILTERS as usize));
    assert!((found.unrelated - 1.0).abs() < 1e-6);
}

#[test]
fn a_filter_that_only_one_half_has_is_not_stable_and_the_others_are() {
    let network = network(1, 0.01);
    let mut half = network.clone();
    let len = network.shape.filter_len();
    // Another place for the first filter.
    let moved = self::network(77, 0.01);
    half.values[..len].copy_from_slice(&moved.values[..len]);
    let found = stability(&network, &[&network], [&network, &half]);
    let stable: Vec<u32> =
        found.filters.iter().filter(|filter| filter.is_stable).map(|it| it.filter).collect();
    assert!(!stable.contains(&0), "{found:?}");
    assert_eq!(stable.len(), found.filters.len() - 1, "{:?}", found.filters);
}

#[test]
fn the_median_is_over_the_other_restarts() {
    let network = network(1, 0.01);
    let other = self::network(55, 0.01);
    let found = stability(&network, &[&network, &network, &other], [&network; 2]);
    for filter in &found.filters {
        assert_eq!(filter.restarts.len(), 3);
        assert!(filter.restarts[2] < 0.999, "{filter:?}");
        assert!((filter.across_restarts - 1.0).abs() < 1e-6, "{filter:?}");
    }
}

#[test]
fn subunits_where_they_are_known_are_compared_with_each_filter() {
    let network = network(1, 0.01);
    let subunit = network.in_field(2);
    let networks = StabilityNetworks {
        reference: &network,
        restarts: vec![&network],
        halves: [&network; 2],
        unrelated: &network,
    };
    let found = Stability::new(&config(), &[subunit], &networks);
    let alike = |number: u32| {
        let filter = found.filters.iter().find(|filter| filter.filter == number);
        filter.and_then(|filter| filter.subunit_similarity).expect("effective")
    };
    assert!((alike(2) - 1.0).abs() < 1e-6);
    assert!(alike(0) < 0.99 && alike(5) < 0.99);
}

#[test]
fn networks_that_learned_nothing_have_no_filter_and_no_number_that_is_none() {
    let mut nothing = network(1, 0.0);
    nothing.values.fill(0.0);
    let found = stability(&nothing, &[&nothing], [&nothing; 2]);
    assert!(found.filters.is_empty() && found.images.is_empty());
    assert!(found.control.is_finite());
}

#[test]
fn halves_start_from_other_weights_and_restarts_are_those_of_recorded() {
    for (restarts, num_whole) in [(1, 2), (4, 4), (32, 32)] {
        let draft = Draft { restarts, ..config().draft().clone() };
        let groups = groups(&draft.check().expect("valid"));
        assert_eq!(groups.len(), num_whole + 3);
        let parts: Vec<_> = groups.iter().map(|group| group.config.part()).collect();
        assert!(parts[..num_whole].iter().all(|part| *part == TrainingPart::Whole));
        let others = [TrainingPart::First, TrainingPart::Second, TrainingPart::Whole];
        assert_eq!(parts[num_whole..], others);
        let control = &groups[num_whole + 2];
        assert_eq!(
            (control.config.noise_share(), control.config.noise_kind()),
            (1.0, NoiseKind::Images)
        );
        assert!(groups[..num_whole].iter().all(|group| group.networks != control.networks));
        let [first, second] = [num_whole, num_whole + 1].map(|at| groups[at].networks[0].restart);
        assert_ne!(first, second);
        assert!(groups.iter().all(|group| group.config.experiment() == Section::Recorded));
    }
}

#[test]
fn halves_of_the_frames_are_the_frames_of_the_whole() {
    let draft = recorded();
    let of = |part| build(&Draft { part, ..draft.clone() }).expect("spikes");
    let [whole, first, second] =
        [TrainingPart::Whole, TrainingPart::First, TrainingPart::Second].map(of);
    let both: Vec<u16> =
        first.training.counts.iter().chain(&second.training.counts).copied().collect();
    assert_eq!(both, whole.training.counts);
    assert_eq!(first.training.counts.len(), whole.training.counts.len() / 2);
    let mut buffers = [Vec::new(), Vec::new()];
    let [left, right] = &mut buffers;
    let offset = first.training.num_frames();
    for row in [0, 1, 777, second.training.num_frames() - 1] {
        let half = second.training.frames.block(row..row + 1, left);
        let all = whole.training.frames.block(row + offset..row + offset + 1, right);
        assert_eq!(half, all, "row {row}");
    }
    let bits = |dataset: &Dataset| dataset.input_filter.map(f32::to_bits);
    assert_eq!(bits(&first), bits(&whole), "the temporal filter is that of all frames");
    assert_eq!(second.test.counts, whole.test.counts);
    assert_eq!(second.validation.counts, whole.validation.counts);
}
