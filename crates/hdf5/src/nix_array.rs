//! The data arrays of a block of NIX: those that Neo has taken apart are put together again.

use std::collections::BTreeMap;

use ganglion_recordings::{AxisOrder, family::FamilyArray};

use crate::{
    element::NumberType,
    part::{Hdf5Listing, Part},
    plain, refusal, slab,
    walk::{Node, Tree},
};

/// What Neo calls all that it writes.
pub(crate) const NEO: &str = "neo.";

/// Longest name that is read from the metadata, bytes.
const MOST_NAME: usize = 1_000;

/// A data array of NIX, or several that are one signal or one movie of Neo.
struct NixArray<'a> {
    /// Its name with that of its block, but without its unit.
    name: String,
    /// Its parts by number: channels of a signal, columns of a movie.
    parts: BTreeMap<usize, &'a Node>,
}

/// Lists all data arrays of a block with their clocks.
pub(crate) fn list(tree: &Tree, (name, block): (&str, &Node), found: &mut Hdf5Listing) {
    let block_name = title(tree, block).unwrap_or_else(|| name.to_owned());
    for array in &arrays_of(tree, &block_name, block) {
        array.list(tree, found);
        array.clock(tree, found);
    }
}

/// What is in a group that is a member of another, with names and places.
pub(crate) fn members<'a>(
    tree: &'a Tree,
    node: &'a Node,
    group: &str,
) -> impl Iterator<Item = (&'a str, (usize, &'a Node))> {
    let members = tree.member(node, group).map(|(_, group)| group.members.as_slice());
    let members = members.unwrap_or_default().iter();
    members.map(|(name, place)| (name.as_str(), (*place, &tree.nodes[*place])))
}

/// A name with the unit behind it.
pub(crate) fn with_unit(name: &str, unit: Option<String>) -> String {
    match unit.as_deref() {
        None | Some("" | "dimensionless") => name.to_owned(),
        // So Neo calls what a rate is the inverse of.
        Some("1/Hz") => format!("{name} (s)"),
        Some("1/kHz") => format!("{name} (ms)"),
        Some(unit) => format!("{name} ({unit})"),
    }
}

/// The name that somebody gave: Neo keeps it in the metadata.
fn title(tree: &Tree, node: &Node) -> Option<String> {
    property(tree, node, "neo_name")
        .and_then(|(_, name)| name.dataset())
        .filter(|name| name.num_elements().is_ok_and(|num| num == 1))
        .and_then(|name| name.read_string().ok())
        .or_else(|| node.text("name"))
        .filter(|name| !name.is_empty() && name.len() <= MOST_NAME)
}

/// An entry of the metadata of something.
fn property<'a>(tree: &'a Tree, node: &Node, name: &str) -> Option<(usize, &'a Node)> {
    let (_, metadata) = tree.member(node, "metadata")?;
    let (_, properties) = tree.member(metadata, "properties")?;
    tree.member(properties, name)
}

/// An entry of the metadata that is a number.
fn number(tree: &Tree, node: &Node, name: &str, file_len: u64) -> Option<f64> {
    let (_, property) = property(tree, node, name)?;
    let dataset =
        property.dataset().filter(|dataset| dataset.num_elements().is_ok_and(|num| num == 1))?;
    let number = slab::numbers(dataset, file_len).ok()?;
    let mut bytes = [0; 8];
    let size = number.stored.num_bytes() as usize;
    slab::read(dataset, size, 0, &mut bytes[..size]).ok()?;
    number.read(&bytes)
}

/// The data arrays of a block by their names; of Neo's, those of one name are told apart by their segment.
fn arrays_of<'a>(tree: &'a Tree, block_name: &str, block: &'a Node) -> Vec<NixArray<'a>> {
    // Spikes and events have a tag, which has the metadata.
    let tags: BTreeMap<&str, (usize, &Node)> = members(tree, block, "multi_tags").collect();
    let segments = segments(tree, block);
    let mut arrays: BTreeMap<(String, &str), NixArray<'a>> = BTreeMap::new();
    let mut add = |name: String, owner: &'a str, (part, node): (usize, &'a Node)| {
        let array = arrays.entry((natural(&name), owner));
        array.or_insert(NixArray { name, parts: BTreeMap::new() }).parts.insert(part, node);
    };
    for (nix_name, (place, node)) in members(tree, block, "data_arrays") {
        let Some((kind, owner, suffix)) = of_neo(nix_name) else {
            let name = title(tree, node);
            add(
                format!("{block_name}/{}", name.as_deref().unwrap_or(nix_name)),
                nix_name,
                (0, node),
            );
            continue;
        };
        let (place, owned) = tags.get(owner).copied().unwrap_or((place, node));
        let segment = segments.get(&place).map(|segment| format!("{segment}/"));
        let title = title(tree, owned).filter(|title| !title.starts_with(NEO));
        let (segment, title) = (segment.unwrap_or_default(), title.as_deref().unwrap_or(owner));
        let name = format!("{block_name}/{segment}{title} {kind}");
        match suffix.parse() {
            Ok(part) => add(name, owner, (part, node)),
            Err(_) => add(format!("{name} {suffix}"), nix_name, (0, node)),
        }
    }
    arrays.into_values().collect()
}

/// What puts names in the order in which people count: `cell 10` behind `cell 9`.
fn natural(name: &str) -> String {
    let mut sorted = String::new();
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let (digits, after) =
            from.split_at(from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len()));
        sorted.extend([before, &format!("{digits:0>20}")]);
        rest = after;
    }
    sorted + rest
}

