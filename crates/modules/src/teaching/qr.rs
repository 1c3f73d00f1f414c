//! A link as a QR code.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

use ganglion_core::t;

/// Modules of quiet around it, as the standard asks for.
const QUIET: usize = 4;

/// A code as drawing: the side in modules, and the path of its dark modules.
pub(super) struct QrDrawing {
    pub(super) side: usize,
    pub(super) path: String,
}

/// The code of a text; none if the text is too long for one (2,953 bytes).
pub(super) fn drawing(text: &str) -> Option<QrDrawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let dark = (0..colors.len()).filter(|at| colors[*at] == Color::Dark);
    let squares: Vec<String> =
        dark.map(|at| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Some(QrDrawing { side: width + 2 * QUIET, path: squares.concat() })
}

/// The same as an SVG file.
pub(super) fn svg(text: &str) -> Option<String> {
    let QrDrawing { side, path } = drawing(text)?;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{0}\" height=\"{0}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>",
        8 * side
    ))
}

/// The code of a text on the page; words where the text is too long for one.
pub(super) fn view(text: &str, label: &'static str) -> AnyView {
    let Some(QrDrawing { side, path }) = drawing(text) else {
        return view! { <p>{t!("This link is too long for a QR code.")}</p> }.into_any();
    };
    view! {
        <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {side} {side}")>
            <path d=path/>
        </svg>
    }
    .into_any()
}
