#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Containers as their runtimes write them down: docker, podman, containerd, CRI-O, runc, crun, LXC, systemd-nspawn. Each
# on a machine in a directory; only the processes are real.

load lib.bash
load runtimes.bash

setup() {
	begin_machine
}

teardown() {
	end_machine
}

@test "runc: pid, bundle and cgroups from its state" {
	cgroup=/box
	runc_state run/runc/box/state.json bundle=/srv/box
	says "runc box - - - - - PID /srv/box /box"
}

@test "crun: status, and annotations from the configuration beside it" {
	cgroup=/box
	crun_status run/crun/box/status /srv/box
	says "crun box - - - - - PID /srv/box /box"
	write run/crun/box/config.json <<< '{"annotations": {"io.kubernetes.pod.name": "web-0"}}'
	says "crun box - - web-0 - - PID /srv/box /box"
}

@test "docker: its name and image, the cgroup from runc's state" {
	local id

	id=$(id_of web)
	cgroup=/system.slice/docker-$id.scope
	docker_config "$id" web nginx:1.25
	runc_state "run/docker/runtime-runc/moby/$id/state.json" bundle=/b
	write "run/containerd/io.containerd.runtime.v2.task/moby/$id/config.json" <<< '{}'
	printf %s "$pid" | write "run/containerd/io.containerd.runtime.v2.task/moby/$id/init.pid"
	says "docker $id web nginx:1.25 - - - PID $root/run/containerd/io.containerd.runtime.v2.task/moby/$id $cgroup"
}

@test "docker without a state of runc: the pid counts only if it is not younger than the start" {
	local id

	id=$(id_of web)
	docker_config "$id" web nginx
	says "docker $id web nginx - - - PID -"
	docker_config "$id" web nginx 2001-02-03T04:05:06.7Z
	says
	docker_config "$id" web nginx 0001-01-01T00:00:00Z
	says
}

@test "docker below another user namespace, and a pod of Kubernetes by docker" {
	local id

	id=$(id_of web)
	docker_config "$id" k8s_nginx_web-0_shop_1-2-3_0 nginx
	jq '.Config.Labels = {"io.kubernetes.pod.name": "web-0", "io.kubernetes.pod.namespace": "shop",
		"io.kubernetes.container.name": "nginx"}' "$root/var/lib/docker/containers/$id/config.v2.json" |
		write "var/lib/docker/100000.100000/containers/$id/config.v2.json"
	rm -r "$root/var/lib/docker/containers"
	says "docker $id k8s_nginx_web-0_shop_1-2-3_0 nginx web-0 shop nginx PID -"
}

@test "podman: name and image from its storage, the pod from its annotations, by runc and by crun" {
	local id pod bundle

	id=$(id_of web) pod=$(id_of pod) cgroup=/machine.slice/libpod-$(id_of web).scope
	bundle=/var/lib/containers/storage/overlay-containers/$id/userdata
	storage var/lib/containers/storage/overlay-containers/containers.json "$id" web images.example/nginx:latest
	runc_state "run/runc/$id/state.json" "io.kubernetes.cri-o.SandboxID=$pod" io.container.manager=libpod \
		"bundle=$bundle"
	says "podman $id web images.example/nginx:latest $pod - - PID $bundle $cgroup"
	rm -r "$root/run/runc"
	crun_status "run/crun/$id/status" "$bundle"
	jq -n --arg pod "$pod" '{annotations: {"io.kubernetes.cri-o.SandboxID": $pod,
		"io.container.manager": "libpod"}}' | write "run/crun/$id/config.json"
	says "podman $id web images.example/nginx:latest $pod - - PID $bundle $cgroup"
}

@test "podman with --rm, and with a storage that lies elsewhere: its bundle says where" {
	local id bundle

	id=$(id_of web) cgroup=/libpod_parent/libpod-$(id_of web) bundle=/mnt/pods/vfs-containers/$(id_of web)/userdata
	storage mnt/pods/vfs-containers/volatile-containers.json "$id" web nginx
	runc_state "run/runc/$id/state.json" io.container.manager=libpod "bundle=$bundle"
	says "podman $id web nginx - - - PID $bundle $cgroup"
}

@test "podman's storage alone is no container that runs" {
	storage var/lib/containers/storage/overlay-containers/containers.json "$(id_of web)" web nginx
	says
}

