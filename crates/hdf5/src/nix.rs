//! Files of NIX, and what Neo makes of them: data arrays with their units and clocks.
//!
//! # Source
//! The data model of NIX 1.2 (G-Node): data arrays, their dimensions, sections of metadata. What `NixIO` of Neo does was read off files of Neo
//! 0.14: an array for each channel of a signal and for each column of a movie, all called by random numbers; the names that people gave stand
//! in the metadata.

use crate::{
    element::NumberType,
    nix_array::{self, NEO, members, with_unit},
    part::Hdf5Listing,
    plain,
    walk::{Node, Tree},
};

/// How deep sections of metadata are nested at most.
const MOST_DEPTH: usize = 16;

/// Whether a file is of NIX.
pub(crate) fn is_it(tree: &Tree) -> bool {
    tree.nodes.first().and_then(|root| root.text("format")).as_deref() == Some("nix")
}

/// Lists the data arrays of all blocks with their clocks, and the numbers in the metadata.
pub(crate) fn list(tree: &Tree, found: &mut Hdf5Listing) {
    let Some(root) = tree.nodes.first() else { return };
    for (name, (_, block)) in members(tree, root, "data") {
        nix_array::list(tree, (name, block), found);
        for (frame_name, (_, frame)) in members(tree, block, "data_frames") {
            if let Some((place, data)) = tree.member(frame, "data") {
                plain::add(found, place, data, format!("{name}/{frame_name}"));
            }
        }
    }
    let mut is_done = vec![false; tree.nodes.len()];
    sections(tree, root, "metadata", (found, &mut is_done), 0);
}

/// Lists the numbers in sections, but for what Neo notes there.
fn sections(
    tree: &Tree,
    parent: &Node,
    group: &str,
    (found, is_done): (&mut Hdf5Listing, &mut Vec<bool>),
    depth: usize,
) {
    let of_parent = tree.member(parent, group);
    // A group may be in itself.
    if of_parent.is_none_or(|(place, _)| core::mem::replace(&mut is_done[place], true))
        || depth > MOST_DEPTH
    {
        return;
    }
    for (name, (_, section)) in members(tree, parent, group) {
        if name.starts_with(NEO) {
            continue;
        }
        for (_, (place, node)) in members(tree, section, "properties") {
            let is_number =
                node.dataset().is_some_and(|dataset| NumberType::of(dataset.dtype()).is_ok());
            if is_number && !core::mem::replace(&mut is_done[place], true) {
                let path = node.path.replace("/properties/", "/").replace("/sections/", "/");
                plain::add(found, place, node, with_unit(&path, node.text("unit")));
            }
        }
        sections(tree, section, "sections", (&mut *found, &mut *is_done), depth + 1);
    }
}
