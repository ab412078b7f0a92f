//! Errands of nltrace's developers.
//!
//! `cargo run -p xtask -- uapi --headers DIR [--since DIR] [--source DIR] [--write]` makes the facts in `testdata/uapi`, or
//! prints what is new.
//! `cargo run -p xtask -- man FOLDER` writes the manual pages that are made of docs/.
//! `cargo run -p xtask -- picture COMMAND` makes an SVG of coloured output, such as docs/picture.svg.

mod btf;
mod headers;
mod man;
mod picture;
mod sources;
mod tables;
mod uapi;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo run -p xtask -- uapi --headers DIR [--since DIR] [--source DIR] [--write]

  --headers DIR  headers for programs: /usr/include, or INSTALL_HDR_PATH/include of `make headers_install`
  --since DIR    headers of an older kernel: leave out what differs in these too
  --source DIR   the kernel's source tree, for types.tsv
  --write        write testdata/uapi/*.tsv; without it, print what differs from them

       cargo run -p xtask -- man FOLDER

  writes nltrace-filter(5) and nltrace-json(5), made of docs/, into a folder

       cargo run -p xtask -- picture COMMAND

  reads coloured output from standard input and writes an SVG of it, with COMMAND above it, to standard output";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let result = match arguments.next().as_deref() {
        Some("uapi") => uapi::run(arguments),
        Some("man") => man::run(arguments),
        Some("picture") => picture::run(arguments),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
