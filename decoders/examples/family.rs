//! Decodes messages of a generic netlink family that a program describes at run time.
//!
//! The description is a text, as one might read from a file: a row for each attribute and command.
//!
//! `cargo run -p nltrace-decoders --example family`

use std::error::Error;

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{BE16, Class, FLAG, IP4, Kind, TEXT, U8, U32};
use nltrace_decoders::{Decoder, Endian};

const DESCRIPTION: &str = "
family lamp
attribute 1 LAMP_A_NAME string
attribute 2 LAMP_A_BRIGHTNESS u8
attribute 3 LAMP_A_ADDRESS ipv4
attribute 4 LAMP_A_PORT be16
attribute 5 LAMP_A_DIMMABLE flag
command 1 LAMP_CMD_GET get
command 2 LAMP_CMD_SET new
";

fn kind(word: &str) -> Result<Kind, String> {
    Ok(match word {
        "string" => TEXT,
        "u8" => U8,
        "u32" => U32,
        "be16" => BE16,
        "ipv4" => IP4,
        "flag" => FLAG,
        _ => return Err(format!("no type is called {word}")),
    })
}

fn decoder(description: &str) -> Result<Decoder, Box<dyn Error>> {
    let (mut name, mut attributes, mut rows) = ("", Vec::new(), Vec::new());
    for line in description.lines() {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => (),
            ["family", word] => name = word,
            ["attribute", id, word, of] => attributes.push((id.parse()?, (*word).to_owned(), kind(of)?)),
            ["command", id, word, "get"] => rows.push((id.parse()?, (*word).to_owned(), Class::Get)),
            ["command", id, word, "new"] => rows.push((id.parse()?, (*word).to_owned(), Class::New)),
            _ => return Err(format!("what is {line:?}?").into()),
        }
    }
    let set = runtime::set(name, attributes)?;
    let commands = rows.into_iter().map(|(id, word, class)| (id, word, class, Some(set))).collect();
    let family = runtime::generic(name, commands)?;
    // The id that the kernel assigned, as `genl ctrl list` shows it. `Decoder::learn` takes it from nlctrl's messages.
    Ok(Decoder::of(runtime::generic_protocol(vec![family])).family_id(29, name))
}

fn main() -> Result<(), Box<dyn Error>> {
    let message = [
        &[56, 0, 0, 0, 29, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0][..], // LAMP_CMD_SET
        &[9, 0, 1, 0, b'd', b'e', b's', b'k', 0, 0, 0, 0],
        &[5, 0, 2, 0, 80, 0, 0, 0],
        &[8, 0, 3, 0, 192, 0, 2, 7],
        &[6, 0, 4, 0, 0x1f, 0x90, 0, 0],
    ]
    .concat();
    println!("{}", decoder(DESCRIPTION)?.endian(Endian::Little).decode(message));
    Ok(())
}
