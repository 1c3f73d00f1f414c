//! Pictures to look at: a person's own and generated ones, a receptive field to move over them, the
//! answers of cell and network side by side. A part of the page with a Leptos of its own, loaded with
//! the section Images.
//!
//! In: what an experiment has found, the link. Out: views, and what is looked at. Pictures are decoded
//! and shown to whole populations by a worker; one place of one picture is looked at right here.
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]

mod answers;
mod asked;
mod asking;
mod camera;
mod choose;
mod files;
mod maps;
mod mistakes;
mod own_test;
mod plot;
mod stage;
mod state;
mod worker;

use core::{any::Any, time::Duration};
use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use web_sys::HtmlElement;

use self::{
    answers::Answers,
    camera::{Camera, CameraAnswers, CameraState},
    choose::Choose,
    files::{allow_drop, dropped},
    maps::Maps,
    mistakes::Mistakes,
    own_test::OwnTest,
    stage::Stage,
    state::{Asked, Studio},
};
use crate::{
    config::Section,
    figure::{Ask, Theme},
    link,
    pictures::look::Chosen,
    t,
    ui::{
        AppState,
        mounting::mount_room,
        reactive::{Effect, Memo, RwSignal},
        views::either,
    },
};

/// How long what is looked at must stay the same before the link says so.
const SETTLED: Duration = Duration::from_millis(300);

/// The studio in an element of the page; gone once it is dropped.
pub struct Mounted {
    studio: Studio,
    _view: Box<dyn Any>,
}

impl Mounted {
    /// Puts it into an element; `tell` is given what is looked at, as a link writes it.
    pub fn new(
        host: HtmlElement,
        (link, theme): (&str, &str),
        tell: impl Fn(&str) + 'static,
    ) -> Self {
        let draft = link::decode(link).draft;
        let theme = Theme::of_word(theme).unwrap_or_default();
        let (studio, view) = mount_room(host, move || {
            let app = AppState::new(draft, theme);
            let studio = Studio::new(app);
            provide_context(app);
            provide_context(studio);
            provide_context(Camera::new(studio));
            studio.follow(&app.draft.with_untracked(|draft| draft.look.clone()));
            keep_looking(studio);
            tell_when_settled(studio, tell);
            (studio, view! { <Room/> })
        });
        Self { studio, _view: view }
    }

    /// What the experiment has found: a question of the page to the album, as bytes.
    pub fn show(&self, ask: &[u8]) {
        if let Ok(Ask::Show { config, found }) = postcard::from_bytes(ask)
            && config.experiment() == Section::Natural
        {
            self.studio.meet(&config, &found);
        }
    }

    /// The link of the page has changed.
    pub fn follow(&self, link: &str) {
        let draft = link::decode(link).draft;
        if untrack(|| self.studio.text()) != draft.look {
            self.studio.follow(&draft.look);
        }
        self.studio.app.draft.set(draft);
    }

    /// The theme of the page has changed.
    pub fn dress(&self, theme: &str) {
        self.studio.app.theme.set(Theme::of_word(theme).unwrap_or_default());
    }
}

/// From what is looked at to the picture, the cell before it, and what goes on there. The camera does
/// this itself, picture by picture.
fn keep_looking(studio: Studio) {
    let is_live = Memo::new(move |_| studio.camera.get() == CameraState::On);
    let chosen = Memo::new(move |_| studio.look.with(|look| look.chosen.clone()));
    let setting = studio.setting;
    Effect::new(move || {
        if is_live.get() {
            return;
        }
        let image = match chosen.get() {
            Chosen::Scene(number) => {
                let (scene, seed, side) =
                    setting.with(|setting| (setting.scene, setting.seed, setting.side));
                Some(scene.image(seed, number, side as usize))
            }
            Chosen::Own(checksum) => studio.own_of(&checksum).map(|own| own.picture.image()),
        };
        studio.image.set(image.map(Arc::new));
    });
    // Where the field is changes more often than how it looks.
    let how = Memo::new(move |_| {
        let (cell, is_mirrored) = studio.look.with(|look| (look.cell, look.is_mirrored));
        (cell, studio.checker(), studio.normalization(), is_mirrored)
    });
    Effect::new(move || {
        if is_live.get() {
            return;
        }
        how.track();
        studio.subjects.track();
        let image = studio.image.get();
        studio.gaze.set(image.and_then(|image| untrack(|| studio.gaze_on(image))));
        studio.map.set(Asked::Not);
    });
    let place = Memo::new(move |_| studio.look.with(|look| look.place));
    Effect::new(move || {
        place.track();
        let gaze = studio.gaze.get();
        studio.sight.set(gaze.map(|gaze| untrack(|| studio.sight_of(&gaze))));
    });
    // Own pictures were shown as the setting said then, to the cells of then.
    Effect::new(move || {
        setting.track();
        studio.subjects.track();
        studio.forget_results();
    });
}

/// Tells the page what is looked at, once it stays for a moment.
fn tell_when_settled(studio: Studio, tell: impl Fn(&str) + 'static) {
    let tell = Rc::new(tell);
    let text = Memo::new(move |_| studio.text());
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move || {
        let text = text.get();
        let tell = Rc::clone(&tell);
        let handle = set_timeout_with_handle(move || tell(&text), SETTLED).ok();
        let before = waiting.try_update_value(|waiting| core::mem::replace(waiting, handle));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    });
}

/// Everything.
#[component]
fn Room() -> impl IntoView {
    let studio = Studio::get();
    let is_over = RwSignal::new(false);
    let has_cells = move || studio.subjects.with(|subjects| !subjects.is_empty());
    let parts = move || {
        view! {
            <div class="studio-look">
                <Stage/>
                <Answers/>
            </div>
            <CameraAnswers/>
            <Maps/>
            <OwnTest/>
            <Mistakes/>
        }
        .into_any()
    };
    let waiting = || {
        view! {
            <p class="hint">
                {t!("The cells and their networks are here once the experiment above has run. Pictures can be opened already.")}
            </p>
        }
        .into_any()
    };
    view! {
        <section
            class="studio"
            class:over=move || is_over.get()
            aria-labelledby="studio-title"
            on:dragover=move |event| {
                allow_drop(&event);
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                is_over.set(false);
                dropped(studio, &event);
            }
        >
            <header>
                <h3 id="studio-title">{t!("Look for yourself")}</h3>
                <p class="hint">
                    {t!("Move the receptive field over a picture: the cell and the network that has only seen white noise answer side by side. Your own pictures never leave this machine.")}
                </p>
            </header>
            <Choose/>
            {either(has_cells, parts, waiting)}
            <p class="drop-here" aria-hidden="true">{t!("Drop pictures here")}</p>
        </section>
    }
}
