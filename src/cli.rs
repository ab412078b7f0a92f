//! The command line: one declaration, from which parsing, help, man page and completions are made.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Parser, ValueEnum};
use clap_complete::Shell;
use nltrace_decoders::family;
use nltrace_decoders::schema::Generic;

use crate::calls::Calls;

const SOURCES: &str = "What to look at";
const WHICH: &str = "Which messages";
const HOW: &str = "How they are shown";
const COUNTS: &str = "Counts";
const LINES: &str = "For lines (-F line)";
const OUTPUT: &str = "Where to";
const LOOKUP: &str = "To look up";

/// Shows every netlink message a program exchanges with the kernel, decoded to the last byte.
///
/// Runs COMMAND and traces it and its children, or decodes a capture (-r). The trace goes to standard error unless -o says
/// otherwise, and nltrace ends as COMMAND does: with its exit status, or by its signal.
#[derive(Parser, Debug)]
#[command(name = "nltrace", version, override_usage = USAGE, max_term_width = 100, after_help = MORE, after_long_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("source").required(true).args(["command", "read", "attach", "interface", "hex", "list", "completions", "man"])))]
pub(crate) struct Cli {
    /// Decode a pcap or pcapng file, recorded on an nlmon interface ('-': standard input); gzip and zstd are unpacked
    #[arg(help_heading = SOURCES, short, long, value_name = "FILE")]
    pub(crate) read: Option<PathBuf>,

    /// Decode live from an nlmon interface: all that the programs of this network namespace exchange with the kernel
    #[arg(help_heading = SOURCES, short, long, value_name = "IFACE")]
    pub(crate) interface: Option<String>,

    /// Decode bytes given in hexadecimal, in any common form: a dump, a list, strings with escapes ('-': standard input)
    #[arg(help_heading = SOURCES, short = 'x', long, value_name = "HEX")]
    pub(crate) hex: Option<String>,

    /// The protocol of what -x or -r decodes, where it does not state one: ROUTE, NETLINK_SOCK_DIAG, 4; a family of
    /// generic netlink; or its number and name: 36=nl80211. May be given several times
    #[arg(help_heading = SOURCES, long, value_name = "NAME", value_parser = protocol, conflicts_with_all = ["command", "attach"])]
    pub(crate) protocol: Vec<Protocol>,

    /// What -x decodes, where it is less than a message: a message's body (RTM_NEWROUTE, ethtool:STRINGSET_GET), an
    /// attribute or its payload (IFLA_LINKINFO; in brackets what chooses its meaning), a struct (struct:tcp_info)
    #[arg(help_heading = SOURCES, long = "as", value_name = "WHAT", requires = "hex")]
    pub(crate) part: Option<String>,

    /// Attach to a running process and its threads; may be given several times. It is left running
    ///
    /// A process that nltrace did not start gets no filter, so each of its system calls stops it for a moment: one that makes many
    /// runs several times slower as long as nltrace watches. It is left running and as it was, also when nltrace is killed.
    #[arg(help_heading = SOURCES, short = 'p', long, value_name = "PID")]
    pub(crate) attach: Vec<i32>,

    /// How messages are shown
    #[arg(help_heading = HOW, short = 'F', long, value_enum, default_value_t = FormatName::Tree)]
    pub(crate) format: FormatName,

    /// Show only messages for which this holds: 'type == RTM_NEWLINK and IFLA_MTU < 1500'. Names are those of the tables
    ///
    /// A name alone asks whether it is there (RTA_MULTIPATH), is said (RTN_BLACKHOLE) or is so (send, receive, error). Others are
    /// compared with == != < <= > >=, `in` (10.0.0.0/8, 1..9, {a, b}), `has` and & (bits), ~ (part of a text), and joined by
    /// and, or, not and parentheses. A.B is B anywhere inside A. Beside the tables' names there are type, protocol, genl (a family of
    /// generic netlink), pid, tid, comm, fd, syscall, direction, seq, portid, len, flags and error, which shows the request that failed too.
    /// nltrace --list shows the names.
    #[arg(help_heading = WHICH, short = 'e', long, value_name = "EXPR")]
    pub(crate) filter: Option<String>,

