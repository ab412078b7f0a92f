//! Loads the kernel's half. The kernel's features decide which hooks are used.

use std::ffi::CString;
use std::fs;
use std::path::{Path, PathBuf};

use aya::maps::{Array, HashMap, MapData, RingBuf};
use aya::{Btf, Ebpf, EbpfError, EbpfLoader};
use nix::libc;

use super::Only;
use super::attach::{HookPlaces, Hooks, attach, attach_functions, attach_reasons, chain, described};
use super::calls;
use super::error::Error;

/// The kernel's half, compiled: see `build` beside it.
static OBJECT: &[u8] = aya::include_bytes_aligned!("netlink.bpf.o");
/// Where tracefs is, if it is mounted.
const TRACEFS: [&str; 2] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];
/// The inode of the first PID namespace, which the kernel gives no other.
const FIRST_PIDNS: u64 = 0xEFFF_FFFC;
/// Programs of one processor that may run at the same time: `enum lane` of `netlink.bpf.c`. Those of tracepoints share the first lane.
const LANES: u32 = 5;
/// Names the hooks that are used at most, for tests: `fentry`, `calls` or `all`.
const LIMIT: &str = "NLTRACE_BPF_HOOKS";
/// The part of the ring that is full when the reader is woken: one of so many.
const WAKE_PARTS: u32 = 64;

/// The limits of the capture that the kernel's half can apply.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Bytes of the ring: a power of two.
    pub(super) buffer: u32,
    /// Only processes in the map `tree`.
    pub(super) only_tree: bool,
    /// And their children.
    pub(super) follow: bool,
    /// A bit for each protocol.
    pub(super) protocols: u32,
    /// Also hand on `getsockopt`.
    pub(super) calls: bool,
    /// Further limits on the capture.
    pub(super) only: Only,
}

/// The kernel's half, at work as long as this lives.
pub(super) struct Loaded {
    /// The records.
    pub(super) ring: RingBuf<MapData>,
    /// Processes that are followed.
    pub(super) tree: HashMap<MapData, u32, u8>,
    /// Lost records, by lane.
    pub(super) drops: Array<MapData, u64>,
    /// The kernel's reasons for errors are read.
    pub(super) reads_texts: bool,
    /// A sentence about the chosen hooks, and why they were chosen.
    pub(super) chosen: String,
    /// The kernel's account of each program that it may skip: see [`Loaded::skipped`].
    accounts: Vec<PathBuf>,
    /// Programs and their links.
    _programs: Ebpf,
}

impl Loaded {
    /// Returns how often the kernel has skipped a program, because it ran on that processor already: another thread had taken its turn.
    pub(super) fn skipped(&self) -> u64 {
        let count = |path: &PathBuf| {
            let text = fs::read_to_string(path).ok()?;
            text.lines().find_map(|line| line.strip_prefix("recursion_misses:"))?.trim().parse::<u64>().ok()
        };
        self.accounts.iter().filter_map(count).sum()
    }
}

/// Loads and attaches. In a thread of its own, since that may have a tracefs of its own.
pub(super) fn load(wanted: Wanted) -> Result<Loaded, Error> {
    check()?;
    let loading = std::thread::spawn(move || load_here(wanted));
    match loading.join() {
        Ok(loaded) => loaded,
        Err(_) => Err(Error::Refused("the programs".to_owned(), "the loader panicked".to_owned())),
    }
}

/// Returns whether nltrace is in the machine's first PID namespace, so that it and the kernel mean the same by a process id.
pub(super) fn knows_pids() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self/ns/pid").is_ok_and(|about| about.ino() == FIRST_PIDNS)
}

