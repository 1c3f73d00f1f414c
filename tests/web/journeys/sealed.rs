//! Sealing a cell on a page whose workers hold the data of another.

use crate::{
    RUN, SHORT, checksums, journey,
    page::{Page, SOON, View},
};

/// Seals a random cell; returns the link that can be shared, and the checksums that the page reports of it.
async fn seal_random(page: &Page) -> (String, Vec<(u64, u64, String)>) {
    page.click("#open-lessons").await;
    page.wait_until("document.getElementById('lessons').open", SOON).await;
    page.run_by(async || page.click("#seal-random").await, RUN).await;
    let link = page.fragment().await;
    assert!(link.contains("blind="), "{link}");
    let report = page.report().await;
    assert_eq!(report["link"], link, "the report is of the sealed cell");
    (link, checksums(&report))
}

#[test]
fn a_cell_sealed_on_a_busy_page_gives_the_checksums_of_a_fresh_tab() {
    let sealed = journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        page.wait_until("document.getElementById('open-lessons')", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        let mut sealed = vec![(SHORT.to_owned(), checksums(&page.report().await))];
        for _ in 0..3 {
            sealed.push(seal_random(page).await);
        }
        sealed
    });
    for (number, (link, busy)) in sealed.iter().enumerate() {
        let fresh = journey(View::LAPTOP, async |page| {
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            checksums(&page.report().await)
        });
        assert_eq!(busy, &fresh, "{link}");
        let is_new = sealed[..number].iter().all(|(_, other)| other != busy);
        assert!(is_new, "{link} gives the networks of another cell");
    }
}
