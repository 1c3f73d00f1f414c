//! What spike sorters (Kilosort, phy) write beside arrays: `params.py` with the sampling rate, and tables of clusters with a word for each.
//!
//! Their arrays are npy files; which of them say something is left to [`roles`](crate::roles).

use crate::{
    error::FileError,
    listing::Listing,
    source::Source,
    text::{
        dialect::{DecimalMark, number},
        lines::Lines,
    },
};

/// How the array of good clusters of a table is called: its column, and this.
pub(crate) const GOOD: &str = " = good";

/// How tables of clusters begin.
const HEADER: &[u8] = b"cluster_id";

/// A file that a sorter writes in a way of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SorterFile {
    /// Lines of Python that name numbers.
    Params,
    /// A table with a line for each cluster, and the separator of its columns.
    Clusters(u8),
}

impl SorterFile {
    /// By its name and its beginning.
    pub(crate) fn of(file: &str, head: &[u8]) -> Option<Self> {
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        match head.strip_prefix(HEADER) {
            Some([sign @ (b'\t' | b','), ..]) => {
                let header = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
                label_column(header, *sign).map(|_| Self::Clusters(*sign))
            }
            _ => (base == "params.py").then_some(Self::Params),
        }
    }
}

/// Lists the numbers of a file.
///
/// # Errors
/// If it can't be read, or holds none.
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
    kind: SorterFile,
) -> Result<(), FileError> {
    let file = listing.file.to_owned();
    let mut lines = Lines::new(&file, num_bytes);
    // Of which column, and the clusters that it calls good.
    let mut good: Option<(usize, String, Vec<f64>)> = None;
    while let Some((_, line)) = lines.next(source)? {
        match (kind, &mut good) {
            (SorterFile::Params, _) => {
                let mut sides = line.split(|byte| b"=#".contains(byte)).map(<[u8]>::trim_ascii);
                let (name, value) = (sides.next().unwrap_or_default(), sides.next());
                if let Some(value) = value.and_then(|value| number(value, DecimalMark::Point)) {
                    listing.add_numbers(&String::from_utf8_lossy(name), Vec::new(), vec![value])?;
                }
            }
            (SorterFile::Clusters(sign), None) => good = label_column(line, sign),
            (SorterFile::Clusters(sign), Some((column, _, clusters))) => {
                let mut fields = line.split(|byte| *byte == sign).map(<[u8]>::trim_ascii);
                let cluster = fields.next().and_then(|field| number(field, DecimalMark::Point));
                if fields.nth(*column) == Some(b"good") {
                    clusters.extend(cluster);
                }
            }
        }
    }
    if let Some((_, name, clusters)) = good {
        listing.add_numbers(&format!("{name}{GOOD}"), vec![clusters.len() as u64], clusters)?;
    }
    if listing.arrays.is_empty() { Err(FileError::Empty { file }) } else { Ok(()) }
}

/// The column with the words for clusters, counted from the one behind their numbers: that of a person before that of the sorter.
fn label_column(header: &[u8], sign: u8) -> Option<(usize, String, Vec<f64>)> {
    let find = |name: &str| {
        let mut names = header.split(|byte| *byte == sign).map(<[u8]>::trim_ascii).skip(1);
        let column = names.position(|found| found == name.as_bytes())?;
        Some((column, name.to_owned(), Vec::new()))
    };
    find("group").or_else(|| find("KSLabel"))
}
