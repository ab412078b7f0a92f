//! Texts of help and manual that no option has.

use clap::error::ErrorKind;

/// Returns the help of -h, if that is what was asked for: clap's own would have a line for every option.
pub(crate) fn short_help(error: &clap::Error) -> Option<&'static str> {
    let is_short = error.kind() == ErrorKind::DisplayHelp && error.to_string().contains(MORE);
    is_short.then_some(SHORT)
}

/// The usage lines.
pub(crate) const USAGE: &str = "\
nltrace [OPTIONS] [--] COMMAND [ARGS]...
       nltrace [OPTIONS] -p PID | --all | -r FILE | -i IFACE | -x HEX
       nltrace [OPTIONS] --diff A B | --diff FILE -- COMMAND | --diff -- 'COMMAND' 'COMMAND'
       nltrace --list [WHAT]";

pub(super) const MORE: &str = "nltrace --help says more, with examples.";

/// The help of -h: what most people need, in 24 lines of at most 80 columns.
const SHORT: &str = "\
Prints every netlink message that a program exchanges with the kernel.

  nltrace [OPTIONS] [--] COMMAND [ARGS]...      run a program and trace it
  nltrace [OPTIONS] -p PID | --all              trace processes that run
  nltrace [OPTIONS] -r FILE | -i IFACE | -x HEX read a capture, interface, hex
  nltrace --diff A B                            compare two captures or commands
  nltrace --list NAME                           look a name up

  -F, --format F   tree, brief, line, hex, json, flat, html
  -e, --filter E   only what fits: error, RTM_NEWROUTE, 'IFLA_MTU < 1500'
  -c, --summary    count messages, errors and latencies
  -v, --verbose    more of everything         -q, --quiet   no notes, no verdict
  -o, --output F   write to a file            -w, --write F   write a capture
      --lint       report faults in messages  -k, --stack   its call stack
      --time T     clock, epoch, delta        --width N     columns of a line
      --color W    auto, always, never        --show-secrets   keys in clear

nltrace --help says more, with examples. nltrace --man | man -l - is the manual.
";

/// Examples and the exit status, for help and manual.
pub(crate) const EXAMPLES: &str = "\
Examples:
  nltrace -- ss -tl                 the requests of ss for listening TCP sockets, and the answers
  nltrace -o trace ip addr          the trace goes to a file, ip's own output to the terminal
  nltrace -e error -- ip link add x type bridge        requests that fail, and why
  nltrace -e 'IFLA_LINKINFO.IFLA_INFO_KIND == \"vlan\"' -- ip link    VLANs only
  nltrace -e 'type == RTM_NEWROUTE and RTA_DST in 10.0.0.0/8' -r capture.pcap  some routes
  nltrace -c -- ss -a               how many messages of each type, and how long answers took
  nltrace -F json -- ip link | jq   (with -o /dev/stdout) for programs
  nltrace -w ip.pcapng -- ip addr   a capture for Wireshark, with processes and calls
  nltrace -r capture.pcap           decode a recording of tcpdump -i nlmon0
  nltrace -i nlmon0                 decode live
  nltrace --diff old.pcapng -- ./new    what a program asks for otherwise than in a capture
  nltrace --normalize -o got.txt -- ./mine    its requests, for a golden file
  nltrace --list IFLA_LINKINFO      the type of an attribute, and the attributes in it
  xclip -o | nltrace -F hex -x -    explain each byte of the clipboard

Exit status:
  tracing          that of the program, or its signal; 127 and 126 as in a shell
  reading: 0       success
  reading: 1       an input could not be read to its end, or an output not written; all that could be
                   read is printed
  reading: 2       the command line is wrong, or nothing could be begun: there is no such capture,
                   interface or process, or it may not be read or traced
  comparing        with --diff: 0 nothing differs, 1 something differs, 2 trouble";
