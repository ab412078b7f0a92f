//! A system call as strace prints it: facts that the line gives about the bytes in it.

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
        if let Some((_, behind)) = rest.strip_prefix("[pid ").and_then(|pid| pid.split_once("] ")) {
            rest = behind.trim_start();
        }
        // `17 `, `14:03:22.1 `, `1668772800.1 `, `(+ 0.0001) `.
        while rest.starts_with(|c: char| c.is_ascii_digit()) {
            let (stamp, behind) = rest.split_once(' ')?;
            stamp.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte)).then_some(())?;
            rest = behind.trim_start();
        }
        let (name, arguments) = rest.split_once('(')?;
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let is_call =
            [") = ", ")  = ", " <unfinished ...>", ")   "].iter().any(|end| arguments.contains(end));
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