/// Looks for missing requirements beforehand, because the kernel answers all of them with the same `EPERM`.
fn check() -> Result<(), Error> {
    let release = nix::sys::utsname::uname()
        .map(|name| name.release().to_string_lossy().into_owned())
        .unwrap_or_default();
    if version(&release).is_some_and(|version| version < (5, 15)) {
        return Err(Error::OldKernel(release));
    }
    if let Some(effective) = capabilities() {
        // CAP_SYS_ADMIN holds both.
        const SYS_ADMIN: u64 = 1 << 21;
        let needed = [("CAP_BPF", 1u64 << 39), ("CAP_PERFMON", 1 << 38)];
        let missing: Vec<&str> =
            needed.iter().filter(|(_, bit)| effective & bit == 0).map(|(n, _)| *n).collect();
        if effective & SYS_ADMIN == 0 && !missing.is_empty() {
            return Err(Error::Rights(missing));
        }
    }
    if !Path::new("/sys/kernel/btf/vmlinux").exists() {
        return Err(Error::NoBtf);
    }
    let lockdown = fs::read_to_string("/sys/kernel/security/lockdown").unwrap_or_default();
    if lockdown.contains("[confidentiality]") {
        return Err(Error::Lockdown);
    }
    Ok(())
}

/// Returns major and minor number of a kernel's release.
fn version(release: &str) -> Option<(u32, u32)> {
    let mut parts = release.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Returns the capabilities that this process has; `None` if /proc does not say.
fn capabilities() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
    u64::from_str_radix(line.trim(), 16).ok()
}

const UNMOUNTED: Hooks = Hooks::All { because: "tracefs is not mounted and may not be" };
/// Debian's kernels ask for CAP_SYS_ADMIN where CAP_PERFMON is enough for others.
const NO_PERF: Hooks = Hooks::All { because: "perf_event_open is refused (see kernel.perf_event_paranoid)" };

/// Finds tracefs, or mounts it where this thread alone sees it.
fn find_tracefs() -> Hooks {
    let is_there = |at: &str| Path::new(at).join("events/syscalls").is_dir();
    if TRACEFS.iter().any(|at| is_there(at)) {
        return Hooks::PerCall { mounted: true };
    }
    let (Ok(root), Ok(name), Ok(at)) = (CString::new("/"), CString::new("tracefs"), CString::new(TRACEFS[0]))
    else {
        return UNMOUNTED;
    };
    // SAFETY: the strings outlive the calls, and the calls take no other pointers but null ones. The namespace is this
    // thread's alone, so that nothing else sees what is mounted in it.
    let done = unsafe {
        libc::unshare(libc::CLONE_NEWNS) == 0
            && libc::mount(
                std::ptr::null(),
                root.as_ptr(),
                std::ptr::null(),
                libc::MS_REC | libc::MS_PRIVATE,
                std::ptr::null(),
            ) == 0
            && libc::mount(name.as_ptr(), at.as_ptr(), name.as_ptr(), 0, std::ptr::null()) == 0
    };
    if done && is_there(TRACEFS[0]) { Hooks::PerCall { mounted: false } } else { UNMOUNTED }
}

fn load_here(wanted: Wanted) -> Result<Loaded, Error> {
    let limit = std::env::var(LIMIT).unwrap_or_default();
    let hooks =
        if limit == "all" { Hooks::All { because: "NLTRACE_BPF_HOOKS is set" } } else { find_tracefs() };
    let types = fs::read("/sys/kernel/btf/vmlinux").map_err(|_| Error::NoBtf)?;
    let btf = Btf::parse(&types, aya::Endianness::default()).map_err(|_| Error::NoBtf)?;
    let mut places = HookPlaces {
        calls: hooks,
        by_socket: has_socket_tracepoints(&types),
        by_function: false,
        options: wanted.calls,
    };
    let why_not = match limit.as_str() {
        _ if wanted.calls => "-F line shows calls as they were made".to_owned(),
        "" | "fentry" => {
            places.by_function = true;
            match load_with_calls(&wanted, &btf, &mut places, "") {
                Ok(loaded) => return Ok(loaded),
                Err(error) if limit.is_empty() => error.reason(),
                Err(error) => return Err(error),
            }
        }
        _ => format!("{LIMIT} is set"),
    };
    places.by_function = false;
    load_with_calls(&wanted, &btf, &mut places, &why_not)
}

