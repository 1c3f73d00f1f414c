//! Files of NWB 2: units with their spike times, series with their clock, pictures in the order in which they were shown.
//!
//! # Source
//! NWB Format Specification 2.8 (2024): `Units`, `TimeSeries`, `ImageSeries`, `OpticalSeries`, `IndexSeries`, `Images`.

use ganglion_recordings::family::{FamilyFault, FamilyRefusal};

use crate::{
    element::NumberType,
    matlab::{reference_size, refused},
    part::{Hdf5Listing, Part},
    plain, slab,
    walk::{Node, Tree},
};

/// Most units, and most pictures that are shown.
const MOST_ENTRIES: u64 = 4_000_000;

/// Groups that describe a session, and hold nothing of its recording.
const DESCRIPTIONS: [&str; 2] = ["general/", "specifications/"];

/// Whether a file is NWB's.
pub(crate) fn is_it(tree: &Tree) -> bool {
    tree.nodes.first().is_some_and(|root| root.has("nwb_version"))
}

/// Lists units and series, and all other datasets of numbers as they are.
pub(crate) fn list(tree: &Tree, found: &mut Hdf5Listing) {
    let mut is_done = vec![false; tree.nodes.len()];
    for node in &tree.nodes {
        let kind = node.text("neurodata_type");
        let listed = match kind.as_deref() {
            Some("Units") => units(tree, node, found),
            Some("IndexSeries") => index_series(tree, node, found),
            _ => Ok(Vec::new()),
        };
        // What isn't as it should be is listed as it is.
        for place in listed.unwrap_or_default() {
            is_done[place] = true;
        }
    }
    for (place, node) in tree.nodes.iter().enumerate() {
        for place in clock(tree, node, found) {
            is_done[place] = true;
        }
        let Some(dataset) = node.dataset() else { continue };
        let describes = DESCRIPTIONS.iter().any(|group| node.path.starts_with(group));
        if !is_done[place] && !describes && NumberType::of(dataset.dtype()).is_ok() {
            plain::add(found, place, node, node.path.clone());
        }
    }
}

/// An array for the spike times of each unit; returns the datasets that they stand for.
fn units(tree: &Tree, node: &Node, found: &mut Hdf5Listing) -> Result<Vec<usize>, FamilyRefusal> {
    let member = |name: &str| tree.member(node, name);
    let (Some((times, of_times)), Some((index, of_index))) =
        (member("spike_times"), member("spike_times_index"))
    else {
        return Ok(Vec::new());
    };
    let Some(dataset) = of_times.dataset() else { return Ok(Vec::new()) };
    let number = slab::numbers(dataset, found.file_len)?;
    let num_times = dataset.num_elements().unwrap_or(0) as f64;
    let ends = numbers(of_index, found.file_len)?;
    let ids = member("id").map(|(_, node)| numbers(node, found.file_len)).transpose()?;
    let is_sorted = ends.is_sorted() && ends.iter().all(|end| (0.0..=num_times).contains(end));
    if !is_sorted {
        let problem = "it doesn't ascend to the number of spike times".to_owned();
        found.refuse(of_index.path.clone(), FamilyRefusal::Damaged(problem));
        return Ok(Vec::new());
    }
    let mut first = 0;
    for (unit, end) in ends.iter().enumerate() {
        let id = ids.as_ref().and_then(|ids| ids.get(unit)).copied().unwrap_or(unit as f64);
        let shape = vec![*end as u64 - first];
        let part = Part::Elements { dataset: times, first };
        found.add(format!("{}/unit {id} (s)", node.path), shape, number, part);
        first = *end as u64;
    }
    Ok([Some(times), Some(index), member("id").map(|(place, _)| place)]
        .into_iter()
        .flatten()
        .collect())
}

/// The clock of a series as an array: its time stamps, or what follows from its rate; returns the datasets that it stands for.
fn clock(tree: &Tree, node: &Node, found: &mut Hdf5Listing) -> Vec<usize> {
    let name = format!("{}/timestamps (s)", node.path);
    if let Some((place, stamps)) = tree.member(node, "timestamps") {
        plain::add(found, place, stamps, name);
        return vec![place];
    }
    let (Some((place, start)), Some((_, data))) =
        (tree.member(node, "starting_time"), tree.member(node, "data"))
    else {
        return Vec::new();
    };
    let num = data.dataset().and_then(|data| data.shape().first().copied());
    let rate = start.number("rate").filter(|rate| *rate > 0.0 && rate.is_finite());
    let first = numbers(start, found.file_len).ok().and_then(|start| start.first().copied());
    let (Some(num), Some(rate), Some(first)) = (num, rate, first) else { return Vec::new() };
    found.add_doubles(name, num, Part::Times { first, rate });
    vec![place]
}

