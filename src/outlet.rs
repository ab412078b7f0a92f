//! Where output goes: what is shown, and the capture that `-w` writes.
//!
//! An output that fails does not stop the other, nor a traced program. Each records what it could not write ([`Loss`]), and
//! the caller reports that at the end.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Child;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::rotate::RotatedFile;

/// The name of standard output in errors.
pub(crate) const STDOUT: &str = "standard output";

/// Both outputs.
pub(crate) struct Outlet {
    /// For eyes and programs.
    pub(crate) shown: OutputFile,
    /// For `-w`.
    pub(crate) captured: Option<OutputFile>,
    /// The output about each process, in a file of its own.
    pub(crate) per_process: Option<ProcessFiles>,
}

/// Files that each hold what is shown of one process: `FILE.PID`.
pub(crate) struct ProcessFiles {
    path: PathBuf,
    /// Existing files are appended to.
    appends: bool,
    /// Processes whose file was begun.
    begun: HashSet<i32>,
}

impl ProcessFiles {
    /// Files whose names begin with this one.
    pub(crate) fn new(path: PathBuf, appends: bool) -> ProcessFiles {
        ProcessFiles { path, appends, begun: HashSet::new() }
    }

    /// Opens the file of a process, or the one without a number. It is open only while it is written to: there may be more
    /// processes than descriptors.
    fn open(&mut self, pid: Option<i32>) -> OutputFile {
        let mut path = self.path.clone().into_os_string();
        if let Some(pid) = pid {
            path.push(format!(".{pid}"));
        }
        let appends = self.appends || !self.begun.insert(pid.unwrap_or(0));
        let mut options = File::options();
        options.create(true).write(true).truncate(!appends).append(appends).mode(0o600);
        let name = Path::new(&path).display().to_string();
        match options.open(&path) {
            Ok(file) => OutputFile::to_file(name, file),
            Err(error) => OutputFile { failure: Some(error), ..OutputFile::new(name, Box::new(io::sink())) },
        }
    }
}

/// One output. The first error closes it: what comes later is counted and not written, so that nothing ever follows half a
/// line or half a block.
pub(crate) struct OutputFile {
    name: String,
    to: Box<dyn Write + Send>,
    /// The file of `to`, if it is one.
    file: Option<File>,
    /// The file where it is one that is rotated.
    rotated: Option<RotatedFile>,
    /// Whether it is a capture of this process's own, which can be cut back to its last whole block.
    is_capture: bool,
    /// Characters outside ASCII are replaced.
    is_ascii: bool,
    written: u64,
    failure: Option<io::Error>,
    missing: u64,
}

/// The parts that an output is missing.
#[derive(Debug)]
pub(crate) struct Loss {
    name: String,
    error: io::Error,
    written: u64,
    missing: u64,
}

impl Outlet {
    /// Writes what was gathered for both, at once: a reader of the capture finds whole packets, whenever this ends.
    ///
    /// # Errors
    ///
    /// Fails once neither output takes anything more. [`Outlet::losses`] says why.
    pub(crate) fn put(&mut self, shown: &[u8], captured: &[u8]) -> io::Result<()> {
        // The capture comes first: it must not be lost if nobody reads the other output any more.
        if let Some(output) = &mut self.captured {
            output.put(captured);
        }
        self.shown.put(shown);
        let is_open = self.shown.is_open() || self.captured.as_ref().is_some_and(OutputFile::is_open);
        if is_open { Ok(()) } else { Err(io::Error::from(ErrorKind::BrokenPipe)) }
    }

    /// Returns whether what is shown goes to a file for each process.
    pub(crate) fn is_split(&self) -> bool {
        self.per_process.is_some()
    }

    /// Writes what was gathered of one process. An error closes the output for all of them.
    ///
    /// # Errors
    ///
    /// As [`Outlet::put`].
    pub(crate) fn put_of(&mut self, pid: Option<i32>, shown: &[u8], captured: &[u8]) -> io::Result<()> {
        let files = self.per_process.as_mut().filter(|_| !shown.is_empty() && self.shown.is_open());
        if let Some(files) = files {
            let is_ascii = self.shown.is_ascii;
            let file = OutputFile { is_ascii, ..files.open(pid) };
            let old = std::mem::replace(&mut self.shown, file);
            self.shown.put(shown);
            if self.shown.is_open() {
                self.shown = old;
            }
        } else if !self.shown.is_open() {
            self.shown.put(shown);
        }
        self.put(&[], captured)
    }

    /// Returns what the outputs are missing. Empty if all was written.
    pub(crate) fn losses(&mut self) -> Vec<Loss> {
        self.captured.iter_mut().chain([&mut self.shown]).filter_map(OutputFile::loss).collect()
    }
}

