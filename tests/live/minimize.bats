#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# minimize: from a recording to a set of which no member can go, with what broke without each; and how it stops.

load lib
load replay

setup() {
	begin_replay
}

# runs FILE: replays the proof took.
runs() {
	proof .runs "$1"
}

caps() {
	"$LEASTCAP" report --least caps "$1"
}

@test "one member: two runs, and what broke without it; the facts stay as they were" {
	touch f
	recorded p.json chown 1 f
	cp p.json before.json
	leastcap minimize p.json -- chown 1 f
	ended 0
	[ "$(proof '[.kind, .runs, .syscalls, .root, (.capabilities | join(","))] | @csv' p.json)" = \
		'"minimal",2,false,true,"CAP_CHOWN"' ]
	[[ $(proof '.members[] | "\(.capability) \(.verdict) \(.without)"' p.json) == \
		"CAP_CHOWN needed fchownat: EPERM at "*", exit status 1" ]]
	[ "$(jq -c 'del(.proof)' p.json)" = "$(jq -c . before.json)" ]
	[ "$(caps p.json)" = CAP_CHOWN ]
	[ "$(stat -c %a p.json)" = 600 ]
	printed "and not one fewer"
	said "run 2, at most 0 left"
	said "no syscall filter"
	nothing_left
}

@test "-o leaves FILE alone, -o - has the profile on stdout and nothing else" {
	touch f
	recorded p.json chown 1 f
	cp p.json before.json
	leastcap minimize p.json -o q.json -- chown 1 f
	ended 0
	cmp p.json before.json
	[ "$(proof .kind q.json)" = minimal ]
	leastcap minimize p.json -o - -- chown 1 f
	ended 0
	cmp p.json before.json
	[ "$(jq -r .proof.kind <<< "$output")" = minimal ]
	said "and not one fewer"
}

@test "-q says nothing, -v shows what CMD prints" {
	touch f
	recorded p.json sh -c 'chown 1 f && echo done'
	leastcap minimize -q p.json -- sh -c 'chown 1 f && echo done'
	ended 0
	[ -z "$stderr" ]
	[[ $output != *done* ]]
	leastcap minimize -v p.json -- sh -c 'chown 1 f && echo done'
	said $'done\n'
	said "Operation not permitted"
}

@test "more than is needed: what works without goes" {
	touch f
	recorded p.json sh -c 'chown 1 f; chroot / true'
	[ "$(caps p.json)" = CAP_CHOWN,CAP_SYS_CHROOT ]
	leastcap minimize p.json -- sh -c 'chroot / true; chown 1 f'
	ended 0
	[ "$(caps p.json)" = CAP_CHOWN ]
	[ "$(proof '.members[] | select(.capability == "CAP_SYS_CHROOT") | .verdict' p.json)" = needless ]
	[ "$(runs p.json)" = 3 ]
	nothing_left
}

@test "less than is needed: what is missing is found, and the rest does not come in" {
	touch f
	recorded p.json chown 1 f
	without_cap CAP_CHOWN p.json
	[ -z "$(caps p.json)" ]
	leastcap minimize p.json -- chown 1 f
	ended 0
	[ "$(caps p.json)" = CAP_CHOWN ]
	[ "$(proof '.members[] | .verdict' p.json)" = added ]
	[ "$(runs p.json)" -le 12 ]
	printed "was not enough"
	nothing_left
}

@test "a wide one is replaced by the narrower one that does" {
	install -d -m 700 -o 1 d && install -m 600 -o 1 /dev/null d/f
	recorded p.json cat d/f
	jq '.checks[].capability |= sub("CAP_DAC_READ_SEARCH"; "CAP_DAC_OVERRIDE")' p.json > q.json
	leastcap minimize q.json -- cat d/f
	ended 0
	[ "$(caps q.json)" = CAP_DAC_READ_SEARCH ]
	nothing_left
}

