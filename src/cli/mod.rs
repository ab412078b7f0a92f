//! The command line: one declaration produces the parser, the help, the man page and the completions.

mod check;
mod help;
mod source;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, ValueEnum};
use clap_complete::Shell;

use crate::calls::Calls;
pub(crate) use check::{STRACE_R, complaint};
use help::MORE;
pub(crate) use help::{EXAMPLES, USAGE, short_help};
pub(crate) use source::{SourceName, Tracing};
pub(crate) use values::{Pids, Protocol, generic_families, protocols};
use values::{count, interval, number, pids, protocol, rotation_size, size, threads};

const SOURCES: &str = "Source";
const WHICH: &str = "Which messages";
const HOW: &str = "Presentation";
const COUNTS: &str = "Counts";
const LINES: &str = "For -F line";
const OUTPUT: &str = "Output files";
const LOOKUP: &str = "Look-up";

/// Options that --diff cannot be used with: other sources, and other things to make of messages.
const COMPARED_ALONE: [&str; 14] = [
    "read",
    "attach",
    "all",
    "interface",
    "hex",
    "list",
    "write",
    "summary",
    "summary_too",
    "coverage",
    "bytes",
    "stack",
    "normalize",
    "messages_only",
];

/// Prints every netlink message that a program exchanges with the kernel, decoded to the last byte.
///
/// Runs COMMAND and traces it and its children, or decodes a capture (-r). The trace goes to standard error unless -o names
/// a file. nltrace ends as COMMAND does: with its exit status, or by its signal.
#[derive(Parser, Debug)]
#[command(name = "nltrace", version, override_usage = USAGE, max_term_width = 100, after_help = MORE, after_long_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("source").args(["command", "read", "attach", "all", "hex", "completions"])))]
pub(crate) struct Cli {
    /// Decode a pcap or pcapng file, recorded on an nlmon interface ('-': standard input); gzip and zstd are unpacked
    #[arg(help_heading = SOURCES, short, long, value_name = "FILE")]
    pub(crate) read: Option<PathBuf>,

    /// Decode live from an nlmon interface: every message between the kernel and programs in this network namespace
    ///
    /// Without a name nltrace makes an nlmon interface in this network namespace and removes it at the end. If nltrace is killed, the next
    /// one that makes an interface here removes the one that was left.
    #[arg(help_heading = SOURCES, short, long, value_name = "IFACE", num_args = 0..=1, conflicts_with_all = ["read", "attach", "all", "hex", "completions"])]
    pub(crate) interface: Option<Option<String>>,

    /// Decode bytes given in hexadecimal, in any common form: a dump, a list, strings with escapes ('-': standard input)
    #[arg(help_heading = SOURCES, short = 'x', long, value_name = "HEX")]
    pub(crate) hex: Option<String>,

    /// The protocol of messages that do not state one, for -x and -r: ROUTE, NETLINK_SOCK_DIAG, 4; a generic netlink
    /// family; or the number and name of a family: 36=nl80211. May be given several times
    #[arg(help_heading = SOURCES, long, value_name = "NAME", allow_negative_numbers = true, conflicts_with_all = ["command", "attach"])]
    pub(crate) protocol: Vec<String>,
    /// The protocols that `protocol` names, once the specs are read.
    #[arg(skip)]
    pub(crate) protocols: Vec<Protocol>,

    /// Read families of generic netlink from a YNL spec, or from all specs in a folder. They replace built-in families of
    /// the same name. May be given several times
    ///
    /// The specs in the folders of NLTRACE_SPECS (with colons between) and in ~/.config/nltrace/specs are read too. Of these, families that nltrace
    /// knows are left out.
    #[arg(help_heading = SOURCES, long, value_name = "FILE")]
    pub(crate) spec: Vec<PathBuf>,

