//! Controls: inputs that know nothing of the app. The one of a parameter knows the draft.

mod inputs;
mod parameter_control;
mod term;

pub use inputs::{MenuInput, NumberInput, SwitchInput};
pub use parameter_control::ParameterControl;
pub use term::{Term, explain};
