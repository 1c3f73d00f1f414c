//! A recording whose stimulus is only a seed: described in fields or by a link, drawn, stopped, left out.

use std::sync::Arc;

use ganglion::native::{OpenedRecording, SeedDrawing, open_recording, run_on};
use ganglion_core::{
    engine::cpu::CpuEngines,
    link,
    rng::{Random, Stream},
};
use ganglion_recordings::seeded::{SeededMovie, SeededStimulus};
use serde_json::{Value, json};

use crate::{
    RUN, axe, checksums, journey, journey_at,
    page::{Page, SOON, Theme, View},
    recordings::{IS_FOUND, LINK, OWN, drop_on, link_of_run, open},
    served::{Damage, Served},
};

/// What a rig showed; its field is larger than what networks take.
const SHOWN: &str =
    "java seed=11111 60x44 trials=6 running=900 frozen=60 frozen-seed=3 checker=7.5";

/// Where the cell looks: row and column of a square of nine checkers, three frames before the spike.
const PLACE: (usize, usize) = (9, 41);

fn stimulus() -> SeededStimulus {
    SeededStimulus::read(SHOWN).expect("a description")
}

/// Bytes of an npy file.
fn npy(descr: &str, shape: &str, elements: impl Iterator<Item = u8>) -> Vec<u8> {
    let head = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((head.len() as u16).to_le_bytes());
    bytes.extend(head.bytes());
    bytes.extend(elements);
    bytes
}

/// Spikes of a cell to the frames of the seed, as a file.
fn counts() -> Vec<u8> {
    let stimulus = stimulus();
    let mut movie = SeededMovie::cropped(&stimulus, stimulus.whole());
    let mut frames = movie.empty();
    movie.draw(usize::MAX, &mut frames);
    let mut random = Random::new(4, Stream::TrainingSpikes, 0);
    let (row, column) = PLACE;
    let count = |at: usize| {
        let checkers = (row - 1..=row + 1)
            .flat_map(|row| (column - 1..=column + 1).map(move |column| (row, column)));
        let drive: f32 = checkers
            .map(|(row, column)| -frames.contrast(at.saturating_sub(3), row * 60 + column))
            .sum();
        random.poisson(0.12 * (drive / 3.0).max(0.0)) as u8
    };
    let num = frames.num_frames();
    npy("|u1", &format!("{num},"), (0..num).map(count).collect::<Vec<_>>().into_iter())
}

