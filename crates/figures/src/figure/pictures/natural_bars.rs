//! Mean spikes to pictures of a recording as bars: of trials the times of spikes aren't known.

use crate::figure::{
    Drawing, Rgb,
    drawing::TextFormat,
    pictures::natural_strips::{beside_color, network_color},
};
use ganglion_core::{
    experiment::natural::{Beside, NaturalImages},
    t,
};

/// Mean spikes to a picture: of the cell, of its network and of its one-filter model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeanSpikes {
    /// Counted in the recording.
    pub cell: f32,
    /// Predicted by the network.
    pub network: f32,
    /// Predicted by the one-filter LN model.
    pub one_filter: f32,
}

impl MeanSpikes {
    /// Of a cell and a picture of the recording; nothing where the answers aren't known.
    pub(in crate::figure) fn of(
        found: &NaturalImages,
        cell: usize,
        picture: usize,
    ) -> Option<Self> {
        found.own.as_ref()?;
        let of = |all: &Vec<f32>| all.get(picture).copied();
        Some(Self {
            cell: of(found.kept.answers.get(cell)?)?,
            network: of(&found.kept.predictions[cell][cell])?,
            one_filter: of(&found.kept.linear_nonlinear[cell])?,
        })
    }

    pub(in crate::figure) fn all(self) -> [f32; 3] {
        [self.cell, self.network, self.one_filter]
    }
}

/// Name and color of each bar.
fn bar_names(drawing: &Drawing) -> [(&'static str, Rgb); 3] {
    [
        (t!("cell"), beside_color(drawing, Beside::Cell)),
        (t!("network"), network_color(drawing)),
        ("LN", beside_color(drawing, Beside::OneFilter)),
    ]
}

/// Three bars below each other, each with its number; the longest of all figures is `most` spikes.
pub(in crate::figure) fn draw_lying_bars(
    drawing: &mut Drawing,
    spikes: MeanSpikes,
    (left, top): (f64, f64),
    ((width, height), most): ((f64, f64), f32),
) {
    let text = drawing.text_size();
    // Behind the longest there is room for its number.
    let room = (width - 2.6 * text).max(1.0);
    let each = height / 3.0;
    for (at, (spikes, (_, color))) in spikes.all().into_iter().zip(bar_names(drawing)).enumerate() {
        let len = room * f64::from(spikes / most.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
        let y = top + at as f64 * each;
        drawing.fill((left, y + 0.15 * each), (len, 0.7 * each), color);
        let format = TextFormat::start(text - 1.0, drawing.palette.ink);
        drawing.text(&format!("{spikes:.1}"), (left + len + 0.3 * text, y + 0.5 * each), format);
    }
}

/// A bar that stands on `bottom`, `height` high if it is the highest.
pub(in crate::figure) fn draw_standing_bar(
    drawing: &mut Drawing,
    share: f32,
    ((left, width), (bottom, height)): ((f64, f64), (f64, f64)),
    color: Rgb,
) {
    let height = height * f64::from(share).clamp(0.0, 1.0);
    drawing.fill((left, bottom - height), (width, height), color);
}

/// The names of bars.
pub(in crate::figure) fn draw_bar_names(drawing: &mut Drawing, top: f64) {
    let text = drawing.text_size();
    let mut left = 4.6 * text;
    for (name, color) in bar_names(drawing) {
        let format = TextFormat::start(text - 1.0, color).bold().top();
        drawing.text(name, (left, top + 7.0), format);
        left += 6.0 * text;
    }
    let format = TextFormat::start(text - 1.0, drawing.palette.muted).top();
    drawing.text(t!("mean spikes"), (left, top + 7.0), format);
}
