//! Calls in lines, and what is known that their messages do not say.

use std::cell::RefCell;

use nltrace_decoders::wire::MessageHeader;

use super::Pipeline;
use crate::datagram::{Call, Caller};
use crate::render::line::{Knowledge, Line};

/// Room that is kept for the requests that a datagram's messages answer: mostly they answer one.
const ANSWERED: usize = 32;

impl Pipeline {
    /// Shows a call in a line; what its datagrams hold, the filter has been asked about.
    pub(super) fn call(&mut self, call: &Call<'_>) {
        let keeps = match &self.filter {
            Some(filter) => std::mem::take(&mut self.keeps_call) || filter.keeps_call(call),
            None => true,
        };
        let sent = self.begun.sent.take();
        if keeps || sent.is_some() {
            let before = self.buffer.len();
            self.line(Some(call.caller), call.caller.netns, |line, knowledge, out| {
                line.call(call, knowledge, out);
            });
            if let Some(sent) = sent.filter(|_| !keeps) {
                sent.keep_line(self.buffer.split_off(before));
            }
        }
        if let Some(line) = self.renderer.line() {
            line.swap_remarks(Vec::new());
        }
    }

    /// A call, or a datagram of a capture, in a line. Without a caller it is a capture's, whose interfaces are not ours.
    pub(super) fn line(
        &mut self,
        caller: Option<&Caller>,
        netns: u64,
        show: impl FnOnce(&mut Line, &Knowledge<'_>, &mut Vec<u8>),
    ) {
        let Some(line) = self.renderer.line() else { return };
        let interfaces = self.session.interfaces();
        // Messages may have told of a capture's interfaces.
        let told: RefCell<Vec<(u32, String)>> = RefCell::default();
        let interface = |index| {
            let mut told = told.borrow_mut();
            let name = match interfaces.name(netns, index) {
                Some(name) => name,
                None => {
                    if told.iter().all(|(known, _)| *known != index) {
                        told.push((index, interfaces.ask(caller?, index)?));
                    }
                    &told.iter().find(|(known, _)| *known == index)?.1
                }
            };
            Some(name.to_owned()).filter(|name| !name.is_empty())
        };
        let answered = &self.answered;
        let request = |header: &MessageHeader| answered.get(&(header.seq, header.portid)).cloned();
        let ids = self.session.ids();
        let knowledge = Knowledge { interface: &interface, request: &request, ids };
        show(line, &knowledge, &mut self.buffer);
        self.answered.clear();
        self.answered.shrink_to(ANSWERED);
        for (index, name) in told.into_inner() {
            self.session.told(netns, index, &name);
        }
    }
}
