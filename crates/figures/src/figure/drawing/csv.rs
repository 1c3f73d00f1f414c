//! Tables as files for other programs.
//!
//! Our own: what is to be done is to quote a cell, and the crate `csv` makes a wasm file 16 kB larger than these lines.

use crate::figure::Table;
use ganglion_core::config::read_number;

impl Table {
    /// The table as CSV (RFC 4180): heads first, lines end with CR LF, and cells with commas, quotation marks or line breaks
    /// stand in quotation marks.
    ///
    /// Numbers are written as programs read them: `-0.05` for `−.05`, `40000` for `40,000`, and nothing where a table has a dash.
    pub fn to_csv(&self) -> String {
        let line = |cells: &Vec<String>| {
            let cells: Vec<_> = cells.iter().map(|text| quoted(plain(text))).collect();
            cells.join(",") + "\r\n"
        };
        core::iter::once(&self.columns).chain(&self.rows).map(line).collect()
    }
}

/// A number without what only people read in it; any other text as it is.
fn plain(text: &str) -> String {
    if text == "\u{2013}" {
        return String::new();
    }
    let number = text.replace('\u{2212}', "-").replace(',', "");
    if read_number(&number).is_none() {
        return text.to_owned();
    }
    let (sign, digits) = number.strip_prefix('-').map_or(("", &*number), |digits| ("-", digits));
    let zero = if digits.starts_with('.') { "0" } else { "" };
    [sign, zero, digits].concat()
}

fn quoted(text: String) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
