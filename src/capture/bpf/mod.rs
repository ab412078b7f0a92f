//! Datagrams and socket calls of all processes, or some, by eBPF: nothing is stopped.
//!
//! ```text
//!  any process                          the kernel                              nltrace
//!
//!  sendmsg(fd, …) ──► sys_enter_sendmsg ─ on_enter: is fd netlink?
//!                         │               yes: a mark ──────────────┐
//!                     netlink handles it ─ on_extack: why not ──────┤
//!                         │                                         ▼
//!             ◄────── sys_exit_sendmsg ── on_exit: copies ───►  one ring  ──► Order ──► Observer ──► observations
//!  recvmsg(fd, …)                         what moved            64 MiB        by time   of records
//!             ◄────── sys_exit_recvmsg ── on_exit ───────────►
//!  fork, exit ──────► sched_process_* ─── on_fork, on_end ───►
//! ```
//!
//! Where the kernel allows fentry, transfers are seen in netlink's own functions instead:
//!
//! ```text
//!  sendmsg, write, splice, io_uring … ─► netlink_sendmsg ─ on_send: a mark ────────────────────┐
//!                                           netlink_unicast ─ on_pages_sent: splice's data ────┤
//!                                      ◄─ ─────────────── on_sent: copies what was sent ───────┴─► the ring
//!  recvmsg, read, … ──────────────────► netlink_recvmsg ─ on_receive: room for control messages
//!                                           skb_recv_datagram ─ on_pages_received: splice's ───┐
//!                                      ◄─ ─────────────── on_received: copies what came ───────┴─► the ring
//! ```
//!
//! *Why nothing is missed.* Each call that can move a netlink message or change what a socket is has a tracepoint, and all
//! are hooked: `calls` lists them. Whether a descriptor is a netlink socket is read from the kernel's own structs
//! (descriptor, file, socket, `sk_family`), at each call. So sockets that were opened earlier, inherited or passed on are
//! known like any other, in every network namespace. A record that finds no room in the ring is counted by its processor,
//! and the next record brings the count. 32-bit calls pass no tracepoint of their own; what they move is reported
//! by the tracepoints of sockets, unless the two tracepoints that all calls pass are in use. A ring of `io_uring` is no system call, and `splice`
//! leaves nothing in memory: without fentry both are reported as what cannot be shown.
//!
//! `netlink.bpf.c` is the kernel's half, `record` reads what it writes, `load` and `attach` bring it into the kernel, `order` merges the
//! processors' records, with `under_way` and `unmarked` for sends, `observe` makes observations of them, `command` starts what `-- COMMAND` says.

mod attach;
mod calls;
mod clock;
mod command;
mod error;
mod load;
mod observe;
mod order;
mod record;
mod under_way;
mod unmarked;

use std::ffi::OsString;
use std::os::fd::AsFd;
use std::process::Child;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::time::{ClockId, clock_gettime};

use self::clock::EpochClock;
pub(crate) use self::error::Error;
use self::load::{Loaded, Wanted};
use self::observe::{Observer, Telling};
use self::order::Order;
use crate::datagram::Observation;
use crate::exit::{ExitStatus, Failure};
use crate::source::{Ending, OnWait, Source};

/// How long the reader sleeps while little happens, in milliseconds. The output is at most so old.
const NAP: u16 = 20;
/// How long it sleeps while records wait for their turn.
const SHORT_NAP: u16 = 2;
/// How often nltrace asks how many programs the kernel has skipped, in nanoseconds.
const SKIP_INTERVAL: u64 = 1_000_000_000;
/// Bytes that are taken out of the ring before their records are handed on.
const STRETCH: usize = 1 << 20;

/// Whose messages to capture.
#[derive(Clone, Debug)]
pub(crate) enum Whose {
    /// Those of every process.
    All,
    /// Those of these processes.
    Processes(Vec<i32>),
    /// Those of a command, which is started.
    Command(Vec<OsString>),
}

