//! Recordings whose stimulus is only a seed.

use ganglion_core::{
    recording::{Crop, Recording},
    rng::{Random, Stream},
    stimulus::StimulusFrames,
};
use ganglion_recordings::{
    OpenedFile,
    assemble::Unassembled,
    evidence::{Evidence, Judgment, SuspectedFault},
    facts::ArrayFacts,
    interpretation::{Interpretation, interpret},
    roles::RoleChoice,
    seeded::{
        OwnSeeds, SeedMemory, SeedStage, SeededFiles, SeededFindings, SeededMovie, SeededStimulus,
        TrialSeeds, Unseeded,
    },
};

use crate::files::{Made, made, opened};

/// Where a cell looks: the middle of 3 x 3 checkers, three frames before the spike, the darker the better.
const CELLS: [(usize, usize); 2] = [(9, 41), (28, 12)];

fn read(text: &str) -> SeededStimulus {
    SeededStimulus::read(text).expect("a description")
}

/// What a rig showed, and what its cells answered.
pub(crate) struct Rig {
    pub(crate) stimulus: SeededStimulus,
    frames: StimulusFrames,
    /// `[num_cells][num_frames]`.
    counts: Vec<Vec<u16>>,
}

impl Rig {
    pub(crate) fn new(text: &str) -> Self {
        let stimulus = read(text);
        let crop = Crop { row: 0, column: 0, rows: stimulus.height, columns: stimulus.width };
        let mut movie = SeededMovie::cropped(&stimulus, crop);
        let mut frames = movie.empty();
        movie.draw(usize::MAX, &mut frames);
        let counts = (0..CELLS.len()).map(|cell| answers(&stimulus, &frames, cell)).collect();
        Self { stimulus, frames, counts }
    }

    pub(crate) fn num_frames(&self) -> usize {
        self.frames.num_frames()
    }

    /// Counts of some frames, time x cell.
    fn counts_of(&self, name: &str, frames: impl Iterator<Item = usize>) -> Made {
        let frames: Vec<usize> = frames.collect();
        let values =
            frames.iter().flat_map(|at| self.counts.iter().map(move |cell| f64::from(cell[*at])));
        made(name, &[frames.len(), self.counts.len()], "|u1", values.collect())
    }

    pub(crate) fn counts(&self) -> Made {
        self.counts_of("counts", 0..self.num_frames())
    }

    /// The first frames as an array, from the values that stand for darker and brighter.
    pub(crate) fn first_frames(&self, num: usize, values: (f64, f64)) -> Made {
        let (rows, columns) = (self.stimulus.height, self.stimulus.width);
        let value = |at: usize| {
            let contrast = self.frames.contrast(at / (rows * columns), at % (rows * columns));
            if contrast > 0.0 { values.1 } else { values.0 }
        };
        let values = (0..num * rows * columns).map(value).collect();
        made("first", &[num, rows, columns], "<f8", values)
    }

    /// The part of all frames that a crop has, as a recording of its own.
    fn cropped(&self, crop: Crop) -> StimulusFrames {
        let columns = self.stimulus.width;
        let checkers: Vec<usize> = (0..crop.rows * crop.columns)
            .map(|at| (crop.row + at / crop.columns) * columns + crop.column + at % crop.columns)
            .collect();
        self.frames.of_checkers(&checkers)
    }
}

fn answers(stimulus: &SeededStimulus, frames: &StimulusFrames, cell: usize) -> Vec<u16> {
    const LAG: usize = 3;
    let (row, column) = CELLS[cell];
    let mut random = Random::new(4, Stream::TrainingSpikes, cell as u32);
    let scale = if stimulus.generator.is_two_valued() { 1.0 } else { 6.0 };
    let count = |at: usize| {
        let drive = |at: usize| -> f32 {
            let around = (row - 1..=row + 1)
                .flat_map(|row| (column - 1..=column + 1).map(move |column| (row, column)));
            around
                .map(|(row, column)| -scale * frames.contrast(at, row * stimulus.width + column))
                .sum()
        };
        let drive = at.checked_sub(LAG).map_or(0.0, drive);
        random.poisson(0.12 * (drive / 3.0).max(0.0))
    };
    (0..frames.num_frames()).map(count).collect()
}

struct Opened {
    files: Vec<OpenedFile>,
    facts: Vec<ArrayFacts>,
    chosen: Vec<RoleChoice>,
    found: Result<SeededFindings, Unseeded>,
}

