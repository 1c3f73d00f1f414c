//! The control of one parameter, made from its row of the table.

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::HtmlElement;

use crate::ui::controls::{MenuInput, NumberInput, SwitchInput};
use ganglion_components::{
    AppState,
    reactive::{Memo, RwSignal, Signal},
    views::when,
};
use ganglion_core::{
    config::{Draft, Kind, Layout, Parameter, Scale, Section, Value, parameter, range_text},
    t,
    words::say,
};

/// Label, unit, range, meaning, changed mark and reset key of one parameter of the draft.
#[component]
pub fn ParameterControl(
    /// Its link key.
    key: &'static str,
) -> impl IntoView {
    let row = parameter(key).expect("every control names a row of the table");
    let state = expect_context::<AppState>();
    let draft = state.draft;
    let is_changed = Memo::new(move |_| draft.with(|draft| row.is_changed(draft)));
    let problem = Memo::new(move |_| problem_of(state, key));
    let reset = move |_| draft.update(|draft| row.choose(draft, row.default_value(&draft.clone())));
    let default = move || draft.with(|draft| default_text(row, draft));
    let (label, unit) = (say(row.label), say(row.unit));
    let title = if unit.is_empty() {
        label.to_owned()
    } else {
        t!("{label}, {unit}", label = label, unit = unit)
    };
    let reset_button = move || {
        view! {
            <button
                type="button"
                class="reset"
                aria-label=t!("Reset {title} to {default}", title = title, default = default())
                title=t!("Default: {default}", default = default())
                on:click=reset
            >
                {t!("reset")}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="control" class:changed=move || is_changed.get() class:wrong=move || problem.with(Option::is_some)>
            <div class="control-head">
                <label for=format!("control-{key}")>
                    {label} <span class="unit">{unit}</span>
                </label>
                {when(move || is_changed.get(), reset_button)}
            </div>
            {input(row, draft)}
            {(key == "layout").then(|| when(move || is_by_hand(draft), move || way_to_board(draft)))}
            <p class="hint" id=format!("hint-{key}")>{say(row.meaning)}</p>
            <p class="problem" role="alert" id=format!("problem-{key}")>{move || problem.get()}</p>
        </div>
    }
}

/// Whether subunits are placed by hand somewhere else than here.
fn is_by_hand(draft: RwSignal<Draft>) -> bool {
    draft.with(|draft| draft.layout == Layout::Custom && draft.section != Section::Cell)
}

fn way_to_board(draft: RwSignal<Draft>) -> AnyView {
    let go = move |_| {
        draft.update(|draft| *draft = draft.moved_to(Section::Cell));
        // On a phone settings lie over the board.
        if let Ok(Some(done)) = document().query_selector(".settings-close") {
            done.unchecked_into::<HtmlElement>().click();
        }
    };
    view! {
        <button type="button" class="link" id="to-board" on:click=go>
            {t!("Place them on the checkerboard in the section Cell")}
        </button>
    }
    .into_any()
}

fn problem_of(state: AppState, key: &'static str) -> Option<String> {
    state.config.with(|config| {
        let problems = config.as_ref().err()?;
        // Each problem stands once, at the first control it names.
        let here = problems.iter().filter(|problem| problem.keys.first() == Some(&key));
        let messages: Vec<_> = here.map(|problem| problem.message.as_str()).collect();
        (!messages.is_empty()).then(|| messages.join(" "))
    })
}

fn input(row: &'static Parameter, draft: RwSignal<Draft>) -> AnyView {
    let value = Memo::new(move |_| draft.with(|draft| (row.get)(draft)));
    let write = move |value: Value| draft.update(|draft| row.choose(draft, value));
    match row.kind {
        Kind::Integer { .. } | Kind::Real { .. } => {
            let scale = Scale::of(&row.kind).expect("numbers have a scale");
            let number = Signal::derive(move || scale.number(&value.get()));
            let on_change = Callback::new(move |number| write(scale.value(number)));
            view! { <NumberInput key=row.key scale value=number on_change range=range_text(row)/> }
                .into_any()
        }
        Kind::Menu(options) => {
            let index = Signal::derive(move || match value.get() {
                Value::Option(index) => index,
                Value::Integer(_)
                | Value::Real(_)
                | Value::Switch(_)
                | Value::Placements(_)
                | Value::Text(_) => 0,
            });
            let labels = options().into_iter().map(|(_, label)| say(label)).collect();
            let on_change = Callback::new(move |index| write(Value::Option(index)));
            view! { <MenuInput key=row.key labels value=index on_change/> }.into_any()
        }
        Kind::Switch => {
            let on = Signal::derive(move || value.get() == Value::Switch(true));
            let on_change = Callback::new(move |on| write(Value::Switch(on)));
            view! { <SwitchInput key=row.key value=on on_change/> }.into_any()
        }
        // Texts are written by what they belong to.
        Kind::Placements { .. } | Kind::Text { .. } => {
            let text = move || match value.get() {
                Value::Placements(list) => {
                    t!("{count} placed in the section Cell", count = list.len())
                }
                Value::Text(text) => text,
                Value::Integer(_) | Value::Real(_) | Value::Option(_) | Value::Switch(_) => {
                    String::new()
                }
            };
            view! { <output id=format!("control-{}", row.key)>{move || text()}</output> }.into_any()
        }
    }
}

fn default_text(row: &'static Parameter, draft: &Draft) -> String {
    match (row.default_value(draft), &row.kind) {
        (Value::Integer(number), _) => number.to_string(),
        (Value::Real(number), _) => number.to_string(),
        (Value::Switch(on), _) => if on { t!("on") } else { t!("off") }.to_owned(),
        (Value::Option(index), Kind::Menu(options)) => say(options()[index].1).to_owned(),
        (Value::Option(_) | Value::Placements(_) | Value::Text(_), _) => t!("none").to_owned(),
    }
}
