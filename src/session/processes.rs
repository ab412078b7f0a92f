//! Which process has which port id: from the calls of a trace, and from the kernel where it can be asked.

use crate::datagram::{Caller, Datagram};
use crate::recent::Recent;

/// Asks the kernel which process has a port id of a protocol, in the network namespace of a caller; without one, in ours.
/// Returns its id and command name.
pub(crate) type AskProcess = fn(Option<&Caller>, u16, u32) -> Option<(i32, String)>;

/// Port ids that are remembered.
const PORTS: usize = 4096;
/// The kernel's largest process id (`PID_MAX_LIMIT`); a larger port id is not one.
const MAX_PID: u32 = 1 << 22;

/// A port id: network namespace, protocol, number.
type Port = (u64, u16, u32);

/// The process that caused a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Author {
    /// Its id.
    pub(crate) pid: i32,
    /// Its command name, if known.
    pub(crate) comm: Option<String>,
    /// Nothing shows that it is this process: its port id is taken for a process id, as it is by default.
    pub(crate) is_guess: bool,
}

/// Processes by their port ids.
pub(super) struct Processes {
    ports: Recent<Port, Author>,
    /// The last result: one socket receives many datagrams.
    last: Option<(Port, i32)>,
    ask: Option<AskProcess>,
}

impl Default for Processes {
    fn default() -> Processes {
        Processes { ports: Recent::new(PORTS), last: None, ask: None }
    }
}

impl Processes {
    /// Asks the kernel for what a trace does not show.
    pub(super) fn ask_by(&mut self, ask: AskProcess) {
        self.ask = Some(ask);
    }

    /// Learns the port id of a caller's socket.
    pub(super) fn meet(&mut self, caller: &Caller) {
        let Some(socket) = caller.socket else { return };
        let (Some(protocol), Some(portid)) = (socket.protocol, socket.portid.filter(|portid| *portid != 0))
        else {
            return;
        };
        let port = (caller.netns, protocol, portid);
        if self.last == Some((port, caller.pid)) {
            return;
        }
        self.last = Some((port, caller.pid));
        let author = Author { pid: caller.pid, comm: Some(caller.comm.clone()), is_guess: false };
        self.ports.insert(port, author);
    }

    /// Returns the process that has a port id. If only the number suggests it, it is a guess. `None` if the number cannot be a
    /// process id.
    pub(super) fn author(&mut self, datagram: &Datagram<'_>, portid: u32) -> Option<Author> {
        let protocol = datagram.protocol.filter(|_| portid != 0)?;
        let port = (datagram.caller.map_or(0, |caller| caller.netns), protocol, portid);
        if let Some(known) = self.ports.get(&port) {
            return Some(known.clone());
        }
        let asked = self.ask.and_then(|ask| ask(datagram.caller, protocol, portid));
        let author = match asked {
            Some((pid, comm)) => Author { pid, comm: Some(comm), is_guess: false },
            None => {
                let pid = i32::try_from(portid).ok().filter(|_| portid <= MAX_PID)?;
                Author { pid, comm: None, is_guess: true }
            }
        };
        if self.ask.is_some() {
            self.ports.insert(port, author.clone());
        }
        Some(author)
    }
}
