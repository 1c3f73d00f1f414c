//! A sealed cell: to seal one, to guess what is in it, and to see how good the guess was.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast as _};
use web_sys::HtmlElement;

use crate::teaching::{Open, Teaching, hand_in::HandIn, player::Fold};
use ganglion_components::{
    reactive::{Effect, Memo, RwSignal, Signal},
    storage::{store, stored},
    views::{CollectAny as _, either},
};
use ganglion_core::{
    analysis::Guess,
    config::{CellSource, Draft, Layout, MAX_SEALED_SUBUNITS, Placement, Section, seal},
    handed_in::{Asked, Given, HandedIn, Sender, given_as_text, given_of_text},
    t, tn,
};
use ganglion_figures::figure::identity;

/// Sides that a guessed subunit can have, checkers.
const SIDES: [u8; 4] = [1, 2, 3, 4];

const GUESSES: &str = "ganglion.guesses";

/// Of how many cells guesses are kept.
const MAX_GUESSES: usize = 20;

/// The entry in the list of lessons: seals a cell.
#[component]
pub(super) fn SealEntry() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let is_model = move || teaching.page.draft.with(|draft| draft.source == CellSource::Model);
    let seal_this = move |_| {
        let draft = teaching.page.draft.get_untracked();
        seal_cell(teaching, &draft.placements());
    };
    let seal_random = move |_| {
        let draft = teaching.page.draft.get_untracked();
        seal_cell(teaching, &by_chance((draft.rows, draft.columns)));
    };
    view! {
        <section class="lesson-entry" aria-labelledby="seal-title">
            <h3 id="seal-title">{t!("Blind cell challenge")}</h3>
            <p>{t!("Seal a hidden cell in a link. Your students choose methods and settings, guess the number and places of its subunits, and see how good the guess was. The seal keeps the cell out of sight; it is no secret from somebody who reads the source.")}</p>
            <div class="lesson-ways">
                <button type="button" id="seal-random" on:click=seal_random>{t!("Seal a random cell")}</button>
                <button type="button" id="seal-this" disabled=move || !is_model() on:click=seal_this>
                    {t!("Seal the cell as it is set now")}
                </button>
            </div>
        </section>
    }
}

/// Brings the page to a sealed cell, which can then be shared.
fn seal_cell(teaching: Teaching, subunits: &[Placement]) {
    let before = teaching.page.draft.get_untracked().moved_to(Section::Emergence);
    let draft = Draft {
        sealed: seal(subunits, (js_sys::Math::random() * 256.0) as u8),
        layout: Layout::Block,
        subunits: Vec::new(),
        reveal: false,
        expected: String::new(),
        lesson: String::new(),
        ..before
    };
    teaching.page.go(&draft);
    teaching.shut();
}

/// Two to six squares that don't overlap.
fn by_chance((rows, columns): (u32, u32)) -> Vec<Placement> {
    let below = |limit: u32| (js_sys::Math::random() * f64::from(limit)) as u8;
    let wanted = 2 + usize::from(below(5));
    let mut found: Vec<Placement> = Vec::new();
    // A crowded field may hold fewer.
    for _ in 0..500 {
        let place = Placement::square(below(rows - 1), below(columns - 1));
        if found.len() < wanted && !found.iter().any(|other| other.overlaps(place)) {
            found.push(place);
        }
    }
    found
}

/// The panel above the section, as long as the link holds a sealed cell.
#[component]
pub(super) fn Blind() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let sealed = Memo::new(move |_| teaching.page.draft.with(|draft| draft.sealed.clone()));
    let panel = move || match sealed.get() {
        sealed if sealed.is_empty() => ().into_any(),
        _ => view! { <Panel/> }.into_any(),
    };
    view! { {move || panel()} }
}

