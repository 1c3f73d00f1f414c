//! The page inside a page of another origin, as in slides or a course: it works there and reports.

use crate::{
    RUN, SHORT, axe, journey_at,
    page::{Page, SOON, View},
    served::Served,
    setting,
};

/// A page with Ganglion in a frame, which keeps what it is told.
pub(crate) fn around(link: &str) -> String {
    let address = format!("{}{link}&frame=embed", setting("GANGLION_URL"));
    format!(
        "<!doctype html><html lang='en'><link rel='icon' href='data:,'><title>Slides</title><main><h1>Slides</h1>
        <iframe title='Ganglion' src='{}' style='width:100%;height:700px'></iframe></main>
        <script>
            window.told = [];
            addEventListener('message', (event) => window.told.push({{ origin: event.origin, ...event.data }}));
        </script></html>",
        address.replace('&', "&amp;")
    )
}

#[test]
fn in_a_frame_of_another_origin_it_runs_and_reports() {
    let served = Served::start();
    served.replace("index.html", around(SHORT).into_bytes());
    journey_at(served.url(), View { is_framed: true, ..View::LAPTOP }, &[], async |page| {
        page.go("").await;
        page.wait_until("window.told?.some((message) => message.report)", RUN).await;
        let last = "window.told.at(-1)";
        assert_eq!(page.string(&format!("{last}.state")).await, "finished");
        assert_eq!(page.string(&format!("{last}.ganglion")).await, "1");
        let link = page.string(&format!("{last}.link")).await;
        assert!(link.contains("frame=embed") && link.contains("frames=5000"), "{link}");
        assert_eq!(page.string(&format!("{last}.report.networks.length")).await, "3");
        let origin = page.string(&format!("{last}.origin")).await;
        assert!(setting("GANGLION_URL").starts_with(&origin), "{origin}");
        let own = page.string("location.origin").await;
        assert_ne!(origin, own, "another origin");
        let height: f64 = page.string(&format!("{last}.height")).await.parse().expect("a height");
        assert!(height > 300.0, "{height}");
        axe::check(page, "the frame").await;
        page.screenshot("embedded").await;
        page.wait_until("window.told.length > 0", SOON).await;
    });
}

/// Gives the frame the height that it asks for, whenever it asks.
const FIT: &str = "
    const frame = document.querySelector('iframe');
    addEventListener('message', ({ data }) => { frame.style.height = `${data.height}px`; });";

/// Waits until nothing of the page in the frame is out of sight and nothing below it is empty; returns its height.
async fn fitting(page: &Page, is_there: &str) -> f64 {
    let fits = format!(
        "(document.documentElement.dataset.state === 'finished' && {is_there}
        && document.documentElement.scrollHeight === innerHeight
        && innerHeight - document.documentElement.getBoundingClientRect().height < 1
        && innerHeight)"
    );
    let deadline = tokio::time::Instant::now() + RUN;
    loop {
        let height = page.in_frame(&fits).await;
        if let Ok(height) = height.parse() {
            return height;
        }
        let now = "[document.documentElement.scrollHeight, innerHeight, document.documentElement.getBoundingClientRect().height]";
        assert!(
            tokio::time::Instant::now() < deadline,
            "the frame does not fit: {}",
            page.in_frame(now).await
        );
    }
}

#[test]
fn the_frame_is_told_how_high_the_page_is_whenever_that_changes() {
    let served = Served::start();
    served.replace("index.html", around(SHORT).into_bytes());
    journey_at(served.url(), View { is_framed: true, ..View::LAPTOP }, &[], async |page| {
        page.go("").await;
        page.script(FIT).await;
        let is_drawn = |rows: u32| {
            format!(
                "document.querySelectorAll('.rows .row').length === {rows}
                && [...document.querySelectorAll('.plot-canvas')].filter((canvas) => canvas.offsetHeight > 100).length === 2"
            )
        };
        let three = fitting(page, &is_drawn(4)).await;
        page.screenshot("embedded whole").await;
        // Fewer rows take less room.
        page.script("const frame = document.querySelector('iframe'); frame.src = frame.src.replace('nmax=3', 'nmax=1');").await;
        let one = fitting(page, &is_drawn(2)).await;
        assert!(one < three, "{one} after {three}");
        // A narrow frame takes more, and nothing else has changed.
        page.script(
            "window.told.length = 0; document.querySelector('iframe').style.width = '400px'",
        )
        .await;
        page.wait_until("window.told.length > 0", SOON).await;
        let narrow = fitting(page, &is_drawn(2)).await;
        assert!(narrow > one, "{narrow} after {one}");
        let told = page.string("window.told.length").await;
        assert!(told.parse::<u32>().is_ok_and(|count| count < 20), "{told} messages");
        assert_eq!(page.string("window.told.at(-1).height").await, narrow.to_string());
    });
}
