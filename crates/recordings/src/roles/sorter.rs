//! What spike sorters write: which clusters are good, and what of theirs is not needed.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    neurons::{NEURON, TRIGGERS},
    roles::{Context, Reasoned, Role, TimeUnit, unknown},
    text::sorter::GOOD,
};

/// Files of Kilosort and phy that say nothing of when a cell spiked. Some of them look like noise, and are as long as there are spikes.
const ASIDE: [&str; 11] = [
    "amplitudes",
    "channel_",
    "full_pc_feature",
    "kept_spikes",
    "pc_feature",
    "similar_templates",
    "spike_detection_templates",
    "spike_positions",
    "spike_templates",
    "template",
    "whitening_mat",
];

/// The folder of an array's file, with the stroke behind it, and the name of the file without its ending.
fn folder_and_name(array: &ArrayFacts) -> (&str, &str) {
    let path = array.info.path.split(" / ").next().unwrap_or_default();
    let start = path.rfind(['/', '\\']).map_or(0, |stroke| stroke + 1);
    let (folder, base) = path.split_at(start);
    (folder, base.rsplit_once('.').map_or(base, |(name, _)| name))
}

/// Clusters that are good, and what is set aside beside the clusters of a sorter.
pub(super) fn of_sorter(array: &ArrayFacts, all: &[ArrayFacts], _: &Context) -> Option<Reasoned> {
    if is_of_vision(array) {
        return of_vision(array);
    }
    let (folder, name) = folder_and_name(array);
    if array.name().ends_with(GOOD) && array.info.num_elements() > 0 {
        let is_choice =
            |other: &&ArrayFacts| other.name().starts_with("group") && other.name().ends_with(GOOD);
        let mut choices = all.iter().filter(is_choice);
        let is_chosen = choices.any(|other| folder_and_name(other).0 == folder);
        if is_chosen && !array.name().starts_with("group") {
            return Some(unknown(t!(
                "A person has looked at the clusters since: see the other table."
            )));
        }
        let reason = t!("The clusters that their table calls good: the others are left out.");
        return Some((Role::GoodCells, reason.to_owned()));
    }
    let is_aside = ASIDE.iter().any(|aside| name.starts_with(aside));
    let is_beside = |other: &ArrayFacts| folder_and_name(other) == (folder, "spike_clusters");
    (is_aside && all.iter().any(is_beside))
        .then(|| unknown(t!("A file of the spike sorter that isn't needed here.")))
}

/// Whether it stands in a file of Vision.
fn is_of_vision(array: &ArrayFacts) -> bool {
    let file = array.info.path.split(" / ").next().unwrap_or_default();
    file.rsplit_once('.').is_some_and(|(_, ending)| ending.starts_with("neurons"))
}

/// Spikes and triggers of a file of Vision.
fn of_vision(array: &ArrayFacts) -> Option<Reasoned> {
    let unit = TimeUnit::Samples;
    if array.name() == TRIGGERS && array.info.num_elements() > 1 {
        let reason = t!("Vision keeps the triggers of the screen here, in samples.");
        return Some((Role::FrameTimes { unit }, reason.to_owned()));
    }
    array.name().starts_with(NEURON).then(|| {
        (
            Role::SpikeTimes { unit },
            t!("Vision keeps the spikes of a neuron here, in samples.").to_owned(),
        )
    })
}
