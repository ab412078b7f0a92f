//! How to trace.

use crate::datagram::FindDescriptors;

/// How to trace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Stop a launched program only for the calls that can carry netlink. Such a program dies with nltrace. Without
    /// it each call stops, and the program lives on if nltrace is killed.
    pub(crate) seccomp: bool,
    /// Trace children too.
    pub(crate) follow: bool,
    /// Nobody watches the output: while the traced programs keep nltrace busy it may be gathered for a moment.
    pub(crate) unwatched: bool,
    /// Where the kernel's reasons cannot be read otherwise, set NETLINK_EXT_ACK on the program's sockets.
    pub(crate) extack: bool,
    /// Hand on the call stacks of sends, and of receives that bring an error.
    pub(crate) stacks: bool,
    /// Hand on calls too, as they were made.
    pub(crate) calls: bool,
    /// With calls, also look up the descriptors that this function finds in their messages.
    pub(crate) descriptors: Option<FindDescriptors>,
    /// Start the program in a session of its own, without a terminal.
    pub(crate) apart: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seccomp: true,
            follow: true,
            unwatched: false,
            extack: false,
            stacks: false,
            calls: false,
            descriptors: None,
            apart: false,
        }
    }
}
