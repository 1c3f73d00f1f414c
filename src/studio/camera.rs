//! The camera as a moving stimulus: every picture of it goes through cell and network.

use std::sync::Arc;

use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
    js_sys::{Array, Object, Reflect},
};

use crate::{
    experiment::natural::Moving,
    figure::{RatesFigure, Stimulus},
    stimulus::Image,
    studio::{
        plot::{FigurePlot, Shown},
        state::Studio,
    },
    t,
    ui::{
        reactive::{Effect, Memo, RwSignal},
        views::{filled, when},
    },
    units::FRAME_RATE_HZ,
};

/// Pixels in a row of a camera's picture as cells see it.
const WIDTH: f64 = 320.0;
/// Frames of the courses that are shown: five seconds.
const NUM_SHOWN: usize = 150;
/// Most frames that a camera's picture stands for: after a pause the rest is forgotten.
const MOST_FRAMES: f64 = 6.0;

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
    cell: Vec<f32>,
    network: Vec<f32>,
    /// Pictures a second.
    speed: f64,
}

/// A running camera.
struct Running {
    stream: MediaStream,
    video: HtmlVideoElement,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// When the last picture was taken, seconds.
    last_secs: f64,
    /// Cell that looks, with what it has seen.
    moving: Option<(u32, Moving)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

/// The camera, as a handle.
#[derive(Clone, Copy)]
pub(super) struct Camera {
    studio: Studio,
    running: StoredValue<Option<Running>, LocalStorage>,
    courses: RwSignal<Courses>,
}

impl Camera {
    pub(super) fn new(studio: Studio) -> Self {
        let camera = Self {
            studio,
            running: StoredValue::new_local(None),
            courses: RwSignal::new(Courses::default()),
        };
        on_cleanup(move || camera.stop());
        camera
    }

    fn start(self) {
        self.studio.camera.set(CameraState::Starting);
        spawn_local(async move {
            match open().await {
                Ok(running) => {
                    // It may have been switched off while the person was asked.
                    if self.studio.camera.get_untracked() == CameraState::Starting {
                        self.running.try_update_value(|place| *place = Some(running));
                        self.courses.set(Courses::default());
                        self.studio.camera.set(CameraState::On);
                        self.next();
                    }
                }
                Err(reason) => {
                    self.studio.camera.set(CameraState::Off);
                    self.studio.say(explained(&reason));
                }
            }
        });
    }

    pub(super) fn stop(self) {
        self.running.try_update_value(|running| *running = None);
        self.studio.camera.set(CameraState::Off);
    }

    /// Looks at every picture of the screen whether the camera has a new one.
    fn next(self) {
        request_animation_frame(move || {
            let now = window().performance().map_or(0.0, |clock| clock.now() / 1e3);
            let taken = self.running.try_update_value(|running| {
                let running = running.as_mut()?;
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
        let studio = self.studio;
        let image = Arc::new(image);
        studio.image.set(Some(Arc::clone(&image)));
        let Some(gaze) = untrack(|| studio.gaze_on(image)) else { return };
        let sight = untrack(|| studio.sight_of(&gaze));
        studio.gaze.set(Some(gaze));
        let cell = studio.look.with_untracked(|look| look.cell);
        let Some(subject) = untrack(|| studio.subject()) else { return };
        let frames = (secs * f64::from(FRAME_RATE_HZ)).round().clamp(1.0, MOST_FRAMES) as usize;
        let rates = self.running.try_update_value(|running| {
            let running = running.as_mut()?;
            if running.moving.as_ref().is_none_or(|(number, _)| *number != cell) {
                running.moving = Some((cell, Moving::new(&subject)));
            }
            let (_, moving) = running.moving.as_mut()?;
            Some((0..frames).map(|_| moving.push(&sight.contrast)).collect::<Vec<_>>())
        });
        let rates = rates.flatten().unwrap_or_default();
        self.courses.update(|courses| {
            for (cell, network) in rates {
                courses.cell.push(cell);
                courses.network.push(network);
            }
            let surplus = courses.cell.len().saturating_sub(NUM_SHOWN);
            courses.cell.drain(..surplus);
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
            self.studio.read(file.into_iter().collect());
        });
        self.running.try_update_value(|running| {
            if let Some(running) = running {
                // A canvas that gives no picture now gives one at the next try.
                running.canvas.to_blob(kept.unchecked_ref()).ok();
            }
        });
    }
}

impl Running {
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

/// Asks the person for the camera and starts it.
async fn open() -> Result<Running, JsValue> {
    let devices = window().navigator().media_devices()?;
    let wishes = Object::new();
    Reflect::set(&wishes, &"facingMode".into(), &"environment".into())?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&wishes);
    let stream = JsFuture::from(devices.get_user_media_with_constraints(&constraints)?).await?;
    let stream: MediaStream = stream.unchecked_into();
    let video: HtmlVideoElement = document().create_element("video")?.unchecked_into();
    video.set_muted(true);
    video.set_attribute("playsinline", "")?;
    video.set_src_object(Some(&stream));
    JsFuture::from(video.play()?).await?;
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
    Ok(Running { stream, video, canvas, context, last_secs: 0.0, moving: None })
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
    let state = camera.studio.camera;
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
    let studio = camera.studio;
    // Whoever chooses a picture wants to see that one.
    let chosen = Memo::new(move |_| studio.look.with(|look| look.chosen.clone()));
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
            Some(Arc::new(RatesFigure {
                cell: courses.cell.clone(),
                network: courses.network.clone(),
                stimulus: Stimulus::Moving,
            }) as Shown)
        })
    });
    let speed = Memo::new(move |_| camera.courses.with(|courses| courses.speed.round() as u32));
    let part = move || {
        let make = Arc::clone(&make);
        let words = t!(
            "{speed} pictures a second. What the camera sees stays on this machine, and no link holds it."
        );
        view! {
            <section class="studio-part" id="camera-answers" aria-label=t!("Answers to the camera")>
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
    when(move || studio.camera.get() == CameraState::On, part)
}
