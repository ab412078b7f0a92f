//! A line per call, as strace writes it: for eyes and scripts that know strace.
//!
//! `call` writes the call and its arguments, `message` and `value` the messages from the tape, `pen` the smallest
//! parts; `over` lists the rows that strace writes otherwise than their kinds imply.

mod call;
mod message;
mod others;
mod over;
mod pen;
mod value;

use std::collections::HashSet;
use std::fmt::Write;

use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use crate::datagram::{Call, Notice, What};
pub(crate) use call::Descriptors;
pub(crate) use pen::Constants;
use pen::Pen;

/// How lines are written.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// The most bytes of a string and elements of an array.
    pub(crate) limit: usize,
    /// Arrays are not cut.
    pub(crate) verbose: bool,
    /// How constants are shown.
    pub(crate) constants: Constants,
    /// How descriptors are shown.
    pub(crate) descriptors: Descriptors,
    /// Calls that are shown.
    pub(crate) calls: Calls,
    /// The column of results.
    pub(crate) align: usize,
}

/// Which calls are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Every call on a netlink socket.
    All,
    /// These.
    Some(HashSet<String>),
}

/// What a class of calls, `%network`, comprises of those that can be seen here.
const NETWORK: &[&str] = &[
    "socket",
    "bind",
    "connect",
    "getsockname",
    "setsockopt",
    "getsockopt",
    "sendto",
    "recvfrom",
    "sendmsg",
    "recvmsg",
    "sendmmsg",
    "recvmmsg",
    "recvmmsg_time64",
    "send",
    "recv",
];
/// `%desc`, besides those.
const DESCRIPTORS: &[&str] = &[
    "read", "write", "readv", "writev", "preadv2", "pwritev2", "close", "dup", "dup2", "dup3", "fcntl",
    "fcntl64",
];

impl Calls {
    /// Reads a list as strace's `-e trace=` has it: names and classes with commas between; `all`; with `!`, all others.
    ///
    /// Calls that never carry netlink may be named, and are not seen.
    pub(crate) fn parse(list: &str) -> Result<Calls, String> {
        let (list, others) = match list.strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (list, false),
        };
        let mut names = HashSet::new();
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name.trim_start_matches('%') {
                "all" if !others => return Ok(Calls::All),
                "network" | "net" => names.extend(NETWORK.iter().map(|name| (*name).to_owned())),
                "desc" => {
                    names.extend(NETWORK.iter().chain(DESCRIPTORS).map(|name| (*name).to_owned()));
                    names.remove("socket");
                }
                "none" => (),
                plain if plain == name && plain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
                    names.insert(plain.to_owned());
                }
                _ => {
                    return Err(format!(
                        "'{name}' is no system call and no class of them (%network, %desc, all, none)"
                    ));
                }
            }
        }
        if others {
            let all = NETWORK.iter().chain(DESCRIPTORS).map(|name| (*name).to_owned());
            names = all.filter(|name| !names.contains(name)).collect();
        }
        Ok(Calls::Some(names))
    }

    fn include(&self, name: &str) -> bool {
        match self {
            Calls::All => true,
            Calls::Some(names) => names.contains(name),
        }
    }
}

/// What others know that a line shows.
pub(crate) struct Knowledge<'a> {
    /// The name of an interface.
    pub(crate) interface: &'a dyn Fn(u32) -> Option<String>,
    /// The request that a message answers.
    pub(crate) request: &'a dyn Fn(&MessageHeader) -> Option<Vec<u8>>,
}

/// The renderer.
pub(crate) struct Line {
    style: Style,
    tape: Tape,
    pen: Pen,
    /// The traced processes that were seen, to know whether a line must say whose it is.
    is_alone: bool,
}

impl Line {
    /// A renderer in a style.
    pub(crate) fn new(style: Style) -> Line {
        let pen = Pen {
            text: String::new(),
            constants: style.constants,
            limit: style.limit,
            verbose: style.verbose,
        };
        Line { style, tape: Tape::new(), pen, is_alone: true }
    }

    /// A call.
    pub(crate) fn call(&mut self, call: &Call<'_>, knowledge: &Knowledge<'_>, out: &mut Vec<u8>) {
        self.is_alone = call.is_alone;
        if !self.style.calls.include(call.caller.syscall) {
            return;
        }
        self.pen.text.clear();
        self.whose(call.caller.tid);
        let mut way = call::Way {
            call,
            descriptors: self.style.descriptors,
            align: self.style.align,
            interface: knowledge.interface,
            request: knowledge.request,
            tape: &mut self.tape,
        };
        way.show(&mut self.pen);
        self.end(out);
    }

    /// What is told beside calls: the end of a process.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, out: &mut Vec<u8>) {
        self.pen.text.clear();
        match &notice.what {
            What::Exited(status) => {
                self.whose(notice.caller.tid);
                self.pen.write(format_args!("+++ exited with {status} +++"));
            }
            What::Killed(signal, core) => {
                self.whose(notice.caller.tid);
                self.pen.say("+++ killed by ");
                match nix::sys::signal::Signal::try_from(*signal) {
                    Ok(signal) => self.pen.say(signal.as_str()),
                    Err(_) => {
                        let _ = write!(self.pen.text, "SIG_{signal}");
                    }
                }
                self.pen.say(if *core { " (core dumped) +++" } else { " +++" });
            }
            _ => return,
        }
        self.end(out);
    }

    /// Says whose line it is, where it could be another's.
    fn whose(&mut self, tid: i32) {
        if !self.is_alone {
            self.pen.write(format_args!("[pid {tid:5}] "));
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.pen.text.push('\n');
        out.extend_from_slice(self.pen.text.as_bytes());
    }
}
