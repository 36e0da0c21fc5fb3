# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n: of run
# What the user side takes, without the kernel: no hook is in the way.
group_user() {
	local i n=$((n < 3 ? n : 3))

	for ((i = 0; i < n; i++)); do
		say "user $i"
		"$bin/fold" facts live json >>"$tmp/fold" || die 'no measurement: fold'
	done
	"$bin/big" -n "$n" "$LEASTCAP" >>"$tmp/big" || die 'no measurement: big'
	awk '$1 == "facts.best" { print $2 }' "$tmp/fold" | goal user.fold
	awk '$1 == "live.best" { print $2 }' "$tmp/fold" | row '' M/s 'checks taken in one by one, a second'
	awk '$1 == "json.best" { print $2 }' "$tmp/fold" | row '' M/s 'the same, with a line of JSON each'
	awk '$1 ~ /^report.*\.best$/ { print $2 }' "$tmp/big" | goal user.report
	awk '$1 ~ /\.best$/ && $1 !~ /^report/ { print $2 }' "$tmp/big" | goal user.generate
	beside user.report 'text and JSON'
	beside user.generate 'n: targets'
}