    /// Decode the bytes of -x as a part of a message: the body of a message type (RTM_NEWROUTE, ethtool:STRINGSET_GET), an
    /// attribute or its payload (IFLA_LINKINFO; the selecting value in brackets), a struct (struct:tcp_info)
    #[arg(help_heading = SOURCES, long = "as", value_name = "WHAT", requires = "hex")]
    pub(crate) part: Option<String>,

    /// Attach to running processes and their threads: PID, or several with commas or spaces between. They keep running
    ///
    /// nltrace cannot install a seccomp filter in a process that it did not start, so each system call stops the process for a moment. A
    /// process that makes many calls runs several times slower while nltrace is attached. It runs on unchanged after nltrace ends or is killed.
    #[arg(help_heading = SOURCES, short = 'p', long, value_name = "PID", value_parser = pids, allow_negative_numbers = true, action = clap::ArgAction::Append)]
    pub(crate) attach: Vec<Pids>,

    /// Show the messages of every process in every network namespace until interrupted, by eBPF: needs root and Linux 5.15
    ///
    /// No process is stopped. nltrace reads the arguments and results of the system calls of all other processes. If nltrace is too
    /// slow, messages are lost; it prints how many, at the place where they are missing. --buffer enlarges the buffer.
    #[arg(help_heading = SOURCES, long)]
    pub(crate) all: bool,

    /// Compare two conversations and print what differs: of two captures, of a capture and the command after --, or of two
    /// shell commands after --, each in quotes
    ///
    /// Requests are aligned by type and key fields and compared attribute by attribute. Sequence numbers, port ids, times, padding and the
    /// order of attributes are left out, and so are answers and notifications; -v compares these too. Interface indexes are compared by
    /// name. Commands run one after the other and write their own output to standard error. The exit status is 0 if nothing differs, 1 if
    /// something does, 2 if there was trouble. -F json is for programs.
    #[arg(help_heading = SOURCES, long, value_name = "CAPTURE", num_args = 0..=2, conflicts_with_all = COMPARED_ALONE)]
    pub(crate) diff: Option<Vec<PathBuf>>,

    /// How a command or -p PID is traced
    #[arg(help_heading = SOURCES, long, value_enum, default_value_t = Via::Auto, value_name = "HOW")]
    pub(crate) via: Via,

    /// With eBPF, the size of the ring buffer between the kernel and nltrace: a power of two, such as 16M
    #[arg(help_heading = SOURCES, long, value_name = "SIZE", value_parser = size, allow_negative_numbers = true, default_value = "64M")]
    pub(crate) buffer: u32,

    /// The output format
    #[arg(help_heading = HOW, short = 'F', long, value_enum, default_value_t = FormatName::Tree)]
    pub(crate) format: FormatName,

    /// Browse in the terminal: a list of exchanges, and the fields and bytes of each message. '?' shows the keys
    ///
    /// The lines of the list are those of -F brief. A command that is run has no terminal: its output is kept, and `o` shows it. The
    /// messages of running programs are kept in a temporary file, in TMPDIR or /var/tmp.
    #[arg(help_heading = HOW, long, conflicts_with_all = ["output", "write", "summary", "summary_too", "coverage", "bytes", "hex", "list", "format", "width", "string_limit", "stack", "threads", "messages_only", "quiet", "diff", "normalize", "lesson", "limit"])]
    pub(crate) browse: bool,

    /// Show only messages that match: 'type == RTM_NEWLINK and IFLA_MTU < 1500'. Names are the kernel's
    ///
    /// A name alone matches messages that have the attribute (RTA_MULTIPATH) or the value (RTN_BLACKHOLE), or for which a keyword holds (send,
    /// receive, error, changes: requests that change something, their results and notifications). Operators are == != < <= > >=, `in` (10.0.0.0/8, 1..9, {a, b}), `has` and & (bits), ~ (part of a text); and, or, not
    /// and parentheses join comparisons. A.B is B anywhere inside A. Keywords beside the kernel's names: type, protocol, genl (a generic
    /// netlink family), pid, tid, comm, fd, syscall, netns, uid, cgroup, cookie, direction, seq, portid, len, flags, packet (its number), time (14:03:22, seconds since the first packet, or since 1970), latency (1ms), text
    /// (what the kernel says about an error), errno, and error, which shows the failed request too.
    /// nltrace --list prints the names. Several expressions must all hold. strace's `trace=LIST` is the same as --calls LIST.
    #[arg(help_heading = WHICH, short = 'e', long, value_name = "EXPR", value_parser = strace_words)]
    pub(crate) filter: Vec<String>,

