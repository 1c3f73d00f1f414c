//! The picture with the receptive field on it: dragged, moved by keys, pinched.

use core::{f32::consts::TAU, time::Duration};

use leptos::{
    html::{Canvas, Div},
    prelude::*,
    svg,
};
use web_sys::{HtmlDivElement, KeyboardEvent, PointerEvent};

use crate::image_explorer::{choose::paint_gray, state::ImageExplorer};
use ganglion_components::{
    reactive::{Effect, Memo, RwSignal},
    views::{CollectAny as _, when},
};
use ganglion_core::{experiment::natural::Beside, pictures::FieldView, stimulus::Field, t};

/// Checkers that the field moves with one key while Shift is held.
const LEAP: f32 = 4.0;

/// A finger or a mouse on the picture, pixels of the page.
#[derive(Clone, Copy, PartialEq)]
struct Touch {
    id: i32,
    at: (f64, f64),
}

/// What is under way.
#[derive(Clone, Default)]
struct FieldDrag {
    touches: Vec<Touch>,
    /// From the middle of the field to where it was taken, pixels of the picture.
    offset: (f64, f64),
    /// Distance of two fingers and the checker when the second came.
    pinch: Option<(f64, u32)>,
}

/// The picture and what is set about it.
#[component]
pub fn Stage() -> impl IntoView {
    let explorer = ImageExplorer::get();
    view! {
        <div class="picture-stage">
            <Picture/>
            <div class="picture-controls">
                <CellMenu/>
                <CheckerSlider/>
                <button
                    type="button"
                    aria-pressed=move || explorer.view_state.with(|view_state| view_state.is_mirrored).to_string()
                    title=t!("Light becomes dark and dark becomes light, about the picture's mean.")
                    on:click=move |_| mirror(explorer)
                >
                    {t!("Mirror contrast")}
                </button>
            </div>
            <p class="hint" id="picture-keys">
                {t!("Drag the field, or give the picture the focus and use the arrow keys (Shift for larger steps), + and \u{2212} for the size of a checker, M to mirror the contrast. Two fingers change the size as well.")}
            </p>
        </div>
    }
}

fn mirror(explorer: ImageExplorer) {
    explorer.view_state.update(|view_state| view_state.is_mirrored = !view_state.is_mirrored);
}

#[component]
fn Picture() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let canvas = NodeRef::<Canvas>::new();
    let frame = NodeRef::<Div>::new();
    Effect::new(move || {
        let Some(canvas) = canvas.get() else { return };
        explorer.image.with(|image| {
            if let Some(image) = image {
                let gray: Vec<u8> =
                    image.values.iter().map(|gray| (gray * 255.0).round() as u8).collect();
                paint_gray(&canvas, &gray, image.width);
            }
        });
    });
    let size = Memo::new(move |_| {
        explorer
            .image
            .with(|image| image.as_ref().map_or((1, 1), |image| (image.width, image.height)))
    });
    let drag = StoredValue::new_local(FieldDrag::default());
    let down = move |event: PointerEvent| {
        let Some(frame) = frame.get_untracked() else { return };
        // Without capture the drag ends at the edge of the picture.
        frame.set_pointer_capture(event.pointer_id()).ok();
        begin(explorer, drag, &event, &frame);
    };
    let moved = move |event: PointerEvent| {
        if let Some(frame) = frame.get_untracked() {
            go_on(explorer, drag, &event, &frame);
        }
    };
    let up = move |event: PointerEvent| {
        drag.update_value(|drag| {
            drag.touches.retain(|touch| touch.id != event.pointer_id());
            drag.pinch = None;
        });
    };
    let words = use_settled(move || {
        let answer = explorer.view.with(|view| view.as_ref().map(|view| answer_words(view)));
        answer.unwrap_or_default()
    });
    let missing = || {
        view! { <p class="missing">{t!("The picture of this link is not here: open its file above, or choose another one.")}</p> }
            .into_any()
    };
    view! {
        <div
            node_ref=frame
            class="picture-frame"
            id="picture"
            role="application"
            tabindex="0"
            aria-label=t!("Picture with the receptive field")
            aria-describedby="picture-keys picture-answer"
            style:aspect-ratio=move || format!("{} / {}", size.get().0, size.get().1)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
            on:keydown=move |event: KeyboardEvent| pressed(explorer, &event)
        >
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            <svg aria-hidden="true" viewBox=move || format!("0 0 {} {}", size.get().0, size.get().1)>
                {move || field_view(explorer)}
            </svg>
            {when(move || explorer.image.with(Option::is_none), missing)}
        </div>
        <p class="visually-hidden" id="picture-answer" role="status">{move || words.get()}</p>
    }
}

