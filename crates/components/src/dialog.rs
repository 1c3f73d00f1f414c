//! Dialogs that are open as long as something holds.

use leptos::{
    html::Dialog,
    prelude::{Get as _, NodeRef},
};

use crate::reactive::Effect;

/// Opens and closes a dialog.
pub fn open_while(dialog: NodeRef<Dialog>, is_open: impl Fn() -> bool + 'static) {
    Effect::new(move || {
        let (Some(dialog), is_open) = (dialog.get(), is_open()) else { return };
        if is_open && !dialog.open() {
            // It refuses only if it is open already.
            dialog.show_modal().ok();
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
}
