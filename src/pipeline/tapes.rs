//! The decoded fields of the current message, and of requests that are shown with it.

use nltrace_decoders::decode::{Remembering, decode};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::Tape;

use super::facts::{answer_context, context};
use crate::datagram::Datagram;
use crate::secret;
use crate::session::{MessageRole, Session};

/// The tapes, and whether they show keys and passwords.
#[derive(Default)]
pub(super) struct Tapes {
    current: Remembering,
    /// A request that is shown because it failed, or that an error is about.
    pub(super) request: Tape,
    /// A request that is shown with its answers.
    pub(super) exchange: Tape,
    shows_secrets: bool,
}

impl Tapes {
    /// Shows keys and passwords from now on, or hides them.
    pub(super) fn reveal_if(&mut self, shows_secrets: bool) {
        self.shows_secrets = shows_secrets;
    }

    /// Returns whether keys and passwords are shown.
    pub(super) fn shows_secrets(&self) -> bool {
        self.shows_secrets
    }

    /// Decodes the current message.
    pub(super) fn decode(
        &mut self,
        datagram: &Datagram<'_>,
        role: &MessageRole,
        message: &[u8],
        session: &Session,
    ) {
        self.current.decode(message, &answer_context(datagram, role, session));
    }

    /// Returns the fields of the current message.
    pub(super) fn current(&self) -> &Tape {
        self.current.tape()
    }

    /// Returns the fields of the current message, and the tape for the request that it is about.
    pub(super) fn with_request(&mut self) -> (&Tape, &mut Tape) {
        (self.current.tape(), &mut self.request)
    }

    /// Returns whether the current message ends inside a key or password that is hidden.
    pub(super) fn end_in_secret(&self) -> bool {
        !self.shows_secrets && secret::ends_in_secret(self.current())
    }

    /// Returns whether the current message holds a key or password.
    pub(super) fn hold_secret(&self) -> bool {
        self.current().secrets().next().is_some()
    }

    /// Reveals the keys and passwords of the current message, if they are shown.
    pub(super) fn reveal_current(&mut self) {
        if self.shows_secrets {
            self.current.reveal_secrets();
        }
    }

    /// Decodes a request that was sent before, to show it because it failed.
    pub(super) fn decode_request(&mut self, sent: &Datagram<'_>, message: &[u8], ids: &Ids) {
        decode_again(&mut self.request, sent, message, ids, self.shows_secrets);
    }

    /// Decodes a request that was sent before, to show it with its answers.
    pub(super) fn decode_exchange(&mut self, sent: &Datagram<'_>, message: &[u8], ids: &Ids) {
        decode_again(&mut self.exchange, sent, message, ids, self.shows_secrets);
    }
}

fn decode_again(tape: &mut Tape, sent: &Datagram<'_>, message: &[u8], ids: &Ids, shows_secrets: bool) {
    decode(message, &context(sent, &MessageRole::Request, ids), tape);
    if shows_secrets {
        tape.reveal_secrets();
    }
}