/// Loads the programs at these places. If the tracepoints of single calls are refused, changes the places to those that all calls pass:
/// these are no perf events.
fn load_with_calls(
    wanted: &Wanted,
    btf: &Btf,
    places: &mut HookPlaces,
    why_not: &str,
) -> Result<Loaded, Error> {
    match load_at(wanted, btf, *places, why_not) {
        Err(Error::NoCallTracepoints) => {
            places.calls = NO_PERF;
            load_at(wanted, btf, *places, why_not)
        }
        loaded => loaded,
    }
}

/// Loads the programs and attaches them at these places. `why_not` says why netlink's functions are not among them.
fn load_at(wanted: &Wanted, btf: &Btf, places: HookPlaces, why_not: &str) -> Result<Loaded, Error> {
    let processors = aya::util::nr_cpus().map_err(|(what, error)| Error::System(what, error))?;
    let processors = u32::try_from(processors).unwrap_or(1).max(1);
    let mut loader = EbpfLoader::new();
    let own = std::process::id();
    let flag = |is: bool| u8::from(is);
    let (only_tree, follow, shows_calls) = (flag(wanted.only_tree), flag(wanted.follow), flag(wanted.calls));
    let compat_only = flag(!places.calls.are_all());
    let (by_socket, by_function) = (flag(places.by_socket), flag(places.by_function));
    let lanes = if places.by_function { LANES } else { 1 };
    let wake_at = (wanted.buffer / WAKE_PARTS).max(1);
    let (device, inode) = pid_namespace();
    let chooses = chosen_properties(&wanted.only);
    loader
        .btf(Some(btf))
        .map_max_entries("events", wanted.buffer)
        .map_max_entries("scratches", processors.saturating_mul(lanes))
        .map_max_entries("drops", processors.saturating_mul(lanes))
        .map_max_entries("hints", processors)
        .override_global("lanes", &lanes, true)
        .override_global("own", &own, true)
        .override_global("only_tree", &only_tree, true)
        .override_global("follow", &follow, true)
        .override_global("compat_only", &compat_only, true)
        .override_global("shows_calls", &shows_calls, true)
        .override_global("by_socket", &by_socket, true)
        .override_global("by_function", &by_function, true)
        .override_global("protocols", &wanted.protocols, true)
        .override_global("wake_at", &wake_at, true)
        .override_global("chooses", &chooses, true)
        .override_global("pidns_dev", &device, true)
        .override_global("pidns_ino", &inode, true);
    let mut programs = loader.load(OBJECT).map_err(|error| match &error {
        EbpfError::MapError(_) => Error::Refused("the maps".to_owned(), chain(&error)),
        _ => Error::Refused("the programs".to_owned(), chain(&error)),
    })?;
    fill_calls(&mut programs, wanted.calls)?;
    fill_wants(&mut programs, &wanted.only)?;
    let map = |programs: &mut Ebpf, name: &str| {
        programs.take_map(name).ok_or_else(|| Error::Refused(name.to_owned(), "no such map".to_owned()))
    };
    let refused = |name: &str| {
        let name = name.to_owned();
        move |error| Error::Refused(format!("the map {name}"), chain(&error))
    };
    let ring = RingBuf::try_from(map(&mut programs, "events")?).map_err(refused("events"))?;
    let tree = HashMap::try_from(map(&mut programs, "tree")?).map_err(refused("tree"))?;
    let drops = Array::try_from(map(&mut programs, "drops")?).map_err(refused("drops"))?;
    // First, so that no error is seen whose reason was not.
    let reads_texts = attach_reasons(&mut programs);
    let accounts = if places.by_function { attach_functions(&mut programs, btf)? } else { Vec::new() };
    let hooks = attach(&mut programs, btf, places, why_not)? + described(reads_texts);
    let chosen = format!("eBPF: {hooks}; a ring of {}", size(wanted.buffer));
    Ok(Loaded { ring, tree, drops, reads_texts, chosen, accounts, _programs: programs })
}

