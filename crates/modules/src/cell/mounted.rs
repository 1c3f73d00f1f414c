//! The live cell as part of a module of the page.

use core::any::Any;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::CellSection;
use ganglion_components::{
    AppState, FiguresModule, InSection, mount_module,
    reactive::{Effect, RwSignal},
};
use ganglion_core::{config::Draft, link};
use ganglion_figures::figure::Theme;

/// The live cell in an element of the page, with a Leptos of its own; gone once it is dropped.
pub struct MountedCell {
    state: AppState,
    /// The draft of the page, as it was last told.
    page: RwSignal<Draft>,
    _view: Box<dyn Any>,
}

impl MountedCell {
    /// Puts it into an element; `tell` is given the link once subunits were moved by hand.
    pub fn new(
        host: HtmlElement,
        (draft, theme): (Draft, Theme),
        tell: impl Fn(&str) + 'static,
    ) -> Self {
        let ((state, page), view) = mount_module(host, move || {
            let state = AppState::new(draft.clone(), theme);
            let page = RwSignal::new(draft);
            provide_context(state);
            provide_context(FiguresModule::not_loaded());
            Effect::new(move || {
                let draft = state.draft.get();
                if page.with_untracked(|page| *page != draft) {
                    tell(&link::encode(&draft));
                }
            });
            ((state, page), view! { <CellSection/> })
        });
        Self { state, page, _view: view }
    }
}

// What the experiment has found is nothing to the cell.
impl InSection for MountedCell {
    fn follow(&self, draft: Draft) {
        self.page.set(draft.clone());
        if self.state.draft.with_untracked(|known| *known != draft) {
            self.state.draft.set(draft);
        }
    }

    fn set_theme(&self, theme: Theme) {
        self.state.theme.set(theme);
    }
}
