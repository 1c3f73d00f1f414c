//! The page as a presenter's, and as a part of another page.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast as _, closure::Closure},
};
use serde::Serialize;
use serde_transcode::Transcoder;
use web_sys::{Element, HtmlElement, ResizeObserver};

use crate::teaching::{Open, Teaching};
use ganglion_components::{
    reactive::{Effect, Memo, RwSignal},
    views::when,
};
use ganglion_core::{
    config::{CellSource, Choice as _, Draft, Frame, Section},
    lessons::Place,
    link, t,
};
use ganglion_figures::figure::Theme;

/// What fills a slide, in the order of the page.
const SLIDES: &str =
    "#panel .circuit, #panel .emergence-figure, #panel figure.plot, #panel .image-explorer";

/// Keeps the root element, the theme and a page around this one as the link says.
pub(super) fn keep(teaching: Teaching) {
    let frame = teaching.frame();
    let before = RwSignal::new(None);
    Effect::new(move || {
        let frame = frame.get();
        if let Some(root) = document().document_element() {
            root.set_attribute("data-frame", frame.word()).ok();
        }
        match (frame, before.get_untracked()) {
            (Frame::Slides, None) => {
                before.set(Some(teaching.page.theme.get_untracked()));
                teaching.page.set_theme(Theme::Projector);
            }
            (Frame::Page | Frame::Embed, Some(theme)) => {
                teaching.page.set_theme(theme);
                before.set(None);
            }
            (Frame::Slides, Some(_)) | (Frame::Page | Frame::Embed, None) => {}
        }
    });
    let height = height_of_all();
    Effect::new(move || {
        let (state, report) = (teaching.page.run.get(), teaching.page.report.get());
        let (link, is_own) = teaching
            .page
            .draft
            .with(|draft| (link::encode(&told_of(draft)), draft.source == CellSource::File));
        if frame.get() == Frame::Embed {
            let report = if is_own { "" } else { &report };
            tell((&state, &link, report), height.get());
        }
    });
}

/// What a page around this one may know of an experiment: nothing of a recording that a person has opened.
fn told_of(draft: &Draft) -> Draft {
    if draft.source == CellSource::File {
        let Draft { section, source, language, frame, .. } = *draft;
        Draft { language, frame, ..Draft::of(section, source) }
    } else {
        draft.clone()
    }
}

/// How high all is that there is to see, CSS pixels; follows at most once for each frame of the screen.
fn height_of_all() -> RwSignal<u32> {
    // The root element is as high as what is in it. What it can be scrolled to is never less than the window.
    let measured = || {
        let root = document().document_element();
        root.map_or(0, |root| root.get_bounding_client_rect().height().ceil() as u32)
    };
    let height = RwSignal::new(measured());
    let changed = Closure::<dyn FnMut()>::new(move || {
        let now = measured();
        if height.get_untracked() != now {
            height.set(now);
        }
    });
    // It is watched as long as there is a page, and so is never let go.
    let watching = ResizeObserver::new(changed.into_js_value().unchecked_ref());
    if let (Ok(watching), Some(root)) = (watching, document().document_element()) {
        watching.observe(&root);
    }
    height
}

/// What the page around this one is told: the README describes it.
#[derive(Serialize)]
struct FrameMessage<'a, R> {
    /// Version of the message.
    ganglion: u32,
    state: &'a str,
    link: &'a str,
    height: u32,
    /// Of the last run, in the order in which it is written.
    report: Option<R>,
}

/// Tells the page around this one what goes on here.
fn tell((state, link, report): (&str, &str, &str), height: u32) {
    let Ok(Some(parent)) = window().parent() else { return };
    if parent == window() {
        return;
    }
    let mut json = serde_json::Deserializer::from_str(report);
    let report = (!report.is_empty()).then(|| Transcoder::new(&mut json));
    let message = FrameMessage { ganglion: 1, state, link, height, report };
    // Whoever frames the page may be anyone; what is told is what the page shows.
    if let Ok(message) = message.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
        parent.post_message(&message, "*").ok();
    }
}

