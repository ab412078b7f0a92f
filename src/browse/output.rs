//! The output of a traced program while the browser has the terminal.

use std::fs::File;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::spawn;
use crate::render::text;

/// Bytes that are kept: the last ones.
const KEPT: usize = 256 << 10;

/// The last part of a program's output.
#[derive(Clone)]
pub(crate) struct ProgramOutput {
    kept: Arc<Mutex<Vec<u8>>>,
    written: Arc<AtomicU64>,
    seen: Arc<AtomicU64>,
}

impl ProgramOutput {
    /// Reads a pipe in a thread of its own, so that the program never waits.
    pub(crate) fn start(mut pipe: File) -> ProgramOutput {
        let output = ProgramOutput { kept: Arc::default(), written: Arc::default(), seen: Arc::default() };
        let there = output.clone();
        spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(len @ 1..) = pipe.read(&mut buffer) {
                there.add(buffer.get(..len).unwrap_or_default());
            }
        });
        output
    }

    fn add(&self, bytes: &[u8]) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        if kept.len() > 2 * KEPT {
            let first = kept.len() - KEPT;
            kept.drain(..first);
        }
        self.written.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }

    /// Returns whether there is more than when this was called last.
    pub(crate) fn has_grown(&self) -> bool {
        let written = self.written.load(Ordering::Relaxed);
        self.seen.swap(written, Ordering::Relaxed) != written
    }

    /// Returns its lines, in which nothing can drive the terminal.
    pub(crate) fn lines(&self) -> Vec<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        text.lines().map(|line| text::escaped(&line.replace('\t', "        "))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_kept_safe_and_short() {
        let output = ProgramOutput { kept: Arc::default(), written: Arc::default(), seen: Arc::default() };
        output.add(b"one\x1b[2J\ntwo\n");
        assert!(output.has_grown() && !output.has_grown());
        let lines = output.lines();
        assert!(lines.len() == 2 && !lines[0].contains('\x1b'), "{lines:?}");
        for _ in 0..1000 {
            output.add(&[b'x'; 1024]);
        }
        assert!(output.kept.lock().unwrap().len() <= 2 * KEPT);
    }
}
