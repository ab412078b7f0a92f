//! The time of day in the local time zone.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use nix::libc;

/// Returns hours, minutes and seconds of a time in seconds since 1970; `None` if the system knows no such time.
pub(crate) fn time_of_day(second: u64) -> Option<[u8; 3]> {
    let second = second.try_into().ok()?;
    let mut parts = std::mem::MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: both pointers are to memory of this frame that is of the right type.
    let done = unsafe { libc::localtime_r(&raw const second, parts.as_mut_ptr()) };
    if done.is_null() {
        return None;
    }
    // SAFETY: zeroed is a valid tm, and localtime_r, which did not fail, has filled it.
    let parts = unsafe { parts.assume_init() };
    Some([parts.tm_hour, parts.tm_min, parts.tm_sec].map(|value| u8::try_from(value).unwrap_or(0)))
}
