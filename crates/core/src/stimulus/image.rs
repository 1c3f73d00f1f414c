//! Still pictures: where they come from, and how checkers see them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::t;

/// A picture in gray.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Luminance row by row, 0 black to 1 white.
    pub values: Vec<f32>,
}

/// A rectangle of square checkers on a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Left edge, pixels.
    pub left: f32,
    /// Upper edge, pixels.
    pub top: f32,
    /// Side of a checker, pixels.
    pub checker: f32,
    /// Rows of checkers.
    pub rows: usize,
    /// Columns of checkers.
    pub columns: usize,
}

/// Why bytes are no picture to show to a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ImageError {
    /// Smaller than a field of the smallest checkers.
    #[error(
        "{}",
        t!(
            "This picture has {width} x {height} pixels; it takes at least {least} x {least}.",
            width = width,
            height = height,
            least = MIN_SIDE
        )
    )]
    TooSmall {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Longer than browsers can decode.
    #[error(
        "{}",
        t!(
            "This picture has {width} x {height} pixels; a side may have {most} at most.",
            width = width,
            height = height,
            most = MAX_SIDE
        )
    )]
    TooLong {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// More pixels than fit into memory beside everything else.
    #[error(
        "{}",
        t!(
            "This picture has {count} megapixels; {most} are the most that this page takes.",
            count = pixels.div_ceil(1_000_000),
            most = MAX_PIXELS / 1_000_000
        )
    )]
    TooLarge {
        /// Pixels in all.
        pixels: u64,
    },
    /// The buffer does not fit the size.
    #[error(
        "{}",
        t!(
            "This picture is cut off: {found} of {expected} bytes are there.",
            found = found,
            expected = expected
        )
    )]
    CutOff {
        /// Bytes there.
        found: usize,
        /// Bytes that the size asks for.
        expected: usize,
    },
}

/// Shortest side, pixels: a field of 16 checkers of one pixel.
pub const MIN_SIDE: u32 = 16;
/// Longest side, pixels: the longest canvas that every browser draws.
pub const MAX_SIDE: u32 = 16_384;
/// Most pixels: those of a camera of 50 megapixels.
pub const MAX_PIXELS: u64 = 52_000_000;

impl Image {
    /// # Panics
    /// Unless there is one value for each pixel.
    pub fn new(width: usize, height: usize, values: Vec<f32>) -> Self {
        assert_eq!(values.len(), width * height, "a picture has one value for each pixel");
        Self { width, height, values }
    }

    /// Whether a picture of this size can be shown: to be asked before it is decoded.
    ///
    /// # Errors
    /// [`ImageError`] but for [`ImageError::CutOff`].
    pub fn check_size(width: u32, height: u32) -> Result<(), ImageError> {
        let pixels = u64::from(width) * u64::from(height);
        if width.min(height) < MIN_SIDE {
            Err(ImageError::TooSmall { width, height })
        } else if width.max(height) > MAX_SIDE {
            Err(ImageError::TooLong { width, height })
        } else if pixels > MAX_PIXELS {
            Err(ImageError::TooLarge { pixels })
        } else {
            Ok(())
        }
    }

    /// The gray of decoded pixels, red, green, blue and opacity, as [`luma`] has it.
    ///
    /// # Errors
    /// [`ImageError`] for sizes out of bounds and for a buffer of another size.
    pub fn from_rgba(width: u32, height: u32, bytes: &[u8]) -> Result<Self, ImageError> {
        Self::check_size(width, height)?;
        let (width, height) = (width as usize, height as usize);
        let expected = 4 * width * height;
        if bytes.len() != expected {
            return Err(ImageError::CutOff { found: bytes.len(), expected });
        }
        Ok(Self { width, height, values: bytes.as_chunks().0.iter().map(luma).collect() })
    }

    /// The whole picture in checkers, as many as fit: each the mean of the pixels under it.
    #[must_use]
    pub fn in_checkers(&self, checker: f32) -> Self {
        let fit = |side: usize| ((side as f32 / checker) as usize).max(1);
        let (width, height) = (fit(self.width), fit(self.height));
        let whole = Field { left: 0.0, top: 0.0, checker, rows: height, columns: width };
        Self { width, height, values: self.seen_by(&whole) }
    }

