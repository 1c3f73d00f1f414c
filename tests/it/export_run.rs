//! The arithmetic that README.txt and `run_network.py` beside the weights describe, from the files alone.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use ganglion::native::{run, test_frames};
use ganglion_core::{
    engine::cpu::CpuEngines,
    export::{Weights, explained},
    link, statistics,
};

/// An array of a file.
struct Array {
    shape: Vec<usize>,
    values: Vec<f64>,
}

/// All arrays of an npz file, and its metadata.
fn read(bytes: Vec<u8>) -> (BTreeMap<String, Array>, serde_json::Value) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let (mut arrays, mut metadata) = (BTreeMap::new(), serde_json::Value::Null);
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("an entry");
        let name = file.name().strip_suffix(".npy").expect("an array").to_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its checksum is right");
        let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        let head = String::from_utf8(bytes[10..start].to_vec()).expect("a text");
        let (_, shape) = head.split_once("'shape': (").expect("a shape");
        let (shape, _) = shape.split_once(')').expect("it ends");
        let shape: Vec<usize> =
            shape.split(',').filter_map(|size| size.trim().parse().ok()).collect();
        let data = &bytes[start..];
        let values: Vec<f64> = if head.contains("'<f4'") {
            data.as_chunks().0.iter().map(|four| f64::from(f32::from_le_bytes(*four))).collect()
        } else if head.contains("'<u4'") {
            data.as_chunks().0.iter().map(|four| f64::from(u32::from_le_bytes(*four))).collect()
        } else if head.contains("'<u2'") {
            data.as_chunks().0.iter().map(|two| f64::from(u16::from_le_bytes(*two))).collect()
        } else if head.contains("'|i1'") {
            data.iter().map(|byte| f64::from(*byte as i8)).collect()
        } else {
            let codes = data.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four));
            let text: String = codes.filter_map(char::from_u32).collect();
            metadata = serde_json::from_str(&text).expect("JSON");
            continue;
        };
        assert_eq!(values.len(), shape.iter().product::<usize>(), "{name}");
        arrays.insert(name, Array { shape, values });
    }
    (arrays, metadata)
}

/// Maps of a frame: their number, rows and columns, and numbers.
struct Maps {
    size: [usize; 3],
    values: Vec<f64>,
}

impl Maps {
    /// A layer, with `margin` zeros around: sums of products, rectified.
    fn layer(&self, weights: &Array, biases: &Array, margin: usize) -> Self {
        let [below, rows, columns] = self.size;
        let side = *weights.shape.last().expect("a side");
        let filters = weights.shape[0];
        let (out_rows, out_columns) =
            (rows + 2 * margin + 1 - side, columns + 2 * margin + 1 - side);
        let mut values = Vec::new();
        for filter in 0..filters {
            for place in 0..out_rows * out_columns {
                let (top, left) = (place / out_columns, place % out_columns);
                let mut sum = biases.values[filter];
                for map in 0..below {
                    for at in 0..side * side {
                        let row = (top + at / side).wrapping_sub(margin);
                        let column = (left + at % side).wrapping_sub(margin);
                        if row < rows && column < columns {
                            let weight = weights.values[(filter * below + map) * side * side + at];
                            sum += weight * self.values[(map * rows + row) * columns + column];
                        }
                    }
                }
                values.push(sum.max(0.0));
            }
        }
        Self { size: [filters, out_rows, out_columns], values }
    }
}

