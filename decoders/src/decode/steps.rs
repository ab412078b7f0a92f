//! Counts the interpreter's steps in debug builds, so that tests can hold them against the number of bytes. Release builds count nothing.

#[cfg(debug_assertions)]
use std::cell::Cell;

#[cfg(debug_assertions)]
thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Counts steps of this thread.
#[inline]
pub(super) fn count(steps: usize) {
    #[cfg(debug_assertions)]
    STEPS.set(STEPS.get().saturating_add(u64::try_from(steps).unwrap_or(u64::MAX)));
    #[cfg(not(debug_assertions))]
    let _ = steps;
}

/// Returns the steps that this thread's decoding took since the last call, and begins at 0 again. `None` in release builds.
///
/// A step is a field, an attribute header, a member or an enclosing field that was looked at, or eight bytes of text that were read.
#[must_use]
pub fn take_steps() -> Option<u64> {
    #[cfg(debug_assertions)]
    return Some(STEPS.replace(0));
    #[cfg(not(debug_assertions))]
    None
}
