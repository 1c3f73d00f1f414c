//! Messages to and from the values that workers exchange: each is one buffer of bytes.
//!
//! A buffer is copied between threads at once, where objects would be walked, and its code is a
//! fraction of what makes objects: that counts in a page that every visitor loads.

use js_sys::Uint8Array;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::t;

/// A message that is not of this protocol.
#[derive(Debug, thiserror::Error)]
#[error("{}", t!("a message of an unknown form arrived ({reason}); reload the page", reason = .0))]
pub struct CodecError(String);

/// A message as a value to post.
///
/// # Errors
/// If the message holds something of unknown length.
pub fn to_js(message: &impl Serialize) -> Result<JsValue, CodecError> {
    let bytes = postcard::to_allocvec(message).map_err(|err| CodecError(err.to_string()))?;
    Ok(Uint8Array::from(bytes.as_slice()).into())
}

/// A message from a posted value.
///
/// # Errors
/// If the value is not a message of this protocol.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, CodecError> {
    let bytes: Uint8Array =
        value.dyn_into().map_err(|_value| CodecError(t!("it is no buffer of bytes").to_owned()))?;
    postcard::from_bytes(&bytes.to_vec()).map_err(|err| CodecError(err.to_string()))
}
