//! Several arrays that could each be what there is only one of.

use core::mem::discriminant;

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Reasoned, Role, tables::is_matched, unknown},
};

/// Leaves a role of which there is one to one array: to that which is as long as others, or is called so; else to none.
pub(super) fn settle(arrays: &[ArrayFacts], found: Vec<Option<Reasoned>>) -> Vec<Option<Reasoned>> {
    let mut settled = found;
    for index in 0..settled.len() {
        let Some((role, _)) = settled[index] else { continue };
        let is_same = |other: &Option<Reasoned>| {
            other.as_ref().is_some_and(|(other, _)| discriminant(other) == discriminant(&role))
        };
        let rivals: Vec<usize> = (0..settled.len())
            .filter(|other| {
                is_same(&settled[*other]) && are_rivals(&role, &arrays[index], &arrays[*other])
            })
            .collect();
        if rivals.len() < 2 {
            continue;
        }
        let fitting: Vec<usize> =
            rivals.iter().copied().filter(|rival| fits(&role, &arrays[*rival], arrays)).collect();
        for rival in rivals {
            if fitting != [rival] {
                let better = match fitting[..] {
                    [better] => Some(arrays[better].info.path.as_str()),
                    _ => None,
                };
                settled[rival] = Some(unknown(doubt(&role, better)));
            }
        }
    }
    settled
}

/// Whether two arrays can't both have a role.
fn are_rivals(role: &Role, one: &ArrayFacts, other: &ArrayFacts) -> bool {
    match role {
        Role::Frames { .. }
        | Role::FrozenFrames { .. }
        | Role::Pictures { .. }
        | Role::FrameTimes { .. }
        | Role::Stimuli { .. } => true,
        Role::SpikeCells => one.info.num_elements() == other.info.num_elements(),
        Role::Counts { .. }
        | Role::FrozenCounts { .. }
        | Role::PictureCounts { .. }
        | Role::PictureMeans { .. }
        | Role::FlashDuration
        | Role::PictureChecker
        | Role::SpikeTimes { .. }
        | Role::GoodCells
        | Role::Trials
        | Role::TrialTimes { .. }
        | Role::MonitorDelay { .. }
        | Role::RefreshRate
        | Role::SampleRate
        | Role::CheckerSize
        | Role::Seed
        | Role::Unknown => false,
    }
}

/// Whether more than its values speaks for an array.
fn fits(role: &Role, array: &ArrayFacts, all: &[ArrayFacts]) -> bool {
    let name = array.name().to_ascii_lowercase();
    if matches!(role, Role::FrozenFrames { .. } | Role::Pictures { .. } | Role::Stimuli { .. }) {
        false
    } else if let Role::Frames { time_axis, .. } = role {
        is_matched(array, all, array.info.shape[*time_axis] as usize)
    } else if *role == Role::SpikeCells {
        // Sorters keep templates, too, which aren't cells once clusters were merged.
        name.contains("cluster")
    } else {
        name.ends_with("_on") || name.contains("onset")
    }
}

/// Why it is left open that an array has a role: another one fits better, or nobody knows which does.
fn doubt(role: &Role, better: Option<&str>) -> String {
    let is_frames = matches!(role, Role::Frames { .. });
    let is_cells = *role == Role::SpikeCells;
    if matches!(role, Role::FrozenFrames { .. }) {
        return t!("It looks like frozen frames, but so does another array: say which.").to_owned();
    }
    if matches!(role, Role::Pictures { .. }) {
        return t!("It looks like pictures, but so does another array: say which.").to_owned();
    }
    if matches!(role, Role::Stimuli { .. }) {
        return t!("It looks like borders of stimuli, but so does another array: say which.")
            .to_owned();
    }
    match better {
        Some(path) if is_frames => t!("{path} fits better as the frames.", path = path),
        Some(path) if is_cells => t!("{path} fits better as the cells of the spikes.", path = path),
        Some(path) => t!("{path} fits better as the frame times.", path = path),
        None if is_frames => {
            t!("It looks like the frames, but so does another array: say which.").to_owned()
        }
        None if is_cells => {
            t!("It looks like the cells of the spikes, but so does another array: say which.")
                .to_owned()
        }
        None => {
            t!("It looks like the frame times, but so does another array: say which.").to_owned()
        }
    }
}
