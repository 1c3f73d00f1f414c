//! Large pictures made smaller while they are decoded, band by band.

use crate::{
    pictures::{KEPT_SIDE, Refusal},
    stimulus::{Image, MIN_SIDE, luma},
};

/// Takes a picture in bands of rows and averages it down to at most [`KEPT_SIDE`] on its longer side,
/// without ever holding more of it than one row.
///
/// Each pixel that is kept is the mean of the area under it; pixels at the edge of the area count by the
/// share that lies in it. Shares are whole numbers of `1 / kept width` and `1 / kept height` of a pixel,
/// so every pixel counts exactly once.
#[derive(Clone, Debug)]
pub struct Reducer {
    /// Pixels in a row and rows, as they come.
    from: (usize, usize),
    /// Pixels in a row and rows, as they are kept.
    to: (usize, usize),
    num_rows: usize,
    /// Sums over one row that comes, `[kept width]`.
    row: Vec<f64>,
    /// Sums over the area of one row that is kept.
    area: Vec<f64>,
    gray: Vec<u8>,
}

impl Reducer {
    /// For a picture of a size.
    ///
    /// # Errors
    /// If such a picture can't be shown: [`Refusal::Size`] or [`Refusal::Narrow`].
    pub fn new(width: u32, height: u32) -> Result<Self, Refusal> {
        Image::check_size(width, height)?;
        let from = (width as usize, height as usize);
        let longest = from.0.max(from.1);
        let kept = |side: usize| (side * KEPT_SIDE + longest / 2) / longest;
        let to = if longest > KEPT_SIDE { (kept(from.0), kept(from.1)) } else { from };
        if to.0.min(to.1) < MIN_SIDE as usize {
            return Err(Refusal::Narrow { width, height });
        }
        let sums = vec![0.0; to.0];
        Ok(Self { from, to, num_rows: 0, row: sums.clone(), area: sums, gray: Vec::new() })
    }

    /// Takes the next rows; those after the last one are left out.
    ///
    /// # Shapes
    /// - `band`: whole rows of pixels: red, green, blue and opacity
    pub fn push(&mut self, band: &[u8]) {
        for row in band.chunks_exact(4 * self.from.0).take(self.from.1 - self.num_rows) {
            self.sum_row(row);
            self.add_row();
            self.num_rows += 1;
        }
    }

    /// Pixels in a row and the gray of all pixels, 0 black to 255 white.
    ///
    /// # Errors
    /// [`Refusal::CutOff`] if rows are missing.
    pub fn finish(self) -> Result<(u32, Vec<u8>), Refusal> {
        if self.num_rows < self.from.1 {
            return Err(Refusal::CutOff);
        }
        Ok((self.to.0 as u32, self.gray))
    }

    /// Sums a row over the width of each pixel that is kept.
    fn sum_row(&mut self, row: &[u8]) {
        let (from, to) = (self.from.0, self.to.0);
        self.row.fill(0.0);
        let (mut kept, mut left) = (0, from);
        for pixel in row.as_chunks().0 {
            let light = f64::from(luma(pixel));
            let share = to.min(left);
            self.row[kept] += share as f64 * light;
            left -= share;
            if left == 0 {
                (kept, left) = (kept + 1, from);
                if share < to {
                    self.row[kept] += (to - share) as f64 * light;
                    left -= to - share;
                }
            }
        }
    }

    /// Adds a summed row to the area that it lies in, or to both.
    fn add_row(&mut self) {
        let (from, to) = (self.from.1, self.to.1);
        // In rows of 1 / kept height: where this one begins in its area, and how much fits in there.
        let begin = self.num_rows * to % from;
        let share = to.min(from - begin);
        add(&mut self.area, &self.row, share);
        if begin + share == from {
            let whole = self.from.0 as f64 * from as f64;
            self.gray.extend(self.area.iter().map(|sum| (255.0 * sum / whole).round() as u8));
            self.area.fill(0.0);
            add(&mut self.area, &self.row, to - share);
        }
    }
}

fn add(sums: &mut [f64], values: &[f64], share: usize) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += share as f64 * value;
    }
}
