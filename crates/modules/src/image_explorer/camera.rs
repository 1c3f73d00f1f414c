//! The camera as a moving stimulus: every picture of it goes through cell and network.

use std::sync::Arc;

use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
};
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    js_sys::{Array, Object, Reflect},
};

use crate::image_explorer::{
    plot::{FigurePlot, SharedFigure},
    state::ImageExplorer,
};
use ganglion_components::{
    reactive::{Effect, Memo, RwSignal},
    views::{filled, when},
};
use ganglion_core::{pictures::MovingViewer, stimulus::Image, t, units::FRAME_RATE_HZ};
use ganglion_figures::figure::{PictureStimulus, RatesFigure};
use ganglion_web::{CameraStream, play_camera};

/// Pixels in a row of a camera's picture as cells see it.
const WIDTH: f64 = 320.0;
/// Seconds of the courses that are shown.
const SECS_SHOWN: f32 = 5.0;
/// Longest time that a camera's picture stands for, seconds: after a pause the rest is forgotten.
const MOST_SECS: f64 = 0.2;

/// What the camera is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CameraState {
    #[default]
    Off,
    Starting,
    On,
}

/// The answers to what moves.
#[derive(Clone, Debug, Default, PartialEq)]
struct Courses {
    beside: Vec<f32>,
    network: Vec<f32>,
    /// Pictures a second.
    speed: f64,
}

/// What shows and reads the pictures of a camera.
struct RunningCamera {
    video: HtmlVideoElement,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// When the last picture was taken, seconds.
    last_secs: f64,
    viewer: MovingViewer,
}

/// What is behind the signals.
#[derive(Default)]
struct CameraInner {
    /// Counts starts: what belongs to one that was ended is of no use.
    num_starts: u32,
    /// Here from the moment in which it is on, so that it goes off whatever comes after.
    stream: Option<CameraStream>,
    running: Option<RunningCamera>,
}

/// The camera, as a handle.
#[derive(Clone, Copy)]
pub(super) struct Camera {
    explorer: ImageExplorer,
    inner: StoredValue<CameraInner, LocalStorage>,
    courses: RwSignal<Courses>,
}

impl Camera {
    pub(super) fn new(explorer: ImageExplorer) -> Self {
        let camera = Self {
            explorer,
            inner: StoredValue::new_local(CameraInner::default()),
            courses: RwSignal::new(Courses::default()),
        };
        on_cleanup(move || camera.stop());
        camera
    }

    fn start(self) {
        self.stop();
        let number = self.inner.try_update_value(|inner| inner.num_starts);
        let Some(number) = number else { return };
        self.explorer.camera.set(CameraState::Starting);
        spawn_local(async move {
            let running = self.open(number).await;
            // It may have been switched off while the person was asked.
            if self.inner.try_update_value(|inner| inner.num_starts) != Some(number) {
                return;
            }
            match running {
                Ok(running) => {
                    self.inner.try_update_value(|inner| inner.running = Some(running));
                    self.courses.set(Courses::default());
                    self.explorer.camera.set(CameraState::On);
                    self.next();
                }
                Err(reason) => {
                    self.stop();
                    self.explorer.say(explained(&reason));
                }
            }
        });
    }

    /// Asks the person for the camera and has it shown; it stays with this handle from the first moment.
    async fn open(self, number: u32) -> Result<RunningCamera, JsValue> {
        let stream = CameraStream::ask().await?;
        let media = stream.media();
        // A camera that nobody waits for any more goes off right here.
        self.inner.try_update_value(|inner| {
            if inner.num_starts == number {
                inner.stream = Some(stream);
            }
        });
        show(&media).await
    }

    pub(super) fn stop(self) {
        self.inner.try_update_value(|inner| {
            *inner = CameraInner { num_starts: inner.num_starts + 1, ..CameraInner::default() };
        });
        self.explorer.camera.set(CameraState::Off);
    }

