//! Spikes to pictures, trial by trial, of cells or what stands for them and of networks.

use crate::figure::{Drawing, Rgb, drawing::TextFormat};
use ganglion_core::{
    experiment::natural::{Beside, FlashTiming, PictureRaster},
    t,
};

/// Height of the spikes of a cell or a network, logical pixels.
pub(in crate::figure) const RASTER_HEIGHT: f64 = 26.0;

/// What stands beside a network. Cells are blue as in the paper.
pub(in crate::figure) fn beside_color(drawing: &Drawing, beside: Beside) -> Rgb {
    match beside {
        Beside::Cell => drawing.palette.positive,
        Beside::OneFilter => drawing.palette.ink,
    }
}

/// Its name beside a drawing.
pub(in crate::figure) fn beside_name(beside: Beside) -> &'static str {
    match beside {
        Beside::Cell => t!("cell"),
        Beside::OneFilter => "LN",
    }
}

/// Spikes drawn from networks: red as in the paper.
pub(in crate::figure) fn network_color(drawing: &Drawing) -> Rgb {
    drawing.palette.negative.mix(Rgb::hex(0xd62020), 0.6)
}

/// Spikes of what stands beside a network above those of the network, the time of the picture shaded.
pub(in crate::figure) fn draw_strip(
    drawing: &mut Drawing,
    (raster, beside, timing): (&PictureRaster, Beside, FlashTiming),
    (left, top): (f64, f64),
    width: f64,
) {
    let shade = drawing.palette.surface.mix(drawing.palette.muted, 0.22);
    let on = width * timing.num_on as f64 / timing.num_frames as f64;
    drawing.fill((left, top), (on, 2.0 * RASTER_HEIGHT), shade);
    let colors = [beside_color(drawing, beside), network_color(drawing)];
    for (part, trials, color) in
        [(0.0, &raster.beside, colors[0]), (1.0, &raster.network, colors[1])]
    {
        let frame = width / timing.num_frames as f64;
        draw_trials(drawing, trials, (left, top + part * RASTER_HEIGHT), frame, color);
    }
}

/// One row for each trial, one stroke for each frame with a spike, each frame so wide.
pub(in crate::figure) fn draw_trials(
    drawing: &mut Drawing,
    trials: &[Vec<u32>],
    (left, top): (f64, f64),
    frame: f64,
    color: Rgb,
) {
    let row = RASTER_HEIGHT / trials.len().max(1) as f64;
    for (trial, spikes) in trials.iter().enumerate() {
        let y = top + trial as f64 * row;
        for same in spikes.chunk_by(|a, b| a == b) {
            let x = left + frame * (f64::from(same[0]) + 0.5);
            drawing.line([(x, y), (x, y + 0.85 * row)], color, drawing.palette.stroke);
        }
    }
}

/// A second below the spikes to each picture, and the names of both rows.
pub(in crate::figure) fn draw_time(
    drawing: &mut Drawing,
    places: &[(f64, f64)],
    top: f64,
    beside: Beside,
) {
    let (text, muted) = (drawing.text_size(), drawing.palette.muted);
    for (left, width) in places {
        drawing.line([(*left, top), (left + width, top)], muted, drawing.palette.stroke);
        for (share, word) in [(0.0, "0"), (0.2, t!(".2")), (1.0, "1 s")] {
            let x = left + share * width;
            drawing.line([(x, top), (x, top + 4.0)], muted, drawing.palette.stroke);
            let format = TextFormat::start(text - 1.0, muted).top();
            let format = if share > 0.5 { format.end() } else { format.middle() };
            drawing.text(word, (x, top + 7.0), format);
        }
    }
    let at = (0.3 * text, top + 7.0);
    let format = TextFormat::start(text - 1.0, beside_color(drawing, beside)).bold().top();
    drawing.text(beside_name(beside), at, format);
    let at = (0.3 * text, top + 7.0 + text);
    let format = TextFormat::start(text - 1.0, network_color(drawing)).bold().top();
    drawing.text(t!("network"), at, format);
}

/// Height of the spikes to a picture, with a gap.
pub(in crate::figure) fn strip_height(text: f64) -> f64 {
    2.0 * RASTER_HEIGHT + 0.8 * text
}

/// Mean spikes a trial.
pub(in crate::figure) fn mean_spikes(trials: &[Vec<u32>]) -> f64 {
    let spikes: usize = trials.iter().map(Vec::len).sum();
    spikes as f64 / trials.len().max(1) as f64
}
