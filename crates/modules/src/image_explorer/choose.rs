//! The pictures there are: generated ones and a person's own.

use std::sync::Arc;

use leptos::{
    html::{Canvas, Input},
    prelude::*,
    wasm_bindgen::{Clamped, JsCast as _},
};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::image_explorer::{
    camera::CameraButton,
    files::{listen_for_paste, picked},
    state::{ImageExplorer, Own},
};
use ganglion_components::{
    reactive::{Effect, Memo, RwSignal},
    views::{CollectAny as _, when},
};
use ganglion_core::{pictures::view_state::Chosen, t, tn};

/// Generated pictures offered at a time.
const PAGE: u32 = 8;
/// Longest side of a small picture, pixels.
const SMALL: usize = 96;

/// All pictures, and the ways to bring one's own.
#[component]
pub fn Choose() -> impl IntoView {
    let explorer = ImageExplorer::get();
    listen_for_paste(explorer);
    let input = NodeRef::<Input>::new();
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let changed = move |_| {
        if let Some(input) = input.get_untracked() {
            picked(explorer, &input);
        }
    };
    let reading = move || {
        let reading = explorer.reading.get();
        let words =
            t!("Reading pictures: {done} of {all}\u{2026}", done = reading.done, all = reading.all);
        view! {
            <p role="status">
                {words} " "
                <button type="button" class="quiet" on:click=move |_| explorer.cancel()>{t!("Cancel")}</button>
            </p>
        }
        .into_any()
    };
    view! {
        <div class="choose">
            <Generated/>
            <OwnPictures/>
            <div class="choose-tools">
                <button type="button" id="open-pictures" on:click=open>{t!("Open pictures\u{2026}")}</button>
                <input
                    node_ref=input
                    id="picture-files"
                    type="file"
                    accept="image/*"
                    multiple
                    hidden
                    aria-label=t!("Picture files")
                    on:change=changed
                />
                <CameraButton/>
                <span class="hint">{t!("or drop them here, or paste one")}</span>
            </div>
            {when(move || explorer.reading.with(|reading| reading.all > 0), reading)}
            <Wanted/>
            <Messages/>
        </div>
    }
}

/// Generated pictures, a few at a time.
#[component]
fn Generated() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let first = RwSignal::new(0_u32);
    // The page that holds what the link has chosen.
    Effect::new(move || {
        if let Chosen::Scene(number) =
            explorer.view_state.with(|view_state| view_state.chosen.clone())
        {
            let page = number / PAGE * PAGE;
            if first.with_untracked(|first| *first != page) {
                first.set(page);
            }
        }
    });
    let num_pictures = move || explorer.setting.with(|setting| setting.num_pictures);
    let scene = Memo::new(move |_| {
        explorer.setting.with(|setting| (setting.scene, setting.seed, setting.side))
    });
    let small = move |number: u32| {
        let chosen = Chosen::Scene(number);
        let paint = move |canvas: &HtmlCanvasElement| {
            let (scene, seed, side) = scene.get();
            let image = scene.image(seed, number, side as usize);
            let small = image.in_checkers((side as f32 / SMALL as f32).max(1.0));
            let gray: Vec<u8> = small.values.iter().map(|gray| (gray * 255.0) as u8).collect();
            paint_gray(canvas, &gray, small.width);
        };
        let label = t!("Generated picture {number}", number = number + 1);
        view! { <Small chosen label paint=Arc::new(paint)/> }
    };
    let list = move || {
        let first = first.get();
        (first..(first + PAGE).min(num_pictures())).map(small).collect_any()
    };
    view! {
        <div class="small-pictures" role="group" aria-label=t!("Generated pictures")>
            {move || list()}
            <div class="pages">
                <button
                    type="button"
                    class="quiet"
                    aria-label=t!("Earlier generated pictures")
                    disabled=move || first.get() == 0
                    on:click=move |_| first.update(|first| *first = first.saturating_sub(PAGE))
                >
                    "\u{2039}"
                </button>
                <button
                    type="button"
                    class="quiet"
                    aria-label=t!("Later generated pictures")
                    disabled=move || { first.get() + PAGE >= num_pictures() }
                    on:click=move |_| first.update(|first| *first += PAGE)
                >
                    "\u{203a}"
                </button>
            </div>
        </div>
    }
}

