//! The spike-triggered average, growing spike by spike.

use leptos::prelude::*;

use super::{board::Board, live_view::LiveView};
use ganglion_components::{
    CheckerImage, FiguresModule, Plot, RemoteFigure, ScaleBar,
    reactive::{Memo, RwSignal, Signal},
};
use ganglion_core::{config::NUM_LAGS, t, units::secs_of_frames};
use ganglion_figures::figure::{FigureRequest, SignedImage, TEMPORAL, TemporalFigure, cell_words};

/// Height of the plot of the time course, pixels.
const PLOT_HEIGHT: f64 = 190.0;

/// What the spikes give away so far.
#[component]
pub(super) fn Average(
    /// The running cell.
    view: LiveView,
    /// The subunits, outlined on the average.
    board: Board,
) -> impl IntoView {
    let image = Memo::new(move |_| {
        let (rows, columns) = view.tick_free(|live| live.cell().field()).unwrap_or((1, 1));
        view.estimate.with(|estimate| match estimate {
            Some(estimate) => SignedImage::new(estimate.image.clone(), columns),
            None => SignedImage::new(vec![0.0; rows * columns], columns),
        })
    });
    let figures = expect_context::<FiguresModule>();
    let course =
        RemoteFigure::single(figures, TEMPORAL, move || FigureRequest::Temporal(course_of(view)));
    let lag = move || {
        let lag =
            view.estimate.with(|estimate| estimate.as_ref().map(|estimate| estimate.peak_lag));
        lag.filter(|lag| *lag < NUM_LAGS).map_or_else(
            || t!("no spike yet").to_owned(),
            |lag| {
                let time = 1e3 * secs_of_frames(lag as f32);
                t!("{time} ms before the spike", time = format_args!("{time:.0}"))
            },
        )
    };
    let counts =
        move || view.readout.with(|read| cell_words::counts(read.num_spikes, read.num_frames));
    let has_truth = RwSignal::new(false);
    let outlines =
        Signal::derive(move || if has_truth.get() { board.shown.get() } else { Vec::new() });
    let scale = Signal::derive(move || image.with(|image| f64::from(image.scale)));
    view! {
        <section class="average" aria-label=t!("Spike-triggered average")>
            <h3>{t!("6  Spike-triggered average (STA): the mean stimulus before a spike")}</h3>
            <div class="average-body">
                <figure class="average-image">
                    <CheckerImage image label=t!("Spike-triggered average") marks=true outlines/>
                    <figcaption>
                        <span>{move || lag()}</span>
                        <ScaleBar scale unit=t!("contrast")/>
                    </figcaption>
                </figure>
                <Plot figure=course height=PLOT_HEIGHT/>
            </div>
            <p class="lesson">{move || view.readout.with(|read| read.finding.clone())}</p>
            <p class="cell-note">{move || counts()}</p>
            <div class="average-tools">
                <button type="button" on:click=move |_| view.forget()>
                    {t!("Start the average again")}
                </button>
                <label class="inline-field">
                    <input
                        type="checkbox"
                        prop:checked=move || has_truth.get()
                        on:change=move |event| has_truth.set(event_target_checked(&event))
                    />
                    " "
                    {t!("outline the true subunits")}
                </label>
            </div>
        </section>
    }
}

/// The temporal filter as the spikes give it away so far, beside the cell's own.
fn course_of(view: LiveView) -> TemporalFigure {
    let known = view.tick_free(|live| live.cell().temporal().to_vec());
    view.estimate.with(|estimate| TemporalFigure {
        known,
        estimated: estimate.as_ref().map(|estimate| estimate.temporal.clone()),
        similarity: estimate.as_ref().map(|estimate| estimate.temporal_similarity),
    })
}
