//! The checkerboard on which subunits are placed, by pointer and by keyboard.

use leptos::{ev, prelude::*, svg, wasm_bindgen::JsCast as _};
use web_sys::SvgElement;

use super::live_view::LiveView;
use ganglion_components::{
    CheckerImage, ImageKind,
    reactive::{Memo, RwSignal, Signal},
    views::CollectAny as _,
};
use ganglion_core::{
    config::{Draft, Placement},
    t,
};
use ganglion_figures::figure::{SignedImage, identity};

/// The subunits while they are edited.
#[derive(Clone, Copy)]
pub(super) struct Board {
    draft: RwSignal<Draft>,
    /// The subunits, with the one under the pointer where it would be dropped.
    pub(super) shown: Memo<Vec<Placement>>,
    drag: RwSignal<Option<SubunitDrag>>,
    /// The one that buttons act on.
    pub(super) selected: RwSignal<Option<usize>>,
    /// What has just been done, for screen readers.
    pub(super) said: RwSignal<String>,
}

/// A subunit under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
struct SubunitDrag {
    index: usize,
    grip: Grip,
    /// Where the pointer went down, pixels.
    from: (f64, f64),
    /// Where the subunit was.
    before: Placement,
    /// Where it would be dropped.
    now: Placement,
}

/// Where a subunit is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grip {
    Body,
    Corner,
}

/// Room inside a subunit's edge, so that neighbors don't hide each other's lines; checkers.
const INSET: f64 = 0.05;

impl Board {
    pub(super) fn new(draft: RwSignal<Draft>) -> Self {
        let drag = RwSignal::new(None::<SubunitDrag>);
        let shown = Memo::new(move |_| {
            let mut placements = draft.with(Draft::placements);
            if let Some(drag) = drag.get()
                && let Some(placement) = placements.get_mut(drag.index)
            {
                *placement = drag.now;
            }
            placements
        });
        Self {
            draft,
            shown,
            drag,
            selected: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        }
    }

    /// Height and width, checkers.
    pub(super) fn field(self) -> (u32, u32) {
        self.draft.with(|draft| (draft.rows.clamp(1, 24), draft.columns.clamp(1, 24)))
    }

    /// Adds a subunit, on a checker or where there is room.
    pub(super) fn add(self, at: Option<(i32, i32)>) {
        let field = untrack(|| self.field());
        let others = self.shown.get_untracked();
        let place = at.map_or_else(
            || Placement::free(&others, field),
            |(row, column)| Placement::near(row, column, field),
        );
        self.draft.update(|draft| draft.edit_subunits(|list| list.push(place)));
        let last = self.shown.with_untracked(Vec::len).saturating_sub(1);
        self.selected.set(Some(last));
        let place = place.in_words();
        self.say(&t!("Subunit {number} added at {place}.", number = last + 1, place = place));
    }

    /// Removes a subunit; the last one stays, as a cell needs one.
    pub(super) fn remove(self, index: usize) {
        if self.shown.with_untracked(Vec::len) < 2 {
            self.say(t!("A cell needs at least one subunit."));
            return;
        }
        self.draft.update(|draft| {
            draft.edit_subunits(|list| {
                if index < list.len() {
                    list.remove(index);
                }
            });
        });
        self.selected.set(None);
        self.say(&t!("Subunit {number} removed.", number = index + 1));
    }

    fn change(self, index: usize, change: impl Fn(Placement) -> Placement) {
        self.draft.update(|draft| {
            draft.edit_subunits(|list| {
                if let Some(placement) = list.get_mut(index) {
                    *placement = change(*placement);
                }
            });
        });
        let place = self.shown.with_untracked(|list| list.get(index).map(|at| at.in_words()));
        let place = place.unwrap_or_default();
        self.say(&t!("Subunit {number}: {place}.", number = index + 1, place = place));
    }

    fn say(self, words: &str) {
        self.said.set(words.to_owned());
    }

    fn press_key(self, index: usize, event: &ev::KeyboardEvent) {
        let field = untrack(|| self.field());
        let step = match event.key().as_str() {
            "ArrowUp" => Some((-1, 0)),
            "ArrowDown" => Some((1, 0)),
            "ArrowLeft" => Some((0, -1)),
            "ArrowRight" => Some((0, 1)),
            _ => None,
        };
        match (step, event.key().as_str()) {
            (Some((down, right)), _) if event.shift_key() => {
                self.change(index, |placement| placement.resized(down, right, field));
            }
            (Some((down, right)), _) => {
                self.change(index, |placement| placement.moved(down, right, field));
            }
            (None, "Delete" | "Backspace") => self.remove(index),
            (None, "Insert" | "Enter") => self.add(None),
            (None, _) => return,
        }
        event.prevent_default();
    }

    fn grab(self, index: usize, grip: Grip, event: &ev::PointerEvent) {
        let Some(before) = self.shown.with_untracked(|list| list.get(index).copied()) else {
            return;
        };
        event.stop_propagation();
        event.prevent_default();
        self.selected.set(Some(index));
        if let Some(target) = subunit_of(event) {
            // Without capture the drag ends at the edge of the subunit; nothing is lost.
            drop(target.set_pointer_capture(event.pointer_id()));
            drop(target.focus());
        }
        let from = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.drag.set(Some(SubunitDrag { index, grip, from, before, now: before }));
    }