    /// Show only what failed, as strace does: the same as -e error
    #[arg(help_heading = WHICH, short = 'Z', long, overrides_with = "failed_only", conflicts_with = "successful_only")]
    pub(crate) failed_only: bool,

    /// Show only what did not fail: the same as -e 'not error'
    #[arg(help_heading = WHICH, short = 'z', long, overrides_with = "successful_only")]
    pub(crate) successful_only: bool,

    /// Instead of messages, print a table of message types: counts, sizes, errors, and how long answers took
    #[arg(help_heading = COUNTS, short = 'c', long, conflicts_with_all = ["coverage", "summary_too"])]
    pub(crate) summary: bool,

    /// Print the table of -c after the messages
    #[arg(help_heading = COUNTS, short = 'C', long, conflicts_with = "coverage")]
    pub(crate) summary_too: bool,

    /// Instead of messages, print an overview: how much, when, who, what failed, what was slow, with packet numbers
    ///
    /// It fits on the screen; -v and --top show more, -F json has all, and -F html is a page with plots. With --all and -i it is drawn again and again while messages come.
    #[arg(help_heading = COUNTS, long, overrides_with = "overview", conflicts_with_all = ["summary", "summary_too", "coverage", "bytes", "diff", "normalize"])]
    pub(crate) overview: bool,

    /// The order of the table of -c
    #[arg(help_heading = COUNTS, long, value_enum, value_name = "COLUMN", default_value_t = Sort::Messages)]
    pub(crate) sort: Sort,

    /// Show only the first N rows of the table of -c, or of each list of --overview
    #[arg(help_heading = COUNTS, long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    pub(crate) top: Option<usize>,

    /// Instead of messages, print how many of their bytes are explained, and which are not (JSON)
    #[arg(help_heading = COUNTS, long)]
    pub(crate) coverage: bool,

    /// Print messages as literals of a programming language, for tests: one field per line
    #[arg(help_heading = HOW, long, value_enum, value_name = "LANGUAGE", conflicts_with_all = ["format", "coverage"])]
    pub(crate) bytes: Option<Language>,

    /// After the literals of --bytes, print a list of all messages in order, each with its direction: a test file of the
    /// whole conversation
    #[arg(help_heading = HOW, long, requires = "bytes")]
    pub(crate) conversation: bool,

    /// Print requests without what differs from run to run, as text or with -F json: for golden files of tests
    ///
    /// Left out is what --diff leaves out; attributes have a fixed order, and each request that failed has its error. -v adds answers,
    /// notifications and members that are 0.
    #[arg(help_heading = HOW, long, overrides_with = "normalize", conflicts_with_all = ["summary", "summary_too", "coverage", "bytes", "stack"])]
    pub(crate) normalize: bool,

    /// Report every fault and fragile habit in the messages and calls of a program; without it, only errors are reported
    #[arg(help_heading = HOW, long, overrides_with = "lint")]
    pub(crate) lint: bool,

    /// Leave out what is not a message: socket calls, failed transfers, exits
    #[arg(help_heading = WHICH, long, overrides_with = "messages_only")]
    pub(crate) messages_only: bool,

    /// Write to FILE instead of standard error (tracing) or standard output (reading); '-': standard output, '|COMMAND': a command
    ///
    /// A file is not wrapped, so that grep finds what belongs together; --width N wraps it.
    #[arg(help_heading = OUTPUT, short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Append to the file of -o instead of replacing it
    #[arg(help_heading = OUTPUT, short = 'A', long, overrides_with = "append", requires = "output")]
    pub(crate) append: bool,

