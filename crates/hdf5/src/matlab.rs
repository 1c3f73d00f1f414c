//! Files of MATLAB 7.3: its variables, with axes as MATLAB shows them.
//!
//! # Source
//! "MAT-File Versions" (The `MathWorks`) says that version 7.3 is HDF5; what attributes mean was read off files of MATLAB and of
//! hdf5storage 0.2: `MATLAB_class`, `MATLAB_int_decode`, `MATLAB_empty`, `MATLAB_sparse`, `MATLAB_object_decode`.

use ganglion_recordings::{
    AxisOrder, ElementType,
    family::{FamilyArray, FamilyFault, FamilyRefusal},
};
use hdf5_reader::{Dataset, Datatype, ReferenceType};

use crate::{
    element::NumberType,
    part::{Hdf5Listing, Part},
    refusal, slab,
    walk::{Node, Object, Tree},
};

/// How deep cells and structs are nested at most.
const MOST_DEPTH: usize = 16;

/// Most references that are followed.
const MOST_STEPS: usize = 200_000;

/// Most axes of an empty array.
const MOST_AXES: u64 = 32;

/// Whether a file is MATLAB's: a variable says its class.
pub(crate) fn is_it(tree: &Tree) -> bool {
    let members = tree.nodes.first().map(|root| root.members.as_slice()).unwrap_or_default();
    members.iter().any(|(_, place)| tree.nodes[*place].has("MATLAB_class"))
}

/// Lists all variables.
pub(crate) fn list(tree: &Tree, found: &mut Hdf5Listing) {
    let Some(root) = tree.nodes.first() else { return };
    let mut variables = Variables { tree, found, num_steps: 0 };
    for (name, place) in &root.members {
        // What cells refer to, and what objects are made of.
        if !name.starts_with('#') {
            variables.add(name, *place, 0);
        }
    }
}

/// The list of variables while it is made.
struct Variables<'a> {
    tree: &'a Tree,
    found: &'a mut Hdf5Listing,
    num_steps: usize,
}

impl Variables<'_> {
    fn add(&mut self, name: &str, place: usize, depth: usize) {
        self.num_steps += 1;
        if depth > MOST_DEPTH || self.num_steps > MOST_STEPS || !self.found.has_room() {
            self.found.listing.is_cut = true;
            return;
        }
        let Some(node) = self.tree.nodes.get(place) else { return };
        let refusal = match node.text("MATLAB_class").as_deref() {
            _ if node.has("MATLAB_sparse") => Some(refusal::sparse()),
            Some("function_handle") => Some(refusal::function()),
            _ if node.has("MATLAB_object_decode") => Some(refusal::object()),
            _ => None,
        };
        if let Some(refusal) = refusal {
            return self.found.refuse(name.to_owned(), refusal);
        }
        match &node.object {
            Object::Group(_) => self.fields(name, node, depth),
            Object::Dataset(dataset) if is_references(dataset) => {
                self.each(dataset, depth, |number| format!("{name}{{{number}}}"));
            }
            Object::Dataset(dataset) => self.array(name, (place, node), dataset),
        }
    }

    /// The fields of a struct, or of several.
    fn fields(&mut self, name: &str, node: &Node, depth: usize) {
        for (field, place) in &node.members {
            let member = &self.tree.nodes[*place];
            match member.dataset() {
                // Cells say their class; references to the fields of several structs don't.
                Some(dataset) if is_references(dataset) && !member.has("MATLAB_class") => {
                    self.each(dataset, depth, |number| format!("{name}({number}).{field}"));
                }
                Some(_) | None => self.add(&format!("{name}.{field}"), *place, depth + 1),
            }
        }
    }

    /// What references lead to, each by its number from 1 on.
    fn each(&mut self, dataset: &Dataset, depth: usize, name: impl Fn(u64) -> String) {
        let num = dataset.num_elements().unwrap_or(u64::MAX);
        let size = reference_size(dataset.dtype()).unwrap_or(8);
        let mut reference = vec![0; size];
        for number in 0..num {
            if !self.found.has_room() {
                return;
            }
            let read = slab::read(dataset, size, number, &mut reference);
            let mut address = [0; 8];
            address[..size].copy_from_slice(&reference);
            let place = self.tree.by_address.get(&u64::from_le_bytes(address));
            match (read, place) {
                (Ok(()), Some(place)) => self.add(&name(number + 1), *place, depth + 1),
                (Err(fault), _) => return self.found.refuse(name(number + 1), refused(fault)),
                (Ok(()), None) => {
                    let problem = "what it refers to is not in the file".to_owned();
                    self.found.refuse(name(number + 1), FamilyRefusal::Damaged(problem));
                }
            }
        }
    }

    /// An array of numbers, truth values or characters.
    fn array(&mut self, name: &str, (place, node): (usize, &Node), dataset: &Dataset) {
        let name = name.to_owned();
        let number = match slab::numbers(dataset, self.found.file_len) {
            Ok(number) => number,
            Err(reason) => return self.found.refuse(name, reason),
        };
        let declared = match node.text("MATLAB_class").as_deref() {
            Some("logical") => ElementType::Bool,
            Some("char") => ElementType::Char,
            Some(_) | None => number.stored,
        };
        let (shape, part) = if node.number("MATLAB_empty").is_some_and(|empty| empty > 0.0) {
            let Some(shape) = shape_of_empty(dataset, number) else {
                let problem = "it is empty, but doesn't say in which shape".to_owned();
                return self.found.refuse(name, FamilyRefusal::Damaged(problem));
            };
            (shape, Part::Empty)
        } else {
            let shape = dataset.shape().iter().rev().copied().collect();
            (shape, Part::Elements { dataset: place, first: 0 })
        };
        let NumberType { stored, is_big_endian } = number;
        let order = AxisOrder::Fortran;
        let array = FamilyArray { name, shape, stored, declared, order, is_big_endian };
        self.found.add_array(array, part);
    }
}

fn is_references(dataset: &Dataset) -> bool {
    reference_size(dataset.dtype()).is_some()
}

/// Bytes of a reference to an object, if elements are those.
pub(crate) fn reference_size(dtype: &Datatype) -> Option<usize> {
    let Datatype::Reference { ref_type: ReferenceType::Object, size } = dtype else { return None };
    Some(usize::from(*size)).filter(|size| (1..=8).contains(size))
}

/// The shape of an empty array, which stands in the place of its elements.
fn shape_of_empty(dataset: &Dataset, number: NumberType) -> Option<Vec<u64>> {
    let num = dataset.num_elements().ok().filter(|num| *num <= MOST_AXES)?;
    let size = number.stored.num_bytes() as usize;
    let mut bytes = vec![0; num as usize * size];
    slab::read(dataset, size, 0, &mut bytes).ok()?;
    let shape: Option<Vec<f64>> =
        bytes.chunks_exact(size).map(|bytes| number.read(bytes)).collect();
    let shape: Vec<u64> = shape?.into_iter().map(|size| size as u64).collect();
    shape.contains(&0).then_some(shape)
}

/// Why a part of a file is left out whose elements can't be read.
pub(crate) fn refused(fault: FamilyFault) -> FamilyRefusal {
    match fault {
        FamilyFault::NoReader => FamilyRefusal::Damaged("it has no reader".to_owned()),
        FamilyFault::Unreadable(problem) => FamilyRefusal::Damaged(problem),
        FamilyFault::Refused(refusal) => refusal,
    }
}
