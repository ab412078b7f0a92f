//! Roles and their colours. Renderers use roles; only this module knows colours.

use owo_colors::{OwoColorize, Style, XtermColors};

/// The role of a piece of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Punctuation, and what has no role of its own.
    Plain,
    /// The name of a message type.
    Message,
    /// The name of a struct, member or attribute.
    Name,
    /// A number.
    Number,
    /// A symbol: one of an enumeration, flags.
    Flag,
    /// A string or address.
    Text,
    /// Something that failed.
    Error,
    /// Bytes that the tables do not explain.
    Unknown,
    /// Text that nltrace adds: names, sentences.
    Note,
    /// A time.
    Time,
    /// Process and call: what is looked for first.
    Origin,
    /// Outgoing.
    Send,
    /// Incoming.
    Receive,
}

const ROLES: usize = Role::Receive as usize + 1;

/// Colours of the fixed part of the 256. A terminal's own 16 differ too much to be readable on every background: yellow
/// vanishes on white, blue on black, and bright black on the dark solarized one. Each of these is about as far from white as from black.
const BLUE: u8 = 32;
const BROWN: u8 = 130;
const PURPLE: u8 = 133;
const GREEN: u8 = 64;
const RED: u8 = 167;
const GREY: u8 = 244;

/// The text before and after a piece of each role.
#[derive(Clone)]
pub(crate) struct Palette {
    on: [String; ROLES],
    off: &'static str,
}

impl Palette {
    /// Returns a palette with colours, or one that writes nothing.
    pub(crate) fn new(colour: bool) -> Palette {
        if !colour {
            return Palette { on: Default::default(), off: "" };
        }
        let mut on: [String; ROLES] = Default::default();
        for (role, style) in [
            (Role::Message, Style::new().bold()),
            (Role::Name, Style::new().color(XtermColors::from(BLUE))),
            (Role::Number, Style::new().color(XtermColors::from(BROWN))),
            (Role::Flag, Style::new().color(XtermColors::from(PURPLE))),
            (Role::Text, Style::new().color(XtermColors::from(GREEN))),
            (Role::Error, Style::new().color(XtermColors::from(RED)).bold()),
            (Role::Unknown, Style::new().color(XtermColors::from(RED))),
            (Role::Note, Style::new().color(XtermColors::from(GREY))),
            (Role::Time, Style::new().color(XtermColors::from(GREY))),
            (Role::Origin, Style::new().bold()),
            (Role::Send, Style::new().color(XtermColors::from(BLUE)).bold()),
            (Role::Receive, Style::new().color(XtermColors::from(GREEN)).bold()),
        ] {
            on[role as usize] = style.prefix_formatter().to_string();
        }
        Palette { on, off: "\x1b[0m" }
    }

    /// Returns whether no piece has a colour.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.off.is_empty()
    }

    /// Returns the text before a piece, empty for one without colour.
    #[inline]
    pub(crate) fn on(&self, role: Role) -> &str {
        &self.on[role as usize]
    }

    /// Returns the text after a piece that has a colour.
    #[inline]
    pub(crate) fn off(&self) -> &'static str {
        self.off
    }

    /// Appends what `write` does, in the colour of its role.
    #[inline]
    pub(crate) fn piece(&self, role: Role, out: &mut String, write: impl FnOnce(&mut String)) {
        let on = self.on(role);
        if on.is_empty() {
            return write(out);
        }
        out.push_str(on);
        write(out);
        out.push_str(self.off);
    }

    /// Appends `text` in the colour of its role.
    pub(crate) fn add(&self, role: Role, text: &str, out: &mut String) {
        self.piece(role, out, |out| out.push_str(text));
    }

    /// Appends `text` in the colour of its role.
    pub(crate) fn paint(&self, role: Role, text: &str, out: &mut Vec<u8>) {
        let on = self.on(role);
        for part in [on, text, if on.is_empty() { "" } else { self.off }] {
            out.extend_from_slice(part.as_bytes());
        }
    }
}

/// Returns the words "error:" as an error line begins with them.
pub(crate) fn error_prefix(colour: bool) -> String {
    if colour { "error:".red().bold().to_string() } else { "error:".to_owned() }
}
