//! The claims about recorded-like cells, beside those of an independent simulation (the reference). Slow: only
//! with `SLOW_TESTS=1`.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]
#![expect(clippy::format_collect, reason = "tables are printed, speed does not matter")]

use std::{collections::BTreeMap, env};

use ganglion_core::{
    analysis::{Pruning, num_effective, pruning},
    cell::HiddenCell,
    config::{CellSource, Config, DenseSign, Draft, NoiseKind, Section, Version},
    experiment::{
        CellSummary,
        degradation::{self, Degradation, DegradationPoint},
        recorded::CellPage,
        transfer::{self, TestCell, Transfer},
    },
    training::Trained,
};

use crate::fixtures::{build, network};

fn is_slow() -> bool {
    env::var_os("SLOW_TESTS").is_some()
}

/// The recipes of the reference.
fn recipe(dense: DenseSign) -> Draft {
    let signed = Draft::of(Section::Transfer, CellSource::Recorded);
    match dense {
        DenseSign::Signed => signed,
        DenseSign::NonNegative => Draft { dense, l1: 2e-4, learning_rate: 1e-2, ..signed },
    }
}

/// Mean and standard deviation.
fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, if n > 1.0 { libm::sqrt(squares / (n - 1.0)) } else { 0.0 })
}

fn words(values: &[f64]) -> String {
    let (mean, sd) = spread(values);
    format!("{mean:.3} +- {sd:.3}")
}

/// Everything trained for one recipe.
struct Population {
    config: Config,
    cells: Vec<TestCell>,
    networks: Vec<Trained>,
    prunings: Vec<Pruning>,
    pages: Vec<CellPage>,
}

impl Population {
    fn train(draft: &Draft) -> Self {
        let config = draft.check().expect("valid");
        let mut population = Self {
            cells: Vec::new(),
            networks: Vec::new(),
            prunings: Vec::new(),
            pages: Vec::new(),
            config,
        };
        for group in transfer::groups(&population.config) {
            let (dataset, trained) = network(group.config.draft());
            let (parameters, channels) = (&trained.parameters, &trained.channels);
            let pruned = pruning(&group.config, parameters, channels, &dataset.test);
            population.prunings.push(pruned);
            let cell = CellSummary::from(&*dataset);
            population.cells.push(TestCell::of(&group.config, &cell));
            let page = CellPage::new(&group.config, &dataset, &trained).expect("repeats");
            population.pages.push(page);
            population.networks.push(trained);
        }
        population
    }

    fn transfer<'a>(&'a self, network: impl Fn(&'a Trained) -> &'a Trained) -> Transfer {
        let networks: Vec<_> = self.networks.iter().map(network).collect();
        Transfer::new(&self.config, &self.cells, &networks)
    }
}

fn print_matrix(transfer: &Transfer) {
    println!("network \\ cell {}", (1..=10).map(|cell| format!("{cell:>6}")).collect::<String>());
    for (number, row) in transfer.numbers.iter().zip(&transfer.correlations.0) {
        let row: String = row.iter().map(|value| format!("{value:>6.2}")).collect();
        println!("{number:>14} {row}");
    }
}

fn print_summary(name: &str, transfer: &Transfer, networks: &[&Trained], reference: &str) {
    let effective: Vec<_> = networks.iter().map(|net| num_effective(&net.parameters)).collect();
    let own: Vec<_> = transfer.correlations.all_own().collect();
    let (lowest, highest) = own
        .iter()
        .fold((f64::MAX, f64::MIN), |(low, high), &value| (low.min(value), high.max(value)));
    println!(
        "{name}: own {:.3} ({lowest:.2} to {highest:.2}), others {}, own best {} of 10, effective {effective:?}",
        spread(&own).0,
        words(&transfer.correlations.all_others().collect::<Vec<_>>()),
        transfer.correlations.num_own_best(),
    );
    println!("  reference: {reference}");
}

#[test]
fn slow_recorded_cells_fire_as_sparsely_and_reliably_as_the_reference() {
    if !is_slow() {
        return;
    }
    println!(
        "cell  subunits  frames with spikes  spikes a frame  PSTH split-half  own rate on PSTH"
    );
    println!("reference            4.0 to 5.6 %     .04 to .09      .95 to .995");
    let mut shares = Vec::new();
    for cell_number in 1..=10 {
        let dataset = build(&Draft { cell_number, ..recipe(DenseSign::Signed) }).expect("spikes");
        let Some(HiddenCell::Recorded(cell)) = &dataset.cell else {
            panic!("a recorded-like cell")
        };
        let suppressive = cell.subunits().iter().filter(|subunit| subunit.is_suppressive()).count();
        let counts = &dataset.training.counts;
        let share = counts.iter().filter(|&&count| count > 0).count() as f64 / counts.len() as f64;
        let split_half = dataset.repeats.as_ref().expect("repeats").split_half();
        println!(
            "{cell_number:>4}  {} + {suppressive}  {:>16.2} %  {:>12.4}  {split_half:>12.4}  {:>12.3}  separability {:.2}",
            cell.subunits().len() - suppressive,
            100.0 * share,
            dataset.training.mean_count(),
            dataset.test.ceiling(),
            dataset.receptive_field.separability,
        );
        assert!((0.03..0.065).contains(&share), "cell {cell_number}: {share}");
        assert!(split_half > 0.93, "cell {cell_number}: {split_half}");
        shares.push(share);
    }
    let (mean, _) = spread(&shares);
    assert!((0.04..0.056).contains(&mean), "{mean}");
}

