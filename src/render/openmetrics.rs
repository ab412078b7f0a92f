//! `-F openmetrics`: counters and a latency histogram in the OpenMetrics text format, for monitoring systems.
//!
//! Each counter has the command, the protocol and the message type as labels; errors have the type of the request that failed
//! and the errno. The number of series is bounded: commands beyond it are counted together, as `other`.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nltrace_decoders::escape;
use nltrace_decoders::generic::{Ids, Owner};
use nltrace_decoders::value::error;

use super::format::{Format, same};
use super::text::errno_name;
use crate::datagram::{Caller, Datagram, Direction, Notice, NoticeKind};
use crate::event::Event;
use crate::session::Finding;

/// MetricSeries of one counter.
const MOST: usize = 4096;
/// The command of what finds no series of its own.
const OTHER: &str = "other";
/// Upper bounds of the buckets of the histogram, in microseconds: two per decade.
const BOUNDS: [u64; 12] =
    [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 10_000_000];

/// The class in which a message is counted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct MetricSeries {
    comm: String,
    protocol: String,
    kind: String,
    /// Of errors: the errno. Of messages: the direction.
    last: String,
}

/// Messages and bytes.
#[derive(Clone, Copy, Default)]
struct MetricTraffic {
    messages: u64,
    bytes: u64,
}

/// How long answers took.
#[derive(Clone, Default)]
struct AnswerTimes {
    /// Answers by bucket; those that took longer are only in `count`.
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

/// The counts, which another thread may write out meanwhile.
#[derive(Default)]
pub(crate) struct MetricCounts {
    traffic: BTreeMap<MetricSeries, MetricTraffic>,
    errors: BTreeMap<MetricSeries, u64>,
    failed_calls: BTreeMap<MetricSeries, u64>,
    /// By protocol and type of the request.
    times: BTreeMap<(String, String), AnswerTimes>,
    lost: u64,
}

/// The format.
#[derive(Default)]
pub(crate) struct OpenMetrics {
    counts: Arc<Mutex<MetricCounts>>,
    /// Dropped before the counts are written for the last time.
    companion: Option<Box<dyn Send>>,
}

/// Appends counts that a format shares.
pub(crate) fn write(counts: &Mutex<MetricCounts>, out: &mut Vec<u8>) {
    counts.lock().unwrap_or_else(PoisonError::into_inner).write(out);
}

impl OpenMetrics {
    /// Returns the counts, shared with the format.
    pub(crate) fn counts(&self) -> Arc<Mutex<MetricCounts>> {
        Arc::clone(&self.counts)
    }

    /// Returns the same format, which drops something at the end, before it writes its counts.
    pub(crate) fn until_the_end(self, companion: Box<dyn Send>) -> OpenMetrics {
        OpenMetrics { companion: Some(companion), ..self }
    }

    fn lock(&self) -> MutexGuard<'_, MetricCounts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Format for OpenMetrics {
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, _: &mut Vec<u8>) {
        if let (Some(caller), Some(errno)) = (datagram.caller, datagram.outcome.failure()) {
            self.lock().failed_call(caller, errno);
        }
    }

    fn notice(&mut self, notice: &Notice<'_>, _: &[Finding], _: &Ids, _: &mut Vec<u8>) {
        let mut counts = self.lock();
        if let NoticeKind::Lost(count) = notice.what {
            counts.lost += count;
        } else if let (Some(caller), Some(errno)) = (notice.caller, notice.outcome.failure()) {
            counts.failed_call(caller, errno);
        }
    }

    fn message(&mut self, event: &Event<'_>, _: &mut Vec<u8>) {
        let comm = event.datagram.caller.map_or("", |caller| caller.comm.as_str());
        let protocol = protocol(event.datagram.protocol);
        let owner = event.tape.owner.as_ref().filter(|owner| owner.id == event.header.kind);
        let kind = kind(event.tape.message.map(|message| message.name), owner, event.header.kind);
        let direction = match event.datagram.direction {
            Direction::Send => "send",
            Direction::Receive => "receive",
            Direction::Unknown => "unknown",
        };
        let failed = error(event.message, event.tape).filter(|error| *error < 0);
        let mut counts = self.lock();
        let series = MetricSeries::new(comm, &protocol, &kind, direction);
        let traffic = entry(&mut counts.traffic, series);
        traffic.messages += 1;
        traffic.bytes += event.message.len() as u64;
        let answer = event.answers();
        let about = answer.map(|answer| self::kind(answer.request, answer.owner.as_ref(), answer.request_id));
        if let Some(error) = failed {
            let errno = u32::try_from(error.unsigned_abs()).map_or_else(|_| error.to_string(), errno_name);
            let series = MetricSeries::new(comm, &protocol, about.as_deref().unwrap_or(&kind), &errno);
            *entry(&mut counts.errors, series) += 1;
        }
        if let (Some(answer), Some(about)) = (answer, about)
            && answer.is_first
            && !answer.is_guess
        {
            counts.time(protocol, about, answer.after);
        }
    }

