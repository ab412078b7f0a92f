//! The state that the threads of one process share: its descriptors as far as calls have shown them, and its filters.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use nix::libc::sock_filter;

use super::bpf::{self, Question};
use crate::datagram::SocketInfo;

/// More descriptors of netlink sockets are not noted.
const MOST: usize = 1 << 14;

/// A descriptor of a netlink socket.
#[derive(Clone, Copy, Debug)]
struct Entry {
    socket: SocketInfo,
    /// It is closed when the process executes a program.
    closes_on_exec: bool,
}

/// The netlink sockets of a process, by their descriptors, as its calls have shown them. Used where nltrace may not read
/// /proc/PID/fd.
#[derive(Clone, Debug, Default)]
pub(crate) struct Descriptors(HashMap<i32, Entry>);

impl Descriptors {
    /// Returns the socket of a descriptor.
    pub(crate) fn get(&self, fd: i32) -> Option<SocketInfo> {
        self.0.get(&fd).map(|entry| entry.socket)
    }

    /// Returns true if nothing is known of this descriptor, or it is known as another socket.
    pub(crate) fn lacks(&self, fd: i32, inode: u64) -> bool {
        self.0.get(&fd).is_none_or(|entry| entry.socket.inode != inode)
    }

    /// Returns true if there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes that a descriptor is a netlink socket now.
    pub(crate) fn insert(&mut self, fd: i32, socket: SocketInfo, closes_on_exec: bool) {
        if self.0.len() < MOST || self.0.contains_key(&fd) {
            self.0.insert(fd, Entry { socket, closes_on_exec });
        }
    }

    /// Notes that more is known of a socket.
    pub(crate) fn learn(&mut self, fd: i32, socket: SocketInfo) {
        if let Some(entry) = self.0.get_mut(&fd).filter(|entry| entry.socket.inode == socket.inode) {
            entry.socket = socket;
        }
    }

    /// Notes whether a descriptor survives exec.
    pub(crate) fn set_closes_on_exec(&mut self, first: i32, last: i32, closes: bool) {
        let within = |fd: &i32| (first..=last).contains(fd);
        self.0.iter_mut().filter(|(fd, _)| within(fd)).for_each(|(_, entry)| entry.closes_on_exec = closes);
    }

    /// Descriptors were closed, or became something else.
    pub(crate) fn remove(&mut self, first: i32, last: i32) {
        if first == last {
            self.0.remove(&first);
        } else {
            self.0.retain(|fd, _| !(first..=last).contains(fd));
        }
    }

    /// Notes that the process executes another program.
    pub(crate) fn execute(&mut self) {
        self.0.retain(|_, entry| !entry.closes_on_exec);
    }
}

/// The state that the threads of one process share.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The netlink sockets.
    pub(crate) descriptors: RefCell<Descriptors>,
    /// Grows with each call that may take a descriptor's number away.
    pub(crate) epoch: Cell<u64>,
    /// How many such calls are under way.
    unsettling: Cell<u32>,
    /// Filters that the process, or an ancestor, has put on itself.
    filters: RefCell<Vec<Rc<[sock_filter]>>>,
    /// Some of its filters could not be read.
    has_unknown_filters: Cell<bool>,
    /// Stops that were only because a netlink socket is not named by a filter yet.
    pub(crate) needless: Cell<u32>,
    /// It has been said that something of this process cannot be seen.
    pub(crate) blind_reported: Cell<bool>,
}

impl Table {
    /// Returns the table of a child process.
    pub(crate) fn child(&self) -> Table {
        Table {
            descriptors: RefCell::new(self.descriptors.borrow().clone()),
            filters: RefCell::new(self.filters.borrow().clone()),
            has_unknown_filters: self.has_unknown_filters.clone(),
            needless: self.needless.clone(),
            ..Table::default()
        }
    }

    /// Notes that a call begins that may take a descriptor's number away.
    pub(crate) fn unsettle(&self) {
        self.epoch.set(self.epoch.get().wrapping_add(1));
    }

    /// Returns true if no such call is under way.
    pub(crate) fn is_settled(&self) -> bool {
        self.unsettling.get() == 0
    }

    /// Notes that the process has put a filter on itself; `None` if it could not be read.
    pub(crate) fn add_filter(&self, filter: Option<Rc<[sock_filter]>>) {
        match filter {
            Some(filter) => self.filters.borrow_mut().push(filter),
            None => self.has_unknown_filters.set(true),
        }
    }

    /// Returns true if it has filters of its own.
    pub(crate) fn has_filters(&self) -> bool {
        self.has_unknown_filters.get() || !self.filters.borrow().is_empty()
    }

    /// Returns how many filters of its own it has, as far as they are known.
    pub(crate) fn filter_count(&self) -> usize {
        self.filters.borrow().len()
    }

    /// Returns true if all its own filters let a call pass.
    pub(crate) fn allows(&self, question: &Question) -> bool {
        let allows = |filter: &Rc<[sock_filter]>| bpf::allows(filter, question);
        !self.has_unknown_filters.get() && self.filters.borrow().iter().all(allows)
    }
}

/// A call under way that may take a descriptor's number away.
#[derive(Debug)]
pub(crate) struct Unsettling(Rc<Table>);

impl Unsettling {
    /// Notes that a call begins that may take a descriptor's number away.
    pub(crate) fn begin(table: &Rc<Table>) -> Unsettling {
        table.unsettling.set(table.unsettling.get().saturating_add(1));
        Unsettling(Rc::clone(table))
    }
}

impl Drop for Unsettling {
    fn drop(&mut self) {
        self.0.unsettling.set(self.0.unsettling.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datagram::LearnedBy;

    fn socket(inode: u64) -> SocketInfo {
        SocketInfo { inode, protocol: Some(0), portid: None, learned: LearnedBy::SocketCall }
    }

    #[test]
    fn exec_and_ranges_take_descriptors_away() {
        let mut all = Descriptors::default();
        for fd in 3..10 {
            all.insert(fd, socket(100), fd % 2 == 0);
        }
        all.set_closes_on_exec(3, 3, true);
        all.set_closes_on_exec(4, 4, false);
        all.remove(8, i32::MAX);
        all.execute();
        let mut left: Vec<i32> = all.0.keys().copied().collect();
        left.sort_unstable();
        assert_eq!(left, [4, 5, 7]);
        assert!(all.lacks(4, 101) && all.lacks(3, 100) && !all.lacks(4, 100));
        all.learn(4, SocketInfo { portid: Some(7), ..socket(100) });
        all.learn(5, SocketInfo { portid: Some(7), ..socket(101) });
        assert_eq!([4, 5].map(|fd| all.get(fd).and_then(|socket| socket.portid)), [Some(7), None]);
    }

    #[test]
    fn a_call_under_way_unsettles_until_it_is_dropped() {
        let table = Rc::new(Table::default());
        let (one, two) = (Unsettling::begin(&table), Unsettling::begin(&table));
        drop(one);
        assert!(!table.is_settled());
        drop(two);
        assert!(table.is_settled());
    }
}