fn open_with(files: &[Made], stimulus: &SeededStimulus, cell: Option<usize>) -> Opened {
    let stimulus = &SeededStimulus { cell, ..stimulus.clone() };
    let (mut files, mut facts) = opened(files);
    let mut chosen = Vec::new();
    let mut memory = SeedMemory::default();
    let mut parts = SeededFiles {
        reader: &OwnSeeds,
        memory: &mut memory,
        files: &mut files,
        facts: &mut facts,
        chosen: &mut chosen,
    };
    let mut last = (SeedStage::Searching, 0);
    let found = parts.add(stimulus, &mut |stage, done, num| {
        assert!(stage != last.0 || done > last.1, "it goes on");
        assert!(done <= num);
        last = (stage, done);
    });
    Opened { files, facts, chosen, found }
}

impl Opened {
    fn findings(&self) -> &SeededFindings {
        self.found.as_ref().expect("spikes")
    }

    fn interpreted(&self) -> Interpretation {
        interpret(&self.files, &self.facts, &self.chosen, 1)
    }
}

fn recording(found: &Interpretation) -> &Recording {
    &found.assembled.as_ref().expect("a recording").recording
}

fn wrong(evidence: &[Evidence]) -> Vec<&Evidence> {
    let is_it = |one: &&Evidence| one.fault == Some(SuspectedFault::WrongSeed);
    evidence.iter().filter(is_it).collect()
}

/// Text of a rig; its size leaves room around the fields of both cells.
pub(crate) fn text(generator: &str) -> String {
    format!("{generator} 60x44 trials=6 running=900 frozen=60 checker=7.5")
}

#[test]
fn the_field_is_found_while_frames_are_drawn_and_the_crop_is_what_was_shown() {
    for generator in [
        "ran1 seed=-10000 up frozen-seed=-20000",
        "java seed=11111 frozen-seed=3",
        "pcg64-integers-int8 seed=5 frozen-seed=6 left",
        "matlab-rand seed=5 step=1 frozen-seed=1",
    ] {
        let rig = Rig::new(&text(generator));
        for (cell, (row, column)) in CELLS.into_iter().enumerate() {
            let opened = open_with(&[rig.counts()], &rig.stimulus, Some(cell));
            let found = opened.findings();
            let place = found.search.and_then(|search| search.place).expect("a place");
            assert!(place.is_found() && place.z < 0.0, "{generator}: {place:?}");
            assert_eq!((place.cell, place.lag), (cell, 3), "{generator}");
            assert!(
                place.row.abs_diff(row) <= 1 && place.column.abs_diff(column) <= 1,
                "{place:?}"
            );
            assert!(found.search.expect("searched").num_frames <= rig.num_frames());
            let interpreted = opened.interpreted();
            let recording = recording(&interpreted);
            assert_eq!(recording.frames, rig.cropped(found.crop), "{generator}");
            assert_eq!(recording.field, (24, 24));
            assert_eq!(recording.checker_um, Some(7.5));
            let trials: Vec<_> = (0..6).map(|trial| 960 * trial..960 * (trial + 1)).collect();
            assert_eq!(recording.trials, trials);
            assert_eq!(recording.frozen.len(), 1);
            assert_eq!((recording.frozen[0].len, recording.frozen[0].starts.len()), (60, 6));
            assert_eq!(recording.cells[0].counts, rig.counts[0]);
            assert!(found.evidence.iter().all(|one| one.judgment == Judgment::Fine));
            assert_eq!(interpreted.averages[cell].peak_lag, 3);
            assert!(interpreted.averages[cell].is_significant());
        }
    }
}

#[test]
fn gaussian_noise_and_frames_that_stay_on_are_found_too() {
    for generator in
        ["gasdev seed=-10000 frozen-seed=-20000", "ran1 seed=-7 blinks=2 frozen-seed=-8"]
    {
        let rig = Rig::new(&text(generator));
        let opened = open_with(&[rig.counts()], &rig.stimulus, Some(0));
        let place = opened.findings().search.and_then(|search| search.place).expect("a place");
        assert!(place.is_found(), "{generator}: {place:?}");
        assert!(place.row.abs_diff(CELLS[0].0) <= 1 && place.column.abs_diff(CELLS[0].1) <= 1);
        let interpreted = opened.interpreted();
        assert_eq!(recording(&interpreted).num_frames(), rig.num_frames());
        assert!(interpreted.averages[0].is_significant());
    }
}

#[test]
fn fewer_frames_are_drawn_if_they_show_the_field() {
    let rig = Rig::new("ran1 seed=-5 60x44 running=40000");
    let opened = open_with(&[rig.counts()], &rig.stimulus, None);
    let search = opened.findings().search.expect("searched");
    assert!(search.num_frames < rig.num_frames(), "{search:?}");
    assert!(search.place.is_some_and(|place| place.z.abs() > 10.0));
}

