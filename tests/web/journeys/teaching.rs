//! Lessons from the first step to the last, in both languages; sheets, sharing, runs, the presenter.

use std::io::{Cursor, Read as _};

use ganglion_core::lessons::{Place, lessons};
use thirtyfour::Key;

use crate::{
    RUN, SHORT, axe,
    files::KEEP,
    journey,
    keyboard::tab_to,
    language::CHINESE,
    made_words::chinese,
    page::{Page, SOON, View},
    small_links::SMALL,
};

/// Opens the page and waits for its teaching module.
async fn open(page: &Page, link: &str) {
    page.go(link).await;
    page.wait_until("document.getElementById('open-lessons')", SOON).await;
    page.wait_for_state(&["finished"], RUN).await;
}

/// Plays a lesson from its list to its end; `say` translates what the page should say.
async fn play(page: &Page, number: usize, say: &dyn Fn(&str) -> String, is_run: bool) {
    let lesson = &lessons()[number];
    page.click("#open-lessons").await;
    page.wait_until("document.getElementById('lessons').open", SOON).await;
    page.click(&format!("#start-{}", lesson.id)).await;
    for (at, step) in lesson.steps.iter().enumerate() {
        let place = Place { lesson: number, step: at }.to_text(&lessons());
        page.wait_until(&format!("location.hash.includes('lesson={place}')"), SOON).await;
        let title = say(&step.title);
        let is_titled =
            format!("document.getElementById('lesson-title')?.textContent.includes({title:?})");
        page.wait_until(&is_titled, SOON).await;
        if is_run {
            page.wait_for_state(&["finished"], RUN).await;
        } else {
            // What is said does not depend on it, and the processor is free for the rest.
            page.script("document.getElementById('cancel')?.click()").await;
        }
        let said = page.text(".lesson-card").await;
        for text in [&step.text, &step.question].into_iter().chain(&step.choices) {
            assert!(said.contains(&say(text)), "{place} does not say {text:?} but {said}");
        }
        let reveal = say(&step.reveal);
        assert!(!said.contains(&reveal), "{place} gives the answer away");
        answer(page, step.answer).await;
        let answered = page.text("#lesson-answer").await;
        assert!(answered.contains(&reveal), "{place}: {answered}");
        let is_quiet = page.text(".notices").await;
        assert_eq!(is_quiet.trim(), "", "{place}");
        press(page, "#lesson-next").await;
    }
    let objective = say(&lesson.objectives[0]);
    let is_over =
        format!("document.querySelector('.lesson-card').textContent.includes({objective:?})");
    page.wait_until(&is_over, SOON).await;
    let next = lessons().get(number + 1).map(|next| say(&next.title));
    assert!(page.text("#next-lesson").await.contains(&next.unwrap_or_default()));
    page.click("#all-lessons").await;
    page.wait_until("document.getElementById('lessons').open", SOON).await;
    assert!(!page.fragment().await.contains("lesson="), "the lesson has been left");
    page.press(Key::Escape).await;
}

/// Clicks an element wherever it is: what a step is about is scrolled into view meanwhile, and a pointer may miss what moves.
async fn press(page: &Page, selector: &str) {
    page.wait_until(&format!("document.querySelector({selector:?})"), SOON).await;
    page.script(&format!("document.querySelector({selector:?}).click()")).await;
}

/// Chooses an answer and asks for the explanation.
async fn answer(page: &Page, choice: usize) {
    press(page, &format!(".lesson-choice input[value='{choice}']")).await;
    page.wait_until("document.querySelector('#lesson-reveal')?.disabled === false", SOON).await;
    press(page, "#lesson-reveal").await;
    page.wait_until("document.getElementById('lesson-answer')", SOON).await;
}

#[test]
fn every_step_of_every_lesson_is_played_in_english() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        for number in 0..lessons().len() {
            play(page, number, &str::to_owned, true).await;
        }
    });
}

#[test]
fn every_step_of_every_lesson_is_played_in_chinese() {
    let words = chinese();
    let say = move |text: &str| words.get(text).cloned().unwrap_or_else(|| panic!("no {text:?}"));
    journey(CHINESE, async |page| {
        open(page, SHORT).await;
        for number in 0..lessons().len() {
            play(page, number, &say, false).await;
        }
    });
}

