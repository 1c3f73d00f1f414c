//! What leaves the conversation: the recording that a person uses, for the page, or keeps on this device; and what comes back from there.

use js_sys::Function;
use leptos::{task::spawn_local, wasm_bindgen::JsValue};
use web_sys::Blob;

use crate::recordings::{
    kept_files::{self, Unread},
    state::ImportState,
};
use ganglion_core::{
    config::{CellSource, Draft, Frame},
    link,
    recording::ImportedRecording,
    t,
};

impl ImportState {
    /// `take` is given the recording that a person wants to use: the link of its experiment, its name, and the recording as a file.
    pub(super) fn set_taker(self, take: Function) {
        self.with_inner(|inner| inner.taker = Some(take));
        self.has_taker.set(true);
        self.look_for_kept();
    }

    /// The experiment of the page has changed.
    pub(super) fn follow(self, draft: Draft) {
        self.page.set(draft);
        if let Some((roles, stimulus)) = self.said_by_link() {
            self.with_inner(|inner| inner.linked = roles);
            // A link without one takes nothing away from what a person described.
            if !stimulus.is_empty() {
                self.stimulus.set(stimulus);
            }
        }
        self.look_for_kept();
    }

    /// What the link says of arrays, and of a stimulus that is only a seed; nothing if its recording is in use, since that was said of files that are
    /// open already.
    pub(super) fn said_by_link(self) -> Option<(String, String)> {
        let draft = self.page.get_untracked();
        let handed = self.with_inner(|inner| inner.handed.clone())?;
        let is_missing = draft.source == CellSource::File
            && (draft.recording.is_empty() || draft.recording != handed);
        is_missing.then_some((draft.roles, draft.stimulus))
    }

    /// Uses the recording that the link asks for, if it is kept. A page around this one must not get at what is kept.
    fn look_for_kept(self) {
        let draft = self.page.get_untracked();
        let is_asked_for = draft.source == CellSource::File && !draft.recording.is_empty();
        if !is_asked_for || draft.frame == Frame::Embed || !self.has_taker.get_untracked() {
            return;
        }
        let name = draft.recording;
        let is_new = self.with_inner(|inner| {
            let is_new = inner.handed != name && inner.looked_for != name;
            inner.looked_for.clone_from(&name);
            is_new
        });
        if is_new == Some(true) {
            spawn_local(async move {
                let read = kept_files::read(&name).await;
                if self.page.get_untracked().recording != name {
                    return;
                }
                match read {
                    Ok((head, recording)) => self.hand_over(&head.imported, Some(recording)),
                    // Whoever keeps none is asked for the files.
                    Err(Unread::NotGiven(_)) => {}
                    Err(unread) => self.tell_unread(unread),
                }
            });
        }
    }

    /// Uses a recording that is kept.
    pub(super) fn use_kept(self, name: String) {
        spawn_local(async move {
            match kept_files::read(&name).await {
                Ok((head, recording)) => self.hand_over(&head.imported, Some(recording)),
                Err(unread) => self.tell_unread(unread),
            }
        });
    }

    /// Says why a kept recording can't be used, and what to do.
    fn tell_unread(self, unread: Unread) {
        self.message.set(t!(
            "The kept recording can't be read ({reason}). Delete it, and open its files again.",
            reason = unread.reason()
        ));
    }

    /// The one place where a recording leaves this module; without it about the one that is in use.
    pub(super) fn hand_over(self, imported: &ImportedRecording, recording: Option<Blob>) {
        let name = imported.outline.name.clone();
        let page = self.page.get_untracked();
        let given = self.with_inner(|inner| {
            let draft = page.of_imported(imported, inner.handed == name);
            inner.handed.clone_from(&name);
            Some((inner.taker.clone()?, link::encode(&draft)))
        });
        if let Some(Some((take, link))) = given {
            let (link, name) = (JsValue::from_str(&link), JsValue::from_str(&name));
            // Whoever does not listen any more need not be given it.
            take.call3(&JsValue::UNDEFINED, &link, &name, &recording.into()).ok();
        }
    }

    /// Writes the recording to this device.
    pub(super) fn keep(self, imported: ImportedRecording, recording: Blob) {
        self.is_keeping.set(true);
        spawn_local(async move {
            let written = kept_files::write(&imported, &recording).await;
            self.is_keeping.set(false);
            match written {
                Ok(()) => self.list_kept(),
                Err(reason) => self.message.set(t!(
                    "The recording could not be kept ({reason}). It is open all the same; free some space and try again.",
                    reason = reason
                )),
            }
        });
    }

    /// Looks for what is kept.
    pub(super) fn list_kept(self) {
        if self.page.get_untracked().frame == Frame::Embed {
            return;
        }
        spawn_local(async move { self.kept.set(kept_files::list().await) });
    }

    /// Deletes kept recordings.
    pub(super) fn delete_kept(self, names: Vec<String>) {
        spawn_local(async move {
            for name in names {
                if let Err(reason) = kept_files::delete(&name).await {
                    self.message.set(t!(
                        "The kept recording could not be deleted ({reason}). The settings of the browser for this site can delete all that it keeps.",
                        reason = reason
                    ));
                }
            }
            self.kept.set(kept_files::list().await);
        });
    }
}
