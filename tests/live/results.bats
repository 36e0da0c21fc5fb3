#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# How calls end in which capabilities are checked, what is needed without a check, and what seccomp turned away.

load lib.bash

setup() {
	need_hook
	enter_stage
	chmod 755 .
}

# results CAP SYSCALL VERDICT: as they are in the profile, added up.
results() {
	jq -c --arg cap "$1" --arg call "$2" --arg verdict "$3" '
		[.checks[] | select(.capability == $cap and .syscall == $call and .verdict == $verdict) |
			.results // {} | to_entries[]] |
		group_by(.key) | map({key: .[0].key, value: ([.[].value] | add)}) | from_entries' profile.json
}

# Python says more about one call than coreutils do; -S -E: nothing but the call in question.
py() {
	printf '%s\n' "$@" > call.py
	set -- /usr/bin/python3 -S -E call.py
	"${recorder[@]}" "$@"
}

recorder=("$LEASTCAP" record -q -o profile.json --)
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

@test "granted, and the call succeeds" {
	touch file
	"${recorder[@]}" chown 1:1 file
	[ "$(results CAP_CHOWN fchownat allow)" = '{"0":2}' ]
}

@test "granted, and the call fails for another reason" {
	py 'import ctypes' 'print(ctypes.CDLL(None).sethostname(b"x" * 65, 65))'
	[ "$(results CAP_SYS_ADMIN sethostname allow)" = '{"EINVAL":1}' ]
	[ -n "$(least | grep SYS_ADMIN)" ]
}

@test "denied, and the call succeeds: no need" {
	py 'import os' 'os.setgid(65534); os.setuid(65534); os.setuid(65534); os.setuid(65534)'
	[ "$(results CAP_SETUID setuid deny)" = '{"0":2}' ]
	report
	[ "$(jq -r '.capabilities[] | select(.name == "CAP_SETUID") | .advice' report.json)" = keep ] # for the first
	"$LEASTCAP" record -q -o profile.json --user nobody -- \
		/usr/bin/python3 -S -E -c 'import os; os.setuid(os.getuid())'
	report
	[ "$(jq -r '.capabilities[] | select(.name == "CAP_SETUID") | .advice' report.json)" = drop ]
}

@test "denied, and the call fails: asked for, with the error" {
	"${recorder[@]}" "${nobody[@]}" sh -c 'hostname other || true' 2> /dev/null
	[ "$(results CAP_SYS_ADMIN sethostname deny)" = '{"EPERM":1}' ]
	report
	jq -e '.capabilities[] | select(.name == "CAP_SYS_ADMIN") |
		.advice == "ask" and (.reason | test("EPERM"))' report.json
}

@test "the results of an execve are those of the execve" {
	"${recorder[@]}" sh -c 'exec true'
	jq -e '[.checks[] | select(.syscall == "execve" and .capability == "CAP_SYS_ADMIN") | .results["0"]] |
		length > 0 and all(. > 0)' profile.json
}

@test "threads in calls at the same time do not take each other's results" {
	py 'import os, threading' \
		'def fail():' '  for _ in range(2000):' \
		'    try: os.setgroups([0] * 65537)' '    except (OSError, ValueError): pass' \
		'def work():' '  for _ in range(2000): os.chroot("/")' \
		'for t in [threading.Thread(target=f) for f in (fail, work, fail, work)]: t.start()'
	[ "$(results CAP_SYS_CHROOT chroot allow)" = '{"0":4000}' ]
	[ "$(jq .lost.results profile.json)" = 0 ]
}

@test "--results no follows none, and is told as a role without a hook" {
	"$LEASTCAP" record -q --results no -o profile.json -- sh -c 'exec true'
	jq -e '[.checks[] | .results // empty] == []' profile.json
	report
	jq -e '.complete and ([.hooks[] | select(.role == "result") | .hook] == [null])' report.json
}

@test "every check was made last no earlier than first" {
	"${recorder[@]}" sh -c 'chown 1 .; sleep 0.3; chown 1 .'
	jq -e '.checks | length > 0 and all(.last_ns >= .first_ns)' profile.json
	jq -e '[.checks[] | select(.capability == "CAP_SYS_ADMIN")] |
		any(.last_ns - .first_ns > 200000000)' profile.json
}

@test "what capset asks to hold, and was not checked, is asked for" {
	"${recorder[@]}" capsh --caps="cap_net_admin,cap_chown,cap_setpcap=ep" --shell=/bin/true --
	report
	jq -e '[.capabilities[] | select(.name == "CAP_NET_ADMIN") | .advice, (.reason | test("capset"))] ==
		["ask", true]' report.json
}

@test "a file capability is needed though no check shows it" {
	cp /bin/true ./marked
	setcap cap_net_raw=ep ./marked
	"${recorder[@]}" "${nobody[@]}" "$PWD/marked"
	least | tr , '\n' | grep -qx CAP_NET_RAW
	# and so it is: execve fails when the bounding set lacks it
	! setpriv --bounding-set=-net_raw "${nobody[@]}" "$PWD/marked"
}

@test "a program that gains by execve forbids no_new_privs" {
	cp /usr/bin/id ./id && chmod 4755 ./id
	[ "$("${nobody[@]}" ./id -u)" = 0 ]
	"${recorder[@]}" "${nobody[@]}" "$PWD/id" -u
	"$LEASTCAP" generate docker profile.json > generated
	! grep -q '^[^#]*no-new-privileges' generated
	"${recorder[@]}" "${nobody[@]}" /usr/bin/id -u
	"$LEASTCAP" generate docker profile.json | grep -q '^[^#]*no-new-privileges'
}

@test "a call that a filter refuses is told, and hides what would have come next" {
	"${recorder[@]}" "$ACTS/seccomp_refuse"
	jq -e '[.refusals[] | .syscall, .errno, .by] == ["mkdir", "EPERM", "seccomp"]' profile.json
	report
	jq -e '.complete == false and (.incomplete_reasons | any(test("mkdir")))' report.json
	jq -e '.refused_syscalls[] | .name == "mkdir" and .errno == "EPERM" and .layer == "seccomp"' report.json
}
