//! The worker that decodes pictures and shows them to cells and networks, and what losing it means.

use ganglion_core::{
    pictures::{PictureRequest, PictureResponse},
    protocol::BUILD,
    t,
};
use ganglion_web::{FromWorker, WorkerHandle, WorkerLoss};

/// It takes requests and tells responses.
pub(super) type PictureWorker = WorkerHandle<PictureRequest, PictureResponse>;

/// Starts one; an error, here or heard later, is what happened and what to do.
pub(super) fn start(
    hear: impl Fn(Result<PictureResponse, String>) + Clone + 'static,
) -> Result<PictureWorker, String> {
    let hear = move |heard| {
        match heard {
        FromWorker::Message(PictureResponse::Ready { build }, _) if build != BUILD => hear(Err(t!(
            "The part of the page that reads pictures is of another version. Load the page again."
        )
        .to_owned())),
        FromWorker::Message(response, _) => hear(Ok(response)),
        FromWorker::Lost(loss) => hear(Err(words_of(loss))),
    }
    };
    WorkerHandle::start("worker_pictures", hear).map_err(words_of)
}

fn words_of(loss: WorkerLoss) -> String {
    match loss {
        WorkerLoss::NotLoaded(reason) => t!(
            "The part of the page that reads pictures did not load ({reason}). Check the connection and try again; nothing that is shown is lost.",
            reason = reason
        ),
        WorkerLoss::Unreadable(message) => message,
        WorkerLoss::Crashed(reason) => t!(
            "Reading pictures broke off ({reason}). The pictures that are here stay; try again, or with fewer or smaller ones.",
            reason = reason
        ),
    }
}
