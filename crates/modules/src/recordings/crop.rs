//! The part of each frame that is kept around a cell: drawn on its receptive field, moved by pointer or keys. Rows and columns are
//! counted from 0, as in the evidence.

use leptos::{ev, html::Div, prelude::*};

use crate::recordings::state::ImportState;
use ganglion_components::{
    CheckerImage, ScaleBar,
    reactive::{RwSignal, Signal},
};
use ganglion_core::{
    recording::{Crop, LARGEST_SIDE},
    t,
};
use ganglion_figures::figure::SignedImage;

/// Where a drag began.
#[derive(Clone, Copy)]
struct CropDrag {
    /// Of the pointer, CSS pixels.
    from: (f64, f64),
    crop: Crop,
}

/// Rows and columns of the field.
fn field_of(state: ImportState) -> (usize, usize) {
    state.of_cell(|found, _| found.field).unwrap_or((1, 1))
}

/// Moves the crop by a key; with Shift its size changes.
fn press(state: ImportState, event: &ev::KeyboardEvent) {
    let by = match event.key().as_str() {
        "ArrowUp" => (-1, 0),
        "ArrowDown" => (1, 0),
        "ArrowLeft" => (0, -1),
        "ArrowRight" => (0, 1),
        _ => return,
    };
    event.prevent_default();
    let field = untrack(|| field_of(state));
    let crop = state
        .crop
        .get_untracked()
        .map(|crop| if event.shift_key() { crop.grown(by, field) } else { crop.moved(by, field) });
    state.crop.set(crop);
}

/// Moves the crop with a pointer.
fn drag_to(
    state: ImportState,
    CropDrag { from, crop }: CropDrag,
    event: &ev::PointerEvent,
    width: f64,
) {
    let field = untrack(|| field_of(state));
    let checker = (width / field.1 as f64).max(1.0);
    let by = |now: i32, from: f64| ((f64::from(now) - from) / checker).round() as i32;
    let by = (by(event.client_y(), from.1), by(event.client_x(), from.0));
    state.crop.set(Some(crop.moved(by, field)));
}

/// The receptive field with the crop on it.
#[component]
pub fn CropFrame() -> impl IntoView {
    let state = ImportState::get();
    let image = Signal::derive(move || {
        let image =
            state.of_cell(|found, cell| SignedImage::new(cell.image.clone(), found.field.1));
        image.unwrap_or_else(|| SignedImage::new(Vec::new(), 1))
    });
    let name = Signal::derive(move || {
        let name = state.of_cell(|_, cell| cell.name.clone());
        t!("Average frame before a spike of {cell}", cell = name.unwrap_or_default())
    });
    let scale = Signal::derive(move || image.with(|image| f64::from(image.scale)));
    let host = NodeRef::<Div>::new();
    let drag = RwSignal::new(None::<CropDrag>);
    let begin = move |event: ev::PointerEvent| {
        let crop = state.crop.get_untracked();
        let from = (f64::from(event.client_x()), f64::from(event.client_y()));
        drag.set(crop.map(|crop| CropDrag { from, crop }));
        if let Some(host) = host.get_untracked() {
            // Without it a drag ends at the edge, and no harm is done.
            host.set_pointer_capture(event.pointer_id()).ok();
        }
    };
    let moved = move |event: ev::PointerEvent| {
        if let (Some(drag), Some(host)) = (drag.get_untracked(), host.get_untracked()) {
            drag_to(state, drag, &event, f64::from(host.client_width()));
        }
    };
    view! {
        <div class="crop">
            <div
                node_ref=host
                id="crop"
                class="crop-frame"
                tabindex="0"
                role="application"
                aria-label=t!("What is kept around the cell")
                aria-describedby="crop-words crop-keys"
                on:keydown=move |event| press(state, &event)
                on:pointerdown=begin
                on:pointermove=moved
                on:pointerup=move |_| drag.set(None)
                on:pointercancel=move |_| drag.set(None)
            >
                <CheckerImage image label=name/>
                <Outline/>
            </div>
            <ScaleBar scale unit=t!("SDs of chance").to_owned()/>
            <CropWords/>
        </div>
    }
}

/// The edge of the crop.
#[component]
fn Outline() -> impl IntoView {
    let state = ImportState::get();
    let number =
        move |read: fn(Crop) -> usize| move || state.crop.get().map_or(0, read).to_string();
    let edge = move |class: &'static str| {
        view! {
            <rect
                class=class
                x=number(|crop| crop.column)
                y=number(|crop| crop.row)
                width=number(|crop| crop.columns)
                height=number(|crop| crop.rows)
            />
        }
    };
    let size = move || {
        let (rows, columns) = field_of(state);
        format!("0 0 {columns} {rows}")
    };
    view! {
        <svg class="crop-overlay" aria-hidden="true" viewBox=move || size()>
            {edge("crop-halo")}
            {edge("crop-line")}
        </svg>
    }
}

/// The crop in words, and a way back.
#[component]
fn CropWords() -> impl IntoView {
    let state = ImportState::get();
    let words = move || {
        let Some(Crop { row, column, rows, columns }) = state.crop.get() else {
            return String::new();
        };
        let um = state.of_cell(|found, _| found.checker_um).flatten();
        let size = um.map(|um| {
            t!(
                ", {height} x {width} \u{b5}m",
                height = format!("{:.0}", rows as f64 * um),
                width = format!("{:.0}", columns as f64 * um)
            )
        });
        t!(
            "Kept: rows {first_row} to {last_row}, columns {first_column} to {last_column} ({rows} x {columns} checkers{size}).",
            first_row = row,
            last_row = (row + rows).saturating_sub(1),
            first_column = column,
            last_column = (column + columns).saturating_sub(1),
            rows = rows,
            columns = columns,
            size = size.unwrap_or_default()
        )
    };
    view! {
        <p id="crop-words" aria-live="polite">{move || words()}</p>
        <p id="crop-keys" class="hint">
            {t!(
                "Drag the frame, or move it by the arrow keys; with Shift they change its size, up to {most} x {most} checkers.",
                most = LARGEST_SIDE
            )}
        </p>
        <button type="button" class="quiet" on:click=move |_| state.propose_crop()>{t!("Back to what is proposed")}</button>
    }
}