# A candidate of twelve, each of them needed.
@test "twelve members end in thirteen runs" {
	"${alone[@]}" true || skip "no network namespaces"
	export ALL=1
	install -m 666 -o 1 /dev/null theirs && install -d -m 700 -o 1 d && install -m 600 -o 1 /dev/null d/secret
	# shellcheck disable=SC2016
	cat > twelve <<-'END'
		set -e
		touch own; chown 1 own
		touch -d yesterday theirs
		cat d/secret
		mknod dev c 1 3; rm dev
		chroot / true
		nice -n -1 true
		hostname "$(hostname)"
		setpriv --reuid 1 --clear-groups true
		ip link set lo mtu 65000
		busybox nc -l -p 80 127.0.0.1 < /dev/null & nc=$!
		sleep 0.1; kill $nc
		ping -c1 -W1 127.0.0.1
	END
	apart=("${alone[@]}" unshare -u)
	"${apart[@]}" "$LEASTCAP" record -q -o p.json -- sh twelve < /dev/null > out 2>&1 || { cat out; return 1; }
	plan=$(caps p.json)
	members=$(tr , '\n' <<< "$plan" | grep -c .)
	echo "$plan"
	[ "$members" -ge 12 ]
	"${apart[@]}" env LC_REPLAY_MARK="$mark" "$LEASTCAP" minimize p.json -- sh twelve < /dev/null > out 2> err || {
		cat out err
		return 1
	}
	cat out
	substitutes=$(tr , '\n' <<< "$plan" | grep -cx -e CAP_SYS_ADMIN -e CAP_DAC_OVERRIDE -e CAP_NET_ADMIN || true)
	[ "$(runs p.json)" -le $((members + 1 + 2 * substitutes)) ]
	nothing_left
}

@test "--syscalls: what is not needed of the list goes, and verify agrees" {
	touch f
	recorded p.json chown 1 f
	before=$("$LEASTCAP" report --least syscalls p.json | wc -l)
	leastcap minimize p.json --syscalls -- chown 1 f
	ended 0
	[ "$(proof '[.kind, .syscalls] | @csv' p.json)" = '"minimal",true' ]
	[ "$(proof '.needless_syscalls.x86_64 | length' p.json)" -gt 3 ]
	[ "$("$LEASTCAP" report --least syscalls p.json | wc -l)" -lt "$before" ]
	"$LEASTCAP" report --least syscalls p.json | grep -qx fchownat
	leastcap verify p.json -- chown 1 f
	ended 0
	printed "Nothing was refused"
	nothing_left
}

@test "--compare-output: what only changes the output is found" {
	[ "$(cat /proc/sys/kernel/kptr_restrict)" != 2 ] || skip "kptr_restrict hides the addresses from everybody"
	recorded p.json head -n 1 /proc/kallsyms
	leastcap minimize p.json -o q.json -- head -n 1 /proc/kallsyms
	ended 0
	[ -z "$(caps q.json)" ]
	leastcap minimize p.json --compare-output -- head -n 1 /proc/kallsyms
	ended 0
	[ "$(caps p.json)" = CAP_SYSLOG ]
	[[ $(proof .oracle p.json) == *"its output" ]]
	nothing_left
}

@test "--compare-output: an output that is another each time is said" {
	recorded p.json date +%N
	cp p.json before.json
	leastcap minimize p.json --compare-output -- date +%N
	ended 1
	said "is another in each run"
	cmp p.json before.json
}

@test "--repeat: a set that works in one run and fails in another is told as such" {
	recorded p.json true
	cp p.json before.json
	# shellcheck disable=SC2016
	leastcap minimize p.json --repeat 4 -- sh -c 'echo >> n; exit $(($(wc -l < n) % 3 == 2))'
	ended 1
	said "cannot be trusted"
	said "worked in one run, but not in another"
	cmp p.json before.json
	nothing_left
}

@test "a failure that nothing explains is tried again" {
	recorded p.json chroot / true
	# shellcheck disable=SC2016
	leastcap minimize p.json -- sh -c 'chroot / true && echo >> n && [ $(wc -l < n) != 1 ]'
	ended 1
	said "the plan: failed (exit status 1), then worked"
}

@test "what a replay does not ask for is kept, and not called proven; --before makes it ask" {
	recorded p.json sh -c 'test -e d || { mkdir d; chown 1 d; }'
	cp p.json q.json
	leastcap minimize p.json -- sh -c 'test -e d || { mkdir d; chown 1 d; }'
	ended 1
	said "kept without a try"
	said "--before"
	[ "$(caps p.json)" = CAP_CHOWN ]
	[ "$(proof .kind p.json)" = sufficient ]
	leastcap minimize q.json --before 'rm -rf d' -- sh -c 'test -e d || { mkdir d && chown 1 d; }'
	ended 0
	[ "$(caps q.json)" = CAP_CHOWN ]
	[ "$(proof .kind q.json)" = minimal ]
}

