//! A system call as strace prints it: facts that the line gives about the bytes in it.

use std::borrow::Cow;

use nltrace_decoders::names::NETLINK;

use crate::datagram::Direction;

/// The system call of a line of strace's.
#[derive(Clone, Copy, Debug)]
pub(super) struct StraceCall<'t> {
    name: &'t str,
    arguments: &'t str,
}

impl<'t> StraceCall<'t> {
    /// Returns the call of a line, if it is one.
    pub(super) fn of(line: &'t str) -> Option<StraceCall<'t>> {
        let mut rest = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        // `<... recvmsg resumed>`.
        if let Some((_, resumed)) = rest.split_once("<... ") {
            let (name, arguments) = resumed.split_once(" resumed>")?;
            return Some(StraceCall { name, arguments });
        }
        if let Some((_, following)) = rest.strip_prefix("[pid ").and_then(|pid| pid.split_once("] ")) {
            rest = following.trim_start();
        }
        // `17 `, `14:03:22.1 `, `1668772800.1 `, `(+ 0.0001) `.
        while rest.starts_with(|c: char| c.is_ascii_digit()) {
            let (stamp, following) = rest.split_once(' ')?;
            stamp.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte)).then_some(())?;
            rest = following.trim_start();
        }
        let (name, arguments) = rest.split_once('(')?;
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let is_call = [") = ", ")  = ", " <unfinished ...>", ")   "]
            .iter()
            .any(|end| arguments.trim_end().contains(end));
        (is_name && is_call).then_some(StraceCall { name, arguments })
    }

    /// Returns which way its bytes go.
    pub(super) fn direction(self) -> Option<Direction> {
        if ["send", "write", "pwrite"].iter().any(|call| self.name.starts_with(call)) {
            Some(Direction::Send)
        } else if ["recv", "read", "pread"].iter().any(|call| self.name.starts_with(call)) {
            Some(Direction::Receive)
        } else {
            None
        }
    }

    /// Returns the descriptor, and the protocol that `-yy` writes beside it: `3<NETLINK:[ROUTE:4512]>`.
    pub(super) fn descriptor(self) -> Option<(i32, Option<u16>)> {
        let end = self.arguments.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.arguments.len());
        let (number, rest) = self.arguments.split_at(end);
        let named = rest.strip_prefix("<NETLINK:[").and_then(|rest| rest.split([':', ']']).next());
        Some((number.parse().ok()?, named.and_then(protocol)))
    }

    /// For `socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3`: the descriptor and the protocol.
    pub(super) fn socket(self) -> Option<(i32, u16)> {
        if self.name != "socket" || !self.arguments.contains("NETLINK, ") {
            return None;
        }
        let (arguments, result) = self.arguments.split_once(") ")?;
        let name = arguments.rsplit(", ").next()?;
        let number = result.trim_start_matches([' ', '=']);
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        Some((number.get(..end)?.parse().ok()?, protocol(name)?))
    }
}

/// Joins the lines of calls that a terminal or an e-mail broke. The breaks follow the call, so that lines keep their numbers.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 1 << 20;
    let is_begin = |line: &str| CallBegin::of(line).is_some();
    if !text.contains("nlmsg_len=") && !text.contains("{len=") && !text.contains("_NETLINK") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let Some(mut state) = CallBegin::of(line) else {
            out.push_str(line);
            continue;
        };
        let start = out.len();
        let mut breaks = 0;
        let mut line = line;
        loop {
            let part = if breaks > 0 { line.trim_start_matches([' ', '\t', '>']) } else { line };
            let bare = part.trim_end_matches(['\n', '\r']);
            out.push_str(bare);
            breaks += usize::from(bare.len() < part.len());
            let is_open = state.read(bare) && !bare.ends_with("<unfinished ...>");
            match lines.next_if(|next| is_open && out.len() - start < LONGEST && !is_begin(next)) {
                Some(next) if !next.trim().is_empty() => line = next,
                Some(next) => {
                    out.push_str(next);
                    break;
                }
                None => break,
            }
        }
        out.extend(std::iter::repeat_n('\n', breaks));
    }
    Cow::Owned(out)
}

