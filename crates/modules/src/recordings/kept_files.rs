//! Recordings that a person has asked to keep: a file each in the file system that the browser gives to this site alone.
//!
//! Another site cannot read it, and the browser may delete it when space is short. What stands in a file is said by `ganglion_recordings`.

use js_sys::{Array, AsyncIterator, IteratorNext, Promise, Reflect, Uint8Array};
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use ganglion_core::{recording::ImportedRecording, t};
use ganglion_recordings::import::{KEPT_HEAD, KeptChecksum, KeptHead};
use ganglion_web::text_of;

/// The folder in which they are.
const FOLDER: &str = "recordings";
/// How their names end.
const ENDING: &str = ".recording";
/// Bytes that are compared with the checksum at once.
const PART: f64 = 262_144.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "storage"], js_name = getDirectory)]
    fn root_folder() -> Result<Promise, JsValue>;

    type KeptFolder;

    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    fn folder(this: &KeptFolder, name: &str, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    fn file(this: &KeptFolder, name: &str, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeEntry)]
    fn remove(this: &KeptFolder, name: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn keys(this: &KeptFolder) -> Result<AsyncIterator, JsValue>;

    type KeptFile;

    #[wasm_bindgen(method, catch, js_name = getFile)]
    fn content(this: &KeptFile) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = createWritable)]
    fn writer(this: &KeptFile) -> Result<Promise, JsValue>;

    type KeptWriter;

    #[wasm_bindgen(method, catch)]
    fn write(this: &KeptWriter, part: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &KeptWriter) -> Result<Promise, JsValue>;
}

/// A recording that is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KeptRecording {
    /// What links call it.
    pub(super) name: String,
    /// What was decided when it was imported; nothing if another version wrote it.
    pub(super) imported: Option<ImportedRecording>,
    /// Bytes that it takes.
    pub(super) num_bytes: f64,
}

/// Why a kept recording can't be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unread {
    /// The browser gives no such file; in its words.
    NotGiven(String),
    /// Another version of this page wrote it.
    OtherVersion,
    /// Its bytes are not those that were written.
    Damaged,
}

impl Unread {
    /// A part of a sentence that says so.
    pub(super) fn reason(self) -> String {
        match self {
            Self::NotGiven(words) => words,
            Self::OtherVersion => t!("another version of this page wrote it").to_owned(),
            Self::Damaged => t!("its bytes are damaged").to_owned(),
        }
    }
}

impl From<String> for Unread {
    fn from(words: String) -> Self {
        Self::NotGiven(words)
    }
}

