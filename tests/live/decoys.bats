#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Decoys: what the kernel asks and the program does not need. From a recording alone none is ever "keep"; where only
# what is shown can tell, "ask" with the reason. Each by root, who is granted all of it, and by a user, who is refused.

load lib.bash

user=daemon # of number 1, the other user of the acts

setup() {
	need_hook
	# A stage that the user reaches, unlike those below BATS_TEST_TMPDIR.
	stage=$(mktemp -d /tmp/lc-decoy.XXXXXX) && cd "$stage" || return
	chmod 777 .
}

teardown() {
	cd / && rm -rf "$stage"
}

# decoy WHO CAPS COMMAND...: recorded, it works and keeps nothing; CAPS may be asked about, with a reason.
decoy() {
	local who=$1 caps=$2 option=()

	shift 2
	[ "$who" = root ] || option=(--user "$user")
	ended=0
	record "${option[@]}" -- "$@" > output 2> errors || ended=$?
	[ "$ended" != 77 ] || skip "$(cat errors)"
	[ "$ended" = 0 ] || { cat errors; return 1; }
	report
	[ -z "$(least)" ] || { jq -c '.capabilities[] | select(.advice == "keep")' report.json; return 1; }
	jq -e --arg caps "$caps" 'all(.capabilities[] | select(.advice == "ask");
		(.name | IN($caps | split(" ")[])) and (.reason | length) > 20)' report.json > /dev/null ||
		{ jq -c '.capabilities[] | select(.advice == "ask")' report.json; return 1; }
}

# asked CAP: the kernel did ask, so that the test is about something.
asked() {
	jq -e --arg cap "$1" 'any(.capabilities[]; .name == $cap)' report.json > /dev/null ||
		{ echo "nobody asked for $1" && jq -c '[.capabilities[].name]' report.json; return 1; }
}

# act WHO CAPS CAP PROGRAM NAME: a row as a decoy.
act() {
	local who=$1 caps=$2 cap=$3

	cp "$ACTS/$4" "$stage/" && chmod 755 "$stage/$4"
	(umask 0 && "$ACTS/$4" "$5" prepare)
	if [ "$who" = user ]; then # its own file, of a group that is not
		[ ! -e group ] || chown 1:2 group
		[ ! -e set_id ] || { chown 1:1 set_id && chmod 4755 set_id; }
		[ ! -e directory ] || { chgrp 2 directory && chmod 2777 directory; }
	fi
	decoy "$who" "$caps" "$stage/$4" "$5"
	asked "$cap"
}

@test "setuid to the own id: root" { act root '' CAP_SETUID row_creds setuid_own; }
@test "setuid to the own id: user" { act user '' CAP_SETUID row_creds setuid_own; }
@test "setgid to the own id: root" { act root '' CAP_SETGID row_creds setgid_own; }
@test "setgid to the own id: user" { act user '' CAP_SETGID row_creds setgid_own; }
@test "capset of the own sets: root" { act root '' CAP_SETPCAP row_creds capset_same; }
@test "capset of the own sets: user" { act user '' CAP_SETPCAP row_creds capset_same; }
@test "overcommit by mmap: root" { act root '' CAP_SYS_ADMIN row_tasks overcommit; }
@test "overcommit by mmap: user" { act user '' CAP_SYS_ADMIN row_tasks overcommit; }
@test "overcommit by fork: root" { act root '' CAP_SYS_ADMIN row_tasks forked; }
@test "overcommit by fork: user" { act user '' CAP_SYS_ADMIN row_tasks forked; }
@test "overcommit by copy_file_range: root" { decoy root '' cp /bin/true copy; asked CAP_SYS_ADMIN; }
@test "overcommit by copy_file_range: user" { decoy user '' cp /bin/true copy; asked CAP_SYS_ADMIN; }
@test "chmod of a file of a foreign group: root" { act root '' CAP_FSETID row_files chmod_group; }
@test "chmod of a file of a foreign group: user" { act user '' CAP_FSETID row_files chmod_group; }
@test "a write to a set-user-ID file: root" { act root '' CAP_FSETID row_files drop_suidgid; }
@test "a write to a set-user-ID file: user" { act user '' CAP_FSETID row_files drop_suidgid; }
@test "a file in a set-group-ID directory: root" { act root '' CAP_FSETID row_files strip_sgid; }
@test "a file in a set-group-ID directory: user" { act user '' CAP_FSETID row_files strip_sgid; }
@test "ps over everybody's processes: root" { decoy root 'CAP_SYS_PTRACE CAP_PERFMON' ps aux; asked CAP_SYS_PTRACE; }
@test "ps over everybody's processes: user" {
	decoy user 'CAP_SYS_PTRACE CAP_PERFMON CAP_DAC_READ_SEARCH CAP_SYS_ADMIN' ps aux
	asked CAP_SYS_PTRACE
}
@test "top over everybody's processes: root" { decoy root '' top -b -n 1; asked CAP_SYS_PTRACE; }
@test "sysctl reads of the network: root" { decoy root '' sysctl net.ipv4.ip_forward net.core; asked CAP_NET_ADMIN; }
@test "sysctl reads of the network: user" {
	decoy user '' sysctl net.ipv4.ip_forward net.core.somaxconn
	asked CAP_NET_ADMIN
}
@test "pagemap: root" { act root CAP_SYS_ADMIN CAP_SYS_ADMIN row_proc pagemap; }
@test "pagemap: user" { act user CAP_SYS_ADMIN CAP_SYS_ADMIN row_proc pagemap; }
@test "iomem: root" { act root CAP_SYS_ADMIN CAP_SYS_ADMIN row_proc iomem; }
@test "kallsyms: root" { act root CAP_SYSLOG CAP_SYSLOG row_proc kallsyms; }
@test "kallsyms: user" { act user CAP_SYSLOG CAP_SYSLOG row_proc kallsyms; }
@test "a seccomp filter after no_new_privs: root" { act root '' CAP_SYS_ADMIN row_creds filter_jit; }
@test "a seccomp filter after no_new_privs: user" { act user '' CAP_SYS_ADMIN row_creds filter_jit; }
@test "a seccomp filter without no_new_privs, which the plan sets: root" {
	act root CAP_SYS_ADMIN CAP_SYS_ADMIN row_creds filter_install
}
@test "forced socket buffers with a fallback: root" { act root CAP_NET_ADMIN CAP_NET_ADMIN row_net buffers; }
@test "forced socket buffers with a fallback: user" { act user CAP_NET_ADMIN CAP_NET_ADMIN row_net buffers; }
@test "a ring: root" { act root '' CAP_IPC_LOCK row_tasks ring; }
@test "listing attributes: root" { act root '' CAP_SYS_ADMIN row_files list_xattr; }
@test "listing attributes: user" { act user '' CAP_SYS_ADMIN row_files list_xattr; }
@test "a listing of sockets: root" { decoy root '' ss -tln; asked CAP_NET_ADMIN; }
@test "a listing of sockets: user" { decoy user '' ss -tln; asked CAP_NET_ADMIN; }
