//! The report of a run: what a researcher keeps.

use std::{collections::BTreeMap, io, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{
    Serializer,
    ser::{Formatter, PrettyFormatter},
};

use crate::{
    analysis::{Consensus, Pruning},
    cell::subunit_filters,
    config::{CellSource, Config, Section},
    experiment::{
        CellSummary, Computed, Correlations, EmergenceRow, FilterAgreement, Group, Networks,
        TaskId, groups,
        natural::{ScoreReference, Scores},
        rows,
        settings_search::{RecipeScore, SettingsSearch},
        stability::FilterStability,
    },
    link,
    training::{Agreement, CurvePoint, Trained},
};

/// Who ran an experiment and how fast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Running {
    /// `cpu` or `gpu`.
    pub engine: String,
    /// The processor or graphics adapter, as far as it is known.
    pub adapter: String,
    /// Workers that shared the networks.
    pub num_workers: u32,
    /// From the start to the last network, seconds.
    pub seconds: f64,
    /// Training frames times networks, a second, over the whole run.
    pub samples_per_sec: f64,
    /// Work handed to the graphics adapter in one step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispatches_per_step: Option<f64>,
    /// How far the engine was from the CPU engine over its first steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Why another engine ran than was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
}

/// One network of the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkReport {
    /// The link of the network alone, where the experiment compares different data or networks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Number of filters.
    pub filters: u32,
    /// Restart that was kept, from 0.
    pub restart: u32,
    /// Restarts it was chosen from.
    pub restarts: u32,
    /// Similarity (absolute cosine) of the subunit that is matched worst; of model cells only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst_similarity: Option<f64>,
    /// Mean similarity over the subunits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_similarity: Option<f64>,
    /// Filters that do something.
    pub effective_filters: u32,
    /// Correlation of prediction and spikes, test frames; nothing where settings are looked for, which no test frame may choose.
    pub correlation: Option<f64>,
    /// Correlation of prediction and the cell's own rate, test frames; nothing if nobody knows that.
    pub rate_correlation: Option<f64>,
    /// Correlation with the spikes of the test frames that a perfect prediction would reach; nothing if that can't be said.
    pub ceiling: Option<f64>,
    /// Data loss on the validation frames, nats a frame.
    pub validation_loss: f64,
    /// The same plus the L1 penalty.
    pub penalized_loss: f64,
    /// The learning curve.
    pub curve: Vec<CurvePoint>,
    /// Checksum of the bits of all parameters.
    pub checksum: String,
}

/// Everything that a finished run says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The link that remakes it, as a fragment.
    pub link: String,
    /// Version of Ganglion.
    pub version: String,
    /// How it was run.
    #[serde(flatten)]
    pub running: Running,
    /// Spikes in the training frames.
    pub training_spikes: u32,
    /// One entry for each number of filters, of each group of networks; none for those whose training diverged.
    pub networks: Vec<NetworkReport>,
    /// Numbers that the networks give together: [`Findings`] as JSON, which whoever puts a report
    /// together need not know.
    #[serde(skip)]
    pub findings: Option<String>,
}

