//! How the values of a text are separated and written.

use ganglion_core::t;

use crate::error::FileError;

/// Longest number, characters: the largest double has 309 digits.
const MOST_DIGITS: usize = 400;

/// What stands between values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    /// Any number of blanks and tabs.
    Blanks,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalMark {
    Point,
    Comma,
}

/// How a text is written.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    mark: DecimalMark,
    /// The number of the line with the names of the columns.
    pub(super) header_line: Option<u64>,
    /// Names of the columns, if there are any.
    pub(super) names: Vec<String>,
}

impl Dialect {
    /// Sees how a text is written from its first lines, with their numbers, and from the last comment above them.
    ///
    /// # Errors
    /// [`FileError::Line`] if it may be read in two ways.
    pub(super) fn of(
        file: &str,
        sample: &[(u64, String)],
        comment: Option<&str>,
    ) -> Result<Self, FileError> {
        let header = sample.first().filter(|(_, line)| is_header(line));
        let data: Vec<&str> = sample
            .iter()
            .skip(usize::from(header.is_some()))
            .map(|(_, line)| line.as_str())
            .collect();
        let names = header.map(|(_, line)| line.as_str());
        let Some((delimiter, mark)) = conventions(names, &data) else {
            let line = sample.first().map_or(1, |(number, _)| *number);
            let problem = t!(
                "a comma between two whole numbers may be a decimal point or separate two columns. Separate columns by semicolons or tabs, or write a line of names above them."
            );
            return Err(FileError::Line {
                file: file.to_owned(),
                line,
                problem: problem.to_owned(),
            });
        };
        let mut dialect = Self {
            delimiter,
            mark,
            header_line: header.map(|(number, _)| *number),
            names: Vec::new(),
        };
        if header.is_none() && dialect.counts_columns(&data) {
            let problem = t!(
                "the first line numbers its columns from 0, as pandas does where they have no names. Remove it, or write names."
            );
            let (file, problem) = (file.to_owned(), problem.to_owned());
            return Err(FileError::Line { file, line: sample[0].0, problem });
        }
        let first = data.first().map_or(&[][..], |line| line.as_bytes());
        let num_columns = dialect.fields(first).count();
        let ends_empty = dialect.fields(first).last().is_none_or(<[u8]>::is_empty);
        let mut names: Vec<String> = match (names, comment) {
            (Some(line), _) => dialect.names_of(line),
            (None, Some(comment)) if is_header(comment) => dialect.names_of(comment),
            (None, _) => Vec::new(),
        };
        // R numbers its rows in a column without a name.
        if !names.is_empty() && names.len() + 1 == num_columns && header.is_some() && !ends_empty {
            names.insert(0, String::new());
        }
        // Names with blanks in them can't be told apart; neither can a remark from names, but for their number.
        let may_differ = header.is_some() && delimiter != Delimiter::Blanks;
        let is_single_name = header.is_some() && num_columns == 1 && !may_differ;
        if is_single_name {
            dialect.names = vec![header.map_or("", |(_, line)| line.trim()).to_owned()];
        } else if names.len() == num_columns || may_differ {
            dialect.names = names;
        }
        Ok(dialect)
    }

    /// Whether the first of several lines is 0, 1, 2 and so on.
    fn counts_columns(&self, data: &[&str]) -> bool {
        let [first, _, ..] = data else { return false };
        let fields = self.fields(first.as_bytes()).filter(|field| !field.is_empty());
        let numbers: Vec<_> = fields.map(|field| self.number(field)).collect();
        numbers.len() > 2 && (0..).zip(&numbers).all(|(n, number)| *number == Some(f64::from(n)))
    }