/// Properties that every message of interest has one of; `None` if any will do. The kernel's half leaves out the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Only {
    /// Process ids.
    pub(crate) pids: Option<Vec<u64>>,
    /// User ids.
    pub(crate) uids: Option<Vec<u64>>,
    /// Inodes of network namespaces.
    pub(crate) netns: Option<Vec<u64>>,
    /// Names of commands, without a NUL.
    pub(crate) comms: Option<Vec<Vec<u8>>>,
}

/// How to capture.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Bytes of the ring.
    pub(crate) buffer: u32,
    /// Also the children of processes.
    pub(crate) follow: bool,
    /// Hand on calls too, as they were made.
    pub(crate) calls: bool,
    /// Protocols that are of interest, a bit for each.
    pub(crate) protocols: u32,
    /// Further limits on the capture.
    pub(crate) only: Only,
}

/// A source of the messages that processes exchange with the kernel.
pub(crate) struct Capture {
    loaded: Loaded,
    order: Order,
    observer: Observer,
    clock: EpochClock,
    signals: command::Signals,
    command: Option<Child>,
    /// Processes are followed, and the capture ends with the last one.
    follows: bool,
    exit: ExitStatus,
    /// When the ring was looked at last.
    seen: u64,
    /// When the records were counted last for which the kernel did not run a program, and how many there were.
    looked: u64,
    skipped: u64,
    /// No more will come.
    is_over: bool,
    /// Records that were handed on.
    records: u64,
    on_wait: OnWait,
    /// Something was handed on since the last wait.
    is_unflushed: bool,
}

impl Capture {
    /// Begins to capture.
    pub(crate) fn start(whose: &Whose, options: &Options) -> Result<Capture, Error> {
        if !options.buffer.is_power_of_two() || options.buffer < 4096 {
            return Err(Error::Buffer(options.buffer));
        }
        let follows = !matches!(whose, Whose::All);
        if follows && !load::knows_pids() {
            return Err(Error::PidNamespace);
        }
        let wanted = Wanted {
            buffer: options.buffer,
            only_tree: follows,
            follow: options.follow,
            protocols: options.protocols,
            calls: options.calls,
            only: options.only.clone(),
        };
        let loaded = load::load(wanted)?;
        let mut observer = Observer::new(Telling { calls: options.calls, processes: follows });
        if loaded.reads_texts {
            observer.reads_texts();
        }
        let mut capture = Capture {
            loaded,
            order: Order::default(),
            observer,
            clock: EpochClock::default(),
            signals: command::Signals::open()?,
            command: None,
            follows,
            exit: ExitStatus::Code(0),
            seen: 0,
            looked: 0,
            skipped: 0,
            is_over: false,
            records: 0,
            on_wait: Box::new(|| ()),
            is_unflushed: false,
        };
        match whose {
            Whose::All => (),
            Whose::Processes(pids) => pids.iter().try_for_each(|pid| capture.follow(*pid))?,
            Whose::Command(argv) => capture.command = Some(capture.launch(argv)?),
        }
        Ok(capture)
    }

    /// Returns a sentence about the chosen hooks, and why they were chosen.
    pub(crate) fn chosen(&self) -> &str {
        &self.loaded.chosen
    }

    fn tree(&mut self, pid: u32, is_in: bool) -> Result<(), Error> {
        let tree = &mut self.loaded.tree;
        let done = if is_in { tree.insert(pid, 1, 0) } else { tree.remove(&pid) };
        done.map_err(|error| Error::Refused("a process to follow".to_owned(), error.to_string()))
    }

    fn follow(&mut self, pid: i32) -> Result<(), Error> {
        let id = u32::try_from(pid).map_err(|_| Error::NoSuchProcess(pid))?;
        if !std::path::Path::new(&format!("/proc/{id}")).exists() {
            return Err(Error::NoSuchProcess(pid));
        }
        self.tree(id, true)
    }

    fn launch(&mut self, argv: &[OsString]) -> Result<Child, Error> {
        let own = std::process::id();
        self.tree(own, true)?;
        let started = command::start(argv, &self.signals);
        self.tree(own, false)?;
        started
    }

