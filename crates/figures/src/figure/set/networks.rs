//! All networks of an experiment as numbers, a row for each.

use crate::figure::{Data, Datum};
use ganglion_core::{
    analysis::{num_effective, recovery},
    cell::subunit_filters,
    config::{CellSource, Config, Section},
    experiment::{Group, Results, groups, kept},
    t,
    training::Trained,
};

/// A row for each network that is trained, those that were not kept too: seeds, groups and restarts are told apart.
pub fn networks_data(config: &Config, results: &Results) -> Data {
    let groups = groups(config);
    // No test frame may choose among recipes.
    let has_test = config.experiment() != Section::Settings;
    let rows = results.trained.iter().filter_map(|(task, network)| {
        let group = groups.get(task.group as usize)?;
        let chosen = kept(&results.trained, task.group, task.network.num_filters);
        let is_kept = chosen.is_some_and(|chosen| chosen.id == network.id);
        let ceiling = results.cells.get(&task.group).and_then(|cell| cell.ceiling);
        let mut row = vec![Datum::number(task.group as usize)];
        row.extend(of_group(group, network));
        row.extend([
            Datum::Count(u64::from(network.id.num_filters)),
            Datum::number(network.id.restart as usize),
            Datum::yes(is_kept),
        ]);
        row.extend(of_filters(&group.config, network));
        let of_test = |value: Option<f64>| Datum::share(value.filter(|_| has_test));
        row.extend([
            of_test(Some(network.correlation)),
            of_test(network.rate_correlation),
            of_test(ceiling),
            Datum::Number(network.validation_loss, 4),
            Datum::Number(network.penalized_loss, 4),
            Datum::text(network.parameters.checksum()),
        ]);
        Some(row)
    });
    Data { columns: heads().map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn heads() -> [&'static str; 21] {
    [
        t!("Group"),
        t!("Seed"),
        t!("Cell"),
        t!("Layers"),
        t!("Training frames"),
        t!("Training frames used (%)"),
        t!("Noise (%)"),
        t!("Learning rate"),
        "L1",
        t!("Filters"),
        t!("Restart"),
        t!("Kept"),
        t!("Effective filters"),
        t!("Worst similarity"),
        t!("Mean similarity"),
        t!("Correlation"),
        t!("Correlation with the rate"),
        t!("Noise ceiling"),
        t!("Validation loss (nats/frame)"),
        t!("Loss with penalty (nats/frame)"),
        t!("Checksum"),
    ]
}

/// What the networks of a group learn from and how, as far as groups differ in it.
fn of_group(group: &Group, network: &Trained) -> [Datum; 8] {
    let draft = group.config.draft();
    let cell = match group.config.source() {
        CellSource::Model => Datum::Missing,
        CellSource::Recorded => Datum::Count(u64::from(group.config.cell_number())),
        CellSource::File => Datum::Count(u64::from(draft.recorded_cell)),
    };
    [
        Datum::Count(u64::from(draft.seed)),
        cell,
        Datum::Count(u64::from(draft.layers)),
        Datum::Count(u64::from(draft.frames)),
        Datum::Number(100.0 * f64::from(draft.sample_share), 0),
        Datum::Number(100.0 * f64::from(draft.noise_share), 0),
        Datum::setting(draft.learning_rate),
        Datum::setting(group.config.l1(network.id.num_filters)),
    ]
}

/// What its filters are; how like the subunits only where these are no secret.
fn of_filters(config: &Config, network: &Trained) -> [Datum; 3] {
    let effective = Datum::Count(u64::from(num_effective(&network.parameters)));
    if config.source() != CellSource::Model || config.is_sealed() || network.has_diverged() {
        return [effective, Datum::Missing, Datum::Missing];
    }
    let found = recovery(&subunit_filters(config), &network.parameters);
    [effective, Datum::Share(found.worst), Datum::Share(found.mean)]
}
