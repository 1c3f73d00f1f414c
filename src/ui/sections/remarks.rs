//! What is to be said of a finished experiment: where the paper says otherwise, what to keep in mind.

use leptos::prelude::*;

use ganglion_components::{reactive::Memo, views::CollectAny as _};
use ganglion_core::{experiment::Remark, t};

/// Remarks below the figures.
#[component]
pub(super) fn Remarks(
    /// The most important first.
    remarks: Memo<Vec<Remark>>,
) -> impl IntoView {
    let view = |Remark { paper, here }: Remark| {
        let paper = paper.map(|paper| {
            let said = t!("{paper}.", paper = paper);
            view! { <p><strong>{t!("The paper says")} " "</strong> {said} " "</p> }.into_any()
        });
        let start = paper.is_some().then(|| view! { <strong>{t!("Here")} " "</strong> }.into_any());
        view! { <aside class="remark">{paper} <p>{start} {here}</p></aside> }
    };
    view! {
        <div class="remarks">{move || remarks.get().into_iter().map(view).collect_any()}</div>
    }
}