impl OutputFile {
    /// Returns an output that errors call `name`.
    pub(crate) fn new(name: impl Into<String>, to: Box<dyn Write + Send>) -> OutputFile {
        OutputFile {
            name: name.into(),
            to,
            file: None,
            rotated: None,
            is_capture: false,
            is_ascii: false,
            written: 0,
            failure: None,
            missing: 0,
        }
    }

    /// Returns an output to a file, a pipe or a terminal.
    pub(crate) fn to_file(name: impl Into<String>, file: File) -> OutputFile {
        let same = file.try_clone().ok();
        OutputFile { file: same, ..OutputFile::new(name, Box::new(file)) }
    }

    /// Returns an output to files that are rotated.
    pub(crate) fn to_rotated(name: impl Into<String>, file: RotatedFile) -> OutputFile {
        OutputFile { rotated: Some(file), ..OutputFile::new(name, Box::new(io::sink())) }
    }

    /// Returns an output that a command reads. It is waited for when the output is dropped.
    pub(crate) fn to_command(name: impl Into<String>, child: Child) -> OutputFile {
        OutputFile::new(name, Box::new(CommandInput(child)))
    }

    /// Returns the same output, in ASCII.
    pub(crate) fn in_ascii(self) -> OutputFile {
        OutputFile { is_ascii: true, ..self }
    }

    /// Returns a capture in a file that nobody else writes to.
    pub(crate) fn to_capture(name: impl Into<String>, file: File) -> OutputFile {
        OutputFile { is_capture: true, ..OutputFile::to_file(name, file) }
    }

    /// Writes bytes: whole lines, or whole blocks of a capture.
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        if self.failure.is_some() {
            self.missing += bytes.len() as u64;
            return;
        }
        let ascii = if self.is_ascii && !bytes.is_ascii() { in_ascii(bytes) } else { Vec::new() };
        let bytes = if ascii.is_empty() { bytes } else { &ascii };
        if let Some(rotated) = &mut self.rotated {
            return rotated.put(bytes);
        }
        let (done, result) = self.write(bytes);
        let result = result.and_then(|()| self.to.flush());
        self.written += done as u64;
        if let Err(error) = result {
            self.missing = (bytes.len() - done) as u64;
            self.failure = Some(error);
            self.cut_back(bytes, done);
        }
    }

    /// Writes as much as can be written. Returns how much that is.
    fn write(&mut self, bytes: &[u8]) -> (usize, io::Result<()>) {
        let mut done = 0;
        while let Some(rest) = bytes.get(done..).filter(|rest| !rest.is_empty()) {
            match self.to.write(rest) {
                Ok(0) => return (done, Err(io::Error::from(ErrorKind::WriteZero))),
                Ok(more) => done += more.min(rest.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                // Somebody else made the pipe or terminal one that does not block.
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let Some(file) = &self.file else { return (done, Err(error)) };
                    let mut polled = [PollFd::new(file.as_fd(), PollFlags::POLLOUT)];
                    match poll(&mut polled, PollTimeout::NONE) {
                        Ok(_) | Err(nix::errno::Errno::EINTR) => (),
                        Err(errno) => return (done, Err(errno.into())),
                    }
                }
                Err(error) => return (done, Err(error)),
            }
        }
        (done, Ok(()))
    }

    /// Removes an incomplete block from the end of a capture.
    fn cut_back(&mut self, bytes: &[u8], done: usize) {
        let half = done.saturating_sub(whole_blocks(bytes, done));
        let Some(file) = self.file.as_mut().filter(|_| self.is_capture && half > 0) else { return };
        let is_regular = file.metadata().is_ok_and(|about| about.is_file());
        if is_regular
            && let Some(end) = file.stream_position().ok().and_then(|at| at.checked_sub(half as u64))
            && file.set_len(end).is_ok()
        {
            self.written -= half as u64;
            self.missing += half as u64;
        }
    }

    /// Returns whether it goes to a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.file.as_ref().is_some_and(IsTerminal::is_terminal)
    }

    /// Returns whether it goes to another program, which may be a pager.
    pub(crate) fn is_pipe(&self) -> bool {
        let kind = |file: &File| file.metadata().ok().map(|about| about.file_type());
        self.file.as_ref().is_none_or(|file| kind(file).is_some_and(|kind| kind.is_fifo()))
    }

    /// Returns whether it still takes what is written.
    pub(crate) fn is_open(&self) -> bool {
        self.failure.is_none()
    }

    /// Returns what it is missing; `None` if all was written.
    pub(crate) fn loss(&mut self) -> Option<Loss> {
        if let Some(rotated) = &mut self.rotated {
            let (error, written, missing) = rotated.finish()?;
            return Some(Loss { name: self.name.clone(), error, written, missing });
        }
        let error = self.failure.take()?;
        let loss = Loss { name: self.name.clone(), error, written: self.written, missing: self.missing };
        // It stays closed.
        self.failure = Some(io::Error::from(ErrorKind::BrokenPipe));
        Some(loss)
    }
}

