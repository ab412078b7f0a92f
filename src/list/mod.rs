//! `--list [WHAT]`: the tables as a dictionary: protocols, message types with their bodies, attributes with their types and
//! contents, structs, values.

use nltrace_decoders::names::{self, NETLINK};
use nltrace_decoders::purpose;
use nltrace_decoders::schema::{Body, Case, Class, Family, Framing, Generic, Kind, Msg, Set, Turn};
use nltrace_decoders::walk::Item;

use crate::filter::{KEYWORDS, Keyword};
use crate::lexicon::nearest::{did_you_mean, nearest};
use crate::lexicon::{self, Entry, Lexicon, words};
use crate::render::escape;
use crate::render::page::Page;
use crate::render::palette::{Palette, Role};
use crate::session::lint::{LINTS, Lint};
use crate::tables;
use inside::{of_attribute, of_part};

mod inside;
pub(crate) mod page;
pub(crate) mod ynl;

/// The depth to which contents are listed. Messages, which have many attributes, get one level less.
const DEEP: usize = 2;
/// Places of one name that are listed. `flags` is a member of dozens of structs.
const PLACES: usize = 12;
/// More columns than a line has.
const ENDLESS: usize = 1 << 40;

/// Writes all about an entry, or all protocols. Fails with a message if there is nothing.
pub(crate) fn list(what: Option<&str>, look: Look, out: &mut Vec<u8>) -> Result<(), String> {
    let lexicon = Lexicon::new();
    let mut list = Listing {
        lexicon: &lexicon,
        palette: Palette::new(matches!(look, Look::Text { colour: true, .. })),
        look,
        out,
    };
    match what {
        None => list.protocols(),
        Some("lints") => LINTS.iter().for_each(|lint| list.lint(lint)),
        Some("keywords") => KEYWORDS.iter().for_each(|keyword| list.keyword(keyword)),
        Some("names") => list.names(),
        Some("groups") => tables::families().iter().for_each(|family| list.groups(family)),
        Some(what) => list.entries(what)?,
    }
    Ok(())
}

/// Writes a family that only the kernel describes.
pub(crate) fn kernel_family(family: &'static Generic, look: Look, out: &mut Vec<u8>) {
    let mut list = Listing {
        lexicon: &Lexicon::new(),
        palette: Palette::new(matches!(look, Look::Text { colour: true, .. })),
        look,
        out,
    };
    list.generic(family);
    list.note(
        1,
        "nltrace has no table of this family: the types are those of this kernel's policy for requests",
    );
    // Several commands can have one set.
    let mut shown: Vec<(&Set, Vec<&str>)> = Vec::new();
    for message in family.requests.list {
        for set in sets(&message.request.attrs) {
            match shown.iter_mut().find(|(known, _)| std::ptr::eq(*known, set)) {
                Some((_, commands)) => commands.push(message.name),
                None => shown.push((set, vec![message.name])),
            }
        }
    }
    for (set, commands) in shown {
        list.line(0, "", 0, &format!("attributes of requests {}", commands.join(", ")), "");
        list.attributes(set, 1, DEEP, &mut Vec::new());
    }
}

/// Returns the sets that a message can have.
fn sets(kind: &'static Kind) -> Vec<&'static Set> {
    match kind {
        Kind::Nest(set) => vec![set],
        Kind::Select { cases, .. } => cases.iter().flat_map(|(_, kind)| sets(kind)).collect(),
        _ => Vec::new(),
    }
}

/// How a list looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// For people, in at most so many columns.
    Text { colour: bool, columns: usize },
    /// A JSON object for each line.
    Json,
}

struct Listing<'o> {
    lexicon: &'o Lexicon,
    palette: Palette,
    look: Look,
    out: &'o mut Vec<u8>,
}

