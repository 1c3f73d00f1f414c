//! The place of the studio in the section Images.

use leptos::{html::Div, prelude::*, task::spawn_local};

use crate::{
    figure::Ask,
    link,
    pool::{Notice, Topic},
    t,
    ui::{
        AppState,
        hooks::Studio,
        reactive::{Effect, RwSignal},
    },
};

/// Loads the studio once the section is there, and keeps it at what the page knows.
#[component]
pub fn StudioPlace() -> impl IntoView {
    let state = expect_context::<AppState>();
    let host = NodeRef::<Div>::new();
    let studio = StoredValue::new_local(None::<Studio>);
    let is_there = RwSignal::new(false);
    let tell = move |look: String| {
        if state.draft.with_untracked(|draft| draft.look != look) {
            state.draft.update(|draft| draft.look = look);
        }
    };
    Effect::new(move || {
        let Some(host) = host.get() else { return };
        let link = state.draft.with_untracked(link::encode);
        let theme = state.theme.get_untracked();
        spawn_local(async move {
            match Studio::mount(host.into(), (link, theme), tell).await {
                Ok(mounted) => {
                    // The section may have been left meanwhile.
                    studio.try_update_value(|studio| *studio = Some(mounted));
                    is_there.set(true);
                }
                Err(reason) => {
                    let text = t!(
                        "The pictures to look at did not load ({reason}). Check the connection and load the page again.",
                        reason = reason
                    );
                    state.notify(Notice { topic: Topic::Annex, text });
                }
            }
        });
    });
    keep_up(state, studio, is_there);
    view! { <div node_ref=host></div> }
}

/// Tells the studio, once it is there, what has been found, and what of link and theme has changed.
fn keep_up(
    state: AppState,
    studio: StoredValue<Option<Studio>, LocalStorage>,
    is_there: RwSignal<bool>,
) {
    let with = move |tell: &dyn Fn(&Studio)| {
        if is_there.get() {
            studio.try_with_value(|studio| studio.as_ref().map(tell));
        }
    };
    Effect::new(move || {
        with(&|studio| {
            let found = state.results.with(|results| {
                let config = Box::new(results.config.clone()?);
                Some(Ask::Show { config, found: results.found.clone() })
            });
            if let Some(found) = found {
                studio.show(&found);
            }
        });
    });
    Effect::new(move || {
        with(&|studio| studio.follow(&state.draft.with(link::encode)));
    });
    Effect::new(move || {
        with(&|studio| studio.dress(state.theme.get()));
    });
}
