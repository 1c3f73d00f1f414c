//! What is remarkable about the experiments beside Emergence: sentences with the numbers of this run.

use crate::{
    analysis::Pruning,
    config::{CellSource, Config, NoiseKind, Section},
    experiment::{
        Cells, Computed, MethodsResult, Networks, Remark,
        degradation::{Degradation, DegradationPoint},
        groups, kept,
        natural::Setting,
        saturation,
        stability::{FilterStability, Stability},
        transfer::Transfer,
    },
    statistics::mean,
    t, tn,
    training::Trained,
    units::share,
    words::grouped,
};

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
) -> Vec<Remark> {
    let all = match config.experiment() {
        Section::Cell | Section::Emergence => Vec::new(),
        Section::Saturation => vec![depth(config, cells, trained), silent(config, trained)],
        Section::Spacetime => vec![version_two(config, trained)],
        Section::Degradation => vec![noise(config, cells, trained), Some(spoiled(config))],
        // What two versions reach on test frames is nobody's business while settings are looked for.
        Section::Settings => computed.map_or_else(Vec::new, |found| of_computed(config, found)),
        Section::Recorded
        | Section::Stability
        | Section::Transfer
        | Section::Methods
        | Section::Natural => {
            let of_networks = version_two(config, trained);
            let found = computed.map_or_else(Vec::new, |found| of_computed(config, found));
            core::iter::once(of_networks).chain(found).collect()
        }
    };
    let of_all = [unknown_rate(cells), picture_scale(config, cells)];
    all.into_iter().chain(of_all).flatten().collect()
}

/// How large pictures are for the cells of a recording.
fn picture_scale(config: &Config, cells: &Cells) -> Option<Remark> {
    if config.experiment() != Section::Natural || config.source() != CellSource::File {
        return None;
    }
    let cell = cells.values().next()?;
    if cell.pictures.is_some() {
        let here = t!(
            "The recording has pictures of its own: they are shown as its checkers see them, and what this section says of scenes, and how many there are, does not matter."
        );
        return Some(Remark { paper: None, here: here.to_owned() });
    }
    let um = cell.checker_um;
    let pixels = Setting::new(config).with_checkers(um).checker;
    let here = match um {
        Some(um) => t!(
            "A checker of the recording is {um} \u{b5}m on the retina and covers {pixels} pixels of a picture, {pixel} \u{b5}m each: as large as pictures are for recorded-like cells, whose checkers are 30 \u{b5}m.",
            um = um,
            pixels = pixels,
            pixel = format_args!("{:.1}", um / pixels)
        ),
        None => t!(
            "The recording does not say how large its checkers are on the retina. They are taken to be 30 \u{b5}m, as in the paper's recordings, and cover {pixels} pixels of a picture.",
            pixels = pixels
        ),
    };
    Some(Remark { paper: None, here })
}

/// Nobody knows how many frames were shown in a second.
fn unknown_rate(cells: &Cells) -> Option<Remark> {
    let here = t!(
        "The recording does not say how many frames were shown in a second: times and rates are given as if it were 30. Open it with its refresh rate to have them right."
    );
    let is_unknown = cells.values().any(|cell| !cell.frame_rate.is_known());
    is_unknown.then(|| Remark { paper: None, here: here.to_owned() })
}

fn of_computed(config: &Config, found: &Computed) -> Vec<Option<Remark>> {
    match found {
        Computed::Recorded(_, pruned) => vec![random(core::slice::from_ref(pruned))],
        Computed::Settings(_) => vec![Some(validated(config))],
        Computed::Stability(found) => vec![Some(controlled(found)), drifted(found)],
        Computed::Transfer(found) => {
            vec![worst(&found.first), random(&found.prunings), Some(movie())]
        }
        Computed::Methods(found) => vec![agreed(found).or_else(|| told(found))],
        Computed::Natural(found) => vec![Some(Remark { paper: None, here: found.conclusion() })],
    }
}

/// Deeper networks gain from more filters.
fn depth(config: &Config, cells: &Cells, trained: &Networks) -> Option<Remark> {
    let groups = groups(config);
    let rise = |num_layers: usize| {
        // A single filter has but one path, and some of these networks never learn.
        let counts = saturation::filter_counts(config).filter(|count| *count > 1);
        let course: Vec<(u32, f64)> = counts
            .filter_map(|count| {
                let networks = saturation::networks_kept(&groups, trained, num_layers, count);
                let of_ceiling = networks.filter_map(|(group, network)| {
                    Some(network.correlation / cells.get(&group)?.ceiling?)
                });
                Some((count, mean(of_ceiling)?))
            })
            .collect();
        let (few, least) = *course.first()?;
        let (many, most) = course.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let words = t!(
            "with {layers} layers it rises from {least} of the noise ceiling with {few} filters to {most} with {many}",
            layers = num_layers,
            least = share(least),
            few = few,
            most = share(most),
            many = many
        );
        (most - least > GAIN).then_some(words)
    };
    let rises: Vec<_> = (2..=config.num_layers()).filter_map(rise).collect();
    (!rises.is_empty()).then(|| Remark {
        paper: Some(
            t!("with two or more layers the performance does not depend on the number of filters")
                .to_owned(),
        ),
        here: t!(
            "{rises}: deeper networks explain the threshold, which one layer cannot.",
            rises = rises.join(t!(", "))
        ),
    })
}