impl Listing<'_> {
    /// Writes a line: how deep it is, a number before its name, and what it is.
    fn line(&mut self, level: usize, number: &str, width: usize, name: &str, what: &str) {
        if self.look == Look::Json {
            self.out.extend_from_slice(format!("{{\"level\":{level}").as_bytes());
            for (key, text) in [("number", number), ("name", name.trim_end()), ("is", what)] {
                self.text_member(key, text);
            }
            return self.out.extend_from_slice(b"}\n");
        }
        // Names in columns end with spaces.
        let bare = name.trim_end();
        let padding = name.len() - bare.len();
        let has_number = !number.is_empty() || width > 0;
        let mut page = self.page(2 * level + width.saturating_sub(number.chars().count()));
        page.say(Role::Number, number);
        page.sentence(usize::from(has_number), Role::Name, bare);
        if !what.is_empty() {
            page.sentence(padding + 2, Role::Plain, what);
        }
        page.end();
        page.pour(self.out);
    }

    /// Begins a line that goes on, after an indent, where it reaches the terminal's width.
    fn page(&self, indent: usize) -> Page {
        let columns = match self.look {
            Look::Text { columns, .. } => columns,
            Look::Json => ENDLESS,
        };
        let mut page = Page::new(self.palette.clone(), columns);
        page.begin(indent);
        page
    }

    /// Adds a member to a JSON object, unless it is empty.
    fn text_member(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.out.extend_from_slice(format!(",\"{key}\":").as_bytes());
            escape::json(text.as_bytes(), self.out);
        }
    }

    /// Writes what the entry of the line above is for, if there is a text.
    fn purpose(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            self.remark(1, "purpose", text);
        }
    }

    fn note(&mut self, level: usize, text: &str) {
        self.remark(level, "note", text);
    }

    /// Writes a line of text; in JSON as the member `key`.
    fn remark(&mut self, level: usize, key: &str, text: &str) {
        if self.look == Look::Json {
            self.out.extend_from_slice(format!("{{\"level\":{level}").as_bytes());
            self.text_member(key, text);
            return self.out.extend_from_slice(b"}\n");
        }
        let mut page = self.page(2 * level);
        page.sentence(0, Role::Note, text);
        page.end();
        page.pour(self.out);
    }

    /// Writes every name that can be looked up, sorted, one per line: for completions and grep.
    fn names(&mut self) {
        let mut names = self.lexicon.all_names();
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter(|name| !name.is_empty()).for_each(|name| self.line(0, "", 0, name, ""));
    }

    fn lint(&mut self, Lint { name, severity, reason, fix }: &Lint) {
        self.line(0, "", 0, name, severity.name());
        self.note(2, reason);
        self.note(2, &format!("→ {fix}"));
    }

    fn keyword(&mut self, keyword: &Keyword) {
        self.line(0, "", 0, keyword.name, "keyword of -e");
        self.note(2, keyword.purpose);
        self.note(2, &format!("for example: {}", keyword.example));
    }

    fn protocols(&mut self) {
        let wide = NETLINK.entries().iter().map(|(_, name)| name.len()).max().unwrap_or(0);
        for family in tables::families() {
            let types: usize = family.messages.iter().map(|list| list.len()).sum();
            let groups = family.groups.entries().iter().filter(|(number, _)| *number > 0).count();
            let what = match groups {
                0 if !family.generic.is_empty() => format!("{} families", family.generic.len()),
                0 => format!("{types} message types"),
                _ => format!("{types} message types, {groups} multicast groups"),
            };
            let name = format!("{:wide$}", family.name);
            self.line(0, &family.protocol.to_string(), 2, &name, &what);
        }
        for (number, name) in NETLINK.entries() {
            if !tables::families().iter().any(|family| u64::from(family.protocol) == *number) {
                let name = format!("{name:wide$}");
                self.line(0, &number.to_string(), 2, &name, "headers and control messages only");
            }
        }
        if self.look != Look::Json {
            self.out.push(b'\n');
        }
        self.note(
            0,
            "--list NAME shows more: a protocol (ROUTE), a message type (RTM_NEWLINK), an attribute (IFLA_LINKINFO), what \
             names begin with (IFLA), a struct (ifinfomsg), a member, a value (IF_OPER_UP), a lint, a keyword of -e",
        );
        self.note(
            0,
            "--list groups, lints, keywords, names: all multicast groups, lints, keywords, or names",
        );
    }

    fn groups(&mut self, family: &Family) {
        let groups = || family.groups.entries().iter().filter(|(number, _)| *number > 0);
        let Some(width) = groups().map(|(number, _)| number.to_string().len()).max() else { return };
        self.line(0, "", 0, &format!("{}, multicast groups", family.name), "");
        for (number, name) in groups() {
            self.line(1, &number.to_string(), width, name, "");
        }
    }

    fn entries(&mut self, what: &str) -> Result<(), String> {
        let lexicon = self.lexicon;
        // The list prints a common prefix as NAME_*.
        let what = what.strip_suffix("_*").unwrap_or(what);
        let mut entries = lexicon.look_up(what);
        if entries.is_empty() {
            entries = lexicon.look_up_ignoring_case(what);
        }
        // A protocol's short name may be a value's name too: the protocol comes first.
        let protocol = lexicon::protocol(&what.to_ascii_uppercase()).and_then(|number| NETLINK.get(number));
        if let Some(name) = protocol.filter(|name| *name != what) {
            let others = std::mem::replace(&mut entries, lexicon.look_up(name));
            entries.extend(others);
        }
        let is_kind = protocol.is_none() && self.kind(what);
        let upper = what.to_ascii_uppercase();
        let of_errno = lexicon::errno(&upper).and_then(|number| Some((number, names::errno(number)?)));
        if let Some((number, (name, text))) = of_errno {
            self.line(0, &number.to_string(), 0, name, text);
        }
        let lint = LINTS.iter().find(|lint| lint.name == what);
        let keyword = Keyword::named(what);
        lint.into_iter().for_each(|lint| self.lint(lint));
        keyword.into_iter().for_each(|keyword| self.keyword(keyword));
        let is_word = is_kind || of_errno.is_some() || lint.is_some() || keyword.is_some();
        if entries.is_empty() && is_word {
            return Ok(());
        }
        if entries.is_empty() {
            let others =
                LINTS.iter().map(|lint| lint.name).chain(KEYWORDS.iter().map(|keyword| keyword.name));
            let near = did_you_mean(&nearest(what, lexicon.all_names().into_iter().chain(others)))
                .unwrap_or_else(|| "--list shows the protocols".to_owned());
            return Err(format!("--list: nothing is called {what}; {near}"));
        }
        if entries.iter().any(|entry| matches!(entry, Entry::Family(_))) {
            entries.retain(
                |entry| !matches!(entry, Entry::Value(names, ..) if std::ptr::eq(*names, &raw const NETLINK)),
            );
        }
        // Entries with the same text are printed once, with all their places.
        let mut texts: Vec<(Vec<u8>, Vec<String>)> = Vec::new();
        for entry in &entries {
            let mut text = Vec::new();
            let at = Listing { lexicon, palette: self.palette.clone(), look: self.look, out: &mut text }
                .entry(what, entry);
            let place = at.map(|at| lexicon.tables().path(at));
            match texts.iter_mut().find(|(known, _)| *known == text) {
                Some((_, places)) => places.extend(place),
                None => texts.push((text, place.into_iter().collect())),
            }
        }
        for (text, places) in texts {
            self.out.extend(text);
            for place in places.iter().take(PLACES) {
                self.note(1, &format!("in {place}"));
            }
            if places.len() > PLACES {
                self.note(1, &format!("and in {} others", places.len() - PLACES));
            }
        }
        Ok(())
    }

    /// Writes what a text value selects: `vxlan` selects the contents of IFLA_INFO_DATA. Returns whether it selects anything.
    fn kind(&mut self, what: &str) -> bool {
        let lexicon = self.lexicon;
        let mut found = false;
        for (at, item) in lexicon.tables().items().enumerate() {
            let Item::Select { by, cases } = item else { continue };
            for (_, kind) in cases
                .iter()
                .filter(|(case, _)| matches!(case, Case::Named(name) if name.eq_ignore_ascii_case(what)))
            {
                found = true;
                let text = format!("a value of {by}, which selects: {}", words::of_kind(kind));
                self.line(0, "", 0, what, &text);
                self.inside(kind, 1, 1, &mut Vec::new());
                let place = lexicon.tables().path(at);
                self.note(1, &format!("in {place}"));
            }
        }
        found
    }

    /// Writes one entry. Returns the part of the tables that contains it, if it is to be shown.
    fn entry(&mut self, what: &str, entry: &Entry) -> Option<usize> {
        match *entry {
            Entry::Family(family) => self.family(family),
            Entry::Generic(family) => self.generic(family),
            Entry::Message(family, message) => self.message(family, message),
            Entry::Struct(of, at) => {
                self.line(0, "", 0, &format!("struct {}", of.name), &format!("{} bytes", of.size));
                self.members(of, 1, DEEP, &mut Vec::new());
                return Some(at);
            }
            Entry::Set(set) => {
                self.line(0, "", 0, &format!("{}_*", set.name), "");
                self.attributes(set, 1, 1, &mut Vec::new());
            }
            Entry::Attribute(set, attr, at) => {
                self.line(0, &attr.id.to_string(), 0, attr.name, &of_attribute(attr));
                self.purpose(purpose::of(attr.name));
                self.inside(&attr.kind, 1, DEEP, &mut vec![std::ptr::from_ref(set).addr()]);
                return Some(at);
            }
            Entry::Member(of, field, at) => {
                let what = format!("{}, in struct {}", words::of_kind(&field.kind), of.name);
                self.line(0, "", 0, field.name, &what);
                self.purpose(purpose::of_member(of.name, field.name));
                self.inside(&field.kind, 1, DEEP, &mut Vec::new());
                return Some(at);
            }
            Entry::Part(part, at) => {
                self.line(0, "", 0, part.name, &of_part(part));
                self.of_show(part.show, 1, 1);
                return Some(at);
            }
            Entry::Position(name, kind, at) => {
                self.line(0, "", 0, name, &format!("{}, in a list or array", words::of_kind(kind)));
                self.inside(kind, 1, DEEP, &mut Vec::new());
                return Some(at);
            }
            Entry::Value(names, value, flags) => {
                let number = if flags { format!("{value:#x}") } else { value.to_string() };
                self.line(0, &number, 0, what, &format!("of {}", words::of_names(names)));
                self.purpose(purpose::of(what));
                self.values(names, 1, flags);
            }
        }
        None
    }

    fn family(&mut self, family: &Family) {
        self.line(0, &family.protocol.to_string(), 0, family.name, "");
        let wide = family.generic.iter().map(|generic| generic.name.len()).max().unwrap_or(0);
        for generic in family.generic {
            let id = generic.id.map_or_else(String::new, |id| id.to_string());
            let name = format!("{:wide$}", generic.name);
            self.line(1, &id, 2, &name, &format!("{} commands", generic.requests.list.len()));
        }
        self.messages(family.messages.iter().copied().flatten());
        if let Framing::Bare(message) = family.framing {
            self.note(1, &format!("datagrams without a message header: {}", message.name));
        }
        self.groups(family);
    }

    /// A family of generic netlink.
    fn generic(&mut self, family: &'static Generic) {
        let id =
            family.id.map_or_else(|| "a number of its own on every machine".to_owned(), |id| id.to_string());
        self.line(0, "", 0, family.name, &format!("of NETLINK_GENERIC, {id}"));
        if !matches!(family.header, Kind::Pad { .. }) {
            self.line(1, "", 0, &words::of_kind(&family.header), "after genlmsghdr");
        }
        let has_several = family.lists().count() > 1;
        let has_replies = !std::ptr::eq(family.requests, family.replies);
        for (turn, commands, _) in family.lists() {
            match turn {
                _ if !has_several => (),
                Turn::Asked if has_replies => self.note(1, "to the kernel:"),
                Turn::Asked => self.note(1, "to the kernel, and its answers:"),
                Turn::Answered => self.note(1, "from the kernel:"),
                Turn::Unasked => self.note(1, "from the kernel, unasked:"),
            }
            self.messages(commands.list.iter());
        }
    }

    fn messages(&mut self, messages: impl Iterator<Item = &'static Msg> + Clone) {
        let messages = || messages.clone();
        let wide = messages().map(|message| message.name.len()).max().unwrap_or(0);
        let number = messages().map(|message| message.id).max().map_or(0, |id| id.to_string().len());
        for message in messages() {
            let name = format!("{:wide$}", message.name);
            let body = of_body(message.reply);
            let what = if std::ptr::eq(message.request, message.reply) || of_body(message.request) == body {
                body
            } else {
                format!("{}; reply: {body}", of_body(message.request))
            };
            self.line(1, &message.id.to_string(), number, &name, &what);
        }
    }

    fn message(&mut self, family: Option<&Family>, message: &Msg) {
        let generic = family.map_or(&[][..], |family| family.generic);
        let generic = generic.iter().find(|generic| lexicon::has_command(generic, message));
        let of = match generic {
            Some(generic) => generic.name,
            None => family.map_or("every protocol", |family| family.name),
        };
        let class = match message.class {
            // An event of a generic family has the class of a request, since its flags have those names.
            Class::Get if generic.is_none() || message.name.contains("GET") => ", gets",
            Class::Get => "",
            Class::New => ", makes or changes",
            Class::Delete | Class::Flush => ", removes",
            Class::Ack | Class::Other => "",
        };
        self.line(0, &message.id.to_string(), 0, message.name, &format!("of {of}{class}"));
        self.purpose(purpose::of(message.name));
        if std::ptr::eq(message.request, message.reply) {
            self.body(message.reply);
        } else {
            self.note(1, "to the kernel:");
            self.body(message.request);
            self.note(1, "from the kernel:");
            self.body(message.reply);
        }
    }

    fn body(&mut self, body: &'static Body) {
        for kind in [&body.head, &body.attrs] {
            match kind {
                Kind::Pad { .. } => (),
                Kind::Nest(set) if set.attrs.is_empty() => (),
                _ => {
                    self.line(1, "", 0, &words::of_kind(kind), "");
                    let left = if matches!(kind, Kind::Nest(_) | Kind::Struct(_)) { 1 } else { DEEP };
                    self.inside(kind, 2, left, &mut Vec::new());
                }
            }
        }
    }
}

