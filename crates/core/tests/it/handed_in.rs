//! Answers that students hand in: read again as they were, each person once, and scored only by who asks.

use ganglion_core::{
    config::{Draft, Placement, seal},
    handed_in::{
        AddedAnswers, AnswerCollection, Asked, Given, HandedIn, MAX_NICKNAME, Sender, histogram,
    },
    lessons::lessons,
    link,
};
use proptest::prelude::*;

const TRUTH: [Placement; 2] = [Placement::square(2, 2), Placement::square(4, 5)];

/// The link that starts a challenge.
fn challenge() -> Draft {
    Draft { sealed: seal(&TRUTH, 9), ..Draft::default() }
}

fn asked() -> Asked {
    Asked::Sealed(challenge().sealed)
}

fn sender(nickname: &str, token: &str, turn: u32) -> Sender {
    Sender { nickname: nickname.to_owned(), token: token.to_owned(), turn }
}

fn guess_of(sender: Sender, subunits: &[Placement]) -> HandedIn {
    HandedIn::guess(sender, subunits, &challenge()).expect("a sealed cell")
}

/// The link that a student sends.
fn link_of(answer: &HandedIn) -> String {
    format!("https://where.ganglion.is/{}", link::encode(&answer.to_draft()))
}

fn places() -> impl Strategy<Value = Vec<Placement>> {
    let place = (0..24u8, 0..24u8, 1..5u8, 1..5u8)
        .prop_map(|(row, column, height, width)| Placement { row, column, height, width });
    proptest::collection::vec(place, 0..=16)
}

proptest! {
    #[test]
    fn a_guess_comes_back_from_its_link(nickname in "[^ ]\\PC{0,30}", turn: u32, guess in places(), seed: u32) {
        let draft = Draft { seed, ..challenge() };
        let Some(answer) = HandedIn::guess(sender(&nickname, "k3x9", turn), &guess, &draft) else {
            panic!("a sealed cell");
        };
        let link = link_of(&answer);
        let decoded = link::decode(&link);
        prop_assert_eq!(decoded.warnings, Vec::<String>::new());
        prop_assert_eq!(decoded.draft.seed, seed);
        let words = nickname.split(|c: char| c.is_whitespace() || c.is_control());
        let shown = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let shown: String = shown.chars().take(MAX_NICKNAME).collect();
        let shown = shown.trim_end();
        let read = HandedIn::of_draft(&decoded.draft);
        if shown.is_empty() {
            prop_assert_eq!(read, None);
        } else {
            let read = read.expect("an answer");
            prop_assert_eq!(read.sender.nickname, shown);
            prop_assert_eq!(read.given, Given::Guess(guess));
            prop_assert_eq!(read.asked, asked());
        }
    }

    #[test]
    fn choices_come_back_from_their_link(choices in proptest::collection::vec(proptest::option::of(0..4usize), 1..10)) {
        let answer = HandedIn::choices(sender("李 雷", "0a", 3), "five", choices);
        let decoded = link::decode(&link_of(&answer));
        prop_assert_eq!(decoded.warnings, Vec::<String>::new());
        prop_assert_eq!(HandedIn::of_draft(&decoded.draft), Some(answer));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,80}", answer in "[A-Za-z0-9._~-]{0,60}") {
        let mut all = AnswerCollection::default();
        all.add(&text, &asked());
        all.add(&format!("#1.blind={}&answer={answer}", challenge().sealed), &asked());
        let read = AnswerCollection::of_text(&all.to_text());
        prop_assert_eq!(read, all);
    }
}

#[test]
fn the_link_of_an_answer_holds_no_score_and_neither_reveals_nor_opens_a_lesson() {
    let draft = Draft { reveal: true, lesson: "five.2".to_owned(), epochs: 3, ..challenge() };
    let answer = HandedIn::guess(sender("Ada", "k3x9", 1), &TRUTH, &draft).expect("a sealed cell");
    let written = answer.to_draft();
    assert!(written.is_blind() && written.lesson.is_empty());
    let link = link::encode(&written);
    let sealed = challenge().sealed;
    let expected = format!("#1.blind={sealed}&answer=Ada.k3x9.1.g2-2-2-2_4-5-2-2&epochs=3&model=2");
    assert_eq!(link, expected);
    assert_eq!(HandedIn::guess(sender("Ada", "k3x9", 1), &TRUTH, &Draft::default()), None);
}

