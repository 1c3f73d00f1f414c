//! Methods on the same spikes: what each shows, and how much of the hidden subunits it is.

use crate::figure::{
    Data, Datum, Drawing, Figure, SignedImage, Theme,
    drawing::{TextFormat, text_size},
    identity,
    words::{listed, share},
};
use ganglion_core::{
    analysis::FOUND,
    experiment::{MethodResult, MethodsResult},
    t, tn,
};

/// A row of images for each method, below the true subunits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodsFigure {
    /// What is shown; none before the methods have run.
    pub result: Option<MethodsResult>,
    /// Whether the true subunits are shown, and which image matches which.
    pub reveal: bool,
}

const MAX_SIDE: f64 = 76.0;
const GAP: f64 = 8.0;
/// Width above which what a method is told stands beside its scores, pixels.
const WIDE: f64 = 680.0;

/// What is said of a method.
trait MethodWords {
    /// Subunits found.
    fn num_found(&self) -> usize;
    /// The subunit that an image is matched to.
    fn subunit_of(&self, image: usize) -> Option<usize>;
    fn scores(&self) -> String;
    fn found(&self) -> String;
}

impl MethodWords for MethodResult {
    fn num_found(&self) -> usize {
        self.similarities.iter().filter(|similarity| **similarity > FOUND).count()
    }

    fn subunit_of(&self, image: usize) -> Option<usize> {
        self.matching.iter().position(|matched| *matched == Some(image as u32))
    }

    fn scores(&self) -> String {
        let seconds = seconds(self.seconds);
        match self.correlation {
            Some(correlation) => t!(
                "correlation {correlation}, {seconds}",
                correlation = share(correlation),
                seconds = seconds
            ),
            None => t!("no prediction, {seconds}", seconds = seconds),
        }
    }

    fn found(&self) -> String {
        if self.similarities.is_empty() {
            return t!("its subunits are not known here: judge for yourself").to_owned();
        }
        t!(
            "found {found} of {all}, similarity of the worst {worst}",
            found = self.num_found(),
            all = self.similarities.len(),
            worst = share(self.worst)
        )
    }
}

impl MethodsFigure {
    fn methods(&self) -> &[MethodResult] {
        self.result.as_ref().map_or(&[], |result| &result.methods)
    }

    /// Whether the true subunits stand above: those of a sealed cell are for people to find out, those of a real one nobody knows.
    fn shows_truth(&self) -> bool {
        self.reveal && self.result.as_ref().is_some_and(|result| !result.subunits.is_empty())
    }

    /// Rows of images: those of the methods, and the true subunits above them.
    fn num_rows(&self) -> usize {
        self.methods().len() + usize::from(self.shows_truth())
    }

    fn side(&self, width: f64) -> f64 {
        let most = self.methods().iter().map(|method| method.images.len()).max().unwrap_or(1);
        ((width - 2.0) / most.max(4) as f64 - GAP).clamp(12.0, MAX_SIDE)
    }

    fn row_height(&self, width: f64, text: f64) -> f64 {
        self.side(width) + 6.4 * text
    }

    fn draw_images(
        &self,
        drawing: &mut Drawing,
        (images, columns): (&[Vec<f32>], usize),
        top: f64,
        match_of: impl Fn(usize) -> Option<(usize, f64)>,
    ) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let side = self.side(drawing.size().0);
        for (index, values) in images.iter().enumerate() {
            let left = 1.0 + index as f64 * (side + GAP);
            let image = SignedImage::new(values.clone(), columns);
            drawing.image(&image, (left, top), side / columns.max(image.rows()) as f64);
            let Some((subunit, similarity)) = match_of(index).filter(|_| self.reveal) else {
                continue;
            };
            let color = if similarity > FOUND { identity(subunit) } else { palette.muted };
            drawing.frame((left, top), (side, side), color, 2.5 * palette.stroke);
            // The truth needs no score.
            let score =
                if similarity < 1.0 { format!("  {}", share(similarity)) } else { String::new() };
            let name = format!("{}{score}", subunit + 1);
            let format = TextFormat::start(0.85 * text, palette.ink).middle().top();
            drawing.text(&name, (left + 0.5 * side, top + side + 4.0), format);
        }
    }

    fn draw_method(&self, drawing: &mut Drawing, method: &MethodResult, columns: usize, top: f64) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let (width, side) = (drawing.size().0, self.side(drawing.size().0));
        let name = method.method.name();
        let bold = TextFormat::start(1.1 * text, palette.ink).bold();
        drawing.text(name, (0.0, top + 0.8 * text), bold);
        let muted = TextFormat::start(text, palette.muted);
        drawing.text(method.method.long_name(), (4.6 * text, top + 0.8 * text), muted);
        self.draw_images(drawing, (&method.images, columns), top + 1.8 * text, |image| {
            let subunit = method.subunit_of(image)?;
            Some((subunit, method.similarities[subunit]))
        });
        let below = top + side + 4.1 * text;
        let ink = TextFormat::start(text, palette.ink);
        if width > WIDE {
            let words = t!("{found}; {scores}", found = method.found(), scores = method.scores());
            drawing.text(&words, (0.0, below), ink);
            let told = t!("told: {told}", told = method.told);
            drawing.text(&told, (0.0, below + 1.3 * text), muted);
        } else {
            drawing.text(&method.found(), (0.0, below), ink);
            drawing.text(&method.scores(), (0.0, below + 1.3 * text), ink);
        }
    }
}

