//! The page, as this module knows it: what it has said of itself, and how it is asked for something.

use leptos::{
    prelude::{LocalStorage, StoredValue, WithValue as _},
    wasm_bindgen::JsValue,
};
use web_sys::js_sys::{Function, Uint8Array};

use ganglion_components::{Intent, PageSnapshot, reactive::RwSignal};
use ganglion_core::{
    config::{Config, Draft},
    experiment::Results,
    link,
};
use ganglion_figures::figure::Theme;

/// The last snapshot, each of its parts to be followed by itself. Only the page writes them: what is wanted here comes
/// back as another snapshot.
#[derive(Clone, Copy)]
pub(super) struct KnownPage {
    /// The experiment that is set.
    pub(super) draft: RwSignal<Draft>,
    /// The experiment that what is shown is of.
    pub(super) seen: RwSignal<Draft>,
    /// What the page is doing.
    pub(super) run: RwSignal<String>,
    /// The report of the last run, JSON; empty while there is none.
    pub(super) report: RwSignal<String>,
    /// How the page looks.
    pub(super) theme: RwSignal<Theme>,
    /// Called with an intent as bytes.
    ask: StoredValue<Function, LocalStorage>,
}

impl KnownPage {
    /// As it is first known; `ask` is given intents.
    pub(super) fn new(snapshot: PageSnapshot, ask: Function) -> Self {
        let PageSnapshot { draft, seen, run, report, theme } = snapshot;
        Self {
            draft: RwSignal::new(draft),
            seen: RwSignal::new(seen),
            run: RwSignal::new(run),
            report: RwSignal::new(report),
            theme: RwSignal::new(theme),
            ask: StoredValue::new_local(ask),
        }
    }

    /// Takes what is new; what has stayed as it was tells nobody.
    pub(super) fn follow(self, snapshot: PageSnapshot) {
        let PageSnapshot { draft, seen, run, report, theme } = snapshot;
        renew(self.draft, draft);
        renew(self.seen, seen);
        renew(self.run, run);
        renew(self.report, report);
        renew(self.theme, theme);
    }

    /// Brings it to a link.
    pub(super) fn go(self, draft: &Draft) {
        self.ask(&Intent::Open(link::encode(draft)));
    }

    /// Has it look otherwise.
    pub(super) fn set_theme(self, theme: Theme) {
        self.ask(&Intent::SetTheme(theme));
    }

    /// What its experiment has found; none while there is nothing.
    pub(super) fn found(self) -> Option<(Config, Results)> {
        postcard::from_bytes(&self.found_bytes()?).ok()
    }

    /// The same as bytes, as the figures module takes it.
    pub(super) fn found_bytes(self) -> Option<Vec<u8>> {
        let found = Uint8Array::new(&self.ask(&Intent::GiveFound)?).to_vec();
        (!found.is_empty()).then_some(found)
    }

    /// Sends an intent; returns the answer.
    fn ask(self, intent: &Intent) -> Option<JsValue> {
        let intent = postcard::to_allocvec(intent).ok()?;
        let intent = Uint8Array::from(intent.as_slice());
        self.ask.try_with_value(|ask| ask.call1(&JsValue::UNDEFINED, &intent).ok()).flatten()
    }
}

/// Puts a value in the place of another one.
fn renew<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}
