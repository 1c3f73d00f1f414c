//! The safetensors format: a JSON header that says where each array stands, and then their bytes.
//!
//! Written here, because the header of the `safetensors` crate goes through a `HashMap` and would come out in another order each
//! time; the tests read it back with that crate.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::export::Tensor;

/// The bytes of a file: length of the header as `u64`, header, numbers; little-endian throughout.
pub(super) fn write(tensors: &[Tensor], metadata: &BTreeMap<&'static str, String>) -> Vec<u8> {
    let mut entries = Map::new();
    entries.insert("__metadata__".to_owned(), json!(metadata));
    let mut data = Vec::new();
    for tensor in tensors {
        let begin = data.len();
        data.extend(tensor.bytes());
        let offsets = [begin, data.len()];
        let entry = json!({ "dtype": "F32", "shape": tensor.shape, "data_offsets": offsets });
        entries.insert(tensor.name.to_owned(), entry);
    }
    let mut header = Value::Object(entries).to_string();
    // Spaces until the numbers begin at a multiple of eight bytes.
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}
