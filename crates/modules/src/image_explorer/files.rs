//! Pictures by file, drop and paste.

use leptos::{ev, prelude::*};
use web_sys::{ClipboardEvent, DragEvent, File, FileList, HtmlInputElement};

use crate::image_explorer::state::ImageExplorer;
use ganglion_core::t;
use ganglion_web::dropped_recording;

/// Files may be dropped where they are dragged over.
pub(super) fn allow_drop(event: &DragEvent) {
    event.prevent_default();
    if let Some(transfer) = event.data_transfer() {
        transfer.set_drop_effect("copy");
    }
}

/// Reads what was dropped; a recording is for the page.
pub(super) fn dropped(explorer: ImageExplorer, event: &DragEvent) {
    let transfer = event.data_transfer();
    if transfer.as_ref().and_then(dropped_recording).is_some() {
        return;
    }
    event.prevent_default();
    let files = transfer.and_then(|transfer| transfer.files());
    let files = files.map(all).unwrap_or_default();
    if files.is_empty() {
        explorer.say(
            t!("What was dropped is no file. Save the picture first, then drop its file here.")
                .to_owned(),
        );
    }
    explorer.read(files);
}

/// Reads what was chosen; the same file may be chosen again later.
pub(super) fn picked(explorer: ImageExplorer, input: &HtmlInputElement) {
    let files = input.files().map(all).unwrap_or_default();
    explorer.read(files);
    input.set_value("");
}

/// Reads pictures that are pasted, wherever the page has the focus.
pub(super) fn listen_for_paste(explorer: ImageExplorer) {
    let listener = window_event_listener(ev::paste, move |event: ClipboardEvent| {
        let files = event.clipboard_data().and_then(|data| data.files()).map(all);
        let files = files.unwrap_or_default();
        // Text is for the fields of the page.
        if !files.is_empty() {
            event.prevent_default();
            explorer.read(files);
        }
    });
    on_cleanup(move || listener.remove());
}

fn all(list: FileList) -> Vec<File> {
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}