    /// Rotate the file of -o when it has SIZE bytes (100M): it becomes FILE.1, and FILE is begun again; 0: only SIGHUP opens FILE again
    ///
    /// A file that is there is continued. No message is split. If the file system is full, messages wait in memory (16 MiB) for room.
    /// SIGHUP opens FILE again with --all, --via bpf and -i, for programs that rotate files themselves.
    #[arg(help_heading = OUTPUT, long, value_name = "SIZE", value_parser = rotation_size, allow_negative_numbers = true, requires = "output", conflicts_with = "append")]
    pub(crate) rotate: Option<u64>,

    /// Rotated files to keep: FILE.1 to FILE.N
    #[arg(help_heading = OUTPUT, long, value_name = "N", default_value_t = 7, requires = "rotate", value_parser = count, allow_negative_numbers = true)]
    pub(crate) keep: u32,

    /// Replace the file of -o at this interval (10s, 1m) while nltrace runs: for -c -F openmetrics
    #[arg(help_heading = OUTPUT, long, value_name = "TIME", value_parser = interval, allow_negative_numbers = true, requires_all = ["output", "summary"])]
    pub(crate) every: Option<Duration>,

    /// Also write the messages and calls to FILE as pcapng, which Wireshark and -r read ('-': standard output)
    #[arg(help_heading = OUTPUT, short, long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,

    /// Print no progress, no verdict or counts at the end, no exits of processes
    #[arg(help_heading = WHICH, short, long, overrides_with = "quiet")]
    pub(crate) quiet: bool,

    /// Threads that decode a capture (default: as many as there are cores to use)
    #[arg(help_heading = SOURCES, long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<u8>,

    /// Show at most N bytes of hexadecimal values [default: 48]; with -F line also N bytes of strings and N elements of
    /// arrays [default: 32]
    #[arg(help_heading = HOW, short, long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    pub(crate) string_limit: Option<usize>,

    /// Wrap lines at N columns; 0: never
    ///
    /// Without it lines are as wide as the terminal, or as COLUMNS says. What goes to a file or pipe is not wrapped.
    #[arg(help_heading = HOW, long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    pub(crate) width: Option<usize>,

    /// System calls to show: names and classes (%network, %desc), separated by commas; ! inverts the list
    #[arg(help_heading = LINES, long, value_name = "LIST", value_parser = Calls::parse)]
    pub(crate) calls: Option<Calls>,

    /// How to show constants (strace's -X); -F flat takes abbrev and raw
    #[arg(help_heading = LINES, short = 'X', long = "const", value_enum, default_value_t = Const::Abbrev, value_name = "HOW")]
    pub(crate) constants: Const,

    /// In lines, the column of results
    #[arg(help_heading = LINES, short, long, value_name = "COLUMN", default_value_t = 40, overrides_with = "align", value_parser = number, allow_negative_numbers = true)]
    pub(crate) align: usize,

    /// Show what descriptors refer to: -y the file, -yy also the protocol and port id of a socket
    #[arg(help_heading = LINES, short = 'y', action = clap::ArgAction::Count)]
    pub(crate) descriptors: u8,

    /// What to show of descriptors, as in strace: none, path, socket, dev, all, separated by commas
    #[arg(help_heading = LINES, long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) decode_fds: Vec<Decode>,

    /// Show more: zero members, messages that were only peeked at, how a protocol was found; with -F line also comments
    /// that show requests and causes of errors, and bytes after values
    #[arg(help_heading = WHICH, short, long, overrides_with = "verbose")]
    pub(crate) verbose: bool,

    /// Do not follow children
    #[arg(help_heading = SOURCES, long, overrides_with = "no_follow", conflicts_with = "follow")]
    pub(crate) no_follow: bool,

