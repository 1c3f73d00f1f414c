//! What arrays are made of: elements of datasets, one after the other or as another dataset puts them in order.

use ganglion_recordings::{
    AxisOrder, ElementType,
    family::{FamilyArray, FamilyFault, FamilyListing, FamilyRefusal},
};

use crate::{element::NumberType, slab, walk::Tree};

/// Most arrays and refusals: as many as `ganglion-recordings` lists.
const MOST_LISTED: usize = 20_000;

/// What the elements of an array are; datasets by their place in the tree.
pub(crate) enum Part {
    /// None.
    Empty,
    /// Those of a dataset from one on.
    Elements { dataset: usize, first: u64 },
    /// Those of a list that an element of a dataset refers to.
    List { dataset: usize, reference: Vec<u8> },
    /// Times that follow from the first one and a rate, doubles.
    Times { first: f64, rate: f64 },
    /// Pictures in an order: of each the dataset, and the first of its elements.
    Pictures { pictures: Vec<(usize, u64)>, len: u64 },
}

impl Part {
    /// Fills `into` with elements of `size` bytes from element `start` on.
    pub(crate) fn read(
        &self,
        tree: &Tree,
        (start, size): (u64, usize),
        into: &mut [u8],
    ) -> Result<(), FamilyFault> {
        let damaged =
            |problem: &str| FamilyFault::Refused(FamilyRefusal::Damaged(problem.to_owned()));
        let of = |place: usize, start: u64, into: &mut [u8]| {
            let dataset = tree.nodes.get(place).and_then(|node| node.dataset());
            let dataset = dataset.ok_or_else(|| damaged("it is no dataset"))?;
            slab::read(dataset, size, start, into)
        };
        match self {
            Self::Empty => Ok(()),
            Self::Elements { dataset, first } => of(*dataset, first + start, into),
            Self::List { dataset, reference } => {
                let dataset = tree.nodes.get(*dataset).and_then(|node| node.dataset());
                let dataset = dataset.ok_or_else(|| damaged("it is no dataset"))?;
                let list = dataset.resolve_vlen_reference_bytes(reference, size);
                let list = list.map_err(slab::fault)?;
                let from = (start as usize).saturating_mul(size);
                let found = list.get(from..).and_then(|rest| rest.get(..into.len()));
                into.copy_from_slice(found.ok_or_else(|| damaged("its list is shorter"))?);
                Ok(())
            }
            Self::Times { first, rate } => {
                for (number, place) in (start..).zip(into.chunks_exact_mut(8)) {
                    place.copy_from_slice(&(first + number as f64 / rate).to_le_bytes());
                }
                Ok(())
            }
            Self::Pictures { pictures, len } => {
                let (mut at, mut rest) = (start, into);
                while !rest.is_empty() {
                    let picture = pictures.get((at / len) as usize);
                    let (dataset, first) =
                        picture.ok_or_else(|| damaged("there are fewer pictures"))?;
                    let within = at % len;
                    let num = (len - within).min((rest.len() / size) as u64);
                    let (now, later) = rest.split_at_mut(num as usize * size);
                    of(*dataset, first + within, now)?;
                    (at, rest) = (at + num, later);
                }
                Ok(())
            }
        }
    }
}

/// What was found so far.
#[derive(Default)]
pub(crate) struct Hdf5Listing {
    pub(crate) listing: FamilyListing,
    /// Of each listed array: what it is made of, and the bytes of an element.
    pub(crate) parts: Vec<(Part, usize)>,
    /// Bytes of the file.
    pub(crate) file_len: u64,
}

impl Hdf5Listing {
    /// Whether there is room for another array.
    pub(crate) fn has_room(&mut self) -> bool {
        let has_room = self.listing.arrays.len() + self.listing.refused.len() < MOST_LISTED;
        self.listing.is_cut |= !has_room;
        has_room
    }

    /// Adds an array whose axes are in the order of the file.
    pub(crate) fn add(&mut self, name: String, shape: Vec<u64>, number: NumberType, part: Part) {
        let NumberType { stored, is_big_endian } = number;
        let order = AxisOrder::C;
        let array = FamilyArray { name, shape, stored, declared: stored, order, is_big_endian };
        self.add_array(array, part);
    }

    /// Adds an array.
    pub(crate) fn add_array(&mut self, array: FamilyArray, part: Part) {
        if self.has_room() {
            self.parts.push((part, array.stored.num_bytes() as usize));
            self.listing.arrays.push(array);
        }
    }

    /// Adds what can't be read.
    pub(crate) fn refuse(&mut self, name: String, reason: FamilyRefusal) {
        if self.has_room() {
            self.listing.refused.push((name, reason));
        }
    }

    /// Adds doubles that follow from something else.
    pub(crate) fn add_doubles(&mut self, name: String, num: u64, part: Part) {
        let number = NumberType { stored: ElementType::F64, is_big_endian: false };
        self.add(name, vec![num], number, part);
    }
}
