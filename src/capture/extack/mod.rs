//! The kernel's extended-ACK texts, read from the tracepoint `netlink:netlink_extack`.
//!
//! The tracepoint fires whenever the kernel sets such a text, whether or not the socket asked for extended ACKs. It fires in the
//! thread that sends the request or, for a later part of a dump, in the thread that receives. Reading it needs CAP_PERFMON, and
//! CAP_SYS_ADMIN where tracefs is not mounted. The traced program is not changed.

mod record;
mod ring;
mod tracefs;

use std::collections::VecDeque;
use std::io;

use record::Record;
use ring::Ring;

use crate::recent::Recent;

/// Texts that are kept until the call they belong to ends. Each call sets a few at most.
const MOST_WAITING: usize = 256;
/// Sockets that are remembered because they get the texts anyway.
const MOST_SOCKETS: usize = 4096;

/// Reads the kernel's texts for the threads that are traced.
#[derive(Debug)]
pub(crate) struct KernelTexts {
    state: State,
    /// The tracepoint was opened, and no observation has reported that yet.
    is_news: bool,
    /// Texts of calls that have not ended.
    waiting: VecDeque<Text>,
    /// Sockets whose program asked for extended ACKs itself, by inode.
    asked: Recent<u64, ()>,
    /// Records that the kernel had no room for. They may have been of any thread.
    lost: u64,
}

/// A text that the kernel set.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Text {
    tid: i32,
    /// The kernel's clock, which orders the texts of a thread that changed its processor.
    time: u64,
    words: String,
}

#[derive(Debug)]
enum State {
    /// Nobody has needed the tracepoint.
    Closed,
    /// One ring per processor.
    Open(Vec<Ring>),
    /// The kernel refuses access.
    Refused,
}

impl KernelTexts {
    /// Returns a reader that opens nothing until [`KernelTexts::open`].
    pub(crate) fn new() -> KernelTexts {
        KernelTexts {
            state: State::Closed,
            is_news: false,
            waiting: VecDeque::new(),
            asked: Recent::new(MOST_SOCKETS),
            lost: 0,
        }
    }

    /// Opens the tracepoint before a request is sent on a socket, unless the socket gets the texts anyway. Tries once.
    pub(crate) fn open(&mut self, inode: u64) {
        if matches!(self.state, State::Closed) && !self.asked.contains(&inode) {
            self.state = rings().map_or(State::Refused, State::Open);
            self.is_news = matches!(self.state, State::Open(_));
        }
    }

    /// Returns true once, after the tracepoint was opened.
    pub(crate) fn is_opened(&mut self) -> bool {
        std::mem::take(&mut self.is_news)
    }

    /// Returns whether the tracepoint cannot be read.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.state, State::Refused)
    }

    /// Notes whether a socket gets extended ACKs by its program's own wish, or by nltrace's.
    pub(crate) fn asked(&mut self, inode: u64, asks: bool) {
        if asks {
            self.asked.insert(inode, ());
        } else {
            self.asked.remove(&inode);
        }
    }

    /// Returns true if a socket gets extended ACKs.
    pub(crate) fn has_asked(&self, inode: u64) -> bool {
        self.asked.contains(&inode)
    }

    /// Takes the texts that were set in a thread, whose call has just ended, in their order.
    ///
    /// Texts of other traced threads are kept for the ends of their calls; all others are dropped.
    pub(crate) fn take(&mut self, tid: i32, is_traced: impl Fn(i32) -> bool) -> Vec<String> {
        let State::Open(rings) = &mut self.state else { return Vec::new() };
        for ring in rings {
            ring.drain(|record| match record {
                Record::Text { tid: owner, time, words } if owner == tid || is_traced(owner) => {
                    self.waiting.push_back(Text { tid: owner, time, words });
                }
                Record::Lost(count) => self.lost += count,
                _ => {}
            });
        }
        if self.waiting.is_empty() {
            return Vec::new();
        }
        let mut own: Vec<Text> = Vec::new();
        let mut others = VecDeque::new();
        for text in self.waiting.drain(..) {
            if text.tid == tid { own.push(text) } else { others.push_back(text) }
        }
        self.waiting = others;
        while self.waiting.len() > MOST_WAITING {
            self.waiting.pop_front();
            self.lost += 1;
        }
        own.sort_by_key(|text| text.time);
        own.into_iter().map(|text| text.words).collect()
    }

    /// Returns a sentence about lost texts, if any were lost.
    pub(crate) fn unseen(&self) -> Option<String> {
        (self.lost > 0).then(|| {
            let lost = self.lost;
            format!("the kernel gave reasons faster than nltrace read them: {lost} are missing, of this or other programs")
        })
    }
}

impl Drop for KernelTexts {
    fn drop(&mut self) {
        if let State::Open(rings) = std::mem::replace(&mut self.state, State::Closed) {
            ring::close(rings);
        }
    }
}

/// Opens a ring on each processor.
fn rings() -> io::Result<Vec<Ring>> {
    let event = tracefs::event()?;
    let rings: Vec<Ring> = ring::processors().filter_map(|cpu| Ring::open(&event, cpu).ok()).collect();
    // If one is refused, all are, except for processors that are off.
    if rings.is_empty() { Err(io::Error::from(io::ErrorKind::PermissionDenied)) } else { Ok(rings) }
}
