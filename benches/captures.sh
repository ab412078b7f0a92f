#!/usr/bin/env bash
# How fast captures are read, beside others that read them: the figures of docs/performance.md, as its tables. All are taken in one
# run, because machines differ more from hour to hour than programs do; ratios are what to keep. The mix is all captures of testdata in
# turn, in proportion to what programs send; the others are dumps, which repeat more.
#
#   benches/captures.sh [MEGABYTES]     default 100, which takes five to ten minutes; needs hyperfine, and capinfos and tshark
#                                       to compare with
set -euo pipefail
cd "$(dirname "$0")/.."
megabytes=${1:-100}
for tool in hyperfine taskset /usr/bin/time; do
	command -v "$tool" >/dev/null || { echo "$tool is not installed" >&2; exit 1; }
done

cargo build --release --locked --bins --examples
target=$(realpath "${CARGO_TARGET_DIR:-target}")/release
nltrace=$target/nltrace
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
# What is read lies in memory after this.
"$target/examples/make-capture" --size "${megabytes}M" --mix "$dir/mix.pcap"
"$target/examples/make-capture" --size "${megabytes}M" "$dir/many.pcap"
"$target/examples/make-capture" --size "${megabytes}M" --one-per-packet "$dir/one.pcap"
core=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')

# NAME COMMAND...: keeps how many megabytes of capture a second were read by the clock, the best of several runs, and how many
# in a second of processor time, by their mean, which other programs disturb less.
declare -A clock work
measure() {
	local name=$1
	shift
	command -v "$1" >/dev/null || { echo "$1 is not installed: $name is skipped" >&2; return 0; }
	echo "$name" >&2
	hyperfine --shell=none --warmup "$warmup" --runs "$runs" --output=null --export-csv "$dir/result" "$*" \
		>/dev/null 2>"$dir/trouble" || { cat "$dir/trouble" >&2; exit 1; }
	# command,mean,stddev,median,user,system,min,max: told from the line's end, for the command may hold commas.
	local least busy
	read -r least busy < <(awk -F, 'NR == 2 { print $(NF - 1), $(NF - 3) + $(NF - 2) }' "$dir/result")
	clock[$name]=$(awk -v mb="$megabytes" -v s="$least" 'BEGIN { printf "%.0f", mb * 1.048576 / s }')
	work[$name]=$(awk -v mb="$megabytes" -v s="$busy" 'BEGIN { printf "%.0f", mb * 1.048576 / s }')
}
ratio() {
	[ -n "${1:-}" ] && [ -n "${2:-}" ] || { echo "-"; return; }
	awk -v a="$1" -v b="$2" 'BEGIN { printf (a / b < 10 ? "%.2f" : "%.0f"), a / b }'
}

formats=("-c" "-F tree" "-F json" "-F hex" "-F line")
declare -A peer=(["-c"]="capinfos -c" ["-F tree"]="tshark -V" ["-F json"]="tshark -T json")
for sort in mix many one; do
	capture=$dir/$sort.pcap
	for format in "${formats[@]}"; do
		# What writes most takes longest, and differs least.
		case $format in "-F hex") warmup=0 runs=2 ;; *) warmup=1 runs=5 ;; esac
		# The words of a format are arguments of their own.
		measure "$sort $format" "$nltrace" $format -r "$capture"
		measure "$sort $format, one core" taskset -c "$core" "$nltrace" $format -r "$capture"
	done
	warmup=1 runs=5
	measure "$sort cat" cat "$capture"
	measure "$sort capinfos -c" capinfos -c "$capture"
	warmup=0 runs=2 measure "$sort tshark -V" tshark -V -r "$capture"
	warmup=0 runs=1 measure "$sort tshark -T json" tshark -T json -r "$capture"
done

