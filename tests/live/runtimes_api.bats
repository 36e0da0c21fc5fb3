#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The API of docker's socket, asked where the files say less: its answers, and what is none.

load lib.bash
load runtimes.bash

setup() {
	begin_machine
	grep -q 'libcurl\.so' "$kern" || skip "built without libcurl"
}

teardown() {
	end_machine
}

# Whatever it says, the files are believed, and it takes no longer than it may.
survives() {
	local begin took

	api "$1"
	begin=$(date +%s%N)
	says "${@:2}"
	took=$((($(date +%s%N) - begin) / 1000000))
	[ "$took" -lt 1500 ] || { echo "$took ms"; return 1; }
	[ -s api.log ]
}

@test "no trace of a container in the files: the list, and each by itself" {
	api
	says "docker $(id_of web) web nginx:1.25 web-0 - - PID -"
	printf '%s\n' /containers/json "/containers/$(id_of web)/json" | diff - api.log
	"$kern" "$root" find web > found
	[ "$(cat found)" = "$pid no" ]
}

@test "the files say all: nobody is asked" {
	docker_config "$(id_of web)" other redis
	api
	says "docker $(id_of web) other redis - - - PID -"
	[ ! -s api.log ]
}

@test "the state of runc alone: the list gives its name" {
	cgroup=/docker/$(id_of web)
	runc_state "run/docker/runtime-runc/moby/$(id_of web)/state.json"
	api
	says "docker $(id_of web) web nginx:1.25 - - - PID - $cgroup"
	[ "$(cat api.log)" = /containers/json ]
}

@test "one by its id: that alone is asked for" {
	cgroup=/docker/$(id_of web)
	runc_state "run/docker/runtime-runc/moby/$(id_of web)/state.json"
	api
	"$kern" "$root" read "$(id_of web)" > list
	diff - list <<< "docker $(id_of web) web nginx:1.25 web-0 - - $pid - $cgroup"
	[ "$(cat api.log)" = "/containers/$(id_of web)/json" ]
}

@test "no answer within its time" { survives slow; }
@test "an answer byte by byte" { survives drip; }
@test "an answer without an end" { survives huge; }
@test "less than was announced" { survives half; }
@test "an error" { survives 500; }
@test "no JSON" { survives html; }
@test "no JSON, but text" { survives text; }
@test "JSON of another shape" { survives wrong; }
@test "broken JSON" { survives broken; }
@test "nothing" { survives none; }

@test "what the files say stays, whatever the answer" {
	cgroup=/docker/$(id_of web)
	runc_state "run/docker/runtime-runc/moby/$(id_of web)/state.json"
	survives broken "docker $(id_of web) - - - - - PID - $cgroup"
}

@test "a daemon that is slow is not asked again and again" {
	cgroup=/docker/$(id_of web)
	docker_config "$(id_of other)" other redis
	api slow
	for n in 1 2 3; do runc_state "run/docker/runtime-runc/moby/$(id_of $n)/state.json"; done
	"$kern" "$root" labels 1 0 "/docker/$(id_of 1)" "/docker/$(id_of 2)" "/docker/$(id_of 3)" > told
	[ "$(wc -l < api.log)" = 1 ]
}

@test "a socket of another user says nothing about root's processes, a file or a dead socket nothing at all" {
	api
	chown 65534 "$root/run/docker.sock"
	says
	kill -9 "${helpers[1]}"
	chown 0 "$root/run/docker.sock"
	says
	rm "$root/run/docker.sock" && echo '[]' > "$root/run/docker.sock"
	says
}
