# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# A stream of every event. Nothing streams every syscall; trace tells every capability check, each a call of its own.
streamed() {
	local made took cpu ring asked lines

	rm -rf "$tmp/truth"
	mkdir -p "$tmp/truth"
	cp "$bin/truth" "$tmp/truth/truth.0"
	wait_clean
	limited "$LEASTCAP" trace --format jsonl --cap CAP_SYS_BOOT -o "$tmp/trace.jsonl" -- \
		"$bin/truth" -p 1 -c 2000000 -o reboot "$tmp/truth" >"$tmp/made" 2>"$tmp/holder.err" ||
		die "truth under trace: $(head -c 300 "$tmp/holder.err")"
	read -r made took cpu <"$tmp/made"
	ring=$(tail -n 1 "$tmp/trace.jsonl" | jq .lost.ring)
	asked=$(awk -F '\t' '$2 == "check" { n += $8 } END { print n }' "$tmp/truth/truth")
	lines=$(grep -c '"type":"check"' "$tmp/trace.jsonl")
	[ "$asked" = "$((lines + ring))" ] || die "$asked checks made, $lines told, $ring reported lost"
	rm -f "$tmp/trace.jsonl"
	[[ $made:$took:$cpu:$ring =~ ^[0-9]+:[0-9]+:[0-9]+:[0-9]+$ ]] || die "no figures: $made $took $cpu $ring"
	awk -v made="$made" -v took="$took" -v cpu="$cpu" -v ring="$ring" 'BEGIN {
		print 100 * ring / made, 100 * cpu / took, made * 1e3 / took, cpu / (made - ring)
	}' >>"$tmp/streamed"
}

group_live() {
	local i n=$((n < 3 ? n : 3))

	command -v jq >/dev/null || die 'no jq'
	for ((i = 0; i < n; i++)); do
		say "live $i"
		streamed
	done
	awk '{ print $1 }' "$tmp/streamed" | goal P11.lost
	awk '{ print $2 }' "$tmp/streamed" | goal P11.cpu
	awk '{ print $3 }' "$tmp/streamed" | row '' M/s 'live stream: checks offered by one CPU'
	awk '{ print $4 }' "$tmp/streamed" | row '' ns 'live stream: CPU of the reader an event told'
	beside P11.lost 'trace --format jsonl of checks: no mode streams every syscall'
}
