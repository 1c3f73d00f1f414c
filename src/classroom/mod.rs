//! Teaching and sharing: lessons, links in all their forms, the last runs, a presenter's view, the view in
//! another page. A part of the page with a Leptos of its own, loaded once the page has begun.
//!
//! In: what the page says of itself (the address, the state on its root element, its report, an event
//! when one of them has changed). Out: links, which it writes into the address; files and texts to copy.
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]

mod answers;
mod blind;
mod compare;
mod copy;
mod frame;
mod list;
mod player;
mod qr;
mod record;
mod runs;
mod share;
mod sheet;
mod tools;
mod window;

use core::cell::RefCell;
use std::rc::Rc;

use leptos::{
    ev, leptos_dom::helpers::set_timeout, mount::mount_to, prelude::*, wasm_bindgen::JsCast as _,
};
use web_sys::HtmlElement;

use crate::{
    config::{Draft, Frame},
    lessons::{Lesson, Place, lessons},
    link, t,
    ui::reactive::{Memo, RwSignal},
};

use self::{
    answers::Answers,
    blind::Blind,
    compare::Compare,
    frame::Slides,
    list::LessonList,
    player::Player,
    record::Records,
    runs::Runs,
    share::Share,
    sheet::{Sheet, SheetKind},
    tools::Tools,
};

/// What is open over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    Lessons,
    /// The teacher's view of a lesson.
    Teacher(usize),
    Share,
    Runs,
    /// Two links side by side.
    Compare([String; 2]),
}

impl Open {
    /// The window that shows it, by its id.
    fn window(&self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Lessons | Self::Teacher(_) => "lessons",
            Self::Share => "share",
            Self::Runs => "runs",
            Self::Compare(_) => "comparison",
        }
    }

    /// What the window is called.
    fn title(&self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Lessons => t!("Lessons"),
            Self::Teacher(_) => t!("Teacher's view"),
            Self::Share => t!("Share this experiment"),
            Self::Runs => t!("The last runs"),
            Self::Compare(_) => t!("Side by side"),
        }
    }
}

/// Everything that this part knows, given by context.
#[derive(Clone, Copy)]
struct Classroom {
    /// The link of the page.
    draft: RwSignal<Draft>,
    /// What the page is doing, as on its root element.
    run: RwSignal<String>,
    /// The report of the last run, JSON; empty while there is none.
    report: RwSignal<String>,
    /// What is open.
    open: RwSignal<Open>,
    /// What is to be printed.
    sheet: RwSignal<Option<SheetKind>>,
    /// Answers that were given.
    answers: Answers,
    /// The last runs.
    records: Records,
    lessons: &'static [Lesson],
}

impl Classroom {
    fn new() -> Self {
        let classroom = Self {
            draft: RwSignal::new(Draft::default()),
            run: RwSignal::new(String::new()),
            report: RwSignal::new(String::new()),
            open: RwSignal::new(Open::Nothing),
            sheet: RwSignal::new(None),
            answers: Answers::stored(),
            records: Records::stored(),
            lessons: lessons().leak(),
        };
        classroom.look();
        classroom
    }

    /// Reads what the page says of itself.
    fn look(self) {
        let draft = link::decode(&window().location().hash().unwrap_or_default()).draft;
        if self.draft.with_untracked(|known| *known != draft) {
            self.draft.set(draft);
        }
        let root = document().document_element();
        let state = root.and_then(|root| root.get_attribute("data-state")).unwrap_or_default();
        if self.run.with_untracked(|known| *known != state) {
            self.run.set(state);
        }
        let report =
            document().get_element_by_id("report").and_then(|script| script.text_content());
        let report = report.unwrap_or_default();
        if self.report.with_untracked(|known| *known != report) {
            self.report.set(report);
        }
    }

    /// Looks again whenever the page has changed something, once it has done so.
    fn follow(self) {
        let look = move || set_timeout(move || self.look(), core::time::Duration::ZERO);
        let changed = window_event_listener(
            ev::Custom::<web_sys::Event>::new("ganglion-change"),
            move |_| look(),
        );
        let moved = window_event_listener(ev::hashchange, move |_| look());
        on_cleanup(move || {
            changed.remove();
            moved.remove();
        });
    }

    /// Where the lesson is.
    fn place(self) -> Memo<Option<Place>> {
        Memo::new(move |_| self.draft.with(|draft| Place::of_text(&draft.lesson, self.lessons)))
    }

    /// Brings the page to a link.
    fn go(self, draft: &Draft) {
        self.draft.set(draft.clone());
        // Where the address cannot be written there is no page to go to either.
        window().location().set_hash(&link::encode(draft)).ok();
    }

    /// Changes what the page shows and how, not what it runs.
    fn change(self, change: impl FnOnce(&mut Draft)) {
        let mut draft = self.draft.get_untracked();
        change(&mut draft);
        self.go(&draft);
    }

    fn frame(self) -> Memo<Frame> {
        Memo::new(move |_| self.draft.with(|draft| draft.frame))
    }

    fn shut(self) {
        self.open.set(Open::Nothing);
    }
}

/// Puts itself into the places that the page keeps for it.
pub fn begin() {
    let made = Rc::new(RefCell::new(None));
    let making = Rc::clone(&made);
    // Everything lives in the first of the views: before one is mounted nothing can wait for anything.
    place("classroom-tools", move || {
        let classroom = Classroom::new();
        classroom.follow();
        record::keep(classroom);
        frame::keep(classroom);
        *making.borrow_mut() = Some(classroom);
        provide_context(classroom);
        view! { <Tools/> }
    });
    let Some(classroom) = made.take() else { return };
    place("classroom", move || {
        provide_context(classroom);
        view! {
            <Player/>
            <Blind/>
            <Slides/>
            <LessonList/>
            <Share/>
            <Runs/>
            <Compare/>
        }
    });
    place("paper", move || {
        provide_context(classroom);
        view! { <Sheet/> }
    });
}

/// Mounts a view in the element of an id, if the page has one.
fn place<V: IntoView + 'static>(id: &str, view: impl FnOnce() -> V + 'static) {
    if let Some(host) = document().get_element_by_id(id) {
        mount_to(host.unchecked_into::<HtmlElement>(), view).forget();
    }
}
