//! A class and who teaches it: a sealed cell is read off the screen, guesses and answers are handed in as links, collected and scored.

use ganglion_core::{
    config::{Draft, Placement, seal},
    handed_in::{HandedIn, Sender},
    lessons::lessons,
    link,
};
use serde_json::json;
use thirtyfour::Key;

use crate::{
    RUN, axe, journey,
    page::{Page, SOON, View},
};

const TRUTH: [Placement; 3] =
    [Placement::square(1, 1), Placement::square(1, 4), Placement::square(4, 3)];

/// An experiment of a second with a sealed cell.
fn short() -> Draft {
    Draft {
        sealed: seal(&TRUTH, 77),
        frames: 5_000,
        test_frames: 1_000,
        last_filters: 2,
        restarts: 1,
        epochs: 1,
        ..Draft::default()
    }
}

/// Opens an experiment and waits for the teaching module.
async fn open(page: &Page, draft: &Draft) {
    page.go(&link::encode(draft)).await;
    page.wait_until("document.getElementById('open-lessons')", SOON).await;
    page.wait_for_state(&["finished"], RUN).await;
}

/// Presses a checker of the board.
async fn press(page: &Page, (row, column): (u8, u8)) {
    page.script(&format!(
        "document.querySelector('.guess-board [data-row=\"{row}\"][data-column=\"{column}\"]').click()"
    ))
    .await;
}

/// The link of a guess that somebody hands in.
fn handed_in(nickname: &str, token: &str, turn: u32, guess: &[Placement]) -> String {
    let sender = Sender { nickname: nickname.to_owned(), token: token.to_owned(), turn };
    let draft = Draft { epochs: 3, ..short() };
    let answer = HandedIn::guess(sender, guess, &draft).expect("a sealed cell");
    link::encode(&answer.to_draft())
}

/// Pastes a text into the window in which answers are collected; returns what is said of it.
async fn paste(page: &Page, text: &str) -> String {
    let script = "const area = document.getElementById('pasted-answers');
        area.value = arguments[0];
        area.dispatchEvent(new Event('input', { bubbles: true }));";
    page.script_with(script, vec![json!(text)]).await;
    page.wait_until("!document.getElementById('take-answers').disabled", SOON).await;
    page.click("#take-answers").await;
    page.wait_until("document.getElementById('take-answers').disabled", SOON).await;
    page.text("#answers-said").await
}

/// The cells of a row of the table, joined.
async fn rows(page: &Page) -> Vec<String> {
    let rows = page
        .script("return [...document.querySelectorAll('#answers-table tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText).join('|'))")
        .await;
    serde_json::from_value(rows).expect("texts")
}

/// Waits until the table has so many rows.
async fn wait_for_rows(page: &Page, count: usize) {
    let rows = "document.querySelectorAll('#answers-table tbody tr').length";
    page.wait_until(&format!("{rows} === {count}"), SOON).await;
}

/// The square of 2x2 checkers that stands out most in each effective filter of a row, by the pixels of its image.
const READ_OFF: &str = "
    const strength = (canvas) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
        const at = (row, column) => {
            const [red, , blue] = data.slice(4 * (row * width + column));
            return blue - red;
        };
        const found = [];
        for (let row = 0; row + 1 < height; row += 1)
            for (let column = 0; column + 1 < width; column += 1)
                found.push([at(row, column) + at(row + 1, column) + at(row, column + 1) + at(row + 1, column + 1), row, column]);
        found.sort((one, other) => other[0] - one[0]);
        return { width, height, place: found[0].slice(1) };
    };
    return [...document.querySelectorAll('#row-4 .tile:not(.empty) canvas')].map(strength)";

