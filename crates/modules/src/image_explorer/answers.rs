//! What the cell sees at a place, subunit by subunit, and what its network makes of it, filter by
//! filter.

use std::sync::Arc;

use leptos::prelude::*;

use crate::image_explorer::{
    plot::{FigurePlot, SharedFigure},
    state::ImageExplorer,
};
use ganglion_components::{
    CheckerImage, ImageKind,
    reactive::{Memo, Signal},
    views::{CollectAny as _, either},
};
use ganglion_core::{
    cell::{PictureCell, standing},
    config::Normalization,
    experiment::natural::{Beside, Subject},
    pictures::FieldView,
    t, tn,
};
use ganglion_figures::figure::{
    FilterGrid, PictureStimulus, RatesFigure, SignedImage, words::share,
};

/// A subunit or a filter.
#[derive(Clone, PartialEq)]
struct AnswerPart {
    /// Position among its kind.
    index: usize,
    name: String,
    image: SignedImage,
}

/// Everything about one place.
#[component]
pub fn Answers() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let flash = Arc::new(move || {
        explorer.view.with(|view| {
            view.as_ref().map(|view| {
                let timing = explorer.subject().map(|who| who.timing()).unwrap_or_default();
                Arc::new(RatesFigure {
                    beside: view.patch.beside.clone(),
                    kind: view.patch.kind,
                    frame_rate: timing.frame_rate,
                    network: view.patch.network.clone(),
                    stimulus: PictureStimulus::Flash(timing.num_on),
                }) as SharedFigure
            })
        })
    });
    let seen = Signal::derive(move || {
        let scale = match explorer.normalization() {
            Normalization::Half => 1.0,
            Normalization::Unit | Normalization::PatchRemoved => 2.0,
        };
        let columns = explorer.field_size().1;
        let contrast = read(explorer, |view| view.contrast.clone());
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
            {either(move || explorer.beside() == Beside::Cell, || view! { <Subunits/> }.into_any(), unknown)}
            <Filters/>
        </div>
    }
}

/// What stands where the subunits of a simulated cell are.
fn unknown() -> AnyView {
    view! {
        <section class="parts" aria-label=t!("Hidden subunits")>
            <h4>{t!("The cell: unknown")}</h4>
            <p class="hint">
                {t!("Nobody knows the subunits of a cell of a recording, nor what it answers to this picture. Beside its network stands a model of one filter, its receptive field, and a curve (LN).")}
            </p>
        </section>
    }
    .into_any()
}

/// Reads what goes on; the default as long as there is nothing.
fn read<T: Default>(explorer: ImageExplorer, of: impl FnOnce(&FieldView) -> T) -> T {
    explorer.view.with(|view| view.as_ref().map(|view| of(view)).unwrap_or_default())
}

#[component]
fn Subunits() -> impl IntoView {
    let explorer = ImageExplorer::get();
    let parts = Memo::new(move |_| {
        explorer.subject().map(|subject| subunits(&subject)).unwrap_or_default()
    });
    let values = Signal::derive(move || read(explorer, |view| view.patch.subunits.clone()));
    let scale = use_scale(explorer, values);
    let row = move |part: AnswerPart| {
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
    let explorer = ImageExplorer::get();
    let parts =
        Memo::new(move |_| explorer.subject().map(|subject| filters(&subject)).unwrap_or_default());
    let values = Signal::derive(move || read(explorer, |view| view.patch.filters.clone()));
    let scale = use_scale(explorer, values);
    let silent = Memo::new(move |_| {
        let all = explorer.subject().map_or(0, |subject| subject.parameters().shape.num_filters());
        all - parts.with(Vec::len).min(all)
    });
    let row = move |part: AnswerPart| {
        let index = part.index;
        let value =
            Signal::derive(move || values.with(|values| values.get(index).copied().unwrap_or(0.0)));
        let answers = Signal::derive(move || {
            let answers =
                read(explorer, |view| view.answers.get(index).cloned().unwrap_or_default());
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
    part: AnswerPart,
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
fn use_scale(explorer: ImageExplorer, values: Signal<Vec<f32>>) -> Memo<f32> {
    let largest = Memo::new(move |before: Option<&((u32, u32), f32)>| {
        let who =
            (explorer.subjects_id.get(), explorer.view_state.with(|view_state| view_state.cell));
        let now =
            values.with(|values| values.iter().fold(1e-3_f32, |most, value| most.max(value.abs())));
        let before = before.filter(|before| before.0 == who).map_or(0.0, |before| before.1);
        (who, now.max(before))
    });
    Memo::new(move |_| largest.get().1)
}

fn subunits(subject: &Subject) -> Vec<AnswerPart> {
    let Some(cell) = subject.cell() else { return Vec::new() };
    let cell = PictureCell::new(cell, &[standing(cell.temporal())]);
    let columns = subject.size().1;
    let part = |(index, values): (usize, Vec<f32>)| AnswerPart {
        index,
        name: t!("subunit {number}", number = index + 1),
        image: SignedImage::new(values, columns),
    };
    cell.all_filters().into_iter().enumerate().map(part).collect()
}

fn filters(subject: &Subject) -> Vec<AnswerPart> {
    let grid = FilterGrid::of_network(subject.parameters(), (&[], subject.size().1), &[]);
    let effective = grid.filters.into_iter().filter(|filter| filter.is_effective);
    let part = |filter: ganglion_figures::figure::GridFilter| AnswerPart {
        index: filter.index as usize,
        name: t!("filter {number}", number = filter.index + 1),
        image: filter.image,
    };
    effective.map(part).collect()
}
