//! Builds formats, filters and outputs from the command line.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::cli::{self, Cli, Const, Decode, FormatName, Language, Sort, SourceName, When};
use crate::datagram::FindDescriptors;
use crate::diff::{self, Conversation};
use crate::exit::Failure;
use crate::export::Exporter;
use crate::filter::Filter;
use crate::outlet::{Outlet, OutputFile, ProcessFiles, STDOUT};
use crate::pipeline::{Pipeline, Show};
use crate::render::palette::Palette;
use crate::render::verdict::{self, Verdict};
use crate::render::{
    Both, Format, Nothing, brief, bytes, clock, coverage, flat, hex, html, json, line, openmetrics, overview,
    pcapng, summary, tree,
};
use crate::rotate::{ReplacedFile, RotatedFile, Rotation};
use crate::session::Session;

/// Columns of a terminal that does not say how many it has.
const WIDTH: usize = 100;
/// Columns of a table of counts that goes to no terminal.
const TABLE: usize = 80;
/// Messages that a page holds unless `--limit` says otherwise.
const MESSAGES: usize = 20_000;
/// Rows of each list of the page of an overview, and with -v.
const ROWS: usize = 16;
const ALL_ROWS: usize = 1000;
/// No line is wrapped before this column.
const NARROW: usize = 40;
/// More columns than a line has.
const UNWRAPPED: usize = 1 << 40;

/// Where output goes by default.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// Returns a file that two options name: the first output would be lost, or the input.
fn shared(cli: &Cli) -> Option<&Path> {
    let is_same = |one: &Path, other: &Path| {
        let file = |path: &Path| {
            let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
            Some((about.dev(), about.ino()))
        };
        match (file(one), file(other)) {
            (Some(one), Some(other)) => one == other,
            // Neither is there: a device, a pipe and standard output may be named twice.
            (None, None) => one == other && !one.exists() && one != Path::new("-"),
            _ => false,
        }
    };
    let [read, write, output] = [&cli.read, &cli.write, &cli.output].map(Option::as_deref);
    let mut pairs = [(read, write), (read, output), (write, output)].into_iter();
    pairs.find_map(|(one, other)| {
        one.zip(other).filter(|(one, other)| is_same(one, other)).map(|(one, _)| one)
    })
}

/// Returns the outputs: the file that a browser reads, or those that the command line names.
pub(crate) fn outlet_or(
    cli: &Cli,
    stream: Stream,
    spool: Option<OutputFile>,
) -> Result<(Outlet, Option<usize>), Failure> {
    let Some(mut spool) = spool else { return outlet(cli, stream) };
    let mut head = Vec::new();
    pcapng::head(&mut head);
    spool.put(&head);
    let shown = OutputFile::new("--browse", Box::new(io::sink()));
    Ok((Outlet { shown, captured: Some(spool), per_process: None }, None))
}