/// The name of the segment that something of Neo stands in, if there are several.
fn segments(tree: &Tree, block: &Node) -> BTreeMap<usize, String> {
    let mut segments = BTreeMap::new();
    let groups: Vec<_> = members(tree, block, "groups").collect();
    for (name, (_, group)) in groups.iter().filter(|_| groups.len() > 1) {
        let title = title(tree, group).unwrap_or_else(|| (*name).to_owned());
        for of_group in ["multi_tags", "data_arrays"] {
            let places = members(tree, group, of_group).map(|(_, (place, _))| place);
            segments.extend(places.map(|place| (place, title.clone())));
        }
    }
    segments
}

/// Of a name that Neo made: what it is, the name of the whole, and which part.
fn of_neo(name: &str) -> Option<(&str, &str, &str)> {
    let (owner, suffix) = name.rsplit_once('.')?;
    let (kind, _) = owner.strip_prefix(NEO)?.split_once('.')?;
    Some((kind, owner, suffix))
}

impl NixArray<'_> {
    /// Lists its elements: one array, or each of its parts if they don't fit together.
    fn list(&self, tree: &Tree, found: &mut Hdf5Listing) {
        if let Some((array, part)) = self.together(tree, found) {
            return found.add_array(array, part);
        }
        for (number, node) in &self.parts {
            let Some((place, data)) = tree.member(node, "data") else { continue };
            let name = if self.parts.len() == 1 {
                self.name.clone()
            } else {
                format!("{}[{number}]", self.name)
            };
            let name = with_unit(&name, node.text("unit"));
            if tree.member(node, "polynom_coefficients").is_some() {
                found.refuse(name, refusal::polynomial());
            } else {
                plain::add(found, place, data, name);
            }
        }
    }

    /// The channels of a signal, or the columns of a movie. Each of them has time as its fastest axis, so together they are as MATLAB
    /// stores an array of time and channels, or of time, rows and columns.
    fn together(&self, tree: &Tree, found: &Hdf5Listing) -> Option<(FamilyArray, Part)> {
        let (_, first) = self.parts.first_key_value().filter(|_| self.parts.len() > 1)?;
        let (_, data) = tree.member(first, "data")?;
        let dataset = data.dataset()?;
        let number = slab::numbers(dataset, found.file_len).ok()?;
        let mut pictures = Vec::new();
        for node in self.parts.values() {
            let (place, other) = tree.member(node, "data")?;
            let other = other.dataset()?;
            let is_alike = other.shape() == dataset.shape() && other.dtype() == dataset.dtype();
            let is_readable = slab::numbers(other, found.file_len).is_ok();
            if !is_alike || !is_readable || tree.member(node, "polynom_coefficients").is_some() {
                return None;
            }
            pictures.push((place, 0));
        }
        let mut shape = dataset.shape().to_vec();
        shape.reverse();
        shape.push(pictures.len() as u64);
        let len = dataset.num_elements().ok().filter(|len| *len > 0)?;
        let NumberType { stored, is_big_endian } = number;
        let name = with_unit(&self.name, first.text("unit"));
        let order = AxisOrder::Fortran;
        let array = FamilyArray { name, shape, stored, declared: stored, order, is_big_endian };
        Some((array, Part::Pictures { pictures, len }))
    }

    /// The clock of its first axis, or of Neo's movies: time stamps, or what follows from a rate.
    fn clock(&self, tree: &Tree, found: &mut Hdf5Listing) -> Option<()> {
        let (_, first) = self.parts.first_key_value()?;
        let (_, data) = tree.member(first, "data")?;
        let shape = data.dataset()?.shape().to_vec();
        let name = format!("{}/times", self.name);
        let dimensions = tree.member(first, "dimensions").map(|(_, dimensions)| dimensions);
        let Some((_, dimension)) = dimensions.and_then(|all| tree.member(all, "1")) else {
            let rate = number(tree, first, "sampling_rate", found.file_len)?;
            let start = number(tree, first, "t_start", found.file_len)?;
            let unit = |of: &str| property(tree, first, of).and_then(|(_, node)| node.text("unit"));
            if unit("sampling_rate").as_deref() == Some("Hz")
                && unit("t_start").as_deref() == Some("s")
            {
                add_times(found, format!("{name} (s)"), *shape.last()?, (start, rate));
            }
            return Some(());
        };
        let name = with_unit(&name, dimension.text("unit"));
        if let Some((place, ticks)) = tree.member(dimension, "ticks") {
            plain::add(found, place, ticks, name);
        } else if let Some(step) = dimension.number("sampling_interval")
            && name.ends_with("s)")
        {
            let start = dimension.number("offset").unwrap_or(0.0);
            add_times(found, name, *shape.first()?, (start, 1.0 / step));
        }
        Some(())
    }
}

fn add_times(found: &mut Hdf5Listing, name: String, num: u64, (first, rate): (f64, f64)) {
    if rate > 0.0 && rate.is_finite() && first.is_finite() {
        found.add_doubles(name, num, Part::Times { first, rate });
    }
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn names_are_in_the_order_in_which_people_count() {
        let mut names = ["cell 10 (ms)", "cell 9 (ms)", "cell 9b", "a", "cell", "7"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["7", "a", "cell", "cell 9 (ms)", "cell 9b", "cell 10 (ms)"]);
    }
}
