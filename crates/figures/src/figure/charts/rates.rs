//! Expected spikes of a network, and of what stands beside it, over time: to a flash, or to what moves.

use crate::figure::{
    Data, Datum, Drawing, Figure, Rgb, Theme,
    drawing::TextFormat,
    drawing::axes::{Area, Axis, Panel},
    pictures::natural_strips::{beside_color, beside_name, network_color},
    words::share,
};
use ganglion_core::{experiment::natural::Beside, statistics::correlation, t, units::FrameRate};

/// Two courses, spikes a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct RatesFigure {
    /// That of what stands beside the network.
    pub beside: Vec<f32>,
    /// What that is.
    pub kind: Beside,
    /// Frames a second.
    pub frame_rate: FrameRate,
    /// The network's.
    pub network: Vec<f32>,
    /// What they answer.
    pub stimulus: PictureStimulus,
}

/// What a cell is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureStimulus {
    /// A picture, from frame 0 for this many frames.
    Flash(usize),
    /// What moves; the newest frame is the last.
    Moving,
}

impl RatesFigure {
    fn sums(&self) -> [f64; 2] {
        [&self.beside, &self.network]
            .map(|rates| rates.iter().map(|&rate| f64::from(rate)).sum::<f64>())
    }

    fn start(&self) -> f64 {
        match self.stimulus {
            PictureStimulus::Flash(_) => 0.0,
            PictureStimulus::Moving => {
                -f64::from(self.frame_rate.secs_of_frames(self.beside.len() as f32))
            }
        }
    }

    fn seconds(&self, frame: usize) -> f64 {
        self.start() + f64::from(self.frame_rate.secs_of_frames(frame as f32))
    }

    fn panel(&self, drawing: &Drawing) -> Panel {
        let all = self.beside.iter().chain(&self.network).map(|&rate| f64::from(rate));
        // Room that does not jump at every move of a field.
        let largest = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
            .into_iter()
            .find(|most| all.clone().all(|rate| rate <= *most))
            .unwrap_or(100.0);
        let end = self.seconds(self.beside.len());
        let x = match self.stimulus {
            PictureStimulus::Flash(_) => {
                Axis::with_step(0.0, end.max(0.1), 0.2, t!("time from the flash (s)"))
            }
            PictureStimulus::Moving => {
                Axis::with_step(self.start().min(-0.1), 0.0, 1.0, t!("time (s)"))
            }
        };
        let y = Axis::with_step(0.0, largest, largest / 2.0, t!("expected spikes a frame"));
        Area::of(drawing).panel(drawing.text_size(), 1, x, y)
    }
}

impl Figure for RatesFigure {
    fn title(&self) -> String {
        let [beside, network] = self.sums().map(|sum| format!("{sum:.1}"));
        let correlation = share(correlation(&self.network, &self.beside));
        match (self.stimulus, self.kind) {
            (PictureStimulus::Flash(_), Beside::Cell) => t!(
                "Expected: cell {cell} spikes, network {network}",
                cell = beside,
                network = network
            ),
            (PictureStimulus::Flash(_), Beside::OneFilter) => t!(
                "Expected: LN model {model} spikes, network {network}",
                model = beside,
                network = network
            ),
            (PictureStimulus::Moving, Beside::Cell) => t!(
                "Cell and network over the last seconds: correlation {correlation}",
                correlation = correlation
            ),
            (PictureStimulus::Moving, Beside::OneFilter) => t!(
                "LN model and network over the last seconds: correlation {correlation}",
                correlation = correlation
            ),
        }
    }

    fn summary(&self) -> String {
        let [beside, network] = self.sums().map(|sum| format!("{sum:.1}"));
        let secs = self.frame_rate.secs_of_frames(self.beside.len() as f32);
        let secs = format!("{secs:.0}");
        match (self.stimulus, self.kind) {
            (PictureStimulus::Flash(frames), kind) => {
                let time = 1e3 * self.frame_rate.secs_of_frames(frames as f32);
                let time = format!("{time:.0}");
                match kind {
                    Beside::Cell => t!(
                        "To a flash of {time} ms at this place the cell is expected to fire {cell} spikes; its network predicts {network}.",
                        time = time,
                        cell = beside,
                        network = network
                    ),
                    Beside::OneFilter => t!(
                        "To a flash of {time} ms at this place a model of one filter and a curve predicts {model} spikes, the network {network}.",
                        time = time,
                        model = beside,
                        network = network
                    ),
                }
            }
            (PictureStimulus::Moving, Beside::Cell) => t!(
                "In the last {time} s the cell is expected to fire {cell} spikes; its network predicts {network}.",
                time = secs,
                cell = beside,
                network = network
            ),
            (PictureStimulus::Moving, Beside::OneFilter) => t!(
                "In the last {time} s a model of one filter and a curve predicts {model} spikes, the network {network}.",
                time = secs,
                model = beside,
                network = network
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let name = match self.kind {
            Beside::Cell => t!("Cell (spikes/frame)"),
            Beside::OneFilter => t!("LN model (spikes/frame)"),
        };
        let row = |(frame, (beside, network)): (usize, (&f32, &f32))| {
            let [beside, network] =
                [beside, network].map(|rate| Datum::Number(f64::from(*rate), 3));
            [Datum::Number(self.seconds(frame), 2), beside, network]
        };
        let rows = self.beside.iter().zip(&self.network).enumerate().map(row);
        Some(Data::new([t!("Time (s)"), name, t!("Network (spikes/frame)")], rows))
    }

    fn height(&self, _width: f64, theme: Theme) -> f64 {
        170.0 + 40.0 * (theme.palette().stroke - 1.0)
    }

    fn paint(&self, drawing: &mut Drawing) {
        let panel = self.panel(drawing);
        if let PictureStimulus::Flash(frames) = self.stimulus {
            let (left, top) = panel.at(0.0, panel.y.max);
            let (right, bottom) = panel.at(self.seconds(frames), 0.0);
            let shade = drawing.palette.surface.mix(drawing.palette.muted, 0.22);
            drawing.fill((left, top), (right - left, bottom - top), shade);
        }
        panel.draw_axes(drawing);
        let (text, stroke) = (drawing.text_size(), drawing.palette.stroke);
        let courses: [(&[f32], Rgb, &str); 2] = [
            (&self.beside, beside_color(drawing, self.kind), beside_name(self.kind)),
            (&self.network, network_color(drawing), t!("network")),
        ];
        for (line, (rates, color, name)) in courses.into_iter().enumerate() {
            let point = |(frame, rate): (usize, &f32)| {
                panel.at(self.seconds(frame), f64::from(*rate).min(panel.y.max))
            };
            let points: Vec<_> = rates.iter().enumerate().map(point).collect();
            drawing.line(points, color, 2.0 * stroke);
            let right = panel.left + panel.width;
            let at = (right - 0.5 * text, panel.top + (0.9 + 1.4 * line as f64) * text);
            drawing.text(name, at, TextFormat::start(text, color).bold().end());
        }
    }
}
