//! Charts: quantities over axes.

pub(in crate::figure) mod consensus;
pub(in crate::figure) mod degradation;
pub(in crate::figure) mod learning_curve;
pub(in crate::figure) mod method_curves;
pub(in crate::figure) mod natural_controls;
pub(in crate::figure) mod pruning;
pub(in crate::figure) mod rates;
pub(in crate::figure) mod recipes;
pub(in crate::figure) mod saturation;
pub(in crate::figure) mod scatter;
pub(in crate::figure) mod similarities;
pub(in crate::figure) mod temporal;
pub(in crate::figure) mod traces;
pub(in crate::figure) mod transfer;

pub use consensus::ConsensusFigure;
pub use degradation::{
    DegradationFigure, DegradationLine, DegradationRun, DegradationShare, Impairment,
};
pub use learning_curve::{LearningCurve, LearningCurves};
pub use method_curves::{NonlinearityFigure, SpectrumFigure};
pub use natural_controls::{ControlScores, ControlsFigure};
pub use pruning::{PrunedCell, PruningFigure};
pub use rates::{PictureStimulus, RatesFigure};
pub use recipes::RecipesFigure;
pub use saturation::{SaturationFigure, SaturationLine, SaturationPoint, SaturationRun};
pub use scatter::{TransferScatter, VersionScatter};
pub use similarities::{AgreementScatter, StabilityScatter};
pub use temporal::TemporalFigure;
pub use traces::TransferTraces;
pub use transfer::TransferMatrix;