/// All of them, by their names.
///
/// # Errors
/// With the browser's words, if it keeps no files for this site.
pub(super) async fn list() -> Result<Vec<KeptRecording>, String> {
    let folder = the_folder().await?;
    let names = folder.keys().map_err(words)?;
    let mut found = Vec::new();
    loop {
        let next: IteratorNext = awaited(names.next()).await?.unchecked_into();
        if next.done() {
            break;
        }
        let file_name = next.value().as_string().unwrap_or_default();
        let Some(name) = file_name.strip_suffix(ENDING) else { continue };
        // Another tab may delete one meanwhile, or is writing it: then it is empty.
        if let Ok(file) = open(&folder, name).await
            && file.size() > 0.0
            && let Ok(head) = head_of(&file).await
        {
            let (name, imported) = (name.to_owned(), head.map(|head| head.imported));
            found.push(KeptRecording { name, imported, num_bytes: file.size() });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Its head, and the recording as a file of its own, which stays when the kept one is deleted.
///
/// # Errors
/// [`Unread`] if it is not there, can't be read, or is damaged.
pub(super) async fn read(name: &str) -> Result<(KeptHead, Blob), Unread> {
    let file = open(&the_folder().await?, name).await?;
    let head = head_of(&file).await?.ok_or(Unread::OtherVersion)?;
    let rest = file.slice_with_f64_and_f64(head.start as f64, file.size()).map_err(words)?;
    let copies = Array::new();
    let add = |part: &Uint8Array| {
        let copy = Blob::new_with_u8_array_sequence(&Array::of1(part)).map_err(words)?;
        copies.push(&copy);
        Ok(())
    };
    if !head.is_of(checksum_of(&rest, add).await?) {
        return Err(Unread::Damaged);
    }
    Ok((head, Blob::new_with_blob_sequence(&copies).map_err(words)?))
}

/// The checksum of a file, which is not taken into memory at once; `see` is given its parts.
async fn checksum_of(
    file: &Blob,
    see: impl Fn(&Uint8Array) -> Result<(), String>,
) -> Result<KeptChecksum, String> {
    let mut checksum = KeptChecksum::default();
    let (mut start, size) = (0.0, file.size());
    while start < size {
        let end = size.min(start + PART);
        let part = bytes_of(&file.slice_with_f64_and_f64(start, end).map_err(words)?).await?;
        checksum.add(&part.to_vec());
        see(&part)?;
        start = end;
    }
    Ok(checksum)
}

/// Writes one; what can't be written whole is not there.
///
/// # Errors
/// With the browser's words, such as that there is no space.
pub(super) async fn write(imported: &ImportedRecording, recording: &Blob) -> Result<(), String> {
    let name = &imported.outline.name;
    let head = KeptHead::write(imported, checksum_of(recording, |_| Ok(())).await?);
    let parts = [Uint8Array::from(&*head).into(), JsValue::from(recording)];
    let written = write_parts(name, &parts).await;
    if written.is_err() {
        // The empty file that it begins as.
        delete(name).await.ok();
    }
    written
}

async fn write_parts(name: &str, parts: &[JsValue]) -> Result<(), String> {
    let folder = the_folder().await?;
    let file = folder.file(&file_name(name), &options(true));
    let file: KeptFile = awaited(file).await?.unchecked_into();
    let writer: KeptWriter = awaited(file.writer()).await?.unchecked_into();
    for part in parts {
        awaited(writer.write(part)).await?;
    }
    // Only now is it there.
    awaited(writer.close()).await.map(drop)
}

/// Deletes one.
///
/// # Errors
/// With the browser's words.
pub(super) async fn delete(name: &str) -> Result<(), String> {
    let folder = the_folder().await?;
    awaited(folder.remove(&file_name(name))).await.map(drop)
}

async fn the_folder() -> Result<KeptFolder, String> {
    let root: KeptFolder = awaited(root_folder()).await?.unchecked_into();
    let folder = awaited(root.folder(FOLDER, &options(true))).await?;
    Ok(folder.unchecked_into())
}

async fn open(folder: &KeptFolder, name: &str) -> Result<File, String> {
    let file = awaited(folder.file(&file_name(name), &options(false))).await?;
    let content = awaited(file.unchecked_into::<KeptFile>().content()).await?;
    Ok(content.unchecked_into())
}

async fn head_of(file: &File) -> Result<Option<KeptHead>, String> {
    let first = file.slice_with_f64_and_f64(0.0, KEPT_HEAD as f64).map_err(words)?;
    Ok(KeptHead::read(&bytes_of(&first).await?.to_vec()))
}

async fn bytes_of(blob: &Blob) -> Result<Uint8Array, String> {
    let buffer = awaited(Ok(blob.array_buffer())).await?;
    Ok(Uint8Array::new(&buffer))
}

fn file_name(name: &str) -> String {
    // Names come from links as well: they must not lead elsewhere.
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{plain}{ENDING}")
}

fn options(must_create: bool) -> JsValue {
    let options = js_sys::Object::new();
    // A plain object takes any field.
    Reflect::set(&options, &"create".into(), &must_create.into()).ok();
    options.into()
}

async fn awaited(promise: Result<Promise, JsValue>) -> Result<JsValue, String> {
    JsFuture::from(promise.map_err(words)?).await.map_err(words)
}

fn words(err: JsValue) -> String {
    let message = Reflect::get(&err, &"message".into()).ok();
    message.and_then(|message| message.as_string()).unwrap_or_else(|| text_of(&err))
}
