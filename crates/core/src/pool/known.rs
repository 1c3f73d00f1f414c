//! Networks that are trained already, by what they depend on and the engine that trained them.

use std::collections::BTreeMap;

use crate::pool::{EngineKind, Known};

/// Trained networks of this visit and of earlier ones.
#[derive(Default)]
pub(super) struct KnownNetworks(BTreeMap<Vec<u8>, Vec<Known>>);

impl KnownNetworks {
    /// The network of a [`task_key`](crate::experiment::task_key) from one engine, or from any.
    pub(super) fn get(&self, key: &[u8], engine: Option<EngineKind>) -> Option<&Known> {
        let is_wanted = |known: &&Known| engine.is_none_or(|engine| known.engine == engine);
        self.0.get(key)?.iter().find(is_wanted)
    }

    /// Adds a network, in the place of what the same engine gave before.
    pub(super) fn insert(&mut self, key: Vec<u8>, known: Known) {
        let all = self.0.entry(key).or_default();
        all.retain(|other| other.engine != known.engine);
        all.push(known);
    }

    /// Forgets the networks of a key.
    pub(super) fn remove(&mut self, key: &[u8]) {
        self.0.remove(key);
    }
}
