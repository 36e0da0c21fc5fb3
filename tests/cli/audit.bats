#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The command line of audit: what it wants, what it refuses, how it ends. What it finds of processes is told by
# tests/live/audit.bats, of records by the unit tests.
# shellcheck disable=SC2154,SC2016
load lib

pod() {
	cat <<-'YAML'
		apiVersion: v1
		kind: Pod
		metadata:
		  name: web
		spec:
		  containers:
		  - name: web
		    image: nginx
		    securityContext:
		      privileged: true
	YAML
}

@test "audit: without anything to look at it asks what" {
	leastcap audit
	ended 2
	said "audit: what?"
}

@test "audit: words are process ids" {
	for word in x 0 -1 1x '' 99999999999999999999; do
		leastcap audit -- "$word"
		ended 2
		said "not a process id"
		one_line
	done
}

@test "audit: a process that is not there" {
	leastcap audit 2147483646
	ended 2
	said "no process 2147483646"
	leastcap audit -p 2147483646
	ended 2
	said "no process 2147483646"
}

@test "audit: what does not go together" {
	printf x > pod.yaml
	leastcap audit --fix $$
	ended 2
	said "--fix is for one --manifest"
	leastcap audit --fix --manifest pod.yaml --manifest pod.yaml
	ended 2
	said "--fix is for one --manifest"
	leastcap audit --files . --observe 1
	ended 2
	said "--observe watches processes"
	leastcap audit --observe 1 --profile "$ping" $$
	ended 2
	said "either --profile or --observe"
	leastcap audit --threshold awful $$
	ended 2
	leastcap audit --format xml $$
	ended 2
}

@test "audit: containers, units and cgroups that do not exist" {
	leastcap audit --container no-such-container
	ended 2
	said no-such-container
	leastcap audit --unit no-such-unit.service
	ended 2
	said no-such-unit
	leastcap audit --cgroup /no/such/cgroup
	ended 2
	said /no/such/cgroup
}

@test "audit: a directory that is none" {
	printf x > file
	leastcap audit --files file
	ended 2
	said "not a directory"
	leastcap audit --files nowhere
	ended 2
	said nowhere
}

@test "audit: its threshold decides how it ends" {
	printf x > tool
	chmod 4755 tool
	leastcap audit --files . --threshold medium
	[ "$(id -u)" != 0 ] || ended 1
	leastcap audit --files . --threshold low
	ended 1
	leastcap audit --files .
	ended 0
	leastcap audit --files . --threshold none
	ended 0
	chmod 0755 tool
	leastcap audit --files . --threshold note
	ended 0
	[[ $output == *"Nothing found."* ]]
}

@test "audit: setuid, setgid and writable files, by their mode" {
	printf x > plain
	printf x > setuid
	printf x > setgid
	printf x > 'odd
name'
	chmod 4755 setuid 'odd
name'
	chmod 2755 setgid
	mkdir dir
	chmod 2755 dir
	ln -s setuid link
	leastcap audit --files . --format json
	[ "$(jq -r '.files[].path' <<< "$output" | sort)" = "$(printf '%s\n' './odd\x0aname' ./setgid ./setuid)" ]
	[ "$(jq -r '.files[] | select(.path == "./setuid") | .mode' <<< "$output")" = 4755 ]
	jq -e '.files[] | select(.path == "./setgid") | .setgid and (.setuid | not)' <<< "$output"
	chmod 4757 setuid
	leastcap audit --files .
	ended 1
	[[ $output == *"Everybody may write to it (mode 4757)"* ]]
}

@test "audit: file capabilities say what they give" {
	need_root
	printf x > net
	printf x > python3
	setcap cap_net_raw+ep net 2> /dev/null || skip "no file capabilities on this file system"
	setcap cap_sys_admin+p python3
	leastcap audit --files . --format json
	ended 1
	[ "$(jq -c '.files[] | select(.path == "./net") | [.permitted, .effective]' <<< "$output")" = \
		'[["CAP_NET_RAW"],true]' ]
	[ "$(jq -c '.files[] | select(.path == "./python3") | [.permitted, .effective]' <<< "$output")" = \
		'[["CAP_SYS_ADMIN"],false]' ]
	jq -e '.findings[] | select(.rule == "filecaps-interpreter" and .severity == "high")' <<< "$output"
}

@test "audit: a manifest is judged, and put right" {
	pod > pod.yaml
	leastcap audit --manifest pod.yaml
	ended 1
	[[ $output == *"pod.yaml: kubernetes"* ]]
	[[ $output == *privileged* ]]
	leastcap audit --manifest pod.yaml --format json --threshold none
	ended 0
	[ "$(jq -r '.manifests[0].pod_security' <<< "$output")" = privileged ]
	jq -e '.manifests[0].findings[] | select(.rule == "privileged-container") | .line > 0' <<< "$output"
	leastcap audit --manifest - --format json < pod.yaml
	ended 1
}

@test "audit: a manifest put right passes" {
	pod > pod.yaml
	leastcap audit --fix --manifest pod.yaml --profile "$ping" -o fixed.yaml
	ended 0
	leastcap audit --manifest fixed.yaml --format json
	ended 0
	[ "$(jq -r '.summary.findings.high' <<< "$output")" = 0 ]
	# Without a profile nobody knows what a privileged container needs.
	leastcap audit --fix --manifest pod.yaml
	ended 0
	[[ $output == *"privileged: true"* ]]
}

@test "audit: a manifest that is none" {
	printf 'hello' > pod.yaml
	leastcap audit --manifest pod.yaml
	ended 2
	said pod.yaml
	leastcap audit --manifest nowhere.yaml
	ended 2
	said nowhere.yaml
}

@test "audit: a broken profile is said to be one" {
	printf '{' > profile.json
	leastcap audit --profile profile.json $$
	ended 2
	said profile.json
}

@test "audit: itself, without privilege, as far as it is seen" {
	leastcap audit $$ --format json --threshold none
	ended 0
	[ "$(jq '.subjects | length' <<< "$output")" = 1 ]
	[ "$(jq '.subjects[0].pid[0]' <<< "$output")" = $$ ]
	[ "$(jq -r '.schema' <<< "$output")" = leastcap/audit/1 ]
	jq -e '.subjects[0] | .user.euid == '"$(id -u)" <<< "$output"
}

@test "audit: written to a file, stdout is empty" {
	leastcap audit $$ -o report.txt --threshold none
	succeeded
	[ -z "$output" ]
	grep -q 'Looked at 1 process' report.txt
	[ "$(stat -c %a report.txt)" = 600 ]
}
