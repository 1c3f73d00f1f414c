//! Messages that wait until somebody has time for them.

use core::{
    cell::RefCell,
    future::poll_fn,
    task::{Poll, Waker},
};
use std::{collections::VecDeque, rc::Rc};

/// A queue with two ends in the same thread: clones share it.
#[derive(Clone, Debug)]
pub struct Inbox<T>(Rc<RefCell<Waiting<T>>>);

#[derive(Debug)]
struct Waiting<T> {
    messages: VecDeque<T>,
    waker: Option<Waker>,
}

impl<T> Default for Inbox<T> {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(Waiting { messages: VecDeque::new(), waker: None })))
    }
}

impl<T> Inbox<T> {
    /// Puts a message in, and wakes who waits for it.
    pub fn put(&self, message: T) {
        let mut waiting = self.0.borrow_mut();
        waiting.messages.push_back(message);
        waiting.waker.take().inspect(Waker::wake_by_ref);
    }

    /// The oldest message, if there is one.
    pub fn take(&self) -> Option<T> {
        self.0.borrow_mut().messages.pop_front()
    }

    /// The oldest message, as soon as there is one.
    pub async fn wait(&self) -> T {
        poll_fn(|context| {
            let mut waiting = self.0.borrow_mut();
            if let Some(message) = waiting.messages.pop_front() {
                return Poll::Ready(message);
            }
            waiting.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}
