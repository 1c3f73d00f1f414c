//! One file for each figure of the paper: which networks it needs, how they become numbers.
//!
//! In: a [`Config`](crate::config::Config) and trained networks, in any order. Out: rows of numbers
//! and the report. Drawing is left to `figure`, training to whoever runs the networks.

mod cell_summary;
mod computation;
pub mod degradation;
mod emergence;
mod methods;
mod methods_run;
mod notes;
pub mod recorded;
mod remarks;
mod report;
pub mod saturation;
mod task;
pub mod transfer;

pub use cell_summary::CellSummary;
pub use computation::{
    Computation, Computed, Ingredients, TransferFindings, is_computed, needs_dataset,
};
pub use emergence::{EmergenceRow, chosen, networks, rows};
pub use methods::{ComparedNetwork, Method, MethodResult, MethodsResult, Spectrum};
pub use methods_run::MethodsRun;
pub use notes::{Note, SuppressiveCopy, is_plain, notes, suppressive_copy};
pub use remarks::remarks;
pub use report::{NetworkReport, Report, Running};
pub use task::{Group, TaskId, cost, groups, kept, recording_cost, task_key, tasks};
