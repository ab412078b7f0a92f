//! Lints: faults and fragile habits of programs. `table` lists them, `message` checks messages, `batch` checks batches,
//! `super::sockets` checks calls, `inspector` collects the findings about a datagram.

mod batch;
mod inspector;
mod message;
pub(crate) mod table;

pub(crate) use inspector::Inspector;
pub(crate) use message::{SentMessage, message};
pub(crate) use table::{LINTS, Lint, Severity};

/// Something that a lint found.
#[derive(Debug)]
pub(crate) struct Finding {
    /// The lint.
    pub(crate) lint: &'static Lint,
    /// What it is about: the names from the outermost attribute or head on; empty for the whole message.
    pub(crate) path: String,
    /// Where that is in the message.
    pub(crate) offset: u32,
    /// What is seen there; may be empty.
    pub(crate) text: String,
    /// It is told always: it says what happened, not only what might.
    pub(crate) is_noted: bool,
}

impl Finding {
    /// A finding about a whole message, or about none.
    pub(crate) fn of(lint: &'static Lint, text: impl Into<String>) -> Finding {
        let is_noted = lint.severity == Severity::Error;
        Finding { lint, path: String::new(), offset: 0, text: text.into(), is_noted }
    }

    /// The same, told always.
    pub(crate) fn noted(self) -> Finding {
        Finding { is_noted: true, ..self }
    }

    /// What it is about and what is seen there, in words.
    pub(crate) fn words(&self) -> String {
        match (self.path.as_str(), self.text.as_str()) {
            ("", "") => self.lint.reason.to_owned(),
            ("", text) => text.to_owned(),
            (path, "") => format!("{path}: {}", self.lint.reason),
            (path, text) => format!("{path}: {text}"),
        }
    }
}
