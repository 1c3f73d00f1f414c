//! Answers before the camera: QR codes, in browsers that read them.

use core::time::Duration;

use leptos::{
    html::Video,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlVideoElement,
    js_sys::{Array, Object, Promise, Reflect},
};

use crate::teaching::collect::Collecting;
use ganglion_components::{
    reactive::{Effect, RwSignal},
    views::when,
};
use ganglion_core::t;
use ganglion_web::{CameraStream, play_camera, text_of};

/// Time between two looks at the picture.
const PAUSE: Duration = Duration::from_millis(250);

#[wasm_bindgen]
extern "C" {
    /// What reads codes; not every browser has it.
    #[derive(Clone)]
    type BarcodeDetector;

    #[wasm_bindgen(constructor, catch)]
    fn new(options: &JsValue) -> Result<BarcodeDetector, JsValue>;

    #[wasm_bindgen(method)]
    fn detect(this: &BarcodeDetector, picture: &HtmlVideoElement) -> Promise;
}

/// Whether this browser reads codes.
pub(super) fn is_there() -> bool {
    Reflect::has(&window(), &"BarcodeDetector".into()).unwrap_or(false)
}

/// Starts and stops the camera, and shows what it sees.
#[component]
pub(super) fn Scan() -> impl IntoView {
    let is_on = RwSignal::new(false);
    let words =
        move || if is_on.get() { t!("Stop the camera") } else { t!("Scan codes with the camera") };
    view! {
        <button
            type="button"
            id="scan"
            aria-pressed=move || is_on.get().to_string()
            on:click=move |_| is_on.update(|is_on| *is_on = !*is_on)
        >
            {move || words()}
        </button>
        {when(move || is_on.get(), move || view! { <Scanner is_on/> }.into_any())}
    }
}

/// The picture of the camera, as long as it is on.
#[component]
fn Scanner(is_on: RwSignal<bool>) -> impl IntoView {
    let collecting = expect_context::<Collecting>();
    let video = NodeRef::<Video>::new();
    // Dropped with this view, the camera is off.
    let stream = StoredValue::new_local(None::<CameraStream>);
    let mut is_first = true;
    Effect::new(move || {
        let Some(video) = video.get() else { return };
        if core::mem::take(&mut is_first) {
            spawn_local(async move {
                if let Err(reason) = scan(collecting, &video, stream).await {
                    let reason = text_of(&reason);
                    collecting.teaching.collected.said.set(t!(
                        "The camera does not scan ({reason}). Paste the links instead.",
                        reason = reason
                    ));
                    is_on.set(false);
                }
            });
        }
    });
    view! { <video node_ref=video class="scanner" aria-label=t!("What the camera sees")></video> }
}

/// Takes the answers in all codes that are seen, until the view is gone.
async fn scan(
    collecting: Collecting,
    video: &HtmlVideoElement,
    stream: StoredValue<Option<CameraStream>, LocalStorage>,
) -> Result<(), JsValue> {
    let camera = CameraStream::ask().await?;
    let media = camera.media();
    // The view may have gone while the person was asked.
    if stream.try_set_value(Some(camera)).is_some() {
        return Ok(());
    }
    play_camera(video, &media).await?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    let detector = BarcodeDetector::new(&options)?;
    let mut last = String::new();
    loop {
        let codes: Array = JsFuture::from(detector.detect(video)).await?.unchecked_into();
        let texts = codes.iter().filter_map(|code| {
            Reflect::get(&code, &"rawValue".into()).ok().and_then(|text| text.as_string())
        });
        let text = texts.collect::<Vec<_>>().join(" ");
        if stream.try_with_value(Option::is_some) != Some(true) {
            break;
        }
        // What is still held before the camera is no news.
        if !text.is_empty() && text != last {
            collecting
                .asked
                .with_untracked(|asked| collecting.teaching.collected.take(&text, asked));
            last = text;
        }
        pause().await?;
    }
    Ok(())
}

/// Waits a moment.
async fn pause() -> Result<(), JsValue> {
    let waited = Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                resolve.call0(&JsValue::UNDEFINED).ok();
            },
            PAUSE,
        );
    });
    JsFuture::from(waited).await.map(|_| ())
}