/// Networks that never learned.
fn silent(config: &Config, trained: &Networks) -> Option<Remark> {
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
    (num_silent > 0).then(|| Remark {
        paper: None,
        here: t!(
            "{silent} of {all} networks learned nothing: their few paths went silent on every frame, and nothing is learned through a silent rectifier. They count in the means, with a correlation of 0.",
            silent = num_silent,
            all = all.len()
        ),
    })
}

/// The network that learned the temporal filters too, against the one that it began with.
fn version_two(config: &Config, trained: &Networks) -> Option<Remark> {
    let most = *config.filter_counts().end();
    let networks = (0..groups(config).len() as u32).filter_map(|group| kept(trained, group, most));
    let both = networks
        .filter_map(|network| Some([network.first.as_ref()?.correlation, network.correlation]));
    let both: Vec<_> = both.collect();
    let [one, two] = [0, 1].map(|version| mean(both.iter().map(|pair| pair[version])));
    let (one, two) = (one?, two?);
    let is_better = two > one;
    let (one, two) = (format!("{one:.3}"), format!("{two:.3}"));
    let here = match (config.source(), is_better) {
        (CellSource::Model, false) => t!(
            "Version II predicts no better than Version I, with which it began, {two} against {one}: all subunits of the model cell share one temporal filter, which Version I is given, so that twenty times more weights have nothing more to find.",
            two = two,
            one = one
        ),
        (CellSource::Recorded, true) => t!(
            "Version II predicts better than Version I, with which it began, {two} against {one}: each subunit of these cells has its own course of time, which one filter for all cannot give.",
            two = two,
            one = one
        ),
        (CellSource::Model | CellSource::File, true) => t!(
            "Version II predicts better than Version I, with which it began, {two} against {one}.",
            two = two,
            one = one
        ),
        (CellSource::Recorded | CellSource::File, false) => t!(
            "Version II predicts no better than Version I, with which it began, {two} against {one}.",
            two = two,
            one = one
        ),
    };
    Some(Remark { paper: None, here })
}

/// Few frames against many frames of which as few are clean.
fn noise(config: &Config, cells: &Cells, trained: &Networks) -> Option<Remark> {
    let most = *config.filter_counts().end();
    let found = Degradation::new(|group| Some((cells.get(&group)?, kept(trained, group, most)?)));
    let at = |points: &[DegradationPoint], share: f32| {
        let same = points.iter().find(|point| (point.share - share).abs() < 1e-6);
        same.map(|point| point.correlation)
    };
    let (few, noisy) = (at(&found.samples, 0.3)?, at(&found.noise, 0.7)?);
    (config.noise_kind() == NoiseKind::Images).then(|| Remark {
        paper: Some(t!("noise does more harm than missing data: among 70 % noise images the correlation is about .4, with 30 % of the data alone about .7").to_owned()),
        here: t!(
            "it is {noisy} among 70 % noise images and {few} with 30 % of the frames alone.",
            noisy = share(noisy),
            few = share(few)
        ),
    })
}

/// What is spoiled and what is not.
fn spoiled(config: &Config) -> Remark {
    let what = match config.noise_kind() {
        NoiseKind::Images => {
            t!("Noise replaces the frames that a network learns from, after the temporal filter.")
        }
        NoiseKind::Checkers => t!(
            "Checkers are shuffled in the frames that a network learns from, after the temporal filter."
        ),
    };
    Remark {
        paper: None,
        here: t!(
            "{what} That filter comes from all frames, clean, and validation and test frames stay clean too. Fewer frames are spread evenly over the recording, and seen as often as all are.",
            what = what
        ),
    }
}

/// By what recipes are compared.
fn validated(config: &Config) -> Remark {
    let frames = config.num_validation_frames();
    Remark {
        paper: None,
        here: tn!(
            frames,
            "{count} validation frame compares the recipes, and no test frame is looked at: their correlation is said once you use the proposed settings, when it can no longer choose. All recipes start from the same seed; differences below a thousandth are chance.",
            "{count} validation frames compare the recipes, and no test frame is looked at: their correlation is said once you use the proposed settings, when it can no longer choose. All recipes start from the same seed; differences below a thousandth are chance.",
            count = grouped(frames as u64)
        ),
    }
}

