//! How far files are read: counted where their bytes come from.

use core::cell::{Cell, RefCell};
use std::{io::Result, rc::Rc};

use crate::{
    import::{ImportProgress, ImportResponse, ImportStage},
    source::Source,
};

/// Is told everything.
pub type Teller = Rc<dyn Fn(ImportResponse)>;

/// What is done now, and how much of it.
pub(super) struct ReadingMeter {
    tell: Teller,
    now: RefCell<ImportProgress>,
    done: Cell<u64>,
    total: Cell<u64>,
}

impl ReadingMeter {
    pub(super) fn new(tell: Teller) -> Self {
        let now = ImportProgress { stage: ImportStage::Reading, name: String::new(), percent: 0 };
        Self { tell, now: RefCell::new(now), done: Cell::new(0), total: Cell::new(1) }
    }

    /// Something else begins, in which so many bytes are read.
    pub(super) fn begin(&self, stage: ImportStage, name: &str, total: u64) {
        let now = ImportProgress { stage, name: name.to_owned(), percent: 0 };
        self.now.replace(now.clone());
        self.done.set(0);
        self.total.set(total.max(1));
        (self.tell)(ImportResponse::Progress(now));
    }

    /// So many of all are done.
    pub(super) fn reach(&self, done: u64, all: u64) {
        let percent = (100.0 * done as f64 / all.max(1) as f64).min(100.0) as u32;
        let mut now = self.now.borrow_mut();
        if now.percent != percent {
            now.percent = percent;
            (self.tell)(ImportResponse::Progress(now.clone()));
        }
    }

    fn add(&self, num: u64) {
        self.done.set(self.done.get() + num);
        self.reach(self.done.get(), self.total.get());
    }
}

/// Bytes whose reading is counted.
pub(super) struct Metered {
    pub(super) source: Rc<dyn Source>,
    pub(super) meter: Rc<ReadingMeter>,
}

impl Source for Metered {
    fn num_bytes(&self) -> Result<u64> {
        self.source.num_bytes()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        self.source.read_at(offset, into)?;
        self.meter.add(into.len() as u64);
        Ok(())
    }
}
