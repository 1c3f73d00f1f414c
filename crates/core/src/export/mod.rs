//! What leaves Ganglion as files for other programs: the weights of networks; and how to cite it.
//!
//! In: a finished experiment. Out: the bytes of a safetensors file and of an npz file for each network that it keeps, the same
//! bytes for the same network. Tables and figures are written by `ganglion_figures`.
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
//! | `courses` | `[channels, 20]` | course of time of each channel, lag 0 first, where channels are not lags |
//!
//! With them go texts: `ganglion` (its version), `link` (the experiment), `network_link` (what this network learned from and
//! how), `checksum` (as in the report), `filters`, `restart`, and `channels`: `filtered` frames, `lags` or `courses`. In a
//! safetensors file they are its metadata, in an npz file a JSON object in the text array `metadata`.

mod archive;
mod citation;
mod npz;
mod safetensors;
mod tensors;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::Config,
    experiment::{Results, groups, kept},
    link,
    network::Channels,
    training::Trained,
};

use archive::Archive;
pub use citation::citation;
pub use tensors::{Tensor, tensors};

/// The weights of one network, to be written.
#[derive(Clone, Debug)]
pub struct Weights<'a> {
    /// Name of its files: `filters-05`, of several groups `group-02-filters-05`.
    pub name: String,
    /// The network.
    pub network: &'a Trained,
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
            for network in networks {
                let name = format!("filters-{:02}", network.id.num_filters);
                let is_alone = groups.len() == 1;
                weights.push(Self {
                    name: if is_alone { name } else { format!("group-{:02}-{name}", number + 1) },
                    network,
                    metadata: metadata(network, link, &link::encode(group.config.draft())),
                });
            }
        }
        weights
    }

    /// One zip archive with both files of each network.
    pub fn zip(all: &[Self]) -> Vec<u8> {
        let mut archive = Archive::default();
        for weights in all {
            archive.add(&format!("{}.safetensors", weights.name), &weights.safetensors());
            archive.add(&format!("{}.npz", weights.name), &weights.npz());
        }
        archive.finish()
    }

    /// The file `name.safetensors`.
    pub fn safetensors(&self) -> Vec<u8> {
        safetensors::write(&tensors(self.network), &self.metadata)
    }

    /// The file `name.npz`.
    pub fn npz(&self) -> Vec<u8> {
        npz::write(&tensors(self.network), &self.metadata)
    }
}

fn metadata(network: &Trained, link: &str, network_link: &str) -> BTreeMap<&'static str, String> {
    let channels = match network.channels {
        Channels::Filtered => "filtered",
        Channels::Lags => "lags",
        Channels::Courses(_) => "courses",
    };
    BTreeMap::from([
        ("ganglion", env!("CARGO_PKG_VERSION").to_owned()),
        ("link", link.to_owned()),
        ("network_link", network_link.to_owned()),
        ("checksum", network.parameters.checksum()),
        ("filters", network.id.num_filters.to_string()),
        ("restart", network.id.restart.to_string()),
        ("channels", channels.to_owned()),
    ])
}
