//! The bytes of a [`Source`] as `hdf5-reader` asks for them.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

use ganglion_recordings::Source;
use hdf5_reader::{
    BlockCacheStorage, Storage, StorageBuffer,
    error::{Error, Result},
};

/// Bytes of a block that is kept, and how many blocks are.
const BLOCK: usize = 1 << 18;
const MOST_BLOCKS: usize = 64;

/// Most bytes of what describes something, for which the browser would be asked again and again: it is read by blocks, which are kept.
const SMALL: usize = 1 << 16;

/// A source of which what describes is kept, and what is described is read as it is asked for.
pub(crate) struct KeptSource {
    blocks: BlockCacheStorage,
    whole: Arc<ThreadSource>,
}

impl KeptSource {
    /// Makes a source known.
    ///
    /// # Errors
    /// If the system doesn't say how long it is.
    pub(crate) fn new(source: Rc<dyn Source>) -> std::io::Result<Self> {
        let whole = Arc::new(ThreadSource::new(source)?);
        let blocks = BlockCacheStorage::new(Arc::<ThreadSource>::clone(&whole), BLOCK, MOST_BLOCKS);
        Ok(Self { blocks, whole })
    }
}

impl Storage for KeptSource {
    fn len(&self) -> u64 {
        self.whole.len()
    }

    fn read_range(&self, offset: u64, len: usize) -> Result<StorageBuffer> {
        if len > SMALL {
            self.whole.read_range(offset, len)
        } else {
            self.blocks.read_range(offset, len)
        }
    }
}

/// The sources of a thread that are in use, and the number of the next one.
#[derive(Default)]
struct Sources {
    next: u64,
    known: BTreeMap<u64, Rc<dyn Source>>,
}

thread_local! {
    static SOURCES: RefCell<Sources> = RefCell::default();
}

/// A source of this thread by its number. `hdf5-reader` wants what may go to other threads, which sources may not: there they are not
/// known, and nothing is read.
struct ThreadSource {
    number: u64,
    len: u64,
}

impl ThreadSource {
    fn new(source: Rc<dyn Source>) -> std::io::Result<Self> {
        let len = source.num_bytes()?;
        let number = SOURCES.with_borrow_mut(|sources| {
            sources.next += 1;
            sources.known.insert(sources.next, source);
            sources.next
        });
        Ok(Self { number, len })
    }
}

impl Drop for ThreadSource {
    fn drop(&mut self) {
        // At the end of a thread all of them are gone already.
        let source = SOURCES.try_with(|sources| {
            let mut sources = sources.try_borrow_mut().ok()?;
            sources.known.remove(&self.number)
        });
        drop(source);
    }
}

impl Storage for ThreadSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_range(&self, offset: u64, len: usize) -> Result<StorageBuffer> {
        let available = self.len.saturating_sub(offset);
        // No memory is taken for what is only claimed.
        if len as u64 > available {
            return Err(Error::UnexpectedEof { offset, needed: len as u64, available });
        }
        let source = SOURCES.with_borrow(|sources| sources.known.get(&self.number).cloned());
        let source = source.ok_or_else(|| Error::Other("a source of another thread".to_owned()))?;
        let mut bytes = vec![0; len];
        source.read_at(offset, &mut bytes)?;
        Ok(StorageBuffer::from_vec(bytes))
    }
}
