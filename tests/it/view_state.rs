//! What is looked at: as a link holds it, and what goes on there.

use std::sync::Arc;

use ganglion_core::{
    config::{Draft, Normalization, Scene, Section},
    experiment::{
        CellSummary,
        natural::{Beside, PatchView, ResponseMap, Setting, Subject},
    },
    link,
    pictures::{
        FieldViewer,
        view_state::{Chosen, MAX_NAMED, Named, ViewState},
    },
    stimulus::{Field, Image},
    units::FrameRate,
};
use ganglion_figures::figure::{Figure as _, MapsFigure, PictureStimulus, RatesFigure, Theme, svg};
use proptest::prelude::*;

use crate::fixtures::network;

fn subject() -> Arc<Subject> {
    let draft = Draft { epochs: 1, frames: 5_000, test_frames: 1_000, ..Draft::default() };
    let (dataset, trained) = network(&draft);
    let config = draft.check().expect("valid");
    Arc::new(Subject::new(&config, &CellSummary::from(&*dataset), &trained))
}

fn picture() -> Arc<Image> {
    Arc::new(Scene::Landscape.image(1, 0, 120))
}

fn any_look() -> impl Strategy<Value = ViewState> {
    let named = ("[0-9a-f]{16}", "\\PC{0,24}").prop_map(|(checksum, name)| Named {
        checksum,
        name: name.chars().filter(|c| !c.is_control()).collect(),
    });
    let chosen =
        prop_oneof![any::<u32>().prop_map(Chosen::Scene), "[0-9a-f]{16}".prop_map(Chosen::Own)];
    let place = proptest::option::of((any::<u32>(), any::<u32>()));
    let checker = proptest::option::of(1..=24_u32);
    let own = proptest::collection::vec(named, 0..4);
    (chosen, any::<u32>(), place, checker, any::<bool>(), own).prop_map(
        |(chosen, cell, place, checker, is_mirrored, own)| ViewState {
            chosen,
            cell,
            place,
            checker,
            is_mirrored,
            own,
        },
    )
}

proptest! {
    #[test]
    fn what_is_looked_at_survives_the_link(view_state in any_look()) {
        let draft = Draft { section: Section::Natural, view_state: view_state.to_text(), ..Draft::default() };
        let decoded = link::decode(&link::encode(&draft));
        prop_assert_eq!(&decoded.warnings, &Vec::<String>::new());
        let (again, warnings) = ViewState::of_text(&decoded.draft.view_state);
        prop_assert_eq!(again, view_state);
        prop_assert!(warnings.is_empty());
    }

    #[test]
    fn no_text_about_what_is_looked_at_panics(text in "\\PC{0,200}") {
        let (view_state, warnings) = ViewState::of_text(&text);
        prop_assert!(view_state.own.len() <= MAX_NAMED);
        prop_assert!(warnings.len() <= text.len());
    }
}

#[test]
fn parts_that_are_not_understood_are_named_and_left_out() {
    let (view_state, warnings) = ViewState::of_text("c1.q5.xy.o12-cat");
    assert_eq!(view_state, ViewState { cell: 1, ..ViewState::default() });
    assert_eq!(warnings.len(), 3);
    assert!(warnings[0].contains("“q5”"), "{warnings:?}");
}

#[test]
fn a_cell_sees_what_lies_under_its_field() {
    let (subject, image) = (subject(), picture());
    let viewer = FieldViewer::new(
        Arc::clone(&subject),
        Arc::clone(&image),
        (4.0, Normalization::Half, false),
    );
    let field = viewer.field((20.0, 33.0));
    assert_eq!(field, Field { left: 20.0, top: 33.0, checker: 4.0, rows: 8, columns: 8 });
    let view = viewer.at(field);
    let scale = Normalization::Half.scale(&image.in_checkers(4.0).values);
    let expected: Vec<f32> =
        image.seen_by(&field).into_iter().map(|gray| scale.contrast(gray)).collect();
    assert_eq!(view.contrast, expected);
    assert_eq!(view.patch, PatchView::new(&subject, &expected));
    assert_eq!(view.answers.len(), subject.parameters().shape.num_filters());
}

#[test]
fn mirrored_contrast_is_the_same_with_the_other_sign() {
    let how = |is_mirrored| (4.0, Normalization::Unit, is_mirrored);
    let upright = FieldViewer::new(subject(), picture(), how(false));
    let mirrored = FieldViewer::new(subject(), picture(), how(true));
    let seen = upright.at(upright.middle()).contrast;
    let negative: Vec<f32> = seen.iter().map(|contrast| -contrast).collect();
    assert_eq!(mirrored.at(mirrored.middle()).contrast, negative);
}

