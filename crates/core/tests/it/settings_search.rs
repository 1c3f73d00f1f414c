//! Recipes that are tried, and the one that is proposed.

use ganglion_core::{
    config::{CellSource, Draft, Kind, PARAMETERS, Section, Value, parameter},
    experiment::{
        Group, cost, recording_cost,
        settings_search::{EQUAL_SHARE, SettingsSearch, groups},
    },
    link,
    pool::Pool,
    rng::{Random, Stream},
    training::Trained,
};

use crate::fixtures::{network, recorded};

fn draft() -> Draft {
    Draft::of(Section::Settings, CellSource::Recorded)
}

fn groups_of(draft: &Draft) -> Vec<Group> {
    groups(&draft.check().expect("valid"))
}

/// A value anywhere in its range, at its ends more often than not.
fn any_value(kind: Kind, random: &mut Random) -> Option<Value> {
    let (choice, unit) = (random.below(4), random.uniform());
    Some(match kind {
        Kind::Integer { min, max } => Value::Integer(match choice {
            0 => min,
            1 => max,
            2 => min + 1,
            _ => min + ((max - min) as f32 * unit) as u32,
        }),
        Kind::Real { min, max, .. } => Value::Real(match choice {
            0 => min,
            1 => max,
            _ => (min + (max - min) * unit * unit * unit).clamp(min, max),
        }),
        Kind::Menu(_) | Kind::Switch | Kind::Placements { .. } | Kind::Text { .. } => return None,
    })
}

#[test]
fn recipes_of_any_settings_are_bounded_different_and_in_their_ranges() {
    let mut random = Random::new(3, Stream::Live, 0);
    let mut sizes = Vec::new();
    for case in 0..600 {
        let source = [CellSource::Recorded, CellSource::File][case % 2];
        let mut draft = Draft::of(Section::Settings, source);
        for key in ["lr", "l1", "l1few", "nmin", "nmax", "steps", "epochs", "recipes", "restarts"] {
            let row = parameter(key).expect("a row");
            if random.uniform() < 0.6
                && let Some(value) = any_value(row.kind, &mut random)
            {
                (row.set)(&mut draft, value);
            }
        }
        let draft = draft.settle().config.draft().clone();
        let groups = groups_of(&draft);
        assert!((1..=20).contains(&groups.len()) && groups.len() <= draft.num_recipes as usize);
        sizes.push(groups.len());
        for (at, group) in groups.iter().enumerate() {
            let recipe = group.config.draft();
            assert!(PARAMETERS.iter().all(|row| row.admits(&(row.get)(recipe))));
            assert_eq!(recipe.section, Section::Recorded);
            assert!(groups[..at].iter().all(|other| other != group), "{case}: twice the same");
            let text = link::encode(recipe);
            assert_eq!(link::decode(&text).draft, *recipe, "{text}");
            // Data are the same for all: only the recipe is compared.
            assert_eq!(group.config.data_source(), groups[0].config.data_source());
        }
    }
    assert!(sizes.contains(&20), "{sizes:?}");
}

#[test]
fn the_first_recipe_is_the_current_one() {
    let draft = draft();
    let groups = groups_of(&draft);
    assert_eq!(groups.len(), 12);
    let recorded = Draft::of(Section::Recorded, CellSource::Recorded);
    assert_eq!(*groups[0].config.draft(), recorded);
}

/// Networks whose losses are made up, and whose other scores are as they come.
fn search(draft: &Draft, loss: impl Fn(usize) -> f64, salt: u32) -> SettingsSearch {
    let small = Draft { first_filters: 4, last_filters: 4, steps: 2, batch: 200, ..recorded() };
    let (_, trained) = network(&small);
    let mut random = Random::new(salt, Stream::Live, 0);
    let networks: Vec<Trained> = (0..groups_of(draft).len())
        .map(|at| Trained {
            validation_loss: loss(at),
            penalized_loss: f64::from(random.uniform()),
            correlation: f64::from(random.uniform()),
            rate_correlation: Some(f64::from(random.uniform())),
            ..trained.clone()
        })
        .collect();
    SettingsSearch::new(&draft.check().expect("valid"), |group| networks.get(group as usize))
}

