//! Decodes captures of nlmon interfaces to JSON: one message per line, the same on every machine.
//!
//! `cargo run -p nltrace-decoders --features serde --example json -- little testdata/captures/*.pcap`
//!
//! The first argument is the byte order of the machine that was recorded. `.ci/run big-endian` compares the output of two machines.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

use nltrace_decoders::wire::{cooked_header, cooked_header_2};
use nltrace_decoders::{Decoder, Endian};
use pcap_file::DataLink;
use pcap_file::pcap::PcapReader;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let endian = match arguments.next().as_deref() {
        Some("little") => Endian::Little,
        Some("big") => Endian::Big,
        _ => return Err("usage: json little|big FILE...".into()),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    for path in arguments {
        let mut reader = PcapReader::new(File::open(&path)?)?;
        let is_second = reader.header().datalink == DataLink::LINUX_SLL2;
        let mut decoders: HashMap<u16, Decoder> = HashMap::new();
        while let Some(packet) = reader.next_packet() {
            let packet = packet?;
            let header = if is_second { cooked_header_2(&packet.data) } else { cooked_header(&packet.data) };
            let Ok((datagram, cooked)) = header else {
                writeln!(out, "\"{path}: no netlink packet\"")?;
                continue;
            };
            let decoder = decoders
                .entry(cooked.protocol)
                .or_insert_with(|| Decoder::new(cooked.protocol).endian(endian));
            for message in decoder.datagram(datagram) {
                match message {
                    Ok(message) => serde_json::to_writer(&mut out, &message)?,
                    Err(rest) => write!(out, "\"{rest}\"")?,
                }
                writeln!(out)?;
            }
        }
    }
    Ok(out.flush()?)
}
