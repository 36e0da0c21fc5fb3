#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What runtimes call the owners of a recording: by the paths of cgroups, by pid namespaces, later than the owner, and
# never what another container is called.

load lib.bash
load runtimes.bash

setup() {
	begin_machine
}

teardown() {
	local name

	for name in "${boxes[@]}"; do runc delete -f "$name" 2> /dev/null; done
	end_machine
}

# tells SECONDS PATH...: the labels of those owners, sorted, in ./told.
tells() {
	"$kern" "$root" labels "$1" "${ns:-0}" "${@:2}" > told.raw || return
	sort -n told.raw > told
}

# is OWNER TEXT...: of which the kinds are 1, 2...; "-": has none.
is() {
	local owner=$1 kind=0 n=0 text

	for text in "${@:2}"; do
		kind=$((kind + 1))
		[ "$text" != - ] || continue
		n=$((n + 1))
		grep -qxF "$owner $kind $text" told || { echo "not told: $owner $kind $text" && cat told; return 1; }
	done
	[ "$(grep -c "^$owner " told)" = $n ] || { echo "more is told: $owner" && cat told; return 1; }
}

@test "docker, with and without systemd, and what is below" {
	local id

	id=$(id_of web)
	docker_config "$id" web nginx
	cgroup=/system.slice/docker-$id.scope
	runc_state "run/docker/runtime-runc/moby/$id/state.json"
	tells 0 "$cgroup" "$cgroup/init.scope" "/system.slice/docker-$id.scope2" "/system.slice/cron.service" /
	is 1 docker "$id" web nginx - - -
	is 2 docker "$id" web nginx - - -
	is 3
	is 4
	is 5
	cgroup=/docker/$id
	runc_state "run/docker/runtime-runc/moby/$id/state.json"
	tells 0 "$cgroup" "/docker/$id/a/b"
	is 1 docker "$id" web nginx - - -
	is 2 docker "$id" web nginx - - -
}

@test "a pod of Kubernetes: every label, by the cgroup drivers of containerd and CRI-O" {
	local id tasks=run/containerd/io.containerd.runtime.v2.task/k8s.io path

	id=$(id_of nginx)
	jq -n '{annotations: {"io.kubernetes.cri.container-type": "container", "nerdctl/name": "a name",
		"io.kubernetes.cri.container-name": "nginx", "io.kubernetes.cri.image-name": "example/nginx:1",
		"io.kubernetes.cri.sandbox-name": "web-0", "io.kubernetes.cri.sandbox-namespace": "shop"}}' |
		write "$tasks/$id/config.json"
	for path in "/kubepods/burstable/pod1/$id" "/kubepods.slice/kubepods-pod1.slice/cri-containerd-$id.scope" \
		"/system.slice/kubepods-pod1.slice:cri-containerd:$id" "/kubepods.slice/crio-$id.scope/container"; do
		cgroup=$path
		runc_state "run/containerd/runc/k8s.io/$id/state.json"
		tells 0 "$path" || return
		is 1 containerd "$id" "a name" example/nginx:1 web-0 shop nginx
	done
}

@test "runc and crun by name: only in the cgroup that their state says" {
	cgroup=/box
	runc_state run/runc/box/state.json
	cgroup=/user.slice/crun-other.scope
	crun_status run/crun/other/status /b
	tells 0 /box /box/a /elsewhere/box /boxes /user.slice/crun-other.scope /crun-other.scope +/box
	is 1 runc box - - - - -
	is 2 runc box - - - - -
	is 3
	is 4
	is 5 crun other - - - - -
	is 6
	is 7
}

@test "a cgroup that has nothing of the container's name in it" {
	cgroup=/a/b
	runc_state run/runc/box/state.json
	cgroup=/a
	runc_state run/runc/outer/state.json
	tells 0.3 /a/b/c /a/x /b
	is 1 runc box - - - - -
	is 2 runc outer - - - - -
	is 3
}

@test "a cgroup that bears the id of another container is whose it is in" {
	local id other

	id=$(id_of web) other=$(id_of db)
	docker_config "$id" web nginx
	docker_config "$other" db postgres
	cgroup=/system.slice/docker-$id.scope
	runc_state "run/docker/runtime-runc/moby/$id/state.json"
	tells 0 "$cgroup/docker-$other.scope" "$cgroup/$other/x"
	is 1 docker "$id" web nginx - - -
	is 2 docker "$id" web nginx - - -
	cgroup=/system.slice/docker-$other.scope
	runc_state "run/docker/runtime-runc/moby/$other/state.json"
	tells 0 "/system.slice/docker-$id.scope/docker-$other.scope" "/user.slice/docker-$id.scope" "$cgroup"
	is 1 docker "$id" web nginx - - -
	is 2
	is 3 docker "$other" db postgres - - -
}

@test "one that ended before it was asked for: docker still knows it" {
	local id

	id=$(id_of web)
	docker_config "$id" web nginx
	jq '.State.Running = false | .State.Pid = 0' "$root/var/lib/docker/containers/$id/config.v2.json" > config
	cp config "$root/var/lib/docker/containers/$id/config.v2.json"
	tells 0 "/system.slice/docker-$id.scope" "+/docker-$id.scope"
	is 1 docker "$id" web nginx - - -
	is 2 docker "$id" web nginx - - -
}

@test "the runtime writes it down later; one that it never does is given up" {
	(sleep 0.5 && cgroup=/box && runc_state run/runc/box/state.json) &
	tells 2 /box /other
	is 1 runc box - - - - -
	is 2
	(sleep 6.5 && cgroup=/late && runc_state run/runc/late/state.json) &
	tells 8 /late
	is 1
}

