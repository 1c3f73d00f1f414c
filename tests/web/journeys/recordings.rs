//! Recordings that are opened in the page: chosen, dropped, refused, corrected, stopped; by keys alone and on a phone.

use std::{cell::RefCell, fs, path::PathBuf, rc::Rc, sync::Arc};

use ganglion::native::{inspect, run_on};
use ganglion_core::{engine::cpu::CpuEngines, recording::Recording};
use ganglion_recordings::{
    FamilyReaders,
    import::{HandPurpose, ImportRequest, ImportResponse, ImportSession},
    seeded::OwnSeeds,
};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    RUN, axe, checksums,
    embed::around,
    journey, journey_at,
    keyboard::tab_to,
    page::{Page, SOON, Theme, View},
    served::{Damage, Served},
};

/// A section for recordings, with an experiment of seconds.
pub(crate) const LINK: &str = "#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10";

/// An experiment of seconds about a recording that is not there.
pub(crate) const OWN: &str = "#1.view=recorded&source=file&steps=20&nmin=4&nmax=4&frames=8000";

/// A folder of Kilosort and phy with the stimulus beside it.
const SORTED: [&str; 7] = [
    "sorter/kilosort4/cluster_KSLabel.tsv",
    "sorter/kilosort4/cluster_group.tsv",
    "sorter/kilosort4/params.py",
    "sorter/kilosort4/spike_clusters.npy",
    "sorter/kilosort4/spike_times.npy",
    "sorter/kilosort4/stimulus.npy",
    "sorter/kilosort4/trigger_samples.npy",
];

/// A shell of a sentence that a page without a recording says.
const IS_EMPTY: &str = "document.querySelector('.recording-empty')";

/// Whether there is evidence, and nothing more to come.
pub(crate) const IS_FOUND: &str = "document.getElementById('recording-summary') && !document.querySelector('.recording-progress')";

/// A fixture; those of readers of their own stand in folders of their own.
fn fixture(name: &str) -> PathBuf {
    let folder = if name.contains('/') { "tests/recordings" } else { "tests/recordings/fixtures" };
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join(name)
}

