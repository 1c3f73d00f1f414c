//! Two experiments side by side: what differs in their settings and results, and both at work.

use leptos::prelude::*;

use crate::teaching::{
    Open, Teaching,
    record::Record,
    runs::{name_of, value_of},
    window::Window,
};
use ganglion_components::{address_of, views::CollectAny as _};
use ganglion_core::{
    config::{Draft, Frame, PARAMETERS, ParameterGroup},
    link, t,
    words::say,
};
use ganglion_figures::figure::words::share;

/// The window.
#[component]
pub(super) fn Compare() -> impl IntoView {
    let body = |open| match open {
        Open::Compare(links) => view! { <Pair links/> }.into_any(),
        Open::Nothing
        | Open::Lessons
        | Open::Teacher(_)
        | Open::Share
        | Open::Runs
        | Open::Collected(_)
        | Open::Words(_)
        | Open::Code => ().into_any(),
    };
    view! { <Window id="comparison" body is_wide=true/> }
}

#[component]
fn Pair(links: [String; 2]) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let drafts = links.clone().map(|link| link::decode(&link).draft);
    view! {
        <button type="button" class="quiet" on:click=move |_| teaching.open.set(Open::Runs)>
            {t!("Other runs")}
        </button>
        <Differences drafts=drafts.clone() links/>
        <div class="compare">{drafts.map(|draft| view! { <Framed draft/> }).into_iter().collect_any()}</div>
    }
}

/// One experiment at work, in a page of its own.
#[component]
fn Framed(draft: Draft) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let name = name_of(&draft);
    let page = teaching.page.draft.get_untracked();
    // A sealed cell stays sealed, unless its guess has been given here.
    let reveal = draft.sealed.is_empty() || page.reveal && page.sealed == draft.sealed;
    let embedded = Draft { frame: Frame::Embed, reveal, language: page.language, ..draft };
    view! { <iframe title=name src=address_of(&embedded)></iframe> }
}

/// Settings and results that differ, a column for each.
#[component]
fn Differences(drafts: [Draft; 2], links: [String; 2]) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let records = teaching.records.all();
    let [first, second] =
        links.map(|link| records.iter().find(|record| record.link == link).cloned());
    let settings =
        PARAMETERS.iter().filter(|row| row.group != ParameterGroup::View || row.key == "view");
    let differing = settings.filter_map(|row| {
        let [one, other] = [&drafts[0], &drafts[1]].map(|draft| value_of(row, draft));
        (one != other).then(|| (say(row.label).to_owned(), one, other))
    });
    let rows = differing.chain(results(first.as_ref(), second.as_ref()));
    let row = |(label, one, other): (String, String, String)| {
        view! { <tr><th scope="row">{label}</th><td>{one}</td><td>{other}</td></tr> }
    };
    view! {
        <div class="scrolling">
            <table class="differences">
                <thead>
                    <tr>
                        <th scope="col">{t!("What differs")}</th>
                        <th scope="col">{t!("Left")}</th>
                        <th scope="col">{t!("Right")}</th>
                    </tr>
                </thead>
                <tbody>{rows.map(row).collect_any()}</tbody>
            </table>
        </div>
    }
}

/// Scores of the networks of two runs, by number of filters.
fn results(one: Option<&Record>, other: Option<&Record>) -> Vec<(String, String, String)> {
    let networks =
        |record: Option<&Record>| record.map(|record| record.networks.clone()).unwrap_or_default();
    let (one, other) = (networks(one), networks(other));
    let mut counts: Vec<u32> = one.iter().chain(&other).map(|network| network.filters).collect();
    counts.sort_unstable();
    counts.dedup();
    let scores = |networks: &[super::record::Network], count: u32| {
        let of_count = networks.iter().filter(|network| network.filters == count);
        let texts: Vec<String> = of_count
            .map(|network| match (network.correlation, network.worst_similarity) {
                (Some(correlation), Some(worst)) => t!(
                    "correlation {correlation}, worst similarity {worst}, {effective} effective",
                    correlation = share(correlation),
                    worst = share(worst),
                    effective = network.effective_filters
                ),
                (Some(correlation), None) => t!(
                    "correlation {correlation}, {effective} effective",
                    correlation = share(correlation),
                    effective = network.effective_filters
                ),
                (None, _) => t!("{effective} effective", effective = network.effective_filters),
            })
            .take(3)
            .collect();
        if texts.is_empty() { t!("none").to_owned() } else { texts.join("; ") }
    };
    let row = |count: u32| {
        (t!("Filters: {count}", count = count), scores(&one, count), scores(&other, count))
    };
    counts.into_iter().map(row).collect()
}
