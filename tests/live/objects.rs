//! Objects that the test makes, as iproute2 prints them and as nltrace decodes the same messages.
//!
//! They are chosen for facts that are easily wrong: byte order, signs, widths beyond 32 bits, and units. All of it happens
//! in network namespaces of its own. Objects that the kernel or the tools lack are skipped with a message.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::Value;

use super::run::{Run, trace_with};

/// A figure that both print: its path in iproute2's JSON, its path in nltrace's, and the factor and the addend that turn
/// theirs into ours.
struct Figure(&'static str, &'static str, f64, f64);

/// An object: the commands that make and show it, and the message that carries it: its type and a distinguishing value.
struct Object {
    make: &'static str,
    show: &'static str,
    message: &'static str,
    having: (&'static str, &'static str),
    figures: &'static [Figure],
}

const fn same(theirs: &'static str, ours: &'static str) -> Figure {
    Figure(theirs, ours, 1.0, 0.0)
}

/// Hundredths of seconds, which iproute2 prints as seconds.
const fn ticks(theirs: &'static str, ours: &'static str) -> Figure {
    Figure(theirs, ours, 100.0, 0.0)
}

/// The kernel is given weights less one.
const fn weight(theirs: &'static str, ours: &'static str) -> Figure {
    Figure(theirs, ours, 1.0, -1.0)
}

/// In every namespace before the object is made.
const GROUND: &str = "ip link add v0 index 10 type veth peer name v1 index 11 && ip link set v0 up && ip link set v1 up \
    && ip addr add 10.9.8.7/24 brd + dev v0 valid_lft 3600 preferred_lft 1800";

