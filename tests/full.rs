//! Outputs that fail: what is lost is reported with the file's name, a traced program keeps its life and status, and nltrace
//! never ends with 0.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A script, with the program as `$0`, a capture as `$1` and a folder of its own as `$2`.
fn script(text: &str) -> (Output, PathBuf) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-full-{number}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    let capture = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/route/link-kinds.pcap");
    let output = Command::new("bash")
        .args(["-c", text, env!("CARGO_BIN_EXE_nltrace")])
        .args([&capture, &folder])
        .output()
        .unwrap();
    (output, folder)
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_full_disk_where_a_capture_is_read() {
    for arguments in
        ["", "-F json", "-F hex", "-F line", "-c", "--coverage", "--bytes c", "--threads 3 -F json", "-q"]
    {
        let (output, folder) = script(&format!("$0 {arguments} -r $1 -o /dev/full"));
        let text = error(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments}: {text}");
        assert!(
            text.starts_with("nltrace: error: /dev/full: No space left on device;"),
            "{arguments}: {text}"
        );
        assert!(text.contains("it ends after 0 bytes") && text.lines().count() == 1, "{arguments}: {text}");
        fs::remove_dir(folder).unwrap();
    }
    for command in ["-r $1 >/dev/full", "-x 00 >/dev/full", "--list >/dev/full"] {
        let (output, folder) = script(&format!("$0 -q {command}"));
        let text = error(&output);
        assert_eq!(output.status.code(), Some(1), "{command}: {text}");
        assert!(text.starts_with("nltrace: error: standard output: No space left"), "{command}: {text}");
        fs::remove_dir(folder).unwrap();
    }
    for command in ["--help", "--version", "--man", "--completions bash"] {
        let (output, folder) = script(&format!("$0 {command} >/dev/full"));
        assert_eq!(output.status.code(), Some(1), "{command}: {}", error(&output));
        fs::remove_dir(folder).unwrap();
    }
}

/// The messages go on where the capture that is written can't, and the reverse.
#[test]
fn one_output_of_two_fails() {
    let (output, folder) = script(
        "$0 -F json -r $1 -o $2/out -w /dev/full; echo $?; $0 -F json -r $1 -w $2/copy -o /dev/full; echo $?; $0 -F json -r $1 -o $2/all",
    );
    assert_eq!(output.stdout, b"1\n1\n");
    let text = error(&output);
    assert_eq!(text.matches("/dev/full: No space left on device").count(), 2, "{text}");
    assert_eq!(fs::read(folder.join("out")).unwrap(), fs::read(folder.join("all")).unwrap());
    let copied = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-F", "json", "-r"])
        .arg(folder.join("copy"))
        .output()
        .unwrap();
    assert!(copied.status.success());
    let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines(&copied.stdout), lines(&fs::read(folder.join("all")).unwrap()));
    fs::remove_dir_all(folder).unwrap();
}

/// The written part of a capture consists of whole blocks.
#[test]
fn a_capture_is_cut_back_to_whole_blocks() {
    for limit in [1, 2, 3, 7] {
        let (output, folder) = script(&format!("ulimit -f {limit}; $0 -q -r $1 -w $2/copy -o /dev/null"));
        let text = error(&output);
        assert_eq!(output.status.code(), Some(1), "{limit}: {text}");
        assert!(text.contains("/copy: File too large; it ends after "), "{limit}: {text}");
        let copy = fs::read(folder.join("copy")).unwrap();
        let ends: usize = text.split(" after ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert_eq!(copy.len(), ends, "{limit}");
        assert!(copy.len() <= limit * 1024, "{limit}");
        let read =
            Command::new(env!("CARGO_BIN_EXE_nltrace")).arg("-r").arg(folder.join("copy")).output().unwrap();
        assert!(read.status.success(), "{limit}: {}", error(&read));
        fs::remove_dir_all(folder).unwrap();
    }
}

/// A program that uses netlink and ends as its argument says.
const PROGRAM: &str = "python3 -c '
import os, socket, struct, sys
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
for seq in range(60):
    s.send(struct.pack(\"=IHHIIB3x\", 20, 18, 0x301, seq, 0, 0)); s.recv(65536); s.recv(65536)
print(\"ends well\", flush=True)
if sys.argv[1] == \"kill\": os.kill(os.getpid(), 15)
sys.exit(int(sys.argv[1]))'";

#[test]
fn a_traced_program_lives_and_keeps_its_status() {
    let (output, folder) = script("$0 -o /dev/null -- python3 -c ''");
    fs::remove_dir(folder).unwrap();
    if !output.status.success() {
        eprintln!("SKIPPED a_traced_program_lives_and_keeps_its_status: {}", error(&output));
        return;
    }
    for (arguments, name) in [
        ("$0 -o /dev/full", "/dev/full"),
        ("$0 -F json -o /dev/full", "/dev/full"),
        ("$0 --coverage -o /dev/full", "/dev/full"),
        ("$0 -o /dev/null -w /dev/full", "/dev/full"),
        ("$0 -o >(exec true)", "/dev/fd/"),
        ("ulimit -f 4; $0 -o $2/trace", "/trace"),
        ("ulimit -f 4; $0 -o /dev/null -w $2/capture", "/capture"),
        ("ulimit -f 0; $0 -o /dev/null -w $2/capture", "/capture"),
    ] {
        for (status, wanted) in [("0", Some(1)), ("5", Some(5)), ("kill", None)] {
            let (output, folder) = script(&format!(
                "set -m; {} -- {PROGRAM} {status}",
                arguments.replace("ulimit", "ulimit -S").replace("$0", "exec $0")
            ));
            let text = error(&output);
            assert_eq!(output.stdout, b"ends well\n", "{arguments} {status}: {text}");
            assert_eq!(output.status.code(), wanted, "{arguments} {status}: {text}");
            assert_eq!(output.status.signal(), wanted.is_none().then_some(15), "{arguments} {status}");
            assert!(text.contains(name) && text.contains("it ends after "), "{arguments} {status}: {text}");
            fs::remove_dir_all(folder).unwrap();
        }
    }
    for (redirection, status, wanted) in
        [("2>/dev/full", 3, 3), ("2>/dev/full", 0, 1), ("2> >(exec true)", 3, 3)]
    {
        let (output, folder) = script(&format!("$0 -- {PROGRAM} {status} {redirection}; echo $?"));
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            format!("ends well\n{wanted}\n"),
            "{redirection}"
        );
        fs::remove_dir(folder).unwrap();
    }
}

/// The limit that nltrace outlives is the program's still.
#[test]
fn a_traced_program_dies_of_its_own_limit() {
    let (output, folder) = script(
        "ulimit -f 1; $0 -q -o /dev/null -- sh -c 'exec dd if=/dev/zero of='$2/big' bs=4096 count=1 2>/dev/null'",
    );
    assert!(output.status.signal() == Some(25) || error(&output).contains("ptrace"), "{output:?}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn complaints_that_nobody_can_read() {
    for command in ["-r /nowhere", "-e '(' -x 00", "--nonsense", "-x zz", "-- /nowhere"] {
        let (output, folder) = script(&format!("$0 {command} 2>/dev/full"));
        assert!(matches!(output.status.code(), Some(1 | 2 | 127)), "{command}: {output:?}");
        fs::remove_dir(folder).unwrap();
    }
}
