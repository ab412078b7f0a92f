//! The effects of calls on the descriptors of a process, for processes whose /proc is closed and for young sockets.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the kernel too takes the low 32 bits of flags and descriptors"
)]

use nix::libc;

use super::book::Book;
use super::syscalls::{Call, int};
use super::task::{Pending, Task};

/// Records the effects of a call on the descriptors of its process.
pub(super) fn note_descriptors(book: &mut Book, task: &mut Task, call: &Pending, done: Option<u64>) {
    let [first, second, third, ..] = call.view.args;
    let mut descriptors = task.table.descriptors.borrow_mut();
    let mut gone = None;
    match (call.row.call, done) {
        (Call::Socket, Some(_)) => {
            if let Some(socket) = call.socket {
                let closes = second & libc::SOCK_CLOEXEC as u64 != 0;
                descriptors.insert(call.fd, socket, closes);
            }
        }
        (Call::Duplicate, Some(_)) if call.sets_flags() => {
            let closes = third & libc::FD_CLOEXEC as u64 != 0;
            descriptors.set_closes_on_exec(call.fd, call.fd, closes);
        }
        (Call::Duplicate, Some(fd)) => {
            let fd = int(fd);
            let closes = match call.row.name {
                "dup3" => third & libc::O_CLOEXEC as u64 != 0,
                "dup" | "dup2" => false,
                _ => second == libc::F_DUPFD_CLOEXEC as u64,
            };
            match call.socket {
                Some(socket) => descriptors.insert(fd, socket, closes),
                None if call.row.other.is_some() => descriptors.remove(fd, fd),
                None => {}
            }
            if call.socket.is_none() && call.row.other.is_some() {
                gone = Some((fd, fd));
            }
        }
        // The number is free even if close(2) fails, but for one that was free before.
        (Call::Close, _) => {
            descriptors.remove(call.fd, call.fd);
            gone = Some((call.fd, call.fd));
        }
        (Call::CloseRange, Some(_)) => {
            const CLOSE_RANGE_CLOEXEC: u64 = 4;
            let bound = |fd: u64| i32::try_from(fd as u32).unwrap_or(i32::MAX);
            let (first, last) = (bound(first), bound(second));
            if third & CLOSE_RANGE_CLOEXEC != 0 {
                descriptors.set_closes_on_exec(first, last, true);
            } else {
                descriptors.remove(first, last);
                gone = Some((first, last));
            }
        }
        (Call::Send(_) | Call::Bind | Call::Connect, _) => {
            if let Some(socket) = call.socket {
                descriptors.learn(call.fd, socket);
            }
        }
        _ => {}
    }
    drop(descriptors);
    if let Some((first, last)) = gone {
        let stays = |fd: &u32| i32::try_from(*fd).is_ok_and(|fd| !(first..=last).contains(&fd));
        let tgid = task.tgid;
        task.young.retain(stays);
        // Most have none.
        if book.tasks.len() > 1 {
            let others =
                book.tasks.values_mut().filter(|other| other.tgid == tgid && !other.young.is_empty());
            others.for_each(|other| other.young.retain(stays));
        }
    }
}