#[test]
fn what_is_read_off_the_filters_of_a_sealed_cell_is_where_it_is() {
    let draft = Draft {
        sealed: seal(&TRUTH, 12),
        first_filters: 4,
        last_filters: 4,
        restarts: 2,
        ..Draft::default()
    };
    journey(View::LAPTOP, async |page| {
        open(page, &draft).await;
        let read = page.script(READ_OFF).await;
        let read = read.as_array().expect("filters");
        assert_eq!(read.len(), 3, "three effective filters: {read:?}");
        for filter in read {
            assert_eq!((&filter["width"], &filter["height"]), (&json!(8), &json!(8)));
            let at = |index: usize| filter["place"][index].as_u64().expect("a number") as u8;
            press(page, (at(0), at(1))).await;
        }
        page.screenshot("class sealed").await;
        let said = page.text("#panel").await;
        assert!(!said.contains("how many subunits there are"), "{said}");
        page.click("#submit-guess").await;
        page.wait_until("document.getElementById('guess-score')", SOON).await;
        let score = page.text("#guess-score").await;
        assert!(score.contains("Score: 100 of 100"), "{score}");
        // What could not be said before is said now.
        page.wait_until(
            "document.querySelector('.remarks').textContent.includes('how many subunits there are')",
            SOON,
        )
        .await;
    });
}

#[test]
fn a_guess_survives_a_reload_and_leaves_as_a_link_without_a_score() {
    for (size, name) in [((1440, 900), "wide"), ((390, 844), "phone")] {
        journey(View { size, ..View::LAPTOP }, async |page| {
            open(page, &short()).await;
            page.wait_until("document.getElementById('hand-in')", SOON).await;
            press(page, (1, 1)).await;
            press(page, (4, 3)).await;
            page.reload().await;
            let num_guessed = "document.querySelectorAll('.guess-board .guessed').length";
            page.wait_until(&format!("{num_guessed} === 8"), SOON).await;
            page.wait_for_state(&["finished"], RUN).await;
            page.wait_until("document.getElementById('hand-in').disabled", SOON).await;
            page.click("#nickname").await;
            page.type_text("Ada 爱达").await;
            page.press(Key::Enter).await;
            page.wait_until("document.querySelector('#handed-in .qr path')", SOON).await;
            let link = page.text("#handed-in .share-link").await;
            let answer = HandedIn::of_draft(&link::decode(&link).draft).expect("an answer");
            assert_eq!((&*answer.sender.nickname, answer.sender.turn), ("Ada 爱达", 1));
            assert_eq!(answer.score(&[]).map(|score| score > 0.6), Some(true));
            assert!(!page.text(".lesson-card").await.contains("of 100"), "no score is told");
            axe::check(page, &format!("handing in, {name}")).await;
            page.screenshot(&format!("class hand in {name}")).await;
            // Another guess is another answer.
            press(page, (1, 4)).await;
            page.wait_until("document.querySelector('.lesson-departed')", SOON).await;
            assert_eq!(page.string("document.getElementById('handed-in')").await, "");
            page.click("#hand-in").await;
            page.wait_until("document.getElementById('handed-in')", SOON).await;
            let link = page.text("#handed-in .share-link").await;
            let again = HandedIn::of_draft(&link::decode(&link).draft).expect("an answer");
            assert_eq!((again.sender.token, again.sender.turn), (answer.sender.token, 2));
        });
    }
}

