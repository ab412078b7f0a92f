//! Asks the kernel's nlctrl for its generic netlink families.

use std::os::fd::AsFd;

use nix::libc;

use super::ptrace::sys;

/// `CTRL_CMD_GETFAMILY`.
const GET_FAMILY: u8 = 3;
/// `GENL_ID_CTRL`.
const CONTROLLER: u16 = 16;
/// `NLM_F_REQUEST|NLM_F_DUMP`.
const REQUEST_DUMP: u16 = 0x301;
/// More than a datagram of the answer has.
const BUFFER: usize = 64 << 10;

/// Returns the kernel's answers in sequence, or nothing if it does not answer. Ids are the same in every network namespace; in
/// other than the initial one a few families are not listed.
pub(crate) fn ask() -> Vec<u8> {
    let mut told = Vec::new();
    let Ok(socket) = sys::netlink_socket(libc::NETLINK_GENERIC) else { return told };
    let mut request = 20u32.to_ne_bytes().to_vec();
    request.extend(CONTROLLER.to_ne_bytes());
    request.extend(REQUEST_DUMP.to_ne_bytes());
    request.extend([0; 8]);
    request.extend([GET_FAMILY, 1, 0, 0]);
    if sys::send(socket.as_fd(), &request).is_err() {
        return told;
    }
    let mut buffer = vec![0; BUFFER];
    // The kernel writes the next datagram when one is read, so there is no wait.
    while let Ok(bytes @ [_, ..]) = sys::receive(socket.as_fd(), &mut buffer) {
        told.extend_from_slice(bytes);
    }
    told
}

#[cfg(test)]
mod tests {
    use nltrace_decoders::family;
    use nltrace_decoders::generic::Ids;
    use nltrace_decoders::wire::{Endian, Piece, messages};

    #[test]
    fn the_controller_tells_of_itself() {
        let told = super::ask();
        let mut ids = Ids::new(family::generic::FAMILIES);
        let mut count = 0;
        for piece in messages(&told, Endian::NATIVE) {
            let Piece::Message { start, end, .. } = piece else {
                panic!("the answer is messages throughout")
            };
            ids.observe(&told[start..end], Endian::NATIVE);
            count += 1;
        }
        assert!(count > 1 && ids.knows(16), "{count} messages");
        assert!((17..1024).any(|id| ids.knows(id)), "every kernel has more families than this");
    }
}
