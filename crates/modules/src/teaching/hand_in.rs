//! Handing in: a person's answer under a nickname, as a link and as a code to point a camera at.

use leptos::{ev, prelude::*};

use crate::teaching::{copy::copy, qr};
use ganglion_components::{
    address_of,
    reactive::{Memo, RwSignal, Signal},
    storage::{store, stored},
    views::when,
};
use ganglion_core::{
    handed_in::{HandedIn, MAX_NICKNAME, Sender},
    t,
};

const NAME: &str = "ganglion.sender";

/// Who hands in from this browser: as it remembers, or drawn by chance.
fn sender_of_browser() -> Sender {
    let text = stored(NAME).unwrap_or_default();
    let mut parts = text.splitn(3, ' ');
    let token = parts.next().filter(|token| !token.is_empty()).map(str::to_owned);
    let by_chance = || format!("{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    Sender {
        token: token.unwrap_or_else(by_chance),
        turn: parts.next().and_then(|turn| turn.parse().ok()).unwrap_or(0),
        nickname: parts.next().unwrap_or_default().to_owned(),
    }
}

/// A nickname, and what goes to the teacher.
#[component]
pub(super) fn HandIn(
    /// What there is to hand in, by nobody yet; none while there is nothing.
    answer: Signal<Option<HandedIn>>,
) -> impl IntoView {
    let sender = RwSignal::new(sender_of_browser());
    let handed = RwSignal::new(None::<HandedIn>);
    let name = move |event| {
        let nickname = event_target_value(&event);
        sender.update(|sender| sender.nickname = nickname);
    };
    let has_no_name = move || sender.with(|sender| sender.nickname.trim().is_empty());
    let hand_in = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(answer) = answer.get_untracked().filter(|_| !untrack(has_no_name)) else { return };
        sender.update(|sender| sender.turn += 1);
        let sender = sender.get_untracked();
        store(NAME, Some(&format!("{} {} {}", sender.token, sender.turn, sender.nickname)));
        handed.set(Some(HandedIn { sender, ..answer }));
    };
    let is_changed = Memo::new(move |_| {
        let now = answer.with(|answer| answer.as_ref().map(|answer| answer.given.clone()));
        handed.with(|handed| {
            handed.as_ref().is_some_and(|handed| Some(&handed.given) != now.as_ref())
        })
    });
    let link = Memo::new(move |_| {
        handed.with(|handed| handed.as_ref().map(|handed| address_of(&handed.to_draft())))
    });
    let changed = || {
        view! { <p class="lesson-departed" role="status">{t!("You have changed your answer since then: hand it in again.")}</p> }
            .into_any()
    };
    view! {
        <form class="hand-in" on:submit=hand_in>
            <label>
                {t!("Nickname")}
                " "
                <input
                    type="text"
                    id="nickname"
                    maxlength=MAX_NICKNAME.to_string()
                    autocomplete="off"
                    prop:value=move || sender.with(|sender| sender.nickname.clone())
                    on:input=name
                    // What is typed here is undone here, and turns no slide.
                    on:keydown=|event: ev::KeyboardEvent| event.stop_propagation()
                />
            </label>
            <button type="submit" id="hand-in" disabled=move || has_no_name() || answer.with(Option::is_none)>
                {t!("Hand in")}
            </button>
            <p class="hint">{t!("This makes a link with your answer and your settings for your teacher. There is no score in it, and nothing is sent by itself.")}</p>
        </form>
        {when(move || is_changed.get(), changed)}
        {when(
            move || link.with(Option::is_some) && !is_changed.get(),
            move || view! { <Handed link=link.get_untracked().unwrap_or_default()/> }.into_any(),
        )}
    }
}

/// The link, once it is made.
#[component]
fn Handed(link: String) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let code = qr::view(&link, t!("Your answer as a QR code"));
    let copied = link.clone();
    let copy_it = move |_| copy(copied.clone(), t!("The link with your answer"), said);
    view! {
        <div class="share-code" id="handed-in">
            {code}
            <div>
                <p>{t!("Show this code to your teacher's camera, or send the link.")}</p>
                <p class="share-link">{link}</p>
                <button type="button" id="copy-answer" on:click=copy_it>{t!("Copy the link with your answer")}</button>
                <p class="share-said" role="status">{move || said.get()}</p>
            </div>
        </div>
    }
}
