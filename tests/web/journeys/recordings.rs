//! Recordings that are opened in the page: chosen, dropped, refused, corrected, stopped; by keys alone and on a phone.

use std::{cell::RefCell, fs, path::PathBuf, rc::Rc, sync::Arc};

use ganglion::native::{inspect, run_on};
use ganglion_core::{engine::cpu::CpuEngines, recording::ImportedRecording};
use ganglion_recordings::import::{ImportRequest, ImportResponse, ImportSession};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    RUN, axe, checksums, journey,
    page::{Page, SOON, Theme, View},
};

/// A section for recordings, with an experiment of seconds.
const LINK: &str = "#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10";

/// A shell of a sentence that a page without a recording says.
const IS_EMPTY: &str = "document.querySelector('.recording-empty')";

/// Whether there is evidence, and nothing more to come.
const IS_FOUND: &str = "document.getElementById('recording-summary') && !document.querySelector('.recording-progress')";

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recordings/fixtures").join(name)
}

/// Opens the place of recordings by its button.
async fn open(page: &Page) {
    page.go(LINK).await;
    page.wait_until("document.getElementById('open-recording')", RUN).await;
    page.click("#open-recording").await;
    page.wait_until(IS_EMPTY, SOON).await;
}

/// Gives files to the page as the dialog would.
async fn choose(page: &Page, names: &[&str]) {
    let paths: Vec<_> = names.iter().map(|name| fixture(name).display().to_string()).collect();
    page.give_files("#recording-files", &paths.join("\n")).await;
}

/// Drops files on an element of the page.
async fn drop_on(page: &Page, selector: &str, files: &[(&str, Vec<u8>)]) {
    let script = "
        const transfer = new DataTransfer();
        for (const [name, bytes] of arguments[1]) {
            transfer.items.add(new File([new Uint8Array(bytes)], name));
        }
        document.querySelector(arguments[0]).dispatchEvent(
            new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));";
    page.script_with(script, vec![json!(selector), json!(files)]).await;
}

/// Compares digests with those that the command prints.
async fn compare_digests(page: &Page, names: &[&str]) {
    let paths: Vec<_> = names.iter().map(|name| fixture(name).display().to_string()).collect();
    let printed = inspect(&paths, u64::MAX, &[]).text;
    let line = printed.lines().find(|line| line.starts_with("Digest")).expect("it has digests");
    assert_eq!(page.text("#recording-digests").await, line, "{names:?}");
}

#[test]
fn files_of_each_format_give_what_the_command_says() {
    journey(View::LAPTOP, async |page| {
        open(page).await;
        for names in [&["deflated.npz"][..], &["struct5.mat"], &["frames_i1.npy", "counts_u2.npy"]]
        {
            choose(page, names).await;
            page.wait_until(IS_FOUND, RUN).await;
            compare_digests(page, names).await;
            assert!(page.text("#recording-evidence").await.contains("belong together"));
            let kinds = page.text(".recording-judgment").await;
            assert!(kinds.contains("Can't be told"), "{kinds}");
            page.wait_until("document.querySelectorAll('.first-frames canvas').length === 6", SOON)
                .await;
            page.script("[...document.querySelectorAll('.recording-tools button')].at(-1).click()")
                .await;
            page.wait_until(IS_EMPTY, SOON).await;
        }
    });
}

#[test]
fn a_role_is_changed_and_taken_back_by_keys_alone() {
    journey(View::LAPTOP, async |page| {
        page.go(LINK).await;
        page.wait_until("document.getElementById('open-recording')", RUN).await;
        page.script("document.getElementById('open-recording').focus()").await;
        page.press(Key::Enter).await;
        page.wait_until("document.activeElement.id === 'recordings-title'", SOON).await;
        choose(page, &["struct5.mat"]).await;
        page.wait_until(IS_FOUND, RUN).await;
        let frames = "[...document.querySelectorAll('.recording-arrays tr')].find((row) => row.textContent.includes('data.frames'))";
        let menu = format!("{frames}.querySelector('select')");
        let chosen = format!("{menu}.selectedOptions[0].textContent");
        assert_eq!(page.string(&chosen).await, "frames, time is axis 3");
        page.script(&format!("{menu}.focus()")).await;
        page.press(Key::Home).await;
        page.wait_until("document.querySelector('.recording-missing')", RUN).await;
        let words = page.text("#recording-missing").await;
        assert!(words.contains("No array is known to be the frames"), "{words}");
        page.wait_until(&format!("{frames}.textContent.includes('You said so')"), SOON).await;
        page.script(&format!("{frames}.querySelector('button').focus()")).await;
        page.press(Key::Enter).await;
        page.wait_until(IS_FOUND, RUN).await;
        page.wait_until(&format!("{chosen} === 'frames, time is axis 3'"), SOON).await;
        page.script("document.getElementById('close-recordings').focus()").await;
        page.press(Key::Enter).await;
        page.wait_until("document.activeElement.id === 'open-recording'", SOON).await;
        // What was open is there again.
        page.press(Key::Enter).await;
        page.wait_until("document.getElementById('recording-summary').checkVisibility()", SOON)
            .await;
    });
}

