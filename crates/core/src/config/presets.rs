//! Named ways to train and named cells: each sets several parameters at once.

use crate::config::{
    CellSource, Choice as _, DenseSign, Draft, Layout, OutputUnit, Schedule, Section,
    SpikeGeneration, TemporalPreset,
};

/// What a preset is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresetKind {
    /// How networks learn.
    Recipe,
    /// Which cell answers.
    Cell,
    /// How much is computed.
    Size,
}

/// A named set of values.
pub struct Preset {
    /// What it is about.
    pub kind: PresetKind,
    /// Whether it is on offer for a draft's section and kind of cell.
    pub suits: fn(&Draft) -> bool,
    /// Short name, used in menus.
    pub name: &'static str,
    /// What it is for, in one line.
    pub meaning: &'static str,
    /// Sets the values; everything else stays.
    pub apply: fn(&mut Draft),
}

impl Preset {
    /// Whether applying it would change nothing.
    pub fn is_in_force(&self, draft: &Draft) -> bool {
        let mut applied = draft.clone();
        (self.apply)(&mut applied);
        applied == *draft
    }
}

/// Puts back every parameter that says how a network is built and trained, but not its size.
fn reset_recipe(draft: &mut Draft) {
    let default = Draft::of(draft.section, draft.source);
    *draft = Draft {
        epochs: default.epochs,
        batch: default.batch,
        learning_rate: default.learning_rate,
        schedule: default.schedule,
        dense: default.dense,
        output: default.output,
        l1: default.l1,
        l1_few: default.l1_few,
        ramp: default.ramp,
        l2: default.l2,
        dense_l2: default.dense_l2,
        activity_l1: default.activity_l1,
        inner_noise: default.inner_noise,
        init_sd: default.init_sd,
        ..draft.clone()
    };
}

/// The recipes and cells on offer.
pub static PRESETS: [Preset; 12] = [
    Preset {
        kind: PresetKind::Recipe,
        suits: is_model,
        name: "Standard",
        meaning: "Non-negative pooling and a growing L1 penalty: the subunits appear.",
        apply: reset_recipe,
    },
    Preset {
        kind: PresetKind::Recipe,
        suits: is_model,
        name: "Plain",
        meaning: "Signed pooling, no penalty: predicts better, shows nothing. See why.",
        apply: |draft| {
            reset_recipe(draft);
            draft.dense = DenseSign::Signed;
            draft.l1 = 0.0;
            draft.l1_few = 0.0;
        },
    },
    Preset {
        kind: PresetKind::Recipe,
        suits: is_model,
        name: "Sigmoid",
        meaning: "An output that can saturate, with cross-entropy: signed pooling works again.",
        apply: |draft| {
            reset_recipe(draft);
            draft.dense = DenseSign::Signed;
            draft.output = OutputUnit::Sigmoid;
            draft.l1 = 5e-4;
            draft.l1_few = 5e-4;
        },
    },
    Preset {
        kind: PresetKind::Recipe,
        suits: is_model,
        name: "As released",
        meaning: "The settings in the authors' code, but the checkpoint is not chosen on test frames.",
        apply: |draft| {
            reset_recipe(draft);
            draft.dense = DenseSign::Signed;
            draft.output = OutputUnit::Parametric;
            draft.batch = 2_000;
            draft.learning_rate = 1e-3;
            draft.schedule = Schedule::Constant;
            draft.l1 = 5.5e-4;
            draft.l1_few = 5.5e-4;
            draft.ramp = 0.0;
            draft.l2 = 1e-3;
            draft.dense_l2 = 1e-3;
            draft.activity_l1 = 1e-3;
            draft.inner_noise = 0.1;
            draft.init_sd = 0.05;
        },
    },
    Preset {
        kind: PresetKind::Cell,
        suits: is_model,
        name: "Deterministic cell",
        meaning: "A spike whenever the drive exceeds the threshold, on a tenth of the frames.",
        apply: |draft| set_cell(draft, SpikeGeneration::Deterministic, 0.1, 1.0),
    },
    Preset {
        kind: PresetKind::Cell,
        suits: is_model,
        name: "Bernoulli cell",
        meaning: "One spike by chance, on 7 % of the frames.",
        apply: |draft| set_cell(draft, SpikeGeneration::Bernoulli, 0.07, 1.0),
    },
    Preset {
        kind: PresetKind::Cell,
        suits: is_model,
        name: "Poisson cell",
        meaning: "Poisson counts of gain 3, 7.2 spikes in a hundred frames.",
        apply: |draft| set_cell(draft, SpikeGeneration::Poisson, 0.072, 3.0),
    },
    Preset {
        kind: PresetKind::Cell,
        suits: is_model,
        name: "Authors' simulation",
        meaning: "Gamma-difference filter, threshold 2.5, gain 2 spikes/s: spikes on 1.2 % of the frames.",
        apply: |draft| {
            set_cell(draft, SpikeGeneration::Bernoulli, 0.012, 2.0 / 30.0);
            draft.temporal = TemporalPreset::Released;
            draft.threshold = 2.5;
        },
    },
    Preset {
        kind: PresetKind::Recipe,
        suits: is_recorded,
        name: "Signed",
        meaning: "Filters may inhibit, as in the paper: some of them turn out to be ON.",
        apply: reset_recipe,
    },
    Preset {
        kind: PresetKind::Recipe,
        suits: is_recorded,
        name: "Non-negative",
        meaning: "Filters only excite: more of them stay effective and lie side by side.",
        apply: |draft| {
            reset_recipe(draft);
            draft.dense = DenseSign::NonNegative;
            draft.learning_rate = 1e-2;
            draft.l1 = 2e-4;
        },
    },
    Preset {
        kind: PresetKind::Size,
        suits: has_sizes,
        name: "Quick",
        meaning: "Small enough to watch: error bars of a few runs.",
        apply: reset_size,
    },
    Preset {
        kind: PresetKind::Size,
        suits: has_sizes,
        name: "Paper size",
        meaning: "As many frames and runs as behind the paper's figure: time for a break.",
        apply: |draft| {
            reset_size(draft);
            if draft.section == Section::Saturation {
                draft.frames = 300_000;
                draft.epochs = 6;
                draft.seeds = 10;
            } else {
                draft.frames = 320_000;
                draft.steps = 3_000;
            }
        },
    },
];

