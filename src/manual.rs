//! The manual page, from the command line's declaration.

use clap::CommandFactory;

use crate::cli::{Cli, EXAMPLES, USAGE};
use crate::roff::{DATE, escaped, line, text};

/// Sections of the manual page that the command line's declaration does not have.
const SECTIONS: &[(&str, &str)] = &[
    (
        "FILTERS",
        "\
-e shows the messages for which an expression holds. nltrace-filter(5) has the whole grammar.

NAME                       the message has that attribute, member, value or flag
NAME == VALUE              also != < <= > >=; numbers, names, strings and addresses
NAME in 10.0.0.0/8         a prefix, a range (1..9) or a list ({a, b})
NAME has FLAG              all of these bits
NAME & FLAG                any of these bits
NAME ~ \"text\"             part of a text
A.B                        a B anywhere inside an A
and, or, not, ( )          join expressions
error, send, receive       failed requests; a direction
changes                    requests that change something, their results, and notifications
type, protocol, genl, pid, comm, fd, syscall, netns, time, latency, errno, text, packet    facts about a message besides its bytes

nltrace checks names and types before anything runs, and suggests similar names for a misspelt one.",
    ),
    (
        "JSON",
        "\
-F json writes one object per message and line. Every field has its name, offset, length and number, and the name of
the number where it has one. -F flat has the attributes as members by name. Objects with a member \"event\" are not messages,
but calls, lost messages and the like.

nltrace-json(5) lists all members, and docs/nltrace.schema.json in nltrace's documentation describes them for programs.
Later releases add members; nltrace-json(5) says which changes a release may make.",
    ),
    (
        "ENVIRONMENT",
        "\
NO_COLOR                     no colours, if it is set and not empty
COLUMNS                      the width of lines, unless --width says it
TERM=dumb                    no colours, and ASCII instead of arrows and lines
LC_ALL, LC_CTYPE, LANG       a locale without UTF-8 gives ASCII
TZ                           the time zone of --time clock
NLTRACE_SPECS                folders with YNL specs, separated by colons
XDG_CONFIG_HOME, HOME        specs are also read from nltrace/specs in the first, or from .config/nltrace/specs in the second
TMPDIR                       where --browse keeps messages of running programs
NLTRACE_BPF_HOOKS            calls, all or fentry: limits the hooks of eBPF, to find out whether one is at fault",
    ),
    (
        "FILES",
        "\
/etc/iproute2/, /usr/share/iproute2/      names of routing tables, protocols and scopes
/proc/PID/, /sys/kernel/tracing/          traced programs, the kernel's reasons for errors
/run/netns/                               names of network namespaces

Traces and captures are created with mode 0600: they can hold keys.",
    ),
    (
        "BUGS",
        "\
ptrace stops a program for a moment at each netlink call. A program that measures its own time can notice.
A program that is traced already cannot be traced. LeakSanitizer does not run under any tracer.
Messages that io_uring or splice move are not seen, and nltrace reports that. Where the kernel allows fentry, --via bpf sees them.
--all and --via bpf need root, BTF and Linux 5.15.",
    ),
];

/// Writes the manual page.
pub(crate) fn man(out: &mut Vec<u8>) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(Cli::command())
        .title("NLTRACE")
        .date(DATE)
        .source(concat!("nltrace ", env!("CARGO_PKG_VERSION")))
        .manual("User Commands");
    man.render_title(out)?;
    // Names and commands are not broken at the ends of lines.
    line(out, ".nh");
    man.render_name_section(out)?;
    synopsis(out);
    man.render_description_section(out)?;
    options(&man, out)?;
    for part in EXAMPLES.split("\n\n") {
        let (head, text) = part.split_once(':').unwrap_or(("NOTES", part));
        section(&head.to_uppercase(), text, out);
    }
    for (head, text) in SECTIONS {
        section(head, text, out);
    }
    section(
        "SEE ALSO",
        "nltrace-filter(5), nltrace-json(5), strace(1), ip(8), ss(8), tcpdump(8), netlink(7), rtnetlink(7), sock_diag(7)",
        out,
    );
    man.render_version_section(out)
}

/// Adds the options. The list of an option's values gets a single space before it, where clap breaks the line twice as well.
fn options(man: &clap_mangen::Man, out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut section = Vec::new();
    man.render_options_section(&mut section)?;
    out.extend_from_slice(String::from_utf8_lossy(&section).replace("\n.br\n\n.br\n", "\n.sp\n").as_bytes());
    Ok(())
}

/// Adds the usage, whose lines are kept.
fn synopsis(out: &mut Vec<u8>) {
    line(out, ".SH SYNOPSIS");
    for (count, usage) in USAGE.lines().enumerate() {
        if count > 0 {
            line(out, ".br");
        }
        text(out, usage.trim());
    }
}

/// Adds a section. A line with two spaces inside is an entry: a term, and text about it, which a line that is indented further
/// continues. Other lines are paragraphs, with empty lines between them.
fn section(head: &str, body: &str, out: &mut Vec<u8>) {
    line(out, &format!(".SH \"{head}\""));
    let body = body.trim_matches('\n');
    let indentation = body.lines().next().map_or(0, indent);
    let (mut in_entry, mut in_paragraph) = (false, true);
    for words in body.lines() {
        if words.is_empty() {
            (in_entry, in_paragraph) = (false, false);
        } else if let Some((term, about)) = words.trim().split_once("  ") {
            line(out, &format!(".TP\n\\fB{}\\fR", escaped(term)));
            text(out, about.trim());
            (in_entry, in_paragraph) = (true, false);
        } else if in_entry && indent(words) > indentation {
            text(out, words.trim());
        } else {
            if !in_paragraph {
                line(out, ".PP");
            }
            text(out, words.trim());
            (in_entry, in_paragraph) = (false, true);
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