#[test]
fn a_chat_full_of_links_gives_every_person_once() {
    let ada = guess_of(sender("Ada", "a", 1), &TRUTH);
    let ada_again = guess_of(sender("Ada", "a", 2), &TRUTH[..1]);
    let other_ada = guess_of(sender("Ada", "b", 1), &[]);
    let of_lesson = HandedIn::choices(sender("Bo", "c", 1), "five", vec![Some(1)]);
    let chat = format!(
        "[10:02] Ada: here: {}.\n<a href=\"{}\">mine</a>\n({}), {}\nhttps://x.is/#1.seed=3 #1.answer=nothing",
        link_of(&ada_again),
        link_of(&ada),
        link_of(&other_ada),
        link_of(&of_lesson),
    );
    let mut all = AnswerCollection::default();
    let added = all.add(&chat, &asked());
    let expected = AddedAnswers { new: 3, known: 1, of_others: 1, unread: 1, ..Default::default() };
    assert_eq!(added, expected);
    let names: Vec<_> = all.counted(&asked()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Ada", "Ada (2)"]);
    assert_eq!(all.counted(&asked())[0].1, &ada_again, "what was handed in last counts");
    assert_eq!(all.counted(&of_lesson.asked)[0].1, &of_lesson);
    // The same chat once more brings nothing, and one more turn replaces.
    let added = all.add(&chat, &asked());
    assert_eq!((added.new, added.replaced, added.known), (0, 0, 4));
    let third = guess_of(sender("Countess", "a", 3), &TRUTH);
    assert_eq!(all.add(&link_of(&third), &asked()).replaced, 1);
    assert_eq!(all.counted(&asked())[0], ("Countess".to_owned(), &third));
    assert_eq!(AnswerCollection::of_text(&all.to_text()), all);
}

#[test]
fn what_was_deleted_stays_out_until_it_is_brought_back() {
    let [ada, bo] = ["a", "b"].map(|token| guess_of(sender(token, token, 1), &TRUTH));
    let chat = format!("{} {}", link_of(&ada), link_of(&bo));
    let mut all = AnswerCollection::default();
    all.add(&chat, &asked());
    all.delete(&asked(), "a");
    assert_eq!(all.counted(&asked()).len(), 1);
    let added = all.add(&chat, &asked());
    assert_eq!((added.new, added.known, added.deleted), (0, 1, 1));
    let all = AnswerCollection::of_text(&all.to_text());
    assert_eq!((all.counted(&asked()).len(), all.num_deleted(&asked())), (1, 1));
    let mut all = all;
    all.bring_back(&asked());
    assert_eq!(all.counted(&asked()).len(), 2);
    all.forget(&asked());
    assert_eq!(all, AnswerCollection::default());
}

#[test]
fn guesses_and_lessons_are_scored() {
    let lessons = lessons();
    let guess = guess_of(sender("Ada", "a", 1), &TRUTH[..1]);
    assert_eq!(guess.score(&lessons), Some(0.5));
    assert_eq!(guess.num_right(&lessons), None);
    let right: Vec<_> = lessons[0].steps.iter().map(|step| Some(step.answer)).collect();
    let mut choices = right.clone();
    choices[1] = None;
    choices[2] = Some((lessons[0].steps[2].answer + 1) % 3);
    let of = |choices| HandedIn::choices(sender("Ada", "a", 1), &lessons[0].id, choices);
    assert_eq!(of(right).score(&lessons), Some(1.0));
    assert_eq!(of(choices).num_right(&lessons), Some(lessons[0].steps.len() - 2));
    assert_eq!(of(vec![Some(0); 40]).num_right(&lessons).map(|right| right <= 5), Some(true));
    assert_eq!(HandedIn::choices(sender("A", "a", 1), "no", vec![]).score(&lessons), None);
}

#[test]
fn a_histogram_counts_tenths() {
    let counts = histogram([0.0, 0.05, 0.1, 0.7, 0.75, 0.999, 1.0]);
    assert_eq!(counts, [2, 1, 0, 0, 0, 0, 0, 2, 0, 2]);
}
