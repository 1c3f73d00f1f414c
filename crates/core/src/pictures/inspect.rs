//! What a file says of itself, before anything decodes it.

use crate::{
    pictures::{
        Format, Reducer, Refusal,
        structure::{is_animated, is_whole},
    },
    t,
};

/// A file that may be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// What it holds.
    pub format: Format,
    /// What a person should know of it.
    pub note: Option<&'static str>,
}

/// Looks at a file: whether it is a picture, all there, and of a size that can be shown.
///
/// A size that the file doesn't tell in a known way is left to be checked once it is decoded, but only of
/// formats in which it may stand anywhere.
///
/// # Errors
/// [`Refusal`].
pub fn inspect(name: &str, bytes: &[u8]) -> Result<Inspected, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let format = Format::of(name, bytes).ok_or(Refusal::NotPicture)?;
    if format.is_hopeless() {
        return Err(Refusal::Format(format.name()));
    }
    match size(format, bytes) {
        Some((width, height)) => drop(Reducer::new(width, height)?),
        None if format.is_common() => return Err(Refusal::CutOff),
        None => {}
    }
    if !is_whole(format, bytes) {
        return Err(Refusal::CutOff);
    }
    let note = t!("It moves; only its first picture is taken.");
    Ok(Inspected { format, note: is_animated(format, bytes).then_some(note) })
}

/// Width and height, pixels; before it is turned as it says it should be.
fn size(format: Format, bytes: &[u8]) -> Option<(u32, u32)> {
    if format == Format::Bmp {
        return bmp_size(bytes);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((size.width.try_into().ok()?, size.height.try_into().ok()?))
}

/// Heights are negative where the first row is the upper one, and the oldest headers are shorter: `imagesize`
/// knows neither.
fn bmp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    const OLDEST: u8 = 12;
    let (header, sides) = (bytes.get(14..18)?, bytes.get(18..)?);
    if header == [OLDEST, 0, 0, 0] {
        let [width, height] = [sides.get(..2)?, sides.get(2..4)?].map(|side| side.first_chunk());
        let side = |side: Option<&[u8; 2]>| Some(u32::from(u16::from_le_bytes(*side?)));
        return Some((side(width)?, side(height)?));
    }
    let side = |at: usize| {
        let side = sides.get(at..)?.first_chunk()?;
        Some(i32::from_le_bytes(*side).unsigned_abs())
    };
    Some((side(0)?, side(4)?))
}
