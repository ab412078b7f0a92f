#!/usr/bin/env bash
# How fast captures are read, beside others that read them: the figures of README.md, "Speed". All are taken in one run, since
# machines differ more from hour to hour than programs do; ratios are what to keep.
#
#   benches/captures.sh [MEGABYTES]     default 100; needs hyperfine, and capinfos and tshark to compare with
set -euo pipefail
cd "$(dirname "$0")/.."
megabytes=${1:-100}
command -v hyperfine >/dev/null || { echo "hyperfine is not installed" >&2; exit 1; }

cargo build --release --locked --bins --examples
target=${CARGO_TARGET_DIR:-target}/release
nltrace=$target/nltrace
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT

"$target/examples/make-capture" --size "${megabytes}M" "$dir/many.pcap"
"$target/examples/make-capture" --size "${megabytes}M" --one-per-packet "$dir/one.pcap"

# NAME COMMAND...: the best of several runs, as megabytes of capture a second by the clock, kept by name; and by the mean of
# the processor time they took, which other programs disturb less.
declare -A speed
measure() {
	local name=$1
	shift
	if ! command -v "${1%% *}" >/dev/null; then
		printf '  %-34s skipped: not installed\n' "$name"
		return
	fi
	hyperfine --shell=none --warmup 1 --runs "${runs:-7}" --output=null --export-csv "$dir/result" "$*" >/dev/null 2>&1
	# command,mean,stddev,median,user,system,min,max: of the line's end, for the command may hold commas.
	speed[$name]=$(awk -F, -v mb="$megabytes" 'NR == 2 { printf "%.0f", mb * 1.048576 / $(NF - 1) }' "$dir/result")
	local core
	core=$(awk -F, -v mb="$megabytes" 'NR == 2 { printf "%.0f", mb * 1.048576 / ($(NF - 3) + $(NF - 2)) }' "$dir/result")
	printf '  %-34s %6s MB/s %6s MB a core-second\n' "$name" "${speed[$name]}" "$core"
}
ratio() {
	[ -n "${speed[$1]:-}" ] && [ -n "${speed[$2]:-}" ] || return 0
	awk -v a="${speed[$1]}" -v b="${speed[$2]}" -v what="$1 / $2" 'BEGIN { printf "  %-48s %6.2f\n", what, a / b }'
}

for sort in many one; do
	capture=$dir/$sort.pcap
	echo "$sort message(s) a packet, $megabytes MB, $("$nltrace" --coverage -r "$capture" | grep -o '"messages":[0-9]*'), $(nproc) cores"
	measure "cat" cat "$capture"
	measure "capinfos -c" capinfos -c "$capture"
	measure "decode" "$nltrace" --coverage -r "$capture"
	measure "decode, one core" "$nltrace" --threads 1 --coverage -r "$capture"
	measure "tree" "$nltrace" -r "$capture"
	measure "tree, one core" "$nltrace" --threads 1 -r "$capture"
	measure "json" "$nltrace" -F json -r "$capture"
	measure "json, one core" "$nltrace" --threads 1 -F json -r "$capture"
	runs=2 measure "tshark -V" tshark -V -r "$capture"
	runs=2 measure "tshark -T json" tshark -T json -r "$capture"
	ratio "decode" "capinfos -c"
	ratio "tree" "tshark -V"
	ratio "json" "tshark -T json"
	for what in decode tree json; do
		ratio "$what, one core" "$what"
	done
	echo "  bytes written: tree $("$nltrace" -r "$capture" | wc -c), json $("$nltrace" -F json -r "$capture" | wc -c)"
done

echo "start to the end of a small capture"
hyperfine --shell=none --warmup 5 --runs 100 --output=null --export-csv "$dir/result" \
	"$nltrace -r testdata/route/addr.pcap" >/dev/null 2>&1
awk -F, 'NR == 2 { printf "  mean %.2f ms, least %.2f ms\n", $(NF - 6) * 1000, $(NF - 1) * 1000 }' "$dir/result"

echo "memory, 2 GB through a pipe"
for format in tree json; do
	"$target/examples/make-capture" --size 2G - | /usr/bin/time -f "  $format: %M KB resident, %e s" "$nltrace" -F "$format" -r - >/dev/null
done