/// A heading where the header has none, and the bar of the presenter: which figure, back, next, the whole screen, the end.
#[component]
pub(super) fn Slides() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let frame = teaching.frame();
    // The header with its heading is not there.
    let heading = || view! { <h1 class="visually-hidden">"Ganglion"</h1> }.into_any();
    view! {
        {when(move || frame.get() != Frame::Page, heading)}
        {when(move || frame.get() == Frame::Slides, || view! { <Bar/> }.into_any())}
    }
}

/// Where the presenter is.
#[derive(Clone, Copy)]
struct Deck {
    teaching: Teaching,
    at: RwSignal<usize>,
    count: RwSignal<usize>,
    /// Whether the section is entered from behind: its last figure comes first.
    is_backwards: RwSignal<bool>,
}

#[component]
fn Bar() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let deck = Deck {
        teaching,
        at: RwSignal::new(0),
        count: RwSignal::new(0),
        is_backwards: RwSignal::new(false),
    };
    deck.follow();
    let leave = move |_| deck.leave();
    let whole = move |_| {
        if let Some(root) = document().document_element() {
            // A refusal leaves the page as large as it is.
            root.request_fullscreen().ok();
        }
    };
    let where_at = move || {
        let count = deck.count.get();
        let number = deck.at.get().saturating_add(1).min(count);
        t!("Figure {number} of {count}", number = number, count = count)
    };
    view! {
        <nav class="slides-bar" aria-label=t!("Presenter")>
            <button type="button" id="slide-back" on:click=move |_| deck.back()>{t!("Back")}</button>
            <span role="status">{move || where_at()}</span>
            <button type="button" id="slide-next" on:click=move |_| deck.next()>{t!("Next")}</button>
            <button type="button" class="quiet" id="slide-code" aria-haspopup="dialog" on:click=move |_| teaching.open.set(Open::Code)>{t!("QR code")}</button>
            <button type="button" class="quiet" on:click=whole>{t!("Full screen")}</button>
            <button type="button" class="quiet" id="slides-end" title="Esc" on:click=leave>{t!("End")}</button>
        </nav>
    }
}

impl Deck {
    /// Shows one figure at a time from now on, and listens to the keys.
    fn follow(self) {
        let observer = Closure::<dyn FnMut()>::new(move || self.show());
        let watching = web_sys::MutationObserver::new(observer.as_ref().unchecked_ref());
        if let (Ok(watching), Some(panel)) = (&watching, document().get_element_by_id("panel")) {
            let options = web_sys::MutationObserverInit::new();
            options.set_child_list(true);
            options.set_subtree(true);
            watching.observe_with_options(&panel, &options).ok();
        }
        let section = Memo::new(move |_| self.teaching.page.draft.with(|draft| draft.section));
        Effect::new(move || {
            section.get();
            self.at.set(if self.is_backwards.get_untracked() { usize::MAX } else { 0 });
            self.show();
        });
        let keys = window_event_listener(ev::keydown, move |event| self.pressed(&event));
        let resized = window_event_listener(ev::resize, move |_| {
            slides().iter().for_each(let_be);
            fit();
        });
        let fitting = Closure::<dyn FnMut()>::new(fit);
        let sizes = ResizeObserver::new(fitting.as_ref().unchecked_ref()).ok();
        if let (Some(sizes), Some(panel)) = (&sizes, document().get_element_by_id("panel")) {
            sizes.observe(&panel);
        }
        let sizes = StoredValue::new_local(sizes.map(|sizes| (sizes, fitting)));
        let watching = StoredValue::new_local(watching.ok().map(|watching| (watching, observer)));
        on_cleanup(move || {
            keys.remove();
            resized.remove();
            sizes.try_update_value(|sizes| {
                if let Some((sizes, _)) = sizes.take() {
                    sizes.disconnect();
                }
            });
            watching.try_update_value(|watching| {
                if let Some((watching, _)) = watching.take() {
                    watching.disconnect();
                }
            });
            for slide in slides() {
                slide.remove_attribute("data-slide").ok();
                let_be(&slide);
            }
        });
    }