#[test]
fn a_lesson_goes_by_keys_alone() {
    let lesson = &lessons()[0];
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        tab_to(page, "#open-lessons").await;
        page.press(Key::Enter).await;
        page.wait_until("document.getElementById('lessons').open", SOON).await;
        tab_to(page, "#start-field").await;
        page.press(Key::Enter).await;
        for (at, step) in lesson.steps.iter().enumerate() {
            let is_there = format!(
                "document.getElementById('lesson-title')?.textContent.includes({:?})",
                step.title
            );
            page.wait_until(&is_there, SOON).await;
            page.wait_until("document.activeElement?.id === 'lesson-title'", SOON).await;
            tab_to(page, ".lesson-choice input").await;
            page.press(Key::Space).await;
            for _ in 0..step.answer {
                page.press(Key::Down).await;
            }
            tab_to(page, "#lesson-reveal").await;
            page.press(Key::Enter).await;
            page.wait_until("document.activeElement?.id === 'lesson-answer'", SOON).await;
            assert!(page.text("#lesson-answer").await.starts_with("Right."), "step {at}");
            tab_to(page, "#lesson-next").await;
            page.press(Key::Enter).await;
        }
        page.wait_until("document.getElementById('next-lesson')", SOON).await;
        let right = page.text("#lesson-right").await;
        assert!(right.starts_with("5 of 5 questions answered right"), "{right}");
        tab_to(page, "#all-lessons").await;
        page.press(Key::Enter).await;
        page.wait_until("document.getElementById('lessons').open", SOON).await;
        let count = page.text("#lessons").await;
        assert!(count.contains("5 of 5 steps answered"), "{count}");
        page.press(Key::Escape).await;
        page.wait_until("!document.getElementById('lessons').open", SOON).await;
    });
}

#[test]
fn a_lesson_stays_open_in_its_link_and_keeps_its_answers() {
    journey(View::LAPTOP, async |page| {
        open(page, "#1.nmin=1&nmax=1&lesson=five.1").await;
        answer(page, 0).await;
        assert!(page.text("#lesson-answer").await.starts_with("Not quite."));
        page.reload().await;
        page.wait_until("document.getElementById('lesson-answer')", SOON).await;
        page.script("location.hash += '&seed=7';").await;
        page.wait_until("document.querySelector('.lesson-departed')", SOON).await;
        page.click(".lesson-departed button").await;
        page.wait_until("!document.querySelector('.lesson-departed')", SOON).await;
        page.click("#leave-lesson").await;
        page.wait_until("!document.querySelector('.lesson-card')", SOON).await;
    });
}

#[test]
fn a_sheet_prints_on_paper_in_black_and_white() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        // The dialog of the browser would wait for a person.
        page.script("window.print = () => { window.printed = true; };").await;
        page.click("#open-lessons").await;
        page.click("#print-field").await;
        page.wait_until("window.printed", SOON).await;
        // A4 between its margins of 16 mm, at 96 pixels an inch.
        let paper = serde_json::json!({ "width": 673, "height": 1002, "deviceScaleFactor": 1, "mobile": false });
        page.devtools("Emulation.setDeviceMetricsOverride", paper).await;
        page.devtools("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" })).await;
        let said = page.text("#paper").await;
        for step in &lessons()[0].steps {
            assert!(said.contains(&step.question), "{said}");
            assert!(!said.contains(&step.reveal), "the sheet gives answers away");
        }
        let others = page
            .string("[...document.body.children].filter((e) => e.id !== 'paper' && e.offsetHeight > 0).length")
            .await;
        assert_eq!(others, "0", "only the sheet is on the paper");
        let colors = page
            .script(
                "const found = new Set();
                for (const element of document.querySelectorAll('.sheet, .sheet *')) {
                    const style = getComputedStyle(element);
                    found.add(style.color);
                    if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') found.add(style.backgroundColor);
                }
                return [...found].filter((color) => !['rgb(0, 0, 0)', 'rgb(255, 255, 255)'].includes(color));",
            )
            .await;
        assert_eq!(colors, serde_json::json!([]), "colors on the sheet");
        let overflow = page.string("document.documentElement.scrollWidth - innerWidth").await;
        assert!(overflow.parse::<i32>().is_ok_and(|pixels| pixels <= 0), "{overflow} too wide");
        let is_a4 = "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
            .some((rule) => rule instanceof CSSPageRule && rule.style.size === 'a4')";
        assert_eq!(page.string(is_a4).await, "true", "the paper is A4");
        page.script("dispatchEvent(new Event('afterprint'))").await;
        page.wait_until("!document.querySelector('.sheet')", SOON).await;
    });
}

