//! A plan for whoever teaches: one hour of a class, across lessons and the challenge.

use leptos::prelude::*;

use crate::teaching::Teaching;
use ganglion_components::views::CollectAny as _;
use ganglion_core::{lessons::Place, t};

/// From which minute to which, where in the lessons (the name of a lesson and a step), and what is done.
type PlanRow = (u32, u32, &'static str, &'static str);

fn rows() -> [PlanRow; 6] {
    [
        (
            0,
            5,
            "field.1",
            t!("All together, on the projector: a cell that watches noise. What makes it spike?"),
        ),
        (
            5,
            15,
            "field.2",
            t!(
                "In pairs: steps 2 to 5 of the first lesson. The receptive field, and what the average of it leaves open."
            ),
        ),
        (
            15,
            22,
            "average.1",
            t!(
                "All together: the first two steps of the second lesson. Parts that are rectified before they are added can't be told from the average."
            ),
        ),
        (
            22,
            34,
            "five.1",
            t!(
                "In pairs: the first four steps of the third lesson. One filter, three, five: what becomes of the fifth?"
            ),
        ),
        (
            34,
            41,
            "",
            t!(
                "In pairs: the blind cell challenge. Seal a random cell, share its link as a code, and have guesses handed in."
            ),
        ),
        (
            41,
            45,
            "",
            t!(
                "All together: collect the answers, look at how many subunits were guessed, then reveal the cell and score."
            ),
        ),
    ]
}

/// The plan, folded.
#[component]
pub(super) fn Plan() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let row = move |(from, to, place, words): PlanRow| {
        let go = Place::of_text(place, teaching.lessons).map(|place| {
            let open = move |_| {
                teaching.shut();
                teaching.go_to(place);
            };
            view! { <button type="button" class="quiet" on:click=open>{t!("Open")}</button> }
        });
        view! {
            <tr>
                <th scope="row">{format!("{from}\u{2013}{to}")}</th>
                <td>{words}</td>
                <td>{go}</td>
            </tr>
        }
    };
    view! {
        <details id="plan">
            <summary>{t!("A plan for 45 minutes")}</summary>
            <table class="runs">
                <thead>
                    <tr>
                        <th scope="col">{t!("Minutes")}</th>
                        <th scope="col">{t!("What you do")}</th>
                        <th scope="col"><span class="visually-hidden">{t!("Open")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows().into_iter().map(row).collect_any()}</tbody>
            </table>
        </details>
    }
}
