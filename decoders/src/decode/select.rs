//! Resolves `select`: the kind of bytes that depends on another field.

use super::scope::{Frame, Reading, Scope, Searches, View};
use super::{Interpreter, NO_HEAD, Place, steps};
use crate::control::NLM_F_DUMP;
use crate::generic::{GENL_HDRLEN, GENLMSGHDR};
use crate::schema::{Case, Kind, Set};
use crate::wire::{self, NLA_F_NESTED, NLMSG_HDRLEN, align};

impl<'a> Interpreter<'a, '_> {
    /// Returns the kind that a selection gives to the bytes of `place`.
    pub(super) fn choose(
        &self,
        by: &'static str,
        cases: &'static [(Case, Kind)],
        place: &Place,
        scope: &Scope<'_>,
    ) -> Option<&'static Kind> {
        let reading = match by {
            "@len" => Some(Reading::Number(u64::try_from(place.end - place.content()).unwrap_or(u64::MAX))),
            "@nested" => Some(Reading::Number(u64::from(place.index & NLA_F_NESTED != 0))),
            "@request" => Some(Reading::Number(u64::from(self.is_request()))),
            "@dump" => Some(Reading::Number(u64::from(self.flags & NLM_F_DUMP != 0))),
            "@type" => self.view().kind(self.header),
            "@port" => self.view().port(self.header),
            "@head" => self.view().head(cases, place.start, place.end, self.cut),
            "@counted" => self.view().counted(cases, place.content(), place.end),
            _ => {
                let view = View { before: place.start, ..self.view() };
                view.look_up(by, scope).or_else(|| self.asked_for(by))
            }
        };
        steps::count(1);
        cases.iter().find(|(case, _)| case.fits(reading)).map(|(_, kind)| kind)
    }

    /// Returns the value of a name in the request. The lookup is done once for all fields that need it.
    fn asked_for(&self, name: &'static str) -> Option<Reading<'a>> {
        let mut asked = self.asked.borrow_mut();
        if let Some((_, reading)) = asked.iter().find(|(known, _)| *known == name) {
            return *reading;
        }
        let reading = self.look_up_in_request(name);
        asked.push((name, reading));
        reading
    }

    /// Looks up a name in the head and attributes of the request that this message answers.
    fn look_up_in_request(&self, name: &str) -> Option<Reading<'a>> {
        let log = &self.reads.request;
        log.ask();
        let view = View { bytes: self.context.request?, endian: self.context.endian, before: 0, log };
        let (_, header) = wire::message_header(view.bytes, view.endian).ok()?;
        log.note(0, NLMSG_HDRLEN / 2);
        let end = view.bytes.len();
        let owner = self.owner(view.bytes);
        let (body, mut kind, start, mut base) = match owner {
            None => {
                let body = self.context.family?.message(header.kind)?.request;
                (body, &body.head, NLMSG_HDRLEN, None)
            }
            Some(owner) => {
                let following = NLMSG_HDRLEN + GENL_HDRLEN;
                let frame = Frame::Members { of: &GENLMSGHDR, start: NLMSG_HDRLEN, end: following.min(end) };
                (owner.command(true)?.request, &owner.family?.header, following, Some(frame))
            }
        };
        let of = loop {
            let scope = Scope { frame: base.unwrap_or(Frame::Top), parent: None };
            kind = match kind {
                Kind::Struct(of) => break *of,
                Kind::Pad { .. } => break &NO_HEAD,
                Kind::Peek(of, inner) => {
                    base = Some(Frame::Members { of, start, end });
                    inner
                }
                Kind::Select { by, cases } => {
                    let reading = match *by {
                        "@type" => view.kind(0),
                        "@port" => view.port(0),
                        "@head" => view.head(cases, start, end, false),
                        _ => view.look_up(by, &scope),
                    };
                    cases.iter().find(|(case, _)| case.fits(reading)).map(|(_, kind)| kind)?
                }
                _ => return None,
            };
        };
        let base = Scope { frame: base.unwrap_or(Frame::Top), parent: None };
        let head = Scope { frame: Frame::Members { of, start, end }, parent: Some(&base) };
        let mut kind = &body.attrs;
        while let Kind::Select { by, cases } = kind {
            let reading = view.look_up(by, &head);
            match cases.iter().find(|(case, _)| case.fits(reading)) {
                Some((_, chosen)) => kind = chosen,
                None => break,
            }
        }
        match kind {
            Kind::Nest(set) => {
                let found = Searches::default();
                let frame = Frame::Attributes { set, start: start + align(of.size), end, found: &found };
                view.look_up(name, &Scope { frame, parent: Some(&head) })
            }
            _ => view.look_up(name, &head),
        }
    }

    /// Decodes the attributes after a head. The meaning of the head's members can depend on them.
    pub(super) fn nest(
        &self,
        mut kind: &'static Kind,
        place: &Place,
        scope: &Scope<'_>,
    ) -> Option<&'static Set> {
        loop {
            kind = match kind {
                Kind::Nest(set) => return Some(set),
                Kind::Select { by, cases } => self.choose(by, cases, place, scope)?,
                _ => return None,
            };
        }
    }
}
