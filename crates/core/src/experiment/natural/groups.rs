//! Which networks are shown pictures.

use core::iter::once;

use crate::{
    config::{CellSource, Config, Draft, Section, TrainingPart},
    experiment::{Group, transfer},
    network::NetworkId,
};

/// The networks to train: those of a population, with keys of their own, or that of the model cell. Each cell of a recording has three:
/// one that learns from all frames, and one for each half of them.
pub fn groups(config: &Config) -> Vec<Group> {
    match config.source() {
        CellSource::Recorded => transfer::groups(config),
        CellSource::Model => vec![Group::whole(config)],
        CellSource::File => {
            numbers(config).into_iter().flat_map(|number| of_cell(config, number)).collect()
        }
    }
}

/// How many networks each cell has.
pub(super) fn networks_of_cell(config: &Config) -> usize {
    if config.source() == CellSource::File { 3 } else { 1 }
}

/// Numbers of the cells of a recording: the chosen one, then the others from the first on.
fn numbers(config: &Config) -> Vec<u32> {
    let chosen = config.cell_number();
    let others = (1..).filter(|number| *number != chosen);
    once(chosen).chain(others).take(config.num_cells() as usize).collect()
}

fn of_cell(config: &Config, number: u32) -> [Group; 3] {
    let chosen = config.cell_number();
    let cell = |draft: &mut Draft| {
        (draft.recorded_cell, draft.part) = (number, TrainingPart::Whole);
        // What was said of one cell's place is not true of another's.
        if number != chosen {
            (draft.crop_row, draft.crop_column) = (0, 0);
        }
    };
    let num_filters = *config.filter_counts().end();
    let half = |restart: u32, part: TrainingPart| {
        let group = Group::of(config, |draft| {
            cell(draft);
            (draft.section, draft.part) = (Section::Recorded, part);
            draft.restarts = restart + 1;
            (draft.first_filters, draft.last_filters) = (num_filters, num_filters);
        });
        Group { networks: vec![NetworkId { num_filters, restart }], ..group }
    };
    // From first weights of their own, as in Stability.
    [Group::of(config, cell), half(0, TrainingPart::First), half(1, TrainingPart::Second)]
}