#[component]
fn Panel() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let sealed = teaching.page.draft.with_untracked(|draft| draft.sealed.clone());
    let guesses = RwSignal::new(guess_of_browser(&sealed));
    Effect::new({
        let sealed = sealed.clone();
        move || guesses.with(|guesses| remember_guess(&sealed, guesses))
    });
    let collect = move |_| teaching.open.set(Open::Collected(Asked::Sealed(sealed.clone())));
    let is_revealed = Memo::new(move |_| teaching.page.draft.with(|draft| draft.reveal));
    let submit = move |_| teaching.change(|draft| draft.reveal = true);
    let again = move |_| teaching.change(|draft| draft.reveal = false);
    let end = move |_| {
        teaching.change(|draft| {
            draft.sealed.clear();
            draft.reveal = false;
        });
    };
    let answer = Signal::derive(move || {
        let guesses = guesses.get();
        let draft = teaching.page.draft.get();
        HandedIn::guess(Sender::default(), &guesses, &draft).filter(|_| !guesses.is_empty())
    });
    let ask = move || {
        view! {
            <HandIn answer/>
            <div class="lesson-ways">
                <button
                    type="button"
                    id="submit-guess"
                    disabled=move || guesses.with(Vec::is_empty)
                    on:click=submit
                >
                    {t!("Reveal the cell and score my guess")}
                </button>
            </div>
        }
        .into_any()
    };
    let told = move || {
        view! {
            <p id="guess-score" role="status">{move || told_of(teaching, guesses)}</p>
            <button type="button" on:click=again>{t!("Seal it again")}</button>
        }
        .into_any()
    };
    view! {
        <section class="lesson-card" aria-labelledby="blind-title">
            <header class="lesson-head">
                <h2 id="blind-title">{t!("A sealed cell")}</h2>
                <Fold/>
                <button type="button" class="quiet" id="collect-answers" aria-haspopup="dialog" on:click=collect>
                    {t!("Collect answers")}
                </button>
                <button type="button" class="quiet" id="end-blind" on:click=end>{t!("End the challenge")}</button>
            </header>
            <div id="lesson-body" hidden=move || teaching.is_folded.get()>
            <p class="lesson-text">
                {t!("This link hides a cell. Train networks, change the settings, and find out how many subunits it has and where. Then mark your guess on the board: press a checker for the top left corner of a subunit, press a subunit to take it away.")}
            </p>
            <Board guesses/>
            {either(move || !is_revealed.get(), ask, told)}
            </div>
        </section>
    }
}

/// What this browser remembers of a guess.
fn guess_of_browser(sealed: &str) -> Vec<Placement> {
    let text = stored(GUESSES).unwrap_or_default();
    let mut known = text.lines().filter_map(|line| line.split_once(' '));
    let given = known.find(|(of, _)| *of == sealed).and_then(|(_, text)| given_of_text(text));
    if let Some(Given::Guess(guess)) = given { guess } else { Vec::new() }
}

/// Keeps a guess from visit to visit, the newest first.
fn remember_guess(sealed: &str, guess: &[Placement]) {
    let text = stored(GUESSES).unwrap_or_default();
    let start = format!("{sealed} ");
    let others = text.lines().filter(|line| !line.starts_with(&start)).take(MAX_GUESSES - 1);
    let this = format!("{start}{}", given_as_text(&Given::Guess(guess.to_vec())));
    let all: Vec<&str> = [this.as_str()].into_iter().chain(others).collect();
    store(GUESSES, Some(&all.join("\n")));
}

/// The score in words.
fn told_of(teaching: Teaching, guesses: RwSignal<Vec<Placement>>) -> String {
    let truth = teaching.page.draft.with(Draft::placements);
    let guess = guesses.with(|guesses| Guess::new(&truth, guesses));
    let numbers = tn!(
        truth.len(),
        "The cell has {n} subunit, and you guessed {guessed}.",
        "The cell has {n} subunits, and you guessed {guessed}.",
        guessed = guess.num_guessed
    );
    let score = t!(
        "Found: {found} (at least half covered). Score: {score} of 100.",
        found = guess.num_found(),
        score = format_args!("{:.0}", 100.0 * guess.score())
    );
    format!("{numbers} {score}")
}