/// Has the page copy by a button, and returns what it copied.
pub(crate) async fn copied(page: &Page, button: &str) -> String {
    page.script(&format!(
        "window.copied = '';
        navigator.clipboard.writeText = (text) => {{ window.copied = text; return Promise.resolve(); }};
        document.getElementById('{button}').click();"
    ))
    .await;
    page.wait_until("window.copied", SOON).await;
    page.string("window.copied").await
}

#[test]
fn the_experiment_leaves_in_every_form() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        page.click("#open-share").await;
        page.wait_until("document.getElementById('share').open", SOON).await;
        let link = copied(page, "copy-link").await;
        assert!(link.ends_with(SHORT), "{link}");
        let markdown = copied(page, "copy-markdown").await;
        assert!(
            markdown.starts_with('[') && markdown.ends_with(&format!("]({link})")),
            "{markdown}"
        );
        let html = copied(page, "copy-frame").await;
        assert!(html.contains("<iframe") && html.contains("frame=embed"), "{html}");
        let citation = copied(page, "copy-citation").await;
        for part in ["@article", "doi = {10.1109/TCYB.2020.2972983}", "@software"] {
            assert!(citation.contains(part), "{part} in {citation}");
        }
        assert!(citation.contains(&link), "{citation}");
        page.wait_until(
            "document.querySelector('#share .qr path').getAttribute('d').length > 1000",
            SOON,
        )
        .await;
        axe::check(page, "sharing").await;
        page.press(Key::Escape).await;
        page.wait_until("!document.getElementById('share').open", SOON).await;
    });
}

#[test]
fn the_last_runs_are_listed_and_two_are_compared() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        open(page, &format!("{SHORT}&dense=signed")).await;
        page.click("#open-runs").await;
        page.wait_until("document.querySelectorAll('.runs tbody tr').length === 2", SOON).await;
        axe::check(page, "the runs").await;
        page.script("for (const box of document.querySelectorAll('.runs input')) box.click()")
            .await;
        page.click("#compare").await;
        page.wait_until("document.querySelectorAll('.compare iframe').length === 2", SOON).await;
        let differences = page.text(".differences").await;
        assert!(differences.contains("Pooling weights"), "{differences}");
        assert!(differences.contains("correlation"), "{differences}");
        let are_finished = "[...document.querySelectorAll('.compare iframe')]
            .every((frame) => frame.contentDocument?.documentElement.dataset.state === 'finished')";
        page.wait_until(are_finished, RUN).await;
        page.press(Key::Escape).await;
        // Opening the older one again.
        page.click("#open-runs").await;
        page.click(".runs tbody tr:last-child button").await;
        page.wait_until("!location.hash.includes('dense=signed')", SOON).await;
    });
}

#[test]
fn the_weights_of_all_networks_leave_in_one_archive() {
    journey(View { before: KEEP, ..View::LAPTOP }, async |page| {
        open(page, SHORT).await;
        page.click("#open-share").await;
        page.click("#save-weights").await;
        page.wait_until("window.saved.length === 1", SOON).await;
        let bytes = page.script("return window.saved[0]").await;
        let bytes: Vec<u8> = serde_json::from_value(bytes).expect("bytes");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
        let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
        assert_eq!(names.len(), 8, "{names:?}");
        assert!(names.iter().any(|name| name == "run_network.py"), "{names:?}");
        let mut file = archive.by_name("filters-03.safetensors").expect("the largest network");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        let tensors = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
        assert_eq!(tensors.tensor("filters").expect("filters").shape(), [3, 7, 7]);
    });
}

