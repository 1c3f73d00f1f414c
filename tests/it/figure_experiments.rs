//! Figures of the experiments: findings, sentences, tables and drawings.

#![expect(clippy::float_cmp, reason = "one scale is meant, not a similar one")]

use ganglion_core::{
    analysis::{Consensus, ModuleCount, SparsityConsensus},
    config::Draft,
    experiment::{
        Correlations, FilterAgreement, Method, MethodResult, MethodsResult, Spectrum, TaskId,
        settings_search::{RecipeScore, SettingsSearch},
        stability::{FilterMatches, FilterStability, Stability},
    },
    network::{NetworkId, Parameters, Shape, initial_parameters},
    units::FrameRate,
};
use ganglion_figures::figure::{
    AgreementScatter, ConsensusFigure, Datum, DegradationFigure, DegradationLine, DegradationRun,
    DegradationShare, Drawing, Figure, FilterGrid, GridFilter, Impairment, MethodsFigure,
    NonlinearityFigure, PrunedCell, PruningFigure, RasterFigure, RecipesFigure, SaturationFigure,
    SaturationLine, SaturationPoint, SaturationRun, SignedImage, SpacetimeFigure, SpacetimeFilter,
    SpectrumFigure, Spread, StabilityFigure, StabilityScatter, Theme, TransferMatrix,
    TransferScatter, TransferTraces, VersionScatter,
};

/// A number in [-1, 1] that looks random and is the same everywhere.
fn jitter(index: usize) -> f64 {
    let mut bits = (index as u32).wrapping_mul(0x9e37_79b9);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x85eb_ca6b);
    bits = (bits ^ (bits >> 13)).wrapping_mul(0xc2b2_ae35);
    f64::from((bits ^ (bits >> 16)) >> 8) / f64::from(1 << 23) - 1.0
}

fn saturation() -> SaturationFigure {
    const COUNTS: [u32; 7] = [1, 2, 3, 4, 5, 8, 16];
    let layers = [
        (1, [0.815, 0.823, 0.824, 0.838, 0.845, 0.845, 0.845], 0.004),
        (2, [0.831, 0.860, 0.883, 0.894, 0.914, 0.970, 0.963], 0.016),
        (3, [0.600, 0.856, 0.879, 0.915, 0.926, 0.963, 0.974], 0.02),
    ];
    let run = |num_layers: u32, count: u32, mean: f64, spread: f64| {
        let of_run = move |run: usize| SaturationRun {
            task: TaskId {
                group: run as u32,
                network: NetworkId { num_filters: count, restart: 0 },
            },
            seed: run as u32,
            correlation: 0.7 * mean,
            of_ceiling: mean + spread * jitter(run + 7 * count as usize + 31 * num_layers as usize),
            num_effective: count.min(4) + u32::from(run == 1 && count > 5),
            worst: if count < 4 { 0.5 } else { 0.99 - 0.1 * f64::from(num_layers - 1) },
            mean: 0.9,
        };
        (0..5).map(of_run).collect()
    };
    let line = |(num_layers, means, spread): (u32, [f64; 7], f64)| SaturationLine {
        num_layers,
        num_restarts: if num_layers == 1 { 4 } else { 1 },
        points: COUNTS
            .into_iter()
            .zip(means)
            .map(|(num_filters, mean)| SaturationPoint {
                num_filters,
                runs: run(num_layers, num_filters, mean, spread),
            })
            .collect(),
    };
    SaturationFigure {
        lines: layers.map(line).into(),
        ceiling: 0.729,
        baseline: Some(0.617),
        num_subunits: 4,
    }
}

