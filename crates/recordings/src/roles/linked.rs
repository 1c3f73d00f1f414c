//! What a person said of arrays, as links write it: an array is named by a digest of what is known of it, never by its file.
//!
//! `DIGEST.ROLE`, joined by `_`; the role as the command takes it, with `~` before the number of the time axis. Of arrays that are the same
//! as far as is known, all but the first have their number behind their digest: `DIGEST~2`.

use std::collections::BTreeMap;

use ganglion_core::{config::MAX_ROLES, stimulus::digest};

use crate::{
    facts::{ArrayFacts, MOST_ELEMENTS},
    roles::{
        RoleChoice, RoleProposal,
        choices::{role_of, words_of},
        propose,
    },
    summary::ArraySummary,
};

/// Before the number of an axis, and of an array among several that are the same.
const SIGN: char = '~';

/// What a link says of arrays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkedRoles {
    /// Each an array and what it is; what isn't understood is kept, since it has to be told.
    parts: Vec<String>,
}

impl LinkedRoles {
    /// Those of a link.
    pub fn read(text: &str) -> Self {
        let parts = text.split('_').filter(|part| !part.is_empty()).map(str::to_owned);
        Self { parts: parts.collect() }
    }

    /// The same as choices, and how many of them are of none of these arrays or not understood.
    pub fn choices(&self, arrays: &[ArrayFacts]) -> (Vec<RoleChoice>, usize) {
        let names = names_of(arrays);
        let choice = |part: &String| {
            let (wanted, words) = part.split_once('.')?;
            let place = names.iter().position(|name| name == wanted)?;
            let path = arrays[place].info.path.clone();
            Some(RoleChoice { path, role: role_of(words, SIGN)? })
        };
        let choices: Vec<_> = self.parts.iter().filter_map(choice).collect();
        let num_left = self.parts.len() - choices.len();
        (choices, num_left)
    }
}

/// What links say so that arrays get these roles again: the choices that say something else than is proposed without any. If those alone
/// would not give the same, all are said. What is `given` by something else than files is known without.
pub fn roles_in_link(
    arrays: &[ArrayFacts],
    chosen: &[RoleChoice],
    given: &[RoleChoice],
    roles: &[RoleProposal],
) -> String {
    let of = |roles: &[RoleProposal]| roles.iter().map(|role| role.role).collect::<Vec<_>>();
    let proposed = propose(arrays, given);
    let is_of = |choices: &[RoleChoice], index: usize| {
        choices.iter().any(|choice| choice.is_of(&arrays[index]))
    };
    let is_said = |index: &usize| is_of(chosen, *index) && !is_of(given, *index);
    let said: Vec<usize> = (0..arrays.len()).filter(is_said).collect();
    let differs = |index: &usize| proposed[*index].role != roles[*index].role;
    let few: Vec<usize> = said.iter().copied().filter(differs).collect();
    let choice =
        |index: &usize| RoleChoice { path: roles[*index].path.clone(), role: roles[*index].role };
    let with_given = given.iter().cloned().chain(few.iter().map(choice)).collect::<Vec<_>>();
    let of_few = propose(arrays, &with_given);
    let kept = if of(&of_few) == of(roles) { few } else { said };
    let names = names_of(arrays);
    let mut parts = Vec::new();
    let mut len = 0;
    for index in kept {
        let part = format!("{}.{}", names[index], words_of(roles[index].role, SIGN));
        len += part.len() + 1;
        // What does not fit is proposed again, and said again.
        if len <= MAX_ROLES {
            parts.push(part);
        }
    }
    parts.join("_")
}

/// What links call arrays.
fn names_of(arrays: &[ArrayFacts]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |array: &ArrayFacts| {
        let name = digest_of(array);
        let number = seen.get(&name).map_or(1, |number| number + 1);
        seen.insert(name.clone(), number);
        if number == 1 { name } else { format!("{name}{SIGN}{number}") }
    };
    arrays.iter().map(name).collect()
}

/// Six hexadecimal figures that differ, in all likelihood, for other shapes, types and elements.
fn digest_of(array: &ArrayFacts) -> String {
    let info = &array.info;
    let mut words = vec![info.shape.len() as u64];
    words.extend(&info.shape);
    words.extend(info.declared.to_string().bytes().map(u64::from));
    // The page does not look through larger ones.
    if let Some((least, greatest)) = array.range().filter(|_| info.num_elements() <= MOST_ELEMENTS)
    {
        // Which bits of NaN a machine has is its own affair.
        let bits = |value: f64| if value.is_nan() { u64::MAX } else { (value + 0.0).to_bits() };
        let counted = |count: fn(&ArraySummary) -> u64| array.summary.as_ref().map_or(0, count);
        let (zeros, fractions) = (ArraySummary::num_zero, ArraySummary::num_fractions);
        words.extend([counted(zeros), counted(fractions), bits(least), bits(greatest)]);
        if let Some(steps) = array.steps {
            words.extend([steps.num_down as u64, bits(steps.ends.0), bits(steps.ends.1)]);
        }
        words.extend(array.kept.iter().copied().map(bits));
    }
    format!("{:06x}", digest(words.into_iter()) & 0xff_ffff)
}
