//! The list of arrays while a file is opened, within bounds.

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType},
    error::FileError,
    stream::Region,
};

/// Most arrays of a file that are listed.
const MOST_ARRAYS: usize = 20_000;

/// Most bytes of all paths and reasons together.
const MOST_TEXT: usize = 3 << 20;

/// Most bytes of one path.
const MOST_PATH: usize = 2_000;

/// Where the elements of an array are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location {
    /// In bytes.
    Binary {
        /// The bytes with the array in them.
        region: Region,
        /// Unpacked bytes before its first element.
        skip: u64,
        /// Order of the bytes of an element.
        byte_order: ByteOrder,
        /// Whether nothing follows it, so that checksums can be compared behind it.
        is_last: bool,
    },
    /// In a file that a reader of its family has opened.
    Family {
        /// Index among its arrays.
        index: usize,
        /// Order of the bytes of an element.
        byte_order: ByteOrder,
    },
    /// Numbers that were read already, by their index.
    Numbers(usize),
    /// A column of a text, by its index.
    Column(usize),
    /// All values of a text.
    Table,
}

/// What was found so far.
pub(crate) struct Listing<'a> {
    /// Name of the file.
    pub(crate) file: &'a str,
    pub(crate) arrays: Vec<ArrayInfo>,
    pub(crate) locations: Vec<Location>,
    pub(crate) refused: Vec<FileError>,
    /// Those of small files that are read at once.
    pub(crate) numbers: Vec<Vec<f64>>,
    num_text: usize,
}

impl<'a> Listing<'a> {
    pub(crate) fn new(file: &'a str) -> Self {
        let (arrays, locations, refused, numbers) = Default::default();
        Self { file, arrays, locations, refused, numbers, num_text: 0 }
    }

    /// The path of what has a name in the file.
    pub(crate) fn path(&self, name: &str) -> String {
        let shown: String = name.chars().filter(|c| !c.is_control()).collect();
        if shown.len() <= MOST_PATH {
            return format!("{} / {shown}", self.file);
        }
        let end = shown.floor_char_boundary(MOST_PATH);
        format!("{} / {}...", self.file, &shown[..end])
    }

    /// Adds an array.
    ///
    /// # Errors
    /// [`FileError::TooManyArrays`] if the list is full.
    pub(crate) fn add(&mut self, info: ArrayInfo, location: Location) -> Result<(), FileError> {
        self.make_room(info.path.len() + 8 * info.shape.len())?;
        self.arrays.push(info);
        self.locations.push(location);
        Ok(())
    }

    /// Adds numbers that were read already.
    ///
    /// # Errors
    /// [`FileError::TooManyArrays`] if the list is full.
    pub(crate) fn add_numbers(
        &mut self,
        name: &str,
        shape: Vec<u64>,
        numbers: Vec<f64>,
    ) -> Result<(), FileError> {
        let info = ArrayInfo {
            path: self.path(name),
            num_bytes: 8 * numbers.len() as u64,
            shape,
            stored: ElementType::Text,
            declared: ElementType::F64,
            order: AxisOrder::C,
        };
        self.add(info, Location::Numbers(self.numbers.len()))?;
        self.numbers.push(numbers);
        Ok(())
    }

    /// Adds what is refused, and why.
    ///
    /// # Errors
    /// [`FileError::TooManyArrays`] if the list is full.
    pub(crate) fn refuse(&mut self, reason: FileError) -> Result<(), FileError> {
        self.make_room(reason.to_string().len())?;
        self.refused.push(reason);
        Ok(())
    }

    fn make_room(&mut self, num_text: usize) -> Result<(), FileError> {
        self.num_text += num_text;
        let is_full = self.arrays.len() + self.refused.len() >= MOST_ARRAYS;
        if !is_full && self.num_text <= MOST_TEXT {
            return Ok(());
        }
        let last = self.arrays.last().map(|info| info.path.clone()).unwrap_or_default();
        let limit = self.arrays.len() + self.refused.len();
        Err(FileError::TooManyArrays { file: self.file.to_owned(), last, limit })
    }
}
