//! Files compressed as well as they can be, once for all visitors: for sizes, and beside the files of a site for hosts that hand them out.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use crate::{
    digest::{Digest, files_below},
    places::{Places, make_folder},
    process::{Outcome, find_program, in_parallel, output, say},
};

/// What browsers ask for, by the endings under which hosts look for it.
const ENDINGS: [&str; 2] = ["br", "gz"];

/// What is text, or as good as text.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "po", "svg", "wasm", "webmanifest"];

/// Fewest bytes of which it is worth a file.
const FEWEST: u64 = 1_000;

/// Compresses a file both ways.
const SCRIPT: &str = "const { readFileSync, writeFileSync } = require('fs'); const zlib = require('zlib');
    const [file, out] = process.argv.slice(1);
    const bytes = readFileSync(file);
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
        [zlib.constants.BROTLI_PARAM_LGWIN]: 24, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(out + '.br', zlib.brotliCompressSync(bytes, { params }));
    writeFileSync(out + '.gz', zlib.gzipSync(bytes, { level: 9 }));";

/// Bytes of a file after brotli.
pub fn brotli_bytes(places: &Places, file: &Path) -> Outcome<u64> {
    let compressed = compressed(places, file)?.with_extension(ENDINGS[0]);
    let found = fs::metadata(&compressed);
    found
        .map(|found| found.len())
        .map_err(|err| format!("cannot read {}: {err}", compressed.display()))
}

/// Writes `.br` and `.gz` beside each file of a site that gets smaller by it.
pub fn compress_site(places: &Places) -> Outcome {
    if find_program("node", None).is_none() {
        say("without Node.js there are no compressed files beside those of the site");
        return Ok(());
    }
    let start = Instant::now();
    let mut files: Vec<PathBuf> = files_below(&places.dist)?;
    files.retain(|file| is_compressible(file));
    in_parallel(&files, |file| {
        let bytes = fs::metadata(file).map_or(0, |found| found.len());
        if bytes < FEWEST {
            return Ok(());
        }
        let from = compressed(places, file)?;
        for ending in ENDINGS {
            let to = beside(file, ending);
            fs::copy(from.with_extension(ending), &to)
                .map_err(|err| format!("cannot write {}: {err}", to.display()))?;
        }
        Ok(())
    })?;
    say(format!("compressed the site in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

/// Removes what was compressed before files changed.
pub fn remove_compressed(site: &Path) -> Outcome {
    for file in files_below(site)? {
        if is_compressed(&file) {
            fs::remove_file(&file)
                .map_err(|err| format!("cannot remove {}: {err}", file.display()))?;
        }
    }
    Ok(())
}

fn is_compressible(file: &Path) -> bool {
    file.extension().is_some_and(|ending| COMPRESSIBLE.iter().any(|one| ending == *one))
}

/// Whether it stands beside the file that it was made of.
fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ENDINGS.iter().any(|one| ending == *one))
        && file.with_extension("").is_file()
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

/// Where a file is kept compressed, without its ending; by its content, since the GPU worker takes a minute.
fn compressed(places: &Places, file: &Path) -> Outcome<PathBuf> {
    let mut digest = Digest::new();
    digest.add(&fs::read(file).map_err(|err| format!("cannot read {}: {err}", file.display()))?);
    let folder = places.work.join("compressed");
    let known = folder.join(digest.to_string());
    if ENDINGS.iter().all(|ending| known.with_extension(ending).is_file()) {
        return Ok(known);
    }
    let node = find_program("node", None).ok_or("Node.js is needed to compress files")?;
    make_folder(&folder)?;
    output(Command::new(node).args(["-e", SCRIPT]).arg(file).arg(&known))?;
    Ok(known)
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path, process};

    use super::{beside, is_compressible, remove_compressed};

    #[test]
    fn compressed_files_stand_beside_theirs_and_go_with_them() {
        let file = Path::new("words/zh-Hans.po");
        assert_eq!(beside(file, "br"), Path::new("words/zh-Hans.po.br"));
        assert!(is_compressible(file) && !is_compressible(&beside(file, "br")));
        let site = env::temp_dir().join(format!("ganglion-compressed-{}", process::id()));
        fs::create_dir_all(site.join("words")).expect("a folder");
        let names = ["a.js", "a.js.br", "words/b.po", "words/b.po.gz", "alone.gz"];
        for name in names {
            fs::write(site.join(name), name).expect("a file");
        }
        remove_compressed(&site).expect("they can be removed");
        let is_left = |name: &&str| site.join(name).is_file();
        let left: Vec<_> = names.into_iter().filter(is_left).collect();
        assert_eq!(left, ["a.js", "words/b.po", "alone.gz"]);
        fs::remove_dir_all(&site).expect("it was made");
    }
}
