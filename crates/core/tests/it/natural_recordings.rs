//! Pictures before the networks of a recording: what can be known where nobody knows the cells.

#![expect(clippy::float_cmp, reason = "the same bits are meant, not similar ones")]

use ganglion_core::{
    cell::flash_at,
    config::{
        CellSource, Draft, Mistake, Normalization, Presentation, Scene, Section, TrainingPart,
    },
    experiment::{
        CellSummary, Group,
        natural::{
            self, Beside, FlashTiming, Moving, NaturalImages, PatchView, ResponseMap,
            ScoreReference, Setting, Subject,
        },
        stability, task_key, transfer,
    },
    statistics::correlation,
    units::FrameRate,
};

use crate::fixtures::{network, recorded, small_setting, subjects, unknown_subjects};

fn on_recording(section: Section) -> Draft {
    let draft = Draft::of(section, CellSource::File);
    Draft { recording: "00ff".to_owned(), recorded_cell: 2, num_cells: 3, ..draft }
}

fn keys(groups: &[Group]) -> Vec<Vec<u8>> {
    groups.iter().map(|group| task_key(&group.config, group.networks[0])).collect()
}

#[test]
fn each_cell_of_a_recording_has_a_network_of_all_frames_and_one_of_each_half() {
    let draft = Draft { part: TrainingPart::First, ..on_recording(Section::Natural) };
    let groups = natural::groups(&draft.check().expect("valid"));
    let numbers: Vec<_> = groups.iter().map(|group| group.config.cell_number()).collect();
    assert_eq!(numbers, [2, 2, 2, 1, 1, 1, 3, 3, 3], "the chosen cell comes first");
    assert!(groups.iter().all(|group| group.networks.len() == 1));
    let all = keys(&groups);
    let of_transfer =
        keys(&transfer::groups(&on_recording(Section::Transfer).check().expect("valid")));
    assert_eq!([&all[3], &all[0], &all[6]], [&of_transfer[0], &of_transfer[1], &of_transfer[2]]);
    let of_stability =
        keys(&stability::groups(&on_recording(Section::Stability).check().expect("valid")));
    let [.., first, second, _] = &of_stability[..] else { panic!("halves and a control") };
    assert_eq!([&all[1], &all[2]], [first, second], "what Stability has trained is here already");
}

#[test]
fn a_crop_by_hand_is_that_of_the_chosen_cell() {
    let draft = Draft { crop_row: 3, crop_column: 5, ..on_recording(Section::Natural) };
    let groups = natural::groups(&draft.check().expect("valid"));
    let crops: Vec<_> = groups
        .iter()
        .map(|group| (group.config.draft().crop_row, group.config.draft().crop_column))
        .collect();
    assert_eq!(crops[..3], [(3, 5); 3]);
    assert_eq!(crops[3..], [(0, 0); 6]);
}

#[test]
fn half_of_the_frames_holds_a_batch() {
    let draft = Draft { frames: 1_500, batch: 1_000, ..on_recording(Section::Natural) };
    let problems = draft.check().expect_err("half of them are 750");
    assert!(problems[0].message.contains("750 training frames"), "{problems:?}");
}

#[test]
fn without_the_truth_networks_stand_beside_one_filter_models() {
    let (known, unknown) = (subjects(), unknown_subjects(3));
    let setting = small_setting();
    let show =
        |subjects: &[Subject]| NaturalImages::new(setting.clone(), subjects, setting.pictures());
    let (known, found) = (show(&known), show(&unknown));
    assert_eq!((known.beside, found.beside), (Beside::Cell, Beside::OneFilter));
    for (known, found) in [(&known.kept, &found.kept), (&known.removed, &found.removed)] {
        assert_eq!(known.predictions, found.predictions, "networks predict the same");
        assert_eq!(known.linear_nonlinear, found.linear_nonlinear);
        // Whether light or dark drives a cell is estimated here, and few frames mislead.
        assert_eq!(known.luminance[0], found.luminance[0], "this cell is driven by dark");
        assert!(found.answers.is_empty() && known.scores.iter().all(|one| one.halves.is_none()));
        assert_eq!(
            (known.reference, found.reference),
            (ScoreReference::Answers, ScoreReference::Network)
        );
        assert_eq!(found.scores.len(), 3);
        for (cell, agreement) in found.scores.iter().enumerate() {
            let own = &found.predictions[cell][cell];
            let one_filter = correlation(&found.linear_nonlinear[cell], own);
            assert_eq!((agreement.linear_nonlinear, agreement.others.len()), (one_filter, 2));
            let all = [agreement.halves, agreement.beyond_one_filter, Some(agreement.rectified)];
            let is_it = |value: &Option<f64>| value.is_some_and(|one| (-1.0..=1.0).contains(&one));
            assert!(agreement.own.is_none() && all.iter().all(is_it), "{agreement:?}");
        }
    }
    // Spikes are drawn from the model as often as it expects them.
    let rasters = &found.examples.sequence;
    assert_eq!((rasters.len(), rasters[0].beside.len()), (24, 4));
    assert_eq!(rasters[0].network, known.examples.sequence[0].network);
    let shares: f64 = (0..=3).map(|count| found.examples.share(count)).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let conclusion = found.conclusion();
    assert!(conclusion.starts_with("Nobody knows what these cells answer"), "{conclusion}");
    assert!(conclusion.contains("networks of other cells"), "{conclusion}");
    assert!(natural::mistakes(&setting, &unknown, setting.pictures()).is_empty());
}

