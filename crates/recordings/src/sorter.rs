//! What spike sorters (Kilosort, phy) write beside arrays: `params.py` with the sampling rate, and tables of clusters with a word for each.
//!
//! Their arrays are npy files; which of them say something is left to [`roles`](crate::roles).

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, AxisOrder, ElementType},
    error::FileError,
    listing::{Listing, Location},
    source::Source,
    stream::unreadable,
};

/// Most bytes of such a file.
const MOST_BYTES: u64 = 4 << 20;

/// How the array of good clusters of a table is called: its column, and this.
pub(crate) const GOOD: &str = " = good";

/// Columns with the words that a person or the sorter chose; others are what these were chosen from.
const COLUMNS: [&str; 2] = ["group", "KSLabel"];

/// A file that a sorter writes in a way of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SorterFile {
    /// Lines of Python that name numbers.
    Params,
    /// A table with a line for each cluster.
    Clusters,
}

impl SorterFile {
    /// By its name and its beginning.
    pub(crate) fn of(file: &str, head: &[u8]) -> Option<Self> {
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let is_table = base.starts_with("cluster") && head.starts_with(b"cluster_id");
        match base {
            "params.py" => Some(Self::Params),
            _ if is_table => Some(Self::Clusters),
            _ => None,
        }
    }
}

/// Lists the numbers of a file.
///
/// # Errors
/// If it can't be read, is far larger than sorters write it, or holds none.
pub(crate) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
    kind: SorterFile,
) -> Result<(), FileError> {
    let file = listing.file.to_owned();
    if num_bytes > MOST_BYTES {
        return Err(FileError::Unknown { file });
    }
    let mut bytes = vec![0; num_bytes as usize];
    source.read_at(0, &mut bytes).map_err(|err| unreadable(&err).of(&file))?;
    let text = String::from_utf8_lossy(&bytes);
    match kind {
        SorterFile::Params => params(listing, &text)?,
        SorterFile::Clusters => clusters(listing, &text)?,
    }
    if listing.arrays.is_empty() { Err(FileError::Empty { file }) } else { Ok(()) }
}

fn add(
    listing: &mut Listing<'_>,
    name: &str,
    shape: Vec<u64>,
    numbers: Vec<f64>,
) -> Result<(), FileError> {
    let info = ArrayInfo {
        path: listing.path(name),
        shape,
        stored: ElementType::Text,
        declared: ElementType::F64,
        order: AxisOrder::C,
        num_bytes: 8 * numbers.len() as u64,
    };
    let index = listing.numbers.len();
    listing.add(info, Location::Numbers(index))?;
    listing.numbers.push(numbers);
    Ok(())
}

/// Each line `name = number`.
fn params(listing: &mut Listing<'_>, text: &str) -> Result<(), FileError> {
    for line in text.lines() {
        let Some((name, value)) = line.split_once('=') else { continue };
        let value = value.split('#').next().unwrap_or_default().trim();
        if let Ok(number) = value.parse::<f64>() {
            add(listing, name.trim(), Vec::new(), vec![number])?;
        }
    }
    Ok(())
}

/// The numbers of the clusters that a table calls good.
fn clusters(listing: &mut Listing<'_>, text: &str) -> Result<(), FileError> {
    let mut lines = text.lines().enumerate();
    let header = lines.next().map(|(_, line)| line).unwrap_or_default();
    let sign = if header.contains('\t') { '\t' } else { ',' };
    let names: Vec<&str> = header.split(sign).map(str::trim).collect();
    let rows: Vec<(usize, Vec<&str>)> = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (at, line.split(sign).map(str::trim).collect()))
        .collect();
    for name in COLUMNS {
        let Some(column) = names.iter().position(|found| *found == name) else { continue };
        let mut good = Vec::new();
        for (at, row) in &rows {
            let Some(cluster) = row.first().and_then(|cluster| cluster.parse::<u32>().ok()) else {
                let problem = t!("it begins with no number of a cluster").to_owned();
                let (file, line) = (listing.file.to_owned(), *at as u64 + 1);
                return Err(FileError::Line { file, line, problem });
            };
            if row.get(column) == Some(&"good") {
                good.push(f64::from(cluster));
            }
        }
        add(listing, &format!("{name}{GOOD}"), vec![good.len() as u64], good)?;
        // What a person chose goes before what the sorter did.
        break;
    }
    Ok(())
}
