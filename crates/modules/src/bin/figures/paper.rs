//! All figures of an experiment for a paper, and their numbers, in one archive.

use ganglion_core::{
    config::Config,
    experiment::Results,
    export::{Archive, citation},
    t,
};
use ganglion_figures::figure::{CsvDecimals, FigureSet, PaperWidth, canvas::paper_png};
use wasm_bindgen::JsValue;

/// Each figure as SVG and PNG of a width, its numbers and those of all networks as CSV, and a text that says what they show and
/// how to cite them.
pub(crate) async fn archive(
    (config, results): (&Config, &Results),
    width: PaperWidth,
    link: &str,
) -> Result<Vec<u8>, JsValue> {
    let figures = FigureSet::new(config, results).with_mark(CsvDecimals::of_browser());
    let mut archive = Archive::default();
    let mut text = t!(
        "Figures of Ganglion, {width} mm wide, for print: text of 7 points, lines of .6 points, PNG with 600 pixels an inch.",
        width = width.millimeters()
    );
    for caption in figures.captions(FigureSet::ONLY) {
        let (id, name) = (caption.figure, &caption.name);
        if let Some(svg) = figures.paper_svg(id, width, link) {
            archive.add(&format!("{name}.svg"), svg.as_bytes());
            archive.add(&format!("{name}.png"), &paper_png(&svg, link).await?);
        }
        if let Some(csv) = figures.csv(id, link) {
            archive.add(&format!("{name}.csv"), csv.as_bytes());
        }
        text.extend(["\r\n\r\n", name, ": ", &caption.title, ". ", &caption.summary]);
    }
    if let Some(csv) = figures.networks_csv(FigureSet::ONLY, link) {
        archive.add("networks.csv", csv.as_bytes());
    }
    text.extend(["\r\n\r\n", link, "\r\n\r\n", &citation(link)]);
    archive.add("README.txt", text.as_bytes());
    Ok(archive.finish())
}
