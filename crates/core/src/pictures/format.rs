//! What kind of picture a file holds, by its first bytes: names lie.

use imagesize::{Compression, ImageType};

/// Forms of pictures that people have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PNG, moving or not.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, moving or not.
    WebP,
    /// AVIF; a sequence if it moves.
    Avif,
    /// GIF, moving or not.
    Gif,
    /// BMP.
    Bmp,
    /// JPEG XL, which few browsers decode.
    JpegXl,
    /// HEIC, as telephones take them; few browsers decode it.
    Heic,
    /// TIFF, which few browsers decode.
    Tiff,
    /// A drawing, not pixels.
    Svg,
    /// What a camera's sensor saw, in one of many forms; no browser decodes it.
    Raw,
}

/// Endings of the names of raw pictures that begin like TIFF.
const RAW_ENDINGS: [&str; 14] = [
    "3fr", "arw", "cr2", "dng", "erf", "iiq", "kdc", "mos", "nef", "nrw", "pef", "rwl", "sr2",
    "srw",
];
/// First bytes of those that don't.
const RAW_STARTS: [&[u8]; 4] = [b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"IIU\0"];
/// How far the beginning of a drawing is looked for, bytes.
const SVG_REACH: usize = 1_024;

impl Format {
    /// What a file holds; nothing if it is no picture. The name only tells raw pictures from TIFF.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        if RAW_STARTS.iter().any(|start| bytes.starts_with(start)) {
            return Some(Self::Raw);
        }
        match imagesize::image_type(bytes) {
            Ok(ImageType::Png) => Some(Self::Png),
            Ok(ImageType::Jpeg) => Some(Self::Jpeg),
            Ok(ImageType::Webp) => Some(Self::WebP),
            Ok(ImageType::Gif) => Some(Self::Gif),
            Ok(ImageType::Bmp) => Some(Self::Bmp),
            Ok(ImageType::Jxl) => Some(Self::JpegXl),
            Ok(ImageType::Heif(compression)) => of_boxes(compression, bytes),
            Ok(ImageType::Tiff) if is_raw(name) => Some(Self::Raw),
            Ok(ImageType::Tiff) => Some(Self::Tiff),
            _ => is_drawing(bytes).then_some(Self::Svg),
        }
    }

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Avif => "AVIF",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::JpegXl => "JPEG XL",
            Self::Heic => "HEIC",
            Self::Tiff => "TIFF",
            Self::Svg => "SVG",
            Self::Raw => "RAW",
        }
    }

    /// Whether every browser decodes it: what one can't decode then is damaged or too large.
    pub fn is_common(self) -> bool {
        match self {
            Self::Png | Self::Jpeg | Self::WebP | Self::Gif | Self::Bmp => true,
            Self::Avif | Self::JpegXl | Self::Heic | Self::Tiff | Self::Svg | Self::Raw => false,
        }
    }

    /// Whether no browser makes pixels of it here.
    pub fn is_hopeless(self) -> bool {
        matches!(self, Self::Svg | Self::Raw)
    }
}

/// The brands that a file of boxes says it is made for, the main one first.
pub(super) fn brands(bytes: &[u8]) -> impl Iterator<Item = &[u8; 4]> {
    let size = bytes.first_chunk().map_or(0, |size| u32::from_be_bytes(*size) as usize);
    let header = &bytes[..size.min(bytes.len())];
    let brands = header.get(8..).unwrap_or_default().as_chunks().0;
    // The second place holds a version.
    brands.iter().take(1).chain(brands.iter().skip(2))
}

/// Films are made of boxes too.
fn of_boxes(compression: Compression, bytes: &[u8]) -> Option<Format> {
    let has = |names: &[&[u8; 4]]| brands(bytes).any(|brand| names.contains(&brand));
    match compression {
        Compression::Av1 => Some(Format::Avif),
        Compression::Hevc => Some(Format::Heic),
        Compression::Jpeg | Compression::Unknown => {
            if has(&[b"crx "]) {
                Some(Format::Raw)
            } else if has(&[b"avif", b"avis"]) {
                Some(Format::Avif)
            } else {
                has(&[b"heic", b"heix", b"mif1", b"msf1"]).then_some(Format::Heic)
            }
        }
    }
}

fn is_raw(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    RAW_ENDINGS.iter().any(|raw| ending.eq_ignore_ascii_case(raw))
}

fn is_drawing(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_REACH)]);
    text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('<')
        && text.contains("<svg")
}
