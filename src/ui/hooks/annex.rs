//! The annex of the page, a module of its own: figures, and the networks of earlier visits.

use leptos::{
    prelude::{GetValue as _, LocalStorage, StoredValue, UpdateValue as _},
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

use crate::{
    config::Config,
    figure::{Answer, Ask, Caption, Theme},
    network::Parameters,
    pool::{Known, Notice, Topic},
    protocol::codec,
    t,
    ui::{
        download,
        hooks::parts::{load, text_of},
        reactive::RwSignal,
    },
};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type Module;

    #[wasm_bindgen(method, catch)]
    fn answer(this: &Module, ask: &[u8]) -> Result<Vec<u8>, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn draw(
        this: &Module,
        canvas: &HtmlCanvasElement,
        number: u32,
        width: f64,
        height: f64,
        theme: &str,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn save_png(
        this: &Module,
        number: u32,
        width: f64,
        height: f64,
        theme: &str,
        link: &str,
        name: &str,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn field(this: &Module, ask: &[u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn kept(this: &Module, keys: Vec<String>) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn keep(this: &Module, key: &str, value: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn num_kept(this: &Module) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn forget_kept(this: &Module) -> Result<JsValue, JsValue>;
}

/// Whether the annex is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Not yet.
    Coming,
    /// There.
    There,
    /// It did not come, or broke; what happened.
    Failed(String),
}

/// The annex, as a handle.
#[derive(Clone, Copy)]
pub struct Annex {
    module: StoredValue<Option<Module>, LocalStorage>,
    /// Whether it is there.
    pub loading: RwSignal<Loading>,
    /// The network that was opened by a click on a figure.
    pub opened: RwSignal<Option<Opened>>,
}

/// A network that was opened by a click; its figure is in the annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What is said of its figure.
    pub caption: Caption,
    /// Its numbers in a sentence.
    pub words: String,
    /// The link to it alone, as a fragment.
    pub link: String,
}

impl Annex {
    /// Not loaded yet.
    pub fn new() -> Self {
        Self {
            module: StoredValue::new_local(None),
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
    async fn module(self) -> Result<Module, String> {
        let there = || self.module.try_get_value().flatten();
        if let Some(module) = there() {
            return Ok(module);
        }
        if self.loading.with_untracked(|now| *now != Loading::Coming) {
            self.loading.set(Loading::Coming);
        }
        let loaded = load::<Module>("annex").await;
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

    /// Asks about figures; nothing while the annex is not there.
    pub fn ask(self, ask: &Ask) -> Option<Answer> {
        let module = self.module.try_get_value().flatten()?;
        let ask = postcard::to_allocvec(ask).ok()?;
        let answer = self.understood(module.answer(&ask))?;
        postcard::from_bytes(&answer).ok()
    }

    /// Has a figure drawn on a canvas of this size in logical pixels.
    pub fn draw(self, canvas: &HtmlCanvasElement, number: u32, size: (f64, f64), theme: Theme) {
        if let Some(module) = self.module.try_get_value().flatten() {
            self.understood(module.draw(canvas, number, size.0, size.1, theme.word()));
        }
    }

    /// After an error the module is gone.
    fn understood<T>(self, answer: Result<T, JsValue>) -> Option<T> {
        answer
            .inspect_err(|err| {
                self.module.try_update_value(|place| *place = None);
                self.loading.set(Loading::Failed(text_of(err)));
            })
            .ok()
    }

    /// Has a figure drawn as PNG, twice as large as this in pixels, with its link inside, and hands it to
    /// the person; as high as it needs if the height is 0.
    pub fn save_png(
        self,
        number: u32,
        (width, height): (f64, f64),
        (theme, link, name): (Theme, String, String),
        notify: impl Fn(Notice) + 'static,
    ) {
        spawn_local(async move {
            let Ok(module) = self.module().await else { return notify(not_saved()) };
            let name = format!("{name}.png");
            let saved = module.save_png(number, width, height, theme.word(), &link, &name);
            if saved.await.is_err() {
                notify(not_saved());
            }
        });
    }

    /// Has a text written and hands it to the person as a file of this name and type.
    ///
    /// The last of `asks` is the one that is answered by it.
    pub fn save(
        self,
        asks: Vec<Ask>,
        (name, media_type): (String, &'static str),
        notify: impl Fn(Notice) + 'static,
    ) {
        spawn_local(async move {
            let mut answer = None;
            if self.module().await.is_ok() {
                for ask in &asks {
                    answer = self.ask(ask);
                }
            }
            if let Some(Answer::Text(text)) = answer {
                download(&name, media_type, text.as_bytes());
            } else {
                notify(not_saved());
            }
        });
    }

    /// The receptive field of a network, `[rows * columns]`, found in slices.
    pub async fn field(self, config: &Config, parameters: &Parameters) -> Option<Vec<f32>> {
        let ask = postcard::to_allocvec(&(config, parameters)).ok()?;
        let answer = self.module().await.ok()?.field(&ask).await.ok()?;
        postcard::from_bytes(&answer.unchecked_into::<js_sys::Uint8Array>().to_vec()).ok()
    }

    /// The networks of earlier visits that are there, of those asked for.
    ///
    /// # Errors
    /// If the browser has no store or does not open it, in its own words.
    pub async fn kept(self, keys: Vec<String>) -> Result<Vec<(String, Known)>, String> {
        let values = self.module().await?.kept(keys.clone()).await.map_err(|err| text_of(&err))?;
        let values: js_sys::Array = values.unchecked_into();
        // What cannot be read any more is trained again.
        let known = |(key, value)| Some((key, codec::from_js(value).ok()?));
        Ok(keys.into_iter().zip(values.iter()).filter_map(known).collect())
    }

    /// Keeps a network.
    ///
    /// # Errors
    /// If the store is full or forbidden, in the browser's words.
    pub async fn keep(self, key: &str, known: &Known) -> Result<(), String> {
        let value = codec::to_js(known).map_err(|err| err.to_string())?;
        self.module().await?.keep(key, value).await.map_err(|err| text_of(&err))?;
        Ok(())
    }

    /// How many networks are kept, of this and other builds.
    ///
    /// # Errors
    /// If the browser has no store or does not open it, in its own words.
    pub async fn num_kept(self) -> Result<u32, String> {
        let count = self.module().await?.num_kept().await.map_err(|err| text_of(&err))?;
        Ok(count.as_f64().unwrap_or(0.0) as u32)
    }

    /// Forgets all of them.
    ///
    /// # Errors
    /// If the browser has no store or does not open it, in its own words.
    pub async fn forget_kept(self) -> Result<(), String> {
        self.module().await?.forget_kept().await.map_err(|err| text_of(&err))?;
        Ok(())
    }
}

fn not_saved() -> Notice {
    let text = t!(
        "The file could not be saved, because a part of the page did not load. Check the connection and save it again."
    );
    Notice { topic: Topic::Annex, text: text.to_owned() }
}
