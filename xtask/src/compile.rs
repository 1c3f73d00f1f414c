//! Compiling the wasm files that index.html names, before Trunk does: on all processors, and while the tools are built.
//!
//! Trunk calls cargo once for each file, and those calls wait for each other: most of the time one processor works. Here the
//! files that share their crate, profile and features are compiled by one call. What Trunk then asks for is as it wants it.

use std::{fs, process::Command, thread};

use crate::{
    places::Places,
    process::{Outcome, cargo, joined, run},
    tools::WASM,
};

/// What every call of cargo for the site has in its environment.
pub type Environment = Vec<(&'static str, String)>;

/// Programs that one call of cargo compiles.
#[derive(Debug, PartialEq, Eq)]
struct Group<'a> {
    manifest: &'a str,
    profile: &'a str,
    features: &'a str,
    programs: Vec<&'a str>,
}

/// Compiles all that index.html names.
pub fn compile_page(places: &Places, environment: &Environment) -> Outcome {
    let html = read_page(places)?;
    let groups = groups(&html)?;
    thread::scope(|scope| {
        let calls: Vec<_> = groups
            .iter()
            .map(|group| scope.spawn(|| run(&mut call(places, group, environment))))
            .collect();
        calls.into_iter().try_for_each(joined)
    })
}

/// The programs that index.html names.
pub fn programs(places: &Places) -> Outcome<Vec<String>> {
    let html = read_page(places)?;
    let programs = groups(&html)?.into_iter().flat_map(|group| group.programs);
    Ok(programs.map(str::to_owned).collect())
}

fn read_page(places: &Places) -> Outcome<String> {
    let file = places.root.join("index.html");
    fs::read_to_string(&file).map_err(|err| format!("cannot read {}: {err}", file.display()))
}

fn call(places: &Places, group: &Group<'_>, environment: &Environment) -> Command {
    let mut command = Command::new(cargo());
    command.current_dir(&places.root).envs(environment.iter().cloned());
    command.args(["build", "--manifest-path", group.manifest]);
    command.args(["--target", WASM, "--profile", group.profile]);
    command.args(["--no-default-features", "--features", group.features]);
    command.args(group.programs.iter().flat_map(|program| ["--bin", program]));
    command
}

/// The programs of a page by crate, profile and features, in the order of the page.
fn groups(html: &str) -> Outcome<Vec<Group<'_>>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let links = html.split("<link").skip(1).filter_map(|rest| rest.split('>').next());
    for link in links.filter(|link| attribute(link, "rel") == Some("rust")) {
        let program =
            attribute(link, "data-bin").ok_or("a link to Rust in index.html has no data-bin")?;
        let manifest = attribute(link, "href").ok_or("a link to Rust in index.html has no href")?;
        let profile = attribute(link, "data-cargo-profile").unwrap_or("release");
        let features = attribute(link, "data-cargo-features").unwrap_or_default();
        let wanted = (manifest, profile, features);
        let same =
            |group: &&mut Group<'_>| (group.manifest, group.profile, group.features) == wanted;
        match groups.iter_mut().find(same) {
            Some(group) => group.programs.push(program),
            None => groups.push(Group { manifest, profile, features, programs: vec![program] }),
        }
    }
    Ok(groups)
}

/// The value of an attribute of a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::{Group, groups};

    #[test]
    fn files_of_one_crate_and_profile_and_the_same_features_are_compiled_together() {
        let html = r#"
            <link data-trunk rel="css" href="www/style.css" />
            <!-- The page; "what starts it". -->
            <link data-trunk rel="rust" href="Cargo.toml" data-bin="page" data-cargo-profile="page" data-cargo-features="ui" />
            <link data-trunk rel="rust" href="workers/Cargo.toml" data-bin="worker" />
            <link data-trunk rel="rust" href="figures/Cargo.toml" data-bin="figures" data-cargo-profile="page" />
            <link data-trunk rel="rust" href="Cargo.toml" data-bin="cell" data-cargo-profile="page" data-cargo-features="ui" />"#;
        let group = |manifest, profile, features, programs: &[&'static str]| Group {
            manifest,
            profile,
            features,
            programs: programs.to_vec(),
        };
        let expected = [
            group("Cargo.toml", "page", "ui", &["page", "cell"]),
            group("workers/Cargo.toml", "release", "", &["worker"]),
            group("figures/Cargo.toml", "page", "", &["figures"]),
        ];
        assert_eq!(groups(html), Ok(expected.into()));
    }

    #[test]
    fn the_page_itself_can_be_read() {
        let found = groups(include_str!("../../index.html")).expect("each link names its program");
        let programs: Vec<_> = found.iter().flat_map(|group| &group.programs).copied().collect();
        assert!(programs.contains(&"page") && programs.contains(&"worker"), "{programs:?}");
        assert!(groups(r#"<link rel="x" /><link data-x rel="rust" />"#).is_err());
    }
}
