//! Whether spikes and frames belong together: what is fine, what is suspicious, what can't be told; or why there is no recording.

use leptos::prelude::*;

use crate::recordings::{arrays::unit_words, state::ImportState};
use ganglion_components::views::{CollectAny as _, when};
use ganglion_core::{t, tn};
use ganglion_recordings::{
    evidence::Judgment,
    import::{Absence, ImportFindings, ToldEvidence},
};

/// Why there is no recording yet, and what to do.
#[component]
pub fn Missing() -> impl IntoView {
    let state = ImportState::get();
    let words = move || {
        state.absence.with(|absence| match absence {
            None => String::new(),
            Some(absence) => words_of(absence),
        })
    };
    let panel = move || {
        view! {
            <p class="recording-missing">
                <strong>{t!("There is no recording yet.")}</strong>
                " "
                {move || words()}
            </p>
        }
        .into_any()
    };
    view! {
        <div role="status" id="recording-missing">
            {when(move || state.absence.with(Option::is_some), panel)}
        </div>
    }
}

fn words_of(absence: &Absence) -> String {
    match absence {
        Absence::NoArrays => t!(
            "Nothing in these files can be read. See above what to do with each, or choose others."
        )
        .to_owned(),
        Absence::Unreadable(reason) | Absence::NotDescribed(reason) => reason.clone(),
        Absence::NoFrames => t!(
            "No array is known to be the frames of the stimulus. If one is, choose “frames” for it in the table; otherwise add the file that holds them, or say which seed they were drawn from."
        )
        .to_owned(),
        Absence::SeveralFrames(paths) => t!(
            "Several arrays are said to be frames: {paths}. Choose “not needed” for all but one.",
            paths = paths
        ),
        Absence::BadFrames { path, problem } => {
            t!("{path} can't be frames: {problem}.", path = path, problem = problem)
        }
        Absence::Unseeded { reason, num_frames, num_running } => t!(
            "{reason} The stimulus as described shows {frames} frames, and {running} without its frozen ones; counts and frame times are known by having as many.",
            reason = words_of(reason),
            frames = num_frames,
            running = num_running
        ),
        Absence::NoSpikes => t!(
            "The frames are here, but no array is known to be spikes. If one is, choose counts or spike times for it in the table; otherwise add the file that holds them."
        )
        .to_owned(),
        Absence::NoClock { unit, needed } => t!(
            "Spike times in {unit} are counted in frames only with {needed}. Add the file that holds them, or choose the array in the table.",
            unit = unit_words(*unit),
            needed = needed
        ),
    }
}

/// The recording in one sentence, and all evidence about it.
#[component]
pub fn EvidenceList() -> impl IntoView {
    let state = ImportState::get();
    let about = move || state.findings.with(|found| found.as_ref().map(|found| summary(found)));
    let simulated = || {
        let words = t!("This recording is simulated: three cells of our own, made here.");
        view! { <p class="recording-simulated">{words}</p> }.into_any()
    };
    let conclusion = move || {
        state.findings.with(|found| {
            let evidence = found.iter().flat_map(|found| &found.evidence);
            let num = evidence.filter(|one| one.judgment == Judgment::Suspicious).count();
            if num == 0 {
                return t!("Nothing is suspicious.").to_owned();
            }
            tn!(
                num,
                "{n} thing is suspicious: see what to do.",
                "{n} things are suspicious: see what to do."
            )
        })
    };
    let lines = move || {
        state.findings.with(|found| {
            let all = || found.iter().flat_map(|found| &found.evidence);
            let of = |judgment| all().filter(move |one| one.judgment == judgment);
            let order = [Judgment::Suspicious, Judgment::Fine, Judgment::CannotTell];
            order.into_iter().flat_map(of).map(line).collect_any()
        })
    };
    view! {
        <section class="recording-part" aria-labelledby="recording-evidence">
            <h3 id="recording-evidence">{t!("Do spikes and frames belong together?")}</h3>
            {when(move || state.is_simulated.get(), simulated)}
            <p id="recording-summary">{move || about()}</p>
            <p role="status" id="recording-conclusion"><strong>{move || conclusion()}</strong></p>
            <ul class="recording-evidence">{move || lines()}</ul>
            <LeftOut/>
        </section>
    }
}

fn line(evidence: &ToldEvidence) -> AnyView {
    let ToldEvidence { judgment, sentence, advice } = evidence.clone();
    let (class, word) = match judgment {
        Judgment::Fine => ("fine", t!("Fine")),
        Judgment::Suspicious => ("suspicious", t!("Suspicious")),
        Judgment::CannotTell => ("untold", t!("Can't be told")),
    };
    let advice = (!advice.is_empty()).then(|| view! { <p class="hint">{advice}</p> }.into_any());
    view! {
        <li class=class>
            <span class="recording-judgment">{word}</span>
            <div><p>{sentence}</p>{advice}</div>
        </li>
    }
    .into_any()
}

fn summary(found: &ImportFindings) -> String {
    let (rows, columns) = found.field;
    let rate = found.refresh_hz.map(|hz| t!(" at {hz} Hz", hz = format!("{hz:.2}")));
    let num_spikes: u64 = found.cells.iter().map(|cell| cell.num_spikes).sum();
    let frames = t!(
        "{frames} of {rows} x {columns} checkers{rate}",
        frames = tn!(found.num_frames, "{n} frame", "{n} frames"),
        rows = rows,
        columns = columns,
        rate = rate.unwrap_or_default()
    );
    let repeats = found.frozen.iter().map(|(len, times)| {
        tn!(
            *len,
            "{n} frame is shown {times} times",
            "{n} frames are shown {times} times",
            times = times
        )
    });
    let parts = [
        frames,
        tn!(found.cells.len(), "{n} cell", "{n} cells"),
        tn!(num_spikes, "{n} spike", "{n} spikes"),
        tn!(found.num_trials, "{n} trial", "{n} trials"),
    ];
    let list = parts
        .into_iter()
        .chain(repeats)
        .reduce(|list, next| t!("{list}, {next}", list = list, next = next));
    t!("{list}.", list = list.unwrap_or_default())
}

/// What was left out, and digests by which the recording is known.
#[component]
fn LeftOut() -> impl IntoView {
    let state = ImportState::get();
    let lines = move || {
        state.findings.with(|found| {
            let lines = found.iter().flat_map(|found| &found.left_out);
            lines.map(|line| view! { <li>{line.clone()}</li> }).collect_any()
        })
    };
    let has_left_out =
        move || state.findings.with(|found| found.iter().any(|found| !found.left_out.is_empty()));
    let list = move || {
        view! {
            <h4>{t!("Left out")}</h4>
            <ul>{move || lines()}</ul>
        }
        .into_any()
    };
    let digests = move || {
        state.findings.with(|found| {
            let found = found.as_ref()?;
            Some(t!(
                "Digest of the frames {frames}, of the counts {counts}.",
                frames = found.frames_digest,
                counts = found.counts_digest
            ))
        })
    };
    view! {
        {when(has_left_out, list)}
        <p class="hint" id="recording-digests">{move || digests()}</p>
    }
}
