#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# podman and docker: a server recorded from its start, and one that runs already; what is generated for the engine
# starts it each time, it serves, and `exec` into it works.

bats_require_minimum_version 1.5.0
load lib.bash
load cgroups.bash
# shellcheck disable=SC2016,SC2154

setup() {
	need_hook
	enter_stage
	busybox=$(command -v busybox) || skip "no busybox"
	name=lc-engine-$$
}

teardown() {
	[ -z "$engine" ] || "${engine[@]}" rm -f "$name" "$name-other" > /dev/null 2>&1
	[ -z "$daemon" ] || { kill "$daemon" && wait "$daemon" 2> /dev/null; }
	remove_cgroups
	rm -rf storage run
}

make_rootfs() {
	local applet

	mkdir -p rootfs/bin rootfs/tmp rootfs/etc rootfs/www rootfs/dev rootfs/proc rootfs/sys
	cp "$busybox" rootfs/bin/busybox
	for applet in sh httpd wget sleep true cat chown hostname; do ln -s busybox "rootfs/bin/$applet"; done
	printf 'root:x:0:0::/:/bin/sh\nwww:x:33:33::/:/bin/sh\n' > rootfs/etc/passwd
	printf 'root:x:0:\nwww:x:33:\n' > rootfs/etc/group
	echo served > rootfs/www/index.html
}

need_podman() {
	command -v podman > /dev/null || skip "no podman"
	make_rootfs
	engine=(podman --storage-driver vfs --root "$PWD/storage" --runroot "$PWD/run" --cgroup-manager cgroupfs
		--runtime runc)
	# limits that a root without CAP_SYS_RESOURCE may set
	options=(--network none --pids-limit 0 --ulimit nofile=1024:1024 --ulimit nproc=1024:1024)
	image=(--rootfs "$PWD/rootfs")
	"${engine[@]}" run --rm --name "$name" "${options[@]}" "${image[@]}" true > podman.out 2>&1 < /dev/null ||
		skip "podman does not work here: $(tail -n 1 podman.out)"
}

# With the paths that everybody uses, so only where nobody else's containers are.
need_docker() {
	command -v dockerd > /dev/null || skip "no dockerd"
	[ -e /run/vm ] || skip "not in a guest: this machine's docker is left alone"
	make_rootfs
	mkdir -p /var/lib/docker && mount -t tmpfs tmpfs /var/lib/docker
	dockerd --storage-driver vfs --bridge none --iptables=false --exec-opt native.cgroupdriver=cgroupfs \
		> dockerd.out 2>&1 < /dev/null &
	daemon=$!
	engine=(docker -H unix:///var/run/docker.sock)
	options=(--network none)
	image=(lc-image)
	for _ in $(seq 12); do soon '"${engine[@]}" version > /dev/null 2>&1' && break; done
	tar -C rootfs -c . | "${engine[@]}" import - lc-image > import.out 2>&1 ||
		{ cat import.out dockerd.out && return 1; }
}

# start FLAG...: the server, which binds port 80 as root and then is another user.
start() {
	"${engine[@]}" run -d --name "$name" "${options[@]}" "$@" "${image[@]}" \
		httpd -f -p 80 -u 33:33 -h /www > start.out 2>&1 < /dev/null
}

serves() {
	[ "$("${engine[@]}" exec "$name" wget -q -O - http://127.0.0.1/ 2> exec.out)" = served ]
}

stop() {
	"${engine[@]}" rm -f "$name" > /dev/null 2>&1
}

# A guest takes its time.
begin_slowly() {
	background "$LEASTCAP" record -o profile.json "$@"
	recorder=$!
	for _ in $(seq 6); do soon "grep -q '^leastcap: following' background.out" && return; done
	cat background.out && return 1
}

# flags TARGET: what is generated, as words.
flags() {
	"$LEASTCAP" generate "$1" --name least --container "$name" profile.json > flags.txt
	"$LEASTCAP" generate docker-seccomp --name least --container "$name" profile.json > least.seccomp.json
	mapfile -t words < <(grep -v '^#' flags.txt | sed 's/ *\\$//' | xargs -n 1)
}

from_its_start() { # TARGET
	begin_slowly --container "$name*"
	start || { cat start.out && return 1; }
	for _ in 1 2 3; do soon serves && break; done
	serves
	"${engine[@]}" run --rm --name "$name-other" "${options[@]}" "${image[@]}" chown 33 /tmp \
		> other.out 2>&1 < /dev/null
	stop
	end
	# of the one container, not of the other one that a pattern took in, too
	least=$("$LEASTCAP" report --least caps --container "$name" profile.json)
	[ "$least" = CAP_SETGID,CAP_SETUID,CAP_NET_BIND_SERVICE ] || { echo "least: $least" && return 1; }
	jq -e --arg name "$name" 'any(.owners[]; .labels.name == $name)' profile.json
	flags "$1"
	for ((i = 0; i < ${STARTS:-6}; i++)); do
		start "${words[@]}" || { cat start.out flags.txt && return 1; }
		for _ in 1 2 3; do soon serves && break; done
		serves || { "${engine[@]}" logs "$name"; cat exec.out; return 1; }
		stop
	done
}

attached() {
	start || { cat start.out && return 1; }
	begin_slowly --container "$name"
	serves
	"${engine[@]}" exec "$name" chown 33 /tmp
	stop
	end
	least=$("$LEASTCAP" report --least caps profile.json)
	[ "$least" = CAP_CHOWN ] || { echo "least: $least" && return 1; }
	jq -e --arg name "$name" 'any(.owners[]; .labels.name == $name)' profile.json
}

@test "podman: from its start; generated flags: starts and serves each time, and exec" {
	need_podman
	from_its_start podman
}

@test "podman: attached to one that runs" {
	need_podman
	attached
}

@test "docker: from its start; generated flags: starts and serves each time, and exec" {
	need_docker
	STARTS=${STARTS:-3} from_its_start docker
}

@test "docker: attached to one that runs" {
	need_docker
	attached
}
