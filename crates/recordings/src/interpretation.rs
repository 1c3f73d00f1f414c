//! From opened files to what they mean: roles, a recording, and the evidence that it is aligned.

use crate::{
    assemble::{Assembled, Unassembled, assemble},
    evidence::{
        CellAverage, Evidence, FoundEvidence, array_evidence, find_evidence, time_evidence,
    },
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
    /// The average of each cell; none without a recording.
    pub averages: Vec<CellAverage>,
    /// Rows and columns in which the checkers are contiguous.
    pub field: (usize, usize),
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
    let found = assembled.as_ref().map(|assembled| judge(assembled, seed, &mut |_, _| {}));
    let FoundEvidence { evidence, averages, field } = found.unwrap_or_default();
    Interpretation { roles, assembled, evidence, averages, field }
}

/// All evidence about a recording, in the order in which it is told; `tell` is given the steps that are done, and how many there are.
pub fn judge(assembled: &Assembled, seed: u32, tell: &mut dyn FnMut(u32, u32)) -> FoundEvidence {
    let mut evidence = array_evidence(&assembled.differences);
    evidence.extend(time_evidence(&assembled.times));
    let found = find_evidence(&assembled.recording, seed, tell);
    evidence.extend(found.evidence);
    FoundEvidence { evidence, ..found }
}
