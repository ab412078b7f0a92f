//! Attaches the programs of the kernel's half at the hooks that were chosen.

use std::os::fd::{AsFd, AsRawFd};
use std::path::PathBuf;

use aya::programs::{Program, ProgramError, RawTracePoint, TracePoint};
use aya::{Btf, Ebpf};

use super::calls;
use super::error::Error;

/// How system calls are hooked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hooks {
    /// A tracepoint for each call that matters; tracefs was mounted, or not and so was mounted privately.
    PerCall { mounted: bool },
    /// The two tracepoints that all calls pass, and why those of single calls are not used.
    All { because: &'static str },
}

impl Hooks {
    /// Returns whether the tracepoints that all calls pass are used.
    pub(super) fn are_all(self) -> bool {
        matches!(self, Hooks::All { .. })
    }
}

/// Where the programs are attached, besides the tracepoints of processes.
#[derive(Clone, Copy, Debug)]
pub(super) struct HookPlaces {
    pub(super) calls: Hooks,
    /// Tracepoints of sockets report reads and writes.
    pub(super) by_socket: bool,
    /// `getsockopt` is hooked too.
    pub(super) options: bool,
    /// Netlink's own functions report what is sent and received.
    pub(super) by_function: bool,
}

/// Attaches the program that reads the kernel's reasons for errors. Returns whether it could: the tracepoint is as old as Linux 5.10,
/// and a kernel without it lacks only the texts.
pub(super) fn attach_reasons(programs: &mut Ebpf) -> bool {
    attach_raw(programs, "on_extack", "netlink_extack").is_ok()
}

/// Says whether the kernel's reasons for errors are read.
pub(super) fn described(reads_texts: bool) -> &'static str {
    if reads_texts {
        ", extended-ACK texts from netlink:netlink_extack"
    } else {
        ", no extended-ACK texts: no tracepoint"
    }
}

/// Attaches the programs that report calls and processes. Returns words about the chosen hooks.
pub(super) fn attach(
    programs: &mut Ebpf,
    btf: &Btf,
    places: HookPlaces,
    why_not: &str,
) -> Result<String, Error> {
    let count = attach_calls(programs, places)?;
    let of_sockets = places.by_socket && !places.by_function;
    let typed = of_sockets && attach_typed(programs, places, btf)?;
    for (program, at, is_used) in [
        ("on_any_enter", "sys_enter", places.calls.are_all()),
        ("on_any_exit", "sys_exit", places.calls.are_all()),
        ("on_fork", "sched_process_fork", true),
        ("on_end", "sched_process_exit", true),
        ("on_moved", "sock_send_length", of_sockets && !typed),
        ("on_moved", "sock_recv_length", of_sockets && !typed),
    ] {
        if is_used {
            attach_raw(programs, program, at)?;
        }
    }
    let functions = if places.by_function {
        "fentry at netlink_sendmsg and netlink_recvmsg, ".to_owned()
    } else {
        format!("no fentry ({why_not}), ")
    };
    let how = match places.calls {
        Hooks::PerCall { mounted: true } => format!("{count} tracepoints of single system calls"),
        Hooks::PerCall { mounted: false } => {
            format!(
                "{count} tracepoints of single system calls (tracefs was not mounted: mounted for nltrace alone)"
            )
        }
        Hooks::All { because } => {
            format!("the tracepoints that all system calls pass, as {because}: costs more")
        }
    };
    let sockets = if places.by_socket && !places.by_function {
        ", reads and writes from sock:sock_send_length and sock_recv_length"
    } else {
        ""
    };
    Ok(format!("{functions}{how}{sockets}"))
}

/// Attaches at the tracepoints of single calls, if they are used. Returns how many there are.
fn attach_calls(programs: &mut Ebpf, places: HookPlaces) -> Result<u32, Error> {
    let mut count = 0;
    if places.calls.are_all() {
        return Ok(count);
    }
    for (program, prefix) in [("on_enter", "sys_enter_"), ("on_exit", "sys_exit_")] {
        let loaded: &mut TracePoint = find(programs, program)?;
        loaded.load().map_err(|error| Error::Refused(format!("the program {program}"), last_line(&error)))?;
        for row in calls::rows().filter(|row| row.native().is_some()) {
            let is_useless = places.by_socket && row.is_seen_by_socket()
                || places.by_function && row.is_seen_by_functions()
                || prefix == "sys_enter_" && !row.is_entered();
            if is_useless || row.name == "getsockopt" && !places.options {
                continue;
            }
            // A kernel may be built without a call: then no program can make it.
            match loaded.attach("syscalls", &format!("{prefix}{}", calls::tracepoint(row))) {
                Ok(_) => count += 1,
                Err(ProgramError::TracePointError(_)) => (),
                Err(ProgramError::SyscallError(error))
                    if error.io_error.kind() == std::io::ErrorKind::PermissionDenied =>
                {
                    return Err(Error::NoCallTracepoints);
                }
                Err(error) => {
                    let what = format!("{program} at {prefix}{}", row.name);
                    return Err(Error::Refused(what, chain(&error)));
                }
            }
        }
    }
    Ok(count)
}

