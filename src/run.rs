//! The wiring: what the command line asks for, from source to output.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::ExitCode;

use crate::calls::Calls;
use crate::capture::file::{self, Input, Reader};
use crate::capture::ptrace::{Options, Tracer};
use crate::capture::{hex, interface, nlmon};
use crate::cli::{Cli, Const, Decode, Format, Language, List, When};
use crate::datagram::{Datagram, Seen};
use crate::exit;
use crate::outlet::Outlet;
use crate::pipeline::{Pipeline, Show};
use crate::progress::Progress;
use crate::render::{self, Renderer, bytes, coverage, json, line, pcapng, tree};
use crate::session::Session;
use crate::session::lint::{LINTS, Lint};
use crate::workers::{self, Workers};

/// A file smaller than this is read before threads are worth starting.
const SMALL: u64 = 512 << 10;

/// Columns where nothing tells.
const WIDTH: usize = 100;

/// Does what the command line says.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    if let Some(what) = cli.list {
        return list(what);
    }
    match (&cli.read, &cli.interface, &cli.hex) {
        (Some(path), ..) => read(cli, path),
        (None, Some(name), _) => listen(cli, name),
        (None, None, Some(text)) => paste(cli, text),
        (None, None, None) => trace(cli),
    }
}

/// Prints what nltrace knows of something.
fn list(what: List) -> ExitCode {
    let mut text = String::new();
    match what {
        List::Lints => {
            for Lint { name, severity, reason, fix } in LINTS {
                let _ = writeln!(text, "{name} ({})\n    {reason}\n    → {fix}", severity.name());
            }
        }
    }
    match written(io::stdout().write_all(text.as_bytes())) {
        Ok(()) => exit::code(exit::SUCCESS),
        Err(code) => code,
    }
}

fn trace(cli: &Cli) -> ExitCode {
    let (outlet, terminal) = match outlet(cli, Stream::Err) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let options =
        Options { seccomp: !cli.no_seccomp, follow: !cli.no_follow, calls: cli.format == Format::Line };
    let started = match cli.attach.as_slice() {
        [] => Tracer::launch(&cli.command, &options),
        pids => Tracer::attach(pids, &options),
    };
    let mut tracer = match started {
        Ok(tracer) => tracer,
        Err(error) => {
            exit::complain(&error);
            return exit::code(u8::try_from(error.exit_code()).unwrap_or(exit::INCOMPLETE));
        }
    };
    // The tracer says when it is about to wait; what is gathered is written then, and so is seen at once.
    let mut session = Session::new(cli.lint);
    session.ask_by(interface::name);
    let pipeline = RefCell::new(pipeline(cli, terminal).with(session).into(outlet));
    let mut trouble = None;
    loop {
        let seen = tracer.next(&mut || {
            let _ = pipeline.borrow_mut().flush();
        });
        match seen {
            Ok(Some(seen)) => {
                if let Err(error) = pipeline.borrow_mut().take(&seen) {
                    // The traced program must not suffer from an output that fails: tell it once and go on.
                    trouble.get_or_insert(error);
                }
            }
            Ok(None) => break,
            Err(error) => {
                let _ = pipeline.borrow_mut().finish();
                exit::complain(&error);
                return exit::code(exit::INCOMPLETE);
            }
        }
    }
    if let Err(error) = pipeline.borrow_mut().finish() {
        trouble.get_or_insert(error);
    }
    if let Some(error) = trouble.filter(|error| error.kind() != ErrorKind::BrokenPipe) {
        exit::complain(format_args!("can't write: {error}"));
    }
    tracer.exit().leave()
}

fn listen(cli: &Cli, name: &str) -> ExitCode {
    let mut listener = match nlmon::Listener::open(name) {
        Ok(listener) => listener,
        Err(error) => {
            exit::complain(&error);
            return exit::code(exit::USAGE);
        }
    };
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let pipeline = RefCell::new(pipeline(cli, terminal).into(outlet));
    let mut code = exit::SUCCESS;
    loop {
        let mut flushed = Ok(());
        let result = match listener.next(&mut || flushed = pipeline.borrow_mut().flush()) {
            Ok(Some(datagram)) => pipeline.borrow_mut().take(&Seen::Datagram(datagram)),
            Ok(None) => break,
            Err(error) => {
                exit::complain(format_args!("{name}: {error}"));
                code = exit::INCOMPLETE;
                break;
            }
        };
        if let Err(code) = written(flushed.and(result)) {
            return code;
        }
    }
    let result = pipeline.borrow_mut().finish();
    let nlmon::Counts { packets, drops } = listener.counts();
    if drops > 0 {
        exit::complain(format_args!("the kernel dropped {drops} of {packets} datagrams: they came too fast"));
        code = exit::INCOMPLETE;
    } else if !cli.quiet {
        exit::remark(format_args!("{packets} datagrams, none dropped"));
    }
    match written(result) {
        Ok(()) => exit::code(code),
        Err(code) => code,
    }
}

