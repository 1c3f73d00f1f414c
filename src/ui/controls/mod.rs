//! Controls: inputs that know nothing of the app but the parameter table.

mod parameter_control;

pub use parameter_control::ParameterControl;
