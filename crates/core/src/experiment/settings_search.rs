//! Settings to train with: a few recipes around the current one, compared by their loss on the validation frames.
//!
//! Each recipe is trained on the training frames. Test frames choose nothing: neither their correlation nor any other number of theirs
//! is looked at here, and the report leaves it out. A recipe whose training diverges is listed and not proposed.

use serde::{Deserialize, Serialize};

use crate::{
    analysis::num_effective,
    config::{Config, Draft, Kind, Section, Value, parameter},
    experiment::Group,
    link,
    training::Trained,
};

/// Losses that differ by this share of the lowest count as equal.
pub const EQUAL_SHARE: f64 = 1e-3;

/// By which powers of two a recipe departs from the current settings: learning rate, L1, filters, and length of the training.
type Factors = [i8; 4];

/// All recipes, the current one first; as many of them are tried as are asked for.
const FACTORS: [Factors; 21] = [
    [0, 0, 0, 0],
    [-1, 0, 0, 0],
    [1, 0, 0, 0],
    [0, -1, 0, 0],
    [0, 1, 0, 0],
    [0, 0, -1, 0],
    [0, 0, 1, 0],
    [0, 0, 0, -1],
    [0, 0, 0, 1],
    [-1, -1, 0, 0],
    [-1, 1, 0, 0],
    [1, -1, 0, 0],
    [1, 1, 0, 0],
    [-1, 0, 0, 1],
    [1, 0, 0, -1],
    [0, -1, -1, 0],
    [0, 1, -1, 0],
    [0, -1, 0, 1],
    [0, 1, 0, 1],
    [1, 0, 0, 1],
    [-1, 0, 0, -1],
];

/// A recipe and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeScore {
    /// Position of its group in [`groups`]; 0 for the current settings.
    pub group: u32,
    /// Step size of Adam.
    pub learning_rate: f32,
    /// L1 penalty on the filters.
    pub l1: f32,
    /// Number of filters.
    pub num_filters: u32,
    /// Steps of the training.
    pub num_steps: u32,
    /// Epochs, where the training is as long as these say.
    pub num_epochs: Option<u32>,
    /// Mean data loss on the validation frames, nats a frame; nothing if the training diverged.
    pub validation_loss: Option<f64>,
    /// Filters that do something; none if the training diverged.
    pub num_effective: u32,
}

/// The recipes that are trained, and the one to take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SettingsSearch {
    /// As far as they are trained, in the order of [`groups`].
    pub recipes: Vec<RecipeScore>,
    /// How many there will be.
    pub num_recipes: u32,
    /// Position of the proposed recipe among them; none before all are trained, or if all diverged.
    pub proposed: Option<u32>,
    /// The experiment of the section Recorded with the proposed recipe, as a fragment.
    pub link: Option<String>,
}

/// A group for each recipe: the experiment of the section Recorded with it.
///
/// Each is the current one with one or two of its values halved or doubled, as far as their ranges go; what comes to the same recipe is
/// there once.
pub fn groups(config: &Config) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for factors in FACTORS {
        let group = Group::of(config, |draft| *draft = recipe(draft, factors));
        if groups.len() < config.num_recipes() && !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// The settings of a recipe.
fn recipe(draft: &Draft, [learning_rate, l1, filters, length]: Factors) -> Draft {
    let num_recipes = Draft::of(Section::Recorded, draft.source).num_recipes;
    let mut recipe = Draft { section: Section::Recorded, num_recipes, ..draft.clone() };
    // Whatever the number of filters, there is one penalty.
    let now = if draft.last_filters <= 4 { draft.l1_few } else { draft.l1 };
    (recipe.l1, recipe.l1_few) = (now, now);
    scale(&mut recipe, "lr", learning_rate);
    scale(&mut recipe, "l1", l1);
    scale(&mut recipe, "nmax", filters);
    scale(&mut recipe, if draft.steps > 0 { "steps" } else { "epochs" }, length);
    (recipe.l1_few, recipe.first_filters) = (recipe.l1, recipe.last_filters);
    recipe
}

/// Halves or doubles a value as often as is said, as far as its range goes.
fn scale(draft: &mut Draft, key: &str, power: i8) {
    let Some(row) = parameter(key).filter(|_| power != 0) else { return };
    let factor = if power > 0 { 2.0 } else { 0.5 };
    let value = match ((row.get)(draft), row.kind) {
        (Value::Integer(now), Kind::Integer { min, max }) => {
            let scaled = (f64::from(now) * f64::from(factor)) as u32;
            Value::Integer(scaled.clamp(min.max(1), max))
        }
        (Value::Real(now), Kind::Real { min, max, .. }) => {
            Value::Real((now * factor).max(min).min(max))
        }
        _ => return,
    };
    (row.set)(draft, value);
}

impl SettingsSearch {
    /// From the networks that are trained: `kept` gives the one that a group of [`groups`] keeps.
    ///
    /// Proposed is the lowest loss on the validation frames; of those that are within a thousandth of it, the recipe with the fewest filters,
    /// then the one with the fewest steps, then the one nearest to the current settings.
    pub fn new<'a>(config: &Config, kept: impl Fn(u32) -> Option<&'a Trained>) -> Self {
        let groups = groups(config);
        let recipes: Vec<RecipeScore> = (0..)
            .zip(&groups)
            .filter_map(|(number, group)| Some(score(number, &group.config, kept(number)?)))
            .collect();
        let proposed = if recipes.len() == groups.len() { proposal(&recipes) } else { None };
        let link = proposed.map(|at| link::encode(groups[at as usize].config.draft()));
        Self { recipes, num_recipes: groups.len() as u32, proposed, link }
    }

    /// Recipes whose training diverged.
    pub fn num_diverged(&self) -> usize {
        self.recipes.iter().filter(|recipe| recipe.validation_loss.is_none()).count()
    }

    /// The lowest loss on the validation frames so far.
    pub fn lowest(&self) -> Option<f64> {
        lowest(&self.recipes)
    }

    /// The loss up to which recipes count as equal to that.
    pub fn limit(&self) -> Option<f64> {
        self.lowest().map(limit)
    }

    /// The proposed recipe.
    pub fn proposal(&self) -> Option<&RecipeScore> {
        self.recipes.get(self.proposed? as usize)
    }
}

fn score(group: u32, config: &Config, network: &Trained) -> RecipeScore {
    let num_filters = *config.filter_counts().end();
    RecipeScore {
        group,
        learning_rate: config.learning_rate(),
        l1: config.l1(num_filters),
        num_filters,
        num_steps: config.num_steps(),
        num_epochs: (config.draft().steps == 0).then_some(config.draft().epochs),
        validation_loss: (!network.has_diverged()).then_some(network.validation_loss),
        num_effective: if network.has_diverged() { 0 } else { num_effective(&network.parameters) },
    }
}

fn lowest(recipes: &[RecipeScore]) -> Option<f64> {
    recipes.iter().filter_map(|recipe| recipe.validation_loss).reduce(f64::min)
}

fn limit(lowest: f64) -> f64 {
    lowest + EQUAL_SHARE * lowest.abs()
}

fn proposal(recipes: &[RecipeScore]) -> Option<u32> {
    let limit = limit(lowest(recipes)?);
    let is_equal = |recipe: &RecipeScore| recipe.validation_loss.is_some_and(|loss| loss <= limit);
    let equal = (0..).zip(recipes).filter(|(_, recipe)| is_equal(recipe));
    let simplest = equal.min_by_key(|(at, recipe)| (recipe.num_filters, recipe.num_steps, *at));
    simplest.map(|(at, _)| at)
}
