//! Ranges of elements, gathered from chunks.

use core::cell::RefCell;
use std::{collections::BTreeMap, rc::Rc};

use ganglion_recordings::{Source, family::FamilyFault, zip::ZipArchive};

use crate::{layout::ChunkLayout, refusal::fault};

/// Bytes that packed ones may be more than those of a chunk, beside an eighth of them.
const MORE: usize = 1 << 12;

/// Bytes that are kept in any case.
const FEW: usize = 1 << 20;

/// An array of an archive.
pub(crate) struct ChunkedArray {
    /// What stands in front of the keys of its chunks.
    prefix: String,
    layout: ChunkLayout,
    /// Elements from one index of an axis to the next, in the array and in a chunk.
    steps: Vec<u64>,
    chunk_steps: Vec<u64>,
    /// The axis along which elements stand side by side in array and chunk alike, with all faster ones.
    run_axis: usize,
}

/// What is kept of unpacked chunks, by array and number.
#[derive(Default)]
pub(crate) struct KeptChunks {
    num_bytes: usize,
    /// How many were asked for.
    now: u64,
    chunks: BTreeMap<(usize, u64), (u64, UnpackedChunk)>,
}

/// The bytes of a chunk; nothing if it is absent.
type UnpackedChunk = Option<Rc<Vec<u8>>>;

/// Where chunks come from.
pub(crate) struct ChunkStore {
    pub(crate) source: Rc<dyn Source>,
    pub(crate) archive: ZipArchive,
    pub(crate) kept: RefCell<KeptChunks>,
}

impl KeptChunks {
    fn find(&mut self, place: (usize, u64)) -> Option<UnpackedChunk> {
        self.now += 1;
        let (last, chunk) = self.chunks.get_mut(&place)?;
        *last = self.now;
        Some(chunk.clone())
    }

    /// Keeps a chunk, and no more than `most` bytes of all.
    fn keep(&mut self, place: (usize, u64), chunk: &UnpackedChunk, most: usize) {
        let num_bytes = |chunk: &UnpackedChunk| chunk.as_ref().map_or(0, |bytes| bytes.len()) + 100;
        self.num_bytes += num_bytes(chunk);
        self.chunks.insert(place, (self.now, chunk.clone()));
        while self.num_bytes > most.max(FEW)
            && let Some(oldest) = self.chunks.iter().min_by_key(|(_, (last, _))| *last)
        {
            let oldest = *oldest.0;
            let gone = self.chunks.remove(&oldest);
            self.num_bytes -= gone.map_or(0, |(_, chunk)| num_bytes(&chunk));
        }
    }
}

impl ChunkedArray {
    pub(crate) fn new(prefix: String, layout: ChunkLayout) -> Self {
        let num_axes = layout.shape.len();
        let mut steps = vec![1; num_axes];
        for axis in (1..num_axes).rev() {
            steps[axis - 1] = u64::saturating_mul(steps[axis], layout.shape[axis].max(1));
        }
        let chunk_steps = layout.steps();
        let fits = |axis: &usize| {
            (*axis..num_axes).all(|faster| chunk_steps[faster] == steps[faster])
                && (axis + 1..num_axes).all(|faster| layout.chunk[faster] == layout.shape[faster])
        };
        let run_axis = (0..num_axes).find(fits).unwrap_or(num_axes.saturating_sub(1));
        Self { prefix, layout, steps, chunk_steps, run_axis }
    }

    /// Fills `into` with elements from element `start` on, in C order.
    pub(crate) fn read(
        &self,
        store: &ChunkStore,
        (array, start): (usize, u64),
        into: &mut [u8],
    ) -> Result<(), FamilyFault> {
        let size = self.layout.size();
        let num_axes = self.layout.shape.len();
        let num: u64 = self.layout.shape.iter().product();
        let end = start.checked_add((into.len() / size) as u64).filter(|end| *end <= num);
        if end.is_none() {
            return Err(fault("elements behind the last one were asked for"));
        }
        let (mut at, mut rest) = (start, into);
        let mut last: Option<(u64, UnpackedChunk)> = None;
        while !rest.is_empty() {
            let index = |axis: usize| at / self.steps[axis] % self.layout.shape[axis];
            let indices: Vec<u64> = (0..num_axes).map(index).collect();
            let (number, first) = self.place(&indices);
            let run = self.run(&indices, at).min((rest.len() / size) as u64);
            let chunk = match last.take() {
                Some((same, chunk)) if same == number => chunk,
                Some(_) | None => self.chunk(store, (array, number), &indices)?,
            };
            let (now, later) = rest.split_at_mut(run as usize * size);
            self.copy(chunk.as_deref().map(Vec::as_slice), first as usize, now)?;
            last = Some((number, chunk));
            (at, rest) = (at + run, later);
        }
        Ok(())
    }