/// Opens the place of recordings by its button.
pub(crate) async fn open(page: &Page) {
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
pub(crate) async fn drop_on(page: &Page, selector: &str, files: &[(&str, Vec<u8>)]) {
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
    let printed = inspect(&paths, u64::MAX, &[], None).text;
    let line = printed.lines().find(|line| line.starts_with("Digest")).expect("it has digests");
    assert_eq!(page.text("#recording-digests").await, line, "{names:?}");
}

#[test]
fn files_of_each_format_give_what_the_command_says() {
    journey(View::LAPTOP, async |page| {
        open(page).await;
        for names in [
            &["deflated.npz"][..],
            &["struct5.mat"],
            &["frames_i1.npy", "counts_u2.npy"],
            &["frozen.npz"],
            &["pictures5.mat"],
            &["hdf5/matlab73.mat"],
            &["hdf5/struct73.mat"],
            &["hdf5/timestamps.nwb"],
            &["hdf5/index.nwb"],
            &["hdf5/plain.nix"],
            &["hdf5/neo_movie.nix"],
            &["neo5.mat"],
            &["zarr/folder2.zip"],
            &["zarr/small3.zip"],
            &["vision.neurons", "qdspy_noise.txt"],
            &SORTED,
        ] {
            choose(page, names).await;
            page.wait_until(IS_FOUND, RUN).await;
            compare_digests(page, names).await;
            assert!(page.text("#recording-evidence").await.contains("belong together"));
            let kinds = page.text(".recording-judgment").await;
            assert!(kinds.contains("Can't be told"), "{kinds}");
            page.wait_until("document.querySelectorAll('.first-frames canvas').length === 6", SOON)
                .await;
            page.click("#close-files").await;
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
        for said in ["refused.npz / label holds texts", "rig.h5 is damaged", "np.savez"] {
            assert!(refused.contains(said), "{said} in {refused}");
        }
        axe::check(page, "what was refused").await;
    });
}

#[test]
fn without_the_reader_of_hdf5_its_files_are_refused_and_others_are_read() {
    let served = Served::start();
    served.damage("reader_hdf5_bg.wasm", Damage::Missing);
    journey_at(served.url(), View::LAPTOP, &["reader_hdf5"], async |page| {
        open(page).await;
        choose(page, &["hdf5/struct73.mat", "deflated.npz"]).await;
        page.wait_until(IS_FOUND, RUN).await;
        let refused = page.text(".recording-refused").await;
        assert!(refused.contains("a part of Ganglion that did not load"), "{refused}");
        compare_digests(page, &["deflated.npz"]).await;
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
fn simulated() -> Arc<Recording> {
    let handed = Rc::new(RefCell::new(None));
    let hear = Rc::clone(&handed);
    let mut session = ImportSession::new(
        Rc::new(move |response| {
            if let ImportResponse::Handed { recording, .. } = response {
                hear.replace(recording.recording);
            }
        }),
        FamilyReaders::default(),
    );
    session.draw_by(Rc::new(OwnSeeds));
    for request in [
        ImportRequest::Simulate { seed: 1 },
        ImportRequest::Look { roles: String::new(), stimulus: String::new() },
        ImportRequest::Hand { purpose: HandPurpose::Use, cell: 1, crop: None },
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
        page.go(OWN).await;
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
        let fragment = &link[link.find('#').expect("a link has a fragment")..];
        let config = ganglion_core::link::decode(fragment).config;
        let native = run_on(config, Some(simulated()), 1, || CpuEngines, |_| ()).expect("it runs");
        let native: Value = serde_json::from_str(&native.report.to_json()).expect("JSON");
        assert_eq!(checksums(&native), checksums(&report));
        // Opened anew, the link asks for the recording, and gives the same with it.
        page.go(fragment).await;
        page.wait_until("document.getElementById('recordings')?.hidden === false", RUN).await;
        use_simulated(page).await;
        assert_eq!(checksums(&page.report().await), checksums(&report));
    });
}

#[test]
fn pictures_are_shown_to_the_networks_of_a_recording() {
    journey(View::LAPTOP, async |page| {
        page.go(&OWN.replace("recorded", "images&pictures=20&cells=2")).await;
        use_simulated(page).await;
        let report = page.report().await;
        let found = &report["findings"]["natural"];
        let conclusion = found["conclusion"].as_str().unwrap_or_default();
        assert!(conclusion.starts_with("Nobody knows what these cells answer"), "{conclusion}");
        assert_eq!(found["agreement_kept"].as_array().map(Vec::len), Some(2), "{found}");
        // The command finds the same, bit for bit.
        let config = ganglion_core::link::decode(&link_of_run(page).await).config;
        let native = run_on(config, Some(simulated()), 1, || CpuEngines, |_| ()).expect("it runs");
        let native: Value = serde_json::from_str(&native.report.to_json()).expect("JSON");
        assert_eq!(checksums(&native), checksums(&report));
        assert_eq!(&native["findings"], &report["findings"]);
        // One place of a picture, then all of them, by the network and the model beside it.
        page.wait_until("document.getElementById('no-mistakes')", RUN).await;
        let told = page.text(".image-explorer").await;
        for said in ["Nobody knows the subunits", "can't be told for cells of a recording"] {
            assert!(told.contains(said), "{said} in {told}");
        }
        page.wait_until(
            "document.getElementById('picture-answer').textContent.includes('the LN model predicts')",
            RUN,
        )
        .await;
        page.click("#ask-map").await;
        page.wait_until(
            "document.querySelector('.image-explorer').textContent.includes('LN model and network over the whole picture')",
            RUN,
        )
        .await;
        axe::check(page, "pictures before networks of a recording").await;
        page.screenshot("recordings pictures").await;
    });
}

/// The fragment of the experiment that was run last.
pub(crate) async fn link_of_run(page: &Page) -> String {
    let report = page.report().await;
    let link = report["link"].as_str().unwrap_or_default();
    link[link.find('#').expect("a link has a fragment")..].to_owned()
}

/// The place is open, and asks for files.
const IS_ASKED: &str = "document.getElementById('recordings') && !document.getElementById('recordings').hidden && document.querySelector('.recording-empty')";

#[test]
fn kept_on_this_device_it_is_there_after_a_reload_until_it_is_deleted() {
    journey(View::LAPTOP, async |page| {
        page.go(OWN).await;
        page.wait_until("document.getElementById('simulate')", RUN).await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        let label = page.text("#keep-recording").await;
        assert!(label.starts_with("Keep on this device (") && label.ends_with(" MB)"), "{label}");
        page.click("#keep-recording").await;
        page.wait_until("document.querySelector('.kept-recordings li')", SOON).await;
        assert_eq!(page.text("#recording-kept").await, "This recording is kept on this device.");
        let line = page.text(".kept-recordings li").await;
        for part in ["20,000 frames, 3 cells, ", "simulated", "Use", "Delete"] {
            assert!(line.contains(part), "{part} in {line}");
        }
        page.script("document.getElementById('kept-recordings').scrollIntoView()").await;
        page.screenshot("recordings kept").await;
        axe::check(page, "a recording that is kept").await;
        page.click("#use-recording").await;
        page.wait_for_state(&["finished"], RUN).await;
        let (report, link) = (page.report().await, link_of_run(page).await);
        // Its link needs no file now, nor does a reload.
        page.go(&link).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(checksums(&page.report().await), checksums(&report));
        assert_eq!(link_of_run(page).await, link);
        page.reload().await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(checksums(&page.report().await), checksums(&report));
        // Where no link asks for it, it is offered.
        open(page).await;
        page.wait_until("document.querySelector('.use-kept')", SOON).await;
        page.click(".use-kept").await;
        page.wait_until("location.hash.includes('rec=')", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.script("document.getElementById('open-recording').click()").await;
        page.wait_until("document.getElementById('delete-kept')", SOON).await;
        page.click("#delete-kept").await;
        page.wait_until("!document.getElementById('kept-recordings')", SOON).await;
        page.go(&link).await;
        page.wait_until(IS_ASKED, RUN).await;
        assert_ne!(page.state().await, "finished");
    });
}

#[test]
fn a_kept_recording_whose_bytes_are_damaged_is_told_and_not_used() {
    journey(View::LAPTOP, async |page| {
        page.go(OWN).await;
        page.wait_until("document.getElementById('simulate')", RUN).await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        page.click("#keep-recording").await;
        page.wait_until("document.querySelector('.kept-recordings li')", SOON).await;
        let name = page.text(".kept-recordings code").await;
        let damage = "
            const [name, done] = [arguments[0], arguments[1]];
            (async () => {
                const root = await navigator.storage.getDirectory();
                const folder = await root.getDirectoryHandle('recordings');
                const file = await folder.getFileHandle(`${name}.recording`);
                const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
                bytes[bytes.length >> 1] ^= 4;
                const writer = await file.createWritable();
                await writer.write(bytes);
                await writer.close();
                window.isDamaged = true;
            })();";
        page.script_with(damage, vec![json!(name)]).await;
        page.wait_until("window.isDamaged", SOON).await;
        page.click(".use-kept").await;
        let is_told = "document.getElementById('recording-message')?.textContent.includes('its bytes are damaged')";
        page.wait_until(is_told, SOON).await;
        let said = page.text("#recording-message").await;
        assert!(said.contains("Delete it, and open its files again."), "{said}");
        // A link that asks for it says so as well; the files still serve.
        page.go(&format!("{OWN}&rec={name}")).await;
        page.wait_until(is_told, RUN).await;
        assert_ne!(page.state().await, "finished");
        use_simulated(page).await;
    });
}

/// Counts the workers that read recordings.
const COUNT_READERS: &str = "
    window.readers = 0;
    window.readersBegun = 0;
    window.Worker = class extends Worker {
        constructor(url, options) {
            super(url, options);
            this.isReader = options?.name === 'worker_recordings';
            window.readers += this.isReader;
            window.readersBegun += this.isReader;
        }
        terminate() {
            window.readers -= this.isReader;
            this.isReader = false;
            super.terminate();
        }
    };";

#[test]
fn the_worker_that_reads_ends_once_its_recording_is_used_and_begins_anew_when_it_is_needed() {
    let view = View { before: COUNT_READERS, ..View::LAPTOP };
    journey(view, async |page| {
        page.go(OWN).await;
        use_simulated(page).await;
        page.wait_until("window.readers === 0 && window.readersBegun === 1", SOON).await;
        // Another cell of the same recording needs no file.
        page.script("document.getElementById('open-recording').click()").await;
        page.click(".cell-choice:nth-child(3)").await;
        page.click("#use-recording").await;
        page.wait_until("location.hash.includes('unit=3')", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(page.string("window.readersBegun").await, "1");
        // To keep it, it is read again; what was chosen stays.
        page.script("document.getElementById('open-recording').click()").await;
        page.script("document.getElementById('crop').focus()").await;
        page.press_with_shift(Key::Left).await;
        let words = page.text("#crop-words").await;
        page.click("#keep-recording").await;
        page.wait_until("document.querySelector('.kept-recordings li')", RUN).await;
        assert_eq!(page.string("window.readersBegun").await, "2");
        assert_eq!(page.text("#crop-words").await, words);
        assert!(
            page.string(
                "document.querySelector('.cell-choice:nth-child(3)').getAttribute('aria-pressed')"
            )
            .await
                == "true"
        );
        page.click("#use-recording").await;
        page.wait_until("window.readers === 0", RUN).await;
        page.wait_for_state(&["finished"], RUN).await;
    });
}

#[test]
fn reloaded_in_the_middle_it_asks_for_the_files_again() {
    journey(View::LAPTOP, async |page| {
        page.go(&OWN.replace("steps=20", "steps=5000")).await;
        page.wait_until("document.getElementById('simulate')", RUN).await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        page.reload().await;
        page.wait_until(IS_ASKED, RUN).await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        page.click("#use-recording").await;
        page.wait_for_state(&["running"], RUN).await;
        page.wait_until("location.hash.includes('rec=')", SOON).await;
        page.reload().await;
        page.wait_until(IS_ASKED, RUN).await;
        assert_eq!(page.state().await, "idle");
    });
}

/// Chooses the option of an array's menu whose words begin so.
async fn say(page: &Page, array: &str, words: &str) {
    let script = "
        const row = [...document.querySelectorAll('.recording-arrays tbody tr')].find((row) => row.querySelector('code').textContent === arguments[0]);
        const menu = row.querySelector('select');
        menu.value = [...menu.options].find((option) => option.textContent.startsWith(arguments[1])).value;
        menu.dispatchEvent(new Event('change', { bubbles: true }));";
    page.script_with(script, vec![json!(array), json!(words)]).await;
    let is_said = format!(
        "[...document.querySelectorAll('.recording-arrays tbody tr')].some((row) => row.textContent.includes('{array}') && row.textContent.includes('You said so'))
        && !document.querySelector('.recording-progress')"
    );
    page.wait_until(&is_said, RUN).await;
}

#[test]
fn what_was_said_of_arrays_stands_in_the_link_and_goes_for_the_files_that_it_is_given() {
    journey(View::LAPTOP, async |page| {
        let names = ["frames_i1.npy", "frames_u1.npy", "counts_u2.npy"];
        page.go(OWN).await;
        page.wait_until(IS_ASKED, RUN).await;
        choose(page, &names).await;
        page.wait_until("document.querySelectorAll('.recording-arrays tbody tr').length === 3 && !document.querySelector('.recording-progress')", RUN).await;
        say(page, "frames_i1.npy", "frames, time is axis 1").await;
        say(page, "frames_u1.npy", "not needed").await;
        page.wait_until(IS_FOUND, RUN).await;
        let digests = page.text("#recording-digests").await;
        page.click("#use-recording").await;
        page.wait_until("location.hash.includes('roles=')", SOON).await;
        let link = page.fragment().await;
        assert!(!link.contains("npy"), "no file is named: {link}");
        page.go(&link).await;
        page.wait_until(IS_ASKED, RUN).await;
        // What the link says of files that are still to come is told.
        choose(page, &names[2..]).await;
        page.wait_until("document.getElementById('recording-message').textContent.includes('What the link says of')", RUN).await;
        choose(page, &names[..2]).await;
        page.wait_until(IS_FOUND, RUN).await;
        assert_eq!(page.text("#recording-digests").await, digests);
        assert!(page.text(".recording-arrays").await.contains("The link says so."));
        assert!(!page.text("#recording-message").await.contains("What the link says of"));
        // It goes on to do so once the recording is used, and further things are said.
        page.click("#use-recording").await;
        page.wait_until("document.getElementById('recordings').hidden", SOON).await;
        page.script("document.getElementById('open-recording').click()").await;
        page.wait_until("!document.getElementById('recordings').hidden", SOON).await;
        say(page, "counts_u2.npy", "not needed").await;
        assert!(page.text(".recording-arrays").await.contains("The link says so."));
    });
}

#[test]
fn a_folder_that_is_dropped_is_read_with_all_that_is_in_it() {
    journey(View::LAPTOP, async |page| {
        let read = |name: &str| fs::read(fixture(name)).expect("a fixture");
        let files = [
            ("frames.npy", read("frames_i1.npy")),
            (".DS_Store", vec![0; 99]),
            ("counts.npy", read("counts_u2.npy")),
        ];
        open(page).await;
        // Scripts can't make a folder that is dropped, only what is like one.
        let script = "
            const fileEntry = ([name, bytes]) => ({
                isDirectory: false, fullPath: `/rig/monday/${name}`,
                file: (done) => done(new File([new Uint8Array(bytes)], name)),
            });
            const folder = (fullPath, parts) => ({
                isDirectory: true, fullPath,
                createReader: () => ({ readEntries: (done) => done(parts.splice(0, 2)) }),
            });
            const entry = folder('/rig', [folder('/rig/monday', arguments[0].map(fileEntry))]);
            const transfer = { items: [{ getAsFile: () => null, webkitGetAsEntry: () => entry }], files: [] };
            const event = new DragEvent('drop', { bubbles: true, cancelable: true });
            Object.defineProperty(event, 'dataTransfer', { value: transfer });
            document.querySelector('.recordings').dispatchEvent(event);";
        page.script_with(script, vec![json!(files)]).await;
        page.wait_until(IS_FOUND, RUN).await;
        compare_digests(page, &["frames_i1.npy", "counts_u2.npy"]).await;
        let arrays = page.text(".recording-arrays").await;
        assert!(arrays.contains("rig/monday/frames.npy"), "{arrays}");
        assert!(!page.text(".recordings").await.contains("DS_Store"));
    });
}

#[test]
fn without_a_network_recordings_are_opened_and_used_once_that_was_done_with_one() {
    let served = Served::start();
    journey_at(served.url(), View::LAPTOP, &[], async |page| {
        page.go(OWN).await;
        use_simulated(page).await;
        page.wait_until("navigator.serviceWorker.controller", RUN).await;
        page.go(OWN).await;
        use_simulated(page).await;
        let online = page.report().await;
        served.cut();
        page.go(OWN).await;
        use_simulated(page).await;
        assert_eq!(checksums(&page.report().await), checksums(&online));
    });
}

#[test]
fn a_page_around_this_one_is_told_nothing_of_recordings_and_none_is_opened() {
    let served = Served::start();
    let link = format!("{OWN}&rec=0123456789abcdef&roles=abcdef.frames~1");
    served.replace("index.html", around(&link).into_bytes());
    journey_at(served.url(), View { is_framed: true, ..View::LAPTOP }, &[], async |page| {
        page.go("").await;
        page.wait_until("window.told?.length > 0", RUN).await;
        let deadline = tokio::time::Instant::now() + RUN;
        let has_drops = "(document.documentElement.dataset.frame === 'embed' && performance.getEntriesByType('resource').some((one) => one.name.includes('figures_bg')))";
        while page.in_frame(has_drops).await != "true" {
            assert!(tokio::time::Instant::now() < deadline, "the frame is not there");
        }
        let drop = "(() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(99)], 'rig.npy'));
            document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
            return document.querySelector('.notices').textContent;
        })()";
        while !page.in_frame(drop).await.contains("Recordings are not opened in a page around") {
            assert!(tokio::time::Instant::now() < deadline, "it does not refuse");
        }
        let has_any =
            "[...document.querySelectorAll('.recordings, #recordings:not([hidden])')].length";
        assert_eq!(page.in_frame(has_any).await, "0");
        assert_ne!(page.in_frame("document.documentElement.dataset.state").await, "finished");
        let told = page.string("JSON.stringify(window.told)").await;
        for secret in ["0123456789abcdef", "abcdef.frames", "rig.npy", "networks"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    });
}

#[test]
fn keys_alone_lead_to_the_end_of_a_run() {
    journey(View::LAPTOP, async |page| {
        page.go(&LINK.replace("frames=4000&", "")).await;
        page.wait_until("document.getElementById('open-recording')", RUN).await;
        tab_to(page, "#open-recording").await;
        page.press(Key::Enter).await;
        page.wait_until("document.activeElement.id === 'recordings-title'", SOON).await;
        tab_to(page, "#simulate").await;
        page.press(Key::Enter).await;
        page.wait_until(IS_FOUND, RUN).await;
        tab_to(page, "#use-recording").await;
        page.press(Key::Enter).await;
        page.wait_until("location.hash.includes('rec=')", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.activeElement.id === 'panel'", SOON).await;
        let link = link_of_run(page).await;
        assert!(link.contains("source=file"), "{link}");
    });
}
