//! Why a part of a file isn't read, in words that `ganglion-recordings` says.

use ganglion_core::mark;
use ganglion_recordings::family::FamilyRefusal;

/// Arrays in Python by h5py.
const BY_H5PY: &str = mark!(
    "Save its numbers in Python: np.savez_compressed('recording.npz', counts=f['NAME'][:]), with f = h5py.File(FILE)"
);

const OBJECT: &str = mark!(
    "Save its numbers as plain arrays in MATLAB: counts = double(NAME.counts); save('recording.mat', 'counts', '-v7')"
);

fn not_numbers(kind: &str, value: String, advice: &str) -> FamilyRefusal {
    FamilyRefusal::NotNumbers { kind: kind.to_owned(), value, advice: advice.to_owned() }
}

/// A kind of elements that nothing has to be filled into.
macro_rules! kinds {
    ($($name:ident($kind:expr, $advice:expr): $doc:literal),*) => {
        $(#[doc = $doc]
        pub(crate) fn $name() -> FamilyRefusal {
            not_numbers($kind, String::new(), $advice)
        })*
    };
}

kinds!(
    texts(mark!("texts"), mark!("If they are numbers, save NAME.astype(float).")): "Texts.",
    records(mark!("records of several fields"), BY_H5PY): "Records of several fields.",
    complex(mark!("complex numbers"), mark!("Save NAME.real or abs(NAME).")): "Complex numbers.",
    lists(
        mark!("lists of different lengths"),
        mark!("Save each list under a name of its own in Python: np.savez_compressed('recording.npz', **{f'cell_{i:03}': times for i, times in enumerate(h5py.File(FILE)['NAME'][:])})")
    ): "Lists of different lengths in the elements of an array.",
    references(mark!("references to other arrays"), BY_H5PY): "References to other parts of the file.",
    sparse(mark!("a sparse matrix"), mark!("Save full(NAME) in MATLAB.")): "A sparse matrix of MATLAB.",
    object(mark!("an object, a table or a string array"), OBJECT): "An object of MATLAB.",
    function(mark!("a function"), mark!("Save what it returns.")): "A function of MATLAB.",
    polynomial(
        mark!("numbers that stand for others by a polynomial"),
        mark!("Save what they stand for in Python: np.savez_compressed('recording.npz', **{a.name: a[:] for a in nixio.File.open(FILE, 'r').blocks[0].data_arrays})")
    ): "Elements of which others are computed.",
    elsewhere(
        mark!("no numbers of its own: they stand in other files"),
        mark!("Copy them into this one in Python: np.savez_compressed('recording.npz', counts=f['NAME'][:]), with f = h5py.File(FILE)")
    ): "Elements that stand in other files."
);

/// Elements of another type, by its name.
pub(crate) fn other_type(name: String) -> FamilyRefusal {
    not_numbers(mark!("elements of type {value}"), name, BY_H5PY)
}

/// Elements packed by a filter that isn't known, by its name.
pub(crate) fn filter(name: String) -> FamilyRefusal {
    let advice = mark!("Write it without filters: h5repack -f NONE FILE repacked.h5");
    not_numbers(mark!("numbers packed by another program ({value})"), name, advice)
}

/// Chunks that many rows share and that don't fit into memory together, bytes.
pub(crate) fn chunks(bytes: u64) -> FamilyRefusal {
    let kind = mark!(
        "chunks that many rows share, {value} MB of them together, too many to keep unpacked"
    );
    let advice = mark!("Write it without chunks: h5repack -l CONTI FILE repacked.h5");
    not_numbers(kind, (bytes / 1_000_000).to_string(), advice)
}
