//! The last seconds of every signal: subunits, pooled drive with its threshold, spikes.

use leptos::{html::Canvas, prelude::*};
use web_sys::CanvasRenderingContext2d;

use super::live_view::LiveView;
use ganglion_components::{
    AppState, context_of,
    reactive::{Effect, Memo},
    use_width,
};
use ganglion_core::{
    cell::{Beat, LiveCell},
    t,
    units::secs_of_frames,
};
use ganglion_figures::figure::{Palette, Theme, identity};
use ganglion_web::scale_canvas;

/// Most subunits with a strip of their own; the drive pools all of them.
pub(super) const MAX_STRIPS: usize = 12;
/// Generator signal at the edge of a strip; its SD is 1 under white noise.
const GENERATOR_RANGE: f64 = 3.2;
/// Drive at the upper edge, over the threshold.
const DRIVE_RANGE: f64 = 1.9;
const DRIVE_HEIGHT: f64 = 112.0;
const SPIKES_HEIGHT: f64 = 30.0;
/// Width under which half the time is shown, pixels.
const NARROW: f64 = 480.0;
const GAP: f64 = 28.0;

/// Strips of the last 8 seconds.
#[component]
pub(super) fn Strips(
    /// The running cell.
    view: LiveView,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let theme = expect_context::<AppState>().theme;
    let width = use_width(canvas);
    let num_subunits = Memo::new(move |_| {
        view.config.with(|config| config.as_ref().map_or(0, |config| config.subunits().len()))
    });
    let threshold = Memo::new(move |_| {
        view.config
            .with(|config| config.as_ref().map_or(1.0, |config| f64::from(config.threshold())))
    });
    let layout = Memo::new(move |_| Layout::new(num_subunits.get(), theme.get()));
    Effect::new(move || {
        let size = (width.get(), layout.get().height);
        let Some(context) = canvas.get().and_then(|canvas| {
            let ratio = scale_canvas(&canvas, size);
            let context = context_of(&canvas)?;
            context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
            Some(context)
        }) else {
            return;
        };
        let drawing = StripDrawing {
            context,
            layout: layout.get(),
            palette: theme.get().palette(),
            width: size.0,
            num_frames: if size.0 < NARROW {
                LiveCell::NUM_RECENT / 2
            } else {
                LiveCell::NUM_RECENT
            },
            threshold: threshold.get(),
        };
        view.with(|live| drawing.draw(live));
    });
    view! {
        <canvas
            node_ref=canvas
            class="strips"
            role="img"
            aria-label=t!("The last 8 seconds: generator signal of each subunit, pooled drive with the threshold, spikes. Press Describe for the numbers of this moment.")
            style:height=move || format!("{}px", layout.get().height)
        ></canvas>
    }
}

/// Where the strips are, pixels.
#[derive(Clone, Copy, PartialEq)]
struct Layout {
    text: f64,
    left: f64,
    num_strips: usize,
    strip: f64,
    drive: f64,
    spikes: f64,
    height: f64,
}

impl Layout {
    fn new(num_subunits: usize, theme: Theme) -> Self {
        let num_strips = num_subunits.min(MAX_STRIPS);
        let text = 13.0 + 4.0 * (theme.palette().stroke - 1.0);
        let strip = (216.0 / num_strips.max(1) as f64).clamp(20.0, 54.0);
        let drive = text + 8.0 + strip * num_strips as f64 + GAP;
        let spikes = drive + DRIVE_HEIGHT + GAP;
        Self {
            text,
            left: 2.2 * text,
            num_strips,
            strip,
            drive,
            spikes,
            height: spikes + SPIKES_HEIGHT + 1.8 * text,
        }
    }

    fn strip_top(self, index: usize) -> f64 {
        self.text + 8.0 + self.strip * index as f64
    }
}

struct StripDrawing {
    context: CanvasRenderingContext2d,
    layout: Layout,
    palette: &'static Palette,
    width: f64,
    /// Frames from the left edge to the right one.
    num_frames: usize,
    threshold: f64,
}

impl StripDrawing {
    fn draw(&self, live: &LiveCell) {
        let Layout { text, num_strips, drive, spikes, height, .. } = self.layout;
        self.context.clear_rect(0.0, 0.0, self.width, height);
        self.heading(t!("3  Subunits: above the line passes"), 0.5 * text);
        // The layout may be of a cell that is about to be built.
        for index in 0..num_strips.min(live.cell().num_subunits()) {
            self.draw_subunit(live, index);
        }
        self.heading(t!("4  Their sum: the pooled drive"), drive - 0.7 * text);
        self.draw_drive(live);
        self.heading(t!("5  Spikes: drive above the threshold"), spikes - 0.7 * text);
        self.draw_spikes(live);
        let bottom = height - 0.5 * text;
        let secs = secs_of_frames(self.num_frames as f32);
        let ago = t!("{time} s ago", time = format_args!("{secs:.0}"));
        self.label(&ago, (self.layout.left, bottom));
        self.context.set_text_align("right");
        self.label(t!("now"), (self.width, bottom));
        self.context.set_text_align("left");
    }

