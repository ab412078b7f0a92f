//! Keys and passwords do not appear in output, in no format and no form, unless `--show-secrets` asks for them.

use crate::wire::attribute;
use std::io::Write;
use std::process::{Command, Stdio};

/// 32 bytes, of which any eight are found in no other place.
const KEY: &[u8; 32] = b"ZQXJKVWYzqxjkvwyZYWVKJXQzywvkjxq";

fn message(kind: u16, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).unwrap();
    let header = [&len.to_le_bytes()[..], &kind.to_le_bytes(), &[5, 0], &[7, 0, 0, 0], &[0; 4]].concat();
    [&header, body].concat()
}

/// Returns nltrace's output for pasted bytes.
fn printed(protocol: &str, bytes: &[u8], options: &[&str]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["--protocol", protocol, "-x", "-"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    nltrace.stdin.take().unwrap().write_all(hex.as_bytes()).unwrap();
    let output = nltrace.wait_with_output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Returns whether a text holds four bytes of the key that follow each other, in a form that people could read back.
fn leaks(text: &str) -> Option<String> {
    let digits: String = text.to_lowercase().replace("0x", "").replace("\\x", "");
    let digits: String = digits.chars().filter(char::is_ascii_hexdigit).collect();
    KEY.windows(4).find_map(|four| {
        let plain = String::from_utf8_lossy(four).into_owned();
        let hex: String = four.iter().map(|byte| format!("{byte:02x}")).collect();
        (text.contains(&plain) || digits.contains(&hex)).then_some(plain)
    })
}

/// Every form of output that shows messages.
const FORMS: &[&[&str]] = &[
    &[],
    &["-v"],
    &["-F", "json"],
    &["-F", "line"],
    &["-F", "line", "-v", "-s", "999"],
    &["-F", "hex"],
    &["-F", "hex", "-v"],
    &["-F", "html"],
    &["--bytes", "c"],
    &["--bytes", "rust"],
    &["--bytes", "go"],
    &["--bytes", "python"],
    &["--coverage"],
    &["-c"],
    &["-C"],
    &["--lint"],
];

/// WireGuard's `WG_CMD_SET_DEVICE` with a private key and a peer's preshared key.
fn wireguard() -> Vec<u8> {
    let peer = [attribute(1, &[9; 32]), attribute(2, KEY)].concat();
    let peers = attribute(0x8008, &attribute(0x8000, &peer));
    message(30, &[&[1, 1, 0, 0][..], &attribute(2, b"wg0\0"), &attribute(3, KEY), &peers].concat())
}

/// `XFRM_MSG_NEWSA` with an algorithm whose key has so many bits.
fn association(bits: u32) -> Vec<u8> {
    let algorithm = [&b"cbc(aes)"[..], &[0; 56], &bits.to_le_bytes(), KEY].concat();
    message(16, &[&[0; 224][..], &attribute(2, &algorithm)].concat())
}

#[test]
fn no_form_prints_a_key() {
    let request = wireguard();
    let echoed = message(2, &[&(-22i32).to_le_bytes()[..], &request].concat());
    let cut = &request[..60];
    let longer = message(30, &[&[1, 1, 0, 0][..], &attribute(3, &[KEY, &KEY[..]].concat())].concat());
    let short =
        [&message(30, &[&[1, 1, 0, 0][..], &[20, 0, 3, 0], &KEY[..16]].concat())[..], &KEY[16..]].concat();
    let messages: &[(&str, &[u8])] = &[
        ("wireguard", &request),
        ("wireguard", &echoed),
        ("wireguard", cut),
        ("wireguard", &longer),
        ("wireguard", &short),
        ("XFRM", &association(256)),
        // The length says less than there is.
        ("XFRM", &association(64)),
    ];
    for (at, (protocol, bytes)) in messages.iter().enumerate() {
        for form in FORMS {
            let text = printed(protocol, bytes, form);
            assert_eq!(leaks(&text), None, "message {at}, {form:?}:\n{text}");
        }
    }
}

#[test]
fn what_is_said_in_its_place() {
    let tree = printed("wireguard", &wireguard(), &[]);
    assert!(tree.contains("WGDEVICE_A_PRIVATE_KEY  (hidden, 32 bytes)"), "{tree}");
    let json = printed("wireguard", &wireguard(), &["-F", "json"]);
    let key = r#"{"name":"WGDEVICE_A_PRIVATE_KEY","type_id":3,"offset":28,"len":36,"hidden":true}"#;
    assert!(json.contains(key), "{json}");
    let line = printed("wireguard", &wireguard(), &["-F", "line"]);
    assert!(line.contains("nla_type=WGDEVICE_A_PRIVATE_KEY}, (hidden, 32 bytes)]"), "{line}");
}

#[test]
fn whoever_asks_sees_it() {
    for form in [&["-F", "json"][..], &["-F", "hex"], &["-F", "line", "-s", "99"], &["--bytes", "c"], &[]] {
        let text = printed("wireguard", &wireguard(), &[form, &["--show-secrets"]].concat());
        assert!(leaks(&text).is_some() && !text.contains("hidden"), "{form:?}:\n{text}");
    }
}

#[test]
fn a_capture_stays_faithful_and_is_its_owner_s_alone() {
    use std::os::unix::fs::MetadataExt;

    let file = std::env::temp_dir().join(format!("nltrace-secrets-{}.pcapng", std::process::id()));
    let said = printed("wireguard", &wireguard(), &["-w", &file.display().to_string()]);
    let capture = std::fs::read(&file).unwrap();
    let mode = std::fs::metadata(&file).unwrap().mode();
    std::fs::remove_file(&file).unwrap();
    assert!(capture.windows(32).any(|bytes| bytes == KEY));
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(said.matches("holds keys").count(), 1, "{said}");
    assert_eq!(leaks(&said), None);
}
