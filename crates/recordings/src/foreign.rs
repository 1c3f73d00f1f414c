//! Formats that are recognized but not read, each with the line that converts it.

use ganglion_core::{mark, t, words::say};

use crate::error::FileError;

/// First bytes of formats, what they are called, and what to do.
const SIGNATURES: [(&[u8], &str, &str); 9] = [
    (b"\x1f\x8b", mark!("compressed by gzip"), mark!("Unpack it first: gunzip FILE")),
    (b"\xfd7zXZ\0", mark!("compressed by xz"), mark!("Unpack it first: unxz FILE")),
    (b"BZh", mark!("compressed by bzip2"), mark!("Unpack it first: bunzip2 FILE")),
    (b"7z\xbc\xaf\x27\x1c", mark!("a 7-Zip archive"), UNPACK),
    (b"Rar!", mark!("a RAR archive"), UNPACK),
    (b"PAR1", mark!("a Parquet file"), PANDAS),
    (b"ARROW1", mark!("an Arrow file"), PANDAS),
    (b"\xff\xfe", UTF16, PLAIN),
    (b"\xfe\xff", UTF16, PLAIN),
];

const UNPACK: &str = mark!("Unpack it first.");

const UTF16: &str = mark!("text in UTF-16");

const PLAIN: &str = mark!("Save it as UTF-8 or plain ASCII.");

const PANDAS: &str = mark!(
    "Convert it in Python: np.savez_compressed('recording.npz', **{name: table[name].to_numpy() for name in table}), with table = pd.read_parquet(FILE) or pd.read_feather(FILE)"
);

const PICKLE: &str = mark!(
    "It may run any program when it is opened. Convert it in Python, if you trust it: np.savez_compressed('recording.npz', counts=np.asarray(pickle.load(open(FILE, 'rb'))['counts']))"
);

const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";

/// Where the signature of HDF5 may stand: after a user block of a power of two.
const HDF5_PLACES: [usize; 5] = [0, 512, 1024, 2048, 4096];

/// Bytes that are needed to recognize a format.
pub(crate) const HEAD: usize = 4096 + 8;

/// Recognizes a file by its name or by its first bytes.
pub(crate) fn recognize(file: &str, head: &[u8]) -> Option<FileError> {
    let other = |format, advice: &str| {
        let advice = advice.replace("FILE", &format!("'{file}'"));
        Some(FileError::OtherFormat { file: file.to_owned(), format: say(format), advice })
    };
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if is_zarr(base) {
        let store = file.strip_suffix(base).unwrap_or_default().trim_end_matches('/');
        let store = if store.is_empty() { "." } else { store };
        let advice = say(ZARR).replace("STORE", &format!("'{store}'"));
        return other(mark!("a part of a zarr store"), &advice);
    }
    if head.starts_with(&[0x80]) && head.get(1).is_some_and(|version| (2..=5).contains(version)) {
        return other(mark!("a pickle of Python"), say(PICKLE));
    }
    let found = SIGNATURES.iter().find(|(signature, ..)| head.starts_with(signature));
    found.and_then(|(_, format, advice)| other(format, say(advice)))
}

/// Whether first bytes, of which there may be 4104, are those of an HDF5 file.
pub(crate) fn is_hdf5(head: &[u8]) -> bool {
    HDF5_PLACES.iter().any(|place| head.get(*place..).is_some_and(|b| b.starts_with(HDF5)))
}

/// Whether a file without its folders is the metadata of a zarr store.
pub(crate) fn is_zarr(base: &str) -> bool {
    ["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"].contains(&base)
}

const ZARR: &str = mark!(
    "Convert the whole store in Python: np.savez_compressed('recording.npz', **{name: array[...] for name, array in zarr.open(STORE, mode='r').arrays()})"
);

/// Recognizes what is in a zip archive by the name of one of its entries.
pub(crate) fn recognize_entry(file: &str, entry: &str) -> Option<FileError> {
    let base = entry.rsplit('/').next().unwrap_or(entry);
    let (format, advice) = if entry == "xl/workbook.xml" {
        (t!("a workbook of Excel"), t!("Save each sheet as CSV.").to_owned())
    } else if entry == "mimetype" || entry == "content.xml" {
        (t!("a document of LibreOffice"), t!("Save each sheet as CSV.").to_owned())
    } else if base == "data.pkl" {
        (
            t!("a file of PyTorch"),
            t!(
                "Convert it in Python: np.savez_compressed('recording.npz', **{name: t.numpy() for name, t in torch.load('{file}').items()})",
                file = file
            ),
        )
    } else {
        return None;
    };
    Some(FileError::OtherFormat { file: file.to_owned(), format, advice })
}