    /// Looks at every picture of the screen whether the camera has a new one.
    fn next(self) {
        request_animation_frame(move || {
            let now = window().performance().map_or(0.0, |clock| clock.now() / 1e3);
            let taken = self.inner.try_update_value(|inner| {
                let running = inner.running.as_mut()?;
                let secs = now - running.last_secs;
                if secs * f64::from(FRAME_RATE_HZ) < 0.9 {
                    return Some(None);
                }
                running.last_secs = now;
                Some(running.picture().map(|image| (image, secs)))
            });
            let Some(Some(taken)) = taken else { return };
            if let Some((image, secs)) = taken {
                self.show(image, secs);
            }
            self.next();
        });
    }

    /// One picture goes through cell and network, for as many frames as it stood.
    fn show(self, image: Image, secs: f64) {
        let explorer = self.explorer;
        let image = Arc::new(image);
        explorer.image.set(Some(Arc::clone(&image)));
        let Some(viewer) = untrack(|| explorer.viewer_of(image)) else { return };
        let view = untrack(|| explorer.view_at_place(&viewer));
        explorer.viewer.set(Some(viewer));
        let Some(subject) = untrack(|| explorer.subject()) else { return };
        let frame_rate = subject.timing().frame_rate;
        let frames = frame_rate.frames_in(secs.min(MOST_SECS) as f32);
        let rates = self.inner.try_update_value(|inner| {
            let running = inner.running.as_mut()?;
            Some(running.viewer.push(&subject, &view.contrast, frames))
        });
        let rates = rates.flatten().unwrap_or_default();
        self.courses.update(|courses| {
            for (beside, network) in rates {
                courses.beside.push(beside);
                courses.network.push(network);
            }
            let surplus = courses.beside.len().saturating_sub(frame_rate.frames_in(SECS_SHOWN));
            courses.beside.drain(..surplus);
            courses.network.drain(..surplus);
            // Smoothed over a second or so.
            courses.speed += 0.1 * (1.0 / secs.max(1e-3) - courses.speed);
        });
    }

    /// Keeps the newest picture as a file would be kept.
    fn keep(self) {
        let kept = Closure::once_into_js(move |blob: Option<Blob>| {
            let parts = blob.map(|blob| Array::of1(&blob));
            let name = "camera.png";
            let file = parts.and_then(|parts| File::new_with_blob_sequence(&parts, name).ok());
            self.explorer.read(file.into_iter().collect());
        });
        self.inner.try_update_value(|inner| {
            if let Some(running) = &inner.running {
                // A canvas that gives no picture now gives one at the next try.
                running.canvas.to_blob(kept.unchecked_ref()).ok();
            }
        });
    }
}

impl RunningCamera {
    /// The newest picture; none before the first.
    fn picture(&self) -> Option<Image> {
        let (width, height) = (self.canvas.width(), self.canvas.height());
        let (across, down) = (f64::from(width), f64::from(height));
        self.context
            .draw_image_with_html_video_element_and_dw_and_dh(&self.video, 0.0, 0.0, across, down)
            .ok()?;
        let pixels = self.context.get_image_data(0.0, 0.0, across, down).ok()?;
        Image::from_rgba(width, height, &pixels.data()).ok()
    }
}

/// Has a camera shown where its pictures can be read.
async fn show(stream: &MediaStream) -> Result<RunningCamera, JsValue> {
    let video: HtmlVideoElement = document().create_element("video")?.unchecked_into();
    play_camera(&video, stream).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let shape = f64::from(video.video_height().max(1)) / f64::from(video.video_width().max(1));
    canvas.set_width(WIDTH as u32);
    canvas.set_height((WIDTH * shape).round() as u32);
    let options = Object::new();
    Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let context = canvas.get_context_with_context_options("2d", &options)?;
    let context =
        context.ok_or_else(|| JsValue::from_str(t!("the browser draws no camera picture")))?;
    let context = context.unchecked_into();
    Ok(RunningCamera { video, canvas, context, last_secs: 0.0, viewer: MovingViewer::default() })
}

