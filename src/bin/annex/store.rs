//! Trained networks that the browser keeps from visit to visit, in `IndexedDB`, as bytes.

use ganglion::protocol::BUILD;
use idb::{Database, DatabaseEvent as _, Factory, ObjectStoreParams, TransactionMode};
use wasm_bindgen::JsValue;

const DATABASE: &str = "ganglion";
const STORE: &str = "networks";

/// Why the browser did not keep something, in its own words.
pub(crate) struct StoreError(String);

impl From<idb::Error> for StoreError {
    fn from(err: idb::Error) -> Self {
        Self(err.to_string())
    }
}

impl From<StoreError> for JsValue {
    fn from(err: StoreError) -> Self {
        Self::from_str(&err.0)
    }
}

async fn open() -> Result<Database, StoreError> {
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

/// What is kept under each key; `undefined` where nothing is.
pub(crate) async fn kept(keys: Vec<String>) -> Result<Vec<JsValue>, StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let store = transaction.object_store(STORE)?;
    let mut found = Vec::new();
    for key in keys {
        found.push(store.get(name_of(&key))?.await?.unwrap_or(JsValue::UNDEFINED));
    }
    database.close();
    Ok(found)
}

/// Keeps a value.
pub(crate) async fn keep(key: String, value: JsValue) -> Result<(), StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let name = name_of(&key);
    transaction.object_store(STORE)?.put(&value, Some(&name))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

/// How many networks are kept, of this and other builds.
pub(crate) async fn num_kept() -> Result<u32, StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let count = transaction.object_store(STORE)?.count(None)?.await?;
    database.close();
    Ok(count)
}

/// Forgets all of them.
pub(crate) async fn forget_kept() -> Result<(), StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.clear()?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}
