//! Light builds: a site that is quick to build and slow to run, where only that it builds and starts is of interest.

use std::env;

/// The variable that asks for one.
pub const VARIABLE: &str = "GANGLION_LIGHT";

/// What cargo is told then: profiles of the site without optimisation.
pub const PROFILES: [(&str, &str); 8] = [
    ("CARGO_PROFILE_PAGE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_PAGE_LTO", "off"),
    ("CARGO_PROFILE_PAGE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_READER_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_READER_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// Whether a light build is asked for: neither wasm-opt nor terser rewrite it.
pub fn is_wanted() -> bool {
    env::var_os(VARIABLE).is_some_and(|value| !value.is_empty() && value != "0")
}
