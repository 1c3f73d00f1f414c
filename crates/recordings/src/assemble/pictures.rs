//! Pictures as the checkers of the field see them, with the answers of all cells.

use ganglion_core::{
    recording::{PictureAnswers, ShownPictures},
    t,
};

use crate::{
    assemble::{
        PartError, Parts, Unassembled,
        read::{self, TimeAxes},
    },
    evidence::{ArrayDifferences, PictureFacts},
    facts::ArrayFacts,
    roles::Role,
};

/// Most checkers of all pictures.
const MOST_CHECKERS: usize = 1 << 27;
/// Milliseconds for which a picture can be on.
const MOST_MS: f64 = 60_000.0;

/// Pictures with answers of as many cells as the recording has, if there are any.
///
/// # Errors
/// [`PartError`] if an array can't be read, or can't be those.
pub(super) fn pictures(
    parts: &Parts<'_>,
    (field, num_cells): ((usize, usize), usize),
    differences: &mut ArrayDifferences,
) -> Result<Option<ShownPictures>, PartError> {
    let answers: Vec<_> = answers(parts).collect();
    let Some((facts, picture_axis)) = array_of_pictures(parts, &answers)? else { return Ok(None) };
    if answers.is_empty() {
        return Err(facts.left_out(t!("no array is known to be the answers to its pictures")));
    }
    let checker = parts.number(Role::PictureChecker);
    let geometry = Geometry::of((facts, picture_axis), field, checker)
        .map_err(|problem| facts.left_out(problem))?;
    let mut known = Vec::new();
    for (facts, role) in answers {
        let more = read_answers(parts, (facts, role), geometry.num_pictures, differences)?;
        known.extend(more.into_iter().map(|one| (facts, one)));
    }
    check_fit(&known, num_cells, geometry.num_pictures)?;
    let gray = geometry.gray(parts, (facts, picture_axis))?;
    read::not_finite(facts, differences);
    let num_trials = known.first().and_then(|(_, one)| one.num_trials(geometry.num_pictures));
    differences.pictures = Some(geometry.told(&facts.info.path, num_trials));
    let flash_ms = parts.number(Role::FlashDuration).filter(|ms| *ms > 0.0 && *ms <= MOST_MS);
    let answers = known.into_iter().map(|(_, one)| one).collect();
    Ok(Some(ShownPictures { gray, answers, flash_ms }))
}

/// The array of pictures with their axis; nothing if neither that nor answers are there.
fn array_of_pictures<'a>(
    parts: &Parts<'a>,
    answers: &[(&ArrayFacts, Role)],
) -> Result<Option<(&'a ArrayFacts, usize)>, PartError> {
    let axis_of =
        |role| if let Role::Pictures { picture_axis } = role { Some(picture_axis) } else { None };
    let words = (
        t!("no array is known to be the pictures"),
        t!("there is another array of pictures: set one of them aside"),
    );
    parts.the_one(axis_of, answers, words)
}

/// Counts in trials; means only where there are none.
fn answers<'a>(parts: &Parts<'a>) -> impl Iterator<Item = (&'a ArrayFacts, Role)> {
    let is_counts = |role: &Role| matches!(role, Role::PictureCounts { .. });
    let has_counts = parts.with(is_counts).next().is_some();
    parts.with(
        move |role| {
            if has_counts { is_counts(role) } else { matches!(role, Role::PictureMeans { .. }) }
        },
    )
}

