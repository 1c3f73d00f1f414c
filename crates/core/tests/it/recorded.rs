//! The population of recorded-like cells and the data sets made from it.

#![expect(clippy::float_cmp, reason = "the same numbers are meant, not similar ones")]

use ganglion_core::{
    cell::{HiddenCell, RECORDED_SIDE, RecordedCell},
    config::{Draft, NoiseKind, REPEATED_FRAMES, Version},
    dataset::{Dataset, Repeats},
    statistics::{correlation, cosine, fit_ellipse, reliability},
};

use crate::fixtures::{build, recorded, small};
use crate::frames::floats;

fn cells() -> impl Iterator<Item = RecordedCell> {
    (1..=10).map(|number| RecordedCell::new(1, number))
}

#[test]
fn a_cell_is_made_by_its_seed_and_number_alone() {
    let [a, b] = [1, 1].map(|seed| RecordedCell::new(seed, 3));
    assert_eq!(a.subunits(), b.subunits());
    assert_eq!(a.rate(1.0).to_bits(), b.rate(1.0).to_bits());
    assert_ne!(a.subunits(), RecordedCell::new(2, 3).subunits());
    assert_ne!(a.subunits(), RecordedCell::new(1, 4).subunits());
}

#[test]
fn subunits_are_as_many_and_as_large_as_described() {
    for cell in cells() {
        let (suppressive, excitatory): (Vec<_>, Vec<_>) =
            cell.subunits().iter().partition(|subunit| subunit.is_suppressive());
        assert!((4..=8).contains(&excitatory.len()) && suppressive.len() <= 2);
        for subunit in cell.subunits() {
            let norm: f32 = subunit.spatial.iter().map(|weight| weight * weight).sum();
            assert!((norm - 1.0).abs() < 1e-5, "norm {norm}");
            let norm: f32 = subunit.temporal.iter().map(|weight| weight * weight).sum();
            assert!((norm - 1.0).abs() < 1e-5, "norm {norm}");
        }
        for (place, subunit) in excitatory.iter().enumerate() {
            assert!((0.85..1.05).contains(&subunit.sigma));
            for other in &excitatory[..place] {
                let (rows, columns) = (subunit.row - other.row, subunit.column - other.column);
                let distance = libm::sqrtf(rows * rows + columns * columns);
                assert!(distance > 1.8, "two subunits are {distance} checkers apart");
            }
        }
    }
}

