//! Messages to and from the values that workers exchange: each is one buffer of bytes.
//!
//! A buffer is copied between threads at once, where objects would be walked, and its code is a
//! fraction of what makes objects: that counts in a page that every visitor loads.

use js_sys::{Object, Reflect, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Blob;

use crate::t;

/// A message that is not of this protocol.
#[derive(Debug, thiserror::Error)]
#[error("{}", t!("a message of an unknown form arrived ({reason}); reload the page", reason = .0))]
pub struct CodecError(String);

/// Messages, one after the other, as one value to post.
///
/// # Errors
/// If a message holds something of unknown length.
pub fn all_to_js<T: Serialize>(messages: &[T]) -> Result<JsValue, CodecError> {
    let mut bytes = Vec::new();
    for message in messages {
        bytes = postcard::to_extend(message, bytes).map_err(|err| CodecError(err.to_string()))?;
    }
    Ok(Uint8Array::from(bytes.as_slice()).into())
}

/// A message as a value to post.
///
/// # Errors
/// If the message holds something of unknown length.
pub fn to_js(message: &impl Serialize) -> Result<JsValue, CodecError> {
    all_to_js(core::slice::from_ref(message))
}

/// All messages of a posted value, in their order.
///
/// # Errors
/// If the value does not consist of messages of this protocol.
pub fn all_from_js<T: DeserializeOwned>(value: JsValue) -> Result<Vec<T>, CodecError> {
    let (bytes, mut messages) = (bytes_of(value)?, Vec::new());
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let (message, after) =
            postcard::take_from_bytes(rest).map_err(|err| CodecError(err.to_string()))?;
        messages.push(message);
        rest = after;
    }
    Ok(messages)
}

/// A message from a posted value.
///
/// # Errors
/// If the value is not a message of this protocol.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, CodecError> {
    postcard::from_bytes(&bytes_of(value)?).map_err(|err| CodecError(err.to_string()))
}

/// A message with a file beside it, as `{ message, file }`.
///
/// # Panics
/// Never: a new object takes any field.
pub fn with_file(message: &JsValue, file: &Blob) -> JsValue {
    let both = Object::new();
    for (name, value) in [("message", message), ("file", file)] {
        Reflect::set(&both, &name.into(), value).expect("a new object takes any field");
    }
    both.into()
}

/// A posted value as a message and the file beside it, if there is one.
pub fn and_file(value: JsValue) -> (JsValue, Option<Blob>) {
    // A field that can't be read is none.
    let field = |name: &str| Reflect::get(&value, &name.into()).unwrap_or_default();
    match field("file").dyn_into() {
        Ok(file) => (field("message"), Some(file)),
        Err(_) => (value, None),
    }
}

fn bytes_of(value: JsValue) -> Result<Vec<u8>, CodecError> {
    let bytes: Result<Uint8Array, _> = value.dyn_into();
    let bytes = bytes.map_err(|_value| CodecError(t!("it is no buffer of bytes").to_owned()))?;
    Ok(bytes.to_vec())
}
