//! Text: spike times, frame times, counts, in columns.
//!
//! A file is read through twice at least: once to see whether it is one table of numbers, once more for each column that is asked
//! for. So a table of any size takes one line of memory.
//!
//! Our own: the crate `csv` separates at one byte, and half of these files are separated by any number of blanks, have comments, or
//! commas as decimal points.

mod dialect;
mod lines;
pub(crate) mod sorter;

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, AxisOrder, ElementType, Elements},
    error::FileError,
    listing::{Listing, Location},
    source::Source,
};

use dialect::{Delimiter, Dialect, is_header};
use lines::Lines;

/// Most columns of a table.
const MOST_COLUMNS: usize = 10_000;

/// Columns without names beyond which they are one array: frames or counts, not one thing each.
const MOST_UNNAMED: usize = 8;

/// Most values of a text of one line.
const MOST_IN_LINE: usize = 1 << 20;

/// Bytes from which it is seen how values are separated.
const SAMPLE: usize = 64 * 1024;

/// A text as a table.
#[derive(Clone, Debug)]
pub(crate) struct TextTable {
    dialect: Dialect,
    num_bytes: u64,
    /// Columns, rows and frames, if the first line says so.
    field: Option<[u64; 3]>,
}

/// What is known of the columns after the first reading.
#[derive(Default)]
struct Scan {
    names: Vec<String>,
    /// Values of each column.
    counts: Vec<u64>,
    num_rows: u64,
    /// The first row with values and how many fields it has.
    first: Option<(u64, usize)>,
}

/// Lists the columns of a text.
///
/// # Errors
/// If it is no table of numbers, or may be read in two ways.
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
) -> Result<TextTable, FileError> {
    let file = listing.file.to_owned();
    let mut lines = Lines::new(&file, num_bytes);
    let mut sample = Vec::new();
    let mut num_sampled = 0;
    while num_sampled < SAMPLE || sample.len() < 2 {
        let Some((number, line)) = lines.next(source)? else { break };
        num_sampled += line.len();
        sample.push((number, String::from_utf8_lossy(whole_fields(line)).into_owned()));
    }
    if !sample.is_empty() && sample.iter().all(|(_, line)| is_header(line)) {
        return Err(FileError::Unknown { file });
    }
    let field = field_of(&sample);
    let header = field.map(|_| sample.remove(0).0);
    let mut dialect = Dialect::of(&file, &sample, lines.comment())?;
    drop(sample);
    dialect.header_line = header.or(dialect.header_line);
    let table = TextTable { dialect, num_bytes, field };
    let scan = table.scan(&file, source)?;
    table.add_columns(listing, &scan)?;
    Ok(table)
}

/// Columns, rows and frames of a stimulus in the form of `QDSpy`: three whole numbers, then a line with all checkers of each frame.
fn field_of(sample: &[(u64, String)]) -> Option<[u64; 3]> {
    let [(_, first), (_, second), ..] = sample else { return None };
    let sizes: Result<Vec<u64>, _> = first.split(',').map(|part| part.trim().parse()).collect();
    let [columns, rows, frames] = sizes.ok()?.try_into().ok()?;
    let num_checkers = second.trim_end_matches([',', ' ', '\r']).split(',').count() as u64;
    let is_field = num_checkers != 3 && columns.checked_mul(rows) == Some(num_checkers);
    (is_field && frames > 0).then_some([columns, rows, frames])
}

/// As much of a line as is looked at, without a field that is cut in two.
fn whole_fields(line: &[u8]) -> &[u8] {
    let Some(start) = line.get(..SAMPLE).filter(|start| start.len() < line.len()) else {
        return line;
    };
    let separates = |byte: &u8| b",;\t ".contains(byte);
    &start[..start.iter().rposition(separates).unwrap_or(0)]
}

impl TextTable {
    fn scan(&self, file: &str, source: &dyn Source) -> Result<Scan, FileError> {
        let mut lines = Lines::new(file, self.num_bytes);
        let mut scan = Scan { names: self.dialect.names.clone(), ..Scan::default() };
        scan.counts.resize(scan.names.len(), 0);
        while let Some((number, line)) = lines.next(source)? {
            if Some(number) == self.dialect.header_line {
                continue;
            }
            scan.row(&self.dialect, file, (number, line))?;
        }
        if scan.num_rows == 0 {
            return Err(FileError::Empty { file: file.to_owned() });
        }
        Ok(scan)
    }

