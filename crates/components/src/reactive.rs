//! Signals and memos whose machinery does not depend on what they hold.
//!
//! `reactive_graph` makes the whole of it anew for each type of value, and there are dozens: that was
//! a fifth of the page. Here every value lives behind one pointer of unknown type, so that the code
//! for a further type is a cast. Names and methods are those of Leptos; what is shown is read in a
//! closure.

use core::{any::Any, marker::PhantomData};
use std::sync::Arc;

use leptos::{prelude as leptos_prelude, prelude::*};

/// A value of any type.
#[derive(Clone)]
struct AnyValue(Arc<dyn Any + Send + Sync>);

impl AnyValue {
    fn new<T: Send + Sync + 'static>(value: T) -> Self {
        Self(Arc::new(value))
    }

    fn holds<T: 'static>(&self) -> &T {
        self.0.downcast_ref().expect("a handle knows the type of its value")
    }
}

/// Where a value is read.
#[derive(Clone, Copy)]
enum ValueSource {
    Memo(leptos_prelude::Memo<AnyValue>),
    Written(leptos_prelude::RwSignal<AnyValue>),
    Derived(StoredValue<Arc<dyn Fn() -> AnyValue + Send + Sync>>),
}

impl ValueSource {
    #[inline(never)]
    fn read(self) -> AnyValue {
        match self {
            Self::Memo(memo) => memo.get(),
            Self::Written(signal) => signal.get(),
            Self::Derived(derived) => derived.get_value()(),
        }
    }

    #[inline(never)]
    fn read_untracked(self) -> AnyValue {
        match self {
            Self::Memo(memo) => memo.get_untracked(),
            Self::Written(signal) => signal.get_untracked(),
            Self::Derived(derived) => untrack(|| derived.get_value()()),
        }
    }
}

/// Computed when it is read, after something that it depends on has changed; tells those who read it
/// only if it came out another.
pub struct Memo<T> {
    memo: leptos_prelude::Memo<AnyValue>,
    holds: PhantomData<fn() -> T>,
}

/// Written by hand.
pub struct RwSignal<T> {
    signal: leptos_prelude::RwSignal<AnyValue>,
    holds: PhantomData<fn() -> T>,
}

/// Something to read: a memo, a signal, a closure or a value that stays.
pub struct Signal<T> {
    source: ValueSource,
    holds: PhantomData<fn() -> T>,
}

/// Reaches outside: runs a moment after it is made, and again after something that it read has
/// changed.
pub struct Effect;

impl Effect {
    /// Lives as long as the component that makes it.
    #[expect(clippy::new_ret_no_self, reason = "the name that Leptos has for it")]
    pub fn new(run: impl FnMut() + 'static) {
        fn start(mut run: Box<dyn FnMut()>) {
            leptos_prelude::Effect::new(move || run());
        }
        start(Box::new(run));
    }
}

type Compute = Box<dyn Fn(Option<AnyValue>) -> (AnyValue, bool) + Send + Sync>;

#[inline(never)]
fn memo(compute: Compute) -> leptos_prelude::Memo<AnyValue> {
    leptos_prelude::Memo::new_owning(compute)
}

#[inline(never)]
fn write(signal: leptos_prelude::RwSignal<AnyValue>, change: &mut dyn FnMut(&mut dyn Any)) {
    // Once its owner is gone there is nobody left to see it.
    signal.try_update(|slot| {
        change(Arc::get_mut(&mut slot.0).expect("no value changes while it is read"));
    });
}

#[inline(never)]
fn replace(signal: leptos_prelude::RwSignal<AnyValue>, value: AnyValue) {
    signal.try_set(value);
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// `compute` is given the value before, if there is one.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let compute = move |before: Option<AnyValue>| {
            let before = before.as_ref().map(AnyValue::holds::<T>);
            let value = compute(before);
            let is_new = before != Some(&value);
            (AnyValue::new(value), is_new)
        };
        Self { memo: memo(Box::new(compute)), holds: PhantomData }
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// Holds `value` at first.
    pub fn new(value: T) -> Self {
        Self { signal: leptos_prelude::RwSignal::new(AnyValue::new(value)), holds: PhantomData }
    }

    /// Puts another value in its place.
    pub fn set(self, value: T) {
        replace(self.signal, AnyValue::new(value));
    }

    /// Changes the value where it is.
    ///
    /// # Panics
    /// If the value is being read at the same time.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        write(self.signal, &mut |value| {
            if let (Some(change), Some(value)) = (change.take(), value.downcast_mut()) {
                change(value);
            }
        });
    }
}

impl<T: Send + Sync + 'static> Signal<T> {
    /// Computed whenever it is read.
    pub fn derive(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let compute: Arc<dyn Fn() -> AnyValue + Send + Sync> =
            Arc::new(move || AnyValue::new(compute()));
        Self { source: ValueSource::Derived(StoredValue::new(compute)), holds: PhantomData }
    }
}

/// The same methods for everything that can be read.
macro_rules! readable {
    ($name:ident, $source:expr) => {
        impl<T> Copy for $name<T> {}

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T: 'static> $name<T> {
            /// Reads the value in place; who does so is told of changes.
            pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
                read($source(self).read().holds())
            }

            /// Reads the value in place, once.
            pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
                read($source(self).read_untracked().holds())
            }

            /// A copy of the value; who takes it is told of changes.
            pub fn get(self) -> T
            where
                T: Clone,
            {
                self.with(T::clone)
            }

            /// A copy of the value, once.
            pub fn get_untracked(self) -> T
            where
                T: Clone,
            {
                self.with_untracked(T::clone)
            }

            /// Is told of changes.
            pub fn track(self) {
                drop($source(self).read());
            }
        }
    };
}

readable!(Memo, |this: Memo<T>| ValueSource::Memo(this.memo));
readable!(RwSignal, |this: RwSignal<T>| ValueSource::Written(this.signal));
readable!(Signal, |this: Signal<T>| this.source);

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self { source: ValueSource::Memo(memo.memo), holds: PhantomData }
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self { source: ValueSource::Written(signal.signal), holds: PhantomData }
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        RwSignal::new(value).into()
    }
}

impl From<&str> for Signal<String> {
    fn from(text: &str) -> Self {
        RwSignal::new(text.to_owned()).into()
    }
}

impl<T: Default + Send + Sync + 'static> Default for Signal<T> {
    fn default() -> Self {
        T::default().into()
    }
}
