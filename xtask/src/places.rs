//! Where things are: the repository, what is built in it, and the cache folder of the user.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::process::Outcome;

/// The folders that tasks read and write.
#[derive(Clone)]
pub struct Places {
    /// Whether what of this repository is compiled is linted on the way.
    pub is_linted: bool,
    /// Root of the repository.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// What xtask itself keeps in the target folder: stamps, the GPU worker, the browser's settings.
    pub work: PathBuf,
    /// The built site.
    pub dist: PathBuf,
    /// Tools installed once for all clones: a `--root` of `cargo install`.
    pub tools: PathBuf,
}

impl Places {
    /// Finds the folders, and makes those that xtask writes to.
    pub fn find() -> Outcome<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().ok_or("xtask lies in no repository")?.to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
        let target = root.join(target);
        let work = target.join("xtask");
        let dist = root.join("dist");
        let tools = cache()?.join("tools");
        for folder in [&work, &tools] {
            make_folder(folder)?;
        }
        Ok(Self { is_linted: false, root, target, work, dist, tools })
    }

    /// The cache folder of the user that the tools lie in.
    pub fn cache(&self) -> &Path {
        self.tools.parent().unwrap_or(&self.tools)
    }

    /// Where npm keeps the packages that we install.
    pub fn npm(&self) -> PathBuf {
        self.tools.join("npm")
    }

    /// axe-core, one script that checks a page for barriers.
    pub fn axe(&self) -> PathBuf {
        self.npm().join("node_modules/axe-core/axe.min.js")
    }
}

/// Makes a folder and those above it.
pub fn make_folder(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|err| format!("cannot make {}: {err}", folder.display()))
}

fn cache() -> Outcome<PathBuf> {
    let from = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("GANGLION_CACHE")
        .or_else(|| from("XDG_CACHE_HOME").map(|cache| cache.join("ganglion")))
        .or_else(|| from("HOME").map(|home| home.join(".cache/ganglion")))
        .or_else(|| from("LOCALAPPDATA").map(|data| data.join("ganglion")))
        .ok_or_else(|| "no home folder: set GANGLION_CACHE to a folder for tools".to_owned())
}
