//! MATLAB files of versions 5 to 7: elements with a tag, of which matrices hold others.
//!
//! Nothing is inflated into memory: a compressed variable is walked through as a stream, and what is noted of an array is how many
//! inflated bytes stand in front of it.

use ganglion_core::{mark, t};

use crate::{
    array::{ArrayInfo, AxisOrder, ByteOrder, ElementType, count},
    error::FileError,
    listing::{Listing, Location},
    mat::{COMPLEX, FUNCTION_ADVICE, HEAD, OBJECT_ADVICE, SPARSE, TEXT, not_numbers},
    npy::MOST_AXES,
    source::Source,
    stream::{ByteStream, Coding, Fault, Region},
};

/// Types of elements that are no numbers.
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;

/// Classes of matrices.
const CELL: u32 = 1;
const STRUCT: u32 = 2;
const OBJECT: u32 = 3;
const CHAR: u32 = 4;
const SPARSE_CLASS: u32 = 5;
const FUNCTION: u32 = 16;
const OPAQUE: u32 = 17;

/// Flags beside the class.
const IS_COMPLEX: u32 = 1 << 11;
const IS_LOGICAL: u32 = 1 << 9;

/// Deepest nesting of cells and structs.
const MOST_DEPTH: u32 = 16;

/// Most bytes of all names of the fields of a struct.
const MOST_FIELD_NAMES: u64 = 1 << 18;

/// Longest name; MATLAB allows 63 characters.
const MOST_NAME: u64 = 4096;

/// Lists the arrays of a file.
///
/// # Errors
/// [`FileError::TooManyArrays`] if the list is full.
pub(super) fn list(
    listing: &mut Listing<'_>,
    source: &dyn Source,
    num_bytes: u64,
    order: ByteOrder,
) -> Result<(), FileError> {
    let mut offset = HEAD;
    let mut number = 0;
    while offset < num_bytes {
        number += 1;
        let unnamed = listing.path(&format!("variable {number}"));
        let region = match next_region(source, offset, num_bytes, order) {
            Ok(region) => region,
            // Nobody knows where the next one is.
            Err(fault) => return listing.refuse(fault.of(&unnamed)),
        };
        offset = region.offset + region.len;
        let stream = ByteStream::new(region);
        let before = listing.arrays.len();
        match (Walk { listing, source, stream, order, path: unnamed }).variable() {
            Err(full @ FileError::TooManyArrays { .. }) => return Err(full),
            // Of a damaged variable nothing is trusted.
            Err(reason) => {
                listing.arrays.truncate(before);
                listing.locations.truncate(before);
                listing.refuse(reason)?;
            }
            Ok(()) => {}
        }
    }
    Ok(())
}

/// The variable that begins at an offset: its compressed bytes, or the matrix with its tag.
fn next_region(
    source: &dyn Source,
    offset: u64,
    num_bytes: u64,
    order: ByteOrder,
) -> Result<Region, Fault> {
    let mut stream = ByteStream::new(Region::plain(offset, num_bytes - offset));
    let (kind, len) = (order.u32(stream.bytes(source)?), order.u32(stream.bytes(source)?));
    let len = u64::from(len);
    let left = num_bytes - offset - 8;
    if kind != MATRIX && kind != COMPRESSED {
        return Err(Fault::damaged(t!("what stands there is no variable of MATLAB")));
    }
    if len > left {
        return Err(Fault::CutOff { expected: len, found: left });
    }
    // Compressed variables aren't padded to a multiple of eight bytes.
    Ok(if kind == COMPRESSED {
        Region { offset: offset + 8, len, coding: Coding::Zlib, crc: None }
    } else {
        Region::plain(offset, len + 8)
    })
}

/// What stands in front of an element.
#[derive(Clone, Copy)]
struct Tag {
    kind: u32,
    len: u64,
    /// Bytes after its data up to the next element.
    padding: u64,
}

/// What a matrix says of itself before its contents.
struct Matrix {
    class: u32,
    flags: u32,
    shape: Vec<u64>,
}

/// A walk through one variable.
struct Walk<'a, 'b> {
    listing: &'a mut Listing<'b>,
    source: &'a dyn Source,
    stream: ByteStream,
    order: ByteOrder,
    /// Path of the array that is being looked at, for errors.
    path: String,
}

impl Walk<'_, '_> {
    fn variable(mut self) -> Result<(), FileError> {
        self.matrix(None, 0)
    }

    fn damaged<T>(&self, problem: &str) -> Result<T, FileError> {
        Err(Fault::damaged(problem).of(&self.path))
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], FileError> {
        self.stream.bytes(self.source).map_err(|fault| fault.of(&self.path))
    }

    fn skip(&mut self, num: u64) -> Result<(), FileError> {
        self.stream.skip(self.source, num).map_err(|fault| fault.of(&self.path))
    }

