//! Recipes by their loss on the validation frames, and the one that is proposed.

use crate::figure::{
    Data, Datum, Drawing, Figure, Theme,
    drawing::axes::{Area, Axis, Panel},
    drawing::lines::{Mark, draw_mark},
    drawing::{TextFormat, text_size},
    words::{grouped, listed},
};
use ganglion_core::{
    experiment::settings_search::{RecipeScore, SettingsSearch},
    statistics::sort_few,
    t, tn,
};

/// A row for each recipe that is trained, the lowest loss first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecipesFigure {
    /// What is shown.
    pub search: SettingsSearch,
}

/// Width under which names stand above their points, pixels.
const NARROW: f64 = 560.0;

impl RecipesFigure {
    /// Positions of the recipes, by rising loss; those that diverged come last.
    fn order(&self) -> Vec<usize> {
        let loss = |at: usize| self.search.recipes[at].validation_loss.unwrap_or(f64::INFINITY);
        let mut order: Vec<usize> = (0..self.search.recipes.len()).collect();
        sort_few(&mut order, |a, b| loss(*a) < loss(*b));
        order
    }

    fn have_all_diverged(&self) -> bool {
        let num = self.search.num_diverged();
        num > 0 && num == self.search.num_recipes as usize
    }

    fn is_proposed(&self, at: usize) -> bool {
        self.search.proposed == Some(at as u32)
    }

    /// What of a recipe is not as it is set now.
    fn name(&self, recipe: &RecipeScore) -> String {
        let Some(now) = self.search.recipes.first().filter(|first| first.group == 0) else {
            return words_of(recipe);
        };
        let mut changes = Vec::new();
        if recipe.learning_rate.to_bits() != now.learning_rate.to_bits() {
            changes.push(t!("learning rate {value}", value = recipe.learning_rate));
        }
        if recipe.l1.to_bits() != now.l1.to_bits() {
            changes.push(t!("L1 {value}", value = recipe.l1));
        }
        if recipe.num_filters != now.num_filters {
            changes.push(t!("{count} filters", count = recipe.num_filters));
        }
        if recipe.num_steps != now.num_steps {
            changes.push(length_of(recipe));
        }
        if changes.is_empty() { t!("current settings").to_owned() } else { listed(&changes) }
    }

    fn row_height(width: f64, text: f64) -> f64 {
        if width < NARROW { 3.0 * text } else { 1.9 * text }
    }

    fn draw_row(&self, drawing: &mut Drawing, panel: &Panel, at: usize, (top, height): (f64, f64)) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let recipe = &self.search.recipes[at];
        let is_proposed = self.is_proposed(at);
        let is_narrow = drawing.size().0 < NARROW;
        let middle = top + if is_narrow { height - 0.9 * text } else { 0.5 * height };
        let ends = [(panel.left, middle), (panel.left + panel.width, middle)];
        drawing.line(ends, palette.hairline, 0.75 * palette.stroke);
        if let Some(limit) = self.search.limit().filter(|_| is_narrow) {
            let (x, half) = (panel.at(limit, 0.0).0, 0.5 * text);
            let ends = [(x, middle - half), (x, middle + half)];
            drawing.line(ends, palette.ink, palette.stroke);
        }
        self.draw_loss(drawing, panel, (at, middle));
        let format =
            TextFormat::start(text, if is_proposed { palette.accent } else { palette.ink });
        let format = if is_proposed { format.bold() } else { format };
        let name = self.name(recipe);
        let name = if is_proposed { t!("proposed: {name}", name = name) } else { name };
        if is_narrow {
            drawing.text(&name, (0.0, top + 0.9 * text), format);
        } else {
            drawing.text(&name, (panel.left - text, middle), format.end());
        }
    }
}

impl RecipesFigure {
    /// The mark of a recipe at a height, or that it has none.
    fn draw_loss(&self, drawing: &mut Drawing, panel: &Panel, (at, middle): (usize, f64)) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let Some(loss) = self.search.recipes[at].validation_loss else {
            let format = TextFormat::start(0.9 * text, palette.muted);
            drawing.text(t!("diverged"), (panel.left + 4.0, middle), format);
            return;
        };
        let (mark, color) = if self.is_proposed(at) {
            (Mark::Disc, palette.accent)
        } else {
            (Mark::Ring, palette.muted)
        };
        draw_mark(drawing, (panel.at(loss, 0.0).0, middle), mark, color);
    }
}

/// A recipe by all of its values.
fn words_of(recipe: &RecipeScore) -> String {
    t!(
        "learning rate {rate}, L1 {penalty}, {filters} filters, {length}",
        rate = recipe.learning_rate,
        penalty = recipe.l1,
        filters = recipe.num_filters,
        length = length_of(recipe)
    )
}