@test "standard input is the same in each run" {
	touch f
	recorded p.json sh -c 'chown 1 f'
	# shellcheck disable=SC2016
	run --separate-stderr sh -c 'echo 1 | "$@"' sh "$LEASTCAP" minimize p.json -- \
		sh -c 'read -r user && [ "$user" = 1 ] && chown "$user" f'
	ended 0
	[ "$(runs p.json)" = 2 ]
	[ "$(caps p.json)" = CAP_CHOWN ]
}

@test "--drive: the oracle is the drive command, and what serves ends with each run" {
	recorded_drive=(--ready 'test -e up' --drive 'test "$(stat -c %u f)" = 1')
	touch f
	server=(sh -c 'rm -f up; chown 0 f; chown 1 f; touch up; exec sleep 4711')
	"$LEASTCAP" record -q -o p.json "${recorded_drive[@]}" -- "${server[@]}" < /dev/null
	# Or it is found ready at once, and at work.
	leastcap minimize p.json --before 'rm up; chown 0 f' "${recorded_drive[@]}" -- "${server[@]}"
	ended 0
	[ "$(caps p.json)" = CAP_CHOWN ]
	[[ $(proof .oracle p.json) == *"drive command" ]]
	[[ $(proof '.members[0].without' p.json) == *"drive command"* ]]
	nothing_left
}

@test "runc and crun as the runtime" {
	for runtime in runc crun; do
		command -v $runtime > /dev/null || continue
		touch f && chown 0 f
		recorded p.json sh -c 'chown 1 f; chroot / true'
		leastcap minimize p.json --runtime $runtime -- sh -c 'chroot / true; chown 1 f'
		ended 0
		[ "$(caps p.json)" = CAP_CHOWN ]
		[ "$(runs p.json)" = 3 ]
	done
	nothing_left
}

@test "--user: proven for that user" {
	touch f
	recorded p.json chown 1 f
	leastcap minimize p.json --user daemon -- sh -c 'chown 2 f && chown 1 f'
	ended 0
	[ "$(proof '[.root, (.capabilities | join(","))] | @csv' p.json)" = 'false,"CAP_CHOWN"' ]
}

@test "--max-runs and --budget: stops there, with what is proven so far" {
	touch f
	recorded p.json sh -c 'chown 1 f && chroot / true && sleep 0.5'
	cp p.json q.json
	leastcap minimize p.json --max-runs 2 -- sh -c 'chown 1 f && chroot / true'
	ended 1
	said "stopped before each capability was tried"
	[ "$(proof .kind p.json)" = sufficient ]
	leastcap minimize q.json --budget 1500ms -- sh -c 'sleep 1 && chown 1 f && chroot / true'
	ended 1
	said "the budget of 1.5 s was used up"
	[ "$(proof .kind q.json)" = sufficient ]
	nothing_left
}

# interrupt SIGNAL RUNS: minimize of a workload that takes a second a run gets the signal in the run after these.
interrupt() {
	touch f
	recorded p.json sh -c 'sleep 1; chown 1 f'
	cp p.json before.json
	env LC_REPLAY_MARK="$mark" "$LEASTCAP" minimize p.json -- sh -c 'echo >> n; sleep 1; chown 1 f' \
		< /dev/null > out 2> err &
	minimizer=$!
	until [ "$(wc -l 2> /dev/null < n)" -gt "$2" ]; do sleep 0.05; done 2> /dev/null
	kill -"$1" $minimizer
	status=0
	wait $minimizer || status=$?
	output=$(< out) stderr=$(< err)
}

@test "SIGINT in the first run: nothing is written, nothing is left" {
	interrupt INT 0
	ended 1
	said interrupted
	cmp p.json before.json
	nothing_left
}

@test "SIGTERM in a later run: what is proven is kept" {
	interrupt TERM 1
	ended 1
	said interrupted
	[ "$(proof '[.kind, (.capabilities | join(","))] | @csv' p.json)" = '"sufficient","CAP_CHOWN"' ]
	nothing_left
}

@test "a recording that failed is no measure, unless --expect says so" {
	touch f
	recorded p.json sh -c 'chown 1 f; exit 3' || true
	leastcap minimize p.json -- sh -c 'chown 1 f; exit 3'
	ended 1
	said "ended with status 3 when it was recorded"
	said "say --expect 3"
	[ "$(proof .kind p.json)" = null ]
	leastcap minimize p.json --expect 3 -- sh -c 'chown 1 f; exit 3'
	ended 0
	[ "$(caps p.json)" = CAP_CHOWN ] # exit status 3 in each run: it is the refusal that counts
	leastcap minimize p.json --expect 4 -- sh -c 'chown 1 f; exit 3'
	ended 1
	nothing_left
}
