//! Socket calls that failed, counted by name and error: for summaries.

use std::collections::BTreeMap;

use nltrace_decoders::names;

use super::palette::{Palette, Role};
use crate::datagram::{Caller, Outcome};

/// Counts of failed calls, bounded by the number of names of calls and errors.
#[derive(Default)]
pub(super) struct FailedCalls(BTreeMap<(&'static str, i32), u64>);

impl FailedCalls {
    /// Counts a call, if it failed.
    pub(super) fn add(&mut self, caller: Option<&Caller>, outcome: Outcome) {
        if let (Some(caller), Some(errno)) = (caller, outcome.failure()) {
            *self.0.entry((caller.syscall, errno)).or_default() += 1;
        }
    }

    /// Adds the counts of another.
    pub(super) fn absorb(&mut self, other: FailedCalls) {
        for (key, count) in other.0 {
            *self.0.entry(key).or_default() += count;
        }
    }

    /// Writes a line for each; nothing if none failed.
    pub(super) fn lines(&self, palette: &Palette, out: &mut Vec<u8>) {
        for ((call, errno), count) in &self.0 {
            let mut error = String::new();
            nltrace_decoders::words::errno((*errno).into(), &mut error);
            let noun = if *count == 1 { "call" } else { "calls" };
            palette.paint(Role::Number, &count.to_string(), out);
            palette.paint(Role::Note, &format!(" failed {noun}: "), out);
            palette.paint(Role::Message, call, out);
            palette.paint(Role::Error, &format!(" {error}\n"), out);
        }
    }

    /// Writes a member of a JSON object; nothing if none failed.
    pub(super) fn json(&self, out: &mut Vec<u8>) {
        if self.0.is_empty() {
            return;
        }
        out.extend_from_slice(b",\"failed_calls\":[");
        for (at, ((call, errno), count)) in self.0.iter().enumerate() {
            let name = names::errno(errno.unsigned_abs().into()).map_or("", |(name, _)| name);
            let comma = if at > 0 { "," } else { "" };
            out.extend_from_slice(
                format!(
                    "{comma}{{\"call\":\"{call}\",\"error\":\"{name}\",\"errno\":{errno},\"count\":{count}}}"
                )
                .as_bytes(),
            );
        }
        out.push(b']');
    }
}
