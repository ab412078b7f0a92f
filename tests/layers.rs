//! Checks the arrows between the rooms: which room may use which. ARCHITECTURE.md describes them.
//!
//! The sources are read for `crate::`, `super::` and the names of libraries. Tests are left out: they may use what they
//! like.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may use, beside itself. A room is a module and all below it; the longest name that fits counts.
type Rooms = &'static [(&'static str, &'static [&'static str])];

/// The program, from above to below.
const PROGRAM: Rooms = &[
    ("main", &["cli", "run"]),
    (
        "run",
        &[
            "cli",
            "manual",
            "completions",
            "lexicon",
            "list",
            "policies",
            "setup",
            "exit",
            "capture",
            "diff",
            "drive",
            "workers",
            "filter",
            "progress",
            "sink",
            "outlet",
            "browse",
            "spec",
        ],
    ),
    // The browser decodes the messages on the screen, compares two of them, and reads the capture at any place.
    (
        "browse",
        &[
            "capture::file",
            "pipeline",
            "diff",
            "session",
            "filter",
            "lexicon",
            "render",
            "event",
            "outlet",
            "sink",
            "exit",
            "secret",
            "datagram",
        ],
    ),
    // The loop knows sources and sinks by their traits only.
    ("drive", &["source", "sink", "outlet", "progress", "exit", "datagram"]),
    (
        "setup",
        &[
            "rotate", "export", "calls", "cli", "diff", "exit", "pipeline", "filter", "render", "outlet",
            "session", "datagram",
        ],
    ),
    ("manual", &["cli", "roff"]),
    ("roff", &[]),
    ("completions", &["cli"]),
    // The dictionary is shown in the palette's colours and wrapped as pages are.
    (
        "list",
        &[
            "tables",
            "lexicon",
            "roff",
            "render::escape",
            "render::page",
            "render::palette",
            "session::lint",
            "filter",
        ],
    ),
    ("lexicon", &["tables"]),
    // Both suggest similar words.
    ("calls", &["lexicon::nearest"]),
    ("cli", &["tables", "calls", "lexicon::nearest"]),
    ("workers", &["pipeline", "sink", "outlet", "batch", "datagram"]),
    (
        "pipeline",
        &[
            "tables", "sink", "event", "session", "filter", "render", "outlet", "recent", "datagram", "exit",
            "secret",
        ],
    ),
    // Conversations are compared as a format gets them: the session's roles, values in the renderers' words.
    ("diff", &["event", "session", "render", "datagram"]),
    ("diff::align", &[]),
    ("diff::message", &["event", "render::escape"]),
    // A page names the types of fields in words, as the dictionary does.
    ("render::html", &["render", "event", "session", "datagram", "lexicon::words", "recent"]),
    // Renderers get from the session only the interface names that they show.
    ("render", &["tables", "calls", "event", "session", "comment", "datagram", "local_time", "secret"]),
    ("event", &["session", "datagram"]),
    ("filter", &["tables", "lexicon", "session", "datagram", "local_time"]),
    ("session", &["tables", "policies", "recent", "datagram"]),
    // What the kernel says about its families becomes tables, as specs do.
    ("policies", &[]),
    // How the traced program ended is how nltrace ends.
    ("capture", &["tables", "source", "exit", "comment", "guess", "recent", "datagram"]),
    ("capture::file", &["source", "exit", "comment", "guess", "datagram"]),
    // Which protocol bytes are of that do not state it.
    ("guess", &["tables", "datagram"]),
    ("source", &["exit", "datagram"]),
    ("sink", &["outlet", "datagram"]),
    // The word "error" has a colour.
    ("exit", &["render::palette"]),
    ("outlet", &["rotate"]),
    ("rotate", &["exit"]),
    ("export", &["rotate", "exit"]),
    ("progress", &["exit"]),
    ("batch", &["datagram"]),
    // The comment that -w writes into a packet, and -r reads again.
    ("comment", &["datagram"]),
    ("recent", &[]),
    ("secret", &["tables"]),
    ("datagram", &["tables"]),
    ("local_time", &[]),
    // Specs become tables, which the rooms above find where the library's are.
    ("spec", &["tables"]),
    ("tables", &[]),
];

