//! Where output goes: what is shown, and the capture that `-w` writes.
//!
//! An output that fails does not stop the other, nor a traced program. Each records what it could not write ([`Loss`]), and
//! the caller reports that at the end.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Seek, Write};
use std::os::fd::AsFd;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// The name of standard output in errors.
pub(crate) const STDOUT: &str = "standard output";

/// Both outputs.
pub(crate) struct Outlet {
    /// For eyes and programs.
    pub(crate) shown: OutputFile,
    /// For `-w`.
    pub(crate) captured: Option<OutputFile>,
}

/// One output. The first error closes it: what comes later is counted and not written, so that nothing ever follows half a
/// line or half a block.
pub(crate) struct OutputFile {
    name: String,
    to: Box<dyn Write + Send>,
    /// The file behind `to`, where it is one.
    file: Option<File>,
    /// Whether it is a capture of this process's own, which can be cut back to its last whole block.
    is_capture: bool,
    written: u64,
    failure: Option<io::Error>,
    missing: u64,
}

/// What an output lacks.
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
        // The capture comes first: that nobody reads what is shown any more is no reason to lose it.
        if let Some(output) = &mut self.captured {
            output.put(captured);
        }
        self.shown.put(shown);
        let is_open = self.shown.is_open() || self.captured.as_ref().is_some_and(OutputFile::is_open);
        if is_open { Ok(()) } else { Err(io::Error::from(ErrorKind::BrokenPipe)) }
    }

    /// What the outputs lack. Empty if all was written.
    pub(crate) fn losses(&mut self) -> Vec<Loss> {
        self.captured.iter_mut().chain([&mut self.shown]).filter_map(OutputFile::loss).collect()
    }
}

impl OutputFile {
    /// An output that errors call `name`.
    pub(crate) fn new(name: impl Into<String>, to: Box<dyn Write + Send>) -> OutputFile {
        OutputFile {
            name: name.into(),
            to,
            file: None,
            is_capture: false,
            written: 0,
            failure: None,
            missing: 0,
        }
    }

    /// An output to a file, a pipe or a terminal.
    pub(crate) fn to_file(name: impl Into<String>, file: File) -> OutputFile {
        let same = file.try_clone().ok();
        OutputFile { file: same, ..OutputFile::new(name, Box::new(file)) }
    }

    /// A capture in a file that nobody else writes to.
    pub(crate) fn to_capture(name: impl Into<String>, file: File) -> OutputFile {
        OutputFile { is_capture: true, ..OutputFile::to_file(name, file) }
    }

    /// Writes bytes: whole lines, or whole blocks of a capture.
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        if self.failure.is_some() {
            self.missing += bytes.len() as u64;
            return;
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

    /// Takes the beginning of a block that could not be written whole off the end of a capture.
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

    /// Whether it goes to a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.file.as_ref().is_some_and(IsTerminal::is_terminal)
    }

    /// Whether it still takes what is written.
    pub(crate) fn is_open(&self) -> bool {
        self.failure.is_none()
    }

    /// What it lacks; `None` if all was written.
    pub(crate) fn loss(&mut self) -> Option<Loss> {
        let error = self.failure.take()?;
        let loss = Loss { name: self.name.clone(), error, written: self.written, missing: self.missing };
        // It stays closed.
        self.failure = Some(io::Error::from(ErrorKind::BrokenPipe));
        Some(loss)
    }
}

/// How many of the first `done` bytes are whole blocks of a capture.
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
    /// Whether standard output was a pipe whose reader has ended.
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
            let mut outlet = Outlet { shown, captured };
            assert_eq!(outlet.put(b"x", b"y").is_ok(), holds);
            assert_eq!(outlet.put(b"x", b"y").is_ok(), holds);
        }
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
