//! The eye in one minute, and what the words of the page mean.

use leptos::{
    ev,
    leptos_dom::helpers::{request_animation_frame, window_event_listener},
    prelude::*,
    wasm_bindgen::JsCast as _,
};
use web_sys::{CustomEvent, HtmlElement};

use crate::teaching::{Open, Teaching, primer_drawings::DRAWINGS, window::Window};
use ganglion_components::views::CollectAny as _;
use ganglion_core::{mark, t, words::say};

/// Hears which word somebody wants explained; an empty one asks for the primer.
pub(super) fn hear(teaching: Teaching) {
    let listener =
        window_event_listener(ev::Custom::new("ganglion-explain"), move |event: CustomEvent| {
            let word = event.detail().as_string().unwrap_or_default();
            teaching.open.set(Open::Words(word));
        });
    on_cleanup(move || listener.remove());
}

/// The primer and the words, in a window.
#[component]
pub(super) fn Words() -> impl IntoView {
    let body = |open| {
        let asked = if let Open::Words(word) = open { word } else { String::new() };
        view! { <Primer/> <WordList asked/> }.into_any()
    };
    view! { <Window id="words" body is_wide=true/> }
}

/// From the eye to a spike: five drawings, each with a sentence.
#[component]
fn Primer() -> impl IntoView {
    let sentences = [
        (t!("Eye"), t!("The lens throws a picture onto the back of the eye.")),
        (
            t!("Retina"),
            t!(
                "There a thin sheet of nerve cells, the retina, turns light into signals, layer by layer."
            ),
        ),
        (
            t!("Ganglion cell"),
            t!(
                "The last layer are ganglion cells. Each watches a small part of the picture: its receptive field."
            ),
        ),
        (
            t!("Subunits"),
            t!(
                "It adds up what several bipolar cells tell it, its subunits. Each speaks up only if its own spot has become brighter."
            ),
        ),
        (
            t!("Spike"),
            t!(
                "If the sum is large enough, the cell sends a spike: a short pulse down the optic nerve. Nothing else reaches the brain."
            ),
        ),
    ];
    let panel = |((name, sentence), drawing): ((&'static str, &'static str), &'static str)| {
        view! {
            <li>
                <svg viewBox="0 0 160 120" aria-hidden="true" inner_html=drawing></svg>
                <p><strong>{name}</strong> " " {sentence}</p>
            </li>
        }
    };
    view! {
        <ol class="primer">{sentences.into_iter().zip(DRAWINGS).map(panel).collect_any()}</ol>
    }
}

/// All words; the one that was asked for is in view and has the focus.
#[component]
fn WordList(
    /// The word as the page has it.
    asked: String,
) -> impl IntoView {
    let entry = |(word, meaning): (&'static str, &'static str)| {
        let (word, meaning) = (say(word), say(meaning));
        let is_asked = !asked.is_empty() && word.eq_ignore_ascii_case(&asked);
        view! {
            <div class="word" class:asked=is_asked tabindex=is_asked.then_some("-1")>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
            </div>
        }
    };
    let list = WORDS.into_iter().map(entry).collect_any();
    // Once the window is open.
    request_animation_frame(|| {
        request_animation_frame(|| {
            match document().query_selector("#words .word.asked").ok().flatten() {
                Some(word) => {
                    word.unchecked_into::<HtmlElement>().focus().ok();
                }
                // Where the last word was, it may still be scrolled to.
                None => document()
                    .get_element_by_id("words")
                    .iter()
                    .for_each(|all| all.set_scroll_top(0)),
            }
        });
    });
    view! {
        <h3>{t!("What the words mean")}</h3>
        <dl class="word-list">{list}</dl>
    }
}

/// Words of the field and of the page, as they follow from each other.
const WORDS: [(&str, &str); 22] = [
    (
        mark!("Ganglion cell"),
        mark!(
            "A nerve cell of the retina whose spikes the brain gets. The one on this page is a model, or one that was recorded."
        ),
    ),
    (
        mark!("Bipolar cell"),
        mark!(
            "A cell between the receptors of light and the ganglion cells. Several of them drive one ganglion cell."
        ),
    ),
    (
        mark!("Subunit"),
        mark!(
            "A part of a ganglion cell's receptive field with an output of its own, such as a bipolar cell. To find subunits from the spikes is what this page is about."
        ),
    ),
    (
        mark!("Receptive field"),
        mark!("The part of the picture that can change how a cell responds."),
    ),
    (
        mark!("Spike"),
        mark!(
            "The short electrical pulse by which a cell tells others that it was driven; all are alike."
        ),
    ),
    (
        mark!("White noise"),
        mark!(
            "A board of checkers that turn bright and dark by chance, frame by frame. It favors no shape, so what is found in the answers comes from the cell."
        ),
    ),
    (mark!("Checker"), mark!("One square of the board of noise.")),
    (
        mark!("Rectified"),
        mark!(
            "Only the positive part goes on: a subunit that is inhibited says nothing, instead of something negative."
        ),
    ),
    (
        mark!("Network"),
        mark!(
            "A convolutional neural network (CNN): filters look at the picture, each is rectified, and what they say is added up to predict the spikes."
        ),
    ),
    (
        mark!("Filter"),
        mark!(
            "What a network multiplies the picture with: light on blue checkers drives it, light on orange ones holds it back."
        ),
    ),
    (
        mark!("From the spikes"),
        mark!(
            "Spike-triggered average (STA): the mean image before a spike. It shows the receptive field, never its parts."
        ),
    ),
    (
        mark!("From the network"),
        mark!("Noise images weighted by what the largest network predicts for them."),
    ),
    (
        mark!("Correlation"),
        mark!("How alike the predicted and the true spikes go up and down: 1 alike, 0 not at all."),
    ),
    (
        mark!("Noise ceiling"),
        mark!(
            "The correlation that a perfect prediction would reach: spikes come by chance too, and nobody predicts chance."
        ),
    ),
    (
        mark!("Of ceiling"),
        mark!(
            "Correlation of the network's prediction with the spikes, as a share of the noise ceiling: what the cell's own rate would reach."
        ),
    ),
    (
        mark!("Effective"),
        mark!(
            "Filters with structure (Moran's I above .25) that are not nearly empty (norm above a tenth of the largest)."
        ),
    ),
    (
        mark!("Similarity"),
        mark!(
            "How alike two images are, whatever their strength: the cosine of the angle between them, 1 for the same image."
        ),
    ),
    (
        mark!("Recovered"),
        mark!(
            "Hidden subunits whose best filter has a similarity (absolute cosine) above .90, each filter counted once."
        ),
    ),
    (
        mark!("Restarts"),
        mark!(
            "Networks trained from other first weights; the one with the lowest penalised loss on validation frames is kept."
        ),
    ),
    (
        mark!("L1 penalty"),
        mark!("A price on every weight that isn't zero. It keeps each filter to what it needs."),
    ),
    (
        mark!("Validation frames"),
        mark!(
            "Frames that choose among networks, and are not learned from. The test frames, which only report, are others."
        ),
    ),
    (
        mark!("Seed"),
        mark!(
            "The number that all chance on this page comes from. The same seed gives the same noise, the same first weights and the same result."
        ),
    ),
];
