//! Inputs for numbers, menus and switches.

use leptos::{
    html::{Input, Select},
    prelude::*,
};

use ganglion_components::{
    reactive::{Effect, Signal},
    views::CollectAny as _,
};
use ganglion_core::config::{POSITIONS, Scale, read_number};

/// A slider with a number field beside it.
#[component]
pub fn NumberInput(
    /// Ends the ids of the fields.
    key: &'static str,
    /// The range.
    scale: Scale,
    /// The number.
    #[prop(into)]
    value: Signal<f64>,
    /// Called with every new number, in range or not.
    on_change: Callback<f64>,
    /// The range in words.
    range: String,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let typed = move |_| {
        let text = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if let Some(number) = read_number(text.trim()) {
            on_change.run(number);
        }
    };
    let slid = move |event| {
        if let Some(position) = read_number(&event_target_value(&event)) {
            on_change.run(scale.at(position));
        }
    };
    // Not while a person types in it: "0." must not become "0".
    Effect::new(move || {
        let text = scale.text(value.get());
        if let Some(field) = field.get() {
            let is_same = read_number(field.value().trim()) == Some(value.get());
            if !is_same {
                field.set_value(&text);
            }
        }
    });
    view! {
        <div class="number-input">
            <input
                type="range"
                tabindex="-1"
                aria-hidden="true"
                min="0"
                max=POSITIONS.to_string()
                prop:value=move || scale.position(value.get()).to_string()
                on:input=slid
            />
            <input
                node_ref=field
                type="number"
                id=format!("control-{key}")
                aria-describedby=format!("hint-{key} problem-{key}")
                title=range
                min=scale.min.to_string()
                max=scale.max.to_string()
                step=scale.step()
                on:change=typed
            />
        </div>
    }
}

/// One of a closed set.
#[component]
pub fn MenuInput(
    /// Ends the id of the field.
    key: &'static str,
    /// The options.
    labels: Vec<&'static str>,
    /// Position of the chosen one.
    #[prop(into)]
    value: Signal<usize>,
    /// Called with the position of the newly chosen one.
    on_change: Callback<usize>,
) -> impl IntoView {
    let select = NodeRef::<Select>::new();
    let chosen = move |_| {
        if let Some(select) = select.get_untracked() {
            on_change.run(usize::try_from(select.selected_index()).unwrap_or(0));
        }
    };
    let option = |(index, label): (usize, &'static str)| {
        view! { <option selected=move || value.get() == index>{label}</option> }
    };
    view! {
        <select
            node_ref=select
            id=format!("control-{key}")
            aria-describedby=format!("hint-{key} problem-{key}")
            on:change=chosen
        >
            {labels.into_iter().enumerate().map(option).collect_any()}
        </select>
    }
}

/// On or off.
#[component]
pub fn SwitchInput(
    /// Ends the id of the field.
    key: &'static str,
    /// Whether it is on.
    #[prop(into)]
    value: Signal<bool>,
    /// Called with the new state.
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <input
            type="checkbox"
            role="switch"
            class="switch"
            id=format!("control-{key}")
            aria-describedby=format!("hint-{key} problem-{key}")
            prop:checked=move || value.get()
            on:change=move |event| on_change.run(event_target_checked(&event))
        />
    }
}