#[test]
fn a_simulated_recording_is_tried_and_its_crop_moved() {
    journey(View::LAPTOP, async |page| {
        open(page).await;
        page.screenshot("recordings empty").await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        let summary = page.text("#recording-summary").await;
        assert!(summary.contains("20,000 frames of 16 x 16 checkers at 30.00 Hz"), "{summary}");
        assert!(summary.contains("300 frames are shown 10 times"), "{summary}");
        assert_eq!(page.text("#recording-conclusion").await, "Nothing is suspicious.");
        assert!(page.text(".recording-simulated").await.contains("simulated"));
        assert_eq!(page.string("document.querySelectorAll('.cell-choice').length").await, "3");
        page.screenshot("recordings simulated").await;
        page.click(".cell-choice:nth-child(2)").await;
        page.wait_until(
            "document.querySelector('.cell-choice:nth-child(2)[aria-pressed=true]')",
            SOON,
        )
        .await;
        let words = "document.getElementById('crop-words').textContent";
        page.script("document.getElementById('crop').focus()").await;
        page.press_with_shift(Key::Left).await;
        page.wait_until(&format!("{words}.includes('columns 0 to 14 (16 x 15')"), SOON).await;
        page.press(Key::Right).await;
        page.wait_until(&format!("{words}.includes('columns 1 to 15 ')"), SOON).await;
        page.drag("#crop", (0, 0), (-60, 0)).await;
        page.wait_until(&format!("{words}.includes('columns 0 to 14 ')"), SOON).await;
        page.script("document.getElementById('chosen-cell').scrollIntoView()").await;
        page.screenshot("recordings cell").await;
        axe::check(page, "a recording").await;
        page.wait_until("document.getElementById('use-recording')", SOON).await;
    });
}

#[test]
fn reading_is_stopped_and_begun_again() {
    journey(View::LAPTOP, async |page| {
        open(page).await;
        page.click("#simulate").await;
        page.wait_until("document.getElementById('stop-reading')", SOON).await;
        page.script("document.getElementById('stop-reading').click()").await;
        page.wait_until("document.getElementById('read-again')", SOON).await;
        let said = page.text("#recording-message").await;
        assert!(said.contains("Stopped"), "{said}");
        assert!(!page.text(".recordings").await.contains("Do spikes and frames"));
        page.click("#read-again").await;
        page.wait_until(IS_FOUND, RUN).await;
        assert_eq!(page.text("#recording-conclusion").await, "Nothing is suspicious.");
    });
}

#[test]
fn files_dropped_anywhere_open_it_and_all_else_is_taken_as_before() {
    journey(View::LAPTOP, async |page| {
        let read = |name: &str| fs::read(fixture(name)).expect("a fixture");
        page.go(LINK).await;
        page.wait_for_state(&["finished"], RUN).await;
        drop_on(page, "main", &[("deflated.npz", read("deflated.npz"))]).await;
        page.wait_until(IS_FOUND, RUN).await;
        compare_digests(page, &["deflated.npz"]).await;
        // A further file, and one that is here already.
        let more = [("again.npz", read("deflated.npz")), ("times.txt", read("frame_times.txt"))];
        drop_on(page, ".recordings", &more).await;
        page.wait_until(
            "document.querySelector('.recording-arrays').textContent.includes('times.txt')",
            RUN,
        )
        .await;
        let said = page.text("#recording-message").await;
        assert!(said.contains("Here already, with the same content: again.npz"), "{said}");
        drop_on(page, "main", &[("letter.txt", b"Dear neuron".to_vec())]).await;
        page.wait_until(
            "document.querySelector('.notices').textContent.includes('“letter.txt” holds no link')",
            SOON,
        )
        .await;
    });
}

