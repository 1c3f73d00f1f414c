//! Trained networks that the browser keeps from visit to visit, in `IndexedDB`.

use idb::{Database, DatabaseEvent as _, Factory, ObjectStoreParams, TransactionMode};
use leptos::wasm_bindgen::JsValue;

use crate::{
    pool::Known,
    protocol::{BUILD, codec},
};

const DATABASE: &str = "ganglion";
const STORE: &str = "networks";

/// Why the browser did not keep something, in its own words.
pub struct KeepError(pub String);

impl From<idb::Error> for KeepError {
    fn from(err: idb::Error) -> Self {
        Self(err.to_string())
    }
}

async fn open() -> Result<Database, KeepError> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        // Where the store cannot be made, opening it says why.
        if let Ok(database) = event.database() {
            database.create_object_store(STORE, ObjectStoreParams::new()).ok();
        }
    });
    Ok(request.await?)
}

/// Another build may train other networks from the same settings.
fn name_of(key: &str) -> JsValue {
    JsValue::from_str(&format!("{BUILD} {key}"))
}

/// The networks that are there, of those asked for.
///
/// # Errors
/// If the browser has no store or does not open it.
pub async fn kept(keys: Vec<String>) -> Result<Vec<(String, Known)>, KeepError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let store = transaction.object_store(STORE)?;
    let mut found = Vec::new();
    for key in keys {
        // What cannot be read any more is trained again.
        if let Some(value) = store.get(name_of(&key))?.await?
            && let Ok(known) = codec::from_js(value)
        {
            found.push((key, known));
        }
    }
    database.close();
    Ok(found)
}

/// Keeps a network.
///
/// # Errors
/// If the store is full or forbidden.
pub async fn keep(key: String, known: Known) -> Result<(), KeepError> {
    let value = codec::to_js(&known).map_err(|err| KeepError(err.to_string()))?;
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let name = name_of(&key);
    transaction.object_store(STORE)?.put(&value, Some(&name))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

/// How many networks are kept, of this and other builds.
///
/// # Errors
/// If the browser has no store or does not open it.
pub async fn num_kept() -> Result<u32, KeepError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let count = transaction.object_store(STORE)?.count(None)?.await?;
    database.close();
    Ok(count)
}

/// Forgets all of them.
///
/// # Errors
/// If the browser has no store or does not open it.
pub async fn forget_kept() -> Result<(), KeepError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.clear()?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}
