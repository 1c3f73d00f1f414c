//! Trained networks that the browser keeps from visit to visit, in `IndexedDB`: what a person finds there in the browser's tools
//! is an object with numbers to read, and the network itself as bytes.
//!
//! The key of an entry is the version of the model, the engine that trained it, and the SHA-256 of the bytes of what the
//! network depends on: a build that changes a figure finds all of them again, and nobody reads off a key what a sealed
//! cell is like. What has a key of another form or version is of no use here, and goes when the store is first opened.

use core::cell::Cell;

use ganglion_core::{
    experiment::MODEL_VERSION,
    pool::{EngineKind, Known},
    t,
};
use idb::{
    Database, DatabaseEvent as _, Factory, KeyRange, ObjectStore, ObjectStoreParams, Query,
    Transaction, TransactionMode,
};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::JsValue;

const DATABASE: &str = "ganglion";
const STORE: &str = "networks";

thread_local! {
    /// Whether what is of no use is gone.
    static IS_PURGED: Cell<bool> = const { Cell::new(false) };
}

/// Why the browser did not keep something.
pub(crate) struct StoreError(idb::Error);

impl From<idb::Error> for StoreError {
    fn from(err: idb::Error) -> Self {
        Self(err)
    }
}

impl From<StoreError> for JsValue {
    fn from(err: StoreError) -> Self {
        Self::from_str(&err.message())
    }
}

impl StoreError {
    /// For people; the browser's own words come last.
    fn message(&self) -> String {
        let detail = self.0.to_string();
        let meaning = if detail.contains("QuotaExceeded") {
            t!("There is no room left: make some under “This browser” in the settings.")
        } else {
            t!(
                "It lets this page store nothing, as in a private window or inside another page: allow this site to store data."
            )
        };
        t!("{meaning} In detail: {reason}", meaning = meaning, reason = detail)
    }
}

/// The name of an entry.
fn name_of(key: &[u8], engine: EngineKind) -> JsValue {
    JsValue::from_str(&text_name_of(&digest_of(key), engine))
}

fn text_name_of(digest: &str, engine: EngineKind) -> String {
    format!("{}{} {digest}", prefix(), engine.word())
}