fn degradation(kind: Impairment) -> DegradationFigure {
    let (shares, cells): (&[f64], [&[f64]; 2]) = match kind {
        Impairment::Samples => (
            &[0.01, 0.03, 0.1, 0.3, 1.0],
            [&[0.51, 0.64, 0.73, 0.89, 0.91], &[0.36, 0.37, 0.63, 0.85, 0.83]],
        ),
        Impairment::NoiseImages | Impairment::NoisePixels => (
            &[0.0, 0.3, 0.5, 0.7, 0.9, 1.0],
            [&[0.91, 0.85, 0.83, 0.71, 0.43, 0.02], &[0.83, 0.70, 0.64, 0.59, 0.33, -0.01]],
        ),
    };
    let run = |correlation: f64, run: usize| DegradationRun {
        group: run as u32,
        correlation: correlation + 0.03 * jitter(run + (100.0 * correlation) as usize),
        loss: 0.3 - 0.1 * correlation + 0.01 * jitter(run),
    };
    let line = |(cell, means): (usize, &[f64])| DegradationLine {
        name: format!("cell {}", cell + 1),
        points: shares
            .iter()
            .zip(means)
            .map(|(share, mean)| DegradationShare {
                share: *share,
                runs: (0..3).map(|index| run(*mean, index)).collect(),
            })
            .collect(),
    };
    let lines = cells.into_iter().enumerate().map(line).collect();
    DegradationFigure { kind, num_frames: 120_000, lines }
}

fn pruning() -> PruningFigure {
    let cell = |number: u32| {
        let full = 0.78 + 0.1 * jitter(number as usize);
        let draw = |draw: usize| full - 0.35 + 0.3 * jitter(draw + 10 * number as usize);
        PrunedCell {
            number,
            num_filters: 32,
            num_effective: 9,
            full,
            effective: full - 0.004,
            random: (0..10).map(draw).collect(),
            non_effective: (10..20).map(|index| 0.05 * jitter(index)).collect(),
        }
    };
    PruningFigure { cells: (1..=5).map(cell).collect() }
}

fn transfer(num_cells: usize, own: f64, others: f64) -> Correlations {
    let value = |network: usize, cell: usize| {
        let noise = jitter(17 * network + cell + (100.0 * own) as usize);
        if network == cell { own + 0.12 * noise } else { others + 0.25 * noise }
    };
    let row = |network: usize| (0..num_cells).map(|cell| value(network, cell)).collect();
    Correlations((0..num_cells).map(row).collect())
}

fn matrix() -> TransferMatrix {
    TransferMatrix { correlations: transfer(10, 0.78, 0.41) }
}

fn scatter() -> TransferScatter {
    TransferScatter { correlations: transfer(10, 0.78, 0.41) }
}

fn versions() -> VersionScatter {
    VersionScatter { first: transfer(10, 0.78, 0.41), second: transfer(10, 0.85, 0.33) }
}

fn rate(cell: usize, num_frames: usize, sharpness: f64) -> Vec<f32> {
    let at = |frame: usize| {
        let wave = libm::sin(frame as f64 * (0.11 + 0.03 * cell as f64)).max(0.0);
        let burst = libm::sin(frame as f64 * 0.31 + cell as f64).max(0.0);
        (0.5 * wave * libm::pow(burst, sharpness)) as f32
    };
    (0..num_frames).map(at).collect()
}

fn traces(num_frames: usize) -> TransferTraces {
    TransferTraces {
        frame_rate: FrameRate::default(),
        psths: (0..4).map(|cell| rate(cell, num_frames, 3.0)).collect(),
        predictions: (0..4)
            .map(|network: usize| {
                let row = |cell: usize| rate(network.midpoint(cell), num_frames, 2.0);
                (0..4).map(row).collect()
            })
            .collect(),
        correlations: transfer(4, 0.78, 0.41),
    }
}

fn raster(num_repeats: usize, num_frames: usize) -> RasterFigure {
    let psth = rate(0, num_frames, 3.0);
    let spikes = |seed: usize| {
        let fires = |repeat: usize, frame: usize| {
            jitter(seed + 911 * repeat + 13 * frame).abs() < 0.7 * f64::from(psth[frame])
        };
        let row = |repeat: usize| {
            (0..num_frames as u32).filter(|frame| fires(repeat, *frame as usize)).collect()
        };
        (0..num_repeats).map(row).collect()
    };
    RasterFigure {
        frame_rate: FrameRate::default(),
        cell: spikes(0),
        network: spikes(5),
        prediction: rate(0, num_frames, 2.0),
        correlation: 0.86,
        normalized: Some(0.9),
        highest: Some(0.955),
        psth,
    }
}