impl Figure for MethodsFigure {
    fn title(&self) -> String {
        let Some(result) = &self.result else {
            return t!("Other methods on the same spikes").to_owned();
        };
        let all = result.subunits.len();
        if all == 0 {
            return t!("What do these methods tell of this cell?").to_owned();
        }
        let finds_all = |method: &&MethodResult| all > 0 && method.num_found() == all;
        let names: Vec<_> = self.methods().iter().filter(finds_all).collect();
        let names: Vec<_> =
            names.into_iter().map(|method| method.method.name().to_owned()).collect();
        match names.len() {
            0 => t!("No method finds every subunit in these spikes").to_owned(),
            1 => t!(
                "{method} finds all {all} subunits, the others do not",
                method = listed(&names),
                all = all
            ),
            _ => t!("{methods} find all {all} subunits", methods = listed(&names), all = all),
        }
    }

    fn summary(&self) -> String {
        let Some(result) = &self.result else {
            return t!("No method has run yet.").to_owned();
        };
        if result.subunits.is_empty() {
            return t!(
                "Five methods on {spikes} of a cell whose subunits are not known here: each shows what it takes for them.",
                spikes = tn!(result.num_spikes, "{n} spike", "{n} spikes"),
            );
        }
        let method =
            |method: &MethodResult| format!("{} {}", method.method.name(), share(method.worst));
        let worst: Vec<_> = self.methods().iter().map(method).collect();
        t!(
            "From {spikes} in {frames}, similarity of the subunit recovered worst: {worst}.",
            spikes = tn!(result.num_spikes, "{n} spike", "{n} spikes"),
            frames = tn!(result.num_frames, "{n} frame", "{n} frames"),
            worst = listed(&worst),
        )
    }

    fn is_empty(&self) -> bool {
        self.result.is_none()
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Method"),
            t!("Images"),
            t!("Subunits found"),
            t!("Worst similarity"),
            t!("Mean similarity"),
            t!("Correlation"),
            t!("Time (s)"),
            t!("Told beside the spikes"),
        ];
        let known = |method: &MethodResult, datum: Datum| {
            if method.similarities.is_empty() { Datum::Missing } else { datum }
        };
        let rows = self.methods().iter().map(|method| {
            [
                Datum::text(method.method.long_name()),
                Datum::Count(method.images.len() as u64),
                known(method, Datum::Count(method.num_found() as u64)),
                known(method, Datum::Share(method.worst)),
                known(method, Datum::Share(method.mean)),
                Datum::share(method.correlation),
                Datum::Number(method.seconds, 2),
                Datum::text(&method.told),
            ]
        });
        Data::new(heads, rows).unless_empty()
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        self.num_rows().max(1) as f64 * self.row_height(width, text_size(theme))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let Some(result) = &self.result else { return };
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let (columns, row) = (result.columns as usize, self.row_height(drawing.size().0, text));
        let mut top = 0.0;
        if self.shows_truth() {
            let bold = TextFormat::start(1.1 * text, palette.ink).bold();
            drawing.text(t!("hidden subunits"), (0.0, 0.8 * text), bold);
            let all = (result.subunits.as_slice(), columns);
            self.draw_images(drawing, all, 1.8 * text, |subunit| Some((subunit, 1.0)));
            top += row;
        }
        for method in &result.methods {
            self.draw_method(drawing, method, columns, top);
            top += row;
        }
    }
}

/// `0.2 s`, `34 s`.
fn seconds(seconds: f64) -> String {
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}
