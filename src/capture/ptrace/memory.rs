//! Reading a traced program's memory: never more than is there, never trusting a length it claims.
//!
//! There are three ways. process_vm_readv(2) is the quickest. /proc/PID/mem works where a container's filter forbids
//! that, and, once it is open, also after the program has changed its user. PTRACE_PEEKDATA works without /proc.

#![allow(
    clippy::cast_possible_truncation,
    reason = "addresses and lengths of a 64-bit machine; what is cast to 32 bits was read from 4 bytes"
)]

use std::cell::{Cell, OnceCell};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::rc::Rc;

use nix::libc;

use super::proc;
use super::sys::{self, Pid};
use super::syscalls::Abi;

/// More of one datagram is not kept. The kernel's own limit is the socket's buffer, 208 KiB unless root raised it.
pub(crate) const LIMIT: usize = 16 << 20;
/// Read at once at most: what a program claims to have is allocated only as far as it turns out to be there.
const CHUNK: usize = 256 << 10;
/// `UIO_MAXIOV`: the kernel takes no more iovecs, and no more messages, at once.
pub(crate) const MAX_VECTORS: usize = 1024;

/// A place in the program's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Address of its first byte.
    pub(crate) addr: u64,
    /// Its length, as the program claims it.
    pub(crate) len: u64,
}

impl Place {
    fn iovec(self) -> libc::iovec {
        libc::iovec { iov_base: self.addr as usize as *mut libc::c_void, iov_len: self.len as usize }
    }
}

/// `struct msghdr`, of either width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MessageHeader {
    /// Address of the other side's address.
    pub(crate) name: u64,
    /// Its length.
    pub(crate) name_len: u32,
    /// Address of the iovecs.
    pub(crate) vectors: u64,
    /// How many there are.
    pub(crate) vector_count: u64,
    /// Address of the control messages.
    pub(crate) control: u64,
    /// Their length.
    pub(crate) control_len: u64,
    /// `MSG_*` that the kernel returned.
    pub(crate) flags: u32,
    /// In an array of `mmsghdr`: the length of the data moved.
    pub(crate) moved: u32,
}

impl MessageHeader {
    /// Returns length of a `struct msghdr`.
    pub(crate) const fn size(abi: Abi) -> usize {
        if abi.word() == 8 { 56 } else { 28 }
    }

    /// Returns length of a `struct mmsghdr`.
    pub(crate) const fn element_size(abi: Abi) -> usize {
        if abi.word() == 8 { 64 } else { 32 }
    }

    /// Reads one from bytes that are one; `mmsghdr`'s length is taken along if it is there.
    pub(crate) fn parse(bytes: &[u8], abi: Abi) -> Option<MessageHeader> {
        let word = |i: usize| uint(bytes, i * abi.word(), abi.word());
        Some(MessageHeader {
            name: word(0)?,
            name_len: uint(bytes, abi.word(), 4)? as u32,
            vectors: word(2)?,
            vector_count: word(3)?,
            control: word(4)?,
            control_len: word(5)?,
            flags: uint(bytes, 6 * abi.word(), 4)? as u32,
            moved: uint(bytes, MessageHeader::size(abi), 4).unwrap_or(0) as u32,
        })
    }
}

/// Returns an unsigned integer of the machine's byte order, of 4 or 8 bytes, somewhere in `bytes`.
pub(crate) fn uint(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(len)?)?;
    match len {
        4 => Some(u64::from(u32::from_ne_bytes(bytes.try_into().ok()?))),
        8 => Some(u64::from_ne_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}

/// How far a read of a buffer got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gathered {
    /// Bytes read.
    pub(crate) len: usize,
    /// The address at which the memory could not be read.
    pub(crate) hole: Option<u64>,
}

/// How memory is read, and why it was not read in a better way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Call,
    File,
    Words,
    /// No way is permitted; the last `errno`.
    None(i32),
}

/// The way to read a process's memory, shared by its threads.
#[derive(Debug)]
pub(crate) struct Access {
    way: Cell<Way>,
    file: OnceCell<Option<File>>,
}

/// The memory of a traced thread.
#[derive(Clone, Debug)]
pub(crate) struct AddressSpace {
    tid: Pid,
    access: Rc<Access>,
}

impl AddressSpace {
    /// Returns the memory of a thread that is the only known one of its process.
    pub(crate) fn of(tid: Pid) -> AddressSpace {
        AddressSpace { tid, access: Rc::new(Access { way: Cell::new(Way::Call), file: OnceCell::new() }) }
    }

    /// Returns the same memory, read as another thread of the process.
    pub(crate) fn seen_by(&self, tid: Pid) -> AddressSpace {
        AddressSpace { tid, access: Rc::clone(&self.access) }
    }

    /// Opens what stays readable when the process changes its user or ceases to be dumpable.
    pub(crate) fn prepare(&self) {
        self.file();
    }

    fn file(&self) -> Option<&File> {
        let open = || {
            let root = proc::root().ok()?;
            let path = format!("{root}/{}/mem", self.tid);
            File::options().read(true).write(true).open(&path).or_else(|_| File::open(&path)).ok()
        };
        self.access.file.get_or_init(open).as_ref()
    }

