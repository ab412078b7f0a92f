//! SpecAttribute sets of a spec.
//!
//! The tables refer to each other by plain references, so that a set cannot contain itself. A set that does so in the spec is
//! copied for each level, a few levels deep; deeper ones are bytes without an explanation.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Attr, Kind, List, RAW, Set};

use super::names;
use super::types::Definitions;
use super::yaml::{Error, YamlNode};

/// SpecAttribute sets of one spec.
const SETS: usize = 512;
/// Levels of sets that contain themselves.
const LEVELS: usize = 6;
/// Levels of sets in each other.
const DEEPEST: usize = 48;
/// Numbers in the types of nested attributes before there are attributes again.
const NUMBERS: usize = 4;

/// The set of messages that carry no attributes.
pub(super) static NO_ATTRIBUTES: Set = schema::set("", &[]);

/// The attribute sets of a spec, made into tables on their first use.
pub(super) struct Sets<'t> {
    pub(super) definitions: Definitions<'t>,
    sources: Vec<SetSource<'t>>,
    by_name: BTreeMap<&'t str, usize>,
    /// The sets that each set contains, directly or in others.
    inner: Vec<BTreeSet<usize>>,
    made: HashMap<(usize, usize), &'static Set>,
}

/// A set as the spec has it.
struct SetSource<'t> {
    prefix: String,
    attributes: BTreeMap<u16, SpecAttribute<'t>>,
}

/// An attribute, and what a subset says of it.
#[derive(Clone)]
struct SpecAttribute<'t> {
    name: String,
    node: &'t YamlNode,
    of: &'t YamlNode,
}

impl<'t> Sets<'t> {
    pub(super) fn new(definitions: Definitions<'t>, root: &'t YamlNode) -> Result<Sets<'t>, Error> {
        let mut sets = Sets {
            definitions,
            sources: Vec::new(),
            by_name: BTreeMap::new(),
            inner: Vec::new(),
            made: HashMap::new(),
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
        sets.inner = sets.find_inner()?;
        Ok(sets)
    }

    fn source(&mut self, node: &'t YamlNode) -> Result<SetSource<'t>, Error> {
        let family = self.definitions.family;
        let name = names::checked(node.get("name")?)?;
        let default = if name == family { format!("{family}-a-") } else { format!("{family}-a-{name}-") };
        let prefix = names::prefix(node, "name-prefix")?.unwrap_or(&default);
        let mut attributes = BTreeMap::new();
        let mut next = 1;
        for attribute in node.get("attributes")?.list()? {
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
            attributes,
        })
    }

    /// Returns the set that a subset is of, with what the subset says otherwise. Attributes that only the whole set has stay: a
    /// kernel newer than the spec may send them.
    fn subset(&mut self, node: &'t YamlNode, base: &'t YamlNode) -> Result<SetSource<'t>, Error> {
        let of = self.find(base)?;
        let Some(whole) = self.sources.get(of) else { return Err(base.error("this set comes later")) };
        let mut source = SetSource { prefix: whole.prefix.clone(), attributes: whole.attributes.clone() };
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

    /// Returns for each set the sets that it contains at any depth.
    fn find_inner(&self) -> Result<Vec<BTreeSet<usize>>, Error> {
        let mut next: Vec<BTreeSet<usize>> = Vec::new();
        for source in &self.sources {
            let names =
                source.attributes.values().filter_map(|attribute| attribute.node.find("nested-attributes"));
            next.push(names.map(|name| self.find(name)).collect::<Result<_, _>>()?);
        }
        let reach = |from: &BTreeSet<usize>| {
            let mut found = BTreeSet::new();
            let mut rest: Vec<usize> = from.iter().copied().collect();
            while let Some(at) = rest.pop() {
                if found.insert(at) {
                    rest.extend(next.get(at).into_iter().flatten());
                }
            }
            found
        };
        Ok(next.iter().map(reach).collect())
    }

    /// Returns the set that a node names.
    pub(super) fn set(&mut self, name: &'t YamlNode) -> Result<&'static Set, Error> {
        let at = self.find(name)?;
        self.make(at, LEVELS, 0, name)
    }

    /// Makes a set; `left` is how many copies of itself may be in it.
    fn make(
        &mut self,
        at: usize,
        left: usize,
        depth: usize,
        name: &'t YamlNode,
    ) -> Result<&'static Set, Error> {
        if let Some(made) = self.made.get(&(at, left)) {
            return Ok(made);
        }
        if depth > DEEPEST {
            return Err(name.error(format!("attribute sets nest more than {DEEPEST} deep")));
        }
        let Some(source) = self.sources.get(at) else { return Err(name.error("this set is not there")) };
        let (prefix, attributes) = (source.prefix.clone(), source.attributes.clone());
        self.definitions.count(attributes.len(), name)?;
        let mut rows: Vec<Attr> = Vec::with_capacity(attributes.len());
        for (id, attribute) in attributes {
            let kind = self.kind(&attribute, at, left, depth)?;
            let row = schema::attr(id, runtime::keep_text(attribute.name), kind);
            rows.push(if attribute.node.is_true("multi-attr")? { row.repeats() } else { row });
        }
        // The numbers ascend: they are the keys of a map.
        let made = runtime::keep(schema::set(runtime::keep_text(prefix), runtime::keep_all(rows)));
        self.made.insert((at, left), made);
        Ok(made)
    }

    fn kind(
        &mut self,
        attribute: &SpecAttribute<'t>,
        at: usize,
        left: usize,
        depth: usize,
    ) -> Result<Kind, Error> {
        let SpecAttribute { node, of, .. } = attribute;
        let text = of.text()?;
        if let Some(kind) = self.definitions.plain(node, text)? {
            return Ok(kind);
        }
        match text {
            "nest" => self.nest(node, at, left, depth),
            "indexed-array" | "array-nest" => {
                let of = match node.find("sub-type") {
                    Some(of) if of.text()? != "nest" => {
                        let kind = self.definitions.plain(node, of.text()?)?;
                        kind.ok_or_else(|| {
                            of.error(format!("{:?} is no type of elements", of.text().unwrap_or_default()))
                        })?
                    }
                    _ => self.nest(node, at, left, depth)?,
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
                let inner = self.nest(node, at, left, depth)?;
                Ok((0..count).fold(inner, |kind, _| list(kind)))
            }
            "sub-message" => Err(of.error("sub-messages occur in netlink-raw specs only")),
            _ => Err(of.error(format!("{text:?} is no type of an attribute"))),
        }
    }

    fn nest(&mut self, node: &'t YamlNode, at: usize, left: usize, depth: usize) -> Result<Kind, Error> {
        let name = node.get("nested-attributes")?;
        let inside = self.find(name)?;
        let contains_this = self.inner.get(inside).is_some_and(|inner| inner.contains(&at));
        let left = match contains_this {
            false => LEVELS,
            true if left == 0 => return Ok(RAW),
            true => left - 1,
        };
        Ok(schema::nest(self.make(inside, left, depth + 1, name)?))
    }
}

fn list(of: Kind) -> Kind {
    Kind::List(runtime::keep(List { of, names: None }))
}