/// A blob in an image of `side` checkers.
fn blob(side: usize, (row, column): (f64, f64), height: f64) -> Vec<f32> {
    let value = |index: usize| {
        let (y, x) = ((index / side) as f64 - row, (index % side) as f64 - column);
        (height * libm::exp(-0.5 * (x * x + y * y) / 1.2)) as f32
    };
    (0..side * side).map(value).collect()
}

fn filters(num_filters: u32, side: usize) -> FilterGrid {
    let filter = |index: u32| {
        let is_effective = index < num_filters / 4 + 1;
        let middle = 0.5 * side as f64 - 0.5;
        let place = index as usize;
        let center = (middle + 2.0 * jitter(place), middle + 2.0 * jitter(place + 50));
        let mut weights = blob(side, center, if is_effective { -0.9 } else { 0.0 });
        for (at, weight) in weights.iter_mut().enumerate() {
            *weight += 0.03 * jitter(at + 1_000 * place) as f32;
        }
        GridFilter {
            index: (index * 5) % num_filters,
            image: SignedImage::with_scale(weights.clone(), side, 0.9),
            feature: Some(SignedImage::new(weights, side)),
            is_effective,
            is_pruned: index == 2,
            morans_i: if is_effective { 0.6 } else { 0.02 },
            relative_norm: if is_effective { 1.0 - 0.05 * f64::from(index) } else { 0.06 },
        }
    };
    FilterGrid { filters: (0..num_filters).map(filter).collect(), can_switch: false }
}

fn spacetime(num_lags: usize, side: usize) -> SpacetimeFigure {
    let filter = |(name, noise): (&str, f64)| {
        let hump = |t: f64| libm::pow(t, 5.0) * libm::exp(-5.0 * (t - 1.0));
        let course = |lag: usize| {
            let weight = hump(lag as f64 / 4.0) - 0.6 * hump(lag as f64 / 8.0);
            (-0.5 * weight) as f32
        };
        let temporal: Vec<f32> = (0..num_lags).map(course).collect();
        let map = blob(side, (0.4 * side as f64, 0.55 * side as f64), 1.0);
        let image = |(lag, weight): (usize, &f32)| {
            let value = |(at, share): (usize, &f32)| {
                weight * share + (noise * jitter(at + 64 * lag)) as f32
            };
            SignedImage::with_scale(map.iter().enumerate().map(value).collect(), side, 0.5)
        };
        SpacetimeFilter {
            name: name.to_owned(),
            film: temporal.iter().enumerate().map(image).collect(),
            temporal,
            spatial: SignedImage::new(map, side),
            separability: 0.98 - noise,
            similarity: Some(1.0 - 0.1 * noise),
        }
    };
    SpacetimeFigure {
        filters: [("RF by STA", 0.1), ("filter 1", 0.01)].map(filter).into(),
        frame_rate: FrameRate::default(),
    }
}

fn methods(side: usize) -> MethodsResult {
    let subunits: Vec<_> = (0..4)
        .map(|unit| {
            blob(side, (2.0 + 2.0 * f64::from(unit / 2), 2.0 + 2.0 * f64::from(unit % 2)), 1.0)
        })
        .collect();
    let result = |method: Method, images: &[Vec<f32>], similarity: f64| MethodResult {
        method,
        images: images.to_vec(),
        matching: (0..4).map(|unit| (unit < images.len()).then_some(unit as u32)).collect(),
        similarities: (0..4)
            .map(|unit| if unit < images.len() { similarity } else { 0.0 })
            .collect(),
        worst: if images.len() < 4 { 0.0 } else { similarity },
        mean: 0.5,
        correlation: (method != Method::Covariance).then_some(0.6),
        seconds: 0.23,
        told: "the true number of subunits (4)".to_owned(),
    };
    MethodsResult {
        columns: side as u32,
        num_frames: 40_000,
        num_spikes: 2_800,
        ceiling: Some(0.729),
        methods: vec![
            result(Method::Average, &subunits[..1], 0.5),
            result(Method::Covariance, &subunits[..3], 0.8),
            result(Method::Network, &subunits, 0.99),
        ],
        agreement: (0..4)
            .map(|filter| FilterAgreement {
                module: 0.97 - 0.1 * f64::from(filter),
                subspace: 0.9 - 0.05 * f64::from(filter),
            })
            .collect(),
        chance: 0.14,
        spectrum: Spectrum {
            eigenvalues: (0..63)
                .map(|axis| {
                    if axis < 3 {
                        0.9 - 0.1 * f64::from(axis)
                    } else {
                        0.3 - 0.01 * f64::from(axis)
                    }
                })
                .collect(),
            null_low: -0.25,
            null_high: 0.4,
            along_average: 1.2,
            num_excitatory: 3,
            num_suppressive: 1,
            span: 0.98,
        },
        curve_generators: (0..9).map(|step| step as f32 - 4.0).collect(),
        consensus: None,
        curve_counts: (0..9).map(|step| 0.004 * (step * step) as f32).collect(),
        subunits,
    }
}