    /// The number of the chunk of an element, and which of its elements it is.
    fn place(&self, indices: &[u64]) -> (u64, u64) {
        let ChunkLayout { shape, chunk, .. } = &self.layout;
        let (mut number, mut first) = (0, 0);
        for (axis, index) in indices.iter().enumerate() {
            number = number * shape[axis].div_ceil(chunk[axis]) + index / chunk[axis];
            first += index % chunk[axis] * self.chunk_steps[axis];
        }
        (number, first)
    }

    /// Elements that follow an element in the same chunk.
    fn run(&self, indices: &[u64], at: u64) -> u64 {
        let axis = self.run_axis;
        let Some(index) = indices.get(axis) else { return 1 };
        let chunk = self.layout.chunk[axis];
        let left = (chunk - index % chunk).min(self.layout.shape[axis] - index);
        let step = self.steps[axis];
        left * step - at % step
    }

    /// Copies elements of a chunk from one of them on along the run.
    fn copy(&self, chunk: Option<&[u8]>, first: usize, into: &mut [u8]) -> Result<(), FamilyFault> {
        let size = self.layout.size();
        let Some(chunk) = chunk else {
            into.chunks_exact_mut(size)
                .for_each(|place| place.copy_from_slice(&self.layout.fill[..size]));
            return Ok(());
        };
        let short = || fault("a chunk is shorter than its shape says");
        let step = self.chunk_steps.last().copied().unwrap_or(1) as usize;
        if step == 1 {
            let found = chunk.get(first * size..).and_then(|rest| rest.get(..into.len()));
            into.copy_from_slice(found.ok_or_else(short)?);
            return Ok(());
        }
        for (number, place) in into.chunks_exact_mut(size).enumerate() {
            let from = (first + number * step) * size;
            place.copy_from_slice(chunk.get(from..from + size).ok_or_else(short)?);
        }
        Ok(())
    }

    /// The chunk of an element, unpacked.
    fn chunk(
        &self,
        store: &ChunkStore,
        place: (usize, u64),
        indices: &[u64],
    ) -> Result<UnpackedChunk, FamilyFault> {
        if let Some(chunk) = store.kept.borrow_mut().find(place) {
            return Ok(chunk);
        }
        let of_chunk: Vec<u64> =
            indices.iter().zip(&self.layout.chunk).map(|(index, chunk)| index / chunk).collect();
        let key = format!("{}{}", self.prefix, self.layout.key(&of_chunk));
        let num_bytes = self.layout.chunk_bytes() as usize;
        let most = num_bytes + num_bytes / 8 + MORE;
        let unpack = |mut bytes: Vec<u8>| {
            let mut codecs = self.layout.codecs.iter().peekable();
            while let Some(codec) = codecs.next() {
                let is_last = codecs.peek().is_none();
                let unpacked = codec.unpack(bytes, if is_last { num_bytes } else { most });
                bytes = unpacked.map_err(|problem| fault(format!("{key}: {problem}")))?;
            }
            if bytes.len() != num_bytes {
                let found = bytes.len();
                let problem = format!("{key}: {found} bytes in a chunk of {num_bytes}");
                return Err(fault(problem));
            }
            Ok(Rc::new(bytes))
        };
        let packed = store.archive.read(&*store.source, &key, most as u64)?;
        let chunk = packed.map(unpack).transpose()?;
        store.kept.borrow_mut().keep(place, &chunk, self.layout.kept_bytes());
        Ok(chunk)
    }
}
