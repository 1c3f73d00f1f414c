//! What the page says about a cell at work, as plain functions of numbers.

use crate::figure::words::{sentence, share, spelled};
use ganglion_core::{
    cell::{Beat, LiveEstimate},
    config::Placement,
    t, tn,
    units::secs_of_frames,
};

/// Similarity with the whole receptive field from which the average is more signal than noise.
const CLEAR: f64 = 0.8;

/// `412 spikes in 4,120 frames: 2.3 min of stimulus at 30 Hz`.
pub fn counts(num_spikes: u64, num_frames: u64) -> String {
    t!(
        "{spikes} in {frames}: {time} of stimulus at 30 Hz",
        spikes = tn!(num_spikes, "{n} spike", "{n} spikes"),
        frames = tn!(num_frames, "{n} frame", "{n} frames"),
        time = duration(secs_of_frames(num_frames as f32)),
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
        return t!("No spike yet. The spike-triggered average starts with the first one.")
            .to_owned();
    };
    let spikes = tn!(estimate.num_spikes, "{n} spike", "{n} spikes");
    let (field, subunit) = (share(estimate.field_similarity), share(estimate.subunit_similarity));
    if estimate.field_similarity < CLEAR {
        return t!(
            "After {spikes} the average is still noisy: its similarity with the receptive field is {field}.",
            spikes = spikes,
            field = field
        );
    }
    if num_subunits == 1 {
        return t!(
            "After {spikes} the average shows the only subunit (similarity {subunit}).",
            spikes = spikes,
            subunit = subunit
        );
    }
    let lesson = if Placement::any_touch(subunits) {
        t!("where subunits touch, averaging cannot tell them apart")
    } else {
        t!(
            "these lie apart and can be guessed, but that each is rectified by itself averaging cannot tell"
        )
    };
    let all = match num_subunits {
        2 => t!("both subunits").to_owned(),
        all => t!("all {all} subunits", all = spelled(all)),
    };
    t!(
        "After {spikes} the average looks like {all} together (similarity {field}), not like any one of them ({subunit} at most): {lesson}.",
        spikes = spikes,
        all = all,
        field = field,
        subunit = subunit,
        lesson = lesson,
    )
}

/// Everything about the present moment, on request.
pub fn moment(beat: Option<&Beat>, recent_rate_hz: f32, counts: &str, finding: &str) -> String {
    let recent = t!(
        "It fired at {rate} spikes/s over the last 8 s; {counts}. {finding}",
        rate = format_args!("{recent_rate_hz:.1}"),
        counts = counts,
        finding = finding
    );
    let Some(beat) = beat else { return recent };
    let active = beat.response.generators.iter().filter(|generator| **generator > 0.0).count();
    let all = beat.response.generators.len();
    let driving = tn!(
        active,
        "{active} of {subunits} drives the cell",
        "{active} of {subunits} drive the cell",
        active = active,
        subunits = tn!(all, "{n} subunit", "{n} subunits")
    );
    let spikes = match beat.spikes {
        0 => t!("no spike").to_owned(),
        spikes => tn!(spikes, "{n} spike", "{n} spikes"),
    };
    t!(
        "In this frame {driving}, the pooled drive is {drive}, there is {spikes}. {recent}",
        driving = driving,
        drive = format_args!("{:.2}", beat.response.drive),
        spikes = spikes,
        recent = recent
    )
}

/// What the cell is, for the line above the circuit.
pub fn anatomy(num_subunits: usize, rate_hz: f32) -> String {
    tn!(
        num_subunits,
        "{count} subunit, rectified one by one, pooled, and compared with a threshold: about {rate} spikes a second.",
        "{count} subunits, rectified one by one, pooled, and compared with a threshold: about {rate} spikes a second.",
        count = sentence(&spelled(num_subunits)),
        rate = format_args!("{rate_hz:.1}"),
    )
}