fn methods_figure(side: usize) -> MethodsFigure {
    MethodsFigure { result: Some(methods(side)), reveal: true }
}

fn nonlinearity() -> NonlinearityFigure {
    let MethodsResult { curve_generators: generators, curve_counts: counts, .. } = methods(8);
    NonlinearityFigure { generators, counts, frame_rate: FrameRate::default() }
}

fn agreement() -> AgreementScatter {
    let MethodsResult { agreement, chance, .. } = methods(8);
    AgreementScatter { filters: Some(agreement), chance }
}

/// Filters of which the last is another one in each half; subunits are known of a simulated cell only.
fn stability(side: usize, is_known: bool) -> Stability {
    let filter = |index: u32| {
        let alike = 0.97 - 0.05 * f64::from(index);
        let split_half = if index == 4 { 0.31 } else { alike - 0.02 };
        FilterStability {
            filter: 3 * index,
            relative_norm: 1.0 - 0.15 * f64::from(index),
            restarts: vec![alike - 0.01, alike, alike + 0.01],
            across_restarts: alike,
            split_half,
            nearest_other: 0.4 + 0.1 * f64::from(index),
            is_stable: split_half > 0.71,
            subunit_similarity: is_known.then_some(if index == 4 { 0.6 } else { 0.9 }),
        }
    };
    let images = |index: u32| {
        let center = (1.0 + f64::from(index % 3), 2.0 + f64::from(index % 2));
        FilterMatches {
            reference: blob(side, center, -0.9),
            halves: [1.0, -1.0].map(|by| {
                let by = if index == 4 { 2.0 * by } else { 0.1 * by };
                blob(side, (center.0 + by, center.1), -0.7)
            }),
        }
    };
    Stability {
        columns: side as u32,
        reference: 1,
        filters: (0..5).map(filter).collect(),
        images: (0..5).map(images).collect(),
        control: 0.71,
        unrelated: 0.34,
    }
}

fn stable(side: usize) -> StabilityFigure {
    StabilityFigure { found: Some(stability(side, true)) }
}

fn similarities(is_known: bool) -> StabilityScatter {
    StabilityScatter { found: Some(stability(5, is_known)) }
}

/// Recipes of which half as many filters do as well.
fn recipes(count: u32) -> RecipesFigure {
    let recipe = |group: u32| RecipeScore {
        group,
        learning_rate: if group == 1 { 0.01 } else { 0.005 },
        l1: if group == 2 { 0.001 } else { 0.0005 },
        num_filters: if group == 3 { 16 } else { 32 },
        num_steps: if group == 4 { 2_000 } else { 1_000 },
        num_epochs: None,
        validation_loss: Some(if group == 3 {
            0.1312
        } else {
            0.1311 + 0.0008 * f64::from(group % 4)
        }),
        num_effective: 9 - group,
    };
    let recipes = (0..count).map(recipe).collect();
    let is_whole = count == 5;
    let (proposed, link) = (is_whole.then_some(3), is_whole.then(|| "#1.view=recorded".to_owned()));
    RecipesFigure { search: SettingsSearch { recipes, num_recipes: 5, proposed, link } }
}

