//! Five methods on the same spikes: what each finds of the hidden subunits.

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{
        Consensus, LinearNonlinear, Modules, Stc, StnmfSettings, filter_facts, recovery_by_images,
    },
    cell::HiddenCell,
    config::Config,
    dataset::Dataset,
    network::Parameters,
    statistics::{correlation, cosine},
    t,
};

/// A way to look for subunits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Method {
    /// Spike-triggered average.
    Average,
    /// The average and a curve behind it.
    LinearNonlinear,
    /// Spike-triggered covariance.
    Covariance,
    /// Spike-triggered non-negative matrix factorization.
    Factorization,
    /// The trained network.
    Network,
}

impl Method {
    /// Every method, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Average,
        Self::LinearNonlinear,
        Self::Covariance,
        Self::Factorization,
        Self::Network,
    ];

    /// Its short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Average => "STA",
            Self::LinearNonlinear => "LN",
            Self::Covariance => "STC",
            Self::Factorization => "STNMF",
            Self::Network => "CNN",
        }
    }

    /// Its name in words.
    pub fn long_name(self) -> &'static str {
        match self {
            Self::Average => t!("spike-triggered average"),
            Self::LinearNonlinear => t!("linear-nonlinear model"),
            Self::Covariance => t!("spike-triggered covariance"),
            Self::Factorization => t!("spike-triggered non-negative matrix factorization"),
            Self::Network => t!("convolutional network"),
        }
    }
}

/// What one method found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodResult {
    /// Which method.
    pub method: Method,
    /// `[num_images][rows * columns]`, what it shows in the field.
    pub images: Vec<Vec<f32>>,
    /// For each subunit, the image matched to it.
    pub matching: Vec<Option<u32>>,
    /// For each subunit, the absolute cosine with its image; as in `analysis::Recovery`.
    pub similarities: Vec<f64>,
    /// Similarity of the subunit that is recovered worst.
    pub worst: f64,
    /// Mean similarity over subunits.
    pub mean: f64,
    /// Correlation of its prediction with the spikes of the test frames, if it predicts.
    pub correlation: Option<f64>,
    /// Time that it took, as told by the caller.
    pub seconds: f64,
    /// What it has to be told beside the spikes.
    pub told: String,
}

/// Spectrum of the spike-triggered covariance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spectrum {
    /// Change of the variance along each axis across the average, falling.
    pub eigenvalues: Vec<f64>,
    /// The smallest eigenvalue of shifted spikes.
    pub null_low: f64,
    /// The largest eigenvalue of shifted spikes.
    pub null_high: f64,
    /// Change of the variance along the average.
    pub along_average: f64,
    /// Axes above the null.
    pub num_excitatory: u32,
    /// Axes below the null.
    pub num_suppressive: u32,
    /// Mean length of the subunits within the average and the significant axes together, 1 for all.
    pub span: f64,
}

/// A filter of the network against what other methods found: needs no truth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilterAgreement {
    /// Absolute cosine with the module of the factorization that is matched to it, one to one; 0 if there are too few.
    pub module: f64,
    /// Its length within the average and the significant axes of the covariance together, 1 for all.
    pub subspace: f64,
}

/// All methods on the same spikes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodsResult {
    /// Width of the field, checkers.
    pub columns: u32,
    /// Training frames.
    pub num_frames: u32,
    /// Spikes in them.
    pub num_spikes: u32,
    /// Correlation of the cell's own rate with its spikes, test frames.
    pub ceiling: Option<f64>,
    /// The true filters, `[num_subunits][rows * columns]`.
    pub subunits: Vec<Vec<f32>>,
    /// In the order of [`Method::ALL`]; the network only where one was given.
    pub methods: Vec<MethodResult>,
    /// Of each image of the network, in their order; none without a network.
    pub agreement: Vec<FilterAgreement>,
    /// Length of a random direction within the average and the significant axes together.
    pub chance: f64,
    /// Of the covariance.
    pub spectrum: Spectrum,
    /// Of the factorization, where one was sought.
    pub consensus: Option<Consensus>,
    /// The curve of the LN model: outputs of its filter.
    pub curve_generators: Vec<f32>,
    /// The curve of the LN model: spikes a frame at these outputs.
    pub curve_counts: Vec<f32>,
}