/// What a surprise changes beside the seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surprise {
    /// Where subunits lie: the name of a layout.
    pub layout: &'static str,
    /// Which kind of cell it is.
    pub cell: &'static str,
    /// How networks learn, and what that is for.
    pub recipe: (&'static str, &'static str),
}

/// Another experiment, by a number drawn by chance: another seed, and of a model cell that nobody has placed or sealed another layout, kind of cell
/// and recipe.
pub fn surprise(draft: &Draft, chance: u64) -> (Draft, Option<Surprise>) {
    // Short seeds are easier to say.
    let mut next = Draft { seed: (chance >> 32) as u32 % 1_000_000, ..draft.clone() };
    if !is_model(draft) || draft.is_blind() || draft.layout == Layout::Custom {
        return (next, None);
    }
    let mut rest = chance as u32 as usize;
    let mut one_of = |count: usize| {
        let chosen = rest % count;
        rest /= count;
        chosen
    };
    let mut of_kind = |kind: PresetKind| {
        let presets: Vec<_> =
            PRESETS.iter().filter(|preset| preset.kind == kind && (preset.suits)(draft)).collect();
        let preset = presets[one_of(presets.len())];
        (preset.apply)(&mut next);
        preset
    };
    let (cell, recipe) = (of_kind(PresetKind::Cell), of_kind(PresetKind::Recipe));
    let layouts = Layout::OPTIONS.iter().filter(|(layout, ..)| *layout != Layout::Custom);
    let layouts: Vec<_> = layouts.collect();
    let (layout, _, name) = layouts[one_of(layouts.len())];
    next.layout = *layout;
    let recipe = (recipe.name, recipe.meaning);
    (next, Some(Surprise { layout: name, cell: cell.name, recipe }))
}

fn is_model(draft: &Draft) -> bool {
    draft.source == CellSource::Model
}

fn is_recorded(draft: &Draft) -> bool {
    draft.source == CellSource::Recorded
}

/// Whether the section compares so many networks that their size matters.
fn has_sizes(draft: &Draft) -> bool {
    is_recorded(draft) || draft.section == Section::Saturation
}

fn reset_size(draft: &mut Draft) {
    let default = Draft::of(draft.section, draft.source);
    draft.frames = default.frames;
    draft.epochs = default.epochs;
    draft.steps = default.steps;
    draft.seeds = default.seeds;
}

fn set_cell(draft: &mut Draft, spikes: SpikeGeneration, rate: f32, gain: f32) {
    let default = Draft::default();
    draft.spikes = spikes;
    draft.rate = rate;
    draft.gain = gain;
    draft.temporal = default.temporal;
    draft.threshold = default.threshold;
}