@test "containerd: a container of a pod, its sandbox, and nerdctl's" {
	local id sandbox mine tasks=run/containerd/io.containerd.runtime.v2.task at

	id=$(id_of nginx) sandbox=$(id_of sandbox) mine=$(id_of mine)
	jq -n --arg sandbox "$sandbox" '{annotations: {"io.kubernetes.cri.container-type": "container",
		"io.kubernetes.cri.container-name": "nginx", "io.kubernetes.cri.image-name": "example/nginx:1",
		"io.kubernetes.cri.sandbox-id": $sandbox, "io.kubernetes.cri.sandbox-name": "web-0",
		"io.kubernetes.cri.sandbox-namespace": "shop"}}' | write "$tasks/k8s.io/$id/config.json"
	jq -n '{annotations: {"io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-name": "web-0",
		"io.kubernetes.cri.sandbox-namespace": "shop"}}' | write "$tasks/k8s.io/$sandbox/config.json"
	jq -n '{annotations: {"nerdctl/name": "mine", "nerdctl/namespace": "default"}}' |
		write "run/k3s/containerd/io.containerd.runtime.v2.task/default/$mine/config.json"
	for at in "$tasks/k8s.io/$id" "$tasks/k8s.io/$sandbox"; do printf %s "$pid" | write "$at/init.pid"; done
	cgroup=/kubepods/burstable/pod1/$id
	runc_state "run/containerd/runc/k8s.io/$id/state.json"
	printf %s "$pid" | write "run/k3s/containerd/io.containerd.runtime.v2.task/default/$mine/init.pid"
	listed | sort > list
	sort > expected <<-END
		containerd $id - example/nginx:1 web-0 shop nginx $pid $root/$tasks/k8s.io/$id $cgroup
		containerd $sandbox - - web-0 shop - $pid $root/$tasks/k8s.io/$sandbox
		containerd $mine mine - - - - $pid $root/run/k3s/containerd/io.containerd.runtime.v2.task/default/$mine
	END
	diff expected list
}

@test "containerd: the pid of a task that was written before the process began is another's" {
	local at

	at=run/containerd/io.containerd.runtime.v2.task/default/box
	write "$at/config.json" <<< '{}'
	printf %s "$pid" | write "$at/init.pid"
	says "containerd box - - - - - PID $root/$at"
	touch -d 2001-01-01 "$root/$at/init.pid"
	says
}

@test "CRI-O: under a kubelet, and by itself" {
	local id at

	id=$(id_of nginx) at=run/containers/storage/overlay-containers/$(id_of nginx)/userdata
	jq -n '{annotations: {"io.container.manager": "cri-o", "io.kubernetes.container.name": "nginx",
		"io.kubernetes.pod.name": "web-0", "io.kubernetes.pod.namespace": "shop",
		"io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.cri-o.ImageName": "example/nginx:1",
		"io.kubernetes.cri-o.Name": "k8s_nginx_web-0_shop_1-2-3_0"}}' | write "$at/config.json"
	printf %s "$pid" | write "$at/pidfile"
	cgroup=/kubepods.slice/crio-$id.scope
	runc_state "run/runc/$id/state.json" io.container.manager=cri-o "bundle=/$at"
	says "cri-o $id k8s_nginx_web-0_shop_1-2-3_0 example/nginx:1 web-0 shop nginx PID $root/$at $cgroup"
	jq -n '{annotations: {"io.container.manager": "cri-o",
		"io.kubernetes.cri-o.Name": "k8s_redis_pod1_tests_uid_0"}}' | write "$at/config.json"
	says "cri-o $id k8s_redis_pod1_tests_uid_0 - pod1 tests redis PID $root/$at $cgroup"
}

@test "systemd-nspawn and libvirt's machines, not virtual ones" {
	printf '%s\n' '# This is private data.' NAME=box SCOPE=machine-box.scope SERVICE=systemd-nspawn \
		ROOT=/var/lib/machines/box ID=00 LEADER=$pid CLASS=container REALTIME=1 | write run/systemd/machines/box
	ln -s box "$root/run/systemd/machines/unit:machine-box.scope"
	says "nspawn box box - - - - PID -"
	sed 's/SERVICE=.*/SERVICE="libvirt-lxc"/' "$root/run/systemd/machines/box" | write run/systemd/machines/other
	says "nspawn box box - - - - PID -" "lxc other other - - - - PID -"
	sed -i 's/CLASS=.*/CLASS=vm/' "$root/run/systemd/machines/box"
	says "lxc other other - - - - PID -"
	sed -i "s/LEADER=.*/LEADER=$pid;/" "$root/run/systemd/machines/other"
	says
}

