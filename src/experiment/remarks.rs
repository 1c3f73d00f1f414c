//! What is remarkable about the experiments beside Emergence: sentences with the numbers of this run.

use std::collections::BTreeMap;

use crate::{
    analysis::Pruning,
    config::{CellSource, Config, NoiseKind, Section},
    experiment::{
        CellSummary, Computed, MethodsResult, Note, TaskId,
        degradation::{Degradation, DegradationPoint},
        groups, kept, saturation,
        transfer::Transfer,
    },
    statistics::mean,
    training::Trained,
    units::share,
};

type Cells = BTreeMap<u32, CellSummary>;
type Networks = BTreeMap<TaskId, Trained>;

/// Gain in correlation over noise ceiling that is worth a remark.
const GAIN: f64 = 0.01;
/// Correlation of a prediction that is the same in all frames, rounding aside.
const CONSTANT: f64 = 1e-6;
/// Correlation under which a pruned network predicts about nothing.
const NOTHING: f64 = 0.1;

/// Remarks about a finished experiment: where it departs from the paper, and what to know of how it
/// was made. Those about Emergence are [`notes`](crate::experiment::notes).
pub fn remarks(
    config: &Config,
    cells: &Cells,
    trained: &Networks,
    computed: Option<&Computed>,
) -> Vec<Note> {
    let all = match config.experiment() {
        Section::Cell | Section::Emergence => Vec::new(),
        Section::Saturation => vec![depth(config, cells, trained), silent(config, trained)],
        Section::Spacetime => vec![version_two(config, trained)],
        Section::Degradation => vec![noise(config, cells, trained), Some(spoiled(config))],
        Section::Recorded | Section::Transfer | Section::Methods | Section::Natural => {
            let of_networks = version_two(config, trained);
            let found = computed.map_or_else(Vec::new, of_computed);
            core::iter::once(of_networks).chain(found).collect()
        }
    };
    all.into_iter().flatten().collect()
}

fn of_computed(found: &Computed) -> Vec<Option<Note>> {
    match found {
        Computed::Recorded(_, pruned) => vec![random(core::slice::from_ref(pruned))],
        Computed::Transfer(found) => {
            vec![worst(&found.first), random(&found.prunings), Some(movie())]
        }
        Computed::Methods(found) => vec![Some(told(found))],
        Computed::Natural(found) => vec![Some(Note { paper: None, here: found.conclusion() })],
    }
}

/// Deeper networks gain from more filters.
fn depth(config: &Config, cells: &Cells, trained: &Networks) -> Option<Note> {
    let groups = groups(config);
    let rise = |num_layers: usize| {
        // A single filter has but one path, and some of these networks never learn.
        let counts = saturation::filter_counts(config).filter(|count| *count > 1);
        let course: Vec<(u32, f64)> = counts
            .filter_map(|count| {
                let networks = saturation::networks_kept(&groups, trained, num_layers, count);
                let of_ceiling = networks.filter_map(|(group, network)| {
                    Some(network.correlation / cells.get(&group)?.ceiling)
                });
                Some((count, mean(of_ceiling)?))
            })
            .collect();
        let (few, least) = *course.first()?;
        let (many, most) = course.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let words = format!(
            "with {num_layers} layers it rises from {} of the noise ceiling with {few} filters to {} with {many}",
            share(least),
            share(most)
        );
        (most - least > GAIN).then_some(words)
    };
    let rises: Vec<_> = (2..=config.num_layers()).filter_map(rise).collect();
    (!rises.is_empty()).then(|| Note {
        paper: Some(
            "with two or more layers the performance does not depend on the number of filters",
        ),
        here: format!(
            "{}: deeper networks explain the threshold, which one layer cannot.",
            rises.join(", ")
        ),
    })
}

/// Networks that never learned.
fn silent(config: &Config, trained: &Networks) -> Option<Note> {
    let groups = groups(config);
    let depths = 1..=config.num_layers();
    let all: Vec<_> = depths
        .flat_map(|layers| saturation::filter_counts(config).map(move |count| (layers, count)))
        .flat_map(|(layers, count)| {
            saturation::networks_kept(&groups, trained, layers, count).collect::<Vec<_>>()
        })
        .collect();
    let is_silent = |network: &Trained| network.correlation.abs() < CONSTANT;
    let num_silent = all.iter().filter(|(_, network)| is_silent(network)).count();
    (num_silent > 0).then(|| Note {
        paper: None,
        here: format!(
            "{num_silent} of {} networks learned nothing: their few paths went silent on every frame, and nothing is learned through a silent rectifier. They count in the means, with a correlation of 0.",
            all.len()
        ),
    })
}

