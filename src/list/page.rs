//! `--list PROTOCOL --man`: a manual page with the message types, headers, attributes and values of a protocol or generic family.

use std::collections::HashSet;

use nltrace_decoders::names::NETLINK;
use nltrace_decoders::purpose;
use nltrace_decoders::schema::{Attr, Family, Generic, Kind, Msg, Names, Set, Show, Struct};
use nltrace_decoders::walk::{Item, Tables, tables};

use crate::lexicon::{self, words};
use crate::roff::{DATE, escaped, line, quoted, text};
use crate::tables;

/// Writes the manual page of a protocol or of a family of generic netlink, as roff. Fails with a message if there is none.
pub(crate) fn page(what: &str, out: &mut Vec<u8>) -> Result<(), String> {
    let generic = tables::families()
        .iter()
        .flat_map(|family| family.generic)
        .copied()
        .find(|generic| generic.name.eq_ignore_ascii_case(what));
    let number = lexicon::protocol(&what.to_ascii_uppercase());
    let family = tables::families().iter().copied().find(|family| Some(u64::from(family.protocol)) == number);
    let page = match (generic, family) {
        (Some(generic), _) => ManualPage::of_generic(generic),
        (None, Some(family)) => ManualPage::of_family(family),
        (None, None) if what.is_empty() => {
            return Err(
                "--list --man needs the name of a protocol or generic family between: --list route --man"
                    .to_owned(),
            );
        }
        (None, None) => {
            return Err(format!(
                "--list {what} --man: {what} is no protocol or generic family with tables; nltrace --list shows the protocols"
            ));
        }
    };
    page.write(out);
    Ok(())
}

/// The parts of a page.
struct ManualPage {
    title: String,
    summary: String,
    messages: Vec<&'static Msg>,
    structs: Vec<&'static Struct>,
    sets: Vec<&'static Set>,
    names: Vec<&'static Names>,
}

impl ManualPage {
    fn of_family(family: &'static Family) -> ManualPage {
        let mut page = ManualPage::new(family.name, purpose::of(family.name).unwrap_or_default());
        // The families of generic netlink have pages of their own.
        if family.generic.is_empty() {
            page.collect(&tables(&[family]), &mut |item| matches!(item, Item::Family(_)));
        }
        page
    }

    fn of_generic(generic: &'static Generic) -> ManualPage {
        let summary = format!("The generic netlink family {}.", generic.name);
        let mut page = ManualPage::new(generic.name, &summary);
        let all = tables(tables::families());
        let is_this = |item| matches!(item, Item::Generic(found) if std::ptr::eq(found, generic));
        page.collect(&all, &mut { is_this });
        page
    }

