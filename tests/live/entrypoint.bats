#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# An image whose entrypoint starts as root, prepares, gives up its privileges and serves: in a container, the runtime's
# own start apart, both phases and both sets.

load lib.bash
# shellcheck disable=SC2016

setup() {
	need_hook
	enter_stage
	command -v runc > /dev/null || skip "no runc"
	command -v python3 > /dev/null || skip "no python3"
	name=lc-entry-$$
}

teardown() {
	[ -z "$name" ] || runc delete -f "$name" > /dev/null 2>&1 || true
}

# bundle CAPS: a container that has this machine's programs.
bundle() {
	local entry='chown 33 /tmp; exec setpriv --reuid 33 --regid 33 --clear-groups --inh-caps -all
		python3 -m http.server 8080'

	mkdir -p rootfs/{usr,bin,lib,lib64,etc,tmp,proc,sys,dev}
	runc spec
	jq --arg entry "${entry//$'\n'/ }" --argjson caps "$1" '.process.terminal = false | .root.readonly = false |
		.process.args = ["/bin/sh", "-c", $entry] |
		.process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps} |
		.mounts += [("/usr", "/bin", "/lib", "/lib64", "/etc") |
			{destination: ., source: ., type: "bind", options: ["rbind", "ro"]}] |
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"],
			syscalls: [{names: ["kexec_load"], action: "SCMP_ACT_ERRNO", errnoRet: 1}]}' \
		config.json > config.new && mv config.new config.json
}

@test "an entrypoint that drops privileges, in a container: init and serving, and who brought what in" {
	local visit='import urllib.request as u; u.urlopen("http://127.0.0.1:8080/tmp/").read()'

	bundle '["CAP_CHOWN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"]'
	echo "$visit" > rootfs/tmp/visit.py
	runc --version > /dev/null || skip "runc does not work here"
	"$LEASTCAP" record -o p.json --ready "runc exec $name python3 /tmp/visit.py" \
		--drive "runc exec $name python3 /tmp/visit.py" -- runc run "$name" > out 2> errors < /dev/null ||
		{ cat out errors && return 1; }
	"$LEASTCAP" report --format json p.json > r.json
	jq -e '.phases.init.capabilities == ["CAP_CHOWN", "CAP_SETGID", "CAP_SETUID"] and
		.phases.serving.capabilities == [] and (.phases.program | test("/python3"))' r.json ||
		{ jq .phases r.json && return 1; }
	[ "$("$LEASTCAP" report --least caps p.json)" = CAP_CHOWN,CAP_SETGID,CAP_SETUID ]
	# runc mounts, makes nodes and drops: none of that is the workload's
	jq -e 'all(.programs[]; .role == "runtime" or (.capabilities | index("CAP_SYS_ADMIN") | not))' r.json
	jq -e 'any(.privileges[]; (.exe | test("setpriv")) and .syscall == "setresuid" and .euid == [0, 33])' r.json
	"$LEASTCAP" generate oci p.json | jq -e '.process.capabilities.bounding | length == 3'
}
