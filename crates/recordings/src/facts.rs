//! What is known of an array once it was read through: enough to say what it may mean.

use ganglion_core::statistics::correlation;

use crate::{
    array::{ArrayInfo, AxisOrder, ElementType},
    error::FileError,
    open::OpenedFile,
    summary::ArraySummary,
};

/// Arrays with more elements aren't looked through by the page.
pub const MOST_ELEMENTS: u64 = 1 << 31;
/// Elements of a block.
const BLOCK: usize = 1 << 16;
/// Longest row of numbers whose steps are looked at.
const MOST_STEPS: u64 = 20_000_000;
/// Largest table that is kept.
const MOST_KEPT: u64 = 20_000;

/// An array that was read through.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrayFacts {
    /// Which array of which file, by their indices.
    pub place: (usize, usize),
    /// What its head says.
    pub info: ArrayInfo,
    /// Axes that aren't of size 1, by their index in the shape.
    pub axes: Vec<usize>,
    /// Range, mean and distinct values; nothing if it wasn't looked through.
    pub summary: Option<ArraySummary>,
    /// Of a row of numbers: how they follow each other.
    pub steps: Option<StepFacts>,
    /// The elements in the order of the file, if there are few.
    pub kept: Vec<f64>,
    /// Of three axes: how alike neighbors along them are among the first elements, correlation, the fastest axis first; nothing where too
    /// few were looked at.
    pub neighbors: [Option<f64>; 3],
}

/// How the numbers of a row follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepFacts {
    /// First and last number.
    pub ends: (f64, f64),
    /// Steps down.
    pub num_down: usize,
    /// Median step.
    pub median: f64,
    /// Share of the steps within a fifth of the median.
    pub regular: f64,
}

