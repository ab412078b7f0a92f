//! Further products of the command line's declaration: completions and the manual page.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, EXAMPLES, USAGE};

/// Writes completions for a shell.
pub(crate) fn completions(shell: Shell, out: &mut Vec<u8>) {
    clap_complete::generate(shell, &mut Cli::command(), "nltrace", out);
}

/// Writes the manual page.
pub(crate) fn man(out: &mut Vec<u8>) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(Cli::command());
    man.render_title(out)?;
    man.render_name_section(out)?;
    section("SYNOPSIS", USAGE, out);
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    for part in EXAMPLES.split("\n\n") {
        let (head, text) = part.split_once(':').unwrap_or(("NOTES", part));
        section(&head.to_uppercase(), text, out);
    }
    section("SEE ALSO", "strace(1), ip(8), ss(8), tcpdump(8), netlink(7), rtnetlink(7), sock_diag(7)", out);
    man.render_version_section(out)
}

/// Adds a section of lines that are kept as they are.
fn section(head: &str, text: &str, out: &mut Vec<u8>) {
    out.extend(format!(".SH \"{head}\"\n.nf\n").as_bytes());
    for line in text.trim_matches('\n').lines() {
        // A line that begins with a dot would be a command, and a bare hyphen may become another character.
        let line = line.trim_start_matches(' ').replace('\\', "\\e").replace('-', "\\-");
        out.extend(format!("\\&{line}\n").as_bytes());
    }
    out.extend_from_slice(b".fi\n");
}
