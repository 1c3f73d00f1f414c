//! What a link says that an experiment gives, and whether it does.
//!
//! In: the report of a run. Out: a short text for the link; and of such a text and another report,
//! whether the run was reproduced, in words.

use core::cmp::Ordering;

use serde::Deserialize;

use crate::{
    config::{Draft, MODEL_VERSION},
    link,
    network::checksum_of_bytes,
    t, tn, words,
};

/// How far correlations of runs of different engines or model versions may differ: their rounding differs, and a
/// training amplifies it.
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
    correlation: Option<f64>,
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
        let all: Vec<f64> =
            report.networks.iter().filter_map(|network| network.correlation).collect();
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

    /// What can be said of the result that a link expects before its run has ended: nothing if the run should simply
    /// come out the same.
    pub fn outlook(expected: &str) -> Option<String> {
        let Some(Self { model_version: version, .. }) = Self::of_text(expected) else {
            return Some(Self::unread().to_owned());
        };
        let (here, tolerance) = (MODEL_VERSION, tolerance());
        match version.cmp(&here) {
            Ordering::Equal => None,
            Ordering::Less => Some(t!(
                "The result that the link expects was made by version {version} of the model; this page has version {here}. The run reproduces it approximately: correlations within {tolerance} count as the same.",
                version = version,
                here = here,
                tolerance = tolerance
            )),
            Ordering::Greater => Some(t!(
                "The result that the link expects was made by version {version} of the model, which is newer than this page's version {here}. Load the page again for a newer one; until then the run reproduces it approximately: correlations within {tolerance} count as the same.",
                version = version,
                here = here,
                tolerance = tolerance
            )),
        }
    }

    /// What is said of an expected result that is none.
    pub fn unread() -> &'static str {
        t!(
            "The result that the link expects cannot be read, so it is not compared. The run is whole; only its proof is missing."
        )
    }

    /// Whether a run, whose own proof is `here`, gave what this one of a link says.
    pub fn verdict(&self, here: &Self) -> Verdict {
        if here.settings != self.settings {
            return Verdict::OtherSettings(
                t!("The result that the link expects belongs to other settings, so it was not compared.")
                    .to_owned(),
            );
        }
        if here.num_networks != self.num_networks {
            return Verdict::Different(t!(
                "Not reproduced: the link expects {expected} networks, and this run has {here}. {provenance}",
                expected = self.num_networks,
                here = here.num_networks,
                provenance = self.provenance()
            ));
        }
        let is_same = here.bits == self.bits;
        if is_same && here.correlations == self.correlations {
            return Verdict::SameBits(t!(
                "Reproduced: the same bits. All {networks} have the parameters that the link expects (checksum {checksum}), best correlation {best}.",
                networks = networks(here.num_networks),
                checksum = here.bits,
                best = thousandths(here.correlations[0])
            ));
        }
        if is_same {
            return Verdict::Different(t!(
                "The numbers in the link were changed: the networks have the very bits that it expects, whose best correlation is {best} and not {written}.",
                best = thousandths(here.correlations[0]),
                written = thousandths(self.correlations[0])
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
        let numbers = t!(
            "best correlation {best} here, {expected} in the link; mean {mean} and {expected_mean}",
            best = thousandths(here.correlations[0]),
            expected = thousandths(self.correlations[0]),
            mean = thousandths(here.correlations[1]),
            expected_mean = thousandths(self.correlations[1]),
        );
        let must_be_same = self.is_cpu && here.is_cpu && self.model_version == here.model_version;
        if must_be_same {
            return Verdict::Different(t!(
                "Not reproduced: the bits differ ({numbers}). Runs on the CPU agree to the last bit, so what the link expects was changed, or this browser computes wrongly. {provenance}",
                numbers = numbers,
                provenance = self.provenance()
            ));
        }
        if largest <= TOLERANCE {
            Verdict::Close(t!(
                "Reproduced within tolerance: {numbers}. {provenance}",
                numbers = numbers,
                provenance = self.provenance()
            ))
        } else {
            Verdict::Different(t!(
                "Not reproduced: {numbers}, which is more than the {tolerance} that engines and versions may differ. {provenance}",
                numbers = numbers,
                tolerance = tolerance(),
                provenance = self.provenance()
            ))
        }
    }

    /// Where the numbers of the link come from.
    fn provenance(&self) -> String {
        let (version, here) = (self.model_version, MODEL_VERSION);
        let words = match (self.is_cpu, version == here) {
            (true, true) => t!("The link was made on the CPU.").to_owned(),
            (false, true) => {
                t!("The link was made on WebGPU, whose bits depend on the adapter.").to_owned()
            }
            (true, false) => t!(
                "The link was made on the CPU with version {version} of the model; this page has version {here}, whose results may differ.",
                version = version,
                here = here
            ),
            (false, false) => t!(
                "The link was made on WebGPU, whose bits depend on the adapter, with version {version} of the model; this page has version {here}, whose results may differ.",
                version = version,
                here = here
            ),
        };
        if version <= here {
            return words;
        }
        [&words, t!("Load the page again for a newer version.")].join(" ")
    }
}

/// Of the settings that results depend on: the engine is not one of them.
fn settings_of(draft: &Draft) -> String {
    let draft = Draft { engine: Draft::default().engine, ..draft.without_view() };
    // As the first version of the model wrote it, without its own number: settings are the same whichever version runs them.
    checksum_of_bytes(link::encode_of(&draft, 1).bytes())
}

fn tolerance() -> String {
    thousandths((1e3 * TOLERANCE) as i32)
}

fn networks(count: u32) -> String {
    tn!(count, "{count} network", "{count} networks", count = count)
}

/// `.912` of 912.
fn thousandths(value: i32) -> String {
    let sign = if value < 0 { "\u{2212}" } else { "" };
    match value.unsigned_abs() {
        part @ ..1000 if words::is_english() => format!("{sign}.{part:03}"),
        all => format!("{sign}{}.{:03}", all / 1000, all % 1000),
    }
}
