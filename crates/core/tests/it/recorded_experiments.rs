//! Figs. 4 to 9 as numbers, on networks that have learned for a moment.

use ganglion_core::{
    analysis::{contributions, filter_facts, masked, pruning},
    config::{CellSource, Draft, NoiseKind, Section, TemporalSource},
    experiment::{
        CellSummary, Correlations,
        degradation::{self, Degradation, NOISE_SHARES, SAMPLE_SHARES},
        recorded::{CellPage, filter_order},
        transfer::{self, TestCell, Transfer},
    },
    network::{Output, generators, predict},
    statistics::correlation,
};

use crate::fixtures::{network, recorded};
use crate::frames::floats;

/// A network of eight filters after sixty steps.
fn quick() -> Draft {
    Draft { first_filters: 8, last_filters: 8, steps: 60, batch: 200, ..recorded() }
}

#[test]
fn contributions_and_bias_make_up_the_generator_signal_of_one_layer() {
    let (dataset, trained) = network(&quick());
    let parameters = &trained.parameters;
    let whole = generators(parameters, &floats(&dataset.test));
    let parts = contributions(parameters, &trained.channels, &dataset.test);
    for (frame, whole) in whole.iter().enumerate() {
        let sum = parameters.output_bias() + parts.iter().map(|part| part[frame]).sum::<f32>();
        assert!((sum - whole).abs() < 1e-4, "frame {frame}: {sum}, not {whole}");
    }
}

#[test]
fn a_network_without_filters_predicts_a_constant_in_any_depth() {
    for layers in [1, 2] {
        let draft = Draft { layers, ..quick() };
        let config = draft.check().expect("valid");
        let (dataset, trained) = network(&draft);
        let none = masked(&trained.parameters, &[false; 8]);
        let predictions = predict(&none, config.output(), &floats(&dataset.test));
        assert!(predictions.iter().all(|value| value.to_bits() == predictions[0].to_bits()));
        let all = masked(&trained.parameters, &[true; 8]);
        assert_eq!(all, trained.parameters);
    }
}

#[test]
fn pruning_compares_equal_numbers_of_filters_and_repeats_itself() {
    let draft = quick();
    let config = draft.check().expect("valid");
    let (dataset, trained) = network(&draft);
    let prune = || pruning(&config, &trained.parameters, &trained.channels, &dataset.test);
    let found = prune();
    assert_eq!(found, prune());
    assert_eq!(found.num_filters, 8);
    assert!((found.full - trained.correlation).abs() < 1e-12);
    let effective: Vec<_> = (0..8)
        .filter(|&filter| filter_facts(&trained.parameters)[filter as usize].is_effective)
        .collect();
    assert_eq!(found.effective, effective);
    let all_are = effective.len() == 8;
    assert_eq!(found.random.len(), if all_are { 1 } else { 10 });
    assert_eq!(found.non_effective.is_empty(), all_are);
}

#[test]
fn transfer_shows_every_cell_to_every_network() {
    let drafts = [1, 2, 3].map(|cell_number| Draft { cell_number, ..quick() });
    let config = Draft { section: Section::Transfer, ..quick() }.check().expect("valid");
    let (mut cells, mut networks) = (Vec::new(), Vec::new());
    for draft in &drafts {
        let (dataset, trained) = network(draft);
        let cell = TestCell::of(&draft.check().expect("valid"), &CellSummary::from(&*dataset));
        // The frames are made again from the filter alone, bit for bit.
        assert_eq!(floats(&cell.frames(&config)), floats(&dataset.test));
        cells.push(cell);
        networks.push(trained);
    }
    let transfer = Transfer::new(&config, &cells, &networks.iter().collect::<Vec<_>>());
    assert_eq!(transfer.numbers, [1, 2, 3]);
    assert_eq!((transfer.psths.len(), transfer.predictions.len()), (3, 3));
    for (index, network) in networks.iter().enumerate() {
        assert!((transfer.correlations.own(index) - network.correlation).abs() < 1e-6);
        let pair = (&transfer.predictions[0][index], &cells[index].psth);
        let expected = correlation(pair.0, pair.1);
        assert_eq!(transfer.correlations.at(0, index).to_bits(), expected.to_bits());
    }
}

