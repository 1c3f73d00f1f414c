//! The camera.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};

/// A camera that is on; dropped, it is off.
pub struct CameraStream(MediaStream);

impl Drop for CameraStream {
    fn drop(&mut self) {
        for track in self.0.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

impl CameraStream {
    /// Asks the person for it; for the one that looks away from them, if there are several.
    ///
    /// # Errors
    /// If there is none, or it is not allowed, as the browser says it.
    pub async fn ask() -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or_else(|| JsValue::from_str("there is no page"))?;
        let devices = window.navigator().media_devices()?;
        let wishes = Object::new();
        Reflect::set(&wishes, &"facingMode".into(), &"environment".into())?;
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&wishes);
        let stream = JsFuture::from(devices.get_user_media_with_constraints(&constraints)?).await?;
        Ok(Self(stream.unchecked_into()))
    }

    /// What plays it.
    pub fn media(&self) -> MediaStream {
        self.0.clone()
    }
}

/// Has a camera shown by an element.
///
/// # Errors
/// If the browser does not play it.
pub async fn play_camera(video: &HtmlVideoElement, media: &MediaStream) -> Result<(), JsValue> {
    video.set_muted(true);
    video.set_attribute("playsinline", "")?;
    video.set_src_object(Some(media));
    JsFuture::from(video.play()?).await.map(|_| ())
}