/// Why there is no camera and what to do.
fn explained(reason: &JsValue) -> String {
    let read = |key: &str| {
        let value = Reflect::get(reason, &JsValue::from_str(key)).ok();
        value.and_then(|value| value.as_string()).unwrap_or_default()
    };
    let advice = match read("name").as_str() {
        "NotAllowedError" => {
            t!(
                "The camera is not allowed for this page. Allow it in the browser's settings for this site, then start it again."
            )
        }
        "NotFoundError" | "OverconstrainedError" => {
            t!("There is no camera on this machine. Connect one, or open a picture instead.")
        }
        "NotReadableError" | "AbortError" => {
            t!(
                "The camera is in use by another program. Close that one, then start the camera again."
            )
        }
        "TypeError" => {
            t!(
                "The browser gives cameras to pages with a secure address only (https or localhost). Open a picture instead."
            )
        }
        _ => {
            return t!(
                "The camera did not start ({reason}). Open a picture instead.",
                reason = reason.as_string().unwrap_or_else(|| format!("{reason:?}"))
            );
        }
    };
    advice.to_owned()
}

/// Starts and stops it.
#[component]
pub fn CameraButton() -> impl IntoView {
    let camera = expect_context::<Camera>();
    let state = camera.explorer.camera;
    let clicked = move |_| match state.get_untracked() {
        CameraState::Off => camera.start(),
        CameraState::Starting | CameraState::On => camera.stop(),
    };
    let words = move || match state.get() {
        CameraState::Off => t!("Camera"),
        CameraState::Starting => t!("Starting the camera\u{2026}"),
        CameraState::On => t!("Stop the camera"),
    };
    view! {
        <button
            type="button"
            id="camera"
            aria-pressed=move || (state.get() != CameraState::Off).to_string()
            on:click=clicked
        >
            {move || words()}
        </button>
    }
}

/// The answers to what moves before the camera.
#[component]
pub fn CameraAnswers() -> impl IntoView {
    let camera = expect_context::<Camera>();
    let explorer = camera.explorer;
    // Whoever chooses a picture wants to see that one.
    let chosen =
        Memo::new(move |_| explorer.view_state.with(|view_state| view_state.chosen.clone()));
    let is_first = StoredValue::new(true);
    Effect::new(move || {
        chosen.track();
        if !is_first.with_value(|first| *first) {
            camera.stop();
        }
        is_first.set_value(false);
    });
    let make = Arc::new(move || {
        camera.courses.with(|courses| {
            let timing = untrack(|| explorer.subject()).map(|who| who.timing());
            Some(Arc::new(RatesFigure {
                beside: courses.beside.clone(),
                kind: untrack(|| explorer.beside()),
                frame_rate: timing.unwrap_or_default().frame_rate,
                network: courses.network.clone(),
                stimulus: PictureStimulus::Moving,
            }) as SharedFigure)
        })
    });
    let speed = Memo::new(move |_| camera.courses.with(|courses| courses.speed.round() as u32));
    let part = move || {
        let make = Arc::clone(&make);
        let words = t!(
            "{speed} pictures a second. What the camera sees stays on this machine, and no link holds it."
        );
        view! {
            <section class="image-explorer-part" id="camera-answers" aria-label=t!("Answers to the camera")>
                <FigurePlot make name="camera"/>
                <p class="hint">
                    {filled(words, &|_| view! { <span id="camera-speed">{move || speed.get().to_string()}</span> }.into_any())}
                    " "
                    <button type="button" class="quiet" on:click=move |_| camera.keep()>{t!("Keep this picture")}</button>
                </p>
            </section>
        }
        .into_any()
    };
    when(move || explorer.camera.get() == CameraState::On, part)
}