#[test]
fn the_figures_of_a_section_leave_for_a_paper() {
    journey(View { before: KEEP, ..View::LAPTOP }, async |page| {
        open(page, &format!("{SHORT}&reveal=1")).await;
        page.click("#open-share").await;
        page.click("#save-one-column").await;
        page.wait_until("window.saved.length === 1", RUN).await;
        let bytes = page.script("return window.saved[0]").await;
        let bytes: Vec<u8> = serde_json::from_value(bytes).expect("bytes");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            archive.by_name(name).expect(name).read_to_end(&mut bytes).expect("its bytes");
            bytes
        };
        let svg = String::from_utf8(read("emergence.svg")).expect("text");
        assert!(svg.contains("width=\"85mm\"") && svg.contains("hidden cell"), "{svg}");
        let png = read("emergence.png");
        std::fs::create_dir_all("target/screenshots").expect("a folder");
        std::fs::write("target/screenshots/paper.png", &png).expect("written");
        assert!(png.starts_with(b"\x89PNG"));
        let width = u32::from_be_bytes(png[16..20].try_into().expect("four bytes"));
        assert!((1_990..2_030).contains(&width), "85 mm with 600 pixels an inch: {width}");
        let csv = String::from_utf8(read("emergence.csv")).expect("text");
        assert!(csv.contains("# link: #1.") && csv.contains("Checksum"), "{csv}");
        assert_eq!(read("networks.csv"), csv.as_bytes(), "Emergence has no other networks");
        let readme = String::from_utf8(read("README.txt")).expect("text");
        assert!(readme.contains("emergence: ") && readme.contains("10.1109/TCYB"), "{readme}");
        page.wait_until("document.querySelector('.share-said').textContent === ''", SOON).await;
        axe::check(page, "figures for a paper").await;
    });
}

#[test]
fn a_sealed_cell_is_guessed_and_revealed() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        page.click("#open-lessons").await;
        page.click("#seal-this").await;
        page.wait_until("document.getElementById('submit-guess')", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        let link = page.fragment().await;
        assert!(link.contains("blind=") && !link.contains("layout"), "{link}");
        let said = page.text("#panel").await;
        assert!(said.contains("sealed") && !said.contains("of 4"), "{said}");
        assert!(page.report().await["networks"][0]["worst_similarity"].is_null());
        axe::check(page, "a sealed cell").await;
        // The default cell: four squares that touch.
        for (row, column) in [(2, 2), (2, 4), (4, 2)] {
            page.script(&format!(
                "document.querySelector('.guess-board [data-row=\"{row}\"][data-column=\"{column}\"]').click()"
            ))
            .await;
        }
        page.click("#submit-guess").await;
        page.wait_until("document.getElementById('guess-score')", SOON).await;
        let score = page.text("#guess-score").await;
        assert!(score.contains("4 subunits, and you guessed 3"), "{score}");
        assert!(score.contains("Score: 75 of 100"), "{score}");
        assert!(page.text("#panel").await.contains("of 4"), "now the page knows the cell");
        // Other sections show the cell, and so wait for the guess.
        page.go(&format!("#1.view=cell&{}", link.trim_start_matches("#1."))).await;
        page.wait_until("document.querySelector('#panel .figures-state')", SOON).await;
        assert!(page.text("#panel").await.contains("sealed cell"));
    });
}

#[test]
fn a_presenter_goes_through_figures_by_keys() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        page.click("#present").await;
        page.wait_until("document.querySelector('.slides-bar')", SOON).await;
        page.wait_until("document.documentElement.dataset.theme === 'projector'", SOON).await;
        assert!(page.fragment().await.contains("frame=slides"));
        let shown = "[...document.querySelectorAll('[data-slide]')].filter((e) => e.offsetHeight > 0).length";
        page.wait_until(&format!("{shown} === 1"), SOON).await;
        assert_eq!(page.string("document.querySelector('.tabs').offsetHeight").await, "0");
        page.press(Key::Right).await;
        page.wait_until(&format!("document.querySelector('.slides-bar').textContent.includes('Figure 2') && {shown} === 1"), SOON).await;
        axe::check(page, "the presenter").await;
        page.press(Key::Left).await;
        page.press(Key::Left).await;
        // Before the first figure of Emergence comes the cell.
        page.wait_until("location.hash.includes('view=cell')", SOON).await;
        page.press(Key::Escape).await;
        page.wait_until("!document.querySelector('.slides-bar')", SOON).await;
        page.wait_until("document.documentElement.dataset.theme === 'light'", SOON).await;
    });
}

