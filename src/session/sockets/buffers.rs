//! Compares the receive buffers of a socket with the sizes that the kernel sends.
//!
//! The kernel makes each part of a dump as large as the largest buffer that the socket was ever read with, up to 32 KiB, but
//! never smaller than a page. A smaller buffer cuts it, as soon as there is enough to dump.

use std::sync::OnceLock;

use nix::unistd::{SysconfVar, sysconf};

use crate::session::lint::Finding;
use crate::session::lint::table::RECEIVE_SMALL;

/// The size of `struct skb_shared_info`, which follows a message's bytes in memory.
const OVERHEAD: u64 = 320;
/// The largest buffer of a program that the kernel adapts its messages to.
const MOST: u64 = 32768 - OVERHEAD;

/// The buffers of one socket.
#[derive(Default)]
pub(super) struct Buffers {
    largest: u64,
    /// The message that is read next was looked at before: its length is known.
    peeked: bool,
    reported: bool,
}

impl Buffers {
    /// Notes that a message was looked at and stays queued.
    pub(super) fn peek(&mut self, room: u64) {
        self.largest = self.largest.max(room);
        self.peeked = true;
    }

    /// Notes that part of a dump, or another message, was read. Finds what is wrong before it shows.
    pub(super) fn read(&mut self, room: u64, is_dump: bool, is_cut: bool) -> Option<Finding> {
        let peeked = std::mem::take(&mut self.peeked);
        self.largest = self.largest.max(room);
        let fills = self.largest.min(MOST).max(least());
        // A message that was cut has its own finding.
        if !is_dump || peeked || room >= fills || is_cut || std::mem::replace(&mut self.reported, true) {
            return None;
        }
        Some(Finding::of(
            &RECEIVE_SMALL,
            format!("it has room for {room} bytes, the kernel may fill {fills}"),
        ))
    }
}

/// Returns the least size of a part of a dump: `NLMSG_GOODSIZE`.
fn least() -> u64 {
    static LEAST: OnceLock<u64> = OnceLock::new();
    *LEAST.get_or_init(|| {
        let page = sysconf(SysconfVar::PAGE_SIZE).ok().flatten().and_then(|page| u64::try_from(page).ok());
        page.unwrap_or(4096).min(8192) - OVERHEAD
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the findings for a sequence of buffer sizes; 0 is a peek.
    fn reported(rooms: &[u64]) -> Vec<String> {
        let mut buffers = Buffers::default();
        let one = |room: &u64| match room {
            0 => {
                buffers.peek(0);
                None
            }
            _ => buffers.read(*room, true, false),
        };
        rooms.iter().filter_map(one).map(|finding| finding.text).collect()
    }

    #[test]
    fn what_everybody_does_is_enough() {
        assert!(reported(&[4096, 4096]).is_empty(), "glibc: a page");
        assert!(reported(&[0, 200, 0, 3000]).is_empty(), "its length was asked for");
        assert!(reported(&[16384; 3]).is_empty() && reported(&[32768, 65536, 32768]).is_empty());
        assert!(reported(&[8192, 16384, 32768]).is_empty(), "it grows");
    }

    #[test]
    fn too_little_is_told_once() {
        let least = least();
        assert_eq!(
            reported(&[1024, 1024]),
            [format!("it has room for 1024 bytes, the kernel may fill {least}")]
        );
        assert_eq!(reported(&[32768, 8192]), ["it has room for 8192 bytes, the kernel may fill 32448"]);
        assert_eq!(reported(&[16384, 8192, 4096]), ["it has room for 8192 bytes, the kernel may fill 16384"]);
    }

    #[test]
    fn only_dumps_fill_buffers() {
        let mut buffers = Buffers::default();
        assert!(buffers.read(100, false, false).is_none());
        assert!(buffers.read(100, true, true).is_none(), "what was cut is reported as cut");
        assert!(buffers.read(100, true, false).is_some());
    }
}
