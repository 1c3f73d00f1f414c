//! `cargo xtask bench tab`: how fast the tab trains, by itself or in turns with the site of another commit.
//!
//! What an older page looks like nobody here knows, but what it says of its state, and its report, have stayed what they are.

use std::{
    collections::BTreeMap,
    net::TcpStream,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::{
    against::xtask_in,
    drivers::{Program, free_port},
    process::{Outcome, say},
};

/// Its name among the parts of the benchmark.
pub const PART: &str = "tab";

/// What begins the name of each number of the other site.
const OTHER: &str = "other_";

/// How often is looked whether a site is there.
const LOOK: Duration = Duration::from_millis(500);

/// Has another commit build its page, and returns the folder of its site.
///
/// Its task runner builds the page before it serves it, and the GPU worker meanwhile: as soon as it serves, it has done what is needed
/// here, and is ended.
pub fn site_of(tree: &Path) -> Outcome<PathBuf> {
    let port = free_port()?;
    say(format!("building the site of {} (minutes the first time)", tree.display()));
    let mut command = xtask_in(tree);
    command.args(["serve", "--port", &port.to_string()]);
    let mut server = Program::start(&mut command)?;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(status) = server.ended() {
            return Err(format!("that commit builds no site here ({status})"));
        }
        thread::sleep(LOOK);
    }
    Ok(tree.join("dist"))
}

/// The numbers of this site, and those of the other one by the same names.
pub fn split(numbers: BTreeMap<String, f64>) -> (BTreeMap<String, f64>, BTreeMap<String, f64>) {
    let (other, own): (BTreeMap<_, _>, _) =
        numbers.into_iter().partition(|(key, _)| key.starts_with(OTHER));
    let other = other.into_iter().map(|(key, number)| (key[OTHER.len()..].to_owned(), number));
    (own, other.collect())
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn numbers_of_the_other_site_have_the_names_of_ours() {
        let numbers = [("other_tab_n4", 1.0), ("tab_n4", 2.0)];
        let (own, other) = split(numbers.map(|(key, number)| (key.to_owned(), number)).into());
        assert_eq!((own.get("tab_n4"), other.get("tab_n4")), (Some(&2.0), Some(&1.0)));
        assert_eq!((own.len(), other.len()), (1, 1));
    }
}
