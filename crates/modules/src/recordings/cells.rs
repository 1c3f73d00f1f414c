//! First frames, and what the frames before spikes say of each cell.

use leptos::prelude::*;

use crate::recordings::{crop::CropFrame, state::ImportState};
use ganglion_components::{
    CheckerImage, ImageKind,
    reactive::{Memo, RwSignal, Signal},
    views::{CollectAny as _, when},
};
use ganglion_core::{t, tn};
use ganglion_figures::figure::SignedImage;
use ganglion_recordings::{import::CellFindings, roles::Role};

/// Most cells that are shown as images at first.
const MOST_CELLS: usize = 120;

/// The array of the frames, with its axes of rows and columns the other way round.
fn frames_of(state: ImportState) -> Option<(String, Role)> {
    state.listing.with(|listing| {
        listing.arrays.iter().find_map(|array| {
            let Role::Frames { time_axis, is_turned } = array.role else { return None };
            Some((array.path.clone(), Role::Frames { time_axis, is_turned: !is_turned }))
        })
    })
}

/// The first frames as pictures.
#[component]
pub fn FirstFrames() -> impl IntoView {
    let state = ImportState::get();
    let has_rows = Memo::new(move |_| {
        state.findings.with(|found| found.as_ref().is_some_and(|found| found.field.0 > 1))
    });
    let image = move |index: usize| {
        Signal::derive(move || {
            state.findings.with(|found| {
                let frame = found.as_ref().and_then(|found| found.frames.get(index));
                let columns = found.as_ref().map_or(1, |found| found.field.1);
                SignedImage::with_scale(frame.cloned().unwrap_or_default(), columns, 1.0)
            })
        })
    };
    let num_shown = Memo::new(move |_| {
        state.findings.with(|found| found.as_ref().map_or(0, |found| found.frames.len()))
    });
    let frame = move |index: usize| {
        let label = t!("Frame {number}", number = index);
        view! {
            <li>
                <CheckerImage image=image(index) label=label.clone() kind=ImageKind::Luminance/>
                <span class="hint" aria-hidden="true">{index}</span>
            </li>
        }
    };
    let turn_them = move || {
        let turn = move |_| {
            if let Some((path, role)) = untrack(|| frames_of(state)) {
                state.choose(path, Some(role));
            }
        };
        view! {
            <p>
                <button type="button" id="turn-frames" on:click=turn>
                    {t!("They lie on their side: swap rows and columns")}
                </button>
            </p>
        }
        .into_any()
    };
    let frames = move || {
        view! {
            <section class="recording-part" aria-labelledby="recording-frames">
                <h3 id="recording-frames">{t!("The first frames")}</h3>
                <ul class="first-frames">{move || (0..num_shown.get()).map(frame).collect_any()}</ul>
                {when(move || frames_of(state).is_some(), turn_them)}
                <p class="hint">
                    {t!("Rows run downwards as in the file; frames, rows and columns are counted from 0. Compare the first frame with what was on the screen: that it is turned over or on its side can't be told from spikes.")}
                </p>
            </section>
        }
        .into_any()
    };
    when(move || has_rows.get(), frames)
}

/// All cells to choose from, and the one that is looked at.
#[component]
pub fn Cells() -> impl IntoView {
    let state = ImportState::get();
    let is_whole = RwSignal::new(false);
    let list = move || {
        let most = if is_whole.get() { usize::MAX } else { MOST_CELLS };
        state.findings.with(|found| {
            let Some(found) = found else { return Vec::new() };
            let columns = found.field.1;
            let cells = found.cells.iter().take(most).enumerate();
            cells.map(|(index, cell)| choice(state, index, cell, columns)).collect_any()
        })
    };
    let more = move || {
        let num = state.findings.with(|found| {
            found.as_ref().map_or(0, |found| found.cells.len().saturating_sub(MOST_CELLS))
        });
        (num > 0 && !is_whole.get()).then(|| {
            let words = tn!(num, "Show {n} cell more", "Show {n} cells more");
            let show = move |_| is_whole.set(true);
            view! { <p><button type="button" class="quiet" on:click=show>{words}</button></p> }
                .into_any()
        })
    };
    view! {
        <section class="recording-part" aria-labelledby="recording-cells">
            <h3 id="recording-cells">{t!("The average frame before a spike")}</h3>
            <div class="cell-choices" role="group" aria-label=t!("Cells of the recording")>{move || list()}</div>
            {move || more()}
            <ChosenCell/>
        </section>
    }
}

fn choice(state: ImportState, index: usize, cell: &CellFindings, columns: usize) -> AnyView {
    let image = SignedImage::new(cell.image.clone(), columns);
    let spikes = tn!(cell.num_spikes, "{n} spike", "{n} spikes");
    let label = t!("{cell}: {spikes}", cell = cell.name, spikes = spikes);
    let name = cell.name.clone();
    let is_weak = !cell.is_significant;
    let is_chosen = move || (state.cell.get() == index).to_string();
    view! {
        <button
            type="button"
            class="cell-choice"
            class:weak=is_weak
            aria-label=label
            aria-pressed=is_chosen
            on:click=move |_| state.look_at(index)
        >
            <CheckerImage image label=name.clone()/>
            <span>{name}</span>
        </button>
    }
    .into_any()
}

