//! What the cell sees at a place, subunit by subunit, and what its network makes of it, filter by
//! filter.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    cell::{PictureCell, standing},
    config::Normalization,
    experiment::natural::{NUM_ON, Subject},
    figure::{FilterSheet, RatesFigure, SignedImage, Stimulus, words::share},
    pictures::Sight,
    studio::{
        plot::{FigurePlot, Shown},
        state::Studio,
    },
    t, tn,
    ui::{
        CheckerImage, ImageKind,
        reactive::{Memo, Signal},
        views::CollectAny as _,
    },
};

/// A subunit or a filter.
#[derive(Clone, PartialEq)]
struct Part {
    /// Position among its kind.
    index: usize,
    name: String,
    image: SignedImage,
}

/// Everything about one place.
#[component]
pub fn Answers() -> impl IntoView {
    let studio = Studio::get();
    let flash = Arc::new(move || {
        studio.sight.with(|sight| {
            sight.as_ref().map(|sight| {
                Arc::new(RatesFigure {
                    cell: sight.view.cell.clone(),
                    network: sight.view.network.clone(),
                    stimulus: Stimulus::Flash(NUM_ON),
                }) as Shown
            })
        })
    });
    let seen = Signal::derive(move || {
        let scale = match studio.normalization() {
            Normalization::Half => 1.0,
            Normalization::Unit | Normalization::PatchRemoved => 2.0,
        };
        let columns = studio.field_size().1;
        let contrast = read(studio, |sight| sight.contrast.clone());
        SignedImage::with_scale(contrast, columns, scale)
    });
    view! {
        <div class="picture-answers">
            <div class="seen">
                <figure class="seen-patch">
                    <figcaption>{t!("What the cell sees")}</figcaption>
                    <CheckerImage image=seen label=t!("What the cell sees") kind=ImageKind::Luminance/>
                </figure>
                <FigurePlot make=flash name="flash"/>
            </div>
            <Subunits/>
            <Filters/>
        </div>
    }
}

/// Reads what goes on; the default as long as there is nothing.
fn read<T: Default>(studio: Studio, of: impl FnOnce(&Sight) -> T) -> T {
    studio.sight.with(|sight| sight.as_ref().map(|sight| of(sight)).unwrap_or_default())
}

#[component]
fn Subunits() -> impl IntoView {
    let studio = Studio::get();
    let parts =
        Memo::new(move |_| studio.subject().map(|subject| subunits(&subject)).unwrap_or_default());
    let values = Signal::derive(move || read(studio, |sight| sight.view.subunits.clone()));
    let scale = use_scale(studio, values);
    let row = move |part: Part| {
        let index = part.index;
        let value =
            Signal::derive(move || values.with(|values| values.get(index).copied().unwrap_or(0.0)));
        view! { <PartRow part value scale/> }
    };
    view! {
        <section class="parts" aria-label=t!("Hidden subunits")>
            <h4>{t!("The cell: hidden subunits")}</h4>
            <p class="hint">{t!("What each subunit adds to the pool while the picture stands.")}</p>
            <div class="part-list">{move || parts.get().into_iter().map(row).collect_any()}</div>
        </section>
    }
}

#[component]
fn Filters() -> impl IntoView {
    let studio = Studio::get();
    let parts =
        Memo::new(move |_| studio.subject().map(|subject| filters(&subject)).unwrap_or_default());
    let values = Signal::derive(move || read(studio, |sight| sight.view.filters.clone()));
    let scale = use_scale(studio, values);
    let silent = Memo::new(move |_| {
        let all = studio.subject().map_or(0, |subject| subject.parameters().shape.num_filters());
        all - parts.with(Vec::len).min(all)
    });
    let row = move |part: Part| {
        let index = part.index;
        let value =
            Signal::derive(move || values.with(|values| values.get(index).copied().unwrap_or(0.0)));
        let answers = Signal::derive(move || {
            let answers =
                read(studio, |sight| sight.answers.get(index).cloned().unwrap_or_default());
            let columns = libm::sqrt(answers.len() as f64) as usize;
            SignedImage::new(answers, columns)
        });
        view! { <PartRow part value scale answers/> }
    };
    let rest = move || match silent.get() {
        0 => String::new(),
        count => {
            let words =
                tn!(count, "One more filter is nearly zero.", "{n} more filters are nearly zero.");
            format!(" {words}")
        }
    };
    view! {
        <section class="parts" aria-label=t!("Filters of the network")>
            <h4>{t!("The network: learned filters")}</h4>
            <p class="hint">
                {t!("Each filter, where it answers at its positions, and what it adds to the output.")} {move || rest()}
            </p>
            <div class="part-list">{move || parts.get().into_iter().map(row).collect_any()}</div>
        </section>
    }
}

/// One subunit or filter with its bar.
#[component]
fn PartRow(
    /// Which one.
    part: Part,
    /// What it adds.
    #[prop(into)]
    value: Signal<f32>,
    /// Value of a full bar.
    scale: Memo<f32>,
    /// Answers at each position, of a filter.
    #[prop(optional, into)]
    answers: Option<Signal<SignedImage>>,
) -> impl IntoView {
    let label = part.name.clone();
    let width = move || format!("{:.1}%", 100.0 * (value.get().abs() / scale.get()).min(1.0));
    let at = answers.map(|answers| {
        view! { <CheckerImage image=answers label=t!("{part}, answers at its positions", part = label)/> }
    });
    let label = part.name.clone();
    view! {
        <div class="part">
            <CheckerImage image=part.image label/>
            {at}
            <span class="part-name">{part.name.clone()}</span>
            <span class="part-bar" class:negative=move || { value.get() < 0.0 }>
                <span style:width=width></span>
            </span>
            <span class="number">{move || share(f64::from(value.get()))}</span>
        </div>
    }
}

/// The largest value since this cell looks: bars of a still scale.
fn use_scale(studio: Studio, values: Signal<Vec<f32>>) -> Memo<f32> {
    let largest = Memo::new(move |before: Option<&(u32, f32)>| {
        let cell = studio.look.with(|look| look.cell);
        let now =
            values.with(|values| values.iter().fold(1e-3_f32, |most, value| most.max(value.abs())));
        let before = before.filter(|before| before.0 == cell).map_or(0.0, |before| before.1);
        (cell, now.max(before))
    });
    Memo::new(move |_| largest.get().1)
}

fn subunits(subject: &Subject) -> Vec<Part> {
    let cell = PictureCell::new(subject.cell(), &[standing(subject.cell().temporal())]);
    let columns = subject.size().1;
    let part = |(index, values): (usize, Vec<f32>)| Part {
        index,
        name: t!("subunit {number}", number = index + 1),
        image: SignedImage::new(values, columns),
    };
    cell.all_filters().into_iter().enumerate().map(part).collect()
}

fn filters(subject: &Subject) -> Vec<Part> {
    let sheet = FilterSheet::of_network(subject.parameters(), (&[], subject.size().1), &[]);
    let effective = sheet.filters.into_iter().filter(|filter| filter.is_effective);
    let part = |filter: crate::figure::SheetFilter| Part {
        index: filter.index as usize,
        name: t!("filter {number}", number = filter.index + 1),
        image: filter.image,
    };
    effective.map(part).collect()
}
