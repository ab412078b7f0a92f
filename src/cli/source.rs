//! The source of messages that a command line names. It is chosen here and nowhere else.

use std::ffi::OsString;
use std::path::Path;

use super::{Cli, Via};

/// A source of messages.
///
/// A new source is a variant here, an arm in [`run::observe`](crate::run), and its options in [`Cli`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SourceName<'a> {
    /// `-r`: a capture or a log, or `-` for standard input.
    File(&'a Path),
    /// `-i`: an nlmon interface; without a name nltrace makes one.
    Interface(Option<&'a str>),
    /// `-x`: pasted text, or `-` for standard input.
    Paste(&'a str),
    /// `--all`: every process of the machine.
    Machine,
    /// `-p`: processes that run already.
    Processes(Vec<i32>, Tracing),
    /// A command that nltrace starts. It has no words where a command line names no source, as with `--list`.
    Command(&'a [OsString], Tracing),
}

/// How programs are traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tracing {
    Ptrace,
    Bpf,
}

impl Cli {
    /// Returns the source of messages that the command line names.
    pub(crate) fn source(&self) -> SourceName<'_> {
        let tracing = if self.via == Via::Bpf { Tracing::Bpf } else { Tracing::Ptrace };
        if let Some(path) = &self.read {
            SourceName::File(path)
        } else if let Some(name) = &self.interface {
            SourceName::Interface(name.as_deref())
        } else if let Some(text) = &self.hex {
            SourceName::Paste(text)
        } else if self.all {
            SourceName::Machine
        } else if !self.attach.is_empty() {
            let pids = self.attach.iter().flat_map(|pids| pids.0.iter().copied());
            SourceName::Processes(pids.collect(), tracing)
        } else {
            SourceName::Command(&self.command, tracing)
        }
    }
}

impl SourceName<'_> {
    /// Returns whether messages come as they are exchanged, not from a file or from text.
    pub(crate) fn is_live(&self) -> bool {
        !matches!(self, SourceName::File(_) | SourceName::Paste(_))
    }

    /// Returns whether nltrace was asked to trace certain programs, which it starts or attaches to.
    pub(crate) fn names_programs(&self) -> bool {
        match self {
            SourceName::Processes(..) => true,
            SourceName::Command(words, _) => !words.is_empty(),
            _ => false,
        }
    }

    /// Returns whether the source ends only when the user says so.
    pub(crate) fn is_endless(&self) -> bool {
        matches!(self, SourceName::Interface(_) | SourceName::Machine)
    }

    /// Returns a title for what is shown: the command as it was typed, the name of the file or of the interface.
    pub(crate) fn title(&self) -> String {
        match self {
            SourceName::File(path) => match path.file_name() {
                Some(name) if *path != Path::new("-") => name.to_string_lossy().into_owned(),
                _ => "standard input".to_owned(),
            },
            SourceName::Interface(name) => name.unwrap_or("netlink").to_owned(),
            SourceName::Paste(_) => "pasted bytes".to_owned(),
            SourceName::Machine => "all processes".to_owned(),
            SourceName::Processes(pids, _) => {
                let pids: Vec<String> = pids.iter().map(i32::to_string).collect();
                format!("process {}", pids.join(", "))
            }
            SourceName::Command(words, _) => {
                words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn parsed(words: &[&str]) -> Cli {
        Cli::try_parse_from([&["nltrace"], words].concat()).unwrap()
    }

    #[test]
    fn each_source_has_its_option() {
        let words = [OsString::from("ip"), OsString::from("link")];
        let cases: [(&[&str], SourceName<'_>, &str); 8] = [
            (&["-r", "a/b.pcap"], SourceName::File(Path::new("a/b.pcap")), "b.pcap"),
            (&["-r", "-"], SourceName::File(Path::new("-")), "standard input"),
            (&["-i"], SourceName::Interface(None), "netlink"),
            (&["-i", "nlmon0"], SourceName::Interface(Some("nlmon0")), "nlmon0"),
            (&["-x", "10 00"], SourceName::Paste("10 00"), "pasted bytes"),
            (&["--all"], SourceName::Machine, "all processes"),
            (&["-p", "1,2"], SourceName::Processes(vec![1, 2], Tracing::Ptrace), "process 1, 2"),
            (&["--via", "bpf", "--", "ip", "link"], SourceName::Command(&words, Tracing::Bpf), "ip link"),
        ];
        for (words, source, title) in cases {
            let cli = parsed(words);
            assert_eq!(cli.source(), source, "{words:?}");
            assert_eq!(source.title(), title, "{words:?}");
        }
    }
}