/// The same, where so many of the recipes diverged.
fn diverged(num: usize) -> RecipesFigure {
    let mut figure = recipes(5);
    for recipe in figure.search.recipes.iter_mut().rev().take(num) {
        (recipe.validation_loss, recipe.num_effective) = (None, 0);
    }
    figure.search.proposed = (num < 5).then_some(0);
    figure
}

#[test]
fn recipes_that_diverged_are_listed_last_and_said() {
    let two = diverged(2);
    let rows = two.table().expect("recipes are trained").rows;
    assert_eq!(rows.iter().filter(|row| row[4] == "diverged").count(), 2);
    assert_eq!([&*rows[3][4], &*rows[4][4]], ["diverged"; 2]);
    assert!(two.summary().ends_with("2 recipes diverged and have no loss."), "{}", two.summary());
    let all = diverged(5);
    assert_eq!(all.title(), "All recipes diverged");
    assert!(all.summary().contains("lower the learning rate"), "{}", all.summary());
}

/// Runs that agree best in the middle, on four modules or five.
fn consensus(chosen: Option<u32>) -> ConsensusFigure {
    let point = |(at, cophenetic): (usize, f64)| {
        let num_localized: Vec<u32> =
            (0..9).map(|run| 2 + at as u32 + u32::from(run % 3 == 0)).collect();
        SparsityConsensus {
            sparsity: 0.02 * at as f64,
            cophenetic,
            count: ModuleCount::of(&num_localized),
            num_localized,
        }
    };
    let points = [0.48, 0.72, 0.96, 0.91].into_iter().enumerate().map(point).collect();
    let found = Consensus { num_modules: 10, num_spikes: 1_000, points, chosen };
    ConsensusFigure { found: Some(found), num_subunits: 4 }
}

fn spectrum() -> SpectrumFigure {
    SpectrumFigure { spectrum: methods(8).spectrum }
}

#[test]
fn a_spread_leaves_out_what_has_no_number() {
    let spread = Spread::of([0.6, f64::NAN, 0.8]).expect("two numbers");
    assert_eq!(spread.num_runs, 2);
    assert_eq!(spread.words(), ".70 \u{b1} .14");
    assert_eq!(Spread::of([0.617]).map(Spread::words), Some(".62".to_owned()));
    assert_eq!(Spread::of([f64::NAN]), None);
}

#[test]
fn figures_of_experiments_state_their_finding() {
    let titles = [
        saturation().title(),
        degradation(Impairment::Samples).title(),
        degradation(Impairment::NoiseImages).title(),
        pruning().title(),
        matrix().title(),
        scatter().title(),
        versions().title(),
        traces(60).title(),
        raster(5, 60).title(),
        filters(32, 5).title(),
        spacetime(20, 8).title(),
        methods_figure(8).title(),
        spectrum().title(),
        nonlinearity().title(),
        agreement().title(),
        stable(8).title(),
        similarities(true).title(),
        similarities(false).title(),
        recipes(5).title(),
        recipes(2).title(),
        consensus(Some(2)).title(),
        consensus(None).title(),
    ];
    insta::assert_snapshot!(titles.join("\n"));
}

#[test]
fn sentences_have_numbers_and_units() {
    let summaries = [
        saturation().summary(),
        degradation(Impairment::Samples).summary(),
        degradation(Impairment::NoisePixels).summary(),
        pruning().summary(),
        matrix().summary(),
        scatter().summary(),
        versions().summary(),
        traces(60).summary(),
        raster(5, 60).summary(),
        filters(32, 5).summary(),
        spacetime(20, 8).summary(),
        methods_figure(8).summary(),
        spectrum().summary(),
        nonlinearity().summary(),
        agreement().summary(),
        stable(8).summary(),
        similarities(true).summary(),
        similarities(false).summary(),
        recipes(5).summary(),
        recipes(2).summary(),
        consensus(Some(2)).summary(),
        consensus(None).summary(),
        ConsensusFigure::default().summary(),
    ];
    insta::assert_snapshot!(summaries.join("\n"));
}