/// The checkerboard with the guess on it and, once revealed, the cell.
#[component]
fn Board(guesses: RwSignal<Vec<Placement>>) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let field = Memo::new(move |_| teaching.page.draft.with(|draft| (draft.rows, draft.columns)));
    let side = RwSignal::new(2_u8);
    let choose = move |event| {
        side.set(event_target_value(&event).parse().unwrap_or(2));
    };
    let option = move |of: u8| {
        view! { <option value=of.to_string() selected=move || side.get() == of>{format!("{of}x{of}")}</option> }
    };
    let rows = move || {
        let (rows, columns) = field.get();
        let row = move |row: u8| {
            let cells = (0..columns as u8).map(move |column| {
                view! { <Checker place=(row, column) guesses side/> }
            });
            view! { <div role="row">{cells.collect_any()}</div> }
        };
        (0..rows as u8).map(row).collect_any()
    };
    view! {
        <div class="guess">
            <div
                class="guess-board"
                role="grid"
                aria-label=t!("Your guess on the checkerboard")
                style=("--columns", move || field.get().1.to_string())
                on:keydown=move |event| move_focus(&event)
            >
                {move || rows()}
            </div>
            <div>
                <label>
                    {t!("Size of a subunit")} " "
                    <select id="guess-side" on:change=choose>{SIDES.into_iter().map(option).collect_any()}</select>
                </label>
                <p class="hint">{move || tn!(guesses.with(Vec::len), "{n} subunit guessed", "{n} subunits guessed")}</p>
                <p class="hint">{t!("Keys: arrows move, Enter marks or takes away.")}</p>
            </div>
        </div>
    }
}

/// One checker of the board.
#[component]
fn Checker(
    place: (u8, u8),
    guesses: RwSignal<Vec<Placement>>,
    side: RwSignal<u8>,
) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let (row, column) = place;
    let covers = move |places: &[Placement]| {
        places.iter().position(|of| of.overlaps(Placement { row, column, height: 1, width: 1 }))
    };
    let guess = Memo::new(move |_| guesses.with(|guesses| covers(guesses)));
    let truth = Memo::new(move |_| {
        teaching
            .page
            .draft
            .with(|draft| if draft.reveal { covers(&draft.placements()) } else { None })
    });
    let press = move |_| {
        let (rows, columns) =
            teaching.page.draft.with_untracked(|draft| (draft.rows, draft.columns));
        let size = side.get_untracked();
        guesses.update(|guesses| match covers(guesses) {
            Some(at) => {
                guesses.remove(at);
            }
            None if guesses.len() < MAX_SEALED_SUBUNITS => {
                let fits = |at: u8, limit: u32| at.min(limit.saturating_sub(size.into()) as u8);
                guesses.push(Placement {
                    row: fits(row, rows),
                    column: fits(column, columns),
                    height: size,
                    width: size,
                });
            }
            None => {}
        });
    };
    let label = move || {
        let at = t!("Row {row}, column {column}", row = row + 1, column = column + 1);
        let guess = guess.get().map(|number| t!("guess {number}", number = number + 1));
        let truth = truth.get().map(|number| t!("subunit {number}", number = number + 1));
        [Some(at), guess, truth].into_iter().flatten().collect::<Vec<_>>().join(t!(", "))
    };
    let color =
        move |of: Option<usize>| of.map(|number| identity(number).css()).unwrap_or_default();
    let number = move || guess.get().map(|number| (number + 1).to_string());
    view! {
        <div role="gridcell">
            <button
                type="button"
                tabindex=if place == (0, 0) { "0" } else { "-1" }
                data-row=row.to_string()
                data-column=column.to_string()
                class:guessed=move || guess.get().is_some()
                class:true-subunit=move || truth.get().is_some()
                aria-label=label
                aria-pressed=move || guess.get().is_some().to_string()
                style=("--truth", move || color(truth.get()))
                on:click=press
            >
                {move || number()}
            </button>
        </div>
    }
}

/// Moves the focus over the board by arrow keys.
fn move_focus(event: &ev::KeyboardEvent) {
    let (down, right) = match event.key().as_str() {
        "ArrowDown" => (1, 0),
        "ArrowUp" => (-1, 0),
        "ArrowRight" => (0, 1),
        "ArrowLeft" => (0, -1),
        _ => return,
    };
    event.prevent_default();
    let Some(now) = document().active_element() else { return };
    let at = |name: &str| now.get_attribute(name).and_then(|text| text.parse::<i32>().ok());
    let (Some(row), Some(column)) = (at("data-row"), at("data-column")) else { return };
    let selector =
        format!(".guess-board [data-row='{}'][data-column='{}']", row + down, column + right);
    if let Some(next) = document().query_selector(&selector).ok().flatten() {
        now.set_attribute("tabindex", "-1").ok();
        next.set_attribute("tabindex", "0").ok();
        next.unchecked_into::<HtmlElement>().focus().ok();
    }
}
