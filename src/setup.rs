//! What the command line makes of the rooms: where output goes, what is shown, and how.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use crate::calls::Calls;
use crate::cli::{self, Cli, Const, Decode, Format, Language, When};
use crate::datagram::FindDescriptors;
use crate::exit::Failure;
use crate::filter::Filter;
use crate::outlet::Outlet;
use crate::pipeline::{Pipeline, Show};
use crate::render::{self, Renderer, bytes, clock, coverage, json, line, pcapng, summary, tree};
use crate::session::Session;

/// Columns where nothing tells.
const WIDTH: usize = 100;

/// Where output goes by default.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// A file that two options name: what is written first would be lost, or what is to be read.
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

/// Opens the outputs. The number is the terminal's columns, if what is shown goes to one.
pub(crate) fn outlet(cli: &Cli, stream: Stream) -> Result<(Outlet, Option<usize>), Failure> {
    if let Some(path) = shared(cli) {
        let path = path.display();
        return Err(Failure::usage(format_args!("{path}: one file can't be for two of -r, -w and -o")));
    }
    let create = |path: &Path| {
        File::create(path).map_err(|error| Failure::usage(format_args!("{}: {error}", path.display())))
    };
    // Written as it is, without a buffer that looks for the ends of lines.
    let stdout = || {
        let file = io::stdout().as_fd().try_clone_to_owned().map(File::from);
        file.map_err(|error| Failure::usage(format_args!("standard output: {error}")))
    };
    let to_stdout = cli.write.as_deref() == Some(Path::new("-"));
    if to_stdout && stream == Stream::Out && cli.output.is_none() {
        let sentence = "a capture and its messages can't both go to standard output; -o sends one elsewhere";
        return Err(Failure::usage(sentence));
    }
    let (shown, columns): (Box<dyn Write + Send>, _) = match (&cli.output, stream) {
        (Some(path), _) => {
            let file = create(path)?;
            let columns = columns(&file);
            (Box::new(file), columns)
        }
        (None, Stream::Out) => {
            let columns = columns(&io::stdout());
            (Box::new(stdout()?), columns)
        }
        (None, Stream::Err) => (Box::new(io::stderr()), columns(&io::stderr())),
    };
    let captured: Option<Box<dyn Write + Send>> = match &cli.write {
        None => None,
        Some(_) if to_stdout => Some(Box::new(stdout()?)),
        Some(path) => Some(Box::new(create(path)?)),
    };
    let mut outlet = Outlet { shown, captured };
    if outlet.captured.is_some() {
        let mut head = Vec::new();
        pcapng::head(&mut head);
        // A pipe that nobody reads any more fails again, at the first packet.
        let result = outlet.put(&[], &head).or_else(|error| match error.kind() {
            ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error),
        });
        result.map_err(|error| Failure::writing(&error))?;
    }
    Ok((outlet, columns))
}

/// The columns of a terminal; `None` if it is none.
pub(crate) fn columns(stream: &(impl IsTerminal + std::os::fd::AsRawFd)) -> Option<usize> {
    if !stream.is_terminal() {
        return None;
    }
    let mut size = nix::libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: TIOCGWINSZ writes a winsize, and `size` is one that outlives the call.
    let done = unsafe { nix::libc::ioctl(stream.as_raw_fd(), nix::libc::TIOCGWINSZ, &raw mut size) };
    Some(if done == 0 && size.ws_col > 0 { usize::from(size.ws_col) } else { WIDTH })
}

fn show(cli: &Cli) -> Show {
    match cli.format {
        _ if cli.messages_only => Show::Messages,
        Format::Json | Format::Line => Show::Everything,
        Format::Tree | Format::Hex if cli.verbose => Show::Everything,
        Format::Tree | Format::Hex => Show::Calls,
    }
}

/// The way of a message, as the command line wants it.
pub(crate) fn pipeline(cli: &Cli, terminal: Option<usize>, filter: &Option<Arc<Filter>>) -> Pipeline {
    let renderer = match (cli.summary, cli.summary_too) {
        (false, false) => renderer(cli, terminal),
        (only, _) => {
            let form = match cli.format {
                Format::Json => summary::Form::Json,
                _ => summary::Form::Table(colour(cli, terminal)),
            };
            let shown = (!only).then(|| Box::new(renderer(cli, terminal)));
            Renderer::Summary(shown, Box::new(summary::Summary::new(form)))
        }
    };
    let mut session = Session::new(cli.lint);
    for protocol in &cli.protocol {
        match (protocol.family, protocol.id) {
            (Some(family), Some(id)) => session.state(id, family),
            (Some(family), None) => session.assume(family),
            (None, _) => (),
        }
    }
    let pipeline = Pipeline::new(renderer, show(cli), cli.write.is_some()).with(session);
    pipeline.through(filter.clone()).quietly(cli.quiet)
}

fn time(cli: &Cli) -> clock::Time {
    match cli.time {
        cli::Time::None => clock::Time::None,
        cli::Time::Clock => clock::Time::Day,
        cli::Time::Epoch => clock::Time::Epoch,
        cli::Time::Delta => clock::Time::Delta,
    }
}

/// Whether to use colours. The number is a terminal's columns.
pub(crate) fn colour(cli: &Cli, terminal: Option<usize>) -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match cli.color {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal.is_some() && !no_color,
    }
}

/// How lines are written.
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
        calls: cli.calls.clone().unwrap_or(Calls::All),
        align: cli.align,
        remarks: cli.verbose,
        lints: cli.verbose,
        recorded: cli.read.is_some(),
    }
}

/// What finds the descriptors in messages, where a line shows what they are.
pub(crate) fn find_descriptors(cli: &Cli) -> Option<FindDescriptors> {
    let shows_files = cli.format == Format::Line && line_style(cli).descriptors != line::Descriptors::Numbers;
    shows_files.then_some(line::descriptors as FindDescriptors)
}

fn renderer(cli: &Cli, terminal: Option<usize>) -> Renderer {
    if cli.coverage {
        return Renderer::Coverage(coverage::Coverage::default());
    }
    if let Some(language) = cli.bytes {
        let language = match language {
            Language::C => bytes::Language::C,
            Language::Rust => bytes::Language::Rust,
            Language::Go => bytes::Language::Go,
            Language::Python => bytes::Language::Python,
        };
        return Renderer::Bytes(Box::new(bytes::Bytes::new(language, time(cli))));
    }
    match cli.format {
        Format::Json => Renderer::Json(json::Json::new(cli.messages_only)),
        Format::Line => Renderer::Line(Box::new(line::Line::new(line_style(cli)))),
        Format::Hex => {
            let (colour, width) = look(cli, terminal);
            Renderer::Hex(Box::new(render::hex::Hex::new(colour, width, time(cli), cli.verbose)))
        }
        Format::Tree => {
            let (colour, width) = look(cli, terminal);
            let style = tree::Style {
                colour,
                width,
                limit: cli.string_limit.unwrap_or(48),
                verbose: cli.verbose,
                time: time(cli),
            };
            Renderer::Tree(Box::new(tree::Tree::new(style)))
        }
    }
}

/// Whether to use colours, and the columns a line should keep to.
fn look(cli: &Cli, terminal: Option<usize>) -> (bool, usize) {
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    (colour(cli, terminal), width.or(terminal).unwrap_or(WIDTH).max(40))
}
