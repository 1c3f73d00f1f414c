use std::sync::Arc;

use ganglion_core::{
    analysis::{
        Ensemble, EnsembleBuilder, LinearNonlinearBuilder, Modules, NUM_SHIFTS, Stc, StcBuilder,
        Stnmf, StnmfSettings, recovery_by_images,
    },
    config::{Draft, SpikeGeneration},
    dataset::{Dataset, Frames, Split},
    experiment::{ComparedNetwork, Method, MethodResult, MethodsResult, MethodsRun},
    network::{Parameters, Shape},
    rng::{Random, Stream},
    statistics::{SecondMoment, correlation, cosine, eigen, eigenvalues},
};

use crate::fixtures::{build, recorded};
use crate::frames::floats;

/// Frames with spikes of a split.
pub(crate) fn ensemble(split: &Split) -> Ensemble {
    let checkers = split.frames.num_checkers();
    let mut builder = EnsembleBuilder::new(checkers);
    for (frame, &count) in floats(split).chunks_exact(checkers).zip(&split.counts) {
        if count > 0 {
            builder.add(frame, f32::from(count));
        }
    }
    builder.finish()
}

pub(crate) fn covariance(split: &Split) -> Stc {
    let mut builder = StcBuilder::new(&ensemble(split));
    while builder.advance(&split.frames, &split.counts) {}
    builder.finish()
}

pub(crate) fn factorize(split: &Split, settings: StnmfSettings) -> Modules {
    let mut stnmf = Stnmf::new(&ensemble(split), 1, settings);
    while stnmf.advance() {}
    stnmf.finish()
}

pub(crate) fn run(
    draft: &Draft,
    dataset: &Arc<Dataset>,
    network: Option<ComparedNetwork>,
) -> MethodsResult {
    let config = draft.check().expect("valid");
    let mut run = MethodsRun::new(&config, Arc::clone(dataset), network);
    let mut progress = 0.0;
    while run.advance() {
        run.spend(0.125);
        assert!((progress..=1.0).contains(&run.progress()), "{}", run.progress());
        progress = run.progress();
    }
    run.finish()
}

fn small() -> Draft {
    Draft { frames: 20_000, spikes: SpikeGeneration::Bernoulli, rate: 0.1, ..Draft::default() }
}

/// Symmetric, of normal numbers.
fn random_matrix(size: usize) -> Vec<f64> {
    let mut random = Random::new(1, Stream::Live, 0);
    let half: Vec<f64> = (0..size * size).map(|_| f64::from(random.normal())).collect();
    (0..size * size).map(|at| half[at] + half[at % size * size + at / size]).collect()
}

#[test]
fn eigenvectors_keep_their_direction() {
    for size in [1, 2, 3, 8, 65] {
        let matrix = random_matrix(size);
        let found = eigen(matrix.clone(), size);
        for (value, vector) in found.values.iter().zip(&found.vectors) {
            for (row, entry) in matrix.chunks_exact(size).zip(vector) {
                let product: f64 = row.iter().zip(vector).map(|(a, b)| a * b).sum();
                assert!((product - value * entry).abs() < 1e-11, "{size}: {product}");
            }
        }
        let unit: f64 = found.vectors[0].iter().map(|entry| entry * entry).sum();
        assert!((unit - 1.0).abs() < 1e-12);
        assert!(found.values.is_sorted_by(|a, b| a >= b));
        let alone = eigenvalues(matrix, size);
        assert!(alone.iter().zip(&found.values).all(|(a, b)| (a - b).abs() < 1e-11));
    }
}

