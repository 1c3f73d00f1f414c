//! Brings what a step of a lesson is about into view, wherever the section has put it.

use core::time::Duration;

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::HtmlElement;

use ganglion_core::lessons::LessonLook;

/// Time between two looks whether it is there.
const PAUSE: Duration = Duration::from_millis(150);

/// How often it is looked for: a section that loads slowly comes later than that, and is found by the button.
const NUM_LOOKS: u32 = 100;

/// Scrolls to it as soon as the section shows it.
pub(super) fn show(look: LessonLook) {
    look_again(look, NUM_LOOKS);
}

fn look_again(look: LessonLook, num_left: u32) {
    set_timeout(
        move || match element(look) {
            Some(element) => element.scroll_into_view_with_bool(true),
            None if num_left > 0 => look_again(look, num_left - 1),
            None => {}
        },
        PAUSE,
    );
}

/// Where it is, once it can be seen.
fn element(look: LessonLook) -> Option<HtmlElement> {
    const FIGURES: &str = "#panel figure.plot";
    let (selector, number) = match look {
        LessonLook::Board => ("#panel .board", 0),
        LessonLook::Signals => ("#panel .circuit-output", 0),
        LessonLook::Average => ("#panel .average", 0),
        LessonLook::Rows => ("#panel .rows", 0),
        LessonLook::FirstFigure => (FIGURES, 0),
        LessonLook::SecondFigure => (FIGURES, 1),
        LessonLook::ThirdFigure => (FIGURES, 2),
        LessonLook::FourthFigure => (FIGURES, 3),
    };
    let found = document().query_selector_all(selector).ok()?.item(number)?;
    let element: HtmlElement = found.dyn_into().ok()?;
    (element.offset_height() > 0).then_some(element)
}
