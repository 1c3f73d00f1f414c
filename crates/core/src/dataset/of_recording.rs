//! Makes a data set of a recording, in slices.

use std::sync::Arc;

use crate::{
    cell::SpikeTriggeredSum,
    config::{DataSource, FileCell, Lengths, NUM_LAGS},
    dataset::{
        Dataset, DatasetError, EvenSpread, Frames, PictureTest, RawFrames, Repeats, Rows, Split,
        TestMovie,
        crop::FieldCrop,
        plan::SplitPlan,
        spoil::{KeptNoise, Spoiling},
    },
    recording::Recording,
    statistics::rank_one,
    units::FrameRate,
};

/// Rows gone through in one slice: some milliseconds of work.
const BLOCK: usize = 1_000;

/// Looks for the receptive field of a cell, keeps the checkers around it, and sees them through the filter of its average.
pub(super) struct RecordingBuilder {
    source: DataSource,
    cell: FileCell,
    recording: Option<Arc<Recording>>,
    /// Once the recording was found to hold what is asked for.
    plan: Option<SplitPlan>,
    /// Of all training rows, over the whole field.
    sta: SpikeTriggeredSum,
    num_done: usize,
    /// What the frames of a data set that stays packed are spoiled by.
    noise: Option<KeptNoise>,
    num_spoiled: usize,
}

impl RecordingBuilder {
    /// Before the first row. Without its recording it says so.
    pub(super) fn new(
        source: &DataSource,
        cell: &FileCell,
        recording: Option<&Arc<Recording>>,
    ) -> Self {
        let recording = recording.filter(|one| one.name() == cell.recording).cloned();
        let num_checkers = recording.as_ref().map_or(0, |one| one.frames.num_checkers());
        Self {
            sta: SpikeTriggeredSum::new(num_checkers),
            source: source.clone(),
            cell: cell.clone(),
            recording,
            plan: None,
            num_done: 0,
            noise: None,
            num_spoiled: 0,
        }
    }

    /// Rows to go through.
    pub(super) fn num_total(&self) -> usize {
        self.source.lengths.training as usize
    }

    /// Rows gone through so far.
    pub(super) fn num_done(&self) -> usize {
        self.num_done
    }

    /// Does one slice; returns whether there is more to do.
    pub(super) fn advance(&mut self) -> Result<bool, DatasetError> {
        let recording = self.recording.as_ref().ok_or(DatasetError::NoRecording)?;
        let Some(plan) = &self.plan else {
            self.plan = Some(checked_plan(&self.source, &self.cell, recording)?);
            return Ok(true);
        };
        let counts = &recording.cells[self.cell.number as usize - 1].counts;
        let end = plan.training.len().min(self.num_done + BLOCK);
        let num_checkers = recording.frames.num_checkers();
        let mut window = vec![0.0; NUM_LAGS * num_checkers];
        let rows = plan.training[self.num_done..end].iter().map(|row| *row as usize);
        for row in rows.filter(|row| counts[*row] > 0) {
            for (lag, frame) in window.chunks_exact_mut(num_checkers).enumerate() {
                recording.frames.read(row - lag, frame);
            }
            let frame = |lag: usize| &window[lag * num_checkers..][..num_checkers];
            self.sta.add_window(counts[row], frame);
        }
        self.num_done = end;
        if end < plan.training.len() {
            return Ok(true);
        }
        self.spoil()
    }

    /// Draws noise for the next rows that need it; returns whether there are more.
    fn spoil(&mut self) -> Result<bool, DatasetError> {
        let num_frames = self.source.lengths.used as usize;
        let num_checkers = self.source.stimulus.num_checkers();
        let Some(spoiling) =
            Spoiling::of(&self.source).filter(|_| Frames::are_many(num_frames, num_checkers))
        else {
            return Ok(false);
        };
        let noise = match self.noise.take() {
            Some(noise) => noise,
            None => KeptNoise::new(spoiling, num_frames, num_checkers)
                .map_err(|_full| DatasetError::OutOfMemory { num_frames })?,
        };
        let noise = self.noise.insert(noise);
        let end = num_frames.min(self.num_spoiled + BLOCK);
        (self.num_spoiled..end).for_each(|row| noise.push(row));
        self.num_spoiled = end;
        Ok(end < num_frames)
    }

