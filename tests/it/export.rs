use std::io::{Cursor, Read as _};

use ganglion::native::{Finished, run};
use ganglion_core::{
    config::{Config, Draft, MODEL_VERSION, OutputUnit},
    engine::cpu::CpuEngines,
    experiment::Proof,
    export::{Tensor, Weights, tensors},
    link,
};
use ganglion_figures::figure::{CsvDecimals, CsvOrigin, Data, Datum, FigureSet};
use safetensors::{Dtype, SafeTensors};

use crate::fixtures::small;

fn finish(config: &Config) -> Finished {
    let finished = run(config.clone(), 2, || CpuEngines, |_| ());
    finished.unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// Runs the experiment of a link and hands over the weights that it keeps.
fn check(text: &str, look: impl Fn(&Weights<'_>)) -> usize {
    let config = link::decode(text).draft.check().expect("a decoded link passes the check");
    let finished = finish(&config);
    let weights = Weights::kept(&config, &finished.results, &finished.report.link);
    let checksums: Vec<_> = weights.iter().map(|weights| &weights.metadata["checksum"]).collect();
    let reported: Vec<_> = finished.report.networks.iter().map(|found| &found.checksum).collect();
    assert_eq!(checksums, reported, "{text}: the networks of the report, in its order");
    for weights in &weights {
        look(weights);
        is_whole(weights);
        assert!(same_in_safetensors(weights), "{}", weights.name);
        same_in_npz(weights);
    }
    weights.len()
}

/// Every parameter stands in one of the arrays.
fn is_whole(weights: &Weights<'_>) {
    let tensors = tensors(weights.network);
    let learned = tensors.iter().filter(|tensor| tensor.name != "courses");
    let values: Vec<f32> = learned.flat_map(|tensor| tensor.values.clone()).collect();
    assert_eq!(values, weights.network.parameters.values, "all of them, in their order");
    for Tensor { name, shape, values } in tensors {
        assert_eq!(shape.iter().product::<usize>(), values.len(), "{name}");
    }
}

fn bytes(tensor: &Tensor) -> Vec<u8> {
    tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn same_in_safetensors(weights: &Weights<'_>) -> bool {
    let file = weights.safetensors();
    let read = SafeTensors::deserialize(&file).expect("it is a safetensors file");
    let tensors = weights.tensors();
    assert_eq!(read.len(), tensors.len());
    for tensor in &tensors {
        let found = read.tensor(tensor.name).expect("it has the array");
        assert_eq!((found.dtype(), found.shape()), (Dtype::F32, tensor.shape.as_slice()));
        assert_eq!(found.data(), bytes(tensor), "{}", tensor.name);
    }
    let (_, header) = SafeTensors::read_metadata(&file).expect("it has a header");
    let metadata = header.metadata().as_ref().expect("it has metadata");
    metadata.len() == weights.metadata.len()
        && weights.metadata.iter().all(|(key, text)| metadata.get(*key) == Some(text))
}

/// The head and the numbers of an array of an archive.
fn entry(archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> (String, Vec<u8>) {
    let mut file = archive.by_name(&format!("{name}.npy")).expect("it is there");
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).expect("its checksum is right");
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!(start % 64, 0);
    let head = String::from_utf8(bytes[10..start].to_vec()).expect("a text");
    (head.trim_end().to_owned(), bytes[start..].to_vec())
}

fn same_in_npz(weights: &Weights<'_>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(weights.npz())).expect("it is an archive");
    let tensors = weights.tensors();
    assert_eq!(archive.len(), tensors.len() + 1);
    for tensor in &tensors {
        let sizes: Vec<_> = tensor.shape.iter().map(usize::to_string).collect();
        let comma = if sizes.len() == 1 { "," } else { "" };
        let (head, data) = entry(&mut archive, tensor.name);
        let shape = sizes.join(", ");
        assert_eq!(
            head,
            format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}{comma}), }}")
        );
        assert_eq!(data, bytes(tensor), "{}", tensor.name);
    }
    let (head, data) = entry(&mut archive, "metadata");
    assert!(head.contains("'shape': ()") && head.contains("'<U"), "{head}");
    let (codes, _) = data.as_chunks::<4>();
    let text: String =
        codes.iter().filter_map(|code| char::from_u32(u32::from_le_bytes(*code))).collect();
    let metadata: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(metadata, serde_json::json!(weights.metadata));
}

/// Names and shapes of the arrays of a network.
fn shapes(weights: &Weights<'_>) -> Vec<(&'static str, Vec<usize>)> {
    weights.tensors().into_iter().map(|tensor| (tensor.name, tensor.shape)).collect()
}

#[test]
fn the_weights_of_a_model_cell_are_read_back_by_others() {
    let num_networks = check("#1.frames=2000&test=1000&nmax=2&restarts=2&epochs=1", |weights| {
        let filters = weights.network.id.num_filters as usize;
        assert_eq!(weights.name, format!("filters-0{filters}"));
        assert_eq!(
            shapes(weights),
            [
                ("filters", vec![filters, 7, 7]),
                ("filter_biases", vec![filters]),
                ("dense_weights", vec![filters, 2, 2]),
                ("output_bias", vec![1]),
                ("temporal_filter", vec![20]),
            ]
        );
        assert_eq!(weights.metadata["channels"], "filtered");
        let link = weights.metadata["link"].as_str();
        assert!(
            link.starts_with("#1.frames=2000&test=1000&nmax=2&restarts=2&epochs=1&model="),
            "{link}"
        );
    });
    assert_eq!(num_networks, 2);
}

