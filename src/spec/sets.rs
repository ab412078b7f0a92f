//! Attribute sets of a spec, and its sub-messages: attributes whose content depends on another.
//!
//! The tables refer to each other by plain references, so that a set cannot contain itself. A set that does so in the spec is
//! copied for each level, a few levels deep; deeper ones are bytes without an explanation.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Attr, Case, Kind, List, RAW, Set, Struct};

use super::counterparts::{self, Counterpart, KnownRow, fits};
use super::names;
use super::types::Definitions;
use super::yaml::{Error, YamlNode};

/// Attribute sets of one spec.
const SETS: usize = 512;
/// Levels of sets that contain themselves.
const LEVELS: usize = 6;
/// Levels of sets in each other.
const DEEPEST: usize = 48;
/// Attributes whose content depends on another, with all copies.
const CHOICES: usize = 4096;
/// Numbers in the types of nested attributes before there are attributes again.
const NUMBERS: usize = 4;

/// The set of messages that carry no attributes.
pub(super) static NO_ATTRIBUTES: Set = schema::set("", &[]);

/// The attribute sets of a spec, made into tables on their first use.
pub(super) struct Sets<'t> {
    pub(super) definitions: Definitions<'t>,
    sources: Vec<SetSource<'t>>,
    by_name: BTreeMap<&'t str, usize>,
    /// Sub-messages by name.
    sub_messages: BTreeMap<&'t str, &'t YamlNode>,
    /// The sets that each set contains, directly.
    next: Vec<BTreeSet<usize>>,
    /// The sets that contain each set, directly.
    around: Vec<Vec<usize>>,
    /// The numbers of attributes by set and by name in the spec.
    numbers: HashMap<(usize, &'t str), u16>,
    /// The sets that each set contains, directly or in others.
    inner: Vec<BTreeSet<usize>>,
    /// By place, by the number of copies that may be in them, and by the address of the library's table.
    made: HashMap<(usize, usize, usize), &'static Set>,
    /// Sets that were compared with the library's, and the addresses of those.
    compared: HashSet<(usize, usize)>,
    /// How many more attributes can be made whose content depends on another.
    choices: usize,
}

/// A set as the spec has it.
#[derive(Clone)]
struct SetSource<'t> {
    prefix: String,
    /// Whether the spec has the prefix of its names.
    has_prefix: bool,
    /// Whether it was compared with the library's.
    is_compared: bool,
    attributes: BTreeMap<u16, SpecAttribute<'t>>,
}

/// An attribute, and what a subset says of it.
#[derive(Clone)]
struct SpecAttribute<'t> {
    name: String,
    node: &'t YamlNode,
    of: &'t YamlNode,
}

impl SpecAttribute<'_> {
    /// Returns its name in the spec.
    fn text(&self) -> &str {
        self.node.find("name").and_then(|name| name.text().ok()).unwrap_or_default()
    }

    /// Whether the spec has a prefix for its name alone.
    fn has_prefix(&self) -> bool {
        self.node.find("name-prefix").is_some()
    }
}

/// Where a set is made.
#[derive(Clone, Copy)]
struct Within {
    /// The set, by its place in the spec.
    at: usize,
    /// How many copies of itself may be in it.
    left: usize,
    /// Sets around it.
    depth: usize,
    /// The library's table of its attributes.
    known: Option<Counterpart>,
}

