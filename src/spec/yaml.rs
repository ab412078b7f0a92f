//! A YAML document as a tree whose values know their line and column.
//!
//! `saphyr-parser` parses. The tree is bounded: by the size of the text, and in depth. An alias shares the value that it names, so
//! that aliases of aliases take no more memory than their text.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Bytes of a spec. The kernel's longest has an eighth of this.
pub(super) const LONGEST: usize = 1 << 20;
/// Lists and maps inside each other.
const DEEPEST: usize = 64;

/// A place in the text, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    line: usize,
    column: usize,
}

impl Place {
    /// The start of the text.
    pub(super) const START: Place = Place { line: 1, column: 1 };

    fn of(span: Span) -> Place {
        Place { line: span.start.line(), column: span.start.col() + 1 }
    }
}

/// An error in a spec.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Error {
    place: Place,
    message: String,
}

impl Error {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Error {
        Error { place, message: message.into() }
    }
}

/// Prints the line, the column and the message: `12:7: this needs a name`.
impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.place.line, self.place.column, self.message)
    }
}

/// A value.
#[derive(Debug)]
pub(super) struct YamlNode {
    /// Where it begins.
    pub(super) place: Place,
    content: YamlContent,
}

/// A key of a map and its value.
type YamlMember = (Rc<YamlNode>, Rc<YamlNode>);

#[derive(Debug)]
enum YamlContent {
    Scalar { text: String, is_plain: bool },
    List(Vec<Rc<YamlNode>>),
    Map(Vec<YamlMember>),
}

impl YamlNode {
    /// Returns an error at this value.
    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        Error::new(self.place, message)
    }

    /// Returns the member of a map; `None` if the map does not have it, or has it without a value.
    pub(super) fn find(&self, key: &str) -> Option<&YamlNode> {
        let YamlContent::Map(members) = &self.content else { return None };
        let (_, value) = members.iter().find(|(name, _)| name.is(key))?;
        Some(value.as_ref()).filter(|value| !value.is_null())
    }

    /// Returns the member of a map that must have it.
    pub(super) fn get(&self, key: &str) -> Result<&YamlNode, Error> {
        if !matches!(self.content, YamlContent::Map(_)) {
            return Err(self.error(format!("this is no map; it needs the member {key}")));
        }
        self.find(key).ok_or_else(|| self.error(format!("the member {key} is missing")))
    }

    /// Returns the text of a scalar.
    pub(super) fn text(&self) -> Result<&str, Error> {
        match &self.content {
            YamlContent::Scalar { text, .. } if !self.is_null() => Ok(text),
            _ => Err(self.error("this is no text")),
        }
    }

    /// Returns the number of a scalar, decimal or hexadecimal.
    pub(super) fn number(&self) -> Result<u64, Error> {
        let text = self.text()?;
        let number = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => text.parse(),
        };
        number.map_err(|_| self.error(format!("{text:?} is no number from 0 to {}", u64::MAX)))
    }

    /// Returns whether a scalar is true.
    pub(super) fn truth(&self) -> Result<bool, Error> {
        match self.text()? {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            text => Err(self.error(format!("{text:?} is neither true nor false"))),
        }
    }

    /// Returns the elements of a list.
    pub(super) fn list(&self) -> Result<impl Iterator<Item = &YamlNode> + use<'_>, Error> {
        match &self.content {
            YamlContent::List(list) => Ok(list.iter().map(AsRef::as_ref)),
            _ => Err(self.error("this is no list")),
        }
    }

    /// Returns the elements of the list that a member is, none if there is no such member.
    pub(super) fn elements(&self, key: &str) -> Result<Vec<&YamlNode>, Error> {
        self.find(key).map_or(Ok(Vec::new()), |list| Ok(list.list()?.collect()))
    }

    /// Returns the text of a member, if it is there.
    pub(super) fn text_of(&self, key: &str) -> Result<Option<&str>, Error> {
        self.find(key).map(YamlNode::text).transpose()
    }

    /// Returns whether a member is there and true.
    pub(super) fn is_true(&self, key: &str) -> Result<bool, Error> {
        self.find(key).map_or(Ok(false), YamlNode::truth)
    }

    /// Returns whether this is a scalar.
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self.content, YamlContent::Scalar { .. })
    }

    fn is_null(&self) -> bool {
        matches!(&self.content, YamlContent::Scalar { text, is_plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    fn is(&self, key: &str) -> bool {
        matches!(&self.content, YamlContent::Scalar { text, .. } if text == key)
    }
}

/// A list or map that is not at its end yet.
struct Open {
    anchor: usize,
    place: Place,
    is_map: bool,
    values: Vec<Rc<YamlNode>>,
}

/// Parses a text that holds one document.
pub(super) fn parse(text: &str) -> Result<Rc<YamlNode>, Error> {
    if text.len() > LONGEST {
        return Err(Error::new(Place::START, format!("a spec of more than {LONGEST} bytes is not read")));
    }
    let mut anchors: HashMap<usize, Rc<YamlNode>> = HashMap::new();
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let place = Place { line: error.marker().line(), column: error.marker().col() + 1 };
            Error::new(place, format!("this is no YAML: {}", error.info()))
        })?;
        let place = Place::of(span);
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => {
                let is_plain = style == ScalarStyle::Plain;
                let content = YamlContent::Scalar { text: text.into_owned(), is_plain };
                (Rc::new(YamlNode { place, content }), anchor)
            }
            Event::Alias(anchor) => {
                let node = anchors.get(&anchor).cloned();
                (node.ok_or_else(|| Error::new(place, "an alias can't be inside its own value"))?, 0)
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                if open.len() >= DEEPEST {
                    return Err(Error::new(place, format!("values nest more than {DEEPEST} deep")));
                }
                let is_map = matches!(event, Event::MappingStart(..));
                open.push(Open { anchor, place, is_map, values: Vec::new() });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(done) = open.pop() else { continue };
                let content = if done.is_map {
                    YamlContent::Map(members(done.values)?)
                } else {
                    YamlContent::List(done.values)
                };
                (Rc::new(YamlNode { place: done.place, content }), done.anchor)
            }
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Error::new(place, "a spec is one document; here begins another"));
            }
            _ => continue,
        };
        if anchor > 0 {
            anchors.insert(anchor, Rc::clone(&node));
        }
        match open.last_mut() {
            Some(around) => around.values.push(node),
            None => root = Some(node),
        }
    }
    root.ok_or_else(|| Error::new(Place::START, "this is empty"))
}

