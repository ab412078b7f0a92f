//! Text for manual pages: roff takes some letters for commands.

/// The day of the release, for the pages' footers: a page is the same on every day.
pub(crate) const DATE: &str = "2026-11-30";

/// Writes a line.
pub(crate) fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

/// Writes a line of text, which roff must not take for a command.
pub(crate) fn text(out: &mut Vec<u8>, sentence: &str) {
    let escaped = escaped(sentence);
    if escaped.starts_with(['.', '\'']) {
        out.extend_from_slice(b"\\&");
    }
    line(out, &escaped);
}

/// Returns text as roff prints it unchanged.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('…', "...")
}

/// Returns text for the quotes of a roff command.
pub(crate) fn quoted(text: &str) -> String {
    escaped(text).replace('"', "\\(dq")
}
