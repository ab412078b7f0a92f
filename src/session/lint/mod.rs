//! Lints: faults and fragile habits of programs. `table` lists them, `message` checks messages, `limits` their values, `batch` checks batches,
//! `super::sockets` checks calls, `inspector` collects the findings about a datagram.

mod batch;
mod inspector;
mod limits;
mod message;
mod order;
pub(crate) mod table;

pub(crate) use inspector::Inspector;
pub(crate) use message::{SentMessage, message};
pub(crate) use table::{LINTS, Lint, Severity};

/// Something that a lint found.
#[derive(Debug)]
pub(crate) struct Finding {
    /// The lint.
    pub(crate) lint: &'static Lint,
    /// Its subject: the names from the outermost attribute or head on; empty for the whole message.
    pub(crate) path: String,
    /// Where that is in the message.
    pub(crate) offset: u32,
    /// The observation; may be empty.
    pub(crate) text: String,
    /// It is always shown, because it reports an event and not only a risk.
    pub(crate) is_noted: bool,
}

impl Finding {
    /// Returns a finding about a whole message, or about none.
    pub(crate) fn of(lint: &'static Lint, text: impl Into<String>) -> Finding {
        let is_noted = lint.severity == Severity::Error;
        Finding { lint, path: String::new(), offset: 0, text: text.into(), is_noted }
    }

    /// Returns the same finding, always shown.
    pub(crate) fn noted(self) -> Finding {
        Finding { is_noted: true, ..self }
    }

    /// Returns its subject and observation in words.
    pub(crate) fn words(&self) -> String {
        match (self.path.as_str(), self.text.as_str()) {
            ("", "") => self.lint.reason.to_owned(),
            ("", text) => text.to_owned(),
            (path, "") => format!("{path}: {}", self.lint.reason),
            (path, text) => format!("{path}: {text}"),
        }
    }
}