    fn pressed(self, event: &web_sys::KeyboardEvent) {
        let is_taken = document().active_element().is_some_and(|element| {
            element.matches("input, select, textarea, [role=tab], dialog *").unwrap_or(false)
        });
        if is_taken || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowRight" | "PageDown" => self.next(),
            "ArrowLeft" | "PageUp" => self.back(),
            "Escape" => self.leave(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Marks which figure is shown; a style sheet hides the others.
    fn show(self) {
        let all = slides();
        // Figures come after their section, and a section may lose some.
        let Some(last) = all.len().checked_sub(1) else { return };
        let at = self.at.get_untracked().min(last);
        if self.at.get_untracked() != at {
            self.at.set(at);
        }
        if self.count.get_untracked() != all.len() {
            self.count.set(all.len());
        }
        for (number, slide) in all.iter().enumerate() {
            let mark = if number == at { "here" } else { "other" };
            if slide.get_attribute("data-slide").as_deref() != Some(mark) {
                slide.set_attribute("data-slide", mark).ok();
                let_be(slide);
            }
        }
        fit();
    }

    fn next(self) {
        if self.at.get_untracked() + 1 < self.count.get_untracked() {
            self.at.update(|at| *at += 1);
            self.show();
        } else {
            self.turn(1);
        }
    }

    fn back(self) {
        if self.at.get_untracked() > 0 {
            self.at.update(|at| *at -= 1);
            self.show();
        } else {
            self.turn(-1);
        }
    }

    /// On to the next step of the lesson that is open, else to the next section; or to the one before.
    fn turn(self, by: isize) {
        if let Some(place) = self.teaching.place_now() {
            let num_steps = self.teaching.lessons[place.lesson].steps.len();
            let step = place.step.checked_add_signed(by).filter(|step| *step < num_steps);
            if let Some(step) = step {
                self.is_backwards.set(by < 0);
                self.at.set(0);
                self.teaching.go_to(Place { step, ..place });
            }
            return;
        }
        let now = self.teaching.page.draft.with_untracked(|draft| draft.section.index());
        let section = now.checked_add_signed(by).and_then(|at| Section::OPTIONS.get(at));
        if let Some((section, ..)) = section {
            self.is_backwards.set(by < 0);
            self.teaching.change(|draft| *draft = draft.moved_to(*section));
        }
    }

    fn leave(self) {
        self.teaching.change(|draft| draft.frame = Frame::Page);
    }
}

/// How small what fills a slide may become; below that it is scrolled.
const SMALLEST: f64 = 0.45;

/// Makes what fills the slide so small that it ends above the bar. It only shrinks: what is drawn anew may become higher by it.
fn fit() {
    let found = |selector| document().query_selector(selector).ok().flatten();
    let (Some(slide), Some(bar)) = (found("[data-slide='here']"), found(".slides-bar")) else {
        return;
    };
    let style = slide.unchecked_ref::<HtmlElement>().style();
    let now = style.get_property_value("zoom").ok().and_then(|zoom| zoom.parse().ok());
    let (now, rect) = (now.unwrap_or(1.0_f64), slide.get_bounding_client_rect());
    let top = rect.top() + window().scroll_y().unwrap_or(0.0);
    let room = bar.get_bounding_client_rect().top() - top;
    let fitting = (now * room / rect.height()).max(SMALLEST);
    if rect.height() > 0.0 && fitting < now - 0.001 {
        style.set_property("zoom", &format!("{:.3}", fitting - 0.005)).ok();
    }
}

/// Gives a slide its own size back.
fn let_be(slide: &Element) {
    slide.unchecked_ref::<HtmlElement>().style().remove_property("zoom").ok();
}

/// All that can fill a slide now.
fn slides() -> Vec<Element> {
    let Ok(list) = document().query_selector_all(SLIDES) else { return Vec::new() };
    let elements = (0..list.length()).filter_map(|at| list.get(at));
    let elements = elements.map(|node| node.unchecked_into::<HtmlElement>());
    // What lies inside another slide goes with it.
    let is_outer = |element: &HtmlElement| {
        let outer = element.parent_element()?.closest(".circuit, .image-explorer").ok()?;
        outer.is_none().then_some(())
    };
    elements.filter(|element| is_outer(element).is_some()).map(Into::into).collect()
}
