//! From gray values to contrast, in the right way and in the wrong ones.

use serde::{Deserialize, Serialize};

use crate::config::{Mistake, Normalization};

/// From gray values to contrast, fixed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrayScale {
    /// The gray value without contrast.
    pub mean: f32,
    /// Contrast of one unit of gray; 0 for values that are all the same.
    pub gain: f32,
}

impl Normalization {
    /// Standard deviation that contrast shall have.
    pub fn sd(self) -> f32 {
        match self {
            Self::Half => 0.5,
            Self::Unit | Self::PatchRemoved => 1.0,
        }
    }

    /// Contrast of patches.
    ///
    /// # Shapes
    /// - `patches`: `[num_patches, checkers]`, gray values
    /// - returns the same
    ///
    /// # Panics
    /// If `checkers` is 0.
    pub fn contrast(self, patches: &[f32], checkers: usize) -> Vec<f32> {
        let patches = match self {
            Self::Half | Self::Unit => patches.to_vec(),
            Self::PatchRemoved => without_means(patches, checkers),
        };
        let scale = self.scale(&patches);
        patches.into_iter().map(|gray| scale.contrast(gray)).collect()
    }

    /// The scale on which these gray values have mean 0 and the standard deviation asked for: for one
    /// patch after the other, as when a field is dragged over a picture. Where patch means are to be
    /// taken away, that is left to the caller.
    pub fn scale(self, values: &[f32]) -> GrayScale {
        let (mean, sd) = mean_and_sd(values);
        GrayScale { mean, gain: if sd > 0.0 { self.sd() / sd } else { 0.0 } }
    }
}

impl GrayScale {
    /// Contrast of a gray value.
    pub fn contrast(self, gray: f32) -> f32 {
        self.gain * (gray - self.mean)
    }
}

/// What the network sees where the cell sees `contrast`.
///
/// # Shapes
/// - `patches` and `contrast`: `[num_patches, checkers]`, gray values and what they should become
pub fn network_sees(
    mistake: Mistake,
    (patches, contrast): (&[f32], &[f32]),
    checkers: usize,
) -> Vec<f32> {
    let of_gray = |scale: f32| patches.iter().map(|gray| scale * gray).collect();
    match mistake {
        Mistake::None => contrast.to_vec(),
        Mistake::Raw => of_gray(255.0),
        Mistake::MeanKept => {
            let (_, wanted) = mean_and_sd(contrast);
            let (_, sd) = mean_and_sd(patches);
            of_gray(if sd > 0.0 { wanted / sd } else { 0.0 })
        }
        Mistake::Offset => contrast.iter().map(|value| value + 0.5).collect(),
        Mistake::Flipped => contrast.iter().map(|value| -value).collect(),
        Mistake::PatchRemoved => without_means(contrast, checkers),
    }
}

fn without_means(patches: &[f32], checkers: usize) -> Vec<f32> {
    let removed = |patch: &[f32]| {
        let (mean, _) = mean_and_sd(patch);
        patch.iter().map(|gray| gray - mean).collect::<Vec<_>>()
    };
    patches.chunks_exact(checkers).flat_map(removed).collect()
}

fn mean_and_sd(values: &[f32]) -> (f32, f32) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
    let squares = values.iter().map(|&value| (f64::from(value) - mean) * (f64::from(value) - mean));
    (mean as f32, libm::sqrt(squares.sum::<f64>() / count) as f32)
}
