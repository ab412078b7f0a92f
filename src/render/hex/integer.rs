//! Meanings of integers: words, parts, and the number if the words do not contain it.

use std::fmt::Write;

use nltrace_decoders::schema::{Kind, Order, Show};
use nltrace_decoders::tape::Field;
use nltrace_decoders::value::{Bits, Integer, bits, flags};
use nltrace_decoders::wire::Endian;

use crate::event::Event;
use crate::render::page::Page;
use crate::render::palette::Role;
use crate::render::{text, words};

/// Writes an integer in words; what is packed into it, a line each; and the number where the words don't say it.
pub(super) fn explained(page: &mut Page, event: &Event<'_>, field: &Field, integer: &Integer) {
    let raw = integer.bits();
    match integer.show {
        Show::Flags(list) if raw != 0 && raw != u64::MAX && raw != u64::from(u32::MAX) => {
            let (known, rest) = flags(list, raw);
            let masks: Vec<(u64, Option<&str>)> = known
                .map(|name| {
                    let mask = list.entries().iter().find(|entry| entry.1 == name).map_or(0, |entry| entry.0);
                    (mask, Some(name))
                })
                .chain((rest != 0).then_some((rest, None)))
                .collect();
            let many = masks.len() > 1;
            if many {
                page.put(0, Role::Number, &format!("{raw:#x}"));
                network_order(page, event, field);
            }
            let digits = format!("{raw:#x}").len();
            for (mask, name) in masks {
                if many {
                    page.below(2);
                }
                page.word(0);
                page.piece(Role::Number, |out| {
                    let _ = if many { write!(out, "{mask:#0digits$x}") } else { Ok(()) };
                });
                match name {
                    Some(name) => page.put(usize::from(many), Role::Flag, name),
                    None => page.sentence(usize::from(many), Role::Note, "no name for it"),
                }
                if !many {
                    page.put(1, Role::Note, &format!("= {mask:#x}"));
                    network_order(page, event, field);
                }
            }
        }
        Show::Parts(list) | Show::BitFields(list) => {
            page.piece(Role::Number, |out| {
                let _ = write!(out, "{raw:#0wide$x}", wide = 2 + 2 * usize::from(integer.width));
            });
            network_order(page, event, field);
            for bits in bits(list, integer) {
                page.below(2);
                page.piece(Role::Note, |out| {
                    let Bits { low, wide, .. } = bits;
                    let range = if wide == 1 { low.to_string() } else { format!("{low}-{}", low + wide - 1) };
                    let _ = write!(out, "{range:<5}");
                });
                if bits.name.is_empty() {
                    page.piece(Role::Unknown, |out| text::hexadecimal(bits.value.raw, out));
                    page.sentence(1, Role::Note, "no name for it");
                } else {
                    page.say(Role::Name, bits.name);
                    page.say(Role::Plain, "=");
                    bits.value.write(true, page);
                }
            }
        }
        _ => {
            integer.write(false, page);
            words::name_of(page, event, field, integer);
            page.word(1);
            page.piece(Role::Note, |out| number(field, integer, raw, out));
            network_order(page, event, field);
        }
    }
}

/// Appends the number of a symbol, unless the words contain it.
fn number(field: &Field, integer: &Integer, raw: u64, out: &mut String) {
    match integer.show {
        Show::Name(_) if integer.name().is_none() => return,
        Show::Bool if raw > 1 => return,
        Show::Errno if raw == 0 => return,
        Show::Name(_) | Show::Bool | Show::Errno | Show::Handle | Show::Device => out.push_str("= "),
        _ => return,
    }
    match integer.show {
        // A value in network order is easiest to compare with its bytes digit by digit.
        Show::Name(_) if is_big(field) => text::hexadecimal(raw, out),
        Show::Handle | Show::Device => text::hexadecimal(raw, out),
        Show::Errno => text::decimal(&Integer { signed: true, ..*integer }, out),
        _ => text::unsigned(integer.raw, out),
    }
}

/// Returns the byte order of an integer.
fn order(field: &Field) -> Order {
    let mut kind = field.kind;
    while let Kind::Gloss(of, _) | Kind::Peek(_, of) = kind {
        kind = of;
    }
    match kind {
        Kind::Int { order, .. } => *order,
        _ => Order::Host,
    }
}

fn is_big(field: &Field) -> bool {
    order(field) == Order::Big && field.payload().len() > 1
}

/// Adds a remark if the byte order differs from that of the other integers.
fn network_order(page: &mut Page, event: &Event<'_>, field: &Field) {
    match (order(field), event.tape.endian) {
        _ if field.payload().len() < 2 => (),
        (Order::Big, Endian::Little) => page.sentence(2, Role::Note, "big-endian"),
        (Order::Little, Endian::Big) => page.sentence(2, Role::Note, "little-endian"),
        _ => (),
    }
}