#[test]
fn networks_that_are_the_same_agree_and_one_cell_has_no_others() {
    let draft = Draft { source: CellSource::File, ..recorded() };
    let known = Draft { first_filters: 4, last_filters: 4, steps: 30, ..recorded() };
    let (dataset, trained) = network(&known);
    let config = Draft { first_filters: 4, last_filters: 4, ..draft }.check().expect("valid");
    let summary = CellSummary::from(&*dataset);
    let subject = Subject::new(&config, &summary, &trained)
        .with_half(&config, &summary, &trained)
        .with_half(&config, &summary, &trained);
    let setting = small_setting();
    let found = NaturalImages::new(setting.clone(), &[subject], setting.pictures());
    let means = found.removed.means();
    let is_one = |value: Option<f64>| value.is_some_and(|value| (value - 1.0).abs() < 1e-6);
    assert!(is_one(means.halves) && is_one(means.beyond_one_filter), "{means:?}");
    assert_eq!(means.others, None);
    assert!(found.conclusion().starts_with("Nobody knows what this cell answers"));
}

#[test]
fn places_of_a_picture_are_looked_at_by_the_one_filter_model() {
    let subject = &unknown_subjects(1)[0];
    let picture = Scene::Landscape.image(1, 0, 30);
    let map = ResponseMap::new(subject, &picture, Normalization::Half);
    assert_eq!((map.kind, map.width, map.height), (Beside::OneFilter, 15, 15));
    assert_eq!((map.beside.len(), map.network.len()), (225, 225));
    let contrast = Normalization::Half.contrast(&picture.values, picture.values.len());
    let patch: Vec<f32> =
        (2..18).flat_map(|row| &contrast[row * 30 + 7..][..16]).copied().collect();
    let baseline = subject.baseline();
    let generator = baseline.generators_of_pictures(&patch)[0];
    assert_eq!(map.beside[2 * 15 + 7], baseline.count(subject.standing_gain() * generator));
    let tiny = ResponseMap::new(subject, &Scene::Noise.image(1, 0, 8), Normalization::Unit);
    assert_eq!((tiny.width, tiny.beside.len()), (0, 0));
    let view = PatchView::new(subject, &patch);
    assert!(view.subunits.is_empty() && view.filters.len() == 8);
    assert_eq!((view.kind, view.beside.len(), view.network.len()), (Beside::OneFilter, 30, 30));
    // The same flash frame by frame.
    let mut moving = Moving::new(subject);
    for frame in 0..30 {
        let shown = if frame < 6 { patch.clone() } else { vec![0.0; 256] };
        let (beside, network) = moving.push(&shown);
        assert!((beside - view.beside[frame]).abs() < 1e-3, "{frame}: {beside}");
        assert!((network - view.network[frame]).abs() < 1e-3, "{frame}: {network}");
    }
}

#[test]
fn pictures_are_as_large_on_the_retina_whatever_the_checkers_are() {
    let draft = on_recording(Section::Natural);
    let setting = Setting::new(&draft.check().expect("valid"));
    let with = |um| {
        let setting = setting.clone().with_checkers(um);
        (setting.checker, setting.side)
    };
    assert_eq!(with(None), (6.0, 168));
    assert_eq!(with(Some(30.0)), (6.0, 168));
    assert_eq!(with(Some(60.0)), (12.0, 336));
    assert_eq!(with(Some(8.0)), (2.0, 56), "whole pixels");
    assert_eq!(with(Some(0.1)).0, 1.0);
    assert!(with(Some(1e9)).1 <= 1_024, "no larger than pictures can be");
    assert_eq!(Setting::default().with_checkers(Some(30.0)), Setting::default());
}

#[test]
fn a_flash_lasts_as_long_whatever_the_frame_rate_is() {
    let timing = |hz| {
        let timing = FlashTiming::from(FrameRate::of_recording(hz));
        (timing.num_on, timing.num_frames)
    };
    assert_eq!(timing(Some(30.0)), (6, 30));
    assert_eq!(timing(None), (6, 30));
    assert_eq!(timing(Some(75.0)), (15, 75));
    assert_eq!(timing(Some(4.0)), (1, 4));
    assert_eq!(timing(Some(1e9)), (1_000, 1_000));
    assert_eq!(flash_at(0, 1)[0], 1.0);
}

#[test]
fn a_mistake_in_a_link_is_made_on_no_recording() {
    let draft = Draft {
        mistake: Mistake::Flipped,
        presentation: Presentation::Flashed,
        ..on_recording(Section::Natural)
    };
    let setting = Setting::new(&draft.check().expect("valid"));
    assert_eq!(setting.mistake, Mistake::None);
    assert_eq!(setting.presentation, Presentation::Flashed);
}
