//! Call stacks in words, the innermost call first: `/usr/lib/libmnl.so.0(mnl_socket_sendto+0x23)`, as strace writes them.

use std::fmt::Write;

use super::demangle::demangled;
use super::escape;
use crate::datagram::Frame;

/// Writes one frame.
pub(crate) fn frame(frame: &Frame, out: &mut String) {
    let Frame { function, offset, module } = frame;
    if module.is_empty() {
        let _ = write!(out, "{offset:#x} in no file");
        return;
    }
    escape::plain(module, out);
    out.push('(');
    if let Some(function) = function {
        escape::plain(demangled(function).as_deref().unwrap_or(function), out);
    }
    let _ = write!(out, "+{offset:#x})");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn frames_with_and_without_a_function_and_a_file() {
        let words = |function: Option<&str>, module: &str| {
            let mut out = String::new();
            frame(
                &Frame { function: function.map(Arc::from), offset: 0x1a, module: Arc::from(module) },
                &mut out,
            );
            out
        };
        assert_eq!(words(Some("main"), "/bin/a"), "/bin/a(main+0x1a)");
        assert_eq!(words(None, "/bin/a"), "/bin/a(+0x1a)");
        assert_eq!(words(None, ""), "0x1a in no file");
        assert!(!words(Some("\x1b[31m"), "/b\na").contains(['\x1b', '\n']));
    }
}
