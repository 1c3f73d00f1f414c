//! What page and teaching module say to each other, as bytes: the page gives a [`PageSnapshot`] whenever something in it has
//! changed, the module an [`Intent`] whenever it wants something.

use serde::{Deserialize, Serialize};

use ganglion_core::config::Draft;
use ganglion_figures::figure::Theme;

/// All that the teaching module knows of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSnapshot {
    /// The experiment as the controls hold it.
    pub draft: Draft,
    /// The experiment that what is shown is of, which need not be the one that is set.
    pub seen: Draft,
    /// What the page is doing, in the word that its root element has for it.
    pub run: String,
    /// The report of the last run, JSON; empty while there is none.
    pub report: String,
    /// How the page looks.
    pub theme: Theme,
}

/// What the teaching module wants of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Intent {
    /// To go to a link, as if a person had followed it: a step that can be undone.
    Open(String),
    /// To look otherwise, until it is told so again; it is not remembered from visit to visit.
    SetTheme(Theme),
    /// To be given what the experiment has found: its configuration and results as bytes, none while there is nothing.
    GiveFound,
}
