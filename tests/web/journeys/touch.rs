//! A finger on a phone: whatever is dragged by the mouse is dragged by it too, and the page stays where it is meanwhile.

use serde_json::{Value, json};

use crate::{
    RUN, SHORT, journey,
    page::{Page, SOON, View},
    recordings::{self, IS_FOUND},
};

const PHONE: View = View { size: (390, 844), ..View::LAPTOP };

/// Makes the screen one for fingers.
async fn with_fingers(page: &Page) {
    let (width, height) = PHONE.size;
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true });
    page.devtools("Emulation.setDeviceMetricsOverride", size).await;
    page.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await;
}

/// Drags by a finger from the middle of an element, CSS pixels; the page must not move with it.
async fn drag(page: &Page, selector: &str, (right, down): (f64, f64)) {
    let script = "const element = document.querySelector(arguments[0]);
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x + width / 2, y + height / 2, scrollY]";
    let place: Value = page.script_with(script, vec![json!(selector)]).await;
    let [x, y, scrolled] = [0, 1, 2].map(|at| place[at].as_f64().expect("a number"));
    let touch = async |kind: &str, points: Value| {
        let event = json!({ "type": kind, "touchPoints": points });
        page.devtools("Input.dispatchTouchEvent", event).await;
    };
    touch("touchStart", json!([{ "x": x, "y": y }])).await;
    const STEPS: u32 = 10;
    for step in 1..=STEPS {
        let part = f64::from(step) / f64::from(STEPS);
        touch("touchMove", json!([{ "x": x + part * right, "y": y + part * down }])).await;
    }
    touch("touchEnd", json!([])).await;
    let now = page.script("return scrollY").await;
    assert_eq!(now.as_f64(), Some(scrolled), "{selector}: the page was scrolled");
}

/// Side of a checker of the board, CSS pixels.
async fn checker(page: &Page) -> f64 {
    let width = "document.querySelector('.board-editor').getBoundingClientRect().width / 8";
    page.string(width).await.parse().expect("a number")
}

#[test]
fn subunits_are_dragged_by_finger() {
    journey(PHONE, async |page| {
        with_fingers(page).await;
        page.go("#1.view=cell").await;
        page.wait_until("document.querySelectorAll('.subunit').length === 4", RUN).await;
        let checker = checker(page).await;
        // Up and down is the way in which a finger scrolls elsewhere.
        drag(page, ".subunit:first-of-type .subunit-line", (0.0, -2.0 * checker)).await;
        page.wait_until("location.hash.includes('subunits=0.2.2.2_2.4.2.2_')", SOON).await;
        drag(page, ".subunit:first-of-type .subunit-line", (-checker, checker)).await;
        page.wait_until("location.hash.includes('subunits=1.1.2.2_')", SOON).await;
        // By its corner a subunit grows.
        drag(page, ".subunit:nth-of-type(3) .subunit-hit", (-checker, 2.0 * checker)).await;
        page.wait_until("location.hash.includes('_4.2.4.1_')", SOON).await;
        page.screenshot("touch board").await;
    });
}

#[test]
fn a_picture_is_explored_by_finger() {
    const FIELD: &str = "document.querySelector('.field-frame').getAttribute('y')";
    journey(PHONE, async |page| {
        with_fingers(page).await;
        let link =
            "#1.view=images&source=model&frames=5000&test=1000&restarts=1&epochs=2&pictures=40";
        page.go(link).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.querySelector('.field-frame')", SOON).await;
        let before = page.string(FIELD).await;
        drag(page, "#picture", (0.0, 40.0)).await;
        page.wait_until(&format!("{FIELD} !== '{before}'"), SOON).await;
    });
}

#[test]
fn a_crop_is_moved_by_finger() {
    journey(PHONE, async |page| {
        with_fingers(page).await;
        recordings::open(page).await;
        page.click("#simulate").await;
        page.wait_until(IS_FOUND, RUN).await;
        page.wait_until("document.getElementById('crop')", SOON).await;
        let words = "document.getElementById('crop-words').textContent";
        // Smaller, so that there is room to move it.
        page.script("document.getElementById('crop').focus()").await;
        page.press_with_shift(thirtyfour::Key::Up).await;
        page.wait_until(&format!("{words}.includes('rows 0 to 14,')"), SOON).await;
        let side = page.string("document.getElementById('crop').clientWidth / 16").await;
        let side: f64 = side.parse().expect("a number");
        drag(page, "#crop", (0.0, 1.2 * side)).await;
        page.wait_until(&format!("{words}.includes('rows 1 to 15,')"), SOON).await;
    });
}

#[test]
fn who_places_subunits_by_hand_in_emergence_is_led_to_the_board() {
    journey(PHONE, async |page| {
        with_fingers(page).await;
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(page.string("document.getElementById('to-board')").await, "");
        page.click(".settings-open").await;
        page.script(
            "const layout = document.getElementById('control-layout');
            layout.selectedIndex = layout.options.length - 1;
            layout.dispatchEvent(new Event('change', { bubbles: true }));",
        )
        .await;
        // It begins with the subunits that there were.
        page.wait_until("location.hash.includes('layout=custom&subunits=2.2.2.2_')", SOON).await;
        assert_eq!(page.text("#problem-layout").await, "");
        page.screenshot("touch by hand").await;
        page.click("#to-board").await;
        page.wait_until("location.hash.includes('view=cell')", SOON).await;
        page.wait_until("document.querySelectorAll('.board-editor .subunit').length === 4", RUN)
            .await;
        let is_covered = "document.querySelector('.settings.open')";
        assert_eq!(page.string(is_covered).await, "", "the board is to be seen");
    });
}
