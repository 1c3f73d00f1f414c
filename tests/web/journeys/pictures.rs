//! Pictures to look at: generated ones and a person's own, by file, drop, paste and camera; bad files; links that
//! ask for pictures; keys alone.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    RUN, journey,
    page::{Page, SOON, View},
    picture_files::{Files, write_all},
};

/// One model cell with a network of five filters, trained in a second or two.
const LINK: &str =
    "#1.view=images&source=model&frames=5000&test=1000&restarts=1&epochs=2&pictures=40";

/// Where the field is, as the page draws it.
const FIELD: &str = "(() => {
    const field = document.querySelector('.field-frame');
    return ['x', 'y', 'width'].map((name) => field.getAttribute(name)).join(' ');
})()";

/// Opens the section, waits for the cell, and then for what it answers.
async fn open(page: &Page, link: &str) {
    page.go(link).await;
    page.wait_for_state(&["finished"], RUN).await;
    page.wait_until("document.querySelector('.field-frame')", SOON).await;
}

/// Gives files to the page as the file dialog would.
async fn choose(page: &Page, files: &[&std::path::Path]) {
    let paths: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
    page.give_files("#picture-files", &paths.join("\n")).await;
}

/// Gives a file to the page by an event of this kind, as the browser would.
async fn hand_over(page: &Page, file: &std::path::Path, event: &str) {
    let bytes = std::fs::read(file).expect("the file was just written");
    let name = file.file_name().expect("a file").to_string_lossy();
    let script = "
        const [bytes, name, event] = arguments;
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name));
        const given = event === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
            : new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector('.image-explorer').dispatchEvent(given);";
    page.script_with(script, vec![json!(bytes), json!(name), json!(event)]).await;
}

async fn wait_for_own(page: &Page, count: usize) {
    let is_there = format!("document.querySelectorAll('.own-picture').length === {count}");
    page.wait_until(&is_there, RUN).await;
    page.wait_until(
        "!document.querySelector('.choose').textContent.includes('Reading pictures')",
        RUN,
    )
    .await;
}

async fn messages(page: &Page) -> String {
    page.text("#picture-messages").await
}

#[test]
fn the_field_is_dragged_over_a_picture_and_cell_and_network_answer() {
    journey(View::LAPTOP, async |page| {
        open(page, LINK).await;
        let before = page.string(FIELD).await;
        let answer = page.text("#picture-answer").await;
        page.drag("#picture", (0, 0), (-60, 40)).await;
        page.wait_until(&format!("{FIELD} !== '{before}'"), SOON).await;
        page.wait_until(
            &format!("document.getElementById('picture-answer').textContent !== {}", json!(answer)),
            SOON,
        )
        .await;
        // The link says it after a moment, and remakes it.
        page.wait_until("/look=[^&]*x\\d+\\.y\\d+/.test(location.hash)", SOON).await;
        let (field, link) = (page.string(FIELD).await, page.fragment().await);
        open(page, &link).await;
        page.wait_until(&format!("{FIELD} === '{field}'"), SOON).await;
        assert_eq!(page.fragment().await, link);
    });
}

#[test]
fn the_answers_at_every_place_are_mapped_and_mistakes_are_counted() {
    journey(View::LAPTOP, async |page| {
        open(page, LINK).await;
        page.click("#ask-map").await;
        let map = "[...document.querySelectorAll('.image-explorer .plot-canvas')].find((c) => c.ariaLabel.includes('places'))";
        page.wait_until(map, SOON).await;
        let words = page.string(&format!("{map}.ariaLabel")).await;
        assert!(words.contains("correlation over the places"), "{words}");
        let before = page.string(FIELD).await;
        page.script(&format!("{map}.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"))
            .await;
        let clicked = format!(
            "const map = {map}; const box = map.getBoundingClientRect();
            map.dispatchEvent(new MouseEvent('click', {{ bubbles: true, clientX: box.left + 30, clientY: box.top + 50 }}))"
        );
        page.script(&clicked).await;
        page.wait_until(&format!("{FIELD} !== '{before}'"), SOON).await;
        page.click("#mistakes summary").await;
        page.wait_until("document.querySelectorAll('#mistakes tbody tr').length === 6", RUN).await;
    });
}

#[test]
fn nothing_is_wider_than_a_phone() {
    journey(View { size: (390, 844), ..View::LAPTOP }, async |page| {
        open(page, LINK).await;
        page.click("#mistakes summary").await;
        page.wait_until("document.querySelectorAll('#mistakes tbody tr').length === 6", RUN).await;
        let width = page.string("document.documentElement.scrollWidth").await;
        assert!(width.parse::<u32>().is_ok_and(|width| width <= 390), "{width} pixels");
    });
}