fn read(cli: &Cli, path: &Path) -> ExitCode {
    let name = path.display();
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() < SMALL);
    let threads = match cli.threads {
        // Literals are numbered one behind the other.
        _ if cli.bytes.is_some() => 1,
        Some(threads) => usize::from(threads),
        None if small => 1,
        None => workers::count(),
    };
    let decoders = RefCell::new(Decoders::start(threads, || pipeline(cli, terminal), outlet));
    // What is there is shown before a pipe is waited for.
    let failed = RefCell::new(None);
    let on_wait = || {
        if let Err(error) = decoders.borrow_mut().hand_on() {
            failed.borrow_mut().get_or_insert(error);
        }
    };
    let on_wait = Box::new(on_wait);
    let mut reader = match Input::open(path, on_wait).map_err(file::Error::Io).and_then(Reader::new) {
        Ok(reader) => reader,
        Err(error) => {
            exit::complain(format_args!("{name}: {error}"));
            return exit::code(exit::INCOMPLETE);
        }
    };
    let mut progress = Progress::new(!cli.quiet && terminal.is_none());
    let mut damage = None;
    while failed.borrow().is_none() {
        match reader.next() {
            Ok(Some(mut datagram)) => {
                datagram.protocol = cli.protocol.or(datagram.protocol);
                if let Err(error) = decoders.borrow_mut().take(datagram) {
                    failed.borrow_mut().get_or_insert(error);
                }
            }
            Ok(None) => break,
            Err(error) => {
                damage = Some(error);
                break;
            }
        }
        progress.tick(|| reader.progress());
    }
    let passed_over = reader.passed_over();
    drop(reader);
    // If the writer has ended its error says why; that nothing could be handed on any more is what follows from it.
    let result = decoders.into_inner().finish().and_then(|()| failed.into_inner().map_or(Ok(()), Err));
    progress.end();
    if let Err(code) = written(result) {
        return code;
    }
    if let Some(sentence) = passed_over.filter(|_| !cli.quiet) {
        exit::remark(format_args!("{name}: {sentence}"));
    }
    match damage {
        None => exit::code(exit::SUCCESS),
        Some(error) => {
            exit::complain(format_args!("{name}: {error}"));
            exit::code(exit::INCOMPLETE)
        }
    }
}

/// One pipeline, or several in threads of their own.
enum Decoders {
    One(Box<Pipeline>),
    Several(Workers),
}

impl Decoders {
    fn start(threads: usize, pipeline: impl Fn() -> Pipeline, outlet: Outlet) -> Decoders {
        match threads {
            0 | 1 => Decoders::One(Box::new(pipeline().into(outlet))),
            _ => Decoders::Several(Workers::start((0..threads).map(|_| pipeline()).collect(), outlet)),
        }
    }

    fn take(&mut self, datagram: Datagram<'_>) -> io::Result<()> {
        match self {
            Decoders::One(pipeline) => pipeline.take(&Seen::Datagram(datagram)),
            Decoders::Several(workers) => workers.take(&datagram),
        }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        match self {
            Decoders::One(pipeline) => pipeline.flush(),
            Decoders::Several(workers) => workers.hand_on(),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Decoders::One(mut pipeline) => pipeline.finish(),
            Decoders::Several(workers) => {
                let (pipelines, outlet, result) = workers.finish();
                result?;
                let mut pipelines = pipelines.into_iter();
                let Some(mut all) = pipelines.next() else { return Ok(()) };
                pipelines.for_each(|pipeline| all.absorb(pipeline));
                all.into(outlet).finish()
            }
        }
    }
}

