//! Small experiments of every section beside Emergence, shared with the journeys.

/// Link, networks in the report, kind of findings, names of the figures.
pub(crate) const SMALL: [(&str, usize, Option<&str>, &[&str]); 9] = [
    (
        "#1.view=saturation&frames=3000&test=1000&epochs=1&nmax=2&seeds=1&restarts=2",
        6,
        None,
        &["saturation"],
    ),
    (
        "#1.view=spacetime&frames=3000&test=1000&epochs=1&restarts=1&epochs2=1",
        1,
        None,
        &["space-time"],
    ),
    (
        "#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10",
        1,
        Some("recorded"),
        &["responses", "filters", "receptive-field", "pruning"],
    ),
    (
        "#1.view=stability&frames=8000&steps=20&nmin=4&nmax=4&repeats=10&restarts=2",
        5,
        Some("stability"),
        &["stability", "similarities"],
    ),
    (
        "#1.view=settings&frames=4000&steps=20&nmin=4&nmax=4&repeats=10&recipes=4",
        4,
        Some("settings"),
        &["recipes"],
    ),
    (
        "#1.view=data&frames=20000&batch=16&steps=20&nmin=2&nmax=2&repeats=10",
        11,
        None,
        &["sample-size", "noise"],
    ),
    (
        "#1.view=transfer&cells=2&frames=4000&steps=20&nmin=4&nmax=4&repeats=10",
        2,
        Some("transfer"),
        &["transfer", "traces", "scatter", "pruning"],
    ),
    (
        "#1.view=methods&frames=5000&test=1000&epochs=1&restarts=1&consensus=3",
        1,
        Some("methods"),
        &["methods", "agreement", "nonlinearity", "consensus"],
    ),
    (
        "#1.view=images&cells=3&frames=4000&steps=20&nmin=4&nmax=4&repeats=10&pictures=20",
        3,
        Some("natural"),
        &["pictures", "sequence", "controls"],
    ),
];
