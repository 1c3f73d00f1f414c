//! Mean and standard deviation of a few runs, and how they are written.

use crate::figure::words::share;

/// What several runs of the same thing gave; runs without a number are left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (over n - 1); 0 for a single run.
    pub std: f64,
    /// How many there are.
    pub num_runs: usize,
}

impl Spread {
    /// Of the finite values; none without any.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let values: Vec<_> = values.into_iter().filter(|value| value.is_finite()).collect();
        let num_runs = values.len();
        if num_runs == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / num_runs as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let std = if num_runs > 1 { libm::sqrt(squares / (num_runs - 1) as f64) } else { 0.0 };
        Some(Self { mean, std, num_runs })
    }

    /// `.61 ± .03`, or the only value.
    pub fn words(self) -> String {
        if self.num_runs < 2 {
            return share(self.mean);
        }
        format!("{} \u{b1} {}", share(self.mean), share(self.std))
    }
}

/// A cell of a table: mean with standard deviation, or a dash.
pub(in crate::figure) fn spread_words(values: impl IntoIterator<Item = f64>) -> String {
    Spread::of(values).map_or_else(|| "\u{2013}".to_owned(), Spread::words)
}