    fn tag(&mut self) -> Result<Tag, FileError> {
        let first = self.order.u32(self.bytes()?);
        // Up to four bytes of data stand within the tag, which then has the length in its upper half.
        if first >> 16 != 0 {
            let (kind, len) = (first & 0xffff, u64::from(first >> 16));
            let Some(padding) = 4_u64.checked_sub(len) else {
                return self.damaged(t!("it has a short element of more than four bytes"));
            };
            return Ok(Tag { kind, len, padding });
        }
        let len = u64::from(self.order.u32(self.bytes()?));
        Ok(Tag { kind: first, len, padding: len.next_multiple_of(8) - len })
    }

    /// The data of a short element.
    fn data(&mut self, most: u64) -> Result<Vec<u8>, FileError> {
        let tag = self.tag()?;
        if tag.len > most {
            return self.damaged(t!("one of its parts is far longer than MATLAB writes it"));
        }
        let mut data = vec![0; tag.len as usize];
        let read = self.stream.read_exact(self.source, &mut data);
        read.map_err(|fault| fault.of(&self.path))?;
        self.skip(tag.padding)?;
        Ok(data)
    }

    /// Whole numbers of four bytes.
    fn numbers(&mut self, most: usize) -> Result<Vec<u32>, FileError> {
        let data = self.data(4 * most as u64)?;
        let (numbers, rest) = data.as_chunks::<4>();
        if !rest.is_empty() {
            return self.damaged(t!("one of its parts has a wrong length"));
        }
        Ok(numbers.iter().map(|number| self.order.u32(*number)).collect())
    }

    /// Lists a matrix and all in it; `name` is given to what is in a cell or a struct.
    fn matrix(&mut self, name: Option<String>, depth: u32) -> Result<(), FileError> {
        if let Some(name) = &name {
            self.path = self.listing.path(name);
        }
        let tag = self.tag()?;
        if tag.kind != MATRIX {
            return self.damaged(t!("what stands there is no matrix"));
        }
        let end = self.stream.position().saturating_add(tag.len);
        if tag.len == 0 {
            let empty = Matrix { class: 6, flags: 6, shape: vec![0, 0] };
            return self.array(empty, ElementType::F64, depth);
        }
        let flags = self.numbers(4)?.first().copied().unwrap_or_default();
        let class = flags & 0xff;
        if class == OPAQUE {
            let own = String::from_utf8_lossy(&self.data(MOST_NAME)?).into_owned();
            let name = name.unwrap_or(own);
            self.refuse(&name, mark!("an object, a table or a string array"), OBJECT_ADVICE)?;
            return if depth == 0 { Ok(()) } else { self.leave(end) };
        }
        let shape: Vec<_> = self.numbers(MOST_AXES)?.into_iter().map(u64::from).collect();
        if shape.iter().any(|size| *size > i32::MAX as u64) || count(&shape).is_none() {
            return self.damaged(t!("its shape is larger than any memory"));
        }
        let own = self.data(MOST_NAME)?;
        let own = String::from_utf8_lossy(&own).trim_end_matches('\0').to_owned();
        // MATLAB keeps what functions need in a variable without a name.
        if name.is_none() && own.is_empty() {
            return Ok(());
        }
        let name = name.unwrap_or(own);
        self.path = self.listing.path(&name);
        let holds_others = class == CELL || class == STRUCT;
        self.contents(&name, Matrix { class, flags, shape }, depth)?;
        // What is last in its variable is not read here: it is all of it.
        if depth > 0 || holds_others {
            self.leave(end)?;
        }
        if depth == 0 && holds_others {
            self.stream.finish(self.source).map_err(|fault| fault.of(&self.path))?;
        }
        Ok(())
    }

    fn contents(&mut self, name: &str, matrix: Matrix, depth: u32) -> Result<(), FileError> {
        if depth == MOST_DEPTH {
            return self.damaged(t!("it is nested deeper than any recording"));
        }
        let declared = match matrix.class {
            CELL => return self.cell(name, &matrix, depth),
            STRUCT => return self.fields(name, &matrix, depth),
            OBJECT => return self.refuse(name, mark!("an object"), OBJECT_ADVICE),
            FUNCTION => return self.refuse(name, mark!("a function"), FUNCTION_ADVICE),
            SPARSE_CLASS => return self.refuse(name, SPARSE.0, SPARSE.1),
            CHAR => ElementType::Char,
            9 if matrix.flags & IS_LOGICAL != 0 => ElementType::Bool,
            6 => ElementType::F64,
            7 => ElementType::F32,
            8 => ElementType::I8,
            9 => ElementType::U8,
            10 => ElementType::I16,
            11 => ElementType::U16,
            12 => ElementType::I32,
            13 => ElementType::U32,
            14 => ElementType::I64,
            15 => ElementType::U64,
            _ => return self.damaged(t!("it is of a class that MATLAB doesn't have")),
        };
        if matrix.flags & IS_COMPLEX != 0 {
            return self.refuse(name, COMPLEX.0, COMPLEX.1);
        }
        self.array(matrix, declared, depth)
    }