#[test]
fn versions_are_compared_as_the_numbers_have_it() {
    let reversed = VersionScatter { first: versions().second, second: versions().first };
    assert_eq!(reversed.title(), "Version II predicts its own cell worse but other cells better");
}

#[test]
fn a_click_finds_what_is_drawn_there() {
    let painted = |figure: &dyn Figure| {
        let mut drawing = Drawing::new((400.0, figure.height(400.0, Theme::Light)), Theme::Light);
        figure.paint(&mut drawing);
        drawing
    };
    let filters = painted(&filters(32, 5));
    assert_eq!(filters.target_at((10.0, 10.0)), Some([0, 0, 0]));
    assert_eq!(
        filters.target_at((390.0, 10.0)),
        Some([15, 0, 0]),
        "the fourth filter is number 15"
    );
    assert_eq!(filters.target_at((-1.0, 10.0)), None);
    assert_eq!(painted(&matrix()).target_at((60.0, 120.0)), Some([2, 0, 0]));
    let figure = saturation();
    let curves = painted(&figure);
    let all = (0..400).flat_map(|x| (0..260).map(move |y| (f64::from(x), f64::from(y))));
    let mut found: Vec<_> = all.filter_map(|point| curves.target_at(point)).collect();
    found.sort_unstable();
    found.dedup();
    assert!(found.contains(&[0, 6, 1]) && found.contains(&[1, 2, 0]), "{found:?}");
    assert!(found.iter().all(|[line, point, run]| *line < 3 && *point < 7 && *run < 5));
}

#[test]
fn tables_of_experiments_have_a_cell_for_each_column() {
    let figures: [Box<dyn Figure>; 18] = [
        Box::new(saturation()),
        Box::new(degradation(Impairment::Samples)),
        Box::new(pruning()),
        Box::new(matrix()),
        Box::new(scatter()),
        Box::new(versions()),
        Box::new(traces(60)),
        Box::new(raster(5, 60)),
        Box::new(filters(32, 5)),
        Box::new(spacetime(20, 8)),
        Box::new(methods_figure(8)),
        Box::new(spectrum()),
        Box::new(nonlinearity()),
        Box::new(agreement()),
        Box::new(stable(8)),
        Box::new(similarities(true)),
        Box::new(recipes(5)),
        Box::new(consensus(Some(2))),
    ];
    for figure in figures {
        let table = figure.table().expect("a table");
        assert!(!table.rows.is_empty());
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{table:?}");
        let data = figure.data().expect("numbers");
        assert!(!data.rows.is_empty());
        assert!(data.rows.iter().all(|row| row.len() == data.columns.len()), "{data:?}");
    }
}

/// Rows of runs, of their mean and of their standard deviation, by the first column.
#[test]
fn files_have_a_row_for_each_run_beside_its_mean() {
    let figure = saturation();
    let data = figure.data().expect("numbers");
    let point = &figure.lines[0].points[0];
    let num_runs = point.runs.len();
    let kinds: Vec<_> = data.rows.iter().map(|row| row[0].clone()).take(num_runs + 2).collect();
    let mut expected = vec![Datum::text("run"); num_runs];
    expected.extend(["mean", "standard deviation"].map(Datum::text));
    assert_eq!(kinds, expected);
    let column = |head: &str| data.columns.iter().position(|found| found == head).expect("a head");
    let (seed, value) = (column("Seed"), column("Correlation / noise ceiling"));
    for (row, run) in data.rows.iter().zip(&point.runs) {
        assert_eq!(row[seed], Datum::Count(u64::from(run.seed)));
        assert_eq!(row[value], Datum::Share(run.of_ceiling));
    }
    let mean = point.runs.iter().map(|run| run.of_ceiling).sum::<f64>() / num_runs as f64;
    let Datum::Share(found) = data.rows[num_runs][value] else { panic!("a number") };
    assert!((found - mean).abs() < 1e-12);
    assert_eq!(data.rows[num_runs][seed], Datum::Missing);
    let draws = pruning().data().expect("numbers");
    assert!(draws.rows.iter().any(|row| row[0] == Datum::text("mean")), "{draws:?}");
    assert!(draws.rows.iter().all(|row| row.len() == draws.columns.len()));
}