    fn absorb(&mut self, other: Box<dyn Format>) {
        let Some(other) = same::<OpenMetrics>(other) else { return };
        let theirs = std::mem::take(&mut *other.lock());
        self.lock().absorb(theirs);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        drop(self.companion.take());
        self.lock().write(out);
    }
}

impl MetricSeries {
    fn new(comm: &str, protocol: &str, kind: &str, last: &str) -> MetricSeries {
        let [comm, protocol, kind, last] = [comm, protocol, kind, last].map(str::to_owned);
        MetricSeries { comm, protocol, kind, last }
    }
}

/// Returns the value of a series or, if there are too many, that of the series of all other commands.
fn entry<V: Default>(map: &mut BTreeMap<MetricSeries, V>, series: MetricSeries) -> &mut V {
    if map.len() < MOST || map.contains_key(&series) {
        return map.entry(series).or_default();
    }
    let series = MetricSeries { comm: OTHER.to_owned(), kind: OTHER.to_owned(), ..series };
    map.entry(series).or_default()
}

impl MetricCounts {
    fn failed_call(&mut self, caller: &Caller, errno: i32) {
        let errno = u32::try_from(errno).map_or_else(|_| errno.to_string(), errno_name);
        let of = protocol(caller.socket.and_then(|socket| socket.protocol));
        let series = MetricSeries::new(&caller.comm, &of, caller.syscall, &errno);
        *entry(&mut self.failed_calls, series) += 1;
    }

    fn time(&mut self, protocol: String, kind: String, after: Duration) {
        let key = (protocol, kind);
        let is_known = self.times.len() < MOST || self.times.contains_key(&key);
        let key = if is_known { key } else { (key.0, OTHER.to_owned()) };
        let times = self.times.entry(key).or_default();
        times.count += 1;
        times.sum += after;
        let bucket = BOUNDS.iter().position(|bound| after <= Duration::from_micros(*bound));
        if let Some(bucket) = bucket.and_then(|at| times.buckets.get_mut(at)) {
            *bucket += 1;
        }
    }

    fn absorb(&mut self, other: MetricCounts) {
        for (series, traffic) in other.traffic {
            let ours = entry(&mut self.traffic, series);
            ours.messages += traffic.messages;
            ours.bytes += traffic.bytes;
        }
        for (series, count) in other.errors {
            *entry(&mut self.errors, series) += count;
        }
        for (series, count) in other.failed_calls {
            *entry(&mut self.failed_calls, series) += count;
        }
        for (key, times) in other.times {
            let ours = self.times.entry(key).or_default();
            ours.count += times.count;
            ours.sum += times.sum;
            ours.buckets.iter_mut().zip(times.buckets).for_each(|(ours, theirs)| *ours += theirs);
        }
        self.lost += other.lost;
    }

    /// Appends all counts in the OpenMetrics text format.
    fn write(&self, out: &mut Vec<u8>) {
        let mut text = String::new();
        family(&mut text, "nltrace_messages", "counter", "Netlink messages that were seen.");
        for (series, traffic) in &self.traffic {
            sample(
                &mut text,
                "nltrace_messages_total",
                &series.labels("type", "direction"),
                traffic.messages,
            );
        }
        family(&mut text, "nltrace_message_bytes", "counter", "Bytes of netlink messages that were seen.");
        text.push_str("# UNIT nltrace_message_bytes bytes\n");
        for (series, traffic) in &self.traffic {
            sample(
                &mut text,
                "nltrace_message_bytes_total",
                &series.labels("type", "direction"),
                traffic.bytes,
            );
        }
        family(
            &mut text,
            "nltrace_errors",
            "counter",
            "Requests that the kernel refused, by type and errno.",
        );
        for (series, count) in &self.errors {
            sample(&mut text, "nltrace_errors_total", &series.labels("type", "errno"), *count);
        }
        let help = "System calls on netlink sockets that failed.";
        family(&mut text, "nltrace_failed_calls", "counter", help);
        for (series, count) in &self.failed_calls {
            sample(&mut text, "nltrace_failed_calls_total", &series.labels("syscall", "errno"), *count);
        }
        family(&mut text, "nltrace_lost", "counter", "Messages that nltrace was too slow for.");
        sample(&mut text, "nltrace_lost_total", "", self.lost);
        let help = "Time between a request and its first answer.";
        family(&mut text, "nltrace_answer_seconds", "histogram", help);
        text.push_str("# UNIT nltrace_answer_seconds seconds\n");
        for ((protocol, kind), times) in &self.times {
            times.write(&labels(&[("protocol", protocol), ("type", kind)]), &mut text);
        }
        text.push_str("# EOF\n");
        out.extend_from_slice(text.as_bytes());
    }
}

