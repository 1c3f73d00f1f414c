//! Results carry the settings they come from: on the page, in files, and after the settings have changed.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read as _},
};

use ganglion_core::{
    config::{Draft, Placement, seal},
    link,
};
use safetensors::SafeTensors;
use serde_json::json;

use crate::{
    RUN, SHORT, axe, checksums,
    files::{KEEP, save},
    journey,
    page::{Page, SOON, View},
    small_links::SMALL,
    teaching::copied,
};

/// Chooses an option of a menu.
const CHOOSE: &str = "
    const [key, option] = arguments;
    const menu = document.getElementById(`control-${key}`);
    menu.selectedIndex = [...menu.options].findIndex((entry) => entry.textContent.trim().startsWith(option));
    menu.dispatchEvent(new Event('change', { bubbles: true }));";

/// Clicks Cancel as soon as a condition holds, whatever comes of it.
const CANCEL_WHEN: &str = "
    return new Promise((resolve) => {
        const look = () => {
            const cancel = document.getElementById('cancel');
            if (!cancel || !eval(arguments[arguments.length - 1])) return setTimeout(look, 1);
            cancel.click();
            resolve();
        };
        look();
    });";

/// Chooses an option of a menu, and cancels the run that follows once a condition holds.
async fn choose_and_cancel(page: &Page, (key, option): (&str, &str), when: &str) {
    let script = format!(
        "{CHOOSE} {}",
        CANCEL_WHEN.replace("eval(arguments[arguments.length - 1])", &format!("({when})"))
    );
    page.script_with(&script, vec![json!(key), json!(option)]).await;
    page.wait_for_state(&["idle"], SOON).await;
}

/// What the files of an archive of weights say of themselves: network, link of the experiment, link of the network, checksum.
async fn weights(page: &Page) -> Vec<[String; 4]> {
    page.click("#open-share").await;
    let bytes = save(page, "#share", "Save weights (safetensors and npz)").await;
    page.script("document.getElementById('share').close()").await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
    let names: BTreeSet<String> = archive.file_names().map(str::to_owned).collect();
    let mut found = Vec::new();
    for name in names.into_iter().filter(|name| name.ends_with(".safetensors")) {
        let mut bytes = Vec::new();
        archive.by_name(&name).expect("a file").read_to_end(&mut bytes).expect("its bytes");
        let (_, head) = SafeTensors::read_metadata(&bytes).expect("safetensors");
        let head = head.metadata().clone().expect("they say what they are");
        let text = |key: &str| head[key].clone();
        found.push([name.clone(), text("link"), text("network_link"), text("checksum")]);
    }
    found
}

/// Where the note about other settings leads.
async fn way_back(page: &Page) -> String {
    page.string("document.querySelector('.stale a')?.getAttribute('href')").await
}

#[test]
fn after_a_change_and_cancel_what_leaves_the_page_is_of_the_results_shown() {
    journey(View { before: KEEP, ..View::LAPTOP }, async |page| {
        for (link, below) in [(SHORT, ".figure-tools"), (SMALL[0].0, ".experiment .plot")] {
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            page.wait_until("document.getElementById('open-share')", SOON).await;
            page.wait_until("document.querySelector('.plot-canvas')", SOON).await;
            assert_eq!(way_back(page).await, "", "results and settings agree");
            let before = (weights(page).await, save(page, below, "Save SVG").await);
            let report = page.report().await;
            // In the page's own order.
            let link = report["link"].as_str().expect("a report has its link");
            assert!(before.0.iter().all(|file| file[1] == link), "{before:?}");
            choose_and_cancel(page, ("layout", "Spread"), "true").await;
            page.wait_until("location.hash.includes('layout=spread')", SOON).await;
            // The same networks under the same link.
            assert_eq!(weights(page).await, before.0);
            let svg = save(page, below, "Save SVG").await;
            assert_eq!(svg, before.1);
            assert_eq!(
                link::link_of_file("figure.svg", &svg).map(|dropped| dropped.link).as_deref(),
                Ok(link)
            );
            let png = save(page, below, "Save PNG").await;
            assert_eq!(
                link::link_of_file("figure.png", &png).map(|dropped| dropped.link).as_deref(),
                Ok(link)
            );
            page.click("#open-share").await;
            assert!(copied(page, "copy-markdown").await.ends_with(&format!("{link})")));
            assert!(copied(page, "copy-citation").await.contains(link));
            let is_off =
                "['copy-report', 'copy-proof'].every((id) => document.getElementById(id).disabled)";
            assert_eq!(page.string(is_off).await, "true", "nothing was found with these settings");
            page.script("document.getElementById('share').close()").await;
            // The page says so and leads back.
            assert_eq!(way_back(page).await, link);
            axe::check(page, "results of other settings").await;
            page.screenshot(&format!("stale {}", &below[1..8])).await;
            page.click(".stale a").await;
            page.wait_until(&format!("location.hash === {}", json!(link)), SOON).await;
            page.wait_for_state(&["finished"], RUN).await;
            assert_eq!(checksums(&page.report().await), checksums(&report));
            page.wait_until("!document.querySelector('.stale')", SOON).await;
        }
    });
}

