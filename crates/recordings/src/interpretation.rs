//! From opened files to what they mean: roles, a recording, and the evidence that it is aligned.

use crate::{
    assemble::{Assembled, Unassembled, assemble},
    evidence::{Evidence, array_evidence, evidence, time_evidence},
    facts::ArrayFacts,
    open::OpenedFile,
    roles::{RoleChoice, RoleProposal, propose},
};

/// What files mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Interpretation {
    /// A role for each array, in the order of the facts.
    pub roles: Vec<RoleProposal>,
    /// The recording, or why there is none.
    pub assembled: Result<Assembled, Unassembled>,
    /// What was looked at, in the order in which it is told; empty without a recording.
    pub evidence: Vec<Evidence>,
}

/// Proposes roles, makes a recording of them, and looks at it.
///
/// `facts` are those of the arrays of `files`; `chosen` goes before what is proposed. The same files and seed give the same on every machine.
pub fn interpret(
    files: &[OpenedFile],
    facts: &[ArrayFacts],
    chosen: &[RoleChoice],
    seed: u32,
) -> Interpretation {
    let roles = propose(facts, chosen);
    let assembled = assemble(files, facts, &roles);
    let mut found = Vec::new();
    if let Ok(assembled) = &assembled {
        found = array_evidence(&assembled.differences);
        found.extend(time_evidence(&assembled.times));
        found.extend(evidence(&assembled.recording, seed));
    }
    Interpretation { roles, assembled, evidence: found }
}