/// The cell that is looked at: its field with the crop, its course in time, its strength.
#[component]
fn ChosenCell() -> impl IntoView {
    let state = ImportState::get();
    let title = move || state.of_cell(|_, cell| cell.name.clone());
    let facts = move || state.of_cell(|found, cell| facts_of(found.refresh_hz, cell));
    let fit = move || state.of_cell(|found, cell| fit_of(found.checker_um, cell));
    view! {
        <div class="chosen-cell" id="chosen-cell">
            <CropFrame/>
            <div class="chosen-facts">
                <h4>{move || title()}</h4>
                <p role="status">{move || facts()}</p>
                <p>{move || fit()}</p>
                <Course/>
            </div>
        </div>
    }
}

fn facts_of(refresh_hz: Option<f64>, cell: &CellFindings) -> String {
    let spikes = tn!(cell.num_spikes, "{n} spike", "{n} spikes");
    let strength = format!("{:.0}", cell.strength);
    if !cell.is_significant {
        return t!(
            "{spikes}; the average shows no more than chance ({strength} SDs of shifted spikes).",
            spikes = spikes,
            strength = strength
        );
    }
    let frames = tn!(u64::from(cell.peak_lag.unsigned_abs()), "{n} frame", "{n} frames");
    let ms = refresh_hz.map(|hz| {
        t!(" ({ms} ms)", ms = format!("{:.0}", 1000.0 * f64::from(cell.peak_lag.abs()) / hz))
    });
    let time = format!("{frames}{}", ms.unwrap_or_default());
    let (spikes, strength) = (&spikes, &strength);
    if cell.peak_lag < 0 {
        t!(
            "{spikes}; the average is strongest {time} behind the spike, at {strength} SDs of shifted spikes.",
            spikes = spikes,
            time = time,
            strength = strength
        )
    } else {
        t!(
            "{spikes}; the average is strongest {time} before the spike, at {strength} SDs of shifted spikes.",
            spikes = spikes,
            time = time,
            strength = strength
        )
    }
}

fn fit_of(checker_um: Option<f64>, cell: &CellFindings) -> String {
    let Some(fit) = &cell.fit else {
        return t!("No receptive field was found; the crop is in the middle of the frame.")
            .to_owned();
    };
    let size = |checkers: f32| match checker_um {
        Some(um) => t!("{um} \u{b5}m", um = format!("{:.0}", f64::from(checkers) * um)),
        None => t!("{checkers} checkers", checkers = format!("{checkers:.1}")),
    };
    let ellipse = fit.ellipse;
    let (row, column) = (format!("{:.1}", ellipse.row), format!("{:.1}", ellipse.column));
    let (major, minor) = (size(ellipse.major), size(ellipse.minor));
    if fit.is_on {
        t!(
            "An ON cell: its receptive field is around row {row}, column {column}, with SDs of {major} and {minor}.",
            row = row,
            column = column,
            major = major,
            minor = minor
        )
    } else {
        t!(
            "An OFF cell: its receptive field is around row {row}, column {column}, with SDs of {major} and {minor}.",
            row = row,
            column = column,
            major = major,
            minor = minor
        )
    }
}

/// Width and height of the course, logical pixels.
const COURSE: (f64, f64) = (320.0, 120.0);

/// The strongest checker from frame to frame around the spike.
#[component]
fn Course() -> impl IntoView {
    let state = ImportState::get();
    let course = Memo::new(move |_| {
        let course = state.of_cell(|found, cell| (found.first_lag, cell.course.clone()));
        course.unwrap_or_default()
    });
    // The past is at the left: the first lag, which is behind the spike, comes last.
    let at = |place: usize, num: usize| COURSE.0 * (1.0 - (place as f64 + 0.5) / num.max(1) as f64);
    let line = move || {
        course.with(|(_, course)| {
            let most = course.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
            let point = |(place, value): (usize, &f32)| {
                let y = 0.5 * COURSE.1 * (1.0 - 0.92 * f64::from(value / most));
                format!("{:.1},{y:.1}", at(place, course.len()))
            };
            course.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
        })
    };
    let spike = move || course.with(|(first, course)| at((-first).max(0) as usize, course.len()));
    let label = move || {
        course.with(|(first, course)| {
            let strongest =
                course.iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let (place, value) = strongest.map_or((0, 0.0), |(place, value)| (place, *value));
            t!(
                "Course of the strongest checker: {value} SDs of chance at lag {lag}",
                value = format!("{value:.1}"),
                lag = place as i32 + first
            )
        })
    };
    let ends = move || {
        course.with(|(first, course)| {
            let last = first + course.len() as i32 - 1;
            view! {
                <span>{tn!(u64::from(last.unsigned_abs()), "{n} frame before", "{n} frames before")}</span>
                <span>{tn!(u64::from(first.unsigned_abs()), "{n} frame behind", "{n} frames behind")}</span>
            }
            .into_any()
        })
    };
    view! {
        <figure class="cell-course">
            <svg viewBox=format!("0 0 {} {}", COURSE.0, COURSE.1) role="img" aria-label=move || label() preserveAspectRatio="none">
                <line class="zero" x1="0" x2=COURSE.0 y1=0.5 * COURSE.1 y2=0.5 * COURSE.1/>
                <line class="spike" x1=move || spike() x2=move || spike() y1="0" y2=COURSE.1/>
                <polyline points=move || line()/>
            </svg>
            <figcaption>{move || ends()}</figcaption>
            <p class="hint">{t!("The strongest checker around the spike (dashed line).")}</p>
        </figure>
    }
}
