//! The figures module of the page, which it loads once it has begun: figures, and the store of networks.
//!
//! In: questions of the page as bytes, its canvases, networks as bytes. Out: answers as bytes,
//! drawings, networks of earlier visits.

#[cfg(target_arch = "wasm32")]
mod files;
#[cfg(target_arch = "wasm32")]
mod network_store;
#[cfg(target_arch = "wasm32")]
mod paper;

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use std::cell::RefCell;

    use ganglion_core::{
        analysis::ReceptiveFieldBuilder, config::Config, experiment::Results, network::Parameters,
        pool::EngineKind, protocol::thread::Turns,
    };
    use ganglion_figures::figure::{
        FigureId, FigureRequest, LiveFigures, PaperWidth, ResultsId, Theme, canvas::png,
    };
    use ganglion_web::download;
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use web_sys::HtmlCanvasElement;

    use crate::{
        network_store::{self, StoreError},
        paper,
    };

    thread_local! {
        static FIGURES: RefCell<LiveFigures> = RefCell::new(LiveFigures::for_browser());
    }

    /// Which build it belongs to.
    #[wasm_bindgen]
    pub fn build() -> String {
        ganglion_figures::BUILD.to_owned()
    }

    /// Answers a request of the page, both as bytes, and draws what has changed by it; no bytes if the request was not
    /// understood.
    #[wasm_bindgen]
    pub fn answer(request: &[u8]) -> Vec<u8> {
        let request = postcard::from_bytes(request).ok();
        let answer = request.map(|request| FIGURES.with_borrow_mut(|all| all.answer(request)));
        answer.and_then(|answer| postcard::to_allocvec(&answer).ok()).unwrap_or_default()
    }

    /// Puts a figure on a canvas of so many logical pixels, as high as it needs if no height is given; returns its height.
    #[wasm_bindgen]
    pub fn put(
        canvas: HtmlCanvasElement,
        results: u32,
        number: u32,
        width: f64,
        height: Option<f64>,
        theme: &str,
    ) -> f64 {
        let theme = Theme::of_word(theme).unwrap_or_default();
        let figure = FigureId { results: ResultsId(results), number };
        FIGURES.with_borrow_mut(|all| all.put(canvas, figure, (width, height), theme))
    }

    /// Nothing is drawn on a canvas any more.
    #[wasm_bindgen]
    pub fn take_away(canvas: &HtmlCanvasElement) {
        FIGURES.with_borrow_mut(|all| all.take_away(canvas));
    }

    /// Hands a figure to the person as PNG with its link inside, twice as large as its logical pixels; the request, as bytes, is
    /// that which would write it as a text.
    #[wasm_bindgen]
    pub async fn save_png(request: Vec<u8>, name: String) -> Result<(), JsValue> {
        let request = postcard::from_bytes(&request).ok();
        let Some(FigureRequest::Write { figure, size, theme, link }) = request else {
            return Err("that is no figure".into());
        };
        let svg = FIGURES.with_borrow(|all| all.set().svg(figure, size, theme, &link));
        let bytes = png(&svg.ok_or("there is no such figure")?, &link).await?;
        download(&name, "image/png", &bytes)
    }

    /// Hands all figures of an experiment to the person for a paper; what it has found is `(Config, Results)` as bytes, the width a
    /// word of [`PaperWidth`].
    #[wasm_bindgen]
    pub async fn save_paper(found: Vec<u8>, width: String, link: String) -> Result<(), JsValue> {
        let Ok((config, results)) = postcard::from_bytes::<(Config, Results)>(&found) else {
            return Err("that is no experiment".into());
        };
        let width = PaperWidth::of_word(&width).unwrap_or_default();
        let archive = paper::archive((&config, &results), width, &link).await?;
        download("figures.zip", "application/zip", &archive)
    }

    /// The receptive field of a network, `(Config, Parameters)` as bytes, `Vec<f32>` as bytes; found in
    /// slices, so that the page draws in between. No bytes if the question was not understood.
    #[wasm_bindgen]
    pub async fn field(request: Vec<u8>) -> Vec<u8> {
        const SLICES: usize = 6;
        let Ok((config, parameters)) = postcard::from_bytes::<(Config, Parameters)>(&request)
        else {
            return Vec::new();
        };
        let turns = Turns::new();
        let mut builder = ReceptiveFieldBuilder::new(&config, &parameters);
        while (0..SLICES).all(|_| builder.advance()) {
            turns.next().await;
        }
        postcard::to_allocvec(&builder.finish()).unwrap_or_default()
    }

    /// The networks kept under these keys, `Vec<Vec<u8>>` as bytes: for each key that of the CPU, then that of WebGPU;
    /// `undefined` where there is none.
    #[wasm_bindgen]
    pub async fn kept(keys: Vec<u8>) -> Result<Vec<JsValue>, StoreError> {
        network_store::kept(postcard::from_bytes(&keys).unwrap_or_default()).await
    }

    /// Keeps networks from visit to visit, `Vec<(Vec<u8>, Vec<u8>)>` as bytes: each as bytes, behind what it depends on, its key.
    #[wasm_bindgen]
    pub async fn keep(networks: Vec<u8>) -> Result<(), StoreError> {
        network_store::keep(postcard::from_bytes(&networks).unwrap_or_default()).await
    }

    /// Forgets one of them; the engine is the word for what trained it.
    #[wasm_bindgen]
    pub async fn forget(key: Vec<u8>, engine: String) -> Result<(), StoreError> {
        let engine =
            if engine == EngineKind::Gpu.word() { EngineKind::Gpu } else { EngineKind::Cpu };
        network_store::forget(&key, engine).await
    }

    /// How many networks are kept that can be used.
    #[wasm_bindgen]
    pub async fn num_kept() -> Result<u32, StoreError> {
        network_store::num_kept().await
    }

    /// Forgets all networks.
    #[wasm_bindgen]
    pub async fn forget_kept() -> Result<(), StoreError> {
        network_store::forget_kept().await
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        console_error_panic_hook::set_once();
        ganglion_core::words::speak_as_page();
        // Without it files are not taken, and the rest goes on.
        files::listen().ok();
    }
}