impl<'t> Sets<'t> {
    pub(super) fn new(definitions: Definitions<'t>, root: &'t YamlNode) -> Result<Sets<'t>, Error> {
        let mut sets = Sets {
            definitions,
            sources: Vec::new(),
            by_name: BTreeMap::new(),
            sub_messages: BTreeMap::new(),
            next: Vec::new(),
            around: Vec::new(),
            numbers: HashMap::new(),
            inner: Vec::new(),
            made: HashMap::new(),
            compared: HashSet::new(),
            choices: CHOICES,
        };
        for node in root.elements("attribute-sets")? {
            if sets.sources.len() >= SETS {
                return Err(node.error(format!("a spec of more than {SETS} attribute sets is not read")));
            }
            let name = node.get("name")?;
            let source = match node.find("subset-of") {
                Some(base) => sets.subset(node, base)?,
                None => sets.source(node)?,
            };
            if sets.by_name.insert(names::checked(name)?, sets.sources.len()).is_some() {
                return Err(name.error(format!("two attribute sets are called {}", name.text()?)));
            }
            sets.sources.push(source);
        }
        for node in root.elements("sub-messages")? {
            let name = node.get("name")?;
            if sets.sub_messages.insert(names::checked(name)?, node).is_some() {
                return Err(name.error(format!("two sub-messages are called {}", name.text()?)));
            }
        }
        sets.next = sets.find_next()?;
        sets.inner = sets.find_inner();
        sets.around = vec![Vec::new(); sets.next.len()];
        for (at, next) in sets.next.iter().enumerate() {
            for inner in next {
                if let Some(around) = sets.around.get_mut(*inner) {
                    around.push(at);
                }
            }
        }
        for (at, source) in sets.sources.iter().enumerate() {
            for (id, attribute) in &source.attributes {
                sets.numbers.insert((at, attribute.node.get("name")?.text()?), *id);
            }
        }
        Ok(sets)
    }

    fn source(&mut self, node: &'t YamlNode) -> Result<SetSource<'t>, Error> {
        let family = self.definitions.family;
        let name = names::checked(node.get("name")?)?;
        let default = if name == family { format!("{family}-a-") } else { format!("{family}-a-{name}-") };
        let given = names::prefix(node, "name-prefix")?;
        let prefix = given.unwrap_or(&default);
        let mut attributes = BTreeMap::new();
        let mut next = 1;
        let mut known = HashSet::new();
        for attribute in node.get("attributes")?.list()? {
            let own = attribute.get("name")?;
            if !known.insert(own.text()?) {
                return Err(own.error(format!("two attributes of the set are called {}", own.text()?)));
            }
            self.definitions.count(1, attribute)?;
            let value = attribute.find("value");
            let number = value.map(YamlNode::number).transpose()?.unwrap_or(next);
            next = number.saturating_add(1);
            let id = u16::try_from(number).ok().filter(|id| *id < 1 << 14);
            let id =
                id.ok_or_else(|| value.unwrap_or(attribute).error("attributes have the numbers 0 to 16383"))?;
            let own = names::prefix(attribute, "name-prefix")?.unwrap_or(prefix);
            let name = names::constant(own, attribute.get("name")?)?;
            let of = attribute.get("type")?;
            if attributes.insert(id, SpecAttribute { name, node: attribute, of }).is_some() {
                return Err(attribute.error(format!("two attributes of the set have the number {id}")));
            }
        }
        Ok(SetSource {
            prefix: prefix.trim_end_matches('-').to_ascii_uppercase().replace('-', "_"),
            has_prefix: given.is_some(),
            is_compared: false,
            attributes,
        })
    }

    /// Returns the set that a subset is of, with what the subset says otherwise. Attributes that only the whole set has stay: a
    /// kernel newer than the spec may send them.
    fn subset(&mut self, node: &'t YamlNode, base: &'t YamlNode) -> Result<SetSource<'t>, Error> {
        let of = self.find(base)?;
        let Some(whole) = self.sources.get(of) else { return Err(base.error("this set comes later")) };
        let mut source = whole.clone();
        self.definitions.count(source.attributes.len(), node)?;
        let ids: HashMap<&str, u16> = (source.attributes.iter())
            .filter_map(|(id, attribute)| Some((attribute.node.find("name")?.text().ok()?, *id)))
            .collect();
        for attribute in node.get("attributes")?.list()? {
            let name = attribute.get("name")?;
            let found = ids.get(name.text()?).and_then(|id| source.attributes.get_mut(id));
            let Some(found) = found else {
                let text = format!("the set {} has no attribute {}", base.text()?, name.text()?);
                return Err(name.error(text));
            };
            if let Some(of) = attribute.find("type") {
                (found.node, found.of) = (attribute, of);
            } else if attribute.find("nested-attributes").is_some() {
                found.node = attribute;
            }
        }
        Ok(source)
    }

    /// Returns the place of the set that a node names.
    fn find(&self, name: &YamlNode) -> Result<usize, Error> {
        let text = name.text()?;
        let found = self.by_name.get(text).copied();
        found.ok_or_else(|| name.error(format!("no attribute set is called {text}")))
    }

    /// Returns for each set the sets that its attributes contain.
    fn find_next(&self) -> Result<Vec<BTreeSet<usize>>, Error> {
        let mut next: Vec<BTreeSet<usize>> = Vec::new();
        for source in &self.sources {
            let mut inner = BTreeSet::new();
            for SpecAttribute { node, of, .. } in source.attributes.values() {
                if let Some(name) = node.find("nested-attributes") {
                    inner.insert(self.find(name)?);
                }
                if of.text()? == "sub-message" {
                    for format in self.formats(node)? {
                        if let Some(name) = format.find("attribute-set") {
                            inner.insert(self.find(name)?);
                        }
                    }
                }
            }
            next.push(inner);
        }
        Ok(next)
    }

    /// Returns for each set the sets that it contains at any depth.
    fn find_inner(&self) -> Vec<BTreeSet<usize>> {
        let reach = |from: &BTreeSet<usize>| {
            let mut found = BTreeSet::new();
            let mut rest: Vec<usize> = from.iter().copied().collect();
            while let Some(at) = rest.pop() {
                if found.insert(at) {
                    rest.extend(self.next.get(at).into_iter().flatten());
                }
            }
            found
        };
        self.next.iter().map(reach).collect()
    }

    /// Returns the forms of the sub-message that an attribute is.
    fn formats(&self, node: &'t YamlNode) -> Result<Vec<&'t YamlNode>, Error> {
        let name = node.get("sub-message")?;
        let text = name.text()?;
        let found = self.sub_messages.get(text);
        let found = found.ok_or_else(|| name.error(format!("no sub-message is called {text}")))?;
        Ok(found.get("formats")?.list()?.collect())
    }

    /// Compares a set, and those in it, with the library's. Attributes get the library's names if the spec has no prefix of names.
    pub(super) fn compare(&mut self, name: &'t YamlNode, known: &'static Kind) -> Result<(), Error> {
        let mut rest = vec![(self.find(name)?, known, None)];
        while let Some((at, kind, value)) = rest.pop() {
            let Some(source) = self.sources.get_mut(at) else { continue };
            let own = source.attributes.iter().map(|(id, attribute)| (*id, attribute.text()));
            let Some(table) = counterparts::best(kind, value, own) else { continue };
            if !self.compared.insert((at, table.address())) {
                continue;
            }
            let takes_names = !source.is_compared && !source.has_prefix;
            source.is_compared = true;
            if let (true, Counterpart::Set(set)) = (takes_names, table) {
                set.name.clone_into(&mut source.prefix);
            }
            let mut subs = Vec::new();
            for (id, attribute) in &mut source.attributes {
                let Some(row) = table.row(*id) else { continue };
                if takes_names && !attribute.has_prefix() && fits(row.name, attribute.text()) {
                    row.name.clone_into(&mut attribute.name);
                }
                subs.push((attribute.node, attribute.of, row.kind));
            }
            for (node, of, kind) in subs {
                if let Some(name) = node.find("enum") {
                    self.definitions.compare_names(name, kind)?;
                }
                if let Some(name) = node.find("struct") {
                    self.definitions.compare_struct(name, kind)?;
                }
                if let Some(name) = node.find("nested-attributes") {
                    rest.push((self.find(name)?, kind, None));
                }
                if of.text()? != "sub-message" {
                    continue;
                }
                for format in self.formats(node)? {
                    if let Some(name) = format.find("attribute-set") {
                        rest.push((self.find(name)?, kind, Some(format.get("value")?.text()?)));
                    }
                    if let Some(name) = format.find("fixed-header") {
                        self.definitions.compare_struct(name, kind)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the attributes of a message: the set that a node names. `known` is the library's kind of the same attributes; the
    /// set replaces the one of its choices that it is most like.
    pub(super) fn attributes(
        &mut self,
        name: &'t YamlNode,
        known: Option<&'static Kind>,
    ) -> Result<Kind, Error> {
        let at = self.find(name)?;
        let table = known.and_then(|kind| self.counterpart(at, kind, None));
        let made = self.make(Within { at, left: LEVELS, depth: 0, known: table }, name)?;
        Ok(match (known, table) {
            // The spec names none.
            (Some(kind), _) if made.attrs.is_empty() => *kind,
            (
                Some(kind @ (Kind::Select { .. } | Kind::Gloss(..) | Kind::Peek(..))),
                Some(Counterpart::Set(old)),
            ) => counterparts::with_set(kind, old, made),
            _ => schema::nest(made),
        })
    }

    /// Returns the library's table for the attributes of a set.
    fn counterpart(&self, at: usize, kind: &'static Kind, value: Option<&str>) -> Option<Counterpart> {
        let attributes = &self.sources.get(at)?.attributes;
        counterparts::best(kind, value, attributes.iter().map(|(id, attribute)| (*id, attribute.text())))
    }

    fn make(&mut self, within: Within, name: &'t YamlNode) -> Result<&'static Set, Error> {
        let Within { at, left, depth, known } = within;
        let key = (at, left, known.map_or(0, Counterpart::address));
        if let Some(made) = self.made.get(&key) {
            return Ok(made);
        }
        if depth > DEEPEST {
            return Err(name.error(format!("attribute sets nest more than {DEEPEST} deep")));
        }
        let Some(source) = self.sources.get(at) else { return Err(name.error("this set is not there")) };
        let SetSource { mut prefix, attributes, has_prefix, .. } = source.clone();
        self.definitions.count(attributes.len(), name)?;
        // Attributes that only the library has stay.
        let mut rows: BTreeMap<u16, Attr> = BTreeMap::new();
        if let Some(Counterpart::Set(set)) = known {
            self.definitions.count(set.attrs.len(), name)?;
            rows.extend(set.attrs.iter().map(|row| (row.id, *row)));
            if !has_prefix {
                set.name.clone_into(&mut prefix);
            }
        }
        for (id, attribute) in attributes {
            let row = known.and_then(|known| known.fitting(id, attribute.text()));
            let mut kind = self.kind(&attribute, row, within)?;
            let mut name = attribute.name.as_str();
            if let Some(row) = row {
                kind = counterparts::supplement(kind, row.kind);
                let is_same = row.name.eq_ignore_ascii_case(name);
                if is_same || (!has_prefix && !attribute.has_prefix()) {
                    name = row.name;
                }
            }
            let mut made = schema::attr(id, runtime::keep_text(name), kind);
            made.limits = match self.definitions.checks(attribute.node)? {
                Some(limits) => Some(runtime::keep(limits)),
                None => row.and_then(|row| row.limits),
            };
            let may_end_early = attribute.node.find("checks").map(|checks| checks.is_true("unterminated-ok"));
            if self.definitions.is_policy
                && matches!(kind, Kind::Text { .. })
                && !may_end_early.transpose()?.unwrap_or(false)
            {
                made = made.nul_terminated();
            }
            if attribute.node.is_true("multi-attr")? {
                made = made.repeats();
            }
            if let Some(row) = row {
                made.marks = made.marks.with(row.marks);
            }
            rows.insert(id, made);
        }
        // The numbers ascend: they are the keys of a map.
        let rows = runtime::keep_all(rows.into_values().collect());
        let mut made = schema::set(runtime::keep_text(prefix), rows);
        if let Some(Counterpart::Set(set)) = known {
            made.mask = set.mask;
        }
        let made = runtime::keep(made);
        self.made.insert(key, made);
        Ok(made)
    }

    fn kind(
        &mut self,
        attribute: &SpecAttribute<'t>,
        row: Option<KnownRow>,
        within: Within,
    ) -> Result<Kind, Error> {
        let SpecAttribute { node, of, .. } = attribute;
        let text = of.text()?;
        let known = row.map(|row| row.kind);
        if let Some(kind) = self.definitions.plain(node, text, known)? {
            return Ok(kind);
        }
        match text {
            "nest" => self.nest(node, known, within),
            "indexed-array" | "array-nest" => {
                let of = match node.find("sub-type") {
                    Some(of) if of.text()? != "nest" => {
                        let kind = self.definitions.plain(node, of.text()?, known)?;
                        kind.ok_or_else(|| {
                            of.error(format!("{:?} is no type of elements", of.text().unwrap_or_default()))
                        })?
                    }
                    _ => self.nest(node, known, within)?,
                };
                Ok(list(of))
            }
            "nest-type-value" => {
                let numbers = node.get("type-value")?;
                let count = numbers.list()?.count();
                if count > NUMBERS {
                    return Err(
                        numbers.error(format!("more than {NUMBERS} numbers in each other are not read"))
                    );
                }
                let inner = self.nest(node, known, within)?;
                Ok((0..count).fold(inner, |kind, _| list(kind)))
            }
            "sub-message" => self.sub_message(node, known, within),
            _ => Err(of.error(format!("{text:?} is no type of an attribute"))),
        }
    }

    fn nest(
        &mut self,
        node: &'t YamlNode,
        known: Option<&'static Kind>,
        within: Within,
    ) -> Result<Kind, Error> {
        let name = node.get("nested-attributes")?;
        Ok(self.inside(name, known, None, within)?.map_or(RAW, schema::nest))
    }

    /// Makes a set that is inside another; `None` if it would contain itself too often.
    fn inside(
        &mut self,
        name: &'t YamlNode,
        known: Option<&'static Kind>,
        value: Option<&str>,
        within: Within,
    ) -> Result<Option<&'static Set>, Error> {
        let at = self.find(name)?;
        let contains_this = self.inner.get(at).is_some_and(|inner| inner.contains(&within.at));
        let left = match contains_this {
            false => LEVELS,
            true if within.left == 0 => return Ok(None),
            true => within.left - 1,
        };
        let known = known.and_then(|kind| self.counterpart(at, kind, value));
        self.make(Within { at, left, depth: within.depth + 1, known }, name).map(Some)
    }

    /// Makes an attribute whose content depends on the value of another attribute, in the same set or around it.
    fn sub_message(
        &mut self,
        node: &'t YamlNode,
        known: Option<&'static Kind>,
        within: Within,
    ) -> Result<Kind, Error> {
        let selector = node.get("selector")?;
        let left_choices = self.choices.checked_sub(1);
        self.choices = left_choices.ok_or_else(|| {
            selector.error(format!("a spec with more than {CHOICES} sub-messages is not read"))
        })?;
        let selectors = self.selectors(selector, within.at)?;
        if selectors.is_empty() {
            let text = format!("no attribute called {} is in this set or around it", selector.text()?);
            return Err(selector.error(text));
        }
        let mut kinds: Vec<(&'t YamlNode, Kind)> = Vec::new();
        for format in self.formats(node)? {
            self.definitions.count(1, format)?;
            let value = format.get("value")?;
            let mut kind = self.format(format, known, value.text()?, within)?;
            if let Some(known) = known {
                kind = counterparts::supplement_choice(kind, known, value.text()?);
            }
            kinds.push((value, kind));
        }
        // The nearest selector comes first; an outer one is used where the inner one is not there. Values that only the library
        // knows come last.
        let mut chosen: Option<Kind> = known.copied();
        for SubMessageSelector { name, by } in selectors.into_iter().rev() {
            let mut cases = Vec::with_capacity(kinds.len() + 1);
            for (value, kind) in &kinds {
                self.definitions.count(1, value)?;
                cases.push((self.definitions.case(value, by)?, *kind));
            }
            cases.extend(chosen.map(|outer| (Case::Otherwise, outer)));
            chosen = Some(schema::select(name, runtime::keep_all(cases)));
        }
        Ok(chosen.unwrap_or(RAW))
    }

    /// Returns the attributes that can select: that of the set itself, and those of the sets around it. If there are none, the
    /// members of structs.
    fn selectors(&self, selector: &'t YamlNode, at: usize) -> Result<Vec<SubMessageSelector<'t>>, Error> {
        let text = selector.text()?;
        let mut found: Vec<SubMessageSelector<'t>> = Vec::new();
        let mut known = HashSet::new();
        let mut level = vec![at];
        while !level.is_empty() {
            let mut outer = Vec::new();
            for at in level {
                if !known.insert(at) {
                    continue;
                }
                let number = self.numbers.get(&(at, text));
                let attribute = number.and_then(|id| self.sources.get(at)?.attributes.get(id));
                match attribute {
                    Some(attribute) if !found.iter().any(|known| known.name == attribute.name) => {
                        let name = runtime::keep_text(attribute.name.clone());
                        found.push(SubMessageSelector { name, by: attribute.node });
                    }
                    Some(_) => (),
                    None => outer.extend(self.around.get(at).into_iter().flatten()),
                }
            }
            level = outer;
        }
        if found.is_empty()
            && let Some(member) = self.definitions.member_called(text)
        {
            found.push(SubMessageSelector { name: runtime::keep_text(names::member(selector)?), by: member });
        }
        Ok(found)
    }

    /// Makes one form of a sub-message: a struct, attributes, or both.
    fn format(
        &mut self,
        format: &'t YamlNode,
        known: Option<&'static Kind>,
        value: &str,
        within: Within,
    ) -> Result<Kind, Error> {
        let set = match format.find("attribute-set") {
            Some(name) => Some(self.inside(name, known, Some(value), within)?.map_or(RAW, schema::nest)),
            None => None,
        };
        let Some(name) = format.find("fixed-header") else {
            return Ok(set.unwrap_or(schema::nest(&NO_ATTRIBUTES)));
        };
        let like = name.text()?;
        let like = known.and_then(|known| counterparts::like(known, Some(value), like));
        let header = self.definitions.layout_like(name, like, 0)?;
        let Some(set) = set else { return Ok(schema::fixed(header)) };
        let with_attributes = Struct { tail: runtime::keep_all(vec![schema::field("", set)]), ..*header };
        Ok(schema::fixed(runtime::keep(with_attributes)))
    }
}

/// An attribute that selects, and where the spec has it.
struct SubMessageSelector<'t> {
    name: &'static str,
    by: &'t YamlNode,
}

fn list(of: Kind) -> Kind {
    Kind::List(runtime::keep(List { of, names: None }))
}
