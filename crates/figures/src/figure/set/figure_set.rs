//! The figures that the page shows, by name: those of the newest results, and single ones.

use std::collections::BTreeMap;

use crate::figure::{
    CURVES, Caption, CsvDecimals, CsvOrigin, Drawing, FigureId, FigureRequest, FigureResponse,
    NETWORK, PaperWidth, ResultsId, TEMPORAL, Theme, paper_svg,
    set::figure_source::{EMERGENCE, FILTERS, FigureSource, NamedFigure},
    svg,
};
use ganglion_core::{
    analysis::features,
    config::Config,
    experiment::{Proof, Results, Verdict},
};

/// The figures that the page shows, and what they are made of.
#[derive(Default)]
pub struct FigureSet {
    /// The newest last.
    sources: Vec<(ResultsId, FigureSource)>,
    figures: BTreeMap<FigureId, NamedFigure>,
    /// How numbers are written in files.
    mark: CsvDecimals,
}

impl FigureSet {
    /// Results that are kept: those of Emergence, and those of the experiment before them.
    pub const NUM_KEPT: usize = 2;
    /// The name of the results of a set that has no others.
    pub const ONLY: ResultsId = ResultsId(1);

    /// Of what an experiment has found so far; every figure is there from the first, if empty.
    pub fn new(config: &Config, results: &Results) -> Self {
        let mut figures = Self::default();
        figures.show(Self::ONLY, config.clone(), results.clone());
        figures
    }

    /// The same, with files in which numbers are written so.
    #[must_use]
    pub fn with_mark(self, mark: CsvDecimals) -> Self {
        Self { mark, ..self }
    }

    fn show(&mut self, id: ResultsId, config: Config, results: Results) {
        let known = self.sources.iter().position(|(known, _)| *known == id);
        let mut source =
            known.map_or_else(|| FigureSource::new(config), |at| self.sources.remove(at).1);
        source.add(results);
        self.sources.push((id, source));
        let num_old = self.sources.len().saturating_sub(Self::NUM_KEPT);
        for (old, _) in self.sources.drain(..num_old) {
            self.figures.retain(|figure, _| figure.results != old);
        }
        self.renew(id);
    }

    fn source(&self, id: ResultsId) -> Option<&FigureSource> {
        self.sources.iter().find(|(known, _)| *known == id).map(|(_, source)| source)
    }

    /// Makes the figures of some results anew.
    fn renew(&mut self, id: ResultsId) {
        let figures = self.source(id).map(FigureSource::figures).unwrap_or_default();
        self.figures.retain(|figure, _| figure.results != id);
        let name = |number| FigureId { results: id, number };
        self.figures.extend((0..).map(name).zip(figures));
    }

    /// Answers a request of the page.
    pub fn answer(&mut self, request: FigureRequest) -> FigureResponse {
        let answer = match request {
            FigureRequest::Show { id, config, results } => {
                self.show(id, *config, results);
                Some(FigureResponse::Captions(self.captions(id)))
            }
            FigureRequest::Curves(figure) => {
                Some(self.put(CURVES, ("learning-curves", Box::new(figure))))
            }
            FigureRequest::Temporal(figure) => {
                Some(self.put(TEMPORAL, ("temporal-filter", Box::new(figure))))
            }
            FigureRequest::Table { figure } => {
                self.figures.get(&figure).map(|(_, figure)| FigureResponse::Table(figure.table()))
            }
            FigureRequest::Remarks { id } => {
                let remarks = self.source(id).map(FigureSource::remarks);
                Some(FigureResponse::Remarks(remarks.unwrap_or_default()))
            }
            FigureRequest::HitRegions { figure, size, theme } => self
                .drawing(figure, size, theme)
                .map(|drawing| FigureResponse::HitRegions(drawing.hit_regions())),
            FigureRequest::Pick { figure, at, size, theme } => self.pick(figure, at, size, theme),
            FigureRequest::Write { figure, size, theme, link } => {
                self.svg(figure, size, theme, &link).map(FigureResponse::Text)
            }
            FigureRequest::Csv { figure, link } => {
                self.csv(figure, &link).map(FigureResponse::Text)
            }
            FigureRequest::Prove { report, expected } => verdict(&report, &expected),
            FigureRequest::Foresee { expected } => {
                Proof::outlook(&expected).map(FigureResponse::Text)
            }
            FigureRequest::Features { config, parameters } => {
                Some(FigureResponse::Images(features(&config, &parameters)))
            }
        };
        answer.unwrap_or(FigureResponse::Nothing)
    }

