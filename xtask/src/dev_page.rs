//! The page of a site for development: what index.html names, as Trunk would put it together, but under plain names, and without
//! a service worker that could hide a change.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    compile::attribute,
    digest::files_below,
    offline::SERVICE_WORKER,
    places::{Places, make_folder},
    process::Outcome,
};

/// What ends a service worker that an ordinary build left behind at the same address.
const LEAVING: &str = include_str!("dev_service_worker.js");

/// What installs the service worker of an ordinary build.
const OFFLINE: &str = r#"<script src="./offline.js" defer></script>"#;

/// What starts the page: `pattern_script` in Trunk.toml, with the names of a site for development.
const START: &str = r#"<script src="./boot.js" data-js="./page.js" data-wasm="./page_bg.wasm" defer fetchpriority="high"></script>"#;

/// A page, and what has to lie beside it.
struct Page<'a> {
    html: String,
    /// Files and folders below the root of the repository.
    files: Vec<&'a str>,
}

/// Writes all of a site that is not compiled.
pub fn write_page(places: &Places) -> Outcome {
    let file = places.root.join("index.html");
    let text = fs::read_to_string(&file)
        .map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    let page = page(&text)?;
    for name in page.files {
        copy(&places.root.join(name), &places.dist)?;
    }
    write(&places.dist.join(SERVICE_WORKER), LEAVING)?;
    write(&places.dist.join("index.html"), &page.html)
}

/// Puts the page together from index.html.
fn page(text: &str) -> Outcome<Page<'_>> {
    let mut parts = text.split("<link");
    let mut html = parts.next().unwrap_or_default().to_owned();
    let mut files = Vec::new();
    for part in parts {
        let (link, rest) = part.split_once('>').ok_or("a link in index.html has no end")?;
        if link.contains(" data-trunk") {
            let file = attribute(link, "href").ok_or("a link for Trunk has no href")?;
            match attribute(link, "rel") {
                Some("rust") => {}
                Some("css") => {
                    files.push(file);
                    let name = file.rsplit('/').next().unwrap_or(file);
                    html.extend([r#"<link rel="stylesheet" href="./"#, name, r#"" />"#]);
                }
                Some("copy-file" | "copy-dir") => files.push(file),
                kind => return Err(format!("a link for Trunk is of the kind {kind:?}")),
            }
        } else {
            html.extend(["<link", link, ">"]);
        }
        html += rest;
    }
    if !html.contains(OFFLINE) {
        return Err(format!("index.html has no `{OFFLINE}`"));
    }
    Ok(Page { html: html.replace(OFFLINE, START), files })
}

/// Copies a file, or a folder with all that is in it, into a folder.
pub fn copy(from: &Path, into: &Path) -> Outcome {
    let above = from.parent().unwrap_or(from);
    let files = files_below(from)?;
    if files.is_empty() {
        return Err(format!("{} is not there", from.display()));
    }
    for file in files {
        let name: PathBuf = file.strip_prefix(above).unwrap_or(&file).into();
        let to = into.join(name);
        make_folder(to.parent().unwrap_or(into))?;
        replace(&to, |new| fs::copy(&file, new).map(drop))?;
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Outcome {
    replace(file, |new| fs::write(new, text))
}

/// Puts a file in place once it is whole: the page may be loaded at any time.
fn replace(file: &Path, make: impl FnOnce(&Path) -> std::io::Result<()>) -> Outcome {
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    make(new.as_ref())
        .and_then(|()| fs::rename(&new, file))
        .map_err(|err| format!("cannot write {}: {err}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::{START, page};

    const PAGE: &str = include_str!("../../index.html");

    #[test]
    fn the_page_starts_as_trunk_would_start_it_and_without_a_service_worker() {
        let page = page(PAGE).expect("index.html can be put together");
        assert!(page.html.contains(START) && !page.html.contains("offline.js"), "{}", page.html);
        assert!(!page.html.contains("data-trunk"), "{}", page.html);
        assert!(page.html.contains(r#"<link rel="icon" href="./icon.svg""#), "{}", page.html);
        assert!(page.html.contains(r#"<link rel="stylesheet" href="./cell.css" />"#));
        for name in ["www/style.css", "www/boot.js", "words", "www/start_worker.js"] {
            assert!(page.files.contains(&name), "{name} in {:?}", page.files);
        }
        let trunk = include_str!("../../Trunk.toml");
        let named = [("{base}", "./"), ("{js}", "page.js"), ("{wasm}", "page_bg.wasm")];
        let trunk = named.iter().fold(trunk.to_owned(), |text, (from, to)| text.replace(from, to));
        assert!(trunk.contains(&format!("pattern_script = '{START}'")), "{trunk}");
    }

    #[test]
    fn what_is_unknown_is_refused() {
        let known = r#"<script src="./offline.js" defer></script>"#;
        assert!(page(known).is_ok());
        for bad in
            [r#"<link data-trunk rel="sass" href="x" />"#, r#"<link data-trunk rel="css" />"#]
        {
            assert!(page(&format!("{bad}{known}")).is_err(), "{bad}");
        }
        assert!(page("<p>").is_err());
    }
}
