#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Events as they happen: what is told, what is filtered, and how it ends.

load lib.bash

setup() {
	need_hook
	enter_stage
}

teardown() {
	local pid

	[ -z "$open_stage" ] || { cd / && rm -rf "$open_stage"; }
	for pid in "${started[@]}"; do kill -9 "$pid" 2> /dev/null; done
	true
}

# A stage that other users can reach, unlike those below BATS_TEST_TMPDIR.
enter_open_stage() {
	open_stage=$(mktemp -d /tmp/lc-stage.XXXXXX) && chmod 755 "$open_stage" && cd "$open_stage" || return
}

# background COMMAND...: its pid in $!, killed at the end of the test.
background() {
	# A shell starts its background jobs with SIGINT ignored.
	env --default-signal=INT "$@" < /dev/null > background.out 2> background.err &
	started+=($!)
}

# target: a process in $target that makes the check of chroot(1) again and again.
target() {
	sh -c 'echo $$ > target; while sleep 0.05; do chroot / true; done' < /dev/null > /dev/null 2>&1 &
	started+=($!)
	soon "[ -s target ]"
	target=$(cat target)
}

# trace [OPTION...] -- COMMAND...: JSON lines into ./lines.
trace() {
	"${alone[@]}" "$LEASTCAP" trace --format jsonl -o lines "$@"
}

# told FILTER: whether an event of ./lines is so; shows the last of them otherwise.
told() {
	jq -se "any(.[]; $1)" lines > /dev/null || { echo "not told: $1" && show && return 1; }
}

show() {
	grep -v security_vm_enough_memory lines | tail -n 20 | cut -c 1-900
}

# only_told TYPE FILTER: each event of the type is so, and there is one.
only_told() {
	jq -se "[.[] | select(.type == \"$1\")] | length > 0 and all(.[]; $2)" lines > /dev/null ||
		{ echo "not all $1: $2" && show && return 1; }
}

# --- checks ------------------------------------------------------------------------

