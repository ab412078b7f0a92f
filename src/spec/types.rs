//! Definitions of a spec: constants, enums, flags and structs; and the kinds of integers and bytes that refer to them.

use std::collections::{BTreeMap, HashMap};

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{
    self, Array, Case, Field, IP4, IP6, Kind, LLADDR, Limits, Look, Marks, Names, OPAQUE, Order, Show,
    Struct, TEXT,
};

use super::counterparts::{self, fits};
use super::names;
use super::yaml::{Error, YamlNode};

/// Rows that one spec makes: attributes, members, names, messages. The kernel's longest makes a third of this.
const ROWS: usize = 200_000;
/// Structs inside each other.
const DEEPEST: usize = 16;
/// Bytes of a struct.
const LONGEST: usize = u16::MAX as usize;

/// How the numbers of an enum's entries are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Use {
    /// As values.
    Values,
    /// As bits.
    Bits,
}

/// The definitions of a spec, made into tables on their first use.
pub(super) struct Definitions<'t> {
    /// The family's name, as it begins the names of constants.
    pub(super) family: &'t str,
    /// Whether the kernel's own policy is generated from the spec: texts need a NUL if the spec does not say otherwise.
    pub(super) is_policy: bool,
    by_name: BTreeMap<&'t str, &'t YamlNode>,
    /// Constants that have a prefix, by their whole names: checks use these.
    by_whole_name: BTreeMap<String, &'t YamlNode>,
    names: HashMap<(&'t str, Use), &'static Names>,
    /// By name, and by the address of the library's struct that it is like.
    structs: HashMap<(&'t str, usize), &'static Struct>,
    /// The library's names and structs for definitions of the same content.
    known_names: HashMap<&'t str, Vec<&'static Names>>,
    known_structs: HashMap<&'t str, Vec<&'static Struct>>,
    rows: usize,
}

impl<'t> Definitions<'t> {
    pub(super) fn new(family: &'t str, root: &'t YamlNode) -> Result<Definitions<'t>, Error> {
        let mut by_name = BTreeMap::new();
        let mut by_whole_name = BTreeMap::new();
        for node in root.elements("definitions")? {
            let name = node.get("name")?;
            if by_name.insert(names::checked(name)?, node).is_some() {
                return Err(name.error(format!("two definitions are called {}", name.text()?)));
            }
            if let Some(prefix) = names::prefix(node, "name-prefix")?
                && node.text_of("type")? == Some("const")
            {
                by_whole_name.insert(format!("{prefix}{}", name.text()?), node);
            }
        }
        Ok(Definitions {
            family,
            is_policy: matches!(root.text_of("protocol")?, None | Some("genetlink")),
            by_name,
            by_whole_name,
            names: HashMap::new(),
            structs: HashMap::new(),
            known_names: HashMap::new(),
            known_structs: HashMap::new(),
            rows: ROWS,
        })
    }

    /// Counts rows that are made at a place of the spec.
    pub(super) fn count(&mut self, rows: usize, node: &YamlNode) -> Result<(), Error> {
        self.rows = self
            .rows
            .checked_sub(rows)
            .ok_or_else(|| node.error(format!("a spec that makes more than {ROWS} rows is not read")))?;
        Ok(())
    }

    /// Returns the definition that a node names.
    fn definition(&self, name: &YamlNode) -> Result<&'t YamlNode, Error> {
        let text = name.text()?;
        let found = self.by_name.get(text).copied();
        found.ok_or_else(|| name.error(format!("no definition is called {text}")))
    }

    /// Returns the definition of a constant, by its name with or without its prefix.
    fn constant_called(&self, name: &str) -> Option<&'t YamlNode> {
        self.by_name.get(name).or_else(|| self.by_whole_name.get(name)).copied()
    }

    /// Returns a number, or that of the constant that is named. `NAME - 1` is one less.
    fn length(&self, node: &YamlNode) -> Result<u16, Error> {
        let text = node.text()?;
        let (name, less) = text.strip_suffix(" - 1").map_or((text, 0), |name| (name, 1));
        let number = match self.constant_called(name) {
            Some(constant) => constant.get("value")?.number()?.checked_sub(less),
            None if less == 0 => Some(node.number()?),
            None => None,
        };
        let number = number.and_then(|number| u16::try_from(number).ok());
        number.ok_or_else(|| node.error(format!("{text:?} is no length from 0 to 65535")))
    }

    /// Takes the library's names of an integer as those of an enum, where they fit.
    pub(super) fn compare_names(&mut self, name: &'t YamlNode, kind: &'static Kind) -> Result<(), Error> {
        let known = self.known_names.entry(name.text()?).or_default();
        for names in counterparts::names(kind) {
            if !known.iter().any(|one| std::ptr::eq(*one, names)) {
                known.push(names);
            }
        }
        Ok(())
    }

    /// Takes the library's names of a struct's members as those of a struct, where they fit.
    pub(super) fn compare_struct(&mut self, name: &'t YamlNode, kind: &'static Kind) -> Result<(), Error> {
        for of in counterparts::structs(kind, None) {
            self.compare_members(name, of, 0)?;
        }
        Ok(())
    }

    fn compare_members(
        &mut self,
        name: &'t YamlNode,
        of: &'static Struct,
        depth: usize,
    ) -> Result<(), Error> {
        let known = self.known_structs.entry(name.text()?).or_default();
        if known.iter().any(|one| std::ptr::eq(*one, of)) || depth > DEEPEST {
            return Ok(());
        }
        known.push(of);
        let mut offset = 0usize;
        for member in self.definition(name)?.elements("members")? {
            let known = counterparts::member(of, offset);
            if let (Some(name), Some(known)) = (member.find("enum"), known) {
                self.compare_names(name, &known.kind)?;
            }
            if let (Some(name), Some(known)) = (member.find("struct"), known) {
                for of in counterparts::structs(&known.kind, None) {
                    self.compare_members(name, of, depth + 1)?;
                }
            }
            offset = offset.saturating_add(self.width(member, depth)?);
        }
        Ok(())
    }

    /// Returns the width of a struct's member, without making it.
    fn width(&self, member: &'t YamlNode, depth: usize) -> Result<usize, Error> {
        if depth > DEEPEST {
            return Err(member.error(format!("structs nest more than {DEEPEST} deep")));
        }
        let of = member.get("type")?.text()?;
        if let Some((width, _)) = width_and_sign(of) {
            return Ok(width.into());
        }
        let Some(name) = member.find("struct") else {
            return Ok(self.length(member.get("len")?)?.into());
        };
        let mut sum = 0usize;
        for member in self.definition(name)?.elements("members")? {
            sum = sum.saturating_add(self.width(member, depth + 1)?);
        }
        Ok(sum)
    }

    /// Returns the library's row of a struct's member.
    fn known_member(
        &self,
        of: &str,
        like: Option<&'static Struct>,
        offset: usize,
        width: usize,
        name: &str,
    ) -> Option<&'static Field> {
        let known = like.into_iter().chain(self.known_structs.get(of).into_iter().flatten().copied());
        let mut known = known.filter_map(|of| counterparts::member(of, offset));
        known.find(|field| field.width() == width && is_member(field, name))
    }

    /// Returns a struct's member with a name.
    pub(super) fn member_called(&self, name: &str) -> Option<&'t YamlNode> {
        let members = self.by_name.values().filter_map(|node| node.find("members")?.list().ok()).flatten();
        members.into_iter().find(|member| member.text_of("name").is_ok_and(|own| own == Some(name)))
    }

    /// Returns the case in which a selector has a value: a text, a number, or an entry of the selector's enum.
    pub(super) fn case(&self, value: &YamlNode, selector: &YamlNode) -> Result<Case, Error> {
        let text = value.text()?;
        if selector.text_of("type")? == Some("string") {
            return Ok(Case::Named(runtime::keep_text(text)));
        }
        if let Some(name) = selector.find("enum") {
            let entries = self.entries(self.definition(name)?)?;
            if let Some((_, number)) =
                entries.iter().find(|(entry, _)| entry.text().is_ok_and(|own| own == text))
            {
                return Ok(Case::Is(*number));
            }
        }
        value.number().map(Case::Is).map_err(|_| {
            value.error(format!("{text:?} is no number, and no entry of an enum that the selector has"))
        })
    }

    /// Returns the entries of an enum: their names and numbers.
    fn entries(&self, node: &'t YamlNode) -> Result<Vec<(&'t YamlNode, u64)>, Error> {
        let start = node.find("value-start").map(|start| self.constant(start)).transpose()?;
        let mut next = Some(start.unwrap_or(0));
        let mut entries = Vec::new();
        for entry in node.get("entries")?.list()? {
            let (name, value) =
                if entry.is_scalar() { (entry, None) } else { (entry.get("name")?, entry.find("value")) };
            let number = value.map(|value| self.constant(value)).transpose()?.or(next);
            let number = number.ok_or_else(|| entry.error(format!("no number follows {}", u64::MAX)))?;
            next = number.checked_add(1);
            entries.push((name, number));
        }
        Ok(entries)
    }

    /// Returns a number, or that of the constant that is named.
    fn constant(&self, node: &YamlNode) -> Result<u64, Error> {
        match self.constant_called(node.text()?) {
            Some(constant) => constant.get("value")?.number(),
            None => node.number(),
        }
    }

    /// Returns the limits of an attribute's values. The kernel enforces them.
    pub(super) fn checks(&self, node: &YamlNode) -> Result<Option<Limits>, Error> {
        let Some(checks) = node.find("checks") else { return Ok(None) };
        let length = |key| checks.find(key).map(|len| self.length(len)).transpose();
        let length = match (length("exact-len")?, length("min-len")?, length("max-len")?) {
            (None, None, None) => None,
            (Some(exact), ..) => Some((exact.into(), exact.into())),
            (None, min, max) => Some((min.unwrap_or(0).into(), max.map_or(u32::MAX, u32::from))),
        };
        let limit = |key| checks.find(key).map(|limit| self.limit(limit)).transpose();
        let numbers = match (limit("min")?, limit("max")?) {
            (None, None) => None,
            (min, max) => Some((min.unwrap_or(i128::MIN), max.unwrap_or(i128::MAX))),
        };
        if numbers.is_some_and(|(min, max)| min > max) || length.is_some_and(|(min, max)| min > max) {
            return Err(checks.error("the smallest value is larger than the largest"));
        }
        checks.is_true("unterminated-ok")?;
        let limits = Limits { numbers, bits: None, length };
        Ok((limits != Limits::NONE).then_some(limits))
    }

    /// Returns a limit: a number, a constant, or the smallest or largest number of a type.
    fn limit(&self, node: &YamlNode) -> Result<i128, Error> {
        let text = node.text()?;
        let of_type = |suffix| match text.strip_suffix(suffix).and_then(width_and_sign) {
            Some((width @ 1.., signed)) => Some(Limits::of_integer(width, signed)),
            _ => None,
        };
        if let Some((min, _)) = of_type("-min") {
            return Ok(min);
        }
        if let Some((_, max)) = of_type("-max") {
            return Ok(max);
        }
        let number = self.constant(node).ok().map(i128::from);
        number.or_else(|| text.parse::<i64>().ok().map(i128::from)).ok_or_else(|| {
            node.error(format!("{text:?} is no limit: a number, a constant, or one as u16-max"))
        })
    }

    /// Returns the names of an enum.
    fn names(&mut self, name: &'t YamlNode, usage: Use) -> Result<(&'static Names, bool), Error> {
        let node = self.definition(name)?;
        let is_flags = match node.get("type")?.text()? {
            "enum" => false,
            "flags" => true,
            _ => return Err(name.error(format!("{} is neither an enum nor flags", name.text()?))),
        };
        let usage = if is_flags { Use::Bits } else { usage };
        let key = (name.text()?, usage);
        if let Some(known) = self.names.get(&key) {
            return Ok((known, usage == Use::Bits));
        }
        let default = format!("{}-{}-", self.family, key.0);
        let given = names::prefix(node, "name-prefix")?;
        let prefix = given.unwrap_or(&default);
        let known = self.known_names.get(key.0).cloned().unwrap_or_default();
        let mut rows: BTreeMap<u64, String> = BTreeMap::new();
        for (entry, number) in self.entries(node)? {
            self.count(1, entry)?;
            let number = match usage {
                Use::Values => Some(number),
                Use::Bits => u32::try_from(number).ok().and_then(|bit| 1u64.checked_shl(bit)),
            };
            let number = number.ok_or_else(|| entry.error("flags have the bits 0 to 63"))?;
            let made = names::constant(prefix, entry)?;
            let own = entry.text()?;
            // A prefix may lack its last hyphen: the kernel's own spelling counts.
            let is_name = |name: &&str| fits(name, own) && (given.is_none() || fits(name, &made));
            let of_library = known.iter().filter_map(|names| names.get(number)).find(is_name);
            // A second name of a value is an old or new one: the first is shown.
            rows.entry(number).or_insert_with(|| of_library.map_or(made, ToOwned::to_owned));
        }
        let made =
            runtime::names(rows.into_iter().collect()).map_err(|error| node.error(error.to_string()))?;
        self.names.insert(key, made);
        Ok((made, usage == Use::Bits))
    }

    /// Returns how an integer is shown.
    fn show(&mut self, node: &'t YamlNode) -> Result<Show, Error> {
        if let Some(name) = node.find("enum") {
            let usage = if node.is_true("enum-as-flags")? { Use::Bits } else { Use::Values };
            let (names, is_bits) = self.names(name, usage)?;
            return Ok(if is_bits { Show::Flags(names) } else { Show::Name(names) });
        }
        if let Some(name) = node.find("checks").and_then(|checks| checks.find("flags-mask")) {
            return Ok(Show::Flags(self.names(name, Use::Bits)?.0));
        }
        let name = node.text_of("name")?.unwrap_or_default();
        Ok(match node.text_of("display-hint")? {
            Some("hex") => Show::Hex,
            // Specs have no word for it, but the kernel has this name for nothing else.
            _ if name == "ifindex" || name.ends_with("-ifindex") => Show::Interface,
            _ => Show::Dec,
        })
    }

    /// Returns the kind of an integer; `None` if the type is another.
    pub(super) fn integer(&mut self, node: &'t YamlNode, of: &str) -> Result<Option<Kind>, Error> {
        let Some((width, signed)) = width_and_sign(of) else { return Ok(None) };
        let order = match node.text_of("byte-order")? {
            None => Order::Host,
            Some("big-endian") => Order::Big,
            Some("little-endian") => Order::Little,
            Some(other) => {
                return Err(node
                    .get("byte-order")?
                    .error(format!("{other:?} is no byte order: big-endian or little-endian")));
            }
        };
        // No attribute has an address in the machine's order, although some specs leave the order out.
        if width == 4 && matches!(node.text_of("display-hint")?, Some("ipv4" | "ipv4-or-v6")) {
            return Ok(Some(IP4));
        }
        Ok(Some(Kind::Int { width, signed, order, show: self.show(node)? }))
    }

    /// Returns the kind of bytes in an attribute.
    fn binary(&mut self, node: &'t YamlNode, known: Option<&'static Kind>) -> Result<Kind, Error> {
        if let Some(name) = node.find("struct") {
            let like = name.text()?;
            let like = known.and_then(|known| counterparts::like(known, None, like));
            let of = self.layout_like(name, like, 0)?;
            // The elements of an indexed array are of the sub-type themselves.
            let is_indexed = matches!(node.text_of("type")?, Some("indexed-array" | "array-nest"));
            return match node.find("sub-type") {
                Some(_) if !is_indexed => array(schema::fixed(of), node),
                _ => Ok(schema::fixed(counterparts::aligned(of))),
            };
        }
        if let Some(name) = node.find("sub-type")
            && let Some(element) = self.integer(node, name.text()?)?
        {
            return array(element, node);
        }
        Ok(match node.text_of("display-hint")? {
            Some("mac" | "fddi") => LLADDR,
            Some("ipv4") => IP4,
            Some("ipv6") => IP6,
            Some("ipv4-or-v6") => ADDRESS,
            _ => OPAQUE,
        })
    }

    /// Returns the struct of an attribute of type `bitfield32`.
    fn bit_field(&mut self, node: &'t YamlNode) -> Result<Kind, Error> {
        let show = match node.find("enum") {
            Some(name) => Show::Flags(self.names(name, Use::Bits)?.0),
            None => Show::Hex,
        };
        let word = Kind::Int { width: 4, signed: false, order: Order::Host, show };
        let members = vec![("value".to_owned(), word), ("selector".to_owned(), word)];
        let of = runtime::layout("nla_bitfield32", members).map_err(|error| node.error(error.to_string()))?;
        Ok(schema::fixed(of))
    }

    /// Returns the struct that a node names.
    pub(super) fn layout(&mut self, name: &'t YamlNode, depth: usize) -> Result<&'static Struct, Error> {
        self.layout_like(name, None, depth)
    }

    /// Returns the struct that a node names. What specs do not say of its members is as in the library's struct `like`.
    pub(super) fn layout_like(
        &mut self,
        name: &'t YamlNode,
        like: Option<&'static Struct>,
        depth: usize,
    ) -> Result<&'static Struct, Error> {
        let node = self.definition(name)?;
        if node.get("type")?.text()? != "struct" {
            return Err(name.error(format!("{} is no struct", name.text()?)));
        }
        let key = (name.text()?, like.map_or(0, |like| std::ptr::from_ref(like).addr()));
        if let Some(known) = self.structs.get(&key) {
            return Ok(known);
        }
        if depth > DEEPEST {
            return Err(name.error(format!("structs nest more than {DEEPEST} deep")));
        }
        let (mut members, mut marks) = (Vec::new(), Vec::new());
        let mut size = 0usize;
        let mut is_same = true;
        for member in node.get("members")?.list()? {
            self.count(1, member)?;
            let same = like.and_then(|of| counterparts::member(of, size));
            let kind = self.member(member, same.map(|field| &field.kind), depth)?;
            let (offset, width) = (size, kind.width().unwrap_or(0));
            size = size.saturating_add(width);
            let own_name = member.get("name")?.text()?;
            is_same &= same.is_some_and(|field| field.width() == width && is_member(field, own_name));
            if size > LONGEST {
                return Err(member.error(format!("the struct has more than {LONGEST} bytes")));
            }
            if matches!(kind, Kind::Pad { .. }) {
                members.push((String::new(), kind));
                marks.push(Marks::NONE);
                continue;
            }
            let own = names::member(member.get("name")?)?;
            match self.known_member(key.0, like, offset, width, &own) {
                Some(known) => {
                    let more = counterparts::supplement(kind, &known.kind);
                    let kind = if more.width() == Some(width) { more } else { kind };
                    members.push((known.name.to_owned(), kind));
                    marks.push(known.marks);
                }
                None => {
                    members.push((own, kind));
                    marks.push(Marks::NONE);
                }
            }
        }
        let whole = like.filter(|of| is_same && of.size == size);
        let own_name = names::member(node.get("name")?)?;
        let made = runtime::layout(whole.map_or(&own_name, |of| of.name), members);
        let made = made.map_err(|error| node.error(error.to_string()))?;
        let fields = made.fields.iter().zip(marks).map(|(field, marks)| {
            let mut field = *field;
            field.marks = marks;
            field
        });
        let fields = runtime::keep_all(fields.collect());
        let oldest = whole.map_or(made.oldest, |of| of.oldest);
        let made = runtime::keep(Struct { fields, oldest, ..*made });
        self.structs.insert(key, made);
        Ok(made)
    }

    /// Makes the kind of a member. `known` is that of the library's struct at the same offset.
    fn member(
        &mut self,
        node: &'t YamlNode,
        known: Option<&'static Kind>,
        depth: usize,
    ) -> Result<Kind, Error> {
        let of = node.get("type")?;
        if let Some(kind) = self.integer(node, of.text()?)? {
            return match kind.width() {
                Some(_) => Ok(kind),
                None => Err(of.error("a member of a struct has a width of its own")),
            };
        }
        if let Some(name) = node.find("struct") {
            let text = name.text()?;
            let like = known.and_then(|known| counterparts::like(known, None, text));
            return Ok(schema::fixed(self.layout_like(name, like, depth + 1)?));
        }
        let len = node.get("len")?;
        let size = self.length(len)?;
        if size == 0 {
            return Err(len.error("a member of a struct has at least a byte"));
        }
        Ok(match (of.text()?, node.text_of("display-hint")?) {
            ("string", _) => schema::text(size),
            ("pad", _) => schema::pad(size),
            ("binary", Some("mac" | "fddi")) => schema::lladdr(size),
            ("binary", Some("ipv4" | "ipv4-or-v6")) if size == 4 => IP4,
            ("binary", Some("ipv6" | "ipv4-or-v6")) if size == 16 => IP6,
            ("binary", _) => Kind::Bytes { look: Look::Opaque, size },
            (other, _) => return Err(of.error(format!("{other:?} is no type of a member"))),
        })
    }

    /// Returns the kind of an attribute whose type needs no other set; `None` if it is another type. `known` is the library's kind of
    /// the same attribute.
    pub(super) fn plain(
        &mut self,
        node: &'t YamlNode,
        of: &str,
        known: Option<&'static Kind>,
    ) -> Result<Option<Kind>, Error> {
        Ok(Some(match of {
            "flag" => Kind::Flag,
            "string" => TEXT,
            "binary" => self.binary(node, known)?,
            "bitfield32" => self.bit_field(node)?,
            "unused" => Kind::Raw,
            "pad" => schema::PAD,
            _ => return self.integer(node, of),
        }))
    }
}

