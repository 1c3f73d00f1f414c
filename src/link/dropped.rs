//! The link in a file that Ganglion wrote: a figure, a report, an experiment.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::Deserialize;

use crate::{
    link::{decode, encode, from_json},
    t,
};

static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// First bytes of every PNG.
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// The keyword under which a PNG holds its link.
const KEYWORD: &str = "Link";

/// What of a report is needed.
#[derive(Deserialize)]
struct Linked {
    link: String,
    #[serde(default)]
    ganglion: Option<u32>,
}

/// Puts a link into a PNG, as a text chunk after its header; nothing of bytes that are no PNG.
///
/// # Source
/// Portable Network Graphics (PNG) Specification, 11.3.3.2: `tEXt`.
pub fn png_with_link(png: &[u8], link: &str) -> Option<Vec<u8>> {
    let (head, rest) = png.split_at_checked(header_end(png)?)?;
    let mut chunk = b"tEXt".to_vec();
    chunk.extend_from_slice(KEYWORD.as_bytes());
    chunk.push(0);
    // A link is ASCII, which is all that such a chunk may hold.
    chunk.extend(link.bytes().filter(u8::is_ascii));
    let mut all = head.to_vec();
    all.extend_from_slice(&(chunk.len() as u32 - 4).to_be_bytes());
    all.extend_from_slice(&chunk);
    all.extend_from_slice(&CRC.checksum(&chunk).to_be_bytes());
    all.extend_from_slice(rest);
    Some(all)
}

/// Where the header of a PNG ends: signature, and a chunk of 13 bytes.
fn header_end(png: &[u8]) -> Option<usize> {
    const HEADER: usize = 4 + 4 + 13 + 4;
    (png.starts_with(&PNG) && png.get(12..16)? == b"IHDR").then_some(PNG.len() + HEADER)
}

/// The link of a file, as a fragment that decodes without a warning.
///
/// # Errors
/// If there is none; what to do, for people.
pub fn link_of_file(name: &str, bytes: &[u8]) -> Result<String, String> {
    let found = if bytes.starts_with(&PNG) {
        link_of_png(bytes)
    } else {
        let text = String::from_utf8_lossy(bytes);
        if text.trim_start().starts_with('{') { link_of_json(&text) } else { link_of_svg(&text) }
    };
    found.map(|link| encode(&decode(&link).draft)).ok_or_else(|| {
        t!(
            "“{name}” holds no link of Ganglion. Figures that were saved here, reports and experiments do; a picture to look at goes into the section Images.",
            name = name
        )
    })
}

fn link_of_png(bytes: &[u8]) -> Option<String> {
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

fn link_of_svg(text: &str) -> Option<String> {
    let (_, after) = text.split_once("<metadata>")?;
    let (link, _) = after.split_once("</metadata>")?;
    fragment(&link.replace("&amp;", "&"))
}

/// An experiment in its long form, or a report.
fn link_of_json(text: &str) -> Option<String> {
    let linked: Linked = serde_json::from_str(text).ok()?;
    if linked.ganglion.is_some() {
        return Some(encode(&from_json(text).draft));
    }
    fragment(&linked.link)
}

/// From the sign that begins it.
fn fragment(link: &str) -> Option<String> {
    let at = link.find("#1.")?;
    Some(link[at..].trim().to_owned())
}
