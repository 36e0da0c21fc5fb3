#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# oci-hook, called by runc and crun: a container is recorded from its first instruction to its end, and whatever goes
# wrong keeps no container waiting.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load lib.bash

setup() {
	need_hook
	command -v runc > /dev/null || skip "no runc"
	busybox=$(command -v busybox) || skip "no busybox"
	! file -L "$busybox" 2> /dev/null | grep -q dynamically || skip "busybox is not static"
	enter_stage
	name=lc-hook-$$
	mkdir rec b
	make_bundle b
}

teardown() {
	local one

	for one in $(runc list -q 2> /dev/null | grep "^$name"); do runc delete -f "$one" 2> /dev/null || true; done
}

# make_bundle DIR: with the hook, which records to ./rec/p.json.
make_bundle() {
	local applet

	mkdir -p "$1"/rootfs/{bin,proc,sys,dev,tmp}
	cp "$busybox" "$1/rootfs/bin/busybox"
	for applet in sh true sleep chown mkdir sync; do ln -s busybox "$1/rootfs/bin/$applet"; done
	(cd "$1" && runc spec)
	configure "$1" '.process.terminal = false | .root.readonly = false | .process.args = ["/bin/true"]
		| .annotations = {"leastcap.record": "of:\($dir)/rec/p.json"}
		| .hooks = {createRuntime: [{path: $lc,
			args: ["leastcap", "oci-hook", "--dir", "\($dir)/rec", "--timeout", "60s"]}]}' \
		--arg lc "$LEASTCAP" --arg dir "$PWD"
}

# configure DIR FILTER [JQ-OPTION...]
configure() {
	jq "${@:3}" "$2" "$1/config.json" > "$1/config.new" && mv "$1/config.new" "$1/config.json"
}

runs() {
	ended=0
	timeout 120 runc run -b "$PWD/${2:-b}" "$1" > output 2> errors < /dev/null || ended=$?
}

# crun takes no mixture of cgroup v1 and v2: it gets a mount of v2 alone.
# shellcheck disable=SC2016
crun_runs() {
	ended=0
	timeout 120 unshare -m sh -c '
		umount -l -R /sys/fs/cgroup
		mount -t cgroup2 none /sys/fs/cgroup && exec crun "$@"' \
		sh --root "$PWD/crun" --cgroup-manager=disabled run -b "$PWD/b" "$1" \
		> output 2> errors < /dev/null || ended=$?
}

# The recorders of this test: none is left.
no_recorder() {
	soon '[ -z "$(pgrep -f "oci-hook --dir $PWD/rec")" ]' || { pgrep -fa oci-hook; return 1; }
}

# calls_of FILE: the workload's own calls, one a line.
calls_of() {
	"$LEASTCAP" report --format json "$1" |
		jq -r '.programs[] | select(.exe | endswith("/busybox")) | .syscalls.x86_64[]' | sort -u
}

# How many processes of the workload there were.
instances() {
	"$LEASTCAP" report --format json "$1" | jq '[.programs[] | select(.role == "workload") | .instances] | add'
}