    fn new(title: &str, summary: &str) -> ManualPage {
        ManualPage {
            title: title.to_owned(),
            summary: summary.to_owned(),
            messages: Vec::new(),
            structs: Vec::new(),
            sets: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Takes the parts of the tables that can be reached from those that `begins` accepts.
    fn collect(&mut self, tables: &Tables, begins: &mut dyn FnMut(Item) -> bool) {
        let items: Vec<Item> = tables.items().collect();
        let starts: HashSet<usize> =
            items.iter().enumerate().filter(|(_, item)| begins(**item)).map(|(at, _)| at).collect();
        for (at, item) in items.iter().enumerate() {
            let is_inside = tables.around(at).iter().any(|above| starts.contains(above));
            match item {
                _ if !is_inside => (),
                Item::Message(message) => self.messages.push(message),
                Item::Struct(of) if !of.name.is_empty() => self.structs.push(of),
                Item::Set(set) if !set.attrs.is_empty() => self.sets.push(set),
                Item::Names { names, .. } => self.names.push(names),
                _ => (),
            }
        }
        let mut seen = HashSet::new();
        self.messages.retain(|message| seen.insert((message.id, message.name)));
    }

    fn write(&self, out: &mut Vec<u8>) {
        let version = env!("CARGO_PKG_VERSION");
        let title = self.title.to_ascii_uppercase().replace(' ', "-");
        line(out, &format!(".TH \"{}\" 7 \"{DATE}\" \"nltrace {version}\" \"Netlink\"", quoted(&title)));
        // Long names could not be spread over lines of one length.
        line(out, ".ad l");
        line(out, ".SH NAME");
        let summary = self.summary.trim_end_matches('.');
        line(
            out,
            &format!("{} \\- {}", escaped(&self.title.replace(' ', "-")), escaped(&lower_first(summary))),
        );
        line(out, ".SH DESCRIPTION");
        let number = NETLINK.entries().iter().find(|(_, name)| *name == self.title).map(|(number, _)| number);
        match number {
            Some(number) => text(out, &format!("Netlink protocol {number}. {}", self.summary)),
            None => text(out, &self.summary),
        }
        text(out, "This page lists what nltrace knows of it, by the kernel's names.");
        if !self.messages.is_empty() {
            line(out, ".SH MESSAGE TYPES");
        }
        for message in &self.messages {
            entry(out, &format!("{} ({})", message.name, message.id), purpose::of(message.name), &[]);
        }
        if !self.structs.is_empty() {
            line(out, ".SH STRUCTS");
        }
        for of in &self.structs {
            line(out, &format!(".SS struct {}", escaped(of.name)));
            let mut offset = 0;
            for field in of.fields {
                if !field.name.is_empty() && !matches!(field.kind, Kind::Pad { .. }) {
                    let head = format!("{} (at byte {offset}: {})", field.name, words::of_kind(&field.kind));
                    entry(out, &head, purpose::of_member(of.name, field.name), &[]);
                }
                offset += field.width();
            }
        }
        if !self.sets.is_empty() {
            line(out, ".SH ATTRIBUTES");
        }
        for set in &self.sets {
            line(out, &format!(".SS {}_*", escaped(set.name)));
            for attr in set.attrs {
                self.attribute(attr, out);
            }
        }
        let explained: Vec<_> = self.names.iter().filter(|names| has_texts(names)).collect();
        if !explained.is_empty() {
            line(out, ".SH VALUES");
        }
        for names in explained {
            line(out, &format!(".SS {}", escaped(&words::of_names(names))));
            for (value, name) in names.entries() {
                entry(out, &format!("{name} ({value})"), purpose::of(name), &[]);
            }
        }
        line(out, ".SH SEE ALSO");
        line(out, ".BR nltrace (1),\n.BR netlink (7)");
    }

    fn attribute(&self, attr: &'static Attr, out: &mut Vec<u8>) {
        let head = format!("{} ({}: {})", attr.name, attr.id, words::of_kind(&attr.kind));
        // Values that have no texts are listed with the attribute that has them.
        let values = match &attr.kind {
            Kind::Int { show: Show::Name(names) | Show::Flags(names), .. } if !has_texts(names) => {
                names.entries().iter().map(|(value, name)| format!("{name} ({value})")).collect()
            }
            _ => Vec::new(),
        };
        entry(out, &head, purpose::of(attr.name), &values);
    }
}

fn has_texts(names: &Names) -> bool {
    names.entries().iter().any(|(_, name)| purpose::of(name).is_some())
}

/// Writes an entry: its heading, its text, and a list of values.
fn entry(out: &mut Vec<u8>, head: &str, sentence: Option<&str>, values: &[String]) {
    line(out, ".TP");
    line(out, &format!(".B \"{}\"", quoted(head)));
    match sentence {
        Some(sentence) => text(out, sentence),
        None if values.is_empty() => line(out, "\\&"),
        None => (),
    }
    if !values.is_empty() {
        text(out, &format!("Values: {}.", values.join(", ")));
    }
}

/// Returns the text with a first letter in lower case, unless the first word is a name or an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(what: &str) -> String {
        let mut out = Vec::new();
        page(what, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_protocol_has_a_page_with_its_texts() {
        let text = of("route");
        assert!(text.starts_with(".TH \"NETLINK_ROUTE\" 7"), "{text}");
        for part in [
            ".B \"RTM_NEWLINK (16)\"\nCreates or changes an interface",
            ".SS struct ifinfomsg\n",
            ".B \"IFLA_GROUP (27: u32)\"\nNumber of a group",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("WGDEVICE_A_FLAGS"));
    }

    #[test]
    fn a_generic_family_has_a_page() {
        let text = of("wireguard");
        assert!(text.contains(".B \"WG_CMD_GET_DEVICE (0)\"\nAsks for a WireGuard interface"), "{text}");
        assert!(text.contains("WGDEVICE_A_PEERS"));
        assert!(!text.contains("NL80211_CMD_GET_WIPHY"));
        assert!(page("nothing", &mut Vec::new()).unwrap_err().contains("no protocol"));
    }

    #[test]
    fn no_line_is_a_command_by_accident() {
        for line in of("nl80211").lines() {
            let known = [".TH", ".ad l", ".SH", ".SS", ".TP", ".B ", ".BR", "\\&"];
            let is_command = line.starts_with(['.', '\'']);
            assert!(!is_command || known.iter().any(|start| line.starts_with(start)), "{line}");
        }
    }
}
