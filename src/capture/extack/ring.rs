//! One processor's perf event and the ring that the kernel writes its records to.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};

use nix::libc;

use super::record::{self, HEADER, Record};
use super::tracefs::Event;

/// Pages for records, a power of two: some hundred texts. The kernel seldom sets one.
const PAGES: usize = 8;
/// Where `struct perf_event_mmap_page` has `data_head`, and right after it `data_tail`.
const DATA_HEAD: usize = 1024;

const PERF_TYPE_TRACEPOINT: u32 = 2;
const PERF_FLAG_FD_CLOEXEC: libc::c_ulong = 8;

/// `struct perf_event_attr`, in its first published length.
#[repr(C)]
#[derive(Debug, Default)]
struct Attributes {
    kind: u32,
    size: u32,
    config: u64,
    sample_period: u64,
    sample_type: u64,
    read_format: u64,
    flags: u64,
    wakeup_events: u32,
    breakpoint_type: u32,
    breakpoint_address: u64,
}

/// The ring of one processor.
#[derive(Debug)]
pub(super) struct Ring {
    event: OwnedFd,
    base: NonNull<u8>,
    page: usize,
    /// The offset in a record of the place of its text.
    at: usize,
    record: Vec<u8>,
}

impl Ring {
    /// Opens a tracepoint on one processor for all threads, because the kernel allows no other ring for several threads. The
    /// reader drops the records of other threads.
    pub(super) fn open(event: &Event, cpu: i32) -> io::Result<Ring> {
        let attributes = Attributes {
            kind: PERF_TYPE_TRACEPOINT,
            size: size_of::<Attributes>() as u32,
            config: event.id,
            sample_period: 1,
            sample_type: record::SAMPLE_TYPE,
            ..Attributes::default()
        };
        // SAFETY: the kernel reads `size` bytes of the attributes, which is their length.
        let fd = unsafe {
            libc::syscall(libc::SYS_perf_event_open, &raw const attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC)
        };
        let fd = i32::try_from(fd).ok().filter(|fd| *fd >= 0).ok_or_else(io::Error::last_os_error)?;
        // SAFETY: the kernel has just made this descriptor for us.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        // SAFETY: no memory is involved.
        let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096);
        let (protection, len) = (libc::PROT_READ | libc::PROT_WRITE, (1 + PAGES) * page);
        // SAFETY: a new mapping, at an address that the kernel chooses.
        let base =
            unsafe { libc::mmap(std::ptr::null_mut(), len, protection, libc::MAP_SHARED, fd.as_raw_fd(), 0) };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let base = NonNull::new(base.cast()).ok_or_else(io::Error::last_os_error)?;
        Ok(Ring { event: fd, base, page, at: event.at, record: Vec::new() })
    }

    /// Hands on the records that the kernel has written since the last time.
    pub(super) fn drain(&mut self, mut take: impl FnMut(Record)) {
        let head = self.counter(0).load(Ordering::Acquire);
        let mut tail = self.counter(1).load(Ordering::Relaxed);
        while tail < head {
            self.copy(tail, HEADER);
            // The kernel writes no such length. If it did, nothing after it could be found.
            let Some(length) = record::length(&self.record).filter(|length| *length as u64 <= head - tail)
            else {
                tail = head;
                break;
            };
            self.copy(tail, length);
            take(record::parse(&self.record, self.at));
            tail += length as u64;
        }
        self.counter(1).store(tail, Ordering::Release);
    }

    /// Returns `data_head` (0), which the kernel writes, or `data_tail` (1), which we write.
    fn counter(&self, index: usize) -> &AtomicU64 {
        // SAFETY: both counters lie in the first page of the mapping, aligned, and live as long as it does. The kernel
        // changes them as a whole.
        unsafe { AtomicU64::from_ptr(self.base.as_ptr().add(DATA_HEAD).cast::<u64>().add(index)) }
    }

    /// Copies bytes of the ring to `record`. They may go round its end.
    fn copy(&mut self, from: u64, len: usize) {
        let room = PAGES * self.page;
        self.record.clear();
        for offset in 0..len.min(room) as u64 {
            // `room` is a power of two, and what is left of a number below it fits.
            let place = ((from + offset) & (room as u64 - 1)) as usize;
            // SAFETY: `place` is below the length of the ring, which begins after the first page. The kernel does not write to
            // what lies between tail and head.
            self.record.push(unsafe { self.base.as_ptr().add(self.page + place).read_volatile() });
        }
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        // SAFETY: this mapping was made by `open`, and nobody else uses it.
        unsafe { libc::munmap(self.base.as_ptr().cast(), (1 + PAGES) * self.page) };
    }
}

/// Returns the processors.
pub(super) fn processors() -> impl Iterator<Item = i32> {
    let online = fs::read_to_string("/sys/devices/system/cpu/online").unwrap_or_else(|_| "0-4095".to_owned());
    parse_list(&online).into_iter()
}

/// Reads `0-3,8`. A list that reads otherwise ends there.
fn parse_list(list: &str) -> Vec<i32> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some((first.parse::<u16>().ok()?, last.parse::<u16>().ok()?))
    };
    let ranges = list.trim().split(',').map_while(range);
    ranges.flat_map(|(first, last)| i32::from(first)..=i32::from(last)).collect()
}

/// Closes rings without waiting.
///
/// The kernel takes tens of milliseconds for the last descriptor of a tracepoint, and an exit waits for it. So a child gets all
/// descriptors, and ends at once: it is the child's end that takes so long, and nobody waits for it.
pub(super) fn close(rings: Vec<Ring>) {
    let mut kept: Vec<u32> =
        rings.iter().filter_map(|ring| u32::try_from(ring.event.as_raw_fd()).ok()).collect();
    kept.sort_unstable();
    // SAFETY: the child makes system calls only, frees nothing and never returns: it closes what others may wait to see
    // closed, and ends.
    unsafe {
        if libc::fork() == 0 {
            let mut next = 0;
            for &fd in &kept {
                if fd > next {
                    libc::syscall(libc::SYS_close_range, next, fd - 1, 0);
                }
                next = fd + 1;
            }
            libc::syscall(libc::SYS_close_range, next, u32::MAX, 0);
            libc::_exit(0);
        }
    }
    drop(rings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_processors() {
        assert_eq!(parse_list("0-3,8\n"), [0, 1, 2, 3, 8]);
        assert_eq!(parse_list("0"), [0]);
        assert_eq!(parse_list("0,x-4,9"), [0]);
        assert_eq!(parse_list("").len(), 0);
        assert_eq!(parse_list("5-3").len(), 0);
    }
}
