//! The figures module, loaded apart from the page: figures, and the networks of earlier visits.

use leptos::{
    prelude::{GetValue as _, LocalStorage, StoredValue, UpdateValue as _},
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

use crate::{reactive::RwSignal, wasm_modules::load};
use std::sync::Arc;

use ganglion_core::{
    config::Config,
    experiment::Results,
    network::Parameters,
    pool::{EngineKind, Known, Notice, Topic},
    protocol::{RunId, codec},
    t,
};
use ganglion_figures::figure::{
    Caption, FigureId, FigureRequest, FigureResponse, FigureSet, ResultsId, Theme,
};
use ganglion_web::{download, text_of};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type FiguresExports;

    #[wasm_bindgen(method, catch)]
    fn answer(this: &FiguresExports, request: &[u8]) -> Result<Vec<u8>, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn put(
        this: &FiguresExports,
        canvas: &HtmlCanvasElement,
        results: u32,
        number: u32,
        width: f64,
        height: Option<f64>,
        theme: &str,
    ) -> Result<f64, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn take_away(this: &FiguresExports, canvas: &HtmlCanvasElement) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn save_png(
        this: &FiguresExports,
        request: &[u8],
        name: &str,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn save_paper(
        this: &FiguresExports,
        found: &[u8],
        width: &str,
        link: &str,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn field(this: &FiguresExports, request: &[u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn kept(this: &FiguresExports, keys: &[u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn keep(this: &FiguresExports, networks: &[u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn forget(this: &FiguresExports, key: &[u8], engine: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn num_kept(this: &FiguresExports) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn forget_kept(this: &FiguresExports) -> Result<JsValue, JsValue>;
}

/// Whether the figures module is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Not yet.
    Coming,
    /// There.
    There,
    /// It did not come, or broke; what happened.
    Failed(String),
}

/// Results that the module has.
struct Sent {
    id: ResultsId,
    run: Option<RunId>,
    config: Config,
    results: Results,
}

/// The figures module, as a handle.
#[derive(Clone, Copy)]
pub struct FiguresModule {
    module: StoredValue<Option<FiguresExports>, LocalStorage>,
    /// What it has been sent, the newest last, and how many results that were.
    sent: StoredValue<(Vec<Sent>, u32), LocalStorage>,
    /// Whether it is there.
    pub loading: RwSignal<Loading>,
    /// The network that was opened by a click on a figure.
    pub opened: RwSignal<Option<Opened>>,
}

/// A network that was opened by a click; its figure is in the figures module.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What is said of its figure.
    pub caption: Caption,
    /// Its numbers in a sentence.
    pub words: String,
    /// The link to it alone, as a fragment.
    pub link: String,
}

impl FiguresModule {
    /// Not loaded yet.
    pub fn not_loaded() -> Self {
        Self {
            module: StoredValue::new_local(None),
            sent: StoredValue::new_local((Vec::new(), 0)),
            loading: RwSignal::new(Loading::Coming),
            opened: RwSignal::new(None),
        }
    }

    /// Has it loaded, unless it is there.
    pub fn load(self) {
        spawn_local(async move {
            self.module().await.ok();
        });
    }

    /// The module, loaded if it is not there.
    async fn module(self) -> Result<FiguresExports, String> {
        let there = || self.module.try_get_value().flatten();
        if let Some(module) = there() {
            return Ok(module);
        }
        if self.loading.with_untracked(|now| *now != Loading::Coming) {
            self.loading.set(Loading::Coming);
        }
        let loaded = load::<FiguresExports>("figures", ganglion_figures::BUILD).await;
        match &loaded {
            // Of several who waited for it, the first tells.
            Ok(_) if there().is_some() => {}
            Ok(module) => {
                self.module.try_update_value(|place| *place = Some(module.clone()));
                self.loading.set(Loading::There);
            }
            Err(reason) => self.loading.set(Loading::Failed(reason.clone())),
        }
        loaded
    }

    /// Asks about figures; nothing while the figures module is not there.
    pub fn request(self, request: &FigureRequest) -> Option<FigureResponse> {
        let module = self.module.try_get_value().flatten()?;
        let request = postcard::to_allocvec(request).ok()?;
        let answer = self.or_failed(module.answer(&request))?;
        postcard::from_bytes(&answer).ok()
    }

    /// Has the figures of results made, of which only what is new is sent; nothing while the module is not there.
    pub fn show(
        self,
        run: Option<RunId>,
        config: &Config,
        results: &Results,
    ) -> Option<(ResultsId, Vec<Caption>)> {
        self.module.try_get_value().flatten()?;
        let (id, new) = self
            .sent
            .try_update_value(|(sent, count)| new_of(sent, count, (run, config, results)))?;
        let request = FigureRequest::Show { id, config: Box::new(config.clone()), results: new };
        let answer = self.request(&request);
        if let Some(FigureResponse::Captions(captions)) = answer {
            Some((id, captions))
        } else {
            None
        }
    }

    /// Puts a figure on a canvas of a width in logical pixels, as high as it needs if no height is given; returns its height.
    pub fn put(
        self,
        canvas: &HtmlCanvasElement,
        figure: FigureId,
        (width, height): (f64, Option<f64>),
        theme: Theme,
    ) -> Option<f64> {
        let module = self.module.try_get_value().flatten()?;
        let (FigureId { results, number }, theme) = (figure, theme.word());
        self.or_failed(module.put(canvas, results.0, number, width, height, theme))
    }

    /// Nothing is drawn on a canvas any more.
    pub fn take_away(self, canvas: &HtmlCanvasElement) {
        if let Some(module) = self.module.try_get_value().flatten() {
            self.or_failed(module.take_away(canvas));
        }
    }

    /// After an error the module is gone.
    fn or_failed<T>(self, answer: Result<T, JsValue>) -> Option<T> {
        answer
            .inspect_err(|err| {
                self.module.try_update_value(|place| *place = None);
                self.sent.try_update_value(|(sent, _)| sent.clear());
                self.loading.set(Loading::Failed(text_of(err)));
            })
            .ok()
    }

    /// Has a figure drawn as PNG, twice as large as this in pixels, with its link inside, and hands it to the person; `request`, that
    /// which would write it as a text, is made once the module is there.
    pub fn save_png(
        self,
        request: impl FnOnce(Self) -> Option<FigureRequest> + 'static,
        name: String,
        notify: impl Fn(Notice) + 'static,
    ) {
        spawn_local(async move {
            let Ok(module) = self.module().await else { return notify(not_saved()) };
            let bytes = request(self).and_then(|request| postcard::to_allocvec(&request).ok());
            let bytes = bytes.unwrap_or_default();
            let saved = module.save_png(&bytes, &name);
            if saved.await.is_err() {
                notify(not_saved());
            }
        });
    }

    /// Has a text written and hands it to the person as a file of this name and type; `request` is made once the module is there.
    pub fn save(
        self,
        request: impl FnOnce(Self) -> Option<FigureRequest> + 'static,
        (name, media_type): (String, &'static str),
        notify: impl Fn(Notice) + 'static,
    ) {
        spawn_local(async move {
            let is_there = self.module().await.is_ok();
            let request = if is_there { request(self) } else { None };
            let answer = request.and_then(|request| self.request(&request));
            let is_saved = matches!(&answer, Some(FigureResponse::Text(text))
                if download(&name, media_type, text.as_bytes()).is_ok());
            if !is_saved {
                notify(not_saved());
            }
        });
    }

    /// Hands all figures of an experiment to the person for a paper, of a width in its word; what the experiment has found comes as
    /// bytes, as the page gives it.
    ///
    /// # Errors
    /// If the module did not come, or the browser can't draw or take the files: why, for people.
    pub async fn save_paper(self, found: &[u8], width: &str, link: &str) -> Result<(), String> {
        let module = self.module().await?;
        module.save_paper(found, width, link).await.map_err(|err| text_of(&err))?;
        Ok(())
    }

    /// The receptive field of a network, `[rows * columns]`, found in slices.
    pub async fn field(self, config: &Config, parameters: &Parameters) -> Option<Vec<f32>> {
        let request = postcard::to_allocvec(&(config, parameters)).ok()?;
        let answer = self.module().await.ok()?.field(&request).await.ok()?;
        postcard::from_bytes(&answer.unchecked_into::<js_sys::Uint8Array>().to_vec()).ok()
    }

    /// The networks of earlier visits that are there, of those asked for: of each key up to one for each engine. One that cannot
    /// be read any more is forgotten, and trained again.
    ///
    /// # Errors
    /// If the browser has no store or does not open it: why, for people.
    pub async fn kept(self, keys: Vec<Vec<u8>>) -> Result<Vec<(Vec<u8>, Known)>, String> {
        let module = self.store().await?;
        let asked = postcard::to_allocvec(&keys).map_err(|err| err.to_string())?;
        let values = module.kept(&asked).await.map_err(|err| text_of(&err))?;
        let values = values.unchecked_into::<js_sys::Array>().to_vec();
        let mut found = Vec::new();
        for (key, values) in keys.into_iter().zip(values.chunks(EngineKind::ALL.len())) {
            for (engine, value) in EngineKind::ALL.iter().zip(values) {
                if value.is_undefined() {
                    continue;
                }
                match codec::from_js::<Known>(value.clone()) {
                    Ok(known) if known.engine == *engine => found.push((key.clone(), known)),
                    // If it cannot be forgotten either, it is in nobody's way.
                    Ok(_) | Err(_) => {
                        module.forget(&key, engine.word()).await.ok();
                    }
                }
            }
        }
        Ok(found)
    }

    /// Keeps networks, each with what it depends on.
    ///
    /// # Errors
    /// If the store is full or forbidden: why, for people.
    pub async fn keep(self, networks: &[(Vec<u8>, Known)]) -> Result<(), String> {
        let bytes =
            |(key, known): &(Vec<u8>, Known)| Ok((key.clone(), postcard::to_allocvec(known)?));
        let networks = networks.iter().map(bytes).collect::<Result<Vec<_>, postcard::Error>>();
        let networks = networks.and_then(|networks| postcard::to_allocvec(&networks));
        let networks = networks.map_err(|err| err.to_string())?;
        let module = self.store().await?;
        module.keep(&networks).await.map_err(|err| text_of(&err))?;
        Ok(())
    }

    /// The module for what it keeps; if it is not there, that is told for people.
    async fn store(self) -> Result<FiguresExports, String> {
        let missing =
            |reason| t!("A part of the page did not load. In detail: {reason}", reason = reason);
        self.module().await.map_err(missing)
    }

    /// How many networks are kept that can be used.
    ///
    /// # Errors
    /// If the browser has no store or does not open it: why, for people.
    pub async fn num_kept(self) -> Result<u32, String> {
        let count = self.store().await?.num_kept().await.map_err(|err| text_of(&err))?;
        Ok(count.as_f64().unwrap_or(0.0) as u32)
    }

    /// Forgets all of them.
    ///
    /// # Errors
    /// If the browser has no store or does not open it: why, for people.
    pub async fn forget_kept(self) -> Result<(), String> {
        self.store().await?.forget_kept().await.map_err(|err| text_of(&err))?;
        Ok(())
    }
}

/// The name of results, and what of them is new to the module.
fn new_of(
    sent: &mut Vec<Sent>,
    count: &mut u32,
    (run, config, results): (Option<RunId>, &Config, &Results),
) -> (ResultsId, Results) {
    let known = sent.iter().position(|known| known.run == run && known.config == *config);
    let mut known = known.map_or_else(
        || {
            *count += 1;
            let (id, config) = (ResultsId(*count), config.clone());
            Sent { id, run, config, results: Results::default() }
        },
        |at| sent.remove(at),
    );
    let mut new = Results::default();
    for (group, cell) in &results.cells {
        if !known.results.cells.contains_key(group) {
            new.cells.insert(*group, cell.clone());
            known.results.cells.insert(*group, cell.clone());
        }
    }
    for (task, network) in &results.trained {
        if !known.results.trained.contains_key(task) {
            new.trained.insert(*task, Arc::clone(network));
            known.results.trained.insert(*task, Arc::clone(network));
        }
    }
    if known.results.computed.is_none() {
        new.computed.clone_from(&results.computed);
        known.results.computed.clone_from(&results.computed);
    }
    let id = known.id;
    sent.push(known);
    if sent.len() > FigureSet::NUM_KEPT {
        sent.remove(0);
    }
    (id, new)
}

fn not_saved() -> Notice {
    let text = t!(
        "The file could not be saved, because a part of the page did not load. Check the connection and save it again."
    );
    Notice { topic: Topic::Figures, text: text.to_owned() }
}
