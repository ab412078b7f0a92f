//! Calls that would get around nltrace's filters: a program's own seccomp filters, and untraced children.

#![allow(clippy::cast_possible_truncation, reason = "the kernel too takes the low 32 bits of flags")]

use std::rc::Rc;

use nix::libc;

use super::batch::StopBatch;
use super::book::Book;
use super::bpf;
use super::memory::uint;
use super::sys::{self, Pid};
use super::syscalls::{CLONE_UNTRACED, Call, Row};
use super::task::Pending;
use super::transfer::View;
use crate::datagram::{NoticeKind, Outcome};

/// `SECCOMP_SET_MODE_FILTER`.
const FILTER_MODE: u64 = 1;
/// `SECCOMP_MODE_STRICT`, for `prctl`.
const STRICT_MODE: u64 = 1;

const STRICT: &str = "the kernel refuses strict seccomp to a program that is under a filter, as nltrace's; trace it with \
    --no-seccomp";

/// Returns the filter that a process is about to put on itself: calls that nltrace would have it make might be what that
/// kills for. `None` if it cannot be read.
pub(super) fn own_filter(
    book: &mut Book,
    tid: Pid,
    mode: u64,
    flags: u64,
    addr: u64,
    view: &View,
) -> Option<Rc<[libc::sock_filter]>> {
    if mode != FILTER_MODE {
        return None;
    }
    if flags & u64::from(libc::SECCOMP_FILTER_FLAG_NEW_LISTENER as u32) != 0 {
        // The supervisor of such a filter may put descriptors into the process without a call of the process.
        book.holding = false;
        let process = book.tasks.get(&tid).map(|task| task.tgid);
        process.into_iter().for_each(|tgid| book.stop_for_every_call(tgid));
    }
    let word = view.abi.word();
    let mut bytes = Vec::new();
    if !view.space.exact(addr, 2 * word, &mut bytes) {
        return None;
    }
    let &[low, high, ..] = bytes.as_slice() else { return None };
    let count = usize::from(u16::from_ne_bytes([low, high])).min(bpf::MOST);
    let at = uint(&bytes, word, word)?;
    let is_read = view.space.exact(at, count * size_of::<libc::sock_filter>(), &mut bytes);
    is_read.then(|| bpf::parse(&bytes).into())
}

/// Notes that the process has put a filter on itself, or the kernel has refused it.
pub(super) fn filtered(book: &Book, batch: &mut StopBatch, tid: Pid, call: &Pending, outcome: Outcome) {
    let Some(filter) = &call.filter else { return };
    let [first, second, ..] = call.view.args;
    let strict = if call.row.call == Call::Prctl { second == STRICT_MODE } else { first == 0 };
    match outcome {
        Outcome::Returned(_) => {
            if let Some(task) = book.tasks.get(&tid) {
                task.table.add_filter(filter.clone());
            }
        }
        // The kernel has two modes, and no way from one to the other.
        Outcome::Failed(libc::EINVAL) if strict && book.is_filtered() => {
            batch.notice(NoticeKind::Blind(STRICT.to_owned()), outcome);
        }
        _ => {}
    }
}

/// Takes CLONE_UNTRACED out of the flags of a `clone` or `clone3` that begins.
///
/// The child inherits nltrace's filters. If it were not traced, all calls that they name would fail with ENOSYS.
pub(super) fn keep_traced(tid: Pid, row: &Row, view: &View) {
    let untraced = u64::from(CLONE_UNTRACED);
    let [first, ..] = view.args;
    if row.flags().is_some() {
        let _ = sys::set_first_argument(tid, view.abi, first & !untraced);
        return;
    }
    // `struct clone_args` begins with 64 bits of flags.
    let mut bytes = Vec::new();
    if view.space.exact(first, size_of::<u64>(), &mut bytes)
        && let Some(flags) = uint(&bytes, 0, size_of::<u64>()).filter(|flags| flags & untraced != 0)
    {
        let _ = view.space.write(first, &(flags & !untraced).to_ne_bytes());
    }
}
