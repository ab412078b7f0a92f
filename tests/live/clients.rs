//! Programs in daily use: `--lint` finds nothing in their messages.
//!
//! Each runs in namespaces of its own, daemons with a bus and a /run of their own. A client that is not installed is skipped
//! with a message; CI installs all that are named here.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::run::{SCENARIO, bounded, scratch};

/// A client: its requirements, its command, and the least number of messages.
struct Client {
    name: &'static str,
    needs: &'static [&'static str],
    script: &'static str,
    messages: usize,
}

const fn client(
    name: &'static str,
    needs: &'static [&'static str],
    messages: usize,
    script: &'static str,
) -> Client {
    Client { name, needs, script, messages }
}

static CLIENTS: &[Client] = &[
    client(
        "iproute2",
        &["ip", "tc", "bridge", "ss"],
        300,
        "ip link add br1 type bridge vlan_filtering 1; ip link set v1 master br1; ip link set v0 mtu 1400
        ip route add 10.1.0.0/16 via 10.0.0.2; ip rule add from 1.2.3.4 table 7; ip rule; ip -6 rule
        bridge vlan add dev v1 vid 10; bridge vlan; bridge fdb; bridge link; bridge -d mdb; bridge fdb add 02:00:00:00:00:01 dev v1
        tc qdisc add dev v0 root handle 1: htb default 1; tc class add dev v0 parent 1: classid 1:1 htb rate 1mbit
        tc filter add dev v0 parent 1: protocol ip u32 match ip dst 10.0.0.0/8 flowid 1:1
        tc -s qdisc; tc -s class show dev v0; tc filter show dev v0; tc chain show dev v0; tc filter del dev v0 parent 1:
        tc actions list action gact; tc qdisc del dev v0 root
        ip nexthop add id 1 via 10.0.0.3 dev v0; ip nexthop; ip nexthop del id 1
        ip neigh add 10.0.0.7 lladdr 00:11:22:33:44:55 dev v0; ip -s neigh; ip neigh flush all
        ip -s -d link; ip addr; ip route show table all; ip route get 10.1.2.3; ip maddr; ip netconf; ip ntable; ip token
        ip link add vx0 type vxlan id 7 dstport 4789 local 10.0.0.1 remote 10.0.0.2; ip link add mv link v0 type macvlan
        ip link add vr type vrf table 10; ip link property add dev v0 altname zz; ip stats show dev v0; ip link afstats
        printf 'addr add 10.3.2.1/24 dev v0\\nroute add 10.88.0.0/16 via 10.3.2.9\\nlink del v0\\n' | ip -batch -
        ip route save > /run/routes; ip route restore < /run/routes; ip addr flush dev br1; ip rule flush
        ip netns list-id; ip tcp_metrics; ip xfrm state; ip l2tp show tunnel; ip mptcp endpoint; devlink dev; dcb app show dev lo
        ss -tuna; ss -xa; ss -wa; ss -0; ss -tieom sport = :80; ss -s; ss -f netlink; ss -K dst 10.9.9.9",
    ),
    client(
        "iproute2's monitors",
        &["ip", "tc", "bridge", "ss"],
        10,
        "ip monitor all & one=$!; tc monitor & two=$!; bridge monitor all & three=$!; ss -E & four=$!
        sleep 0.5; ip link add q0 type veth; ip link set q0 up; ip link del q0; sleep 0.5
        kill $one $two $three $four",
    ),
    client(
        "nft",
        &["nft"],
        50,
        "nft add table inet t; nft 'add chain inet t c { type filter hook input priority 0; }'
        nft add rule inet t c tcp dport 22 counter accept; nft 'add set inet t s { type ipv4_addr; flags interval; }'
        nft 'add element inet t s { 10.0.0.0/8, 192.168.0.0/16 }'; nft -j list ruleset; nft -a list ruleset
        nft 'add rule inet t c ip saddr @s tcp dport { 22, 80 } counter accept'
        nft monitor & sleep 0.3; nft flush ruleset; nft delete table inet nosuch; kill $!",
    ),
    client(
        "iptables",
        &["iptables-nft"],
        50,
        "for tables in iptables-nft ip6tables-nft; do
            $tables -L; $tables -N c; $tables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -j c; $tables -S
            $tables -F; $tables -X
        done",
    ),
    client(
        "ipset and conntrack",
        &["ipset", "conntrack"],
        10,
        "ipset create a hash:ip timeout 60; ipset add a 10.0.0.1; ipset list; ipset destroy
        conntrack -I -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2 --state ESTABLISHED -t 9; conntrack -L",
    ),
    client(
        "libnl",
        &["nl-link-list", "nl-fib-lookup", "genl-ctrl-list"],
        50,
        "nl-link-list; nl-route-list; nl-addr-list; nl-neigh-list; nl-rule-list; nl-qdisc-list; nl-neightbl-list
        nl-class-list v0; nl-fib-lookup 10.0.0.9; genl-ctrl-list; nf-ct-list; nf-exp-list",
    ),
    client(
        "ethtool and iw",
        &["ethtool", "iw"],
        10,
        "ethtool v0; ethtool -k v0; ethtool -S v0; iw dev; iw list",
    ),
    client("glibc", &["getent"], 5, "getent ahosts localhost"),
    client(
        "pyroute2",
        &["/usr/lib/python3/dist-packages/pyroute2"],
        40,
        "/usr/bin/python3 -c \"
from pyroute2 import IPRoute
ip = IPRoute()
ip.get_links(), ip.get_addr(), ip.get_routes(), ip.get_neighbours(), ip.get_rules()
ip.link('add', ifname='x0', kind='veth', peer='x1')
x = ip.link_lookup(ifname='x0')[0]
ip.link('set', index=x, state='up', mtu=1400)
ip.addr('add', index=x, address='10.20.0.1', prefixlen=24)
ip.route('add', dst='10.21.0.0/16', gateway='10.20.0.9')
ip.rule('add', table=15, priority=32)
ip.tc('add', 'htb', x, 0x10000, default=0x200000)
ip.flush_addr(index=x), ip.link('del', index=x)\"",
    ),
    client(
        "systemd-networkd",
        &["/lib/systemd/systemd-networkd", "dbus-daemon"],
        60,
        "mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
        printf '[NetDev]\\nName=vx9\\nKind=vxlan\\n[VXLAN]\\nVNI=9\\nDestinationPort=4789\\nIndependent=yes\\n' \\
            > /run/systemd/network/vx9.netdev
        cat > /run/systemd/network/v0.network <<'X'
[Match]
Name=v0
[Network]
Address=10.3.0.1/24
DHCP=ipv4
[Route]
Destination=10.44.0.0/16
Gateway=10.3.0.9
[RoutingPolicyRule]
From=10.3.0.0/24
Table=77
[Neighbor]
Address=10.3.0.7
LinkLayerAddress=02:00:00:00:00:07
[NextHop]
Id=5
Gateway=10.3.0.8
[HierarchyTokenBucket]
Parent=root
Handle=0002
DefaultClass=30
X
        timeout 5 /lib/systemd/systemd-networkd; networkctl list",
    ),
    client(
        "NetworkManager",
        &["NetworkManager", "nmcli", "dbus-daemon"],
        100,
        "mkdir -p /run/NetworkManager /run/nm; mount -t tmpfs none /var/lib; mkdir /var/lib/NetworkManager
        printf '[main]\\nplugins=keyfile\\ndhcp=internal\\ndns=none\\nauth-polkit=false\\n[keyfile]\\npath=/run/nm\\n' > /run/nm.conf
        cat > /run/nm/v0.nmconnection <<'X'
[connection]
id=v0
uuid=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03
type=ethernet
interface-name=v0
[ipv4]
method=manual
address1=10.7.0.1/24,10.7.0.254
route1=10.45.0.0/16,10.7.0.9
routing-rule1=priority 5 from 10.7.0.0/24 table 88
[ipv6]
method=disabled
X
        chmod 600 /run/nm/*
        (sleep 3; nmcli connection up v0; nmcli device) &
        timeout 8 NetworkManager --no-daemon --config /run/nm.conf --config-dir /run/nosuch --pid-file /run/nm.pid \\
            --state-file /run/nm.state",
    ),
];

/// The environment of the clients: interfaces, a /run of their own, users that all are root, a bus.
const AROUND: &str = "set -e
    mount -t tmpfs none /run; mkdir /run/dbus /run/netns
    mount --rbind /sys /sys; mount -o remount,ro,bind /sys
    for name in root nobody systemd-network messagebus; do echo \"$name:x:0:0::/:/bin/sh\"; done > /run/passwd
    for name in root nogroup systemd-network messagebus netdev; do echo \"$name:x:0:\"; done > /run/group
    mount --bind /run/passwd /etc/passwd; mount --bind /run/group /etc/group
    ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
    ip addr add 10.0.0.1/24 dev v0
    set +e
    cat > /run/bus.conf <<'X'
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context=\"default\"><allow send_destination=\"*\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/><allow user=\"*\"/></policy>
</busconfig>
X
    bus=\"$(dbus-daemon --config-file=/run/bus.conf --fork --nopidfile --print-pid)\"
    \"$@\"; status=$?; kill $bus; exit $status";

/// Returns nltrace's records of a client.
fn records(client: &Client) -> (Vec<Value>, String) {
    let output = scratch("json");
    let mut run = Command::new("unshare");
    run.args(["-rnm", "sh", "-c", AROUND, "sh", env!("CARGO_BIN_EXE_nltrace"), "--lint", "-F", "json", "-o"]);
    run.arg(&output).args(["--", "sh", "-c", client.script]).env_remove(SCENARIO);
    let (_, _, err) = bounded(run);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(output);
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    (text.lines().map(parse).collect(), err)
}

fn is_there(what: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    Path::new(what).is_absolute() && Path::new(what).exists()
        || std::env::split_paths(&paths).any(|directory| directory.join(what).is_file())
}

#[test]
fn programs_in_daily_use_are_without_fault() {
    let mut namespaces = Command::new("unshare");
    namespaces.args(["-rnm", "sh", "-c", &AROUND.replace("\"$@\"", "true")]);
    let (status, _, err) = bounded(namespaces);
    if !status.success() {
        return eprintln!("SKIPPED all clients: needs ip(8), and namespaces in which to mount: {err}");
    }
    // They wait more than they work.
    let faults: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = CLIENTS.iter().map(|client| scope.spawn(move || faults_of(client))).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the faults that nltrace reports in a client, which has none.
fn faults_of(client: &Client) -> Vec<String> {
    if let Some(missing) = client.needs.iter().find(|need| !is_there(need)) {
        eprintln!("SKIPPED {}: there is no {missing}", client.name);
        return Vec::new();
    }
    let (records, err) = records(client);
    let messages = records.iter().filter(|record| record.get("event").is_none()).count();
    let mut faults = Vec::new();
    if messages < client.messages {
        faults.push(format!("{}: {messages} messages, and not {}: {err}", client.name, client.messages));
    }
    let has = |record: &&Value| record.get("lints").is_some();
    faults.extend(records.iter().filter(has).map(|record| format!("{}: {record}", client.name)));
    faults
}