#[test]
fn a_picture_is_looked_at_by_keys_alone() {
    journey(View::LAPTOP, async |page| {
        open(page, LINK).await;
        page.script("document.getElementById('picture').focus()").await;
        let before = page.string(FIELD).await;
        page.press(Key::Left).await;
        page.wait_until(&format!("{FIELD} !== '{before}'"), SOON).await;
        let moved = page.string(FIELD).await;
        page.press_with_shift(Key::Down).await;
        page.wait_until(&format!("{FIELD} !== '{moved}'"), SOON).await;
        page.type_text("-m").await;
        page.wait_until("/look=[^&]*s5\\.m/.test(location.hash)", SOON).await;
        page.script("document.querySelectorAll('.small-picture')[3].focus()").await;
        page.press(Key::Enter).await;
        page.wait_until("location.hash.includes('look=n3')", SOON).await;
        assert_eq!(page.state().await, "finished", "a look at a picture runs nothing");
    });
}

#[test]
fn own_pictures_come_by_file_drop_and_paste_and_a_link_asks_for_them_again() {
    journey(View::LAPTOP, async |page| {
        let files = write_all();
        open(page, LINK).await;
        choose(page, &[&files.good]).await;
        wait_for_own(page, 1).await;
        page.wait_until("document.querySelector('.own-picture [aria-pressed=true]')", SOON).await;
        hand_over(page, &files.turned, "drop").await;
        wait_for_own(page, 2).await;
        let turned = page
            .string("document.querySelectorAll('.own-picture > .small-picture')[1].ariaLabel")
            .await;
        assert_eq!(turned, "turned.jpg, 48 x 64 pixels");
        hand_over(page, &files.deep, "paste").await;
        wait_for_own(page, 3).await;
        page.wait_until("location.hash.split('.o').length === 4", SOON).await;
        let link = page.fragment().await;
        assert!(link.contains("-good_2epng"), "{link}");

        page.go(&link).await;
        page.wait_until("document.querySelectorAll('.wanted li').length === 3", RUN).await;
        page.wait_until("document.querySelector('.picture-frame .missing')", RUN).await;
        assert!(page.text(".wanted").await.contains("good.png"));
        choose(page, &[&files.good, &files.turned]).await;
        wait_for_own(page, 2).await;
        page.wait_until("document.querySelectorAll('.wanted li').length === 1", SOON).await;
        page.wait_until("document.querySelector('.own-picture [aria-pressed=true]')", SOON).await;
        page.click(".wanted button").await;
        page.wait_until("!document.querySelector('.wanted')", SOON).await;

        // Another content under the same name is told from the one that the link means.
        std::fs::copy(&files.palette, &files.deep).expect("a small file");
        page.go(&link).await;
        page.wait_until("document.querySelector('.wanted')", RUN).await;
        choose(page, &[&files.deep]).await;
        wait_for_own(page, 1).await;
        assert!(messages(page).await.contains("not that of the file"), "{}", messages(page).await);
    });
}

#[test]
fn own_pictures_are_tested_with_every_control_and_removed() {
    journey(View::LAPTOP, async |page| {
        let files = write_all();
        open(page, LINK).await;
        choose(page, &[&files.good]).await;
        wait_for_own(page, 1).await;
        page.click("#ask-test").await;
        page.wait_until("document.getElementById('own-conclusion')", RUN).await;
        page.wait_until("document.querySelectorAll('#own-test .plot-canvas').length === 3", SOON)
            .await;
        let words = page.text("#own-conclusion").await;
        assert!(words.contains("correlation"), "{words}");
        page.click(".own-picture > .quiet").await;
        page.wait_until("!document.querySelector('#own-test, .own-picture')", SOON).await;
        page.wait_until("document.querySelector('.small-picture[aria-pressed=true]')", SOON).await;
    });
}

#[test]
fn bad_files_are_named_and_the_rest_of_the_batch_is_kept() {
    journey(View::LAPTOP, async |page| {
        let files = write_all();
        open(page, LINK).await;
        let Files { good, deep, palette, moving, cut, notes, one, long, empty, .. } = &files;
        choose(page, &[notes, cut, good, one, long, palette, empty, deep, moving]).await;
        wait_for_own(page, 4).await;
        let said = messages(page).await;
        for name in ["notes.jpg", "cut.png", "one.png", "long.png", "empty.png", "moving.gif"] {
            assert!(said.contains(&format!("“{name}”")), "{name} is missing: {said}");
        }
        page.click("#picture-messages button").await;
        page.wait_until("!document.querySelector('#picture-messages li')", SOON).await;
        // Of many each is named, the first ones once they are asked for.
        page.script(
            "const transfer = new DataTransfer();
            for (let number = 1; number <= 20; number++) {
                transfer.items.add(new File(['no picture'], `bad-${number}.png`, { type: 'image/png' }));
            }
            document.querySelector('.image-explorer').dispatchEvent(
                new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));",
        )
        .await;
        page.wait_until("document.querySelectorAll('#picture-messages li').length === 20", RUN)
            .await;
        assert!(page.text("#earlier-messages summary").await.starts_with("12 messages"));
        page.click("#earlier-messages summary").await;
        let said = messages(page).await;
        for number in 1..=20 {
            assert!(said.contains(&format!("“bad-{number}.png”")), "{number} is missing: {said}");
        }
        assert_eq!(page.state().await, "finished");
    });
}