#[test]
fn frozen_frames_stand_by_themselves_if_their_counts_do() {
    let rig = Rig::new(&text("ran1 seed=-10000 up frozen-seed=-20000"));
    let running = rig.counts_of("running", (0..rig.num_frames()).filter(|at| at % 960 < 900));
    let frozen: Vec<usize> = (0..rig.num_frames()).filter(|at| at % 960 >= 900).collect();
    let values =
        frozen.iter().flat_map(|at| rig.counts.iter().map(move |cell| f64::from(cell[*at])));
    let frozen = made("repeats", &[6, 60, 2], "|u1", values.collect());
    let opened = open_with(&[running, frozen], &rig.stimulus, Some(1));
    let interpreted = opened.interpreted();
    let recording = recording(&interpreted);
    assert_eq!(recording.num_frames(), rig.num_frames(), "all of them, in another order");
    let shown: Vec<usize> = (0..rig.num_frames())
        .filter(|at| at % 960 < 900)
        .chain((0..rig.num_frames()).filter(|at| at % 960 >= 900))
        .collect();
    let crop = rig.cropped(opened.findings().crop);
    for (at, from) in shown.into_iter().enumerate() {
        assert_eq!(recording.cells[1].counts[at], rig.counts[1][from]);
        for checker in [0, 100, 575] {
            assert_eq!(
                recording.frames.contrast(at, checker).to_bits(),
                crop.contrast(from, checker).to_bits()
            );
        }
    }
    assert_eq!(recording.frozen[0].starts.len(), 6);
}

#[test]
fn a_wrong_seed_or_order_is_told() {
    let rig = Rig::new(&text("ran1 seed=-10000 up frozen-seed=-20000"));
    for other in ["ran1 seed=-10001 up frozen-seed=-20000", "java seed=10000 frozen-seed=3"] {
        let opened = open_with(&[rig.counts()], &read(&text(other)), None);
        let found = opened.findings();
        assert_eq!(wrong(&found.evidence).len(), 1, "{other}: {found:?}");
        let interpreted = opened.interpreted();
        assert!(interpreted.averages.iter().all(|average| !average.is_significant()));
        assert!(
            interpreted.evidence.iter().any(|one| one.fault == Some(SuspectedFault::NoStructure))
        );
    }
    let opened = open_with(
        &[rig.counts()],
        &read(&text("ran1 seed=-10000 rows frozen-seed=-20000")),
        Some(0),
    );
    let found = opened.findings();
    let evidence = wrong(&found.evidence);
    assert!(evidence[0].advice.contains("filled the other way"), "{evidence:?}");
    let other = found.search.and_then(|search| search.in_other_order).expect("a place");
    // From the wrong side: whether it is upward no average tells.
    assert!((43 - other.row).abs_diff(CELLS[0].0) <= 1, "{other:?}");
    assert!(other.column.abs_diff(CELLS[0].1) <= 1, "{other:?}");
}

#[test]
fn an_array_of_the_first_frames_verifies_a_seed_or_says_which_order_it_would_take() {
    for (generator, frames, values) in [
        ("ran1 seed=-10000 up frozen-seed=-20000", 1, (0.0, 255.0)),
        ("java seed=11111 left frozen-seed=4", 7, (-1.0, 1.0)),
    ] {
        let rig = Rig::new(&text(generator));
        let first = rig.first_frames(frames, values);
        let opened = open_with(&[rig.counts(), first.clone()], &rig.stimulus, Some(0));
        let found = opened.findings();
        assert!(
            found.evidence[0].sentence.contains("first.npy holds the first frames"),
            "{found:?}"
        );
        assert!(wrong(&found.evidence).is_empty());
        assert!(recording(&opened.interpreted()).num_frames() == rig.num_frames());
        let mut other = rig.stimulus.clone();
        (other.order.is_upward, other.is_inverted) = (!other.order.is_upward, true);
        let opened = open_with(&[rig.counts(), first.clone()], &other, Some(0));
        let evidence = wrong(&opened.findings().evidence);
        assert!(evidence[0].advice.contains(&rig.stimulus.to_string()), "{evidence:?}");
        let wrong_seed = SeededStimulus { seeds: TrialSeeds::RunsOn(-3), ..rig.stimulus.clone() };
        let opened = open_with(&[rig.counts(), first], &wrong_seed, Some(0));
        let evidence = wrong(&opened.findings().evidence);
        assert!(evidence[0].advice.contains("No order of checkers makes it so"), "{evidence:?}");
        assert_eq!(evidence.len(), 2, "the average says the same");
    }
}

