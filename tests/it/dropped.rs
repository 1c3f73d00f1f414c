//! Files that Ganglion wrote bring their experiment back.

use std::sync::LazyLock;

use ganglion_core::{
    config::Draft,
    link::{self, Dropped, link_of_file, png_with_density, png_with_link, words_of_drop},
};
use ganglion_figures::figure::{MethodsFigure, PaperWidth, Theme, paper_svg, svg};
use proptest::prelude::*;

/// As this version of the model writes it.
static LINK: LazyLock<String> =
    LazyLock::new(|| link::encode(&link::decode("#1.reveal=1&seed=7&nmax=4").draft));

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

/// What a file brings whose link was taken as it stood.
fn whole(link: &str) -> Dropped {
    Dropped { link: link.to_owned(), warnings: Vec::new() }
}

#[test]
fn a_figure_as_svg_brings_its_experiment_back() {
    let figure = MethodsFigure { result: None, reveal: false };
    let text = svg(&figure, (640, 300), Theme::Light, &LINK);
    assert_eq!(link_of_file("methods.svg", text.as_bytes()), Ok(whole(&LINK)));
}

#[test]
fn a_figure_as_png_brings_its_experiment_back_and_stays_a_picture() {
    let with_link = png_with_link(&png(), &LINK).expect("a PNG");
    assert_eq!(link_of_file("figure.png", &with_link), Ok(whole(&LINK)));
    let decoder = png::Decoder::new(std::io::Cursor::new(&with_link));
    let reader = decoder.read_info().expect("a PNG whose checksums are right");
    let texts = &reader.info().uncompressed_latin1_text;
    assert_eq!((&*texts[0].keyword, &*texts[0].text), ("Link", LINK.as_str()));
    assert_eq!(png_with_link(b"no picture", &LINK), None);
}

#[test]
fn a_figure_for_print_says_how_large_it_is_and_brings_its_experiment_back() {
    let figure = MethodsFigure { result: None, reveal: false };
    let text = paper_svg(&figure, PaperWidth::OneColumn, &LINK);
    assert_eq!(link_of_file("methods.svg", text.as_bytes()), Ok(whole(&LINK)));
    let printed = png_with_density(&png(), 600.0).expect("a PNG");
    let printed = png_with_link(&printed, &LINK).expect("a PNG");
    assert_eq!(link_of_file("figure.png", &printed), Ok(whole(&LINK)));
    let decoder = png::Decoder::new(std::io::Cursor::new(&printed));
    let reader = decoder.read_info().expect("a PNG whose checksums are right");
    let size = reader.info().pixel_dims.expect("it says its size");
    assert_eq!((size.xppu, size.yppu, size.unit), (23_622, 23_622, png::Unit::Meter));
    assert_eq!(png_with_density(b"no picture", 600.0), None);
}

#[test]
fn reports_and_experiments_bring_theirs_back() {
    let draft = link::decode(&LINK).draft;
    let long = link::to_json(&Draft { seed: 8, ..draft });
    assert_eq!(
        link_of_file("experiment.json", long.as_bytes()),
        Ok(whole(&LINK.replace("=7", "=8")))
    );
    let report = format!("{{ \"link\": \"https://any.host/page/{}\", \"seconds\": 1 }}", *LINK);
    assert_eq!(link_of_file("report.json", report.as_bytes()), Ok(whole(&LINK)));
}

/// A figure, a report, an experiment and a PNG with a link.
fn files_with(link: &str) -> [(&'static str, Vec<u8>); 3] {
    let figure = MethodsFigure { result: None, reveal: false };
    let report = format!("{{ \"seconds\": 1, \"link\": \"https://any.host/page/{link}\" }}");
    [
        ("figure.svg", svg(&figure, (640, 300), Theme::Light, link).into_bytes()),
        ("figure.png", png_with_link(&png(), link).expect("a PNG")),
        ("report.json", report.into_bytes()),
    ]
}

#[test]
fn a_file_of_a_newer_version_opens_nothing_and_says_so() {
    let mut files = files_with("#2.seed=7&colour=warm").to_vec();
    let draft = link::decode(&LINK).draft;
    for version in ["2", "\"2\"", "17", "2.5", "\"next\""] {
        let long =
            link::to_json(&draft).replace("\"ganglion\": 1", &format!("\"ganglion\": {version}"));
        files.push(("experiment.json", long.into_bytes()));
    }
    for (name, bytes) in files {
        let found = link_of_file(name, &bytes);
        let message = found.clone().expect_err("nothing that would be opened");
        assert!(message.contains(name) && message.contains("is of version"), "{message}");
        assert!(message.contains("What is on the page stays"), "{message}");
        assert_eq!(words_of_drop(name, &found, &[]), Some(message));
    }
}

#[test]
fn all_that_was_not_taken_of_a_file_as_it_stood_is_told() {
    let bad = "#1.seed=7&frames=no&colour=warm";
    let expected = link::decode(bad).warnings;
    assert_eq!(expected.len(), 2, "{expected:?}");
    for (name, bytes) in files_with(bad) {
        let found = link_of_file(name, &bytes);
        let brought = Dropped {
            link: link::encode(&Draft { seed: 7, ..Draft::default() }),
            warnings: expected.clone(),
        };
        assert_eq!(found, Ok(brought));
        let words = words_of_drop(name, &found, &[]).expect("something to say");
        assert!(
            words.contains(name) && expected.iter().all(|warning| words.contains(warning)),
            "{words}"
        );
    }
    let long = link::to_json(&link::decode(&LINK).draft).replace("\"seed\": 7", "\"seed\": -7");
    let found = link_of_file("experiment.json", long.as_bytes()).expect("the rest is sound");
    assert_eq!(found.link, LINK.replace("seed=7&", ""));
    assert_eq!(found.warnings.len(), 1, "{:?}", found.warnings);
}

#[test]
fn of_several_files_the_others_are_told() {
    assert_eq!(words_of_drop("a.json", &Ok(whole(&LINK)), &[]), None);
    let others = ["b.svg".to_owned(), "c.png".to_owned()];
    let words = words_of_drop("a.json", &Ok(whole(&LINK)), &others).expect("two were left out");
    assert!(["“a.json”", "“b.svg”", "“c.png”"].iter().all(|name| words.contains(name)), "{words}");
    let both = words_of_drop("a.json", &Err("No link.".to_owned()), &others).expect("said");
    assert_eq!(both, format!("No link. {words}"));
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
        drop(png_with_link(&bytes, &LINK));
        let with_link = png_with_link(&png(), &LINK).expect("a PNG");
        drop(link_of_file("cut", &with_link[..cut.min(with_link.len())]));
        let damaged: Vec<u8> = with_link.iter().zip(bytes.iter().chain(core::iter::repeat(&0)))
            .map(|(a, b)| a ^ b).collect();
        drop(link_of_file("damaged", &damaged));
    }
}
