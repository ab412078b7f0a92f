//! What logs put before each line: a time, a host, a program, a level, a source file, a label.
//!
//! Spaces replace it, so that errors name the right column.

use crate::capture::hex::effort::step;
use crate::capture::hex::text::unquoted;

/// Parts of a prefix that are looked at.
const PARTS: usize = 8;
/// Words of a name: `Received message from kernel:`.
const NAME_WORDS: usize = 6;
/// The longest part in brackets.
const LONGEST_BRACKET: usize = 64;
const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LEVELS: &[&str] = &["TRACE", "DEBUG", "DBG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "ERR"];

/// Takes the prefixes off a text if each line has one with a time in it: then they are certainly no bytes.
pub(in crate::capture::hex) fn without_times(text: &str) -> Option<String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    lines.peek()?;
    lines.all(|line| Prefix::of(line).has_time).then(|| without_prefixes(text))?
}

/// Takes the prefixes off all lines that have one.
pub(super) fn without_prefixes(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut is_same = true;
    for line in text.split_inclusive('\n') {
        step();
        let len = Prefix::of(line).len;
        is_same &= len == 0;
        // Marks stay: they may open a comment that another line closes.
        let marks = unquoted(line).0.min(len);
        out.push_str(line.get(..marks).unwrap_or_default());
        out.extend(std::iter::repeat_n(' ', len - marks));
        out.push_str(line.get(len..).unwrap_or_default());
    }
    (!is_same).then_some(out)
}

/// The prefix of a line.
struct Prefix {
    len: usize,
    has_time: bool,
}

impl Prefix {
    /// Returns the prefix of a line; one of length 0 if it has none.
    fn of(line: &str) -> Prefix {
        let mut prefix = Prefix { len: 0, has_time: false };
        let mut at = unquoted(line).0;
        // `1. ` of a list.
        let number = line.get(at..).map_or("", |rest| first(rest).0);
        if number.len() == 2
            && number.ends_with(['.', ')'])
            && number.starts_with(|c: char| c.is_ascii_digit())
        {
            at += number.len();
            prefix.len = at;
        }
        for _ in 0..PARTS {
            let Some(rest) = line.get(at..) else { break };
            let bare = rest.trim_start();
            let gap = rest.len() - bare.len();
            let (len, is_time) = match (time(bare), bracket(bare)) {
                (Some(len), _) => (len, true),
                (None, Some((len, is_time))) => (len, is_time),
                (None, None) => {
                    let known = level(bare, prefix.len > 0).or_else(|| name(bare, prefix.has_time));
                    match known {
                        Some(len) => (len, false),
                        None => break,
                    }
                }
            };
            at += gap + len;
            prefix.has_time |= is_time;
            prefix.len = at;
        }
        prefix
    }
}