/// Fills the map that gives each system call's number its treatment by the kernel's half.
fn fill_calls(programs: &mut Ebpf, with_options: bool) -> Result<(), Error> {
    let refused = |error: &aya::maps::MapError| Error::Refused("the map calls".to_owned(), chain(error));
    let map = programs
        .map_mut("calls")
        .ok_or_else(|| Error::Refused("calls".to_owned(), "no such map".to_owned()))?;
    let mut calls: Array<&mut MapData, u8> = Array::try_from(map).map_err(|error| refused(&error))?;
    for row in calls::rows().filter(|row| with_options || row.name != "getsockopt") {
        if let Some(number) = row.native() {
            calls.set(number, row.kind, 0).map_err(|error| refused(&error))?;
        }
        if let Some(number) = row.compat() {
            calls.set(calls::CALLS + number, row.kind, 0).map_err(|error| refused(&error))?;
        }
    }
    Ok(())
}

/// Values of `enum property` in `netlink.bpf.c`.
mod property {
    pub(super) const PID: u8 = 0;
    pub(super) const UID: u8 = 1;
    pub(super) const NETNS: u8 = 2;
    pub(super) const COMM: u8 = 3;
}

/// Returns a bit for each property that has a list of wanted values.
fn chosen_properties(only: &Only) -> u8 {
    let bit = |is_chosen: bool, property: u8| u8::from(is_chosen) << property;
    bit(only.pids.is_some(), property::PID)
        | bit(only.uids.is_some(), property::UID)
        | bit(only.netns.is_some(), property::NETNS)
        | bit(only.comms.is_some(), property::COMM)
}

/// Writes the wanted values into the maps of the kernel's half.
fn fill_wants(programs: &mut Ebpf, only: &Only) -> Result<(), Error> {
    let refused =
        |error: &aya::maps::MapError| Error::Refused("the values of a filter".to_owned(), chain(error));
    let missing = || Error::Refused("the values of a filter".to_owned(), "no such map".to_owned());
    let map = programs.map_mut("wants").ok_or_else(missing)?;
    let mut wants: HashMap<&mut MapData, [u64; 2], u8> =
        HashMap::try_from(map).map_err(|error| refused(&error))?;
    for (property, values) in
        [(property::PID, &only.pids), (property::UID, &only.uids), (property::NETNS, &only.netns)]
    {
        for value in values.iter().flatten() {
            wants.insert([property.into(), *value], 1, 0).map_err(|error| refused(&error))?;
        }
    }
    let map = programs.map_mut("names").ok_or_else(missing)?;
    let mut names: HashMap<&mut MapData, [u8; 16], u8> =
        HashMap::try_from(map).map_err(|error| refused(&error))?;
    // The kernel keeps 15 bytes of a name; a longer one is no command's.
    for comm in only.comms.iter().flatten().filter(|comm| comm.len() < 16) {
        let mut key = [0; 16];
        key.iter_mut().zip(comm).for_each(|(to, from)| *to = *from);
        names.insert(key, 1, 0).map_err(|error| refused(&error))?;
    }
    Ok(())
}

/// Returns nltrace's PID namespace, for the kernel's half to see process ids as nltrace does; zeros in the machine's first one.
fn pid_namespace() -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    match fs::metadata("/proc/self/ns/pid") {
        Ok(about) if about.ino() != FIRST_PIDNS => (about.dev(), about.ino()),
        _ => (0, 0),
    }
}

/// Returns whether there are tracepoints that a socket passes when it has sent or received (Linux 6.3): the kernel's description of
/// its types names them.
fn has_socket_tracepoints(types: &[u8]) -> bool {
    types.split(|byte| *byte == 0).any(|string| string == b"btf_trace_sock_send_length")
}

/// Returns a size in words.
fn size(bytes: u32) -> String {
    match bytes {
        _ if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
        _ => format!("{} KiB", bytes >> 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read() {
        assert_eq!(version("6.18.44-fc-v657"), Some((6, 18)));
        assert_eq!(version("5.15.0-91-generic"), Some((5, 15)));
        assert_eq!(version("what"), None);
    }

    #[test]
    fn sizes_are_words() {
        assert_eq!((size(64 << 20), size(4096)), ("64 MiB".to_owned(), "4 KiB".to_owned()));
    }
}