    /// A part of the picture: its left upper corner, its width and height.
    ///
    /// # Panics
    /// If it reaches beyond the picture.
    #[must_use]
    pub fn cut(&self, (left, top): (usize, usize), (width, height): (usize, usize)) -> Self {
        let rows = self.values.chunks_exact(self.width).skip(top).take(height);
        let values = rows.flat_map(|row| &row[left..left + width]).copied().collect();
        Self::new(width, height, values)
    }

    /// Mean of the pixels under each checker of a field, pixels at its edge by the share that they
    /// cover. Beyond the picture its mean gray would be as arbitrary as anything, so a field is
    /// pushed back inside first.
    ///
    /// # Shapes
    /// - returns `[rows * columns]`, in `[0, 1]`
    pub fn seen_by(&self, field: &Field) -> Vec<f32> {
        let field = field.inside(self.width, self.height);
        let across = Cover::new(field.left, field.checker, field.columns, self.width);
        let down = Cover::new(field.top, field.checker, field.rows, self.height);
        let mut seen = vec![0.0; field.rows * field.columns];
        let mut row = vec![0.0; field.columns];
        for (checkers, (first, shares)) in seen.chunks_exact_mut(field.columns).zip(&down.0) {
            let pixels = self.values[first * self.width..].chunks_exact(self.width);
            for (pixels, share) in pixels.zip(shares) {
                across.means(pixels, &mut row);
                for (sum, mean) in checkers.iter_mut().zip(&row) {
                    *sum += share * mean;
                }
            }
        }
        seen
    }
}

/// The gray of a decoded pixel, red, green, blue and opacity: 0 black to 1 white.
///
/// ```text
/// luma = .2126 red + .7152 green + .0722 blue,    over middle gray where it is transparent
/// ```
///
/// The stored values count, not the light that a screen makes of them: sRGB's curve is close to how
/// the eye adapts, which no cell here does, and the reference numbers of natural images were computed
/// on stored gray values. In linear light a few highlights would make up the whole contrast.
pub fn luma([red, green, blue, opacity]: &[u8; 4]) -> f32 {
    let light = 0.2126 * f32::from(*red) + 0.7152 * f32::from(*green);
    let light = (light + 0.0722 * f32::from(*blue)) / 255.0;
    0.5 + (light - 0.5) * f32::from(*opacity) / 255.0
}

impl Field {
    /// The same field, moved so that it lies on a picture; one that is too large keeps its corner
    /// at the picture's.
    #[must_use]
    pub fn inside(self, width: usize, height: usize) -> Self {
        let most = |side: usize, count: usize| (side as f32 - self.checker * count as f32).max(0.0);
        Self {
            left: self.left.clamp(0.0, most(width, self.columns)),
            top: self.top.clamp(0.0, most(height, self.rows)),
            ..self
        }
    }
}

/// For each checker along a side, its first pixel and the share of each pixel from there on.
struct Cover(Vec<(usize, Vec<f32>)>);

impl Cover {
    fn new(start: f32, checker: f32, count: usize, pixels: usize) -> Self {
        let of = |index: usize| {
            let from = (start + checker * index as f32).min(pixels as f32 - 1.0);
            let to = (start + checker * (index + 1) as f32).min(pixels as f32);
            let to = to.max(from + f32::EPSILON * pixels as f32);
            let first = from as usize;
            let last = (to.ceil() as usize).clamp(first + 1, pixels);
            let share = |pixel: usize| {
                let covered = to.min(pixel as f32 + 1.0) - from.max(pixel as f32);
                covered.max(0.0) / (to - from)
            };
            (first, (first..last).map(share).collect())
        };
        Self((0..count).map(of).collect())
    }

    fn means(&self, pixels: &[f32], means: &mut [f32]) {
        for (mean, (first, shares)) in means.iter_mut().zip(&self.0) {
            let pixels = &pixels[*first..];
            *mean = pixels.iter().zip(shares).map(|(pixel, share)| pixel * share).sum();
        }
    }
}