    /// Run nltrace as a detached grandchild: the command keeps the process id and the parent that nltrace was started with
    ///
    /// A supervisor sees the command itself, its signals and its exit status. Each system call stops the program, as with -p.
    #[arg(help_heading = SOURCES, short = 'D', long, overrides_with = "detached", requires = "command", conflicts_with_all = ["attach", "all", "browse", "diff"])]
    pub(crate) detached: bool,

    /// Accepted for the sake of habit: children are always followed. With -o, lines begin with their process id; -ff writes
    /// a file for each process, FILE.PID
    #[arg(help_heading = SOURCES, short = 'f', action = clap::ArgAction::Count)]
    pub(crate) follow: u8,

    /// Stop the program at every system call instead of filtering in the kernel: slow, but it can outlive nltrace
    ///
    /// A program that nltrace starts runs under seccomp filters that hand its netlink calls to nltrace. They stay with it, and without
    /// nltrace those calls would fail with ENOSYS; so it is killed if nltrace is killed. With this option there is no filter, each
    /// system call stops the program, and it lives on if nltrace is killed.
    #[arg(help_heading = SOURCES, long, overrides_with = "no_seccomp")]
    pub(crate) no_seccomp: bool,

    /// Show which code of the program sent each message, or got an error: its call stack
    ///
    /// Functions have the names that the program's files hold: those of stripped files are places in the file. Of interpreted
    /// programs it is the interpreter's stack.
    #[arg(help_heading = HOW, short = 'k', long = "stack", conflicts_with_all = ["read", "interface", "hex"])]
    pub(crate) stack: bool,

    /// Where the kernel's reasons for errors can't be read otherwise, have the program ask for them (NETLINK_EXT_ACK)
    ///
    /// As root nltrace reads from a tracepoint why the kernel refuses a request, also for programs that never ask. Without that right
    /// this option sets NETLINK_EXT_ACK on the program's netlink sockets, as if it had done so itself: errors then carry attributes
    /// that it may not expect. nltrace says on which sockets.
    #[arg(help_heading = SOURCES, long, conflicts_with_all = ["read", "interface", "hex"])]
    pub(crate) extack: bool,

    /// Put at most N messages into the page of -F html; it says how many were left out [default: 20000]
    #[arg(help_heading = HOW, long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    pub(crate) limit: Option<usize>,

    /// With -F html, begin in lesson mode: one field after another, with arrow keys
    #[arg(help_heading = HOW, long, overrides_with = "lesson")]
    pub(crate) lesson: bool,

    /// Print keys and passwords; without this they are hidden, except in captures that -w writes
    #[arg(help_heading = HOW, long, overrides_with = "show_secrets")]
    pub(crate) show_secrets: bool,

    /// The time shown above messages (-F json and -F line ignore this)
    #[arg(help_heading = HOW, long, value_enum, value_name = "WHAT")]
    pub(crate) time: Option<Time>,

    /// strace's -t and -tt: --time clock; -ttt: --time epoch. (strace's -r is --time delta)
    #[arg(help_heading = HOW, short = 't', action = clap::ArgAction::Count, conflicts_with = "time")]
    pub(crate) clock: u8,

    /// In lines, show the time spent in the call
    #[arg(help_heading = LINES, short = 'T', overrides_with = "spent")]
    pub(crate) spent: bool,

    /// When to use colours
    #[arg(help_heading = HOW, long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) color: When,

    /// Look up a name: a protocol (ROUTE), message type, attribute, struct, member, value, lint, keyword; 'groups', 'lints', 'keywords', 'names'
    #[arg(help_heading = LOOKUP, long, value_name = "WHAT", num_args = 0..=1, conflicts_with_all = ["read", "attach", "all", "interface", "hex", "completions"])]
    pub(crate) list: Option<Option<String>>,