/// What each cell of an array answered to so many pictures.
fn read_answers(
    parts: &Parts<'_>,
    (facts, role): (&ArrayFacts, Role),
    num_pictures: usize,
    differences: &mut ArrayDifferences,
) -> Result<Vec<PictureAnswers>, PartError> {
    let (time, trial) = if let Role::PictureCounts { picture_axis, trial_axis } = role {
        (picture_axis, Some(trial_axis))
    } else if let Role::PictureMeans { picture_axis } = role {
        (picture_axis, None)
    } else {
        return Ok(Vec::new());
    };
    let size = |axis: usize| facts.info.shape.get(axis).map(|size| *size as usize);
    let (Some(num), true) = (size(time), trial.is_none_or(|trial| size(trial).is_some())) else {
        return Err(facts.left_out(t!("there is no such axis")));
    };
    if trial == Some(time) {
        return Err(facts.left_out(t!("the same axis can't be both pictures and trials")));
    }
    if num != num_pictures {
        return Err(facts.left_out(t!(
            "it has answers to {num} pictures, but there are {pictures}: cut both to the same pictures",
            num = num,
            pictures = num_pictures
        )));
    }
    let axes = TimeAxes { time, trial, is_turned: false };
    if trial.is_some() {
        let counts = read::counts_of(parts, facts, axes, differences)?;
        return Ok(counts.into_iter().map(PictureAnswers::Trials).collect());
    }
    let num_cells = (facts.info.num_elements() as usize).checked_div(num).unwrap_or(0);
    let mut means = vec![vec![0.0_f32; num]; num_cells];
    let mut is_sound = true;
    read::each(parts.files, facts, axes, |picture, cell, value| {
        is_sound &= value.is_finite() && value >= 0.0;
        means[cell][picture] = value as f32;
    })?;
    if !is_sound {
        return Err(facts.left_out(t!(
            "it has numbers that are negative or no finite numbers, which no mean of spikes is"
        )));
    }
    Ok(means.into_iter().map(PictureAnswers::Means).collect())
}

/// Whether answers are of as many cells as there are, in as many trials each.
fn check_fit(
    known: &[(&ArrayFacts, PictureAnswers)],
    num_cells: usize,
    num_pictures: usize,
) -> Result<(), PartError> {
    let Some((facts, first)) = known.first() else { return Ok(()) };
    if known.len() != num_cells {
        return Err(facts.left_out(t!(
            "it has answers of {cells} cells to pictures, and there are {all} cells: say which axes are pictures and trials, or set the counts of cells aside that have none",
            cells = known.len(),
            all = num_cells
        )));
    }
    let num_trials = |one: &PictureAnswers| one.num_trials(num_pictures);
    let other = known.iter().find(|(_, one)| num_trials(one) != num_trials(first));
    other.map_or(Ok(()), |(facts, other)| {
        Err(facts.left_out(t!(
            "one cell has {first} trials with each picture and another {other}: keep as many of each",
            first = num_trials(first).unwrap_or(0),
            other = num_trials(other).unwrap_or(0)
        )))
    })
}

/// Which pixels a checker covers along a side: for each pixel the checkers and how much of the pixel is theirs.
type PixelShares = Vec<Vec<(usize, f32)>>;

/// How pictures lie over the field.
struct Geometry {
    num_pictures: usize,
    /// Rows and columns of pixels.
    size: (usize, usize),
    /// Rows and columns of checkers.
    field: (usize, usize),
    /// Side of a checker, pixels.
    checker: f64,
    /// What becomes black and white.
    range: (f64, f64),
}

impl Geometry {
    /// Or why pictures can't lie over the field.
    fn of(
        (facts, picture_axis): (&ArrayFacts, usize),
        field: (usize, usize),
        checker: Option<f64>,
    ) -> Result<Self, String> {
        let shape = &facts.info.shape;
        let num_pictures = *shape.get(picture_axis).ok_or(t!("there is no such axis"))? as usize;
        let rest: Vec<usize> = (0..shape.len())
            .filter(|axis| *axis != picture_axis && shape[*axis] != 1)
            .map(|axis| shape[axis] as usize)
            .collect();
        let [rows, columns] = rest[..] else {
            return Err(
                t!("it has not three axes: pictures, rows and columns of pixels").to_owned()
            );
        };
        if num_pictures < 2 {
            return Err(t!("it has a single picture").to_owned());
        }
        if field.0 == 1 {
            return Err(t!("how many checkers are in a row isn't known: save the frames as time x rows x columns").to_owned());
        }
        let along = [rows as f64 / field.0 as f64, columns as f64 / field.1 as f64];
        let checker = match checker {
            None if rows * field.1 == columns * field.0 => along[0],
            Some(checker) if checker > 0.0 && along.iter().all(|most| checker <= most + 1e-9) => {
                checker
            }
            _ => return Err(Self::does_not_cover((rows, columns), field, checker)),
        };
        let too_many = num_pictures.saturating_mul(field.0 * field.1) > MOST_CHECKERS;
        let range = facts.range().filter(|_| !too_many);
        let range = range.ok_or(t!(
            "it was not looked through, or has more elements than fit into memory here"
        ))?;
        let range = match range {
            (least, most) if least >= 0.0 && most <= 1.0 => (0.0, 1.0),
            (least, most) if least >= 0.0 && most <= 255.0 => (0.0, 255.0),
            (least, most) if least >= -1.0 && most <= 1.0 => (-1.0, 1.0),
            range => range,
        };
        Ok(Self { num_pictures, size: (rows, columns), field, checker, range })
    }