    fn cell(&mut self, name: &str, matrix: &Matrix, depth: u32) -> Result<(), FileError> {
        for index in 1..=count(&matrix.shape).unwrap_or(0) {
            self.matrix(Some(format!("{name}{{{index}}}")), depth + 1)?;
        }
        Ok(())
    }

    fn fields(&mut self, name: &str, matrix: &Matrix, depth: u32) -> Result<(), FileError> {
        let len = self.numbers(1)?.first().copied().unwrap_or_default() as usize;
        let names = self.data(MOST_FIELD_NAMES)?;
        if names.is_empty() || len == 0 {
            return Ok(());
        }
        if len as u64 > MOST_NAME {
            return self.damaged(t!("its fields have far longer names than MATLAB writes"));
        }
        let num = count(&matrix.shape).unwrap_or(0);
        for index in 1..=num {
            // The names stay as they are: structs may be nested.
            for field in names.chunks(len) {
                let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
                let field = String::from_utf8_lossy(&field[..end]);
                let inner = if num == 1 {
                    format!("{name}.{field}")
                } else {
                    format!("{name}({index}).{field}")
                };
                self.matrix(Some(inner), depth + 1)?;
            }
        }
        Ok(())
    }

    /// Lists an array of numbers or characters, at whose data the stream stands.
    fn array(
        &mut self,
        matrix: Matrix,
        declared: ElementType,
        depth: u32,
    ) -> Result<(), FileError> {
        let num = count(&matrix.shape).unwrap_or(0);
        let mut stored = declared;
        let mut num_bytes = 0;
        let mut skip = self.stream.position();
        if num > 0 {
            let tag = self.tag()?;
            stored = self.stored(tag, declared)?;
            num_bytes = num.saturating_mul(stored.num_bytes());
            skip = self.stream.position();
            // Of texts MATLAB keeps an empty one as one character without bytes, and others in UTF-8.
            if declared == ElementType::Char && tag.len != num_bytes {
                let reason = not_numbers(self.path.clone(), TEXT.0, TEXT.1);
                return self.listing.refuse(reason);
            }
            self.check_size(tag, num, num_bytes, stored)?;
        } else if declared == ElementType::Char {
            stored = ElementType::U16;
        }
        let info = ArrayInfo {
            path: self.path.clone(),
            shape: matrix.shape,
            stored,
            declared,
            order: AxisOrder::Fortran,
            num_bytes,
        };
        let region = *self.stream.region();
        // The bytes up to the next multiple of eight belong to it.
        let (byte_order, is_last) = (self.order, depth == 0 && num > 0);
        self.listing.add(info, Location::Binary { region, skip, byte_order, is_last })
    }

    /// An array has exactly the bytes of its shape, and they are there or can be.
    fn check_size(
        &self,
        tag: Tag,
        num: u64,
        num_bytes: u64,
        stored: ElementType,
    ) -> Result<(), FileError> {
        if tag.len != num_bytes {
            let problem = t!(
                "it has {num} elements of type {kind} by its shape, but {bytes} bytes of them",
                num = num,
                kind = stored,
                bytes = tag.len
            );
            return self.damaged(&problem);
        }
        let region = self.stream.region();
        let (claimed, found) =
            (num_bytes.saturating_add(self.stream.position()), region.most_bytes());
        let array = self.path.clone();
        let (expected, packed) = (claimed, region.len);
        match region.coding {
            _ if claimed <= found => Ok(()),
            Coding::Plain | Coding::Bits(_) => Err(FileError::CutOff { array, expected, found }),
            Coding::Deflate | Coding::Zlib => {
                Err(FileError::Implausible { array, claimed, packed })
            }
        }
    }

    fn stored(&self, tag: Tag, declared: ElementType) -> Result<ElementType, FileError> {
        Ok(match tag.kind {
            1 => ElementType::I8,
            2 if declared == ElementType::Bool => ElementType::Bool,
            // Text in UTF-8 is one byte a character as long as it is ASCII; the size tells.
            2 | 16 => ElementType::U8,
            3 => ElementType::I16,
            4 | 17 => ElementType::U16,
            5 => ElementType::I32,
            6 | 18 => ElementType::U32,
            7 => ElementType::F32,
            9 => ElementType::F64,
            12 => ElementType::I64,
            13 => ElementType::U64,
            _ => return self.damaged(t!("its elements are of a type that MATLAB doesn't have")),
        })
    }

    fn refuse(
        &mut self,
        name: &str,
        kind: &'static str,
        advice: &'static str,
    ) -> Result<(), FileError> {
        let path = self.listing.path(name);
        self.listing.refuse(not_numbers(path, kind, advice))
    }

    /// Goes on to the end of a matrix.
    fn leave(&mut self, end: u64) -> Result<(), FileError> {
        match end.checked_sub(self.stream.position()) {
            Some(left) => self.skip(left),
            None => self.damaged(t!("it is longer than it says")),
        }
    }
}
