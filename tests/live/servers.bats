#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Real servers: recorded under load, then run and used again under exactly what was generated from the recording:
# the capability set by setpriv and by capsh, and set and seccomp profile by runc.

load lib
load servers

setup() {
	need_hook
	# Servers that drop to another user must reach it, so not below BATS_TEST_TMPDIR.
	stage=$(mktemp -d /tmp/lc-server.XXXXXX) && cd "$stage" || return
	if [ -z "$IN_NETNS" ]; then
		ip netns add "lc-$$" 2> /dev/null || skip "no network namespaces"
		ip -n "lc-$$" link set lo up
	fi
}

teardown() {
	for server in "${jobs[@]}"; do kill -9 "$server" 2> /dev/null; done
	runc --root "$BATS_TEST_TMPDIR/runc" delete -f lc-box 2> /dev/null
	umount -l "$BATS_TEST_TMPDIR/box/rootfs" "$BATS_TEST_TMPDIR/box" 2> /dev/null
	ip netns del "lc-$$" 2> /dev/null
	cd / && rm -rf "$stage"
}

inside() {
	nsenter --net="/run/netns/lc-$$" "$@"
}

# Starts a server in the background: $! is the server itself.
start() {
	nsenter --net="/run/netns/lc-$$" "$@" > out 2>&1 < /dev/null &
	jobs+=($!)
}

# Sets up a server and records it under load into p.json.
record_server() {
	"server_$1"
	command -v "$need" > /dev/null || skip "$need is not installed"
	inside "$LEASTCAP" record -o p.json --ready "$ready" --drive "$drive" -- "${cmd[@]}" > out 2> err || {
		cat err out
		return 1
	}
	cat err
	"$LEASTCAP" report --least caps p.json
}

# Waits until the server that runs as process $1 is ready, uses it, and ends it.
use_server() {
	local n=0

	until inside sh -c "$ready" > /dev/null 2>&1; do
		n=$((n + 1))
		if [ $n -gt 100 ] || ! kill -0 "$1" 2> /dev/null; then
			echo "not ready:" && cat out
			return 1
		fi
		sleep 0.1
	done
	inside sh -c "$drive" || { cat out; return 1; }
	kill -TERM "$1" || { cat out; return 1; }
	wait "$1" || true
}

# generated TARGET: runs the generated command line, uses the server.
generated() {
	"$LEASTCAP" generate -q "$1" p.json > line.sh
	"server_$2"
	start sh -c "$(sed 's/^\(setpriv\|capsh\) /exec &/' line.sh)"
	use_server $!
}

# The root file system of this machine, written to a throw-away layer.
make_box() {
	local box=$BATS_TEST_TMPDIR/box

	mkdir -p "$box" && mount -t tmpfs none "$box"
	mkdir -p "$box/rootfs" "$box/upper" "$box/work"
	mount -t overlay overlay -o lowerdir=/,upperdir="$box/upper",workdir="$box/work" "$box/rootfs"
	(cd "$box" && runc spec)
	"$LEASTCAP" generate -q oci p.json > "$box/oci.json"
	"$LEASTCAP" generate -q seccomp p.json > "$box/seccomp.json"
	jq -n --slurpfile spec "$box/config.json" --slurpfile oci "$box/oci.json" \
		--slurpfile seccomp "$box/seccomp.json" \
		'$spec[0] | .process.capabilities = $oci[0].process.capabilities |
		.process.noNewPrivileges = true | .process.terminal = false | .process.args = $ARGS.positional |
		.process.rlimits = [] | .root.readonly = false | .linux.seccomp = $seccomp[0] |
		.linux.namespaces |= map(select(.type == "pid" or .type == "ipc" or .type == "mount")) |
		del(.linux.resources) | del(.hostname) |
		.mounts |= map(select(.destination | test("cgroup|/sys$") | not)) +
			[{destination: "'"$PWD"'", type: "bind", source: "'"$PWD"'", options: ["rbind", "rw"]}] |
		.linux.maskedPaths = [] | .linux.readonlyPaths = []' --args -- "${cmd[@]}" > "$box/new.json"
	mv "$box/new.json" "$box/config.json"
}

under_runc() {
	command -v runc > /dev/null || skip "runc is not installed"
	"server_$1"
	make_box
	start runc --root "$BATS_TEST_TMPDIR/runc" run -b "$BATS_TEST_TMPDIR/box" lc-box
	use_server $!
}

whole_test() {
	record_server "$1"
	generated setpriv "$1"
	generated capsh "$1"
	under_runc "$1"
}

@test "nginx: recorded, and served again under setpriv, capsh and runc with the generated seccomp profile" {
	whole_test nginx
	[ "$("$LEASTCAP" report --least caps p.json)" = "CAP_CHOWN,CAP_SETGID,CAP_SETUID,CAP_NET_BIND_SERVICE" ]
}

@test "redis-server: the same" {
	whole_test redis
	[ -z "$("$LEASTCAP" report --least caps p.json)" ]
}

@test "sshd with one login: the same" {
	whole_test sshd
}

@test "dnsmasq: the same" {
	whole_test dnsmasq
}

@test "chronyd: the same" {
	whole_test chronyd
}

@test "tcpdump: the same" {
	whole_test tcpdump
}