@test "LXC: by the names of cgroups, of the first process in them" {
	local inner at

	unshare -p -f --kill-child sleep 1000 &
	helpers+=($!)
	soon 'inner=$(pgrep -P '$!')'
	write sys/fs/cgroup/unified/cgroup.procs < /dev/null
	for at in lxc.payload.web lxc.monitor.web lxc.payload.old; do
		write "sys/fs/cgroup/unified/$at/cgroup.procs" <<< "$pid"
	done
	write sys/fs/cgroup/unified/lxc.payload.web/system.slice/init.scope/cgroup.procs <<< "$inner"
	listed > list
	diff - list <<< "lxc web web - - - - $inner - /lxc.payload.web"
	rm -r "$root/sys/fs/cgroup/unified"
	write sys/fs/cgroup/systemd/cgroup.procs < /dev/null
	write sys/fs/cgroup/systemd/lxc/101/cgroup.procs <<< "$inner"
	listed > list
	diff - list <<< "lxc 101 101 - - - - $inner - /lxc/101"
}

# --- whom to believe ----------------------------------------------------------------

@test "a pid that was given to another process since" {
	cgroup=/box
	runc_state run/runc/box/state.json
	ticks=$((ticks + 1))
	runc_state run/runc/other/state.json
	crun_status run/crun/third/status /b
	says "runc box - - - - - PID - /box"
}

@test "a process that has ended and was not waited for" {
	sh -c 'sleep 1000 & echo $! > zombie; exec sleep 1000' &
	helpers+=($!)
	soon '[ -s zombie ] && [ "$(cat "/proc/$!/comm")" = sleep ]'
	pid=$(cat zombie)
	ticks=$(start_of "$pid")
	cgroup=/box
	runc_state run/runc/box/state.json
	kill -9 "$pid"
	soon 'grep -q ") Z" "/proc/$pid/stat"'
	says
	refused find box
	grep -q "container box does not run any more" said
}

@test "a user's state counts for that user's processes, and says nothing about cgroups" {
	local own

	cgroup=/system.slice
	runc_state run/user/65534/runc/box/state.json
	chown -R 65534 "$root/run/user/65534"
	says
	setpriv --reuid 65534 --regid 65534 --clear-groups sleep 1000 &
	own=$!
	helpers+=("$own")
	soon '[ "$(stat -c %u "/proc/$own")" = 65534 ]'
	pid=$own ticks=$(start_of "$own")
	runc_state run/user/65534/runc/box/state.json
	chown -R 65534 "$root/run/user/65534"
	says "runc box - - - - - PID -"
}

@test "a user's word about a container of root's is not heard" {
	local id

	id=$(id_of web)
	cgroup=/docker/$id
	docker_config "$id" web nginx
	runc_state "run/docker/runtime-runc/moby/$id/state.json"
	storage home/me/.local/share/containers/storage/overlay-containers/containers.json "$id" evil evil
	listed > expected
	setpriv --reuid 1000 --regid 1000 --clear-groups sleep 1000 &
	helpers+=($!)
	soon '[ "$(stat -c %u "/proc/$!")" = 1000 ]'
	pid=$! ticks=$(start_of $!)
	runc_state "run/user/1000/runc/$id/state.json"
	chown -R 1000 "$root/home/me" "$root/run/user/1000"
	listed | diff expected -
	grep -qx "docker $id web nginx - - - ${helpers[0]} - $cgroup" expected
	refused find evil
}

@test "what everybody may write to is not believed, nor what somebody else put there" {
	cgroup=/box
	runc_state run/runc/box/state.json
	chmod o+w "$root/run/runc/box/state.json"
	says
	refused find box
	grep -q "the state of container box cannot be read: $root/run/runc/box/state.json" said
	chmod o-w "$root/run/runc/box/state.json"
	chmod o+w "$root/run/runc/box"
	says
	chmod o-w "$root/run/runc/box"
	chown 65534 "$root/run/runc/box/state.json"
	says
	chown 0 "$root/run/runc/box/state.json"
	says "runc box - - - - - PID - /box"
}

# --- what is no state -----------------------------------------------------------------