messages() { "$nltrace" --coverage -r "$1" | grep -o '"messages":[0-9]*' | grep -o '[0-9]*'; }
echo "$megabytes MB: $(messages "$dir/mix.pcap") messages in the mix, $(messages "$dir/many.pcap") in dumps, or $(messages "$dir/one.pcap") one a packet; $(nproc) cores, best of five"
echo
echo "| MB/s | mix | on one core | dumps, many a packet | on one core | one a packet | on one core |"
echo "|---|---|---|---|---|---|---|"
row() { echo "| \`$1\` | ${clock[mix $2]:--} | ${clock[mix $2, one core]:--} | ${clock[many $2]:--} | ${clock[many $2, one core]:--} | ${clock[one $2]:--} | ${clock[one $2, one core]:--} |"; }
for format in "${formats[@]}"; do
	row "nltrace $format" "$format"
done
for program in "cat" "capinfos -c" "tshark -V" "tshark -T json"; do
	row "$program" "$program"
done
echo
echo "| ratio | mix | on one core | dumps, many a packet | on one core | one a packet | on one core |"
echo "|---|---|---|---|---|---|---|"
for format in "-c" "-F tree" "-F json"; do
	line="| \`$format\` to \`${peer[$format]}\` |"
	for sort in mix many one; do
		other=${clock[$sort ${peer[$format]}]:-}
		line+=" $(ratio "${clock[$sort $format]}" "$other") | $(ratio "${clock[$sort $format, one core]}" "$other") |"
	done
	echo "$line"
done
echo
echo "| one core's share | mix | dumps, many a packet | one a packet |"
echo "|---|---|---|---|"
for format in "${formats[@]}"; do
	line="| \`$format\` |"
	for sort in mix many one; do
		line+=" $(ratio "${clock[$sort $format, one core]}" "${clock[$sort $format]}") |"
	done
	echo "$line"
done
echo
echo "| MB a second of one core's own time | mix | dumps, many a packet | one a packet |"
echo "|---|---|---|---|"
for format in "${formats[@]}"; do
	echo "| \`nltrace $format\` | ${work[mix $format, one core]} | ${work[many $format, one core]} | ${work[one $format, one core]} |"
done
for program in "capinfos -c" "tshark -V" "tshark -T json"; do
	echo "| \`$program\` | ${work[mix $program]:--} | ${work[many $program]:--} | ${work[one $program]:--} |"
done
echo

written() { "$nltrace" $1 -r "$dir/many.pcap" | wc -c | awk '{ printf "%.0f MB", $1 / 1e6 }'; }
echo "written for $megabytes MB: tree $(written "-F tree"), json $(written "-F json")"

# WHAT COMMAND: the time of a command of a shell, without what the shell takes.
started() {
	hyperfine --warmup 5 --runs 50 --output=null --export-csv "$dir/result" "$2" >/dev/null 2>"$dir/trouble" ||
		{ cat "$dir/trouble" >&2; exit 1; }
	awk -F, -v what="$1" 'NR == 2 { printf "%s: mean %.1f ms, least %.1f ms\n", what, $(NF - 6) * 1000, $(NF - 1) * 1000 }' "$dir/result"
}
started "start to the end of a trace of true" "$nltrace -q -o /dev/null -- true"
started "true alone" "true"
started "start to the end of a small capture" "$nltrace -r testdata/route/addr.pcap"
started "start to the first line of a large one, and head's own" "$nltrace -r $dir/one.pcap | head -n 1"

# Resident memory beside the size of the mix, with as many threads as there are cores.
for format in "${formats[@]}"; do
	/usr/bin/time -f "the mix, $format: %M KB resident" "$nltrace" $format -r "$dir/mix.pcap" 2>&1 >/dev/null | tail -n 1
done

# 2 GB through a pipe: memory must not grow with what is read.
for format in "-c" "-F tree" "-F json"; do
	echo "$format of 2 GB through a pipe" >&2
	"$target/examples/make-capture" --size 2G - |
		/usr/bin/time -f "2 GB through a pipe, $format: %M KB resident, %e s" "$nltrace" $format -r - 2>&1 >/dev/null
done