    /// Write completions for a shell to standard output
    #[arg(help_heading = LOOKUP, long, value_enum, value_name = "SHELL", exclusive = true)]
    pub(crate) completions: Option<Shell>,

    /// Write the manual page to standard output: nltrace --man | man -l -; with --list, that of a protocol or generic family
    #[arg(help_heading = LOOKUP, long, conflicts_with_all = ["command", "read", "attach", "all", "interface", "hex", "completions", "diff"])]
    pub(crate) man: bool,

    /// The program to run, and its arguments
    #[arg(trailing_var_arg = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// For reading: one line per attribute, nests indented
    Tree,
    /// One line per call, as strace prints it
    Line,
    /// For following: one line per request with its result, and per notification with its cause
    Brief,
    /// For learning: every byte with its offset and meaning, in wire order
    Hex,
    /// For programs: one JSON object per message, one per line
    Json,
    /// For monitoring: the counts of -c as OpenMetrics text
    Openmetrics,
    /// For jq, DuckDB and pandas: the same with attributes by name
    Flat,
    /// For sharing and teaching: one self-contained web page
    Html,
    /// For other programs: with --list, the table of a family or protocol as a YNL spec
    Ynl,
}

impl FormatName {
    /// Returns whether each line is a JSON object.
    pub(crate) fn is_json(self) -> bool {
        matches!(self, FormatName::Json | FormatName::Flat)
    }
}

/// The order of a table of counts. The largest come first, of names the first in the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// Most messages
    Messages,
    /// Most bytes
    Bytes,
    /// Most errors
    Errors,
    /// Longest median time to the first answer
    Latency,
    /// Protocol and message type
    Name,
}

/// The mechanism that watches programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Via {
    /// eBPF with --all, ptrace otherwise
    Auto,
    /// The program is stopped at its netlink calls: needs no root and loses nothing
    Ptrace,
    /// eBPF programs copy its calls without stopping it: needs root and Linux 5.15; a fast program may outrun it
    Bpf,
}

/// The time shown above messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Time {
    /// None
    None,
    /// The time of day
    Clock,
    /// Seconds since 1970
    Epoch,
    /// Seconds since the previously printed time
    Delta,
}

/// How constants are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Const {
    /// By name
    Abbrev,
    /// As numbers
    Raw,
    /// As numbers, and by name in comments
    Verbose,
}

/// The facts shown about descriptors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decode {
    /// Nothing
    None,
    /// The file
    Path,
    /// The socket's protocol and port id
    Socket,
    /// The device's number (netlink sockets have none)
    Dev,
    /// The process of a pidfd (no netlink socket is one)
    Pidfd,
    /// What a signalfd waits for (no netlink socket is one)
    Signalfd,
    /// What an eventfd counts (no netlink socket is one)
    Eventfd,
    /// All of these
    All,
}

/// A programming language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// An array of unsigned char
    C,
    /// A slice of u8
    Rust,
    /// A []byte
    Go,
    /// A bytes object
    Python,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The prefixes with which strace's `-e` selects the calls to show.
const TRACE: [&str; 2] = ["trace=", "t="];
/// Other prefixes of strace's `-e`, which nltrace refuses with advice.
const OF_STRACE: [(&str, &str); 15] = [
    ("inject=", "nltrace never changes what a program's calls do; use strace for that"),
    ("fault=", "nltrace never changes what a program's calls do; use strace for that"),
    ("signal=", "nltrace shows no signals"),
    ("signals=", "nltrace shows no signals"),
    ("s=", "nltrace shows no signals"),
    ("status=", "-Z shows what failed, -z what did not"),
    ("abbrev=", "-v shows everything whole"),
    ("verbose=", "-v shows everything whole"),
    ("raw=", "-X raw shows numbers"),
    ("read=", "-F hex shows every byte"),
    ("write=", "-F hex shows every byte"),
    ("quiet=", "-q is the quiet way"),
    ("trace-fd=", "-e 'fd == N' shows one descriptor"),
    ("decode-fds=", "--decode-fds does that"),
    ("kvm=", "nltrace shows netlink only"),
];

