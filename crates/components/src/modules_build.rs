//! Which build of the modules in Leptos this is: a digest of what they are made from.

/// Page and modules with a Leptos of their own are of one build, or do not work together. Workers and figures have theirs, which
/// a change of the page does not touch: they need not be built anew.
pub const MODULES_BUILD: &str = match option_env!("GANGLION_MODULES_BUILD") {
    Some(build) => build,
    None => ganglion_core::protocol::BUILD,
};
