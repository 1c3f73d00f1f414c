//! Why a file or an array in it isn't read.
//!
//! Each message says what is wrong, in which array, and what to do, in the language that is spoken where it is made; it is shown as it is.

use ganglion_core::t;

/// Why a file or an array can't be read. `array` is the path of an array, such as `spikes.npz / counts`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The disk or the browser gives no bytes.
    #[error("{}", t!("{file} can't be read: {message}. Check that the file is still there and that you may read it.", file = .file, message = .message))]
    Unreadable {
        /// Name of the file.
        file: String,
        /// What the system says.
        message: String,
    },
    /// What reads its format is not there.
    #[error("{}", t!("{file} is read by a part of Ganglion that did not load. Check the connection, load the page again and open the file once more.", file = .file))]
    NoReader {
        /// Name of the file.
        file: String,
    },
    /// There are no arrays at all in it.
    #[error("{}", t!("{file} holds nothing. Save it again with at least one array of numbers.", file = .file))]
    Empty {
        /// Name of the file.
        file: String,
    },
    /// It is in no format that is known here.
    #[error("{}", t!("{file} is in no format that is known here. Save its arrays from Python: np.savez_compressed('recording.npz', frames=frames, counts=counts)", file = .file))]
    Unknown {
        /// Name of the file.
        file: String,
    },
    /// It is in a format that is recognized, but not read.
    #[error("{}", t!("{file} is {format}, which isn't read here. {advice}", file = .file, format = .format, advice = .advice))]
    OtherFormat {
        /// Name of the file or of a part of it.
        file: String,
        /// What the format is called.
        format: &'static str,
        /// How to convert it.
        advice: String,
    },
    /// The array holds no real numbers.
    #[error("{}", t!("{array} holds {kind}; only real numbers of up to 8 bytes are read here. {advice}", array = .array, kind = .kind, advice = .advice))]
    NotNumbers {
        /// Path of the array.
        array: String,
        /// What it holds.
        kind: String,
        /// How to convert it.
        advice: String,
    },
    /// Bytes are missing at the end.
    #[error("{}", t!("{array} is cut off: {expected} bytes are needed, {found} are there. Copy the file again from where it was written, or save it again.", array = .array, expected = .expected, found = .found))]
    CutOff {
        /// Path of the array, or name of the file.
        array: String,
        /// Bytes that its head asks for.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// Its bytes contradict each other.
    #[error("{}", t!("{array} is damaged: {problem}. Copy the file again from where it was written, or save it again.", array = .array, problem = .problem))]
    Damaged {
        /// Path of the array, or name of the file.
        array: String,
        /// What is wrong.
        problem: String,
    },
    /// Its head claims more than its compressed bytes can hold.
    #[error("{}", t!("{array} claims {claimed} bytes, but its {packed} compressed bytes can't hold so many. The file is damaged or was made to do harm: get it again from where it was written.", array = .array, claimed = .claimed, packed = .packed))]
    Implausible {
        /// Path of the array.
        array: String,
        /// Bytes that its head claims.
        claimed: u64,
        /// Compressed bytes that there are.
        packed: u64,
    },
    /// More elements than the caller wants to hold.
    #[error("{}", t!("{array} has {found} elements, more than the {limit} that are read at once here. Choose another array, or save a part of it.", array = .array, found = .found, limit = .limit))]
    TooMany {
        /// Path of the array.
        array: String,
        /// Elements that it has.
        found: u64,
        /// Elements that may be read.
        limit: u64,
    },
    /// More arrays than are listed.
    #[error("{}", t!("{file} holds more arrays than are listed here ({limit}): those after {last} are left out. Save the arrays that you need in a file of their own.", file = .file, limit = .limit, last = .last))]
    TooManyArrays {
        /// Name of the file.
        file: String,
        /// Path of the last array that is listed.
        last: String,
        /// Most arrays that are listed.
        limit: usize,
    },
    /// A line of a text is no line of numbers.
    #[error("{}", t!("{file}, line {line}: {problem}", file = .file, line = .line, problem = .problem))]
    Line {
        /// Name of the file.
        file: String,
        /// Number of the line, from 1.
        line: u64,
        /// What is wrong, and what to do.
        problem: String,
    },
}