recorded() {
	soon "[ -s rec/${1:-p.json} ]" || { cat errors rec/*.log; return 1; }
}

# From the first instruction: what the same static program does under `record -- CMD`, no call less; but the execve
# that leads to it is the runtime's.
same_as_recorded() {
	recorded
	calls_of rec/p.json > inside
	(cd b/rootfs && "$LEASTCAP" record -q -o ../../outside.json -- ./bin/true)
	calls_of outside.json | grep -vx execve > outside
	grep -qx arch_prctl outside # the first thing that a static program does, but for brk
	diff outside inside
	grep -qx execve <("$LEASTCAP" report --format json rec/p.json |
		jq -r '.programs[] | select(.role == "runtime") | .syscalls.x86_64[]')
	[ "$("$LEASTCAP" report --format json rec/p.json | jq .complete)" = true ] ||
		{ "$LEASTCAP" report --format json rec/p.json | jq .incomplete_reasons; return 1; }
	[ "$(stat -c %a rec/p.json)" = 600 ]
	[ ! -e rec/p.json.log ]
	no_recorder
}

@test "runc: the whole of a container, and the runtime apart from it" {
	runs "$name"
	[ "$ended" = 0 ] || { cat errors; return 1; }
	same_as_recorded
	"$LEASTCAP" report --format json rec/p.json > report.json
	jq -e 'any(.programs[]; (.exe | test("runc")) and .role == "runtime")' report.json
	jq -e 'all(.programs[]; (.exe | endswith("busybox")) == (.role == "workload"))' report.json
	[ -z "$("$LEASTCAP" report --least caps rec/p.json)" ]
}

@test "crun: the same" {
	command -v crun > /dev/null || skip "no crun"
	crun_runs "$name"
	[ "$ended" = 0 ] || { cat errors; return 1; }
	same_as_recorded
	jq -e 'all(.programs[]; (.exe | endswith("busybox")) == (.role == "workload"))' \
		<("$LEASTCAP" report --format json rec/p.json)
}

@test "podman, by the file in its hooks directory" {
	command -v podman > /dev/null || skip "no podman"
	mkdir hooks
	"$LEASTCAP" oci-hook --config --path "$LEASTCAP" --dir "$PWD/rec" --timeout 60s > hooks/leastcap.json
	podman=(podman --root "$PWD/pr" --runroot "$PWD/prr" --storage-driver vfs --cgroup-manager cgroupfs)
	flags=(--rm --runtime runc --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --pids-limit=0
		--annotation "leastcap.record=$PWD/rec/p.json" --rootfs "$PWD/b/rootfs")
	timeout 60 "${podman[@]}" run "${flags[@]}" /bin/true 2> errors < /dev/null ||
		skip "podman does not start a container here: $(tail -n 1 errors)"
	[ -z "$(ls rec)" ]
	timeout 120 "${podman[@]}" --hooks-dir "$PWD/hooks" run "${flags[@]}" /bin/true < /dev/null
	recorded
	jq -e 'all(.programs[]; (.exe | endswith("busybox")) == (.role == "workload"))' \
		<("$LEASTCAP" report --format json rec/p.json)
	calls_of rec/p.json | grep -qx arch_prctl
	no_recorder
}

@test "what it uses, what joins it by exec, and its end" {
	configure b '.process.args = ["/bin/sh", "-c",
			"while [ ! -e /tmp/go ]; do sleep 0.1; done; mkdir /tmp/d; chown 1 /tmp/d"]
		| .process.capabilities = {bounding: ["CAP_CHOWN"], effective: ["CAP_CHOWN"], permitted: ["CAP_CHOWN"]}'
	runc run -d -b "$PWD/b" "$name" > output 2> errors < /dev/null || { cat errors; return 1; }
	[ ! -s rec/p.json ]
	runc exec "$name" /bin/sync < /dev/null
	touch b/rootfs/tmp/go
	recorded
	[ "$("$LEASTCAP" report --least caps rec/p.json)" = CAP_CHOWN ]
	calls_of rec/p.json | grep -qx sync
	no_recorder
}

@test "one that dies at once, or is killed: its recorder ends, too" {
	configure b '.process.args = ["/bin/sh", "-c", "exit 7"]'
	runs "$name"
	[ "$ended" = 7 ]
	recorded
	rm rec/p.json
	configure b '.process.args = ["/bin/sleep", "300"]'
	runc run -d -b "$PWD/b" "$name" > output 2> errors < /dev/null
	runc kill "$name" KILL
	recorded
	runc delete -f "$name"
	configure b '.process.args = ["/bin/no-such-program"]'
	rm rec/p.json
	runs "$name"
	[ "$ended" != 0 ]
	no_recorder
}

@test "5 at the same time, each in its own profile" {
	local i

	for i in 1 2 3 4 5; do
		make_bundle b$i
		configure b$i '.annotations["leastcap.record"] = $path |
			.process.args = ["/bin/sh", "-c", "exit \($i)"]' --arg path "$PWD/rec/$i.json" --arg i "$i"
		(
			ended=0
			timeout 120 runc run -b "$PWD/b$i" "$name-$i" > "out$i" 2>&1 < /dev/null || ended=$?
			echo "$ended" > "ended$i"
		) &
	done
	wait
	for i in 1 2 3 4 5; do
		[ "$(cat ended$i)" = "$i" ] || { cat out$i; return 1; }
		recorded $i.json
		[ "$(instances rec/$i.json)" = 1 ]
		"$LEASTCAP" report --format json rec/$i.json | jq -e '.complete'
	done
	no_recorder
}

@test "no annotation: nothing is done" {
	configure b 'del(.annotations)'
	runs "$name"
	[ "$ended" = 0 ]
	[ -z "$(ls rec)" ]
	no_recorder
}

@test "a path that leads elsewhere: refused, said, and the container starts" {
	mkdir outside
	ln -s "$PWD/outside" rec/link
	echo precious > precious
	for path in "$PWD/precious" "$PWD/rec/../precious" "$PWD/rec/link/p.json" relative.json \
		"$PWD/rec/no/such/dir.json"; do
		state "$path" | "$LEASTCAP" oci-hook --dir "$PWD/rec" 2> errors
		grep -q "the container starts without a recording" errors || { echo "$path" && cat errors; return 1; }
		ended=0
		state "$path" | "$LEASTCAP" oci-hook --required --dir "$PWD/rec" 2> errors || ended=$?
		[ "$ended" = 125 ]
	done
	[ "$(cat precious)" = precious ]
	[ -z "$(ls outside)" ]
	configure b '.annotations["leastcap.record"] = "/etc/leastcap-test"'
	runs "$name"
	[ "$ended" = 0 ]
	[ ! -e /etc/leastcap-test ]
	configure b '.hooks.createRuntime[0].args += ["--required"]'
	runs "$name"
	[ "$ended" != 0 ]
	no_recorder
}

# state PATH [PID]: as a runtime tells it.
state() {
	jq -n --arg path "$1" --argjson pid "${2:-$$}" --arg dir "$PWD/b" '{
		ociVersion: "1.0.2", id: "x", status: "created", pid: $pid, bundle: $dir,
		annotations: {"leastcap.record": $path}}'
}

@test "a profile or a log that is a link or a device: replaced, or refused" {
	echo precious > precious
	ln -s "$PWD/precious" rec/p.json.log
	state "$PWD/rec/p.json" | "$LEASTCAP" oci-hook --dir "$PWD/rec" 2> errors
	grep -q "cannot write .*p.json.log" errors
	rm rec/p.json.log && ln precious rec/p.json.log
	state "$PWD/rec/p.json" | "$LEASTCAP" oci-hook --dir "$PWD/rec" 2> errors
	grep -q "not a file of its own" errors
	rm rec/p.json.log && ln -s "$PWD/precious" rec/p.json
	runs "$name"
	[ "$ended" = 0 ]
	soon '[ ! -L rec/p.json ]'
	[ "$(cat precious)" = precious ]
	no_recorder
}

@test "broken state: said, and no container is kept waiting" {
	local text

	for text in '' '{' '[]' '{"id": "x"}' '{"id": "x", "bundle": "/", "pid": -1}' \
		"$(head -c 2000 /dev/urandom | base64)"; do
		"$LEASTCAP" oci-hook --dir "$PWD/rec" <<< "$text" 2> errors
		grep -q "the state of the container" errors || { cat errors; return 1; }
		ended=0
		"$LEASTCAP" oci-hook --required --dir "$PWD/rec" <<< "$text" 2> errors || ended=$?
		[ "$ended" = 125 ]
	done
	head -c 3000000 /dev/zero | "$LEASTCAP" oci-hook 2> errors
	grep -q "starts without a recording" errors
	sleep 20 | timeout 15 "$LEASTCAP" oci-hook --timeout 1s --dir "$PWD/rec" 2> errors
	grep -q "does not come to its end" errors
	[ -z "$(ls rec)" ]
}

@test "a process that is gone: an empty profile, or a word why none" {
	sleep 0 &
	pid=$!
	wait $pid
	state "$PWD/rec/p.json" $pid | timeout 60 "$LEASTCAP" oci-hook --timeout 50s --dir "$PWD/rec" 2> errors
	grep -q "none of the processes is there" errors
	grep -q "none of the processes is there" rec/p.json.log
	no_recorder
}

@test "a recorder that is told to end writes what it has" {
	sleep 300 &
	pid=$!
	state "$PWD/rec/p.json" $pid | "$LEASTCAP" oci-hook --timeout 60s --dir "$PWD/rec"
	recorder=$(pgrep -f "oci-hook --timeout 60s --dir $PWD/rec")
	kill -TERM "$recorder"
	recorded
	kill $pid
	soon '[ ! -d /proc/$recorder ]'
}

@test "no time for it: the container goes on, the recorder is gone" {
	sleep 300 &
	pid=$!
	state "$PWD/rec/p.json" $pid | "$LEASTCAP" oci-hook --timeout 1ms --dir "$PWD/rec" 2> errors
	kill $pid
	grep -q "did not follow the container within 0.001 seconds" errors
	grep -q "did not follow the container" rec/p.json.log
	no_recorder
}

@test "--config: what podman and CRI-O read" {
	"$LEASTCAP" oci-hook --config --path /usr/local/bin/leastcap --dir /srv/p --required > hook.json
	jq -e '.version == "1.0.0" and .hook.path == "/usr/local/bin/leastcap" and .stages == ["createRuntime"] and
		.hook.args == ["leastcap", "oci-hook", "--dir", "/srv/p", "--required"] and .hook.timeout == 30 and
		.when.annotations == {"^leastcap\\.record$": ".+"}' hook.json
	run -2 "$LEASTCAP" oci-hook --config --stage poststart
	run -2 "$LEASTCAP" oci-hook --config --path bin/leastcap
	run -2 "$LEASTCAP" oci-hook --dir relative < /dev/null
}