    /// Takes records out of the ring until there is something to hand on. False at the end: the last followed process has
    /// ended, or a signal asked for it.
    fn fill(&mut self) -> Result<bool, Error> {
        while self.observer.is_empty() {
            if let Some(record) = self.observer.release() {
                self.order.recycle(record);
            }
            let seen = if self.is_over { u64::MAX } else { self.seen };
            if let Some(record) = self.order.next(seen) {
                self.records += 1;
                self.observer.observe(record);
            } else if self.is_over {
                // Those that no record came after.
                let untold = self.dropped().saturating_sub(self.order.lost);
                if untold == 0 {
                    return Ok(false);
                }
                self.order.lost += untold;
                self.observer.lost(untold);
            } else if self.drain() == 0 {
                self.wait()?;
            }
        }
        self.is_unflushed = true;
        Ok(true)
    }

    /// Takes a stretch of the ring's contents. Returns its length in bytes.
    fn drain(&mut self) -> usize {
        let now = monotonic();
        let mut taken = 0;
        while taken < STRETCH {
            let Some(item) = self.loaded.ring.next() else {
                self.seen = nanoseconds(now);
                break;
            };
            taken += item.len();
            self.order.take(&item);
        }
        self.clock.look();
        self.observer.set_epoch(self.clock.epoch);
        taken
    }

    /// Waits for records, a signal or the end of the command; says so if output is to be written first.
    fn wait(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.is_unflushed) {
            (self.on_wait)();
        }
        let nap = if self.order.is_waiting() { SHORT_NAP } else { NAP };
        let mut polled = [
            PollFd::new(self.loaded.ring.as_fd(), PollFlags::empty()),
            PollFd::new(self.signals.as_fd(), PollFlags::POLLIN),
        ];
        match poll(&mut polled, PollTimeout::from(nap)) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => (),
            Err(errno) => return Err(Error::System("poll", errno.into())),
        }
        self.look_for_skipped();
        self.look_for_the_end();
        Ok(())
    }

    fn look_for_the_end(&mut self) {
        let is_running = self.command.is_some() && self.exit_is_open();
        let asked = self.signals.next(self.command.as_ref().filter(|_| is_running));
        let is_last = self.follows && !is_running && self.loaded.tree.keys().next().is_none();
        if asked.is_none() && !is_last {
            return;
        }
        // Records made until now are still handed on.
        while self.drain() > 0 {}
        self.order.finish();
        self.is_over = true;
    }

    /// Returns whether the command still runs.
    fn exit_is_open(&mut self) -> bool {
        match self.command.as_mut().map(command::ended) {
            Some(Some(exit)) => {
                self.exit = exit;
                false
            }
            Some(None) => true,
            None => false,
        }
    }

    /// Returns how many records were lost.
    fn dropped(&self) -> u64 {
        let drops = &self.loaded.drops;
        let dropped: u64 = (0..drops.len()).filter_map(|lane| drops.get(&lane, 0).ok()).sum();
        dropped + self.loaded.skipped()
    }

    /// Reports records for which the kernel did not run the program, now and then.
    fn look_for_skipped(&mut self) {
        if self.seen.saturating_sub(self.looked) < SKIP_INTERVAL {
            return;
        }
        self.looked = self.seen;
        let skipped = self.loaded.skipped();
        let new = skipped.saturating_sub(self.skipped);
        if new > 0 {
            self.skipped = skipped;
            self.order.lost += new;
            self.observer.lost(new);
        }
    }
}

impl Source for Capture {
    fn on_wait(&mut self, hook: OnWait) {
        self.on_wait = hook;
    }

    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure> {
        let is_more = self.fill().map_err(|error| Failure::with_status(error.exit_code(), error))?;
        Ok(if is_more { self.observer.pop() } else { None })
    }

    fn end(&mut self) -> Ending {
        let (records, lost) = (self.records, self.order.lost);
        let losses = (lost > 0).then(|| {
            format!(
                "{lost} of {} records were lost: they came too fast; --buffer makes more room",
                records + lost
            )
        });
        let remarks = match losses {
            None if !self.follows => vec![format!("{records} records, none lost")],
            _ => Vec::new(),
        };
        Ending { remarks, losses, exit: self.command.is_some().then_some(self.exit) }
    }

    fn outlives_output(&self) -> bool {
        self.command.is_some()
    }
}

fn monotonic() -> Duration {
    clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default()
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
