//! Colors of the three themes.

/// How the page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// Light ink on a dark surface.
    Dark,
    /// For a projector: large type, strong colors.
    Projector,
}