# Each line "CAP_X allow|deny SYSCALL SITE" of ./expect is an event.
facts_are_told() {
	jq -sre --rawfile expect expect '
		def plain: (. // "") | sub("^(__(x64|ia32|do|se)_sys_|__sys_|ksys_)"; "sys_");
		. as $events
		| $expect | split("\n")[] | select(startswith("CAP_")) | split(" ")
		| . as [$cap, $verdict, $call, $site]
		| select(any($events[]; .type == "check" and .cap == $cap and .verdict == $verdict and .syscall == $call
			and ($site == "*" or (.call_site | plain) == ($site | plain))) | not)
		| join(" ")' lines > missing || true
	grep -q ^CAP_ expect || { echo "the act said nothing" && return 1; }
	[ ! -s missing ] || { echo "not told:" && cat missing && show && return 1; }
}

act() {
	"$ACTS/$1" prepare
	run_act trace -- "$ACTS/$1"
	[ "$ended" = 0 ]
	facts_are_told
}

# The same, refused.
refused() {
	"$ACTS/$1" prepare
	only ""
	run_act trace -- "${only[@]}" "$ACTS/$1"
	[ "$ended" = 1 ]
	facts_are_told
	told ".type == \"refusal\" and .layer == \"capability\" and .capability == \"$(caps_of deny)\""
}

@test "chown" { act chown; }
@test "fowner" { act fowner; }
@test "i386" { act i386; }
@test "ipc_owner" { act ipc_owner; }
@test "kill" { act kill; }
@test "mknod" { act mknod; }
@test "net_bind_service" { act net_bind_service; }
@test "net_raw" { act net_raw; }
@test "setpcap" { act setpcap; }
@test "setuid" { act setuid; }
@test "sys_admin_hostname" { act sys_admin_hostname; }
@test "sys_chroot" { act sys_chroot; }
@test "sys_nice" { act sys_nice; }
@test "two_sites" { act two_sites; }

@test "chown, refused" { refused chown; }
@test "net_bind_service, refused" { refused net_bind_service; }
@test "setuid, refused" { refused setuid; }
@test "sys_chroot, refused" { refused sys_chroot; }
@test "kill, refused" { refused kill; }

@test "text: the columns of capable, then the call and its place" {
	"$LEASTCAP" trace --cap sys_chroot -- chroot / true > out 2> err
	[ "$(head -n 1 out | tr -s ' ')" = "TIME UID PID COMM CAP NAME AUDIT VERDICT SYSCALL CALL_SITE" ]
	[ "$(wc -l < out)" = 2 ]
	sed -n 2p out | grep -qE '^[0-2][0-9](:[0-5][0-9]){2} 0 +[0-9]+ +chroot +18 +CAP_SYS_CHROOT +[01-] +allow +chr'
	[ "$(cat err)" = "leastcap: 1 event, nothing lost" ]
	"$LEASTCAP" trace -qx --cap sys_chroot -- chroot / true > out 2> err
	[ "$(head -n 1 out | tr -s ' ')" = \
		"TIME UID PID TID CONTAINER COMM CAP NAME AUDIT VERDICT INSETID SYSCALL CALL_SITE" ]
	[ ! -s err ]
}

@test "jsonl: every line an object, type first, time in UTC, a summary at the end" {
	trace -- sh -c 'chroot / true; chroot /nowhere true' || true
	[ "$(jq -c 'keys_unsorted[0]' lines | sort -u)" = '"type"' ]
	[ "$(grep -vc '^{"type":"' lines)" = 0 ]
	jq -se 'all(.[:-1][]; .time | test("^20[0-9]{2}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\\.[0-9]{6}Z$"))' lines
	jq -se 'all(.[:-1][]; .pid > 0 and .tid >= .pid and .uid == 0 and (.comm | length) > 0)' lines
	jq -se '[.[] | select(.type == "summary")] | length == 1' lines
	tail -n 1 lines | jq -e '.type == "summary" and .complete and (.lost | add) == 0 and .produced == .delivered'
	[ "$(tail -n 1 lines | jq .events)" = $(($(wc -l < lines) - 1)) ]
	told '.type == "check" and .cap == "CAP_SYS_CHROOT" and (.exe | endswith("/chroot"))'
	# The clock is the machine's.
	[ "$(($(date +%s) - $(tail -n 2 lines | head -n 1 | jq -r '.time[:19] + "Z" | fromdate')))" -lt 60 ]
}

@test "--stack: under what is new, once" {
	"$LEASTCAP" trace -q --stack --cap sys_chroot -- sh -c 'chroot / true; chroot / true' > out
	[ "$(grep -c CAP_SYS_CHROOT out)" = 2 ]
	[ "$(grep -cE '^        (__x64_)?sys_chroot|^        .*_sys_chroot$' out)" = 1 ]
	[ "$(sed -n 3p out)" = "        cap_capable" ]
	trace --stack --cap sys_chroot -- chroot / true
	told '.type == "check" and (.kernel_stack[0] == "cap_capable") and (.kernel_stack | length) > 2'
}

@test "--unique: what is new" {
	trace --cap sys_chroot -- sh -c 'for i in 1 2 3; do chroot / true; done'
	[ "$(jq -s '[.[] | select(.type == "check")] | length' lines)" = 3 ]
	trace --cap sys_chroot --unique --stack -- sh -c 'for i in 1 2 3; do chroot / true; done'
	[ "$(jq -s '[.[] | select(.type == "check")] | length' lines)" = 1 ] || { show && return 1; }
}

@test "filters: capabilities, names, users" {
	workload=(sh -c 'chroot / true; setpriv --reuid 1 true; nice -n -1 true')
	trace -- "${workload[@]}"
	told '.cap == "CAP_SYS_CHROOT"'
	told '.cap == "CAP_SETUID"'
	told '.comm == "nice"'
	trace --cap sys_chroot,CAP_SETUID -- "${workload[@]}"
	only_told check '.cap == "CAP_SYS_CHROOT" or .cap == "CAP_SETUID"'
	told '.cap == "CAP_SYS_CHROOT"'
	told '.cap == "CAP_SETUID"'
	trace --comm nice -- "${workload[@]}"
	only_told check '.comm == "nice"'
	told '.cap == "CAP_SYS_NICE"'
	trace --uid 1 -- "${workload[@]}"
	only_told check '.uid == 1'
	trace --uid nobody -- "${workload[@]}"
	jq -se 'length == 1 and .[0].events == 0 and .[0].complete' lines
}

# --- refused calls --------------------------------------------------------------------

@test "--denied: a missing capability" {
	touch file
	"$LEASTCAP" trace --denied -- setpriv --bounding-set=-chown chown 1 file > out 2> err || status=$?
	[ "$status" = 1 ]
	[ "$(head -n 1 out | tr -s ' ')" = "TIME UID PID COMM SYSCALL ERRNO LAYER OBJECT REASON -> FIX" ]
	[ "$(wc -l < out)" = 2 ]
	sed -n 2p out | grep -qE " chown +fchownat +EPERM +capability +$PWD/file .*CAP_CHOWN.* -> .*CHOWN"
	grep -q "^leastcap: 1 event, nothing lost" err
}

@test "--denied: the mode of a file" {
	enter_open_stage
	install -m 600 /dev/null secret
	"$LEASTCAP" trace -q --denied --user nobody -- cat secret > out || status=$?
	[ "$status" = 1 ]
	sed -n 2p out | grep -qE " 65534 .* cat +openat +EACCES +dac\?? +$open_stage/secret .*0600.* -> .*/secret"
	"$LEASTCAP" trace -q --denied --format jsonl --user nobody -- cat secret > lines || true
	only_told refusal '.layer == "dac" and .capability == null and (.object | endswith("/secret"))'
}

@test "--denied: a seccomp filter" {
	trace --denied -- "$ACTS/seccomp_refuse" > out
	only_told refusal '.syscall == "mkdir" and .errno == "EPERM" and .layer == "seccomp" and .action == "ERRNO"'
	trace --denied -- "$ACTS/seccomp_kill" > out || true
	told '.type == "refusal" and .errno == "SIGSYS" and .layer == "seccomp" and (.action | startswith("KILL"))'
}

@test "--denied: set-user-ID bits that are void" {
	enter_open_stage
	! findmnt -no OPTIONS -T . | grep -qw nosuid || skip "nosuid here"
	install -m 4755 /bin/true raised
	"$LEASTCAP" trace -q --denied --user nobody -- setpriv --no-new-privs ./raised > out
	grep -qE " raised +execve +- +no_new_privs +$open_stage/raised .*void" out
}

@test "--denied: filters hold for refused calls, too" {
	touch file
	workload=(setpriv --bounding-set=-chown,-kill sh -c 'chown 1 file; chroot /none')
	for filter in "--comm chroot" "--uid 1" "--cap kill"; do
		# shellcheck disable=SC2086
		trace --denied $filter -- "${workload[@]}" 2> /dev/null || true
		jq -se 'length == 1' lines > /dev/null || { echo "$filter" && show && return 1; }
	done
	trace --denied --cap chown -- "${workload[@]}" 2> /dev/null || true
	only_told refusal '.comm == "chown"'
}

@test "each refusal, or with --unique each kind of them" {
	touch file
	workload=(setpriv --bounding-set=-chown sh -c 'for i in 1 2 3; do chown 1 file; done')
	trace --denied -- "${workload[@]}" 2> /dev/null || true
	[ "$(jq -s '[.[] | select(.type == "refusal")] | length' lines)" = 3 ]
	trace --denied --unique -- "${workload[@]}" 2> /dev/null || true
	[ "$(jq -s '[.[] | select(.type == "refusal")] | length' lines)" = 1 ]
}

# --- changes of privileges --------------------------------------------------------------

@test "changes of privileges: capabilities, no_new_privs, filters, namespaces, ids" {
	trace -- setpriv --bounding-set=-chown --no-new-privs true
	told '.type == "privilege" and (.changes | index("no_new_privs")) and .syscall == "prctl"'
	told '.type == "privilege" and .dropped == ["CAP_CHOWN"] and .syscall == "execve" and
		(.after.bounding | endswith("e")) and (.before.permitted | endswith("f"))'
	trace -- "$ACTS/seccomp_refuse" > out
	told '.type == "privilege" and (.changes | index("seccomp")) and .seccomp_filters == 1'
	trace -- unshare -U true
	told '.type == "privilege" and (.changes | index("user_namespace")) and .before.user_ns != .after.user_ns'
	trace -- setpriv --reuid 1 true
	told '.type == "privilege" and .before.uid == 0 and .after.uid == 1'
}

# --- hostile ----------------------------------------------------------------------------------

@test "names made to break lines, terminals and JSON" {
	"$ACTS/hostile" prepare
	run_act "$LEASTCAP" trace -q -o text -- "$ACTS/hostile"
	[ "$ended" = 0 ]
	! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' text
	iconv -f utf-8 -t utf-8 text > /dev/null
	[ "$(tail -n +2 text | grep -vcE '^[0-9]{2}:[0-9]{2}:[0-9]{2} ')" = 0 ]
	rm -rf ./* && "$ACTS/hostile" prepare
	run_act trace -- "$ACTS/hostile"
	facts_are_told
	jq -se --rawfile expect expect '
		($expect | split("\n")[] | select(startswith("PROGRAM ")) | ltrimstr("PROGRAM ")) as $path
		| any(.[]; .exe == $path)' lines
}

# --- scopes and ends -----------------------------------------------------------------------------

@test "CMD's exit status is passed on, stdin and stdout are its own" {
	run trace -- sh -c 'exit 7'
	[ "$status" = 7 ]
	run trace -- sh -c 'kill -USR2 $$'
	[ "$status" = 140 ]
	echo through | trace -- cat > out
	[ "$(cat out)" = through ]
}

@test "-p: a running process and its children, until SIGINT: a summary, status 0" {
	target
	background "$LEASTCAP" trace --format jsonl --cap sys_chroot -p "$target"
	soon "grep -q CAP_SYS_CHROOT background.out"
	kill -INT "$!"
	wait "$!"
	tail -n 1 background.out | jq -e '.type == "summary" and .checks > 0 and .complete'
	kill -0 "$target"
}

@test "--all: SIGTERM ends it with status 0, --duration by itself" {
	target
	background "$LEASTCAP" trace --all --comm chroot
	soon "grep -q CAP_SYS_CHROOT background.out"
	kill -TERM "$!"
	wait "$!"
	grep -qE '^leastcap: [0-9]+ events?, ' background.err
	"$LEASTCAP" trace -q --all --comm chroot -d 500ms > out
	grep -q CAP_SYS_CHROOT out
}

@test "CMD gets SIGINT, too; who asked for the end gets 0" {
	background "$LEASTCAP" trace --format jsonl -- sh -c '
		trap "chroot / true; exit 9" INT; echo up > up; while :; do sleep 0.1; done'
	soon "[ -s up ]"
	kill -INT "$!"
	status=0
	wait "$!" || status=$?
	[ "$status" = 9 ]
	grep -q CAP_SYS_CHROOT background.out
	background "$LEASTCAP" trace --format jsonl -- sh -c 'echo > up2; while :; do sleep 0.1; done'
	soon "[ -e up2 ]"
	kill -INT "$!"
	wait "$!"
	tail -n 1 background.out | jq -e '.type == "summary"'
}

@test "a reader that has seen enough: a quiet end" {
	target
	"$LEASTCAP" trace -q --all 2> err | head -n 1 > out
	[ "${PIPESTATUS[*]}" = "0 0" ]
	[ ! -s err ]
	grep -q ^TIME out
	# Also where nothing more comes to be written.
	timeout 20 "$LEASTCAP" trace -q --uid 4000000000 -p "$target" 2> err | head -n 1 > out
	[ "${PIPESTATUS[*]}" = "0 0" ]
	[ ! -s err ]
	timeout 20 "$LEASTCAP" trace -q -- sh -c 'while :; do chroot / true; done' 2> err | head -n 2 > out
	[ "${PIPESTATUS[*]}" = "0 0" ]
	[ ! -s err ]
}

@test "a full disk: told once, 125" {
	status=0
	"$LEASTCAP" trace -- chroot / true > /dev/full 2> err || status=$?
	[ "$status" = 125 ]
	[ "$(cat err)" = "leastcap: cannot write standard output: No space left on device" ]
	unshare -m sh -c 'mkdir disk && mount -t tmpfs -o size=64k none disk &&
		"$0" trace -o disk/lines -- sh -c "for i in \$(seq 300); do /bin/true; done"; echo $? > status' \
		"$LEASTCAP" 2> err
	[ "$(cat status)" = 125 ]
	[ "$(grep -c 'cannot write disk/lines: No space left' err)" = 1 ]
}

@test "-o: a new file, 0600, that grows while it is traced" {
	echo old > other && ln -s other lines && chmod 644 other
	target
	background "$LEASTCAP" trace --format jsonl --cap sys_chroot -o lines -p "$target"
	soon "grep -qs CAP_SYS_CHROOT lines"
	[ ! -L lines ]
	[ "$(stat -c %a lines)" = 600 ]
	[ "$(cat other)" = old ]
	kill -INT "$!"
	wait "$!"
	tail -n 1 lines | jq -e '.type == "summary"'
}

@test "kill -9: nothing stays attached" {
	before=$(programs_loaded)
	target
	background "$LEASTCAP" trace --denied -p "$target"
	soon "[ -s background.out ]"
	kill -9 "$!"
	soon "[ \"\$(programs_loaded)\" -le $before ]"
	kill -0 "$target"
}

# --- storms --------------------------------------------------------------------------------------------

# What the kernel side made is told or counted as lost, and so is what the workload made: $1 checks.
books_are_exact() {
	tail -n 1 lines | jq -e --argjson made "$1" --argjson lines "$(wc -l < lines)" \
		--argjson told "$(grep -cE '"syscall":"(sethostname|chroot|setpriority|socket|acct)"' lines)" '
		.events == $lines - 1 and .produced == .delivered + .lost.ring
		and $told + .lost.ring >= $made and $told <= $made
		and (.lost.ring > 0 or $told == $made) and .complete == ((.lost | add) == 0)' > /dev/null ||
		{ tail -n 1 lines && return 1; }
}

@test "a storm: told or counted as lost, to the last check" {
	trace --comm storm -- "$ACTS/storm" 8 400000 400000 > expect
	books_are_exact 400000
}

@test "a small ring and a reader that stands still: the loss is counted" {
	background "$LEASTCAP" trace --format jsonl --comm storm --ring 64K -o lines -- sh -c '
		echo up > up; while [ ! -e go ]; do sleep 0.05; done
		"$0" 4 40000 40000; echo done > done' "$ACTS/storm"
	soon "[ -e up ]"
	kill -STOP "$!"
	touch go
	soon "[ -e done ]"
	kill -CONT "$!"
	wait "$!"
	books_are_exact 40000
	tail -n 1 lines | jq -e '.lost.ring > 0 and (.complete | not)'
}
