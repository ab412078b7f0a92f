//! Counts the interpreter's steps in debug builds, so that tests can compare them with the number of bytes. Release builds and builds
//! without the feature `std` count nothing.

#[cfg(all(debug_assertions, feature = "std"))]
use core::cell::Cell;

#[cfg(all(debug_assertions, feature = "std"))]
std::thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Counts steps of this thread.
#[inline]
pub(super) fn count(steps: usize) {
    #[cfg(all(debug_assertions, feature = "std"))]
    STEPS.set(STEPS.get().saturating_add(u64::try_from(steps).unwrap_or(u64::MAX)));
    #[cfg(not(all(debug_assertions, feature = "std")))]
    let _ = steps;
}

/// Returns the steps that this thread's decoding took since the last call, and begins at 0 again. `None` in release builds and
/// without the feature `std`.
///
/// A step is a field, an attribute header, a member or an enclosing field that was looked at, or eight bytes of text that were read.
#[must_use]
pub fn take_steps() -> Option<u64> {
    #[cfg(all(debug_assertions, feature = "std"))]
    return Some(STEPS.replace(0));
    #[cfg(not(all(debug_assertions, feature = "std")))]
    None
}
