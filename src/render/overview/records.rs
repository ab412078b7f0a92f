//! What an overview keeps of processes, failures, requests, dumps and lints.

use nltrace_decoders::generic::{Name, Owner};

use crate::event::Event;
use crate::session::lint::Severity;
use crate::session::{Answer, MessageRole};

/// Whoever exchanges messages with the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Talker {
    /// A process, and the network namespace that it is in.
    Process(i32, u64),
    /// A port id of a protocol, in a capture that knows no processes.
    Port(Option<u16>, u32),
    /// The kernel, by itself.
    Kernel,
    /// A socket whose port id is not in its requests.
    NoPort,
}

impl Talker {
    /// Returns the process or port that sent a message, or received it.
    pub(super) fn of(event: &Event<'_>) -> Talker {
        let datagram = event.datagram;
        if let Some(caller) = datagram.caller {
            return Talker::Process(caller.pid, caller.netns);
        }
        match (event.header.portid, &event.role) {
            (0, MessageRole::Request) => Talker::NoPort,
            (0, _) => Talker::Kernel,
            (port, _) => Talker::Port(datagram.protocol, port),
        }
    }
}

/// The messages of a talker.
#[derive(Clone, Debug, Default)]
pub(crate) struct Talk {
    /// The name of the process, if it is known.
    pub(crate) comm: Option<String>,
    /// Requests; of a port id, those that were answered.
    pub(crate) requests: u64,
    /// Messages to and from it.
    pub(crate) messages: u64,
    /// Bytes of them.
    pub(crate) bytes: u64,
    /// Requests that failed.
    pub(crate) errors: u64,
}

impl Talk {
    pub(super) fn add(&mut self, other: Talk) {
        self.comm = self.comm.take().or(other.comm);
        self.requests += other.requests;
        self.messages += other.messages;
        self.bytes += other.bytes;
        self.errors += other.errors;
    }
}

/// Errors that are alike.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The type of the request.
    pub(crate) request: String,
    /// The errno, positive.
    pub(crate) errno: u32,
    /// The kernel's words.
    pub(crate) text: Option<String>,
    /// The path of the attribute that the kernel points at or misses.
    pub(crate) offender: Option<String>,
    /// The program expects this error.
    pub(crate) is_probe: bool,
    /// How many there were.
    pub(crate) count: u64,
    /// The number of the packet with the first of them.
    pub(crate) first: u64,
    /// The key fields of its request.
    pub(crate) about: String,
}

/// The type of a request, as an answer knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RequestType {
    name: Option<&'static str>,
    id: u16,
    family: Option<Name>,
    cmd: Option<u8>,
}

impl RequestType {
    pub(super) fn of(answer: &Answer) -> RequestType {
        RequestType {
            name: answer.request,
            id: answer.request_id,
            family: answer.owner.and_then(|owner: Owner| owner.name),
            cmd: answer.owner.and_then(|owner| owner.cmd),
        }
    }

    /// Returns it in words: `RTM_GETLINK`, `nl80211 NL80211_CMD_GET_WIPHY`.
    pub(crate) fn words(&self) -> String {
        let family = self.family.as_ref().map(Name::as_str);
        match (family, self.name, self.cmd) {
            (Some(family), Some(name), _) => format!("{family} {name}"),
            (None, Some(name), _) => name.to_owned(),
            (Some(family), None, Some(cmd)) => format!("{family} cmd={cmd}"),
            (None, None, Some(cmd)) => format!("family {} cmd={cmd}", self.id),
            (_, None, None) => format!("type {}", self.id),
        }
    }
}

/// A request and the time until its last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slow {
    /// Nanoseconds.
    pub(crate) took: u64,
    /// The number of the request's packet.
    pub(crate) packet: u64,
    /// The number of the last answer's packet.
    pub(crate) answer: u64,
    /// Messages in the answer.
    pub(crate) messages: u32,
    /// The process that asked.
    pub(crate) talker: Talker,
    /// What.
    pub(crate) request: RequestType,
}

impl Slow {
    /// Returns whether this request took longer than another; of two that took the same, the earlier comes first.
    pub(super) fn is_slower(&self, other: &Slow) -> bool {
        (self.took, std::cmp::Reverse(self.packet)) > (other.took, std::cmp::Reverse(other.packet))
    }
}

/// A dump whose begin or end was seen, but not both.
#[derive(Clone, Copy)]
pub(super) struct OpenDump {
    pub(super) begins: bool,
    pub(super) packet: u64,
    pub(super) request: RequestType,
}

/// The finding of a lint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LintCount {
    pub(crate) severity: Severity,
    pub(crate) count: u64,
    /// The number of the packet with the first finding; `None` if it is about a call.
    pub(crate) first: Option<u64>,
}
