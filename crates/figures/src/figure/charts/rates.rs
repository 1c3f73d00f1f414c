//! Expected spikes of a cell and of its network over time: to a flash, or to what moves.

use crate::figure::{
    Drawing, Figure, Rgb, Table, Theme,
    drawing::TextFormat,
    drawing::axes::{Area, Axis, Panel},
    pictures::natural_pictures::{cell_color, network_color},
    words::share,
};
use ganglion_core::{statistics::correlation, t, units::secs_of_frames};

/// Two courses, spikes a frame, at 30 frames a second.
#[derive(Clone, Debug, PartialEq)]
pub struct RatesFigure {
    /// The cell's.
    pub cell: Vec<f32>,
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
        [&self.cell, &self.network]
            .map(|rates| rates.iter().map(|&rate| f64::from(rate)).sum::<f64>())
    }

    fn start(&self) -> f64 {
        match self.stimulus {
            PictureStimulus::Flash(_) => 0.0,
            PictureStimulus::Moving => -f64::from(secs_of_frames(self.cell.len() as f32)),
        }
    }

    fn seconds(&self, frame: usize) -> f64 {
        self.start() + f64::from(secs_of_frames(frame as f32))
    }

    fn panel(&self, drawing: &Drawing) -> Panel {
        let all = self.cell.iter().chain(&self.network).map(|&rate| f64::from(rate));
        // Room that does not jump at every move of a field.
        let largest = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
            .into_iter()
            .find(|most| all.clone().all(|rate| rate <= *most))
            .unwrap_or(100.0);
        let end = self.seconds(self.cell.len());
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
        match self.stimulus {
            PictureStimulus::Flash(_) => {
                let [cell, network] = self.sums();
                t!(
                    "Expected: cell {cell} spikes, network {network}",
                    cell = format_args!("{cell:.1}"),
                    network = format_args!("{network:.1}")
                )
            }
            PictureStimulus::Moving => t!(
                "Cell and network over the last seconds: correlation {correlation}",
                correlation = share(correlation(&self.network, &self.cell))
            ),
        }
    }

    fn summary(&self) -> String {
        let [cell, network] = self.sums().map(|sum| format!("{sum:.1}"));
        match self.stimulus {
            PictureStimulus::Flash(frames) => t!(
                "To a flash of {time} ms at this place the cell is expected to fire {cell} spikes; its network predicts {network}.",
                time = format_args!("{:.0}", 1e3 * secs_of_frames(frames as f32)),
                cell = cell,
                network = network
            ),
            PictureStimulus::Moving => t!(
                "In the last {time} s the cell is expected to fire {cell} spikes; its network predicts {network}.",
                time = format_args!("{:.0}", secs_of_frames(self.cell.len() as f32)),
                cell = cell,
                network = network
            ),
        }
    }

    fn table(&self) -> Option<Table> {
        let columns = [t!("Time (s)"), t!("Cell (spikes/frame)"), t!("Network (spikes/frame)")];
        let row = |(frame, (cell, network)): (usize, (&f32, &f32))| {
            vec![
                format!("{:.2}", self.seconds(frame)),
                format!("{cell:.3}"),
                format!("{network:.3}"),
            ]
        };
        Some(Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: self.cell.iter().zip(&self.network).enumerate().map(row).collect(),
        })
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
            (&self.cell, cell_color(drawing), t!("cell")),
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
