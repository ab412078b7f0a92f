//! Decodes a capture of an nlmon interface: a line for each message, and what went wrong with it.
//!
//! `cargo run -p nltrace-decoders --example pcap -- testdata/captures/link.pcap`

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;

use nltrace_decoders::wire::cooked_header;
use nltrace_decoders::{Decoder, Endian};
use pcap_file::pcap::PcapReader;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: pcap FILE")?;
    let mut reader = PcapReader::new(File::open(path)?)?;
    // Messages have the byte order of the machine that was recorded, which need not be that of the file.
    let endian = Endian::NATIVE;
    // A decoder of each protocol: that of NETLINK_GENERIC learns the ids of families.
    let mut decoders: HashMap<u16, Decoder> = HashMap::new();

    while let Some(packet) = reader.next_packet() {
        let packet = packet?;
        let (datagram, cooked) = cooked_header(&packet.data)?;
        let decoder =
            decoders.entry(cooked.protocol).or_insert_with(|| Decoder::new(cooked.protocol).endian(endian));
        for message in decoder.datagram(datagram) {
            match message {
                Ok(message) => {
                    let name = message.type_name().unwrap_or("unknown");
                    let link = message.get("IFLA_IFNAME").map(|field| field.value().to_string());
                    println!("{} bytes  {name}  {}", message.bytes().len(), link.unwrap_or_default());
                    for note in message.notes() {
                        println!("    {note}");
                    }
                }
                Err(rest) => println!("{rest}"),
            }
        }
    }
    Ok(())
}
