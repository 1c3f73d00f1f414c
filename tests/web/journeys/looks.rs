//! How the page looks: screenshots for people, and an automatic check for barriers.

use std::time::Duration;

use crate::{
    axe, journey,
    page::{Theme, View},
};

const RUN: Duration = Duration::from_mins(1);

/// Shows a finished run at one size in both themes, saves what is on the screen, and looks for barriers.
fn look(size: (u32, u32)) {
    journey(View { size, ..View::LAPTOP }, async |page| {
        page.go("").await;
        page.wait_for_state(&["finished"], RUN).await;
        for theme in [Theme::Light, Theme::Dark] {
            page.set_theme(theme).await;
            let name = format!("{}x{} {theme:?}", size.0, size.1).to_lowercase();
            page.screenshot(&name).await;
            axe::check(page, &name).await;
        }
    });
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
