//! Digests of source files, and stamps that remember which digest an output was built from.
//!
//! A stamp lets a second `serve` start at once: neither Trunk nor wasm-opt knows that nothing changed.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::process::Outcome;

/// A 64-bit FNV-1a digest: it tells versions apart and guards against nothing else.
pub struct Digest(u64);

impl Digest {
    /// The digest of nothing.
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in bytes and their number.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&bytes.len().to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Takes in files, and folders with all that is in them, by name below `root` and content. What is absent counts as empty.
    pub fn add_files(&mut self, root: &Path, names: &[&str], skip: &[&str]) -> Outcome {
        for name in names {
            for file in files_below(&root.join(name))? {
                let name = file.strip_prefix(root).unwrap_or(&file);
                if skip.iter().any(|skipped| name.starts_with(skipped)) {
                    continue;
                }
                self.add(name.to_string_lossy().as_bytes());
                self.add(&fs::read(&file).map_err(|err| unreadable(&file, &err))?);
            }
        }
        Ok(())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

/// Whether the output beside this stamp was built from these inputs.
pub fn is_current(stamp: &Path, digest: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text == digest)
}

/// Remembers what an output was built from.
pub fn write_stamp(stamp: &Path, digest: &str) -> Outcome {
    fs::write(stamp, digest).map_err(|err| format!("cannot write {}: {err}", stamp.display()))
}

/// A file, or all files in a folder and those below it, sorted; none if there is nothing.
pub fn files_below(path: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).map_err(|err| unreadable(path, &err))? {
            collect(&entry.map_err(|err| unreadable(path, &err))?.path(), files)?;
        }
    }
    Ok(())
}

fn unreadable(path: &Path, err: &std::io::Error) -> String {
    format!("cannot read {}: {err}", path.display())
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn pieces_are_kept_apart() {
        let digest = |pieces: &[&str]| {
            let mut digest = Digest::new();
            for piece in pieces {
                digest.add(piece.as_bytes());
            }
            digest.to_string()
        };
        assert_eq!(digest(&["ab", "c"]), digest(&["ab", "c"]));
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