#[test]
fn eigenvalues_of_blocks_and_zeros_are_found_too() {
    let mut matrix = vec![0.0; 25];
    (matrix[0], matrix[6], matrix[7], matrix[11]) = (3.0, 0.0, 2.0, 2.0);
    let found = eigen(matrix, 5);
    let expected = [3.0, 2.0, 0.0, 0.0, -2.0];
    assert!(found.values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
}

#[test]
fn the_second_moment_is_the_sum_of_outer_products() {
    let mut random = Random::new(2, Stream::Live, 0);
    let vectors: Vec<Vec<f32>> =
        (0..100).map(|_| (0..11).map(|_| random.normal()).collect()).collect();
    let mut moment = SecondMoment::new(11);
    for vector in &vectors {
        moment.add(vector, 3.0);
    }
    let matrix = moment.matrix();
    for row in 0..11 {
        for column in 0..11 {
            let product = |vector: &Vec<f32>| f64::from(vector[row]) * f64::from(vector[column]);
            let expected = 3.0 * vectors.iter().map(product).sum::<f64>();
            let found = matrix[row * 11 + column];
            assert!((found - expected).abs() < 1e-3, "{row} {column}: {found} {expected}");
        }
    }
}

#[test]
fn the_covariance_of_an_ensemble_is_taken_around_its_mean() {
    let mut builder = EnsembleBuilder::new(2);
    for (x, y) in [(1.0, 5.0), (3.0, 5.0), (1.0, 7.0), (3.0, 7.0)] {
        builder.add(&[x, y], 2.0);
    }
    let ensemble = builder.finish();
    assert_eq!(ensemble.mean(), [2.0, 6.0]);
    let covariance = ensemble.covariance();
    for (found, expected) in covariance.iter().zip([8.0 / 7.0, 0.0, 0.0, 8.0 / 7.0]) {
        assert!((found - expected).abs() < 1e-6, "{covariance:?}");
    }
}

#[test]
fn the_null_is_of_spikes_that_are_shifted_round() {
    // Also a last block of frames that is not whole.
    let mut random = Random::new(3, Stream::Live, 0);
    for (checkers, num_frames) in [(1, 300), (6, 257), (33, 500)] {
        let frames: Vec<f32> = (0..checkers * num_frames).map(|_| random.normal()).collect();
        let counts: Vec<u16> =
            (0..num_frames).map(|_| (4.0 * random.uniform()) as u16 / 2).collect();
        let weighted = |shift: usize| {
            let mut builder = EnsembleBuilder::new(checkers);
            for (at, frame) in frames.chunks_exact(checkers).enumerate() {
                let count = counts[(at + shift * num_frames / (NUM_SHIFTS + 1)) % num_frames];
                builder.add(frame, f32::from(count));
            }
            builder.finish()
        };
        let mut all = EnsembleBuilder::new(checkers);
        frames.chunks_exact(checkers).for_each(|frame| all.add(frame, 1.0));
        let (prior, spikes) = (all.finish().covariance(), weighted(0));
        let mean = spikes.mean();
        let norm = mean.iter().map(|value| value * value).sum::<f64>().sqrt();
        let across = |row: usize, column: usize| {
            f64::from(row == column) - mean[row] * mean[column] / (norm * norm)
        };
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for shift in 1..=NUM_SHIFTS {
            let covariance = weighted(shift).covariance();
            let entry = |at: usize| {
                let pairs = (0..checkers * checkers).map(|pair| {
                    let (row, column) = (pair / checkers, pair % checkers);
                    let change = covariance[pair] - prior[pair];
                    across(at / checkers, row) * change * across(column, at % checkers)
                });
                pairs.sum::<f64>()
            };
            let values = eigenvalues((0..checkers * checkers).map(entry).collect(), checkers);
            (low, high) = (low.min(values[checkers - 1]), high.max(values[0]));
        }
        let split = Split { frames: Frames::kept(checkers, frames), counts, ..Split::default() };
        let found = covariance(&split).null;
        let is_near = |(a, b): (f64, f64)| (a - b).abs() < 1e-6;
        assert!(is_near((found.0, low)) && is_near((found.1, high)), "{found:?} {low} {high}");
    }
}

#[test]
fn outputs_of_a_filter_have_the_bits_of_the_sum_from_its_first_weight_to_its_last() {
    let mut random = Random::new(4, Stream::Live, 0);
    for size in [1, 3, 4, 7, 64, 81] {
        for num_pictures in [1, 15, 16, 37] {
            let pictures: Vec<f32> = (0..size * num_pictures).map(|_| random.normal()).collect();
            let filter: Vec<f64> = (0..size).map(|_| f64::from(random.normal())).collect();
            let model = LinearNonlinearBuilder::with_filter(&filter).finish(&[]);
            let expected = pictures.chunks_exact(size).map(|picture| {
                let products =
                    picture.iter().zip(&model.filter).map(|(a, b)| f64::from(*a) * f64::from(*b));
                products.fold(0.0, |sum, product| sum + product) as f32
            });
            let found = model.generators_of_pictures(&pictures);
            assert_eq!(found, expected.collect::<Vec<_>>(), "{size}, {num_pictures}");
        }
    }
}

#[test]
fn without_a_dependence_on_the_frames_no_axis_is_significant() {
    let mut split = build(&small()).expect("spikes").training;
    // Spikes of another time.
    split.counts.rotate_left(777);
    let found = covariance(&split);
    assert!(found.excitatory.is_empty() && found.suppressive.is_empty(), "{:?}", found.null);
    assert!(found.null.0 < 0.0 && found.null.1 > 0.0);
}

#[test]
fn axes_of_the_covariance_lie_across_the_average_and_among_the_subunits() {
    let dataset = build(&Draft { frames: 60_000, ..small() }).expect("spikes");
    let found = covariance(&dataset.training);
    assert_eq!(found.eigenvalues.len(), 63);
    assert!(found.eigenvalues.is_sorted_by(|a, b| a >= b));
    assert_eq!(found.excitatory.len(), 3, "{:?} {:?}", found.null, &found.eigenvalues[..5]);
    assert!(found.along_average < found.null.0, "a threshold narrows: {}", found.along_average);
    let average: Vec<f32> =
        ensemble(&dataset.training).mean().into_iter().map(|value| value as f32).collect();
    let subunits = dataset.cell.as_ref().expect("simulated").subunit_filters();
    for axis in &found.excitatory {
        assert!(cosine(&axis.image, &average).abs() < 1e-4);
        let inside = subunits.iter().map(|subunit| cosine(subunit, &axis.image).powi(2));
        assert!(inside.sum::<f64>().sqrt() > 0.9);
    }
}

#[test]
fn the_factorization_finds_the_subunits_from_20k_frames() {
    let dataset = build(&small()).expect("spikes");
    let found = factorize(&dataset.training, StnmfSettings::default());
    let recovery = recovery_by_images(
        &dataset.cell.as_ref().expect("simulated").subunit_filters(),
        &found.modules,
    );
    assert!(recovery.worst > 0.95, "{}", recovery.worst);
    assert!(found.modules.iter().flatten().all(|entry| *entry >= 0.0));
    assert!((0.5..1.0).contains(&found.residual), "{}", found.residual);
}

#[test]
fn the_factorization_does_not_ask_whether_a_cell_is_on_or_off() {
    let mut split = build(&small()).expect("spikes").training;
    let settings = StnmfSettings { num_restarts: 2, ..StnmfSettings::default() };
    let on = factorize(&split, settings);
    let negated = floats(&split).into_iter().map(|checker| -checker).collect();
    split.frames = Frames::kept(64, negated);
    assert_eq!(factorize(&split, settings), on);
}

#[test]
fn silence_and_empty_frames_break_no_method() {
    let split = Split {
        frames: Frames::kept(64, vec![0.0; 64 * 100]),
        counts: vec![1; 100],
        ..Split::default()
    };
    let spikes = ensemble(&split);
    let found = factorize(&split, StnmfSettings { num_restarts: 1, ..Default::default() });
    assert!(found.modules.iter().flatten().all(|entry| entry.is_finite()));
    assert!(covariance(&split).excitatory.is_empty());
    let mut builder = LinearNonlinearBuilder::new(&spikes);
    while builder.advance(&split.frames, 100) {}
    let prediction = builder.finish(&split.counts).predict(&split.frames, 100);
    assert!(prediction.iter().all(|count| (count - 1.0).abs() < 1e-6));
}

#[test]
fn the_curve_of_the_baseline_follows_the_cell() {
    let dataset = build(&small()).expect("spikes");
    let mut builder = LinearNonlinearBuilder::new(&ensemble(&dataset.training));
    while builder.advance(&dataset.training.frames, dataset.training.num_frames()) {}
    let model = builder.finish(&dataset.training.counts);
    assert!(model.generators.is_sorted_by(|a, b| a < b));
    let last = model.counts.len() - 1;
    assert!(model.counts[last] > 10.0 * model.counts[last / 2]);
    // Beyond the outermost bins the curve stays.
    assert!((model.count(100.0) - model.counts[last]).abs() < 1e-6);
    assert!((model.count(-100.0) - model.counts[0]).abs() < 1e-6);
    let test = &dataset.test;
    let curved = correlation(&model.predict(&test.frames, test.num_frames()), &test.counts);
    let straight = correlation(&model.generators(&test.frames, test.num_frames()), &test.counts);
    assert!(curved > straight && straight > 0.4, "{curved} {straight}");
}

/// A network whose filters are the true subunits.
fn truth(draft: &Draft, dataset: &Dataset) -> Parameters {
    let shape = Shape::of(&draft.check().expect("valid"), 4);
    let mut values = vec![0.0; shape.num_parameters()];
    for (filter, subunit) in
        dataset.cell.as_ref().expect("simulated").subunit_filters().iter().enumerate()
    {
        for row in 0..7 {
            let weights = &subunit[row * 8..row * 8 + 7];
            values[filter * 49 + row * 7..][..7].copy_from_slice(weights);
        }
        values[shape.dense().start + filter * 4] = 1.0;
    }
    Parameters { shape, values }
}

#[test]
fn all_methods_stand_side_by_side() {
    let draft = small();
    let dataset = Arc::new(build(&draft).expect("spikes"));
    let network = ComparedNetwork { parameters: truth(&draft, &dataset), seconds: 3.0 };
    let result = run(&draft, &dataset, Some(network));
    let methods: Vec<_> = result.methods.iter().map(|found| found.method).collect();
    assert_eq!(methods, Method::ALL);
    let [sta, ln, stc, stnmf, cnn] = &result.methods[..] else { panic!("five methods") };
    assert_eq!((sta.images.len(), ln.images.len(), cnn.images.len()), (1, 1, 4));
    assert!(sta.similarities.iter().all(|cosine| (0.4..0.6).contains(cosine)));
    assert!(stc.worst < stnmf.worst && stnmf.worst > 0.9 && cnn.worst > 0.999);
    assert!(ln.correlation > sta.correlation && sta.correlation.is_some());
    assert!(stc.correlation.is_none() && stnmf.correlation.is_none());
    assert!(cnn.correlation.expect("it predicts") > 0.5);
    assert!(cnn.seconds > 3.0 && sta.seconds > 0.0 && ln.seconds > sta.seconds);
    assert!(stnmf.told.contains("(4)") && sta.told == "nothing");
    assert!(result.spectrum.span > 0.7 && result.spectrum.eigenvalues.len() == 63);
    assert_eq!(run(&draft, &dataset, None).methods.len(), 4);
    let json = serde_json::to_string(&result.methods).expect("plain data");
    let back: Vec<MethodResult> = serde_json::from_str(&json).expect("the same data");
    assert!(back.iter().zip(&result.methods).all(|(a, b)| a.images == b.images));
}

#[test]
fn the_factorization_is_told_how_many_subunits_the_hidden_cell_has() {
    let draft = Draft { frames: 12_000, cell_number: 5, ..recorded() };
    let dataset = Arc::new(build(&draft).expect("spikes"));
    let result = run(&draft, &dataset, None);
    let num_subunits = dataset.cell.as_ref().expect("simulated").subunit_filters().len();
    assert_eq!((num_subunits, result.subunits.len()), (5, 5), "this cell does not have four");
    let stnmf = &result.methods[3];
    assert_eq!((stnmf.method, stnmf.images.len()), (Method::Factorization, num_subunits));
    assert!(stnmf.told.contains("the true number of subunits (5)"), "{}", stnmf.told);
}
