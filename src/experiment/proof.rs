//! What a link says that an experiment gives, and whether it does.
//!
//! In: the report of a run. Out: a short text for the link; and of such a text and another report,
//! whether the run was reproduced, in words.

use serde::Deserialize;

use crate::{config::Draft, link, network::checksum_of_bytes};

/// Raised whenever the same settings give other bits than before.
///
/// A link that was made with another model version says so when it is opened, instead of calling the
/// difference a failure.
pub const MODEL_VERSION: u32 = 1;

/// How far correlations of runs of different engines may differ: their rounding differs, and a training
/// amplifies it.
const TOLERANCE: f64 = 0.02;

/// The result of a run, as short as a link needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// [`MODEL_VERSION`] of the page that made it.
    pub model_version: u32,
    /// Whether the CPU trained, whose bits are the same everywhere.
    pub is_cpu: bool,
    /// Of the settings, without what only the view depends on.
    pub settings: String,
    /// Networks in the report.
    pub num_networks: u32,
    /// Of the checksums of all networks.
    pub bits: String,
    /// Correlations of the best network and of all on average, thousandths.
    pub correlations: [i32; 2],
}

/// What of a report a proof is about.
#[derive(Deserialize)]
struct Reported {
    link: String,
    engine: String,
    networks: Vec<ReportedNetwork>,
}

#[derive(Deserialize)]
struct ReportedNetwork {
    correlation: f64,
    checksum: String,
}

/// Whether a run gave what a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same bits.
    SameBits(String),
    /// The same within what engines may differ.
    Close(String),
    /// Something else.
    Different(String),
    /// The link speaks of other settings: nothing can be compared.
    OtherSettings(String),
}

impl Verdict {
    /// The verdict in words.
    pub fn words(&self) -> &str {
        match self {
            Self::SameBits(words)
            | Self::Close(words)
            | Self::Different(words)
            | Self::OtherSettings(words) => words,
        }
    }
}

impl Proof {
    /// Of a report as JSON; nothing of anything else.
    pub fn of_report(json: &str) -> Option<Self> {
        let report: Reported = serde_json::from_str(json).ok()?;
        let all: Vec<f64> = report.networks.iter().map(|network| network.correlation).collect();
        let best = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = all.iter().sum::<f64>() / all.len().max(1) as f64;
        let thousandths =
            |value: f64| if value.is_finite() { (1e3 * value).round() as i32 } else { 0 };
        let checksums: String =
            report.networks.iter().map(|network| network.checksum.as_str()).collect();
        Some(Self {
            model_version: MODEL_VERSION,
            is_cpu: report.engine == "cpu",
            settings: settings_of(&link::decode(&report.link).draft),
            num_networks: report.networks.len() as u32,
            bits: checksum_of_bytes(checksums.bytes()),
            correlations: [thousandths(best), thousandths(mean)],
        })
    }

    /// As a link writes it.
    pub fn to_text(&self) -> String {
        let Self { model_version, settings, num_networks, bits, correlations, .. } = self;
        let engine = if self.is_cpu { 'c' } else { 'g' };
        let [best, mean] = correlations;
        format!("{model_version}{engine}.{settings}.{num_networks}.{bits}.{best}.{mean}")
    }

    /// Reads what [`Self::to_text`] has written; nothing of anything else.
    pub fn of_text(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let [first, settings, num_networks, bits, best, mean] = parts.try_into().ok()?;
        let (version, is_cpu) = match (first.strip_suffix('c'), first.strip_suffix('g')) {
            (Some(version), _) => (version, true),
            (None, Some(version)) => (version, false),
            (None, None) => return None,
        };
        let is_checksum =
            |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_checksum(settings) || !is_checksum(bits) {
            return None;
        }
        Some(Self {
            model_version: version.parse().ok()?,
            is_cpu,
            settings: settings.to_owned(),
            num_networks: num_networks.parse().ok()?,
            bits: bits.to_owned(),
            correlations: [best.parse().ok()?, mean.parse().ok()?],
        })
    }

    /// Whether a run, whose own proof is `here`, gave what this one of a link says.
    pub fn verdict(&self, here: &Self) -> Verdict {
        if here.settings != self.settings {
            return Verdict::OtherSettings(
                "The result that the link expects belongs to other settings, so it was not compared."
                    .to_owned(),
            );
        }
        if here.num_networks != self.num_networks {
            return Verdict::Different(format!(
                "Not reproduced: the link expects {} networks, and this run has {}. {}",
                self.num_networks,
                here.num_networks,
                self.provenance()
            ));
        }
        let is_same = here.bits == self.bits;
        if is_same && here.correlations == self.correlations {
            return Verdict::SameBits(format!(
                "Reproduced: the same bits. All {} have the parameters that the link expects (checksum {}), best correlation {}.",
                networks(here.num_networks),
                here.bits,
                thousandths(here.correlations[0])
            ));
        }
        if is_same {
            return Verdict::Different(format!(
                "The numbers in the link were changed: the networks have the very bits that it expects, whose best correlation is {} and not {}.",
                thousandths(here.correlations[0]),
                thousandths(self.correlations[0])
            ));
        }
        self.compared(here)
    }

    /// Other bits: are the correlations the same, and why might they not be?
    fn compared(&self, here: &Self) -> Verdict {
        let differences =
            [0, 1].map(|at| f64::from(here.correlations[at] - self.correlations[at]) / 1e3);
        let largest =
            differences.iter().fold(0.0_f64, |most, difference| most.max(difference.abs()));
        let numbers = format!(
            "best correlation {} here, {} in the link; mean {} and {}",
            thousandths(here.correlations[0]),
            thousandths(self.correlations[0]),
            thousandths(here.correlations[1]),
            thousandths(self.correlations[1]),
        );
        let must_be_same = self.is_cpu && here.is_cpu && self.model_version == here.model_version;
        if must_be_same {
            return Verdict::Different(format!(
                "Not reproduced: the bits differ ({numbers}). Runs on the CPU agree to the last bit, so what the link expects was changed, or this browser computes wrongly. {}",
                self.provenance()
            ));
        }
        if largest <= TOLERANCE {
            Verdict::Close(format!("Reproduced within tolerance: {numbers}. {}", self.provenance()))
        } else {
            Verdict::Different(format!(
                "Not reproduced: {numbers}, which is more than the {} that engines may differ. {}",
                thousandths((1e3 * TOLERANCE) as i32),
                self.provenance()
            ))
        }
    }

    /// Where the numbers of the link come from.
    fn provenance(&self) -> String {
        let engine =
            if self.is_cpu { "the CPU" } else { "WebGPU, whose bits depend on the adapter" };
        if self.model_version == MODEL_VERSION {
            format!("The link was made on {engine}.")
        } else {
            format!(
                "The link was made on {engine} with version {} of the model; this page has version {MODEL_VERSION}, whose results may differ.",
                self.model_version
            )
        }
    }
}

/// Of the settings that results depend on: the engine is not one of them.
fn settings_of(draft: &Draft) -> String {
    let draft = Draft { engine: Draft::default().engine, ..draft.without_view() };
    checksum_of_bytes(link::encode(&draft).bytes())
}

fn networks(count: u32) -> String {
    if count == 1 { "1 network".to_owned() } else { format!("{count} networks") }
}

/// `.912` of 912.
fn thousandths(value: i32) -> String {
    let sign = if value < 0 { "\u{2212}" } else { "" };
    match value.unsigned_abs() {
        whole @ 1000.. => format!("{sign}{}.{:03}", whole / 1000, whole % 1000),
        part => format!("{sign}.{part:03}"),
    }
}
