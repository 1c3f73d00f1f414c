//! Networks that the browser is to keep from visit to visit: collected for a moment, since each opening of its store costs as much as
//! drawing a figure.

use core::time::Duration;

use leptos::prelude::{UpdateValue as _, set_timeout};

use crate::ui::client::Client;
use ganglion_core::{
    config::Frame,
    pool::{Known, Notice, Topic},
    t,
};

/// How long they are collected.
const PAUSE: Duration = Duration::from_millis(250);

impl Client {
    pub(super) fn keep(&self, key: Vec<u8>, known: Known) {
        let is_first = self.inner.try_update_value(|inner| {
            inner.to_keep.push((key, known));
            inner.to_keep.len() == 1
        });
        let client = *self;
        if is_first == Some(true) {
            set_timeout(move || client.keep_collected(), PAUSE);
        }
    }

    fn keep_collected(&self) {
        let client = *self;
        let networks = self.inner.try_update_value(|inner| core::mem::take(&mut inner.to_keep));
        let Some(networks) = networks else { return };
        leptos::task::spawn_local(async move {
            if let Err(reason) = client.figures.keep(&networks).await {
                client.tell_of_store(t!(
                    "The browser does not keep the trained networks, so they are trained again after a reload; nothing else is lost. {reason}",
                    reason = reason
                ));
            }
        });
    }

    /// Says what is wrong with the store; not within another page, whose readers can do nothing about it.
    pub(super) fn tell_of_store(&self, text: String) {
        if self.state.draft.with_untracked(|draft| draft.frame != Frame::Embed) {
            self.state.notify(Notice { topic: Topic::Store, text });
        }
    }
}
