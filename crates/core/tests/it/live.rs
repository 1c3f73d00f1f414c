use ganglion_core::{
    cell::LiveCell,
    config::{Draft, Layout, Placement, seal},
};

fn live(draft: &Draft) -> LiveCell {
    LiveCell::new(&LiveCell::config(draft).expect("a valid cell"))
}

#[test]
fn the_same_seed_shows_the_same_spikes() {
    let spikes = |seed: u32| -> Vec<u16> {
        let mut live = live(&Draft { seed, ..Draft::default() });
        (0..500).map(|_| live.step()).collect()
    };
    assert_eq!(spikes(3), spikes(3));
    assert_ne!(spikes(3), spikes(4));
}

#[test]
fn it_fires_at_the_rate_asked_for() {
    let mut live = live(&Draft { rate: 0.1, ..Draft::default() });
    for _ in 0..20_000 {
        live.step();
    }
    assert!((live.mean_rate_hz() - 3.0).abs() < 0.3, "{}", live.mean_rate_hz());
    assert_eq!(live.recent().len(), LiveCell::NUM_RECENT);
}

#[test]
fn its_average_is_the_receptive_field_and_no_single_subunit() {
    let mut live = live(&Draft::default());
    assert!(live.estimate().is_none(), "no spike yet");
    for _ in 0..30_000 {
        live.step();
    }
    let estimate = live.estimate().expect("it fired");
    assert!(estimate.field_similarity > 0.98, "{}", estimate.field_similarity);
    assert!((estimate.subunit_similarity - 0.5).abs() < 0.1, "{}", estimate.subunit_similarity);
    assert!(estimate.temporal_similarity > 0.99, "{}", estimate.temporal_similarity);
    assert_eq!(estimate.peak_lag, 4);
    live.forget();
    assert!(live.estimate().is_none() && live.num_frames() == 0);
}

#[test]
fn a_network_that_does_not_fit_leaves_the_cell_alone() {
    let draft = Draft { rows: 4, columns: 4, layout: Layout::Custom, ..Draft::default() };
    let draft = Draft { subunits: vec![Placement::square(1, 1)], ..draft };
    assert!(draft.check().is_err(), "a 7x7 filter does not fit");
    assert!(LiveCell::config(&draft).is_ok());
    let silent = Draft { subunits: Vec::new(), ..draft };
    assert!(LiveCell::config(&silent).is_err());
}

#[test]
fn subunits_stay_inside_the_field() {
    let field = (8, 10);
    let square = Placement::square(2, 2);
    assert_eq!(square.moved(-9, 99, field), Placement { row: 0, column: 8, ..square });
    assert_eq!(square.resized(99, -9, field), Placement { height: 6, width: 1, ..square });
    assert_eq!(Placement::near(7, 9, field), Placement::square(6, 8));
    assert_eq!(square.in_words(), "rows 3 to 4, columns 3 to 4");
    let one = Placement { height: 1, width: 1, ..square };
    assert_eq!(one.in_words(), "row 3, column 3");
}

#[test]
fn a_new_subunit_takes_a_free_place() {
    let block = Draft::default().placements();
    let free = Placement::free(&block, (8, 8));
    assert!(!block.iter().any(|other| other.overlaps(free)));
    let full = [Placement { row: 0, column: 0, height: 8, width: 8 }];
    assert_eq!(Placement::free(&full, (8, 8)), Placement::square(3, 3));
    assert!(Placement::square(0, 0).touches(Placement::square(0, 2)));
    assert!(!Placement::square(0, 0).touches(Placement::square(2, 2)), "corners only");
}

#[test]
fn an_edit_by_hand_makes_a_layout_of_its_own() {
    let mut draft = Draft::default();
    draft.edit_subunits(|_| {});
    assert_eq!(draft, Draft::default(), "nothing was changed");
    draft.edit_subunits(|list| list[0] = list[0].moved(-1, 0, (8, 8)));
    assert_eq!(draft.layout, Layout::Custom);
    assert_eq!(draft.subunits.len(), 4);
    assert_eq!(draft.subunits[0], Placement::square(1, 2));
}

#[test]
fn a_sealed_cell_runs_with_its_own_subunits() {
    let subunits = vec![Placement::square(0, 1), Placement::square(5, 4)];
    let draft = Draft { sealed: seal(&subunits, 9), reveal: true, ..Draft::default() };
    let open = Draft { layout: Layout::Custom, subunits: subunits.clone(), ..Draft::default() };
    assert_eq!(LiveCell::config(&draft).expect("a valid cell").subunits(), subunits);
    let spikes = |draft: &Draft| {
        let mut live = live(draft);
        (0..500).map(|_| live.step()).collect::<Vec<_>>()
    };
    assert_eq!(spikes(&draft), spikes(&open));
}

#[test]
fn a_sealed_cell_is_edited_once_it_is_revealed_and_not_before() {
    let subunits = vec![Placement::square(0, 1), Placement::square(5, 4)];
    let sealed = Draft { sealed: seal(&subunits, 9), ..Draft::default() };
    let move_first = |list: &mut Vec<Placement>| list[0] = list[0].moved(1, 0, (8, 8));
    let mut draft = sealed.clone();
    draft.edit_subunits(move_first);
    assert_eq!(draft, sealed, "nobody is to know where it is");
    let mut draft = Draft { reveal: true, ..sealed };
    draft.edit_subunits(move_first);
    assert_eq!(draft.placements(), [Placement::square(1, 1), Placement::square(5, 4)]);
    assert!(draft.sealed.is_empty() && draft.reveal && draft.layout == Layout::Custom);
}

#[test]
fn results_are_looked_at_as_the_page_is_but_keep_their_seal() {
    let page = Draft { reveal: true, seed: 7, lesson: "five.1".to_owned(), ..Draft::default() };
    assert_eq!(page.without_view().looked_at_as(&page), page, "its own experiment");
    let other = Draft { seed: 8, ..Draft::default() };
    assert_eq!(other.looked_at_as(&page), Draft { reveal: true, ..other.clone() });
    let sealed = Draft { sealed: seal(&[Placement::square(0, 1)], 9), ..other };
    assert_eq!(sealed.looked_at_as(&page), sealed, "the guess was of another cell");
    let guessed = Draft { sealed: sealed.sealed.clone(), ..page };
    assert!(sealed.looked_at_as(&guessed).reveal);
}
