//! Small images in crisp squares, cheap enough for a hundred of them ten times a second.
//!
//! A canvas has one pixel for each checker and the browser enlarges it without smoothing; marks and
//! outlines are vector graphics above it.

use leptos::{html::Canvas, prelude::*, svg, wasm_bindgen::Clamped};
use web_sys::{HtmlCanvasElement, ImageData};

use crate::{
    canvas::context_of,
    reactive::{Effect, Memo, Signal},
    state::AppState,
    views::CollectAny as _,
};
use ganglion_core::{config::Placement, t};
use ganglion_figures::figure::{Rgb, SignedImage, Theme, identity, words::share};

/// Room inside a subunit's edge, so that neighbors don't hide each other's lines; checkers.
const INSET: f64 = 0.05;

/// How values become colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageKind {
    /// The symmetric map: weights, averages, filtered frames.
    #[default]
    Signed,
    /// Black to white: the stimulus as it is shown.
    Luminance,
}

/// A small image; it fills the width of its parent.
#[component]
pub fn CheckerImage(
    /// What is shown.
    #[prop(into)]
    image: Signal<SignedImage>,
    /// What it is, in words; where its peaks are is added.
    #[prop(into)]
    label: Signal<String>,
    /// Whether peaks get a plus or a minus.
    #[prop(into, optional)]
    marks: Signal<bool>,
    /// Subunits to outline, in the order of their numerals.
    #[prop(into, optional)]
    outlines: Signal<Vec<Placement>>,
    /// How values become colors.
    #[prop(optional)]
    kind: ImageKind,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let theme = expect_context::<AppState>().theme;
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            image.with(|image| paint(&canvas, image, kind, theme.get()));
        }
    });
    let size = Memo::new(move |_| image.with(|image| (image.rows(), image.columns)));
    let words = move || {
        image.with(|image| {
            t!("{name}: {description}", name = label.get(), description = image.describe())
        })
    };
    view! {
        <span
            class="checker-image"
            role="img"
            aria-label=move || words()
            style:aspect-ratio=move || format!("{} / {}", size.get().1, size.get().0)
        >
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            <svg
                class="checker-overlay"
                aria-hidden="true"
                viewBox=move || format!("0 0 {} {}", size.get().1, size.get().0)
            >
                {move || outlines.with(|list| outline_views(list))}
                {move || marks.get().then(|| image.with(mark_views))}
            </svg>
        </span>
    }
}

/// The scale of signed images: colors from minus to plus, with the value of the ends.
#[component]
pub fn ScaleBar(
    /// Absolute value at the ends.
    #[prop(into)]
    scale: Signal<f64>,
    /// Quantity and unit, empty for a pure number.
    #[prop(into, optional)]
    unit: Signal<String>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let theme = expect_context::<AppState>().theme;
    const STEPS: usize = 65;
    let ramp = (0..STEPS).map(|step| step as f32 / 32.0 - 1.0).collect();
    let ramp = SignedImage::with_scale(ramp, STEPS, 1.0);
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            paint(&canvas, &ramp, ImageKind::Signed, theme.get());
        }
    });
    let end = move |sign: f64| {
        let text = share(sign * scale.get());
        if sign > 0.0 { format!("+{text}") } else { text }
    };
    view! {
        <span class="scale-bar">
            <span>{move || end(-1.0)}</span>
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            <span>{move || end(1.0)}</span>
            <span class="scale-bar-unit">{move || unit.get()}</span>
        </span>
    }
}

/// Puts an image on a canvas, one pixel for each checker.
pub fn paint(canvas: &HtmlCanvasElement, image: &SignedImage, kind: ImageKind, theme: Theme) {
    let color = |value: f32| match kind {
        ImageKind::Signed => theme.signed(value / image.scale),
        ImageKind::Luminance => Theme::luminance(value / image.scale),
    };
    let (width, height) = (image.columns as u32, image.rows() as u32);
    let opaque = image.values.iter().flat_map(|value| {
        let Rgb(red, green, blue) = color(*value);
        [red, green, blue, u8::MAX]
    });
    let mut bytes: Vec<u8> = opaque.collect();
    bytes.resize(4 * image.columns * image.rows(), 0);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), width, height);
    if let (Some(context), Ok(data)) = (context_of(canvas), data) {
        // Only a canvas without pixels refuses, and such an image has nothing to show.
        drop(context.put_image_data(&data, 0.0, 0.0));
    }
}

/// The color and the numeral of a subunit, as a class and an attribute cannot hold it.
fn outline_views(outlines: &[Placement]) -> impl IntoView + use<> {
    let outline = |(index, subunit): (usize, &Placement)| {
        let (x, y) = (f64::from(subunit.column), f64::from(subunit.row));
        let (width, height) = (f64::from(subunit.width), f64::from(subunit.height));
        let color = identity(index);
        let (at, size) = ((x + INSET, y + INSET), (width - 2.0 * INSET, height - 2.0 * INSET));
        svg::g().class("subunit-outline").child((
            rect_view(at, size, "subunit-halo"),
            rect_view(at, size, "subunit-line").attr("stroke", color.css()),
            svg::text()
                .attr("x", x + 0.5 * width)
                .attr("y", y + 0.5 * height)
                .child((index + 1).to_string()),
        ))
    };
    outlines.iter().enumerate().map(outline).collect_any()
}

fn rect_view(
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    class: &'static str,
) -> impl IntoView + AddAnyAttr {
    svg::rect().class(class).attr("x", x).attr("y", y).attr("width", width).attr("height", height)
}

fn mark_views(image: &SignedImage) -> impl IntoView + use<> {
    let mark = |peak: ganglion_figures::figure::Peak| {
        let (x, y) = (peak.column as f64 + 0.5, peak.row as f64 + 0.5);
        let across = format!("M{} {y}h.5", x - 0.25);
        let upright =
            if peak.value > 0.0 { format!("M{x} {}v.5", y - 0.25) } else { String::new() };
        let ink = if (peak.value / image.scale).abs() > 0.5 { "mark on-strong" } else { "mark" };
        svg::path().class(ink).attr("d", across + &upright)
    };
    image.peaks().into_iter().map(mark).collect_any()
}