/// The library.
const DECODERS: Rooms = &[
    ("lib", &[]),
    ("walk", &["control", "generic", "schema"]),
    ("decode", &["control", "generic", "schema", "tape", "wire"]),
    ("decoder", &["decode", "family", "generic", "message", "schema", "tape", "wire"]),
    ("message", &["control", "escape", "path", "schema", "tape", "value", "wire", "words"]),
    ("json", &["control", "message", "names", "schema", "tape", "value", "words"]),
    ("runtime", &["family", "schema"]),
    ("words", &["escape", "names", "schema", "value"]),
    ("path", &["tape"]),
    ("purpose", &[]),
    ("escape", &[]),
    ("value", &["control", "names", "schema", "tape", "wire"]),
    // A gloss reads bytes in their order: wire has the words for it.
    ("family", &["bpf", "control", "names", "schema", "wire"]),
    ("control", &["names", "schema"]),
    ("bpf", &["schema", "wire"]),
    ("names", &["schema"]),
    ("tape", &["generic", "schema", "wire"]),
    ("generic", &["schema", "wire"]),
    ("schema", &["wire"]),
    ("wire", &[]),
];

/// Rooms that stand side by side and never use each other: formats, sources of datagrams, protocols.
const SIDE_BY_SIDE: &[(&str, &[&str])] = &[
    (
        "src",
        &[
            "render::tree",
            "render::brief",
            "render::line",
            "render::json",
            "render::html",
            "render::flat",
            "render::bytes",
            "render::hex",
            "render::coverage",
            "render::summary",
            "render::overview",
            "render::openmetrics",
            "render::pcapng",
        ],
    ),
    ("src", &["capture::ptrace", "capture::bpf", "capture::file", "capture::nlmon", "capture::hex"]),
    (
        "decoders/src",
        &[
            "family::audit",
            "family::connector",
            "family::crypto",
            "family::generic",
            "family::iscsi",
            "family::netfilter",
            "family::rdma",
            "family::route",
            "family::scsi",
            "family::selinux",
            "family::sock_diag",
            "family::uevent",
            "family::xfrm",
        ],
    ),
];

/// Words that only these files may contain.
const KEPT: &[(&str, &[&str], &str)] = &[
    ("owo_colors", &["src/render/palette.rs"], "colours are the palette's"),
    (
        "clap",
        &["src/cli/", "src/run/", "src/manual.rs", "src/completions.rs"],
        "the command line is declared in one place",
    ),
    (
        "pcap_file",
        &["src/capture/", "src/render/pcapng.rs"],
        "formats of captures are read and written there",
    ),
    ("framehop", &["src/capture/stack/"], "one room unwinds stacks"),
    ("saphyr_parser", &["src/spec/yaml.rs"], "one file reads YAML"),
    ("nom", &["decoders/src/wire.rs"], "where things begin and end is wire's to know"),
    (
        "unsafe",
        &["src/capture/", "src/exit.rs", "src/setup.rs", "src/local_time.rs"],
        "system calls are made where they are needed, and nowhere else",
    ),
];

/// The library neither reads nor writes.
const NOT_IN_DECODERS: &[&str] = &[
    "std::fs",
    "std::io",
    "TcpStream",
    "UdpSocket",
    "std::os",
    "std::env",
    "std::process",
    "std::thread",
    "println!",
    "eprintln!",
];

/// A source file without comments, texts and tests.
struct Source {
    /// Its path from the project's root.
    path: String,
    /// Its module, `render::json`.
    module: String,
    code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let top = root().join(folder);
    let mut rest = vec![top.clone()];
    let mut found = Vec::new();
    let mut tests = BTreeSet::new();
    while let Some(directory) = rest.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let module = module(path.strip_prefix(&top).unwrap());
                let (code, test_modules) = without_tests(&bare(&fs::read_to_string(&path).unwrap()));
                let around =
                    if ["main", "lib"].contains(&module.as_str()) { String::new() } else { module.clone() };
                tests.extend(test_modules.iter().map(|name| join(&around, name)));
                let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push(Source { path, module, code });
            }
        }
    }
    found.retain(|source| !tests.iter().any(|test| is_in(&source.module, test)));
    assert!(found.len() > 4, "{folder} is there");
    found
}