#[test]
fn with_patch_means_removed_every_patch_has_mean_zero() {
    let viewer = FieldViewer::new(subject(), picture(), (3.0, Normalization::PatchRemoved, false));
    for place in [(0.0, 0.0), (17.0, 40.0), (500.0, 500.0)] {
        let contrast = viewer.at(viewer.field(place)).contrast;
        assert!(contrast.iter().sum::<f32>().abs() < 1e-4, "{place:?}");
    }
}

#[test]
fn a_field_stays_on_the_picture() {
    let (subject, image) = (subject(), picture());
    let most = FieldViewer::largest_checker(&subject, &image);
    assert_eq!(most, 15);
    let how = (most as f32, Normalization::Half, false);
    let viewer = FieldViewer::new(subject, image, how);
    let corner = viewer.field((1e9, -5.0));
    assert_eq!((corner.left, corner.top), (0.0, 0.0));
}

#[test]
fn a_map_answers_at_a_place_as_the_cell_does_there() {
    let (subject, image) = (subject(), picture());
    let map = ResponseMap::new(&subject, &image.in_checkers(4.0), Normalization::Half);
    let viewer = FieldViewer::new(Arc::clone(&subject), image, (4.0, Normalization::Half, false));
    let view = viewer.at(viewer.field((8.0, 4.0)));
    // Two checkers to the right, one down.
    let at = map.width as usize + 2;
    let network = subject.predict(&[subject.standing_gain()], &view.contrast)[0];
    assert!((map.network[at] - network).abs() < 1e-4, "{} {network}", map.network[at]);
}

#[test]
fn own_pictures_take_turns_and_are_seen_at_one_place_after_the_other() {
    let setting = Setting { side: 40, num_pictures: 7, ..Setting::default() };
    let pictures = [Scene::Landscape.image(1, 1, 100), Scene::Noise.image(1, 2, 60)];
    let view = |number| setting.view(2, |at| pictures[at].clone(), number);
    assert_eq!(view(0), pictures[0].cut((30, 30), (40, 40)), "its middle first");
    assert_eq!(view(1), pictures[1].cut((10, 10), (40, 40)));
    assert_ne!(view(2), view(0), "then another place");
    assert_eq!(setting.num_views(2), 7);
    assert_eq!(setting.num_views(12), 12, "each picture at least once");
    let small = [Scene::Noise.image(1, 3, 16)];
    assert_eq!(
        setting.view(1, |at| small[at].clone(), 5),
        small[0],
        "a small picture is seen whole"
    );
}

fn flash() -> RatesFigure {
    let cell = (0..30).map(|frame| if (3..9).contains(&frame) { 0.5 } else { 0.0 }).collect();
    RatesFigure {
        beside: cell,
        kind: Beside::Cell,
        frame_rate: FrameRate::default(),
        network: vec![0.1; 30],
        stimulus: PictureStimulus::Flash(6),
    }
}

#[test]
fn expected_spikes_are_said_in_words_and_listed() {
    let figure = flash();
    assert_eq!(figure.title(), "Expected: cell 3.0 spikes, network 3.0");
    assert_eq!(
        figure.summary(),
        "To a flash of 200 ms at this place the cell is expected to fire 3.0 spikes; its network predicts 3.0."
    );
    let table = figure.table().expect("numbers");
    assert_eq!((table.rows.len(), &*table.rows[29][0]), (30, "0.97"));
    let moving = RatesFigure { stimulus: PictureStimulus::Moving, ..flash() };
    assert!(moving.title().ends_with("correlation .00"), "{}", moving.title());
    let fast = RatesFigure {
        kind: Beside::OneFilter,
        frame_rate: FrameRate::of_recording(Some(75.0)),
        stimulus: PictureStimulus::Flash(15),
        ..flash()
    };
    assert_eq!(fast.title(), "Expected: LN model 3.0 spikes, network 3.0");
    assert!(fast.summary().contains("flash of 200 ms"), "{}", fast.summary());
    for figure in [figure, moving] {
        assert!(svg(&figure, (400, 170), Theme::Light, "#1.").contains("network"));
    }
}

#[test]
fn a_click_on_any_of_the_maps_is_a_place() {
    let (subject, image) = (subject(), picture());
    let map = ResponseMap::new(&subject, &image.in_checkers(4.0), Normalization::Half);
    let figure = MapsFigure { map };
    assert!(figure.summary().contains("23 x 23 places"), "{}", figure.summary());
    let (width, theme) = (624.0, Theme::Light);
    let each = (width - 24.0) / 3.0;
    for map in 0..3 {
        let left = f64::from(map) * (each + 12.0);
        let place =
            figure.place_at((left + 0.1, figure.height(width, theme) * 0.0 + 19.3), width, theme);
        assert_eq!(place, Some((0, 0)), "map {map}");
    }
    assert_eq!(figure.place_at((each - 0.1, 19.2 + each - 0.1), width, theme), Some((22, 22)));
    assert_eq!(figure.place_at((each + 5.0, 60.0), width, theme), None, "between two maps");
    assert!(MapsFigure::default().title().contains("every place"));
}
