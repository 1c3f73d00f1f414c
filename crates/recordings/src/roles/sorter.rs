//! What spike sorters write: which clusters are good, and what of theirs is not needed.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Context, Reasoned, Role, unknown},
    sorter::GOOD,
};

/// Files of Kilosort and phy that say nothing of when a cell spiked. Some of them look like noise, and are as long as there are spikes.
const ASIDE: [&str; 16] = [
    "amplitudes",
    "channel_map",
    "channel_positions",
    "channel_shanks",
    "full_pc_feature",
    "pc_feature",
    "kept_spikes",
    "ops",
    "similar_templates",
    "spike_detection_templates",
    "spike_positions",
    "spike_templates",
    "template_feature",
    "templates",
    "whitening_mat",
    "waveforms",
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
    let num = array.info.num_elements();
    if array.name().ends_with(GOOD) && num > 0 {
        let reason =
            t!("The {num} clusters that its table calls good: the others are left out.", num = num);
        return Some((Role::GoodCells, reason));
    }
    let (folder, name) = folder_and_name(array);
    let is_aside = ASIDE.iter().any(|aside| name.starts_with(aside));
    let is_beside = |other: &ArrayFacts| folder_and_name(other) == (folder, "spike_clusters");
    (is_aside && all.iter().any(is_beside))
        .then(|| unknown(t!("A file of the spike sorter that isn't needed here.")))
}