/// The numbers of what was found beside the networks; images and traces are left to the figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Findings {
    /// Of a recorded-like cell.
    Recorded {
        /// Correlation with the mean response, over what the noise of the repeats allows.
        normalized_correlation: Option<f64>,
        /// The highest correlation that the noise of the repeats allows.
        highest_correlation: Option<f64>,
        /// The network with fewer filters.
        pruning: Pruning,
    },
    /// Of filters that came out again, or did not.
    Stability {
        /// Restart of the reference, from 0.
        reference: u32,
        /// Similarity above which both have to lie.
        control: f64,
        /// The highest similarity with a filter that learned from unrelated frames.
        unrelated: f64,
        /// Filters of which both similarities lie above it.
        num_stable: u32,
        /// The effective filters of the reference, by falling norm.
        filters: Vec<FilterStability>,
    },
    /// Of recipes.
    Settings {
        /// All of them.
        recipes: Vec<RecipeScore>,
        /// Position of the proposed one among them.
        proposed: Option<u32>,
        /// The experiment of the section Recorded with it, as a fragment.
        link: Option<String>,
    },
    /// Of a population.
    Transfer {
        /// Correlation of each network with each cell, Version I.
        version1: Correlations,
        /// The same of Version II.
        version2: Option<Correlations>,
        /// Each network with fewer filters.
        prunings: Vec<Pruning>,
    },
    /// Of the methods, in the order of their names.
    Methods {
        /// Name, similarity of the subunit matched worst, mean similarity, correlation, seconds.
        methods: Vec<(String, f64, f64, Option<f64>, f64)>,
        /// Each effective filter of the network against the other methods.
        agreement: Vec<FilterAgreement>,
        /// Of the factorization, where one was sought.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consensus: Option<Consensus>,
    },
    /// Of pictures.
    Natural {
        /// What the comparison allows one to conclude.
        conclusion: String,
        /// Correlations of each cell, pictures as they are; none where nobody knows the answers.
        mean_kept: Vec<Scores>,
        /// The same with the mean of each patch taken away; of the pictures of a recording, with the luminance taken out.
        mean_removed: Vec<Scores>,
        /// How far predictions agree where nobody knows the answers, pictures as they are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        agreement_kept: Vec<Scores>,
        /// The same with the mean of each patch taken away.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        agreement_removed: Vec<Scores>,
        /// Side of a checker on the pictures, pixels.
        checker_pixels: f32,
        /// Share of the pictures that drive 0, 1, .. of the cells shown.
        answering_shares: Vec<f64>,
    },
}

impl From<&Computed> for Findings {
    fn from(found: &Computed) -> Self {
        match found {
            Computed::Recorded(page, pruning) => Self::Recorded {
                normalized_correlation: page.reliability.normalized,
                highest_correlation: page.reliability.ceiling,
                pruning: pruning.clone(),
            },
            Computed::Stability(found) => Self::Stability {
                reference: found.reference,
                control: found.control,
                unrelated: found.unrelated,
                num_stable: found.num_stable() as u32,
                filters: found.filters.clone(),
            },
            Computed::Settings(found) => {
                let SettingsSearch { recipes, proposed, link, .. } = (**found).clone();
                Self::Settings { recipes, proposed, link }
            }
            Computed::Transfer(found) => Self::Transfer {
                version1: found.first.correlations.clone(),
                version2: found.second.as_ref().map(|second| second.correlations.clone()),
                prunings: found.prunings.clone(),
            },
            Computed::Methods(result) => {
                let methods = result.methods.iter().map(|found| {
                    let name = found.method.name().to_owned();
                    (name, found.worst, found.mean, found.correlation, found.seconds)
                });
                let (agreement, consensus) = (result.agreement.clone(), result.consensus.clone());
                Self::Methods { methods: methods.collect(), agreement, consensus }
            }
            Computed::Natural(found) => {
                let num_shown = found.examples.rasters.len() as u32;
                let of = |reference: ScoreReference, scores: &Vec<Scores>| {
                    if found.kept.reference == reference { scores.clone() } else { Vec::new() }
                };
                Self::Natural {
                    conclusion: found.conclusion_by(|english| english),
                    answering_shares: (0..=num_shown).map(|n| found.examples.share(n)).collect(),
                    mean_kept: of(ScoreReference::Answers, &found.kept.scores),
                    mean_removed: of(ScoreReference::Answers, &found.removed.scores),
                    agreement_kept: of(ScoreReference::Network, &found.kept.scores),
                    agreement_removed: of(ScoreReference::Network, &found.removed.scores),
                    checker_pixels: found.setting.checker,
                }
            }
        }
    }
}