    /// Returns why the memory cannot be read at all, if that has turned out: an `errno`.
    pub(crate) fn refusal(&self) -> Option<i32> {
        match self.access.way.get() {
            Way::None(errno) => Some(errno),
            _ => None,
        }
    }

    /// Appends the readable part of the bytes at these places, and returns its length.
    fn read(&self, places: &[libc::iovec], out: &mut Vec<u8>) -> usize {
        loop {
            let read = match self.access.way.get() {
                Way::Call => sys::read_memory(self.tid, places, out),
                Way::File => self.read_file(places, out),
                Way::Words => self.read_words(places, out),
                Way::None(_) => return 0,
            };
            match read {
                Ok(read) => return read,
                Err(error) if !self.turn_to_next(&error) => return 0,
                Err(_) => {}
            }
        }
    }

    /// Goes over to the next way if this one is not permitted; false if it is, and the memory is not there.
    fn turn_to_next(&self, error: &io::Error) -> bool {
        let errno = error.raw_os_error().unwrap_or(0);
        if !matches!(errno, libc::EPERM | libc::EACCES | libc::ENOSYS) {
            return false;
        }
        let way = match self.access.way.get() {
            Way::Call => Way::File,
            Way::File => Way::Words,
            Way::Words | Way::None(_) => Way::None(errno),
        };
        self.access.way.set(way);
        true
    }

    fn read_file(&self, places: &[libc::iovec], out: &mut Vec<u8>) -> io::Result<usize> {
        let file = self.file().ok_or_else(|| io::Error::from_raw_os_error(libc::EACCES))?;
        let start = out.len();
        for place in places {
            let (at, from) = (out.len(), place.iov_base as u64);
            out.resize(at + place.iov_len, 0);
            let mut read = 0;
            while let Some(rest) = out.get_mut(at + read..).filter(|rest| !rest.is_empty()) {
                match file.read_at(rest, from.wrapping_add(read as u64)) {
                    Ok(0) | Err(_) => break,
                    Ok(more) => read += more,
                }
            }
            out.truncate(at + read);
            if read < place.iov_len {
                break;
            }
        }
        Ok(out.len() - start)
    }

    fn read_words(&self, places: &[libc::iovec], out: &mut Vec<u8>) -> io::Result<usize> {
        const WORD: u64 = size_of::<usize>() as u64;
        let start = out.len();
        'places: for place in places {
            let (from, len) = (place.iov_base as u64, place.iov_len as u64);
            let mut done = 0;
            while done < len {
                let at = from.wrapping_add(done);
                let skip = at % WORD;
                let Ok(word) = sys::peek(self.tid, at - skip) else {
                    // A refusal and a hole look alike; the code that runs can be read unless all is refused.
                    let refused = out.len() == start
                        && sys::instruction_pointer(self.tid)
                            .is_ok_and(|at| sys::peek(self.tid, at).is_err());
                    if refused {
                        return Err(io::Error::from_raw_os_error(libc::EPERM));
                    }
                    break 'places;
                };
                let take = (WORD - skip).min(len - done);
                let bytes = word.to_ne_bytes();
                out.extend_from_slice(bytes.get(skip as usize..(skip + take) as usize).unwrap_or_default());
                done += take;
            }
        }
        Ok(out.len() - start)
    }

    /// Writes `bytes`, all of them or it is an error.
    pub(crate) fn write(&self, addr: u64, bytes: &[u8]) -> io::Result<()> {
        match sys::write_memory(self.tid, addr, bytes) {
            Err(error) if matches!(error.raw_os_error(), Some(libc::EPERM | libc::ENOSYS)) => {
                match self.file() {
                    Some(file) => file.write_all_at(bytes, addr),
                    None => Err(error),
                }
            }
            done => done,
        }
    }

    /// Reads exactly `len` bytes into `out`, which is cleared first; false if not all of them can be read.
    pub(crate) fn exact(&self, addr: u64, len: usize, out: &mut Vec<u8>) -> bool {
        out.clear();
        self.gather(&[Place { addr, len: len as u64 }], len, out).len == len
    }

    /// Appends up to `want` bytes at `places` to `out`, one call for all of them as long as they are not giant.
    pub(crate) fn gather(&self, places: &[Place], want: usize, out: &mut Vec<u8>) -> Gathered {
        gather(want, places, out, |places, out| self.read(places, out))
    }
}

