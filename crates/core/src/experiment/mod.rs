//! One file for each figure of the paper: which networks it needs, how they become numbers.
//!
//! In: a [`Config`](crate::config::Config) and trained networks, in any order. Out: rows of numbers
//! and the report. Drawing is left to `ganglion_figures`, training to whoever runs the networks.

mod cell_summary;
mod computation;
mod correlations;
pub mod degradation;
mod emergence;
mod methods;
mod methods_run;
pub mod natural;
mod notes;
mod passed_on;
mod proof;
pub mod recorded;
mod remarks;
mod report;
mod results;
pub mod saturation;
pub mod settings_search;
pub mod stability;
mod task;
pub mod transfer;

pub use crate::config::MODEL_VERSION;
pub use cell_summary::CellSummary;
pub use computation::{
    Begin, Computation, Computed, Ingredients, Inquiry, TransferFindings, begin, is_computed,
    needs_dataset,
};
pub use correlations::Correlations;
pub use emergence::{EmergenceRow, chosen, networks, rows};
pub use methods::{
    ComparedNetwork, FilterAgreement, Method, MethodResult, MethodsResult, Spectrum,
};
pub use methods_run::MethodsRun;
pub use notes::{Remark, SuppressiveCopy, is_plain, notes, suppressive_copy};
pub use passed_on::PassedOn;
pub use proof::{Proof, Verdict};
pub use remarks::remarks;
pub use report::{Findings, NetworkReport, Report, Running};
pub use results::{Cells, Encoded, Networks, Results};
pub use task::{
    Group, TaskId, consensus_cost, cost, cost_of_frame, groups, kept, recording_cost, task_key,
    tasks,
};
