//! nltrace: shows every netlink message a program exchanges with the kernel.

mod capture;
mod datagram;
mod exit;

use capture::ptrace::{Options, Tracer};
use datagram::{Datagram, Seen};
use nltrace_decoders::wire::{Piece, messages};
use std::io::Write;

fn print(out: &mut dyn Write, seen: &Seen<'_>) {
    match seen {
        Seen::Datagram(d) => {
            for piece in messages(d.bytes, d.endian) {
                match piece {
                    Piece::Message { header, .. } => one(out, d, Some(header)),
                    Piece::Rest { .. } => one(out, d, None),
                }
            }
            if d.bytes.is_empty() {
                one(out, d, None);
            }
        }
        Seen::Notice(n) => {
            let c = n.caller;
            let what = format!("{:?}", n.what);
            let event = what.split(['(', ' ']).next().unwrap_or("").to_lowercase();
            let _ = writeln!(
                out,
                "{{\"event\":\"{event}\",\"time\":{}.{:09},\"pid\":{},\"tid\":{},\"comm\":{:?},\"fd\":{},\"syscall\":\"{}\",\"protocol\":\"{}\",\"what\":{:?},\"outcome\":\"{:?}\"}}",
                n.when.as_secs(),
                n.when.subsec_nanos(),
                c.pid,
                c.tid,
                c.comm,
                c.fd,
                c.syscall,
                name(c.socket.and_then(|s| s.protocol)),
                what,
                n.outcome
            );
        }
    }
}

fn name(protocol: Option<u16>) -> &'static str {
    match protocol {
        Some(0) => "NETLINK_ROUTE",
        Some(2) => "NETLINK_USERSOCK",
        Some(4) => "NETLINK_SOCK_DIAG",
        Some(16) => "NETLINK_GENERIC",
        _ => "?",
    }
}

fn one(out: &mut dyn Write, d: &Datagram<'_>, header: Option<nltrace_decoders::wire::MessageHeader>) {
    let Some(c) = d.caller else { return };
    let direction = format!("{:?}", d.direction).to_lowercase();
    let _ = write!(
        out,
        "{{\"time\":{}.{:09},\"pid\":{},\"tid\":{},\"comm\":{:?},\"fd\":{},\"syscall\":\"{}\",\"direction\":\"{direction}\",\"protocol\":\"{}\",\"learned\":\"{:?}\",\"datagram\":{},\"whole\":{},\"cut\":\"{:?}\",\"outcome\":\"{:?}\",\"peer\":\"{:?}\",\"flags\":{},\"own\":\"{:?}\"",
        d.when.as_secs(),
        d.when.subsec_nanos(),
        c.pid,
        c.tid,
        c.comm,
        c.fd,
        c.syscall,
        name(d.protocol),
        c.socket.map(|s| s.learned),
        d.bytes.len(),
        d.whole_len,
        d.cut,
        d.outcome,
        d.peer,
        d.flags,
        c.socket.map(|s| s.portid)
    );
    if let Some(h) = header {
        let _ = write!(
            out,
            ",\"len\":{},\"type_id\":{},\"flags_id\":{},\"seq\":{},\"portid\":{}",
            h.len, h.kind, h.flags, h.seq, h.portid
        );
    }
    let _ = writeln!(out, "}}");
}

fn main() {
    let mut args: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    let mut options = Options::default();
    let mut out: Box<dyn Write> = Box::new(std::io::stderr());
    let mut attach = Vec::new();
    while let Some(first) = args.first().and_then(|a| a.to_str()).filter(|a| a.starts_with('-')) {
        let mut used = 2;
        match first {
            "--no-seccomp" => (options.seccomp, used) = (false, 1),
            "--no-follow" => (options.follow, used) = (false, 1),
            "-o" => out = Box::new(std::io::BufWriter::new(std::fs::File::create(&args[1]).unwrap())),
            "-p" => attach.push(args[1].to_str().unwrap().parse().unwrap()),
            "-F" => {}
            _ => used = 1,
        }
        args.drain(..used.min(args.len()));
    }
    let out = std::cell::RefCell::new(out);
    let started =
        if attach.is_empty() { Tracer::launch(&args, &options) } else { Tracer::attach(&attach, &options) };
    let mut tracer = match started {
        Ok(tracer) => tracer,
        Err(error) => {
            eprintln!("nltrace: {error}");
            std::process::exit(error.exit_code());
        }
    };
    loop {
        match tracer.next(&mut || drop(out.borrow_mut().flush())) {
            Ok(Some(seen)) => print(&mut **out.borrow_mut(), &seen),
            Ok(None) => break,
            Err(error) => {
                eprintln!("nltrace: {error}");
                std::process::exit(1);
            }
        }
    }
    let _ = out.borrow_mut().flush();
    tracer.exit().leave()
}
