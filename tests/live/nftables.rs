//! nft, as it loads a ruleset and lists it again, in a network namespace of its own.
//!
//! Where there is no nft, no namespace or no nf_tables in the kernel, the tests say so and skip.

use serde_json::Value;

use super::objects::{at, in_namespace, readings};
use super::run::Run;

/// A ruleset of everything that all kernels with nf_tables have, and that is easily got wrong.
const RULESET: &str = "nft -f - <<'END'
table inet t {
	counter x { packets 3 bytes 4294967303 }
	quota q { over 5 mbytes }
	limit l { rate over 7/minute burst 9 packets }
	set s { type ipv4_addr . inet_service; flags timeout; timeout 1h; gc-interval 30s; size 128; comment \"noted\"; }
	map m { type inet_service : verdict; elements = { 22 : accept, 80 : jump j } }
	chain j { return; }
	chain c { type filter hook input priority -7; policy drop;
		ct state vmap { established : accept, invalid : drop }
		ip saddr . tcp dport @s counter name \"x\" accept comment \"from s\"
		meta l4proto { tcp, udp } th dport vmap @m
		tcp dport 8080 add @s { ip saddr . tcp dport timeout 5m }
		limit name \"l\" log prefix \"seen \" level info
	}
}
END
";

/// Traces a script; none where nf_tables can't be used here.
fn traced(script: &str) -> Option<Run> {
    let run = in_namespace(&format!("{RULESET}{script}"));
    if run.status.success() {
        return Some(run);
    }
    eprintln!(
        "SKIPPED: nft does not take the ruleset here: {}",
        run.stderr.lines().next().unwrap_or("silently")
    );
    None
}

fn of_netfilter(run: &Run) -> impl Iterator<Item = &Value> {
    run.message_records().filter(|record| record["protocol"] == "NETLINK_NETFILTER")
}

#[test]
fn every_message_of_nft_is_explained_and_answered() {
    let Some(run) = traced("nft -a list ruleset") else { return };
    let (mut sent, mut answers) = (0, 0);
    for record in of_netfilter(&run) {
        assert!(record["type"].is_string(), "{record}");
        let text = record.to_string();
        for wrong in ["\"raw\":", "\"state\":", "\"lints\":", "\"extra\":", "\"name\":null"] {
            assert!(!text.contains(wrong), "{wrong} in {record}");
        }
        if record["direction"] == "send" {
            sent += 1;
        } else {
            assert!(record["answers"]["type"].is_string(), "an answer to something: {record}");
            answers += 1;
        }
    }
    assert!(sent > 10 && answers > 10, "{sent} messages sent, {answers} received");
}

#[test]
fn what_nft_lists() {
    /// The path in nft's JSON, the path in our message, and the factor between their units.
    type Figures = &'static [(&'static str, &'static str, u64)];
    const THINGS: &[(&str, &str, (&str, &str), Figures)] = &[
        (
            "counter",
            "NFT_MSG_NEWOBJ",
            ("NFTA_OBJ_NAME", "x"),
            &[
                ("packets", "NFTA_OBJ_DATA/NFTA_COUNTER_PACKETS", 1),
                ("bytes", "NFTA_OBJ_DATA/NFTA_COUNTER_BYTES", 1),
                ("handle", "NFTA_OBJ_HANDLE", 1),
            ],
        ),
        (
            "quota",
            "NFT_MSG_NEWOBJ",
            ("NFTA_OBJ_NAME", "q"),
            &[
                ("bytes", "NFTA_OBJ_DATA/NFTA_QUOTA_BYTES", 1),
                ("used", "NFTA_OBJ_DATA/NFTA_QUOTA_CONSUMED", 1),
            ],
        ),
        (
            "limit",
            "NFT_MSG_NEWOBJ",
            ("NFTA_OBJ_NAME", "l"),
            &[("rate", "NFTA_OBJ_DATA/NFTA_LIMIT_RATE", 1), ("burst", "NFTA_OBJ_DATA/NFTA_LIMIT_BURST", 1)],
        ),
        (
            "set",
            "NFT_MSG_NEWSET",
            ("NFTA_SET_NAME", "s"),
            &[
                ("timeout", "NFTA_SET_TIMEOUT", 1000),
                ("gc-interval", "NFTA_SET_GC_INTERVAL", 1000),
                ("size", "NFTA_SET_DESC/NFTA_SET_DESC_SIZE", 1),
            ],
        ),
        (
            "chain",
            "NFT_MSG_NEWCHAIN",
            ("NFTA_CHAIN_NAME", "c"),
            &[("prio", "NFTA_CHAIN_HOOK/NFTA_HOOK_PRIORITY", 1), ("handle", "NFTA_CHAIN_HANDLE", 1)],
        ),
    ];
    let Some(run) = traced("nft -j list ruleset") else { return };
    let document: Value = serde_json::from_str(run.stdout.trim()).expect("nft prints JSON");
    let all = document["nftables"].as_array().expect("a list of things");
    let mut compared = 0;
    for (kind, message, (name, value), figures) in THINGS {
        let theirs = all
            .iter()
            .find_map(|thing| thing.get(kind).filter(|thing| thing["name"] == *value))
            .unwrap_or_else(|| panic!("nft lists a {kind} {value}"));
        let ours = of_netfilter(&run)
            .filter(|record| record["type"] == *message && record["direction"] == "receive")
            .find(|record| at(&record["fields"], name).is_some_and(|field| field["value"] == *value))
            .unwrap_or_else(|| panic!("the kernel tells of a {kind} {value}"));
        for (figure, path, times) in *figures {
            let times = i64::try_from(*times).expect("a small factor");
            let theirs =
                theirs[figure].as_i64().unwrap_or_else(|| panic!("{kind} has {figure}: {theirs}")) * times;
            let field = at(&ours["fields"], path).unwrap_or_else(|| panic!("no {path} in {ours}"));
            let ours: Vec<Option<i64>> = readings(field).iter().map(|value| value.as_i64()).collect();
            assert!(ours.contains(&Some(theirs)), "{kind} {figure}: {theirs}, nltrace {field}");
            compared += 1;
        }
    }
    eprintln!("{compared} figures compared with nft's");
}
