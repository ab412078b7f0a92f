//! A line per call, as strace writes it: for eyes and scripts that know strace.
//!
//! `call` and `header` write the call and its arguments; `message`, `list`, `value` and `scalar` the messages, each what is
//! inside the one before; `pen` the smallest parts. `scene` is a message and what of it could be read. `over` lists the
//! rows that strace writes otherwise than their kinds imply, `others` knows the protocols that have no tables.

mod call;
mod header;
mod list;
mod message;
mod others;
mod over;
mod pen;
mod scalar;
mod scene;
mod value;

use std::fmt::Write;

use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use crate::calls::Calls;
use crate::datagram::{Call, Datagram, Notice, What};
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
    /// Only one thread is traced, and no line must say whose it is.
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

    /// What was recorded without calls: the messages alone.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, knowledge: &Knowledge<'_>, out: &mut Vec<u8>) {
        self.pen.text.clear();
        let buffer = message::Buffer {
            bytes: datagram.bytes,
            len: datagram.whole_len.max(datagram.bytes.len()),
            // Where it was in memory nobody knows; 0 would be a pointer to nothing.
            addr: datagram.base_addr.max(1),
            protocol: datagram.protocol,
            interface: knowledge.interface,
            request: knowledge.request,
        };
        message::buffer(&buffer, &mut self.tape, &mut self.pen);
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
