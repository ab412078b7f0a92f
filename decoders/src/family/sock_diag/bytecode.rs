//! The filter of `INET_DIAG_REQ_BYTECODE`: struct `inet_diag_bc_op`, `INET_DIAG_BC_*`  (linux/inet_diag.h)
//!
//! If an operation holds, the next one is `yes` bytes further, otherwise `no` bytes further. A socket matches if that ends
//! exactly at the end. A condition's operand follows it immediately, and `yes` skips it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{Result, Write};
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::names::AF;
use crate::schema::{Case::*, *};
use crate::wire::{self, Endian};

/// The operations, and the filter that they were made from.
pub(super) const BYTECODE: Kind = gloss(&OPERATIONS, expression);

static OPERATIONS: Kind = records(&INET_DIAG_BC_OP, "yes");

static INET_DIAG_BC_OP: Struct = layout(
    "inet_diag_bc_op",
    4,
    &[
        field("code", U8.name(&INET_DIAG_BC)),
        field("yes", U8.unit(Unit::Bytes)),
        field("no", U16.unit(Unit::Bytes)),
    ],
)
.then(&[field("operand", select("code", OPERAND))]);

const OPERAND: &[(Case, Kind)] = &[
    (OneOf(&[NOP, JMP, AUTO]), PAD),
    (OneOf(&[S_GE, S_LE, D_GE, D_LE, S_EQ, D_EQ]), fixed(&PORT)),
    (OneOf(&[S_COND, D_COND]), fixed(&INET_DIAG_HOSTCOND)),
    (Is(DEV_COND), U32.interface()),
    (Is(MARK_COND), fixed(&INET_DIAG_MARKCOND)),
    (Is(CGROUP_COND), U64),
];

/// A port is the `no` of an operation of its own.
static PORT: Struct =
    layout("inet_diag_bc_op", 4, &[field("code", pad(1)), field("yes", pad(1)), field("no", U16)]);

static INET_DIAG_HOSTCOND: Struct = layout(
    "inet_diag_hostcond",
    8,
    &[field("family", U8.name(&AF)), field("prefix_len", U8), field("", pad(2)), field("port", S32)],
)
.then(&[field("addr", select("family", &[(Is(0), PAD), (Is(2), IP4), (Is(10), IP6)]))]);

static INET_DIAG_MARKCOND: Struct =
    layout("inet_diag_markcond", 8, &[field("mark", U32.hex()), field("mask", U32.hex())]);

static INET_DIAG_BC: Names = names(&[
    (NOP, "INET_DIAG_BC_NOP"),
    (JMP, "INET_DIAG_BC_JMP"),
    (S_GE, "INET_DIAG_BC_S_GE"),
    (S_LE, "INET_DIAG_BC_S_LE"),
    (D_GE, "INET_DIAG_BC_D_GE"),
    (D_LE, "INET_DIAG_BC_D_LE"),
    (AUTO, "INET_DIAG_BC_AUTO"),
    (S_COND, "INET_DIAG_BC_S_COND"),
    (D_COND, "INET_DIAG_BC_D_COND"),
    (DEV_COND, "INET_DIAG_BC_DEV_COND"),
    (MARK_COND, "INET_DIAG_BC_MARK_COND"),
    (S_EQ, "INET_DIAG_BC_S_EQ"),
    (D_EQ, "INET_DIAG_BC_D_EQ"),
    (CGROUP_COND, "INET_DIAG_BC_CGROUP_COND"),
]);

const NOP: u64 = 0;
const JMP: u64 = 1;
const S_GE: u64 = 2;
const S_LE: u64 = 3;
const D_GE: u64 = 4;
const D_LE: u64 = 5;
const AUTO: u64 = 6;
const S_COND: u64 = 7;
const D_COND: u64 = 8;
const DEV_COND: u64 = 9;
const MARK_COND: u64 = 10;
const S_EQ: u64 = 11;
const D_EQ: u64 = 12;
const CGROUP_COND: u64 = 13;

/// Writes the filter as a person would type it, where the jumps form one.
fn expression(payload: &[u8], endian: Endian, out: &mut dyn Write) -> Result {
    let Some(ops) = operations(payload, endian) else { return Ok(()) };
    let program = Program { bytes: payload, endian, ops };
    let mut patience = 10_000;
    match program.region(0, program.ops.len(), payload.len() + 4, &mut patience) {
        Some(term) if program.is_sayable(&term) => program.write(&term, out),
        _ => Ok(()),
    }
}

/// An operation, and where it goes on.
struct Op {
    code: u64,
    at: usize,
    yes: usize,
    no: usize,
}

/// Returns the operations in a row; longer programs than anyone types are left alone.
fn operations(payload: &[u8], endian: Endian) -> Option<Vec<Op>> {
    let mut ops = Vec::new();
    let mut at = 0;
    while at < payload.len() {
        let number = |from: usize, len: usize| wire::uint(payload.get(from..from + len)?, endian);
        let yes = at + usize::try_from(number(at + 1, 1)?).ok()?;
        let no = at + usize::try_from(number(at + 2, 2)?).ok()?;
        if yes < at + 4 || no < at + 4 || yes > payload.len() || ops.len() >= 256 {
            return None;
        }
        ops.push(Op { code: number(at, 1)?, at, yes, no });
        at = yes;
    }
    Some(ops)
}

