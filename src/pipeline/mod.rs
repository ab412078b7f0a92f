//! Processes the observations of a source and writes the output.
//!
//! - `processor`: one datagram's way;
//! - `facts`: what a message is beside its datagram, its request and its answers;
//! - `tapes`: the decoded fields, and whether they show secrets;
//! - `selection`: what the filter accepts, and requests that it refused;
//! - `notices`: which calls without messages are shown; `preamble`: those that prepare a socket;
//! - `presenter`: the format and the verdict;
//! - `recording`: the capture that `-w` writes;
//! - `delivery`: where output goes; `share`: the output of pipelines that take turns.

mod delivery;
mod facts;
mod notices;
mod preamble;
mod presenter;
mod processor;
mod recording;
mod selection;
mod share;
mod tapes;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use nltrace_decoders::schema::Generic;

use crate::datagram::Observation;
use crate::filter::Filter;
use crate::outlet::{Loss, Outlet};
use crate::render::Format;
use crate::render::verdict::Verdict;
use crate::session::{AskFamilies, AskName, AskProcess, ReadList, Session};
use crate::sink::Sink;

use delivery::Delivery;
pub(crate) use facts::{changes, context, fails, is_bare, is_whole, netns, precedes_a_part};
use notices::NoticeRules;
pub(crate) use notices::Show;
use presenter::Presenter;
pub(crate) use processor::Depth;
use processor::Processor;
use recording::Recording;
use selection::Selection;
use share::FULL;
pub(crate) use share::Share;
use tapes::Tapes;

/// Processes observations and writes the output.
pub(crate) struct Pipeline {
    processor: Processor,
    delivery: Delivery,
}

impl Pipeline {
    /// Returns a pipeline without an outlet: its output is gathered until it is taken ([`Pipeline::swap`]).
    pub(crate) fn new(format: Box<dyn Format>, show: Show, is_captured: bool) -> Pipeline {
        let processor = Processor {
            session: Session::new(false),
            tapes: Tapes::default(),
            selection: Selection::default(),
            notices: NoticeRules::new(show),
            presenter: Presenter::new(format),
            recording: Recording::new(is_captured),
            ends_in_secret: false,
        };
        Pipeline { processor, delivery: Delivery::default() }
    }

    /// Returns the same pipeline, showing the calls before a socket's first message in one line.
    pub(crate) fn folding(mut self, folds: bool) -> Pipeline {
        self.processor.notices.fold(folds);
        self
    }

    /// Returns the same pipeline with another session.
    pub(crate) fn with(mut self, mut session: Session) -> Pipeline {
        if self.processor.presenter.format.shows_exchanges() {
            session.follow_exchanges();
        }
        self.processor.session = session;
        self
    }

    /// Returns the same pipeline, asking the kernel for the names of interfaces and families, and reading other names from lists.
    /// `home` is the network namespace that nltrace is in.
    pub(crate) fn asking(
        mut self,
        ask: AskName,
        read: ReadList,
        families: AskFamilies,
        home: u64,
    ) -> Pipeline {
        self.processor.session.ask_by(ask, read, families, home);
        self
    }

    /// Returns the same pipeline, asking the kernel which process has a port id.
    pub(crate) fn asking_processes(mut self, ask: AskProcess) -> Pipeline {
        self.processor.session.ask_processes_by(ask);
        self
    }

    /// Returns the same pipeline, knowing the kernel's answer about its families.
    pub(crate) fn knowing_families(mut self, families: &[u8]) -> Pipeline {
        self.processor.session.learn_families(families);
        self
    }

