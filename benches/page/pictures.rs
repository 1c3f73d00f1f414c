//! Pictures to look at: frames while a field is dragged, the camera, response maps, own pictures.

use std::time::Duration;

use crate::{
    number,
    page::{Page, View},
    said, sections,
};

/// Ten cells with the networks that the section trains, from few frames.
const LINK: &str = "#1.view=images&frames=20000&seed=31";

/// How long something may take on a machine that is busy.
const LONG: Duration = Duration::from_mins(2);

/// Drags the field in circles for three seconds, a step for each frame: frames a second.
const DRAG: &str = "
    return new Promise((resolve) => {
        const picture = document.getElementById('picture');
        picture.scrollIntoView({ block: 'center' });
        const box = picture.getBoundingClientRect();
        const send = (type, turn) => picture.dispatchEvent(new PointerEvent(type, {
            bubbles: true, pointerId: 1, isPrimary: true,
            clientX: box.left + box.width * (0.5 + 0.2 * Math.cos(turn)),
            clientY: box.top + box.height * (0.5 + 0.2 * Math.sin(turn)),
        }));
        picture.setPointerCapture = () => {};
        send('pointerdown', 0);
        const times = [];
        const step = (time) => {
            times.push(time);
            if (time - times[0] < 3000) {
                send('pointermove', times.length / 20);
                requestAnimationFrame(step);
            } else {
                send('pointerup', 0);
                resolve(1000 * (times.length - 1) / (time - times[0]));
            }
        };
        requestAnimationFrame(step);
    });";

/// Drops a picture of 512 x 512 pixels with structure.
const DROP: &str = "
    const canvas = new OffscreenCanvas(512, 512);
    const context = canvas.getContext('2d');
    for (let at = 0; at < 3000; at += 1) {
        const shade = (at * 97) % 256;
        context.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
        context.fillRect((at * 7919) % 512, (at * 104729) % 512, 4 + at % 29, 4 + at % 23);
    }
    return (async () => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([await canvas.convertToBlob()], 'bench.png'));
        document.querySelector('.image-explorer').dispatchEvent(
            new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    })();";

/// Clicks a button and waits until something is there: seconds.
fn seconds_until(button: &str, there: &str) -> String {
    format!(
        "return new Promise((resolve) => {{
            const start = performance.now();
            document.getElementById('{button}').click();
            const look = () => {there} ? resolve((performance.now() - start) / 1000) : setTimeout(look, 5);
            look();
        }});"
    )
}

/// All of it, in a browser with a camera.
pub(crate) async fn measure() -> Vec<(&'static str, f64)> {
    let view = View { has_camera: true, ..crate::VIEW };
    let page = Page::open(view, view.site.url()).await;
    sections::run(&page, LINK).await;
    page.wait_until("document.querySelector('.field-frame')", LONG).await;
    let mut best = 0.0_f64;
    for _ in 0..crate::ROUNDS {
        best = best.max(number(&page.script(DRAG).await));
    }
    let mut numbers = vec![said("page_drag_frames_per_sec", best)];
    page.script(DROP).await;
    page.wait_until("document.querySelector('.own-picture [aria-pressed=true]')", LONG).await;
    // Checkers of one pixel: as many places as there are.
    page.script("document.getElementById('picture-checker').value = 1; document.getElementById('picture-checker').dispatchEvent(new Event('input', { bubbles: true }))").await;
    page.wait_until("document.getElementById('ask-map')", LONG).await;
    let map = "[...document.querySelectorAll('.image-explorer canvas')].some((c) => c.ariaLabel?.includes(' places '))";
    let secs = number(&page.script(&seconds_until("ask-map", map)).await);
    numbers.push(said("page_response_map_secs", secs));
    let tested = "document.getElementById('own-conclusion')";
    let secs = number(&page.script(&seconds_until("ask-test", tested)).await);
    numbers.push(said("page_own_pictures_secs", secs));
    page.click("#camera").await;
    page.wait_until("document.getElementById('camera-speed')", LONG).await;
    let speed = "return new Promise((resolve) => setTimeout(() =>
        resolve(Number(document.getElementById('camera-speed').textContent)), 4000))";
    numbers.push(said("page_camera_pictures_per_sec", number(&page.script(speed).await)));
    page.close().await;
    numbers
}
