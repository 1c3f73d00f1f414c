//! Cells and networks before pictures that move.

use std::sync::Arc;

use ganglion_core::{
    cell::{PictureCell, flash_at},
    config::{Draft, NUM_LAGS},
    experiment::{
        CellSummary,
        natural::{FlashTiming, Moving, PatchView, Subject},
    },
    pictures::MovingViewer,
    rng::{Random, Stream},
};

use crate::fixtures::{network, subjects};

/// One model cell and one recorded-like one.
fn both() -> Vec<Subject> {
    let draft = Draft { first_filters: 5, last_filters: 5, frames: 8_000, ..Draft::default() };
    let (dataset, trained) = network(&draft);
    let config = draft.check().expect("valid");
    vec![Subject::new(&config, &CellSummary::from(&*dataset), &trained), subjects().remove(0)]
}

fn patch(subject: &Subject, seed: u32) -> Vec<f32> {
    let (rows, columns) = subject.size();
    let mut random = Random::new(seed, Stream::Feature, 0);
    (0..rows * columns).map(|_| 0.7 * random.normal() - 0.2).collect()
}

fn close(found: f32, expected: f32) {
    assert!((found - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{found}, not {expected}");
}

#[test]
fn a_picture_that_is_held_is_one_that_stood_all_the_time() {
    for subject in both() {
        let patch = patch(&subject, 1);
        let mut moving = Moving::new(&subject);
        let shown = (0..NUM_LAGS).map(|_| moving.push(&patch));
        let (rate, predicted) = shown.last().expect("there are lags");
        let cell = PictureCell::new(subject.cell().expect("simulated"), &[[1.0; NUM_LAGS]]);
        close(rate, cell.rate(cell.drives(&cell.projections(&patch))[0]));
        let gain = subject.input_filter().iter().sum();
        close(predicted, subject.predict(&[gain], &patch)[0]);
    }
}

#[test]
fn a_flash_is_the_same_frame_by_frame() {
    for subject in both() {
        let patch = patch(&subject, 2);
        let view = PatchView::new(&subject, &patch);
        let gray = vec![0.0; patch.len()];
        let mut moving = Moving::new(&subject);
        let FlashTiming { num_on, num_frames, .. } = subject.timing();
        for frame in 0..num_frames {
            let (rate, predicted) = moving.push(if frame < num_on { &patch } else { &gray });
            close(rate, view.beside[frame]);
            close(predicted, view.network[frame]);
        }
    }
}

#[test]
fn two_pictures_in_turn_add_up_before_they_are_rectified() {
    for subject in both() {
        let (first, second) = (patch(&subject, 3), patch(&subject, 4));
        let mut moving = Moving::new(&subject);
        moving.push(&first);
        let (rate, _) = moving.push(&second);
        let courses = [flash_at(1, 1), flash_at(0, 1)];
        let cell = PictureCell::new(subject.cell().expect("simulated"), &courses);
        let drive = cell.drive_of_all(&[cell.projections(&first), cell.projections(&second)]);
        close(rate, cell.rate(drive));
    }
}

#[test]
fn what_was_seen_long_ago_is_forgotten() {
    for subject in both() {
        let (old, new) = (patch(&subject, 5), patch(&subject, 6));
        let mut moving = Moving::new(&subject);
        let mut fresh = Moving::new(&subject);
        moving.push(&old);
        let mut last = None;
        for _ in 0..NUM_LAGS {
            last = Some((moving.push(&new), fresh.push(&new)));
        }
        let (seen, expected) = last.expect("there are lags");
        assert_eq!(seen, expected);
    }
}

#[test]
fn whoever_takes_the_place_of_a_cell_has_seen_nothing_and_answers_for_itself() {
    let [first, second] =
        both().try_into().map(|both: [Subject; 2]| both.map(Arc::new)).expect("two");
    // The same cell with a network of its own, as after another run.
    let again = Arc::new((*second).clone());
    let mut viewer = MovingViewer::default();
    let mut last: Option<(Arc<Subject>, Moving)> = None;
    for (who, frames) in [(&first, 3), (&second, 4), (&second, 5), (&again, 6), (&first, 2)] {
        let patch = patch(who, frames);
        // Only who looked last goes on with what it has seen.
        let known = last.take().filter(|(known, _)| Arc::ptr_eq(known, who));
        let mut moving = known.map_or_else(|| Moving::new(who), |(_, moving)| moving);
        let expected: Vec<_> = (0..frames).map(|_| moving.push(&patch)).collect();
        assert_eq!(viewer.push(who, &patch, frames as usize), expected, "{frames} frames");
        last = Some((Arc::clone(who), moving));
    }
}
