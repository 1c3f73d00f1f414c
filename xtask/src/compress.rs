//! Files compressed as well as they can be, once for all visitors: for sizes, and beside the files of a site for hosts that hand them out.

use std::{
    fs,
    num::NonZeroU64,
    path::{Path, PathBuf},
    process::{self, Command},
    time::Instant,
};

use zopfli::{Format, Options};

use crate::{
    digest::{Digest, files_below},
    places::{Places, make_folder},
    process::{Outcome, find_program, in_parallel, output, say},
};

/// What browsers ask for, by the endings under which hosts look for it.
const BROTLI: &str = "br";
const GZIP: &str = "gz";

/// What is text, or as good as text.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "po", "svg", "wasm", "webmanifest"];

/// Fewest bytes of which it is worth a file.
const FEWEST: u64 = 1_000;

/// Rounds of packing, each a little better than the one before.
const ROUNDS: NonZeroU64 = NonZeroU64::new(5).expect("five is not none");

/// More bytes than these are packed in one round, or it would take minutes.
const LARGE: usize = 2_000_000;

/// Compresses a file by brotli.
const SCRIPT: &str = "const { readFileSync, writeFileSync } = require('fs'); const zlib = require('zlib');
    const [file, out] = process.argv.slice(1);
    const bytes = readFileSync(file);
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
        [zlib.constants.BROTLI_PARAM_LGWIN]: 24, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(out, zlib.brotliCompressSync(bytes, { params }));";

/// Bytes of a file after brotli.
pub fn brotli_bytes(places: &Places, file: &Path) -> Outcome<u64> {
    let compressed = compressed(places, file, BROTLI, with_brotli)?;
    let found = fs::metadata(&compressed);
    found
        .map(|found| found.len())
        .map_err(|err| format!("cannot read {}: {err}", compressed.display()))
}

/// Writes `.br` beside each file of the site that gets smaller by it.
pub fn compress_site(places: &Places) -> Outcome {
    if find_program("node", None).is_none() {
        say("without Node.js there are no files by brotli beside those of the site");
        return Ok(());
    }
    put_beside(places, &places.dist, BROTLI, with_brotli)
}

/// Writes `.gz` beside each file of a site that gets smaller by it: hosts hand it out instead of the file, and from hosts that do not, the
/// page fetches it itself.
pub fn pack_site(places: &Places, site: &Path) -> Outcome {
    put_beside(places, site, GZIP, with_zopfli)
}

/// Compresses a file into another.
type Compress = fn(&Path, &Path) -> Outcome;

fn put_beside(places: &Places, site: &Path, ending: &str, compress: Compress) -> Outcome {
    let start = Instant::now();
    let mut files: Vec<PathBuf> = files_below(site)?;
    files.retain(|file| is_compressible(file));
    in_parallel(&files, |file| {
        if fs::metadata(file).map_or(0, |found| found.len()) < FEWEST {
            return Ok(());
        }
        let from = compressed(places, file, ending, compress)?;
        let to = beside(file, ending);
        fs::copy(from, &to).map(drop).map_err(|err| format!("cannot write {}: {err}", to.display()))
    })?;
    let secs = start.elapsed().as_secs_f64();
    if secs > 1.0 {
        say(format!("compressed the files of the site into .{ending} in {secs:.0} s"));
    }
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
pub fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| [BROTLI, GZIP].iter().any(|one| ending == *one))
        && file.with_extension("").is_file()
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

/// Where a file is kept compressed; by its content, since the GPU worker takes a minute.
fn compressed(places: &Places, file: &Path, ending: &str, compress: Compress) -> Outcome<PathBuf> {
    let mut digest = Digest::new();
    digest.add(&fs::read(file).map_err(|err| format!("cannot read {}: {err}", file.display()))?);
    let folder = places.work.join("compressed");
    let known = folder.join(digest.to_string()).with_extension(ending);
    if !known.is_file() {
        make_folder(&folder)?;
        // In one step, as another process may look for it.
        let unfinished = known.with_extension(format!("{ending}-{}", process::id()));
        compress(file, &unfinished)?;
        fs::rename(&unfinished, &known)
            .map_err(|err| format!("cannot write {}: {err}", known.display()))?;
    }
    Ok(known)
}

fn with_brotli(file: &Path, to: &Path) -> Outcome {
    let node = find_program("node", None).ok_or("Node.js is needed for brotli")?;
    output(Command::new(node).args(["-e", SCRIPT]).arg(file).arg(to)).map(drop)
}

/// By zopfli, whose gzip is a twentieth smaller than that of others.
fn with_zopfli(file: &Path, to: &Path) -> Outcome {
    let bytes = fs::read(file).map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    let num_rounds = if bytes.len() > LARGE { NonZeroU64::MIN } else { ROUNDS };
    let options = Options { iteration_count: num_rounds, ..Options::default() };
    let mut packed = Vec::new();
    zopfli::compress(options, Format::Gzip, bytes.as_slice(), &mut packed)
        .and_then(|()| fs::write(to, packed))
        .map_err(|err| format!("cannot write {}: {err}", to.display()))
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path, process};

    use super::{beside, is_compressible, remove_compressed, with_zopfli};

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

    #[test]
    fn what_is_packed_is_a_small_file_of_gzip() {
        let file = env::temp_dir().join(format!("ganglion-packed-{}", process::id()));
        let packed = file.with_extension("gz");
        fs::write(&file, "filter ".repeat(1_000)).expect("a file");
        with_zopfli(&file, &packed).expect("it can be packed");
        let bytes = fs::read(&packed).expect("it was written");
        // RFC 1952: two bytes that tell gzip, the method, and at the end the length.
        assert_eq!(
            (&bytes[..3], &bytes[bytes.len() - 4..]),
            (&[0x1f, 0x8b, 8][..], &7_000_u32.to_le_bytes()[..])
        );
        assert!(bytes.len() < 100, "{} bytes", bytes.len());
        for one in [file, packed] {
            fs::remove_file(one).expect("it was made");
        }
    }
}