#[test]
fn cells_differ_in_anatomy_and_rate() {
    let mut numbers: Vec<_> = cells().map(|cell| cell.subunit_filters().len()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert!(numbers.len() >= 3, "{numbers:?}");
}

#[test]
fn the_rate_is_the_mean_of_the_spikes() {
    let dataset = build(&Draft { frames: 60_000, ..recorded() }).expect("spikes");
    let expected: f64 = dataset.training.rates.iter().map(|&rate| f64::from(rate)).sum();
    let seen = dataset.training.num_spikes() as f64;
    // The drift of five minutes has an SD of .3, and the movie lasts half an hour.
    assert!((seen / expected - 1.0).abs() < 0.35, "{seen} spikes, {expected} expected");
}

#[test]
fn a_recording_has_repeats_whose_sum_are_the_test_counts() {
    let dataset = build(&recorded()).expect("spikes");
    let repeats = dataset.repeats.as_ref().expect("a recording repeats its test frames");
    assert_eq!((repeats.num_repeats(), repeats.num_frames()), (20, REPEATED_FRAMES as usize));
    assert_eq!(dataset.test.counts, repeats.summed());
    assert_eq!(floats(&dataset.test).len(), REPEATED_FRAMES as usize * RECORDED_SIDE.pow(2));
    assert!((correlation(&repeats.psth(), &dataset.test.counts) - 1.0).abs() < 1e-6);
    assert!(dataset.test.ceiling() > 0.6, "{}", dataset.test.ceiling());
    assert!(build(&small()).expect("spikes").repeats.is_none());
}

#[test]
fn all_cells_of_a_seed_see_the_same_movies_and_do_not_share_chance() {
    let known = |cell_number| {
        let raw = Draft { version: Version::Second, cell_number, ..recorded() };
        build(&raw).expect("spikes")
    };
    let [first, second] = [1, 2].map(known);
    let mut frames = [vec![0.0; 256], vec![0.0; 256]];
    for row in [0, 299] {
        let [a, b] = &mut frames;
        first.test.raw.as_ref().expect("raw frames").read(row, 3, a);
        second.test.raw.as_ref().expect("raw frames").read(row, 3, b);
        assert_eq!(a, b);
    }
    assert_ne!(first.training.counts, second.training.counts);
}

#[test]
fn the_receptive_field_estimated_is_the_cell_s() {
    let dataset = build(&Draft { frames: 60_000, ..recorded() }).expect("spikes");
    let Some(HiddenCell::Recorded(cell)) = &dataset.cell else { panic!("a recorded-like cell") };
    let temporal = cosine(&dataset.receptive_field.temporal, cell.temporal());
    assert!(temporal > 0.9, "temporal {temporal}");
    let mut pooled = vec![0.0; 256];
    for subunit in cell.subunits() {
        for (sum, weight) in pooled.iter_mut().zip(&subunit.spatial) {
            *sum += subunit.weight.abs() * weight;
        }
    }
    let spatial = cosine(&dataset.receptive_field.spatial, &pooled);
    assert!(spatial > 0.8, "spatial {spatial}");
    let fitted = fit_ellipse(&dataset.receptive_field.spatial, 16).expect("not empty");
    let outline = cell.outline();
    assert!((fitted.row - outline.row).abs() < 1.5 && (fitted.column - outline.column).abs() < 1.5);
}

#[test]
fn a_share_of_the_frames_is_spread_over_the_recording_with_the_same_temporal_filter() {
    for (draft, checkers) in [(recorded(), 256), (Draft { frames: 6_000, ..small() }, 64)] {
        let draft = Draft { version: Version::Second, ..draft };
        let all = build(&draft).expect("spikes");
        let few = build(&Draft { sample_share: 0.3, ..draft }).expect("spikes");
        assert_eq!(few.training.num_frames(), 1_800);
        assert_eq!(few.input_filter, all.input_filter);
        assert_eq!(floats(&few.test), floats(&all.test));
        let raw = [&few, &all].map(|dataset| dataset.training.raw.as_ref().expect("Version II"));
        let [mut raw_row, mut raw_frame] = [vec![0.0; checkers], vec![0.0; checkers]];
        for row in 0..1_800 {
            let frame = row * 6_000 / 1_800;
            let [mut of_row, mut of_frame] = [Vec::new(), Vec::new()];
            let of_row = few.training.frames.block(row..row + 1, &mut of_row);
            let of_frame = all.training.frames.block(frame..frame + 1, &mut of_frame);
            assert_eq!(of_row, of_frame, "row {row}");
            assert_eq!(few.training.counts[row], all.training.counts[frame]);
            assert_eq!(few.training.rates[row].to_bits(), all.training.rates[frame].to_bits());
            raw[0].read(row, 7, &mut raw_row);
            raw[1].read(frame, 7, &mut raw_frame);
            assert_eq!(raw_row, raw_frame, "row {row}");
        }
    }
}

fn spoiled(kind: NoiseKind, share: f32, draft: &Draft) -> Dataset {
    build(&Draft { noise_kind: kind, noise_share: share, ..draft.clone() }).expect("spikes")
}

#[test]
fn replaced_images_keep_their_spikes_and_are_unrelated() {
    for draft in [recorded(), small()] {
        let clean = build(&draft).expect("spikes");
        let checkers = (draft.rows * draft.columns) as usize;
        let changed = |share| -> Vec<bool> {
            let noisy = spoiled(NoiseKind::Images, share, &draft);
            assert_eq!(noisy.training.counts, clean.training.counts);
            assert_eq!(floats(&noisy.validation), floats(&clean.validation));
            assert_eq!(floats(&noisy.test), floats(&clean.test));
            let [noisy, clean] = [&noisy, &clean].map(|dataset| floats(&dataset.training));
            let frames = noisy.chunks_exact(checkers);
            frames.zip(clean.chunks_exact(checkers)).map(|(a, b)| a != b).collect()
        };
        let (some, more) = (changed(0.3), changed(0.7));
        let share = some.iter().filter(|&&changed| changed).count() as f64 / some.len() as f64;
        assert!((share - 0.3).abs() < 0.03, "{share}");
        assert!(some.iter().zip(&more).all(|(some, more)| *more || !some));
        let all = floats(&spoiled(NoiseKind::Images, 1.0, &draft).training);
        let likeness = correlation(&all, &floats(&clean.training));
        assert!(likeness.abs() < 0.01, "{likeness}");
        let variance = all.iter().map(|x| f64::from(x * x)).sum::<f64>() / all.len() as f64;
        assert!((variance - 1.0).abs() < 0.02, "{variance}");
    }
}

#[test]
fn shuffled_checkers_stay_in_their_frame() {
    let draft = recorded();
    let clean = floats(&build(&draft).expect("spikes").training);
    let noisy = floats(&spoiled(NoiseKind::Checkers, 0.5, &draft).training);
    for (a, b) in clean.chunks_exact(256).zip(noisy.chunks_exact(256)).take(200) {
        let mut sorted = [a.to_vec(), b.to_vec()];
        for frame in &mut sorted {
            frame.sort_by(f32::total_cmp);
        }
        assert_eq!(sorted[0], sorted[1]);
        let num_moved = a.iter().zip(b).filter(|(a, b)| a != b).count();
        assert!((110..=128).contains(&num_moved), "{num_moved} checkers moved");
    }
}

#[test]
fn the_cell_s_own_rate_comes_close_to_the_best_possible_prediction() {
    let dataset = build(&Draft { repeats: 200, ..recorded() }).expect("spikes");
    let repeats = dataset.repeats.as_ref().expect("a recording repeats its test frames");
    let measured = reliability(repeats.counts(), &dataset.test.rates);
    let ceiling = measured.ceiling.expect("repeats share a signal");
    assert!(ceiling > 0.95, "{ceiling}");
    assert!((measured.correlation - ceiling).abs() < 0.02, "{measured:?}");
}

#[test]
fn repeats_know_their_histogram() {
    let repeats = Repeats::new(3, vec![0, 1, 2, 0, 3, 2]);
    assert_eq!(repeats.num_repeats(), 2);
    assert_eq!(repeats.psth(), [0.0, 2.0, 2.0]);
    assert_eq!(repeats.summed(), [0, 4, 4]);
}
