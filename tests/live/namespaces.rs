//! Several network namespaces in one trace: they are shown, and a filter can ask for them.

use std::process::Command;

use serde_json::Value;

use super::run::scratch;

/// Runs a script with two namespaces that have names; `None`, with a message, where that is not possible.
fn script(text: &str) -> Option<String> {
    let before =
        "mount -t tmpfs none /run && mkdir /run/netns && ip netns add blue && ip netns add red || exit 99";
    let output = Command::new("unshare")
        .args(["-rnm", "sh", "-c", &format!("{before}\n{text}")])
        .env("NLTRACE", env!("CARGO_BIN_EXE_nltrace"))
        .env("COLUMNS", "2000")
        .output();
    match output {
        Ok(output) if output.status.success() => Some(
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        ),
        other => {
            eprintln!("skipped: {other:?}");
            None
        }
    }
}

const COMMAND: &str =
    "sh -c 'ip link show lo; ip -n blue link set lo up; ip -n red link show lo' > /dev/null";

#[test]
fn each_format_names_them_from_the_second_on() {
    let run = |format: &str| script(&format!("$NLTRACE -q --time none -F {format} -- {COMMAND}"));
    for (format, call, blue, red) in [
        ("tree", "sendmsg", "]@blue ", "]@red "),
        ("hex", "sendmsg", "]@blue ", "]@red "),
        ("brief", "RTM_NEWLINK", " blue ", " red "),
        ("line", "sendmsg", "[netns blue] ", "[netns red] "),
    ] {
        let Some(text) = run(format) else { return };
        let lines =
            |word: &str| text.lines().filter(|line| line.contains(call) && line.contains(word)).count();
        assert!(lines(blue) > 0 && lines(red) > 0, "{format}: {text}");
        let first = text.lines().find(|line| line.contains(call)).unwrap_or_default();
        assert!(
            !first.contains('@') && !first.contains("netns"),
            "{format}: one is none to tell apart: {text}"
        );
    }
    let Some(text) = script("$NLTRACE -q --time none -- sh -c 'ip -n blue link show lo' > /dev/null") else {
        return;
    };
    assert!(text.contains("RTM_GETLINK") && !text.contains('@'), "{text}");
}

#[test]
fn a_filter_asks_for_one_by_name_or_number() {
    let of = |filter: &str, source: &str| -> Option<Vec<String>> {
        let text = script(&format!(
            "inode=$(stat -L -c %i /run/netns/blue); $NLTRACE -q -F json -e \"{filter}\" {source}"
        ))?;
        let records = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let name = |record: Value| record["netns_name"].as_str().unwrap_or("none").to_owned();
        Some(records.filter(|record| record["type"].is_string()).map(name).collect())
    };
    let live = format!("-- {COMMAND}");
    let file = scratch("namespaces.pcapng").to_string_lossy().into_owned();
    let Some(_) = script(&format!("$NLTRACE -q -w {file} -o /dev/null -- {COMMAND}")) else { return };
    for source in [live.clone(), format!("-r {file}"), format!("--threads 1 -r {file}")] {
        for (filter, wanted) in [
            ("netns == blue", &["blue"][..]),
            ("netns == $inode", &["blue"]),
            ("netns in {blue, red}", &["blue", "red"]),
            ("netns ~ re", &["red"]),
            ("netns != blue and netns != red", &["none"]),
        ] {
            // Each script makes namespaces of its own.
            if filter.contains("$inode") && source != live {
                continue;
            }
            let Some(mut names) = of(filter, &source) else { return };
            names.dedup();
            assert_eq!(names, wanted, "{source} {filter}");
        }
    }
    let _ = std::fs::remove_file(file);
}

/// The first program's socket is closed when the next is executed. nltrace traces the next one too.
#[test]
fn a_program_that_executes_another_is_followed() {
    let Some(text) =
        script("$NLTRACE -q --time none -F brief -- ip netns exec red ip link show lo > /dev/null")
    else {
        return;
    };
    assert!(text.contains("RTM_GETLINK lo"), "{text}");
    let program = "import os, socket\ns = socket.socket(16, 3, 0)\ns.bind((0, 0))\nos.execvp(\"ip\", [\"ip\", \"link\", \"show\", \"lo\"])";
    let Some(text) =
        script(&format!("$NLTRACE -q --time none -F brief -- python3 -c '{program}' > /dev/null"))
    else {
        return;
    };
    assert!(text.contains("RTM_GETLINK lo"), "{text}");
}
