//! The output of libnl with NLCB=debug, and of `iw --debug`: a message's header as text, and each attribute with its number,
//! its length and its bytes.

use super::Paste;
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines};
use crate::datagram::Direction;
use crate::guess::lengths::fits_some;
use nltrace_decoders::wire::{NLA_F_NESTED, NLA_HDRLEN, NLMSG_HDRLEN, align};

const BEGIN: &str = "BEGIN NETLINK MESSAGE";
const END: &str = "END NETLINK MESSAGE";
/// The first line of a message whose beginning is missing.
const HEADER: &str = "[NETLINK HEADER] 16 octets";
/// Members of a header.
const MEMBERS: usize = 5;

/// Bytes of a row of libnl 1; later ones have 16.
const LONGEST_ROW: usize = 18;
/// Words of a line that are looked at.
const LONGEST_LINE: usize = 64;

/// A message being put together.
#[derive(Default)]
struct LibnlMessage {
    bytes: Vec<u8>,
    start: usize,
    direction: Option<Direction>,
    /// `nlmsg_len` of the outer header.
    len: Option<u64>,
    section: Section,
    /// Members of its header that were read.
    members: usize,
    /// It is libnl 1's.
    is_old: bool,
    /// Bytes of the section that its lines still owe.
    owed: usize,
}

/// The subject of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    /// Something that is only named.
    #[default]
    Other,
    /// The header of the message that begins at this offset.
    Header(usize),
    /// `struct genlmsghdr` at this offset.
    Generic(usize),
    /// `nlmsgerr.error` at this offset.
    Error(usize),
    /// Bytes.
    Bytes,
}

/// Reads the messages of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    (text.contains(BEGIN) || text.contains(HEADER)).then_some(())?;
    let mut found = PastedPieces::default();
    let mut open: Option<LibnlMessage> = None;
    let mut direction = None;
    for (start, line) in lines(text) {
        if line.contains(BEGIN) {
            found.add(text, open.take(), start);
            open = Some(LibnlMessage { start, direction, ..LibnlMessage::default() });
        } else if line.contains(END) {
            found.add(text, open.take(), start + line.len());
            direction = None;
        } else if open.is_none() && line.contains(HEADER) {
            let mut message = LibnlMessage { start, direction, ..LibnlMessage::default() };
            found.error = message.line(line).err().map(|what| Error::at(text, start, what));
            open = Some(message);
        } else if line.contains("Sent Message") || line.contains("sending") {
            direction = Some(Direction::Send);
        } else if line.contains("Received Message") {
            direction = Some(Direction::Receive);
        } else if let Some(message) = &mut open
            && let Err(what) = message.line(line)
        {
            found.error = Some(Error::at(text, start, what));
            break;
        }
    }
    if found.error.is_none() {
        found.add(text, open, text.len());
    }
    found.is_sure = true;
    Some(found)
}

impl PastedPieces {
    /// Adds a message that has ended.
    fn add(&mut self, text: &str, message: Option<LibnlMessage>, end: usize) {
        let Some(mut message) = message else { return };
        message.pad();
        let len = message.len.and_then(|len| usize::try_from(len).ok()).unwrap_or(message.bytes.len());
        let missing = len > message.bytes.len() || message.owed > 0;
        // Padding after the last attribute does not belong to the message.
        if len >= NLMSG_HDRLEN && message.bytes.len() > len && message.bytes.len() - len < 4 {
            message.bytes.truncate(len);
        }
        if message.bytes.len() < NLMSG_HDRLEN || message.members < MEMBERS {
            self.error.get_or_insert_with(|| {
                Error::at(text, message.start, "this message has no header, or not all of it")
            });
            return;
        }
        let cut = missing || !fits_some(&message.bytes);
        self.pieces.push(PastedPiece {
            direction: message.direction,
            cut,
            ..PastedPiece::whole(message.bytes, message.start..end)
        });
    }
}

