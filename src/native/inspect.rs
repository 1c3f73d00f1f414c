//! What is in files of recordings, as a table, and what it means: the command's `inspect`.
//!
//! In: paths of files and folders. Out: a text. Reading is left to `ganglion_recordings`.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io,
    path::Path,
    rc::Rc,
};

use ganglion_hdf5::Hdf5Reader;
use ganglion_recordings::{
    AxisOrder, FamilyReaders, FileError, OpenedFile, Source,
    assemble::Unassembled,
    describe::{content, shape_of, type_of},
    facts::ArrayFacts,
    interpretation::interpret,
    open_all,
    roles::{Role, RoleChoice, RoleProposal},
    seeded::EXAMPLE,
};
use ganglion_zarr::ZarrReader;

use crate::native::{conversation::conversation, recording::SeedDrawing};

/// Most files of all folders.
const MOST_FILES: usize = 10_000;

/// Most files that may be parts of one recording.
const MOST_PARTS: usize = 200;

/// Seed of the shifts that evidence is compared with.
const SEED: u32 = 1;

/// Headings of the table.
const COLUMNS: [&str; 6] = ["array", "shape", "type", "fastest axis", "bytes", "what is in it"];

/// What was found in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The table, refusals, roles and evidence, to be printed.
    pub text: String,
    /// Number of files that can't be read at all.
    pub num_unreadable: usize,
}

/// Lists the arrays of files, and of all files in folders; says what they probably are, and whether spikes and frames belong together.
///
/// Arrays of up to `most_elements` are read from first to last for a summary; of larger ones only shape and type are told. What is
/// `chosen` goes before what their values say. The frames may be those of a seed.
pub fn inspect(
    paths: &[String],
    most_elements: u64,
    chosen: &[RoleChoice],
    seed: Option<SeedDrawing<'_>>,
) -> Inspection {
    let mut found = FoundArrays::of(paths, most_elements);
    let mut text = found.listed();
    if !found.facts.is_empty() {
        for choice in chosen {
            if !found.facts.iter().any(|array| choice.is_of(array)) {
                writeln!(text, "\nNo array is called {}.", choice.path)
                    .expect("strings take any text");
            }
        }
        let mut chosen = chosen.to_vec();
        let has_seed = seed.is_some();
        let seeded = seed.map(|seed| seed.add_to(&mut found, &mut chosen)).transpose();
        let mut all = interpret(&found.files, &found.facts, &chosen, SEED);
        match seeded {
            Ok(seeded) => {
                let of_seed = seeded.into_iter().flat_map(|seeded| seeded.evidence);
                all.evidence = of_seed.chain(all.evidence).collect();
                text += &conversation(&all);
                if !has_seed && all.assembled == Err(Unassembled::NoFrames) {
                    text += &how_to_describe(&found.facts, &all.roles);
                }
            }
            Err(reason) => {
                text += &conversation(&all);
                writeln!(text, "\nNothing was drawn from the seed. {reason}")
                    .expect("strings take any text");
            }
        }
    }
    Inspection { text, num_unreadable: found.num_unreadable }
}

/// What reads the formats that have a reader of their own.
fn readers() -> FamilyReaders {
    FamilyReaders { hdf5: Some(Rc::new(Hdf5Reader)), zarr: Some(Rc::new(ZarrReader)) }
}

/// How to describe a stimulus that is only a seed; a seed that stands in the files is taken for it.
fn how_to_describe(facts: &[ArrayFacts], roles: &[RoleProposal]) -> String {
    let is_seed = |role: &&RoleProposal| role.role == Role::Seed;
    let of_role = |role: &RoleProposal| facts.iter().find(|array| array.place == role.place);
    let seed = roles.iter().filter(is_seed).filter_map(of_role).find_map(ArrayFacts::scalar);
    let example = seed.map_or(EXAMPLE.to_owned(), |seed| {
        EXAMPLE.replacen("seed=-10000", &format!("seed={seed}"), 1)
    });
    format!("If the stimulus is only a seed, describe it: --stimulus '{example}'.\n")
}

/// Arrays of all files, and what can't be read.
#[derive(Default)]
pub(super) struct FoundArrays {
    /// Open ones; none if there are too many.
    pub(super) files: Vec<OpenedFile>,
    pub(super) facts: Vec<ArrayFacts>,
    rows: Vec<[String; 6]>,
    pub(super) refused: Vec<FileError>,
    num_unreadable: usize,
}

