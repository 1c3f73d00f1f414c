//! Files such as people choose, in a folder of their own: for journeys that give them to the page.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::made_pictures::made;

/// Where the files are; they go away with this.
pub(crate) struct Files {
    /// The folder: itself something that a person may drop.
    pub(crate) folder: PathBuf,
    /// A PNG of 640 x 480 pixels with structure at every scale.
    pub(crate) good: PathBuf,
    /// A JPEG of 64 x 48 pixels that asks to be turned: 48 x 64, black above and white below.
    pub(crate) turned: PathBuf,
    /// A PNG of 64 x 48 pixels and 16 bits.
    pub(crate) deep: PathBuf,
    /// A PNG of 64 x 48 pixels with a palette.
    pub(crate) palette: PathBuf,
    /// A GIF of 64 x 48 pixels and three pictures; it comes with a note.
    pub(crate) moving: PathBuf,
    /// A PNG that is cut off.
    pub(crate) cut: PathBuf,
    /// A text whose name says that it is a JPEG.
    pub(crate) notes: PathBuf,
    /// A PNG of one pixel.
    pub(crate) one: PathBuf,
    /// A PNG of 30,000 x 16 pixels.
    pub(crate) long: PathBuf,
    /// A file of no bytes.
    pub(crate) empty: PathBuf,
}

/// Writes all of them.
pub(crate) fn write_all() -> Files {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("ganglion-pictures-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("there is room for small files");
    let write = |name: &str| {
        let path = folder.join(name);
        fs::write(&path, made(name)).expect("there is room for small files");
        path
    };
    Files {
        good: write("good.png"),
        turned: write("turned.jpg"),
        deep: write("deep.png"),
        palette: write("palette.png"),
        moving: write("moving.gif"),
        cut: write("cut.png"),
        notes: write("notes.jpg"),
        one: write("one.png"),
        long: write("long.png"),
        empty: write("empty.png"),
        folder,
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

#[test]
fn picture_files_are_written_and_go_away() {
    let files = write_all();
    let size = |path: &Path| fs::metadata(path).expect("a file").len();
    let all = [
        &files.good,
        &files.turned,
        &files.deep,
        &files.palette,
        &files.moving,
        &files.cut,
        &files.notes,
        &files.one,
        &files.long,
    ];
    assert!(all.iter().all(|path| size(path) > 0));
    assert_eq!(size(&files.empty), 0);
    let folder = files.folder.clone();
    drop(files);
    assert!(!folder.exists());
}
