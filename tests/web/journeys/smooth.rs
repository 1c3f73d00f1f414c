//! The page stays smooth while networks are trained.

use serde_json::Value;

use crate::{RUN, journey, note, page::View};

/// Notes the time of every frame of the page, and whether networks were being trained then.
const NOTE_FRAMES: &str = "
    window.frames_ = [];
    const frame = (time) => {
        frames_.push([time, document.documentElement?.dataset.state === 'running']);
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

/// A gap that nobody could call smooth; machines that test are slow and busy, so this is no measure of the page.
const MOST_MILLIS: f64 = 500.0;

/// Two frames at 60 a second: above this, one was left out.
const ONE_LEFT_OUT_MILLIS: f64 = 34.0;

#[test]
fn the_page_stays_smooth_while_networks_are_trained() {
    let view = View { before: NOTE_FRAMES, ..View::LAPTOP };
    journey(view, async |page| {
        page.go("").await;
        page.wait_for_state(&["finished"], RUN).await;
        let gaps = gaps_while_running(&page.script("return window.frames_").await);
        let longest = gaps.iter().copied().fold(0.0, f64::max);
        let num_long = gaps.iter().filter(|gap| **gap > ONE_LEFT_OUT_MILLIS).count();
        note(&format!(
            "while running: {} frames, longest gap {longest:.0} ms, {:.1} % of the gaps above {ONE_LEFT_OUT_MILLIS} ms",
            gaps.len(),
            100.0 * num_long as f64 / gaps.len() as f64
        ));
        assert!(longest < MOST_MILLIS, "the page stood still for {longest} ms");
    });
}

/// Milliseconds between frames, from the first of the run to its last.
fn gaps_while_running(frames: &Value) -> Vec<f64> {
    let frames = frames.as_array().expect("a list of frames");
    let running = frames.iter().filter(|frame| frame[1] == true);
    let times: Vec<f64> = running.filter_map(|frame| frame[0].as_f64()).collect();
    assert!(times.len() > 10, "only {} frames while running", times.len());
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}