#[test]
fn what_is_refused_is_named_with_what_converts_it() {
    journey(View::LAPTOP, async |page| {
        open(page).await;
        choose(page, &["refused.npz", "refused5.mat"]).await;
        page.wait_until("document.querySelector('.recording-refused li')", RUN).await;
        let mut cut = fs::read(fixture("frames_i1.npy")).expect("a fixture");
        cut.truncate(700);
        let hdf5 = b"\x89HDF\r\n\x1a\n".repeat(8);
        drop_on(page, "main", &[("rig.h5", hdf5), ("cut.npy", cut)]).await;
        page.wait_until(
            "document.querySelector('.recordings').textContent.includes('cut.npy is cut off')",
            RUN,
        )
        .await;
        let refused = page.text(".recording-refused").await;
        for said in ["refused.npz / label holds texts", "rig.h5 is ", "np.savez"] {
            assert!(refused.contains(said), "{said} in {refused}");
        }
        axe::check(page, "what was refused").await;
    });
}

#[test]
fn a_phone_shows_it_in_the_dark() {
    journey(View { size: (390, 844), theme: Theme::Dark, ..View::LAPTOP }, async |page| {
        open(page).await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        let width = page.string("document.documentElement.scrollWidth").await;
        assert!(width.parse::<u32>().is_ok_and(|width| width <= 390), "{width} pixels");
        page.script("document.getElementById('recordings').scrollIntoView()").await;
        page.screenshot("recordings phone").await;
        page.script("document.getElementById('recording-evidence').scrollIntoView()").await;
        page.screenshot("recordings phone evidence").await;
        page.script("document.getElementById('chosen-cell').scrollIntoView()").await;
        page.screenshot("recordings phone cell").await;
        axe::check(page, "a recording on a phone").await;
    });
}

/// What the page makes to be tried.
fn simulated() -> ImportedRecording {
    let handed = Rc::new(RefCell::new(None));
    let hear = Rc::clone(&handed);
    let mut session = ImportSession::new(Rc::new(move |response| {
        if let ImportResponse::Handed(recording) = response {
            hear.replace(Some(*recording));
        }
    }));
    for request in [
        ImportRequest::Simulate { seed: 1 },
        ImportRequest::Look,
        ImportRequest::Hand { cell: 1, crop: None },
    ] {
        session.answer(request, None);
    }
    handed.take().expect("it is handed over")
}

/// Makes the recording to try and begins the experiment on its second cell.
async fn use_simulated(page: &Page) {
    page.wait_until("document.getElementById('simulate')", RUN).await;
    page.click("#simulate").await;
    page.wait_until(IS_FOUND, RUN).await;
    page.click(".cell-choice:nth-child(2)").await;
    page.wait_until("document.querySelector('.cell-choice:nth-child(2)[aria-pressed=true]')", SOON)
        .await;
    page.click("#use-recording").await;
    page.wait_for_state(&["finished"], RUN).await;
}

#[test]
fn a_recording_is_used_and_its_link_asks_for_it_and_gives_the_same() {
    journey(View::LAPTOP, async |page| {
        // The link of an experiment whose recording is not there opens the place, and nothing runs.
        page.go("#1.view=recorded&source=file&steps=20&nmin=4&nmax=4&frames=8000").await;
        use_simulated(page).await;
        assert!(page.string("document.getElementById('recordings').hidden").await == "true");
        let report = page.report().await;
        let link = report["link"].as_str().unwrap_or_default().to_owned();
        for part in ["source=file", "rec=", "unit=2", "frames=8000", "steps=20"] {
            assert!(link.contains(part), "{part} in {link}");
        }
        assert!(!link.contains("simulated") && !link.contains("npy"), "no file is named: {link}");
        assert!(report["networks"][0]["rate_correlation"].is_null(), "{report}");
        page.screenshot("recordings used").await;
        axe::check(page, "a recording that is used").await;
        // The command gives the same bits.
        let imported = simulated();
        let fragment = &link[link.find('#').expect("a link has a fragment")..];
        let config = ganglion_core::link::decode(fragment).config;
        let recording = Some(Arc::new(imported.recording));
        let native = run_on(config, recording, 1, || CpuEngines, |_| ()).expect("it runs");
        let native: Value = serde_json::from_str(&native.report.to_json()).expect("JSON");
        assert_eq!(checksums(&native), checksums(&report));
        // Opened anew, the link asks for the recording, and gives the same with it.
        page.go(fragment).await;
        page.wait_until("!document.getElementById('recordings').hidden", RUN).await;
        use_simulated(page).await;
        assert_eq!(checksums(&page.report().await), checksums(&report));
    });
}