/// A person's own pictures.
#[component]
fn OwnPictures() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let own = move |Own { id, picture }: Own| {
        let chosen = Chosen::Own(picture.checksum.clone());
        let (width, height) = picture.size;
        let label = t!(
            "{name}, {width} x {height} pixels",
            name = picture.name,
            width = width,
            height = height
        );
        let remove = t!("Remove {name}", name = picture.name);
        let paint = move |canvas: &HtmlCanvasElement| {
            paint_gray(canvas, &picture.gray, picture.width as usize);
        };
        view! {
            <span class="own-picture">
                <Small chosen label paint=Arc::new(paint)/>
                <button type="button" class="quiet" aria-label=remove on:click=move |_| explorer.remove(id)>
                    "\u{d7}"
                </button>
            </span>
        }
    };
    let list = move || {
        view! {
            <div class="small-pictures" role="group" aria-label=t!("Your pictures")>
                {move || explorer.own.get().into_iter().map(own).collect_any()}
            </div>
        }
        .into_any()
    };
    when(move || explorer.own.with(|own| !own.is_empty()), list)
}

/// Paints a small picture on its canvas.
type Paint = Arc<dyn Fn(&HtmlCanvasElement) + Send + Sync>;

/// A small picture to choose.
#[component]
fn Small(
    /// Which one.
    chosen: Chosen,
    /// What it is.
    label: String,
    /// Paints it.
    paint: Paint,
) -> impl IntoView {
    let explorer = ImageExplorer::get();
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            paint(&canvas);
        }
    });
    let is_chosen = {
        let chosen = chosen.clone();
        move || explorer.view_state.with(|view_state| view_state.chosen == chosen)
    };
    view! {
        <button
            type="button"
            class="small-picture"
            aria-label=label
            aria-pressed=move || is_chosen().to_string()
            on:click=move |_| explorer.choose(chosen.clone())
        >
            <canvas node_ref=canvas aria-hidden="true"></canvas>
        </button>
    }
}

/// Own pictures that the link takes and that are not here.
#[component]
fn Wanted() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let list = move || {
        explorer.wanted.with(|wanted| {
            let line = |named: &ganglion_core::pictures::view_state::Named| {
                view! { <li>{named.name.clone()} " " <code>{named.checksum.clone()}</code></li> }
            };
            wanted.iter().map(line).collect_any()
        })
    };
    let ask = move || {
        view! {
            <div class="wanted" role="status">
                <p>
                    {t!("This link was made with pictures that stayed on the machine where it was made. To see the same, open these files; they are recognized by their content:")}
                </p>
                <ul>{move || list()}</ul>
                <button type="button" class="quiet" on:click=move |_| explorer.do_without()>
                    {t!("Go on without them")}
                </button>
            </div>
        }
        .into_any()
    };
    when(move || explorer.wanted.with(|wanted| !wanted.is_empty()), ask)
}

/// What a person should know about files.
#[component]
fn Messages() -> impl IntoView {
    /// Of many the last ones are in sight.
    const IN_SIGHT: usize = 8;
    let explorer = ImageExplorer::get();
    let num_earlier = Memo::new(move |_| {
        explorer.messages.with(|messages| messages.len().saturating_sub(IN_SIGHT))
    });
    let lines = move |from: usize, num: usize| {
        let lines = explorer.messages.get().into_iter().skip(from).take(num);
        lines.map(|line| view! { <li>{line}</li> }).collect_any()
    };
    let earlier = move || {
        let words = move || {
            let num = num_earlier.get();
            tn!(num, "{n} message before these", "{n} messages before these")
        };
        view! {
            <details id="earlier-messages">
                <summary>{words}</summary>
                <ul>{move || lines(0, num_earlier.get())}</ul>
            </details>
        }
        .into_any()
    };
    let list = move || {
        view! {
            <div class="picture-messages">
                {when(move || num_earlier.get() > 0, earlier)}
                <ul>{move || lines(num_earlier.get(), usize::MAX)}</ul>
                <button type="button" class="quiet" on:click=move |_| explorer.messages.set(Vec::new())>
                    {t!("Dismiss")}
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <div role="alert" id="picture-messages">
            {when(move || explorer.messages.with(|lines| !lines.is_empty()), list)}
        </div>
    }
}

/// Puts a gray picture on a canvas, one pixel for each of its own.
pub(super) fn paint_gray(canvas: &HtmlCanvasElement, gray: &[u8], width: usize) {
    let height = gray.len() / width.max(1);
    let bytes: Vec<u8> =
        gray[..width * height].iter().flat_map(|&gray| [gray, gray, gray, u8::MAX]).collect();
    let (width, height) = (width as u32, height as u32);
    canvas.set_width(width);
    canvas.set_height(height);
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), width, height);
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
    if let (Some(context), Ok(data)) = (context, data) {
        // Only a canvas without pixels refuses, and such a picture is not taken.
        drop(context.put_image_data(&data, 0.0, 0.0));
    }
}