@test "half a state is waited for" {
	write run/runc/box/state.json <<< '{"init_process_pid": '
	(sleep 0.3 && cgroup=/box && runc_state run/runc/box/state.json) &
	tells 2 /box
	is 1 runc box - - - - -
}

@test "without a cgroup of its own: by the pid namespace, unless several have it" {
	local inner

	unshare -p -f --kill-child sleep 1000 &
	helpers+=($!)
	soon 'inner=$(pgrep -P '$!')'
	ns=$(stat -Lc %i "/proc/$inner/ns/pid")
	pid=$inner ticks=$(start_of "$inner") cgroup=
	crun_status run/crun/box/status /b
	tells 0.2 / /user.slice/session-1.scope
	is 1 crun box - - - - -
	is 2 crun box - - - - -
	crun_status run/crun/second/status /b
	tells 0.2 /
	is 1
}

@test "a cgroup of the same name that is not the owner's any more: whoever is in it is another" {
	local at number

	for at in /sys/fs/cgroup/unified /sys/fs/cgroup; do
		[ "$(stat -f -c %T "$at" 2> /dev/null)" != cgroup2fs ] || break
	done
	mkdir "$at/lc-labels-$$" 2> /dev/null || skip "cannot make a cgroup"
	number=$(stat -c %i "$at/lc-labels-$$")
	cgroup=/lc-labels-$$
	runc_state run/runc/lc-labels-$$/state.json
	tells 1 "$number:$cgroup" "$((number + 1)):$cgroup"
	rmdir "$at/lc-labels-$$"
	is 1 runc "lc-labels-$$" - - - - -
	is 2
}

@test "owners of one cgroup are one container's, though only one of them was asked for in time" {
	cgroup=/box
	runc_state run/runc/box/state.json
	tells 0 7:/box 7:/cut-off 8:/cut-off
	is 1 runc box - - - - -
	is 2 runc box - - - - -
	is 3
}

@test "hostile labels are told as they are, and cut" {
	local id

	id=$(id_of web)
	docker_config "$id" "$(printf '\e[31m%300s' x)" $'a\nb'
	tells 0 "/docker/$id"
	grep -qF '1 4 a\x0ab' told
	[ "$(grep '^1 3 ' told | wc -c)" -lt 270 ]
}

# --- real ones ----------------------------------------------------------------------------

bundle() {
	command -v busybox > /dev/null || skip "no busybox"
	mkdir -p bundle/rootfs/bin
	cp "$(command -v busybox)" bundle/rootfs/bin/
	(cd bundle && runc spec)
	jq '.process.terminal = false | .process.args = ["/bin/busybox", "sleep", "1000"]' bundle/config.json > config
	mv config bundle/config.json
}

@test "containers of runc, one after the other: each by its own name and pod, none by another's" {
	local n name paths=()

	command -v runc > /dev/null || skip "no runc"
	bundle
	root=
	for n in $(seq 10); do
		name=lc-labels-$$-$n
		boxes+=("$name")
		jq --arg pod "pod-$n" '.annotations = {"io.kubernetes.pod.name": $pod}' bundle/config.json > config
		cp config bundle/config.json
		runc run -d -b bundle "$name" > run.out 2>&1 < /dev/null ||
			skip "cannot run a container: $(cat run.out)"
		paths+=("$(cut -d: -f3- "/proc/$(runc state "$name" | jq .pid)/cgroup" | tail -n 1)")
	done
	"$kern" labels 0 0 "${paths[@]}" | sort -n > told
	for n in $(seq 10); do is "$n" runc "lc-labels-$$-$n" - - "pod-$n" - -; done
	# The same name again, for another container.
	runc delete -f "${boxes[0]}"
	jq '.annotations = {"io.kubernetes.pod.name": "next"}' bundle/config.json > config
	cp config bundle/config.json
	runc run -d -b bundle "${boxes[0]}" > run.out 2>&1 < /dev/null
	"$kern" labels 0 0 "${paths[@]}" | sort -n > told
	is 1 runc "${boxes[0]}" - - next - -
}

@test "a runtime that was told to keep its state elsewhere: its command line says where" {
	local name=lc-elsewhere-$$

	command -v runc > /dev/null || skip "no runc"
	bundle
	runc --root "$PWD/state" run -b bundle "$name" > run.out 2>&1 < /dev/null &
	helpers+=($!)
	soon '[ "$(runc --root "$PWD/state" state "$name" 2> /dev/null | jq -r .status)" = running ]' ||
		skip "cannot run a container: $(cat run.out)"
	"$kern" list > list
	"$kern" find "$name" > found || true
	runc --root "$PWD/state" delete -f "$name"
	grep -q "^runc $name - - - - - [0-9]* $PWD/bundle /" list
	grep -qE "^[0-9]+ yes$" found
}

@test "podman: its name, through its monitor and its storage" {
	local id name=lc-podman-$$
	local podman=(podman --root "$PWD/lib" --runroot "$PWD/run" --storage-driver vfs --cgroup-manager cgroupfs
		--runtime runc)

	command -v podman > /dev/null || skip "no podman"
	bundle
	id=$("${podman[@]}" run -d --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --pids-limit=0 \
		--name "$name" --rootfs "$PWD/bundle/rootfs" /bin/busybox sleep 1000 2> run.out < /dev/null) ||
		skip "cannot run a container: $(cat run.out)"
	"$kern" list > list
	"$kern" find "$name" > found || true
	"$kern" labels 0 0 "/libpod_parent/libpod-$id" > told
	"${podman[@]}" rm -f -t 0 "$name" > /dev/null
	grep -q "^podman $id $name - - - - [0-9]* $PWD/lib/vfs-containers/$id/userdata /.*$id" list
	grep -qE "^[0-9]+ yes$" found
	grep -qx "1 3 $name" told
	! "$kern" find "$name" 2> said
	grep -q "^no container $name is running" said
}
