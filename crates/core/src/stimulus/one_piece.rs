//! Numbers that are read into one piece of memory.

use core::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, SeqAccess, Visitor},
};

/// Reads numbers into the memory that they need: serde's own way doubles it again and again, and a module of WebAssembly never gives it back.
pub(super) fn in_one_piece<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    from.deserialize_seq(InOnePiece(PhantomData))
}

struct InOnePiece<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOnePiece<T> {
    type Value = Vec<T>;

    fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("numbers, and how many they are")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<T>, A::Error> {
        let mut values = Vec::new();
        // A number that is wrong must not end more than the reading.
        values.try_reserve_exact(from.size_hint().unwrap_or(0)).map_err(A::Error::custom)?;
        while let Some(value) = from.next_element()? {
            values.push(value);
        }
        Ok(values)
    }
}
