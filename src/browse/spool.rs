//! A temporary file without a name, for captures that cannot be read at any place: live ones, packed ones, and pipes.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use nix::libc;

/// A file that one thread writes while others read it.
#[derive(Clone)]
pub(crate) struct Spool {
    file: Arc<File>,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    /// Bytes that are whole records.
    len: u64,
    /// How many of them were written first.
    head: u64,
    /// Nothing more is written.
    is_closed: bool,
    /// Why not all was written.
    failure: Option<String>,
}

impl Spool {
    /// Makes a file in `TMPDIR`, or where temporary files may be large.
    ///
    /// # Errors
    ///
    /// If no folder takes one.
    pub(crate) fn new() -> io::Result<Spool> {
        let asked = std::env::var_os("TMPDIR").map(PathBuf::from);
        let folders = asked.into_iter().chain(["/var/tmp".into(), "/tmp".into()]);
        let mut failure = io::Error::from(io::ErrorKind::NotFound);
        for folder in folders {
            let mut options = File::options();
            options.read(true).write(true).mode(0o600).custom_flags(libc::O_TMPFILE);
            match options.open(folder) {
                Ok(file) => {
                    let state = Arc::default();
                    return Ok(Spool { file: Arc::new(file), state });
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Returns the file.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Returns the writer of the file. Dropping it closes the file.
    pub(crate) fn writer(&self) -> SpoolWriter {
        SpoolWriter { spool: self.clone() }
    }

    /// Returns a reader of the file from its beginning. It waits where the file is not written yet, and calls `on_wait` before.
    pub(crate) fn reader(&self, on_wait: Box<dyn FnMut()>) -> SpoolReader {
        SpoolReader { spool: self.clone(), at: 0, on_wait }
    }

    /// Returns whether only the beginning of a capture was written, which comes in one piece.
    pub(crate) fn is_empty(&self) -> bool {
        let state = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.len <= state.head
    }

    /// Marks the file as complete, with the reason if something is missing.
    pub(crate) fn close(&self, failure: Option<String>) {
        let (state, changed) = &*self.state;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        state.failure = state.failure.take().or(failure);
        changed.notify_all();
    }

    /// Returns why not all was written.
    pub(crate) fn failure(&self) -> Option<String> {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner).failure.clone()
    }
}

/// Writes a spool.
pub(crate) struct SpoolWriter {
    spool: Spool,
}

impl Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (state, changed) = &*self.spool.state;
        let at = state.lock().unwrap_or_else(PoisonError::into_inner).len;
        let result = self.spool.file.write_all_at(bytes, at);
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(()) => {
                state.len += bytes.len() as u64;
                state.head = if at == 0 { state.len } else { state.head };
            }
            Err(error) => {
                state.failure = Some(format!("the temporary file: {error}"));
                return Err(error);
            }
        }
        changed.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for SpoolWriter {
    fn drop(&mut self) {
        self.spool.close(None);
    }
}

/// Reads a spool in order.
pub(crate) struct SpoolReader {
    spool: Spool,
    at: u64,
    on_wait: Box<dyn FnMut()>,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (state, changed) = &*self.spool.state;
        let mut there = state.lock().unwrap_or_else(PoisonError::into_inner);
        if there.len == self.at && !there.is_closed {
            drop(there);
            (self.on_wait)();
            there = state.lock().unwrap_or_else(PoisonError::into_inner);
        }
        while there.len == self.at && !there.is_closed {
            there = changed.wait(there).unwrap_or_else(PoisonError::into_inner);
        }
        let rest = usize::try_from(there.len - self.at).unwrap_or(usize::MAX).min(buffer.len());
        drop(there);
        let len = self.spool.file.read_at(buffer.get_mut(..rest).unwrap_or_default(), self.at)?;
        self.at += len as u64;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_until_it_is_closed() {
        let spool = Spool::new().unwrap();
        let mut writer = spool.writer();
        let reader = spool.clone();
        let thread = std::thread::spawn(move || {
            let mut all = Vec::new();
            reader.reader(Box::new(|| ())).read_to_end(&mut all).unwrap();
            all
        });
        writer.write_all(b"one").unwrap();
        writer.write_all(b"two").unwrap();
        drop(writer);
        assert_eq!(thread.join().unwrap(), b"onetwo");
        assert_eq!(spool.failure(), None);
    }
}
