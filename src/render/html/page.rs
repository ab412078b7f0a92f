//! The page around the data: head with styles and script, and the markup that the script fills.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use crate::render::policy::hash;

/// The markup, with a mark where each of the parts below belongs.
const PAGE: &str = include_str!("page.html");
const STYLE: &str = concat!(include_str!("colours.css"), include_str!("page.css"));
/// The script: one file per part of the page. The last one starts it.
const SCRIPT: &str = concat!(
    "'use strict';\n",
    include_str!("script/data.js"),
    include_str!("script/dom.js"),
    include_str!("script/filter.js"),
    include_str!("script/timeline.js"),
    include_str!("script/conversation.js"),
    include_str!("script/message.js"),
    include_str!("script/lesson.js"),
    include_str!("script/page.js"),
);

/// Writes everything before the data.
///
/// The policy allows this one script and this one style sheet, by their hashes, and nothing else: no network, no inline handler,
/// no other script.
pub(super) fn begin(out: &mut Vec<u8>) {
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    let policy = format!(
        "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"
    );
    let parts = [("{{policy}}", policy.as_str()), ("{{style}}", STYLE), ("{{script}}", SCRIPT)];
    let mut rest = PAGE;
    for (mark, part) in parts {
        let Some((before, after)) = rest.split_once(mark) else { continue };
        out.extend(before.as_bytes());
        out.extend(part.as_bytes());
        rest = after;
    }
    let before = rest.split_once(DATA).map_or(rest, |(before, _)| before);
    out.extend(before.as_bytes());
}

/// Where the data belong in the markup.
const DATA: &str = "{{data}}";

/// Writes everything after the data.
pub(super) fn end(out: &mut Vec<u8>) {
    out.extend(PAGE.split_once(DATA).map_or("", |(_, after)| after).as_bytes());
}
