//! The progress of a long read on a terminal's standard error. The tests have a terminal of their own, and check its content.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::pty::{Winsize, openpty};

use super::made;
use crate::live::run::ignores_interrupts;

/// Long enough for a progress to be shown: nltrace waits half a second.
const LONG: Duration = Duration::from_millis(900);

/// Returns a capture of some megabytes.
fn capture() -> Vec<u8> {
    made::simple(1..60_000)
}

/// A terminal that records its input.
struct Terminal {
    reader: std::thread::JoinHandle<Vec<u8>>,
}

impl Terminal {
    /// Starts nltrace with this standard input, and a terminal for standard error. `shows` says where standard output goes.
    fn start(arguments: &[&str], input: Stdio, output: Option<Stdio>) -> (Terminal, Child) {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let ends = openpty(&size, None).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .args(if arguments.contains(&"-F") { &[][..] } else { &["-F", "json"] })
            .args(arguments)
            .env("TERM", "xterm")
            .env_remove("NO_COLOR")
            .stdin(input)
            .stdout(output.unwrap_or_else(|| Stdio::from(ends.slave.try_clone().unwrap())))
            .stderr(Stdio::from(ends.slave))
            .spawn()
            .unwrap();
        let mut master = File::from(ends.master);
        let reader = std::thread::spawn(move || {
            let (mut all, mut part) = (Vec::new(), [0; 4096]);
            // Once the other end is closed, reading fails.
            while let Ok(len @ 1..) = master.read(&mut part) {
                all.extend(&part[..len]);
            }
            all
        });
        (Terminal { reader }, child)
    }

    /// Returns all that was written, and the lines that are on the screen in the end.
    fn end(self) -> (String, Vec<String>) {
        let all = String::from_utf8(self.reader.join().unwrap()).unwrap();
        let mut screen = vec![String::new()];
        let mut rest = all.chars();
        while let Some(c) = rest.next() {
            match c {
                '\r' => (),
                '\n' => screen.push(String::new()),
                '\u{1b}' => {
                    let sequence: String = rest.by_ref().take_while(|c| !c.is_ascii_alphabetic()).collect();
                    // To clear a line takes "[2K", and the letter was taken with it; all else here is colours.
                    if sequence == "[2" {
                        screen.last_mut().unwrap().clear();
                    }
                }
                c => screen.last_mut().unwrap().push(c),
            }
        }
        screen.retain(|line| !line.trim().is_empty());
        (all, screen)
    }
}

/// Returns a standard output for a program, and the end to read from. It is a socket: nltrace shows no progress when its output goes
/// to a pipe, which may be a pager's.
fn output() -> (Stdio, UnixStream) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    (Stdio::from(std::os::fd::OwnedFd::from(theirs)), ours)
}

/// Reads all output, but not at once: the writer must wait.
fn read_slowly(mut output: impl Read) -> usize {
    std::thread::sleep(LONG);
    let mut all = Vec::new();
    output.read_to_end(&mut all).unwrap();
    all.iter().filter(|byte| **byte == b'\n').count()
}

fn file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    std::fs::write(&path, capture()).unwrap();
    path
}

#[test]
fn of_a_file() {
    let path = file("progress.pcap");
    for threads in ["1", "2"] {
        let arguments = ["--threads", threads, "-r", path.to_str().unwrap()];
        let (theirs, ours) = output();
        let (terminal, mut child) = Terminal::start(&arguments, Stdio::null(), Some(theirs));
        assert_eq!(read_slowly(ours), 59_999);
        assert!(child.wait().unwrap().success());
        let (all, screen) = terminal.end();
        assert!(all.contains("MiB/3.66 MiB"), "how far, and of how much: {all:?}");
        assert_eq!(screen, [""; 0], "nothing is left over: {all:?}");
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn none_beside_a_pager() {
    let path = file("paged.pcap");
    let arguments = ["-F", "tree", "-r", path.to_str().unwrap()];
    let (terminal, mut child) = Terminal::start(&arguments, Stdio::null(), Some(Stdio::piped()));
    assert!(read_slowly(child.stdout.take().unwrap()) > 59_999);
    assert!(child.wait().unwrap().success());
    assert_eq!(terminal.end().0, "");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn of_a_pipe() {
    for threads in ["1", "2"] {
        let arguments = ["--threads", threads, "-r", "-"];
        let (theirs, ours) = output();
        let (terminal, mut child) = Terminal::start(&arguments, Stdio::piped(), Some(theirs));
        let mut input = child.stdin.take().unwrap();
        // It ends in the middle of a packet, which is reported in place of the progress.
        let writer = std::thread::spawn(move || input.write_all(&capture()[..3_000_000]).unwrap());
        assert!(read_slowly(ours) > 40_000);
        writer.join().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(1));
        let (all, screen) = terminal.end();
        assert!(all.contains(" MiB/s"), "how far: {all:?}");
        assert_eq!(screen.len(), 1, "nothing else is left over: {all:?}");
        assert!(screen[0].starts_with("nltrace: error: -: damaged at offset "), "{screen:?}");
    }
}

#[test]
fn none_where_it_would_stand_in_the_way() {
    let path = file("quiet.pcap");
    let name = path.to_str().unwrap();
    let (theirs, ours) = output();
    let (terminal, mut child) = Terminal::start(&["-q", "-r", name], Stdio::null(), Some(theirs));
    read_slowly(ours);
    assert!(child.wait().unwrap().success());
    assert_eq!(terminal.end().0, "", "-q");
    // The messages themselves are on the terminal.
    let (terminal, mut child) = Terminal::start(&["-r", name], Stdio::null(), None);
    assert!(child.wait().unwrap().success());
    let (all, _) = terminal.end();
    assert!(all.lines().all(|line| line.starts_with('{') && line.ends_with('}')), "to a terminal");
    // Standard error is no terminal.
    let mut child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-F", "json", "-r", name])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    read_slowly(child.stdout.take().unwrap());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(err, "", "to a file");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn none_left_by_an_interrupt() {
    if ignores_interrupts("none_left_by_an_interrupt") {
        return;
    }
    let path = file("interrupted.pcap");
    let arguments = ["-r", path.to_str().unwrap()];
    let (theirs, mut output) = output();
    let (terminal, mut child) = Terminal::start(&arguments, Stdio::null(), Some(theirs));
    // Read half of it, slowly, so that there is a progress. Then stop reading, so that nltrace waits.
    std::thread::sleep(LONG);
    output.read_exact(&mut vec![0; 12_000_000]).unwrap();
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).unwrap());
    std::thread::sleep(LONG);
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));
    drop(output);
    let (all, screen) = terminal.end();
    assert!(all.contains("MiB/3.66 MiB"), "{all:?}");
    assert_eq!(screen, [""; 0], "{all:?}");
    std::fs::remove_file(path).unwrap();
}
