//! Which build of the page this is, for the modules that it loads.

/// Page and modules with a Leptos of their own are of one build, or do not work together. Workers and figures have theirs, which
/// a change of the page does not touch: they need not be built anew.
pub const MODULES_BUILD: &str = match option_env!("GANGLION_MODULES_BUILD") {
    Some(build) => build,
    None => ganglion_core::protocol::BUILD,
};
