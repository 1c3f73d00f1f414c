//! The places of rooms: of the live cell, and of the pictures to look at.

use leptos::{html::Div, prelude::*, task::spawn_local};

use crate::{
    link, t,
    ui::{
        AppState,
        hooks::Room,
        reactive::{Effect, RwSignal},
        views::when,
    },
};

/// Loads a room, and keeps it at what the page knows.
#[component]
pub fn RoomPlace(
    /// The part's name.
    name: &'static str,
    /// What the page does with what the room has changed.
    tell: fn(AppState, String),
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let host = NodeRef::<Div>::new();
    let room = StoredValue::new_local(None::<Room>);
    let is_there = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    let load = move || {
        let Some(host) = host.get_untracked() else { return };
        let link = state.draft.with_untracked(link::encode);
        let theme = state.theme.get_untracked();
        failed.set(String::new());
        spawn_local(async move {
            let tell = move |what| tell(state, what);
            match Room::mount(name, host.into(), (link, theme), tell).await {
                Ok(mounted) => {
                    // The section may have been left meanwhile.
                    room.try_update_value(|room| *room = Some(mounted));
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
    keep_up(state, room, is_there);
    let waiting = move || {
        let words = move || match failed.get() {
            reason if reason.is_empty() => t!("This part is loading\u{2026}").to_owned(),
            reason => t!(
                "This part did not load: {reason}. The experiment goes on without it, and nothing is lost. Check the connection, then try again.",
                reason = reason
            ),
        };
        view! {
            <div class="room-waits" role="status">
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

/// Tells the room, once it is there, what has been found, and what of link and theme has changed.
fn keep_up(
    state: AppState,
    room: StoredValue<Option<Room>, LocalStorage>,
    is_there: RwSignal<bool>,
) {
    let with = move |tell: &dyn Fn(&Room)| {
        if is_there.get() {
            room.try_with_value(|room| room.as_ref().map(tell));
        }
    };
    Effect::new(move || {
        with(&|room| {
            if let Some(found) = state.found() {
                room.show(&found);
            }
        });
    });
    Effect::new(move || {
        with(&|room| room.follow(&state.draft.with(link::encode)));
    });
    Effect::new(move || {
        with(&|room| room.dress(state.theme.get()));
    });
}