/// The pictures of a series in the order in which they were shown; returns the datasets that they stand for.
fn index_series(
    tree: &Tree,
    node: &Node,
    found: &mut Hdf5Listing,
) -> Result<Vec<usize>, FamilyRefusal> {
    let Some((data, shown)) = tree.member(node, "data") else { return Ok(Vec::new()) };
    let pictures = if let Some((_, images)) = tree.member(node, "indexed_images") {
        in_order(tree, images)?.into_iter().map(|place| (place, 0)).collect()
    } else if let Some((_, series)) = tree.member(node, "indexed_timeseries") {
        frames_of(tree, series)
    } else {
        Vec::new()
    };
    let Some((first, _)) = pictures.first().copied() else { return Ok(Vec::new()) };
    let Some(dataset) = tree.nodes[first].dataset() else { return Ok(Vec::new()) };
    let number = slab::numbers(dataset, found.file_len)?;
    let is_series = pictures.iter().all(|(place, _)| *place == first) && pictures.len() > 1;
    let picture: Vec<u64> = dataset.shape().iter().skip(usize::from(is_series)).copied().collect();
    let is_alike = |(place, _): &(usize, u64)| {
        let other = tree.nodes[*place].dataset();
        other.is_some_and(|other| {
            other.shape() == dataset.shape() && other.dtype() == dataset.dtype()
        })
    };
    let len: u64 = picture.iter().product();
    if !pictures.iter().all(is_alike) || len == 0 {
        return Ok(Vec::new());
    }
    let shown = numbers(shown, found.file_len)?;
    let picked: Option<Vec<(usize, u64)>> =
        shown.iter().map(|index| pictures.get(*index as usize).copied()).collect();
    let Some(picked) = picked.filter(|_| shown.iter().all(|index| *index >= 0.0)) else {
        let problem = "it names pictures that are not there".to_owned();
        found.refuse(format!("{}/data", node.path), FamilyRefusal::Damaged(problem));
        return Ok(Vec::new());
    };
    let shape = [vec![picked.len() as u64], picture].concat();
    let name = format!("{}/pictures as shown", node.path);
    found.add(name, shape, number, Part::Pictures { pictures: picked, len });
    let mut done: Vec<usize> = pictures.into_iter().map(|(place, _)| place).collect();
    // The frames of a series were perhaps shown themselves.
    if is_series {
        done.clear();
    }
    done.push(data);
    Ok(done)
}

/// The pictures of a group in the order that it states, or by name.
fn in_order(tree: &Tree, images: &Node) -> Result<Vec<usize>, FamilyRefusal> {
    let is_picture =
        |place: &usize| tree.nodes[*place].dataset().is_some_and(|dataset| dataset.ndim() >= 2);
    let Some((_, order)) = tree.member(images, "order_of_images") else {
        return Ok(images.members.iter().map(|(_, place)| *place).filter(is_picture).collect());
    };
    let Some(dataset) = order.dataset() else { return Ok(Vec::new()) };
    let Some(size) = reference_size(dataset.dtype()) else { return Ok(Vec::new()) };
    let bytes = bytes_of(dataset, size).map_err(refused)?;
    let places = bytes.chunks_exact(size).map(|reference| {
        let mut address = [0; 8];
        address[..size].copy_from_slice(reference);
        tree.by_address.get(&u64::from_le_bytes(address)).copied()
    });
    let places: Option<Vec<usize>> = places.collect();
    Ok(places.filter(|places| places.iter().all(is_picture)).unwrap_or_default())
}

/// The frames of a series.
fn frames_of(tree: &Tree, series: &Node) -> Vec<(usize, u64)> {
    let Some((place, data)) = tree.member(series, "data") else { return Vec::new() };
    let shape = data.dataset().map(|data| data.shape()).unwrap_or_default();
    let [num, frame @ ..] = shape else { return Vec::new() };
    let len: u64 = frame.iter().product();
    (0..(*num).min(MOST_ENTRIES)).map(|frame| (place, frame * len)).collect()
}

/// All numbers of a small dataset.
fn numbers(node: &Node, file_len: u64) -> Result<Vec<f64>, FamilyRefusal> {
    let no_numbers = || FamilyRefusal::Damaged("it holds no numbers".to_owned());
    let dataset = node.dataset().ok_or_else(no_numbers)?;
    let number = slab::numbers(dataset, file_len)?;
    let size = number.stored.num_bytes() as usize;
    let bytes = bytes_of(dataset, size).map_err(refused)?;
    let numbers: Option<Vec<f64>> =
        bytes.chunks_exact(size).map(|bytes| number.read(bytes)).collect();
    numbers.ok_or_else(no_numbers)
}

/// All elements of a small dataset.
fn bytes_of(dataset: &hdf5_reader::Dataset, size: usize) -> Result<Vec<u8>, FamilyFault> {
    let num = dataset.num_elements().unwrap_or(u64::MAX);
    if num > MOST_ENTRIES {
        let problem = format!("it has {num} entries, more than {MOST_ENTRIES}");
        return Err(FamilyFault::Refused(FamilyRefusal::Damaged(problem)));
    }
    let mut bytes = vec![0; num as usize * size];
    slab::read(dataset, size, 0, &mut bytes)?;
    Ok(bytes)
}