/// What the control is.
fn controlled(found: &Stability) -> Remark {
    Remark {
        paper: None,
        here: t!(
            "Control: a network that learned the same spikes with unrelated frames, matched in the same way, reaches {unrelated} with its best filter. A filter counts as stable if both of its similarities are above that and above .71, which is half of the energy in common.",
            unrelated = share(found.unrelated)
        ),
    }
}

/// Filters that come out again from other first weights, but not from the other half of the frames.
fn drifted(found: &Stability) -> Option<Remark> {
    let control = found.control;
    let is_lost = |filter: &&FilterStability| {
        filter.across_restarts > control && filter.split_half <= control
    };
    let num_lost = found.filters.iter().filter(is_lost).count();
    (num_lost > 0).then(|| Remark {
        paper: None,
        here: tn!(
            num_lost,
            "{count} filter comes out again from other first weights but is another one in the other half of the frames: half of them are too few for it, or the cell has changed.",
            "{count} filters come out again from other first weights but are others in the other half of the frames: half of them are too few for these, or the cell has changed.",
            count = num_lost
        ),
    })
}

/// The network of the cell that is predicted worst.
fn worst(transfer: &Transfer) -> Option<Remark> {
    let own: Vec<f64> = transfer.correlations.all_own().collect();
    let index = (0..own.len()).reduce(|a, b| if own[b] < own[a] { b } else { a })?;
    let others: Vec<f64> =
        transfer.correlations.of_network(index).filter(|other| other.is_finite()).collect();
    let num_better = others.iter().filter(|other| **other > own[index]).count();
    let (number, num_others) = (transfer.numbers[index], others.len());
    let (own, others) = (own[index], mean(others)?);
    let does = others > own;
    let (own, others) = (share(own), share(others));
    let reached = t!(
        "the network of cell {number} reaches {own} on its own cell and {others} on others, on {better} of {all} more than on its own.",
        number = number,
        own = own,
        others = others,
        better = num_better,
        all = num_others
    );
    Some(Remark {
        paper: Some(
            t!("even the network of the cell that is predicted worst does better on other cells")
                .to_owned(),
        ),
        here: if does {
            t!("it does: {reached}", reached = reached)
        } else {
            t!("it does not: {reached}", reached = reached)
        },
    })
}

/// Networks with as many filters drawn at random.
fn random(prunings: &[Pruning]) -> Option<Remark> {
    let random = mean(prunings.iter().filter_map(|pruned| mean(pruned.random.iter().copied())))?;
    let effective = mean(prunings.iter().map(|pruned| pruned.only_effective))?;
    let num_effective = mean(prunings.iter().map(|pruned| pruned.effective.len() as f64))?;
    let num_filters = prunings.first()?.num_filters;
    (random > NOTHING).then(|| Remark {
        paper: Some(t!("with as many filters drawn at random a network predicts nothing").to_owned()),
        here: t!(
            "the effective filters alone reach {effective} and as many drawn at random {random}. They fall to about 0 only if few filters are effective; here {count} of {all} are.",
            effective = share(effective),
            random = share(random),
            count = format_args!("{num_effective:.0}"),
            all = num_filters
        ),
    })
}

/// Where the cells of a population differ from those of a recording.
fn movie() -> Remark {
    Remark {
        paper: None,
        here: t!("All cells are shown the same movie, where in a recording each lies under another part of a larger one. A network that predicts another cell sees it through that cell's temporal filter.").to_owned(),
    }
}

/// What the factorization was not told, and found.
fn agreed(found: &MethodsResult) -> Option<Remark> {
    let choice = found.consensus.as_ref()?.choice()?;
    let (count, num_subunits) = (choice.count, found.subunits.len());
    let chosen = t!(
        "The factorization was told nothing: where its runs agree best, half of them find {low} to {high} modules, the median is {median}.",
        low = count.low,
        high = count.high,
        median = count.median
    );
    let truth = tn!(
        num_subunits,
        "The cell has {count} subunit.",
        "The cell has {count} subunits.",
        count = num_subunits
    );
    // Of a sealed cell nobody is told.
    let here = if num_subunits > 0 { format!("{chosen} {truth}") } else { chosen };
    Some(Remark { paper: None, here })
}

/// What the factorization could not know.
fn told(found: &MethodsResult) -> Option<Remark> {
    // It was not, of a sealed cell.
    (!found.subunits.is_empty()).then(|| Remark {
        paper: None,
        here: t!(
            "The factorization was told how many subunits this cell has ({subunits}), which nobody knows of a recorded cell; told too few, it finds fewer. The network needs only a number of filters that is large enough.",
            subunits = found.subunits.len()
        ),
    })
}
