//! The differences between two messages: their lines of fields, side by side.

use super::sheet::{FieldLine, MessageSheet};

/// Lines of a message that are compared with all of the other's; of longer ones each is compared with its namesake.
const MOST: usize = 1500;

/// The kind of a line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeSign {
    /// The same in both.
    Same,
    /// The same field, with another value.
    Changed,
    /// Only in the first.
    First,
    /// Only in the second.
    Second,
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldDifference {
    pub(super) sign: ChangeSign,
    /// How many fields it is in.
    pub(super) level: usize,
    /// The field.
    pub(super) name: String,
    /// Its value in the first message.
    pub(super) first: String,
    /// Its value in the second.
    pub(super) second: String,
}

impl FieldDifference {
    fn of(sign: ChangeSign, one: &FieldLine, other: &FieldLine) -> FieldDifference {
        let name = one.path.rsplit('.').next().unwrap_or_default().to_owned();
        let (first, second) = match sign {
            ChangeSign::Second => (String::new(), other.value.clone()),
            ChangeSign::First => (one.value.clone(), String::new()),
            _ => (one.value.clone(), other.value.clone()),
        };
        FieldDifference { sign, level: one.level, name, first, second }
    }
}

/// Compares two messages, field by field, in the order of their bytes.
pub(super) fn compare(first: &MessageSheet, second: &MessageSheet) -> Vec<FieldDifference> {
    let content = |sheet: &MessageSheet| -> Vec<FieldLine> {
        sheet.fields.iter().filter(|line| !line.is_form).cloned().collect()
    };
    let (one, other) = (content(first), content(second));
    let pairs =
        if one.len() <= MOST && other.len() <= MOST { common(&one, &other) } else { in_order(&one, &other) };
    let (mut at, mut there) = (0, 0);
    let mut found = Vec::new();
    for (here, over) in pairs.into_iter().chain([(one.len(), other.len())]) {
        found.extend(
            one.get(at..here)
                .unwrap_or_default()
                .iter()
                .map(|line| FieldDifference::of(ChangeSign::First, line, line)),
        );
        let added = other.get(there..over).unwrap_or_default();
        found.extend(added.iter().map(|line| FieldDifference::of(ChangeSign::Second, line, line)));
        if let (Some(one), Some(other)) = (one.get(here), other.get(over)) {
            let sign = if one.value == other.value { ChangeSign::Same } else { ChangeSign::Changed };
            found.push(FieldDifference::of(sign, one, other));
        }
        (at, there) = (here + 1, over + 1);
    }
    found
}

/// Returns the longest list of fields with the same path that both have in the same order.
fn common(one: &[FieldLine], other: &[FieldLine]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut lengths = vec![0u32; (one.len() + 1) * width];
    let get =
        |lengths: &[u32], at: usize, there: usize| lengths.get(at * width + there).copied().unwrap_or(0);
    for (at, left) in one.iter().enumerate().rev() {
        for (there, right) in other.iter().enumerate().rev() {
            let length = if left.path == right.path {
                // Equal values weigh more, so that of many namesakes the right ones are paired.
                get(&lengths, at + 1, there + 1) + if left.value == right.value { 3 } else { 2 }
            } else {
                get(&lengths, at + 1, there).max(get(&lengths, at, there + 1))
            };
            let skip = get(&lengths, at + 1, there).max(get(&lengths, at, there + 1));
            if let Some(cell) = lengths.get_mut(at * width + there) {
                *cell = length.max(skip);
            }
        }
    }
    let (mut at, mut there) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(left), Some(right)) = (one.get(at), other.get(there)) {
        let here = get(&lengths, at, there);
        if here == get(&lengths, at + 1, there) {
            at += 1;
        } else if here == get(&lengths, at, there + 1) {
            there += 1;
        } else {
            debug_assert_eq!(left.path, right.path, "a pair has one path");
            pairs.push((at, there));
            (at, there) = (at + 1, there + 1);
        }
    }
    pairs
}

/// Pairs each field with the next one of the same path: for messages with very many.
fn in_order(one: &[FieldLine], other: &[FieldLine]) -> Vec<(usize, usize)> {
    let mut places: std::collections::HashMap<&str, std::collections::VecDeque<usize>> = Default::default();
    for (there, line) in other.iter().enumerate() {
        places.entry(&line.path).or_default().push_back(there);
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (at, line) in one.iter().enumerate() {
        let Some(list) = places.get_mut(line.path.as_str()) else { continue };
        let after = pairs.last().map_or(0, |(_, there)| there + 1);
        while list.front().is_some_and(|there| *there < after) {
            list.pop_front();
        }
        if let Some(there) = list.pop_front() {
            pairs.push((at, there));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::text::Line;

    fn sheet(fields: &[(&str, &str)]) -> MessageSheet {
        let line = |(path, value): &(&str, &str)| FieldLine {
            line: Line::default(),
            path: (*path).to_owned(),
            value: (*value).to_owned(),
            bytes: 0..0,
            payload: 0..0,
            level: path.matches('.').count(),
            is_form: false,
            is_folded: false,
            is_blamed: false,
        };
        MessageSheet { fields: fields.iter().map(line).collect(), ..MessageSheet::default() }
    }

    #[test]
    fn fields_are_compared_by_their_path() {
        let one = sheet(&[("A", ""), ("A.X", "1"), ("A.Y", "2"), ("B", "3"), ("B", "4")]);
        let other = sheet(&[("A", ""), ("A.Y", "5"), ("B", "4"), ("C", "6")]);
        let signs: Vec<_> = compare(&one, &other)
            .into_iter()
            .map(|line| (line.sign, line.name, line.first, line.second))
            .collect();
        let wanted = [
            (ChangeSign::Same, "A", "", ""),
            (ChangeSign::First, "X", "1", ""),
            (ChangeSign::Changed, "Y", "2", "5"),
            (ChangeSign::First, "B", "3", ""),
            (ChangeSign::Same, "B", "4", "4"),
            (ChangeSign::Second, "C", "", "6"),
        ];
        let wanted: Vec<_> = wanted
            .map(|(sign, name, first, second)| (sign, name.to_owned(), first.to_owned(), second.to_owned()))
            .into();
        assert_eq!(signs, wanted);
    }

    #[test]
    fn long_messages_are_compared_in_linear_time() {
        let many: Vec<(String, String)> = (0..3 * MOST).map(|at| ("A".to_owned(), at.to_string())).collect();
        let fields: Vec<(&str, &str)> =
            many.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
        let found = compare(&sheet(&fields), &sheet(&fields[1..]));
        assert_eq!(found.len(), 3 * MOST);
        assert_eq!(found.iter().filter(|line| line.sign == ChangeSign::First).count(), 1);
    }
}
