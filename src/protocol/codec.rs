//! Messages to and from the values that workers exchange.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// A message that is not of this protocol.
#[derive(Debug, thiserror::Error)]
#[error("a message of an unknown form arrived ({0}); reload the page")]
pub struct CodecError(String);

/// A message as a value to post.
///
/// # Errors
/// If the message holds something that JavaScript cannot carry.
pub fn to_js(message: &impl Serialize) -> Result<JsValue, CodecError> {
    serde_wasm_bindgen::to_value(message).map_err(|err| CodecError(err.to_string()))
}

/// A message from a posted value.
///
/// # Errors
/// If the value is not a message of this protocol.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, CodecError> {
    serde_wasm_bindgen::from_value(value).map_err(|err| CodecError(err.to_string()))
}