# Files that each reader gets in place of its own.
hostile() {
	case $1 in
	0) : ;; 1) echo '{' ;; 2) echo '[]' ;; 3) echo null ;; 4) echo '"text"' ;; 5) echo '{"id": ' ;;
	6) echo '{"init_process_pid": {}, "pid": [], "ID": 1, "State": 2, "Config": [], "annotations": 3}' ;;
	7) echo '{"init_process_pid": -1, "pid": -1}' ;; 8) echo '{"init_process_pid": 4294967297, "pid": 1e400}' ;;
	9) echo '{"init_process_pid": 1.5, "pid": 1.5, "config": {"labels": [1, {}, "x", "=", "bundle"]}}' ;;
	10) head -c 100000 /dev/zero | tr '\0' '[' ;;
	11) echo '{"seccomp":' && head -c 100000 /dev/zero | tr '\0' '{' ;;
	12) head -c 5000000 /dev/zero | tr '\0' ' ' ;; 13) printf '{"a": "\0"}' ;; 14) printf '{"a": "\xff\xfe"}' ;;
	15) printf '[{"id": 1}, {"id": "../../x"}, {"id": ""}, {"id": "%s"}, 1, null]' "$(printf '%300s' x)" ;;
	16) printf '[{"id": "a", "names": "b", "metadata": "{"}, {"id": "b", "names": [], "metadata": "[[[["}]' ;;
	17) echo '{"init_process_pid": "'"$pid"'", "cgroup_paths": [1], "pid": "'"$pid"'"}' ;;
	18) echo '{"init_process_pid": '"$pid"', "cgroup_paths": {"": "/etc", "a": "/sys/fs/cgroup/../x", "x": 1}}' ;;
	19) head -c 10000 /bin/true ;; 20) printf 'LEADER=\nCLASS=container\nSCOPE=' ;; 21) printf '%s' 'LEADER' ;;
	*) return 1 ;;
	esac
}

places() {
	printf '%s\n' run/runc/bad/state.json run/crun/bad/status run/crun/bad/config.json \
		run/docker/runtime-runc/moby/bad/state.json var/lib/docker/containers/bad/config.v2.json \
		var/lib/containers/storage/overlay-containers/containers.json \
		run/containers/storage/overlay-containers/bad/userdata/config.json \
		run/containers/storage/overlay-containers/bad/userdata/pidfile \
		run/containerd/io.containerd.runtime.v2.task/default/bad/config.json \
		run/containerd/io.containerd.runtime.v2.task/moby/bad/init.pid run/systemd/machines/bad
}

@test "broken, huge and hostile files in every place: the others are listed, and it is said what cannot be read" {
	local n place

	cgroup=/good
	runc_state run/runc/good/state.json
	for place in $(places); do write "$place" < /dev/null; done
	for ((n = 0; ; n++)); do
		hostile $n > file || break
		(cd "$root" && places | xargs -n 1 cp ../file)
		listed > list || { echo "file $n: status $?"; return 1; }
		grep -qx "runc good - - - - - $pid - /good" list || { echo "file $n:" && cat list; return 1; }
		[ "$n" = 18 ] || [ "$(grep -c . list)" = 1 ] || { echo "file $n:" && cat list; return 1; }
		refused find bad || { [ "$n" = 18 ] && continue; }
		grep -qE "container bad (cannot be read|is running)|container bad does not run|no container bad" said ||
			{ echo "file $n:" && cat said; return 1; }
	done
	[ "$n" -gt 20 ]
}

@test "no file at all: a directory, a pipe, a socket, links in a circle and to elsewhere, nothing there" {
	local place at

	cgroup=/good
	runc_state run/runc/good/state.json
	for place in $(places); do
		at=$root/$place
		mkdir -p "$at"
		says "runc good - - - - - PID - /good"
		rmdir "$at" && mkfifo "$at"
		timeout 5 "$kern" "$root" list > list
		[ "$(grep -c . list)" = 1 ]
		rm "$at" && python3 -c 'import socket, sys, os
os.chdir(os.path.dirname(sys.argv[1]))
socket.socket(socket.AF_UNIX).bind(os.path.basename(sys.argv[1]))' "$at"
		says "runc good - - - - - PID - /good"
		rm "$at" && ln -s "$at" "$at"
		says "runc good - - - - - PID - /good"
		rm "$at" && ln -s "$root/run/runc/good/state.json" "$at"
		says "runc good - - - - - PID - /good"
		rm "$at" && ln -s /dev/zero "$at"
		says "runc good - - - - - PID - /good"
		rm "$at"
	done
}

@test "names that a terminal would act on are shown escaped" {
	local id

	id=$(id_of web)
	docker_config "$id" $'we\e[31mb\n' $'i\rmage'
	says "docker $id we\\x1b[31mb\\x0a i\\x0dmage - - - PID -"
	refused find nothing
	! grep -q $'\e' said
	grep -qF 'we\x1b[31mb\x0a' said
	cgroup=/x
	runc_state $'run/runc/a*b\n[c/state.json'
	"$kern" "$root" find $'a*b\n[c' > found
	[ "$(cat found)" = "$pid no" ]
}

