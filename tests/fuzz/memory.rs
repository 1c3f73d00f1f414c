//! How much memory a call holds at most: an allocator that counts, for each thread by itself.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

thread_local! {
    /// Bytes that this thread holds, and the most since counting began. Memory may be freed by another thread.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

/// Adds to what this thread holds; a thread that is ending counts no more.
fn add(bytes: isize) {
    let counted = LIVE.try_with(|live| {
        let now = live.get() + bytes;
        live.set(now);
        now
    });
    if let Ok(now) = counted {
        PEAK.try_with(|peak| peak.set(peak.get().max(now))).ok();
    }
}

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its nature; all that is done here is to count"
)]
// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size() as isize);
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        add(-(layout.size() as isize));
        // SAFETY: the same.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // Both blocks may be there at once.
        add(new_size as isize);
        // SAFETY: the same.
        let moved = unsafe { System.realloc(pointer, layout, new_size) };
        add(-(layout.size() as isize));
        moved
    }
}

/// What a call returns, and the most bytes that it held at any time beyond those before it.
pub(crate) fn peak_of<T>(call: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.get();
    PEAK.set(before);
    let result = call();
    (result, (PEAK.get() - before).max(0) as usize)
}

#[test]
fn what_a_call_holds_is_counted() {
    let (length, bytes) = peak_of(|| {
        let first = vec![0_u8; 30_000];
        let second = vec![0_u8; 20_000];
        drop(first);
        vec![0_u8; 10_000].len() + second.len()
    });
    assert_eq!(length, 30_000);
    assert_eq!(bytes, 50_000);
}
