//! The command line: one declaration, from which parsing, help, man page and completions are made.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Shows every netlink message a program exchanges with the kernel, decoded to the last byte.
///
/// Runs COMMAND and traces it and its children, or decodes a capture (-r). The trace goes to standard error unless -o says
/// otherwise, and nltrace ends as COMMAND does: with its exit status, or by its signal.
#[derive(Parser, Debug)]
#[command(name = "nltrace", version, about, max_term_width = 100, after_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("source").required(true).args(["command", "read", "attach", "list"])))]
pub(crate) struct Cli {
    /// Decode a pcap or pcapng file, recorded on an nlmon interface ('-': standard input)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) read: Option<PathBuf>,

    /// Attach to a running process and its threads; may be given several times. It is left running
    #[arg(short = 'p', long, value_name = "PID")]
    pub(crate) attach: Vec<i32>,

    /// How messages are shown
    #[arg(short = 'F', long, value_enum, default_value_t = Format::Tree)]
    pub(crate) format: Format,

    /// Instead of messages, say how much of them the tables explain, and what they do not (JSON)
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Tell all that is wrong or fragile in what a program sends and does; without it, only the worst is told
    #[arg(long)]
    pub(crate) lint: bool,

    /// Print what nltrace knows, and do nothing else
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) list: Option<List>,

    /// Leave out what is not a message: socket calls, failed transfers, exits
    #[arg(long)]
    pub(crate) messages_only: bool,

    /// Write to FILE instead of standard error (tracing) or standard output (reading)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Show at most N bytes of what is shown in hexadecimal
    #[arg(short, long, value_name = "N", default_value_t = 48)]
    pub(crate) string_limit: usize,

    /// Show what is usually left out: zeros among many, messages that were only peeked at, how a protocol was found
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Do not follow children
    #[arg(long)]
    pub(crate) no_follow: bool,

    /// Stop the program at every system call instead of filtering in the kernel (slow)
    #[arg(long)]
    pub(crate) no_seccomp: bool,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) color: When,

    /// The program to run, and its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For eyes: a line for each attribute, nests indented
    Tree,
    /// For programs: a JSON object for each message, one a line
    Json,
}

/// What `--list` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum List {
    /// What --lint looks for: name, severity, reason, fix
    Lints,
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

const EXAMPLES: &str = "\
Examples:
  nltrace -- ss -tl                 what ss asks the kernel about listening TCP sockets
  nltrace -o trace ip addr          the trace to a file, ip's own output as ever
  nltrace -F json -- ip link | jq   (with -o /dev/stdout) for programs
  nltrace -r capture.pcap           decode what tcpdump -i nlmon0 recorded";
