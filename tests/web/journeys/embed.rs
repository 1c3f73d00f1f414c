//! The page inside a page of another origin, as in slides or a course: it works there and reports.

use crate::{
    RUN, SHORT, axe, journey_at,
    page::{SOON, View},
    served::Served,
    setting,
};

/// A page with Ganglion in a frame, which keeps what it is told.
fn around(link: &str) -> String {
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