    /// The parts of a line, without blanks around them.
    pub(super) fn fields<'a>(&self, line: &'a [u8]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let delimiter = self.delimiter;
        let line = if delimiter == Delimiter::Blanks { line.trim_ascii() } else { line };
        line.split(move |byte| match delimiter {
            Delimiter::Comma => *byte == b',',
            Delimiter::Semicolon => *byte == b';',
            Delimiter::Tab => *byte == b'\t',
            Delimiter::Blanks => byte.is_ascii_whitespace(),
        })
        .map(<[u8]>::trim_ascii)
        .filter(move |field| delimiter != Delimiter::Blanks || !field.is_empty())
    }

    /// A field as a number.
    pub(super) fn number(&self, field: &[u8]) -> Option<f64> {
        number(field, self.mark)
    }

    /// What is said of a field that is no number.
    pub(super) fn no_number(&self, field: &[u8]) -> String {
        let shown: String = String::from_utf8_lossy(&field[..field.len().min(MOST_DIGITS)])
            .chars()
            .filter(|c| !c.is_control())
            .take(40)
            .collect();
        let field = format!("{shown:?}");
        match self.mark {
            DecimalMark::Point => t!(
                "{field} is no number with a decimal point. A table has one line of names at most, and numbers below it; other lines begin with #.",
                field = field
            ),
            DecimalMark::Comma => t!(
                "{field} is no number with a decimal comma. A table has one line of names at most, and numbers below it; other lines begin with #.",
                field = field
            ),
        }
    }

    fn names_of(&self, line: &str) -> Vec<String> {
        self.fields(line.as_bytes())
            .map(|field| String::from_utf8_lossy(field).trim_matches('"').trim().to_owned())
            .collect()
    }
}

pub(super) fn number(field: &[u8], mark: DecimalMark) -> Option<f64> {
    if field.len() > MOST_DIGITS {
        return None;
    }
    // Some programs put all fields in quotes.
    let text = str::from_utf8(field).ok()?.trim_matches('"');
    match mark {
        // As R writes a value that is missing.
        _ if text == "NA" => Some(f64::NAN),
        DecimalMark::Point => text.parse().ok(),
        DecimalMark::Comma if text.contains('.') => None,
        DecimalMark::Comma => text.replace(',', ".").parse().ok(),
    }
}

/// The parts of a line whatever separates them.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', ';', '\t', ' ']).map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a line holds names: its first part is no number. Others may be, where cells are numbered.
pub(super) fn is_header(line: &str) -> bool {
    parts(line).next().is_some_and(|part| number(part.as_bytes(), DecimalMark::Point).is_none())
}

/// Delimiter and decimal mark, if there is only one way to read the lines.
fn conventions(names: Option<&str>, data: &[&str]) -> Option<(Delimiter, DecimalMark)> {
    let any = |c| data.iter().any(|line| line.contains(c));
    let named = |c| names.is_some_and(|line| line.contains(c));
    let mark = if any(',') { DecimalMark::Comma } else { DecimalMark::Point };
    if any(';') || named(';') {
        return Some((Delimiter::Semicolon, mark));
    }
    // A table of one column has no tab but at the end of a line; a line that begins with one has an empty field.
    if data.iter().any(|line| line.trim_end().contains('\t'))
        && !data.iter().any(|line| line.contains(' '))
    {
        return Some((Delimiter::Tab, mark));
    }
    if !any(',') {
        let delimiter = if named(',') { Delimiter::Comma } else { Delimiter::Blanks };
        return Some((delimiter, DecimalMark::Point));
    }
    let may_be_decimal = data.iter().all(|line| line.split_whitespace().all(has_decimal_comma));
    if !may_be_decimal {
        return Some((Delimiter::Comma, DecimalMark::Point));
    }
    let mut tokens = data.iter().flat_map(|line| line.split_whitespace());
    let has_leading_zero =
        tokens.any(|token| token.split_once(',').is_some_and(|(_, digits)| is_fraction(digits)));
    let has_blanks = data.iter().any(|line| line.split_whitespace().count() > 1);
    if named(',') {
        Some((Delimiter::Comma, DecimalMark::Point))
    } else if has_blanks || has_leading_zero || names.is_some() {
        Some((Delimiter::Blanks, DecimalMark::Comma))
    } else {
        None
    }
}

/// Whether a token is a number with a comma for its point, or a whole number.
fn has_decimal_comma(token: &str) -> bool {
    let commas = token.matches(',').count();
    let is_inside = !token.starts_with(',') && !token.ends_with(',');
    commas <= 1 && is_inside && number(token.as_bytes(), DecimalMark::Comma).is_some()
}

/// Whether digits can only stand behind a decimal point: 05, but not 0 or 5.
fn is_fraction(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0')
}
