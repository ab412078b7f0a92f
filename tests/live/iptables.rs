//! iptables-nft, ip6tables-nft, ebtables-nft and arptables-nft with their extensions, in a network namespace of their own: what a
//! command line asks for, and what nltrace prints of the rule that carries it.
//!
//! Each rule has a chain of its own, whose name says which rule it is. What the tools or the kernel refuse is skipped aloud.

use std::fmt::Write as _;

use serde_json::Value;

use super::objects::{at, in_namespace};

/// A rule: tool, table, arguments, and the extension with the values that its struct must have.
struct Rule(&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const V4: &str = "iptables-nft";
const V6: &str = "ip6tables-nft";
const EB: &str = "ebtables-nft";
const ARP: &str = "arptables-nft";

/// What rules refer to.
const GROUND: &str =
    "ip link add b0 type bridge; ipset create s hash:ip,port; ipset create t hash:ip timeout 9;";

/// iptables 1.8.9 writes the SPI of `policy` in the machine's order, the kernel reads it in network order: the one here is the same
/// both ways.
const MATCHES: &[Rule] = &[
    Rule(
        V4,
        "filter",
        "-m addrtype --src-type LOCAL,UNICAST ! --dst-type BROADCAST",
        "addrtype",
        &[
            "source=XT_ADDRTYPE_UNICAST|XT_ADDRTYPE_LOCAL",
            "dest=XT_ADDRTYPE_BROADCAST",
            "flags=XT_ADDRTYPE_INVERT_DEST",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-p ah -m ah ! --ahspi 500:600",
        "ah",
        &["spis/[0]=500", "spis/[1]=600", "invflags=IPT_AH_INV_SPI"],
    ),
    Rule(
        V6,
        "filter",
        "-m ah --ahspi 5 ! --ahlen 24 --ahres",
        "ah",
        &["spis/[0]=5", "spis/[1]=5", "hdrlen=24", "hdrres=true", "invflags=IP6T_AH_INV_LEN"],
    ),
    Rule(
        V4,
        "filter",
        "-m bpf --bytecode '2,48 0 0 9,6 0 0 65535'",
        "bpf",
        &[
            "mode=XT_BPF_MODE_BYTECODE",
            "bpf_program_num_elem=2",
            "bpf_program/[0]/code=BPF_LD|BPF_B|BPF_ABS",
            "bpf_program/[0]/k=9",
            "bpf_program/[1]/k=65535",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m cgroup ! --cgroup 0x100001",
        "cgroup",
        &["has_classid=true", "path/classid=1048577", "invert_classid=true"],
    ),
    Rule(V4, "filter", "-m cgroup --path a/b", "cgroup", &["has_path=true", "path=a/b", "has_classid=false"]),
    Rule(
        V4,
        "mangle",
        "-m cluster --cluster-total-nodes 4 --cluster-local-nodemask 0x6 --cluster-hash-seed 0xdeadbeef",
        "cluster",
        &["total_nodes=4", "node_mask=6", "hash_seed=3735928559", "flags="],
    ),
    Rule(V4, "filter", "-m comment --comment 'two words'", "comment", &["comment=two words"]),
    Rule(
        V4,
        "filter",
        "-m connbytes --connbytes 10000000000:20000000000 --connbytes-dir both --connbytes-mode bytes",
        "connbytes",
        &[
            "count/from=10000000000",
            "count/to=20000000000",
            "what=XT_CONNBYTES_BYTES",
            "direction=XT_CONNBYTES_DIR_BOTH",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m connlabel ! --label 40 --set",
        "connlabel",
        &["bit=40", "options=XT_CONNLABEL_OP_INVERT|XT_CONNLABEL_OP_SET"],
    ),
    Rule(
        V4,
        "filter",
        "-p tcp -m connlimit --connlimit-above 7 --connlimit-mask 24 --connlimit-daddr",
        "connlimit",
        &["mask=255.255.255.0", "limit=7", "flags=XT_CONNLIMIT_DADDR"],
    ),
    Rule(
        V6,
        "filter",
        "-p tcp -m connlimit --connlimit-upto 7 --connlimit-mask 64",
        "connlimit",
        &["mask=ffff:ffff:ffff:ffff::", "limit=7", "flags=XT_CONNLIMIT_INVERT"],
    ),
    Rule(V4, "filter", "-m connmark ! --mark 0x12/0xff", "connmark", &["mark=18", "mask=255", "invert=true"]),
    Rule(
        V4,
        "filter",
        "-m conntrack --ctstate NEW,RELATED ! --ctorigsrc 192.0.2.0/24 --ctexpire 5:60 --ctorigdstport 80:90",
        "conntrack",
        &[
            "state_mask=IP_CT_RELATED|IP_CT_NEW",
            "origsrc_addr=192.0.2.0",
            "origsrc_mask=255.255.255.0",
            "expires_min=5",
            "expires_max=60",
            "origdst_port=80",
            "origdst_port_high=90",
            "invert_flags=XT_CONNTRACK_ORIGSRC",
        ],
    ),
    Rule(V4, "filter", "-m cpu ! --cpu 3", "cpu", &["cpu=3", "invert=true"]),
    Rule(
        V4,
        "filter",
        "-p dccp -m dccp --sport 5:6 ! --dport 80 --dccp-types REQUEST,RESET",
        "dccp",
        &[
            "spts/[0]=5",
            "spts/[1]=6",
            "dpts/[0]=80",
            "typemask=129",
            "flags=XT_DCCP_SRC_PORTS|XT_DCCP_DEST_PORTS|XT_DCCP_TYPE",
            "invflags=XT_DCCP_DEST_PORTS",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m devgroup ! --src-group 0x5/0xf --dst-group 9",
        "devgroup",
        &[
            "flags=XT_DEVGROUP_MATCH_SRC|XT_DEVGROUP_INVERT_SRC|XT_DEVGROUP_MATCH_DST",
            "src_group=5",
            "src_mask=15",
            "dst_group=9",
        ],
    ),
    Rule(V4, "filter", "-m dscp ! --dscp 0x2e", "dscp", &["dscp=46", "invert=true"]),
    Rule(
        V4,
        "filter",
        "-p tcp -m ecn ! --ecn-tcp-cwr --ecn-ip-ect 2",
        "ecn",
        &["operation=XT_ECN_OP_MATCH_IP|XT_ECN_OP_MATCH_CWR", "invert=XT_ECN_OP_MATCH_CWR", "ip_ect=2"],
    ),
    Rule(
        V4,
        "filter",
        "-p esp -m esp ! --espspi 5:7",
        "esp",
        &["spis/[0]=5", "spis/[1]=7", "invflags=XT_ESP_INV_SPI"],
    ),
    Rule(V6, "filter", "-m eui64", "eui64", &[]),
    Rule(
        V6,
        "filter",
        "-m frag --fragid 5:6 --fragmore",
        "frag",
        &["ids/[0]=5", "ids/[1]=6", "flags=IP6T_FRAG_IDS|IP6T_FRAG_MF"],
    ),
    Rule(
        V4,
        "filter",
        "-m hashlimit --hashlimit-upto 4/sec --hashlimit-burst 9 --hashlimit-mode srcip,dstport --hashlimit-name h \
        --hashlimit-srcmask 24 --hashlimit-htable-expire 5000 --hashlimit-htable-size 64",
        "hashlimit",
        &[
            "name=h",
            "cfg/avg=250000",
            "cfg/burst=9",
            "cfg/mode=XT_HASHLIMIT_HASH_DPT|XT_HASHLIMIT_HASH_SIP",
            "cfg/size=64",
            "cfg/expire=5000",
            "cfg/srcmask=24",
            "cfg/dstmask=32",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m hashlimit --hashlimit-above 5/sec --hashlimit-rate-match --hashlimit-rate-interval 7 --hashlimit-name r",
        "hashlimit",
        &[
            "name=r",
            "cfg/avg=200000",
            "cfg/interval=7",
            "cfg/mode=XT_HASHLIMIT_INVERT|XT_HASHLIMIT_RATE_MATCH",
        ],
    ),
    Rule(
        V6,
        "filter",
        "-m dst --dst-len 8 --dst-opts 5:2,6",
        "dst",
        &["hdrlen=8", "flags=IP6T_OPTS_LEN|IP6T_OPTS_OPTS", "optsnr=2", "opts/[0]=1282", "opts/[1]=1791"],
    ),
    Rule(
        V6,
        "filter",
        "-m hbh ! --hbh-len 16",
        "hbh",
        &["hdrlen=16", "flags=IP6T_OPTS_LEN", "invflags=IP6T_OPTS_INV_LEN"],
    ),
    Rule(V4, "filter", "-m helper ! --helper ftp", "helper", &["name=ftp", "invert=true"]),
    Rule(V6, "filter", "-m hl --hl-lt 5", "hl", &["mode=IP6T_HL_LT", "hop_limit=5"]),
    Rule(
        V4,
        "filter",
        "-p icmp -m icmp ! --icmp-type 3/1",
        "icmp",
        &["type=3", "code/[0]=1", "code/[1]=1", "invflags=1"],
    ),
    Rule(
        V6,
        "filter",
        "-p icmpv6 -m icmp6 --icmpv6-type 128",
        "icmp6",
        &["type=128", "code/[0]=0", "code/[1]=255"],
    ),
    Rule(
        V4,
        "filter",
        "-p ipcomp -m ipcomp ! --ipcompspi 7:9",
        "ipcomp",
        &["spis/[0]=7", "spis/[1]=9", "invflags=XT_IPCOMP_INV_SPI"],
    ),
    Rule(
        V4,
        "filter",
        "-m iprange --src-range 10.0.0.1-10.0.0.9 ! --dst-range 10.1.0.1-10.1.0.2",
        "iprange",
        &[
            "src_min=10.0.0.1",
            "src_max=10.0.0.9",
            "dst_min=10.1.0.1",
            "dst_max=10.1.0.2",
            "flags=IPRANGE_SRC|IPRANGE_DST|IPRANGE_DST_INV",
        ],
    ),
    Rule(
        V6,
        "filter",
        "-m iprange --src-range 2001:db8::1-2001:db8::2",
        "iprange",
        &["src_min=2001:db8::1", "src_max=2001:db8::2", "flags=IPRANGE_SRC"],
    ),
    Rule(
        V6,
        "filter",
        "-m ipv6header --header hop,frag --soft",
        "ipv6header",
        &["matchflags=MASK_FRAGMENT|MASK_HOPOPTS", "modeflag=255"],
    ),
    Rule(
        V4,
        "filter",
        "-m ipvs --vaddr 10.0.0.1/24 --vport 80 --vmethod MASQ",
        "ipvs",
        &["vaddr=10.0.0.1", "vmask=255.255.255.0", "vport=80", "fwd_method=IP_VS_CONN_F_MASQ"],
    ),
    Rule(V4, "filter", "-m length ! --length 100:200", "length", &["min=100", "max=200", "invert=true"]),
    Rule(
        V4,
        "filter",
        "-m mac ! --mac-source 02:00:00:00:00:05",
        "mac",
        &["srcaddr=02:00:00:00:00:05", "invert=true"],
    ),
    Rule(
        V6,
        "filter",
        "-p mh -m mh ! --mh-type 1:3",
        "mh",
        &["types/[0]=1", "types/[1]=3", "invflags=IP6T_MH_INV_TYPE"],
    ),
    Rule(
        V4,
        "filter",
        "-p tcp -m multiport ! --dports 22,80:90",
        "multiport",
        &[
            "flags=XT_MULTIPORT_DESTINATION",
            "count=3",
            "ports/[0]=22",
            "ports/[1]=80",
            "ports/[2]=90",
            "pflags/[1]=1",
            "invert=true",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-p tcp -m osf --genre Linux --ttl 2 --log 1",
        "osf",
        &[
            "genre=Linux",
            "ttl=NF_OSF_TTL_NOCHECK",
            "loglevel=NF_OSF_LOGLEVEL_FIRST",
            "flags=NF_OSF_TTL|NF_OSF_LOG",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m owner ! --uid-owner 5-9 --gid-owner 7",
        "owner",
        &["uid_min=5", "uid_max=9", "gid_min=7", "match=XT_OWNER_UID|XT_OWNER_GID", "invert=XT_OWNER_UID"],
    ),
    Rule(
        V4,
        "filter",
        "-m physdev --physdev-in v0 ! --physdev-is-bridged",
        "physdev",
        &["physindev=v0", "bitmask=XT_PHYSDEV_OP_IN|XT_PHYSDEV_OP_BRIDGED", "invert=XT_PHYSDEV_OP_BRIDGED"],
    ),
    Rule(
        V4,
        "filter",
        "-m policy --dir in --pol ipsec --strict --reqid 7 --proto esp --mode tunnel --tunnel-src 192.0.2.1 --next ! --spi 0x5000005",
        "policy",
        &[
            "len=2",
            "flags=XT_POLICY_MATCH_IN|XT_POLICY_MATCH_STRICT",
            "pol/[0]/reqid=7",
            "pol/[0]/proto=IPPROTO_ESP",
            "pol/[0]/mode=XT_POLICY_MODE_TUNNEL",
            "pol/[0]/saddr=192.0.2.1",
            "pol/[0]/match/saddr=true",
            "pol/[0]/match/daddr=false",
            "pol/[1]/spi=83886085",
            "pol/[1]/match/spi=true",
            "pol/[1]/invert/spi=true",
        ],
    ),
    Rule(
        V6,
        "filter",
        "-m policy --dir out --pol ipsec --strict --mode tunnel --tunnel-dst 2001:db8::/32",
        "policy",
        &[
            "pol/[0]/daddr=2001:db8::",
            "pol/[0]/dmask=ffff:ffff::",
            "flags=XT_POLICY_MATCH_OUT|XT_POLICY_MATCH_STRICT",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m quota ! --quota 12345678901",
        "quota",
        &["quota=12345678901", "flags=XT_QUOTA_INVERT"],
    ),
    Rule(V4, "filter", "-m realm ! --realm 0x5/0xf", "realm", &["id=5", "mask=15", "invert=true"]),
    Rule(
        V4,
        "filter",
        "-m recent --update --seconds 60 --hitcount 4 --rttl --name n --mask 255.255.255.0 --rdest",
        "recent",
        &[
            "seconds=60",
            "hit_count=4",
            "check_set=XT_RECENT_UPDATE|XT_RECENT_TTL",
            "name=n",
            "side=XT_RECENT_DEST",
            "mask=255.255.255.0",
        ],
    ),
    Rule(
        V4,
        "mangle",
        "-m rpfilter --loose --validmark --invert",
        "rpfilter",
        &["flags=XT_RPFILTER_LOOSE|XT_RPFILTER_VALID_MARK|XT_RPFILTER_INVERT"],
    ),
    Rule(
        V6,
        "filter",
        "-m rt --rt-type 0 --rt-segsleft 1:2 --rt-len 40 --rt-0-res --rt-0-addrs 2001:db8::1,2001:db8::2",
        "rt",
        &[
            "rt_type=0",
            "segsleft/[0]=1",
            "segsleft/[1]=2",
            "hdrlen=40",
            "addrnr=2",
            "addrs/[0]=2001:db8::1",
            "addrs/[1]=2001:db8::2",
            "flags=IP6T_RT_TYP|IP6T_RT_SGS|IP6T_RT_LEN|IP6T_RT_RES|IP6T_RT_FST",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-p sctp -m sctp --dport 80:90 --chunk-types any DATA:Be,INIT",
        "sctp",
        &[
            "dpts/[0]=80",
            "dpts/[1]=90",
            "chunkmap/[0]=3",
            "chunk_match_type=SCTP_CHUNK_MATCH_ANY",
            "flag_count=1",
            "flag_info/[0]/chunktype=0",
            "flag_info/[0]/flag=2",
            "flag_info/[0]/flag_mask=3",
            "flags=XT_SCTP_DEST_PORTS|XT_SCTP_CHUNK_TYPES",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-m set ! --match-set s src,dst --packets-gt 5 --bytes-lt 6000000000 --return-nomatch",
        "set",
        &[
            "match_set/dim=2",
            "match_set/flags=IPSET_INV_MATCH|IPSET_DIM_ONE_SRC",
            "packets/value=5",
            "packets/op=IPSET_COUNTER_GT",
            "bytes/value=6000000000",
            "bytes/op=IPSET_COUNTER_LT",
        ],
    ),
    Rule(
        V4,
        "mangle",
        "-m socket --transparent --nowildcard --restore-skmark",
        "socket",
        &["flags=XT_SOCKET_TRANSPARENT|XT_SOCKET_NOWILDCARD|XT_SOCKET_RESTORESKMARK"],
    ),
    Rule(
        V6,
        "filter",
        "-m srh --srh-next-hdr 17 --srh-hdr-len-gt 7 ! --srh-tag 9 --srh-psid 2001:db8::/64",
        "srh",
        &[
            "next_hdr=IPPROTO_UDP",
            "hdr_len=7",
            "tag=9",
            "psid_addr=2001:db8::",
            "psid_msk=ffff:ffff:ffff:ffff::",
            "mt_flags=IP6T_SRH_NEXTHDR|IP6T_SRH_LEN_GT|IP6T_SRH_TAG|IP6T_SRH_PSID",
            "mt_invflags=IP6T_SRH_INV_TAG",
        ],
    ),
    Rule(
        V6,
        "filter",
        "-m srh --srh-segs-left-eq 3 --srh-last-entry-lt 4",
        "srh",
        &["segs_left=3", "last_entry=4", "mt_flags=IP6T_SRH_SEGS_EQ|IP6T_SRH_LAST_LT"],
    ),
    Rule(
        V4,
        "filter",
        "-m state --state NEW,INVALID",
        "conntrack",
        &["state_mask=XT_CONNTRACK_STATE_INVALID|IP_CT_NEW"],
    ),
    Rule(
        V4,
        "filter",
        "-m statistic --mode nth ! --every 5 --packet 2",
        "statistic",
        &["mode=XT_STATISTIC_MODE_NTH", "flags=XT_STATISTIC_INVERT", "u/every=4", "u/packet=2"],
    ),
    Rule(
        V4,
        "filter",
        "-m statistic --mode random --probability 0.5",
        "statistic",
        &["mode=XT_STATISTIC_MODE_RANDOM", "u/probability=1073741824"],
    ),
    Rule(
        V4,
        "filter",
        "-m string ! --string 'GET /' --algo bm --icase --from 40 --to 300",
        "string",
        &[
            "pattern=GET /",
            "patlen=5",
            "algo=bm",
            "from_offset=40",
            "to_offset=300",
            "u=XT_STRING_FLAG_INVERT|XT_STRING_FLAG_IGNORECASE",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-p tcp -m tcp --sport 1024: ! --dport 22 --tcp-flags SYN,ACK SYN --tcp-option 8",
        "tcp",
        &[
            "spts/[0]=1024",
            "spts/[1]=65535",
            "dpts/[0]=22",
            "dpts/[1]=22",
            "option=8",
            "flg_mask=18",
            "flg_cmp=2",
            "invflags=XT_TCP_INV_DSTPT",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-p tcp -m tcpmss ! --mss 500:1400",
        "tcpmss",
        &["mss_min=500", "mss_max=1400", "invert=true"],
    ),
    Rule(
        V4,
        "filter",
        "-m time --timestart 22:30 --timestop 05:00 --weekdays Mon,Fri --monthdays 1,31 --datestart 2030-01-02T03:04:05 --kerneltz --contiguous",
        "time",
        &[
            "daytime_start=81000",
            "daytime_stop=18000",
            "weekdays_match=34",
            "monthdays_match=2147483650",
            "date_start=1893553445",
            "flags=XT_TIME_LOCAL_TZ|XT_TIME_CONTIGUOUS",
        ],
    ),
    Rule(V4, "filter", "-m tos ! --tos 0x10/0x3f", "tos", &["tos_value=16", "tos_mask=63", "invert=true"]),
    Rule(V4, "filter", "-m ttl --ttl-gt 5", "ttl", &["mode=IPT_TTL_GT", "ttl=5"]),
    Rule(
        V4,
        "filter",
        "-m u32 ! --u32 '0>>22&0x3C@4=0x10:0x20,0x30 && 6&0xFF=1'",
        "u32",
        &[
            "ntests=2",
            "invert=true",
            "tests/[0]/nnums=4",
            "tests/[0]/location/[0]/number=0",
            "tests/[0]/location/[1]/nextop=XT_U32_RIGHTSH",
            "tests/[0]/location/[1]/number=22",
            "tests/[0]/location/[2]/nextop=XT_U32_AND",
            "tests/[0]/location/[3]/nextop=XT_U32_AT",
            "tests/[0]/nvalues=2",
            "tests/[0]/value/[0]/min=16",
            "tests/[0]/value/[0]/max=32",
            "tests/[1]/value/[0]/max=1",
        ],
    ),
    Rule(
        V4,
        "filter",
        "-p udp -m udp ! --sport 53 --dport 60:70",
        "udp",
        &["spts/[0]=53", "dpts/[0]=60", "dpts/[1]=70", "invflags=XT_UDP_INV_SRCPT"],
    ),
];

const TARGETS: &[Rule] = &[
    Rule(V4, "filter", "-j AUDIT --type drop", "AUDIT", &["type=XT_AUDIT_TYPE_DROP"]),
    Rule(V4, "mangle", "-j CHECKSUM --checksum-fill", "CHECKSUM", &["operation=XT_CHECKSUM_OP_FILL"]),
    Rule(V4, "mangle", "-j CLASSIFY --set-class 1:20", "CLASSIFY", &["priority=1:20"]),
    Rule(
        V4,
        "mangle",
        "-j CONNMARK --save-mark --nfmask 0xff --ctmask 0xf0",
        "CONNMARK",
        &["mode=XT_CONNMARK_SAVE", "nfmask=255", "ctmask=240"],
    ),
    Rule(V4, "mangle", "-j CONNSECMARK --save", "CONNSECMARK", &["mode=CONNSECMARK_SAVE"]),
    Rule(
        V4,
        "raw",
        "-j CT --zone-orig 7 --ctevents new,destroy",
        "CT",
        &["zone=7", "ct_events=5", "flags=XT_CT_ZONE_DIR_ORIG"],
    ),
    Rule(V4, "raw", "-j CT --notrack", "CT", &["flags=XT_CT_NOTRACK"]),
    Rule(
        V4,
        "nat",
        "-p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.9:80-90 --random",
        "DNAT",
        &[
            "min_addr=10.0.0.1",
            "max_addr=10.0.0.9",
            "min_proto=80",
            "max_proto=90",
            "flags=NF_NAT_RANGE_MAP_IPS|NF_NAT_RANGE_PROTO_SPECIFIED|NF_NAT_RANGE_PROTO_RANDOM",
        ],
    ),
    Rule(
        V6,
        "mangle",
        "-j DNPT --src-pfx 2001:db8:1::/48 --dst-pfx fd00:1::/48",
        "DNPT",
        &["src_pfx=2001:db8:1::", "dst_pfx=fd00:1::", "src_pfx_len=48", "dst_pfx_len=48"],
    ),
    Rule(V4, "mangle", "-j DSCP --set-dscp 0x2e", "DSCP", &["dscp=46"]),
    Rule(
        V4,
        "mangle",
        "-p tcp -j ECN --ecn-tcp-remove",
        "ECN",
        &["operation=IPT_ECN_OP_SET_ECE|IPT_ECN_OP_SET_CWR", "proto/ece=false"],
    ),
    Rule(V6, "mangle", "-j HL --hl-dec 2", "HL", &["mode=IP6T_HL_DEC", "hop_limit=2"]),
    Rule(
        V4,
        "mangle",
        "-j HMARK --hmark-src-prefix 24 --hmark-dst-prefix 16 --hmark-sport-mask 0xff0f --hmark-dport-mask 0xffff --hmark-proto-mask 0xffff --hmark-mod 10 --hmark-offset 100 --hmark-rnd 0xcafe",
        "HMARK",
        &["src_mask=255.255.255.0", "hmodulus=10", "hoffset=100", "hashrnd=51966"],
    ),
    Rule(V4, "mangle", "-j IDLETIMER --timeout 60 --label idle", "IDLETIMER", &["timeout=60", "label=idle"]),
    Rule(
        V4,
        "mangle",
        "-j IDLETIMER --timeout 60 --label alarm --alarm",
        "IDLETIMER",
        &["timeout=60", "label=alarm", "timer_type=XT_IDLETIMER_ALARM"],
    ),
    Rule(
        V4,
        "filter",
        "-j LED --led-trigger-id ssh --led-delay 1000 --led-always-blink",
        "LED",
        &["id=netfilter-ssh", "delay=1000", "always_blink=true"],
    ),
    Rule(
        V4,
        "filter",
        "-j LOG --log-prefix 'seen ' --log-level 6 --log-ip-options --log-uid",
        "LOG",
        &["prefix=seen ", "level=6", "logflags=NF_LOG_IPOPT|NF_LOG_UID"],
    ),
    Rule(V4, "mangle", "-j MARK --set-xmark 0x10/0xf0", "MARK", &["mark=16", "mask=240"]),
    Rule(
        V4,
        "nat",
        "-p tcp -j MASQUERADE --to-ports 1000-2000",
        "MASQUERADE",
        &["rangesize=1", "range/[0]/min=1000", "range/[0]/max=2000"],
    ),
    Rule(
        V4,
        "nat",
        "-j NETMAP --to 10.5.0.0/16",
        "NETMAP",
        &["range/[0]/min_ip=10.5.0.0", "range/[0]/max_ip=10.5.255.255"],
    ),
    Rule(V6, "nat", "-j NETMAP --to 2001:db8:5::/48", "NETMAP", &["min_addr=2001:db8:5::"]),
    Rule(
        V4,
        "filter",
        "-j NFLOG --nflog-group 5 --nflog-prefix p --nflog-size 60 --nflog-threshold 9",
        "NFLOG",
        &["group=5", "prefix=p", "len=60", "threshold=9", "flags=XT_NFLOG_F_COPY_LEN"],
    ),
    Rule(V4, "filter", "-j NFQUEUE --queue-num 7", "NFQUEUE", &["queuenum=7"]),
    Rule(
        V4,
        "filter",
        "-j NFQUEUE --queue-balance 7:9 --queue-bypass --queue-cpu-fanout",
        "NFQUEUE",
        &["queuenum=7", "queues_total=3", "flags=NFQ_FLAG_BYPASS|NFQ_FLAG_CPU_FANOUT"],
    ),
    Rule(
        V4,
        "mangle",
        "-j RATEEST --rateest-name e --rateest-interval 500ms --rateest-ewmalog 2s",
        "RATEEST",
        &["name=e", "interval=-1"],
    ),
    Rule(
        V4,
        "filter",
        "-m rateest --rateest e --rateest-gt --rateest-bps 1mbit",
        "rateest",
        &[
            "name1=e",
            "mode=XT_RATEEST_MATCH_GT",
            "flags=XT_RATEEST_MATCH_ABS|XT_RATEEST_MATCH_BPS",
            "bps2=125000",
        ],
    ),
    Rule(
        V4,
        "nat",
        "-p tcp -j REDIRECT --to-ports 8080",
        "REDIRECT",
        &["range/[0]/min=8080", "range/[0]/max=8080"],
    ),
    Rule(
        V4,
        "filter",
        "-j REJECT --reject-with icmp-admin-prohibited",
        "REJECT",
        &["with=IPT_ICMP_ADMIN_PROHIBITED"],
    ),
    Rule(
        V6,
        "filter",
        "-j REJECT --reject-with icmp6-policy-fail",
        "REJECT",
        &["with=IP6T_ICMP6_POLICY_FAIL"],
    ),
    Rule(
        V4,
        "mangle",
        "-j SECMARK --selctx system_u:object_r:x_t:s0",
        "SECMARK",
        &["mode=SECMARK_MODE_SEL", "secctx=system_u:object_r:x_t:s0"],
    ),
    Rule(
        V4,
        "mangle",
        "-j SET --add-set t src --exist --timeout 5",
        "SET",
        &["add_set/dim=1", "add_set/flags=IPSET_DIM_ONE_SRC", "timeout=5", "flags=IPSET_FLAG_EXIST"],
    ),
    Rule(
        V4,
        "nat",
        "-j SNAT --to-source 10.0.0.1 --persistent",
        "SNAT",
        &["range/[0]/min_ip=10.0.0.1", "range/[0]/flags=NF_NAT_RANGE_MAP_IPS|NF_NAT_RANGE_PERSISTENT"],
    ),
    Rule(
        V6,
        "mangle",
        "-j SNPT --src-pfx fd00:1::/48 --dst-pfx 2001:db8:1::/48",
        "SNPT",
        &["src_pfx=fd00:1::", "dst_pfx=2001:db8:1::"],
    ),
    Rule(
        V4,
        "filter",
        "-p tcp -m state --state INVALID -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460",
        "SYNPROXY",
        &[
            "options=NF_SYNPROXY_OPT_MSS|NF_SYNPROXY_OPT_WSCALE|NF_SYNPROXY_OPT_SACK_PERM|NF_SYNPROXY_OPT_TIMESTAMP",
            "wscale=7",
            "mss=1460",
        ],
    ),
    Rule(
        V4,
        "mangle",
        "-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1300",
        "TCPMSS",
        &["mss=1300"],
    ),
    Rule(
        V4,
        "mangle",
        "-p tcp -j TCPOPTSTRIP --strip-options 5,8,40",
        "TCPOPTSTRIP",
        &["strip_bmap/[0]=288", "strip_bmap/[1]=256"],
    ),
    Rule(V4, "mangle", "-j TEE --gateway 192.0.2.9 --oif v0", "TEE", &["gw=192.0.2.9", "oif=v0"]),
    Rule(V6, "mangle", "-j TEE --gateway 2001:db8::9", "TEE", &["gw=2001:db8::9"]),
    Rule(V4, "mangle", "-j TOS --set-tos 0x10/0x3f", "TOS", &["tos_value=16", "tos_mask=63"]),
    Rule(
        V4,
        "mangle",
        "-p tcp -j TPROXY --on-port 3129 --on-ip 127.0.0.1 --tproxy-mark 0x1/0x3",
        "TPROXY",
        &["lport=3129", "laddr=127.0.0.1", "mark_value=1", "mark_mask=3"],
    ),
    Rule(V4, "raw", "-j TRACE", "TRACE", &[]),
    Rule(V4, "mangle", "-j TTL --ttl-inc 3", "TTL", &["mode=IPT_TTL_INC", "ttl=3"]),
];

const BRIDGE_AND_ARP: &[Rule] = &[
    Rule(EB, "filter", "-p LENGTH --802_3-sap 0x42 -j ACCEPT", "802_3", &["sap=66", "bitmask=EBT_802_3_SAP"]),
    Rule(
        EB,
        "filter",
        "-p ARP --arp-opcode 2 --arp-ip-src 10.0.0.0/8 ! --arp-mac-dst 02:00:00:00:00:01 -j DROP",
        "arp",
        &[
            "opcode=2",
            "saddr=10.0.0.0",
            "smsk=255.0.0.0",
            "dmaddr=02:00:00:00:00:01",
            "bitmask=EBT_ARP_OPCODE|EBT_ARP_SRC_IP|EBT_ARP_DST_MAC",
            "invflags=EBT_ARP_DST_MAC",
        ],
    ),
    Rule(
        EB,
        "filter",
        "-p IPv4 --ip-src 10.0.0.0/8 --ip-tos 0x10 --ip-proto tcp ! --ip-dport 80:90 -j ACCEPT",
        "ip",
        &[
            "saddr=10.0.0.0",
            "smsk=255.0.0.0",
            "tos=16",
            "protocol=IPPROTO_TCP",
            "dport/[0]=80",
            "dport/[1]=90",
            "bitmask=EBT_IP_SOURCE|EBT_IP_TOS|EBT_IP_PROTO|EBT_IP_DPORT",
            "invflags=EBT_IP_DPORT",
        ],
    ),
    Rule(
        EB,
        "filter",
        "-p IPv4 --ip-proto icmp --ip-icmp-type 3:8/1 -j ACCEPT",
        "ip",
        &[
            "sport/icmp_type/[0]=3",
            "sport/icmp_type/[1]=8",
            "dport/icmp_code/[0]=1",
            "bitmask=EBT_IP_PROTO|EBT_IP_ICMP",
        ],
    ),
    Rule(
        EB,
        "filter",
        "-p IPv6 --ip6-src 2001:db8::/32 --ip6-proto udp --ip6-sport 53 -j ACCEPT",
        "ip6",
        &[
            "saddr=2001:db8::",
            "smsk=ffff:ffff::",
            "protocol=IPPROTO_UDP",
            "sport/[0]=53",
            "bitmask=EBT_IP6_SOURCE|EBT_IP6_PROTO|EBT_IP6_SPORT",
        ],
    ),
    Rule(EB, "filter", "--mark 0x5/0xf -j ACCEPT", "mark_m", &["mark=5", "mask=15"]),
    Rule(
        EB,
        "filter",
        "--pkttype-type ! multicast -j ACCEPT",
        "pkttype",
        &["pkt_type=PACKET_MULTICAST", "invert=true"],
    ),
    Rule(
        EB,
        "filter",
        "-d BGA --stp-type config --stp-root-prio 5:6 --stp-root-cost 100000:200000 --stp-port 7 ! --stp-hello-time 2 -j ACCEPT",
        "stp",
        &[
            "type=0",
            "config/root_priol=5",
            "config/root_priou=6",
            "config/root_costl=100000",
            "config/root_costu=200000",
            "config/portl=7",
            "config/hello_timel=2",
            "bitmask=EBT_STP_TYPE|EBT_STP_ROOTPRIO|EBT_STP_ROOTCOST|EBT_STP_PORT|EBT_STP_HELLOTIME",
            "invflags=EBT_STP_HELLOTIME",
        ],
    ),
    Rule(
        EB,
        "filter",
        "-p 802_1Q --vlan-id 7 --vlan-encap 0800 -j ACCEPT",
        "vlan",
        &["id=7", "encap=ETH_P_IP", "bitmask=EBT_VLAN_ID|EBT_VLAN_ENCAP"],
    ),
    Rule(EB, "filter", "--limit 5/sec --limit-burst 9 -j ACCEPT", "limit", &["avg=2000", "burst=9"]),
    Rule(
        EB,
        "filter",
        "--log-prefix seen --log-level info --log-ip --log-arp -j ACCEPT",
        "log",
        &["prefix=seen", "loglevel=6", "bitmask=EBT_LOG_IP|EBT_LOG_ARP"],
    ),
    Rule(
        EB,
        "filter",
        "--nflog-group 3 --nflog-prefix p --nflog-range 64 -j ACCEPT",
        "nflog",
        &["group=3", "prefix=p", "len=64"],
    ),
    Rule(
        EB,
        "nat",
        "-p ARP -j arpreply --arpreply-mac 02:00:00:00:00:07 --arpreply-target CONTINUE",
        "arpreply",
        &["mac=02:00:00:00:00:07", "target=EBT_CONTINUE"],
    ),
    Rule(
        EB,
        "nat",
        "-j dnat --to-dst 02:00:00:00:00:08 --dnat-target CONTINUE",
        "dnat",
        &["mac=02:00:00:00:00:08", "target/verdict=EBT_CONTINUE"],
    ),
    Rule(
        EB,
        "nat",
        "-j snat --to-src 02:00:00:00:00:09 --snat-arp --snat-target DROP",
        "snat",
        &["mac=02:00:00:00:00:09", "target/verdict=EBT_DROP", "target/NAT_ARP_BIT=false"],
    ),
    Rule(EB, "nat", "-j redirect --redirect-target RETURN", "redirect", &["target=EBT_RETURN"]),
    Rule(
        EB,
        "nat",
        "-j mark --mark-or 0x30 --mark-target CONTINUE",
        "mark",
        &["mark=48", "target/action=MARK_OR_VALUE", "target/verdict=EBT_CONTINUE"],
    ),
    Rule(
        ARP,
        "filter",
        "-j mangle --mangle-ip-s 10.0.0.1 --mangle-mac-d 02:00:00:00:00:05 --mangle-target DROP",
        "mangle",
        &[
            "u_s=10.0.0.1",
            "tgt_devaddr=02:00:00:00:00:05:00:00:00:00:00:00:00:00:00:00",
            "flags=ARPT_MANGLE_TDEV|ARPT_MANGLE_SIP",
            "target=NF_DROP",
        ],
    ),
    Rule(ARP, "filter", "-j CLASSIFY --set-class 3:4", "CLASSIFY", &["priority=3:4"]),
    Rule(ARP, "filter", "-j MARK --set-mark 9", "MARK", &["mark=9"]),
];

/// What a field says: its value, the names of its flags, or its digits in another base.
fn says(field: &Value, expected: &str) -> bool {
    if let Some(flags) = field["flags"].as_array() {
        return flags.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|") == expected;
    }
    ["value", "raw_value"].iter().filter_map(|key| field.get(key)).any(|value| match value {
        Value::String(text) => text == expected,
        other => format!("{other}") == expected,
    })
}

/// The extension's name and the fields of its struct, of all matches and targets in a rule.
fn extensions<'a>(fields: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
    for field in fields.as_array().into_iter().flatten() {
        let inner = &field["fields"];
        for (name, info) in [("NFTA_MATCH_NAME", "NFTA_MATCH_INFO"), ("NFTA_TARGET_NAME", "NFTA_TARGET_INFO")]
        {
            if let Some(name) = at(inner, name).and_then(|name| name["value"].as_str()) {
                found.push((name, at(inner, info).map_or(&Value::Null, |info| &info["fields"])));
            }
        }
        extensions(inner, found);
    }
}

/// Runs each rule under nltrace and compares; returns how many were compared.
fn compare(rules: &[Rule]) -> usize {
    let mut script = GROUND.to_owned();
    for (at, Rule(tool, table, arguments, ..)) in rules.iter().enumerate() {
        let _ = writeln!(
            script,
            "{{ {tool} -t {table} -N r{at} && {tool} -t {table} -A r{at} {arguments}; }} 2>r.err >&2 || \
             {{ echo \"REFUSED r{at} $(head -n 1 r.err)\"; }}"
        );
    }
    let folder =
        std::env::temp_dir().join(format!("nltrace-iptables-{}-{}", std::process::id(), rules.len()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = in_namespace(&format!("cd {} && {{ {script} }}; true", folder.display()));
    std::fs::remove_dir_all(&folder).unwrap();
    let refused: Vec<&str> = run.stdout.lines().filter_map(|line| line.strip_prefix("REFUSED ")).collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    for (nth, Rule(tool, _, arguments, extension, expected)) in rules.iter().enumerate() {
        let chain = format!("r{nth}");
        // A rule that the kernel refuses has been sent all the same. ebtables gives a new chain a rule of its own.
        let sent = run.message_records().filter(|record| {
            record["type"] == "NFT_MSG_NEWRULE"
                && record["direction"] == "send"
                && at(&record["fields"], "NFTA_RULE_CHAIN").is_some_and(|name| name["value"] == *chain)
        });
        let carries = |record: &&Value| {
            let mut found = Vec::new();
            extensions(&record["fields"], &mut found);
            found.iter().any(|(name, _)| name == extension)
        };
        let mut sent = sent.peekable();
        if sent.peek().is_none() {
            let line = refused.iter().find(|line| line.split(' ').next() == Some(chain.as_str()));
            eprintln!("SKIPPED {tool} {arguments}: {}", line.unwrap_or(&"no rule was sent"));
            continue;
        }
        let Some(record) = sent.find(carries) else {
            eprintln!("SKIPPED {tool} {arguments}: the tool says it without the extension {extension}");
            continue;
        };
        let text = record.to_string();
        for bad in ["\"raw\":", "\"state\":", "\"lints\":", "\"name\":null"] {
            if text.contains(bad) {
                wrong.push(format!("{tool} {arguments}: {bad} in {text}"));
            }
        }
        let mut found = Vec::new();
        extensions(&record["fields"], &mut found);
        let Some((_, info)) = found.iter().find(|(name, _)| name == extension) else { continue };
        for line in *expected {
            let (path, value) = line.split_once('=').unwrap();
            let field = at(info, path);
            if !field.is_some_and(|field| says(field, value)) {
                wrong.push(format!("{tool} {arguments}: {line}, but {}", field.unwrap_or(info)));
            }
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{} values differ:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{compared} of {} rules compared", rules.len());
    compared
}

#[test]
fn matches_of_iptables() {
    compare(MATCHES);
}

#[test]
fn targets_of_iptables() {
    compare(TARGETS);
}

#[test]
fn extensions_of_ebtables_and_arptables() {
    compare(BRIDGE_AND_ARP);
}
