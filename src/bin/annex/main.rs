//! The annex of the page, which it loads once it has begun: figures, and the store of networks.
//!
//! In: questions of the page as bytes, its canvases, networks as bytes. Out: answers as bytes,
//! drawings, networks of earlier visits.

#[cfg(target_arch = "wasm32")]
mod files;
#[cfg(target_arch = "wasm32")]
mod store;

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use std::cell::RefCell;

    use ganglion::{
        analysis::ReceptiveFieldBuilder,
        canvas::{png, show},
        config::Config,
        figure::{Album, Theme},
        network::Parameters,
        protocol::PARTS,
        worker::serve::Turns,
    };
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use web_sys::HtmlCanvasElement;

    use crate::{
        files,
        store::{self, StoreError},
    };

    thread_local! {
        static ALBUM: RefCell<Album> = RefCell::new(Album::default());
    }

    /// Which build it belongs to.
    #[wasm_bindgen]
    pub fn build() -> String {
        PARTS.to_owned()
    }

    /// Answers a question of the page, both as bytes; no bytes if the question was not understood.
    #[wasm_bindgen]
    pub fn answer(ask: &[u8]) -> Vec<u8> {
        let ask = postcard::from_bytes(ask).ok();
        let answer = ask.map(|ask| ALBUM.with_borrow_mut(|album| album.answer(ask)));
        answer.and_then(|answer| postcard::to_allocvec(&answer).ok()).unwrap_or_default()
    }

    /// Draws a figure on a canvas that stands for so many logical pixels.
    #[wasm_bindgen]
    pub fn draw(canvas: &HtmlCanvasElement, number: u32, width: f64, height: f64, theme: &str) {
        let theme = Theme::of_word(theme).unwrap_or_default();
        let sheet = ALBUM.with_borrow(|album| album.sheet(number, (width, height), theme));
        if let Some(sheet) = sheet {
            show(&sheet, canvas, (width, height));
        }
    }

    /// Hands a figure to the person as PNG with its link inside, twice as large as its logical pixels.
    #[wasm_bindgen]
    pub async fn save_png(
        number: u32,
        width: f64,
        height: f64,
        theme: String,
        link: String,
        name: String,
    ) -> Result<(), JsValue> {
        let theme = Theme::of_word(&theme).unwrap_or_default();
        let svg = ALBUM.with_borrow(|album| album.svg(number, (width, height), theme, &link));
        let bytes = png(&svg.ok_or("there is no such figure")?, &link).await?;
        files::offer(&name, "image/png", &bytes)
    }

    /// The receptive field of a network, `(Config, Parameters)` as bytes, `Vec<f32>` as bytes; found in
    /// slices, so that the page draws in between. No bytes if the question was not understood.
    #[wasm_bindgen]
    pub async fn field(ask: Vec<u8>) -> Vec<u8> {
        const SLICES: usize = 6;
        let Ok((config, parameters)) = postcard::from_bytes::<(Config, Parameters)>(&ask) else {
            return Vec::new();
        };
        let turns = Turns::new();
        let mut builder = ReceptiveFieldBuilder::new(&config, &parameters);
        while (0..SLICES).all(|_| builder.advance()) {
            turns.next().await;
        }
        postcard::to_allocvec(&builder.finish()).unwrap_or_default()
    }

    /// The networks kept under these keys; `undefined` where there is none.
    #[wasm_bindgen]
    pub async fn kept(keys: Vec<String>) -> Result<Vec<JsValue>, StoreError> {
        store::kept(keys).await
    }

    /// Keeps a network from visit to visit.
    #[wasm_bindgen]
    pub async fn keep(key: String, value: JsValue) -> Result<(), StoreError> {
        store::keep(key, value).await
    }

    /// How many networks are kept.
    #[wasm_bindgen]
    pub async fn num_kept() -> Result<u32, StoreError> {
        store::num_kept().await
    }

    /// Forgets all networks.
    #[wasm_bindgen]
    pub async fn forget_kept() -> Result<(), StoreError> {
        store::forget_kept().await
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        console_error_panic_hook::set_once();
        ganglion::words::speak_as_page();
        // Without it files are not taken, and the rest goes on.
        files::listen().ok();
    }
}