    fn put(&mut self, id: FigureId, figure: NamedFigure) -> FigureResponse {
        let caption = caption(id, &figure);
        self.figures.insert(id, figure);
        FigureResponse::Captions(vec![caption])
    }

    /// What is said of each figure of some results.
    pub fn captions(&self, id: ResultsId) -> Vec<Caption> {
        let figures = self.figures.iter().filter(|(figure, _)| figure.results == id);
        figures.map(|(id, figure)| caption(*id, figure)).collect()
    }

    /// What a click stands for: a filter goes off or on, or a network is opened.
    fn pick(
        &mut self,
        id: FigureId,
        at: (f64, f64),
        size: (f64, f64),
        theme: Theme,
    ) -> Option<FigureResponse> {
        let target = self.drawing(id, size, theme)?.target_at(at)?;
        let (name, figure) = self.figures.get(&id)?;
        let place = self.sources.iter().position(|(known, _)| *known == id.results)?;
        if *name == FILTERS {
            let (filter, off) = (target[0], &mut self.sources[place].1.off);
            if !off.remove(&filter) {
                off.insert(filter);
            }
            self.renew(id.results);
            return Some(FigureResponse::Captions(self.captions(id.results)));
        }
        let source = &self.sources[place].1;
        let (figure, words, link) = source.network(source.behind(&**figure, target)?)?;
        let FigureResponse::Captions(captions) = self.put(NETWORK, figure) else { return None };
        Some(FigureResponse::Network { caption: captions.into_iter().next()?, words, link })
    }

    /// The drawing of a figure in this size, logical pixels.
    pub fn drawing(&self, id: FigureId, size: (f64, f64), theme: Theme) -> Option<Drawing> {
        let mut drawing = Drawing::new(size, theme);
        drawing.add(&*self.figures.get(&id)?.1);
        Some(drawing)
    }

    /// The height that a figure needs at a width, logical pixels.
    pub fn height(&self, id: FigureId, width: f64, theme: Theme) -> Option<f64> {
        Some(self.figures.get(&id)?.1.height(width, theme))
    }

    /// A figure as a file, as [`svg`] makes it; as high as it needs if the height is 0.
    pub fn svg(
        &self,
        id: FigureId,
        (width, height): (f64, f64),
        theme: Theme,
        link: &str,
    ) -> Option<String> {
        let figure = &*self.figures.get(&id)?.1;
        let height = if height > 0.0 { height } else { figure.height(width, theme) };
        Some(svg(figure, (width as u32, height.ceil() as u32), theme, link))
    }

    /// A figure for print, as [`paper_svg`] makes it.
    pub fn paper_svg(&self, id: FigureId, width: PaperWidth, link: &str) -> Option<String> {
        Some(paper_svg(&*self.figures.get(&id)?.1, width, link))
    }

    /// The numbers of a figure as CSV, with its link; nothing if it has none.
    pub fn csv(&self, id: FigureId, link: &str) -> Option<String> {
        let (name, figure) = self.figures.get(&id)?;
        let source = self.source(id.results);
        // The figure shows one network for each number of filters, its file has all.
        let all = source.filter(|_| *name == EMERGENCE).map(FigureSource::networks_data);
        let data = all.or_else(|| figure.data())?;
        let checksum = source.and_then(FigureSource::checksum);
        Some(data.to_csv(CsvOrigin { link, checksum: checksum.as_deref() }, self.mark))
    }

    /// All networks of some results as CSV.
    pub fn networks_csv(&self, id: ResultsId, link: &str) -> Option<String> {
        let source = self.source(id)?;
        let checksum = source.checksum();
        let origin = CsvOrigin { link, checksum: checksum.as_deref() };
        Some(source.networks_data().to_csv(origin, self.mark))
    }
}

fn caption(id: FigureId, (name, figure): &NamedFigure) -> Caption {
    Caption { figure: id, ..Caption::of(&**figure, name) }
}

fn verdict(report: &str, expected: &str) -> Option<FigureResponse> {
    let here = Proof::of_report(report)?;
    let unread = || Verdict::OtherSettings(Proof::unread().to_owned());
    let verdict = Proof::of_text(expected).map_or_else(unread, |proof| proof.verdict(&here));
    let is_compared = !matches!(verdict, Verdict::OtherSettings(_));
    Some(FigureResponse::Verdict { words: verdict.words().to_owned(), is_compared })
}
