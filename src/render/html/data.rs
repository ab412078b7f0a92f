//! One line of the page's data: a JSON array. The only code that writes into the page while messages come.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::render::escape;

/// A JSON array that is being written.
///
/// The array stands inside a script element of the page. A `<` could end that element, so [`DataLine::write`] writes it as an
/// escape; and all that is no ASCII too, because browsers search and keep ASCII at half the cost. In JSON both occur only inside
/// strings, where the escapes mean the same.
#[derive(Default)]
pub(super) struct DataLine {
    bytes: Vec<u8>,
    encoded: String,
}

impl DataLine {
    /// Begins a line of a kind, which the page's script knows by this letter.
    pub(super) fn begin(&mut self, kind: char) {
        self.bytes.clear();
        self.bytes.extend(b"[\"");
        self.bytes.extend(kind.encode_utf8(&mut [0; 4]).as_bytes());
        self.bytes.push(b'"');
    }

    /// Adds a string.
    pub(super) fn text(&mut self, text: impl AsRef<[u8]>) {
        self.comma();
        escape::json(text.as_ref(), &mut self.bytes);
    }

    /// Adds bytes, in base64.
    pub(super) fn base64(&mut self, bytes: &[u8]) {
        self.comma();
        self.encoded.clear();
        STANDARD.encode_string(bytes, &mut self.encoded);
        self.bytes.push(b'"');
        self.bytes.extend(self.encoded.as_bytes());
        self.bytes.push(b'"');
    }

    /// Adds a number. JavaScript reads it exactly up to 2^53.
    pub(super) fn number(&mut self, number: impl itoa::Integer) {
        self.comma();
        self.bytes.extend(itoa::Buffer::new().format(number).as_bytes());
    }

    /// Adds `null`.
    pub(super) fn null(&mut self) {
        self.comma();
        self.bytes.extend(b"null");
    }

    /// Adds a string, or `null`.
    pub(super) fn optional(&mut self, text: Option<impl AsRef<[u8]>>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// Adds an array: what `write` adds.
    pub(super) fn array(&mut self, write: impl FnOnce(&mut DataLine)) {
        self.comma();
        self.bytes.push(b'[');
        write(self);
        self.bytes.push(b']');
    }

    /// Ends the line and appends it to the page.
    pub(super) fn write(&mut self, out: &mut Vec<u8>) {
        self.bytes.extend(b"]\n");
        let is_plain = |byte: &u8| byte.is_ascii() && *byte != b'<';
        let mut rest = self.bytes.as_slice();
        while let Some(at) = rest.iter().position(|byte| !is_plain(byte)) {
            let (before, after) = rest.split_at(at);
            let len = after.iter().position(is_plain).unwrap_or(after.len());
            let (special, after) = after.split_at(len);
            out.extend(before);
            for unit in String::from_utf8_lossy(special).encode_utf16() {
                out.extend(format!("\\u{unit:04x}").as_bytes());
            }
            rest = after;
        }
        out.extend(rest);
    }

    fn comma(&mut self) {
        if !self.bytes.ends_with(b"[") {
            self.bytes.push(b',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_no_script_element() {
        let (mut line, mut out) = (DataLine::default(), Vec::new());
        line.begin('m');
        line.text("</script><!--\u{2028}\"µ😀");
        line.array(|line| {
            line.number(-1);
            line.base64(&[0xff, 0, 1]);
            line.array(|_| ());
            line.optional(None::<&str>);
        });
        line.write(&mut out);
        let text = String::from_utf8(out).unwrap();
        let escaped = r#"["m","\u003c/script>\u003c!--\u2028\"\u00b5\ud83d\ude00",[-1,"/wAB",[],null]]"#;
        assert_eq!(text, format!("{escaped}\n"));
    }
}
