//! Conversions between frames, seconds and checkers, and how a share is written.

use serde::{Deserialize, Serialize};

use crate::words;

/// Frames shown in a second by whatever is simulated here (paper: Methods B, 30 Hz).
pub const FRAME_RATE_HZ: f32 = 30.0;

/// Frames shown in a second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameRate {
    hz: f32,
    is_known: bool,
}

impl Default for FrameRate {
    fn default() -> Self {
        Self { hz: FRAME_RATE_HZ, is_known: true }
    }
}

impl FrameRate {
    /// Of a recording; as if it were simulated if nobody knows, which [`remarks`](crate::experiment::remarks) say.
    pub fn of_recording(hz: Option<f64>) -> Self {
        let is_sound = |hz: &f64| hz.is_finite() && *hz > 0.0;
        match hz.filter(is_sound) {
            Some(hz) => Self { hz: hz as f32, is_known: true },
            None => Self { hz: FRAME_RATE_HZ, is_known: false },
        }
    }

    /// The nearest whole number of frames in so many seconds, at least one.
    pub fn frames_in(self, secs: f32) -> usize {
        ((secs * self.hz).round() as usize).max(1)
    }

    /// Whether a recording says it.
    pub fn is_known(self) -> bool {
        self.is_known
    }

    /// Seconds that `frames` frames last.
    pub fn secs_of_frames(self, frames: f32) -> f32 {
        frames / self.hz
    }

    /// Spikes a second, from spikes a frame.
    pub fn spikes_per_sec(self, spikes_per_frame: f32) -> f32 {
        spikes_per_frame * self.hz
    }
}

/// Side of a checker on the retina, micrometers, wherever nobody says another one (paper: Methods B).
pub const CHECKER_UM: f32 = 30.0;

/// Seconds that `frames` simulated frames last.
pub fn secs_of_frames(frames: f32) -> f32 {
    FrameRate::default().secs_of_frames(frames)
}

/// Spikes a second of a simulated cell, from spikes a frame.
pub fn hz_of_spikes_per_frame(spikes: f32) -> f32 {
    FrameRate::default().spikes_per_sec(spikes)
}

/// Two decimals, in English without a leading zero: `.98`, `1.00`, `−.05`.
pub fn share(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    let bare = text.strip_prefix("0").filter(|_| words::is_english());
    let text = bare.unwrap_or(&text);
    if value < -0.005 { format!("\u{2212}{text}") } else { text.to_owned() }
}
