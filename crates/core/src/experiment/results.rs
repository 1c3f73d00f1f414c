//! What an experiment has found so far, and the part of it that the page does not look into.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    experiment::{CellSummary, Computed, Findings, PassedOn, TaskId},
    training::Trained,
};

/// The cell of each group.
pub type Cells = BTreeMap<u32, CellSummary>;

/// Trained networks; whoever keeps one shares it.
pub type Networks = BTreeMap<TaskId, Arc<Trained>>;

/// What an experiment has found so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The cell of each group.
    pub cells: Cells,
    /// The networks that are trained.
    pub trained: Networks,
    /// What they could tell together.
    pub computed: Option<Encoded>,
}

/// What was computed, for those who only pass it on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoded {
    /// Its numbers for the report: [`Findings`] as JSON.
    pub findings: String,
    computed: PassedOn<Computed>,
}

impl Encoded {
    /// Encodes it.
    ///
    /// # Panics
    /// Never: it is plain data.
    pub fn new(computed: &Computed) -> Self {
        let findings = serde_json::to_string(&Findings::from(computed));
        Self { findings: findings.expect("it is plain data"), computed: PassedOn::new(computed) }
    }

    /// Decodes it; nothing if another build encoded it.
    pub fn decode(&self) -> Option<Computed> {
        self.computed.read()
    }
}