#[cfg(feature = "cli")]
mod drawings {
    use ganglion_figures::figure::svg;

    use super::*;

    fn drawn(figure: &impl Figure, width: u32, theme: Theme) -> String {
        let height = figure.height(f64::from(width), theme).ceil() as u32;
        svg(figure, (width, height), theme, "#1.")
    }

    #[test]
    fn recipes_that_diverged_have_no_mark_but_a_word() {
        for (figure, width) in [(diverged(2), 800), (diverged(5), 390)] {
            let svg = drawn(&figure, width, Theme::Light);
            assert!(svg.matches("diverged").count() > 1 && !svg.contains("NaN"), "{svg}");
        }
    }

    macro_rules! snapshots {
        ($($name:ident: $figure:expr, $width:expr, $theme:ident;)*) => {$(
            #[test]
            fn $name() {
                insta::assert_snapshot!(drawn(&$figure, $width, Theme::$theme));
            }
        )*};
    }

    snapshots! {
        saturation_curves: saturation(), 800, Light;
        data_and_noise: degradation(Impairment::Samples), 800, Dark;
        pruned_networks: pruning(), 390, Light;
        transfer_matrix: TransferMatrix { correlations: transfer(4, 0.78, 0.41) }, 390, Light;
        transfer_scatter: TransferScatter { correlations: transfer(4, 0.78, 0.41) }, 800, Light;
        version_scatter: versions(), 390, Dark;
        transfer_traces: traces(12), 800, Light;
        rasters: raster(6, 40), 390, Projector;
        filter_grid: filters(4, 3), 390, Light;
        space_and_time: spacetime(4, 3), 800, Dark;
        methods_compared: methods_figure(6), 390, Light;
        covariance: spectrum(), 390, Light;
        nonlinearity_of_ln: nonlinearity(), 390, Dark;
        recipes_compared: recipes(5), 800, Light;
        recipes_under_way: recipes(2), 390, Dark;
        consensus_of_runs: consensus(Some(2)), 390, Light;
        methods_that_agree: agreement(), 390, Light;
        stable_filters: stable(5), 800, Light;
        stability_and_truth: similarities(true), 800, Dark;
        stability_without_truth: similarities(false), 390, Light;
    }

    #[test]
    fn experiments_without_numbers_are_drawn_too() {
        for theme in [Theme::Light, Theme::Projector] {
            drawn(&SaturationFigure::default(), 390, theme);
            drawn(&DegradationFigure::default(), 390, theme);
            drawn(&PruningFigure::default(), 390, theme);
            drawn(&TransferMatrix::default(), 390, theme);
            drawn(&TransferScatter::default(), 390, theme);
            drawn(&VersionScatter::default(), 390, theme);
            drawn(&TransferTraces::default(), 390, theme);
            drawn(&RasterFigure::default(), 390, theme);
            drawn(&FilterGrid::default(), 390, theme);
            drawn(&SpacetimeFigure::default(), 390, theme);
            drawn(&MethodsFigure::default(), 390, theme);
            drawn(&NonlinearityFigure::default(), 390, theme);
            drawn(&AgreementScatter::default(), 390, theme);
            drawn(&StabilityFigure::default(), 390, theme);
            drawn(&RecipesFigure::default(), 390, theme);
            drawn(&ConsensusFigure::default(), 390, theme);
            drawn(&StabilityScatter::default(), 390, theme);
        }
    }

