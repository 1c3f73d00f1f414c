//! Figures as the page holds them: a number, and what is said of it. They are made, drawn and written
//! by a module that is loaded apart from the page.

use web_sys::HtmlCanvasElement;

use crate::{
    figure::{Answer, Ask, Caption, Spot, Table, Theme},
    ui::{
        canvas::scale_canvas,
        hooks::{Annex, Opened},
        reactive::{Effect, RwSignal},
    },
};

/// A figure, as it is at the time.
#[derive(Clone, Copy)]
pub struct Drawn {
    annex: Annex,
    /// Of all figures that belong together.
    captions: RwSignal<Vec<Caption>>,
    number: u32,
}

impl Drawn {
    /// A figure of the album that `captions` tell of.
    pub fn leaf(annex: Annex, captions: RwSignal<Vec<Caption>>, number: u32) -> Self {
        Self { annex, captions, number }
    }

    /// A figure for itself, made anew whenever what `ask` reads has changed.
    pub fn single(annex: Annex, number: u32, ask: impl Fn() -> Ask + 'static) -> Self {
        let captions = RwSignal::new(Vec::new());
        annex.load();
        Effect::new(move || {
            annex.loading.track();
            if let Some(Answer::Captions(newest)) = annex.ask(&ask()) {
                captions.set(newest);
            }
        });
        Self { annex, captions, number }
    }

    fn caption<T: Default>(self, read: impl FnOnce(&Caption) -> T) -> T {
        self.captions.with(|captions| {
            let caption = captions.iter().find(|caption| caption.number == self.number);
            caption.map(read).unwrap_or_default()
        })
    }

    /// Its number.
    pub fn number(self) -> u32 {
        self.number
    }

    /// Is told of changes.
    pub fn track(self) {
        self.captions.track();
    }

    /// Name of its file, without ending.
    pub fn name(self) -> String {
        self.caption(|caption| caption.name.clone())
    }

    /// The finding.
    pub fn title(self) -> String {
        self.caption(|caption| caption.title.clone())
    }

    /// One sentence.
    pub fn summary(self) -> String {
        self.caption(|caption| caption.summary.clone())
    }

    /// Whether it has numbers to show.
    pub fn has_table(self) -> bool {
        self.caption(|caption| caption.has_table)
    }

    /// What a click on it does, if anything.
    pub fn click(self) -> Option<String> {
        self.caption(|caption| caption.click.clone())
    }

    /// Where it has something behind it.
    pub fn spots(self, size: (f64, f64), theme: Theme) -> Vec<Spot> {
        self.track();
        let answer = self.annex.ask(&Ask::Spots { number: self.number, size, theme });
        if let Some(Answer::Spots(spots)) = answer { spots } else { Vec::new() }
    }

    /// Does what a click at a point stands for.
    pub fn pick(self, at: (f64, f64), size: (f64, f64), theme: Theme) {
        let answer = self.annex.ask(&Ask::Pick { number: self.number, at, size, theme });
        if let Some(Answer::Captions(newest)) = answer {
            self.captions.set(newest);
        } else if let Some(Answer::Network { caption, words, link }) = answer {
            self.annex.opened.set(Some(Opened { caption, words, link }));
        }
    }

    /// The numbers.
    pub fn table(self) -> Option<Table> {
        self.track();
        let answer = self.annex.ask(&Ask::Table { number: self.number });
        if let Some(Answer::Table(table)) = answer { table } else { None }
    }

    /// The height that it needs at a width, logical pixels; a canvas that is not measured yet is
    /// taken for a narrow one.
    pub fn height(self, width: f64, theme: Theme) -> f64 {
        const NARROWEST: f64 = 280.0;
        self.track();
        let width = width.max(NARROWEST);
        let answer = self.annex.ask(&Ask::Height { number: self.number, width, theme });
        if let Some(Answer::Height(height)) = answer { height } else { 0.0 }
    }

    /// Draws it on a canvas of this size in logical pixels, if the canvas can be drawn on.
    pub fn draw(self, canvas: &HtmlCanvasElement, size: (f64, f64), theme: Theme) {
        if size.0 >= 1.0 && size.1 >= 1.0 {
            scale_canvas(canvas, size);
            self.annex.draw(canvas, self.number, size, theme);
        }
    }

    /// What it takes to write it as a file of a size, logical pixels.
    pub fn to_write(self, size: (f64, f64), theme: Theme, link: String) -> Ask {
        Ask::Write { number: self.number, size, theme, link }
    }
}