# --- finding --------------------------------------------------------------------------

@test "by name, id, first digits and name in a pod; several, none, and a name that is close" {
	local id other

	cgroup=
	id=$(id_of web) other=$(id_of web | cut -c1-8)$(id_of db | cut -c9-)
	docker_config "$id" web nginx
	docker_config "$other" database postgres
	for name in web "$id" "${id:0:12}"; do
		"$kern" "$root" find "$name" > found
		[ "$(cat found)" = "$pid no" ]
	done
	refused find "${id:0:8}"
	grep -qx "2 containers have an id that begins with ${id:0:8}" said
	grep -q "${id:0:12}.*${other:0:12}\|${other:0:12}.*${id:0:12}" said
	refused find "${id:0:3}"
	refused find datbase
	grep -q "^no container datbase is running" said
	grep -qx "Did you mean database? These run: .*web.*" said
	refused find completely-different
	grep -qx "These run: .*database.*" said
	runc_state run/runc/web/state.json
	refused find web
	grep -qx "2 containers have the name web" said
	grep -q "Give its id: .*${id:0:12}" said
	for name in '' . .. a/b ../web; do
		refused find "$name"
		grep -q "not the name or id of a container" said
	done
}

@test "a container that a runtime knows but that does not run, and one of which nothing can be read" {
	cgroup=/box
	pid=4194303 ticks=1
	runc_state run/runc/dead/state.json
	refused find dead
	grep -qx "container dead does not run any more" said
	write run/runc/broken/state.json <<< '{"init_process_pid": '
	refused find broken
	grep -qx "the state of container broken cannot be read: $root/run/runc/broken/state.json" said
}

@test "patterns of names and images" {
	local a b c

	a=$(id_of a) b=$(id_of b) c=$(id_of c)
	docker_config "$a" web-1 images.example:5000/library/nginx:1.25
	docker_config "$b" web-2 postgres
	docker_config "$c" db "postgres:16@sha256:$(id_of x)"
	matching() {
		"$kern" "$root" matches "$@" | sort > matching
		sort | diff - matching
	}
	printf '%s\n' "$a" "$b" | matching 'web-*' -
	echo "$a" | matching 'web-*' nginx
	for image in nginx nginx:1.25 'nginx:1.*' library/nginx 'images.example:5000/library/nginx' '*/library/*'; do
		echo "$a" | matching - "$image"
	done
	printf '%s\n' "$b" "$c" | matching - postgres
	echo "$c" | matching - postgres:16
	echo "$c" | matching "${c:0:10}*" 'postgres*'
	matching - ginx < /dev/null
	matching 'web' - < /dev/null
	matching '' - < /dev/null
}

@test "200 containers of docker in less than 100 ms of computing time" {
	local n

	cgroup=/docker/0
	docker_config 0 web nginx
	runc_state run/docker/runtime-runc/moby/0/state.json
	python3 - "$root" <<-'END'
		import hashlib, json, os, sys
		runc = sys.argv[1] + "/run/docker/runtime-runc/moby/"
		docker = sys.argv[1] + "/var/lib/docker/containers/"
		state = json.load(open(runc + "0/state.json"))
		config = json.load(open(docker + "0/config.v2.json"))
		# As large as with the filter that docker puts up.
		call = {"name": "a_call_of_some_length", "action": 4, "errnoRet": None, "args": []}
		state["config"]["seccomp"] = {"syscalls": [call] * 400}
		for n in range(200):
		    config["ID"] = hashlib.sha256(b"%d" % n).hexdigest()
		    config["Name"] = "/web-%d" % n
		    for at, what, name in (runc, state, "state.json"), (docker, config, "config.v2.json"):
		        os.mkdir(at + config["ID"])
		        json.dump(what, open(at + config["ID"] + "/" + name, "w"))
	END
	listed > list
	[ "$(grep -c ' web-' list)" = 200 ]
	# User and system time; the best of five, as others compute, too.
	for n in 1 2 3 4 5; do
		{ TIMEFORMAT='%3U %3S'; time "$kern" "$root" list > /dev/null; } 2>> times
	done
	cat times
	awk '{t = $1 + $2; if (!best || t < best) best = t} END {exit best >= 0.1}' times
}
