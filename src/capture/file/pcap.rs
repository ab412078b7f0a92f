//! Classic pcap: a header of 24 bytes, and before each packet one of 16.

use std::sync::Arc;
use std::time::Duration;

use nltrace_decoders::wire::{self, Endian};
use pcap_file::pcap::{PcapParser, RawPcapPacket};
use pcap_file::{Endianness, TsResolution};

use super::{Error, IMPOSSIBLE, Input, LONGEST, Packet, Record, damaged, pass_over, unreadable};

const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;

/// The header of a file.
#[derive(Clone)]
pub(super) struct Pcap {
    parser: Arc<PcapParser>,
    order: Endian,
    link: u32,
}

impl Pcap {
    /// Reads the file's header.
    pub(super) fn new(input: &mut Input<'_>) -> Result<Pcap, Error> {
        input.ensure(FILE_HEADER).map_err(|error| unreadable(input, error))?;
        let Ok((_, parser)) = PcapParser::new(input.bytes()) else {
            return Err(Error::Format("this is no pcap or pcapng file".to_owned()));
        };
        input.consume(FILE_HEADER);
        let order = match parser.header().endianness {
            Endianness::Big => Endian::Big,
            Endianness::Little => Endian::Little,
        };
        // The upper bits say how frames end, which netlink has none of.
        let link = u32::from(parser.header().datalink) & 0xffff;
        Ok(Pcap { parser: Arc::new(parser), order, link })
    }

    /// Returns the next packet; `None` at the end.
    pub(super) fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Record>, Error> {
        match input.ensure(PACKET_HEADER).map_err(|error| unreadable(input, error))? {
            0 => return Ok(None),
            there if there < PACKET_HEADER => {
                return Err(damaged(input, "the file ends in a packet's header"));
            }
            _ => (),
        }
        let len = input.bytes().get(8..12).and_then(|len| wire::uint(len, self.order));
        let Some(len) = len.and_then(|len| usize::try_from(len).ok()).filter(|len| *len <= IMPOSSIBLE) else {
            return Err(damaged(input, "a packet of impossible length"));
        };
        let record = PACKET_HEADER + len;
        if record > LONGEST {
            let offset = pass_over(input, record, "packet")?;
            return Ok(Some(Record::Large { is_packet: true, offset }));
        }
        if input.ensure(record).map_err(|error| unreadable(input, error))? < record {
            return Err(damaged(input, "the file ends in the middle of a packet"));
        }
        let Ok((_, raw)) = self.parser.next_raw_packet(input.bytes().get(..record).unwrap_or_default())
        else {
            return Err(damaged(input, "a packet that can't be read"));
        };
        let RawPcapPacket { ts_sec, ts_frac, orig_len, .. } = raw;
        let fraction = match self.parser.header().ts_resolution {
            TsResolution::MicroSecond => Duration::from_micros(ts_frac.into()),
            TsResolution::NanoSecond => Duration::from_nanos(ts_frac.into()),
        };
        Ok(Some(Record::Packet(Packet {
            when: Duration::from_secs(ts_sec.into()) + fraction,
            link: self.link,
            bytes: PACKET_HEADER..record,
            whole_len: orig_len as usize,
            origin: None,
            order: self.order,
            record,
        })))
    }
}