#[test]
fn a_cell_is_tested_through_the_filter_that_its_network_learned_through() {
    let draft = Draft { input: TemporalSource::Known, ..quick() };
    let (dataset, _) = network(&draft);
    let config = draft.check().expect("valid");
    let cell = CellSummary::from(&*dataset);
    assert_ne!(cell.input_filter, cell.temporal);
    let split = TestCell::of(&config, &cell).frames(&config);
    assert_eq!(floats(&split), floats(&dataset.test));
}

const GAP: f64 = f64::NAN;

#[test]
fn others_are_all_but_the_own_network_and_the_own_cell() {
    let found = Correlations(vec![vec![0.8, 0.9, 0.1], vec![0.2, 0.5], vec![0.3, 0.4, 0.7]]);
    assert_eq!(found.all_own().collect::<Vec<_>>(), [0.8, 0.5, 0.7]);
    assert_eq!(found.of_network(0).collect::<Vec<_>>(), [0.9, 0.1]);
    assert_eq!(found.of_cell(0).collect::<Vec<_>>(), [0.2, 0.3]);
    assert!(found.at(1, 2).is_nan(), "a row that ends early has a gap");
    let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
    let others = vec![0.9, 0.1, 0.2, GAP, 0.3, 0.4];
    assert_eq!(bits(found.all_others().collect()), bits(others));
    assert_eq!(found.of_first(2).0, [[0.8, 0.9], [0.2, 0.5]]);
}

#[test]
fn a_cell_counts_as_its_own_networks_unless_another_network_is_better() {
    let cases: [(&str, [[f64; 3]; 3], usize); 5] = [
        ("two of three", [[0.8, 0.9, 0.1], [0.2, 0.5, 0.2], [0.3, 0.4, 0.7]], 2),
        ("a tie", [[0.8, 0.5, 0.1], [0.8, 0.5, 0.2], [0.3, 0.4, 0.7]], 3),
        ("a gap beside the own", [[0.8, 0.4, GAP], [GAP, 0.5, 0.2], [0.3, 0.4, 0.7]], 3),
        ("no own network", [[GAP, 0.4, 0.1], [0.2, 0.5, 0.2], [0.3, 0.4, 0.7]], 2),
        ("nothing", [[GAP; 3]; 3], 0),
    ];
    for (name, rows, expected) in cases {
        let found = Correlations(rows.map(|row| row.to_vec()).to_vec());
        assert_eq!(found.num_own_best(), expected, "{name}");
    }
    assert_eq!(Correlations::default().num_own_best(), 0);
}

#[test]
fn transfer_trains_one_network_for_each_cell() {
    let draft = Draft { num_cells: 4, ..Draft::of(Section::Transfer, CellSource::Recorded) };
    let groups = transfer::groups(&draft.check().expect("valid"));
    let numbers: Vec<_> = groups.iter().map(|group| group.config.cell_number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert!(groups.iter().all(|group| group.networks.len() == 1));
}

#[test]
fn the_page_of_a_cell_has_spikes_of_cell_and_network_and_the_truth() {
    let draft = quick();
    let config = draft.check().expect("valid");
    let (dataset, trained) = network(&draft);
    let page = CellPage::new(&config, &dataset, &trained).expect("a recording");
    assert_eq!((page.spikes.len(), page.drawn_spikes.len()), (20, 20));
    let num_spikes: usize = page.spikes.iter().map(Vec::len).sum();
    let mean: f32 = page.psth.iter().sum::<f32>() * 20.0;
    assert!((num_spikes as f32 - mean).abs() < 0.5, "{num_spikes} spikes, {mean} in the histogram");
    let drawn: usize = page.drawn_spikes.iter().map(Vec::len).sum();
    let expected = 20.0 * page.prediction.iter().sum::<f32>();
    assert!((drawn as f32 - expected).abs() < 5.0 * expected.sqrt(), "{drawn}, not {expected}");
    assert!((page.reliability.correlation - trained.correlation).abs() < 1e-6);
    assert!(
        (page.reliability.correlation - correlation(&page.prediction, &page.psth)).abs() < 1e-6
    );
    assert_eq!((page.features.len(), page.features[0].len(), page.field.len()), (8, 256, 256));
    let mut sorted = page.order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..8).collect::<Vec<u32>>());
    assert!(page.num_excitatory >= 4 && page.subunits.len() >= page.num_excitatory as usize);
    let text = serde_json::to_string(&page).expect("plain data");
    assert_eq!(serde_json::from_str::<CellPage>(&text).expect("plain data").spikes, page.spikes);
}

