//! A stimulus that is only a seed: how its frames were drawn, in fields and as one line.
//!
//! What files say of it stands in the fields already, with where it comes from; what a person enters goes before it. Whether all of it makes a
//! stimulus is told by the worker, which draws it.

use leptos::{html::Details, prelude::*};

use crate::recordings::state::ImportState;
use ganglion_components::{
    reactive::{Memo, RwSignal},
    views::{CollectAny as _, when},
};
use ganglion_core::t;
use ganglion_recordings::seeded::{EXAMPLE, SeedWords, generator_words};

impl ImportState {
    /// Describes the stimulus, which is only a seed; empty if it is none.
    fn describe(self, stimulus: String) {
        self.stimulus.set(stimulus);
        self.read_again();
    }
}

/// What is in the fields.
#[derive(Clone, Copy)]
struct SeedForm {
    state: ImportState,
    /// What a person entered.
    entered: RwSignal<SeedWords>,
    /// The same, and what files say where nothing was entered.
    all: Memo<SeedWords>,
}

impl SeedForm {
    fn new(state: ImportState) -> Self {
        let entered = RwSignal::new(SeedWords::default());
        let all = Memo::new(move |_| {
            let mut all = SeedWords::default();
            state.listing.with(|listing| {
                listing.seed.words.iter().for_each(|clue| all.say(&clue.key, clue.value.clone()));
            });
            entered.with(|entered| all.overwrite_with(entered));
            all
        });
        Self { state, entered, all }
    }

    fn enter(self, key: &str, value: String) {
        self.entered.update(|entered| entered.say(key, value));
    }

    /// Takes a whole line; what it doesn't say isn't said.
    fn enter_line(self, line: &str) {
        let mut entered = self.all.get_untracked().emptied();
        entered.overwrite_with(&SeedWords::read(line));
        self.entered.set(entered);
    }

    fn value(self, key: &'static str) -> impl Fn() -> String + Copy + Send + Sync {
        move || self.all.with(|all| all.get(key))
    }

    /// Where the value of a field comes from, if files say it.
    fn reason(self, key: &str) -> Option<String> {
        if self.entered.with(|entered| entered.is_said(key)) {
            return None;
        }
        self.state.listing.with(|listing| {
            let clue = listing.seed.words.iter().find(|clue| clue.key == key);
            clue.map(|clue| clue.reason.clone())
        })
    }

    fn draw(self) {
        self.state.describe(self.all.get_untracked().line());
    }
}

/// Fields for how the frames were drawn, once files are open.
#[component]
pub fn Seed() -> impl IntoView {
    let state = ImportState::get();
    let form = SeedForm::new(state);
    // What a link says stands in the fields as if it was entered.
    Effect::new(move |_| {
        let said = state.stimulus.get();
        if !said.is_empty() && form.all.with_untracked(|all| all.line() != said) {
            form.enter_line(&said);
        }
    });
    let is_offered = Memo::new(move |_| {
        let has_arrays = state.listing.with(|listing| !listing.arrays.is_empty());
        has_arrays && !state.is_simulated.get()
    });
    when(move || is_offered.get(), move || view! { <SeedPart form=form/> }.into_any())
}

#[component]
fn SeedPart(form: SeedForm) -> impl IntoView {
    let state = form.state;
    let details = NodeRef::<Details>::new();
    let is_likely = Memo::new(move |_| {
        state.listing.with(|listing| listing.seed.is_likely)
            || state.stimulus.with(|said| !said.is_empty())
    });
    // It opens by itself; whether it is closed again is up to the person.
    Effect::new(move |_| {
        if let Some(details) = details.get()
            && is_likely.get()
        {
            details.set_open(true);
        }
    });
    let leave_out = move || {
        view! {
            <button type="button" class="quiet" id="leave-out-seed" on:click=move |_| state.describe(String::new())>
                {t!("Leave the seed out")}
            </button>
        }
        .into_any()
    };
    let has_cell_without = Memo::new(move |_| {
        state.stimulus.with(|said| !said.is_empty())
            && state.of_cell(|_, cell| !cell.is_significant) == Some(true)
    });
    let around = move || {
        let draw = move |_| {
            let cell = state.cell.get_untracked() + 1;
            form.enter("cell", cell.to_string());
            form.draw();
        };
        view! {
            <p class="recording-message">
                {t!("The cell that is looked at shows no receptive field: it may lie outside of the part that was drawn.")}
                " "
                <button type="button" id="draw-around" on:click=draw>{t!("Draw the frames around this cell")}</button>
            </p>
        }
        .into_any()
    };
    view! {
        <section class="recording-part" aria-labelledby="recording-seed-title">
            <details node_ref=details class="recording-seed" id="recording-seed">
                <summary><h3 id="recording-seed-title">{t!("The stimulus is only a seed")}</h3></summary>
                <p class="hint">
                    {t!("If frames were never stored, say how they were drawn: they are drawn again here, bit for bit, until a receptive field shows, and then the part around it of all frames. An array with the first frames, if you have one, verifies it.")}
                </p>
                <form
                    id="seed-form"
                    on:submit=move |event| {
                        event.prevent_default();
                        form.draw();
                    }
                >
                    <SeedFields form=form/>
                    <div class="recording-tools">
                        <button type="submit" class="primary" id="draw-seed">{t!("Draw these frames")}</button>
                        {when(move || state.stimulus.with(|said| !said.is_empty()), leave_out)}
                    </div>
                </form>
            </details>
            {when(move || has_cell_without.get(), around)}
        </section>
    }
}

