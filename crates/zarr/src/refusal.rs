//! Why a part of a store isn't read, in words that `ganglion-recordings` says.

use ganglion_core::mark;
use ganglion_recordings::family::{FamilyFault, FamilyRefusal};

/// Arrays in Python by zarr.
const BY_ZARR: &str = mark!(
    "Save its numbers in Python: np.savez_compressed('recording.npz', counts=zarr.open(zarr.storage.ZipStore(FILE, mode='r'), mode='r')['NAME'][...])"
);

fn not_numbers(kind: &str, value: String, advice: &str) -> FamilyRefusal {
    FamilyRefusal::NotNumbers { kind: kind.to_owned(), value, advice: advice.to_owned() }
}

/// Complex numbers.
pub(crate) fn complex() -> FamilyRefusal {
    not_numbers(mark!("complex numbers"), String::new(), mark!("Save NAME.real or abs(NAME)."))
}

/// Elements of another type, by its name.
pub(crate) fn other_type(name: &str) -> FamilyRefusal {
    not_numbers(mark!("elements of type {value}"), short(name), BY_ZARR)
}

/// Chunks that stand together in one file.
pub(crate) fn shards() -> FamilyRefusal {
    not_numbers(mark!("shards, which are several chunks in one file"), String::new(), BY_ZARR)
}

/// Chunks packed by what isn't known, by its name.
pub(crate) fn packed(name: &str) -> FamilyRefusal {
    not_numbers(mark!("numbers packed by another program ({value})"), short(name), BY_ZARR)
}

/// Chunks that many rows share and that don't fit into memory together, bytes.
pub(crate) fn chunks(bytes: u64) -> FamilyRefusal {
    let kind = mark!(
        "chunks that many rows share, {value} MB of them together, too many to keep unpacked"
    );
    not_numbers(kind, (bytes / 1_000_000).to_string(), BY_ZARR)
}

/// What doesn't fit together, in technical English.
pub(crate) fn damaged(problem: impl Into<String>) -> FamilyRefusal {
    FamilyRefusal::Damaged(problem.into())
}

/// The same about elements.
pub(crate) fn fault(problem: impl Into<String>) -> FamilyFault {
    FamilyFault::Refused(damaged(problem))
}

/// A name of the file, no longer than a line.
fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}
