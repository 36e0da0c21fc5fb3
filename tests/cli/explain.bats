#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# leastcap explain: every kind of word, as text and as JSON, and words that mean nothing.
# shellcheck disable=SC2154 # set by lib.bash and run

load lib.bash

# json FILTER WORD...: what jq makes of the JSON of the words.
json() {
	local filter=$1

	shift
	leastcap explain --format json "$@"
	succeeded
	jq -er "$filter" <<< "$output"
}

@test "a capability in each spelling is the same" {
	leastcap explain CAP_NET_RAW
	succeeded
	[[ $output == "CAP_NET_RAW: capability 13"* ]]
	grep -qE '^  risk +high$' <<< "$output"
	grep -qE '^  permits +[A-Z].*raw' <<< "$output"
	grep -qE '^  instead +[A-Z].*ping' <<< "$output"
	first=$output
	for word in cap_net_raw net_raw NET_RAW Net_Raw; do
		leastcap explain "$word"
		ended 0
		[ "$output" = "$first" ]
	done
}

@test "each capability of this machine's headers is known by name and number" {
	seq 0 40 > "$BATS_TEST_TMPDIR/numbers"
	while read -r number; do
		name=$(capsh --decode="$(printf %x $((1 << number)))" | cut -d= -f2)
		[ "$(json '.[] | select(.kind == "capability").number' "$name")" = "$number" ]
		[ "$(json '.[] | select(.kind == "capability").name' "$number")" = "${name^^}" ]
	done < "$BATS_TEST_TMPDIR/numbers"
}

