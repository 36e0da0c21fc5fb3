# SPDX-License-Identifier: BSD-2-Clause
# What the tests of scopes share: cgroups that are gone afterwards, and a recording in the background.
# shellcheck shell=bash disable=SC2154,SC2034

# Kills what was started and what is in the cgroups that were made, and removes these.
remove_cgroups() {
	local pid at

	for pid in "${started[@]}"; do kill -9 "$pid" 2> /dev/null; done
	: > go # who waits for it ends
	for at in "${made[@]}"; do
		for _ in $(seq 50); do
			for pid in $(find "$at" -name cgroup.procs -exec cat {} + 2> /dev/null); do
				kill -9 "$pid" 2> /dev/null
			done
			find "$at" -depth -type d -exec rmdir {} + 2> /dev/null
			[ -d "$at" ] || break
			sleep 0.1
		done
	done
	true
}

background() {
	env --default-signal=INT "$@" > background.out 2>&1 < /dev/null &
	started+=($!)
}

# hierarchy 1|2: $hierarchy is where one of that version is mounted.
hierarchy() {
	local at

	for at in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/{pids,memory,systemd}; do
		case $(stat -f -c %T "$at" 2> /dev/null) in
		cgroup2fs) [ "$1" = 2 ] && hierarchy=$at && return ;;
		cgroupfs) [ "$1" = 1 ] && hierarchy=$at && return ;;
		esac
	done
	skip "no cgroup of version $1 here"
}

# make NAME: a cgroup, removed at the end of the test; its directory is $cgroup.
make() {
	cgroup=$hierarchy/$1
	mkdir "$cgroup" 2> mkdir.err || skip "cannot make a cgroup: $(cat mkdir.err)"
	made+=("$cgroup")
}

# populated CGROUP: whether a process is in it; the files have no size.
populated() {
	[ -n "$(cat "$1/cgroup.procs")" ]
}

# begin OPTION...: records in the background until end; ./profile.json.
begin() {
	background "$LEASTCAP" record -o profile.json "$@"
	recorder=$!
	soon "grep -q '^leastcap: following' background.out || ! kill -0 $recorder 2> /dev/null"
	kill -0 "$recorder" || { cat background.out && return 1; }
}

end() {
	kill -INT "$recorder"
	wait "$recorder"
	jq -e '.scope == "cgroup" and .ended and (.lost | add == 0)' profile.json
}

# inside COMMAND...: in a process that moves itself into the cgroup first.
inside() {
	sh -c 'echo $$ > "$0/cgroup.procs" && exec "$@"' "$cgroup" "$@"
}

# waits SCRIPT: text of a shell script that does it once ./go is there.
waits() {
	printf '%s\n' "while [ ! -e '$PWD/go' ]; do sleep 0.05; done" "$1"
}
