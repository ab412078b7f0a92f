//! Output files that are rotated: a full file is renamed `FILE.1`, older ones move on, and the oldest is removed.
//!
//! A file ends after a whole message. A message that cannot be written, because the file system is full, waits in memory and is
//! written once there is room. SIGHUP has the file opened again, for programs that rotate files themselves.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::exit;

/// Bytes that wait for room in the file system.
const MOST_WAITING: usize = 16 << 20;
/// A full file system is tried again after this.
const PAUSE: Duration = Duration::from_secs(1);

/// How files are rotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rotation {
    /// A file is full with so many bytes; 0: never.
    pub(crate) size: u64,
    /// Full files that are kept.
    pub(crate) keep: u32,
}

/// A file that is rotated.
pub(crate) struct RotatedFile {
    path: PathBuf,
    rotation: Rotation,
    file: Option<File>,
    /// Bytes in the file.
    len: u64,
    written: u64,
    waiting: VecDeque<Vec<u8>>,
    /// Bytes in `waiting`.
    held: usize,
    /// Bytes that found no room there.
    missing: u64,
    error: Option<io::Error>,
    failed_at: Option<Instant>,
}

impl RotatedFile {
    /// Opens a file, or continues the one that is there. One that does not end with a whole line is rotated first.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened.
    pub(crate) fn open(path: &Path, rotation: Rotation) -> io::Result<RotatedFile> {
        let mut rotated = RotatedFile {
            path: path.to_path_buf(),
            rotation,
            file: None,
            len: 0,
            written: 0,
            waiting: VecDeque::new(),
            held: 0,
            missing: 0,
            error: None,
            failed_at: None,
        };
        rotated.reopen()?;
        if !ends_whole(path)? {
            rotated.rotate()?;
        }
        Ok(rotated)
    }

    /// Writes whole messages.
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        if exit::take_hangup() {
            // Until it can be opened, what comes waits.
            self.file = None;
            self.failed_at = None;
        }
        let is_pausing = self.failed_at.is_some_and(|at| at.elapsed() < PAUSE);
        if !is_pausing {
            self.retry();
        }
        if bytes.is_empty() {
            return;
        }
        if self.waiting.is_empty() && self.failed_at.is_none() {
            match self.write(bytes) {
                Ok(()) => return,
                Err(error) => self.fail(error),
            }
        }
        if self.held + bytes.len() <= MOST_WAITING && self.missing == 0 {
            self.held += bytes.len();
            self.waiting.push_back(bytes.to_vec());
        } else {
            // Nothing is written after a gap before what came before the gap.
            self.missing += bytes.len() as u64;
        }
    }

    /// Writes what waits. Returns what could not be written: why, how much was, how much is missing.
    pub(crate) fn finish(&mut self) -> Option<(io::Error, u64, u64)> {
        self.retry();
        let missing = self.missing + self.held as u64;
        if missing == 0 {
            return None;
        }
        let error = self.error.take().unwrap_or_else(|| io::Error::from(ErrorKind::StorageFull));
        (self.missing, self.held) = (0, 0);
        self.waiting.clear();
        Some((error, self.written, missing))
    }

    fn retry(&mut self) {
        if self.file.is_none()
            && let Err(error) = self.reopen()
        {
            return self.fail(error);
        }
        while let Some(bytes) = self.waiting.pop_front() {
            if let Err(error) = self.write(&bytes) {
                self.waiting.push_front(bytes);
                return self.fail(error);
            }
            self.held -= bytes.len();
        }
        self.failed_at = None;
    }

    fn fail(&mut self, error: io::Error) {
        self.error = Some(error);
        self.failed_at = Some(Instant::now());
    }

    fn reopen(&mut self) -> io::Result<()> {
        let file = File::options().append(true).create(true).mode(0o600).open(&self.path)?;
        self.len = file.metadata()?.len();
        self.file = Some(file);
        Ok(())
    }

    /// Writes all of it or, if that fails, nothing.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let is_full = self.len > 0 && self.len.saturating_add(bytes.len() as u64) > self.rotation.size;
        if self.rotation.size > 0 && is_full {
            self.rotate()?;
        }
        let Some(file) = &mut self.file else { return Err(io::Error::from(ErrorKind::NotFound)) };
        if let Err(error) = file.write_all(bytes) {
            // The beginning of a message that has no room is taken off again.
            file.set_len(self.len)?;
            return Err(error);
        }
        self.len += bytes.len() as u64;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Renames the file and its predecessors, and begins a new one.
    fn rotate(&mut self) -> io::Result<()> {
        let name = |number: u32| {
            let mut path = self.path.clone().into_os_string();
            path.push(format!(".{number}"));
            PathBuf::from(path)
        };
        for number in (1..self.rotation.keep).rev() {
            let from = name(number);
            if from.exists() {
                fs::rename(from, name(number + 1))?;
            }
        }
        if self.rotation.keep == 0 {
            fs::remove_file(&self.path)?;
        } else {
            fs::rename(&self.path, name(1))?;
        }
        self.file = None;
        self.reopen()
    }
}