fn of_body(body: &Body) -> String {
    let head = match &body.head {
        Kind::Pad { .. } => None,
        kind => Some(words::of_kind(kind)),
    };
    let attrs = match &body.attrs {
        Kind::Pad { .. } => None,
        Kind::Nest(set) if set.attrs.is_empty() => None,
        kind => Some(words::of_kind(kind)),
    };
    match (head, attrs) {
        (None, None) => "no body".to_owned(),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(head), Some(attrs)) => format!("{head}, {attrs}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look::Text { colour: false, columns: ENDLESS };

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for (what, columns) in
            [("IFLA_GROUP", 60), ("lints", 60), ("RTM_NEWLINK", 80), ("IFLA_VXLAN_RSC", 40)]
        {
            let (mut narrow, mut wide) = (Vec::new(), Vec::new());
            list(Some(what), Look::Text { colour: false, columns }, &mut narrow).unwrap();
            list(Some(what), PLAIN, &mut wide).unwrap();
            let [narrow, wide] = [narrow, wide].map(|text| String::from_utf8(text).unwrap());
            for line in narrow.lines() {
                // A path is one word.
                let is_word = line.trim_start().trim_start_matches("in ").split(' ').count() < 2;
                assert!(line.chars().count() <= columns || is_word, "{what}: {line}");
            }
            assert!(narrow.lines().count() > wide.lines().count(), "{what}");
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&narrow), words(&wide));
        }
    }

    fn listed(what: &str) -> String {
        let mut out = Vec::new();
        list(Some(what), PLAIN, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_attribute_with_what_stands_in_it() {
        let text = listed("IFLA_LINKINFO");
        for line in [
            "18 IFLA_LINKINFO  nest of IFLA_INFO_*\n",
            "\n  1 IFLA_INFO_KIND  string\n",
            "\n    [\"vlan\"]  nest of IFLA_VLAN_*\n",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(listed("IFLA_OPERSTATE").contains("\n  6 IF_OPER_UP\n"));
        assert!(listed("IFLA_VLAN_FLAGS").contains("0 flags  u32, bits of VLAN_FLAG_*"));
    }

    #[test]
    fn an_entry_says_what_it_is_for() {
        for (name, start) in [
            ("IFLA_GROUP", "27 IFLA_GROUP  u32\n  Number of a group"),
            (
                "RTM_NEWLINK",
                "16 RTM_NEWLINK  of NETLINK_ROUTE, makes or changes\n  Creates or changes an interface",
            ),
            ("ifi_change", "ifi_change  u32, bits of IFF_*, in struct ifinfomsg\n  Mask of the bits"),
            ("IFF_NOARP", "0x80 IFF_NOARP  of IFF_*\n  The link needs no address resolution."),
        ] {
            assert!(listed(name).starts_with(start), "{}", listed(name));
        }
        let mut out = Vec::new();
        list(Some("IFLA_GROUP"), Look::Json, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("{\"level\":1,\"purpose\":\"Number of a group"), "{text}");
    }

    #[test]
    fn what_nltrace_prints_is_found() {
        assert!(listed("IFLA_VXLAN_*").contains("1 IFLA_VXLAN_ID  u32"));
        assert!(listed("vxlan").contains("1 IFLA_VXLAN_ID  u32"), "{}", listed("vxlan"));
        assert!(listed("enobufs").starts_with("105 ENOBUFS"));
        assert_eq!(listed("ifla_mtu"), listed("IFLA_MTU"));
        let mut out = Vec::new();
        list(Some("IFLA_OPERSTATE"), Look::Json, &mut out).unwrap();
        for line in String::from_utf8(out).unwrap().lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
    }

    #[test]
    fn everything_can_be_listed() {
        let lexicon = Lexicon::new();
        let mut names = lexicon.all_names();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().step_by(41) {
            let text = listed(name);
            assert!(text.contains(name) && text.len() < 200_000, "{name}");
        }
    }

    #[test]
    fn all_names_are_listed_once() {
        let text = listed("names");
        let names: Vec<&str> = text.lines().collect();
        assert!(names.len() > 5000 && names.is_sorted(), "{}", names.len());
        for name in ["IFLA_MTU", "RTM_NEWLINK", "ifinfomsg", "nl80211"] {
            assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}");
        }
    }

    #[test]
    fn what_is_nothing_has_neighbours() {
        let error = list(Some("IFLA_MUT"), PLAIN, &mut Vec::new()).unwrap_err();
        assert!(error.contains("did you mean IFLA_MTU"), "{error}");
        assert!(listed("route").starts_with("0 NETLINK_ROUTE\n"));
    }
}
