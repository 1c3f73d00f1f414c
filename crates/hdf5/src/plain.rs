//! Files of any other program: each dataset of numbers is an array.

use ganglion_recordings::family::FamilyRefusal;
use hdf5_reader::{Dataset, Datatype, VarLenKind};

use crate::{
    element::NumberType,
    part::{Hdf5Listing, Part},
    slab,
    walk::{Node, Tree},
};

/// Most lists of one dataset.
const MOST_LISTS: u64 = 20_000;

/// Lists all datasets.
pub(crate) fn list(tree: &Tree, found: &mut Hdf5Listing) {
    for (place, node) in tree.nodes.iter().enumerate() {
        add(found, place, node, node.path.clone());
    }
}

/// Lists a dataset under a name.
pub(crate) fn add(found: &mut Hdf5Listing, place: usize, node: &Node, name: String) {
    let Some(dataset) = node.dataset() else { return };
    match slab::numbers(dataset, found.file_len) {
        Ok(number) => {
            // A dataset of nothing has no axes, as a single number has none.
            let is_nothing = dataset.shape().is_empty() && dataset.num_elements().ok() == Some(0);
            let shape = if is_nothing { vec![0] } else { dataset.shape().to_vec() };
            found.add(name, shape, number, Part::Elements { dataset: place, first: 0 });
        }
        Err(reason) => {
            if !add_lists(found, place, dataset, &name) {
                found.refuse(name, reason);
            }
        }
    }
}

/// Lists each of a row of lists of numbers, such as trains of spikes, by its number from 0 on as h5py has it; whether it is a row of such.
fn add_lists(found: &mut Hdf5Listing, place: usize, dataset: &Dataset, name: &str) -> bool {
    let Datatype::VarLen { base, kind: VarLenKind::Sequence, .. } = dataset.dtype() else {
        return false;
    };
    let (Ok(number), [num]) = (NumberType::of(base), dataset.shape()) else { return false };
    if *num > MOST_LISTS {
        return false;
    }
    let Ok(references) = dataset.read_raw_bytes() else { return false };
    let size = dataset.vlen_reference_size();
    for (list, reference) in references.chunks_exact(size).enumerate() {
        let (count, _) = reference.split_at(4);
        let len = count.try_into().map_or(0, u32::from_le_bytes).into();
        let name = format!("{name}[{list}]");
        let claimed = number.stored.num_bytes() * len;
        if claimed > found.file_len {
            found.refuse(name, FamilyRefusal::Implausible(claimed, found.file_len));
        } else {
            let part = Part::List { dataset: place, reference: reference.to_vec() };
            found.add(name, vec![len], number, part);
        }
    }
    true
}
