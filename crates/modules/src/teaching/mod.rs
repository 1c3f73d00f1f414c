//! Teaching and sharing: lessons, links in all their forms, the last runs, a presenter's view, the view in
//! another page. A module of the page with a Leptos of its own, loaded once the page has begun.
//!
//! In: a snapshot of the page, whenever something in it has changed. Out: what it wants of the page; files and texts
//! to copy. It looks into the page's elements only for what is seen there: figures to present, heights, a heading.

mod answers;
mod big_code;
mod blind;
mod collect;
mod collect_bars;
mod collected;
mod compare;
mod copy;
mod frame;
mod hand_in;
mod known_page;
mod language;
mod list;
mod look;
mod plan;
mod player;
mod primer;
mod primer_drawings;
mod qr;
mod record;
mod runs;
mod scan;
mod share;
mod sheet;
mod summary;
mod surprise;
mod tools;
mod window;

use core::any::Any;

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{HtmlElement, js_sys::Function};

use ganglion_components::{
    PageSnapshot, mount_module,
    reactive::{Memo, RwSignal},
};
use ganglion_core::{
    config::{Draft, Frame},
    handed_in::Asked,
    lessons::{Lesson, Place, lessons},
    t,
};

use self::{
    answers::Answers,
    big_code::BigCode,
    blind::Blind,
    collect::Collect,
    collected::Collected,
    compare::Compare,
    frame::Slides,
    known_page::KnownPage,
    list::LessonList,
    player::Player,
    primer::Words,
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
    /// What a class has answered.
    Collected(Asked),
    /// The primer and the words; which word is asked for, if one is.
    Words(String),
    /// The link as a large code.
    Code,
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
            Self::Collected(_) => "answers",
            Self::Words(_) => "words",
            Self::Code => "code",
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
            Self::Collected(_) => t!("Answers of your class"),
            Self::Words(_) => t!("From the eye to a spike"),
            Self::Code => t!("Open it on your own screen"),
        }
    }
}

/// Everything that this module knows, given by context.
#[derive(Clone, Copy)]
struct Teaching {
    /// The page.
    page: KnownPage,
    /// What is open.
    open: RwSignal<Open>,
    /// What is to be printed.
    sheet: RwSignal<Option<SheetKind>>,
    /// Whether the lesson has come to its end.
    is_over: RwSignal<bool>,
    /// Whether the card of a lesson or a sealed cell is folded.
    is_folded: RwSignal<bool>,
    /// Answers that were given.
    answers: Answers,
    /// Answers of others that were handed in.
    collected: Collected,
    /// The last runs.
    records: Records,
    lessons: &'static [Lesson],
}

impl Teaching {
    fn new(page: KnownPage) -> Self {
        Self {
            page,
            open: RwSignal::new(Open::Nothing),
            sheet: RwSignal::new(None),
            is_over: RwSignal::new(false),
            is_folded: RwSignal::new(false),
            answers: Answers::stored(),
            collected: Collected::stored(),
            records: Records::stored(),
            lessons: lessons().leak(),
        }
    }

    /// Where the lesson is.
    fn place(self) -> Memo<Option<Place>> {
        Memo::new(move |_| {
            self.page.draft.with(|draft| Place::of_text(&draft.lesson, self.lessons))
        })
    }

    /// The same, of this moment.
    fn place_now(self) -> Option<Place> {
        let here = |draft: &Draft| Place::of_text(&draft.lesson, self.lessons);
        self.page.draft.with_untracked(here)
    }

    /// Changes what the page shows and how, not what it runs.
    fn change(self, change: impl FnOnce(&mut Draft)) {
        let mut draft = self.page.draft.get_untracked();
        change(&mut draft);
        self.page.go(&draft);
    }

    fn frame(self) -> Memo<Frame> {
        Memo::new(move |_| self.page.draft.with(|draft| draft.frame))
    }

    fn shut(self) {
        self.open.set(Open::Nothing);
    }
}

/// Everything of this module in its places; gone once it is dropped.
pub struct MountedLessons {
    page: KnownPage,
    _views: Vec<Box<dyn Any>>,
}

impl MountedLessons {
    /// Puts it into the places that the page keeps for it; `ask` is given what it wants of the page, each time an
    /// [`Intent`](ganglion_components::Intent) as bytes. None if there is no place.
    pub fn new(snapshot: PageSnapshot, ask: Function) -> Option<Self> {
        // Everything lives in the first of the views: before one is mounted nothing can wait for anything.
        let (teaching, tools) = mount_module(place("teaching-tools")?, move || {
            let teaching = Teaching::new(KnownPage::new(snapshot, ask));
            record::keep(teaching);
            frame::keep(teaching);
            collected::keep(teaching);
            player::keep(teaching);
            primer::hear(teaching);
            language::tell_once(&teaching.page.draft.get_untracked());
            provide_context(teaching);
            (teaching, view! { <Tools/> })
        });
        let over_the_section = move || {
            provide_context(teaching);
            view! {
                <Player/>
                <Blind/>
                <Slides/>
                <LessonList/>
                <Share/>
                <Runs/>
                <Compare/>
                <Collect/>
                <Words/>
                <BigCode/>
            }
        };
        let paper = move || {
            provide_context(teaching);
            view! { <Sheet/> }
        };
        let others = [mounted("teaching", over_the_section), mounted("paper", paper)];
        let views = others.into_iter().flatten().chain([tools]).collect();
        Some(Self { page: teaching.page, _views: views })
    }

    /// The page has changed.
    pub fn follow(&self, snapshot: PageSnapshot) {
        self.page.follow(snapshot);
    }
}

/// The element of an id, if the page has one.
fn place(id: &str) -> Option<HtmlElement> {
    Some(document().get_element_by_id(id)?.unchecked_into())
}

/// A view in the place of an id.
fn mounted<V: IntoView + 'static>(
    id: &str,
    view: impl FnOnce() -> V + 'static,
) -> Option<Box<dyn Any>> {
    Some(mount_module(place(id)?, move || ((), view())).1)
}