impl LibnlMessage {
    fn pad(&mut self) {
        self.bytes.resize(align(self.bytes.len()), 0);
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = self.bytes.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        // Each line of a program's own log may begin with the time.
        let line = line.rfind("  [").map_or(line, |at| line.get(at..).unwrap_or(line)).trim();
        if let Some((name, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
            let octets = rest.split_whitespace().next().and_then(|count| count.parse::<usize>().ok());
            if let Some(octets) = octets.filter(|_| rest.contains("octet")) {
                return self.section(name, octets);
            }
        }
        let is_bytes = self.section == Section::Bytes && self.owed > 0;
        if is_bytes {
            self.row(line);
            return Ok(());
        }
        if let Some(at) = line.find(" .").map(|at| at + 1).or_else(|| line.starts_with('.').then_some(0)) {
            let Some((name, value)) = line.get(at + 1..).and_then(|line| line.split_once('=')) else {
                return Ok(());
            };
            let digits = value.split_whitespace().next().unwrap_or_default();
            if let Ok(value) = digits.parse::<i64>() {
                self.member(name.trim(), value);
            }
            return Ok(());
        }
        Ok(())
    }

    fn section(&mut self, name: &str, octets: usize) -> Result<(), String> {
        if octets > 1 << 20 {
            return Err(format!("{octets} octets are more than a message has"));
        }
        self.owed = 0;
        self.section = match name.split_whitespace().next().unwrap_or_default() {
            // libnl 1 has no other name for the message's header.
            "HEADER" if self.bytes.is_empty() => {
                self.is_old = true;
                self.bytes.resize(NLMSG_HDRLEN, 0);
                Section::Header(0)
            }
            // The error before it has made room for the header.
            "ORIGINAL" if matches!(self.section, Section::Header(1..)) => self.section,
            "NETLINK" | "ORIGINAL" => {
                let at = self.bytes.len();
                self.bytes.resize(at + NLMSG_HDRLEN, 0);
                Section::Header(at)
            }
            "GENERIC" => {
                let at = self.bytes.len();
                self.bytes.resize(at + 4, 0);
                Section::Generic(at)
            }
            "ERRORMSG" => {
                let at = self.bytes.len();
                self.bytes.resize(at + 4, 0);
                Section::Error(at)
            }
            "ATTR" => {
                self.pad();
                let number = name.split_whitespace().nth(1).and_then(|number| number.parse::<u16>().ok());
                let len = u16::try_from(octets + NLA_HDRLEN).ok();
                let (Some(number), Some(len)) = (number, len) else {
                    return Err("an attribute without a number, or with too long a length".to_owned());
                };
                let nested = if name.contains("NESTED") { NLA_F_NESTED } else { 0 };
                self.bytes.extend(len.to_le_bytes());
                self.bytes.extend((number | nested).to_le_bytes());
                self.owed = octets;
                Section::Bytes
            }
            "PAYLOAD" | "LEFTOVER" | "HEADER" | "FAMILY" | "PADDING" => {
                self.owed = octets;
                Section::Bytes
            }
            _ => Section::Other,
        };
        Ok(())
    }

    fn member(&mut self, name: &str, value: i64) {
        let bytes = value.to_le_bytes();
        let low = |count: usize| bytes.get(..count).unwrap_or_default().to_vec();
        self.members += usize::from(self.section == Section::Header(0));
        // libnl 1 writes all members with their prefix.
        match (self.section, name.strip_prefix("nlmsg_").unwrap_or(name)) {
            (Section::Header(at), "len") => {
                if at == 0 {
                    self.len = u64::try_from(value).ok();
                }
                self.put(at, &low(4));
            }
            (Section::Header(at), "type") => self.put(at + 4, &low(2)),
            (Section::Header(at), "flags") => self.put(at + 6, &low(2)),
            (Section::Header(at), "seq") => self.put(at + 8, &low(4)),
            (Section::Header(at), "port" | "pid") => self.put(at + 12, &low(4)),
            (Section::Generic(at), "cmd") => self.put(at, &low(1)),
            (Section::Generic(at), "version") => self.put(at + 1, &low(1)),
            (Section::Generic(at), "unused") => self.put(at + 2, &low(2)),
            (Section::Error(at), "error") => {
                self.put(at, &low(4));
                // The request's header follows with members of the same names.
                let next = self.bytes.len();
                self.bytes.resize(next + NLMSG_HDRLEN, 0);
                self.section = Section::Header(next);
            }
            _ => (),
        }
    }

    /// Reads a line of bytes. The number of missing bytes shows where the text beside them begins; a program's log may have
    /// words before them. A line without bytes is another program's.
    fn row(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().take(LONGEST_LINE).collect();
        let is_byte = |word: &&str| word.len() == 2 && is_hex(word);
        let len = if self.is_old { LONGEST_ROW } else { 16 };
        let wanted = self.owed.min(len);
        let is_whole = |at: &usize| words.get(*at..*at + wanted).is_some_and(|row| row.iter().all(&is_byte));
        let start = (0..words.len()).find(is_whole).or_else(|| words.iter().position(&is_byte));
        let row =
            words.iter().skip(start.unwrap_or(words.len())).take(wanted).take_while(|word| is_byte(word));
        for word in row {
            self.bytes.push(u8::from_str_radix(word, 16).unwrap_or_default());
            self.owed -= 1;
        }
    }
}
