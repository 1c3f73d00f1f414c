//! Files that Ganglion wrote bring their experiment back.

use ganglion::{
    config::Draft,
    figure::{MethodsFigure, Theme, svg},
    link::{self, link_of_file, png_with_link},
};
use proptest::prelude::*;

const LINK: &str = "#1.reveal=1&seed=7&nmax=4";

/// The smallest PNG that has everything: one gray pixel.
fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[7]).expect("a pixel");
    drop(writer);
    bytes
}

#[test]
fn a_figure_as_svg_brings_its_experiment_back() {
    let figure = MethodsFigure { result: None, reveal: false };
    let text = svg(&figure, (640, 300), Theme::Light, LINK);
    assert_eq!(link_of_file("methods.svg", text.as_bytes()), Ok(LINK.to_owned()));
}

#[test]
fn a_figure_as_png_brings_its_experiment_back_and_stays_a_picture() {
    let with_link = png_with_link(&png(), LINK).expect("a PNG");
    assert_eq!(link_of_file("figure.png", &with_link), Ok(LINK.to_owned()));
    let decoder = png::Decoder::new(std::io::Cursor::new(&with_link));
    let reader = decoder.read_info().expect("a PNG whose checksums are right");
    let texts = &reader.info().uncompressed_latin1_text;
    assert_eq!((&*texts[0].keyword, &*texts[0].text), ("Link", LINK));
    assert_eq!(png_with_link(b"no picture", LINK), None);
}

#[test]
fn reports_and_experiments_bring_theirs_back() {
    let draft = link::decode(LINK).draft;
    let long = link::to_json(&Draft { seed: 8, ..draft });
    assert_eq!(link_of_file("experiment.json", long.as_bytes()), Ok(LINK.replace("=7", "=8")));
    let report = format!("{{ \"link\": \"https://any.host/page/{LINK}\", \"seconds\": 1 }}");
    assert_eq!(link_of_file("report.json", report.as_bytes()), Ok(LINK.to_owned()));
}

#[test]
fn other_files_are_told_apart() {
    for bytes in [&png()[..], b"", b"{}", b"{ \"link\": 3 }", b"<svg></svg>", b"some text"] {
        let message = link_of_file("other", bytes).expect_err("there is no link");
        assert!(message.starts_with("“other” holds no link"), "{message}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, cut in 0..200_usize) {
        drop(link_of_file("any", &bytes));
        drop(png_with_link(&bytes, LINK));
        let with_link = png_with_link(&png(), LINK).expect("a PNG");
        drop(link_of_file("cut", &with_link[..cut.min(with_link.len())]));
        let damaged: Vec<u8> = with_link.iter().zip(bytes.iter().chain(core::iter::repeat(&0)))
            .map(|(a, b)| a ^ b).collect();
        drop(link_of_file("damaged", &damaged));
    }
}
