//! Requests that were not shown, kept in case their answer is an error that is: `-e error` shows what failed, too.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::datagram::{Caller, Datagram, Frame};
use crate::session::Serial;

/// Requests kept. One that waits for its answer longer than so many others is not going to get one.
const REQUESTS: usize = 256;
/// Bytes of a datagram that are worth keeping.
const LARGEST: usize = 64 << 10;

/// Requests that were not shown.
#[derive(Default)]
pub(crate) struct RequestStore {
    requests: HashMap<Serial, StoredRequest>,
    order: VecDeque<Serial>,
}

/// A request that was not shown.
pub(crate) struct StoredRequest {
    /// The datagram that held it.
    sent: Arc<DatagramCopy>,
    /// Where it is there.
    pub(crate) span: Range<usize>,
    /// Its place among the messages there, counted from 0.
    pub(crate) index: usize,
}

/// A datagram, with all that it borrows.
pub(crate) struct DatagramCopy {
    datagram: Datagram<'static>,
    caller: Option<Caller>,
    bytes: Vec<u8>,
    stack: Vec<Frame>,
    /// It is in the capture that -w writes.
    is_captured: AtomicBool,
    /// The format's output for the call that sent it, if the format shows calls; taken when it is shown.
    call: Mutex<Option<Vec<u8>>>,
}

impl DatagramCopy {
    /// Returns a copy of a datagram; `None` where it is too long to be kept.
    pub(crate) fn of(datagram: &Datagram<'_>, is_captured: bool) -> Option<Arc<DatagramCopy>> {
        if datagram.bytes.len() > LARGEST {
            return None;
        }
        Some(Arc::new(DatagramCopy {
            datagram: Datagram { bytes: &[], caller: None, stack: &[], ..*datagram },
            caller: datagram.caller.cloned(),
            bytes: datagram.bytes.to_vec(),
            stack: datagram.stack.to_vec(),
            is_captured: AtomicBool::new(is_captured),
            call: Mutex::new(None),
        }))
    }
}

impl DatagramCopy {
    /// Notes that the datagram is in the capture, for another of its messages.
    pub(crate) fn was_captured(&self) {
        self.is_captured.store(true, Ordering::Relaxed);
    }

    /// Keeps what the format made of the call.
    pub(crate) fn keep_call(&self, shown: Vec<u8>) {
        if let Ok(mut kept) = self.call.lock() {
            *kept = Some(shown);
        }
    }
}

impl StoredRequest {
    /// Returns what the format made of the call that sent it, the first time.
    pub(crate) fn call(&self) -> Option<Vec<u8>> {
        self.sent.call.lock().ok()?.take()
    }

    /// Returns the datagram it was sent in.
    pub(crate) fn datagram(&self) -> Datagram<'_> {
        let DatagramCopy { caller, bytes, stack, .. } = &*self.sent;
        Datagram { caller: caller.as_ref(), bytes, stack, ..self.sent.datagram }
    }
}

impl StoredRequest {
    /// Called when another pipeline has captured its datagram.
    pub(crate) fn was_captured(&self) {
        self.sent.was_captured();
    }

    /// Returns whether its datagram still has to be captured; after this it has not.
    pub(crate) fn to_be_captured(&self) -> bool {
        !self.sent.is_captured.swap(true, Ordering::Relaxed)
    }
}

impl RequestStore {
    /// Keeps a request.
    pub(crate) fn keep(
        &mut self,
        serial: Serial,
        sent: &Arc<DatagramCopy>,
        span: Range<usize>,
        index: usize,
    ) {
        if self.requests.insert(serial, StoredRequest { sent: Arc::clone(sent), span, index }).is_none() {
            self.order.push_back(serial);
            if self.order.len() > REQUESTS
                && let Some(oldest) = self.order.pop_front()
            {
                self.requests.remove(&oldest);
            }
        }
    }

    /// Hands out the request that an error answers, once.
    pub(crate) fn take(&mut self, serial: Serial) -> Option<StoredRequest> {
        let request = self.requests.remove(&serial);
        if request.is_some() {
            self.order.retain(|known| *known != serial);
        }
        request
    }
}
