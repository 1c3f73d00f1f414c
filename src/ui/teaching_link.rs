//! The page's end of the teaching module: what it is told of the page, and what the page does when it wants something.

use leptos::prelude::{expect_context, untrack};

use crate::ui::hooks::{Steps, use_teaching};
use ganglion_components::{AppState, Intent, PageSnapshot, reactive::Memo};
use ganglion_core::{
    config::{Config, Draft, Section},
    experiment::Results,
    pool::{Notice, Topic, words},
    t,
};

/// Loads the teaching module, tells it of the page and does what it wants. `report` is the last run's, as
/// [`PageSnapshot::report`] has it; `found` is what is shown.
pub fn connect_teaching(
    state: AppState,
    report: Memo<String>,
    found: fn(AppState) -> Option<(Config, Results)>,
    warn: impl Fn(Vec<String>) + 'static,
) {
    let steps = expect_context::<Steps>();
    let snapshot = move || PageSnapshot {
        draft: state.draft.get(),
        seen: seen_in_panel(state),
        run: state.run.with(words::data_state).to_owned(),
        report: report.get(),
        theme: state.theme.get(),
    };
    let carry_out = move |intent| {
        match intent {
            Intent::Open(link) => warn(steps.open(state.draft, &link)),
            Intent::SetTheme(theme) => state.theme.set(theme),
            Intent::GiveFound => return untrack(|| bytes_of(found(state))),
        }
        Vec::new()
    };
    use_teaching(state.may_load_rest, snapshot, carry_out, move |reason| {
        warn_without_teaching(state, &reason);
    });
}

/// The experiment that the panel is of: the live cell is of the settings, all else of what has been found.
pub fn seen_in_panel(state: AppState) -> Draft {
    if state.draft.with(|draft| draft.section == Section::Cell) {
        state.draft.get()
    } else {
        state.seen()
    }
}

fn bytes_of(found: Option<(Config, Results)>) -> Vec<u8> {
    found.and_then(|found| postcard::to_allocvec(&found).ok()).unwrap_or_default()
}

/// Says that lessons and sharing are missing.
fn warn_without_teaching(state: AppState, reason: &str) {
    let text = t!(
        "Lessons and sharing did not load ({reason}). The page goes on without them, and the address still holds the experiment. Load the page again to have them.",
        reason = reason
    );
    state.notify(Notice { topic: Topic::Teaching, text });
}