#[test]
fn guesses_of_a_class_are_collected_and_scored_after_the_reveal() {
    journey(View::LAPTOP, async |page| {
        open(page, &short()).await;
        page.click("#collect-answers").await;
        page.wait_until("document.getElementById('answers').open", SOON).await;
        let chat = format!(
            "Ada: {}\n<b>Bo</b> {}, Bo again: {}\nMin {} https://x.is/#1.answer=broken",
            handed_in("Ada", "a", 1, &TRUTH),
            handed_in("Bo", "b", 1, &TRUTH),
            handed_in("Bo", "b", 2, &TRUTH[..1]),
            handed_in("敏", "c", 1, &[Placement::square(6, 6)]),
        );
        let said = paste(page, &chat).await;
        assert!(
            said.contains("3 new answers.") && said.contains("1 link can't be read."),
            "{said}"
        );
        wait_for_rows(page, 3).await;
        let all = rows(page).await;
        assert!(all[1].starts_with("Bo|1|") && all[2].starts_with("敏|1|"), "{all:?}");
        assert!(!page.text("#answers").await.contains("of 100"), "no score before the reveal");
        assert_eq!(
            page.string("document.querySelectorAll('#answer-bars section').length").await,
            "1"
        );
        axe::check(page, "answers").await;
        page.screenshot("class answers").await;
        // Once more: nothing is counted twice. What is deleted stays out, also on the next day.
        let said = paste(page, &chat).await;
        assert!(!said.contains("new") && said.contains("4 answers were here already."), "{said}");
        page.click("#answers-table tbody tr:last-child button[aria-label]").await;
        wait_for_rows(page, 2).await;
        page.reload().await;
        page.wait_until("document.getElementById('collect-answers')", SOON).await;
        page.click("#collect-answers").await;
        wait_for_rows(page, 2).await;
        let said = paste(page, &chat).await;
        assert!(said.contains("1 answer stays out"), "{said}");
        page.click("#score-answers").await;
        page.wait_until("document.getElementById('mean-score')", SOON).await;
        let all = rows(page).await;
        assert!(all[0].starts_with("Ada|3|3 of 3|100|"), "the best first: {all:?}");
        assert!(all[1].starts_with("Bo|1|1 of 3|33|"), "{all:?}");
        let mean = page.text("#mean-score").await;
        assert!(mean.contains("2 answers") && mean.contains("67 of 100"), "{mean}");
        assert_eq!(
            page.string("document.querySelectorAll('#answer-bars section').length").await,
            "2"
        );
        assert!(page.fragment().await.contains("reveal=1"), "the page reveals the cell too");
        axe::check(page, "scored answers").await;
        page.screenshot("class scored").await;
        page.click("#bring-back").await;
        wait_for_rows(page, 3).await;
        // The settings of a student are one press away.
        page.click("#answers-table tbody tr:first-child button.link").await;
        page.wait_until("location.hash.includes('epochs=3')", SOON).await;
    });
}

#[test]
fn a_link_of_an_answer_is_taken_where_it_is_opened() {
    journey(View::LAPTOP, async |page| {
        page.go(&link::encode(&short())).await;
        page.wait_until("document.getElementById('collect-answers')", SOON).await;
        page.go(&handed_in("Ada", "a", 1, &TRUTH)).await;
        page.wait_until("document.getElementById('answers')?.open", RUN).await;
        wait_for_rows(page, 1).await;
        assert!(page.text("#answers-said").await.contains("1 new answer."));
        page.wait_until("!location.hash.includes('answer=')", SOON).await;
        assert!(page.fragment().await.contains("epochs=3"), "with the settings of the student");
        page.press(Key::Escape).await;
        page.wait_until("!document.getElementById('answers').open", SOON).await;
        page.wait_until("document.getElementById('undo').disabled", SOON).await;
        page.reload().await;
        page.wait_until("document.getElementById('collect-answers')", SOON).await;
        assert_eq!(page.string("document.getElementById('answers').open").await, "false");
    });
}

/// A browser that reads codes: it reads what the journey holds before the camera.
const READS_CODES: &str = "
    window.held = [];
    window.BarcodeDetector = class {
        constructor({ formats }) { this.isRight = formats.includes('qr_code'); }
        async detect(video) {
            if (!this.isRight || !video.videoWidth) throw new Error('no picture');
            return window.held.map((rawValue) => ({ rawValue }));
        }
    };
    window.streams = [];
    // An empty page has no camera.
    const ask = globalThis.MediaDevices?.prototype.getUserMedia;
    if (ask) MediaDevices.prototype.getUserMedia = async function (wishes) {
        const stream = await ask.call(this, wishes);
        window.streams.push(stream);
        return stream;
    };";

