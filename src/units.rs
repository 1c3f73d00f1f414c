//! Conversions between frames, seconds and checkers.

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