    /// The finished data set.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub(super) fn finish(self) -> Dataset {
        let (Some(recording), Some(plan)) = (self.recording, self.plan) else {
            panic!("advance was called until there was nothing left to do");
        };
        let (rows, columns) =
            (self.source.stimulus.rows as usize, self.source.stimulus.columns as usize);
        let average = self.sta.mean();
        let crop = FieldCrop::of(self.cell.crop, (rows, columns), recording.field, &average);
        let frames = Arc::new(crop.frames(&recording.frames));
        let sta: Vec<f32> = average
            .chunks_exact(recording.frames.num_checkers())
            .flat_map(|image| crop.checkers().map(|checker| image[checker]))
            .collect();
        let receptive_field = rank_one(&sta, NUM_LAGS);
        let counts = &recording.cells[self.cell.number as usize - 1].counts;
        let repeats = repeats(&plan, counts);
        let input_filter = core::array::from_fn(|lag| receptive_field.temporal[lag]);
        let has_raw_frames = self.source.has_raw_frames;
        let used = used_rows(&plan, &self.source.lengths);
        // Beside packed frames, more rows of them take no memory; as floats, those that choose would take more than all of it.
        let are_all_packed = Frames::are_many(used.len(), frames.num_checkers());
        let split = |rows: Vec<u32>, spoiled: (Option<Spoiling>, Option<KeptNoise>)| {
            let counts: Vec<u16> = rows.iter().map(|row| counts[*row as usize]).collect();
            let raw = RawFrames::new(Arc::clone(&frames), Rows::Listed(rows.into()));
            let kept = has_raw_frames.then(|| raw.clone());
            let frames = match spoiled {
                (None, None) if are_all_packed => Frames::packed(raw, &input_filter),
                spoiled => Frames::seen_through((raw, counts.len()), &input_filter, spoiled),
            };
            // Nobody knows the rates.
            Split { frames, counts, rates: Vec::new(), raw: kept }
        };
        let cell = self.cell.number as usize - 1;
        let pictures = recording.pictures.as_ref().and_then(|pictures| {
            PictureTest::new(pictures, cell, (recording.field, crop.corner()))
        });
        let test_movie = Some(TestMovie::new(&frames, &plan.test));
        let training = split(used, (Spoiling::of(&self.source), self.noise));
        let mut test = split(plan.test, (None, None));
        test.counts = repeats.summed();
        Dataset {
            cell: None,
            training,
            validation: split(plan.validation, (None, None)),
            test,
            frame_rate: FrameRate::of_recording(recording.refresh_hz),
            checker_um: recording.checker_um.map(|um| um as f32).filter(|um| is_length(*um)),
            repeats: Some(repeats),
            test_movie,
            pictures,
            sta,
            receptive_field,
            input_filter,
        }
    }
}

/// Whether a number can be a length.
fn is_length(um: f32) -> bool {
    um.is_finite() && um > 0.0
}

/// The rows, if the recording has all that is asked for.
fn checked_plan(
    source: &DataSource,
    cell: &FileCell,
    recording: &Recording,
) -> Result<SplitPlan, DatasetError> {
    let num_cells = recording.cells.len();
    if cell.number as usize > num_cells {
        return Err(DatasetError::NoSuchCell { number: cell.number, num_cells });
    }
    let (rows, columns) = recording.field;
    let end = |first: u32, size: u32| first.saturating_sub(1).saturating_add(size) as usize;
    let last = (end(cell.crop.0, source.stimulus.rows), end(cell.crop.1, source.stimulus.columns));
    if last.0 > rows || last.1 > columns {
        return Err(DatasetError::FieldTooSmall { rows, columns });
    }
    let plan = SplitPlan::new(recording, &source.lengths)?;
    let counts = &recording.cells[cell.number as usize - 1].counts;
    let used = used_rows(&plan, &source.lengths);
    for (split, rows) in
        [("training", &used), ("validation", &plan.validation), ("test", &plan.test)]
    {
        if rows.iter().all(|row| counts[*row as usize] == 0) {
            return Err(DatasetError::NoRecordedSpikes { split });
        }
    }
    Ok(plan)
}

/// The training rows that networks may learn from.
fn used_rows(plan: &SplitPlan, lengths: &Lengths) -> Vec<u32> {
    let num_used = lengths.used as usize;
    let used = EvenSpread::within(lengths.part.of(plan.training.len()), num_used);
    (0..num_used).map(|row| plan.training[used.frame(row)]).collect()
}

/// Spikes at each repeat of the test frames.
fn repeats(plan: &SplitPlan, counts: &[u16]) -> Repeats {
    let rows = plan.repeats.iter().flat_map(|later| plan.test.iter().map(move |row| row + later));
    Repeats::new(plan.test.len(), rows.map(|row| counts[row as usize]).collect())
}
