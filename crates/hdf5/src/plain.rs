//! Files of any other program: each dataset of numbers is an array.

use crate::{
    part::{Hdf5Listing, Part},
    slab,
    walk::{Node, Tree},
};

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
        Err(reason) => found.refuse(name, reason),
    }
}