#[test]
fn a_presenter_runs_what_is_on_the_slide_and_hands_it_out_as_a_large_code() {
    journey(View { size: (1280, 720), ..View::LAPTOP }, async |page| {
        page.go(&format!("{SHORT}&frame=slides")).await;
        page.wait_until("document.querySelector('.slides-bar')", RUN).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(
            page.string("document.querySelector('.run-word').checkVisibility()").await,
            "true"
        );
        page.run_by(async || page.click("#run-start").await, RUN).await;
        page.screenshot("slides emergence").await;
        page.click("#slide-code").await;
        let is_large = "document.querySelector('.big-code .qr')?.getBoundingClientRect().height >= innerHeight / 2";
        page.wait_until(is_large, SOON).await;
        assert!(!page.text("#code .share-link").await.contains("expect="));
        page.click("#code-result").await;
        page.wait_until(
            "document.querySelector('#code .share-link').textContent.includes('expect=')",
            SOON,
        )
        .await;
        axe::check(page, "the large code").await;
        page.screenshot("slides code").await;
        page.press(Key::Escape).await;
        // What takes long waits to be asked for, here too.
        page.go("#1.view=transfer&frame=slides").await;
        page.wait_until("document.getElementById('run-start')?.checkVisibility()", SOON).await;
        page.screenshot("slides transfer waiting").await;
        page.click("#run-start").await;
        page.wait_for_state(&["running"], SOON).await;
        page.click("#cancel").await;
        page.wait_for_state(&["idle"], SOON).await;
    });
}

#[test]
fn every_figure_of_every_section_fits_its_slide() {
    const IS_FIT: &str = "(() => {
        const slide = document.querySelector('[data-slide=here]');
        const at = slide?.getBoundingClientRect();
        const bar = document.querySelector('.slides-bar').getBoundingClientRect();
        // What would be too small to read is scrolled.
        return at?.height > 0 && (at.bottom + scrollY <= bar.top + 1 || Number(slide.style.zoom || 1) <= 0.46);
    })()";
    journey(View { size: (1280, 720), ..View::LAPTOP }, async |page| {
        let small = SMALL.map(|(link, ..)| link);
        for link in small.into_iter().chain(["#1.view=cell", SHORT]) {
            let section = link.split(['=', '&']).nth(1).unwrap_or_default();
            page.go(&format!("{link}&frame=slides")).await;
            page.wait_until("document.querySelector('.slides-bar')", RUN).await;
            page.wait_for_state(&["finished"], RUN).await;
            let mut at = 1;
            loop {
                page.wait_until(IS_FIT, SOON).await;
                page.screenshot(&format!("slide {section} {at}")).await;
                at += 1;
                page.press(Key::Right).await;
                let is_next = format!(
                    "document.querySelector('.slides-bar').textContent.includes('Figure {at} of')"
                );
                if page.string(&is_next).await != "true" {
                    break;
                }
            }
        }
    });
}

#[test]
fn a_lesson_is_a_deck() {
    let lesson = &lessons()[0];
    journey(View { size: (1280, 720), ..View::LAPTOP }, async |page| {
        page.go("#1.view=cell&lesson=field.1&frame=slides").await;
        page.wait_until(
            "document.querySelector('.slides-bar') && document.getElementById('lesson-title')",
            RUN,
        )
        .await;
        for step in 2..=lesson.steps.len() {
            // Over all figures of a step to the next one.
            let is_next = format!("location.hash.includes('lesson=field.{step}')");
            for _ in 0..4 {
                page.press(Key::Right).await;
                if page.string(&is_next).await == "true" {
                    break;
                }
            }
            page.wait_until(&is_next, SOON).await;
            page.wait_until("document.querySelector('[data-slide=here]')", SOON).await;
        }
        page.press(Key::Left).await;
        page.screenshot("slides lesson").await;
    });
}

#[test]
fn what_is_said_in_a_lesson_has_no_barriers() {
    for size in [(1440, 900), (390, 844)] {
        journey(View { size, ..View::LAPTOP }, async |page| {
            for theme in ["light", "dark", "projector"] {
                page.go("").await;
                page.script(&format!(
                    "localStorage.setItem('ganglion.theme', '{theme}');
                    localStorage.removeItem('ganglion.answers');"
                ))
                .await;
                open(page, "#1.nmin=1&nmax=1&lesson=five.1").await;
                let name = format!("lesson {} {theme}", size.0);
                page.screenshot(&name).await;
                axe::check(page, &name).await;
                answer(page, 1).await;
                axe::check(page, &name).await;
                page.click("#open-lessons").await;
                axe::check(page, &format!("list of {name}")).await;
                page.click("#teach-field").await;
                axe::check(page, &format!("teacher's view of {name}")).await;
                page.press(Key::Escape).await;
            }
        });
    }
}
