//! Conversions between frames, seconds and checkers, and how a share is written.

use crate::words;

/// Frames shown in a second (paper: Methods B, 30 Hz).
pub const FRAME_RATE_HZ: f32 = 30.0;

/// Seconds that `frames` frames last.
pub fn secs_of_frames(frames: f32) -> f32 {
    frames / FRAME_RATE_HZ
}

/// Spikes a second, from spikes a frame.
pub fn hz_of_spikes_per_frame(spikes: f32) -> f32 {
    spikes * FRAME_RATE_HZ
}

/// Two decimals, in English without a leading zero: `.98`, `1.00`, `−.05`.
pub fn share(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    let bare = text.strip_prefix("0").filter(|_| words::is_english());
    let text = bare.unwrap_or(&text);
    if value < -0.005 { format!("\u{2212}{text}") } else { text.to_owned() }
}
