//! The npy format of `NumPy`, versions 1.0 to 3.0: a head in the words of Python, then the elements.
//!
//! Our own: `npyz` 0.9.1 takes the memory for a head that a file only claims (up to 4 GB), and brings arithmetic of whole numbers of
//! any size.

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType, count},
    error::FileError,
    listing::Location,
    source::Source,
    stream::{ByteStream, Fault, Region},
};

/// How each file begins.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// Longest head that is read; those of records with hundreds of names are shorter.
const MOST_HEAD: u64 = 1 << 20;

/// Deepest nesting in a head.
const MOST_DEPTH: u32 = 16;

/// Most axes of an array; `NumPy` allows 64.
pub(crate) const MOST_AXES: usize = 64;

/// Finds the array of an npy file that fills a region.
///
/// `num_bytes` is how many unpacked bytes the region is said to have.
///
/// # Errors
/// If there is no sound head, the array is cut off, or it holds no numbers.
pub(crate) fn find(
    path: &str,
    source: &dyn Source,
    region: Region,
    num_bytes: u64,
) -> Result<(ArrayInfo, Location), FileError> {
    let mut stream = ByteStream::new(region);
    let head = head(&mut stream, source, num_bytes).map_err(|fault| fault.of(path))?;
    let damaged = |problem: &str| Fault::damaged(problem).of(path);
    let head = Head::of(&head).ok_or_else(|| damaged(t!("its head is no head of an npy file")))?;
    let (stored, byte_order) = element_type(&head.descr, path)?;
    let expected = count(&head.shape)
        .and_then(|count| count.checked_mul(stored.num_bytes()))
        .filter(|_| head.shape.len() <= MOST_AXES)
        .ok_or_else(|| damaged(t!("its shape is larger than any memory")))?;
    let skip = stream.position();
    let found = num_bytes.saturating_sub(skip);
    if found < expected {
        return Err(FileError::CutOff { array: path.to_owned(), expected, found });
    }
    let info = ArrayInfo {
        path: path.to_owned(),
        shape: head.shape,
        stored,
        declared: stored,
        order: head.order,
        num_bytes: expected,
    };
    Ok((info, Location::Binary { region, skip, byte_order, is_last: true }))
}

/// The head as text.
fn head(stream: &mut ByteStream, source: &dyn Source, num_bytes: u64) -> Result<Vec<u8>, Fault> {
    let start: [u8; 8] = stream.bytes(source)?;
    if !start.starts_with(MAGIC) {
        return Err(Fault::damaged(t!("it does not begin as an npy file does")));
    }
    let len = match start[6] {
        1 => u64::from(u16::from_le_bytes(stream.bytes(source)?)),
        2 | 3 => u64::from(u32::from_le_bytes(stream.bytes(source)?)),
        version => {
            let problem = t!(
                "it says that it is an npy file of version {version}, and there are only 1 to 3",
                version = version
            );
            return Err(Fault::damaged(problem));
        }
    };
    let found = num_bytes.saturating_sub(stream.position());
    if len > found {
        return Err(Fault::CutOff { expected: len, found });
    }
    if len > MOST_HEAD {
        return Err(Fault::damaged(t!("its head claims {len} bytes", len = len)));
    }
    let mut head = vec![0; len as usize];
    stream.read_exact(source, &mut head)?;
    Ok(head)
}

/// What the head says.
struct Head {
    descr: Literal,
    order: AxisOrder,
    shape: Vec<u64>,
}

/// A value as Python writes it.
enum Literal {
    Text(String),
    Truth(bool),
    Whole(u64),
    List(Vec<Self>),
}

impl Head {
    fn of(text: &[u8]) -> Option<Self> {
        let mut parser = LiteralParser { text, at: 0 };
        let (mut descr, mut order, mut shape) = (None, None, None);
        parser.take(b'{')?;
        while !parser.next_is(b'}') {
            let Literal::Text(key) = parser.value(0)? else { return None };
            parser.take(b':')?;
            let value = parser.value(0)?;
            match (key.as_str(), value) {
                ("descr", value) => descr = Some(value),
                ("fortran_order", Literal::Truth(true)) => order = Some(AxisOrder::Fortran),
                ("fortran_order", Literal::Truth(false)) => order = Some(AxisOrder::C),
                ("shape", Literal::List(sizes)) => {
                    let whole = |size: &Literal| match size {
                        Literal::Whole(size) => Some(*size),
                        Literal::Text(_) | Literal::Truth(_) | Literal::List(_) => None,
                    };
                    shape = Some(sizes.iter().map(whole).collect::<Option<Vec<_>>>()?);
                }
                _ => return None,
            }
            if !parser.next_is(b'}') {
                parser.take(b',')?;
            }
        }
        Some(Self { descr: descr?, order: order?, shape: shape? })
    }
}

