//! A plotters backend on a canvas, for any ratio of device pixels.
//!
//! `plotters-canvas` counts in device pixels and sets text a quarter larger than plotters' SVG; this
//! one draws what the SVG holds.

use leptos::web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use plotters::{
    backend::DrawingBackend,
    style::{
        FontStyle, RGBColor,
        text_anchor::{HPos, VPos},
    },
};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind,
};
