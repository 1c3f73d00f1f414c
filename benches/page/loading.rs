//! A first visit over a slow line: when the first filters are there, what has come until then, and what has come twice when the site is kept.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    VIEW, number,
    page::Page,
    served::{FileRequest, Host, Served, Wire},
    setting,
};

/// What a host of each kind is called in the names of numbers.
const HOSTS: [(Host, &str); 2] = [(Host::Plain, "plain"), (Host::Compressing, "gzip")];

/// How long a whole visit may take, until the site is kept.
const LONG: Duration = Duration::from_mins(3);

/// The browser asks for it itself, for the tab and for the list of programs.
const ICON: &str = "icon.svg";

/// The best of so many rounds, of this site and of that in another folder if there is one, whose numbers have a prefix.
pub(crate) async fn measure(
    num_rounds: usize,
    other: Option<(&str, String)>,
) -> Vec<(String, f64)> {
    let own = ("", setting("GANGLION_SITE"));
    let sites: Vec<_> = [own].into_iter().chain(other).collect();
    let mut best = BTreeMap::<String, f64>::new();
    for round in 1..=num_rounds {
        for (host, kind) in HOSTS {
            for (prefix, folder) in &sites {
                for (what, number) in visit(Path::new(folder), host).await {
                    let name = format!("{prefix}loading_{kind}_{what}");
                    println!("{name}, round {round} of {num_rounds}: {number:.2}");
                    let known = best.entry(name).or_insert(number);
                    *known = known.min(number);
                }
            }
        }
    }
    best.into_iter().collect()
}

/// One visit with a browser of its own.
async fn visit(folder: &Path, host: Host) -> [(&'static str, f64); 4] {
    let served = Served::start_by(folder.to_owned(), Wire::Slow, host);
    let page = Page::open(VIEW, served.url()).await;
    page.go("").await;
    page.wait_until("window.firstFilters", LONG).await;
    let first_secs = number(&page.script("return window.firstFilters").await) / 1e3;
    page.wait_for_state(&["finished"], LONG).await;
    page.wait_until("navigator.serviceWorker.controller", LONG).await;
    page.close().await;
    let files = served.asked();
    let first = files[0].at + Duration::from_secs_f64(first_secs);
    let kilobytes = |until: Option<Instant>| {
        files.iter().map(|file| file.num_bytes(until)).sum::<usize>() as f64 / 1e3
    };
    [
        ("first_filters_secs", first_secs),
        ("first_kilobytes", kilobytes(Some(first))),
        ("whole_kilobytes", kilobytes(None)),
        ("repeated_files", num_repeated(&files) as f64),
    ]
}

/// How many files were asked for that had been asked for before, in whatever form.
fn num_repeated(files: &[FileRequest]) -> usize {
    let mut known = BTreeMap::new();
    for file in files.iter().filter(|file| file.name != ICON) {
        *known.entry(file.name.trim_end_matches(".gz")).or_insert(0) += 1;
    }
    known.values().map(|count| count - 1).sum()
}