/// Returns the first word of a text, and what follows it.
fn first(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Returns the words of a text, each with the place where it ends.
fn words(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.split_whitespace().map(|word| (word, word.as_ptr() as usize - text.as_ptr() as usize + word.len()))
}

/// Returns the length of the time that a text begins with.
fn time(text: &str) -> Option<usize> {
    let mut words = words(text).peekable();
    // `Mon May  6 12:00:05`.
    if words.peek().is_some_and(|(word, _)| WEEKDAYS.contains(word)) {
        words.next();
    }
    let (word, end) = words.next()?;
    // glog writes the level and the date before the time: `I0506 12:00:05.1`.
    let is_glog = word.len() == 5
        && word.starts_with(['I', 'W', 'E', 'F'])
        && word.get(1..).is_some_and(|date| date.bytes().all(|byte| byte.is_ascii_digit()));
    let is_month = MONTHS.contains(&word);
    if is_month {
        let (day, _) = words.next()?;
        day.parse::<u8>().ok()?;
    }
    if is_month || is_glog || is_date(word) {
        let (word, end) = words.next()?;
        is_clock(word).then_some(())?;
        // A year, or a zone.
        let (next, next_end) = words.next().unwrap_or_default();
        let is_more = is_month && next.len() == 4 && next.starts_with("20") && next.parse::<u16>().is_ok()
            || matches!(next, "UTC" | "GMT")
            || next.len() == 5 && next.starts_with(['+', '-']);
        return Some(if is_more { next_end } else { end });
    }
    let (date, clock) = word.split_once('T').unwrap_or(("", word));
    let is_time = is_clock(clock) && (date.is_empty() || is_date(date)) || is_seconds(word, 10);
    is_time.then_some(end)
}

/// Returns whether a word is a date: `2026-11-30`, `2026/11/30`, `11-30`.
fn is_date(word: &str) -> bool {
    let mut parts = word.split(['-', '/']);
    let is_number =
        |part: &str| matches!(part.len(), 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit());
    (2..4).contains(&parts.clone().count()) && parts.all(is_number)
}

/// Returns whether a word is a time of day: `12:00:05`, `12:00:05.123456Z`, `12:00:05,123`, `12:00:05+02:00`.
fn is_clock(word: &str) -> bool {
    let word = word.strip_suffix('Z').unwrap_or(word);
    let word = word.split(['+', '-']).next().unwrap_or(word);
    let (clock, fraction) = word.split_once(['.', ',']).unwrap_or((word, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    clock.split(':').count() == 3
        && clock.split(':').all(|part| part.len() == 2 && is_number(part))
        && is_number(fraction)
}

/// Returns whether a word is seconds with a fraction, of at least some digits.
fn is_seconds(word: &str, digits: usize) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('.').is_some_and(|(seconds, fraction)| {
        seconds.len() >= digits && is_number(seconds) && fraction.len() >= 3 && is_number(fraction)
    })
}

/// Returns the length of a part in brackets that a text begins with, and whether it has a time: `[ 1234.567890]`, `[pid 17]`,
/// `[2026-11-30T12:00:05Z DEBUG netlink_proto]`.
fn bracket(text: &str) -> Option<(usize, bool)> {
    let end = text.strip_prefix('[')?.bytes().take(LONGEST_BRACKET).position(|byte| byte == b']')?;
    let inside = text.get(1..=end)?;
    let has_time = inside.split_whitespace().any(|word| is_seconds(word, 1) || time(word).is_some());
    let is_odd = inside.contains([',', '=', '"', '\'', ';', '{', '(']);
    let is_name = !is_odd && inside.split_whitespace().count() < 4 && inside.split_whitespace().any(is_named);
    (has_time || is_name).then_some((end + 2, has_time))
}

/// Returns the length of a level, or of a mark between parts.
fn level(text: &str, is_inside: bool) -> Option<usize> {
    let (word, _) = first(text);
    let bare = word.trim_end_matches(':');
    let is_level = LEVELS.iter().any(|level| level.eq_ignore_ascii_case(bare));
    let is_stream = matches!(word, "stdout" | "stderr") && text.get(6..8).is_some_and(|mark| mark == " F");
    match () {
        () if is_stream => Some("stdout F".len()),
        () if is_level || is_inside && matches!(word, "-" | "|") => Some(word.len()),
        () => None,
    }
}

/// Returns whether a word has letters that no hexadecimal number has.
fn is_named(word: &str) -> bool {
    word.chars().any(|c| c.is_alphabetic() && !c.is_ascii_hexdigit() && !matches!(c, 'x' | 'X'))
}

/// Returns the length of a name that ends with a colon, or with the bar of a container's log: `kernel:`, `nltest[17]:`,
/// `Received message:`, `agent_1  |`. After a time a host or numbers may precede it.
fn name(text: &str, has_time: bool) -> Option<usize> {
    // grep's `dump.txt:`.
    let (word, _) = first(text);
    if let Some((file, rest)) = word.split_once(':')
        && file.contains('.')
        && is_named(file)
        && !rest.is_empty()
        && file.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-'))
    {
        return Some(file.len() + 1);
    }
    let mut has_name = false;
    for (at, (word, end)) in words(text).take(NAME_WORDS).enumerate() {
        let is_file = word.ends_with(']') && !word.contains('[');
        let is_end = word.ends_with(':') || word == "|" && has_name || has_time && is_file;
        let bare = word.trim_end_matches([':', ']']);
        let is_plain = bare
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '[' | ':' | '(' | ')'));
        let is_number = bare.len() < 8 && bare.bytes().all(|byte| byte.is_ascii_digit());
        // Android writes levels as letters.
        let is_level = has_time && matches!(word, "V" | "D" | "I" | "W" | "E" | "F");
        if is_end && (word == "|" || is_plain && is_named(bare)) {
            return Some(end);
        }
        has_name |= is_named(bare);
        let may_precede = is_plain && (is_level || is_named(bare) || is_number && (has_time || at > 0));
        if is_end || !(may_precede || has_time && at == 0 && is_plain) {
            return None;
        }
    }
    None
}