    fn add_columns(&self, listing: &mut Listing<'_>, scan: &Scan) -> Result<(), FileError> {
        let info = |path, shape: Vec<u64>| ArrayInfo {
            path,
            num_bytes: 8 * shape.iter().product::<u64>(),
            shape,
            stored: ElementType::Text,
            declared: ElementType::F64,
            order: AxisOrder::C,
        };
        if let Some([columns, rows, frames]) = self.field {
            let expected = columns * rows;
            let num_full = scan.counts.iter().filter(|count| **count > 0).count() as u64;
            if scan.num_rows != frames || num_full != expected {
                let problem = t!(
                    "it states {frames} frames of {checkers} checkers, and {num} lines of {values} values follow. Copy the file again from where it was written, or correct the line.",
                    frames = frames,
                    checkers = expected,
                    num = scan.num_rows,
                    values = num_full
                );
                let line = self.dialect.header_line.unwrap_or(1);
                return Err(FileError::Line { file: listing.file.to_owned(), line, problem });
            }
            let path = listing.file.to_owned();
            return listing.add(info(path, vec![frames, rows, columns]), Location::Table);
        }
        let num_columns = scan.counts.len();
        let num_full = scan.counts.iter().filter(|count| **count > 0).count();
        let is_plain = self.dialect.names.is_empty() && self.dialect.header_line.is_none();
        let is_full = scan.counts[..num_full].iter().all(|count| *count == scan.num_rows);
        let (rows, columns) = (scan.num_rows, num_full as u64);
        if is_plain && rows == 1 && num_columns > 1 && !is_full {
            let problem = t!("there is a gap between two values. Fill it with NaN.").to_owned();
            let line = scan.first.map_or(1, |first| first.0);
            return Err(FileError::Line { file: listing.file.to_owned(), line, problem });
        }
        if is_plain && is_full && (rows == 1 && num_columns > 1 || num_full > MOST_UNNAMED) {
            let shape = if rows == 1 { vec![columns] } else { vec![rows, columns] };
            return listing.add(info(listing.file.to_owned(), shape), Location::Table);
        }
        for (index, num) in scan.counts.iter().enumerate() {
            let name = scan.names.get(index).filter(|name| !name.is_empty());
            // A delimiter at the end of each line is no column.
            if name.is_none() && *num == 0 {
                continue;
            }
            let is_taken = name.is_some_and(|name| scan.names[..index].contains(name));
            let path = match name {
                Some(name) if is_taken => listing.path(&format!("{name} ({})", index + 1)),
                Some(name) => listing.path(name),
                None if num_columns == 1 => listing.file.to_owned(),
                None => listing.path(&format!("column {}", index + 1)),
            };
            listing.add(info(path, vec![*num]), Location::Column(index))?;
        }
        Ok(())
    }

    /// A reader of one column, or of all values line by line.
    pub(crate) fn reader(&self, file: &str, column: Option<usize>) -> TextReader {
        let lines = Lines::new(file, self.num_bytes);
        TextReader { table: self.clone(), lines, column, line: None }
    }
}

impl Scan {
    fn row(
        &mut self,
        dialect: &Dialect,
        file: &str,
        (number, line): (u64, &[u8]),
    ) -> Result<(), FileError> {
        let problem = |problem| FileError::Line { file: file.to_owned(), line: number, problem };
        let mut num_fields = 0;
        for (index, field) in dialect.fields(line).enumerate() {
            num_fields = index + 1;
            let most = if self.num_rows > 0 { MOST_COLUMNS } else { MOST_IN_LINE };
            if num_fields > most {
                return Err(problem(t!(
                    "there are more than {num} columns. Save the table from Python as npz: np.savez_compressed('recording.npz', counts=counts)",
                    num = MOST_COLUMNS
                )));
            }
            if index == self.counts.len() {
                self.counts.push(0);
            }
            if field.is_empty() {
                continue;
            }
            if dialect.number(field).is_none() {
                return Err(problem(dialect.no_number(field)));
            }
            if self.counts[index] != self.num_rows {
                return Err(problem(t!(
                    "column {column} has a value here, but none in a line above. Fill the gap with NaN, or save each column to a file of its own.",
                    column = index + 1
                )));
            }
            self.counts[index] += 1;
        }
        let (first, expected) = *self.first.get_or_insert((number, num_fields));
        // Without a header and without delimiters at the end, nobody knows whether lines or columns are of different lengths.
        let may_be_short = dialect.delimiter != Delimiter::Blanks && !self.names.is_empty();
        if num_fields != expected && !may_be_short {
            return Err(problem(t!(
                "there are {num} values, and {expected} in line {first}. Save lists of different lengths to a file each, or as columns with a line of names above and commas between them.",
                num = num_fields,
                expected = expected,
                first = first
            )));
        }
        self.num_rows += 1;
        Ok(())
    }
}

/// A reader of the values of a column from first to last.
pub(crate) struct TextReader {
    table: TextTable,
    lines: Lines,
    /// Which column; nothing for all values.
    column: Option<usize>,
    /// The line that is being read and the fields that are done with.
    line: Option<(Vec<u8>, usize)>,
}

impl TextReader {
    /// Adds up to `most` values, fewer only at the end.
    pub(crate) fn add(
        &mut self,
        source: &dyn Source,
        most: usize,
        to: &mut Elements,
    ) -> Result<(), FileError> {
        let Elements::F64(values) = to else { unreachable!("text is read as doubles") };
        let end = values.len() + most;
        let Some(column) = self.column else { return self.add_rows(source, end, values) };
        let dialect = &self.table.dialect;
        while values.len() < end {
            let Some((number, line)) = self.lines.next(source)? else { break };
            if Some(number) == dialect.header_line {
                continue;
            }
            let field = dialect.fields(line).nth(column);
            values.extend(field.and_then(|field| dialect.number(field)));
        }
        Ok(())
    }

    fn add_rows(
        &mut self,
        source: &dyn Source,
        end: usize,
        values: &mut Vec<f64>,
    ) -> Result<(), FileError> {
        let dialect = &self.table.dialect;
        while values.len() < end {
            let (line, done) = match &mut self.line {
                Some(line) => line,
                None => match self.lines.next(source)? {
                    Some((number, _)) if Some(number) == dialect.header_line => continue,
                    Some((_, line)) => self.line.insert((line.to_vec(), 0)),
                    None => break,
                },
            };
            let (room, before) = (end - values.len(), values.len());
            let fields = dialect.fields(line).filter(|field| !field.is_empty()).skip(*done);
            values.extend(fields.take(room).filter_map(|field| dialect.number(field)));
            *done += values.len() - before;
            if values.len() < end {
                self.line = None;
            }
        }
        Ok(())
    }
}
