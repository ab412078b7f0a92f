//! Which protocol bytes are of that come without a word about them: every protocol and every family of generic netlink is a
//! candidate, and each message is read by the tables of each.
//!
//! A candidate gains points for what fits by more than chance (a known type, attributes that are known and have their
//! length, names that are text, values that have a name) and loses some for what does not. Nothing but a type or command that
//! no table knows rules a candidate out: a faulty message is still a message of its protocol.

pub(crate) mod families;
pub(crate) mod lengths;
mod score;

use nltrace_decoders::control::NLMSG_MIN_TYPE;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::names::{
    NETLINK_GENERIC, NETLINK_NETFILTER, NETLINK_RDMA, NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_XFRM,
};
use nltrace_decoders::schema::{Family, Framing, Generic};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{Endian, NLMSG_HDRLEN, Piece, message_header, messages};

use crate::datagram::Direction;
use crate::tables;
use score::{Score, score};

/// Bytes of one datagram that are looked at: a dump repeats itself.
const BYTES: usize = 8 << 10;
/// Messages of one datagram that are looked at.
const MESSAGES: usize = 32;
/// The lead, in points, that makes a candidate certain.
const CLEAR: i32 = 8;
/// The lead that makes a candidate the likeliest.
const LEAD: i32 = 2;
/// Points that a candidate needs to be named at all.
const ENOUGH: i32 = 5;
/// Otherwise the lead that it needs, and its largest number of faults. This is only for protocols with attributes, where a
/// faulty message still shows much. Almost any bytes fit a struct without attributes.
const FAR: i32 = 6;
const LEAST: i32 = -24;
const HAVE_ATTRIBUTES: &[u16] =
    &[NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_XFRM, NETLINK_NETFILTER, NETLINK_GENERIC, NETLINK_RDMA];
/// `GENL_MAX_ID`.
const GENL_MAX_ID: u16 = 1023;

/// A protocol, or a family of generic netlink.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    /// The protocol.
    pub(crate) family: &'static Family,
    /// The family of generic netlink.
    pub(crate) generic: Option<&'static Generic>,
}

impl Candidate {
    /// Returns its name: `NETLINK_ROUTE`, `nl80211`.
    pub(crate) fn name(&self) -> &'static str {
        self.generic.map_or(self.family.name, |generic| generic.name)
    }
}

/// The result of a guess.
pub(crate) enum Verdict {
    /// Nothing else fits.
    Certain(Candidate),
    /// It fits best.
    Likely(Candidate),
    /// Several fit equally well, the best known first.
    Tie(Vec<Candidate>),
    /// Nothing fits, or anything does.
    Unclear,
}

/// How well each candidate fits.
#[derive(Clone)]
pub(crate) struct Scores(Vec<Score>);

/// Reads datagrams by the tables of all candidates.
pub(crate) struct Guesser {
    candidates: Vec<Candidate>,
    /// For each family of generic netlink: every unknown number is that family's.
    ids: Vec<Option<Ids>>,
    tape: Tape,
}

impl Guesser {
    /// Returns all protocols and families that have tables.
    pub(crate) fn new() -> Guesser {
        let mut candidates = Vec::new();
        let mut ids = Vec::new();
        for family in tables::families() {
            if family.generic.is_empty() {
                candidates.push(Candidate { family, generic: None });
                ids.push(None);
            }
            for generic in family.generic {
                candidates.push(Candidate { family, generic: Some(generic) });
                let mut assumed = Ids::new(tables::generic());
                assumed.assume(generic);
                ids.push(Some(assumed));
            }
        }
        Guesser { candidates, ids, tape: Tape::new() }
    }

    /// Returns how well each candidate fits a datagram.
    pub(crate) fn scores(&mut self, bytes: &[u8], endian: Endian, direction: Direction) -> Scores {
        let bytes = bytes.get(..bytes.len().min(BYTES)).unwrap_or(bytes);
        let mut scores = vec![Score::default(); self.candidates.len()];
        for ((candidate, ids), total) in self.candidates.iter().zip(&self.ids).zip(&mut scores) {
            if let Framing::Bare(_) = candidate.family.framing {
                *total = if lengths::is_uevent(bytes) { Score::CERTAIN } else { Score::IMPOSSIBLE };
                continue;
            }
            for piece in messages(bytes, endian).take(MESSAGES) {
                let Piece::Message { header, start, next, .. } = piece else {
                    continue;
                };
                let message = bytes.get(start..next).unwrap_or_default();
                if !may_be(candidate, header.kind, message) {
                    total.add(Score::IMPOSSIBLE);
                    continue;
                }
                total.add(score(
                    message,
                    &header,
                    candidate.family,
                    ids.as_ref(),
                    (endian, direction),
                    &mut self.tape,
                ));
            }
        }
        Scores(scores)
    }