#[test]
fn validation_alone_proposes_whatever_the_test_frames_say() {
    let draft = draft();
    for best in [0, 3, 7, 11] {
        let loss = |at: usize| if at == best { 0.19 } else { 0.2 + 1e-3 * at as f64 };
        let found: Vec<_> = (0..4).map(|salt| search(&draft, loss, salt)).collect();
        assert!(found.iter().all(|other| *other == found[0]), "test frames changed something");
        assert_eq!(found[0].proposed, Some(best as u32));
        let expected = link::encode(groups_of(&draft)[best].config.draft());
        assert_eq!(found[0].link.as_deref(), Some(expected.as_str()));
    }
}

#[test]
fn of_equal_recipes_the_simplest_is_proposed() {
    let draft = Draft { first_filters: 8, last_filters: 8, num_recipes: 20, ..draft() };
    let groups = groups_of(&draft);
    let filters = |at: u32| groups[at as usize].config.draft().last_filters;
    let steps = |at: u32| groups[at as usize].config.num_steps();
    let all_equal = search(&draft, |_| 0.2, 1).proposed.expect("all are trained");
    assert_eq!(filters(all_equal), 4);
    let shortest = groups.iter().filter(|group| group.config.draft().last_filters == 4);
    assert_eq!(Some(steps(all_equal)), shortest.map(|group| group.config.num_steps()).min());
    // Just within a thousandth, and just outside.
    let within = |by: f64| {
        let loss = |at: usize| if filters(at as u32) == 4 { 0.2 * (1.0 + by) } else { 0.2 };
        search(&draft, loss, 1).proposed.expect("all are trained")
    };
    assert_eq!(filters(within(0.9 * EQUAL_SHARE)), 4);
    assert_eq!(filters(within(1.1 * EQUAL_SHARE)), 8);
}

#[test]
fn what_diverged_is_listed_and_not_proposed() {
    let draft = Draft { num_recipes: 5, ..draft() };
    for lost in [f64::INFINITY, f64::NAN] {
        let found = search(&draft, |at| if at < 2 { lost } else { 0.3 - 0.01 * at as f64 }, 1);
        let losses: Vec<_> = found.recipes.iter().map(|recipe| recipe.validation_loss).collect();
        assert_eq!(losses[..2], [None, None]);
        assert!(losses[2..].iter().all(Option::is_some), "{losses:?}");
        assert_eq!((found.num_diverged(), found.proposed), (2, Some(4)));
        let none = search(&draft, |_| lost, 1);
        assert_eq!((none.num_diverged(), none.proposed, none.link), (5, None, None));
    }
}

#[test]
fn nothing_is_proposed_before_all_recipes_are_trained() {
    let draft = Draft { num_recipes: 5, ..draft() };
    let whole = search(&draft, |at| 0.2 + at as f64, 1);
    assert!(whole.proposed.is_some() && whole.link.is_some());
    let none = SettingsSearch::new(&draft.check().expect("valid"), |_| None);
    assert_eq!((none.recipes.len(), none.num_recipes, none.proposed), (0, 5, None));
}

#[test]
fn what_is_left_to_do_counts_a_data_set_once_for_each_worker_that_makes_it() {
    let config = draft().check().expect("valid");
    let groups = groups(&config);
    let pool = Pool::new(2);
    let training: f64 = groups.iter().map(|group| cost(&group.config, group.networks[0])).sum();
    let recording = recording_cost(&groups[0].config);
    let near = |value: f64, expected: f64| (value / expected - 1.0).abs() < 1e-9;
    assert!(near(pool.cost_left(&config, 1), training + recording));
    assert!(near(pool.cost_left(&config, 3), training / 3.0 + recording));
    let many = groups.len() as f64;
    assert!(near(pool.cost_left(&config, 99), training / many + recording));
    // Ten cells have ten data sets, each made once.
    let population = Draft::of(Section::Transfer, CellSource::Recorded).check().expect("valid");
    let one = &ganglion_core::experiment::groups(&population)[0];
    let each = cost(&one.config, one.networks[0]) + recording_cost(&one.config);
    assert!(near(pool.cost_left(&population, 5), 2.0 * each));
}