#[test]
fn half_a_run_leaves_the_page_without_the_networks_of_the_run_before() {
    const LINK: &str = "#1.frames=60000&test=1000&nmax=3&restarts=1&epochs=6";
    let view = View { before: KEEP, num_workers: Some(1), ..View::LAPTOP };
    journey(view, async |page| {
        page.go(LINK).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.getElementById('open-share')", SOON).await;
        // One worker trains the rows in their order: the first is of the new cell, the last of the old one.
        let is_half = "document.querySelector('#row-1:not(.old) .pip.kept') && document.querySelector('#row-3.old')";
        choose_and_cancel(page, ("layout", "Spread"), is_half).await;
        let new = "#1.layout=spread&frames=60000&test=1000&nmax=3&restarts=1&epochs=6&model=2";
        assert_eq!(page.fragment().await, new);
        let found = weights(page).await;
        assert!(found.iter().all(|file| file[1] == new && file[2] == new), "{found:?}");
        assert_eq!(found[0][0], "filters-01.safetensors");
        assert!(found.len() < 3, "{found:?}");
        let svg = save(page, ".figure-tools", "Save SVG").await;
        assert_eq!(
            link::link_of_file("figure.svg", &svg).map(|dropped| dropped.link).as_deref(),
            Ok(new)
        );
        page.script("document.querySelector('.data-table summary').click()").await;
        let rows = "String(document.querySelectorAll('.data-table tbody tr').length)";
        let of_networks = format!("{rows} === '{}'", found.len());
        page.wait_until(&of_networks, SOON).await; // the table is of the same networks
        let csv = String::from_utf8(save(page, ".figure-tools", "Save CSV").await).expect("text");
        let is_of_new = |line: &str| line.starts_with("# link: ") && line.ends_with(new);
        assert!(csv.lines().any(is_of_new), "{csv}");
        let rows = csv.lines().filter(|line| line.starts_with("1,")).count();
        assert_eq!(rows, found.len(), "{csv}");
        // What is left of the run before says so, in words too.
        let said = page.string("document.querySelector('#row-3 .row-number').textContent").await;
        assert!(said.contains("of other settings"), "{said}");
        let said = page.string("document.querySelector('#row-1 .row-number').textContent").await;
        assert!(!said.contains("of other settings"), "{said}");
    });
}

/// Changes that follow each other faster are one step of the browser's history.
const A_STEP_LATER: &str = "return new Promise((resolve) => setTimeout(resolve, 1000))";

