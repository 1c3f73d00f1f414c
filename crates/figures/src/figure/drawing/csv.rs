//! Numbers as files for other programs and for spreadsheets.
//!
//! Our own: what is to be done is to quote a cell, and the crate `csv` makes a wasm file 16 kB larger than these lines.

use serde::{Deserialize, Serialize};

use crate::figure::{Data, Datum};
use ganglion_core::config::MODEL_VERSION;

/// How numbers are written. Spreadsheets read a file as the language of their machine has it: where a comma stands before decimals,
/// cells are separated by semicolons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CsvDecimals {
    /// `0.61`, and commas between cells.
    #[default]
    Point,
    /// `0,61`, and semicolons between cells.
    Comma,
}

impl CsvDecimals {
    /// As the browser writes numbers in the language of its machine.
    #[cfg(target_arch = "wasm32")]
    pub fn of_browser() -> Self {
        let format = js_sys::Intl::NumberFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
        let half = format.format().call1(&wasm_bindgen::JsValue::UNDEFINED, &0.5.into());
        let half = half.ok().and_then(|half| half.as_string()).unwrap_or_default();
        if half.contains(',') { Self::Comma } else { Self::Point }
    }

    fn separator(self) -> &'static str {
        match self {
            Self::Point => ",",
            Self::Comma => ";",
        }
    }
}

/// What a file says of where its numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvOrigin<'a> {
    /// The link that remakes them, as a fragment.
    pub link: &'a str,
    /// Of the bits of all networks that they were made from; nothing where there are none.
    pub checksum: Option<&'a str>,
}

impl Data {
    /// The numbers as CSV (RFC 4180), with all their digits: lines that begin with `#` and say where the numbers come from, then heads.
    ///
    /// It begins with a byte order mark, without which spreadsheets do not take it for UTF-8; lines end with CR LF, and cells with
    /// separators, quotation marks or line breaks stand in quotation marks. A value that is missing is empty.
    pub fn to_csv(&self, origin: CsvOrigin<'_>, mark: CsvDecimals) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let mut csv = format!("\u{feff}# Ganglion: {version}\r\n# model: {MODEL_VERSION}\r\n");
        csv.extend(["# link: ", origin.link, "\r\n"]);
        if let Some(checksum) = origin.checksum {
            csv.extend(["# checksum: ", checksum, "\r\n"]);
        }
        let heads = self.columns.iter().map(|head| quoted(head, mark));
        let rows =
            self.rows.iter().map(|row| line(row.iter().map(|datum| cell(datum, mark)), mark));
        csv.extend(core::iter::once(line(heads, mark)).chain(rows));
        csv
    }
}

fn line(cells: impl Iterator<Item = String>, mark: CsvDecimals) -> String {
    cells.collect::<Vec<_>>().join(mark.separator()) + "\r\n"
}

fn cell(datum: &Datum, mark: CsvDecimals) -> String {
    let exact = datum.exact();
    if let Datum::Text(text) = datum {
        quoted(text, mark)
    } else if mark == CsvDecimals::Comma {
        exact.replace('.', ",")
    } else {
        exact
    }
}

fn quoted(text: &str, mark: CsvDecimals) -> String {
    if text.contains(['"', '\r', '\n']) || text.contains(mark.separator()) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
