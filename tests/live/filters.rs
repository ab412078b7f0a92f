//! nltrace's words for the byte code of an ss(8) filter have the same meaning: ss compiles them to the same byte code.

use serde_json::Value;

use super::run::trace_with;

/// Returns the filters that a command sent: their sentence, and their byte code.
fn sent(filter: &str) -> Vec<(String, Value)> {
    let command: Vec<String> = ["ss", "-tn", filter].map(str::to_owned).to_vec();
    let run = trace_with(&["--messages-only"], &command);
    let mut found = Vec::new();
    for record in run.message_records().filter(|record| record["direction"] == "send") {
        for field in record["fields"].as_array().into_iter().flatten() {
            if field["name"] == "INET_DIAG_REQ_BYTECODE" {
                let words = field["gloss"].as_str().unwrap_or_default().to_owned();
                found.push((words, field["fields"].clone()));
            }
        }
    }
    found
}

#[test]
fn a_filter_in_words_compiles_to_the_same() {
    let version = std::process::Command::new("ss").arg("-V").output();
    if version.is_err() {
        eprintln!("SKIPPED a_filter_in_words_compiles_to_the_same: needs ss(8)");
        return;
    }
    for typed in [
        "sport = :22",
        "dport >= :1024",
        "sport >= :1000 and ( dst 10.0.0.0/8 or not dport = :22 )",
        "dst 192.0.2.0/24 and not ( sport = :80 or sport = :443 )",
        "src 127.0.0.1:631 or dst [2001:db8::1]:80",
        "not ( dport < :1024 )",
        "( sport = :1 or sport = :2 or sport = :3 ) and ( dport = :4 or dport = :5 )",
        "dst 10.1.2.3 and dport != :443",
        "autobound and not dst 127.0.0.0/8",
        "fwmark = 0x10/0xff",
    ] {
        let first = sent(typed);
        assert!(!first.is_empty(), "{typed}: ss sent no byte code");
        for (words, code) in first {
            assert!(!words.is_empty(), "{typed}: no words for {code}");
            let again = sent(&words);
            assert!(
                again.iter().any(|(_, other)| *other == code),
                "{typed}: {words} compiles to something else"
            );
        }
    }
}