/// Seeds 1, 2 and 3 give .780, .817 and .781 on the own cell, .51, .40 and .43 on others and the own
/// network best for 8, 8 and 9 cells with signed weights; .775, .803, .749, .52, .39, .42, 8, 9, 8
/// with non-negative ones. So the reference's one population, .776 and .41, is one like ours.
#[test]
fn slow_networks_are_best_on_their_own_cell_and_worse_on_others() {
    if !is_slow() {
        return;
    }
    for (dense, name, reference) in [
        (
            DenseSign::Signed,
            "signed",
            "own .776 (.63 to .91), others .408 +- .18, 8 of 10, effective 7 to 10",
        ),
        (DenseSign::NonNegative, "nn", "own .771, others .400 +- .18, 9 of 10, effective 8 to 13"),
    ] {
        let population = Population::train(&recipe(dense));
        let transfer = population.transfer(|trained| trained);
        print_matrix(&transfer);
        let networks: Vec<_> = population.networks.iter().collect();
        print_summary(name, &transfer, &networks, reference);
        print_pruning(name, &population.prunings);
        for page in &population.pages {
            println!(
                "  cell {:>2}: CC {:.3}, CC_norm {:.3}, CC_max {:.3}, receptive fields alike {:.3}",
                page.number,
                page.reliability.correlation,
                page.reliability.normalized.unwrap_or(f64::NAN),
                page.reliability.ceiling.unwrap_or(f64::NAN),
                page.field_similarity,
            );
        }
        let (own, _) = spread(&transfer.correlations.all_own().collect::<Vec<_>>());
        assert!((0.70..=0.85).contains(&own), "{name}: own {own}");
        let (others, _) = spread(&transfer.correlations.all_others().collect::<Vec<_>>());
        assert!(others < own - 0.15, "{name}: others {others}");
        assert!(
            transfer.correlations.num_own_best() >= 8,
            "{name}: {} of 10",
            transfer.correlations.num_own_best()
        );
        for pruning in &population.prunings {
            assert!(pruning.only_effective > pruning.full - 0.1, "{name}: {pruning:?}");
        }
        let is_worse = |pruned: &&Pruning| spread(&pruned.random).0 < pruned.only_effective - 0.05;
        let num_worse = population.prunings.iter().filter(is_worse).count();
        println!("{name}: random filters worse than effective ones for {num_worse} of 10 cells");
        assert!(num_worse >= 9, "{name}: {num_worse} of 10");
    }
}

fn print_pruning(name: &str, prunings: &[Pruning]) {
    println!(
        "{name}: pruning; cell  effective  all  effective only  random, as many  of the others"
    );
    for (number, pruning) in (1..).zip(prunings) {
        println!(
            "  {number:>2}  {:>2}  {:.3}  {:.3}  {}  {}",
            pruning.effective.len(),
            pruning.full,
            pruning.only_effective,
            words(&pruning.random),
            words(&pruning.non_effective),
        );
    }
    println!(
        "  reference: .90 -> .90 effective only; random .4 to .7, or .08 +- .25 where few are effective"
    );
}

#[test]
fn slow_few_effective_filters_make_random_pruning_fatal() {
    if !is_slow() {
        return;
    }
    let draft = Draft { l1: 1e-3, num_cells: 4, ..recipe(DenseSign::NonNegative) };
    let prunings = Population::train(&draft).prunings;
    print_pruning("nn, lambda 1e-3", &prunings);
    println!("  reference: .875 -> .875 against .08 +- .25");
    for pruning in &prunings {
        let (random, _) = spread(&pruning.random);
        assert!(pruning.only_effective > pruning.full - 0.1, "{pruning:?}");
        assert!(random < pruning.only_effective - 0.2, "{pruning:?}");
    }
}

#[test]
fn slow_version_two_predicts_its_own_cell_better_and_transfers_worse() {
    if !is_slow() {
        return;
    }
    let draft = Draft { version: Version::Second, ..recipe(DenseSign::Signed) };
    let population = Population::train(&draft);
    let before: Vec<_> = population
        .networks
        .iter()
        .map(|trained| trained.first.as_deref().expect("it began as Version I"))
        .collect();
    let after: Vec<_> = population.networks.iter().collect();
    let one = Transfer::new(&population.config, &population.cells, &before);
    let two = Transfer::new(&population.config, &population.cells, &after);
    print_summary("Version I", &one, &before, "own .776 (.63 to .91), others .408 +- .18, 8 of 10");
    print_matrix(&two);
    print_summary(
        "Version II",
        &two,
        &after,
        "own .854 (.73 to .92), others .326 +- .17, 10 of 10",
    );
    let (one, two) = (one.correlations, two.correlations);
    let mean = |values: Vec<f64>| spread(&values).0;
    assert!(mean(two.all_own().collect()) > mean(one.all_own().collect()) + 0.02);
    assert!(mean(two.all_others().collect()) < mean(one.all_others().collect()));
    assert!(two.num_own_best() >= 9);
}