impl ArrayFacts {
    /// Reads an array through, if it has up to `most_elements`.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn of(
        files: &[OpenedFile],
        place: (usize, usize),
        most_elements: u64,
    ) -> Result<Self, FileError> {
        let info = files[place.0].arrays[place.1].clone();
        let axes = (0..info.shape.len()).filter(|axis| info.shape[*axis] != 1).collect();
        let num = info.num_elements();
        let mut facts = Self {
            place,
            info,
            axes,
            summary: None,
            steps: None,
            kept: Vec::new(),
            neighbors: [None; 3],
        };
        if num == 0 || num > most_elements || facts.info.declared == ElementType::Char {
            return Ok(facts);
        }
        let is_row = facts.axes.len() == 1 && num <= MOST_STEPS;
        let mut row = Vec::new();
        let mut summary = ArraySummary::default();
        let mut reader = files[place.0].reader(place.1)?;
        while let Some(block) = reader.next_block(BLOCK)? {
            summary.add(&block.elements);
            if block.start == 0 && facts.axes.len() == 3 {
                facts.neighbors = facts.neighbors_in(&block.elements.to_f64());
            }
            if is_row || num <= MOST_KEPT {
                block.elements.for_each(|value| row.push(value));
            }
        }
        facts.summary = Some(summary);
        facts.steps = if is_row { StepFacts::of(&row) } else { None };
        if num <= MOST_KEPT {
            facts.kept = row;
        }
        Ok(facts)
    }

    /// Its three axes, the slowest first; nothing if there are more or fewer.
    pub fn by_speed(&self) -> Option<[usize; 3]> {
        let [first, second, third] = self.axes[..] else { return None };
        Some(match self.info.order {
            AxisOrder::C => [first, second, third],
            AxisOrder::Fortran => [third, second, first],
        })
    }

    /// How alike neighbors along each axis are in the first elements.
    fn neighbors_in(&self, values: &[f64]) -> [Option<f64>; 3] {
        let Some(axes) = self.by_speed() else { return [None; 3] };
        let mut stride = 1;
        let mut alike = [None; 3];
        for (alike, axis) in alike.iter_mut().zip(axes.into_iter().rev()) {
            let size = self.info.shape[axis] as usize;
            *alike = likeness(values, (stride, size));
            stride = stride.saturating_mul(size);
        }
        alike
    }

    /// The name that the array was given; of a file with one array that of the file, without its ending.
    pub fn name(&self) -> &str {
        let path = &self.info.path;
        if let Some((_, name)) = path.rsplit_once(" / ") {
            return name;
        }
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        file.rsplit_once('.').map_or(file, |(name, _)| name)
    }

    /// Sizes of the axes that aren't of size 1.
    pub fn sizes(&self) -> Vec<usize> {
        self.axes.iter().map(|axis| self.info.shape[*axis] as usize).collect()
    }

    /// Least and greatest finite element.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.summary.as_ref()?.range()
    }

    /// The share of the greater value, if there are two; nothing if there are more or fewer.
    pub fn share_of_greater(&self) -> Option<f64> {
        let summary = self.summary.as_ref()?;
        let values = summary.distinct()?;
        let [low, high] = values[..] else { return None };
        Some((summary.mean()? - low) / (high - low))
    }

    /// Whether all are whole numbers.
    pub fn is_whole(&self) -> bool {
        let is_whole = |all: &ArraySummary| all.num_fractions() == 0 && all.num_nan() == 0;
        self.summary.as_ref().is_some_and(is_whole)
    }

    /// Share of the elements that are 0.
    pub fn share_of_zeros(&self) -> f64 {
        let num_zero = self.summary.as_ref().map_or(0, ArraySummary::num_zero);
        num_zero as f64 / self.info.num_elements().max(1) as f64
    }

    /// Two columns (or two rows) of a small table, if it has no more.
    ///
    /// # Shapes
    /// - returns 2 of `[num_rows]`
    pub fn two_columns(&self) -> Option<[Vec<f64>; 2]> {
        let [first, second] = self.sizes()[..] else { return None };
        let is_second_faster = self.info.order == AxisOrder::C;
        let (num, is_apart) = match (first, second) {
            (_, 2) => (first, !is_second_faster),
            (2, _) => (second, is_second_faster),
            _ => return None,
        };
        let at = |row: usize, column: usize| {
            if is_apart { column * num + row } else { 2 * row + column }
        };
        let column = |column| (0..num).map(|row| self.kept.get(at(row, column)).copied()).collect();
        let (first, second): (Option<Vec<f64>>, Option<Vec<f64>>) = (column(0), column(1));
        Some([first?, second?])
    }

    /// Of counts in trials: the axis of the trials, which has, with that of time, an entry for each of `num_frames` frames; nothing if there
    /// are no three axes, or both others could be it.
    pub fn trial_axis(&self, time_axis: usize, num_frames: usize) -> Option<usize> {
        if self.axes.len() != 3 || !self.axes.contains(&time_axis) {
            return None;
        }
        let size = |axis: usize| self.info.shape[axis] as usize;
        let is_it = |axis: &usize| {
            *axis != time_axis && size(*axis).checked_mul(size(time_axis)) == Some(num_frames)
        };
        let mut found = self.axes.iter().copied().filter(is_it);
        found.next().filter(|_| found.next().is_none())
    }

    /// The only element.
    pub fn scalar(&self) -> Option<f64> {
        (self.info.num_elements() == 1).then(|| self.kept.first().copied()).flatten()
    }
}

/// Correlation of elements that are one step apart along an axis; nothing for fewer than a hundred pairs.
fn likeness(values: &[f64], (stride, size): (usize, usize)) -> Option<f64> {
    /// Fewest pairs.
    const FEWEST: usize = 100;
    let pairs = (stride..values.len()).filter(|at| !(at / stride).is_multiple_of(size));
    let (one, other): (Vec<f64>, Vec<f64>) = pairs
        .map(|at| (values[at - stride], values[at]))
        .filter(|(one, other)| one.is_finite() && other.is_finite())
        .unzip();
    (one.len() >= FEWEST).then(|| correlation(&one, &other))
}

impl StepFacts {
    fn of(row: &[f64]) -> Option<Self> {
        let steps: Vec<f64> = row.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mut sorted = steps.clone();
        sorted.sort_by(f64::total_cmp);
        let median = *sorted.get(sorted.len() / 2)?;
        let is_regular = |step: &&f64| (**step - median).abs() <= 0.2 * median.abs();
        let regular = steps.iter().filter(is_regular).count() as f64 / steps.len() as f64;
        let num_down = steps.iter().filter(|step| **step < 0.0).count();
        Some(Self { ends: (row[0], row[row.len() - 1]), num_down, median, regular })
    }
}