    /// Instead of messages, say how many there were of each type, how large, how they ended, and how long answers took
    #[arg(help_heading = COUNTS, short = 'c', long, conflicts_with_all = ["coverage", "summary_too"])]
    pub(crate) summary: bool,

    /// The same behind the messages
    #[arg(help_heading = COUNTS, short = 'C', long, conflicts_with = "coverage")]
    pub(crate) summary_too: bool,

    /// Instead of messages, say how much of them the tables explain, and what they do not (JSON)
    #[arg(help_heading = COUNTS, long)]
    pub(crate) coverage: bool,

    /// Instead of explaining messages, write them as literals of a programming language, for tests: a field a line
    #[arg(help_heading = HOW, long, value_enum, value_name = "LANGUAGE", conflicts_with_all = ["format", "coverage"])]
    pub(crate) bytes: Option<Language>,

    /// After the literals of --bytes, write a list of all messages in their order, each with whether it was sent: a test
    /// file of the whole conversation
    #[arg(help_heading = HOW, long, requires = "bytes")]
    pub(crate) conversation: bool,

    /// Tell all that is wrong or fragile in what a program sends and does; without it, only the worst is told
    #[arg(help_heading = HOW, long)]
    pub(crate) lint: bool,

    /// Leave out what is not a message: socket calls, failed transfers, exits
    #[arg(help_heading = WHICH, long)]
    pub(crate) messages_only: bool,

    /// Write to FILE instead of standard error (tracing) or standard output (reading)
    #[arg(help_heading = OUTPUT, short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Also write what was seen to FILE, as pcapng, which Wireshark opens and -r reads back ('-': standard output)
    #[arg(help_heading = OUTPUT, short, long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,

    /// Say nothing but what was asked for: no progress, no counts at the end, no exits of processes
    #[arg(help_heading = WHICH, short, long)]
    pub(crate) quiet: bool,

    /// Threads that decode a capture (default: as many as there are cores to use)
    #[arg(help_heading = SOURCES, long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) threads: Option<u8>,

    /// Show at most N bytes of what is shown in hexadecimal [default: 48]; in lines, of strings too, and N elements of
    /// arrays [default: 32]
    #[arg(help_heading = HOW, short, long, value_name = "N")]
    pub(crate) string_limit: Option<usize>,

    /// In lines, which system calls to show: names and classes (%network, %desc) with commas between; ! for all but these
    #[arg(help_heading = LINES, long, value_name = "LIST", value_parser = Calls::parse)]
    pub(crate) calls: Option<Calls>,

    /// In lines, how to show constants (strace's -X)
    #[arg(help_heading = LINES, long = "const", value_enum, default_value_t = Const::Abbrev, value_name = "HOW")]
    pub(crate) constants: Const,

    /// In lines, the column of results
    #[arg(help_heading = LINES, short, long, value_name = "COLUMN", default_value_t = 40, overrides_with = "align")]
    pub(crate) align: usize,

    /// In lines, say what descriptors are: -y the file, -yy the socket's protocol and port id
    #[arg(help_heading = LINES, short = 'y', action = clap::ArgAction::Count)]
    pub(crate) descriptors: u8,

    /// In lines, what to say of descriptors, as strace has it: none, path, socket, dev, all, with commas between
    #[arg(help_heading = LINES, long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) decode_fds: Vec<Decode>,

    /// Show what is usually left out: zeros among many, messages that were only peeked at, how a protocol was found; in
    /// lines, in a comment, what messages answer, what errors are about and what the worst lints find (all with --lint)
    #[arg(help_heading = WHICH, short, long)]
    pub(crate) verbose: bool,

    /// Do not follow children
    #[arg(help_heading = SOURCES, long)]
    pub(crate) no_follow: bool,

    /// Stop the program at every system call instead of filtering in the kernel: slow, but it can outlive nltrace
    ///
    /// A program that nltrace starts runs under seccomp filters that hand its netlink calls to nltrace. They stay with it, and without
    /// nltrace those calls would fail with ENOSYS; so it is killed if nltrace is killed. With this option there is no filter, each
    /// system call stops the program, and it lives on if nltrace is killed.
    #[arg(help_heading = SOURCES, long)]
    pub(crate) no_seccomp: bool,

    /// Print keys and passwords; without this they are hidden, except in captures that -w writes
    #[arg(help_heading = HOW, long)]
    pub(crate) show_secrets: bool,

