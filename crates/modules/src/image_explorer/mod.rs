//! Pictures to look at: a person's own and generated ones, a receptive field to move over them, the
//! answers of cell and network side by side. Part of a module of the page with a Leptos of its own, loaded
//! with the section Images.
//!
//! In: what an experiment has found, the link. Out: views, and what is looked at. Pictures are decoded
//! and shown to whole populations by a worker; one place of one picture is looked at right here.

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
    state::{ImageExplorer, OnRequest},
};
use ganglion_components::{
    AppState, InSection, mount_module,
    reactive::{Effect, Memo, RwSignal},
    views::either,
};
use ganglion_core::{
    config::{Config, Draft, Section},
    experiment::{Results, natural::Beside},
    pictures::view_state::Chosen,
    t,
};
use ganglion_figures::figure::Theme;

/// How long what is looked at must stay the same before the link says so.
const SETTLED: Duration = Duration::from_millis(300);

/// The image explorer in an element of the page; gone once it is dropped.
pub struct MountedExplorer {
    explorer: ImageExplorer,
    _view: Box<dyn Any>,
}

impl MountedExplorer {
    /// Puts it into an element; `tell` is given what is looked at, as a link writes it.
    pub fn new(
        host: HtmlElement,
        (draft, theme): (Draft, Theme),
        tell: impl Fn(&str) + 'static,
    ) -> Self {
        let (explorer, view) = mount_module(host, move || {
            let app = AppState::new(draft, theme);
            let explorer = ImageExplorer::new(app);
            provide_context(app);
            provide_context(explorer);
            provide_context(Camera::new(explorer));
            explorer.follow(&app.draft.with_untracked(|draft| draft.view_state.clone()));
            keep_looking(explorer);
            tell_when_settled(explorer, tell);
            (explorer, view! { <Explorer/> })
        });
        Self { explorer, _view: view }
    }
}

impl InSection for MountedExplorer {
    fn show(&self, found: &[u8]) {
        if let Ok((config, results)) = postcard::from_bytes::<(Config, Results)>(found)
            && config.experiment() == Section::Natural
        {
            self.explorer.set_subjects(&config, &results);
        }
    }

    fn follow(&self, draft: Draft) {
        if untrack(|| self.explorer.text()) != draft.view_state {
            self.explorer.follow(&draft.view_state);
        }
        self.explorer.app.draft.set(draft);
    }

    fn set_theme(&self, theme: Theme) {
        self.explorer.app.theme.set(theme);
    }
}

/// From what is looked at to the picture, the cell before it, and what goes on there. The camera does
/// this itself, picture by picture.
fn keep_looking(explorer: ImageExplorer) {
    let is_live = Memo::new(move |_| explorer.camera.get() == CameraState::On);
    let chosen =
        Memo::new(move |_| explorer.view_state.with(|view_state| view_state.chosen.clone()));
    let setting = explorer.setting;
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
            Chosen::Own(checksum) => explorer.own_of(&checksum).map(|own| own.picture.image()),
        };
        explorer.image.set(image.map(Arc::new));
    });
    // Where the field is changes more often than how it looks.
    let how = Memo::new(move |_| {
        let (cell, is_mirrored) =
            explorer.view_state.with(|view_state| (view_state.cell, view_state.is_mirrored));
        (cell, explorer.checker(), explorer.normalization(), is_mirrored)
    });
    Effect::new(move || {
        if is_live.get() {
            return;
        }
        how.track();
        explorer.subjects.track();
        let image = explorer.image.get();
        explorer.viewer.set(image.and_then(|image| untrack(|| explorer.viewer_of(image))));
        explorer.map.set(OnRequest::Not);
    });
    let place = Memo::new(move |_| explorer.view_state.with(|view_state| view_state.place));
    Effect::new(move || {
        place.track();
        let viewer = explorer.viewer.get();
        explorer.view.set(viewer.map(|viewer| untrack(|| explorer.view_at_place(&viewer))));
    });
    // Own pictures were shown as the setting said then, to the cells of then.
    Effect::new(move || {
        setting.track();
        explorer.subjects.track();
        explorer.forget_results();
    });
}

/// Tells the page what is looked at, once it stays for a moment.
fn tell_when_settled(explorer: ImageExplorer, tell: impl Fn(&str) + 'static) {
    let tell = Rc::new(tell);
    let text = Memo::new(move |_| explorer.text());
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

/// What can be done here.
fn about(beside: Beside) -> &'static str {
    match beside {
        Beside::Cell => t!(
            "Move the receptive field over a picture: the cell and the network that has only seen white noise answer side by side. Your own pictures never leave this machine."
        ),
        Beside::OneFilter => t!(
            "Move the receptive field over a picture: the network that has only seen the white noise of your recording answers beside a model of one filter. Your own pictures never leave this machine."
        ),
    }
}

/// Everything.
#[component]
fn Explorer() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let is_over = RwSignal::new(false);
    let has_cells = move || explorer.subjects.with(|subjects| !subjects.is_empty());
    let parts = move || {
        view! {
            <div class="image-explorer-look">
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
            class="image-explorer"
            class:over=move || is_over.get()
            aria-labelledby="image-explorer-title"
            on:dragover=move |event| {
                allow_drop(&event);
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                is_over.set(false);
                dropped(explorer, &event);
            }
        >
            <header>
                <h3 id="image-explorer-title">{t!("Look for yourself")}</h3>
                <p class="hint">
                    {move || about(explorer.beside())}
                </p>
            </header>
            <Choose/>
            {either(has_cells, parts, waiting)}
            <p class="drop-here" aria-hidden="true">{t!("Drop pictures here")}</p>
        </section>
    }
}
