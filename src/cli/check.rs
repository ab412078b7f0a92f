//! Checks that the declaration cannot make: options that do nothing in the chosen mode. Errors take one line.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;

use super::{Cli, Const, FormatName, SourceName, Time, Via, trace_list};

/// Options that do something in lines only.
const FOR_LINES: [(&str, &str); 6] = [
    // -F flat takes it too.
    ("constants", "--const"),
    ("calls", "--calls"),
    ("align", "--align"),
    ("descriptors", "-y"),
    ("decode_fds", "--decode-fds"),
    ("spent", "-T"),
];
/// Options that do something only where programs are traced.
const FOR_PROGRAMS: [(&str, &str); 3] =
    [("follow", "-f"), ("no_follow", "--no-follow"), ("no_seccomp", "--no-seccomp")];

/// Options that do something in pages only.
const FOR_PAGES: [(&str, &str); 2] = [("limit", "--limit"), ("lesson", "--lesson")];

/// A command line that was understood.
struct Chosen<'a> {
    matches: &'a ArgMatches,
    cli: &'a Cli,
    /// The format of messages; `None` if none are shown.
    format: Option<FormatName>,
}

/// Looks for an option that does nothing beside the others. Returns a sentence about it.
pub(super) fn idle_option(matches: &ArgMatches, cli: &Cli) -> Option<String> {
    let shows = !cli.summary && !cli.coverage && !cli.overview && !cli.normalize && cli.diff.is_none();
    let format = Some(cli.format).filter(|_| shows && cli.bytes.is_none());
    let chosen = Chosen { matches, cli, format };
    let checks = [
        Chosen::about_lines,
        Chosen::about_comparisons,
        Chosen::about_sources,
        Chosen::about_counts,
        Chosen::about_files,
        Chosen::about_pages,
        Chosen::about_text,
    ];
    checks.iter().find_map(|check| check(&chosen))
}

