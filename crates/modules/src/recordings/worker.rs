//! The worker that reads recordings, and what losing it means.

use ganglion_core::t;
use ganglion_recordings::import::{BUILD, ImportRequest, ImportResponse};
use ganglion_web::{FromWorker, WorkerHandle, WorkerLoss};
use web_sys::Blob;

/// It takes requests and tells responses.
pub(super) type RecordingWorker = WorkerHandle<ImportRequest, ImportResponse>;

/// A response, and the file beside it.
pub(super) type FiledResponse = (ImportResponse, Option<Blob>);

/// Starts one; an error, here or heard later, is what happened and what to do.
pub(super) fn start(
    hear: impl Fn(Result<FiledResponse, String>) + Clone + 'static,
) -> Result<RecordingWorker, String> {
    let hear = move |heard| match heard {
        FromWorker::Message(ImportResponse::Ready { build }, _) if build != BUILD => hear(Err(t!(
            "The part of the page that reads recordings is of another version. Load the page again."
        )
        .to_owned())),
        FromWorker::Message(ImportResponse::Failed { message }, _) => {
            hear(Err(words_of(WorkerLoss::Crashed(message))));
        }
        FromWorker::Message(response, file) => hear(Ok((response, file))),
        FromWorker::Lost(loss) => hear(Err(words_of(loss))),
    };
    WorkerHandle::start_build(("worker_recordings", BUILD), hear).map_err(words_of)
}

fn words_of(loss: WorkerLoss) -> String {
    match loss {
        WorkerLoss::NotLoaded(reason) => t!(
            "The part of the page that reads recordings did not load ({reason}). Check the connection and try again; nothing that is shown is lost.",
            reason = reason
        ),
        WorkerLoss::Unreadable(message) => message,
        WorkerLoss::Crashed(reason) => t!(
            "Reading the recording broke off ({reason}). Your files are as they were, and what is shown stays. Try again; if it happens again, leave out the largest file, since memory may not suffice.",
            reason = reason
        ),
    }
}
