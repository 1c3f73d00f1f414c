//! The experiment in every form in which it can leave the page.

use leptos::{prelude::*, task::spawn_local};

use crate::teaching::{Teaching, copy::copy, qr, record::experiment_of, window::Window};
use ganglion_components::{
    FiguresModule, address_of,
    reactive::{Memo, RwSignal},
};
use ganglion_core::{
    config::{Draft, Frame},
    experiment::Proof,
    export::{Weights, citation},
    link, t,
};
use ganglion_figures::figure::PaperWidth;
use ganglion_web::download;

/// The window.
#[component]
pub(super) fn Share() -> impl IntoView {
    view! { <Window id="share" body=|_| view! { <Forms/> }.into_any()/> }
}

/// All forms.
#[component]
fn Forms() -> impl IntoView {
    let said = RwSignal::new(String::new());
    view! {
        <p>{t!("A link holds every setting, so whoever opens it sees the same experiment run. Nothing is stored anywhere else.")}</p>
        <Links said/>
        <p class="share-said" role="status">{move || said.get()}</p>
        <Code/>
        <Files said/>
    }
}

/// The link that is shared: without what only this window is about.
fn shared(draft: &Draft) -> Draft {
    Draft { frame: Frame::Page, answer: String::new(), ..draft.clone() }
}

/// The address of what is set.
pub(super) fn address(teaching: Teaching) -> String {
    teaching.page.draft.with(|draft| address_of(&shared(draft)))
}

/// The address of what the last run was of, with what it gave: whoever opens it sees whether it comes out again.
pub(super) fn address_with_result(teaching: Teaching) -> Option<String> {
    let report = teaching.page.report.get();
    let (proof, experiment) = (Proof::of_report(&report)?, experiment_of(&report)?);
    let seen = shared(&experiment.looked_at_as(&teaching.page.draft.get()));
    Some(address_of(&Draft { expected: proof.to_text(), ..seen }))
}

/// The section's finding, for a text around a link.
fn finding() -> String {
    let heading = document().query_selector("#panel h2").ok().flatten();
    heading.and_then(|heading| heading.text_content()).unwrap_or_else(|| "Ganglion".to_owned())
}

/// The link in words, Markdown and HTML.
#[component]
fn Links(said: RwSignal<String>) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let has_no_report = move || teaching.page.report.with(String::is_empty);
    let copy_link = move |_| copy(untrack(|| address(teaching)), t!("The link"), said);
    let copy_proof = move |_| {
        if let Some(link) = untrack(|| address_with_result(teaching)) {
            copy(link, t!("The link with its result"), said);
        }
    };
    let copy_markdown = move |_| {
        let title = finding().replace('[', "(").replace(']', ")");
        let link = address_of(&shared(&teaching.page.seen.get_untracked()));
        copy(format!("[{title}]({link})"), t!("The link as Markdown"), said);
    };
    let copy_frame = move |_| {
        let address = escaped(&address_of(&Draft {
            frame: Frame::Embed,
            ..teaching.page.seen.get_untracked()
        }));
        let title = escaped(&finding());
        let html = format!(
            "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"720\" style=\"border:0\" loading=\"lazy\"></iframe>"
        );
        copy(html, t!("The frame for another page (HTML)"), said);
    };
    view! {
        <div class="share-buttons">
            <button type="button" id="copy-link" class="primary" on:click=copy_link>{t!("Copy link")}</button>
            <button type="button" id="copy-proof" disabled=has_no_report on:click=copy_proof>{t!("Copy link with result")}</button>
            <button type="button" id="copy-markdown" on:click=copy_markdown>{t!("Copy as Markdown")}</button>
            <button type="button" id="copy-frame" on:click=copy_frame>{t!("Copy as HTML frame")}</button>
        </div>
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// The link to point a camera at.
#[component]
fn Code() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let link = Memo::new(move |_| address(teaching));
    let code = move || qr::view(&link.get(), t!("The link as a QR code"));
    let save = move |_| {
        if let Some(svg) = qr::svg(&link.get_untracked()) {
            download("ganglion-link.svg", "image/svg+xml", svg.as_bytes()).ok();
        }
    };
    view! {
        <div class="share-code">
            {move || code()}
            <div>
                <p class="share-link">{move || link.get()}</p>
                <button type="button" class="quiet" on:click=save>{t!("Save QR code (SVG)")}</button>
            </div>
        </div>
    }
}