    fn does_not_cover(
        (rows, columns): (usize, usize),
        field: (usize, usize),
        checker: Option<f64>,
    ) -> String {
        if let Some(checker) = checker {
            return t!(
                "its pictures have {rows} x {columns} pixels, which {field_rows} x {field_columns} checkers of {checker} pixels don't lie within: say how many pixels a checker had on them, or give larger pictures",
                rows = rows,
                columns = columns,
                field_rows = field.0,
                field_columns = field.1,
                checker = checker
            );
        }
        t!(
            "its pictures have {rows} x {columns} pixels, which are not covered by {field_rows} x {field_columns} square checkers: cut them to what the checkers covered, or add a number that says how many pixels a checker had on them",
            rows = rows,
            columns = columns,
            field_rows = field.0,
            field_columns = field.1
        )
    }

    /// What each pixel along a side gives to which checkers, which lie around the middle of the pictures.
    fn cover(&self, num_pixels: usize, num_checkers: usize) -> PixelShares {
        let start = 0.5 * (num_pixels as f64 - self.checker * num_checkers as f64);
        let of = |pixel: usize| {
            let (from, to) = (pixel as f64 - start, pixel as f64 + 1.0 - start);
            let share = |checker: usize| {
                let (left, right) =
                    (checker as f64 * self.checker, (checker + 1) as f64 * self.checker);
                ((to.min(right) - from.max(left)) / self.checker) as f32
            };
            let first = (from / self.checker).floor().max(0.0) as usize;
            let last = (to / self.checker).ceil().max(0.0) as usize;
            let checkers = first..last.min(num_checkers);
            checkers
                .map(|checker| (checker, share(checker)))
                .filter(|(_, share)| *share > 0.0)
                .collect()
        };
        (0..num_pixels).map(of).collect()
    }

    /// Mean gray of each checker, `[num_pictures, rows, columns]`, 255 for white. What is no number is taken as gray.
    fn gray(
        &self,
        parts: &Parts<'_>,
        (facts, picture_axis): (&ArrayFacts, usize),
    ) -> Result<Vec<u8>, Unassembled> {
        let (rows, columns) =
            (self.cover(self.size.0, self.field.0), self.cover(self.size.1, self.field.1));
        let num_checkers = self.field.0 * self.field.1;
        let mut sums = vec![0.0_f32; self.num_pictures * num_checkers];
        let (black, white) = self.range;
        let span = if white > black { white - black } else { 1.0 };
        let axes = TimeAxes { time: picture_axis, trial: None, is_turned: false };
        read::each(parts.files, facts, axes, |picture, pixel, value| {
            let gray = if value.is_finite() { ((value - black) / span) as f32 } else { 0.5 };
            let sums = &mut sums[picture * num_checkers..][..num_checkers];
            for (row, down) in &rows[pixel / self.size.1] {
                for (column, across) in &columns[pixel % self.size.1] {
                    sums[row * self.field.1 + column] += gray * down * across;
                }
            }
        })?;
        Ok(sums.into_iter().map(|gray| (255.0 * gray).round() as u8).collect())
    }

    fn told(&self, path: &str, num_trials: Option<usize>) -> PictureFacts {
        PictureFacts {
            path: path.to_owned(),
            num_pictures: self.num_pictures,
            size: self.size,
            checker: self.checker,
            range: self.range,
            num_trials,
        }
    }
}