/// A filter.
enum Term {
    /// The operation with this index.
    Test(usize),
    Not(Box<Term>),
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
}

struct Program<'a> {
    bytes: &'a [u8],
    endian: Endian,
    ops: Vec<Op>,
}

impl Program<'_> {
    /// Returns the offset of an operation; the number after the last is the end.
    fn offset(&self, op: usize) -> usize {
        self.ops.get(op).map_or(self.bytes.len(), |op| op.at)
    }

    /// Returns the term that the operations `from..to` test, if they continue at `to` if it holds, at `fail` if it does not,
    /// and nowhere else.
    ///
    /// A test is one operation. "Or" is two terms with a jump over the second between them, "not" is one term and a jump over
    /// the end, "and" is two terms with the same failure. If several splits are possible, the last one is used: operators bind
    /// to the left.
    fn region(&self, from: usize, to: usize, fail: usize, patience: &mut u32) -> Option<Term> {
        *patience = patience.checked_sub(1)?;
        let end = self.offset(to);
        let ops = self.ops.get(from..to)?;
        if ops.iter().any(|op| op.no > end && op.no != fail) {
            return None;
        }
        match ops {
            [] => return None,
            [op] => {
                let is_test = op.code != NOP && op.code != JMP && op.yes == end && op.no == fail;
                return is_test.then_some(Term::Test(from));
            }
            _ => (),
        }
        for jump in (from + 1..to - 1).rev() {
            if !self.ops.get(jump).is_some_and(|op| op.code == JMP && op.no == end) {
                continue;
            }
            let first = self.region(from, jump, self.offset(jump + 1), patience);
            if let (Some(first), Some(second)) = (first, self.region(jump + 1, to, fail, patience)) {
                return Some(Term::Or(Box::new(first), Box::new(second)));
            }
        }
        if self.ops.get(to - 1).is_some_and(|op| op.code == JMP && op.no == fail)
            && let Some(term) = self.region(from, to - 1, end, patience)
        {
            return Some(Term::Not(Box::new(term)));
        }
        for middle in (from + 1..to).rev() {
            let Some(second) = self.region(middle, to, fail, patience) else { continue };
            if let Some(first) = self.region(from, middle, fail, patience) {
                return Some(Term::And(Box::new(first), Box::new(second)));
            }
        }
        None
    }

    /// Returns whether every test can be put into words.
    fn is_sayable(&self, term: &Term) -> bool {
        match term {
            Term::Test(op) => self.test(*op, false, &mut String::new()).is_some(),
            Term::Not(term) => self.is_sayable(term),
            Term::And(first, second) | Term::Or(first, second) => {
                self.is_sayable(first) && self.is_sayable(second)
            }
        }
    }

    fn write(&self, term: &Term, out: &mut dyn Write) -> Result {
        match term {
            Term::Test(op) => self.test(*op, false, out).unwrap_or(Ok(())),
            Term::Not(not) => match **not {
                Term::Test(op) => self.test(op, true, out).unwrap_or(Ok(())),
                _ => {
                    out.write_str("not ")?;
                    self.write_part(not, matches!(**not, Term::And(..) | Term::Or(..)), out)
                }
            },
            Term::And(first, second) => {
                self.write_part(first, matches!(**first, Term::Or(..)), out)?;
                out.write_str(" and ")?;
                self.write_part(second, matches!(**second, Term::Or(..)), out)
            }
            Term::Or(first, second) => {
                self.write(first, out)?;
                out.write_str(" or ")?;
                self.write_part(second, matches!(**second, Term::And(..) | Term::Or(..)), out)
            }
        }
    }

    /// `ss` gives "and" and "or" the same precedence and reads from left to right; people expect "and" to bind more strongly.
    /// Brackets are written where either reading would be wrong without them.
    fn write_part(&self, term: &Term, bracketed: bool, out: &mut dyn Write) -> Result {
        if !bracketed {
            return self.write(term, out);
        }
        out.write_str("( ")?;
        self.write(term, out)?;
        out.write_str(" )")
    }

    /// Writes the comparison of an operation, or its negation; `None` if it cannot be put into words.
    fn test(&self, op: usize, not: bool, out: &mut dyn Write) -> Option<Result> {
        let Op { code, at, .. } = *self.ops.get(op)?;
        let relation = match (code, not) {
            (S_GE | D_GE, false) => ">=",
            (S_GE | D_GE, true) => "<",
            (S_LE | D_LE, false) => "<=",
            (S_LE | D_LE, true) => ">",
            _ => "=",
        };
        let not = if not && relation == "=" { "not " } else { "" };
        let side = match code {
            S_GE | S_LE | S_EQ | S_COND => "s",
            _ => "d",
        };
        let number = |from: usize, len: usize| self.number(at + from, len);
        Some(match code {
            S_GE | S_LE | D_GE | D_LE | S_EQ | D_EQ => {
                write!(out, "{not}{side}port {relation} :{}", number(6, 2)?)
            }
            AUTO => write!(out, "{not}autobound"),
            S_COND | D_COND => {
                let (family, prefix) = (number(4, 1)?, number(5, 1)?);
                let port = Some(number(8, 4)?).filter(|port| *port != 0xffff_ffff);
                let colon = if port.is_some() { ":" } else { "" };
                let port = Decimal(port);
                let of_side = if side == "s" { "src" } else { "dst" };
                let address = self.bytes.get(at + 12..)?;
                match (family, prefix) {
                    (0, 0) if colon == ":" => write!(out, "{not}{side}port = :{port}"),
                    (0, 0) => write!(out, "{not}{of_side} *"),
                    (2, 0..=32) => {
                        let address = Ipv4Addr::from(*address.first_chunk::<4>()?);
                        let prefix = Decimal(Some(prefix).filter(|bits| *bits != 32));
                        let slash = if prefix.0.is_some() { "/" } else { "" };
                        write!(out, "{not}{of_side} {address}{slash}{prefix}{colon}{port}")
                    }
                    (10, 0..=128) => {
                        let address = Ipv6Addr::from(*address.first_chunk::<16>()?);
                        let prefix = Decimal(Some(prefix).filter(|bits| *bits != 128));
                        let slash = if prefix.0.is_some() { "/" } else { "" };
                        write!(out, "{not}{of_side} [{address}{slash}{prefix}]{colon}{port}")
                    }
                    _ => return None,
                }
            }
            DEV_COND => write!(out, "{not}dev = {}", number(4, 4)?),
            MARK_COND => match (number(4, 4)?, number(8, 4)?) {
                (mark, 0xffff_ffff) => write!(out, "{not}fwmark = {mark:#x}"),
                (mark, mask) => write!(out, "{not}fwmark = {mark:#x}/{mask:#x}"),
            },
            CGROUP_COND => write!(out, "{not}cgroup = {}", number(4, 8)?),
            _ => return None,
        })
    }

    fn number(&self, at: usize, len: usize) -> Option<u64> {
        wire::uint(self.bytes.get(at..at + len)?, self.endian)
    }
}

