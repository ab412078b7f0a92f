//! nltrace: shows every netlink message a program exchanges with the kernel, decoded to the last byte.

mod calls;
mod capture;
mod cli;
mod datagram;
mod exit;
mod pipeline;
mod render;
mod run;
mod session;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    run::run(&cli::Cli::parse())
}
