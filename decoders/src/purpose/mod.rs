//! Sentences that explain names: message types, members of fixed headers, attributes, flags and values.
//!
//! The tables give types and numbers. These texts give purpose, unit, special values, and the first kernel version if it is later
//! than 4.19. They are plain text in `purpose/*.txt`, one name and one sentence per line, and cost nothing until somebody asks.

/// The texts, one for each subject.
const TEXTS: &[&str] = &[
    include_str!("control.txt"),
    include_str!("ethtool.txt"),
    include_str!("generic.txt"),
    include_str!("internet.txt"),
    include_str!("netfilter.txt"),
    include_str!("nl80211.txt"),
    include_str!("other.txt"),
    include_str!("route.txt"),
    include_str!("sock_diag.txt"),
    include_str!("wireless.txt"),
    include_str!("xfrm.txt"),
];

/// Returns the purpose of a message type, attribute, flag or value in one or two sentences. `None` if no text has the name.
///
/// ```
/// let text = nltrace_decoders::purpose::of("IFLA_GROUP").unwrap();
/// assert!(text.starts_with("Number of a group of interfaces"));
/// ```
#[must_use]
pub fn of(name: &str) -> Option<&'static str> {
    find(|line| line.strip_prefix(name))
}

/// Returns the purpose of a member of a struct.
///
/// ```
/// assert!(nltrace_decoders::purpose::of_member("ifinfomsg", "ifi_change").is_some());
/// ```
#[must_use]
pub fn of_member(of: &str, member: &str) -> Option<&'static str> {
    find(|line| line.strip_prefix(of)?.strip_prefix('.')?.strip_prefix(member))
}

/// Returns every name that has a text, with it. Members are called `struct.member`.
pub fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEXTS.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_once(' '))
}

/// Returns the text of the first line whose name `rest_of` recognises. `rest_of` returns the text after the name.
fn find(rest_of: impl Fn(&'static str) -> Option<&'static str>) -> Option<&'static str> {
    TEXTS.iter().flat_map(|text| text.lines()).find_map(|line| rest_of(line)?.strip_prefix(' '))
}
