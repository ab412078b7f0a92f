//! Checks the library's public signatures: they expose no type of nom's.

#![allow(
    clippy::unwrap_used,
    clippy::type_complexity,
    reason = "a test that fails is meant to panic, and types are written out on purpose"
)]

use std::fs;
use std::path::{Path, PathBuf};

use nltrace_decoders::wire::{self, Endian, Parsed};

/// A parser's type by names of the library alone: this compiles, or the promise is broken.
#[test]
fn parsers_return_types_of_the_library() {
    let _: [fn(&[u8], Endian) -> Parsed<'_, wire::MessageHeader>; 1] = [wire::message_header];
    let _: [fn(&[u8]) -> Parsed<'_, wire::CookedHeader>; 2] = [wire::cooked_header, wire::cooked_header_2];
    let _: fn(&[u8]) -> Parsed<'_, wire::GenericHeader> = wire::generic_header;
    let _: fn(&[u8], Endian) -> Parsed<'_, u16> = wire::u16;
    let _: fn(&[u8], Endian) -> Parsed<'_, u32> = wire::u32;
    assert_eq!(wire::message_header(&[0; 15], Endian::Little), Err(wire::TooShort));
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Public items, up to the body or the end of each, have no word of nom's.
#[test]
fn no_public_signature_names_nom() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut signatures, mut wrong) = (0, Vec::new());
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let starts = ["\npub ", "\n    pub ", "\nimpl", "\n        pub "]
            .iter()
            .flat_map(|start| text.match_indices(start));
        for (at, _) in starts {
            let item = text.get(at..).unwrap();
            let signature = item.split(['{', ';', '=']).next().unwrap();
            signatures += 1;
            if ["nom::", "IResult", "nom::Err", "Parser<"].iter().any(|word| signature.contains(word)) {
                wrong.push(format!("{}: {}", file.display(), signature.trim()));
            }
        }
    }
    assert!(signatures > 500, "{signatures} signatures were read");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