/// Returns the path and the code of each source in a folder, without comments, texts and tests.
pub(crate) fn code(folder: &str) -> Vec<(String, String)> {
    sources(folder).into_iter().map(|source| (source.path, source.code)).collect()
}

fn is_folder(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "mod")
}

fn join(around: &str, name: &str) -> String {
    if around.is_empty() { name.to_owned() } else { format!("{around}::{name}") }
}

fn module(path: &Path) -> String {
    let path = if is_folder(path) { path.parent().unwrap().to_owned() } else { path.with_extension("") };
    path.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("::")
}

fn is_in(module: &str, room: &str) -> bool {
    module.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns source without comments and without the contents of strings.
fn bare(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => {
                rest.by_ref().find(|c| *c == '\n');
                code.push('\n');
            }
            '"' => {
                code.push('"');
                while let Some(c) = rest.next() {
                    match c {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => (),
                    }
                }
                code.push('"');
            }
            // A character, not a lifetime: '"' would open a text.
            '\'' => {
                let mut ahead = rest.clone();
                match (ahead.next(), ahead.next()) {
                    (Some('\\'), _) => {
                        rest.next();
                        rest.next();
                        rest.by_ref().find(|c| *c == '\'');
                    }
                    (Some(_), Some('\'')) => drop((rest.next(), rest.next())),
                    _ => (),
                }
                code.push('\'');
            }
            c => code.push(c),
        }
    }
    code
}

/// Code without `#[cfg(test)] mod … { … }`, and the names of test modules in files of their own.
fn without_tests(code: &str) -> (String, Vec<String>) {
    let mut kept = String::new();
    let mut modules = Vec::new();
    let mut rest = code;
    while let Some((before, following)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let item = following.trim_start();
        let head = &item[..item.find(['{', ';']).unwrap_or(item.len())];
        if let Some((_, name)) = head.split_once("mod ")
            && item[head.len()..].starts_with(';')
        {
            modules.push(name.trim().to_owned());
        }
        rest = behind_item(&item[head.len()..]);
    }
    kept.push_str(rest);
    (kept, modules)
}

/// Returns the text after an item's `;` or block.
fn behind_item(item: &str) -> &str {
    let mut depth = 0;
    for (at, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => (),
        }
        if depth == 0 && matches!(c, '}' | ';') {
            return &item[at + 1..];
        }
    }
    ""
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Finds the places where a word is a whole path segment. Returns the text after each.
fn following<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(word).filter_map(move |(at, _)| {
        let alone = !code[..at].ends_with(is_name) && !code[..at].ends_with("::");
        let rest = &code[at + word.len()..];
        (alone && (word.ends_with(['!', ':']) || !rest.starts_with(is_name))).then_some(rest)
    })
}

/// Returns the paths that begin at `rest`: one, or those in braces, as far as modules go.
fn paths(rest: &str, around: &str) -> Vec<String> {
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut start = 0;
        let mut found = Vec::new();
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                '}' | ',' if depth == 0 => {
                    found.extend(paths(&group[start..at], around));
                    start = at + 1;
                    if c == '}' {
                        return found;
                    }
                }
                _ => (),
            }
        }
        return found;
    }
    let name: String = rest.chars().take_while(|c| is_name(*c)).collect();
    let here = join(around, &name);
    match rest[name.len()..].strip_prefix("::") {
        _ if name.is_empty() => Vec::new(),
        Some(rest) if rest.starts_with('{') || rest.starts_with(is_name) => {
            let inner = paths(rest, &here);
            if inner.is_empty() { vec![here] } else { inner }
        }
        _ => vec![here],
    }
}

/// Everything of the same crate that a source names.
fn used(source: &Source) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for rest in following(&source.code, "crate::") {
        found.extend(paths(rest, ""));
    }
    for rest in following(&source.code, "super::") {
        let mut module = source.module.as_str();
        let mut rest = rest;
        module = module.rsplit_once("::").map_or("", |(around, _)| around);
        while let Some(further) = rest.strip_prefix("super::") {
            rest = further;
            module = module.rsplit_once("::").map_or("", |(around, _)| around);
        }
        found.extend(paths(rest, module));
    }
    found
}