/// The SHA-256 of a key, hexadecimal.
fn digest_of(key: &[u8]) -> String {
    let digits = Sha256::digest(key).into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// With which the names of all entries begin that can be used.
fn prefix() -> String {
    format!("{MODEL_VERSION} ")
}

/// The names that begin so, from the first on and before the second: `!` is what comes after a space.
fn bounds() -> [JsValue; 2] {
    [prefix(), format!("{MODEL_VERSION}!")].map(|name| JsValue::from_str(&name))
}

/// The open store; however what it was opened for ends, it is closed, so that nobody waits for it.
struct OpenStore(Database);

impl Drop for OpenStore {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl OpenStore {
    fn begin(&self, mode: TransactionMode) -> Result<(Transaction, ObjectStore), StoreError> {
        let transaction = self.0.transaction(&[STORE], mode)?;
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }
}

async fn open() -> Result<OpenStore, StoreError> {
    // In whatever version it is there: what another build makes of it needs no other store.
    let mut request = Factory::new()?.open(DATABASE, None)?;
    request.on_upgrade_needed(|event| {
        // Where the store cannot be made, opening it says why.
        if let Ok(database) = event.database() {
            database.create_object_store(STORE, ObjectStoreParams::new()).ok();
        }
    });
    let mut open = OpenStore(request.await?);
    // Another tab that changes or deletes the store must not wait for this one.
    open.0.on_version_change(|event| {
        if let Ok(database) = event.database() {
            database.close();
        }
    });
    if !IS_PURGED.get() {
        purge(&open).await?;
        IS_PURGED.set(true);
    }
    Ok(open)
}

/// Deletes what no page of this version of the model can use.
async fn purge(open: &OpenStore) -> Result<(), StoreError> {
    let [first, end] = bounds();
    let (transaction, store) = open.begin(TransactionMode::ReadWrite)?;
    store.delete(KeyRange::upper_bound(&first, Some(true))?)?.await?;
    store.delete(KeyRange::lower_bound(&end, None)?)?.await?;
    transaction.commit()?.await?;
    Ok(())
}

/// What is kept under each key, for each engine in turn; `undefined` where nothing is.
pub(crate) async fn kept(keys: Vec<Vec<u8>>) -> Result<Vec<JsValue>, StoreError> {
    let open = open().await?;
    let (_transaction, store) = open.begin(TransactionMode::ReadOnly)?;
    let names = |key: &Vec<u8>| {
        let digest = digest_of(key);
        EngineKind::ALL.map(|engine| text_name_of(&digest, engine))
    };
    let names: Vec<String> = keys.iter().flat_map(names).collect();
    let there = names_there(&store, names.len() as u32).await?;
    // All are asked for before the first is waited for.
    let asked = names.iter().map(|name| {
        let may_be_there = there.as_ref().is_none_or(|there| there.binary_search(name).is_ok());
        let ask = || Ok(store.get(JsValue::from_str(name))?.into_future());
        may_be_there.then(ask).transpose()
    });
    let asked: Vec<_> = asked.collect::<Result<_, idb::Error>>()?;
    let mut found = Vec::new();
    for value in asked {
        let value = if let Some(value) = value { value.await? } else { None };
        found.push(value.map_or(JsValue::UNDEFINED, bytes_of));
    }
    Ok(found)
}

/// The names of all entries that can be used, in their order; none if there are more than `most`. To ask for each of hundreds of networks costs more than
/// to ask once which are there.
async fn names_there(store: &ObjectStore, most: u32) -> Result<Option<Vec<String>>, StoreError> {
    let [first, end] = bounds();
    let range = KeyRange::bound(&first, &end, None, Some(true))?;
    let names = store.get_all_keys(Some(range.into()), Some(most + 1))?.await?;
    let is_whole = names.len() <= most as usize;
    Ok(is_whole.then(|| names.iter().filter_map(JsValue::as_string).collect()))
}

/// Keeps networks, given as bytes, each under the key of what it depends on: all or none.
pub(crate) async fn keep(networks: Vec<(Vec<u8>, Vec<u8>)>) -> Result<(), StoreError> {
    let open = open().await?;
    let (transaction, store) = open.begin(TransactionMode::ReadWrite)?;
    // All are given before the first is waited for.
    let mut given = Vec::new();
    for (key, network) in networks {
        if let Some((engine, entry)) = entry_of(network) {
            given.push(store.put(&entry, Some(&name_of(&key, engine)))?.into_future());
        }
    }
    for request in given {
        request.await?;
    }
    transaction.commit()?.await?;
    Ok(())
}

/// Forgets one network.
pub(crate) async fn forget(key: &[u8], engine: EngineKind) -> Result<(), StoreError> {
    let open = open().await?;
    let (transaction, store) = open.begin(TransactionMode::ReadWrite)?;
    store.delete(Query::Key(name_of(key, engine)))?.await?;
    transaction.commit()?.await?;
    Ok(())
}

/// A network with what of it can be read without knowing how it is written.
#[derive(Serialize, Deserialize)]
struct Entry {
    model_version: u32,
    engine: String,
    adapter: String,
    num_filters: u32,
    restart: u32,
    /// With the spikes of the test frames.
    correlation: f64,
    /// Nats a frame.
    validation_loss: f64,
    /// Of its parameters, as in the report.
    checksum: String,
    #[serde(with = "serde_bytes")]
    network: Vec<u8>,
}

/// A network, given as bytes, as it is put into the store, and what trained it; nothing if it is no network.
fn entry_of(bytes: Vec<u8>) -> Option<(EngineKind, JsValue)> {
    let Known { trained, engine, adapter, .. } = postcard::from_bytes(&bytes).ok()?;
    let entry = Entry {
        model_version: MODEL_VERSION,
        engine: engine.word().to_owned(),
        adapter,
        num_filters: trained.id.num_filters,
        restart: trained.id.restart,
        correlation: trained.correlation,
        validation_loss: trained.validation_loss,
        checksum: trained.parameters.checksum(),
        network: bytes,
    };
    Some((engine, serde_wasm_bindgen::to_value(&entry).ok()?))
}

/// The bytes of a network in the store; what is none stays as it is, and is not understood by whoever wants one.
fn bytes_of(value: JsValue) -> JsValue {
    let entry = serde_wasm_bindgen::from_value::<Entry>(value.clone());
    entry.map_or(value, |entry| Uint8Array::from(entry.network.as_slice()).into())
}

/// How many networks are kept that can be used.
pub(crate) async fn num_kept() -> Result<u32, StoreError> {
    let [first, end] = bounds();
    let open = open().await?;
    let (_transaction, store) = open.begin(TransactionMode::ReadOnly)?;
    let range = KeyRange::bound(&first, &end, None, Some(true))?;
    let count = store.count(Some(range.into()))?.await?;
    Ok(count)
}

/// Forgets all of them.
pub(crate) async fn forget_kept() -> Result<(), StoreError> {
    let open = open().await?;
    let (transaction, store) = open.begin(TransactionMode::ReadWrite)?;
    store.clear()?.await?;
    transaction.commit()?.await?;
    Ok(())
}