    fn drag_to(self, event: &ev::PointerEvent) {
        let Some(drag) = self.drag.get_untracked() else { return };
        let field = untrack(|| self.field());
        let Some(checker) = checker_pixels(event, field) else { return };
        let steps = |now: i32, from: f64| ((f64::from(now) - from) / checker).round() as i32;
        let (right, down) =
            (steps(event.client_x(), drag.from.0), steps(event.client_y(), drag.from.1));
        let now = match drag.grip {
            Grip::Body => drag.before.moved(down, right, field),
            Grip::Corner => drag.before.resized(down, right, field),
        };
        if now != drag.now {
            self.drag.set(Some(SubunitDrag { now, ..drag }));
        }
    }

    fn let_go(self) {
        if let Some(drag) = self.drag.get_untracked() {
            self.drag.set(None);
            self.change(drag.index, |_| drag.now);
        }
    }
}

/// The stimulus with the subunits on it.
#[component]
pub(super) fn BoardEditor(
    /// The subunits.
    board: Board,
    /// The running cell.
    view: LiveView,
) -> impl IntoView {
    let frame = Signal::derive(move || {
        let frame = view.with(|live| SignedImage {
            values: live.frame().to_vec(),
            columns: live.cell().field().1,
            scale: 1.0,
        });
        frame.unwrap_or_else(|| {
            let (rows, columns) = board.field();
            SignedImage::with_scale(vec![0.0; (rows * columns) as usize], columns as usize, 1.0)
        })
    });
    let label = move || {
        if view.config.with(Option::is_some) {
            t!("The stimulus: white noise, a new frame 30 times a second")
        } else {
            t!("An empty checkerboard")
        }
    };
    let press = move |event: ev::MouseEvent| {
        let target = event.current_target().and_then(|target| target.dyn_into::<SvgElement>().ok());
        let Some(target) = target else { return };
        let (bounds, (rows, columns)) =
            (target.get_bounding_client_rect(), untrack(|| board.field()));
        let place = |at: i32, start: f64, size: f64, count: u32| {
            ((f64::from(at) - start) / size * f64::from(count)).floor() as i32
        };
        let row = place(event.client_y(), bounds.y(), bounds.height(), rows);
        let column = place(event.client_x(), bounds.x(), bounds.width(), columns);
        board.add(Some((row, column)));
    };
    let num_subunits = Memo::new(move |_| board.shown.with(Vec::len));
    let subunits = move || {
        (0..num_subunits.get()).map(|index| view! { <SubunitView board index/> }).collect_any()
    };
    view! {
        <div class="board">
            <CheckerImage
                image=frame
                label=Signal::derive(move || label().to_owned())
                kind=ImageKind::Luminance
            />
            <svg
                class="board-editor"
                role="application"
                aria-label=t!("Subunits on the checkerboard")
                aria-describedby="board-keys"
                viewBox=move || format!("0 0 {} {}", board.field().1, board.field().0)
                on:click=press
            >
                {move || subunits()}
            </svg>
        </div>
    }
}

/// One subunit: drag it, drag its corner, or use the keys.
#[component]
fn SubunitView(
    /// All subunits.
    board: Board,
    /// Which one.
    index: usize,
) -> impl IntoView {
    let place = Memo::new(move |_| {
        board.shown.with(|list| list.get(index).copied().unwrap_or(Placement::square(0, 0)))
    });
    let color = identity(index);
    let x = move || f64::from(place.get().column);
    let y = move || f64::from(place.get().row);
    let width = move || f64::from(place.get().width);
    let height = move || f64::from(place.get().height);
    let rect = move |class: &'static str| {
        svg::rect()
            .class(class)
            .attr("x", move || x() + INSET)
            .attr("y", move || y() + INSET)
            .attr("width", move || width() - 2.0 * INSET)
            .attr("height", move || height() - 2.0 * INSET)
    };
    view! {
        <g
            class="subunit"
            class:selected=move || board.selected.get() == Some(index)
            tabindex="0"
            role="button"
            aria-roledescription=t!("subunit")
            aria-label=move || {
                t!("Subunit {number}: {place}", number = index + 1, place = place.get().in_words())
            }
            on:click=move |event| event.stop_propagation()
            on:focus=move |_| board.selected.set(Some(index))
            on:keydown=move |event| board.press_key(index, &event)
            on:pointerdown=move |event| board.grab(index, Grip::Body, &event)
            on:pointermove=move |event| board.drag_to(&event)
            on:pointerup=move |_| board.let_go()
            on:pointercancel=move |_| board.drag.set(None)
        >
            {rect("subunit-halo")}
            {rect("subunit-line").attr("stroke", color.css())}
            <g transform=move || format!("translate({} {})", x(), y())>
                <rect class="subunit-chip" width="0.62" height="0.62" fill=color.css()></rect>
                <text x="0.31" y="0.33" fill=color.opposite().css()>{index + 1}</text>
            </g>
            <g
                class="subunit-corner"
                transform=move || format!("translate({} {})", x() + width(), y() + height())
                on:pointerdown=move |event| board.grab(index, Grip::Corner, &event)
            >
                <rect class="subunit-hit" x="-0.6" y="-0.6" width="0.75" height="0.75"></rect>
                <path d="M-0.36 -0.08H-0.08V-0.36" stroke=color.css()></path>
            </g>
        </g>
    }
}

/// The subunit that an event belongs to, whichever part of it was hit.
fn subunit_of(event: &ev::PointerEvent) -> Option<SvgElement> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest(".subunit").ok()??.dyn_into().ok()
}

/// Size of a checker on the screen, pixels.
fn checker_pixels(event: &ev::PointerEvent, (_, columns): (u32, u32)) -> Option<f64> {
    let board = subunit_of(event)?.closest(".board-editor").ok()??;
    let width = board.get_bounding_client_rect().width();
    (width > 0.0).then(|| width / f64::from(columns))
}