#[test]
fn effective_filters_come_first_and_then_by_norm() {
    let (_, trained) = network(&quick());
    let facts = filter_facts(&trained.parameters);
    let order = filter_order(&facts);
    for pair in order.windows(2) {
        let [a, b] = [pair[0], pair[1]].map(|filter| &facts[filter as usize]);
        let is_sorted = a.is_effective == b.is_effective && a.relative_norm >= b.relative_norm;
        assert!(is_sorted || (a.is_effective && !b.is_effective));
    }
}

#[test]
fn degradation_has_a_network_for_each_share() {
    let draft = Draft {
        noise_kind: NoiseKind::Checkers,
        ..Draft::of(Section::Degradation, CellSource::Recorded)
    };
    let groups = degradation::groups(&draft.check().expect("valid"));
    let shares: Vec<_> = groups
        .iter()
        .map(|group| (group.config.num_frames(), group.config.noise_share()))
        .collect();
    assert_eq!(shares.len(), SAMPLE_SHARES.len() + NOISE_SHARES.len());
    assert_eq!((shares[0], shares[4]), ((1_200, 0.0), (120_000, 0.0)));
    assert_eq!((shares[5], shares[10]), ((120_000, 0.1), (120_000, 1.0)));
    let steps: Vec<_> = groups.iter().map(|group| group.config.num_steps()).collect();
    assert_eq!(
        steps[..6],
        [100, 100, 100, 300, 1_000, 1_000],
        "few frames are not learned by heart"
    );
    let by_epochs = Draft { steps: 0, ..draft.clone() };
    let groups = degradation::groups(&by_epochs.check().expect("valid"));
    assert!(
        groups.iter().all(|group| group.config.draft().steps == 0),
        "epochs shrink by themselves"
    );
}

#[test]
fn the_curves_of_degradation_grow_with_the_networks_and_share_the_clean_one() {
    let draft = quick();
    let (dataset, trained) = network(&draft);
    let cell = CellSummary::from(&*dataset);
    assert_eq!(Degradation::new(|_| None), Degradation::default());
    let clean = Degradation::new(|group| (group == 4).then_some((&cell, &trained)));
    assert_eq!((clean.samples.len(), clean.noise.len()), (1, 1));
    let all = Degradation::new(|_| Some((&cell, &trained)));
    let shares: Vec<_> = all.noise.iter().map(|point| point.share).collect();
    assert_eq!(shares, [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0]);
    let groups: Vec<_> = all.noise.iter().map(|point| point.group).collect();
    assert_eq!(groups, [4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(u64::from(all.samples[0].num_spikes), dataset.training.num_spikes());
}

#[test]
fn the_output_of_a_masked_network_is_that_of_its_bias() {
    let draft = quick();
    let config = draft.check().expect("valid");
    let (dataset, trained) = network(&draft);
    let none = masked(&trained.parameters, &[false; 8]);
    let output = Output::new(config.output(), &none);
    let predictions = predict(&none, config.output(), &floats(&dataset.test)[..256]);
    assert_eq!(predictions, [output.predict(none.output_bias())]);
}
