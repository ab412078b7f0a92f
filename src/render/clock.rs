//! Time as people read it.

use nix::libc;

use crate::datagram::Timestamp;

/// Writes times of day, in the local time zone, with microseconds.
#[derive(Default)]
pub(crate) struct Clock {
    second: u64,
    text: [u8; 8],
}

impl Clock {
    /// Appends `14:03:22.104512`.
    pub(crate) fn time_of_day(&mut self, when: Timestamp, out: &mut String) {
        if self.second != when.as_secs() || self.text[0] == 0 {
            self.second = when.as_secs();
            self.text = local(self.second);
        }
        out.push_str(std::str::from_utf8(&self.text).unwrap_or("--:--:--"));
        out.push('.');
        let micros = when.subsec_micros();
        let mut digits = [b'0'; 6];
        let mut rest = micros;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        out.push_str(std::str::from_utf8(&digits).unwrap_or("------"));
    }
}

/// `HH:MM:SS` of a time since the epoch, in the local time zone.
fn local(second: u64) -> [u8; 8] {
    let Ok(second) = libc::time_t::try_from(second) else { return *b"--:--:--" };
    let mut parts = std::mem::MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: both pointers are to memory of this frame that is of the right type.
    let done = unsafe { libc::localtime_r(&raw const second, parts.as_mut_ptr()) };
    if done.is_null() {
        return *b"--:--:--";
    }
    // SAFETY: zeroed is a valid tm, and localtime_r, which did not fail, has filled it.
    let parts = unsafe { parts.assume_init() };
    let mut text = *b"00:00:00";
    for (at, value) in [(0, parts.tm_hour), (3, parts.tm_min), (6, parts.tm_sec)] {
        let value = u8::try_from(value).unwrap_or(0);
        text[at] = b'0' + value / 10 % 10;
        text[at + 1] = b'0' + value % 10;
    }
    text
}