/// Which curve of Fig. 6.
#[derive(Clone, Copy, PartialEq)]
enum Curve {
    Samples,
    Noise(NoiseKind),
}

/// One curve of Fig. 6 for each cell of the population.
fn degraded(curve: Curve) -> Vec<Vec<DegradationPoint>> {
    let noise_kind = match curve {
        Curve::Samples => NoiseKind::Images,
        Curve::Noise(kind) => kind,
    };
    let clean = degradation::SAMPLE_SHARES.len() - 1;
    let of_cell = |cell_number| {
        let base = Draft::of(Section::Degradation, CellSource::Recorded);
        let config = Draft { cell_number, noise_kind, ..base }.check().expect("valid");
        let groups = degradation::groups(&config);
        let results: BTreeMap<u32, _> = (0..)
            .zip(&groups)
            .filter(|(number, _)| match curve {
                Curve::Samples => *number <= clean,
                Curve::Noise(_) => *number >= clean,
            })
            .map(|(number, group)| {
                let (dataset, trained) = network(group.config.draft());
                (number as u32, (CellSummary::from(&*dataset), trained))
            })
            .collect();
        let found =
            Degradation::new(|group| results.get(&group).map(|(cell, trained)| (cell, trained)));
        if curve == Curve::Samples { found.samples } else { found.noise }
    };
    (1..=10).map(of_cell).collect()
}

/// Prints each place of a curve over all cells beside the reference; returns the means.
fn print_curve(name: &str, curves: &[Vec<DegradationPoint>], reference: &[&str]) -> Vec<f64> {
    println!("{name}: mean +- STD of 10 cells, each cell; reference, two cells");
    let places = reference.iter().enumerate();
    places
        .map(|(place, reference)| {
            let share = 100.0 * curves[0][place].share;
            let found: Vec<_> = curves.iter().map(|points| points[place].correlation).collect();
            let each: String = found.iter().map(|value| format!(" {value:>5.2}")).collect();
            let spikes: u32 = curves.iter().map(|points| points[place].num_spikes).sum();
            println!(
                "  {share:>3.0} %  {}  {each}  {:>5} spikes  {reference}",
                words(&found),
                spikes / 10
            );
            spread(&found).0
        })
        .collect()
}

/// Prints for how many cells the first place of a curve is better than the second.
fn print_larger(curves: &[Vec<DegradationPoint>], first: usize, second: usize) -> usize {
    let is_larger =
        |points: &&Vec<DegradationPoint>| points[first].correlation > points[second].correlation;
    let number = curves.iter().filter(is_larger).count();
    let [first, second] = [first, second].map(|place| 100.0 * curves[0][place].share);
    println!("  {first:.0} % better than {second:.0} %: {number} of 10 cells");
    number
}

#[test]
fn slow_less_data_predicts_worse() {
    if !is_slow() {
        return;
    }
    let curves = degraded(Curve::Samples);
    let reference = [".51 | .36", ".64 | .37", ".73 | .63", ".89 | .85", ".91 | .83"];
    let means = print_curve("share of the frames", &curves, &reference);
    assert!(means.is_sorted(), "{means:?}");
    for (more, less) in [(4, 1), (3, 1), (2, 0)] {
        let number = print_larger(&curves, more, less);
        assert!(number >= 8, "{number} of 10 cells");
    }
}

#[test]
fn slow_more_noise_predicts_worse() {
    if !is_slow() {
        return;
    }
    let curves = degraded(Curve::Noise(NoiseKind::Images));
    let reference = ["", "", ".85 | .70", ".83 | .64", ".71 | .59", ".43 | .33", "about 0"];
    let means = print_curve("share of noise images", &curves, &reference);
    // Up to a third of noise images changes nothing that ten cells could tell: .780, .777, .781.
    assert!((means[0] - means[2]).abs() < 0.02, "{means:?}");
    assert!(means[2..].is_sorted_by(|less, more| less > more), "{means:?}");
    for (less, more) in [(0, 4), (4, 5), (5, 6)] {
        let number = print_larger(&curves, less, more);
        assert!(number >= 8, "{number} of 10 cells");
    }
    assert!(means[6].abs() < 0.1, "{} from noise alone", means[6]);
}

#[test]
fn slow_shuffled_checkers_predict_worse_and_worse() {
    if !is_slow() {
        return;
    }
    let curves = degraded(Curve::Noise(NoiseKind::Checkers));
    let means = print_curve("share of shuffled checkers", &curves, &["none"; 7]);
    assert!(means.is_sorted_by(|less, more| less > more), "{means:?}");
}