/// The standard input of a command.
struct CommandInput(Child);

impl Write for CommandInput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let closed = || io::Error::from(ErrorKind::BrokenPipe);
        self.0.stdin.as_mut().ok_or_else(closed)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for CommandInput {
    /// Closes the command's input and waits for it, so that what it prints comes before the shell's prompt.
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // If the tracer reaped it, there is nothing to wait for.
        let _ = self.0.wait();
    }
}

/// Writes text in ASCII: what nltrace itself prints by what looks like it, other characters by their number.
pub(crate) fn in_ascii(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for c in String::from_utf8_lossy(bytes).chars() {
        let text = match c {
            '\0'..='\x7f' => {
                out.push(u8::try_from(c).unwrap_or(b'?'));
                continue;
            }
            '→' => "->",
            '←' => "<-",
            'µ' => "u",
            '…' => "...",
            '×' => "x",
            '│' | '┃' => "|",
            '·' | '–' | '—' | '─' => "-",
            '≤' => "<=",
            '≥' => ">=",
            '█' | '▇' | '▆' | '▅' => "#",
            '▄' | '▃' | '▂' | '▁' => "=",
            '\u{a0}' => " ",
            _ => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                continue;
            }
        };
        out.extend_from_slice(text.as_bytes());
    }
    out
}

/// Returns how many of the first `done` bytes are whole blocks of a capture.
fn whole_blocks(bytes: &[u8], done: usize) -> usize {
    let mut at = 0;
    while let Some(len) = bytes.get(at + 4..).and_then(|rest| rest.first_chunk()).copied() {
        let len = usize::try_from(u32::from_ne_bytes(len)).unwrap_or(usize::MAX);
        match at.checked_add(len).filter(|end| len > 0 && *end <= done) {
            Some(end) => at = end,
            None => break,
        }
    }
    at
}

impl Loss {
    /// Returns whether standard output was a pipe whose reader has ended.
    pub(crate) fn is_closed_stdout(&self) -> bool {
        self.name == STDOUT && self.error.kind() == ErrorKind::BrokenPipe
    }
}

impl Display for Loss {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Loss { name, error, written, missing } = self;
        write!(f, "{name}: {error}; it ends after {written} bytes, at least {missing} more are missing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, and two at once at most.
    struct Full(usize, Vec<u8>);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let len = bytes.len().min(2).min(self.0 - self.1.len());
            self.1.extend(&bytes[..len]);
            if len == 0 { Err(io::Error::from(ErrorKind::StorageFull)) } else { Ok(len) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_missing_is_counted() {
        let mut sink = OutputFile::new("out", Box::new(Full(5, Vec::new())));
        sink.put(b"abc");
        assert!(sink.is_open() && sink.loss().is_none());
        sink.put(b"defg");
        sink.put(b"hi");
        assert!(!sink.is_open());
        let loss = sink.loss().unwrap().to_string();
        assert!(loss.starts_with("out: ") && loss.contains("after 5 bytes, at least 4 more"), "{loss}");
        sink.put(b"j");
        assert!(!sink.is_open());
    }

    #[test]
    fn the_other_output_goes_on() {
        let full = || OutputFile::new("full", Box::new(Full(0, Vec::new())));
        let open = || OutputFile::new("open", Box::new(io::sink()));
        for (shown, captured, holds) in [
            (open(), None, true),
            (full(), None, false),
            (full(), Some(open()), true),
            (open(), Some(full()), true),
            (full(), Some(full()), false),
        ] {
            let mut outlet = Outlet { shown, captured, per_process: None };
            assert_eq!(outlet.put(b"x", b"y").is_ok(), holds);
            assert_eq!(outlet.put(b"x", b"y").is_ok(), holds);
        }
    }

    #[test]
    fn ascii_has_a_form_for_everything() {
        let text = in_ascii("a → b ← 3 µs │ … 2×ü".as_bytes());
        assert_eq!(String::from_utf8(text).unwrap(), "a -> b <- 3 us | ... 2x\\u{fc}");
    }

    #[test]
    fn blocks_are_whole() {
        let mut blocks = Vec::new();
        for len in [12u32, 16] {
            blocks.extend(1u32.to_ne_bytes());
            blocks.extend(len.to_ne_bytes());
            blocks.resize(blocks.len() + len as usize - 8, 0);
        }
        for (done, whole) in [(0, 0), (11, 0), (12, 12), (27, 12), (28, 28)] {
            assert_eq!(whole_blocks(&blocks, done), whole, "{done}");
        }
        assert_eq!(whole_blocks(&[0; 64], 64), 0, "a length of 0 ends it");
    }
}