#[test]
fn deeper_networks_and_trained_outputs_have_their_arrays() {
    let text = "#1.view=saturation&frames=3000&test=1000&epochs=1&nmax=1&seeds=1&restarts=1&layers=3&side=5&out=parametric";
    let num_networks = check(text, |weights| {
        let shapes = shapes(weights);
        let has = |name: &str| shapes.iter().any(|(found, _)| *found == name);
        assert!(has("softplus"));
        assert_eq!(has("layer2_weights"), weights.network.parameters.shape.layers > 1);
        assert_eq!(has("layer3_biases"), weights.network.parameters.shape.layers > 2);
        assert!(weights.name.starts_with("group-"), "{}", weights.name);
        let layers = link::decode(&weights.metadata["network_link"]).draft.layers;
        assert_eq!(layers, weights.network.parameters.shape.layers);
    });
    assert!(num_networks >= 3, "{num_networks}");
}

#[test]
fn filters_in_time_have_a_channel_for_each_lag_or_course() {
    check("#1.view=spacetime&frames=3000&test=1000&epochs=1&restarts=1&epochs2=1", |weights| {
        assert_eq!(weights.metadata["channels"], "lags");
        assert_eq!(shapes(weights)[0], ("filters", vec![5, 20, 7, 7]));
    });
    let text = "#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10&version=2&steps2=5";
    check(text, |weights| {
        assert_eq!(weights.metadata["channels"], "courses");
        let shapes = shapes(weights);
        let channels = shapes[0].1[1];
        assert_eq!(shapes.last(), Some(&("courses", vec![channels, 20])));
    });
}

#[test]
fn the_same_network_gives_the_same_bytes() {
    let draft = Draft { last_filters: 1, restarts: 1, epochs: 1, ..small() };
    let config = Draft { output: OutputUnit::Sigmoid, ..draft }.check().expect("valid");
    let files = || {
        let finished = finish(&config);
        let weights = Weights::kept(&config, &finished.results, "#1.");
        (weights[0].safetensors(), weights[0].npz())
    };
    assert_eq!(files(), files());
}

#[test]
fn numbers_keep_all_their_digits_in_files_that_spreadsheets_of_any_language_read() {
    let columns = ["Filters", "Of ceiling, mean", "a \"b\"; c", "µm"].map(str::to_owned).to_vec();
    let rows = vec![
        vec![
            Datum::Count(40_000),
            Datum::Share(2.0 / 3.0),
            Datum::text("two\nlines"),
            Datum::Missing,
        ],
        vec![
            Datum::setting(0.03_f32),
            Datum::Number(-1e-7, 2),
            Datum::text("a;b"),
            Datum::Share(f64::NAN),
        ],
    ];
    let data = Data { columns, rows };
    assert_eq!(data.table().rows[0], ["40,000", ".67", "two\nlines", "\u{2013}"]);
    let origin = CsvOrigin { link: "#1.seed=7&nmax=2", checksum: Some("0123456789abcdef") };
    let head = format!(
        "\u{feff}# Ganglion: {}\r\n# model: {MODEL_VERSION}\r\n# link: #1.seed=7&nmax=2\r\n# checksum: 0123456789abcdef\r\n",
        env!("CARGO_PKG_VERSION")
    );
    let point = "Filters,\"Of ceiling, mean\",\"a \"\"b\"\"; c\",µm\r\n40000,0.6666666666666666,\"two\nlines\",\r\n0.03,-0.0000001,a;b,\r\n";
    assert_eq!(data.to_csv(origin, CsvDecimals::Point), head.clone() + point);
    let comma = "Filters;Of ceiling, mean;\"a \"\"b\"\"; c\";µm\r\n40000;0,6666666666666666;\"two\nlines\";\r\n0,03;-0,0000001;\"a;b\";\r\n";
    assert_eq!(data.to_csv(origin, CsvDecimals::Comma), head + comma);
}

#[test]
fn the_file_of_emergence_has_a_row_for_each_network_that_is_trained() {
    let config = link::decode("#1.frames=2000&test=1000&nmax=2&restarts=2&epochs=1").config;
    let finished = finish(&config);
    let figures = FigureSet::new(&config, &finished.results);
    let id = figures.captions(FigureSet::ONLY)[0].figure;
    let csv = figures.csv(id, &finished.report.link).expect("numbers");
    let (head, rows): (Vec<&str>, Vec<&str>) = csv.lines().partition(|line| line.contains("# "));
    assert!(head[2].ends_with(&finished.report.link), "{head:?}");
    let proof = Proof::of_report(&finished.report.to_json()).expect("a report");
    assert_eq!(head[3], format!("# checksum: {}", proof.bits), "the one of links with a result");
    let heads: Vec<_> = rows[0].split(',').collect();
    let column = |head: &str| heads.iter().position(|found| *found == head).expect("a column");
    let rows: Vec<Vec<&str>> = rows[1..].iter().map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), 4, "two sizes, two restarts: {csv}");
    let kept: Vec<_> = rows.iter().filter(|row| row[column("Kept")] == "yes").collect();
    assert_eq!(kept.len(), finished.report.networks.len());
    for (row, network) in kept.iter().zip(&finished.report.networks) {
        assert_eq!(row[column("Checksum")], network.checksum);
        let exact = network.correlation.expect("it is tested").to_string();
        assert_eq!(row[column("Correlation")], exact);
        assert_eq!(row[column("Restart")], (network.restart + 1).to_string());
    }
}
