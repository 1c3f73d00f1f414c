//! All groups and datasets of a file, each once, with their attributes.

use std::collections::{BTreeMap, VecDeque};

use ganglion_recordings::family::FamilyRefusal;
use hdf5_reader::{Attribute, Dataset, error::Error, group::Group};

use crate::{element::NumberType, slab};

/// Most groups and datasets that are looked at.
const MOST_NODES: usize = 40_000;

/// Deepest groups that are looked at.
const MOST_DEPTH: usize = 24;

/// A group or a dataset.
pub(crate) enum Object {
    Group(Group),
    Dataset(Box<Dataset>),
}

/// A group or a dataset with its place in the file.
pub(crate) struct Node {
    /// Its path without the first stroke: `stimulus/presentation/noise`.
    pub(crate) path: String,
    pub(crate) object: Object,
    /// Of a group: names of what is in it, and where that stands among all nodes.
    pub(crate) members: Vec<(String, usize)>,
}

impl Node {
    pub(crate) fn dataset(&self) -> Option<&Dataset> {
        match &self.object {
            Object::Dataset(dataset) => Some(dataset),
            Object::Group(_) => None,
        }
    }

    fn attribute(&self, name: &str) -> Option<Attribute> {
        match &self.object {
            Object::Group(group) => group.attribute(name).ok(),
            Object::Dataset(dataset) => dataset.attribute(name).ok(),
        }
    }

    /// An attribute that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.attribute(name)?.read_string().ok()
    }

    /// An attribute that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        let attribute = self.attribute(name)?;
        let number = NumberType::of(&attribute.datatype).ok()?;
        number.read(&attribute.raw_data)
    }

    /// Whether there is an attribute of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }
}

/// What is in a file.
#[derive(Default)]
pub(crate) struct Tree {
    /// Those nearer to the root first, by name within a group; the root is the first.
    pub(crate) nodes: Vec<Node>,
    /// Where the object stands that has an address in the file.
    pub(crate) by_address: BTreeMap<u64, usize>,
    /// What can't be looked at.
    pub(crate) refused: Vec<(String, FamilyRefusal)>,
    /// Whether there was more.
    pub(crate) is_cut: bool,
}

impl Tree {
    /// Looks at all of a file.
    pub(crate) fn of(root: Group) -> Self {
        let mut tree = Self::default();
        tree.by_address.insert(root.address(), 0);
        let node = Node { path: String::new(), object: Object::Group(root), members: Vec::new() };
        tree.nodes.push(node);
        let mut waiting = VecDeque::from([(0, 0)]);
        while let Some((place, depth)) = waiting.pop_front() {
            if depth == MOST_DEPTH || tree.nodes.len() >= MOST_NODES {
                tree.is_cut = true;
                break;
            }
            for place in tree.look_into(place) {
                waiting.push_back((place, depth + 1));
            }
        }
        tree
    }

    /// Adds what is in a group; returns the groups among it that are new.
    fn look_into(&mut self, place: usize) -> Vec<usize> {
        let Object::Group(group) = &self.nodes[place].object else { return Vec::new() };
        let (group, path) = (group.clone(), self.nodes[place].path.clone());
        let (mut groups, mut datasets) = match group.member_names() {
            Ok(names) => names,
            Err(err) => {
                self.refuse(path, &err);
                return Vec::new();
            }
        };
        groups.sort();
        datasets.sort();
        let mut new = Vec::new();
        for name in datasets {
            match group.dataset(&name) {
                Ok(dataset) => {
                    let address = dataset.address();
                    self.add(place, name, address, Object::Dataset(Box::new(dataset)));
                }
                Err(err) => self.refuse(joined(&path, &name), &err),
            }
        }
        for name in groups {
            match group.group(&name) {
                Ok(group) => {
                    let address = group.address();
                    new.extend(self.add(place, name, address, Object::Group(group)));
                }
                Err(err) => self.refuse(joined(&path, &name), &err),
            }
        }
        new
    }

    fn refuse(&mut self, path: String, err: &Error) {
        self.refused.push((path, slab::why(err)));
    }

    /// Adds a member of a group; returns its place if it was not known.
    fn add(&mut self, parent: usize, name: String, address: u64, object: Object) -> Option<usize> {
        let known = self.by_address.get(&address).copied();
        let place = known.unwrap_or(self.nodes.len());
        if known.is_none() {
            if self.nodes.len() >= MOST_NODES {
                self.is_cut = true;
                return None;
            }
            let path = joined(&self.nodes[parent].path, &name);
            self.by_address.insert(address, place);
            self.nodes.push(Node { path, object, members: Vec::new() });
        }
        self.nodes[parent].members.push((name, place));
        known.is_none().then_some(place)
    }

    /// A member of a group.
    pub(crate) fn member(&self, group: &Node, name: &str) -> Option<(usize, &Node)> {
        let (_, place) = group.members.iter().find(|(member, _)| member == name)?;
        Some((*place, &self.nodes[*place]))
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}
