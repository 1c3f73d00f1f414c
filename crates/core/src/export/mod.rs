//! What leaves Ganglion as files for other programs: the weights of networks and the frames to run them on; and how to cite it.
//!
//! In: a finished experiment. Out: the bytes of a safetensors file and of an npz file for each network that it keeps, the same
//! bytes for the same network, with a text that explains them and a program that runs them. Tables and figures are written by
//! `ganglion_figures`.
//!
//! # Names and shapes
//!
//! All numbers are `f32`, in row-major order, with `N` filters:
//!
//! | name | shape | what it is |
//! |---|---|---|
//! | `filters` | `[N, side, side]`; of Version II `[N, channels, side, side]` | filter weights |
//! | `filter_biases` | `[N]` | their biases |
//! | `layer2_weights`, `layer3_weights` | `[N out, N in, height, width]` | further layers, as far as there are any |
//! | `layer2_biases`, `layer3_biases` | `[N]` | their biases |
//! | `dense_weights` | `[N, rows, columns]` | one weight for each map and position |
//! | `output_bias` | `[1]` | added before the output |
//! | `softplus` | `[2]` | `a` and `b` of a trained softplus, if there is one |
//! | `temporal_filter` | `[20]` | what frames are seen through before the filters, lag 0 first; not where there are `lags` or `courses` |
//! | `courses` | `[channels, 20]` | course of time of each channel, lag 0 first, where channels are not lags |
//!
//! With them go texts: `ganglion` (its version), `link` (the experiment), `network_link` (what this network learned from and
//! how), `checksum` and `correlation` (as in the report), `filters`, `restart`, `output`: `softplus`, `parametric` (with two numbers
//! that are trained) or `sigmoid`, and `channels`: `filtered` frames, `lags` or `courses`. In a safetensors file they are its metadata, in an npz file a JSON object in the text array `metadata`.

mod archive;
mod citation;
mod explained;
mod frames;
mod npz;
mod safetensors;
mod tensors;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::{Choice as _, Config},
    experiment::{Results, groups, kept},
    link,
    network::{Channels, checksum_of_bytes},
    training::Trained,
};

pub use archive::Archive;
pub use citation::citation;
pub use explained::explained;
pub use frames::frames_npz;
pub use tensors::{Tensor, tensors};

/// The weights of one network, to be written.
#[derive(Clone, Debug)]
pub struct Weights<'a> {
    /// Name of its files: `filters-05`, of several groups `group-02-filters-05`.
    pub name: String,
    /// The network.
    pub network: &'a Trained,
    /// What the frames that it learned from were seen through, `[NUM_LAGS]`; empty where it is not known.
    temporal_filter: &'a [f32],
    /// What its files say about it.
    pub metadata: BTreeMap<&'static str, String>,
}

impl<'a> Weights<'a> {
    /// The networks that an experiment keeps, those of its report; `link` is that of the experiment.
    pub fn kept(config: &Config, results: &'a Results, link: &str) -> Vec<Self> {
        let groups = groups(config);
        let mut weights = Vec::new();
        for (number, group) in (0..).zip(&groups) {
            let sizes: BTreeSet<u32> = group.networks.iter().map(|id| id.num_filters).collect();
            let networks = sizes.iter().filter_map(|size| kept(&results.trained, number, *size));
            let cell = results.cells.get(&number);
            for network in networks {
                let name = format!("filters-{:02}", network.id.num_filters);
                weights.push(Self {
                    name: name_in_group(groups.len(), number, &name),
                    network,
                    temporal_filter: cell.map_or(&[], |cell| &cell.input_filter),
                    metadata: metadata(network, &group.config, link),
                });
            }
        }
        weights
    }

    /// One zip archive with both files of each network, and what explains them.
    pub fn zip(all: &[Self], link: &str) -> Vec<u8> {
        let mut archive = Archive::default();
        for (name, text) in explained(link) {
            archive.add(name, text.as_bytes());
        }
        for weights in all {
            archive.add(&format!("{}.safetensors", weights.name), &weights.safetensors());
            archive.add(&format!("{}.npz", weights.name), &weights.npz());
        }
        archive.finish()
    }

    /// The file `name.safetensors`.
    pub fn safetensors(&self) -> Vec<u8> {
        safetensors::write(&self.tensors(), &self.metadata)
    }

    /// The file `name.npz`.
    pub fn npz(&self) -> Vec<u8> {
        npz::write(&self.tensors(), &self.metadata)
    }

    /// What its files hold: all parameters, and what its frames are seen through.
    pub fn tensors(&self) -> Vec<Tensor> {
        let mut tensors = tensors(self.network);
        if self.network.channels == Channels::Filtered && !self.temporal_filter.is_empty() {
            let values = self.temporal_filter.to_vec();
            tensors.push(Tensor { name: "temporal_filter", shape: vec![values.len()], values });
        }
        tensors
    }
}

/// Of the checksums of all networks that an experiment keeps, as links with a result have it; none without a network.
pub fn checksum_of_kept(config: &Config, results: &Results) -> Option<String> {
    let kept = Weights::kept(config, results, "");
    let bits: String = kept.iter().map(|weights| weights.network.parameters.checksum()).collect();
    (!kept.is_empty()).then(|| checksum_of_bytes(bits.bytes()))
}

/// The name of a file that belongs to one of some groups; `number` from 0.
pub fn name_in_group(num_groups: usize, number: u32, name: &str) -> String {
    if num_groups == 1 { name.to_owned() } else { format!("group-{:02}-{name}", number + 1) }
}

fn metadata(network: &Trained, config: &Config, link: &str) -> BTreeMap<&'static str, String> {
    let channels = match network.channels {
        Channels::Filtered => "filtered",
        Channels::Lags => "lags",
        Channels::Courses(_) => "courses",
    };
    BTreeMap::from([
        ("ganglion", env!("CARGO_PKG_VERSION").to_owned()),
        ("link", link.to_owned()),
        ("network_link", link::encode(config.draft())),
        ("correlation", network.correlation.to_string()),
        ("output", config.output().word().to_owned()),
        ("checksum", network.parameters.checksum()),
        ("filters", network.id.num_filters.to_string()),
        ("restart", network.id.restart.to_string()),
        ("channels", channels.to_owned()),
    ])
}
