//! Sections some time after their run has ended: what they hold and what they do while nobody asks for anything.

use std::{fs, time::Duration};

use tokio::time::sleep;

use crate::{
    VIEW,
    memory::{now, renderers},
    page::{Page, View},
    said,
    sections::run,
};

/// Those that train the most networks, or show them the most. As many workers as the machine has processors for take part.
const SECTIONS: [&str; 4] = ["", "#1.view=recorded", "#1.view=images", "#1.view=transfer"];

/// Until then workers that have nothing to do have ended.
const REST: Duration = Duration::from_secs(40);
/// How long the processor is watched.
const WATCHED: Duration = Duration::from_secs(20);
/// Parts of a second that the kernel counts in.
const TICKS_PER_SEC: f64 = 100.0;

/// The most of all sections; nothing where there is no /proc.
pub(crate) async fn measure() -> Vec<(String, f64)> {
    let (mut most_megabytes, mut most_percent) = (None, 0.0_f64);
    for link in SECTIONS {
        let page = Page::open(View { num_workers: None, ..VIEW }, VIEW.site.url()).await;
        run(&page, link).await;
        sleep(REST).await;
        let before = busy_secs();
        sleep(WATCHED).await;
        let percent = 100.0 * (busy_secs() - before) / WATCHED.as_secs_f64();
        most_percent = most_percent.max(said("idle_cpu_percent", percent).1);
        if let Some(megabytes) = now() {
            let (_, megabytes) = said("idle_megabytes", megabytes);
            most_megabytes = Some(megabytes.max(most_megabytes.unwrap_or(0.0)));
        }
        page.close().await;
    }
    let cpu = most_megabytes.map(|_| ("idle_cpu_percent".to_owned(), most_percent));
    let memory = most_megabytes.map(|megabytes| ("idle_megabytes".to_owned(), megabytes));
    cpu.into_iter().chain(memory).collect()
}

/// Seconds that processors have spent on our pages.
fn busy_secs() -> f64 {
    let ticks = |id| {
        let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // Behind the name, which may hold spaces: the 14th and 15th of all.
        let (_, rest) = text.rsplit_once(')')?;
        let values: Vec<&str> = rest.split_ascii_whitespace().collect();
        Some(values.get(11)?.parse::<f64>().ok()? + values.get(12)?.parse::<f64>().ok()?)
    };
    renderers().into_iter().filter_map(ticks).sum::<f64>() / TICKS_PER_SEC
}