/// The files of the recording: counts, and the seed beside them.
fn files() -> [(&'static str, Vec<u8>); 2] {
    [("counts.npy", counts()), ("seed.npy", npy("<i8", "1,", 11_111_i64.to_le_bytes().into_iter()))]
}

/// Enters values into fields, as a person does.
async fn fill(page: &Page, fields: &[(&str, &str)]) {
    let script = "
        for (const [key, value] of arguments[0]) {
            const field = document.getElementById('seed-' + key);
            field.value = value;
            field.dispatchEvent(new Event('change', { bubbles: true }));
        }";
    page.script_with(script, vec![json!(fields)]).await;
}

/// What the page shows of the recording's name.
async fn digests(page: &Page) -> String {
    page.text("#recording-digests").await
}

/// What the command reports of the link with the counts in a folder, and the recording that it opened.
fn by_the_command(link: &str) -> (Value, OpenedRecording) {
    let folder = std::env::temp_dir().join(format!("ganglion-seed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("counts.npy"), counts()).expect("a file");
    let draft = link::decode(link).draft;
    let linked = SeededStimulus::read(&draft.stimulus).expect("a description");
    let seed = SeedDrawing { stimulus: &linked, tell: &mut |_, _, _| {} };
    let paths = [folder.display().to_string()];
    let opened = open_recording(&paths, &[], &draft.roles, Some(seed)).expect("a recording");
    std::fs::remove_dir_all(&folder).expect("it was made");
    let config = link::decode(link).config;
    let recording = Some(Arc::clone(&opened.recording));
    let native = run_on(config, recording, 1, || CpuEngines, |_| ()).expect("it runs");
    (serde_json::from_str(&native.report.to_json()).expect("JSON"), opened)
}

/// What a person says of the seed that no file says.
const DESCRIBED: &[(&str, &str)] = &[
    ("generator", "java"),
    ("width", "60"),
    ("height", "44"),
    ("trials", "6"),
    ("running", "900"),
    ("frozen", "60"),
    ("frozen-seed", "3"),
    ("checker", "7.5"),
];

const IS_MISSING: &str = "document.querySelector('.recording-missing') && !document.querySelector('.recording-progress')";

#[test]
fn a_seed_is_described_drawn_and_stands_in_the_link() {
    journey(View::LAPTOP, async |page| {
        page.go(&OWN.replace("frames=8000", "frames=3000")).await;
        page.wait_until("document.getElementById('recording-files')", RUN).await;
        drop_on(page, "main", &files()).await;
        page.wait_until(IS_MISSING, RUN).await;
        let words = page.text("#recording-missing").await;
        assert!(words.contains("say which seed they were drawn from"), "{words}");
        // What the files say stands there already, with where it comes from.
        page.wait_until("document.getElementById('recording-seed').open", SOON).await;
        assert_eq!(page.string("document.getElementById('seed-seed').value").await, "11111");
        assert!(page.text("#seed-form").await.contains("seed.npy holds 11111."));
        assert_eq!(page.string("document.getElementById('seed-running').value").await, "5760");
        page.click("#draw-seed").await;
        page.wait_until(
            "document.getElementById('recording-missing').textContent.includes('is missing')",
            RUN,
        )
        .await;
        fill(page, DESCRIBED).await;
        let line = page.string("document.getElementById('seed-line').value").await;
        assert_eq!(SeededStimulus::read(&line), Ok(stimulus()));
        page.screenshot("recordings seed").await;
        axe::check(page, "a seed that is described").await;
        page.click("#draw-seed").await;
        page.wait_until(IS_FOUND, RUN).await;
        let evidence = page.text(".recording-evidence").await;
        assert!(evidence.contains("The receptive field of"), "{evidence}");
        let summary = page.text("#recording-summary").await;
        assert!(summary.contains("5,760 frames of 24 x 24 checkers"), "{summary}");
        assert!(summary.contains("60 frames are shown 6 times"), "{summary}");
        let drawn = digests(page).await;
        page.script("document.getElementById('recording-evidence').scrollIntoView()").await;
        page.screenshot("recordings seed drawn").await;
        page.click("#use-recording").await;
        page.wait_for_state(&["finished"], RUN).await;
        let (report, link) = (page.report().await, link_of_run(page).await);
        assert!(link.contains("stimulus=java_seed~11111_60x44"), "{link}");
        // The command draws the same.
        let (native, opened) = by_the_command(&link);
        assert!(drawn.contains(&format!("{:016x}", opened.recording.provenance.frames_digest)));
        assert_eq!(checksums(&native), checksums(&report));
        // Whoever opens the link needs the spikes alone.
        page.go(&link).await;
        page.wait_until("document.getElementById('recordings')?.hidden === false", RUN).await;
        drop_on(page, "main", &[("spikes.npy", counts())]).await;
        page.wait_until(IS_FOUND, RUN).await;
        assert_eq!(digests(page).await, drawn);
        page.click("#use-recording").await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(checksums(&page.report().await), checksums(&report));
    });
}

#[test]
fn a_wrong_description_is_told_and_a_seed_is_left_out_again() {
    journey(View { size: (390, 844), theme: Theme::Dark, ..View::LAPTOP }, async |page| {
        page.go(LINK).await;
        page.wait_until("document.getElementById('open-recording')", RUN).await;
        page.click("#open-recording").await;
        drop_on(page, "main", &files()).await;
        page.wait_until(IS_MISSING, RUN).await;
        page.wait_until("document.getElementById('seed-line')", SOON).await;
        let told = async |line: &str, expected: &str| {
            fill(page, &[("line", line)]).await;
            page.script("document.getElementById('seed-form').requestSubmit()").await;
            let missing = "document.getElementById('recording-missing').textContent";
            page.wait_until(&format!("{missing}.includes({expected:?})"), RUN).await;
        };
        told("java seed=11111 60x44", "running= is missing").await;
        told("numpy-rand seed=-1 60x44 running=5760", "numpy-rand has no seed -1").await;
        told("java seed=11111 60x44 running=800", "shows 800 frames").await;
        let width = page.string("document.documentElement.scrollWidth").await;
        assert!(width.parse::<u32>().is_ok_and(|width| width <= 390), "{width} pixels");
        page.script("document.getElementById('recording-seed').scrollIntoView()").await;
        page.screenshot("recordings seed phone").await;
        axe::check(page, "a seed on a phone").await;
        // Of another seed nothing shows.
        fill(page, &[("line", &SHOWN.replace("11111", "11112"))]).await;
        page.script("document.getElementById('seed-form').requestSubmit()").await;
        page.wait_until(IS_FOUND, RUN).await;
        let evidence = page.text(".recording-evidence").await;
        assert!(evidence.contains("No receptive field shows in"), "{evidence}");
        page.wait_until("document.getElementById('draw-around')", SOON).await;
        page.click("#leave-out-seed").await;
        page.wait_until(IS_MISSING, RUN).await;
    });
}

#[test]
fn without_what_draws_seeds_that_is_said_and_others_are_read() {
    let served = Served::start();
    served.damage("reader_seeds_bg.wasm", Damage::Missing);
    journey_at(served.url(), View::LAPTOP, &["reader_seeds"], async |page| {
        open(page).await;
        drop_on(page, "main", &files()).await;
        page.wait_until("document.getElementById('seed-line')", RUN).await;
        fill(page, &[("line", SHOWN)]).await;
        page.click("#draw-seed").await;
        page.wait_until(
            "document.getElementById('recording-missing').textContent.includes('did not load')",
            RUN,
        )
        .await;
    });
}
