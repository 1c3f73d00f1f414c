//! The last runs of this browser.

use serde::{Deserialize, Serialize};

use crate::teaching::Teaching;
use ganglion_components::{
    reactive::{Effect, RwSignal},
    storage::{store, stored},
};
use ganglion_core::{
    config::{Draft, Frame},
    link,
};

const NAME: &str = "ganglion.runs";

/// How many are kept.
const MAX_RECORDS: usize = 10;

/// A run that finished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Its link, as a fragment.
    pub(super) link: String,
    /// When it finished, milliseconds since 1970.
    pub(super) when: f64,
    /// `cpu` or `gpu`.
    pub(super) engine: String,
    /// How long it took.
    pub(super) seconds: f64,
    /// Its networks.
    pub(super) networks: Vec<Network>,
}

/// A network of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Network {
    pub(super) filters: u32,
    pub(super) effective_filters: u32,
    #[serde(default)]
    pub(super) worst_similarity: Option<f64>,
    #[serde(default)]
    pub(super) correlation: Option<f64>,
    #[serde(default)]
    pub(super) ceiling: Option<f64>,
}

/// What of a report a record is made of.
#[derive(Deserialize)]
struct ReportedRun {
    link: String,
    engine: String,
    seconds: f64,
    networks: Vec<Network>,
}

/// The newest first.
#[derive(Clone, Copy)]
pub(super) struct Records(RwSignal<Vec<Record>>);

impl Records {
    /// What this browser remembers; what it cannot read is forgotten.
    pub(super) fn stored() -> Self {
        let text = stored(NAME).unwrap_or_default();
        Self(RwSignal::new(serde_json::from_str(&text).unwrap_or_default()))
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<Record> {
        self.0.get()
    }

    /// Forgets them.
    pub(super) fn forget(self) {
        self.0.set(Vec::new());
        store(NAME, None);
    }

    fn add(self, record: Record) {
        self.0.update(|records| {
            // The same experiment once more takes the place of the one before.
            records.retain(|known| known.link != record.link);
            records.insert(0, record);
            records.truncate(MAX_RECORDS);
        });
        let text = self.0.with_untracked(serde_json::to_string);
        store(NAME, text.ok().as_deref());
    }
}

/// The experiment that a report is of.
pub(super) fn experiment_of(report: &str) -> Option<Draft> {
    let ReportedRun { link, .. } = serde_json::from_str(report).ok()?;
    Some(link::decode(&link).draft)
}

/// Adds every run that finishes, but for those of a page inside another.
pub(super) fn keep(teaching: Teaching) {
    Effect::new(move || {
        let reported =
            teaching.page.report.with(|report| serde_json::from_str::<ReportedRun>(report).ok());
        let is_embedded = teaching.page.draft.with_untracked(|draft| draft.frame == Frame::Embed);
        if let Some(ReportedRun { link, engine, seconds, networks }) =
            reported.filter(|_| !is_embedded)
        {
            // What only the view depends on is not part of a run.
            let link = link::encode(&link::decode(&link).draft.without_view());
            teaching.records.add(Record {
                link,
                when: js_sys::Date::now(),
                engine,
                seconds,
                networks,
            });
        }
    });
}