/// How long a recipe trains.
fn length_of(recipe: &RecipeScore) -> String {
    match recipe.num_epochs {
        Some(epochs) => t!("{count} epochs", count = epochs),
        None => t!("{count} steps", count = grouped(u64::from(recipe.num_steps))),
    }
}

/// A loss in words.
fn loss(value: Option<f64>) -> String {
    value.map_or_else(|| t!("diverged").to_owned(), |value| format!("{value:.4}"))
}

impl Figure for RecipesFigure {
    fn title(&self) -> String {
        match self.search.proposal() {
            Some(recipe) if recipe.group == 0 => t!("No other recipe is worth a change").to_owned(),
            Some(recipe) => t!("Proposed: {changes}", changes = self.name(recipe)),
            None if self.have_all_diverged() => t!("All recipes diverged").to_owned(),
            None => t!("Which settings predict best?").to_owned(),
        }
    }

    fn summary(&self) -> String {
        let (found, all) = (self.search.recipes.len(), self.search.num_recipes);
        let Some(recipe) = self.search.proposal() else {
            return if self.have_all_diverged() {
                t!("The loss of every recipe is no longer a finite number: lower the learning rate, and look again.").to_owned()
            } else if found == 0 {
                t!("No recipe is trained yet.").to_owned()
            } else {
                t!("{found} of {all} recipes are trained.", found = found, all = all)
            };
        };
        let current = self.search.recipes[0].validation_loss;
        let compared = t!(
            "Of {all} recipes, compared on the validation frames alone, the lowest loss is {lowest} nats a frame, that of the current settings {current}; proposed is {recipe} with {loss}, the simplest within a thousandth of the lowest: the fewest filters, then the shortest training.",
            all = all,
            lowest = loss(self.search.lowest()),
            current = loss(current),
            recipe = words_of(recipe),
            loss = loss(recipe.validation_loss)
        );
        let num = self.search.num_diverged();
        if num == 0 {
            return compared;
        }
        let diverged = tn!(
            num,
            "{n} recipe diverged and has no loss.",
            "{n} recipes diverged and have no loss."
        );
        format!("{compared} {diverged}")
    }

    fn is_empty(&self) -> bool {
        self.search.recipes.is_empty()
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Learning rate"),
            "L1",
            t!("Filters"),
            t!("Steps"),
            t!("Validation loss (nats/frame)"),
            t!("Effective filters"),
            t!("Proposed"),
        ];
        let row = |at: usize| {
            let recipe = &self.search.recipes[at];
            let diverged = || Datum::text(t!("diverged"));
            [
                Datum::setting(recipe.learning_rate),
                Datum::setting(recipe.l1),
                Datum::Count(u64::from(recipe.num_filters)),
                Datum::Count(u64::from(recipe.num_steps)),
                recipe.validation_loss.map_or_else(diverged, |loss| Datum::Number(loss, 5)),
                Datum::Count(u64::from(recipe.num_effective)),
                Datum::text(if self.is_proposed(at) { t!("yes") } else { "" }),
            ]
        };
        Data::new(heads, self.order().into_iter().map(row)).unless_empty()
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let (text, count) = (text_size(theme), self.search.num_recipes.max(1));
        f64::from(count) * Self::row_height(width, text) + 7.0 * text
    }

    fn proposal(&self) -> Option<String> {
        self.search.link.clone()
    }

    fn paint(&self, drawing: &mut Drawing) {
        let (text, palette, width) = (drawing.text_size(), drawing.palette, drawing.size().0);
        let losses = self.search.recipes.iter().filter_map(|recipe| recipe.validation_loss);
        let ticks = if width < NARROW { 3 } else { 5 };
        let x = Axis::around(losses, t!("validation loss (nats/frame)"), ticks);
        let y = Axis::with_step(0.0, 1.0, 2.0, "");
        let mut panel = Area::of(drawing).panel(text, 1, x, y);
        let names = if width < NARROW { 1.8 * text } else { (0.42 * width).min(26.0 * text) };
        panel.width += panel.left - names;
        panel.left = names;
        panel.y.ticks.clear();
        panel.draw_axes(drawing);
        if let Some(limit) = self.search.limit() {
            let [from, to] = [0.0, 1.0].map(|y| panel.at(limit, y));
            // Names stand above their points where it is narrow, and no line goes through them.
            if width >= NARROW {
                drawing.dashes(to, from, palette.ink, palette.stroke);
            }
            let words = t!("within a thousandth of the lowest");
            let format = TextFormat::start(0.9 * text, palette.muted).bottom();
            drawing.text(words, (to.0 + 4.0, to.1 - 2.0), format);
        }
        let row = Self::row_height(width, text);
        for (place, at) in self.order().into_iter().enumerate() {
            let top = panel.top + place as f64 * row;
            self.draw_row(drawing, &panel, at, (top, row));
        }
    }
}