const OBJECTS: &[Object] = &[
    Object {
        make: "true",
        show: "ip -d -s -j link show v0",
        message: "RTM_NEWLINK",
        having: ("IFLA_IFNAME", "v0"),
        figures: &[
            same("/0/ifindex", "ifinfomsg/ifi_index"),
            same("/0/address", "IFLA_ADDRESS"),
            same("/0/max_mtu", "IFLA_MAX_MTU"),
            same("/0/tso_max_size", "IFLA_TSO_MAX_SIZE"),
            same("/0/linkinfo/info_kind", "IFLA_LINKINFO/IFLA_INFO_KIND"),
            same("/0/stats64/rx/bytes", "IFLA_STATS64/rx_bytes"),
            same("/0/stats64/tx/packets", "IFLA_STATS64/tx_packets"),
        ],
    },
    Object {
        make: "ip link add b0 address 02:10:20:30:40:50 type bridge forward_delay 400 ageing_time 12300 priority 4096 \
            mcast_query_interval 9999 && ip link set v1 master b0 && ip link set b0 up",
        show: "ip -d -j link show b0",
        message: "RTM_NEWLINK",
        having: ("IFLA_IFNAME", "b0"),
        figures: &[
            same("/0/linkinfo/info_data/forward_delay", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_FORWARD_DELAY"),
            same("/0/linkinfo/info_data/ageing_time", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_AGEING_TIME"),
            same("/0/linkinfo/info_data/priority", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_PRIORITY"),
            same("/0/linkinfo/info_data/priority", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_BRIDGE_ID/prio"),
            same("/0/address", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_BRIDGE_ID/addr"),
            ticks("/0/linkinfo/info_data/gc_timer", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_GC_TIMER"),
            same(
                "/0/linkinfo/info_data/mcast_query_intvl",
                "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_MCAST_QUERY_INTVL",
            ),
        ],
    },
    Object {
        make: "ip link add x0 type vxlan id 77 remote 192.0.2.1 dstport 4790 srcport 1000 2000 ttl 9 ageing 120",
        show: "ip -d -j link show x0",
        message: "RTM_NEWLINK",
        having: ("IFLA_IFNAME", "x0"),
        figures: &[
            same("/0/linkinfo/info_data/id", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_VXLAN_ID"),
            same("/0/linkinfo/info_data/remote", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_VXLAN_GROUP"),
            same("/0/linkinfo/info_data/port", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_VXLAN_PORT"),
            same(
                "/0/linkinfo/info_data/port_range/high",
                "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_VXLAN_PORT_RANGE/high",
            ),
            same("/0/linkinfo/info_data/ageing", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_VXLAN_AGEING"),
            same("/0/linkinfo/info_data/udp_csum", "IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_VXLAN_UDP_CSUM"),
        ],
    },
    Object {
        make: "ip link add x0 type vxlan id 77 dstport 4790 \
            && bridge fdb append 00:00:00:00:00:00 dev x0 dst 192.0.2.9 port 1234 vni 99",
        show: "bridge -s -j fdb show dev x0",
        message: "RTM_NEWNEIGH",
        having: ("NDA_DST", "192.0.2.9"),
        figures: &[
            same("/0/port", "NDA_PORT"),
            same("/0/vni", "NDA_VNI"),
            same("/0/mac", "NDA_LLADDR"),
            same("/0/dst", "NDA_DST"),
        ],
    },
    Object {
        make: "true",
        show: "ip -j -4 addr show v0",
        message: "RTM_NEWADDR",
        having: ("IFA_LOCAL", "10.9.8.7"),
        figures: &[
            same("/0/addr_info/0/broadcast", "IFA_BROADCAST"),
            same("/0/addr_info/0/prefixlen", "ifaddrmsg/ifa_prefixlen"),
            same("/0/addr_info/0/valid_life_time", "IFA_CACHEINFO/ifa_valid"),
            same("/0/addr_info/0/preferred_life_time", "IFA_CACHEINFO/ifa_prefered"),
        ],
    },
    Object {
        make: "ip route add 10.20.0.0/16 via 10.9.8.1 dev v0 mtu 1400 rto_min 250 rtt 304 advmss 1360 initcwnd 12 \
            metric 70000 realms 3/9",
        show: "ip -j route show 10.20.0.0/16",
        message: "RTM_NEWROUTE",
        having: ("RTA_DST", "10.20.0.0"),
        figures: &[
            same("/0/gateway", "RTA_GATEWAY"),
            same("/0/metric", "RTA_PRIORITY"),
            same("/0/metrics/0/mtu", "RTA_METRICS/RTAX_MTU"),
            same("/0/metrics/0/rto_min", "RTA_METRICS/RTAX_RTO_MIN"),
            // The kernel counts eighths of milliseconds.
            Figure("/0/metrics/0/rtt", "RTA_METRICS/RTAX_RTT", 8.0, 0.0),
            same("/0/metrics/0/advmss", "RTA_METRICS/RTAX_ADVMSS"),
        ],
    },
    Object {
        make: "ip route add 10.30.0.0/16 nexthop via 10.9.8.2 dev v0 weight 3 nexthop via 10.9.8.3 dev v0 weight 200",
        show: "ip -j route show 10.30.0.0/16",
        message: "RTM_NEWROUTE",
        having: ("RTA_DST", "10.30.0.0"),
        figures: &[
            same("/0/nexthops/0/gateway", "RTA_MULTIPATH/rtnexthop/RTA_GATEWAY"),
            weight("/0/nexthops/0/weight", "RTA_MULTIPATH/rtnexthop/rtnh_hops"),
            same("/0/nexthops/1/gateway", "RTA_MULTIPATH/rtnexthop:1/RTA_GATEWAY"),
            weight("/0/nexthops/1/weight", "RTA_MULTIPATH/rtnexthop:1/rtnh_hops"),
        ],
    },
    Object {
        make: "ip rule add from 10.0.0.0/8 sport 100-200 dport 5 ipproto tcp fwmark 0x1234/0xff00 table 77 \
            suppress_prefixlength 3 uidrange 0-0 prio 70001 tun_id 300",
        show: "ip -d -j rule show prio 70001",
        message: "RTM_NEWRULE",
        having: ("FRA_PRIORITY", "70001"),
        figures: &[
            same("/0/src", "FRA_SRC"),
            same("/0/fwmark", "FRA_FWMARK"),
            same("/0/fwmask", "FRA_FWMASK"),
            same("/0/sport_end", "FRA_SPORT_RANGE/end"),
            same("/0/tun_id", "FRA_TUN_ID"),
            same("/0/suppress_prefixlen", "FRA_SUPPRESS_PREFIXLEN"),
        ],
    },
    Object {
        make: "ip nexthop add id 5 via 10.9.8.2 dev v0 && ip nexthop add id 6 via 10.9.8.3 dev v0 \
            && ip nexthop add id 11 group 5,3/6,200 type resilient buckets 16 idle_timer 60 unbalanced_timer 300",
        show: "ip -j nexthop show id 11",
        message: "RTM_NEWNEXTHOP",
        having: ("NHA_ID", "11"),
        figures: &[
            same("/0/group/1/id", "NHA_GROUP/[1]/id"),
            weight("/0/group/1/weight", "NHA_GROUP/[1]/weight"),
            same("/0/resilient_args/buckets", "NHA_RES_GROUP/NHA_RES_GROUP_BUCKETS"),
            ticks("/0/resilient_args/idle_timer", "NHA_RES_GROUP/NHA_RES_GROUP_IDLE_TIMER"),
            ticks("/0/resilient_args/unbalanced_timer", "NHA_RES_GROUP/NHA_RES_GROUP_UNBALANCED_TIMER"),
        ],
    },
    Object {
        make: "echo 2 >/proc/sys/net/ipv4/conf/v0/rp_filter && echo 5 >/proc/sys/net/ipv4/conf/v0/arp_ignore \
            && echo 77 >/proc/sys/net/ipv6/conf/v0/hop_limit && echo -1 >/proc/sys/net/ipv6/conf/v0/accept_dad",
        show: "echo '[{\"rp_filter\":2,\"arp_ignore\":5,\"hop_limit\":77,\"accept_dad\":-1}]'; \
            ip -d link show v0 >/dev/null",
        message: "RTM_NEWLINK",
        having: ("IFLA_IFNAME", "v0"),
        figures: &[
            same("/0/rp_filter", "IFLA_AF_SPEC/AF_INET/IFLA_INET_CONF/IPV4_DEVCONF_RP_FILTER"),
            same("/0/arp_ignore", "IFLA_AF_SPEC/AF_INET/IFLA_INET_CONF/IPV4_DEVCONF_ARP_IGNORE"),
            same("/0/hop_limit", "IFLA_AF_SPEC/AF_INET6/IFLA_INET6_CONF/DEVCONF_HOPLIMIT"),
            same("/0/accept_dad", "IFLA_AF_SPEC/AF_INET6/IFLA_INET6_CONF/DEVCONF_ACCEPT_DAD"),
        ],
    },
    Object {
        make: "ip addr add 2001:db8::1/64 dev v0 nodad \
            && ip -6 route add 2001:db8:9::/64 encap seg6 mode encap segs fc00::1,fc00::2 dev v0 metric 99",
        show: "ip -6 -j route show 2001:db8:9::/64",
        message: "RTM_NEWROUTE",
        having: ("RTA_DST", "2001:db8:9::"),
        figures: &[
            same("/0/metric", "RTA_PRIORITY"),
            // The last segment comes first.
            same("/0/segs/0", "RTA_ENCAP/SEG6_IPTUNNEL_SRH/srh/segments/[1]"),
            same("/0/segs/1", "RTA_ENCAP/SEG6_IPTUNNEL_SRH/srh/segments/[0]"),
        ],
    },
    Object {
        make: "ip neigh add 10.9.8.50 lladdr 02:11:22:33:44:55 dev v0 nud permanent",
        show: "ip -s -j neigh show dev v0",
        message: "RTM_NEWNEIGH",
        having: ("NDA_DST", "10.9.8.50"),
        figures: &[same("/0/lladdr", "NDA_LLADDR"), same("/0/probes", "NDA_PROBES")],
    },
    Object {
        make: "true",
        show: "ip -s -j ntable show name arp_cache dev v0",
        message: "RTM_NEWNEIGHTBL",
        having: ("NDTA_PARMS/NDTPA_IFINDEX", "10"),
        figures: &[
            same("/0/base_reachable", "NDTA_PARMS/NDTPA_BASE_REACHABLE_TIME"),
            same("/0/gc_stale", "NDTA_PARMS/NDTPA_GC_STALETIME"),
            same("/0/proxy_delay", "NDTA_PARMS/NDTPA_PROXY_DELAY"),
            same("/0/proxy_queue", "NDTA_PARMS/NDTPA_PROXY_QLEN"),
        ],
    },
    Object {
        make: "tc qdisc add dev v0 root handle 20: tbf rate 1mbit burst 10kb latency 70ms",
        show: "tc -s -d -j qdisc show dev v0",
        message: "RTM_NEWQDISC",
        having: ("TCA_KIND", "tbf"),
        figures: &[
            same("/0/handle", "tcmsg/tcm_handle"),
            same("/0/options/rate", "TCA_OPTIONS/TCA_TBF_PARMS/rate/rate"),
            // 10 KiB at that rate, in ticks of 64 ns.
            Figure("/0/options/rate", "TCA_OPTIONS/TCA_TBF_PARMS/buffer", 10.24, 0.0),
            // The bytes that pass in 70 ms, and the burst.
            Figure("/0/options/lat", "TCA_OPTIONS/TCA_TBF_PARMS/limit", 0.125, 10_240.0),
            same("/0/bytes", "TCA_STATS2/TCA_STATS_BASIC/bytes"),
        ],
    },
    Object {
        make: "tc qdisc add dev v0 root handle 1: htb default 0x30 r2q 20 \
            && tc class add dev v0 parent 1: classid 1:10 htb rate 40gbit ceil 80gbit quantum 3000",
        show: "echo '[{\"rate\":5000000000,\"ceil\":10000000000,\"quantum\":3000,\"handle\":\"1:10\"}]'; \
            tc class show dev v0 >/dev/null",
        message: "RTM_NEWTCLASS",
        having: ("TCA_KIND", "htb"),
        figures: &[
            same("/0/handle", "tcmsg/tcm_handle"),
            same("/0/rate", "TCA_OPTIONS/TCA_HTB_RATE64"),
            same("/0/ceil", "TCA_OPTIONS/TCA_HTB_CEIL64"),
            same("/0/quantum", "TCA_OPTIONS/TCA_HTB_PARMS/quantum"),
        ],
    },
    Object {
        make: "tc qdisc add dev v0 ingress && tc filter add dev v0 ingress protocol ip prio 5 u32 \
            match ip src 10.0.0.0/8 action mirred egress redirect dev v1",
        show: "tc -s -d -j filter show dev v0 ingress",
        message: "RTM_NEWTFILTER",
        having: ("TCA_OPTIONS/TCA_U32_SEL/nkeys", "1"),
        figures: &[
            same("/2/pref", "tcmsg/tcm_info/priority"),
            same("/2/options/match/off", "TCA_OPTIONS/TCA_U32_SEL/keys/[0]/off"),
            same("/2/options/match/value", "TCA_OPTIONS/TCA_U32_SEL/keys/[0]/val"),
            same(
                "/2/options/actions/0/bind",
                "TCA_OPTIONS/TCA_U32_ACT/[1]/TCA_ACT_OPTIONS/TCA_MIRRED_PARMS/bindcnt",
            ),
        ],
    },
];

/// Returns the field at a path; `name:1` is the second of that name.
pub(super) fn at<'a>(fields: &'a Value, path: &str) -> Option<&'a Value> {
    let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, nth) = step.split_once(':').map_or((step, 0), |(name, nth)| (name, nth.parse().unwrap_or(0)));
    let field = fields.as_array()?.iter().filter(|field| field["name"] == name).nth(nth)?;
    match rest {
        Some(rest) => at(&field["fields"], rest),
        None => Some(field),
    }
}

/// Returns all that nltrace says a field is.
pub(super) fn readings(field: &Value) -> Vec<&Value> {
    ["value", "raw_value"].iter().filter_map(|key| field.get(key)).collect()
}

/// Returns whether iproute2 and nltrace print the same.
fn agrees(Figure(_, _, times, plus): &Figure, theirs: &Value, field: &Value) -> bool {
    let hexadecimal = |text: &str| {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        u64::from_str_radix(digits, 16).ok()
    };
    readings(field).into_iter().any(|ours| match (theirs, ours) {
        (Value::Number(theirs), Value::Number(ours)) => {
            let theirs = theirs.as_f64().unwrap_or(f64::NAN) * times + plus;
            (theirs - ours.as_f64().unwrap_or(f64::NAN)).abs() < 0.5
        }
        (Value::Bool(theirs), ours) => *ours == Value::Bool(*theirs),
        // Masks and values of filters are printed in hexadecimal, with or without a prefix.
        (Value::String(theirs), Value::Number(ours)) => hexadecimal(theirs) == ours.as_u64(),
        (theirs, ours) => theirs == ours,
    })
}

/// Runs a script in namespaces of its own, under nltrace.
pub(super) fn in_namespace(script: &str) -> Run {
    let command = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", script];
    trace_with(&["--messages-only"], &command.map(str::to_owned))
}

#[test]
fn what_iproute2_prints() {
    let (mut compared, mut skipped) = (0, 0);
    for object in OBJECTS {
        let Object { make, show, message, having, figures } = object;
        let run = in_namespace(&format!("{GROUND} && {make} && {show}"));
        let document = run.stdout.lines().find_map(|line| serde_json::from_str::<Value>(line).ok());
        let Some(document) = document.filter(|_| run.status.success()) else {
            eprintln!("SKIPPED {show}: {}", run.stderr.lines().last().unwrap_or("no JSON from it"));
            skipped += 1;
            continue;
        };
        let printed = run.message_records().filter(|record| {
            record["type"] == *message
                && record["direction"] == "receive"
                && at(&record["fields"], having.0).is_some_and(|field| {
                    readings(field).iter().any(|value| {
                        value.as_str().map_or_else(|| value.to_string(), str::to_owned) == having.1
                    })
                })
        });
        // Notifications and echoes come before: the last message is the answer to the command that shows the object.
        let record = printed.last().unwrap_or_else(|| panic!("{show}: no {message} with {having:?}"));
        let mut here = 0;
        for figure in *figures {
            let Some(theirs) = document.pointer(figure.0) else {
                eprintln!("SKIPPED {} of {show}: iproute2 does not print it", figure.0);
                continue;
            };
            let field = at(&record["fields"], figure.1)
                .unwrap_or_else(|| panic!("{show}: no {} in {}", figure.1, record["fields"]));
            assert!(agrees(figure, theirs, field), "{show} {}: {theirs}, nltrace {field}", figure.0);
            here += 1;
        }
        assert!(here > 0, "{show}: nothing of it was compared: {document}");
        compared += here;
    }
    eprintln!("{compared} figures compared with iproute2's; {skipped} objects skipped");
}

/// Returns a figure of a line of `ss -i`: `rtt:0.03/0.017`, `delivery_rate 53760000000bps`.
fn of_line<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let mut words = line.split_whitespace();
    words.find_map(|word| word.strip_prefix(name)?.strip_prefix(':')).or_else(|| {
        let mut words = line.split_whitespace();
        words.find(|word| *word == name).and_then(|_| words.next())
    })
}

#[test]
fn what_ss_prints_of_a_connection() {
    /// The name in ss's output, the index among values with slashes or commas between, our path, and the factor that turns
    /// ours into theirs.
    const FIGURES: &[(&str, usize, &str, f64)] = &[
        ("rto", 0, "INET_DIAG_INFO/tcpi_rto", 1e-3),
        ("rtt", 0, "INET_DIAG_INFO/tcpi_rtt", 1e-3),
        ("rtt", 1, "INET_DIAG_INFO/tcpi_rttvar", 1e-3),
        ("ato", 0, "INET_DIAG_INFO/tcpi_ato", 1e-3),
        ("mss", 0, "INET_DIAG_INFO/tcpi_snd_mss", 1.0),
        ("pmtu", 0, "INET_DIAG_INFO/tcpi_pmtu", 1.0),
        ("advmss", 0, "INET_DIAG_INFO/tcpi_advmss", 1.0),
        ("cwnd", 0, "INET_DIAG_INFO/tcpi_snd_cwnd", 1.0),
        ("bytes_sent", 0, "INET_DIAG_INFO/tcpi_bytes_sent", 1.0),
        ("bytes_acked", 0, "INET_DIAG_INFO/tcpi_bytes_acked", 1.0),
        ("bytes_received", 0, "INET_DIAG_INFO/tcpi_bytes_received", 1.0),
        ("segs_out", 0, "INET_DIAG_INFO/tcpi_segs_out", 1.0),
        ("data_segs_in", 0, "INET_DIAG_INFO/tcpi_data_segs_in", 1.0),
        ("lastsnd", 0, "INET_DIAG_INFO/tcpi_last_data_sent", 1.0),
        ("pacing_rate", 0, "INET_DIAG_INFO/tcpi_pacing_rate", 8.0),
        ("delivery_rate", 0, "INET_DIAG_INFO/tcpi_delivery_rate", 8.0),
        ("delivered", 0, "INET_DIAG_INFO/tcpi_delivered", 1.0),
        ("rcv_space", 0, "INET_DIAG_INFO/tcpi_rcv_space", 1.0),
        ("rcv_ssthresh", 0, "INET_DIAG_INFO/tcpi_rcv_ssthresh", 1.0),
        ("minrtt", 0, "INET_DIAG_INFO/tcpi_min_rtt", 1e-3),
        ("snd_wnd", 0, "INET_DIAG_INFO/tcpi_snd_wnd", 1.0),
        ("ino", 0, "inet_diag_msg/idiag_inode", 1.0),
        ("skmem", 1, "INET_DIAG_SKMEMINFO/SK_MEMINFO_RCVBUF", 1.0),
        ("skmem", 3, "INET_DIAG_SKMEMINFO/SK_MEMINFO_SNDBUF", 1.0),
        ("skmem", 4, "INET_DIAG_SKMEMINFO/SK_MEMINFO_FWD_ALLOC", 1.0),
    ];
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback can be listened on");
    let address = listener.local_addr().expect("it is bound");
    let mut near = TcpStream::connect(address).expect("loopback can be connected to");
    let (mut far, _) = listener.accept().expect("the connection comes");
    near.write_all(&[7; 5000]).expect("there is room for it");
    far.read_exact(&mut [0; 5000]).expect("it arrives");
    far.write_all(&[7; 11]).expect("there is room for it");
    let filter = format!("sport = :{} and dst 127.0.0.1", near.local_addr().expect("it is bound").port());
    let mut version = std::process::Command::new("ss");
    version.arg("-V");
    if version.output().is_err() {
        eprintln!("SKIPPED: needs ss");
        return;
    }
    let command = ["ss", "-tHinmeO", filter.as_str()].map(str::to_owned);
    let run = trace_with(&["--messages-only"], &command);
    let line = run.stdout.lines().find(|line| line.contains("cwnd:")).expect("ss shows the connection");
    let inode: Option<u64> = of_line(line, "ino").and_then(|inode| inode.parse().ok());
    assert!(inode.is_some(), "ss shows inodes: {line}");
    let record = run
        .message_records()
        .filter(|record| record["direction"] == "receive")
        .find(|record| {
            at(&record["fields"], "inet_diag_msg/idiag_inode")
                .is_some_and(|field| field["value"].as_u64() == inode)
        })
        .expect("its message came");
    let mut compared = 0;
    for (name, nth, path, times) in FIGURES {
        let Some(theirs) = of_line(line, name) else { continue };
        let theirs = theirs.split(['/', ',']).nth(*nth).expect("ss prints so many");
        let theirs: f64 = theirs
            .trim_matches(|c: char| c.is_ascii_alphabetic() || "()".contains(c))
            .parse()
            .unwrap_or_else(|_| panic!("{name} is a number: {theirs}"));
        let field = at(&record["fields"], path).unwrap_or_else(|| panic!("no {path}: {record}"));
        let ours = field["value"].as_f64().expect("it is a number") * times;
        // ss prints six digits.
        assert!((theirs - ours).abs() <= theirs.abs() * 1e-5, "{name}: {theirs}, nltrace {field}");
        compared += 1;
    }
    assert!(compared > 5, "{line}");
    eprintln!("{compared} figures compared with those of ss");
}