impl FoundArrays {
    /// Opens files, and all files in folders.
    pub(super) fn of(paths: &[String], most_elements: u64) -> Self {
        let mut names = Vec::new();
        let mut found = Self::default();
        for path in paths {
            if let Err(err) = add_files(path.trim_end_matches('/'), &mut names) {
                let (file, message) = (path.clone(), err.to_string());
                found.refused.push(FileError::Unreadable { file, message });
            }
        }
        found.num_unreadable = found.refused.len();
        let is_one = names.len() <= MOST_PARTS;
        let source =
            |name: &str| -> io::Result<Box<dyn Source>> { Ok(Box::new(File::open(name)?)) };
        for opened in open_all(names, readers(), source) {
            match opened {
                Ok(file) => found.add(file, most_elements, is_one),
                Err(reason) => {
                    found.num_unreadable += 1;
                    found.refused.push(reason);
                }
            }
        }
        found
    }

    fn add(&mut self, file: OpenedFile, most_elements: u64, is_kept: bool) {
        self.num_unreadable += usize::from(file.arrays.is_empty());
        self.refused.extend(file.refused.iter().cloned());
        let index = self.files.len();
        self.files.push(file);
        for array in 0..self.files[index].arrays.len() {
            let facts = ArrayFacts::of(&self.files, (index, array), most_elements);
            let row = facts.and_then(|facts| Ok((row(&self.files[index], array, &facts)?, facts)));
            match row {
                Ok((row, facts)) => {
                    self.rows.push(row);
                    if is_kept {
                        self.facts.push(facts);
                    }
                }
                Err(reason) => self.refused.push(reason),
            }
        }
        if !is_kept {
            self.files.clear();
        }
    }

    /// The table of arrays, and what can't be read.
    fn listed(&self) -> String {
        let head = COLUMNS.map(str::to_owned);
        let rows: Vec<[String; 6]> =
            core::iter::once(head).chain(self.rows.iter().cloned()).collect();
        let mut text = if rows.len() > 1 { table(&rows) } else { String::new() };
        if !self.refused.is_empty() {
            let gap = if text.is_empty() { "" } else { "\n" };
            writeln!(text, "{gap}Not read:").expect("strings take any text");
        }
        for reason in &self.refused {
            writeln!(text, "- {reason}").expect("strings take any text");
        }
        text
    }
}

/// Adds a file, or all files below a folder but hidden ones that are no metadata of a zarr store.
fn add_files(path: &str, names: &mut Vec<String>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        names.push(path.to_owned());
        return Ok(());
    }
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let base = entry.file_name().to_string_lossy().into_owned();
            let name = format!("{folder}/{base}");
            let is_hidden = base.starts_with('.') && !base.starts_with(".z");
            // Links to folders are left out: they may lead back.
            if entry.file_type()?.is_dir() && !is_hidden {
                folders.push(name);
            } else if Path::new(&name).is_file() && !is_hidden {
                names.push(name);
            }
            if names.len() > MOST_FILES {
                return Err(io::Error::other("there are too many files below it"));
            }
        }
    }
    Ok(())
}

fn row(file: &OpenedFile, index: usize, facts: &ArrayFacts) -> Result<[String; 6], FileError> {
    let info = &file.arrays[index];
    let content = content(file, index, facts)?;
    let order = match (info.order, info.shape.iter().filter(|size| **size > 1).count()) {
        (_, 0 | 1) => "",
        (AxisOrder::C, _) => "last",
        (AxisOrder::Fortran, _) => "first",
    };
    Ok([
        info.path.clone(),
        shape_of(info),
        type_of(info),
        order.to_owned(),
        info.num_bytes.to_string(),
        content
            .unwrap_or_else(|| "not looked through: it has more elements than --most".to_owned()),
    ])
}

/// Rows with columns under each other.
fn table(rows: &[[String; 6]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; 6] = core::array::from_fn(|column| width(column).unwrap_or_default());
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            write!(line, "{cell:width$}  ").expect("strings take any text");
        }
        writeln!(text, "{}", line.trim_end()).expect("strings take any text");
    }
    text
}
