#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# One container or unit of a recording of several: report and generate.

# shellcheck disable=SC2016,SC2154
load lib.bash
two=$BATS_TEST_DIRNAME/../golden/containers/profile.json # web (docker) and probe (a pod)

least() {
	leastcap report --least caps "$@" "$two"
	ended 0
}

@test "without a choice the sets are those of all, and that is said" {
	least
	[ "$output" = CAP_SETGID,CAP_SETUID,CAP_NET_RAW ]
	leastcap report "$two"
	ended 0
	grep -qE '^  probe +1 +NET_RAW$' <<< "$output"
	grep -qE '^  web +1 +SETGID SETUID$' <<< "$output"
	grep -qE '^ +container 4fd1a1c2b7b9 of docker, image nginx:1.25$' <<< "$output"
	grep -qF '2 processes were moved away from web, 1 process was moved into it' <<< "$output"
	grep -qF 'those of 2 containers together (probe, web)' <<< "$output"
	grep -qxF '    leastcap report --container web FILE' <<< "$output"
	leastcap generate docker "$two"
	ended 0
	grep -qF '# UNION: the set is that of 2 containers together (probe, web)' <<< "$output"
	grep -qF 'warning: UNION' <<< "$stderr"
}

@test "a container by name, id, first digits, pattern" {
	for name in web 4fd1a1c2b7b9e2b4e6f5a4c0f9d8e7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0 4fd1 'w*' '[v-x]eb'; do
		least --container "$name"
		[ "$output" = CAP_SETGID,CAP_SETUID ]
	done
	least --container probe
	[ "$output" = CAP_NET_RAW ]
	least --container '*'
	[ "$output" = CAP_SETGID,CAP_SETUID,CAP_NET_RAW ]
}

@test "what is generated is called as the container, unless told otherwise" {
	leastcap generate docker --container web "$two"
	ended 0
	[[ $output == "# Flags of docker run for web"* && $output != *UNION* && $output != *NET_RAW* ]]
	leastcap generate docker --container web --name shop "$two"
	[[ $output == "# Flags of docker run for shop"* ]]
	leastcap generate kubernetes --container probe "$two"
	[[ $output == *'- "NET_RAW"'* && $output != *SETUID* ]]
}

@test "a unit: of the host, and of a container" {
	jq '.owners[0] += {cgroup: "/system.slice/nginx.service", labels: {}}' "$two" > units.json
	leastcap report --least caps --unit nginx units.json
	ended 0
	[ "$output" = CAP_SETGID,CAP_SETUID ]
	leastcap generate systemd --unit nginx.service units.json
	ended 0
	[[ $output != *NET_RAW* ]]
	leastcap report --least caps --container probe --unit 'cri-containerd-*' units.json
	[ "$output" = CAP_NET_RAW ]
}

@test "none of that name: those that there are, and 2" {
	leastcap report --container nope "$two"
	ended 2
	[ -z "$output" ]
	[[ $stderr == *": no container nope"* && $stderr == *"it has probe, web"* ]]
	leastcap generate docker --unit nope "$two"
	ended 2
	[[ $stderr == *": no unit nope"* ]]
	leastcap report --container web "$ping"
	ended 2
	[[ $stderr == *"it tells of no container at all"* ]]
	leastcap report --container '' "$two"
	ended 2
}

@test "two ids that begin alike" {
	jq '.owners[1].labels.id = "4fd2" + .owners[1].labels.id[4:]' "$two" > alike.json
	leastcap report --container 4fd alike.json
	ended 2
	[[ $stderr == *"several containers have an id that begins with 4fd"* && $stderr == *"probe, web"* ]]
	leastcap report --container 4fd2 --least caps alike.json
	ended 0
	[ "$output" = CAP_NET_RAW ]
}

@test "JSON: owners, and whose each program and evidence is" {
	leastcap report --format json "$two"
	ended 0
	jq -e '(.owners | map([.kind, .container, .pod, .pod_namespace, .runtime])) ==
		[["container", "web", null, null, "docker"], ["container", "probe", "probe-0", "shop", "containerd"]]
		and (.owners[0] | .image == "nginx:1.25" and .entered == 1 and .left == 2)
		and (.programs | map(.container)) == ["web", "probe"]
		and (.capabilities[] | select(.name == "CAP_NET_RAW").evidence | all(.container == "probe"))
		' <<< "$output"
	leastcap report --format json --container web "$two"
	jq -e '(.owners | length) == 1 and (.programs | length) == 1' <<< "$output"
}

@test "hostile names reach neither the terminal nor a shell" {
	jq '.owners[0].labels.name = "$(id) \\x1b[31m"' "$two" > hostile.json
	leastcap report hostile.json
	ended 0
	[[ $output != *$'\033'* ]]
	grep -qF "leastcap report --container '\$(id) \\x1b[31m' FILE" <<< "$output"
	leastcap report --least caps --container '$(id) \x1b[31m' hostile.json
	ended 0
	[ "$output" = CAP_SETGID,CAP_SETUID ]
	leastcap generate docker --container '$(id)*' hostile.json
	ended 0
	[[ $output == *"--security-opt seccomp=id-x1b-31m.seccomp.json"* ]]
}

@test "a recording that is broken there is one clear error" {
	jq '.programs[0].owner = 9' "$two" > broken.json
	leastcap report broken.json
	ended 2
	[[ $stderr == *"programs[0].owner: no such owner"* ]]
}
