//! Clients in other languages that fail, and what is read about it without a change to them: a Python library, and a Go
//! program of the standard library's means.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::run::{bounded, scratch};

/// A Go program that gets only `numerical result out of range`.
const GO: &str = include_str!("client.go");

/// A Python program that gets only `(101, 'Network is unreachable')`.
const PYTHON: &str = "from pyroute2 import IPRoute
IPRoute().route('add', dst='10.0.0.0/8', gateway='192.0.2.1')";

/// Returns the failed exchange of a command: the request and the error, as they are shown with `-e error`.
fn failed(format: &str, options: &[&str], command: &[&str]) -> String {
    let output = scratch(format);
    let mut run = Command::new("unshare");
    let nltrace = env!("CARGO_BIN_EXE_nltrace");
    run.args(["-rn", nltrace, "-F", format, "-e", "error", "--messages-only", "-o"])
        .arg(&output)
        .args(options);
    run.arg("--").args(command).env("COLUMNS", "2000");
    bounded(run);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(output);
    text
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_go_client() {
    if !succeeds("go", &["version"]) || !succeeds("unshare", &["-rn", "true"]) {
        return eprintln!("SKIPPED a_go_client: needs go, and namespaces");
    }
    let folder = scratch("go");
    fs::create_dir_all(&folder).expect("the target directory can be written");
    let (source, program) = (folder.join("client.go"), folder.join("client"));
    fs::write(&source, GO).expect("the target directory can be written");
    let mut build = Command::new("go");
    build.arg("build").arg("-o").args([&program, &source]);
    build.env("GOCACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("gocache"));
    build.envs([("GO111MODULE", "off"), ("GOPROXY", "off"), ("GOFLAGS", ""), ("CGO_ENABLED", "0")]);
    let (status, _, err) = bounded(build);
    assert!(status.success(), "{err}");
    let command = [program.to_str().expect("a path in UTF-8")];
    let shown = failed("tree", &[], &command);
    // The program's own mistake, before the kernel's word for it, and what it could have done to learn more.
    let printed = [
        "IFLA_MTU: 0 bytes where 4 are read",
        "nla_len is 1400, 4 bytes are left → nla_len counts the attribute's header and payload",
        "answers RTM_NEWLINK after",
        "ERANGE (Numerical result out of range)",
        "the program did not ask for extended ACKs: setsockopt(SOL_NETLINK, NETLINK_EXT_ACK)",
    ];
    let mut rest = shown.as_str();
    for printed in printed {
        let at = rest.find(printed).unwrap_or_else(|| panic!("{printed}, in this order: {shown}"));
        rest = &rest[at..];
    }
    // Go has its own way to call functions, and no C library.
    let stack = failed("json", &["-k"], &command);
    for function in ["syscall.Sendto", "syscall.Recvfrom", "main.main", "runtime.main"] {
        assert!(stack.contains(&format!("\"function\":\"{function}\"")), "{function}: {stack}");
    }
    let json = failed("json", &[], &command);
    let records: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 2, "{json}");
    assert_eq!(records[0]["lints"][0]["name"], "attribute-short");
    assert_eq!(records[0]["lints"][1]["name"], "attribute-length");
    assert_eq!(records[1]["error"]["name"], "ERANGE");
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_python_library() {
    let python = "/usr/bin/python3";
    if !succeeds(python, &["-c", "import pyroute2"]) || !succeeds("unshare", &["-rn", "true"]) {
        return eprintln!("SKIPPED a_python_library: needs pyroute2, and namespaces");
    }
    let json = failed("json", &[], &[python, "-c", PYTHON]);
    let records: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [request, error] = records.as_slice() else { panic!("a request and its error: {json}") };
    assert_eq!((&request["type"], &request["direction"]), (&"RTM_NEWROUTE".into(), &"send".into()));
    let has_gateway = |field: &Value| field["name"] == "RTA_GATEWAY" && field["value"] == "192.0.2.1";
    assert!(request["fields"].as_array().unwrap().iter().any(has_gateway), "{request}");
    assert_eq!(error["answers"]["type"], "RTM_NEWROUTE");
    assert_eq!(error["answers"]["seq"], request["seq"]);
    assert_eq!((&error["error"]["name"], &error["error"]["errno"]), (&"ENETUNREACH".into(), &101.into()));
}
