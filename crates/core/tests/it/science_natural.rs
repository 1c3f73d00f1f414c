//! The claims about pictures, beside those of an independent simulation (the reference). Slow: only with
//! `SLOW_TESTS=1`.

#![expect(clippy::print_stdout, reason = "the tables are what these tests are run for")]

use std::{env, sync::OnceLock};

use ganglion_core::{
    config::{
        CellSource, Choice as _, Draft, Mistake, Normalization, Presentation, Scene, Section,
    },
    experiment::{
        CellSummary,
        natural::{Comparison, MeanScores, NaturalImages, Setting, Subject},
        transfer,
    },
};

use crate::fixtures::network;

fn is_slow() -> bool {
    env::var_os("SLOW_TESTS").is_some()
}

/// Ten cells with networks that have only seen white noise.
fn population() -> &'static [Subject] {
    static POPULATION: OnceLock<Vec<Subject>> = OnceLock::new();
    POPULATION.get_or_init(|| {
        let draft = Draft::of(Section::Transfer, CellSource::Recorded);
        let groups = transfer::groups(&draft.check().expect("valid"));
        let subject = |group: &ganglion_core::experiment::Group| {
            let (dataset, trained) = network(group.config.draft());
            Subject::new(&group.config, &CellSummary::from(&*dataset), &trained)
        };
        groups.iter().map(subject).collect()
    })
}

fn shown(setting: Setting) -> NaturalImages {
    let pictures = setting.pictures();
    NaturalImages::new(setting, population(), pictures)
}

/// The setting of the reference: space alone. It does not say how large a checker is on a picture; with the
/// default of 6 pixels all of its numbers are met at once.
fn standing(scene: Scene) -> Setting {
    Setting { scene, presentation: Presentation::Standing, ..Setting::default() }
}

/// Of the own networks with the answers, which are known here.
fn own(means: &MeanScores) -> f64 {
    means.own.expect("simulated cells")
}

fn row(name: &str, comparison: &Comparison, reference: &str) {
    let means = comparison.means();
    println!(
        "{name:<38} own {:.3}  others {:.3}  STA {:.3}  LN {:.3}  luminance {:>6.3}  own best {:>2}  rate x{:.2}  | {reference}",
        own(&means),
        means.others.expect("ten cells"),
        means.rectified,
        means.linear_nonlinear,
        means.luminance,
        comparison.num_own_best(),
        means.rate_factor,
    );
}

#[test]
fn slow_networks_predict_pictures_as_the_reference_does() {
    if !is_slow() {
        return;
    }
    let references = [
        (Scene::DeadLeaves, Some([0.952, 0.876, 0.893])),
        (Scene::Noise, Some([0.965, 0.884, 0.910])),
        (Scene::Landscape, None),
    ];
    println!("pictures that stand, 10 cells x 300 patches; rate x1.8 at SD .5, x3.2 at SD 1 there");
    for (scene, reference) in references {
        let half = shown(standing(scene));
        let unit = shown(Setting { normalization: Normalization::Unit, ..standing(scene) });
        let comparisons = [&half.kept, &unit.kept, &half.removed];
        for (at, (comparison, (_, _, words))) in
            comparisons.into_iter().zip(Normalization::OPTIONS).enumerate()
        {
            let own = own(&comparison.means());
            let wanted = reference.map(|reference| reference[at]);
            let text = wanted.map_or_else(|| "none".to_owned(), |own| format!("own {own:.3}"));
            row(&format!("{scene:?}, {words}"), comparison, &text);
            assert!(wanted.is_none_or(|wanted| (own - wanted).abs() < 0.03), "{scene:?}: {own}");
        }
    }
}

#[test]
fn slow_with_the_patch_mean_removed_the_own_network_is_the_best() {
    if !is_slow() {
        return;
    }
    println!("controls; the reference used photographs");
    for presentation in [Presentation::Standing, Presentation::Flashed] {
        for scene in [Scene::DeadLeaves, Scene::Noise, Scene::Landscape] {
            let found = shown(Setting { presentation, ..standing(scene) });
            let name = |kind| format!("{presentation:?} {scene:?}, mean {kind}");
            row(&name("kept"), &found.kept, "own .967, others .958, luminance .949");
            let reference = "own .912, others .720, STA .825, luminance -.12, own best 10";
            row(&name("removed"), &found.removed, reference);
            println!("  {}", found.conclusion());
            let means = found.removed.means();
            if scene != Scene::Landscape {
                assert!(own(&means) > means.others.expect("ten cells") + 0.05, "{scene:?}");
            }
            // The reference used space alone. Dead leaves are its stand-in for photographs; the mean of
            // a patch of 1/f noise says more about its middle.
            if (presentation, scene) == (Presentation::Standing, Scene::DeadLeaves) {
                assert!(found.removed.num_own_best() >= 9, "{scene:?}");
                assert!(means.luminance < 0.1, "{scene:?}: {}", means.luminance);
            }
        }
    }
}

#[test]
fn slow_every_mistake_lowers_the_score() {
    if !is_slow() {
        return;
    }
    let references = [0.18, 0.38, 0.55, -0.21, 0.03];
    for presentation in [Presentation::Standing, Presentation::Flashed] {
        for scene in [Scene::DeadLeaves, Scene::Landscape] {
            let setting = Setting { presentation, ..standing(scene) };
            let right = shown(setting.clone()).kept.means();
            println!(
                "{presentation:?} {scene:?}: right {:.3}, rate x{:.2}",
                own(&right),
                right.rate_factor
            );
            for ((mistake, _, words), reference) in Mistake::OPTIONS[1..].iter().zip(references) {
                let mistake = *mistake;
                let wrong = shown(Setting { mistake, ..setting.clone() }).kept.means();
                println!(
                    "  {words:<40} {:>6.3} | {reference:>5.2}   rate x{:.2}",
                    own(&wrong),
                    wrong.rate_factor
                );
                assert!(own(&wrong) < own(&right) - 0.01, "{words}: {}", own(&wrong));
            }
        }
    }
}

#[test]
fn slow_pictures_that_drive_none_to_three_cells_exist() {
    if !is_slow() {
        return;
    }
    println!("share of pictures that drive 0, 1, 2 and 3 of cells 1, 2 and 3, flashed");
    for scene in [Scene::DeadLeaves, Scene::Noise, Scene::Landscape] {
        let examples = shown(Setting { scene, ..Setting::default() }).examples;
        let shares = [0, 1, 2, 3].map(|count| examples.share(count));
        println!("{scene:?}: {shares:.3?}, offered {:?}", examples.offered);
        assert!(shares.iter().all(|share| *share > 0.0), "{scene:?}");
    }
}
