//! The frames that an experiment tests its networks on, for the command's `frames`.

use std::sync::Arc;

use ganglion_core::{
    config::{Config, DataSource},
    dataset::{Dataset, DatasetBuilder, DatasetError},
    experiment::groups,
    export::{frames_npz, name_in_group},
    link,
    recording::Recording,
};

/// Names and bytes of the files: one, or one for each group of networks. `tell` is told how many frames are recorded, and of how many.
///
/// # Errors
/// With a sentence, if a cell is silent or the recording is not there.
pub fn test_frames(
    config: &Config,
    recording: Option<&Arc<Recording>>,
    mut tell: impl FnMut(usize, usize),
) -> Result<Vec<(String, Vec<u8>)>, String> {
    let groups = groups(config);
    let mut known: Option<(DataSource, Dataset)> = None;
    let mut files = Vec::new();
    for (number, group) in (0..).zip(&groups) {
        let source = DataSource { has_raw_frames: true, ..group.config.data_source().clone() };
        let dataset = match known.take() {
            Some((known, dataset)) if known == source => dataset,
            _ => record(&source, recording, &mut tell).map_err(|err| err.to_string())?,
        };
        let field = (group.config.rows(), group.config.columns());
        let bytes = frames_npz(&dataset, field, &link::encode(group.config.draft()));
        files.push((name_in_group(groups.len(), number, "frames.npz"), bytes));
        known = Some((source, dataset));
    }
    Ok(files)
}

fn record(
    source: &DataSource,
    recording: Option<&Arc<Recording>>,
    tell: &mut impl FnMut(usize, usize),
) -> Result<Dataset, DatasetError> {
    let mut builder = DatasetBuilder::with_recording(source, recording);
    let total = builder.num_frames_total();
    while builder.advance()? {
        tell(builder.num_frames_done(), total);
    }
    Ok(builder.finish())
}