#[component]
fn SeedFields(form: SeedForm) -> impl IntoView {
    let orders =
        [("", t!("as usual for the generator")), ("columns", t!("columns")), ("rows", t!("rows"))];
    let starts = [("", t!("at the top")), ("up", t!("at the bottom"))];
    let sides = [("", t!("on the left")), ("left", t!("on the right"))];
    let contrasts = [("", t!("as drawn")), ("inverted", t!("swapped"))];
    let calls = [("", t!("a frame")), ("trial", t!("all running frames of a trial"))];
    let generators = generator_words().map(|word| (word, word));
    let generators: Vec<_> = [("", t!("choose\u{2026}"))].into_iter().chain(generators).collect();
    let line = move || form.all.with(SeedWords::line);
    view! {
        <div class="seed-fields">
            {menu(form, SeedWords::GENERATOR, t!("Generator"), &generators)}
            {field(form, "seed", (t!("Seed, or several with commas"), ""))}
            {field(form, "step", (t!("Step of the seed with each trial"), t!("it runs on")))}
            {field(form, "width", (t!("Checkers of a row"), ""))}
            {field(form, "height", (t!("Checkers of a column"), ""))}
            {menu(form, SeedWords::ORDER, t!("Filled by"), &orders)}
            {menu(form, "up", t!("First row"), &starts)}
            {menu(form, "left", t!("First column"), &sides)}
            {menu(form, "inverted", t!("Bright and dark"), &contrasts)}
            {menu(form, "call", t!("Drawn at a time"), &calls)}
            {field(form, "blinks", (t!("Times each frame is shown (Nblinks)"), "1"))}
            {field(form, "trials", (t!("Trials"), "1"))}
            {field(form, "running", (t!("Running frames of a trial"), ""))}
            {field(form, "frozen", (t!("Frozen frames behind them"), t!("none")))}
            {field(form, "frozen-seed", (t!("Seed of the frozen frames"), ""))}
            {field(form, "before", (t!("Other frames before them"), t!("none")))}
            {field(form, "after", (t!("Other frames after them"), t!("none")))}
            {field(form, "checker", (t!("Side of a checker, \u{b5}m"), ""))}
            {field(form, "cell", (t!("Cut out around cell number"), t!("the clearest")))}
        </div>
        <label class="seed-line" for="seed-line">
            <span>{t!("The same as one line, as the command takes it")}</span>
            <input
                id="seed-line"
                type="text"
                spellcheck="false"
                autocomplete="off"
                placeholder=EXAMPLE
                prop:value=line
                on:change=move |event| form.enter_line(&event_target_value(&event))
            />
        </label>
    }
}

/// A field for one part, with what an empty one stands for.
fn field(
    form: SeedForm,
    key: &'static str,
    (label, if_empty): (&'static str, &'static str),
) -> AnyView {
    let id = format!("seed-{key}");
    let value = form.value(key);
    let control = view! {
        <input
            id=id.clone()
            type="text"
            inputmode="numeric"
            placeholder=if_empty
            spellcheck="false"
            autocomplete="off"
            prop:value=value
            on:change=move |event| form.enter(key, event_target_value(&event))
        />
    };
    labelled(form, key, id, label, control.into_any())
}

/// A menu for one part.
fn menu(
    form: SeedForm,
    key: &'static str,
    label: &'static str,
    choices: &[(&'static str, &'static str)],
) -> AnyView {
    let id = format!("seed-{key}");
    let value = form.value(key);
    let option = |(choice, words): &(&'static str, &'static str)| {
        let choice = *choice;
        view! { <option value=choice prop:selected=move || value() == choice>{*words}</option> }
    };
    let options = choices.iter().map(option).collect_any();
    let control = view! {
        <select id=id.clone() on:change=move |event| form.enter(key, event_target_value(&event))>
            {options}
        </select>
    };
    labelled(form, key, id, label, control.into_any())
}

fn labelled(
    form: SeedForm,
    key: &'static str,
    id: String,
    label: &'static str,
    control: AnyView,
) -> AnyView {
    let reason = move || form.reason(key);
    view! {
        <div class="seed-field">
            <label for=id>{label}</label>
            {control}
            <p class="hint">{reason}</p>
        </div>
    }
    .into_any()
}