    /// The frames that are in sight, each with its place among the recent ones.
    fn in_sight<'a>(
        &self,
        live: &'a LiveCell,
    ) -> impl Iterator<Item = (usize, &'a Beat)> + use<'a> {
        let hidden = live.recent().len().saturating_sub(self.num_frames);
        live.recent().iter().enumerate().skip(hidden)
    }

    /// Left edge and width of a frame, `index` counted from the oldest.
    fn column(&self, live: &LiveCell, index: usize) -> (f64, f64) {
        let width = (self.width - self.layout.left) / self.num_frames as f64;
        let place = (self.num_frames + index) as f64 - live.recent().len() as f64;
        (self.layout.left + place * width, width)
    }

    fn draw_subunit(&self, live: &LiveCell, index: usize) {
        let (top, strip) = (self.layout.strip_top(index), self.layout.strip);
        let zero = top + 0.5 * strip;
        let height = |beat: &Beat| {
            let generator = f64::from(beat.response.generators[index]) / GENERATOR_RANGE;
            0.5 * strip * generator.clamp(-1.0, 1.0)
        };
        self.bars(live, self.palette.hairline.css(), |beat| (zero, (-height(beat)).max(0.0)));
        self.bars(live, identity(index).css(), |beat| {
            let above = height(beat).max(0.0);
            (zero - above, above)
        });
        self.line((self.layout.left, zero), (self.width, zero), self.palette.muted.css());
        self.numeral(index, zero);
    }

    fn draw_drive(&self, live: &LiveCell) {
        let bottom = self.layout.drive + DRIVE_HEIGHT;
        let unit = DRIVE_HEIGHT / (DRIVE_RANGE * self.threshold);
        let scale = f64::from(live.cell().scale());
        let share = |beat: &Beat, index: usize| {
            unit * scale * f64::from(beat.response.generators[index].max(0.0))
        };
        for index in 0..live.cell().num_subunits() {
            self.bars(live, identity(index).css(), |beat| {
                let below: f64 = (0..index).map(|below| share(beat, below)).sum();
                let height = share(beat, index).min((DRIVE_HEIGHT - below).max(0.0));
                (bottom - below - height, height)
            });
        }
        self.line((self.layout.left, bottom), (self.width, bottom), self.palette.muted.css());
        let level = bottom - unit * self.threshold;
        self.context.set_line_width(1.5 * self.palette.stroke);
        self.line((self.layout.left, level), (self.width, level), self.palette.ink.css());
        self.context.set_line_width(self.palette.stroke);
        self.context.set_fill_style_str(&self.palette.ink.css());
        let name = t!("threshold {value}", value = format_args!("{:.2}", self.threshold));
        self.write(&name, (self.layout.left + 4.0, level - 0.6 * self.layout.text));
    }

    fn draw_spikes(&self, live: &LiveCell) {
        let bottom = self.layout.spikes + SPIKES_HEIGHT;
        self.context.set_fill_style_str(&self.palette.ink.css());
        for (index, beat) in self.in_sight(live) {
            if beat.spikes > 0 {
                let (x, width) = self.column(live, index);
                let tick = f64::from(beat.spikes.min(4)) * 1.5 * self.palette.stroke;
                let left = x + 0.5 * (width - tick);
                self.context.fill_rect(left, self.layout.spikes, tick, SPIKES_HEIGHT);
            }
        }
        self.line((self.layout.left, bottom), (self.width, bottom), self.palette.muted.css());
    }

    /// One bar for each frame, in one go; `bar` gives top and height.
    fn bars(&self, live: &LiveCell, color: String, bar: impl Fn(&Beat) -> (f64, f64)) {
        self.context.begin_path();
        for (index, beat) in self.in_sight(live) {
            let (top, height) = bar(beat);
            if height > 0.0 {
                let (x, width) = self.column(live, index);
                self.context.rect(x, top, width + 0.3, height);
            }
        }
        self.context.set_fill_style_str(&color);
        self.context.fill();
    }

    fn line(&self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), color: String) {
        self.context.begin_path();
        self.context.move_to(x0, y0);
        self.context.line_to(x1, y1);
        self.context.set_stroke_style_str(&color);
        self.context.stroke();
    }

    /// The number of a subunit on its color.
    fn numeral(&self, index: usize, y: f64) {
        let color = identity(index);
        let side = 1.4 * self.layout.text;
        self.context.set_fill_style_str(&color.css());
        self.context.fill_rect(0.0, y - 0.5 * side, side, side);
        self.context.set_fill_style_str(&color.opposite().css());
        self.context.set_text_align("center");
        self.write(&(index + 1).to_string(), (0.5 * side, y));
        self.context.set_text_align("left");
    }

    fn heading(&self, text: &str, y: f64) {
        self.context.set_fill_style_str(&self.palette.ink.css());
        self.write_in("600", text, (0.0, y));
    }

    fn label(&self, text: &str, at: (f64, f64)) {
        self.context.set_fill_style_str(&self.palette.muted.css());
        self.write(text, at);
    }

    fn write(&self, text: &str, at: (f64, f64)) {
        self.write_in("400", text, at);
    }

    fn write_in(&self, weight: &str, text: &str, (x, y): (f64, f64)) {
        let size = self.layout.text;
        self.context.set_font(&format!("{weight} {size}px system-ui, sans-serif"));
        self.context.set_text_baseline("middle");
        // Text that the canvas refuses is also said in the label of the strips.
        drop(self.context.fill_text(text, x, y));
    }
}
