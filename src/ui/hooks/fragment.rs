//! The fragment of the address and the draft: each follows the other, and every step can be undone.

use leptos::{ev, prelude::*, wasm_bindgen::JsValue};

use ganglion_components::{
    address_of,
    reactive::{Effect, RwSignal},
};
use ganglion_core::{
    config::{Config, Draft},
    link,
};

/// Changes that follow each other faster than this are one step, milliseconds: a slider on its way.
const ONE_STEP: f64 = 800.0;

/// What the address said when the page was opened.
pub struct UseFragment {
    /// The experiment.
    pub config: Config,
    /// What of it was not taken as it stood.
    pub warnings: Vec<String>,
}

/// Where in the browser's history the page is. Its entries are the steps that can be undone; each holds
/// its number.
#[derive(Clone, Copy)]
pub struct Steps {
    /// Steps since the page was opened.
    pub at: RwSignal<u32>,
    /// The last that there is.
    pub last: RwSignal<u32>,
}

/// Reads the address once. `follow` then keeps it in step with the draft.
pub fn use_fragment() -> UseFragment {
    let link::Decoded { config, warnings, .. } = link::decode(&fragment());
    UseFragment { config, warnings }
}

impl Steps {
    /// At the entry where the page was opened, or loaded again.
    fn here() -> Self {
        let at = number_of_entry().unwrap_or(0);
        Self { at: RwSignal::new(at), last: RwSignal::new(at) }
    }

    /// One step back, as the browser's own button.
    pub fn undo(self) {
        if self.at.get_untracked() > 0 {
            history(|history| history.back());
        }
    }

    /// One step forward again.
    pub fn redo(self) {
        if self.at.get_untracked() < self.last.get_untracked() {
            history(|history| history.forward());
        }
    }

    /// The page is at a new entry, after which there is none.
    fn advance(self) {
        self.at.update(|at| *at += 1);
        self.last.set(self.at.get_untracked());
    }

    /// Goes to a link at once, as a step of its own; returns what of it was not taken as it stood.
    pub fn open(self, draft: RwSignal<Draft>, link: &str) -> Vec<String> {
        let (new, warnings) = read_link(draft, link, false);
        if draft.with_untracked(|draft| *draft != new) {
            self.advance();
            let number = JsValue::from_f64(f64::from(self.at.get_untracked()));
            let address = address_of(&new);
            history(|history| history.push_state_with_url(&number, "", Some(&address)));
            draft.set(new);
        }
        warnings
    }

    /// Undoes by Ctrl+Z, redoes by Ctrl+Shift+Z or Ctrl+Y, but for what is being typed.
    fn listen(self) {
        let listener = window_event_listener(ev::keydown, move |event| {
            let is_typing = document().active_element().is_some_and(|element| {
                element.matches("input[type=number], textarea").unwrap_or(false)
            });
            if is_typing || !(event.ctrl_key() || event.meta_key()) {
                return;
            }
            match (event.key().as_str(), event.shift_key()) {
                ("z", false) => self.undo(),
                ("Z" | "z", true) | ("y", false) => self.redo(),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || listener.remove());
    }
}

impl UseFragment {
    /// Writes the draft into the address, and reads it when a person changes the address.
    pub fn follow(draft: RwSignal<Draft>, on_warnings: Callback<Vec<String>>) -> Steps {
        let steps = Steps::here();
        steps.listen();
        let before = StoredValue::new(None::<(Draft, f64)>);
        Effect::new(move || {
            let now = draft.get();
            let millis = window().performance().map_or(0.0, |clock| clock.now());
            let step = settings_of_step(&now);
            let is_step = before.with_value(|before| {
                before
                    .as_ref()
                    .is_some_and(|(old, since)| *old != step && millis - since > ONE_STEP)
            });
            before.set_value(Some((step, millis)));
            let address = address_of(&now);
            // What the address says already was read from it.
            let is_new = window().location().href().is_ok_and(|href| href != address);
            if is_step && is_new {
                steps.advance();
            }
            let number = JsValue::from_f64(f64::from(steps.at.get_untracked()));
            history(|history| {
                if is_step && is_new {
                    history.push_state_with_url(&number, "", Some(&address))
                } else {
                    history.replace_state_with_url(&number, "", Some(&address))
                }
            });
        });
        let listener = window_event_listener(ev::hashchange, move |_| {
            let number = number_of_entry();
            match number {
                Some(number) => steps.at.set(number),
                // Typed, or a link within the page.
                None => steps.advance(),
            }
            let (new, warnings) = read_link(draft, &fragment(), number.is_some());
            on_warnings.run(warnings);
            if draft.with_untracked(|draft| *draft != new) {
                draft.set(new);
            }
        });
        on_cleanup(move || listener.remove());
        steps
    }
}

/// What a link says beside the settings that there are, and what of it was not taken as it stood. Settings with a problem are a
/// step as others are (`is_own`), and another look at them does not repair them.
fn read_link(now: RwSignal<Draft>, link: &str, is_own: bool) -> (Draft, Vec<String>) {
    let written = link::as_written(link);
    let is_look = || {
        now.with_untracked(|now| {
            now.check().is_err() && now.without_view() == written.without_view()
        })
    };
    if is_own || is_look() {
        return (written, Vec::new());
    }
    let link::Decoded { draft, warnings, .. } = link::decode(link);
    (draft, warnings)
}

/// What a step changes: not where a picture is looked at.
fn settings_of_step(draft: &Draft) -> Draft {
    let none = String::new;
    Draft { view_state: none(), expected: none(), answer: none(), ..draft.clone() }
}

/// The number of the entry of the history that the page is at.
fn number_of_entry() -> Option<u32> {
    let state = window().history().ok()?.state().ok()?;
    state.as_f64().map(|number| number as u32)
}

/// Does something with the history; where that is forbidden the page goes on without.
fn history(what: impl FnOnce(&web_sys::History) -> Result<(), JsValue>) {
    if let Ok(history) = window().history() {
        what(&history).ok();
    }
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}
