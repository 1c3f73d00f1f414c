//! MATLAB files of version 4: for each matrix five whole numbers, its name, its elements.

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType, count},
    error::FileError,
    listing::{Listing, Location},
    mat::{COMPLEX, SPARSE, not_numbers},
    source::Source,
    stream::{ByteStream, Fault, Region},
};

/// Bytes of the five numbers in front of each matrix.
const HEAD: u64 = 20;

/// Longest name; MATLAB allows 63 characters.
const MOST_NAME: u32 = 256;

/// What stands in front of a matrix.
#[derive(Clone, Copy)]
struct MatrixHead {
    order: ByteOrder,
    stored: ElementType,
    kind: MatrixKind,
    shape: [u64; 2],
    is_complex: bool,
    name_len: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MatrixKind {
    Numbers,
    Characters,
    Sparse,
}

impl MatrixHead {
    /// The first number is of four digits: order of bytes, nothing, type of elements, kind of matrix. It has to say the order in
    /// which it can be read.
    fn of(bytes: [u8; 20]) -> Option<Self> {
        let orders = [(ByteOrder::Little, 0), (ByteOrder::Big, 1)];
        orders.into_iter().find_map(|(order, digit)| {
            let (numbers, _) = bytes.as_chunks::<4>();
            let [kind, rows, columns, imaginary, name_len] =
                <[u32; 5]>::try_from(numbers.iter().map(|n| order.u32(*n)).collect::<Vec<_>>())
                    .ok()?;
            if kind / 1000 != digit || kind / 100 % 10 != 0 || imaginary > 1 {
                return None;
            }
            let stored = [
                ElementType::F64,
                ElementType::F32,
                ElementType::I32,
                ElementType::I16,
                ElementType::U16,
                ElementType::U8,
            ];
            let sizes_are_sound = [rows, columns].iter().all(|size| i32::try_from(*size).is_ok());
            if !sizes_are_sound || !(1..=MOST_NAME).contains(&name_len) {
                return None;
            }
            Some(Self {
                order,
                stored: *stored.get((kind / 10 % 10) as usize)?,
                kind: match kind % 10 {
                    0 => MatrixKind::Numbers,
                    1 => MatrixKind::Characters,
                    2 => MatrixKind::Sparse,
                    _ => return None,
                },
                shape: [u64::from(rows), u64::from(columns)],
                is_complex: imaginary == 1,
                name_len,
            })
        })
    }
}

/// The name, which ends with a zero.
fn name_of(bytes: &[u8]) -> Option<String> {
    let name = bytes.split(|byte| *byte == 0).next()?;
    let is_name = name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    is_name.then(|| String::from_utf8_lossy(name).into_owned())
}

/// Whether a file begins as one of version 4: with a sound head and a name.
pub(super) fn recognize(head: &[u8]) -> bool {
    let matrix = head.first_chunk::<20>().and_then(|bytes| MatrixHead::of(*bytes));
    let name = matrix.map(|matrix| {
        let after = &head[HEAD as usize..];
        &after[..after.len().min(matrix.name_len as usize)]
    });
    // Of a file that is cut off in the name, what there is of it.
    name.is_some_and(|name| name.is_empty() || name_of(name).is_some())
}

/// Lists the matrices of a file.
///
/// # Errors
/// [`FileError::TooManyArrays`] if the list is full.
pub(super) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
) -> Result<(), FileError> {
    let mut stream = ByteStream::new(Region::plain(0, num_bytes));
    while stream.position() < num_bytes {
        let number = listing.arrays.len() + listing.refused.len() + 1;
        let unnamed = listing.path(&format!("matrix {number}"));
        if let Err(reason) = matrix(listing, source, &mut stream, unnamed)? {
            return listing.refuse(reason);
        }
    }
    Ok(())
}

/// Lists one matrix; the inner error ends the list, since nobody knows where the next one is.
fn matrix(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    stream: &mut ByteStream,
    unnamed: String,
) -> Result<Result<(), FileError>, FileError> {
    let (head, name) = match head(source, stream) {
        Ok(read) => read,
        Err(fault) => return Ok(Err(fault.of(&unnamed))),
    };
    let path = listing.path(&name);
    let num_parts = if head.is_complex { 2 } else { 1 };
    let num_bytes = count(&head.shape).and_then(|count| count.checked_mul(head.stored.num_bytes()));
    let Some(num_bytes) = num_bytes else {
        let fault = Fault::damaged(t!("its shape is larger than any memory"));
        return Ok(Err(fault.of(&path)));
    };
    let skip = stream.position();
    if let Err(fault) = stream.skip(source, num_bytes.saturating_mul(num_parts)) {
        return Ok(Err(fault.of(&path)));
    }
    if head.kind == MatrixKind::Sparse {
        listing.refuse(not_numbers(path, SPARSE.0, SPARSE.1))?;
    } else if head.is_complex {
        listing.refuse(not_numbers(path, COMPLEX.0, COMPLEX.1))?;
    } else {
        let is_text = head.kind == MatrixKind::Characters;
        let info = ArrayInfo {
            path,
            shape: head.shape.to_vec(),
            stored: head.stored,
            declared: if is_text { ElementType::Char } else { ElementType::F64 },
            order: AxisOrder::Fortran,
            num_bytes,
        };
        let region = *stream.region();
        listing
            .add(info, Location::Binary { region, skip, byte_order: head.order, is_last: false })?;
    }
    Ok(Ok(()))
}

fn head(source: &dyn Source, stream: &mut ByteStream) -> Result<(MatrixHead, String), Fault> {
    let bytes = stream.bytes(source)?;
    let old = || {
        Fault::damaged(t!(
            "what stands there is no matrix of a MATLAB file of version 4 with the numbers of today's machines"
        ))
    };
    let head = MatrixHead::of(bytes).ok_or_else(old)?;
    let mut name = vec![0; head.name_len as usize];
    stream.read_exact(source, &mut name)?;
    let name = name_of(&name).ok_or_else(|| Fault::damaged(t!("it has no name")))?;
    Ok((head, name))
}