/// A trained network to compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedNetwork {
    /// Its parameters.
    pub parameters: Parameters,
    /// Time that its training took, restarts included, seconds.
    pub seconds: f64,
}

/// What every method left behind, before it is compared with the truth.
pub(super) struct MethodOutputs<'a> {
    pub(super) config: &'a Config,
    pub(super) dataset: &'a Dataset,
    pub(super) settings: StnmfSettings,
    pub(super) network: Option<&'a ComparedNetwork>,
    pub(super) linear: &'a LinearNonlinear,
    pub(super) covariance: &'a Stc,
    pub(super) modules: &'a Modules,
    pub(super) consensus: Option<&'a Consensus>,
    /// `[num_test_frames]`, by the network.
    pub(super) predictions: &'a [f32],
    /// Of each method in the order of [`Method::ALL`].
    pub(super) seconds: [f64; 5],
}

impl MethodOutputs<'_> {
    /// Compares with the truth.
    pub(super) fn result(&self) -> MethodsResult {
        // Of a sealed cell nobody is told how well it was found, of a real one nobody knows.
        let cell = self.dataset.cell.as_ref().filter(|_| !self.config.is_sealed());
        let (is_known, subunits) = (cell.is_some(), cell.map(HiddenCell::subunit_filters));
        let subunits = subunits.unwrap_or_default();
        let methods = Method::ALL.into_iter().filter_map(|method| {
            let images = self.images(method)?;
            let recovery = recovery_by_images(&subunits, &images);
            let matched = recovery.matching.iter();
            Some(MethodResult {
                method,
                matching: matched.map(|image| image.map(|image| image as u32)).collect(),
                similarities: (0..subunits.len()).map(|at| recovery.of_subunit(at)).collect(),
                worst: if is_known { recovery.worst } else { f64::NAN },
                mean: recovery.mean,
                correlation: self.correlation(method),
                seconds: self.seconds[method as usize],
                told: self.told(method),
                images,
            })
        });
        MethodsResult {
            columns: self.config.columns() as u32,
            num_frames: self.dataset.training.num_frames() as u32,
            num_spikes: self.dataset.training.num_spikes() as u32,
            ceiling: self.dataset.ceiling(),
            methods: methods.collect(),
            agreement: self.agreement(),
            chance: self.chance(),
            spectrum: self.spectrum(&subunits),
            consensus: self.consensus.cloned(),
            curve_generators: self.linear.generators.clone(),
            curve_counts: self.linear.counts.clone(),
            subunits,
        }
    }

    /// What a method shows; `None` without a network.
    fn images(&self, method: Method) -> Option<Vec<Vec<f32>>> {
        Some(match method {
            Method::Average | Method::LinearNonlinear => vec![self.linear.filter.clone()],
            Method::Covariance => self.axes(),
            Method::Factorization => {
                let peak = |a: f32, b: &f32| if b.abs() > a.abs() { *b } else { a };
                let sign = self.linear.filter.iter().fold(0.0_f32, peak).signum();
                let signed = |module: &Vec<f32>| module.iter().map(|value| sign * value).collect();
                self.modules.modules.iter().map(signed).collect()
            }
            Method::Network => {
                let parameters = &self.network?.parameters;
                let facts = filter_facts(parameters);
                let effective = (0..facts.len()).filter(|filter| facts[*filter].is_effective);
                effective.map(|filter| parameters.in_field(filter)).collect()
            }
        })
    }

    fn axes(&self) -> Vec<Vec<f32>> {
        let axes = self.covariance.excitatory.iter().chain(&self.covariance.suppressive);
        axes.map(|axis| axis.image.clone()).collect()
    }

    fn correlation(&self, method: Method) -> Option<f64> {
        let test = &self.dataset.test;
        let prediction = match method {
            Method::Average => self.linear.generators(&test.frames, test.num_frames()),
            Method::LinearNonlinear => self.linear.predict(&test.frames, test.num_frames()),
            Method::Network => self.predictions.to_vec(),
            Method::Covariance | Method::Factorization => return None,
        };
        Some(correlation(&prediction, &test.counts))
    }

    fn told(&self, method: Method) -> String {
        match method {
            Method::Average | Method::LinearNonlinear => t!("nothing").to_owned(),
            Method::Covariance => {
                t!("nothing: shifted spikes decide how many axes are significant").to_owned()
            }
            Method::Factorization => {
                let StnmfSettings { num_modules, sparsity, .. } = self.settings;
                if self.consensus.is_some_and(|found| found.chosen.is_some()) {
                    return t!(
                        "nothing: its consensus chose the number of modules ({modules}) and a sparsity ({sparsity})",
                        modules = num_modules,
                        sparsity = sparsity
                    );
                }
                if self.config.is_sealed() || self.dataset.cell.is_none() {
                    return t!(
                        "a number of subunits that may be wrong ({subunits}) and a sparsity ({sparsity})",
                        subunits = num_modules,
                        sparsity = sparsity
                    );
                }
                t!(
                    "the true number of subunits ({subunits}) and a sparsity ({sparsity})",
                    subunits = num_modules,
                    sparsity = sparsity
                )
            }
            Method::Network => {
                let num_filters = self.network.map_or(0, |it| it.parameters.shape.num_filters);
                t!(
                    "a number of filters that is large enough ({filters}) and an L1 penalty ({penalty})",
                    filters = num_filters,
                    penalty = self.config.l1(num_filters)
                )
            }
        }
    }

    /// The network's filters against modules and axes.
    fn agreement(&self) -> Vec<FilterAgreement> {
        let Some(filters) = self.images(Method::Network) else { return Vec::new() };
        let axes = self.axes();
        let matches = recovery_by_images(&filters, &self.modules.modules);
        let matched = matches.matching.iter().zip(&matches.similarities);
        let matched = matched.map(|(module, scores)| module.map_or(0.0, |module| scores[module]));
        let agreement = |(filter, module): (&Vec<f32>, f64)| FilterAgreement {
            module,
            subspace: self.length_within(&axes, filter),
        };
        filters.iter().zip(matched).map(agreement).collect()
    }

    /// Root mean square length of random directions within the average and the significant axes.
    fn chance(&self) -> f64 {
        let num_axes = self.axes().len() + 1;
        (num_axes as f64 / self.config.num_checkers() as f64).sqrt()
    }

    /// Length of a unit image within the average and some axes, which are at right angles to each other and to it.
    fn length_within(&self, axes: &[Vec<f32>], image: &[f32]) -> f64 {
        let all = axes.iter().chain(core::iter::once(&self.linear.filter));
        all.map(|axis| cosine(axis, image)).map(|part| part * part).sum::<f64>().sqrt()
    }

    fn spectrum(&self, subunits: &[Vec<f32>]) -> Spectrum {
        let stc = self.covariance;
        let axes = self.axes();
        let length = |subunit: &Vec<f32>| self.length_within(&axes, subunit);
        Spectrum {
            eigenvalues: stc.eigenvalues.clone(),
            null_low: stc.null.0,
            null_high: stc.null.1,
            along_average: stc.along_average,
            num_excitatory: stc.excitatory.len() as u32,
            num_suppressive: stc.suppressive.len() as u32,
            span: subunits.iter().map(length).sum::<f64>() / subunits.len().max(1) as f64,
        }
    }
}