/// Returns whether a file is empty or ends with a line's end.
fn ends_whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// A file that is replaced as a whole each time it is written to: its readers find the old text or the new one.
pub(crate) struct ReplacedFile {
    path: PathBuf,
    text: Vec<u8>,
}

impl ReplacedFile {
    /// Returns a file that does not change before it is written to.
    pub(crate) fn new(path: &Path) -> ReplacedFile {
        ReplacedFile { path: path.to_path_buf(), text: Vec::new() }
    }
}

impl Write for ReplacedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Replaces the file by what was written since the last time.
    fn flush(&mut self) -> io::Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        replace(&self.path, &text)
    }
}

/// Replaces a file by a new one. Everybody may read it: it holds counts, and another program collects them.
///
/// # Errors
///
/// If the folder cannot be written to or is full; the file is as before then.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut beside = path.to_path_buf().into_os_string();
    // node_exporter reads only files that end in .prom.
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = PathBuf::from(beside);
    let write = || {
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o644).open(&beside)?;
        file.write_all(text)?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("nltrace-rotate-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        fn text(&self, name: &str) -> String {
            fs::read_to_string(self.0.join(name)).unwrap_or_default()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn files_hold_whole_messages_and_the_oldest_go() {
        let folder = Folder::new("whole");
        let path = folder.0.join("out");
        let mut file = RotatedFile::open(&path, Rotation { size: 10, keep: 2 }).unwrap();
        for message in ["one\n", "two\n", "three\n", "a long message\n", "five\n"] {
            file.put(message.as_bytes());
        }
        assert!(file.finish().is_none());
        let texts = ["out", "out.1", "out.2", "out.3"].map(|name| folder.text(name));
        assert_eq!(texts, ["five\n", "a long message\n", "three\n", ""]);
    }

    #[test]
    fn a_restart_continues_and_half_a_line_gets_no_other_half() {
        let folder = Folder::new("restart");
        let path = folder.0.join("out");
        for message in ["one\n", "two\n"] {
            RotatedFile::open(&path, Rotation { size: 100, keep: 3 }).unwrap().put(message.as_bytes());
        }
        assert_eq!(folder.text("out"), "one\ntwo\n");
        File::options().append(true).open(&path).unwrap().write_all(b"hal").unwrap();
        RotatedFile::open(&path, Rotation { size: 100, keep: 3 }).unwrap().put(b"new\n");
        assert_eq!([folder.text("out"), folder.text("out.1")], ["new\n", "one\ntwo\nhal"]);
    }

    #[test]
    fn what_finds_no_file_waits_and_is_bounded() {
        let folder = Folder::new("waits");
        let inner = folder.0.join("inner");
        fs::create_dir(&inner).unwrap();
        let mut file = RotatedFile::open(&inner.join("out"), Rotation { size: 0, keep: 1 }).unwrap();
        fs::remove_dir_all(&inner).unwrap();
        file.file = None;
        file.put(b"one\n");
        file.put(b"two\n");
        assert_eq!(file.held, 8);
        fs::create_dir(&inner).unwrap();
        file.failed_at = None;
        file.put(b"three\n");
        assert_eq!(fs::read_to_string(inner.join("out")).unwrap(), "one\ntwo\nthree\n");
        fs::remove_dir_all(&inner).unwrap();
        file.file = None;
        file.put(b"four\n");
        file.put(&vec![b'\n'; MOST_WAITING]);
        file.put(b"x\n");
        let (_, written, missing) = file.finish().unwrap();
        assert_eq!((written, missing), (14, 5 + MOST_WAITING as u64 + 2));
        assert!(file.finish().is_none());
    }

    #[test]
    fn a_replaced_file_is_old_or_new() {
        let folder = Folder::new("replaced");
        let path = folder.0.join("out.prom");
        let mut file = ReplacedFile::new(&path);
        for text in ["first\n", "second\n"] {
            file.write_all(text.as_bytes()).unwrap();
            file.flush().unwrap();
            assert_eq!(folder.text("out.prom"), text);
        }
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
        assert!(replace(&folder.0.join("none/out"), b"x").is_err());
    }
}