/// Opens the outputs. The number is the terminal's columns, if the shown text goes to one.
pub(crate) fn outlet(cli: &Cli, stream: Stream) -> Result<(Outlet, Option<usize>), Failure> {
    if let Some(path) = shared(cli) {
        let path = path.display();
        return Err(Failure::usage(format_args!("{path}: one file can't be for two of -r, -w and -o")));
    }
    let name = |path: &Path| path.display().to_string();
    let stdout = || standard(STDOUT, &io::stdout());
    let create = |path: &Path| {
        // Traces may hold facts that only root may see.
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(path);
        file.map_err(|error| Failure::usage(format_args!("{}: {error}", path.display())))
    };
    let extend = |path: &Path| {
        let file = File::options().append(true).create(true).mode(0o600).open(path);
        file.map_err(|error| Failure::usage(format_args!("{}: {error}", path.display())))
    };
    let is_stdout = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    let (to_stdout, shows_there) = (is_stdout(&cli.write), is_stdout(&cli.output));
    if to_stdout && (shows_there || stream == Stream::Out && cli.output.is_none()) {
        let sentence = "a capture and its messages can't both go to standard output; -o sends one elsewhere";
        return Err(Failure::usage(sentence));
    }
    let (mut shown, columns) = match (&cli.output, stream) {
        (Some(_), _) if shows_there => (stdout()?, columns(&io::stdout())),
        (Some(path), _) if path.as_os_str().as_bytes().starts_with(b"|") => (command(path)?, None),
        (Some(_), _) if cli.follow > 1 => (OutputFile::new("-ff", Box::new(io::sink())), None),
        (Some(path), _) if cli.format == FormatName::Openmetrics => {
            (OutputFile::new(name(path), Box::new(ReplacedFile::new(path))), None)
        }
        (Some(path), _) if cli.rotate.is_some() => {
            let rotation = Rotation { size: cli.rotate.unwrap_or(0), keep: cli.keep };
            let file = RotatedFile::open(path, rotation);
            let file = file.map_err(|error| Failure::usage(format_args!("{}: {error}", path.display())))?;
            (OutputFile::to_rotated(name(path), file), None)
        }
        (Some(path), _) => {
            let file = if cli.append { extend(path)? } else { create(path)? };
            let columns = columns(&file);
            (OutputFile::to_file(name(path), file), columns)
        }
        (None, Stream::Out) => (standard(STDOUT, &io::stdout())?, columns(&io::stdout())),
        (None, Stream::Err) => (standard("standard error", &io::stderr())?, columns(&io::stderr())),
    };
    let has_own_encoding = cli.format.is_json() || cli.format == FormatName::Html || cli.coverage;
    if !has_own_encoding && in_ascii() {
        shown = shown.in_ascii();
    }
    let is_page = cli.format == FormatName::Html && !cli.summary && !cli.coverage;
    if is_page && (shown.is_terminal() || stream == Stream::Err && cli.output.is_none()) {
        // On standard error the program's own output would end up in the page.
        return Err(Failure::usage("a page needs a file of its own; -o FILE writes it there"));
    }
    let captured = match &cli.write {
        None => None,
        Some(_) if to_stdout => Some(standard(STDOUT, &io::stdout())?),
        Some(path) => Some(OutputFile::to_capture(name(path), create(path)?)),
    };
    if captured.as_ref().is_some_and(OutputFile::is_terminal) {
        return Err(Failure::usage(
            "a capture is not for a terminal: it would drive it; -w FILE writes it to a file",
        ));
    }
    let files = cli.output.as_ref().filter(|_| cli.follow > 1);
    let per_process = files.map(|path| ProcessFiles::new(path.clone(), cli.append));
    let mut outlet = Outlet { shown, captured, per_process };
    if outlet.captured.is_some() {
        let mut head = Vec::new();
        pcapng::head(&mut head);
        // A failure to begin a capture is reported at the end, like all losses: the program is traced anyway.
        let _ = outlet.put(&[], &head);
    }
    Ok((outlet, columns))
}

/// Returns a command that reads the output: `-o '|COMMAND'`.
fn command(path: &Path) -> Result<OutputFile, Failure> {
    let text = path.as_os_str().as_bytes().strip_prefix(b"|").unwrap_or_default();
    let mut shell = Command::new("sh");
    let child = shell.arg("-c").arg(OsStr::from_bytes(text)).stdin(Stdio::piped()).spawn();
    let child = child.map_err(|error| Failure::usage(format_args!("sh: {error}")))?;
    Ok(OutputFile::to_command(path.display().to_string(), child))
}

/// Returns a standard stream, written as it is, without a buffer that looks for the ends of lines.
pub(crate) fn standard(name: &str, stream: &impl AsFd) -> Result<OutputFile, Failure> {
    let file = stream.as_fd().try_clone_to_owned().map(File::from);
    let file = file.map_err(|error| Failure::usage(format_args!("{name}: {error}")))?;
    Ok(OutputFile::to_file(name, file))
}

/// Returns the columns of a terminal; `None` for other files.
pub(crate) fn columns(stream: &(impl IsTerminal + std::os::fd::AsRawFd)) -> Option<usize> {
    let (columns, _) = size(stream)?;
    Some(if columns > 0 { columns } else { WIDTH })
}

/// Returns the lines of the terminal that output goes to, if it says how many it has.
fn lines() -> Option<usize> {
    let (_, lines) = size(&io::stdout()).or_else(|| size(&io::stderr()))?;
    Some(lines).filter(|lines| *lines > 0)
}

/// Returns the columns and lines of a terminal, 0 where it does not say; `None` if it is none.
fn size(stream: &(impl IsTerminal + std::os::fd::AsRawFd)) -> Option<(usize, usize)> {
    if !stream.is_terminal() {
        return None;
    }
    let mut size = nix::libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: TIOCGWINSZ writes a winsize, and `size` is one that outlives the call.
    let done = unsafe { nix::libc::ioctl(stream.as_raw_fd(), nix::libc::TIOCGWINSZ, &raw mut size) };
    Some(if done == 0 { (size.ws_col.into(), size.ws_row.into()) } else { (0, 0) })
}

