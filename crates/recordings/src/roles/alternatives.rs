//! Several arrays that could each be what there is only one of.

use core::mem::discriminant;

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
                let doubt = match fitting[..] {
                    [better] => {
                        format!("{} fits better as the {}.", arrays[better].info.path, what(&role))
                    }
                    _ => format!(
                        "It looks like the {}, but so does another array: say which.",
                        what(&role)
                    ),
                };
                settled[rival] = Some(unknown(doubt));
            }
        }
    }
    settled
}

/// Whether two arrays can't both have a role.
fn are_rivals(role: &Role, one: &ArrayFacts, other: &ArrayFacts) -> bool {
    match role {
        Role::Frames { .. } | Role::FrameTimes { .. } => true,
        Role::SpikeCells => one.info.num_elements() == other.info.num_elements(),
        Role::Counts { .. }
        | Role::SpikeTimes { .. }
        | Role::Trials
        | Role::RefreshRate
        | Role::SampleRate
        | Role::CheckerSize
        | Role::Seed
        | Role::Unknown => false,
    }
}

/// Whether more than its values speaks for an array.
fn fits(role: &Role, array: &ArrayFacts, all: &[ArrayFacts]) -> bool {
    let name = array.name().to_lowercase();
    if let Role::Frames { time_axis } = role {
        is_matched(array, all, array.info.shape[*time_axis] as usize)
    } else if *role == Role::SpikeCells {
        // Sorters keep templates, too, which aren't cells once clusters were merged.
        name.contains("cluster")
    } else {
        name.ends_with("_on") || name.contains("onset")
    }
}

fn what(role: &Role) -> &'static str {
    if matches!(role, Role::Frames { .. }) {
        "frames"
    } else if *role == Role::SpikeCells {
        "cells of the spikes"
    } else {
        "frame times"
    }
}
