//! Recordings among what is dropped on the page, and all files in it.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File};

/// How names of files end that are recordings, or kept as recordings are.
const SURE: [&str; 9] =
    [".npy", ".npz", ".mat", ".h5", ".hdf5", ".nwb", ".nix", ".neurons", ".zip"];
/// How those end that may be anything.
const TEXTS: [&str; 3] = [".txt", ".csv", ".tsv"];

#[wasm_bindgen]
extern "C" {
    type DroppedItem;

    #[wasm_bindgen(method, js_name = webkitGetAsEntry)]
    fn entry(this: &DroppedItem) -> Option<DroppedEntry>;

    #[wasm_bindgen(method, js_name = getAsFile)]
    fn file(this: &DroppedItem) -> Option<File>;

    /// A file or a folder that was dropped, as browsers have it.
    type DroppedEntry;

    #[wasm_bindgen(method, getter, js_name = isDirectory)]
    fn is_directory(this: &DroppedEntry) -> bool;

    #[wasm_bindgen(method, getter, js_name = fullPath)]
    fn full_path(this: &DroppedEntry) -> String;

    #[wasm_bindgen(method)]
    fn file(this: &DroppedEntry, done: &Function, failed: &Function);

    #[wasm_bindgen(method, js_name = createReader)]
    fn create_reader(this: &DroppedEntry) -> EntryReader;

    type EntryReader;

    #[wasm_bindgen(method, js_name = readEntries)]
    fn read_entries(this: &EntryReader, done: &Function, failed: &Function);
}

/// What was dropped, if it may be a recording.
pub struct DroppedRecording {
    /// Files and folders, for [`files_of`].
    pub entries: Array,
    /// Whether it can be nothing else.
    pub is_sure: bool,
}

/// What was dropped, if a folder is among it or a file whose name ends as those of recordings do. Folders can be looked into as long as the
/// event lasts, so this is asked at once.
pub fn dropped_recording(transfer: &DataTransfer) -> Option<DroppedRecording> {
    let entries = Array::new();
    let (mut is_sure, mut is_text) = (false, false);
    let items = Reflect::get(transfer, &JsValue::from_str("items")).ok()?;
    for item in Array::from(&items) {
        let item: DroppedItem = item.unchecked_into();
        let file = item.file();
        let name = file.as_ref().map(|file| file.name().to_ascii_lowercase()).unwrap_or_default();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let entry = item.entry();
        is_sure |= entry.as_ref().is_some_and(DroppedEntry::is_directory) || ends(&SURE);
        is_text |= ends(&TEXTS);
        if let Some(known) = entry.map(JsValue::from).or(file.map(JsValue::from)) {
            entries.push(&known);
        }
    }
    (is_sure || is_text).then_some(DroppedRecording { entries, is_sure })
}

/// All files of what was dropped or chosen, up to `most` and with `/` between folders. Hidden ones are left out, but for those by which a
/// store of zarr is known.
pub async fn files_of(entries: &Array, most: usize) -> Vec<(String, File)> {
    let mut files = Vec::new();
    let mut left: Vec<JsValue> = entries.iter().collect();
    left.reverse();
    while let Some(entry) = left.pop()
        && files.len() < most
    {
        let (name, file) = match entry.dyn_into::<File>() {
            Ok(file) => (name_of(&file), Some(file)),
            Err(entry) => {
                let entry: DroppedEntry = entry.unchecked_into();
                if entry.is_directory() {
                    left.extend(entries_of(&entry).await);
                    continue;
                }
                let found = promised(|done, failed| entry.file(done, failed)).await;
                let name = entry.full_path().trim_start_matches('/').to_owned();
                (name, found.and_then(|file| file.dyn_into().ok()))
            }
        };
        let base = name.rsplit('/').next().unwrap_or(&name);
        let is_hidden = base.starts_with('.') && !base.starts_with(".z");
        files.extend(file.filter(|_| !is_hidden).map(|file| (name, file)));
    }
    files
}

/// Its path in the folder that was chosen, or its name.
fn name_of(file: &File) -> String {
    let path = Reflect::get(file, &JsValue::from_str("webkitRelativePath")).ok();
    path.and_then(|path| path.as_string())
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

/// What is in a folder: browsers tell a part of it at a time.
async fn entries_of(folder: &DroppedEntry) -> Vec<JsValue> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    while let Some(part) = promised(|done, failed| reader.read_entries(done, failed)).await {
        let part = Array::from(&part);
        if part.length() == 0 {
            break;
        }
        entries.extend(part.iter());
    }
    entries
}

/// What one of two functions is called with, if it is the first.
async fn promised(ask: impl Fn(&Function, &Function)) -> Option<JsValue> {
    let promise = Promise::new(&mut |done, failed| ask(&done, &failed));
    JsFuture::from(promise).await.ok()
}