fn show(cli: &Cli) -> Show {
    match cli.format {
        _ if cli.messages_only || cli.normalize || cli.diff.is_some() => Show::Messages,
        FormatName::Json | FormatName::Line | FormatName::Openmetrics => Show::Everything,
        // Peeked messages would be counted twice.
        FormatName::Brief | FormatName::Flat | FormatName::Html => Show::Calls,
        FormatName::Tree | FormatName::Hex if cli.verbose => Show::Everything,
        FormatName::Tree | FormatName::Hex | FormatName::Ynl => Show::Calls,
    }
}

/// Builds the pipeline that the command line asks for.
pub(crate) fn pipeline(cli: &Cli, terminal: Option<usize>, filter: &Option<Arc<Filter>>) -> Pipeline {
    let format = match (cli.summary, cli.summary_too) {
        (false, false) if cli.overview => overview(cli, terminal),
        (true, _) if cli.format == FormatName::Openmetrics => Box::new(open_metrics(cli)),
        (false, false) => format(cli, terminal),
        (only, _) => {
            let form = match cli.format {
                _ if cli.format.is_json() => summary::Form::Json,
                _ if cli.verbose => summary::Form::Table(colour(cli, terminal), UNWRAPPED),
                _ => summary::Form::Table(
                    colour(cli, terminal),
                    asked_width(cli).or(terminal).unwrap_or(TABLE),
                ),
            };
            let order = match cli.sort {
                Sort::Messages => summary::Order::Messages,
                Sort::Bytes => summary::Order::Bytes,
                Sort::Errors => summary::Order::Errors,
                Sort::Latency => summary::Order::Latency,
                Sort::Name => summary::Order::Name,
            };
            let summary: Box<dyn Format> = Box::new(summary::Summary::new(form).sorted(order, cli.top));
            if only { summary } else { Box::new(Both(format(cli, terminal), summary)) }
        }
    };
    if cli.browse {
        let pipeline = Pipeline::new(Box::new(Nothing), Show::Everything, true).with(session(cli));
        return pipeline.quietly(true).revealing(cli.show_secrets);
    }
    let pipeline = Pipeline::new(format, show(cli), cli.write.is_some()).with(session(cli));
    let folds = matches!(cli.format, FormatName::Tree | FormatName::Hex) && !cli.verbose;
    let pipeline =
        pipeline.folding(folds && show(cli) != Show::Messages && cli.bytes.is_none() && !cli.overview);
    let pipeline = pipeline.through(filter.clone()).quietly(cli.quiet).revealing(cli.show_secrets);
    pipeline.judging(verdict(cli, terminal))
}

/// Returns a pipeline that records a conversation to be compared, and shows nothing.
pub(crate) fn recording(
    cli: &Cli,
    filter: &Option<Arc<Filter>>,
    conversation: Arc<Mutex<Conversation>>,
    fingerprint: diff::Fingerprint,
) -> Pipeline {
    let recorder =
        diff::Recorder::new(diff::Destination::Conversation(conversation), scope(cli), fingerprint);
    let pipeline = Pipeline::new(Box::new(recorder), show(cli), false).with(session(cli));
    let nowhere = OutputFile::new("nothing", Box::new(io::sink()));
    let outlet = Outlet { shown: nowhere, captured: None, per_process: None };
    pipeline.through(filter.clone()).quietly(true).revealing(cli.show_secrets).into(outlet)
}

/// Returns which messages are compared.
fn scope(cli: &Cli) -> diff::Breadth {
    if cli.verbose { diff::Breadth::All } else { diff::Breadth::Sent }
}

/// Returns how differences are written.
pub(crate) fn diff_look(cli: &Cli, terminal: Option<usize>) -> diff::Look {
    match cli.format {
        FormatName::Json => diff::Look::Json,
        _ => diff::Look::Text(Box::new(Palette::new(colour(cli, terminal)))),
    }
}

fn session(cli: &Cli) -> Session {
    // An overview counts the findings of lints.
    session_of(cli.lint || cli.overview, &cli.protocols)
}

