//! Guesses the families of generic netlink whose numbers no message announces: the numbers are another boot's.

use nltrace_decoders::control::NLMSG_MIN_TYPE;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Generic;
use nltrace_decoders::wire::{Endian, NLMSG_HDRLEN, Piece, message_header, messages};

use super::{Candidate, Guesser, Scores, Verdict, number};
use crate::datagram::Direction;
use crate::tables;

/// Numbers that are looked at.
const NUMBERS: usize = 64;
/// Datagrams of each number that are looked at.
const DATAGRAMS: usize = 16;

/// What is known of a number.
struct NumberScores {
    number: u16,
    scores: Scores,
    datagrams: usize,
    /// The command of the first message.
    cmd: Option<u8>,
}

/// Datagrams of generic netlink, collected before their families are guessed.
pub(crate) struct FamilyGuess {
    guesser: Option<Guesser>,
    announced: Ids,
    numbers: Vec<NumberScores>,
}

/// The result.
pub(crate) struct GuessedFamilies {
    /// Numbers, and the families that they are taken for.
    pub(crate) families: Vec<(u16, &'static Generic)>,
    /// A sentence for each number that is taken for a family.
    pub(crate) notes: Vec<String>,
    /// A sentence for each that is taken for none.
    pub(crate) doubts: Vec<String>,
}

impl FamilyGuess {
    /// No datagram was seen. The guesser is made when it is needed, if there is none.
    pub(crate) fn new(guesser: Option<Guesser>) -> FamilyGuess {
        FamilyGuess { guesser, announced: Ids::new(tables::generic()), numbers: Vec::new() }
    }

    /// Learns from a datagram of generic netlink.
    pub(crate) fn observe(&mut self, bytes: &[u8], endian: Endian, direction: Direction) {
        for piece in messages(bytes, endian) {
            let Piece::Message { start, end, .. } = piece else { continue };
            self.announced.observe(bytes.get(start..end).unwrap_or_default(), endian);
        }
        let is_fixed = |id: u16| tables::generic().iter().any(|family| family.id == Some(id));
        let found = number(bytes, endian).filter(|id| !is_fixed(*id) && !self.announced.knows(*id));
        let Some(number) = found else { return };
        let place = self.numbers.iter().position(|known| known.number == number);
        let is_enough = match place {
            Some(at) => self.numbers.get(at).is_some_and(|known| known.datagrams >= DATAGRAMS),
            None => self.numbers.len() >= NUMBERS,
        };
        if is_enough {
            return;
        }
        let scores = self.guesser.get_or_insert_with(Guesser::new).scores(bytes, endian, direction);
        match place.and_then(|at| self.numbers.get_mut(at)) {
            Some(known) => {
                known.scores.add(&scores);
                known.datagrams += 1;
            }
            None => {
                let cmd = command(bytes, endian);
                self.numbers.push(NumberScores { number, scores, datagrams: 1, cmd });
            }
        }
    }

    /// Returns the families that fit best, of numbers that neither a message nor the user states.
    pub(crate) fn finish(self, stated: impl Fn(u16) -> bool) -> GuessedFamilies {
        let mut guessed = GuessedFamilies { families: Vec::new(), notes: Vec::new(), doubts: Vec::new() };
        let Some(guesser) = &self.guesser else { return guessed };
        for NumberScores { number, scores, cmd, .. } in self.numbers {
            if stated(number) || self.announced.knows(number) {
                continue;
            }
            match guesser.generic(&scores) {
                Verdict::Certain(best) | Verdict::Likely(best) => {
                    let Some(generic) = best.generic else { continue };
                    let name = cmd.and_then(|cmd| {
                        generic
                            .requests
                            .get(cmd)
                            .or_else(|| generic.replies.get(cmd))
                            .map(|message| message.name)
                    });
                    let command = name.map_or(String::new(), |name| format!(" {name}"));
                    guessed.families.push((number, generic));
                    let name = best.name();
                    guessed.notes.push(format!(
                        "family {number} fits {name}{command} best; --protocol {number}=NAME says otherwise"
                    ));
                }
                Verdict::Tie(several) => {
                    let names: Vec<&str> = several.iter().map(Candidate::name).take(4).collect();
                    let names = names.join(" and ");
                    guessed.doubts.push(format!(
                        "family {number} fits {names} equally well; --protocol {number}=NAME chooses"
                    ));
                }
                Verdict::Unclear => guessed.doubts.push(format!(
                    "no family is known that family {number} fits; --protocol {number}=NAME says it"
                )),
            }
        }
        guessed
    }
}

/// Returns the command of a datagram's first message.
fn command(bytes: &[u8], endian: Endian) -> Option<u8> {
    let (_, header) = message_header(bytes, endian).ok()?;
    bytes.get(NLMSG_HDRLEN).filter(|_| header.kind >= NLMSG_MIN_TYPE).copied()
}