    /// Returns the same pipeline for pasted messages, with ids of generic netlink families that the text names.
    pub(crate) fn of_paste(mut self, families: &[(u16, &'static Generic)]) -> Pipeline {
        self.processor.session.of_paste();
        families.iter().for_each(|(id, family)| self.processor.session.state(*id, family));
        self
    }

    /// Returns the same pipeline, with ids of generic netlink families that a guess found.
    pub(crate) fn guessing(mut self, families: &[(u16, &'static Generic)]) -> Pipeline {
        families.iter().for_each(|(id, family)| self.processor.session.guess(*id, family));
        self
    }

    /// Returns the same pipeline, showing only what a filter accepts.
    pub(crate) fn through(mut self, filter: Option<Arc<Filter>>) -> Pipeline {
        self.processor.selection.set_filter(filter);
        self
    }

    /// Returns the same pipeline; if `quiet`, exits and remarks are left out.
    pub(crate) fn quietly(mut self, quiet: bool) -> Pipeline {
        self.processor.notices.be_quiet(quiet);
        self
    }

    /// Returns the same pipeline, showing or hiding keys and passwords.
    pub(crate) fn revealing(mut self, shows_secrets: bool) -> Pipeline {
        self.processor.tapes.reveal_if(shows_secrets);
        self
    }

    /// Returns the same pipeline, which ends with a verdict, if one is wanted.
    pub(crate) fn judging(mut self, verdict: Option<Verdict>) -> Pipeline {
        self.processor.presenter.judge(verdict);
        self
    }

    /// Returns the same pipeline, writing to an outlet.
    pub(crate) fn into(self, outlet: Outlet) -> Pipeline {
        Pipeline { delivery: Delivery::to_outlet(outlet), ..self }
    }

    /// Processes an observation and gathers the output. At [`Depth::Skim`] there is none.
    pub(crate) fn process(&mut self, observation: &Observation<'_>, depth: Depth) {
        let caller = match observation {
            Observation::Datagram(datagram) => datagram.caller,
            Observation::Notice(notice) => notice.caller,
            Observation::Call(call) => Some(call.caller),
        };
        if self.processor.session.is_second_namespace(caller) {
            self.processor.presenter.format.show_namespaces();
        }
        self.processor.process(observation, depth, &mut self.delivery);
    }

    /// Begins a share of the output, of pipelines that take turns.
    pub(crate) fn begin_share(&mut self) {
        self.processor.presenter.begin_share();
    }

    /// Returns the ratio of output to input, roughly.
    pub(crate) fn growth(&self) -> usize {
        self.processor.presenter.format.growth()
    }

    /// Exchanges the output for the buffers of another share.
    pub(crate) fn swap(&mut self, share: &mut Share) {
        self.processor.presenter.swap(share);
        self.processor.recording.swap(share);
    }

    /// Sends parts of a share there if one datagram makes too much output.
    pub(crate) fn send_parts(&mut self, to: Option<SyncSender<Share>>) {
        self.delivery.send_parts(to);
    }

    /// Adds what another pipeline has counted.
    pub(crate) fn absorb(&mut self, other: Pipeline) {
        self.processor.selection.absorb(&other.processor.selection);
        self.processor.presenter.absorb(other.processor.presenter);
    }

    /// Writes the output: to the file of a process, where each has its own.
    fn flush_of(&mut self, pid: Option<i32>) -> io::Result<()> {
        let Processor { presenter, recording, .. } = &mut self.processor;
        self.delivery.write(pid, presenter, recording)
    }
}

impl Sink for Pipeline {
    fn take(&mut self, observation: &Observation<'_>) -> io::Result<()> {
        self.process(observation, Depth::Show);
        if self.delivery.is_split() {
            let caller = match observation {
                Observation::Datagram(datagram) => datagram.caller,
                Observation::Notice(notice) => notice.caller,
                Observation::Call(call) => Some(call.caller),
            };
            return self.flush_of(caller.map(|caller| caller.pid));
        }
        let is_full =
            self.processor.presenter.out.len() >= FULL || self.processor.recording.bytes.len() >= FULL;
        if is_full { self.flush_of(None) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.processor.presenter.idle();
        self.flush_of(None)
    }

    /// Writes what can be said only at the end, and all output.
    fn finish(&mut self) -> Vec<Loss> {
        self.processor.finish();
        // The outlet records failures.
        let _ = self.flush_of(None);
        self.delivery.losses()
    }

    fn remarks(&self) -> Vec<String> {
        let Processor { presenter, selection, .. } = &self.processor;
        presenter.format.remark().into_iter().chain(selection.remark()).collect()
    }
}
