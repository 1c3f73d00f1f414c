//! Play, pause, step, speed, sound.

use leptos::{ev, prelude::*};

use super::live_view::{LiveView, SPEEDS};

use ganglion_components::{reactive::RwSignal, views::CollectAny as _};
use ganglion_core::t;

/// The buttons that run the cell.
#[component]
pub(super) fn Transport(
    /// The running cell.
    view: LiveView,
    /// Where the moment is said in words.
    said: RwSignal<String>,
) -> impl IntoView {
    let play = move |_: ev::MouseEvent| view.is_playing.update(|playing| *playing = !*playing);
    let sound = move |_: ev::MouseEvent| view.has_sound.update(|sound| *sound = !*sound);
    let choose = move |event: ev::Event| {
        view.speed.set(event_target_value(&event).parse().unwrap_or_default());
    };
    let speeds = SPEEDS.iter().enumerate().map(|(index, (_, name))| {
        view! {
            <option value=index.to_string() selected=move || view.speed.get() == index>
                {format!("{name}x")}
            </option>
        }
    });
    let speeds = speeds.collect_any();
    view! {
        <div class="transport" role="group" aria-label=t!("Run the cell")>
            <button type="button" class="primary" on:click=play>
                {move || if view.is_playing.get() { t!("Pause") } else { t!("Play") }}
            </button>
            <button type="button" on:click=move |_| view.step()>
                {t!("One frame")}
            </button>
            <label class="inline-field">
                {t!("Speed")}
                " "
                <select on:change=choose title=t!("1x is 30 frames a second")>
                    {speeds}
                </select>
            </label>
            <button
                type="button"
                aria-pressed=move || view.has_sound.get().to_string()
                on:click=sound
            >
                {t!("Sound of spikes")}
            </button>
            <button type="button" on:click=move |_| said.set(view.moment())>
                {t!("Describe")}
            </button>
        </div>
    }
}