fn room<'r>(
    rooms: &'r [(&'static str, &'static [&'static str])],
    module: &str,
) -> Option<&'r (&'static str, &'static [&'static str])> {
    rooms.iter().filter(|(room, _)| is_in(module, room)).max_by_key(|(room, _)| room.len())
}

fn check(folder: &str, rooms: Rooms) {
    let mut wrong = BTreeSet::new();
    let mut arrows = BTreeSet::new();
    let sources = sources(folder);
    assert!(sources.len() > 10, "{folder} is there");
    for source in sources {
        let Source { path, module, .. } = &source;
        let Some((here, may)) = room(rooms, module) else {
            wrong.insert(format!("{path}: tests/layers.rs does not say what this room may use"));
            continue;
        };
        for target in used(&source) {
            let side_by_side = SIDE_BY_SIDE.iter().filter(|(of, _)| *of == folder).map(|(_, rooms)| rooms);
            for siblings in side_by_side {
                let of = |module: &str| siblings.iter().position(|sibling| is_in(module, sibling));
                if let (Some(here), Some(there)) = (of(module), of(&target))
                    && here != there
                {
                    wrong.insert(format!("{path}: uses {target}, which stands beside it"));
                }
            }
            // A name that no room has is an item of the crate's root.
            let top = target.split("::").next().unwrap_or_default();
            if is_in(&target, here) || room(rooms, &target).is_none() {
                continue;
            }
            arrows.insert(format!("{here} -> {top}"));
            if !may.iter().any(|room| is_in(&target, room)) {
                wrong.insert(format!("{path}: {here} may not use {target}"));
            }
        }
    }
    eprintln!("{folder}: {} arrows: {}", arrows.len(), arrows.into_iter().collect::<Vec<_>>().join(", "));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_program_points_down() {
    check("src", PROGRAM);
}

#[test]
fn the_library_points_down() {
    check("decoders/src", DECODERS);
}

/// Implementors of the traits that are not beside the others: formats made of formats, and a format in a room of its own.
const APART: &[&str] = &["render::format", "diff"];

/// Returns the sources that implement `Format` or `Source` and are not in [`SIDE_BY_SIDE`].
fn unlisted<'s>(sources: &'s [Source], rooms: &[(&str, &[&str])]) -> Vec<&'s str> {
    let is_listed = |source: &Source| {
        let mut listed =
            rooms.iter().filter(|(of, _)| *of == "src").flat_map(|(_, rooms)| *rooms).chain(APART);
        listed.any(|room| is_in(&source.module, room))
    };
    let implements =
        |source: &Source| [" Format for ", " Source for "].iter().any(|words| source.code.contains(words));
    let unlisted = sources.iter().filter(|source| implements(source) && !is_listed(source));
    unlisted.map(|source| source.path.as_str()).collect()
}

#[test]
fn every_format_and_source_is_side_by_side() {
    let sources = sources("src");
    let found = unlisted(&sources, SIDE_BY_SIDE);
    assert!(found.is_empty(), "add the modules of these formats and sources to SIDE_BY_SIDE: {found:#?}");
    assert!(unlisted(&sources, &[]).len() > 10, "formats and sources are found");
}

/// A module with parts is `NAME/mod.rs`, never `NAME.rs` beside a folder `NAME`.
#[test]
fn modules_have_one_layout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = ["src", "decoders/src", "tests"].map(|top| root.join(top)).into();
    let mut checked = 0;
    while let Some(folder) = folders.pop() {
        checked += 1;
        let beside = folder.with_extension("rs");
        assert!(!beside.exists(), "move {} to {}/mod.rs", beside.display(), folder.display());
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        folders.extend(entries.filter(|path| path.is_dir()));
    }
    assert!(checked > 40, "{checked} folders");
}

/// Circles of files that are known, each with the reason why it may stay.
const CIRCLES: &[(&[&str], &str)] = &[(
    &["src/render/line/list.rs", "src/render/line/value.rs"],
    "values nest: a list holds attributes, and the value of an attribute may be a list",
)];