impl Chosen<'_> {
    fn is_given(&self, id: &str) -> bool {
        self.matches.value_source(id) == Some(ValueSource::CommandLine)
    }

    /// Returns the first of these options that is on the command line.
    fn given(&self, options: &[(&str, &'static str)]) -> Option<&'static str> {
        options.iter().find(|(id, _)| self.is_given(id)).map(|(_, name)| *name)
    }

    /// Returns whether an overview is drawn on a page.
    fn draws(&self) -> bool {
        self.cli.overview && self.cli.format == FormatName::Html
    }

    fn about_lines(&self) -> Option<String> {
        if self.format == Some(FormatName::Line) {
            return None;
        }
        let numbers = self.format == Some(FormatName::Flat) && self.cli.constants != Const::Verbose;
        let others = FOR_LINES.get(usize::from(numbers)..).unwrap_or_default();
        if let Some(option) = self.given(others) {
            return Some(format!("{option} is about lines; -F line shows them"));
        }
        let chooses = self.cli.filter.iter().any(|text| trace_list(text).is_some());
        chooses.then(|| "-e trace= chooses among lines; -F line shows them".to_owned())
    }

    fn about_comparisons(&self) -> Option<String> {
        let cli = self.cli;
        if cli.format == FormatName::Ynl && cli.list.is_none() {
            return Some("-F ynl writes tables, not messages: --list FAMILY -F ynl".to_owned());
        }
        let compares = cli.diff.is_some() || cli.normalize;
        if compares && !matches!(cli.format, FormatName::Tree | FormatName::Json) {
            return Some("--diff and --normalize print text, or JSON with -F json".to_owned());
        }
        if cli.diff.is_some() && cli.via == Via::Bpf {
            return Some(
                "--diff traces commands with ptrace, which loses nothing; --via bpf does nothing here"
                    .to_owned(),
            );
        }
        None
    }

    fn about_sources(&self) -> Option<String> {
        let cli = self.cli;
        if !cli.source().names_programs()
            && let Some(option) = self.given(&FOR_PROGRAMS)
        {
            return Some(format!("{option} is about programs that are traced: COMMAND or -p PID"));
        }
        if cli.browse && cli.time() == Some(Time::Delta) {
            return Some(
                "--time delta needs a line printed before; --browse shows lines in any order".to_owned(),
            );
        }
        if cli.browse && cli.verbose {
            return Some("-v does nothing with --browse: its key x shows everything".to_owned());
        }
        if cli.detached && cli.via == Via::Bpf {
            return Some("-D is about ptrace; --via bpf stops no process".to_owned());
        }
        if self.is_given("threads") && !matches!(cli.source(), SourceName::File(_)) {
            return Some("--threads is about captures that -r reads".to_owned());
        }
        None
    }

    fn about_counts(&self) -> Option<String> {
        let cli = self.cli;
        let counts = cli.summary || cli.summary_too;
        if self.is_given("sort") && !counts {
            return Some("--sort is about the table of -c".to_owned());
        }
        if cli.top.is_some() && !counts && !cli.overview {
            return Some("--top is about the table of -c and --overview".to_owned());
        }
        let has_form = cli.format.is_json() || self.draws() || cli.format == FormatName::Tree;
        if cli.overview && !has_form && self.is_given("format") {
            return Some(
                "--overview is text, JSON with -F json, or a page with -F html; other formats do not apply"
                    .to_owned(),
            );
        }
        if cli.stack && self.format.is_none() {
            return Some("-k does nothing here: counts and literals have no call stacks".to_owned());
        }
        None
    }

    fn about_files(&self) -> Option<String> {
        let cli = self.cli;
        let file = is_file(cli.output.as_deref());
        if cli.follow > 1 && file.is_none() {
            return Some("-ff writes a file for each process; -o FILE says where".to_owned());
        }
        if cli.append && file.is_none() {
            return Some("-A appends to a file, and -o names none".to_owned());
        }
        let counts_only = cli.format == FormatName::Openmetrics;
        if counts_only && !cli.summary {
            return Some("-F openmetrics prints counts; -c asks for them".to_owned());
        }
        if cli.every.is_some() && !counts_only {
            return Some("--every replaces a file of counts; -F openmetrics writes one".to_owned());
        }
        if cli.every.is_some() && !cli.source().is_live() {
            return Some("--every is about live sources: a capture is counted once".to_owned());
        }
        let is_one_file = file.is_some() && cli.follow < 2;
        if (cli.every.is_some() || cli.rotate.is_some()) && !is_one_file {
            let option = if cli.every.is_some() { "--every" } else { "--rotate" };
            return Some(format!("{option} needs a file; -o FILE names one"));
        }
        if cli.rotate.is_some() && cli.summary {
            return Some("--rotate is about messages; -c replaces its counts with --every".to_owned());
        }
        None
    }

    fn about_pages(&self) -> Option<String> {
        let cli = self.cli;
        if self.format != Some(FormatName::Html)
            && let Some(option) = self.given(&FOR_PAGES)
        {
            return Some(format!("{option} is about pages; -F html writes one"));
        }
        if self.format == Some(FormatName::Html) && cli.time().is_some() {
            return Some("--time does nothing here: a page shows the time of every message".to_owned());
        }
        let is_page = self.format == Some(FormatName::Html) || self.draws();
        let options = [(cli.summary_too, "-C"), (cli.append, "-A"), (cli.follow > 1, "-ff")];
        let (_, option) = options.into_iter().find(|(is_given, _)| is_page && *is_given)?;
        Some(format!("{option} can't be used with -F html: a page is one whole file"))
    }

    fn about_text(&self) -> Option<String> {
        let (cli, format, is_json) = (self.cli, self.format, self.cli.format.is_json());
        let shows = format.is_some() || cli.bytes.is_some();
        if cli.time().is_some() && (is_json || !shows) {
            return Some("--time does nothing here: JSON has its own time, and counts have none".to_owned());
        }
        let has_table = (cli.summary || cli.overview && !self.draws()) && !is_json;
        let has_width = matches!(format, Some(FormatName::Tree | FormatName::Hex | FormatName::Brief));
        if cli.width.is_some() && !has_width && !has_table {
            return Some(
                "--width is about -F tree, -F hex, -F brief, the table of -c and --overview only".to_owned(),
            );
        }
        if cli.string_limit.is_some() && !matches!(format, Some(FormatName::Tree | FormatName::Line)) {
            return Some("--string-limit shortens -F tree and -F line only".to_owned());
        }
        None
    }
}

/// Returns the file that an output names: not standard output, and no command.
fn is_file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| *path != Path::new("-") && !path.as_os_str().as_bytes().starts_with(b"|"))
}

/// Returns the error of a command line in one line.
pub(crate) fn complaint(error: &clap::Error) -> String {
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(missing)) => missing.as_slice(),
        _ => &[],
    };
    let lacks_source = missing.iter().any(|missing| missing.contains("COMMAND"));
    if error.kind() == ErrorKind::MissingRequiredArgument && (lacks_source || missing.is_empty()) {
        return "nothing to trace or to read: COMMAND, -p PID, --all, -r FILE, -i IFACE or -x HEX; --help says more"
            .to_owned();
    }
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more"));
    let mut complaint = String::new();
    for line in lines {
        let line = line.strip_prefix("error: ").unwrap_or(line);
        let similar = TIPS.iter().find_map(|tip| line.strip_prefix(tip));
        let line = &similar.map_or_else(|| line.to_owned(), |names| format!("did you mean {names}?"));
        complaint.push_str(if complaint.is_empty() || line.starts_with('[') { "" } else { "; " });
        complaint.push_str(if line.starts_with('[') { " " } else { "" });
        complaint.push_str(line);
    }
    let is_read =
        |kind| matches!(error.get(kind), Some(ContextValue::String(of)) if of.starts_with("--read"));
    if [ContextKind::InvalidArg, ContextKind::PriorArg].into_iter().any(is_read) {
        complaint.push_str(STRACE_R);
    }
    complaint + "; --help says more"
}

/// How clap begins its lines about similar words.
const TIPS: [&str; 4] = [
    "tip: a similar value exists: ",
    "tip: some similar values exist: ",
    "tip: a similar argument exists: ",
    "tip: some similar arguments exist: ",
];

/// Advice for a `-r` that names no file: strace's `-r` means something else.
pub(crate) const STRACE_R: &str = "; -r reads a capture, strace's -r is --time delta here";
