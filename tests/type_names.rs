//! A type name means one thing in the workspace. Names that are defined more than once are listed here, each with its
//! reason. Types of test modules are not read.

use std::collections::{BTreeMap, BTreeSet};

use crate::layers;

/// Names that two or more files define, and why.
const SHARED: &[(&str, &str)] = &[
    // A convention of Rust.
    ("Error", "the error type of a module, named by its path"),
    ("Options", "the options of a module, named by its path"),
    // The program's view of types that the library names first.
    ("Datagram", "the library's has bytes; the program's has the call that moved them too"),
    ("Field", "a row of a table, and the field on the tape that the row explains"),
    ("Message", "the library's is decoded; the filter's is a message with its event"),
    ("Value", "the library's is a field's; the filter's is the literal that it is compared with"),
    ("MessageHeader", "struct nlmsghdr and struct msghdr: the kernel calls both a message header"),
    ("Role", "of a field on the tape, and of a word in the output, which has a colour"),
    ("Kind", "of a field, and of a socket"),
    ("Show", "how a number is written, and which messages are written"),
    ("Name", "a family's name in fixed memory, and a name in a filter with its place"),
    // The command line may not use the rooms that it configures.
    ("Calls", "the option's value, and the room of render that writes calls"),
    ("Language", "the option's value, and the writer of that language"),
    ("Time", "the option's value, and how render writes a time"),
    // Private types of rooms that never meet.
    ("Event", "a message with its context, and a tracepoint"),
    ("Frame", "of a call stack, and a level of a message in which names are looked up"),
    ("Look", "the presentation of bytes, and of a list"),
    ("Section", "of a module's file, and of a pasted text"),
    ("State", "of a field, and of the tracepoint's reader"),
    ("Text", "of the kernel, and of a paste"),
    ("Whose", "the processes that eBPF traces, and the lines that begin with a thread's id"),
    ("Body", "of a message type in the tables, and of a record from eBPF"),
    ("Capture", "a source: named by its room, bpf or file"),
    ("Item", "a part of the tables, and an observation that waits in eBPF's queue"),
    ("Mark", "of a send that begins or ends, and of a place on a page"),
    ("Order", "of bytes, and of records by time"),
    ("Call", "a row of the system call table, and the call that an observation records"),
    ("Descriptors", "the descriptors of a traced process, and how -F line writes them"),
    ("End", "of listening, and of a process"),
    ("Failure", "the error that ends nltrace, and failed requests that are alike"),
    ("Verdict", "the result of a guess, and the last lines of a trace"),
    ("Entry", "of the table of descriptors, and of the lexicon"),
    ("Filter", "the seccomp filter, and the user's"),
    ("Form", "of pasted text, and of a summary"),
    ("Key", "of a search for circles in the tables, of a summary's rows, of requests"),
    ("Reader", "of a capture file, and of a record from eBPF"),
    ("OnWait", "the source's callback, and the alias that capture files use"),
    ("Outcome", "of a system call, and of a run"),
    ("Place", "in a message, and in a traced program's memory"),
    ("Progress", "of an injected call, and the bar that shows how much of a file was read"),
    ("Record", "of a file, and of a call"),
    ("Row", "of a table on the screen, of the system call table, of a generated table"),
    ("Shape", "of a message, and of a system call's arguments"),
    ("Sockets", "what /proc says of sockets, and what the session learned of them"),
    ("Style", "of a format's lines, named by the format's path"),
    ("Table", "of descriptors, and of constants"),
    ("View", "of a message that is being decoded, and of a traced program's memory"),
];

/// Returns the names of types that code without comments and tests defines at its top level.
fn defined(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter_map(|line| {
        let mut words = line.split(' ').skip_while(|word| word.starts_with("pub") || word.ends_with(')'));
        let keyword = words.next()?;
        let is_type = matches!(keyword, "struct" | "enum" | "trait" | "union" | "type");
        let name = words.next().filter(|_| is_type)?;
        name.split(|c: char| !c.is_alphanumeric()).next()
    })
}

/// Returns the files that define each name.
fn files() -> BTreeMap<String, BTreeSet<String>> {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in ["src", "decoders/src", "xtask/src"] {
        for (path, code) in layers::code(folder) {
            for name in defined(&code) {
                files.entry(name.to_owned()).or_default().insert(path.clone());
            }
        }
    }
    files
}

#[test]
fn a_type_name_means_one_thing() {
    let files = files();
    assert!(files.len() > 200, "{} types were found", files.len());
    let is_known = |name: &str| SHARED.iter().any(|(known, _)| *known == name);
    let new: Vec<_> = files.iter().filter(|(name, paths)| paths.len() > 1 && !is_known(name)).collect();
    assert!(new.is_empty(), "rename one, or give a reason in tests/type_names.rs: {new:#?}");
    for (name, _) in SHARED {
        let count = files.get(*name).map_or(0, BTreeSet::len);
        assert!(count > 1, "{name} is defined {count} times: take it off the list in tests/type_names.rs");
    }
}

/// Words that name a type by an event, and not by its kind.
#[test]
fn types_are_not_named_by_participles() {
    const PARTICIPLES: &[&str] = &[
        "Asked", "Begun", "Found", "Given", "Heard", "Kept", "Known", "Learned", "Made", "Named", "Said",
        "Seen", "Sent", "Shown", "Taken", "Told", "Withheld",
    ];
    let files = files();
    for word in PARTICIPLES {
        assert!(!files.contains_key(*word), "{word} in {:?}", files.get(*word));
    }
}

#[test]
fn definitions_are_seen() {
    let code = "pub(crate) struct A<'t> {\nenum B {\npub trait C: D {\n    type Item = E;\nstructure F\npub(in crate::x) union G {";
    assert_eq!(defined(code).collect::<Vec<_>>(), ["A", "B", "C", "G"]);
}
