#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Ordinary commands: the set a script gets, to the letter, and that it is enough.

load lib.bash

setup() {
	need_hook
	enter_stage
}

# needs CAPS COMMAND...: records it and expects exactly these, as `report --least caps` prints them; then the
# command must do with them alone. $staged, if set, makes what it works on.
needs() {
	local expected=$1

	shift
	command -v "$1" > /dev/null || skip "no $1"
	perform record -- "$@"
	report
	[ "$(least; echo .)" = "$expected"$'\n.' ] || {
		echo "expected: $expected" && echo "got: $(least)"
		jq -c '.capabilities[] | select(.advice != "drop")' report.json
		return 1
	}
	no_ask
	memory_is_no_need "$expected"
	only "${expected//,/ }"
	perform "${alone[@]}" "${only[@]}" "$@"
}

# perform COMMAND...: on a stage of its own, to the end that is expected.
perform() {
	local status=0

	enter_stage
	${staged:-:}
	"$@" > output 2>&1 || status=$?
	[ "$status" = "${ends_with:-0}" ] || { echo "$* ended with $status" && cat output; return 1; }
}

# Nothing was refused that the command missed. What it only asked to hold is another matter.
no_ask() {
	local refused='.capabilities[] | select(.advice == "ask" and (.reason | test("by capset") | not))'

	jq -e "[$refused] == []" report.json > /dev/null || { jq -c "$refused" report.json; return 1; }
}

# The kernel asks for CAP_SYS_ADMIN whenever memory is accounted: always there, never the reason.
memory_is_no_need() {
	jq -e 'any(.capabilities[] | select(.name == "CAP_SYS_ADMIN") | .evidence[];
		.call_site == "security_vm_enough_memory_mm")' report.json > /dev/null ||
		{ echo "no check by memory accounting was reported"; return 1; }
	case ,$1, in *,CAP_SYS_ADMIN,*) return ;; esac
	jq -e 'any(.capabilities[]; .name == "CAP_SYS_ADMIN" and .advice == "drop")' report.json > /dev/null
}

@test "true needs nothing: an empty line" {
	needs "" true
	record -- true
	[ "$(least | od -An -c | tr -d ' ')" = '\n' ]
}

@test "ls needs nothing" { needs "" ls -l /; }

@test "a shell that searches its path and writes a file needs nothing" {
	needs "" sh -c 'echo text > file && cat file && rm file'
}

@test "ping needs CAP_NET_RAW" { needs CAP_NET_RAW ping -c 1 -W 1 127.0.0.1; }

@test "ping needs nothing where its group may use ICMP sockets" {
	# shellcheck disable=SC2016
	alone=(unshare -n -- sh -c '
		ip link set lo up && echo 0 0 > /proc/sys/net/ipv4/ping_group_range && exec "$@"' alone)
	command -v ping > /dev/null || skip "no ping"
	# A copy: one with file capabilities does not even start where the bounding set lacks them.
	cp "$(command -v ping)" "$BATS_TEST_TMPDIR/ping"
	needs "" "$BATS_TEST_TMPDIR/ping" -c 1 -W 1 127.0.0.1
}

@test "python3 -m http.server on port 80 needs CAP_NET_BIND_SERVICE" {
	ends_with=124
	needs CAP_NET_BIND_SERVICE timeout -s INT 2 python3 -m http.server --bind 127.0.0.1 80
}

@test "the same needs nothing where port 80 is for everybody" {
	# shellcheck disable=SC2016
	alone=(unshare -n -- sh -c '
		ip link set lo up && cd /proc/sys/net/ipv4 && echo 80 > ip_unprivileged_port_start &&
		cd "$OLDPWD" && exec "$@"' alone)
	ends_with=124
	needs "" timeout -s INT 2 python3 -m http.server --bind 127.0.0.1 80
}

@test "python3 -m http.server on a high port needs nothing" {
	ends_with=124
	needs "" timeout -s INT 2 python3 -m http.server --bind 127.0.0.1 0
}

@test "chown needs CAP_CHOWN" {
	staged="touch file"
	needs CAP_CHOWN chown 1 file
}

@test "mount and umount need CAP_SYS_ADMIN" {
	# shellcheck disable=SC2016
	unshare -m --propagation private bash -ec '
		source "$0/lib.bash"
		mkdir here
		record -- mount -t tmpfs none here && report && least > mount.caps
		record -- umount here && report && least > umount.caps' "$here"
	[ "$(cat mount.caps)" = CAP_SYS_ADMIN ]
	[ "$(cat umount.caps)" = CAP_SYS_ADMIN ]
}

@test "hostname needs CAP_SYS_ADMIN to set, nothing to tell" {
	needs "" hostname
	needs CAP_SYS_ADMIN hostname "$(hostname)"
}

@test "chroot needs CAP_SYS_CHROOT" { needs CAP_SYS_CHROOT chroot / true; }

@test "nice needs CAP_SYS_NICE below zero, nothing above" {
	needs CAP_SYS_NICE nice -n -5 true
	needs "" nice -n 5 true
}

@test "mknod needs CAP_MKNOD" { needs CAP_MKNOD mknod null c 1 3; }

@test "chroot to another user needs CAP_SETUID and CAP_SETGID, too" {
	needs CAP_SETGID,CAP_SETUID,CAP_SYS_CHROOT chroot --userspec=1:1 / /bin/true
}

@test "chattr needs CAP_LINUX_IMMUTABLE" {
	touch file
	chattr +i file 2> /dev/null || skip "no immutable files here"
	chattr -i file
	staged="touch file"
	needs CAP_LINUX_IMMUTABLE sh -c 'chattr +i file && chattr -i file'
}

@test "reading another user's file needs CAP_DAC_READ_SEARCH" {
	staged="install -m 0600 -o 1 /dev/null file"
	needs CAP_DAC_READ_SEARCH cat file
}