    /// Returns the points of the candidate that fits a datagram best.
    pub(crate) fn plausibility(&mut self, bytes: &[u8]) -> i32 {
        let scores = self.scores(bytes, lengths::byte_order(bytes), Direction::Unknown);
        scores.0.iter().map(|score| score.points).max().unwrap_or(i32::MIN)
    }

    /// Returns the protocol that fits best. A generic netlink family counts for its protocol.
    pub(crate) fn protocol(&self, scores: &Scores) -> Verdict {
        let mut by_protocol: Vec<(Candidate, Score)> = Vec::new();
        for (candidate, score) in self.candidates.iter().zip(&scores.0) {
            let known =
                by_protocol.iter_mut().find(|(known, _)| known.family.protocol == candidate.family.protocol);
            match known {
                Some((best, points)) if score.points > points.points => {
                    (*best, *points) = (*candidate, *score)
                }
                Some(_) => (),
                None => by_protocol.push((*candidate, *score)),
            }
        }
        choose(by_protocol)
    }

    /// Returns the family of generic netlink that fits best.
    pub(crate) fn generic(&self, scores: &Scores) -> Verdict {
        self.best_of(scores, |candidate| candidate.family.protocol == NETLINK_GENERIC)
    }

    fn best_of(&self, scores: &Scores, keeps: impl Fn(&Candidate) -> bool) -> Verdict {
        let pairs = self.candidates.iter().copied().zip(scores.0.iter().copied());
        choose(pairs.filter(|(candidate, _)| keeps(candidate)).collect())
    }

    /// Returns the points of the candidate of a protocol that fits best.
    pub(crate) fn best(&self, scores: &Scores, protocol: u16) -> i32 {
        let pairs = self.candidates.iter().zip(&scores.0);
        let of = pairs.filter(|(candidate, _)| candidate.family.protocol == protocol);
        of.map(|(_, score)| score.points).max().unwrap_or(i32::MIN)
    }
}

impl Scores {
    /// Adds those of another datagram of the same socket.
    pub(crate) fn add(&mut self, other: &Scores) {
        for (score, more) in self.0.iter_mut().zip(&other.0) {
            score.add(*more);
        }
    }
}

/// Returns whether a message can be a candidate's at all, by its type and command.
fn may_be(candidate: &Candidate, kind: u16, message: &[u8]) -> bool {
    let Some(generic) = candidate.generic else { return true };
    if kind < NLMSG_MIN_TYPE {
        return true;
    }
    // Numbers that are the same everywhere are nobody else's.
    let owner =
        tables::families().iter().flat_map(|family| family.generic).find(|generic| generic.id == Some(kind));
    if generic.id.is_some_and(|id| id != kind) || owner.is_some_and(|owner| owner.name != generic.name) {
        return false;
    }
    let Some(cmd) = message.get(NLMSG_HDRLEN) else { return kind <= GENL_MAX_ID };
    let is_known = generic.lists().any(|(_, commands, _)| commands.get(*cmd).is_some());
    kind <= GENL_MAX_ID && (is_known || generic.misnumbered.is_some())
}

fn choose(mut scored: Vec<(Candidate, Score)>) -> Verdict {
    scored.sort_by_key(|(_, score)| std::cmp::Reverse(score.points));
    let Some((best, score)) = scored.first().copied() else { return Verdict::Unclear };
    let second = scored.get(1).map_or(i32::MIN / 2, |(_, score)| score.points);
    let lead = score.points.saturating_sub(second);
    // A faulty message may fit badly, and all others worse.
    if score.points < ENOUGH
        && (lead < FAR || score.points < LEAST || !HAVE_ATTRIBUTES.contains(&best.family.protocol))
    {
        return Verdict::Unclear;
    }
    if score.points >= CLEAR && (lead >= CLEAR && score.faults == 0 || lead >= 3 * CLEAR) {
        return Verdict::Certain(best);
    }
    if lead >= LEAD {
        return Verdict::Likely(best);
    }
    let near = |other: &&(Candidate, Score)| score.points.saturating_sub(other.1.points) < LEAD;
    Verdict::Tie(scored.iter().take_while(near).map(|(candidate, _)| *candidate).collect())
}

/// Returns the number that a datagram's first message has as one of generic netlink, or that of the request that an error echoes.
fn number(bytes: &[u8], endian: Endian) -> Option<u16> {
    let (following, header) = message_header(bytes, endian).ok()?;
    if header.kind >= NLMSG_MIN_TYPE {
        return Some(header.kind);
    }
    let echo = following.get(4..)?;
    let (_, header) = message_header(echo, endian).ok()?;
    Some(header.kind).filter(|kind| *kind >= NLMSG_MIN_TYPE)
}

#[cfg(test)]
mod tests;
