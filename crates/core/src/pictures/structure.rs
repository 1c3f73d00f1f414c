//! How files of pictures are put together: whether all of a file is here, and whether it moves.
//!
//! Browsers show what there is of a picture that is cut off, and gray or black for the rest; no cell
//! should be shown that.
//!
//! Our own: `imagesize` tells a picture's size alone, and what else reads these forms is a decoder, which the browser has.

use crate::pictures::{Format, format::brands};

/// Whether the end of the picture is there, as far as that can be seen without decoding it.
pub fn is_whole(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Png => png_chunks(bytes).any(|chunk| chunk.kind == *b"IEND"),
        Format::Jpeg => jpeg_has_end(bytes),
        Format::WebP => {
            let size = bytes.get(4..).and_then(<[u8]>::first_chunk);
            // The last byte may only fill up, and some leave it out.
            size.is_some_and(|size| {
                u64::from(u32::from_le_bytes(*size)) + 8 <= bytes.len() as u64 + 1
            })
        }
        Format::Gif => gif_pictures(bytes).whole > 0,
        Format::Avif
        | Format::Bmp
        | Format::JpegXl
        | Format::Heic
        | Format::Tiff
        | Format::Svg
        | Format::Raw => true,
    }
}

/// Whether it holds more than one picture, to be shown one after the other.
pub fn is_animated(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Png => {
            let control = png_chunks(bytes).find(|chunk| chunk.kind == *b"acTL");
            let count = control.and_then(|chunk| chunk.content.first_chunk());
            count.is_some_and(|count| u32::from_be_bytes(*count) > 1)
        }
        Format::WebP => {
            const MOVES: u8 = 2;
            bytes.get(12..16) == Some(b"VP8X")
                && bytes.get(20).is_some_and(|flags| flags & MOVES != 0)
        }
        Format::Gif => gif_pictures(bytes).begun > 1,
        Format::Avif => brands(bytes).any(|brand| brand == b"avis"),
        Format::Jpeg
        | Format::Bmp
        | Format::JpegXl
        | Format::Heic
        | Format::Tiff
        | Format::Svg
        | Format::Raw => false,
    }
}

struct Chunk<'a> {
    kind: [u8; 4],
    content: &'a [u8],
}

/// The chunks of a PNG that are all there.
fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    core::iter::from_fn(move || {
        let (head, after) = rest.split_at_checked(8)?;
        let len = u32::from_be_bytes(*head.first_chunk()?) as usize;
        let (content, after) = after.split_at_checked(len)?;
        rest = after.get(4..)?;
        Some(Chunk { kind: *head.last_chunk()?, content })
    })
}

/// Whether the marker of the end comes after the segments: a small picture within one has an end of
/// its own.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xda;
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, after @ ..] = rest {
        rest = match marker {
            // Filled up, or without content.
            0xff => &rest[1..],
            0x01 | 0xd0..=0xd8 => after,
            _ => {
                let len = after.first_chunk().map_or(0, |len| u16::from_be_bytes(*len));
                after.get(usize::from(len.max(2))..).unwrap_or_default()
            }
        };
        if *marker == SCAN {
            return rest.windows(2).any(|pair| pair == [0xff, 0xd9]);
        }
    }
    false
}

#[derive(Default)]
struct Pictures {
    begun: usize,
    whole: usize,
}

/// How many pictures a GIF holds.
fn gif_pictures(bytes: &[u8]) -> Pictures {
    let mut found = Pictures::default();
    let mut rest = bytes.get(10..).and_then(|header| {
        let colors = color_table(*header.first()?);
        header.get(3 + colors..)
    });
    while let Some([kind, after @ ..]) = rest {
        rest = match kind {
            // An extension.
            0x21 => after.get(1..).and_then(after_blocks),
            // A picture.
            0x2c => {
                found.begun += 1;
                let flags = after.get(8).copied().unwrap_or(0);
                let rest = after.get(9 + color_table(flags) + 1..).and_then(after_blocks);
                found.whole += usize::from(rest.is_some());
                rest
            }
            _ => None,
        };
    }
    found
}

/// Bytes of the colors that flags announce.
fn color_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// What follows a row of blocks, each after its length; nothing if they are cut off.
fn after_blocks(mut bytes: &[u8]) -> Option<&[u8]> {
    while let [len, after @ ..] = bytes {
        bytes = after.get(usize::from(*len)..)?;
        if *len == 0 {
            return Some(bytes);
        }
    }
    None
}
