//! The places of what comes with its section, the live cell and the pictures to look at, and of recordings to open.

use leptos::{html::Div, prelude::*, task::spawn_local};

use crate::ui::{client::Client, hooks::SectionModule, sections::recording_place::Recordings};
use ganglion_components::{
    AppState,
    reactive::{Effect, RwSignal},
    views::when,
};
use ganglion_core::{config::Section, link, t};

/// Loads what stands in a section, and keeps it at what the page knows.
#[component]
pub fn ModulePlace(
    /// The section whose place it is; that of recordings to open if there is none.
    #[prop(optional)]
    section: Option<Section>,
    /// What the page does with what was changed there.
    tell: fn(AppState, String),
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let host = NodeRef::<Div>::new();
    let module = StoredValue::new_local(None::<SectionModule>);
    let is_there = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    let load = move || {
        let Some(host) = host.get_untracked() else { return };
        let link = state.draft.with_untracked(link::encode);
        let theme = state.theme.get_untracked();
        failed.set(String::new());
        spawn_local(async move {
            let tell = move |what| tell(state, what);
            match SectionModule::mount(section, host.into(), (link, theme), tell).await {
                Ok(mounted) => {
                    // The section may have been left meanwhile.
                    module.try_update_value(|module| *module = Some(mounted));
                    is_there.set(true);
                }
                Err(reason) => failed.set(reason),
            }
        });
    };
    Effect::new(move || {
        host.track();
        load();
    });
    follow(state, module, is_there);
    if section.is_some() {
        keep_up(state, module, is_there);
    } else {
        keep_open(module, is_there);
    }
    Effect::new(move || {
        let theme = state.theme.get();
        if is_there.get() {
            module.try_with_value(|module| module.as_ref().map(|module| module.set_theme(theme)));
        }
    });
    let waiting = move || {
        let words = move || match failed.get() {
            reason if reason.is_empty() => t!("This part is loading\u{2026}").to_owned(),
            reason => t!(
                "This part did not load: {reason}. The experiment goes on without it, and nothing is lost. Check the connection, then try again.",
                reason = reason
            ),
        };
        view! {
            <div class="module-waits" role="status">
                <p>{move || words()}</p>
                <button type="button" hidden=move || failed.with(String::is_empty) on:click=move |_| load()>
                    {t!("Try again")}
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        {when(move || !is_there.get(), waiting)}
        <div node_ref=host></div>
    }
}

/// Tells the module, once it is there, what of the link has changed.
fn follow(
    state: AppState,
    module: StoredValue<Option<SectionModule>, LocalStorage>,
    is_there: RwSignal<bool>,
) {
    Effect::new(move || {
        if is_there.get() {
            let link = state.draft.with(link::encode);
            module.try_with_value(|module| module.as_ref().map(|module| module.follow(&link)));
        }
    });
}

/// Tells it what has been found.
fn keep_up(
    state: AppState,
    module: StoredValue<Option<SectionModule>, LocalStorage>,
    is_there: RwSignal<bool>,
) {
    Effect::new(move || {
        if let (true, Some(found)) = (is_there.get(), state.found()) {
            module.try_with_value(|module| module.as_ref().map(|module| module.show(&found)));
        }
    });
}

/// Gives it what is dropped, once it is there, and takes the recording that a person wants to use.
fn keep_open(module: StoredValue<Option<SectionModule>, LocalStorage>, is_there: RwSignal<bool>) {
    let recordings = expect_context::<Recordings>();
    let client = expect_context::<Client>();
    let mut has_taker = false;
    Effect::new(move || {
        if is_there.get() && !has_taker {
            has_taker = true;
            module.try_with_value(|module| {
                let take = move |link: String, name, recording: Option<_>| {
                    recordings.take(&link, recording.map(|recording| (name, recording)), client);
                };
                module.as_ref().map(|module| module.hand_to(take))
            });
        }
        if is_there.get()
            && let Some(dropped) = recordings.take_dropped()
        {
            module.try_with_value(|module| module.as_ref().map(|module| module.open(&dropped)));
        }
    });
}