#[test]
fn codes_are_scanned_by_a_browser_that_reads_them() {
    let view = View { has_camera: true, before: READS_CODES, ..View::LAPTOP };
    journey(view, async |page| {
        open(page, &short()).await;
        page.click("#collect-answers").await;
        page.wait_until("document.getElementById('scan')", SOON).await;
        page.click("#scan").await;
        page.wait_until("document.querySelector('.scanner').videoWidth > 0", SOON).await;
        for (number, nickname) in ["Ada", "Bo"].into_iter().enumerate() {
            let code =
                format!("https://where.ganglion.is/{}", handed_in(nickname, nickname, 1, &TRUTH));
            page.script_with("window.held = [arguments[0]]", vec![json!(code)]).await;
            wait_for_rows(page, number + 1).await;
        }
        page.screenshot("class scan").await;
        let is_live = "window.streams[0].getTracks()[0].readyState";
        assert_eq!(page.string(is_live).await, "live");
        page.press(Key::Escape).await;
        page.wait_until(&format!("{is_live} === 'ended'"), SOON).await;
    });
    // A browser that reads none has no such button.
    journey(View::LAPTOP, async |page| {
        open(page, &short()).await;
        page.click("#collect-answers").await;
        page.wait_until("document.getElementById('take-answers')", SOON).await;
        let has_detector = page.string("'BarcodeDetector' in window").await;
        let has_button = page.string("document.getElementById('scan') !== null").await;
        assert_eq!(has_button, has_detector);
    });
}

#[test]
fn answers_of_a_lesson_are_handed_in_at_its_end_and_collected() {
    let lesson = &lessons()[0];
    let last = lesson.steps.len() - 1;
    journey(View::LAPTOP, async |page| {
        let draft = Draft {
            lesson: format!("{}.{}", lesson.id, last + 1),
            ..link::decode(&lesson.steps[last].link).draft
        };
        page.go(&link::encode(&draft)).await;
        page.wait_until("document.getElementById('lesson-next')", RUN).await;
        let right = lesson.steps[last].answer;
        page.click(&format!(".lesson-choice input[value='{right}']")).await;
        page.click("#lesson-reveal").await;
        page.wait_until("document.getElementById('lesson-answer')", SOON).await;
        page.click("#lesson-next").await;
        page.wait_until("document.getElementById('hand-in')", SOON).await;
        page.click("#nickname").await;
        page.type_text("Ada").await;
        page.press(Key::Enter).await;
        page.wait_until("document.getElementById('handed-in')", SOON).await;
        let link = page.text("#handed-in .share-link").await;
        let sender =
            |name: &str| Sender { nickname: name.to_owned(), token: name.to_owned(), turn: 1 };
        let all_right = lesson.steps.iter().map(|step| Some(step.answer)).collect();
        let other = HandedIn::choices(sender("Bo"), &lesson.id, all_right);
        let links = format!("{link} {}", link::encode(&other.to_draft()));
        page.click("#open-lessons").await;
        page.click(&format!("#teach-{}", lesson.id)).await;
        page.click("#collect-lesson").await;
        page.wait_until("document.getElementById('answers').open", SOON).await;
        let said = paste(page, &links).await;
        assert!(said.contains("2 new answers."), "{said}");
        wait_for_rows(page, 2).await;
        let questions = "document.querySelectorAll('#answer-bars section').length";
        assert_eq!(page.string(questions).await, lesson.steps.len().to_string());
        assert!(!page.text("#answer-bars").await.contains("(right)"), "nothing is given away");
        page.click("#score-answers").await;
        page.wait_until("document.getElementById('mean-score')", SOON).await;
        let all = rows(page).await;
        let expected = format!("Bo|{0} of {0}|{0} of {0}|100|", lesson.steps.len());
        assert!(all[0].starts_with(&expected), "{all:?}");
        assert!(
            all[1].starts_with(&format!("Ada|1 of {0}|1 of {0}|20|", lesson.steps.len())),
            "{all:?}"
        );
        assert!(page.text("#answer-bars").await.contains("(right)"));
        axe::check(page, "answers of a lesson").await;
        page.screenshot("class lesson").await;
    });
}
