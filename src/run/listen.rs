//! `-i`: what happens on an nlmon interface, as it happens.

use std::cell::RefCell;
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::{families, nlmon};
use crate::cli::Cli;
use crate::exit;
use crate::filter::Filter;
use crate::setup::{Stream, outlet, pipeline, written};

/// Listens until a signal asks for an end.
pub(super) fn listen(cli: &Cli, name: &str, filter: &Option<Arc<Filter>>) -> ExitCode {
    // Before anybody listens, or the question would be heard too.
    let families = families::ask();
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
    let pipeline = RefCell::new(pipeline(cli, terminal, filter).told(&families).into(outlet));
    let mut code = exit::SUCCESS;
    let mut trouble = None;
    loop {
        let mut flushed = Ok(());
        let result = match listener.next(&mut || flushed = pipeline.borrow_mut().flush()) {
            Ok(Some(seen)) => pipeline.borrow_mut().take(&seen),
            Ok(None) => break,
            Err(error) => {
                trouble = Some(error);
                code = exit::INCOMPLETE;
                break;
            }
        };
        if flushed.and(result).is_err() {
            break;
        }
    }
    // What was heard is shown before it is told why there is no more.
    let _ = pipeline.borrow_mut().finish();
    if let Some(error) = trouble {
        exit::complain(error);
    }
    let nlmon::Counts { packets, drops } = listener.counts();
    if drops > 0 {
        exit::complain(format_args!("the kernel dropped {drops} of {packets} datagrams: they came too fast"));
        code = exit::INCOMPLETE;
    } else if !cli.quiet {
        let datagrams = if packets == 1 { "datagram" } else { "datagrams" };
        exit::remark(format_args!("{packets} {datagrams}, none dropped"));
    }
    match written(&pipeline.borrow_mut().losses()) {
        Ok(()) => exit::code(code),
        Err(code) => code,
    }
}
