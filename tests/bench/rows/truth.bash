# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# What was really done (the list that truth prints) against what was told and what was reported lost.

# copies NUMBER: programs for truth to execute, in a directory of their own.
copies() {
	local i

	rm -rf "$tmp/truth"
	mkdir -p "$tmp/truth"
	for ((i = 0; i < $1; i++)); do cp "$bin/truth" "$tmp/truth/truth.$i"; done
}

# A profile in the form of truth's lines.
told() {
	jq -r '(.programs | map({key: (.id | tostring), value: .exe}) | from_entries) as $exe |
		(.programs[] | .exe as $e | .syscalls // {} | to_entries[] | .key as $abi | .value[] |
			[$e, "syscall", $abi, (.syscall | tostring), "-", "-", "-", .count]),
		(.checks[] | select(.abi) |
			[$exe[.program | tostring], "check", .abi, (.syscall | tostring), .capability, .verdict] as $c |
			((.results // {}) | to_entries[] | $c + [.key, .value]), $c + ["all", .count]) |
		@tsv' "$tmp/profile.json"
}

# hold_against COUNTED: prints facts missing, facts that never were, and calls and checks told too few or too many.
# COUNTED: words of "checks" (their number), "results" (by how their calls ended), "syscalls".
hold_against() {
	awk -F '\t' -v OFS='\t' -v counted=" $1 " '
	function add(set, error) { set[$1, $2, $3, $4, $5, $6, error] += $8 }
	FNR == NR {
		exes[$1] = calls[$4, $3] = 1
		add(made, $2 == "check" ? "all" : "-")
		if ($2 == "check" && counted ~ / results /) add(made, $7)
		next
	}
	$1 in exes && ($4, $3) in calls && ($7 == "all" || $7 == "-" || counted ~ / results /) { add(seen, $7) }
	END {
		for (key in made) {
			split(key, k, SUBSEP)
			if (!(key in seen)) missing++
			if (k[2] == "syscall" ? counted ~ / syscalls / : counted ~ / checks /)
				off += made[key] > seen[key] ? made[key] - seen[key] : seen[key] - made[key]
		}
		for (key in seen) if (!(key in made)) extra++
		print missing + 0, extra + 0, off + 0
	}' "$tmp/truth/truth" <(told)
}

# lost_in FILE: of a profile or the summary of trace: lost in the ring; lost otherwise; told less delivered less lost in
# the ring.
lost_in() {
	jq -r '(.records // .) as $of | [.lost.ring, ([.lost[]] | add) - .lost.ring,
		$of.produced - $of.delivered - .lost.ring] | @tsv' "$1"
}

declare -A missing_in=() off_in=()

# figures WORD...: all of them are numbers, or there is no measurement.
figures() {
	local word

	for word; do [[ $word =~ ^-?[0-9]+$ ]] || die "no figures: $*"; done
}

# recorded MODE COUNTED OPTION... : one run of truth under record, free or with the reader stopped and a small ring.
recorded() {
	local mode=$1 counted=$2 missing extra off ring else_lost wire
	local -a stop=()

	shift 2
	case $mode in *full) stop=(-s 1000) && set -- "$@" --ring 4096 ;; esac
	copies 16
	wait_clean
	say "truth: $mode"
	limited "${record[@]}" "$@" -- "$bin/truth" "${stop[@]}" "$tmp/truth" >"$tmp/made" 2>"$tmp/holder.err" ||
		die "truth under record $*: $(head -c 300 "$tmp/holder.err")"
	facts=$(awk -F '\t' '!seen[$1, $2, $3, $4, $5, $6]++ { n++ } END { print n }' "$tmp/truth/truth")
	read -r missing extra off < <(hold_against "$counted")
	read -r ring else_lost wire < <(lost_in "$tmp/profile.json")
	figures "$missing" "$extra" "$off"
	figures "$ring" "$else_lost" "$wire"
	missing_in[$mode]=$((missing + extra))
	off_in[$mode]=$((off - else_lost))
	off_in[$mode]=$((${off_in[$mode]#-} + ${wire#-}))
	[ "$ring" = 0 ] || ring_lost+=" $mode $ring"
	[ "$else_lost" = 0 ] || else_lost_in+=" $mode $else_lost"
	[ "${missing_in[$mode]}" = 0 ] || beside P10 "$mode: $missing missing, $extra that never were"
	[ "${off_in[$mode]}" = 0 ] || beside P12 "$mode: $off off, $else_lost reported, $wire of the wire"
	case $mode:$ring in *full:0) beside P12 "$mode: the ring was never full" ;; esac
}

# The live view: each check is told, or lost in the ring.
traced() {
	local mode=$1 made lines ring else_lost wire
	local -a stop=()

	case $mode in *full) stop=(-s 1000) ;; esac
	copies 2
	wait_clean
	say "truth: $mode"
	limited "$LEASTCAP" trace -q --format jsonl --cap CAP_SYS_BOOT -o "$tmp/trace.jsonl" -- \
		"$bin/truth" -p 2 -c 500000 -o reboot "${stop[@]}" "$tmp/truth" >"$tmp/made" 2>"$tmp/holder.err" ||
		die "truth under trace: $(head -c 300 "$tmp/holder.err")"
	made=$(awk -F '\t' '$2 == "check" { n += $8 } END { print n }' "$tmp/truth/truth")
	lines=$(grep -c '"type":"check"' "$tmp/trace.jsonl")
	read -r ring else_lost wire < <(tail -n 1 "$tmp/trace.jsonl" >"$tmp/sum.json" && lost_in "$tmp/sum.json")
	figures "$ring" "$else_lost" "$wire"
	off_in[$mode]=$((made - lines - ring - else_lost))
	off_in[$mode]=$((${off_in[$mode]#-} + ${wire#-}))
	[ "$ring" = 0 ] || ring_lost+=" $mode $ring"
	[ "${off_in[$mode]}" = 0 ] ||
		beside P12 "$mode: $made made, $lines told, $ring + $else_lost lost, $wire of the wire"
	case $mode:$ring in *full:0) beside P12 "$mode: the ring was never full" ;; esac
	rm -f "$tmp/trace.jsonl"
}

group_truth() {
	local full facts=0 ring_lost='' else_lost_in=''

	command -v jq >/dev/null || die 'no jq'
	for full in '' -full; do
		recorded "record$full" checks --results no
		recorded "results$full" 'checks results' --results yes
		recorded "count$full" 'checks syscalls' --results no --count
		traced "trace$full"
	done
	printf '%s\n' "${missing_in[@]}" | goal P10
	beside P10 "of $facts in each of ${#missing_in[@]} runs"
	printf '%s\n' "${off_in[@]}" | goal P12
	beside P12 "modes: ${!off_in[*]}; full: reader stopped for 1 s, ring of 4 KiB (trace: 8 MiB)"
	[ -z "$ring_lost" ] || beside P12 "lost in the ring, and reported:$ring_lost"
	[ -z "$else_lost_in" ] || beside P12 "lost otherwise, and reported:$else_lost_in"
}
