# SPDX-License-Identifier: BSD-2-Clause
# What the tests of containers' states share: a machine in a directory, on which runtimes have written what they write.
# shellcheck shell=bash disable=SC2034

# $root is that machine, $pid a process that is every container's first one, $ticks when it started.
begin_machine() {
	need_root
	kern=$out/tests/kern/containers
	enter_stage
	root=$PWD/root
	mkdir "$root"
	sleep 1000 &
	pid=$!
	ticks=$(start_of "$pid")
	helpers=("$pid")
}

end_machine() {
	local one

	for one in "${helpers[@]}"; do kill -9 "$one" 2> /dev/null; done
	wait 2> /dev/null
	true
}

start_of() {
	sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f20
}

# id_of WORD: 64 hexadecimal digits.
id_of() {
	printf '%s' "$1" | sha256sum | cut -d' ' -f1
}

# write PATH: standard input, on that machine.
write() {
	mkdir -p "$(dirname "$root/$1")"
	cat > "$root/$1"
}

# runc_state PATH [LABEL]...: as runc writes it, of a container in the cgroup $cgroup.
runc_state() {
	jq -n --argjson pid "$pid" --argjson start "$ticks" --arg cgroup "$cgroup" '{
		id: "as the directory", init_process_pid: $pid, init_process_start: $start,
		created: "2026-11-28T13:13:08.138449634Z", config: {rootfs: "/r", labels: $ARGS.positional,
			seccomp: {syscalls: [{name: "read", args: [{value: 18446744073709551615}]}]}},
		cgroup_paths: {"": ("/sys/fs/cgroup/unified" + $cgroup), "pids": ("/sys/fs/cgroup/pids" + $cgroup),
			"name=systemd": ("/sys/fs/cgroup/systemd" + $cgroup)}}' --args "${@:2}" | write "$1"
}

# crun_status PATH BUNDLE: as crun writes it.
crun_status() {
	jq -n --argjson pid "$pid" --argjson start "$ticks" --arg cgroup "$cgroup" --arg bundle "$2" '{
		pid: $pid, "process-start-time": $start, "cgroup-path": $cgroup, scope: "", rootfs: "rootfs",
		"systemd-cgroup": false, bundle: $bundle, created: "2026-11-28T13:13:28.149896Z", owner: "root",
		detached: true, external_descriptors: "[]"}' | write "$1"
}

# docker_config ID NAME IMAGE [STARTED]: as dockerd writes it of a container that runs.
docker_config() {
	jq -n --arg id "$1" --arg name "/$2" --arg image "$3" --argjson pid "$pid" \
		--arg started "${4:-$(date -u +%FT%T.123456789Z)}" '{
		StreamConfig: {}, State: {Running: true, Paused: false, Pid: $pid, ExitCode: 0, StartedAt: $started,
			FinishedAt: "0001-01-01T00:00:00Z"}, ID: $id, Path: "nginx", Args: [],
		Config: {Hostname: "x", Env: ["PATH=/bin"], Image: $image, Labels: {a: "b"}},
		Image: "sha256:0", Name: $name, Driver: "overlay2"}' |
		write "var/lib/docker/containers/$1/config.v2.json"
}

# storage PATH ID NAME IMAGE: podman's storage with one container.
storage() {
	jq -n --arg id "$2" --arg name "$3" --arg image "$4" '[{id: $id, names: [$name], image: "0", layer: "1",
		metadata: ({"image-name": $image, "image-id": "0", name: $name, "created-at": 1} | tojson),
		created: "2026-11-28T13:13:39.361156122Z", flags: {}}]' | write "$1"
}

listed() {
	"$kern" "$root" list
}

# says [LINE]...: they are all that is listed; "PID" stands for $pid.
says() {
	listed > list && diff <([ $# = 0 ] || printf '%s\n' "${@//PID/$pid}") list
}

# refused ARG...: message and hint in ./said.
refused() {
	! "$kern" "$root" "$@" > found 2> said || { cat found; return 1; }
}

# api [ANSWER]: something answers on docker's socket. It knows web, whose pid is $pid, and two that cannot be:
#   well      as docker does
#   slow      not at all
#   drip      its beginning, then a byte each 50 ms, for ever
#   huge      a list without an end
#   half      less than it announces
#   500 html text wrong broken none    an error, no JSON, JSON of another shape, broken JSON, nothing
api() {
	mkdir -p "$root/run"
	python3 - "$root/run" "$pid" "$(id_of web)" "${1:-well}" > api.log 2>&1 <<-'END' &
		import json, os, socket, sys, time
		os.chdir(sys.argv[1])
		pid, web, answer = int(sys.argv[2]), sys.argv[3], sys.argv[4]
		whole = {"Id": web, "Name": "/web", "State": {"Status": "running", "Running": True, "Pid": pid,
		         "StartedAt": time.strftime("%Y-%m-%dT%H:%M:%S.5Z", time.gmtime())},
		         "Config": {"Image": "nginx:1.25", "Labels": {"io.kubernetes.pod.name": "web-0"}}}
		listed = [{"Id": web, "Names": ["/web"], "Image": "nginx:1.25", "ImageID": "sha256:0", "State": "running"},
		          {"Id": "../../etc", "Names": ["/evil"]}, {"Id": 1, "Names": 2}, 3]
		def body(path):
		    if answer in ("html", "text"):
		        return "<html>no</html>" if answer == "html" else "no"
		    if answer in ("wrong", "broken"):
		        return '{"a": [1]}' if answer == "wrong" else '[{"Id": "'
		    return json.dumps(listed if path == "/containers/json" else whole)
		def drip(c, bytes, pause):
		    try:
		        while True:
		            c.sendall(bytes)
		            time.sleep(pause)
		    except OSError:
		        pass
		s = socket.socket(socket.AF_UNIX)
		s.bind("docker.sock")
		s.listen(8)
		while True:
		    c = s.accept()[0]
		    path = c.recv(4096).decode().split(" ")[1]
		    print(path, flush=True)
		    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		    if answer == "slow":
		        time.sleep(2)
		    elif answer == "drip":
		        c.sendall(head.encode() + b"\r\n")
		        drip(c, b" ", 0.05)
		    elif answer == "huge":
		        c.sendall(head.encode() + b"\r\n[1")
		        drip(c, b",1" * 50000, 0)
		    elif answer == "half":
		        c.sendall((head + "Content-Length: 100000\r\n\r\n" + body(path)).encode())
		    elif answer == "500":
		        c.sendall(("HTTP/1.1 500 No\r\nContent-Length: 99\r\n\r\n" + body(path)).encode())
		    elif answer != "none":
		        c.sendall((head + "Content-Length: %d\r\n\r\n%s" % (len(body(path)), body(path))).encode())
		    c.close()
	END
	helpers+=($!)
	soon '[ -S "$root/run/docker.sock" ]'
}
