//! nltrace: shows every netlink message a program exchanges with the kernel, decoded to the last byte.

mod batch;
mod calls;
mod capture;
mod cli;
mod comment;
mod datagram;
mod exit;
mod outlet;
mod pipeline;
mod progress;
mod render;
mod run;
mod session;
mod workers;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    run::run(&cli::Cli::parse())
}