/// Words that follow what they tell of once it stays for a moment: read out, they must not chatter.
fn use_settled(words: impl Fn() -> String + 'static) -> RwSignal<String> {
    const STILL: Duration = Duration::from_millis(500);
    let settled = RwSignal::new(String::new());
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move || {
        let words = words();
        let handle = set_timeout_with_handle(move || settled.set(words), STILL).ok();
        let before = waiting.try_update_value(|waiting| core::mem::replace(waiting, handle));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    });
    settled
}

/// What the network answers, and what stands beside it, in a sentence.
pub(super) fn answer_words(view: &FieldView) -> String {
    let [beside, network] = [&view.patch.beside, &view.patch.network]
        .map(|rates| format!("{:.1}", rates.iter().sum::<f32>()));
    match view.patch.kind {
        Beside::Cell => t!(
            "The cell is expected to fire {cell} spikes to a flash here, the network predicts {network}.",
            cell = beside,
            network = network
        ),
        Beside::OneFilter => t!(
            "To a flash here the LN model predicts {model} spikes, the network {network}.",
            model = beside,
            network = network
        ),
    }
}

/// The field with the outline of the receptive field in it.
fn field_view(explorer: ImageExplorer) -> Option<impl IntoView + use<>> {
    let field = explorer.view.with(|view| view.as_ref().map(|view| view.field))?;
    let cell = explorer.view_state.with(|view_state| view_state.cell as usize);
    let outline = explorer.subjects.with(|subjects| subjects.get(cell)?.outline());
    let path = outline.map(|outline| {
        let point = |step: u8| {
            let (row, column) = outline.point(1.0, TAU * f32::from(step) / 40.0);
            let (x, y) = (
                field.left + field.checker * (column + 0.5),
                field.top + field.checker * (row + 0.5),
            );
            format!("{}{x:.1} {y:.1}", if step == 0 { 'M' } else { 'L' })
        };
        let d = (0..40).map(point).collect::<String>() + "Z";
        (
            svg::path().class("field-halo").attr("d", d.clone()),
            svg::path().class("field-outline").attr("d", d),
        )
    });
    let frame = |class: &'static str| {
        svg::rect()
            .class(class)
            .attr("x", field.left)
            .attr("y", field.top)
            .attr("width", field.checker * field.columns as f32)
            .attr("height", field.checker * field.rows as f32)
    };
    Some((frame("field-halo"), frame("field-frame"), path))
}

/// Where the middle of the field is, and how large the field.
fn middle(field: &Field) -> (f64, f64) {
    let side = |count: usize| 0.5 * f64::from(field.checker) * count as f64;
    (f64::from(field.left) + side(field.columns), f64::from(field.top) + side(field.rows))
}

/// A place on the page as one on the picture.
fn on_picture(
    explorer: ImageExplorer,
    frame: &HtmlDivElement,
    at: (f64, f64),
) -> Option<(f64, f64)> {
    let image = explorer.image.get_untracked()?;
    let area = frame.get_bounding_client_rect();
    let scale = image.width as f64 / area.width().max(1.0);
    Some(((at.0 - area.left()) * scale, (at.1 - area.top()) * scale))
}

fn begin(
    explorer: ImageExplorer,
    drag: StoredValue<FieldDrag, LocalStorage>,
    event: &PointerEvent,
    frame: &HtmlDivElement,
) {
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let Some(view) = explorer.view.get_untracked() else { return };
    let Some(place) = on_picture(explorer, frame, at) else { return };
    let middle = middle(&view.field);
    let away = (place.0 - middle.0, place.1 - middle.1);
    let half = 0.5 * f64::from(view.field.checker) * view.field.columns as f64;
    let is_inside = away.0.abs().max(away.1.abs()) <= half;
    let checker = explorer.checker();
    drag.update_value(|drag| {
        drag.touches.retain(|touch| touch.id != event.pointer_id());
        drag.touches.push(Touch { id: event.pointer_id(), at });
        drag.offset = if is_inside { away } else { (0.0, 0.0) };
        drag.pinch = distance(&drag.touches).map(|distance| (distance, checker));
    });
    // A click beside the field brings it there.
    if !is_inside {
        go_on(explorer, drag, event, frame);
    }
}

fn go_on(
    explorer: ImageExplorer,
    drag: StoredValue<FieldDrag, LocalStorage>,
    event: &PointerEvent,
    frame: &HtmlDivElement,
) {
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let now = drag.try_update_value(|drag| {
        let touch = drag.touches.iter_mut().find(|touch| touch.id == event.pointer_id())?;
        touch.at = at;
        Some(drag.clone())
    });
    let Some(Some(drag)) = now else { return };
    if let Some((first, checker)) = drag.pinch
        && let Some(distance) = distance(&drag.touches)
    {
        set_checker(explorer, (f64::from(checker) * distance / first.max(1.0)).round() as u32);
        return;
    }
    let Some(place) = on_picture(explorer, frame, at) else { return };
    move_middle(explorer, (place.0 - drag.offset.0, place.1 - drag.offset.1));
}

