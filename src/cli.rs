//! The command line: one declaration produces the parser, the help, the man page and the completions.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Parser, ValueEnum};
use clap_complete::Shell;
use nltrace_decoders::family;
use nltrace_decoders::schema::Generic;

use crate::calls::Calls;

const SOURCES: &str = "Source";
const WHICH: &str = "Which messages";
const HOW: &str = "Presentation";
const COUNTS: &str = "Counts";
const LINES: &str = "For -F line";
const OUTPUT: &str = "Output files";
const LOOKUP: &str = "Look-up";

/// Prints every netlink message that a program exchanges with the kernel, decoded to the last byte.
///
/// Runs COMMAND and traces it and its children, or decodes a capture (-r). The trace goes to standard error unless -o names
/// a file. nltrace ends as COMMAND does: with its exit status, or by its signal.
#[derive(Parser, Debug)]
#[command(name = "nltrace", version, override_usage = USAGE, max_term_width = 100, after_help = MORE, after_long_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("source").required(true).args(["command", "read", "attach", "all", "interface", "hex", "list", "completions", "man"])))]
pub(crate) struct Cli {
    /// Decode a pcap or pcapng file, recorded on an nlmon interface ('-': standard input); gzip and zstd are unpacked
    #[arg(help_heading = SOURCES, short, long, value_name = "FILE")]
    pub(crate) read: Option<PathBuf>,

    /// Decode live from an nlmon interface: every message between the kernel and programs in this network namespace
    #[arg(help_heading = SOURCES, short, long, value_name = "IFACE")]
    pub(crate) interface: Option<String>,

    /// Decode bytes given in hexadecimal, in any common form: a dump, a list, strings with escapes ('-': standard input)
    #[arg(help_heading = SOURCES, short = 'x', long, value_name = "HEX")]
    pub(crate) hex: Option<String>,

    /// The protocol of messages that do not state one, for -x and -r: ROUTE, NETLINK_SOCK_DIAG, 4; a generic netlink
    /// family; or the number and name of a family: 36=nl80211. May be given several times
    #[arg(help_heading = SOURCES, long, value_name = "NAME", value_parser = protocol, conflicts_with_all = ["command", "attach"])]
    pub(crate) protocol: Vec<Protocol>,

    /// Decode the bytes of -x as a part of a message: the body of a message type (RTM_NEWROUTE, ethtool:STRINGSET_GET), an
    /// attribute or its payload (IFLA_LINKINFO; the selecting value in brackets), a struct (struct:tcp_info)
    #[arg(help_heading = SOURCES, long = "as", value_name = "WHAT", requires = "hex")]
    pub(crate) part: Option<String>,

    /// Attach to a running process and its threads; may be given several times. The process keeps running
    ///
    /// nltrace cannot install a seccomp filter in a process that it did not start, so each system call stops the process for a moment. A
    /// process that makes many calls runs several times slower while nltrace is attached. It runs on unchanged after nltrace ends or is killed.
    #[arg(help_heading = SOURCES, short = 'p', long, value_name = "PID")]
    pub(crate) attach: Vec<i32>,

    /// Show the messages of every process in every network namespace until interrupted, by eBPF: needs root and Linux 5.15
    ///
    /// No process is stopped. nltrace reads the arguments and results of the system calls of all other processes. If nltrace is too
    /// slow, messages are lost; it prints how many, at the place where they are missing. --buffer enlarges the buffer.
    #[arg(help_heading = SOURCES, long)]
    pub(crate) all: bool,

    /// How a command or -p PID is traced
    #[arg(help_heading = SOURCES, long, value_enum, default_value_t = Via::Auto, value_name = "HOW")]
    pub(crate) via: Via,

    /// With eBPF, the size of the ring buffer between the kernel and nltrace: a power of two, such as 16M
    #[arg(help_heading = SOURCES, long, value_name = "SIZE", value_parser = size, default_value = "64M")]
    pub(crate) buffer: u32,