/// Drops so many pictures at once, each different.
async fn drop_many(page: &Page, count: usize) {
    let script = "
            const transfer = new DataTransfer();
            const canvas = new OffscreenCanvas(64, 48);
            const context = canvas.getContext('2d');
            for (let at = 0; at < COUNT; at += 1) {
                context.fillStyle = `rgb(${at}, 120, 60)`;
                context.fillRect(0, 0, 64, 48);
                context.fillStyle = '#fff';
                context.fillRect(at % 40, at % 30, 20, 10);
                transfer.items.add(new File([await canvas.convertToBlob()], `${at}.png`));
            }
            document.querySelector('.image-explorer').dispatchEvent(
                new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));"
        .replace("COUNT", &count.to_string());
    page.script(&format!("return (async () => {{ {script} }})()")).await;
}

#[test]
fn two_hundred_pictures_are_read_at_once_and_the_page_stays_at_hand() {
    journey(View::LAPTOP, async |page| {
        open(page, LINK).await;
        drop_many(page, 200).await;
        wait_for_own(page, 200).await;
        assert_eq!(messages(page).await.trim(), "");
    });
}

#[test]
fn pictures_that_are_removed_make_room_for_as_many_others() {
    journey(View::LAPTOP, async |page| {
        page.go(LINK).await;
        page.wait_until("document.querySelector('.image-explorer')", RUN).await;
        for _ in 0..2 {
            drop_many(page, 160).await;
            wait_for_own(page, 160).await;
            assert_eq!(messages(page).await.trim(), "");
            let remove = "for (const button of document.querySelectorAll('.own-picture > .quiet')) button.click()";
            page.script(remove).await;
            wait_for_own(page, 0).await;
        }
    });
}

/// Keeps the streams of all cameras that the page has opened, and has pictures of them begin as given.
const KEEP_CAMERAS: &str = "
    window.cameras = [];
    // An empty page has none.
    const devices = navigator.mediaDevices;
    const open = devices?.getUserMedia;
    if (open) {
        devices.getUserMedia = async (wishes) => {
            const stream = await open.call(devices, wishes);
            window.cameras.push(stream);
            return stream;
        };
    }
    window.begin = () => Promise.reject(new DOMException('no decoder', 'NotSupportedError'));
    HTMLVideoElement.prototype.play = () => window.begin();";

/// How many cameras that the page has opened are on.
const CAMERAS_ON: &str = "window.cameras.filter((stream) => stream.active).length";

#[test]
fn a_camera_that_was_opened_goes_off_whatever_fails_after() {
    journey(View { has_camera: true, before: KEEP_CAMERAS, ..View::LAPTOP }, async |page| {
        page.go(LINK).await;
        page.wait_until("document.getElementById('camera')", RUN).await;
        page.click("#camera").await;
        page.wait_until("document.querySelector('#picture-messages li')", SOON).await;
        assert!(messages(page).await.contains("did not start"), "{}", messages(page).await);
        assert_eq!(page.string("window.cameras.length").await, "1");
        page.wait_until(&format!("{CAMERAS_ON} === 0"), SOON).await;
        // One that never begins is ended by the person.
        page.script("window.begin = () => new Promise(() => {})").await;
        page.click("#camera").await;
        page.wait_until(&format!("{CAMERAS_ON} === 1"), SOON).await;
        page.click("#camera").await;
        page.wait_until(&format!("{CAMERAS_ON} === 0"), SOON).await;
        assert_eq!(page.string("document.getElementById('camera').ariaPressed").await, "false");
    });
}

#[test]
fn the_camera_goes_through_cell_and_network() {
    journey(View { has_camera: true, ..View::LAPTOP }, async |page| {
        open(page, LINK).await;
        page.click("#camera").await;
        page.wait_until("Number(document.getElementById('camera-speed')?.textContent) >= 15", SOON)
            .await;
        page.click("#camera-answers .plot-tools + .hint button, #camera-answers > .hint button")
            .await;
        wait_for_own(page, 1).await;
        page.wait_until("document.getElementById('camera').ariaPressed === 'false'", SOON).await;
    });
}

/// What the page says if the browser answers like this when it is asked for a camera.
async fn camera_message(page: &Page, error: &str) -> String {
    let refuse = format!(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'))"
    );
    page.script(&refuse).await;
    page.click("#camera").await;
    page.wait_until("document.querySelector('#picture-messages li')", SOON).await;
    let said = messages(page).await;
    page.click("#picture-messages button").await;
    page.wait_until("!document.querySelector('#picture-messages li')", SOON).await;
    said
}

#[test]
fn a_camera_that_is_denied_or_missing_is_explained() {
    journey(View::LAPTOP, async |page| {
        open(page, LINK).await;
        let denied = camera_message(page, "NotAllowedError").await;
        assert!(denied.contains("not allowed"), "{denied}");
        let missing = camera_message(page, "NotFoundError").await;
        assert!(missing.contains("no camera"), "{missing}");
        let pressed: Value =
            page.script("return document.getElementById('camera').ariaPressed").await;
        assert_eq!(pressed, "false");
    });
}
