//! The records of a perf ring: what `perf_event_open(2)` documents, as far as the texts need it.

/// `PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW`: what each sample holds, in this order.
pub(super) const SAMPLE_TYPE: u64 = 1 << 1 | 1 << 2 | 1 << 10;
/// Length of `struct perf_event_header`.
pub(super) const HEADER: usize = 8;

const PERF_RECORD_LOST: u32 = 2;
const PERF_RECORD_SAMPLE: u32 = 9;

/// A record, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// The kernel set a text in a thread.
    Text {
        /// The thread.
        tid: i32,
        /// The kernel's clock.
        time: u64,
        /// The text.
        words: String,
    },
    /// There was no room for so many records.
    Lost(u64),
    /// Anything else, or a record without a text.
    Other,
}

/// Returns the length of a record from its header; `None` if the header is invalid.
pub(super) fn length(header: &[u8]) -> Option<usize> {
    let length = usize::from(u16::from_ne_bytes(header.get(6..8)?.try_into().ok()?));
    (length >= HEADER).then_some(length)
}

/// Reads one record, header included. `at` is where the tracepoint's data say where the text is.
pub(super) fn parse(record: &[u8], at: usize) -> Record {
    let found = match word(record, 0) {
        Some(PERF_RECORD_SAMPLE) => sample(record, at),
        // The event's number comes first.
        Some(PERF_RECORD_LOST) => long(record, HEADER + 8).map(Record::Lost),
        _ => None,
    };
    found.unwrap_or(Record::Other)
}

fn sample(record: &[u8], at: usize) -> Option<Record> {
    let tid = word(record, HEADER + 4)?.cast_signed();
    let time = long(record, HEADER + 8)?;
    let size = usize::try_from(word(record, HEADER + 16)?).ok()?;
    let raw = record.get(HEADER + 20..)?;
    let raw = raw.get(..size.min(raw.len()))?;
    // `__data_loc`: the offset in the low half, the length with its NUL in the high half.
    let place = word(raw, at)?;
    let (start, len) = (place as usize & 0xffff, (place >> 16) as usize);
    let text = raw.get(start..start.checked_add(len)?)?;
    let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
    let words = String::from_utf8_lossy(text).into_owned();
    (!words.is_empty()).then_some(Record::Text { tid, time, words })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_ne_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a sample as the kernel writes it.
    fn written(tid: i32, time: u64, text: &[u8]) -> Vec<u8> {
        let mut raw = vec![7, 9, 0, 0];
        raw.extend(tid.to_ne_bytes());
        raw.extend(((text.len() as u32 + 1) << 16 | 12).to_ne_bytes());
        raw.extend(text);
        raw.push(0);
        // The kernel pads what follows its own length to 8 bytes.
        while (raw.len() + 4) % 8 != 0 {
            raw.push(0);
        }
        let mut record = Vec::from(PERF_RECORD_SAMPLE.to_ne_bytes());
        record.extend(1u16.to_ne_bytes());
        record.extend((HEADER as u16 + 20 + raw.len() as u16).to_ne_bytes());
        record.extend([1, 0, 0, 0]);
        record.extend(tid.to_ne_bytes());
        record.extend(time.to_ne_bytes());
        record.extend((raw.len() as u32).to_ne_bytes());
        record.extend(raw);
        record
    }

    #[test]
    fn a_sample_is_a_text() {
        let record = written(4711, 99, b"Invalid MTU");
        assert_eq!(length(&record), Some(record.len()));
        let text = Record::Text { tid: 4711, time: 99, words: "Invalid MTU".to_owned() };
        assert_eq!(parse(&record, 8), text);
    }

    #[test]
    fn records_that_are_cut_or_changed_give_no_panic() {
        let record = written(1, 2, b"a text");
        for len in 0..record.len() {
            let _ = (length(&record[..len]), parse(&record[..len], 8));
            for byte in [0, 0xff] {
                let mut changed = record.clone();
                changed[len] = byte;
                let _ = (length(&changed), parse(&changed, 8), parse(&changed, usize::MAX));
            }
        }
        assert_eq!(parse(&record[..record.len() - 16], 8), Record::Other);
    }

    #[test]
    fn lost_records_are_counted() {
        let mut record = Vec::from(PERF_RECORD_LOST.to_ne_bytes());
        record.extend(0u16.to_ne_bytes());
        record.extend(24u16.to_ne_bytes());
        record.extend(5u64.to_ne_bytes());
        record.extend(17u64.to_ne_bytes());
        assert_eq!(parse(&record, 8), Record::Lost(17));
        assert_eq!(length(&[0; 8]), None, "a record is never shorter than its header");
    }
}
