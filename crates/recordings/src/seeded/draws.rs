//! What generators have in common: they draw checkers one after the other.

/// Draws two-valued checkers.
pub trait DrawsBits {
    /// The next checker: whether it has the brighter value.
    fn bit(&mut self) -> bool;

    /// The next checkers, 64 at most: a bit for each, the first one lowest.
    fn bits(&mut self, num: u32) -> u64 {
        (0..num).fold(0, |bits, place| bits | u64::from(self.bit()) << place)
    }

    /// Leaves out checkers.
    fn skip(&mut self, num: u64) {
        for _ in 0..num {
            self.bit();
        }
    }

    /// Begins what the rig drew by a further call: some generators throw the rest of a word away with each.
    fn begin_call(&mut self) {}
}

/// Draws checkers of Gaussian noise.
pub trait DrawsNormals {
    /// The next checker, standard normal.
    fn normal(&mut self) -> f64;

    /// Leaves out checkers.
    fn skip(&mut self, num: u64);
}

/// Numbers between 0 and 1.
pub trait Uniform {
    /// The next one.
    fn uniform(&mut self) -> f64;
}

/// Pairs of normal numbers by the polar method, of which the second is handed out first: `gasdev` of Numerical Recipes, and what `NumPy` has
/// taken over from it.
///
/// # Source
/// Press, Teukolsky, Vetterling, Flannery (1992), Numerical Recipes in C, 7.2.
#[derive(Clone, Debug)]
pub struct Polar<U> {
    uniform: U,
    /// The first number of a pair whose second was handed out, and the square of the radius.
    kept: Option<(f64, f64)>,
}

impl<U: Uniform> Polar<U> {
    /// From what draws uniform numbers.
    pub fn new(uniform: U) -> Self {
        Self { uniform, kept: None }
    }

    /// A point in the unit circle, and the square of its radius.
    fn pair(&mut self) -> (f64, f64, f64) {
        loop {
            let first = 2.0 * self.uniform.uniform() - 1.0;
            let second = 2.0 * self.uniform.uniform() - 1.0;
            let square = first * first + second * second;
            if square < 1.0 && square > 0.0 {
                return (first, second, square);
            }
        }
    }
}

fn stretched(value: f64, square: f64) -> f64 {
    value * (-2.0 * libm::log(square) / square).sqrt()
}

impl<U: Uniform> DrawsNormals for Polar<U> {
    fn normal(&mut self) -> f64 {
        if let Some((value, square)) = self.kept.take() {
            return stretched(value, square);
        }
        let (first, second, square) = self.pair();
        self.kept = Some((first, square));
        stretched(second, square)
    }

    /// Whether a point is in the circle has to be known, its logarithm not.
    fn skip(&mut self, num: u64) {
        let mut left = num;
        if left > 0 && self.kept.take().is_some() {
            left -= 1;
        }
        while left > 0 {
            let (first, _, square) = self.pair();
            if left == 1 {
                self.kept = Some((first, square));
            }
            left = left.saturating_sub(2);
        }
    }
}
