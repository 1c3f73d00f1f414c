//! Lines from the filters of the last row to the subunits they found, once revealed.

use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*};

use crate::ui::{
    hooks::{Rect, rect_of, use_layout_changes},
    sections::emergence::{View, facts::RowFacts},
};
use ganglion_components::{
    AppState,
    reactive::{Effect, Memo, RwSignal},
    views::CollectAny as _,
};
use ganglion_core::{analysis::FOUND, config::Placement};
use ganglion_figures::figure::identity;

/// One line.
#[derive(Clone, Debug, PartialEq)]
struct Link {
    subunit: usize,
    /// As SVG writes it.
    path: String,
    /// Where the subunit is.
    end: (f64, f64),
}

/// The lines; they are measured after each change of what they connect.
#[component]
pub(super) fn Links() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let changes = use_layout_changes();
    let ends = Memo::new(move |_| ends_of(state, view));
    let links = RwSignal::new(Vec::<Link>::new());
    Effect::new(move || {
        changes.track();
        let ends = ends.get();
        // After the rows have been laid out.
        request_animation_frame(move || {
            links.set(measure(&ends));
        });
    });
    let line = |link: Link| {
        view! {
            <path class="link-halo" d=link.path.clone()></path>
            <path d=link.path stroke=identity(link.subunit).css()></path>
            <circle cx=link.end.0 cy=link.end.1 r="9" fill=identity(link.subunit).css()></circle>
            <text x=link.end.0 y=link.end.1 fill=identity(link.subunit).opposite().css()>
                {link.subunit + 1}
            </text>
        }
    };
    view! {
        <svg class="links" aria-hidden="true">
            {move || links.get().into_iter().map(line).collect_any()}
        </svg>
    }
}

/// What is connected: number of filters, filter, subunit, its place, columns and rows of the field.
type LinkEnd = (u32, usize, usize, Placement, (f64, f64));

fn ends_of(state: AppState, view: View) -> Vec<LinkEnd> {
    if !view.reveal.get() {
        return Vec::new();
    }
    let last =
        state.shown.with(|shown| shown.as_ref().map(|shown| *shown.config.filter_counts().end()));
    let Some(facts) = last.and_then(|last| RowFacts::shown(state, last)) else {
        return Vec::new();
    };
    let size = (facts.config.columns() as f64, facts.config.rows() as f64);
    let subunits = facts.placements.iter().enumerate();
    subunits
        .filter_map(|(subunit, placement)| {
            let filter = facts.recovery.matching.get(subunit).copied().flatten()?;
            let is_found = facts.recovery.of_subunit(subunit) > FOUND;
            is_found.then_some((
                facts.parameters.shape.num_filters,
                filter,
                subunit,
                *placement,
                size,
            ))
        })
        .collect()
}

fn measure(ends: &[LinkEnd]) -> Vec<Link> {
    let rects = (rect_of(".emergence-figure"), rect_of("#hidden-cell .checker-image"));
    let (Some(figure), Some(field)) = rects else { return Vec::new() };
    let link = |(num_filters, filter, subunit, placement, size): &LinkEnd| {
        let tile = rect_of(&format!("#filter-{num_filters}-{}", filter + 1))?;
        let from =
            (tile.left + 0.5 * tile.width - figure.left, tile.top + tile.height - figure.top);
        let to = center_of(*placement, *size, field);
        let to = (to.0 - figure.left, to.1 - figure.top);
        Some(Link { subunit: *subunit, path: curve(from, to), end: to })
    };
    ends.iter().filter_map(link).collect()
}

fn center_of(placement: Placement, (columns, rows): (f64, f64), field: Rect) -> (f64, f64) {
    let middle = |start: u8, length: u8| f64::from(start) + 0.5 * f64::from(length);
    (
        field.left + field.width * middle(placement.column, placement.width) / columns,
        field.top + field.height * middle(placement.row, placement.height) / rows,
    )
}

/// Straight down at both ends.
fn curve((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> String {
    let middle = 0.5 * (y0 + y1);
    format!("M{x0:.1} {y0:.1}C{x0:.1} {middle:.1} {x1:.1} {middle:.1} {x1:.1} {y1:.1}")
}
