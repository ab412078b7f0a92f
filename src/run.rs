//! The wiring: what the command line asks for, from source to output.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::capture::ptrace::{Options, Tracer};
use crate::capture::{interface, pcap};
use crate::cli::{Cli, Format, List, When};
use crate::datagram::Seen;
use crate::exit;
use crate::pipeline::{Pipeline, Show};
use crate::render::{Renderer, coverage, json, tree};
use crate::session::Session;
use crate::session::lint::{LINTS, Lint};

/// Columns where nothing tells.
const WIDTH: usize = 100;

/// Does what the command line says.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    match (&cli.list, &cli.read) {
        (Some(what), _) => list(*what),
        (None, Some(path)) => read(cli, path),
        (None, None) => trace(cli),
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
    let (output, terminal) = match output(cli, Stream::Err) {
        Ok(output) => output,
        Err(code) => return code,
    };
    let options = Options { seccomp: !cli.no_seccomp, follow: !cli.no_follow };
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
    let mut session = Session::new(cli.lint);
    session.ask_by(interface::name);
    // The tracer says when it is about to wait; what is gathered is written then, and so is seen at once.
    let pipeline = RefCell::new(Pipeline::new(renderer(cli, terminal), output, show(cli)).with(session));
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

fn read(cli: &Cli, path: &Path) -> ExitCode {
    let name = path.display();
    let input: Box<dyn io::Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        match File::open(path) {
            Ok(file) => Box::new(file),
            Err(error) => {
                exit::complain(format_args!("{name}: {error}"));
                return exit::code(exit::INCOMPLETE);
            }
        }
    };
    let (output, terminal) = match output(cli, Stream::Out) {
        Ok(output) => output,
        Err(code) => return code,
    };
    let session = Session::new(cli.lint);
    let mut pipeline = Pipeline::new(renderer(cli, terminal), output, show(cli)).with(session);
    let mut reader = match pcap::Reader::new(BufReader::with_capacity(256 << 10, input)) {
        Ok(reader) => reader,
        Err(error) => {
            exit::complain(format_args!("{name}: {error}"));
            return exit::code(exit::INCOMPLETE);
        }
    };
    let mut code = exit::SUCCESS;
    loop {
        let result = match reader.next() {
            Ok(Some(datagram)) => pipeline.take(&Seen::Datagram(datagram)),
            Ok(None) => break,
            Err(error) => {
                let _ = pipeline.flush();
                exit::complain(format_args!("{name}: {error}"));
                code = exit::INCOMPLETE;
                break;
            }
        };
        if let Err(code) = written(result) {
            return code;
        }
    }
    match written(pipeline.finish()) {
        Ok(()) => exit::code(code),
        Err(code) => code,
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

/// Opens the output. The number is the terminal's columns, if it is one.
fn output(cli: &Cli, stream: Stream) -> Result<(Box<dyn Write>, Option<usize>), ExitCode> {
    if let Some(path) = &cli.output {
        let file = File::create(path).map_err(|error| {
            exit::complain(format_args!("{}: {error}", path.display()));
            exit::code(exit::USAGE)
        })?;
        let columns = columns(&file);
        return Ok((Box::new(file), columns));
    }
    Ok(match stream {
        Stream::Out => {
            let columns = columns(&io::stdout());
            (Box::new(io::stdout().lock()), columns)
        }
        Stream::Err => (Box::new(io::stderr()), columns(&io::stderr())),
    })
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
        Format::Json => Show::Everything,
        Format::Tree if cli.verbose => Show::Everything,
        Format::Tree => Show::Calls,
    }
}

fn renderer(cli: &Cli, terminal: Option<usize>) -> Renderer {
    if cli.coverage {
        return Renderer::Coverage(coverage::Coverage::default());
    }
    match cli.format {
        Format::Json => Renderer::Json(json::Json::new(cli.messages_only)),
        Format::Tree => {
            let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let colour = match cli.color {
                When::Always => true,
                When::Never => false,
                When::Auto => terminal.is_some() && !no_color,
            };
            let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
            let width = width.or(terminal).unwrap_or(WIDTH).max(40);
            let style = tree::Style { colour, width, limit: cli.string_limit, verbose: cli.verbose };
            Renderer::Tree(Box::new(tree::Tree::new(style)))
        }
    }
}