/// Returns the files that a file can reach through the paths it names, itself only through others. A module that uses its own parts
/// by `part::name` is no arrow: it declares them.
fn reached(from: usize, arrows: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut rest: Vec<usize> = arrows[from].iter().copied().collect();
    while let Some(next) = rest.pop() {
        if found.insert(next) {
            rest.extend(&arrows[next]);
        }
    }
    found
}

/// Returns the circles of files among sources, each as its paths in order.
fn circles(sources: &[Source]) -> BTreeSet<Vec<String>> {
    let file = |target: &str| {
        let holds = |at: &usize| is_in(target, &sources[*at].module);
        (0..sources.len()).filter(holds).max_by_key(|at| sources[*at].module.len())
    };
    let arrows_of = |(at, source): (usize, &Source)| -> BTreeSet<usize> {
        used(source).iter().filter_map(|target| file(target)).filter(|other| *other != at).collect()
    };
    let arrows: Vec<_> = sources.iter().enumerate().map(arrows_of).collect();
    let reached: Vec<_> = (0..sources.len()).map(|at| reached(at, &arrows)).collect();
    let circle = |at: usize| -> Vec<String> {
        let members = reached[at].iter().filter(|other| reached[**other].contains(&at));
        let mut paths: Vec<_> = members.map(|other| sources[*other].path.clone()).collect();
        paths.sort();
        paths
    };
    (0..sources.len()).map(circle).filter(|circle| !circle.is_empty()).collect()
}

#[test]
fn files_make_no_circles() {
    let found = circles(&sources("src"));
    let known = |circle: &Vec<String>| CIRCLES.iter().any(|(paths, _)| circle.iter().eq(paths.iter()));
    let new: Vec<_> = found.iter().filter(|circle| !known(circle)).collect();
    assert!(new.is_empty(), "files that use each other in a circle: {new:#?}");
    for (paths, _) in CIRCLES {
        assert!(found.iter().any(|circle| circle.iter().eq(paths.iter())), "{paths:?} is no circle any more");
    }
}

#[test]
fn a_circle_of_files_is_seen() {
    let source = |module: &str, code: &str| Source {
        path: module.to_owned(),
        module: module.to_owned(),
        code: code.to_owned(),
    };
    let sources = [
        source("a", "use crate::b::B;"),
        source("b", "use crate::c::{C, D};"),
        source("c", "fn c(_: super::a::A) {}"),
        source("d", "use crate::a::A;"),
    ];
    assert_eq!(circles(&sources), BTreeSet::from([vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]]));
}

#[test]
fn what_one_room_knows_no_other_does() {
    let mut wrong = Vec::new();
    for source in sources("src").iter().chain(&sources("decoders/src")) {
        for (word, rooms, reason) in KEPT {
            let kept = rooms.iter().any(|room| source.path.starts_with(room));
            if !kept && following(&source.code, word).next().is_some() {
                wrong.push(format!("{}: {word}: {reason}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_library_does_nothing_but_decode() {
    let manifest = fs::read_to_string(root().join("decoders/Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""), "decoders/Cargo.toml forbids unsafe code");
    for source in sources("decoders/src") {
        for word in NOT_IN_DECODERS {
            assert!(following(&source.code, word).next().is_none(), "{}: {word}", source.path);
        }
        assert!(
            following(&source.code, "nltrace").next().is_none(),
            "{}: the library knows no program",
            source.path
        );
    }
}

#[test]
fn this_test_sees_what_it_should() {
    let code = "use crate::render::{Event, json::{self, Json}};\n// crate::comment\nlet x = \"crate::text\"; '\"'\n\
                super::escape::json(crate::exit::code(1));\n#[cfg(test)]\nmod tests { use crate::run; }\n#[cfg(test)]\nmod more;\n";
    let (code, tests) = without_tests(&bare(code));
    assert_eq!(tests, ["more"]);
    let source = Source { path: String::new(), module: "render::tree".to_owned(), code };
    let mut found = used(&source);
    found.sort();
    assert_eq!(
        found,
        ["exit::code", "render::Event", "render::escape::json", "render::json::Json", "render::json::self"]
    );
    assert!(is_in("render::json", "render") && !is_in("renderer", "render"));
}