/// Attaches at a raw tracepoint.
fn attach_raw(programs: &mut Ebpf, program: &str, at: &str) -> Result<(), Error> {
    let loaded: &mut RawTracePoint = find(programs, program)?;
    match loaded.load() {
        Ok(()) | Err(ProgramError::AlreadyLoaded) => (),
        Err(error) => return Err(Error::Refused(format!("the program {program}"), last_line(&error))),
    }
    let attached = loaded.attach(at).map(drop);
    attached.map_err(|error| Error::Refused(format!("{program} at {at}"), chain(&error)))
}

/// Attaches at the tracepoints of sockets by programs that read their arguments without a helper. Returns whether the kernel lets it.
fn attach_typed(programs: &mut Ebpf, places: HookPlaces, btf: &Btf) -> Result<bool, Error> {
    // Where the least hooks are used, these are the raw ones, so that they are tested too.
    if places.calls.are_all() || attach_at(programs, "on_moved_out", "sock_send_length", btf).is_err() {
        return Ok(false);
    }
    attach_at(programs, "on_moved_in", "sock_recv_length", btf).map(|_| true)
}

/// Attaches at the functions of netlink that all calls, io_uring and splice come through. Returns where the kernel counts how often it
/// skipped one of the programs.
pub(super) fn attach_functions(programs: &mut Ebpf, btf: &Btf) -> Result<Vec<PathBuf>, Error> {
    let accounts = [
        ("on_send", "netlink_sendmsg"),
        ("on_sent", "netlink_sendmsg"),
        ("on_receive", "netlink_recvmsg"),
        ("on_received", "netlink_recvmsg"),
    ]
    .map(|(program, function)| attach_at(programs, program, function, btf));
    // These two see what splice moves. A kernel whose functions have another form reports only that something moved.
    let _ = attach_at(programs, "on_pages_sent", "netlink_unicast", btf);
    let _ = attach_at(programs, "on_pages_received", "skb_recv_datagram", btf);
    accounts.into_iter().collect()
}

/// Attaches a program at a function or a tracepoint that the kernel's BTF describes. Returns the kernel's account of it.
fn attach_at(programs: &mut Ebpf, name: &str, at: &str, btf: &Btf) -> Result<PathBuf, Error> {
    let missing = || Error::Refused(format!("the program {name}"), "it is not in the object".to_owned());
    let failed = |error: ProgramError| Error::Refused(format!("the program {name}"), last_line(&error));
    let program = programs.program_mut(name).ok_or_else(missing)?;
    match program {
        Program::FEntry(entry) => entry.load(at, btf).and_then(|()| entry.attach()).map(drop),
        Program::FExit(exit) => exit.load(at, btf).and_then(|()| exit.attach()).map(drop),
        Program::BtfTracePoint(point) => point.load(at, btf).and_then(|()| point.attach()).map(drop),
        _ => return Err(missing()),
    }
    .map_err(failed)?;
    let fd = program.fd().map_err(failed)?.as_fd().as_raw_fd();
    Ok(PathBuf::from(format!("/proc/self/fdinfo/{fd}")))
}

fn find<'a, T>(programs: &'a mut Ebpf, name: &str) -> Result<&'a mut T, Error>
where
    &'a mut T: TryFrom<&'a mut aya::programs::Program>,
{
    let missing = || Error::Refused(format!("the program {name}"), "it is not in the object".to_owned());
    programs.program_mut(name).ok_or_else(missing)?.try_into().map_err(|_| missing())
}

/// Returns an error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text += ": ";
            text += &more;
        }
        cause = error.source();
    }
    text.lines().next().unwrap_or_default().to_owned()
}

/// Returns the system's error with the verifier's objection, which is at the end of its log.
fn last_line(error: &ProgramError) -> String {
    let ProgramError::LoadError { io_error, verifier_log } = error else {
        return chain(error);
    };
    let log = verifier_log.to_string();
    let objection = log.lines().rev().find(|line| {
        const STATISTICS: [&str; 3] = ["processed ", "verification time", "stack depth"];
        !line.is_empty() && !STATISTICS.iter().any(|start| line.starts_with(start))
    });
    let io_error = io_error.to_string();
    let words = io_error.split_once(" (os error ").map_or(io_error.as_str(), |(words, _)| words);
    format!("{words} ({})", objection.unwrap_or("the verifier says nothing"))
}