#[test]
fn small_fields_are_taken_whole_and_without_spikes_nothing_is_drawn() {
    let rig = Rig::new("ran1 seed=-1 60x44 running=300");
    let small = read("ran1 seed=-1 20x12 running=300");
    let opened = open_with(&[rig.counts()], &small, None);
    let found = opened.findings();
    assert_eq!((found.crop.rows, found.crop.columns, found.search), (12, 20, None));
    let opened = open_with(&[], &rig.stimulus, None);
    let reason = opened.found.expect_err("nothing");
    assert_eq!(reason.reason, Unassembled::NoSpikes);
    // A cell that isn't there.
    let opened = open_with(&[rig.counts()], &rig.stimulus, Some(9));
    assert_eq!(wrong(&opened.findings().evidence).len(), 1);
    // Counts of another number of frames.
    let longer = read("ran1 seed=-1 60x44 trials=5 running=100 frozen=20 frozen-seed=3");
    let opened = open_with(&[rig.counts()], &longer, None);
    let reason = opened.found.expect_err("no counts").to_string();
    assert!(reason.contains("shows 600 frames, and 500 without"), "{reason}");
}

/// A description of what hardly a rig shows.
fn any_text(below: &mut impl FnMut(u32) -> usize) -> String {
    let generators =
        ["ran1", "gasdev", "java", "java-normal", "matlab-rand", "pcg64-integers-int8"];
    let generator = generators[below(generators.len() as u32)];
    let size = format!("{}x{}", 1 + below(60), 1 + below(40));
    let seed = 1 + below(99);
    let (running, trials, blinks) = (1 + below(40), 1 + below(5), 1 + below(3));
    let mut text =
        format!("{generator} seed={seed} {size} running={running} trials={trials} blinks={blinks}");
    let more = ["rows", "columns", "up", "left", "inverted", "step=1", "checker=9"];
    for word in more.into_iter().chain(["frozen=7 frozen-seed=2"]) {
        if below(3) == 0 {
            text.push(' ');
            text.push_str(word);
        }
    }
    if trials > 1 && below(3) == 0 {
        text.push_str(" before=3 after=2");
    }
    text
}

/// Counts that may have an entry for each frame, and what may be frames.
fn any_files(stimulus: &SeededStimulus, below: &mut impl FnMut(u32) -> usize) -> Vec<Made> {
    let (width, height) = (stimulus.width, stimulus.height);
    let num_frames = if below(4) > 0 { stimulus.num_frames() } else { 1 + below(300) };
    let num_cells = 1 + below(6);
    let shape =
        if below(2) == 0 { vec![num_frames, num_cells] } else { vec![num_cells, num_frames] };
    let largest = 1 + below(4) as u32;
    let counts = made(
        "counts",
        &shape,
        "|u1",
        (0..num_frames * num_cells).map(|_| below(largest) as f64).collect(),
    );
    let sizes = [[1, height, width], [2, width, height], [height, width, 3]][below(3)];
    let num: usize = sizes.iter().product();
    let frames = made("first", &sizes, "|u1", (0..num).map(|_| below(2) as f64).collect());
    if below(2) == 0 { vec![counts] } else { vec![frames, counts] }
}

#[test]
fn whatever_is_described_and_opened_is_drawn_or_refused_with_a_reason() {
    let mut random = Random::new(11, Stream::Live, 0);
    let mut below = |most: u32| random.below(most) as usize;
    let (mut num_drawn, mut num_refused) = (0, 0);
    for _ in 0..300 {
        let text = any_text(&mut below);
        let stimulus = read(&text);
        let files = any_files(&stimulus, &mut below);
        let asked = [None, Some(0), Some(below(9))][below(3)];
        let opened = open_with(&files, &stimulus, asked);
        let interpreted = opened.interpreted();
        match &opened.found {
            Ok(found) => {
                num_drawn += 1;
                let recording = recording(&interpreted);
                // Bars are read as one row.
                let Crop { rows, columns, .. } = found.crop;
                let field = if columns == 1 { (1, rows) } else { (rows, columns) };
                assert_eq!(recording.field, field, "{text}");
                assert!(found.crop.row + rows <= stimulus.height, "{text}");
                assert!(found.crop.column + columns <= stimulus.width, "{text}");
            }
            Err(reason) => {
                num_refused += 1;
                assert!(reason.to_string().contains(&stimulus.num_frames().to_string()), "{text}");
            }
        }
    }
    assert!(num_drawn > 50 && num_refused > 20, "{num_drawn} drawn, {num_refused} refused");
}
