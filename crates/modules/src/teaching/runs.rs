//! The last runs, to open again and to compare.

use leptos::prelude::*;

use crate::teaching::{Open, Teaching, record::Record, window::Window};
use ganglion_components::{
    reactive::RwSignal,
    views::{CollectAny as _, either},
};
use ganglion_core::{
    config::{Choice as _, Draft, Kind, PARAMETERS, Parameter, ParameterGroup, Value},
    link, t, tn,
    words::{self, say},
};
use ganglion_figures::figure::words::share;

/// The window.
#[component]
pub(super) fn Runs() -> impl IntoView {
    view! { <Window id="runs" body=|_| view! { <Listed/> }.into_any()/> }
}

#[component]
fn Listed() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let picked = RwSignal::new(Vec::<String>::new());
    either(
        move || teaching.records.all().is_empty(),
        || {
            view! { <p>{t!("No run has finished in this browser yet. The last ten will be listed here.")}</p> }.into_any()
        },
        move || view! { <List picked/> }.into_any(),
    )
}

#[component]
fn List(picked: RwSignal<Vec<String>>) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let compare = move |_| {
        if let Ok(two) = <[String; 2]>::try_from(picked.get_untracked()) {
            teaching.open.set(Open::Compare(two));
        }
    };
    let rows = move || {
        let rows = teaching.records.all().into_iter();
        rows.map(|record| view! { <Row record picked/> }).collect_any()
    };
    let forget = move |_| {
        picked.set(Vec::new());
        teaching.records.forget();
    };
    view! {
        <p>{t!("Choose two to see them side by side.")}</p>
        <div class="scrolling">
            <table class="runs">
                <thead>
                    <tr>
                        <th scope="col">{t!("Compare")}</th>
                        <th scope="col">{t!("Experiment")}</th>
                        <th scope="col">{t!("Best correlation")}</th>
                        <th scope="col">{t!("Finished")}</th>
                        <th scope="col"><span class="visually-hidden">{t!("Open")}</span></th>
                    </tr>
                </thead>
                <tbody>{move || rows()}</tbody>
            </table>
        </div>
        <div class="lesson-ways">
            <button
                type="button"
                class="primary"
                id="compare"
                disabled=move || picked.with(|picked| picked.len() != 2)
                on:click=compare
            >
                {t!("Compare")}
            </button>
            <button type="button" class="quiet" id="forget-runs" on:click=forget>{t!("Forget all")}</button>
        </div>
    }
}

#[component]
fn Row(record: Record, picked: RwSignal<Vec<String>>) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let draft = link::decode(&record.link).draft;
    let name = name_of(&draft);
    let correlations = record.networks.iter().filter_map(|network| network.correlation);
    let best = correlations.fold(f64::NAN, f64::max);
    let best = if best.is_nan() { String::new() } else { share(best) };
    let when = js_sys::Date::new(&record.when.into());
    let when = String::from(when.to_locale_string(words::language(), &js_sys::Object::new()));
    let open = {
        let draft = draft.clone();
        move |_| {
            teaching.shut();
            let Draft { language, .. } = teaching.page.draft.get_untracked();
            teaching.page.go(&Draft { language, ..draft.clone() });
        }
    };
    let link = record.link;
    let is_picked = {
        let link = link.clone();
        move || picked.with(|picked| picked.contains(&link))
    };
    let is_full = {
        let is_picked = is_picked.clone();
        move || picked.with(|picked| picked.len() >= 2) && !is_picked()
    };
    let pick = move |_| {
        picked.update(|picked| {
            if picked.contains(&link) {
                picked.retain(|known| *known != link);
            } else {
                picked.push(link.clone());
            }
        });
    };
    view! {
        <tr>
            <td>
                <input
                    type="checkbox"
                    aria-label=t!("Compare {name}", name = name)
                    prop:checked=is_picked
                    disabled=is_full
                    on:change=pick
                />
            </td>
            <th scope="row">{name.clone()}</th>
            <td>{best}</td>
            <td>{when} " " <span class="hint">{tn!(record.networks.len(), "{n} network", "{n} networks")}</span></td>
            <td><button type="button" on:click=open>{t!("Open")}</button></td>
        </tr>
    }
}

/// An experiment in a few words: its section, and what departs from the defaults.
pub(super) fn name_of(draft: &Draft) -> String {
    let section = say(draft.section.label());
    let changed: Vec<String> = settings(draft)
        .map(|(label, value)| t!("{label}: {value}", label = label, value = value))
        .collect();
    if changed.is_empty() {
        section.to_owned()
    } else {
        format!("{section} ({})", changed.join("; "))
    }
}

/// What departs from the defaults, in words.
fn settings(draft: &Draft) -> impl Iterator<Item = (&'static str, String)> {
    let rows =
        PARAMETERS.iter().filter(|row| row.group != ParameterGroup::View && row.key != "source");
    rows.filter(|row| row.is_changed(draft)).map(|row| (say(row.label), value_of(row, draft)))
}

/// The value of a setting in words.
pub(super) fn value_of(row: &Parameter, draft: &Draft) -> String {
    match ((row.get)(draft), row.kind) {
        (Value::Option(index), Kind::Menu(options)) => say(options()[index].1).to_owned(),
        (Value::Switch(is_on), _) => if is_on { t!("on") } else { t!("off") }.to_owned(),
        _ => link::text_of(row, draft),
    }
}
