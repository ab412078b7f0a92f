//! Asks the kernel's nlctrl for its generic netlink families and their policies.

use std::os::fd::AsFd;

use nix::libc;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::wire::{Endian, Piece, messages};

use super::ptrace::sys;
use crate::tables;

/// `CTRL_CMD_GETFAMILY`.
const GET_FAMILY: u8 = 3;
/// `CTRL_CMD_GETPOLICY`.
const GET_POLICY: u8 = 10;
/// `CTRL_ATTR_FAMILY_ID`.
const FAMILY_ID: u16 = 1;
/// The last number that the kernel gives to a family.
const LAST: u16 = 1023;
/// Bytes of an answer. nl80211's policies take 1.3 MB.
const LONGEST: usize = 8 << 20;
/// `GENL_ID_CTRL`.
const CONTROLLER: u16 = 16;
/// `NLM_F_REQUEST|NLM_F_DUMP`.
const REQUEST_DUMP: u16 = 0x301;
/// More than a datagram of the answer has.
const BUFFER: usize = 64 << 10;

/// Returns the kernel's answers in sequence, or nothing if it does not answer: all its families, or the policies of one. Ids and
/// policies are the same in every network namespace; in other than the initial one a few families are not listed.
pub(crate) fn ask(policies_of: Option<u16>) -> Vec<u8> {
    match policies_of {
        None => dump(GET_FAMILY, &[]),
        Some(id) => {
            let [low, high] = id.to_ne_bytes();
            let [len, of_id] = [6u16.to_ne_bytes(), FAMILY_ID.to_ne_bytes()];
            dump(GET_POLICY, &[len[0], len[1], of_id[0], of_id[1], low, high, 0, 0])
        }
    }
}

/// Returns the number of a family and the kernel's answers about it: all families, and its policies. `None` if the kernel does not
/// have the family.
pub(crate) fn ask_about(name: &str) -> Option<(u16, Vec<u8>)> {
    let mut answers = ask(None);
    let ids = known(&answers);
    let is_it = |id: &u16| ids.family(*id).is_some_and(|(known, _)| known == name);
    let id = (CONTROLLER..=LAST).find(is_it)?;
    answers.extend(ask(Some(id)));
    Some((id, answers))
}

/// Returns all families, and the policies of those that have no table.
pub(crate) fn ask_with_policies() -> Vec<u8> {
    let mut answers = ask(None);
    let ids = known(&answers);
    for id in CONTROLLER..=LAST {
        if matches!(ids.family(id), Some((_, None))) {
            answers.extend(ask(Some(id)));
        }
    }
    answers
}

/// Returns the numbers that nlctrl's answers say.
fn known(answers: &[u8]) -> Ids {
    let mut ids = Ids::new(tables::generic());
    for piece in messages(answers, Endian::NATIVE) {
        if let Piece::Message { start, end, .. } = piece {
            ids.observe(answers.get(start..end).unwrap_or_default(), Endian::NATIVE);
        }
    }
    ids
}

fn dump(command: u8, attributes: &[u8]) -> Vec<u8> {
    let mut answers = Vec::new();
    let Ok(socket) = sys::netlink_socket(libc::NETLINK_GENERIC) else { return answers };
    let len = u32::try_from(20 + attributes.len()).unwrap_or(u32::MAX);
    let mut request = len.to_ne_bytes().to_vec();
    request.extend(CONTROLLER.to_ne_bytes());
    request.extend(REQUEST_DUMP.to_ne_bytes());
    request.extend([0; 8]);
    request.extend([command, 1, 0, 0]);
    request.extend(attributes);
    if sys::send(socket.as_fd(), &request).is_err() {
        return answers;
    }
    let mut buffer = vec![0; BUFFER];
    // The kernel writes the next datagram when one is read, so there is no wait.
    while let Ok(bytes @ [_, ..]) = sys::receive(socket.as_fd(), &mut buffer) {
        answers.extend_from_slice(bytes);
        if answers.len() > LONGEST {
            break;
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use nltrace_decoders::family;

    use super::*;
    use crate::policies::KernelPolicies;
    use nltrace_decoders::schema::{Kind, Set};

    /// Returns where a table refuses what the kernel accepts. An older kernel may have no limit.
    fn differences(path: &str, ours: &Kind, kernels: &Kind, left: u8, found: &mut Vec<String>) {
        let set = |kind: &Kind| match kind {
            Kind::Nest(set) => Some(*set),
            _ => None,
        };
        let (Some(ours), Some(kernels)): (Option<&Set>, Option<&Set>) = (set(ours), set(kernels)) else {
            return;
        };
        for theirs in kernels.attrs.iter().filter(|_| left > 0) {
            let Some(row) = ours.get(theirs.id) else { continue };
            let path = format!("{path}/{}", row.name);
            if let (Some(ours), Some(theirs)) = (row.limits, theirs.limits)
                && !ours.include(theirs)
            {
                found.push(format!("{path}: {ours}, the kernel accepts {theirs}"));
            }
            differences(&path, &row.kind, &theirs.kind, left - 1, found);
        }
    }

    #[test]
    fn the_kernel_refuses_what_the_limits_of_tables_exclude() {
        let mut found = Vec::new();
        for family in family::generic::FAMILIES {
            let kernels = ask_about(family.name)
                .and_then(|(id, answers)| KernelPolicies::table_of(id, family.name, &answers));
            let Some(kernels) = kernels else { continue };
            for command in kernels.requests.list {
                let Some(ours) = family.requests.list.iter().find(|known| known.id == command.id) else {
                    continue;
                };
                differences(ours.name, &ours.request.attrs, &command.request.attrs, 4, &mut found);
            }
        }
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn the_controller_tells_of_itself() {
        let answers = ask(None);
        let mut ids = Ids::new(family::generic::FAMILIES);
        let mut count = 0;
        for piece in messages(&answers, Endian::NATIVE) {
            let Piece::Message { start, end, .. } = piece else {
                panic!("the answer is messages throughout")
            };
            ids.observe(&answers[start..end], Endian::NATIVE);
            count += 1;
        }
        assert!(count > 1 && ids.knows(16), "{count} messages");
        assert!((17..1024).any(|id| ids.knows(id)), "every kernel has more families than this");
    }

    #[test]
    fn the_controller_tells_its_own_policies() {
        let answers = ask(Some(CONTROLLER));
        let is_policy = |piece: Piece| {
            let Piece::Message { header, start, .. } = piece else { return false };
            header.kind == CONTROLLER && answers.get(start + 16) == Some(&GET_POLICY)
        };
        assert!(messages(&answers, Endian::NATIVE).filter(|piece| is_policy(*piece)).count() > 1);
    }
}
