//! Several pipelines read one capture: each shows its share, and of the rest takes note of what its own needs.

use std::ops::Range;

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::{Context, pieces};
use nltrace_decoders::wire::{MessageHeader, Piece};

use super::{Begun, Pipeline, Show, context, is_bare, is_whole, subject};
use crate::datagram::{Datagram, Observation};
use crate::render::seam::Seams;
use crate::session::Part;

/// What several pipelines make in turn: a share of the output.
#[derive(Default)]
pub(crate) struct Share {
    /// For the output.
    pub(crate) shown: Vec<u8>,
    /// Where that hangs on the shares before it.
    pub(crate) seams: Seams,
    /// For the capture that is written.
    pub(crate) captured: Vec<u8>,
}

impl Pipeline {
    /// Begins a share of what several make, which others will put in order.
    pub(crate) fn begin_share(&mut self) {
        if let Some(seams) = self.renderer.seams() {
            seams.begin();
        }
    }

    /// How many times as long as what is read the output is, about.
    pub(crate) fn growth(&self) -> usize {
        self.renderer.growth()
    }

    /// Exchanges what is gathered for what another share was made of.
    pub(crate) fn swap(&mut self, share: &mut Share) {
        std::mem::swap(&mut self.buffer, &mut share.shown);
        std::mem::swap(&mut self.captured, &mut share.captured);
        if let Some(seams) = self.renderer.seams() {
            std::mem::swap(seams, &mut share.seams);
        }
    }

    /// Adds what another pipeline has counted.
    pub(crate) fn absorb(&mut self, other: Pipeline) {
        self.renderer.absorb(other.renderer);
    }

    /// Takes note of what later messages need, and shows nothing.
    pub(crate) fn skim(&mut self, seen: &Observation<'_>) {
        match seen {
            Observation::Datagram(datagram) => self.skim_datagram(datagram),
            Observation::Notice(notice) => {
                self.session.notice(notice);
                self.is_user(notice);
                if let Some(packets) = &mut self.packets {
                    packets.skim(notice);
                }
            }
            Observation::Call(_) => (),
        }
    }

    fn skim_datagram(&mut self, datagram: &Datagram<'_>) {
        self.begun = Begun::default();
        if let Some(caller) = datagram.caller {
            self.users.put(caller.pid, || ());
        }
        if datagram.is_peek() && self.show != Show::Everything {
            return self.session.peek(datagram);
        }
        self.session.datagram(datagram);
        let pieces = pieces(datagram.bytes, &context(datagram, &Part::Unknown, self.session.ids()));
        for piece in pieces {
            if let Piece::Message { header, start, next, .. } = piece {
                let message = datagram.bytes.get(start..next).unwrap_or_default();
                let is_whole = is_whole(&header, message.len(), datagram);
                let part = self.session.skim(datagram, &header, message, is_whole);
                self.skim_filtered(datagram, header, start..next, &part);
            }
        }
        if self.begun.captured {
            self.begun.sent.iter().for_each(|sent| sent.was_captured());
        }
    }

    /// Takes note of what hangs on whether a message is shown: requests that are withheld until they fail, and advice that is
    /// given once.
    fn skim_filtered(
        &mut self,
        datagram: &Datagram<'_>,
        header: MessageHeader,
        span: Range<usize>,
        part: &Part,
    ) {
        let message = datagram.bytes.get(span.clone()).unwrap_or_default();
        let withholds = self.filter.as_ref().is_some_and(|filter| filter.is_about_errors());
        let asked = self.session.kept().filter(|_| withholds);
        let ends =
            withholds && matches!(part, Part::Answer(_)) && matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
        let advises = is_bare(&header, message, datagram) && self.session.can_advise(datagram);
        if asked.is_none() && !ends && !advises {
            return;
        }
        let context =
            Context { request: self.session.request(part), ..context(datagram, part, self.session.ids()) };
        let tape = self.remembering.decode(message, &context);
        let subject = subject(datagram, header, message, tape, self.session.interfaces());
        let keeps = self.filter.as_ref().is_none_or(|filter| filter.keeps(&subject));
        let failed = subject.error().is_some_and(|error| error < 0);
        if asked.is_some() && keeps {
            self.begun.captured = true;
        } else if let Some(serial) = asked {
            self.withhold(datagram, serial, span);
        }
        if let Part::Answer(answer) = part
            && ends
            && keeps
            && failed
            && let Some(request) = self.withheld.take(answer.serial)
        {
            request.was_captured();
        }
        if advises && keeps {
            self.session.advice(datagram);
        }
    }
}