    /// `FIGURE_DIR=/tmp/figures cargo test --test it look_at` writes every figure at two widths
    /// in two themes.
    #[test]
    fn figures_can_be_written_to_be_looked_at() {
        let Some(folder) = std::env::var_os("FIGURE_DIR") else { return };
        let write = |name: &str, figure: &dyn Fn(u32, Theme) -> String| {
            for (theme, word, _) in Theme::ALL {
                for width in [390, 900] {
                    let path =
                        std::path::Path::new(&folder).join(format!("{name}-{word}-{width}.svg"));
                    std::fs::write(path, figure(width, theme)).expect("a folder to write to");
                }
            }
        };
        write("saturation", &|width, theme| drawn(&saturation(), width, theme));
        write("samples", &|width, theme| drawn(&degradation(Impairment::Samples), width, theme));
        write("noise", &|width, theme| drawn(&degradation(Impairment::NoiseImages), width, theme));
        write("pruning", &|width, theme| drawn(&pruning(), width, theme));
        write("matrix", &|width, theme| drawn(&matrix(), width, theme));
        write("scatter", &|width, theme| drawn(&scatter(), width, theme));
        write("versions", &|width, theme| drawn(&versions(), width, theme));
        write("traces", &|width, theme| drawn(&traces(300), width, theme));
        write("raster", &|width, theme| drawn(&raster(200, 300), width, theme));
        write("filters", &|width, theme| drawn(&filters(32, 15), width, theme));
        write("methods", &|width, theme| drawn(&methods_figure(8), width, theme));
        write("spectrum", &|width, theme| drawn(&spectrum(), width, theme));
        write("curve", &|width, theme| drawn(&nonlinearity(), width, theme));
        write("recipes", &|width, theme| drawn(&recipes(5), width, theme));
        write("consensus", &|width, theme| drawn(&consensus(Some(2)), width, theme));
        write("agreement", &|width, theme| drawn(&agreement(), width, theme));
        write("stability", &|width, theme| drawn(&stable(16), width, theme));
        write("similarities", &|width, theme| drawn(&similarities(true), width, theme));
        write("spacetime", &|width, theme| drawn(&spacetime(20, 8), width, theme));
    }
}

/// A network whose filter `n` is a blob of size `sizes[n]`, or noise where that is 0.
fn network(sizes: &[f32]) -> Parameters {
    let config = Draft::default().check().expect("valid");
    let shape = Shape::of(&config, sizes.len() as u32);
    let id = NetworkId { num_filters: sizes.len() as u32, restart: 0 };
    let mut parameters = initial_parameters(&config, id, 0.1);
    for (filter, size) in sizes.iter().enumerate() {
        let blob = blob(shape.side as usize, (3.0, 3.0), f64::from(*size));
        let weights = &mut parameters.values[filter * shape.filter_len()..][..shape.filter_len()];
        weights.iter_mut().zip(blob).for_each(|(weight, value)| *weight = 0.01 * *weight + value);
    }
    parameters
}

#[test]
fn effective_filters_come_first_and_the_largest_first() {
    let parameters = network(&[0.5, 0.0, 2.0, 0.9]);
    let features = vec![vec![0.5; 64]; 4];
    let drawing = FilterGrid::of_network(&parameters, (&features, 8), &[3]);
    let order: Vec<_> = drawing.filters.iter().map(|filter| filter.index).collect();
    assert_eq!(order, [2, 3, 0, 1]);
    assert_eq!(drawing.num_effective(), 3);
    assert_eq!(
        drawing.filters.iter().map(|filter| filter.is_pruned).collect::<Vec<_>>(),
        [false, true, false, false]
    );
    let scales: Vec<_> = drawing.filters.iter().map(|filter| filter.image.scale).collect();
    assert!(scales.iter().all(|scale| *scale == scales[0]), "one scale for all: {scales:?}");
}

#[test]
fn a_film_is_turned_the_way_the_cell_is_known_to_go() {
    let course: Vec<f32> = (0..20).map(|lag| if lag == 4 { -1.0 } else { 0.0 }).collect();
    let weights: Vec<f32> =
        course.iter().flat_map(|weight| [0.5 * weight, 0.25 * weight]).collect();
    let free = SpacetimeFilter::of_film("free".to_owned(), &weights, 2, None);
    assert_eq!((free.temporal[4], free.similarity), (-1.0, None), "the map is positive");
    let flipped: Vec<f32> = course.iter().map(|weight| -weight).collect();
    let turned = SpacetimeFilter::of_film("turned".to_owned(), &weights, 2, Some(&flipped));
    assert_eq!((turned.temporal[4], turned.spatial.values[0]), (1.0, -0.5));
    assert_eq!((turned.similarity, turned.film.len()), (Some(1.0), 20));
    assert!(turned.separability > 0.999);
}