/// Decodes bytes that were pasted.
fn paste(cli: &Cli, argument: &str) -> ExitCode {
    let mut input = Vec::new();
    let (name, failed) = if argument == "-" {
        if let Err(error) = io::Read::read_to_end(&mut io::stdin().lock(), &mut input) {
            exit::complain(format_args!("standard input: {error}"));
            return exit::code(exit::INCOMPLETE);
        }
        ("standard input", exit::INCOMPLETE)
    } else {
        input.extend(argument.as_bytes());
        ("-x", exit::USAGE)
    };
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let mut pasted = hex::Pasted::read(&String::from_utf8_lossy(&input), cli.protocol);
    match pasted.taken {
        hex::Taken::Told => (),
        hex::Taken::For(name) => exit::remark(format_args!("taken for {name}; --protocol says otherwise")),
        hex::Taken::Unclear if pasted.is_empty() => (),
        hex::Taken::Unclear => exit::remark("the bytes don't tell their protocol; --protocol NAME does"),
    }
    let mut pipeline = pipeline(cli, terminal).into(outlet);
    while let Some(datagram) = pasted.next() {
        if let Err(code) = written(pipeline.take(&Seen::Datagram(datagram))) {
            return code;
        }
    }
    if let Err(code) = written(pipeline.finish()) {
        return code;
    }
    match &pasted.error {
        Some(error) => {
            exit::complain(format_args!("{name}: {error}"));
            exit::code(failed)
        }
        None => exit::code(exit::SUCCESS),
    }
}

/// A pipe that nobody reads any more is no error: there is nobody to tell it to.
fn written(result: io::Result<()>) -> Result<(), ExitCode> {
    match result {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(exit::code(exit::SUCCESS)),
        Err(error) => {
            exit::complain(format_args!("can't write: {error}"));
            Err(exit::code(exit::INCOMPLETE))
        }
    }
}

/// Where output goes by default.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

/// Opens the outputs. The number is the terminal's columns, if what is shown goes to one.
fn outlet(cli: &Cli, stream: Stream) -> Result<(Outlet, Option<usize>), ExitCode> {
    let create = |path: &Path| {
        File::create(path).map_err(|error| {
            exit::complain(format_args!("{}: {error}", path.display()));
            exit::code(exit::USAGE)
        })
    };
    // Written as it is, without a buffer that looks for the ends of lines.
    let stdout = || {
        io::stdout().as_fd().try_clone_to_owned().map(File::from).map_err(|error| {
            exit::complain(format_args!("standard output: {error}"));
            exit::code(exit::USAGE)
        })
    };
    let to_stdout = cli.write.as_deref() == Some(Path::new("-"));
    if to_stdout && stream == Stream::Out && cli.output.is_none() {
        exit::complain("a capture and its messages can't both go to standard output; -o sends one elsewhere");
        return Err(exit::code(exit::USAGE));
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
        written(outlet.put(&[], &head))?;
    }
    Ok((outlet, columns))
}

/// The columns of a terminal; `None` if it is none.
fn columns(stream: &(impl IsTerminal + std::os::fd::AsRawFd)) -> Option<usize> {
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

fn pipeline(cli: &Cli, terminal: Option<usize>) -> Pipeline {
    let session = Session::new(cli.lint);
    Pipeline::new(renderer(cli, terminal), show(cli), cli.write.is_some()).with(session)
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
    }
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
        return Renderer::Bytes(Box::new(bytes::Bytes::new(language)));
    }
    match cli.format {
        Format::Json => Renderer::Json(json::Json::new(cli.messages_only)),
        Format::Line => Renderer::Line(Box::new(line::Line::new(line_style(cli)))),
        Format::Hex => {
            let (colour, width) = look(cli, terminal);
            Renderer::Hex(Box::new(render::hex::Hex::new(colour, width, cli.verbose)))
        }
        Format::Tree => {
            let (colour, width) = look(cli, terminal);
            let limit = cli.string_limit.unwrap_or(48);
            let style = tree::Style { colour, width, limit, verbose: cli.verbose };
            Renderer::Tree(Box::new(tree::Tree::new(style)))
        }
    }
}

/// Whether to use colours, and the columns a line should keep to.
fn look(cli: &Cli, terminal: Option<usize>) -> (bool, usize) {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = match cli.color {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal.is_some() && !no_color,
    };
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    (colour, width.or(terminal).unwrap_or(WIDTH).max(40))
}