fn distance(touches: &[Touch]) -> Option<f64> {
    let [first, second] = touches.get(..2)?.try_into().ok()?;
    let (first, second): (Touch, Touch) = (first, second);
    Some(libm::hypot(first.at.0 - second.at.0, first.at.1 - second.at.1))
}

/// Puts the middle of the field here, or as near as the picture allows.
fn move_middle(explorer: ImageExplorer, (x, y): (f64, f64)) {
    let Some(viewer) = explorer.viewer.get_untracked() else { return };
    let field = viewer.field((0.0, 0.0));
    let half = |count: usize| 0.5 * f64::from(field.checker) * count as f64;
    let (left, top) = (x - half(field.columns), y - half(field.rows));
    let field = viewer.field((left.round() as f32, top.round() as f32));
    let place = Some((field.left.round() as u32, field.top.round() as u32));
    if explorer.view_state.with_untracked(|view_state| view_state.place != place) {
        explorer.view_state.update(|view_state| view_state.place = place);
    }
}

/// Another size of a checker; the middle of the field stays.
fn set_checker(explorer: ImageExplorer, checker: u32) {
    let most = explorer.most_checker();
    let checker = checker.clamp(1, most);
    if checker == explorer.checker() {
        return;
    }
    let middle = explorer.view.with_untracked(|view| view.as_ref().map(|view| middle(&view.field)));
    explorer.view_state.update(|view_state| view_state.checker = Some(checker));
    if let Some((x, y)) = middle {
        let (rows, columns) = explorer.field_size();
        let start = |at: f64, count: usize| (at - 0.5 * f64::from(checker) * count as f64).max(0.0);
        let place = (start(x, columns).round() as u32, start(y, rows).round() as u32);
        explorer.view_state.update(|view_state| view_state.place = Some(place));
    }
}

fn pressed(explorer: ImageExplorer, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let step = |right: f32, down: f32| {
        let Some(view) = explorer.view.get_untracked() else { return };
        let far = view.field.checker * if event.shift_key() { LEAP } else { 1.0 };
        let (x, y) = middle(&view.field);
        move_middle(explorer, (x + f64::from(right * far), y + f64::from(down * far)));
    };
    match event.key().as_str() {
        "ArrowLeft" => step(-1.0, 0.0),
        "ArrowRight" => step(1.0, 0.0),
        "ArrowUp" => step(0.0, -1.0),
        "ArrowDown" => step(0.0, 1.0),
        "+" | "=" => set_checker(explorer, explorer.checker() + 1),
        "-" | "\u{2212}" => set_checker(explorer, explorer.checker().saturating_sub(1)),
        "m" | "M" => mirror(explorer),
        _ => return,
    }
    event.prevent_default();
}

/// Which cell looks; nothing to choose where there is one.
#[component]
fn CellMenu() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let count = Memo::new(move |_| explorer.subjects.with(Vec::len));
    let chosen = Memo::new(move |_| explorer.view_state.with(|view_state| view_state.cell));
    let changed = move |event| {
        if let Ok(cell) = event_target_value(&event).parse() {
            explorer.view_state.update(|view_state| view_state.cell = cell);
        }
    };
    let options = move || {
        let option = |(at, number): (usize, u32)| {
            let at = at as u32;
            view! { <option value=at.to_string() selected=move || chosen.get() == at>{t!("Cell {number}", number = number)}</option> }
        };
        let numbers: Vec<u32> = explorer
            .subjects
            .with(|subjects| subjects.iter().map(|subject| subject.number()).collect());
        numbers.into_iter().enumerate().map(option).collect_any()
    };
    let menu = move || {
        view! {
            <label>{t!("Cell")} " " <select id="picture-cell" on:change=changed>{options()}</select></label>
        }
        .into_any()
    };
    when(move || count.get() > 1, menu)
}

#[component]
fn CheckerSlider() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let changed = move |event| {
        if let Ok(checker) = event_target_value(&event).parse() {
            set_checker(explorer, checker);
        }
    };
    let size =
        move || explorer.view.with(|view| view.as_ref().map_or(1.0, |view| view.field.checker));
    view! {
        <label class="checker-size">
            {t!("Checker")}
            " "
            <input
                id="picture-checker"
                type="range"
                min="1"
                max=move || explorer.most_checker().to_string()
                step="1"
                prop:value=move || size().to_string()
                on:input=changed
            />
            <output>{move || t!("{size} pixels", size = format_args!("{:.0}", size()))}</output>
        </label>
    }
}
