//! What files of recordings mean, in plain English: roles, evidence, what to do.
//!
//! In: what `ganglion_recordings` has decided. Out: a text. Nothing is decided here.

use std::fmt::Write as _;

use ganglion_recordings::{
    assemble::Assembled,
    evidence::{Evidence, Judgment},
    interpretation::Interpretation,
    roles::{Role, RoleProposal},
};

/// Most arrays without a role that are told.
const MOST_UNKNOWN: usize = 20;

/// Roles, evidence and advice as a text.
pub(super) fn conversation(found: &Interpretation) -> String {
    let mut text = roles(&found.roles);
    match &found.assembled {
        Ok(assembled) => {
            text += &recording(assembled);
            text += &evidence(&found.evidence);
        }
        Err(reason) => text += &line(&format!("\nThere is no recording yet. {reason}")),
    }
    text
}

fn line(text: &str) -> String {
    format!("{text}\n")
}

fn roles(proposals: &[RoleProposal]) -> String {
    let mut text = line("\nWhat the arrays are (say otherwise with --role 'PATH=ROLE'):");
    let is_known = |proposal: &&RoleProposal| proposal.role != Role::Unknown;
    let (known, unknown): (Vec<_>, Vec<_>) = proposals.iter().partition(is_known);
    for RoleProposal { path, role, reason, .. } in
        known.iter().chain(unknown.iter().take(MOST_UNKNOWN))
    {
        text += &line(&format!("- {path}: {role}. {reason}"));
    }
    let num_more = unknown.len().saturating_sub(MOST_UNKNOWN);
    if num_more > 0 {
        text += &line(&format!("- and {num_more} more that aren't known."));
    }
    text
}

/// A number of things in words: `1 cell`, `3 cells`.
fn counted(num: usize, thing: &str) -> String {
    format!("{num} {thing}{}", if num == 1 { "" } else { "s" })
}

fn recording(assembled: &Assembled) -> String {
    let recording = &assembled.recording;
    let (rows, columns) = recording.field;
    let num_spikes: u64 = recording.cells.iter().map(|cell| cell.num_spikes()).sum();
    let rate = recording.refresh_hz.map(|hz| format!(" at {hz:.4} Hz")).unwrap_or_default();
    let mut text = format!(
        "\nThe recording: {} frames of {rows} x {columns} checkers{rate}, {}, {num_spikes} spikes, {}.\n",
        recording.num_frames(),
        counted(recording.cells.len(), "cell"),
        counted(recording.trials.len(), "trial"),
    );
    let provenance = &recording.provenance;
    writeln!(
        text,
        "Digest of the frames {:016x}, of the counts {:016x}.",
        provenance.frames_digest, provenance.counts_digest
    )
    .expect("strings take any text");
    if !assembled.left_out.is_empty() {
        text += "Left out:\n";
    }
    for left_out in &assembled.left_out {
        text += &line(&format!("- {left_out}"));
    }
    text
}

fn evidence(all: &[Evidence]) -> String {
    let mut text = line("\nDo spikes and frames belong together?");
    for one in all {
        let judgment = match one.judgment {
            Judgment::Fine => "fine",
            Judgment::Suspicious => "SUSPICIOUS",
            Judgment::CannotTell => "can't be told",
        };
        text += &line(&format!("- {judgment}: {}", one.sentence));
        if !one.advice.is_empty() {
            text += &line(&format!("  What to do: {}", one.advice));
        }
    }
    let num = all.iter().filter(|one| one.judgment == Judgment::Suspicious).count();
    text += &line(&match num {
        0 => "\nNothing is suspicious.".to_owned(),
        1 => "\nOne thing is suspicious: see above what to do.".to_owned(),
        num => format!("\n{num} things are suspicious: see above what to do."),
    });
    text
}
