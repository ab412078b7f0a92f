//! nltrace: shows every netlink message a program exchanges with the kernel, decoded to the last byte.

#[cfg(not(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
compile_error!(
    "nltrace runs on Linux on x86_64 and aarch64: another machine needs its registers in src/capture/ptrace/regs.rs and sys.rs, \
    its system calls in syscalls.rs, and its unwinder in src/capture/stack. The library nltrace-decoders builds everywhere"
);

mod batch;
mod browse;
mod calls;
mod capture;
mod cli;
mod comment;
mod completions;
mod datagram;
mod diff;
mod drive;
mod event;
mod exit;
mod export;
mod filter;
mod guess;
mod lexicon;
mod list;
mod local_time;
mod manual;
mod outlet;
mod pipeline;
mod policies;
mod progress;
mod recent;
mod render;
mod roff;
mod rotate;
mod run;
mod secret;
mod session;
mod setup;
mod sink;
mod source;
mod spec;
#[cfg(test)]
mod strange;
mod tables;
mod workers;

fn main() {
    let status = match cli::parse() {
        Ok(cli) => run::run(cli),
        Err(error) => run::refuse(&error),
    };
    status.leave()
}
