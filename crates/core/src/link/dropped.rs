//! The link in a file that Ganglion wrote: a figure, a report, an experiment.

use crate::{
    checksum::crc32,
    link::{Decoded, decode, encode, from_json, is_number, json, quoted},
    t,
};

/// First bytes of every PNG.
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// The keyword under which a PNG holds its link.
const KEYWORD: &str = "Link";

/// The version of links and files that is read here.
const VERSION: &str = "1";

/// What a file brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its experiment, as a fragment that decodes without a warning.
    pub link: String,
    /// One sentence for each thing that was not taken as it stood.
    pub warnings: Vec<String>,
}

/// A link in a file, by the version that it says.
enum ReadLink {
    /// Of this version.
    Known(Box<Decoded>),
    /// Of another one.
    Other(String),
}

/// Puts a link into a PNG, as a text chunk after its header; nothing of bytes that are no PNG.
///
/// # Source
/// Portable Network Graphics (PNG) Specification, 11.3.3.2: `tEXt`.
pub fn png_with_link(png: &[u8], link: &str) -> Option<Vec<u8>> {
    let mut chunk = b"tEXt".to_vec();
    chunk.extend_from_slice(KEYWORD.as_bytes());
    chunk.push(0);
    // A link is ASCII, which is all that such a chunk may hold.
    chunk.extend(link.bytes().filter(u8::is_ascii));
    with_chunk(png, &chunk)
}

/// Says in a PNG how many of its pixels are printed on an inch; nothing of bytes that are no PNG.
///
/// # Source
/// The same, 11.3.4.3: `pHYs`.
pub fn png_with_density(png: &[u8], pixels_per_inch: f64) -> Option<Vec<u8>> {
    const INCHES: f64 = 39.370_078_74;
    const METERS: u8 = 1;
    let per_meter = ((pixels_per_inch * INCHES).round() as u32).to_be_bytes();
    with_chunk(png, &[b"pHYs", &per_meter[..], &per_meter[..], &[METERS]].concat())
}

/// With a chunk, its type and what is in it, after the header.
fn with_chunk(png: &[u8], chunk: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = png.split_at_checked(header_end(png)?)?;
    let mut all = head.to_vec();
    all.extend_from_slice(&(chunk.len() as u32 - 4).to_be_bytes());
    all.extend_from_slice(chunk);
    all.extend_from_slice(&crc32(chunk).to_be_bytes());
    all.extend_from_slice(rest);
    Some(all)
}

/// Where the header of a PNG ends: signature, and a chunk of 13 bytes.
fn header_end(png: &[u8]) -> Option<usize> {
    const HEADER: usize = 4 + 4 + 13 + 4;
    (png.starts_with(&PNG) && png.get(12..16)? == b"IHDR").then_some(PNG.len() + HEADER)
}

/// The link of a file.
///
/// # Errors
/// If there is none, or one of a version that is not known here; what to do, for people.
pub fn link_of_file(name: &str, bytes: &[u8]) -> Result<Dropped, String> {
    let found = if bytes.starts_with(&PNG) {
        link_of_png(bytes)
    } else {
        let text = String::from_utf8_lossy(bytes);
        if text.trim_start().starts_with('{') { link_of_json(&text) } else { link_of_svg(&text) }
    };
    match found {
        Some(ReadLink::Known(decoded)) => {
            let Decoded { draft, warnings, .. } = *decoded;
            Ok(Dropped { link: encode(&draft), warnings })
        }
        Some(ReadLink::Other(version)) => Err(t!(
            "“{name}” is of version {version}, which this page does not know. What is on the page stays. Load the page again for a newer version, then drop the file once more.",
            name = name,
            version = quoted(&version)
        )),
        None => Err(t!(
            "“{name}” holds no link of Ganglion. Figures that were saved here, reports and experiments do; a picture to look at goes into the section Images.",
            name = name
        )),
    }
}

/// What a person should know after files were dropped: what was not taken of the first as it stood or why it was not taken,
/// and that the others were left out.
pub fn words_of_drop(
    name: &str,
    found: &Result<Dropped, String>,
    others: &[String],
) -> Option<String> {
    let mut words = match found {
        Err(reason) => vec![reason.clone()],
        Ok(Dropped { warnings, .. }) if warnings.is_empty() => Vec::new(),
        Ok(Dropped { warnings, .. }) => {
            vec![t!("“{name}”: {note}", name = name, note = warnings.join(" "))]
        }
    };
    if !others.is_empty() {
        let list: Vec<_> = others.iter().map(|other| t!("“{name}”", name = other)).collect();
        words.push(t!(
            "One file is taken at a time: only “{name}” was read, not {others}.",
            name = name,
            others = list.join(", ")
        ));
    }
    (!words.is_empty()).then(|| words.join(" "))
}

fn link_of_png(bytes: &[u8]) -> Option<ReadLink> {
    let mut rest = bytes.get(PNG.len()..)?;
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let chunk = rest.get(4..)?.get(..length.checked_add(4)?)?;
        let (kind, data) = chunk.split_at_checked(4)?;
        let text = data.strip_prefix(KEYWORD.as_bytes()).and_then(|data| data.strip_prefix(&[0]));
        if let (b"tEXt", Some(text)) = (kind, text) {
            return fragment(&String::from_utf8_lossy(text));
        }
        rest = rest.get(length.checked_add(12)?..)?;
    }
}

fn link_of_svg(text: &str) -> Option<ReadLink> {
    let (_, after) = text.split_once("<metadata>")?;
    let (link, _) = after.split_once("</metadata>")?;
    fragment(&link.replace("&amp;", "&"))
}

/// An experiment in its long form, or a report.
fn link_of_json(text: &str) -> Option<ReadLink> {
    match json::heads(text)? {
        [Some(version), _] if version == VERSION => {
            Some(ReadLink::Known(Box::new(from_json(text))))
        }
        [Some(version), _] => Some(ReadLink::Other(version)),
        [None, link] => fragment(&link?),
    }
}

/// From the sign that begins it.
fn fragment(text: &str) -> Option<ReadLink> {
    let fragment = &text[text.find('#')?..];
    let (version, _) = fragment[1..].split_once('.').filter(|(version, _)| is_number(version))?;
    if version != VERSION {
        return Some(ReadLink::Other(version.to_owned()));
    }
    Some(ReadLink::Known(Box::new(decode(fragment))))
}