    /// What time is told above messages (JSON and lines have their own)
    #[arg(help_heading = HOW, long, value_enum, default_value_t = Time::Clock, value_name = "WHAT")]
    pub(crate) time: Time,

    /// When to use colours
    #[arg(help_heading = HOW, long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) color: When,

    /// Look something up in the tables: a protocol (ROUTE), message type, attribute, struct, member, value, 'groups', 'lints'
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
    /// For eyes: a line for each attribute, nests indented
    Tree,
    /// A line for each call, as strace writes it
    Line,
    /// For learning: every byte with its offset, in wire order, beside what it is
    Hex,
    /// For programs: a JSON object for each message, one a line
    Json,
}

/// What time is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Time {
    /// None
    None,
    /// The time of day
    Clock,
    /// Seconds since 1970
    Epoch,
    /// Seconds since the time told before
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

/// What is said of descriptors.
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
    /// The process behind a pidfd (no netlink socket is one)
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

/// Reads the command line. What is wrong with it is one line; help and version are no error.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse()
}

/// What is wrong with a command line, in one line.
pub(crate) fn complaint(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::MissingRequiredArgument {
        return "nothing to trace or to read: COMMAND, -p PID, -r FILE, -i IFACE or -x HEX; --help says more"
            .to_owned();
    }
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more"));
    let mut told = String::new();
    for line in lines {
        let line = line.strip_prefix("error: ").unwrap_or(line);
        told.push_str(if told.is_empty() || line.starts_with('[') { "" } else { "; " });
        told.push_str(if line.starts_with('[') { " " } else { "" });
        told.push_str(line);
    }
    told + "; --help says more"
}

/// How it is used.
pub(crate) const USAGE: &str = "\
nltrace [OPTIONS] [--] COMMAND [ARGS]...
       nltrace [OPTIONS] -p PID | -r FILE | -i IFACE | -x HEX
       nltrace --list [WHAT]";

const MORE: &str = "nltrace --help says more, with examples.";
/// Whose messages some are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Protocol {
    /// `NETLINK_*`.
    pub(crate) number: u16,
    /// Of generic netlink: the family, if that was named.
    pub(crate) family: Option<&'static Generic>,
    /// Of generic netlink: the number that the family has, if that was said.
    pub(crate) id: Option<u16>,
}

impl Cli {
    /// The protocol of what does not state its own.
    pub(crate) fn protocol(&self) -> Option<u16> {
        // A family with its number says nothing of messages that have another.
        let plain = self.protocol.iter().find(|protocol| protocol.id.is_none());
        plain.or(self.protocol.first().filter(|_| self.hex.is_some())).map(|protocol| protocol.number)
    }
}

/// A netlink protocol by its name, with or without the prefix, or by its number; or a family of generic netlink.
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

/// Examples, and what stands behind them in help and manual.
pub(crate) const EXAMPLES: &str = "\
Examples:
  nltrace -- ss -tl                 what ss asks the kernel about listening TCP sockets
  nltrace -o trace ip addr          the trace to a file, ip's own output as ever
  nltrace -e error -- ip link add x type bridge        requests that fail, and why
  nltrace -e 'IFLA_LINKINFO.IFLA_INFO_KIND == \"vlan\"' -- ip link
  nltrace -e 'type == RTM_NEWROUTE and RTA_DST in 10.0.0.0/8' -r capture.pcap
  nltrace -c -- ss -a               how many messages of each type, and how long answers took
  nltrace -F json -- ip link | jq   (with -o /dev/stdout) for programs
  nltrace -w ip.pcapng -- ip addr   a capture that Wireshark opens, with who sent what
  nltrace -r capture.pcap           decode what tcpdump -i nlmon0 recorded
  nltrace -i nlmon0                 decode what happens now
  nltrace --list IFLA_LINKINFO      what an attribute is, and what stands in it
  xclip -o | nltrace -F hex -x -    each byte of what was copied, explained

Exit status:
  a traced program's own, or its signal; 127 and 126 as in a shell; reading:
  0  all is well
  1  a file or what was pasted could not be read to its end, or not written (what could be read is shown)
  2  the command line is wrong, or nothing could be begun: there is no such capture, interface or process,
     or it may not be read or traced";

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
