//! Values that are passed on as bytes, by those who do not look into them.

use core::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;

/// A value as bytes: whoever passes it on need not know how it is read, which is a good part of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassedOn<T> {
    bytes: Arc<ByteBuf>,
    holds: PhantomData<fn() -> T>,
}

impl<T: Serialize> PassedOn<T> {
    /// Of plain data.
    ///
    /// # Panics
    /// Never: plain data have bytes.
    pub fn new(value: &T) -> Self {
        let bytes = postcard::to_allocvec(value).expect("plain data have bytes");
        Self { bytes: Arc::new(ByteBuf::from(bytes)), holds: PhantomData }
    }
}

impl<T: DeserializeOwned> PassedOn<T> {
    /// The value; nothing if another build wrote it.
    pub fn read(&self) -> Option<T> {
        postcard::from_bytes(&self.bytes).ok()
    }
}
