//! Views whose types are left behind early.
//!
//! Leptos makes code for each type of view, list and condition. Everything here ends in [`AnyView`],
//! so that it is made once: use these instead of `<For>`, `<Show>` and `collect_view`.

use std::sync::Arc;

use leptos::prelude::{AnyView, IntoAny as _, IntoView, view};

use crate::reactive::Memo;

/// Views of a list.
pub trait CollectAny {
    /// Collects them; a list that changes is brought up to date place by place.
    fn collect_any(self) -> Vec<AnyView>;
}

impl<V: IntoView, I: Iterator<Item = V>> CollectAny for I {
    fn collect_any(self) -> Vec<AnyView> {
        self.map(IntoView::into_view).map(|view| view.into_any()).collect()
    }
}

/// Words with views in their places `{name}`.
pub fn filled(words: &str, view_of: &dyn Fn(&str) -> AnyView) -> Vec<AnyView> {
    let mut views = Vec::new();
    for piece in words.split_inclusive('}') {
        let (text, name) = piece.split_once('{').unwrap_or((piece, ""));
        views.push(text.to_owned().into_any());
        if !name.is_empty() {
            views.push(view_of(name.trim_end_matches('}')));
        }
    }
    views
}

/// A view as long as a condition holds.
pub fn when(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    either(condition, view, || ().into_any())
}

/// One of two views.
pub fn either(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
    otherwise: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    type Make = Arc<dyn Fn() -> AnyView + Send + Sync>;
    fn choose(is_first: Memo<bool>, first: Make, second: Make) -> AnyView {
        view! { {move || if is_first.get() { first() } else { second() }} }.into_any()
    }
    choose(Memo::new(move |_| condition()), Arc::new(view), Arc::new(otherwise))
}
