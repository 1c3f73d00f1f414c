//! What was found in a recording, as small as it can be shown.

use ganglion_core::recording::CellCounts;

use crate::{
    assemble::{Assembled, Unassembled},
    evidence::{CellAverage, Evidence, FoundEvidence, receptive_field},
    import::{Absence, CellFindings, ImportFindings, ToldEvidence},
};

/// First frames that are shown.
const NUM_SHOWN: usize = 6;

/// All of it.
pub(super) fn findings(assembled: &Assembled, found: &FoundEvidence) -> ImportFindings {
    let recording = &assembled.recording;
    let frames = &recording.frames;
    let num_checkers = frames.num_checkers();
    let shown = (0..frames.num_frames().min(NUM_SHOWN))
        .map(|frame| (0..num_checkers).map(|checker| frames.contrast(frame, checker)).collect());
    let cells = recording.cells.iter().zip(&found.averages);
    let frozen = recording.frozen.iter().map(|block| (block.len, block.starts.len()));
    let digest = |digest: u64| format!("{digest:016x}");
    ImportFindings {
        name: recording.name(),
        num_bytes: recording.num_bytes(),
        num_frames: frames.num_frames(),
        field: found.field,
        refresh_hz: recording.refresh_hz,
        checker_um: recording.checker_um,
        num_trials: recording.trials.len(),
        frozen: frozen.collect(),
        frames_digest: digest(recording.provenance.frames_digest),
        counts_digest: digest(recording.provenance.counts_digest),
        left_out: assembled.left_out.clone(),
        evidence: found.evidence.iter().map(told).collect(),
        frames: shown.collect(),
        first_lag: found.averages.first().map_or(0, |average| average.lags.first),
        cells: cells.map(|(cell, average)| of_cell(cell, average, found.field)).collect(),
    }
}

fn told(evidence: &Evidence) -> ToldEvidence {
    let Evidence { judgment, sentence, advice, .. } = evidence.clone();
    ToldEvidence { judgment, sentence, advice }
}

fn of_cell(cell: &CellCounts, average: &CellAverage, field: (usize, usize)) -> CellFindings {
    let image = average.image();
    let strongest = (0..image.len()).max_by(|a, b| image[*a].abs().total_cmp(&image[*b].abs()));
    let course = strongest
        .map(|checker| average.z.iter().skip(checker).step_by(image.len()).copied().collect());
    CellFindings {
        name: cell.name.clone(),
        num_spikes: cell.num_spikes(),
        image,
        course: course.unwrap_or_default(),
        peak_lag: average.peak_lag,
        strength: average.strength(),
        is_significant: average.is_significant(),
        fit: receptive_field(average, field),
    }
}

/// Why there is no recording.
pub(super) fn absence(reason: Unassembled) -> Absence {
    match reason {
        Unassembled::File(reason) => Absence::Unreadable(reason.to_string()),
        Unassembled::NoFrames => Absence::NoFrames,
        Unassembled::SeveralFrames { paths } => Absence::SeveralFrames(paths),
        Unassembled::BadFrames { path, problem } => Absence::BadFrames { path, problem },
        Unassembled::NoSpikes => Absence::NoSpikes,
        Unassembled::NoClock { unit, needed } => {
            Absence::NoClock { unit, needed: needed.to_owned() }
        }
    }
}
