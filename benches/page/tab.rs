//! How fast the tab trains the networks that other builds are compared by, here and in the site of another build, in turns.

use serde_json::Value;

use crate::{OTHER, VIEW, number, page::Page, sections::run};

/// What is measured of a report.
#[derive(Clone, Copy)]
enum Measured {
    /// Millions of samples a second, of the whole run.
    Speed,
    Seconds,
}

/// What is measured: name, link. Small networks are so many, and learn so long, that what a run takes before its first step hardly counts.
const RUNS: [(&str, &str, Measured); 4] = [
    ("tab_n4_msamples_per_sec", "#1.nmin=4&nmax=4&restarts=24&epochs=60", Measured::Speed),
    ("tab_n16_msamples_per_sec", "#1.nmin=16&nmax=16&restarts=24&epochs=32", Measured::Speed),
    ("tab_population_msamples_per_sec", "#1.view=recorded", Measured::Speed),
    ("tab_transfer_secs", "#1.view=transfer&source=recorded", Measured::Seconds),
];

/// The best number of each in so many rounds, of this site and of the other one if there is one.
pub(crate) async fn measure(num_rounds: usize, other: Option<String>) -> Vec<(String, f64)> {
    let own = (String::new(), VIEW.site.url());
    let other = other.map(|url| (OTHER.to_owned(), url));
    let sites: Vec<_> = [own].into_iter().chain(other).collect();
    let mut best: Vec<(String, f64)> = Vec::new();
    for (name, link, measured) in RUNS {
        let mut found = vec![Vec::new(); sites.len()];
        for round in 1..=num_rounds {
            for ((prefix, url), found) in sites.iter().zip(&mut found) {
                // A browser of its own: it has kept no network.
                let page = Page::open(VIEW, url.clone()).await;
                let number = measured.of(&run(&page, link).await);
                page.close().await;
                println!("{prefix}{name}, round {round} of {num_rounds}: {number:.3}");
                found.push(number);
            }
        }
        for ((prefix, _), found) in sites.iter().zip(found) {
            best.extend(
                found
                    .into_iter()
                    .reduce(measured.better())
                    .map(|best| (format!("{prefix}{name}"), best)),
            );
        }
    }
    best
}

impl Measured {
    fn of(self, report: &Value) -> f64 {
        assert_eq!(report["num_workers"], 1, "{report}");
        match self {
            Self::Speed => number(&report["samples_per_sec"]) / 1e6,
            Self::Seconds => number(&report["seconds"]),
        }
    }

    fn better(self) -> fn(f64, f64) -> f64 {
        match self {
            Self::Speed => f64::max,
            Self::Seconds => f64::min,
        }
    }
}