/// Files, the report, what to cite.
#[component]
fn Files(said: RwSignal<String>) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let save_file = move |_| {
        let json = link::to_json(&shared(&teaching.page.draft.get_untracked()));
        if download("experiment.json", "application/json", json.as_bytes()).is_err() {
            said.set(t!("The browser did not take the file.").to_owned());
        }
    };
    let save_weights = move |_| {
        let is_taken = zip_of_weights(teaching)
            .map(|zip| download("weights.zip", "application/zip", &zip).is_ok());
        said.set(match is_taken {
            Some(true) => String::new(),
            Some(false) => t!("The browser did not take the file.").to_owned(),
            None => no_networks(),
        });
    };
    let copy_report = move |_| copy(teaching.page.report.get_untracked(), t!("The report"), said);
    let copy_citation = move |_| {
        let link = address_of(&shared(&teaching.page.seen.get_untracked()));
        copy(citation(&link), t!("The citation"), said);
    };
    let has_no_report = move || teaching.page.report.with(String::is_empty);
    view! {
        <h3>{t!("For your own files")}</h3>
        <div class="share-buttons">
            <button type="button" id="save-file" on:click=save_file>{t!("Save as a file (JSON)")}</button>
            <button type="button" id="save-weights" on:click=save_weights>{t!("Save weights (safetensors and npz)")}</button>
            <button type="button" id="copy-report" disabled=has_no_report on:click=copy_report>{t!("Copy report (JSON)")}</button>
            <button type="button" id="copy-citation" on:click=copy_citation>{t!("Copy citation (BibTeX)")}</button>
        </div>
        <h3>{t!("For a paper")}</h3>
        <p>{t!("All figures of this section for print, as SVG and PNG, with black ink on white and without a title, their numbers as CSV, and those of all networks.")}</p>
        <Paper said/>
        <p class="hint">{t!("A saved file or figure dropped anywhere on this page opens its experiment again.")}</p>
    }
}

/// The figures, as wide as a column of a paper.
#[component]
fn Paper(said: RwSignal<String>) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let save = move |width: PaperWidth| {
        let word = PaperWidth::ALL.iter().find(|(its_width, _)| *its_width == width);
        let word = word.map_or("", |(_, word)| word);
        let Some(found) = teaching.page.found_bytes() else {
            return said.set(no_networks());
        };
        let link = link::encode(&shared(&teaching.page.seen.get_untracked()));
        said.set(t!("The figures are drawn.").to_owned());
        spawn_local(async move {
            let saved = FiguresModule::not_loaded().save_paper(&found, word, &link).await;
            said.set(match saved {
                Ok(()) => String::new(),
                Err(reason) => {
                    t!("The figures could not be saved. In detail: {reason}", reason = reason)
                }
            });
        });
    };
    let words = |width: PaperWidth| match width {
        PaperWidth::OneColumn => {
            t!("Save figures, one column ({width} mm)", width = width.millimeters())
        }
        PaperWidth::TwoColumns => {
            t!("Save figures, two columns ({width} mm)", width = width.millimeters())
        }
    };
    let button = |(width, word): (PaperWidth, &'static str)| {
        view! {
            <button type="button" id=format!("save-{word}") on:click=move |_| save(width)>{words(width)}</button>
        }
    };
    view! { <div class="share-buttons">{PaperWidth::ALL.map(button).collect_view()}</div> }
}

fn no_networks() -> String {
    t!("There are no trained networks yet. Wait for the run to finish.").to_owned()
}

/// The weights of all networks that the page shows, safetensors and npz; none if there is none.
fn zip_of_weights(teaching: Teaching) -> Option<Vec<u8>> {
    let (config, results) = teaching.page.found()?;
    let link = link::encode(&shared(config.draft()));
    let weights = Weights::kept(&config, &results, &link);
    (!weights.is_empty()).then(|| Weights::zip(&weights, &link))
}