struct LiteralParser<'a> {
    text: &'a [u8],
    at: usize,
}

impl LiteralParser<'_> {
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn next_is(&mut self, byte: u8) -> bool {
        self.peek() == Some(byte)
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.next_is(byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: u32) -> Option<Literal> {
        match self.peek()? {
            quote @ (b'\'' | b'"') => {
                let rest = &self.text[self.at + 1..];
                let end = rest.iter().position(|byte| *byte == quote)?;
                self.at += end + 2;
                Some(Literal::Text(String::from_utf8_lossy(&rest[..end]).into_owned()))
            }
            b'(' => self.list(b')', depth),
            b'[' => self.list(b']', depth),
            b'0'..=b'9' => {
                let rest = &self.text[self.at..];
                let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                self.at += len;
                let number = str::from_utf8(&rest[..len]).ok()?.parse().ok()?;
                // Python 2 wrote long numbers so.
                if self.text.get(self.at) == Some(&b'L') {
                    self.at += 1;
                }
                Some(Literal::Whole(number))
            }
            _ => {
                let words = [(&b"True"[..], true), (b"False", false)];
                let (word, truth) =
                    words.into_iter().find(|(word, _)| self.text[self.at..].starts_with(word))?;
                self.at += word.len();
                Some(Literal::Truth(truth))
            }
        }
    }

    fn list(&mut self, end: u8, depth: u32) -> Option<Literal> {
        self.at += 1;
        let mut values = Vec::new();
        while !self.next_is(end) {
            if depth == MOST_DEPTH {
                return None;
            }
            values.push(self.value(depth + 1)?);
            if !self.next_is(end) {
                self.take(b',')?;
            }
        }
        self.at += 1;
        Some(Literal::List(values))
    }
}

/// The type of the elements, if they are numbers.
fn element_type(descr: &Literal, path: &str) -> Result<(ElementType, ByteOrder), FileError> {
    let refused = |kind: &str, advice: &str| {
        let (array, name) =
            (path.to_owned(), path.rsplit(['/', '\\']).next().unwrap_or(path).trim());
        let advice = advice.replace("NAME", name.trim_end_matches(".npy"));
        FileError::NotNumbers { array, kind: kind.to_owned(), advice }
    };
    let Literal::Text(descr) = descr else {
        let advice = t!(
            "Save each field by its name in Python: np.savez_compressed('recording.npz', **{name: NAME[name] for name in NAME.dtype.names})"
        );
        return Err(refused(t!("records of several fields"), advice));
    };
    let (order, kind) = match descr.as_bytes() {
        [b'>', kind @ ..] => (ByteOrder::Big, kind),
        [b'<' | b'|' | b'=', kind @ ..] | kind => (ByteOrder::Little, kind),
    };
    let stored = match kind {
        b"b1" | b"?" => ElementType::Bool,
        b"i1" => ElementType::I8,
        b"i2" => ElementType::I16,
        b"i4" => ElementType::I32,
        b"i8" => ElementType::I64,
        b"u1" => ElementType::U8,
        b"u2" => ElementType::U16,
        b"u4" => ElementType::U32,
        b"u8" => ElementType::U64,
        b"f2" => ElementType::F16,
        b"f4" => ElementType::F32,
        b"f8" => ElementType::F64,
        _ => {
            let (kind, advice) = why_not(kind, descr);
            return Err(refused(&kind, advice));
        }
    };
    Ok((stored, order))
}

/// What elements are that are no numbers, and what to do; an array is called NAME.
fn why_not(kind: &[u8], descr: &str) -> (String, &'static str) {
    let (kind, advice) = match kind {
        [b'O', ..] => (
            t!("objects of Python"),
            t!(
                "If it is a list of spike times for each cell, save each under a name of its own: np.savez_compressed('recording.npz', **{f'cell_{i:03}': np.asarray(times, float) for i, times in enumerate(NAME)})"
            ),
        ),
        [b'U' | b'S' | b'a', ..] => {
            (t!("texts"), t!("If they are numbers, save NAME.astype(float)."))
        }
        [b'c', ..] => (t!("complex numbers"), t!("Save NAME.real or abs(NAME).")),
        [b'M', ..] => (
            t!("dates"),
            t!("Save seconds since the first: (NAME - NAME.min()) / np.timedelta64(1, 's')"),
        ),
        [b'm', ..] => (t!("time spans"), t!("Save seconds: NAME / np.timedelta64(1, 's')")),
        [b'f', ..] => (t!("numbers of more than 8 bytes"), t!("Save NAME.astype('f8').")),
        _ => {
            let shown: String = descr.chars().take(20).collect();
            let kind = t!("elements of type {kind}", kind = format!("{shown:?}"));
            return (kind, t!("Save NAME.astype('f8')."));
        }
    };
    (kind.to_owned(), advice)
}
