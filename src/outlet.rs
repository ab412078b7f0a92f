//! Where output goes: what is shown, and the capture that -w writes.

use std::io::{self, Write};

/// Both outputs.
pub(crate) struct Outlet {
    /// For eyes and programs.
    pub(crate) shown: Box<dyn Write + Send>,
    /// For `-w`.
    pub(crate) captured: Option<Box<dyn Write + Send>>,
}

impl Outlet {
    /// Writes what was gathered for both, at once: a reader of the capture finds whole packets, whenever this ends.
    pub(crate) fn put(&mut self, shown: &[u8], captured: &[u8]) -> io::Result<()> {
        // The capture comes first: that nobody reads what is shown any more is no reason to lose it.
        if let Some(output) = self.captured.as_mut().filter(|_| !captured.is_empty()) {
            output.write_all(captured)?;
            output.flush()?;
        }
        if !shown.is_empty() {
            self.shown.write_all(shown)?;
            self.shown.flush()?;
        }
        Ok(())
    }
}
