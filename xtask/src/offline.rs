//! The service worker of a built site: `www/service_worker.js` with the list of what is in this version.

use std::{collections::BTreeMap, fs, path::Path};

use sha2::{Digest as _, Sha256};

use crate::{compress::is_compressed, digest::files_below, process::Outcome};

/// The script's name, in `www/` and in the site.
pub const SERVICE_WORKER: &str = "service_worker.js";

/// Files whose names start so are kept when they are first used; all others whole and at once.
const LATER: [&str; 5] =
    ["worker_gpu", "worker_recordings", "reader_", "recordings.js", "recordings_bg.wasm"];

/// A build that the page has in addresses: how the names of files start that it is of, and the build.
pub type PartBuild = (&'static [&'static str], String);

/// Writes the service worker of the site in a folder from its script: with the digest of each file that is there now, by the address that
/// the page has it from, and a version that is another as soon as any of them is.
pub fn write_service_worker(script: &str, site: &Path, builds: &[PartBuild]) -> Outcome {
    let file = site.join(SERVICE_WORKER);
    fs::write(&file, fill(script, &digests(site, builds)?)?)
        .map_err(|err| format!("cannot write {}: {err}", file.display()))
}

/// The digest of each file of a site by its address, but for the service worker itself.
fn digests(site: &Path, builds: &[PartBuild]) -> Outcome<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    for file in files_below(site)? {
        let name = file.strip_prefix(site).unwrap_or(&file);
        let name = name.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let bytes =
            fs::read(&file).map_err(|err| format!("cannot read {}: {err}", file.display()))?;
        if name != SERVICE_WORKER && !is_compressed(&file) {
            digests.insert(address(&name, builds), sha256(&bytes));
        }
    }
    Ok(digests)
}

/// Where the page has a file from: those whose build is known to it, with that.
fn address(name: &str, builds: &[PartBuild]) -> String {
    let is_of = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    let build = builds.iter().find(|(starts, _)| is_of(starts));
    build.map_or_else(|| name.to_owned(), |(_, build)| format!("{name}?v={build}"))
}

/// The SHA-256 digest of bytes in hexadecimal, as the service worker writes what it computes of a file that has arrived.
fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn fill(script: &str, digests: &BTreeMap<String, String>) -> Outcome<String> {
    let is_later = |name: &str| LATER.iter().any(|start| name.starts_with(start));
    let list = |later: bool| {
        let files = digests.iter().filter(|(name, _)| is_later(name) == later);
        let lines: Vec<_> =
            files.map(|(name, digest)| format!("\"{name}\": \"{digest}\"")).collect();
        format!("{{{}}}", lines.join(",\n"))
    };
    let (shell, later) = (list(false), list(true));
    let version = sha256(format!("{script}{shell}{later}").as_bytes());
    let mut text = script.to_owned();
    for (name, empty, full) in [
        ("VERSION", "\"\"", format!("\"{}\"", &version[..16])),
        ("SHELL", "{}", shell),
        ("LATER", "{}", later),
    ] {
        let place = format!("const {name} = {empty};");
        if !text.contains(&place) {
            return Err(format!("{SERVICE_WORKER} has no `{place}`"));
        }
        text = text.replace(&place, &format!("const {name} = {full};"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{address, fill, sha256};

    const SCRIPT: &str = "const VERSION = \"\";\nconst SHELL = {};\nconst LATER = {};\n";

    fn filled(files: &[(&str, &str)]) -> String {
        let owned = files.iter().map(|(name, digest)| ((*name).into(), (*digest).into()));
        fill(SCRIPT, &owned.collect::<BTreeMap<_, _>>()).expect("the script has its places")
    }

    #[test]
    fn digests_are_written_as_the_service_worker_writes_its_own() {
        // FIPS 180-2, appendix B. Of its bytes one is 06: no zero is left out.
        let digest = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
        assert_eq!(sha256(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), digest);
    }

    #[test]
    fn the_gpu_worker_waits_for_its_first_use() {
        let text = filled(&[("index.html", "aa"), ("worker_gpu.js", "bb"), ("worker.js", "cc")]);
        assert!(text.contains("const LATER = {\"worker_gpu.js\": \"bb\"};"), "{text}");
        assert!(text.contains("{\"index.html\": \"aa\",\n\"worker.js\": \"cc\"}"), "{text}");
    }

    #[test]
    fn a_file_is_listed_by_the_address_that_the_page_has_it_from() {
        let builds = vec![
            (&["worker_recordings"][..], "a".to_owned()),
            (&["worker", "start_worker.js"][..], "b".to_owned()),
        ];
        let names = ["worker_bg.wasm", "worker_recordings.js", "start_worker.js", "page-1.js"];
        assert_eq!(
            names.map(|name| address(name, &builds)),
            ["worker_bg.wasm?v=b", "worker_recordings.js?v=a", "start_worker.js?v=b", "page-1.js"]
        );
    }

    #[test]
    fn another_file_is_another_version() {
        let version = |files| filled(files).lines().next().expect("a line").to_owned();
        let first = version(&[("index.html", "aa")]);
        assert_eq!(first, version(&[("index.html", "aa")]));
        assert_ne!(first, version(&[("index.html", "ab")]));
        assert_ne!(first, version(&[("index.html", "aa"), ("worker_gpu.js", "bb")]));
    }

    #[test]
    fn a_script_without_its_places_is_refused() {
        assert!(fill("const SHELL = {};", &BTreeMap::new()).is_err());
    }
}