/// Returns a session that knows the protocols and families of the command line.
pub(crate) fn session_of(lint: bool, protocols: &[cli::Protocol]) -> Session {
    let mut session = Session::new(lint);
    for protocol in protocols {
        match (protocol.family, protocol.id) {
            (Some(family), Some(id)) => session.state(id, family),
            (Some(family), None) => session.assume(family),
            (None, _) => (),
        }
    }
    session
}

/// Returns counts for monitoring, and starts the thread that writes them while nltrace runs, if requested.
fn open_metrics(cli: &Cli) -> openmetrics::OpenMetrics {
    let metrics = openmetrics::OpenMetrics::default();
    let Some((every, path)) = cli.every.zip(cli.output.clone()) else { return metrics };
    let counts = metrics.counts();
    let exporter = Exporter::start(path, every, move |out| openmetrics::write(&counts, out));
    metrics.until_the_end(Box::new(exporter))
}

/// Returns the verdict at the end, where there is one. Pasted bytes have none, because their decoding already shows every
/// error. Nor have strace's form and the formats for programs, apart from JSON.
fn verdict(cli: &Cli, terminal: Option<usize>) -> Option<Verdict> {
    let form = match cli.format {
        _ if cli.quiet || cli.overview || cli.coverage || cli.normalize => return None,
        _ if cli.bytes.is_some() || matches!(cli.source(), SourceName::Paste(_)) => return None,
        FormatName::Line
        | FormatName::Flat
        | FormatName::Html
        | FormatName::Openmetrics
        | FormatName::Ynl => return None,
        // A script that counts, or reads messages alone, gets nothing else.
        FormatName::Json if cli.messages_only || cli.summary || cli.summary_too => return None,
        FormatName::Json => verdict::Form::Json,
        FormatName::Tree | FormatName::Hex | FormatName::Brief => {
            let (colour, width) = look(cli, terminal);
            verdict::Form::Lines { colour, width }
        }
    };
    Some(Verdict::new(form))
}

pub(crate) fn time(cli: &Cli) -> clock::Time {
    // Lines follow strace's form, which begins with a time only on request.
    let default = if cli.format == FormatName::Line { cli::Time::None } else { cli::Time::Clock };
    match cli.time().unwrap_or(default) {
        cli::Time::None => clock::Time::None,
        cli::Time::Clock => clock::Time::Day,
        cli::Time::Epoch => clock::Time::Epoch,
        cli::Time::Delta => clock::Time::Delta,
    }
}

/// Returns whether to use colours. The number is a terminal's columns.
pub(crate) fn colour(cli: &Cli, terminal: Option<usize>) -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match cli.color {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal.is_some() && !no_color && !is_dumb(),
    }
}

/// Returns how lines are written.
fn line_style(cli: &Cli) -> line::Style {
    let asks = |what: Decode| cli.decode_fds.iter().any(|asked| *asked == what || *asked == Decode::All);
    let descriptors = if cli.descriptors >= 2 || asks(Decode::Socket) {
        line::Descriptors::Sockets
    } else if cli.descriptors == 1 || asks(Decode::Path) {
        line::Descriptors::Files
    } else {
        line::Descriptors::Numbers
    };
    let constants = match cli.constants {
        Const::Abbrev => line::Constants::Abbrev,
        Const::Raw => line::Constants::Raw,
        Const::Verbose => line::Constants::Verbose,
    };
    line::Style {
        limit: cli.string_limit.unwrap_or(32),
        verbose: cli.verbose,
        constants,
        descriptors,
        calls: cli.shown_calls(),
        align: cli.align,
        remarks: cli.verbose,
        lints: cli.lint,
        time: time(cli),
        spent: cli.spent,
        whose: match (cli.follow, cli.output.is_some()) {
            (1.., true) => line::Whose::Always,
            (_, true) => line::Whose::SinceSeveral,
            _ => line::Whose::WhereSeveral,
        },
        recorded: matches!(cli.source(), SourceName::File(_)),
        secrets: cli.show_secrets,
    }
}

/// Returns the function that finds the descriptors in messages, if a line shows them.
pub(crate) fn find_descriptors(cli: &Cli) -> Option<FindDescriptors> {
    let shows_files =
        cli.format == FormatName::Line && line_style(cli).descriptors != line::Descriptors::Numbers;
    shows_files.then_some(line::descriptors as FindDescriptors)
}

