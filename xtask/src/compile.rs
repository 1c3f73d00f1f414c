//! Compiling the wasm files that index.html names, before Trunk does: on all processors, and while the tools are built.
//!
//! Trunk calls cargo once for each file, and those calls wait for each other: most of the time one processor works. Here the
//! files that share their profile are compiled by one call. What Trunk then asks for is as it wants it, as long as the crates of
//! one profile have the same features of what they both depend on.

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
    profile: &'a str,
    programs: Vec<Program<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Program<'a> {
    name: &'a str,
    manifest: &'a str,
    /// Of its crate, with commas.
    features: &'a str,
}

/// The programs of index.html with the profile of each.
#[cfg(test)]
pub fn programs_of(html: &str) -> Vec<(String, String)> {
    let groups = groups(html).expect("each link names its program");
    let of_group = |group: &Group<'_>| {
        let name = |program: &Program<'_>| (program.name.to_owned(), group.profile.to_owned());
        group.programs.iter().map(name).collect::<Vec<_>>()
    };
    groups.iter().flat_map(of_group).collect()
}

/// Compiles all that index.html names.
pub fn compile_page(places: &Places, environment: &Environment) -> Outcome {
    let html = read_page(places)?;
    let groups = groups(&html)?;
    thread::scope(|scope| {
        let calls: Vec<_> = groups
            .iter()
            .map(|group| scope.spawn(|| run(&mut call(places, group, environment)?)))
            .collect();
        calls.into_iter().try_for_each(joined)
    })
}

/// The programs that index.html names.
pub fn programs(places: &Places) -> Outcome<Vec<String>> {
    let html = read_page(places)?;
    let programs = groups(&html)?.into_iter().flat_map(|group| group.programs);
    Ok(programs.map(|program| program.name.to_owned()).collect())
}

fn read_page(places: &Places) -> Outcome<String> {
    let file = places.root.join("index.html");
    fs::read_to_string(&file).map_err(|err| format!("cannot read {}: {err}", file.display()))
}

fn call(places: &Places, group: &Group<'_>, environment: &Environment) -> Outcome<Command> {
    let mut command = Command::new(cargo());
    command.current_dir(&places.root).envs(environment.iter().cloned());
    command.args(["build", "--target", WASM, "--profile", group.profile, "--no-default-features"]);
    for program in &group.programs {
        let package = package(places, program.manifest)?;
        command.args(["--package", &package, "--bin", program.name]);
        for feature in program.features.split(',').filter(|feature| !feature.is_empty()) {
            command.args(["--features", &format!("{package}/{feature}")]);
        }
    }
    Ok(command)
}

/// The name of the crate of a manifest.
fn package(places: &Places, manifest: &str) -> Outcome<String> {
    let file = places.root.join(manifest);
    let text = fs::read_to_string(&file)
        .map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    package_name(&text).ok_or_else(|| format!("{} has no name of a package", file.display()))
}

fn package_name(manifest: &str) -> Option<String> {
    let (_, package) = manifest.split_once("[package]")?;
    let name = package.lines().find_map(|line| line.strip_prefix("name = "))?;
    Some(name.trim_matches('"').to_owned())
}

/// The programs of a page by profile, in the order of the page.
fn groups(html: &str) -> Outcome<Vec<Group<'_>>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let links = html.split("<link").skip(1).filter_map(|rest| rest.split('>').next());
    for link in links.filter(|link| attribute(link, "rel") == Some("rust")) {
        let name =
            attribute(link, "data-bin").ok_or("a link to Rust in index.html has no data-bin")?;
        let manifest = attribute(link, "href").ok_or("a link to Rust in index.html has no href")?;
        let profile = attribute(link, "data-cargo-profile").unwrap_or("release");
        let features = attribute(link, "data-cargo-features").unwrap_or_default();
        let program = Program { name, manifest, features };
        match groups.iter_mut().find(|group| group.profile == profile) {
            Some(group) => group.programs.push(program),
            None => groups.push(Group { profile, programs: vec![program] }),
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
    use super::{Group, Program, groups, package_name};

    #[test]
    fn files_of_one_profile_are_compiled_together() {
        let html = r#"
            <link data-trunk rel="css" href="www/style.css" />
            <!-- The page; "what starts it". -->
            <link data-trunk rel="rust" href="Cargo.toml" data-bin="page" data-cargo-profile="page" data-cargo-features="ui" />
            <link data-trunk rel="rust" href="workers/Cargo.toml" data-bin="worker" />
            <link data-trunk rel="rust" href="modules/Cargo.toml" data-bin="figures" data-cargo-profile="page" />
            "#;
        let program = |name, manifest, features| Program { name, manifest, features };
        let page =
            vec![program("page", "Cargo.toml", "ui"), program("figures", "modules/Cargo.toml", "")];
        let expected = [
            Group { profile: "page", programs: page },
            Group {
                profile: "release",
                programs: vec![program("worker", "workers/Cargo.toml", "")],
            },
        ];
        assert_eq!(groups(html), Ok(expected.into()));
    }

    #[test]
    fn a_crate_is_called_by_its_name() {
        let manifest = "[workspace]\n[package]\nname = \"ganglion\"\n[[bin]]\nname = \"page\"\n";
        assert_eq!(package_name(manifest).as_deref(), Some("ganglion"));
        assert_eq!(package_name("[workspace]"), None);
    }

    #[test]
    fn the_page_itself_can_be_read() {
        let found = groups(include_str!("../../index.html")).expect("each link names its program");
        let programs: Vec<_> =
            found.iter().flat_map(|group| &group.programs).map(|program| program.name).collect();
        assert!(programs.contains(&"page") && programs.contains(&"worker"), "{programs:?}");
        assert!(groups(r#"<link rel="x" /><link data-x rel="rust" />"#).is_err());
    }
}