/// What a network predicts for each test frame.
fn predict(
    network: &BTreeMap<String, Array>,
    about: &serde_json::Value,
    shown: &BTreeMap<String, Array>,
) -> Vec<f64> {
    let frames = &shown["frames"];
    let [_, rows, columns] = frames.shape[..] else { panic!("frames in rows and columns") };
    let num_checkers = rows * columns;
    let lags = |weight: &dyn Fn(usize) -> f64, at: usize| -> Vec<f64> {
        let checker = |checker: usize| -> f64 {
            (0..20)
                .map(|lag| weight(lag) * frames.values[(at - lag) * num_checkers + checker])
                .sum()
        };
        (0..num_checkers).map(checker).collect()
    };
    let courses: Vec<Vec<f64>> = match about["channels"].as_str().expect("a word") {
        "filtered" => vec![network["temporal_filter"].values.clone()],
        "courses" => network["courses"].values.chunks(20).map(<[f64]>::to_vec).collect(),
        _ => {
            (0..20).map(|lag| (0..20).map(|of| f64::from(u8::from(of == lag))).collect()).collect()
        }
    };
    let one = |place: &f64| {
        let channels = courses.iter().flat_map(|course| lags(&|lag| course[lag], *place as usize));
        let size = [courses.len(), rows, columns];
        let seen = Maps { size, values: channels.collect() };
        let mut maps = seen.layer(&network["filters"], &network["filter_biases"], 0);
        for layer in ["layer2", "layer3"] {
            if let Some(weights) = network.get(&format!("{layer}_weights")) {
                let margin = usize::from(weights.shape[3] == 3);
                maps = maps.layer(weights, &network[&format!("{layer}_biases")], margin);
            }
        }
        let dense = &network["dense_weights"].values;
        assert_eq!(dense.len(), maps.values.len());
        let pooled: f64 = dense.iter().zip(&maps.values).map(|(weight, map)| weight * map).sum();
        let z = pooled + network["output_bias"].values[0];
        let softplus = |a: f64, b: f64| a * ((b * z).exp().ln_1p()) + 1e-7;
        match about["output"].as_str().expect("a word") {
            "sigmoid" => 1.0 / (1.0 + (-z).exp()),
            "parametric" => softplus(network["softplus"].values[0], network["softplus"].values[1]),
            _ => softplus(1.0, 1.0),
        }
    };
    shown["rows"].values.iter().map(one).collect()
}

/// Each network of an experiment, run on the frames of its group, correlates as the report says.
fn check(text: &str) {
    let config = link::decode(text).config;
    let finished = run(config.clone(), 2, || CpuEngines, |_| ()).expect("it runs");
    let frames: BTreeMap<_, _> =
        test_frames(&config, None, |_, _| ()).expect("it is recorded").into_iter().collect();
    let weights = Weights::kept(&config, &finished.results, &finished.report.link);
    let mut best = f64::NEG_INFINITY;
    for weights in weights {
        let file = weights.name.find("filters").expect("a number of filters");
        let shown = &frames[&format!("{}frames.npz", &weights.name[..file])];
        let ((network, about), (shown, told)) = (read(weights.npz()), read(shown.clone()));
        assert_eq!(told["link"], about["network_link"], "{}", weights.name);
        let predicted = predict(&network, &about, &shown);
        let found = statistics::correlation(&predicted, &shown["counts"].values);
        let reported: f64 =
            about["correlation"].as_str().expect("a text").parse().expect("a number");
        assert_eq!(reported.to_bits(), weights.network.correlation.to_bits(), "all digits");
        assert!((found - reported).abs() < 1e-5, "{text} {}: {found} {reported}", weights.name);
        best = best.max(found);
    }
    assert!(best > 0.1, "{text}: a network that predicts something, {best}");
}

#[test]
fn networks_on_filtered_frames_run_from_their_files() {
    check("#1.frames=3000&test=1000&nmax=2&restarts=1&epochs=2");
    check(
        "#1.frames=3000&test=1000&nmax=1&restarts=1&epochs=2&out=sigmoid&noise=gaussian&input=true",
    );
}

#[test]
fn deeper_networks_run_from_their_files() {
    check(
        "#1.view=saturation&frames=6000&test=1000&epochs=4&nmin=2&nmax=2&seeds=2&restarts=1&layers=3&side=5&out=parametric",
    );
}

#[test]
fn networks_of_version_ii_run_from_their_files() {
    check("#1.view=spacetime&frames=3000&test=1000&epochs=1&restarts=1&epochs2=1");
    check("#1.view=recorded&frames=4000&steps=40&nmin=4&nmax=4&repeats=10&version=2&steps2=20");
}

#[test]
fn networks_of_recorded_like_cells_run_from_their_files() {
    check("#1.view=transfer&cells=2&frames=4000&steps=40&nmin=4&nmax=4&repeats=10");
}

/// What no compiler sees: the program names arrays that the files have.
#[test]
fn the_program_beside_the_weights_knows_every_array() {
    let [(_, readme), (name, program)] = explained("#1.seed=7");
    assert_eq!(name, "run_network.py");
    assert!(readme.contains("#1.seed=7") && readme.contains(name), "{readme}");
    for array in [
        "temporal_filter",
        "filters",
        "filter_biases",
        "dense_weights",
        "output_bias",
        "softplus",
        "courses",
    ] {
        assert!(program.contains(&format!("\"{array}\"")), "{array}");
        assert!(readme.contains(array), "{array}");
    }
    let code = program.split("import json").nth(1).expect("the program");
    let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= 40, "{lines} lines");
}