/// Returns the overview that the command line asks for.
fn overview(cli: &Cli, terminal: Option<usize>) -> Box<dyn Format> {
    if cli.format.is_json() {
        return Box::new(overview::Overview::new(overview::Form::Json, false));
    }
    if cli.format == FormatName::Html {
        let rows = cli.top.unwrap_or(if cli.verbose { ALL_ROWS } else { ROWS });
        return Box::new(overview::Overview::new(overview::Form::Html(cli.source().title(), rows), false));
    }
    let (colour, width) = look(cli, terminal);
    let is_live = terminal.is_some() && cli.source().is_endless();
    let look = overview::Look {
        colour,
        columns: Some(width).filter(|width| *width < UNWRAPPED),
        lines: terminal.and_then(|_| lines()),
        // An overview that is redrawn in place must fit on the screen.
        verbose: cli.verbose && !is_live,
        rows: cli.top,
        ascii: in_ascii(),
    };
    Box::new(overview::Overview::new(overview::Form::Text(look), is_live))
}

/// Returns the format that the command line names.
fn format(cli: &Cli, terminal: Option<usize>) -> Box<dyn Format> {
    if cli.coverage {
        return Box::new(coverage::Coverage::default());
    }
    if cli.normalize {
        let target = match diff_look(cli, terminal) {
            diff::Look::Text(palette) => diff::Destination::Text(palette),
            diff::Look::Json => diff::Destination::Json,
        };
        return Box::new(diff::Recorder::new(target, scope(cli), diff::Fingerprint::default()));
    }
    if let Some(language) = cli.bytes {
        let language = match language {
            Language::C => bytes::Language::C,
            Language::Rust => bytes::Language::Rust,
            Language::Go => bytes::Language::Go,
            Language::Python => bytes::Language::Python,
        };
        let literals = bytes::Bytes::new(language, time(cli));
        return Box::new(if cli.conversation { literals.of_conversation() } else { literals });
    }
    let (colour, width) = look(cli, terminal);
    match cli.format {
        FormatName::Json => Box::new(json::Json::new(cli.messages_only)),
        FormatName::Openmetrics => Box::new(openmetrics::OpenMetrics::default()),
        FormatName::Html => Box::new(html::Html::new(page_style(cli))),
        FormatName::Flat => Box::new(flat::Flat::new(cli.constants == Const::Raw, cli.messages_only)),
        FormatName::Brief => Box::new(brief::Brief::new(brief::Style {
            colour,
            // A line is cut, so COLUMNS alone does not apply to files and pipes.
            columns: cli.width.or(terminal).map(|_| width).filter(|width| *width < UNWRAPPED),
            verbose: cli.verbose,
            time: time(cli),
        })),
        FormatName::Line => Box::new(line::Line::new(line_style(cli), colour)),
        FormatName::Hex => Box::new(hex::Hex::new(colour, width, time(cli), cli.verbose)),
        // Only --list writes specs.
        FormatName::Tree | FormatName::Ynl => Box::new(tree::Tree::new(tree::Style {
            colour,
            width,
            limit: cli.string_limit.unwrap_or(48),
            verbose: cli.verbose,
            time: time(cli),
        })),
    }
}

/// Returns the style of a page.
fn page_style(cli: &Cli) -> html::Style {
    html::Style {
        title: cli.source().title(),
        limit: cli.limit.unwrap_or(MESSAGES) as u64,
        lesson: cli.lesson,
    }
}

/// Returns whether to use colours, and the width of lines. Output to files and pipes is not wrapped, so that grep finds
/// whole lines.
pub(crate) fn look(cli: &Cli, terminal: Option<usize>) -> (bool, usize) {
    let width = match asked_width(cli).or(terminal) {
        None => UNWRAPPED,
        Some(width) if width >= UNWRAPPED => UNWRAPPED,
        // ASCII takes more columns here and there.
        Some(width) if in_ascii() => width.max(NARROW).saturating_sub(2),
        Some(width) => width.max(NARROW),
    };
    (colour(cli, terminal), width)
}

/// Returns the requested columns.
fn asked_width(cli: &Cli) -> Option<usize> {
    let asked = cli.width.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok());
    asked.map(|width| if width == 0 { UNWRAPPED } else { width })
}

/// Returns whether output for people is restricted to ASCII: the locale has no UTF-8, or the terminal is a dumb one.
pub(crate) fn in_ascii() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let has_utf8 = |locale: String| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    // Without a locale, as in a service or container, bytes go where UTF-8 is read.
    is_dumb() || locale.is_some_and(|locale| !has_utf8(locale))
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}