/// Pairs the keys and values of a map.
fn members(values: Vec<Rc<YamlNode>>) -> Result<Vec<YamlMember>, Error> {
    let mut members = Vec::with_capacity(values.len() / 2);
    let mut known = HashMap::new();
    let mut values = values.into_iter();
    while let (Some(key), Some(value)) = (values.next(), values.next()) {
        let name = key.text()?.to_owned();
        if known.insert(name, ()).is_some() {
            return Err(key.error(format!("the map has the member {} twice", key.text()?)));
        }
        members.push((key, value));
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn values_and_their_places() {
        let root = parse("name: foo\nlist:\n  - 1\n  - 0x10\nempty:\nyes: true\n").unwrap();
        assert_eq!(root.get("name").unwrap().text().unwrap(), "foo");
        let numbers: Vec<u64> =
            root.get("list").unwrap().list().unwrap().map(|n| n.number().unwrap()).collect();
        assert_eq!(numbers, [1, 16]);
        assert!(root.find("empty").is_none() && root.is_true("yes").unwrap());
        assert_eq!(root.get("empty").unwrap_err().to_string(), "1:1: the member empty is missing");
        assert_eq!(
            root.get("name").unwrap().number().unwrap_err().to_string(),
            format!("1:7: \"foo\" is no number from 0 to {}", u64::MAX)
        );
    }

    #[test]
    fn aliases_share_their_value() {
        let root = parse("a: &x [1, 2]\nb: *x\n").unwrap();
        assert!(std::ptr::eq(root.get("a").unwrap(), root.get("b").unwrap()));
        assert_eq!(error("a: &x [*x]\n"), "1:8: an alias can't be inside its own value");
    }

    #[test]
    fn a_billion_laughs_take_no_memory() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..50 {
            let below = level - 1;
            text += &format!("a{level}: &a{level} [*a{below}, *a{below}, *a{below}, *a{below}]\n");
        }
        assert!(parse(&text).is_ok());
    }

    #[test]
    fn errors_have_a_place() {
        assert_eq!(error(&format!("a: {}", "[".repeat(100))), "1:67: values nest more than 64 deep");
        assert_eq!(error("a: 1\na: 2\n"), "2:1: the map has the member a twice");
        assert!(error("a: [1\nb: 2\n").contains("this is no YAML"));
        assert!(error(&" ".repeat(LONGEST + 1)).contains("is not read"));
        assert_eq!(error(""), "1:1: this is empty");
        assert_eq!(error("a: 1\n---\nb: 1\n"), "2:1: a spec is one document; here begins another");
    }
}
