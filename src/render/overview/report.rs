//! The data of an overview, sorted, as every form of it shows them.

use super::records::{Failure, LintCount, RequestType, Slow, Talk, Talker};
use super::timeline::Bin;
use super::{Overview, nanoseconds};
use crate::datagram::Timestamp;
use crate::render::histogram::Histogram;

/// An overview.
pub(crate) struct Report<'a> {
    /// The times of the first and the last packet; `None` if packets have no time.
    pub(crate) span: Option<(Timestamp, Timestamp)>,
    pub(crate) packets: u64,
    pub(crate) messages: u64,
    pub(crate) bytes: u64,
    pub(crate) requests: u64,
    pub(crate) answers: u64,
    pub(crate) notifications: u64,
    /// Requests that failed.
    pub(crate) errors: u64,
    /// Errors that programs expect.
    pub(crate) probes: u64,
    /// Datagrams that the capture lost.
    pub(crate) lost: u64,
    /// Receives that failed because messages were lost.
    pub(crate) overruns: u64,
    /// Those with most messages first.
    pub(crate) talkers: Vec<(Talker, &'a Talk)>,
    /// Messages of talkers that are not in the list.
    pub(crate) other_talkers: u64,
    /// The most frequent first, and probes last.
    pub(crate) failures: Vec<&'a Failure>,
    /// Errors of kinds that are not in the list.
    pub(crate) other_failures: u64,
    /// The slowest first.
    pub(crate) slow: &'a [Slow],
    /// The times to the last answer by the type of the request, the most frequent first.
    pub(crate) latencies: Vec<(RequestType, &'a Histogram)>,
    /// Dumps during which what they list changed: the number of the request's packet, and its type.
    pub(crate) interrupted: &'a [(u64, RequestType)],
    /// How many there were.
    pub(crate) interruptions: u64,
    /// Dumps without an end.
    pub(crate) unfinished: Vec<(u64, RequestType)>,
    /// How many there were.
    pub(crate) unfinished_count: u64,
    /// The most severe first.
    pub(crate) lints: Vec<(&'static str, LintCount)>,
    /// Generic netlink families without a name: number, messages, first packet.
    pub(crate) unannounced: Vec<(u16, u64, u64)>,
    overview: &'a Overview,
}

impl Overview {
    /// Returns the data, sorted.
    pub(crate) fn report(&self) -> Report<'_> {
        let mut talkers: Vec<(Talker, &Talk)> = self.talkers.iter().map(|(key, talk)| (*key, talk)).collect();
        talkers.sort_by_key(|(key, talk)| (std::cmp::Reverse(talk.messages), *key));
        let mut failures: Vec<&Failure> = self.failures.values().collect();
        failures.sort_by(|one, other| {
            let order =
                |failure: &Failure| (failure.is_probe, std::cmp::Reverse(failure.count), failure.first);
            order(one).cmp(&order(other)).then_with(|| one.request.cmp(&other.request))
        });
        let mut latencies: Vec<(RequestType, &Histogram)> =
            self.latencies.iter().map(|(request, times)| (*request, times)).collect();
        latencies.sort_by_key(|(request, times)| (std::cmp::Reverse(times.count()), *request));
        let mut unfinished: Vec<(u64, RequestType)> =
            self.dumps.values().filter(|dump| dump.begins).map(|dump| (dump.packet, dump.request)).collect();
        unfinished.sort_unstable();
        let mut lints: Vec<(&str, LintCount)> =
            self.lints.iter().map(|(name, count)| (*name, *count)).collect();
        lints.sort_by_key(|(name, lint)| {
            (std::cmp::Reverse(lint.severity), std::cmp::Reverse(lint.count), *name)
        });
        Report {
            span: self.span,
            packets: self.packets,
            messages: self.messages,
            bytes: self.bytes,
            requests: self.requests,
            answers: self.answers,
            notifications: self.notifications,
            errors: self.errors,
            probes: self.probes,
            lost: self.lost,
            overruns: self.overruns,
            talkers,
            other_talkers: self.talkers.dropped(),
            failures,
            other_failures: self.other_failures,
            slow: &self.slow,
            latencies,
            interrupted: self.interrupted.list(),
            interruptions: self.interrupted.count(),
            unfinished_count: unfinished.len() as u64 + self.forgotten_dumps,
            unfinished,
            lints,
            unannounced: self.unannounced.iter().map(|(id, (count, first))| (*id, *count, *first)).collect(),
            overview: self,
        }
    }
}

impl Report<'_> {
    /// Returns the counts over time in so many columns; none if packets have no time.
    pub(crate) fn timeline(&self, columns: usize) -> Vec<Bin> {
        match self.span {
            Some((begin, end)) => {
                self.overview.timeline.columns((nanoseconds(begin), nanoseconds(end)), columns)
            }
            None => Vec::new(),
        }
    }

    /// Returns the time between the first and the last packet in nanoseconds.
    pub(crate) fn duration(&self) -> u64 {
        self.span.map_or(0, |(begin, end)| nanoseconds(end.saturating_sub(begin)))
    }
}
