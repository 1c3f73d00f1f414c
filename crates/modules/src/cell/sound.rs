//! A click for each spike, as over a loudspeaker beside the rig.

use leptos::wasm_bindgen::JsValue;
use web_sys::{AudioBuffer, AudioContext};

/// Length of a click, seconds.
const CLICK_SECS: f32 = 0.006;
/// Loudness of its first sample, of 1.
const LOUDNESS: f32 = 0.35;

/// A loudspeaker. Browsers allow it only once a person has pressed something.
pub(super) struct Clicks {
    context: AudioContext,
    click: AudioBuffer,
}

impl Clicks {
    /// Opens the loudspeaker.
    pub(super) fn new() -> Result<Self, JsValue> {
        let context = AudioContext::new()?;
        let rate = context.sample_rate();
        let num_samples = (CLICK_SECS * rate) as u32;
        let sample = |index: u32| {
            let secs = f64::from(index) / f64::from(rate);
            // A short wave that dies away: 1 kHz, a fall to 1/e in 1 ms.
            LOUDNESS
                * (libm::exp(-1e3 * secs) * libm::cos(core::f64::consts::TAU * 1e3 * secs)) as f32
        };
        let samples: Vec<f32> = (0..num_samples).map(sample).collect();
        let click = context.create_buffer(1, num_samples, rate)?;
        click.copy_to_channel(&samples, 0)?;
        Ok(Self { context, click })
    }

    /// Plays `count` clicks, spread over `secs`.
    pub(super) fn play(&self, count: u32, secs: f64) {
        for index in 0..count {
            let delay = secs * f64::from(index) / f64::from(count);
            // A click that cannot be played is left out: the next one may be.
            drop(self.play_one(self.context.current_time() + delay));
        }
    }

    fn play_one(&self, at: f64) -> Result<(), JsValue> {
        let source = self.context.create_buffer_source()?;
        source.set_buffer(Some(&self.click));
        source.connect_with_audio_node(&self.context.destination())?;
        source.start_with_when(at)
    }
}

impl Drop for Clicks {
    fn drop(&mut self) {
        drop(self.context.close());
    }
}
