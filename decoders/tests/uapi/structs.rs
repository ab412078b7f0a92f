//! Structs: their sizes, and where their members are.

use std::collections::BTreeSet;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::{Field, Kind, Show, Struct};
use nltrace_decoders::walk::{Item, tables};

use super::facts::{self, Excused, Layout, Member};
use super::{Report, detail, running_kernel};

/// A member of a table's struct.
struct Place {
    name: &'static str,
    /// Its first bit.
    start: usize,
    /// Bits it takes.
    bits: usize,
    /// Bits after it without a name.
    padding: usize,
    /// The values in its bits: name, first bit, bits.
    parts: Vec<(&'static str, usize, usize)>,
}

fn places(of: &'static Struct) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut start = 0;
    for Field { name, kind, .. } in of.fields {
        let bits = 8 * kind.width().unwrap_or(0);
        let mut parts = Vec::new();
        if let Kind::Int { show: Show::Parts(list) | Show::BitFields(list), .. } = kind {
            let mut low = start;
            for part in *list {
                if !part.name.is_empty() {
                    parts.push((part.name, low, usize::from(part.bits)));
                }
                low += usize::from(part.bits);
            }
        }
        match places.last_mut() {
            Some(last) if name.is_empty() && parts.is_empty() => last.padding += bits,
            None if name.is_empty() && parts.is_empty() => (),
            _ => places.push(Place { name, start, bits, padding: 0, parts }),
        }
        start += bits;
    }
    places
}

/// Returns the faults of a struct of the tables according to a source, and those of its members that the source does not name.
fn compare(of: &'static Struct, fact: &Layout, excused: &Excused) -> (Vec<String>, Vec<String>) {
    let (mut wrong, mut absent) = (Vec::new(), Vec::new());
    for Place { name, start, bits, padding, parts } in places(of) {
        let full = format!("{}.{name}", of.name);
        let bytes = |bit: usize, bits: usize| format!("{} bytes at offset {}", bits / 8, bit / 8);
        if excused.reason(&full).is_some() {
            absent.push(full);
            continue;
        }
        let end = start + bits;
        let known = parts.iter().filter_map(|part| Some((part, fact.member(part.0)?)));
        let fields: Vec<_> =
            known.filter(|(_, member)| start <= member.start && member.end() <= end).collect();
        if !fields.is_empty() {
            for ((part, low, wide), member) in fields {
                if (member.start, member.bits) != (*low, *wide) {
                    let Member { start, bits, .. } = member;
                    wrong.push(format!(
                        "{}.{part} is {wide} bits from bit {low}, but {bits} from {start}",
                        of.name
                    ));
                }
            }
        } else if let Some(member) = fact.member(name) {
            // Of an array the table may name the first bytes: those that mean something.
            let begins =
                member.is_composite && member.start == start && (end..=end + padding).contains(&member.end());
            if !begins && (member.start, member.bits) != (start, bits) {
                wrong.push(format!(
                    "{full} is {}, but {}",
                    bytes(start, bits),
                    bytes(member.start, member.bits)
                ));
            }
        } else {
            let meets = |member: &&Member| member.start < end && start < member.end();
            let inside =
                |member: &Member| member.is_composite && member.start <= start && end <= member.end();
            match fact.members.iter().filter(meets).find(|member| !inside(member)) {
                Some(member) => {
                    let there = bytes(member.start, member.bits);
                    wrong.push(format!(
                        "{full} is {}, but there is {}, {there}",
                        bytes(start, bits),
                        member.name
                    ));
                }
                None if start / 8 < fact.size => absent.push(full),
                None => (),
            }
        }
    }
    (wrong, absent)
}

#[test]
fn every_struct_is_laid_out_as_the_kernels() {
    let (snapshot, _) = facts::snapshot();
    let kernel = running_kernel();
    let excused = Excused::read("exceptions.txt");
    let all = tables(FAMILIES);
    let mut report = Report::default();
    // A peeked struct is the common beginning of the structs that it distinguishes.
    let is_beginning = |of: &'static Struct| {
        all.items().any(|item| matches!(item, Item::Peek(head, _) if std::ptr::eq(head, &raw const *of)))
    };
    let (mut asked, mut unknown, mut nameless) = (0, BTreeSet::new(), BTreeSet::new());
    for (at, visit) in all.visits().iter().enumerate() {
        let Item::Struct(of) = visit.item else { continue };
        let path = all.path(at);
        if of.name.is_empty() {
            continue;
        }
        if let Some(reason) = excused.reason(&format!("struct:{}", of.name)).or_else(|| excused.reason(&path))
        {
            unknown.insert(format!("struct {}: {reason}", of.name));
            continue;
        }
        let known = snapshot.structs.get(of.name);
        let running = kernel.structs.get(of.name);
        let mut absences: Vec<Vec<String>> = Vec::new();
        for (facts, layouts) in [(&snapshot, known), (&kernel, running)] {
            let Some(layouts) = layouts else { continue };
            // A name may be several structs' inside the kernel: the table need be only one of them.
            let found = layouts.iter().map(|fact| {
                let (mut wrong, absent) = compare(of, fact, &excused);
                let size = fact.size;
                if is_beginning(of) && of.size <= size {
                } else if std::ptr::eq(facts, &raw const snapshot) {
                    if size != of.size {
                        wrong.push(format!("struct {} has {} bytes, but {size}", of.name, of.size));
                    }
                } else if size < of.oldest {
                    // That kernel's messages would be called short.
                    wrong.push(format!(
                        "struct {} never had fewer than {} bytes, but {size}",
                        of.name, of.oldest
                    ));
                } else if size > of.size && known.is_none() {
                    wrong.push(format!("struct {} has {} bytes, but {size}", of.name, of.size));
                } else if size > of.size {
                    detail(format_args!(
                        "struct {} has {} bytes here, and {size} in the running kernel",
                        of.name, of.size
                    ));
                }
                (wrong, absent)
            });
            let Some((wrong, absent)) = found.min_by_key(|(wrong, _)| wrong.len()) else { continue };
            for wrong in wrong {
                let line = format!("{wrong} to {} ({path})", facts.source);
                // A difference between the snapshot and the running kernel is a change between their versions.
                if std::ptr::eq(facts, &raw const kernel)
                    && known.is_some()
                    && !wrong.contains("never had fewer")
                {
                    detail(format_args!("differs from the running kernel: {line}"));
                } else {
                    report.wrong(line);
                }
            }
            absences.push(absent);
        }
        if absences.is_empty() {
            let file = excused.file();
            report.wrong(format!("struct {} ({path}) is known to no source; if it is none, {file}", of.name));
            continue;
        }
        asked += 1;
        // BTF sees into anonymous members, the snapshot does not: a fact from either counts.
        let first = absences.swap_remove(0);
        nameless.extend(first.into_iter().filter(|name| absences.iter().all(|other| other.contains(name))));
    }
    for line in &unknown {
        detail(format_args!("not asked: {line}"));
    }
    for name in &nameless {
        detail(format_args!("not asked: {name} is the tables' name for a part of something"));
    }
    eprintln!(
        "{asked} structs are the kernel's; {} structs and {} members are not asked, see above",
        unknown.len(),
        nameless.len()
    );
    report.finish("structs or members are not the kernel's");
}