/// The beginning of a call, and which brackets and strings of it are open.
struct CallBegin {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Where in the first line its arguments begin.
    skipped: usize,
}

impl CallBegin {
    /// Returns the call that begins in a line.
    fn of(line: &str) -> Option<CallBegin> {
        let begin = |skipped| CallBegin { depth: 0, in_string: false, escaped: false, skipped };
        if let Some(at) = line.find(" resumed>").filter(|_| line.contains("<... ")) {
            return Some(CallBegin { depth: 1, ..begin(at + " resumed>".len()) });
        }
        let open = line.find('(')?;
        let before = line.get(..open)?;
        let name = before.rsplit([' ', '\t', '>', ']']).next()?;
        let is_call =
            ["send", "recv", "write", "read", "pwrite", "pread", "socket", "bind", "ioctl", "close", "open"]
                .iter()
                .any(|call| name.starts_with(call));
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        // What may precede it: a process, a time, the `>` of an e-mail.
        (is_call && is_name && before.len() < 96).then(|| begin(open))
    }

    /// Reads a line; returns whether the call goes on after it.
    fn read(&mut self, line: &str) -> bool {
        let skipped = std::mem::take(&mut self.skipped);
        for byte in line.bytes().skip(skipped) {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'(' | b'[' | b'{' if !self.in_string => self.depth += 1,
                b')' | b']' | b'}' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return false;
                    }
                }
                _ => (),
            }
        }
        self.depth > 0
    }
}

/// Returns a protocol by the name that strace writes, with or without its prefix.
fn protocol(name: &str) -> Option<u16> {
    let bare = name.strip_prefix("NETLINK_").unwrap_or(name);
    let entry = NETLINK.entries().iter().find(|(_, known)| known.strip_prefix("NETLINK_") == Some(bare))?;
    u16::try_from(entry.0).ok()
}

/// System calls in lines of strace, collected while a text is read from beginning to end.
pub(super) struct StraceCalls<'t> {
    text: &'t str,
    /// The line that was looked at last.
    start: usize,
    end: usize,
    call: Option<StraceCall<'t>>,
    /// Descriptors and their protocols.
    sockets: Vec<(i32, u16)>,
}

impl<'t> StraceCalls<'t> {
    /// Most descriptors that are kept.
    const SOCKETS: usize = 1024;

    /// Returns the calls of a text.
    pub(super) fn new(text: &'t str) -> StraceCalls<'t> {
        StraceCalls { text, start: 0, end: 0, call: None, sockets: Vec::new() }
    }

    /// Returns the call in whose line a place is; places must ascend.
    pub(super) fn at(&mut self, at: usize) -> Option<StraceCall<'t>> {
        while at >= self.end && self.end < self.text.len() {
            let rest = self.text.get(self.end..).unwrap_or_default();
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            (self.start, self.end) = (self.end, self.end + line.len());
            let call = StraceCall::of(line);
            // A call that is wrapped goes on in lines that are none.
            self.call = call.or(self.call.filter(|_| line.starts_with([' ', '\t', '"'])));
            if let Some((descriptor, protocol)) = call.and_then(StraceCall::socket)
                && self.sockets.len() < StraceCalls::SOCKETS
            {
                self.sockets.retain(|(known, _)| *known != descriptor);
                self.sockets.push((descriptor, protocol));
            }
        }
        self.call
    }

    /// Returns the protocol of a call's descriptor.
    pub(super) fn protocol(&self, call: Option<StraceCall<'_>>) -> Option<u16> {
        let (descriptor, named) = call?.descriptor()?;
        let known =
            || self.sockets.iter().find(|(known, _)| *known == descriptor).map(|(_, protocol)| *protocol);
        named.or_else(known)
    }
}
