//! What the page says about a cell at work, as plain functions of numbers.

use crate::{
    cell::{Beat, LiveEstimate},
    config::Placement,
    figure::words::{counted, sentence, share, spelled},
    units::secs_of_frames,
};

/// Similarity with the whole receptive field from which the average is more signal than noise.
const CLEAR: f64 = 0.8;

/// `412 spikes in 4,120 frames: 2.3 min of stimulus at 30 Hz`.
pub fn counts(num_spikes: u64, num_frames: u64) -> String {
    format!(
        "{} in {}: {} of stimulus at 30 Hz",
        counted(num_spikes, "spike"),
        counted(num_frames, "frame"),
        duration(secs_of_frames(num_frames as f32)),
    )
}

/// `34 s`, `2.3 min`, `1.5 h`.
pub fn duration(secs: f32) -> String {
    match secs {
        secs if secs < 60.0 => format!("{secs:.0} s"),
        secs if secs < 3600.0 => format!("{:.1} min", secs / 60.0),
        secs => format!("{:.1} h", secs / 3600.0),
    }
}

/// The finding of the live cell: what its average spike gives away, and what it doesn't.
pub fn finding(subunits: &[Placement], estimate: Option<&LiveEstimate>) -> String {
    let num_subunits = subunits.len();
    let Some(estimate) = estimate else {
        return "No spike yet. The spike-triggered average starts with the first one.".to_owned();
    };
    let spikes = counted(estimate.num_spikes, "spike");
    let (field, subunit) = (share(estimate.field_similarity), share(estimate.subunit_similarity));
    if estimate.field_similarity < CLEAR {
        return format!(
            "After {spikes} the average is still noisy: its similarity with the receptive field is {field}."
        );
    }
    if num_subunits == 1 {
        return format!(
            "After {spikes} the average shows the only subunit (similarity {subunit})."
        );
    }
    let touch = |index: usize| subunits[..index].iter().any(|other| other.touches(subunits[index]));
    let lesson = if (0..num_subunits).any(touch) {
        "where subunits touch, averaging cannot tell them apart"
    } else {
        "these lie apart and can be guessed, but that each is rectified by itself averaging cannot tell"
    };
    format!(
        "After {spikes} the average looks like all {} subunits together (similarity {field}), not like any one of them ({subunit} at most): {lesson}.",
        spelled(num_subunits),
    )
}

/// Everything about the present moment, on request.
pub fn moment(beat: Option<&Beat>, recent_rate_hz: f32, counts: &str, finding: &str) -> String {
    let now = beat.map_or_else(String::new, |beat| {
        let active = beat.response.generators.iter().filter(|generator| **generator > 0.0).count();
        let all = beat.response.generators.len();
        let verb = if active == 1 { "drives" } else { "drive" };
        let subunits = format!("{active} of {} {verb} the cell", counted(all as u64, "subunit"));
        let spikes = if beat.spikes == 0 {
            "no spike".to_owned()
        } else {
            counted(u64::from(beat.spikes), "spike")
        };
        format!(
            "In this frame {subunits}, the pooled drive is {:.2}, there is {spikes}. ",
            beat.response.drive
        )
    });
    format!("{now}It fired at {recent_rate_hz:.1} spikes/s over the last 8 s; {counts}. {finding}")
}

/// What the cell is, for the line above the circuit.
pub fn anatomy(num_subunits: usize, rate_hz: f32) -> String {
    let plural = if num_subunits == 1 { "" } else { "s" };
    format!(
        "{} subunit{plural}, rectified one by one, pooled, and compared with a threshold: about {rate_hz:.1} spikes a second.",
        sentence(&spelled(num_subunits)),
    )
}