    /// The output format
    #[arg(help_heading = HOW, short = 'F', long, value_enum, default_value_t = FormatName::Tree)]
    pub(crate) format: FormatName,

    /// Show only messages that match: 'type == RTM_NEWLINK and IFLA_MTU < 1500'. Names are the kernel's
    ///
    /// A name alone matches messages that have the attribute (RTA_MULTIPATH) or the value (RTN_BLACKHOLE), or for which a keyword holds (send,
    /// receive, error). Operators are == != < <= > >=, `in` (10.0.0.0/8, 1..9, {a, b}), `has` and & (bits), ~ (part of a text); and, or, not
    /// and parentheses join comparisons. A.B is B anywhere inside A. Keywords beside the kernel's names: type, protocol, genl (a generic
    /// netlink family), pid, tid, comm, fd, syscall, netns, direction, seq, portid, len, flags, and error, which shows the failed request too.
    /// nltrace --list prints the names.
    #[arg(help_heading = WHICH, short = 'e', long, value_name = "EXPR")]
    pub(crate) filter: Option<String>,

    /// Instead of messages, print a table of message types: counts, sizes, errors, and how long answers took
    #[arg(help_heading = COUNTS, short = 'c', long, conflicts_with_all = ["coverage", "summary_too"])]
    pub(crate) summary: bool,

    /// Print the table of -c after the messages
    #[arg(help_heading = COUNTS, short = 'C', long, conflicts_with = "coverage")]
    pub(crate) summary_too: bool,

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

    /// Report every fault and fragile habit in the messages and calls of a program; without it, only errors are reported
    #[arg(help_heading = HOW, long)]
    pub(crate) lint: bool,

    /// Print messages only: no socket calls, failed transfers and exits
    #[arg(help_heading = WHICH, long)]
    pub(crate) messages_only: bool,

    /// Write to FILE instead of standard error (tracing) or standard output (reading)
    #[arg(help_heading = OUTPUT, short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Also write the messages and calls to FILE as pcapng, which Wireshark and -r read ('-': standard output)
    #[arg(help_heading = OUTPUT, short, long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,

    /// Print no progress, no verdict or counts at the end, no exits of processes
    #[arg(help_heading = WHICH, short, long)]
    pub(crate) quiet: bool,

    /// Threads that decode a capture (default: one per available core)
    #[arg(help_heading = SOURCES, long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) threads: Option<u8>,

    /// Show at most N bytes of hexadecimal values [default: 48]; with -F line also N bytes of strings and N elements of
    /// arrays [default: 32]
    #[arg(help_heading = HOW, short, long, value_name = "N")]
    pub(crate) string_limit: Option<usize>,

    /// System calls to show: names and classes (%network, %desc), separated by commas; ! inverts the list
    #[arg(help_heading = LINES, long, value_name = "LIST", value_parser = Calls::parse)]
    pub(crate) calls: Option<Calls>,

    /// How to show constants (strace's -X)
    #[arg(help_heading = LINES, long = "const", value_enum, default_value_t = Const::Abbrev, value_name = "HOW")]
    pub(crate) constants: Const,

    /// The column of results
    #[arg(help_heading = LINES, short, long, value_name = "COLUMN", default_value_t = 40, overrides_with = "align")]
    pub(crate) align: usize,

    /// Show what descriptors refer to: -y the file, -yy also the protocol and port id of a socket
    #[arg(help_heading = LINES, short = 'y', action = clap::ArgAction::Count)]
    pub(crate) descriptors: u8,

    /// What to show of descriptors, as in strace: none, path, socket, dev, all, separated by commas
    #[arg(help_heading = LINES, long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) decode_fds: Vec<Decode>,

    /// Show more: zero members, messages that were only peeked at, how a protocol was found; with -F line also comments
    /// that show requests, causes of errors, and findings of lints (all with --lint)
    #[arg(help_heading = WHICH, short, long)]
    pub(crate) verbose: bool,

