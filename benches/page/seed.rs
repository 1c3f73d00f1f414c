//! A stimulus that is only a seed, as large as a rig showed it: how long until its receptive field is found, and until the part around it of
//! all frames is drawn and looked at.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ganglion_core::{
    recording::Crop,
    rng::{Random, Stream},
};
use ganglion_recordings::seeded::{SeededMovie, SeededStimulus};

use crate::{VIEW, memory::held, page::Page, recording::header, said, setting};

/// 219 trials of 1500 running frames and 300 frozen ones.
const SHOWN: &str = "ran1 seed=-10000 200x150 columns up trials=219 running=1500 frozen=300 frozen-seed=-20000 checker=7.5";

/// Rows and columns to which the cell answers, four frames later.
const PLACE: Crop = Crop { row: 61, column: 130, rows: 5, columns: 5 };

/// How long it may take on a machine that is busy.
const LONG: Duration = Duration::from_mins(10);

/// Describes the stimulus, and has it drawn.
const DESCRIBE: &str = "
    const line = document.getElementById('seed-line');
    line.value = arguments[0];
    line.dispatchEvent(new Event('change', { bubbles: true }));
    document.getElementById('seed-form').requestSubmit();";

/// Seconds until the field is found, and from then until there is a recording; memory.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub(crate) async fn measure() -> Vec<(String, f64)> {
    let file = write();
    let page = Page::open(VIEW, setting("GANGLION_ISOLATED_URL")).await;
    page.go("#1.view=recorded&source=file").await;
    page.wait_until("document.getElementById('recording-files')", LONG).await;
    page.give_files("#recording-files", &file.display().to_string()).await;
    page.wait_until("document.getElementById('seed-line')", LONG).await;
    let start = Instant::now();
    page.script_with(DESCRIBE, vec![SHOWN.into()]).await;
    let is_drawn =
        "document.querySelector('.recording-progress')?.textContent.includes('Drawing the frames')";
    page.wait_until(is_drawn, LONG).await;
    let search = said("seed_search_secs", start.elapsed().as_secs_f64());
    let start = Instant::now();
    page.wait_until("document.getElementById('use-recording')", LONG).await;
    let crop = said("seed_crop_secs", start.elapsed().as_secs_f64());
    let memory = held().map(|held| said("seed_memory_megabytes", held));
    page.close().await;
    let numbers = [search, crop].into_iter().chain(memory);
    numbers.map(|(name, number)| (name.to_owned(), number)).collect()
}

/// Writes the counts of a cell to all frames, as numpy does.
fn write() -> PathBuf {
    let stimulus = SeededStimulus::read(SHOWN).expect("a description");
    let mut movie = SeededMovie::cropped(&stimulus, PLACE);
    let mut frames = movie.empty();
    movie.draw(usize::MAX, &mut frames);
    let mut random = Random::new(1, Stream::Live, 0);
    let count = |frame: usize| {
        let lit = |before| (0..frames.num_checkers()).map(move |at| (before, at));
        let drive = frame.checked_sub(4).map_or(0.0, |before| {
            lit(before).map(|(before, at)| frames.contrast(before, at)).sum::<f32>() / 5.0
        });
        random.poisson((0.1 * drive.exp()).min(3.0)).min(9) as u8
    };
    let num_frames = frames.num_frames();
    let mut bytes = header("|u1", &format!("({num_frames}, 1)"));
    bytes.extend((0..num_frames).map(count));
    let path = Path::new(&setting("GANGLION_TARGET")).join("seed-counts.npy");
    std::fs::write(&path, bytes).expect("the target folder takes files");
    path
}