impl MetricSeries {
    fn labels(&self, kind: &str, last: &str) -> String {
        labels(&[("comm", &self.comm), ("protocol", &self.protocol), (kind, &self.kind), (last, &self.last)])
    }
}

impl AnswerTimes {
    fn write(&self, labels: &str, text: &mut String) {
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(self.buckets) {
            below += count;
            let seconds = Duration::from_micros(*bound).as_secs_f64();
            sample(text, "nltrace_answer_seconds_bucket", &format!("{labels},le=\"{seconds:?}\""), below);
        }
        sample(text, "nltrace_answer_seconds_bucket", &format!("{labels},le=\"+Inf\""), self.count);
        sample(text, "nltrace_answer_seconds_count", labels, self.count);
        let _ = writeln!(text, "nltrace_answer_seconds_sum{{{labels}}} {:?}", self.sum.as_secs_f64());
    }
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# TYPE {name} {kind}\n# HELP {name} {help}");
}

fn sample(text: &mut String, name: &str, labels: &str, value: u64) {
    let _ = match labels {
        "" => writeln!(text, "{name} {value}"),
        labels => writeln!(text, "{name}{{{labels}}} {value}"),
    };
}

/// Labels with their values, which may come from outside.
fn labels(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (at, (name, value)) in pairs.iter().enumerate() {
        let mut harmless = String::new();
        escape::plain(value, &mut harmless);
        let value = harmless.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let _ = write!(text, "{}{name}=\"{value}\"", if at > 0 { "," } else { "" });
    }
    text
}

fn protocol(protocol: Option<u16>) -> String {
    match protocol {
        Some(number) => {
            crate::tables::protocol_name(number).map_or_else(|| number.to_string(), str::to_owned)
        }
        None => "unknown".to_owned(),
    }
}

/// Returns a message type: its name, of generic netlink with its family, or else its number.
fn kind(name: Option<&'static str>, owner: Option<&Owner>, id: u16) -> String {
    match (name, owner) {
        (Some(name), _) => name.to_owned(),
        (None, Some(owner)) => owner.to_string(),
        (None, None) => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(counts: &MetricCounts) -> String {
        let mut out = Vec::new();
        counts.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_from_outside_end_no_label() {
        let text = labels(&[("comm", "a\"b\\c\nd\x1b")]);
        assert!(!text.contains('\n') && !text.contains('\x1b'), "{text}");
        assert!(text.starts_with("comm=\"a\\\"b\\\\"), "{text}");
    }

    #[test]
    fn buckets_add_up() {
        let mut counts = MetricCounts::default();
        for micros in [5, 10, 11, 20_000_000] {
            counts.time("P".to_owned(), "T".to_owned(), Duration::from_micros(micros));
        }
        let text = written(&counts);
        for line in [
            "le=\"1e-5\"} 2",
            "le=\"3e-5\"} 3",
            "le=\"10.0\"} 3",
            "le=\"+Inf\"} 4",
            "_count{protocol=\"P\",type=\"T\"} 4",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn noise_makes_no_more_series_than_memory_allows() {
        let mut counts = MetricCounts::default();
        for number in 0..2 * MOST {
            entry(&mut counts.traffic, MetricSeries::new(&number.to_string(), "P", "T", "send")).messages +=
                1;
        }
        assert_eq!(counts.traffic.len(), MOST + 1);
        assert_eq!(counts.traffic.values().map(|traffic| traffic.messages).sum::<u64>(), 2 * MOST as u64);
        let mut both = MetricCounts::default();
        both.absorb(counts);
        assert_eq!(both.traffic.values().map(|traffic| traffic.messages).sum::<u64>(), 2 * MOST as u64);
    }
}