#[test]
fn settings_with_a_problem_run_nothing_and_leave_what_is_shown() {
    let before = SHORT.replace("nmax=3&", "nmax=3&side=8&");
    let with_problem = before.replace("frames=5000&", "frames=5000&rows=6&");
    journey(View::LAPTOP, async |page| {
        page.go(&before).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.getElementById('open-share')", SOON).await;
        page.script(A_STEP_LATER).await;
        // A field that is lower than the filters, which were set too.
        page.script(
            "const rows = document.getElementById('control-rows');
            rows.value = '6';
            for (const name of ['input', 'change']) rows.dispatchEvent(new Event(name, { bubbles: true }));",
        )
        .await;
        page.wait_until(&format!("location.hash === {}", json!(with_problem)), SOON).await;
        page.wait_until("document.getElementById('run-start').disabled", SOON).await;
        let reason = "document.getElementById(document.getElementById('run-start').getAttribute('aria-describedby')).textContent";
        let reason = page.string(reason).await;
        assert!(reason.contains("does not fit into a field of 6x8"), "{reason}");
        assert_eq!(way_back(page).await, before);
        page.click("#open-share").await;
        assert!(copied(page, "copy-link").await.ends_with(&with_problem));
        let proof = copied(page, "copy-proof").await;
        assert!(!proof.contains("rows=6") && proof.contains("expect="), "{proof}");
        page.script("document.getElementById('share').close()").await;
        axe::check(page, "settings with a problem").await;
        page.screenshot("problem").await;
        // Undone, it is as it was.
        page.back().await;
        page.wait_until(&format!("location.hash === {}", json!(before)), SOON).await;
        page.wait_until("document.getElementById('run-start')?.disabled === false", SOON).await;
        assert_eq!(way_back(page).await, "", "results and settings agree");
        assert_eq!(page.text(".notices").await.trim(), "");
    });
}

/// A sealed cell of two subunits.
fn sealed() -> String {
    let subunits = [Placement::square(1, 1), Placement::square(4, 5)];
    let sealed = link::encode_of(&Draft { sealed: seal(&subunits, 9), ..Draft::default() }, 1);
    SHORT.replace("#1.", &format!("{sealed}&"))
}

#[test]
fn runs_of_a_sealed_cell_are_compared_behind_its_seal() {
    let link = sealed();
    journey(View::LAPTOP, async |page| {
        for link in [link.clone(), format!("{link}&dense=signed")] {
            page.go(&link).await;
            page.wait_until("document.getElementById('open-runs')", SOON).await;
            page.wait_for_state(&["finished"], RUN).await;
        }
        page.click("#open-runs").await;
        page.wait_until("document.querySelectorAll('.runs tbody tr').length === 2", SOON).await;
        page.script("for (const box of document.querySelectorAll('.runs input')) box.click()")
            .await;
        page.click("#compare").await;
        let are_finished = "document.querySelectorAll('.compare iframe').length === 2
            && [...document.querySelectorAll('.compare iframe')]
                .every((frame) => frame.contentDocument?.documentElement.dataset.state === 'finished')";
        page.wait_until(are_finished, RUN).await;
        let said = page
            .string("[...document.querySelectorAll('.compare iframe')].map((frame) => frame.contentDocument.body.innerText + frame.src).join()")
            .await;
        assert!(said.contains("sealed: guess first"), "{said}");
        assert!(!said.contains("of 2") && !said.contains("reveal=1"), "{said}");
    });
}

#[test]
fn a_revealed_cell_runs_live_as_it_is_and_is_edited_by_hand() {
    let link = sealed().replace("#1.", "#1.view=cell&reveal=1&");
    journey(View::LAPTOP, async |page| {
        page.go(&link).await;
        page.wait_until("document.querySelectorAll('.board .subunit').length === 2", SOON).await;
        // What is said of this moment is read from the cell that runs, so it is asked for until the cell is the one that is meant.
        let is_described = |subunits: &str| {
            format!(
                "([...document.querySelectorAll('.transport button')].at(-1).click(),
                document.querySelector('.moment').textContent.includes('of {subunits} subunits'))"
            )
        };
        page.wait_until(&is_described("2"), SOON).await;
        page.click("#panel .board-tools button").await;
        page.wait_until("document.querySelectorAll('.board .subunit').length === 3", SOON).await;
        page.wait_until(&is_described("3"), SOON).await;
        page.wait_until("location.hash.includes('layout=custom&subunits=1.1.2.2_4.5.2.2_')", SOON)
            .await;
        assert!(!page.fragment().await.contains("blind="), "a cell of one's own");
    });
}
