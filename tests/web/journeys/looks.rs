//! How the page looks: screenshots for people, and an automatic check for barriers.

use crate::{
    RUN, axe, journey,
    language::CHINESE,
    page::{Page, SOON, Theme, View},
    small_links::SMALL,
};

/// The default experiment with its finding shown.
const REVEALED: &str = "#1.reveal=1";

/// The section with the live cell.
const CELL: &str = "#1.view=cell";

/// Shows a finished run at one size in each theme, before and after Reveal, and the live cell; saves what is on the screen
/// and looks for barriers.
fn look(size: (u32, u32)) {
    journey(View { size, ..View::LAPTOP }, async |page| {
        for theme in ["light", "dark", "projector"] {
            set_theme(page, theme).await;
            for (link, what) in [("", "hidden"), (REVEALED, "revealed"), (CELL, "cell")] {
                page.go(link).await;
                page.wait_for_state(&["finished"], RUN).await;
                let name = format!("{}x{} {theme} {what}", size.0, size.1);
                page.screenshot(&name).await;
                axe::check(page, &name).await;
            }
        }
    });
}

/// Chooses a theme as the menu of the page does, for pages that are loaded from now on.
async fn set_theme(page: &Page, theme: &str) {
    page.go("").await;
    page.wait_for_state(&["running", "finished"], SOON).await;
    page.script(&format!("localStorage.setItem('ganglion.theme', '{theme}')")).await;
}

#[test]
fn a_laptop_shows_the_page_without_barriers() {
    look((1440, 900));
}

#[test]
fn a_small_window_shows_the_page_without_barriers() {
    look((1024, 768));
}

#[test]
fn a_phone_shows_the_page_without_barriers() {
    look((390, 844));
}

/// Shows every section in three themes.
fn look_at_sections(view: View) {
    journey(view, async |page| {
        for theme in ["light", "dark", "projector"] {
            set_theme(page, theme).await;
            for link in SMALL.iter().map(|(link, ..)| *link).chain([CELL, REVEALED]) {
                page.go_and_run(link).await;
                page.wait_for_state(&["finished"], RUN).await;
                page.wait_until("document.querySelector('.plot-canvas')", SOON).await;
                axe::check(page, &format!("{:?} {} {theme} {link}", view.size, view.languages))
                    .await;
            }
        }
    });
}

#[test]
fn every_section_shows_without_barriers() {
    look_at_sections(View::LAPTOP);
}

#[test]
fn every_section_shows_without_barriers_on_a_phone() {
    look_at_sections(View { size: (390, 844), ..View::LAPTOP });
}

#[test]
fn every_section_shows_without_barriers_in_chinese() {
    look_at_sections(CHINESE);
}

#[test]
fn a_running_experiment_shows_without_barriers() {
    journey(View::LAPTOP, async |page| {
        page.go_and_run("#1.frames=100000&epochs=100").await;
        page.wait_until("document.querySelector('#filter-1-1:not([disabled])')", RUN).await;
        page.screenshot("1440x900 light running").await;
        axe::check(page, "while running").await;
    });
}

#[test]
fn an_open_filter_shows_without_barriers() {
    journey(View::LAPTOP, async |page| {
        page.go("#1.nmin=5&restarts=2&reveal=1").await;
        page.wait_for_state(&["finished"], RUN).await;
        page.click("#filter-5-1").await;
        page.wait_until("document.querySelector('dialog[open]')", SOON).await;
        page.screenshot("1440x900 light filter").await;
        axe::check(page, "with an open filter").await;
    });
}

#[test]
fn the_page_takes_the_theme_of_the_system() {
    journey(View { theme: Theme::Dark, ..View::LAPTOP }, async |page| {
        page.go("").await;
        page.wait_until("document.documentElement.dataset.theme === 'dark'", SOON).await;
    });
}