/// The network that learned the temporal filters too, against the one that it began with.
fn version_two(config: &Config, trained: &Networks) -> Option<Note> {
    let most = *config.filter_counts().end();
    let networks = (0..groups(config).len() as u32).filter_map(|group| kept(trained, group, most));
    let both = networks
        .filter_map(|network| Some([network.first.as_ref()?.correlation, network.correlation]));
    let both: Vec<_> = both.collect();
    let [one, two] = [0, 1].map(|version| mean(both.iter().map(|pair| pair[version])));
    let (one, two) = (one?, two?);
    let (compared, why) = match (config.source(), two > one) {
        (CellSource::Model, false) => (
            "no better",
            ": all subunits of the model cell share one temporal filter, which Version I is given, so that twenty times more weights have nothing more to find",
        ),
        (CellSource::Recorded, true) => (
            "better",
            ": each subunit of these cells has its own course of time, which one filter for all cannot give",
        ),
        (CellSource::Model, true) => ("better", ""),
        (CellSource::Recorded, false) => ("no better", ""),
    };
    Some(Note {
        paper: None,
        here: format!(
            "Version II predicts {compared} than Version I, with which it began, {two:.3} against {one:.3}{why}."
        ),
    })
}

/// Few frames against many frames of which as few are clean.
fn noise(config: &Config, cells: &Cells, trained: &Networks) -> Option<Note> {
    let most = *config.filter_counts().end();
    let found = Degradation::new(|group| Some((cells.get(&group)?, kept(trained, group, most)?)));
    let at = |points: &[DegradationPoint], share: f32| {
        let same = points.iter().find(|point| (point.share - share).abs() < 1e-6);
        same.map(|point| point.correlation)
    };
    let (few, noisy) = (at(&found.samples, 0.3)?, at(&found.noise, 0.7)?);
    (config.noise_kind() == NoiseKind::Images).then(|| Note {
        paper: Some("noise does more harm than missing data: among 70 % noise images the correlation is about .4, with 30 % of the data alone about .7"),
        here: format!(
            "it is {} among 70 % noise images and {} with 30 % of the frames alone.",
            share(noisy),
            share(few)
        ),
    })
}

/// What is spoiled and what is not.
fn spoiled(config: &Config) -> Note {
    let what = match config.noise_kind() {
        NoiseKind::Images => "Noise replaces",
        NoiseKind::Checkers => "Checkers are shuffled in",
    };
    Note {
        paper: None,
        here: format!(
            "{what} the frames that a network learns from, after the temporal filter. That filter comes from all frames, clean, and validation and test frames stay clean too. Fewer frames are spread evenly over the recording, and seen as often as all are."
        ),
    }
}

/// The network of the cell that is predicted worst.
fn worst(transfer: &Transfer) -> Option<Note> {
    let own: Vec<f64> = transfer.correlations.all_own().collect();
    let index = (0..own.len()).reduce(|a, b| if own[b] < own[a] { b } else { a })?;
    let others: Vec<f64> =
        transfer.correlations.of_network(index).filter(|other| other.is_finite()).collect();
    let num_better = others.iter().filter(|other| **other > own[index]).count();
    let (number, num_others) = (transfer.numbers[index], others.len());
    let (own, others) = (own[index], mean(others)?);
    let verdict = if others > own { "it does" } else { "it does not" };
    Some(Note {
        paper: Some(
            "even the network of the cell that is predicted worst does better on other cells",
        ),
        here: format!(
            "{verdict}: the network of cell {number} reaches {} on its own cell and {} on others, on {num_better} of {num_others} more than on its own.",
            share(own),
            share(others)
        ),
    })
}

/// Networks with as many filters drawn at random.
fn random(prunings: &[Pruning]) -> Option<Note> {
    let random = mean(prunings.iter().filter_map(|pruned| mean(pruned.random.iter().copied())))?;
    let effective = mean(prunings.iter().map(|pruned| pruned.only_effective))?;
    let num_effective = mean(prunings.iter().map(|pruned| pruned.effective.len() as f64))?;
    let num_filters = prunings.first()?.num_filters;
    (random > NOTHING).then(|| Note {
        paper: Some("with as many filters drawn at random a network predicts nothing"),
        here: format!(
            "the effective filters alone reach {} and as many drawn at random {}. They fall to about 0 only if few filters are effective; here {num_effective:.0} of {num_filters} are.",
            share(effective),
            share(random)
        ),
    })
}

/// Where the cells of a population differ from those of a recording.
fn movie() -> Note {
    Note {
        paper: None,
        here: "All cells are shown the same movie, where in a recording each lies under another part of a larger one. A network that predicts another cell sees it through that cell's temporal filter.".to_owned(),
    }
}

/// What the factorization could not know.
fn told(found: &MethodsResult) -> Note {
    Note {
        paper: None,
        here: format!(
            "The factorization was told how many subunits this cell has ({}), which nobody knows of a recorded cell; told too few, it finds fewer. The network needs only a number of filters that is large enough.",
            found.subunits.len()
        ),
    }
}