@test "a set is decoded as capsh decodes it" {
	for set in 00000000a80425fb 000001ffffffffff 0x2000 0x1 0000000000000400 00000000800405fb; do
		members=$(json '[.[0].capabilities[] | ascii_downcase] | join(",")' "$set")
		[ "$members" = "$(capsh --decode="${set#0x}" | cut -d= -f2)" ]
	done
}

@test "well-known sets are said to be known" {
	leastcap explain 00000000a80425fb
	ended 0
	[[ $output == "00000000a80425fb: set of 14 capabilities"* ]]
	grep -qE '^  known as +.*Docker' <<< "$output"
	grep -qE '^  CAP_MKNOD +high +Create device nodes' <<< "$output"
	[[ $(json '.[0].known_as' 0x1ffffffffff) == *all* ]]
	[ "$(json '.[0] | has("known_as") and .known_as == null' 0x3)" = true ]
}

@test "bits that no capability has are said" {
	leastcap explain 0x0004020000000000
	ended 0
	grep -qE '^  unknown bits +41, 50$' <<< "$output"
	[ "$(json '.[0].unknown_bits | map(tostring) | join(",")' 0x0004020000002000)" = 41,50 ]
}

@test "a syscall is told with numbers, kernel, group and engines" {
	leastcap explain clone3
	ended 0
	[[ $output == "clone3: syscall"* ]]
	grep -qE '^  number +x86_64 435, i386 435, ' <<< "$output"
	grep -qE '^  since Linux +5\.3$' <<< "$output"
	grep -qE '^  same group +.*\bclone\b' <<< "$output"
	grep -qE '^  Docker +allowed with CAP_SYS_ADMIN' <<< "$output"
	grep -qE '^  note +glibc' <<< "$output"
	leastcap explain sethostname
	ended 0
	grep -qE '^  asks for +CAP_SYS_ADMIN, decisive' <<< "$output"
	[ "$(json '.[0].capabilities[0].capability' chroot)" = CAP_SYS_CHROOT ]
}

@test "a dangerous syscall is told with class, exploits, libraries and systemd's set" {
	leastcap explain userfaultfd
	succeeded
	grep -qE '^  class +userfaultfd$' <<< "$output"
	grep -qE '^  exploits +userfaultfd: ' <<< "$output"
	leastcap explain openat
	succeeded
	grep -qE '^  C libraries +glibc 2\.31, .*musl 1\.2\.6' <<< "$output"
	grep -qE '^  @system-service +in that of systemd 252 and of 262$' <<< "$output"
	grep -qE '^  io_uring +IORING_OP_OPENAT$' <<< "$output"
	[ "$(grep -cE '^  (class|exploits) ' <<< "$output")" = 0 ]
	[ "$(json '.[0].class' setns)" = namespaces ]
	[ "$(json '.[0].primitives[0].known | index("CVE-2022-0847") != null' splice)" = true ]
	[ "$(json '.[0].system_service == [262]' file_getattr)" = true ]
	[ "$(json '.[0] | has("class") and .class == null' read)" = true ]
}

@test "classes of dangerous syscalls and operations of io_uring are words" {
	leastcap explain ptrace
	succeeded
	grep -q '^ptrace: syscall$' <<< "$output"
	grep -q '^ptrace: class of dangerous calls$' <<< "$output"
	[ "$(grep -cE '^  danger ' <<< "$output")" = 1 ]
	for word in modules kexec bpf ptrace mount namespaces keyctl userfaultfd io_uring open_by_handle_at perf; do
		[ "$(json '[.[] | select(.kind == "risk_class")] | length' "$word")" = 1 ]
	done
	leastcap explain IORING_OP_OPENAT
	succeeded
	[[ $output == "IORING_OP_OPENAT: operation 18 of io_uring"* ]]
	grep -qE '^  stands for +openat, open$' <<< "$output"
	[ "$(json '.[0].calls | join(" ")' ioring_op_renameat)" = "renameat2 renameat rename" ]
	leastcap explain IORING_OP_OPNAT
	ended 2
	said "did you mean IORING_OP_OPENAT?"
}

@test "a number is a capability and a syscall on each ABI" {
	[ "$(json 'map("\(.kind) \(.name) \(.abi)") | join(", ")' 13)" = \
		"capability CAP_NET_RAW null, syscall rt_sigaction x86_64, syscall time i386" ]
	[ "$(json 'map(.name) | join(",")' 165)" = mount,getresuid ]
	[ "$(json 'map(.name) | join(",")' 512)" = rt_sigaction ]
}

@test "a word with several meanings is explained in each" {
	[ "$(json 'map(.kind) | join(" ")' kill)" = "capability syscall seccomp_action" ]
	leastcap explain kill
	ended 0
	grep -q '^CAP_KILL: capability 5$' <<< "$output"
	grep -q '^kill: syscall$' <<< "$output"
	grep -q '^SCMP_ACT_KILL_THREAD: seccomp action$' <<< "$output"
}

@test "seccomp actions in each spelling" {
	for word in SCMP_ACT_ERRNO SECCOMP_RET_ERRNO errno 'SCMP_ACT_ERRNO(38)' scmp_act_errno; do
		leastcap explain "$word"
		ended 0
		grep -q '^SCMP_ACT_ERRNO: seccomp action$' <<< "$output"
		grep -qE '^  happens +The call is not made' <<< "$output"
		grep -qE '^  program sees +.*' <<< "$output"
	done
	[ "$(json '.[0].name' SECCOMP_RET_USER_NOTIF)" = SCMP_ACT_NOTIFY ]
	for word in kill kill_process kill_thread trap errno trace log allow notify; do
		[ "$(json '[.[] | select(.kind == "seccomp_action")] | length' "$word")" = 1 ]
	done
}

@test "several words are explained in order" {
	[ "$(json 'map(.word) | join(" ")' NET_RAW openat 0x1)" = "NET_RAW openat 0x1" ]
}

@test "an unknown word ends with 2 and a known one close to it" {
	leastcap explain CAP_NET_RWA
	ended 2
	said "'CAP_NET_RWA'"
	said "did you mean CAP_NET_RAW?"
	leastcap explain opneat
	ended 2
	said "did you mean openat?"
	leastcap explain qqqqqqqqqqqq
	ended 2
	said "'qqqqqqqqqqqq'"
	one_line
}

@test "nothing is explained if one word means nothing" {
	leastcap explain CAP_CHOWN qqqqqqqqqqqq
	ended 2
	said "'qqqqqqqqqqqq'"
	leastcap explain --format json CAP_CHOWN qqqqqqqqqqqq
	ended 2
	[ -z "$output" ]
}

@test "words that are no words" {
	for word in "" " " 0x 0xg 64k -1 CAP_ 0x10000000000000000 99999999999999999999; do
		leastcap explain -- "$word"
		ended 2
		[ -z "$output" ]
	done
	leastcap explain
	ended 2
	said "WORD"
}

@test "hostile words are escaped" {
	leastcap explain $'\e[31mred\nline'
	ended 2
	printf '%s\n' "$stderr" > "$BATS_TEST_TMPDIR/err"
	harmless "$BATS_TEST_TMPDIR/err"
}

@test "text keeps to the width that COLUMNS says" {
	COLUMNS=60 leastcap explain a80425fb SYS_ADMIN clone3 notify
	ended 0
	[ "$(awk 'length > 60' <<< "$output" | wc -l)" -eq 0 ]
}
