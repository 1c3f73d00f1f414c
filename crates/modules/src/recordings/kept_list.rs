//! Recordings that this device keeps, and the button that keeps one.

use leptos::prelude::*;

use crate::recordings::{kept_files::KeptRecording, state::ImportState};
use ganglion_components::{
    focus_soon,
    reactive::Memo,
    views::{CollectAny as _, when},
};
use ganglion_core::{t, tn};
use ganglion_recordings::import::HandPurpose;

/// What is kept, with buttons that use and delete it; nothing while nothing is kept.
#[component]
pub fn KeptRecordings() -> impl IntoView {
    let state = ImportState::get();
    let has_some = Memo::new(move |_| {
        state.kept.with(|kept| kept.as_ref().is_ok_and(|kept| !kept.is_empty()))
    });
    let lines = move || {
        state.kept.with(|kept| {
            let all = kept.as_ref().into_iter().flatten();
            all.map(|kept| line(state, kept)).collect_any()
        })
    };
    let delete_all = move |_| {
        let names = state.kept.with_untracked(|kept| {
            let all = kept.as_ref().into_iter().flatten();
            all.map(|kept| kept.name.clone()).collect()
        });
        state.delete_kept(names);
        focus_soon("choose-files");
    };
    let section = move || {
        view! {
            <section class="recording-part" id="kept-recordings" aria-labelledby="kept-title">
                <h3 id="kept-title" tabindex="-1">{t!("Kept on this device")}</h3>
                <ul class="kept-recordings">{move || lines()}</ul>
                <p>
                    <button type="button" id="delete-kept" on:click=delete_all>
                        {t!("Delete all kept recordings")}
                    </button>
                </p>
            </section>
        }
        .into_any()
    };
    when(move || has_some.get(), section)
}

fn line(state: ImportState, kept: &KeptRecording) -> AnyView {
    let name = kept.name.clone();
    let mb = megabytes(kept.num_bytes);
    let facts = match &kept.imported {
        Some(imported) => {
            let frames = tn!(imported.outline.num_frames, "{n} frame", "{n} frames");
            let cells = tn!(imported.outline.num_cells, "{n} cell", "{n} cells");
            t!("{frames}, {cells}, {mb} MB", frames = frames, cells = cells, mb = mb)
        }
        None => t!("of another version of this page, {mb} MB: delete it", mb = mb),
    };
    let simulated = kept.imported.as_ref().is_some_and(|imported| imported.is_simulated);
    let simulated = simulated.then(|| view! { <span>{t!("simulated")}</span> }.into_any());
    let (used, deleted) = (name.clone(), name.clone());
    let use_it = (kept.imported.is_some() && state.has_taker.get()).then(|| {
        let label = t!("Use recording {name}", name = name);
        view! {
            <button type="button" class="use-kept" aria-label=label on:click=move |_| state.use_kept(used.clone())>
                {t!("Use")}
            </button>
        }
        .into_any()
    });
    let delete = move |_| {
        state.delete_kept(vec![deleted.clone()]);
        let num = state.kept.with_untracked(|kept| kept.as_ref().map_or(0, Vec::len));
        focus_soon(if num > 1 { "kept-title" } else { "choose-files" });
    };
    let label = t!("Delete recording {name}", name = name);
    view! {
        <li>
            <code>{name}</code>
            <span>{facts}</span>
            {simulated}
            {use_it}
            <button type="button" class="quiet delete-kept" aria-label=label on:click=delete>{t!("Delete")}</button>
        </li>
    }
    .into_any()
}

/// Keeps the recording that is open; says that it is kept, or why it can't be.
#[component]
pub fn KeepIt() -> impl IntoView {
    let state = ImportState::get();
    let words = move || {
        let (name, num_bytes) = state.findings.with(|found| {
            found
                .as_ref()
                .map(|found| (found.name.clone(), found.num_bytes as f64))
                .unwrap_or_default()
        });
        let told = state.kept.with(|kept| match kept {
            Ok(kept) => kept.iter().any(|kept| kept.name == name).then(|| {
                t!("This recording is kept on this device.").to_owned()
            }),
            Err(reason) => Some(t!(
                "This browser can't keep recordings here ({reason}), so a reload asks for the files.",
                reason = reason
            )),
        });
        told.ok_or_else(|| megabytes(num_bytes))
    };
    let words = Memo::new(move |_| words());
    let button = move || {
        let label = move || match words.get() {
            _ if state.is_keeping.get() => t!("Keeping\u{2026}").to_owned(),
            Ok(_) => String::new(),
            Err(mb) => t!("Keep on this device ({mb} MB)", mb = mb),
        };
        let keep = move |_| state.ask_for(HandPurpose::Keep);
        view! {
            <button type="button" id="keep-recording" disabled=move || state.is_keeping.get() on:click=keep>
                {move || label()}
            </button>
        }
        .into_any()
    };
    let told = move || words.get().unwrap_or_default();
    view! {
        {when(move || words.with(Result::is_err), button)}
        <p role="status" class="hint" id="recording-kept">{move || told()}</p>
    }
}

fn megabytes(num_bytes: f64) -> String {
    format!("{:.1}", (num_bytes / 1e6).max(0.1))
}