/// JSON as people read it. Numbers are written by std: serde's own way brings tables that would
/// be among the largest things in the page.
struct Pretty(PrettyFormatter<'static>);

impl Formatter for Pretty {
    fn write_f64<W: io::Write + ?Sized>(&mut self, to: &mut W, value: f64) -> io::Result<()> {
        write!(to, "{value}")
    }

    fn write_f32<W: io::Write + ?Sized>(&mut self, to: &mut W, value: f32) -> io::Result<()> {
        write!(to, "{value}")
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        to: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(to, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        to: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(to, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

impl Report {
    /// The report as JSON.
    ///
    /// # Panics
    /// Never: a report is plain data.
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::new();
        let mut to = Serializer::with_formatter(&mut bytes, Pretty(PrettyFormatter::new()));
        // No `expect`: the words of errors that never come would be in the page.
        let is_written = self.serialize(&mut to).is_ok();
        assert!(is_written, "a report is plain data");
        let mut text = String::from_utf8(bytes).unwrap_or_default();
        if let Some(findings) = &self.findings {
            // Before the brace that ends the report. Not by serde_json's `RawValue`, which reads JSON before it writes it as it is:
            // its parser makes the page 16 kB larger (6 kB by brotli).
            text.truncate(text.trim_end_matches(['}', '\n']).len());
            text.push_str(",\n  \"findings\": ");
            text.push_str(findings);
            text.push_str("\n}");
        }
        text
    }

    /// Puts a report together; none unless every group has its cell.
    pub fn new(
        link: String,
        running: Running,
        config: &Config,
        cells: &BTreeMap<u32, CellSummary>,
        trained: &Networks,
    ) -> Option<Self> {
        let groups = groups(config);
        let is_search = config.experiment() == Section::Settings;
        let mut networks = Vec::new();
        for (number, group) in (0..).zip(&groups) {
            let cell = cells.get(&number)?;
            let is_of_it = |(task, network): &(&TaskId, &Arc<Trained>)| {
                task.group == number && !network.has_diverged()
            };
            let same = trained.iter().filter(is_of_it);
            let same: Vec<_> = same.map(|(_, network)| network.clone()).collect();
            let link = (groups.len() > 1).then(|| link::encode(group.config.draft()));
            networks.extend(
                group_rows(group, &same)
                    .iter()
                    .map(|row| NetworkReport::new(link.clone(), &group.config, cell, row))
                    .map(|network| if is_search { network.without_test() } else { network }),
            );
        }
        Some(Self {
            link,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            running,
            training_spikes: cells.values().next()?.num_training_spikes,
            networks,
            findings: None,
        })
    }

    /// With what was found beside the networks.
    #[must_use]
    pub fn with(self, findings: Option<String>) -> Self {
        Self { findings, ..self }
    }
}

fn group_rows(group: &Group, trained: &[Arc<Trained>]) -> Vec<EmergenceRow> {
    let subunits = match group.config.source() {
        CellSource::Model => subunit_filters(&group.config),
        CellSource::Recorded | CellSource::File => Vec::new(),
    };
    rows(&group.config, &subunits, trained)
}

impl NetworkReport {
    fn new(link: Option<String>, config: &Config, cell: &CellSummary, row: &EmergenceRow) -> Self {
        let has_truth = config.source() == CellSource::Model && !config.is_sealed();
        Self {
            link,
            filters: row.num_filters,
            restart: row.network.id.restart,
            restarts: row.num_restarts,
            worst_similarity: has_truth.then_some(row.recovery.worst),
            mean_similarity: has_truth.then_some(row.recovery.mean),
            effective_filters: row.num_effective() as u32,
            correlation: Some(row.network.correlation),
            rate_correlation: row.network.rate_correlation,
            ceiling: cell.ceiling,
            validation_loss: row.network.validation_loss,
            penalized_loss: row.network.penalized_loss,
            curve: row.network.curve.clone(),
            checksum: row.network.parameters.checksum(),
        }
    }

    /// Without what test frames say.
    fn without_test(self) -> Self {
        Self { correlation: None, rate_correlation: None, ..self }
    }
}