    /// Do not follow children
    #[arg(help_heading = SOURCES, long)]
    pub(crate) no_follow: bool,

    /// Stop the program at every system call instead of using a seccomp filter: slow, but it can outlive nltrace
    ///
    /// A program that nltrace starts runs under seccomp filters that stop it at netlink calls. A filter cannot be removed, and without
    /// nltrace those calls would fail with ENOSYS, so the program is killed if nltrace is killed. With this option there is no filter:
    /// each system call stops the program, and the program runs on if nltrace is killed.
    #[arg(help_heading = SOURCES, long)]
    pub(crate) no_seccomp: bool,

    /// Print keys and passwords; without this they are hidden, except in captures that -w writes
    #[arg(help_heading = HOW, long)]
    pub(crate) show_secrets: bool,

    /// The time shown above messages (-F json and -F line ignore this)
    #[arg(help_heading = HOW, long, value_enum, default_value_t = Time::Clock, value_name = "WHAT")]
    pub(crate) time: Time,

    /// When to use colours
    #[arg(help_heading = HOW, long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) color: When,

    /// Look up a name: a protocol (ROUTE), message type, attribute, struct, member, value, 'groups', 'lints'
    #[arg(help_heading = LOOKUP, long, value_name = "WHAT", num_args = 0..=1)]
    pub(crate) list: Option<Option<String>>,

    /// Write completions for a shell to standard output
    #[arg(help_heading = LOOKUP, long, value_enum, value_name = "SHELL", exclusive = true)]
    pub(crate) completions: Option<Shell>,

    /// Write the manual page to standard output: nltrace --man | man -l -
    #[arg(help_heading = LOOKUP, long, exclusive = true)]
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
}

/// How programs are watched.
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

/// What is shown of descriptors.
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

/// Parses the command line. Help and version are not errors.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse()
}

/// Returns the error of a command line in one line.
pub(crate) fn complaint(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::MissingRequiredArgument {
        return "nothing to trace or to read: COMMAND, -p PID, --all, -r FILE, -i IFACE or -x HEX; --help says more"
            .to_owned();
    }
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more"));
    let mut complaint = String::new();
    for line in lines {
        let line = line.strip_prefix("error: ").unwrap_or(line);
        complaint.push_str(if complaint.is_empty() || line.starts_with('[') { "" } else { "; " });
        complaint.push_str(if line.starts_with('[') { " " } else { "" });
        complaint.push_str(line);
    }
    complaint + "; --help says more"
}

/// The usage lines.
pub(crate) const USAGE: &str = "\
nltrace [OPTIONS] [--] COMMAND [ARGS]...
       nltrace [OPTIONS] -p PID | --all | -r FILE | -i IFACE | -x HEX
       nltrace --list [WHAT]";

const MORE: &str = "nltrace --help says more, with examples.";
/// A protocol, or a generic netlink family, that the user named.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Protocol {
    /// `NETLINK_*`.
    pub(crate) number: u16,
    /// The generic netlink family, if one was named.
    pub(crate) family: Option<&'static Generic>,
    /// The number of the generic netlink family, if it was given.
    pub(crate) id: Option<u16>,
}

impl Cli {
    /// Returns the protocol of messages that do not state one.
    pub(crate) fn protocol(&self) -> Option<u16> {
        // A family with its number does not name the protocol of other messages.
        let plain = self.protocol.iter().find(|protocol| protocol.id.is_none());
        plain.or(self.protocol.first().filter(|_| self.hex.is_some())).map(|protocol| protocol.number)
    }
}

/// A number of bytes that is a power of two: 65536, 64K, 16M, 1G.
fn size(text: &str) -> Result<u32, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(split);
    let shift = match unit {
        "" => 0,
        "k" | "K" => 10,
        "m" | "M" => 20,
        "g" | "G" => 30,
        _ => return Err("K, M or G may follow the number".to_owned()),
    };
    let bytes = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    let bytes =
        bytes.and_then(|bytes| u32::try_from(bytes).ok()).filter(|bytes| (1 << 16..=1 << 30).contains(bytes));
    let bytes = bytes.ok_or("from 64K to 1G")?;
    if bytes.is_power_of_two() { Ok(bytes) } else { Err("a power of two, as 16M".to_owned()) }
}