/// Appends up to `want` bytes at `places` to `out`, by calls of `read` for a few places at once.
fn gather(
    want: usize,
    places: &[Place],
    out: &mut Vec<u8>,
    read: impl Fn(&[libc::iovec], &mut Vec<u8>) -> usize,
) -> Gathered {
    let mut len = 0;
    let mut todo = [libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 }; 8];
    let mut rest = places.iter().copied().filter(|place| place.len > 0);
    let mut open = rest.next();
    while len < want {
        let mut room = (want - len).min(CHUNK);
        let asked = room;
        let mut used = 0;
        let first = open;
        for slot in &mut todo {
            let Some(place) = open.filter(|_| room > 0) else { break };
            let take = place.len.min(room as u64);
            *slot = Place { addr: place.addr, len: take }.iovec();
            used += 1;
            room -= take as usize;
            open = if take < place.len {
                Some(Place { addr: place.addr.wrapping_add(take), len: place.len - take })
            } else {
                rest.next()
            };
        }
        let asked = asked - room;
        if asked == 0 {
            break;
        }
        out.reserve(asked);
        let todo = todo.get(..used).unwrap_or_default();
        let read = read(todo, out).min(asked);
        len += read;
        if read < asked {
            return Gathered { len, hole: hole(todo, read).or(first.map(|place| place.addr)) };
        }
    }
    Gathered { len, hole: None }
}

/// Returns the address `read` bytes into these places.
fn hole(places: &[libc::iovec], mut read: usize) -> Option<u64> {
    for place in places {
        if read < place.iov_len {
            return Some((place.iov_base as usize as u64).wrapping_add(read as u64));
        }
        read -= place.iov_len;
    }
    None
}

/// Parses an array of iovecs.
pub(crate) fn vectors(bytes: &[u8], abi: Abi, out: &mut Vec<Place>) {
    for vector in bytes.chunks_exact(2 * abi.word()) {
        if let (Some(addr), Some(len)) = (uint(vector, 0, abi.word()), uint(vector, abi.word(), abi.word())) {
            out.push(Place { addr, len });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pages, the second of which cannot be read.
    fn hole_at() -> (u64, u64) {
        use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect};
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        let len = std::num::NonZeroUsize::new(8192).unwrap();
        // SAFETY: a new private mapping with no other user, and half of it made unreadable.
        unsafe {
            let page = mmap_anonymous(None, len, protection, MapFlags::MAP_PRIVATE).unwrap();
            page.cast::<[u8; 4096]>().write([7; 4096]);
            mprotect(page.byte_add(4096), 4096, ProtFlags::PROT_NONE).unwrap();
            (page.as_ptr() as u64, page.as_ptr() as u64 + 4096)
        }
    }

    fn own() -> AddressSpace {
        AddressSpace::of(std::process::id().cast_signed())
    }

    /// /proc/PID/mem reads as process_vm_readv(2) does. A process that is no tracer cannot peek, and gets an error.
    #[test]
    fn every_way_reads_the_same() {
        let (start, hole) = hole_at();
        // The kernel lets a tracer read through this file what the program itself cannot, so nothing must be there.
        // SAFETY: the page is the second one of the mapping above, and there is no reference to it.
        unsafe { libc::munmap(hole as usize as *mut libc::c_void, 4096) };
        let two = [Place { addr: start, len: 5 }, Place { addr: hole - 3, len: 5 }];
        for way in [Way::Call, Way::File] {
            let space = own();
            space.access.way.set(way);
            let mut out = vec![1];
            assert_eq!(space.gather(&two, 10, &mut out), Gathered { len: 8, hole: Some(hole) }, "{way:?}");
            assert_eq!(out, [1, 7, 7, 7, 7, 7, 7, 7, 7]);
            assert_eq!((space.access.way.get(), space.refusal()), (way, None));
            let mut byte = [0u8];
            space.write(byte.as_mut_ptr() as u64, &[9]).unwrap();
            assert_eq!(std::hint::black_box(byte), [9]);
        }
    }

    #[test]
    fn what_lies_before_a_hole_is_kept() {
        let (start, hole) = hole_at();
        let mut out = Vec::new();
        let got = own().gather(&[Place { addr: hole - 10, len: 100 }], 100, &mut out);
        assert_eq!(got, Gathered { len: 10, hole: Some(hole) });
        assert_eq!(out, [7; 10]);
        let two = [Place { addr: start, len: 5 }, Place { addr: hole - 3, len: 5 }];
        out.clear();
        assert_eq!(own().gather(&two, 10, &mut out), Gathered { len: 8, hole: Some(hole) });
        out.clear();
        assert_eq!(own().gather(&[Place { addr: hole, len: 5 }], 5, &mut out).hole, Some(hole));
    }

    #[test]
    fn a_giant_length_is_not_believed() {
        let (_, hole) = hole_at();
        let mut out = Vec::new();
        let got = own().gather(&[Place { addr: hole - 10, len: 1 << 62 }], LIMIT, &mut out);
        assert_eq!(got, Gathered { len: 10, hole: Some(hole) });
        assert!(out.capacity() <= 2 * CHUNK);
    }

    #[test]
    fn many_places_are_one_buffer() {
        let data: Vec<u8> = (0..=99).collect();
        let base = data.as_ptr() as u64;
        let places: Vec<Place> = (0..100).map(|i| Place { addr: base + i, len: 1 }).collect();
        let mut out = Vec::new();
        assert_eq!(own().gather(&places, 60, &mut out), Gathered { len: 60, hole: None });
        assert_eq!(out, data[..60]);
    }
}