/// Returns whether a member of the library's struct is the one that a spec calls `name`. Specs have names for padding and bit fields too.
fn is_member(field: &Field, name: &str) -> bool {
    field.name.is_empty() || fits(field.name, name)
}

/// Returns the width in bytes of a type of integers, 0 if it depends on the payload, and whether they are signed.
fn width_and_sign(of: &str) -> Option<(u8, bool)> {
    Some(match of {
        "u8" => (1, false),
        "u16" => (2, false),
        "u32" => (4, false),
        "u64" => (8, false),
        "s8" => (1, true),
        "s16" => (2, true),
        "s32" => (4, true),
        "s64" => (8, true),
        "uint" => (0, false),
        "sint" => (0, true),
        _ => return None,
    })
}

/// An IPv4 or IPv6 address, by its length.
const ADDRESS: Kind =
    schema::select("@len", &[(Case::Is(4), IP4), (Case::Is(16), IP6), (Case::Otherwise, OPAQUE)]);

/// Returns an array of elements up to the end of the payload.
fn array(of: Kind, node: &YamlNode) -> Result<Kind, Error> {
    match of.width() {
        Some(1..) => {
            Ok(Kind::Array(runtime::keep(Array { of, names: None, base: 0, count: schema::Count::Rest })))
        }
        _ => Err(node.error("the elements of an array have a width of their own")),
    }
}