/// Parses a netlink protocol (its name with or without the prefix, or its number) or a generic netlink family.
fn protocol(text: &str) -> Result<Protocol, String> {
    let named = |text: &str, id| {
        family::FAMILIES.iter().find_map(|protocol| {
            let family = protocol.generic.iter().find(|family| family.name.eq_ignore_ascii_case(text))?;
            Some(Protocol { number: protocol.protocol, family: Some(family), id })
        })
    };
    if let Some((id, name)) = text.split_once('=') {
        let id = id.trim().parse::<u16>().ok().filter(|id| (16..1024).contains(id));
        let id = id.ok_or_else(|| "a family's number is one from 16 to 1023".to_owned())?;
        return named(name.trim(), Some(id))
            .ok_or_else(|| format!("no family of generic netlink is called {name}"));
    }
    let plain = || plain_protocol(text).map(|number| Protocol { number, family: None, id: None });
    named(text, None).map_or_else(plain, Ok)
}

fn plain_protocol(text: &str) -> Result<u16, String> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("NETLINK_").unwrap_or(&upper);
    let list = nltrace_decoders::names::NETLINK.entries();
    let found = list.iter().find(|(_, name)| name.strip_prefix("NETLINK_") == Some(bare));
    if let Some(number) = found.and_then(|(number, _)| u16::try_from(*number).ok()) {
        return Ok(number);
    }
    bare.parse().map_err(|_| {
        let names: Vec<String> =
            list.iter().map(|(_, name)| name.trim_start_matches("NETLINK_").to_ascii_lowercase()).collect();
        format!("a number or one of {}", names.join(", "))
    })
}

/// Examples and the exit status, for help and manual.
pub(crate) const EXAMPLES: &str = "\
Examples:
  nltrace -- ss -tl                 the requests of ss for listening TCP sockets, and the answers
  nltrace -o trace ip addr          the trace goes to a file, ip's own output to the terminal
  nltrace -e error -- ip link add x type bridge        requests that fail, and why
  nltrace -e 'IFLA_LINKINFO.IFLA_INFO_KIND == \"vlan\"' -- ip link
  nltrace -e 'type == RTM_NEWROUTE and RTA_DST in 10.0.0.0/8' -r capture.pcap
  nltrace -c -- ss -a               how many messages of each type, and how long answers took
  nltrace -F json -- ip link | jq   (with -o /dev/stdout) for programs
  nltrace -w ip.pcapng -- ip addr   a capture for Wireshark, with processes and calls
  nltrace -r capture.pcap           decode a recording of tcpdump -i nlmon0
  nltrace -i nlmon0                 decode live
  nltrace --list IFLA_LINKINFO      the type of an attribute, and the attributes in it
  xclip -o | nltrace -F hex -x -    explain each byte of the clipboard

Exit status:
  tracing: that of the program, or its signal; 127 and 126 as in a shell
  reading:
  0  success
  1  an input could not be read to its end, or an output not written (everything that could be read is printed)
  2  the command line is wrong, or the source could not be opened";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strange::{Strange, TEXTS};

    #[test]
    fn no_protocol_is_too_strange() {
        let mut strange = Strange::new(&[
            "ROUTE",
            "NETLINK_SOCK_DIAG",
            "netlink_generic",
            "4",
            "65535",
            "nlctrl",
            "nl80211",
        ]);
        let mut found = 0;
        for _ in 0..TEXTS {
            let text = strange.text();
            match protocol(&text) {
                Ok(_) => found += 1,
                Err(error) => assert!(error.starts_with("a number or one of"), "{text:?}: {error}"),
            }
        }
        assert!(found > 0, "some are protocols");
    }
}