impl Cli {
    /// Returns the time that is asked for.
    pub(crate) fn time(&self) -> Option<Time> {
        self.time.or(match self.clock {
            0 => None,
            1 | 2 => Some(Time::Clock),
            _ => Some(Time::Epoch),
        })
    }

    /// Returns the expressions of `-e` that select messages.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &str> {
        self.filter.iter().map(String::as_str).filter(|text| trace_list(text).is_none())
    }

    /// Returns the calls that lines show: those of `--calls`, or of strace's `-e trace=`.
    pub(crate) fn shown_calls(&self) -> Calls {
        let list = self.filter.iter().rev().find_map(|text| trace_list(text));
        let of_trace = list.and_then(|list| Calls::parse(list).ok());
        self.calls.clone().or(of_trace).unwrap_or(Calls::All)
    }
}

/// Returns the list in strace's `-e trace=LIST`.
fn trace_list(text: &str) -> Option<&str> {
    TRACE.iter().find_map(|prefix| text.strip_prefix(prefix))
}

/// Checks an `-e` written for strace: `trace=` must be a list of calls. For strace's other prefixes the error is advice.
fn strace_words(text: &str) -> Result<String, String> {
    if let Some(list) = trace_list(text) {
        Calls::parse(list)?;
    }
    match OF_STRACE.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        Some((_, advice)) => Err((*advice).to_owned()),
        None => Ok(text.to_owned()),
    }
}

/// Parses the command line. Help and version are not errors.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let matches = Cli::command().try_get_matches()?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    let has_other = cli.diff.is_some() || cli.man || cli.list.is_some() || cli.interface.is_some();
    if !matches.contains_id("source") && !has_other {
        return Err(clap::Error::new(ErrorKind::MissingRequiredArgument));
    }
    if let Err(sentence) = take_name(&mut cli) {
        return Err(clap::Error::raw(ErrorKind::ArgumentConflict, sentence));
    }
    match check::idle_option(&matches, &cli) {
        Some(sentence) => Err(clap::Error::raw(ErrorKind::ArgumentConflict, sentence)),
        None => Ok(cli),
    }
}

impl Cli {
    /// Finds the protocols that --protocol names, once the specs are read.
    ///
    /// # Errors
    ///
    /// A name or number is none.
    pub(crate) fn find_protocols(&mut self) -> Result<(), clap::Error> {
        for text in &self.protocol {
            let found = protocol(text).map_err(|reason| {
                let message = format!("invalid value '{text}' for '--protocol <NAME>': {reason}");
                clap::Error::raw(ErrorKind::ValueValidation, message)
            })?;
            self.protocols.push(found);
        }
        Ok(())
    }

    /// Returns the protocol of messages that do not state one.
    pub(crate) fn protocol(&self) -> Option<u16> {
        // A family with its number does not name the protocol of other messages.
        let plain = self.protocols.iter().find(|protocol| protocol.id.is_none());
        plain.or(self.protocols.first().filter(|_| self.hex.is_some())).map(|protocol| protocol.number)
    }
}

/// Gives the word after all options to `--list` or `-i`, if other options stand between: `--list -F json NAME`.
fn take_name(cli: &mut Cli) -> Result<(), String> {
    let (option, name) = match (&mut cli.list, &mut cli.interface) {
        (Some(name), _) => ("--list", name),
        (None, Some(name)) => ("-i", name),
        (None, None) => return Ok(()),
    };
    match (name.is_none(), cli.command.as_slice()) {
        (_, []) => return Ok(()),
        (true, [word]) => *name = Some(word.to_string_lossy().into_owned()),
        (true, _) => return Err(format!("{option} takes one name; options come before it")),
        (false, _) => return Err(format!("{option} cannot be used with COMMAND")),
    }
    cli.command.clear();
    Ok(())
}