/// A number, or nothing.
struct Decimal(Option<u64>);

impl core::fmt::Display for Decimal {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> Result {
        self.0.map_or(Ok(()), |number| write!(out, "{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `ss` sends `sport >= :1000 and ( dst 10.0.0.0/8 or not dport = :22 )`.
    const FILTER: [u8; 48] = [
        2, 8, 0x34, 0, 0, 0, 0xe8, 3, // S_GE yes=8 no=52, port 1000
        8, 16, 20, 0, 2, 8, 0, 0, 0xff, 0xff, 0xff, 0xff, 10, 0, 0, 0, // D_COND, 10.0.0.0/8, any port
        1, 4, 24, 0, // JMP over the second half of "or"
        8, 16, 20, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 0, // D_COND, any address, port 22
        1, 4, 8, 0, // JMP over the end: "not"
    ];

    fn words(payload: &[u8], endian: Endian) -> String {
        let mut out = String::new();
        expression(payload, endian, &mut out).unwrap();
        out
    }

    #[test]
    fn jumps_become_the_filter_that_was_typed() {
        let words = words(&FILTER, Endian::Little);
        assert_eq!(words, "sport >= :1000 and ( dst 10.0.0.0/8 or not dport = :22 )");
    }

    #[test]
    fn brackets_stand_where_reading_from_left_to_right_goes_wrong() {
        let port = |port: u8, no: u8| [11, 8, no, 0, 0, 0, port, 0];
        // a; JMP to the end; b, which fails past the end; c
        let filter = [&port(1, 12)[..], &[1, 4, 20, 0], &port(2, 20), &port(3, 12)].concat();
        assert_eq!(words(&filter, Endian::Little), "sport = :1 or ( sport = :2 and sport = :3 )");
        // a and b, which fail to c; JMP to the end; c
        let filter = [&port(1, 20)[..], &port(2, 12), &[1, 4, 12, 0], &port(3, 12)].concat();
        assert_eq!(words(&filter, Endian::Little), "sport = :1 and sport = :2 or sport = :3");
    }

    #[test]
    fn where_there_is_no_filter_there_are_no_words() {
        for cut in 0..FILTER.len() {
            assert_eq!(words(&FILTER[..cut], Endian::Little), "", "{cut}");
        }
        assert_eq!(words(&[0, 4, 8, 0], Endian::Little), "", "a NOP tests nothing");
        assert_eq!(words(&[6, 4, 4, 0], Endian::Little), "", "wanted whatever it says");
        assert_eq!(words(&[6, 0, 8, 0], Endian::Little), "", "goes on at itself");
        let many: Vec<u8> = (0..2000).flat_map(|_| [1, 4, 8, 0]).collect();
        assert_eq!(words(&many, Endian::Little), "");
    }

    #[test]
    fn from_a_machine_of_the_other_byte_order() {
        let filter = [3, 8, 0, 12, 0, 0, 3, 0xe8];
        assert_eq!(words(&filter, Endian::Big), "sport <= :1000");
    }
}
