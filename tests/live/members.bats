#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Scopes of several members, and those that come later: cgroups, pid namespaces, containers and units by pattern; whose
# each fact is.
# shellcheck disable=SC2154,SC2016

load lib.bash
load cgroups.bash

setup() {
	need_hook
	enter_stage
}

teardown() {
	local one

	for one in "${containers[@]}"; do runc delete -f "$one" > /dev/null 2>&1; done
	remove_cgroups
}

# of CONTAINER: the capabilities that its own programs were asked for, as the profile has them.
of() {
	"$LEASTCAP" report --format json --container "$1" profile.json |
		jq -r '[.capabilities[] | select(.advice == "keep") | .name] | join(",")'
}

need_runc() {
	command -v runc > /dev/null || skip "no runc"
	busybox=$(command -v busybox) || skip "no busybox"
	runc --version > /dev/null || skip "runc does not work here"
	mkdir -p rootfs/bin rootfs/proc rootfs/sys rootfs/dev rootfs/tmp
	cp "$busybox" rootfs/bin/busybox
	for applet in sh chown hostname sleep true mknod chroot cat kill; do ln -s busybox "rootfs/bin/$applet"; done
}

caps='["CAP_CHOWN","CAP_SYS_CHROOT","CAP_MKNOD","CAP_SYS_ADMIN","CAP_KILL"]'

# bundle DIR SCRIPT: a container of this machine's busybox that runs it.
bundle() {
	mkdir -p "$1"
	(cd "$1" && rm -f config.json && runc spec)
	jq --arg script "$2" --argjson caps "$caps" --arg root "$PWD/rootfs" '.process.terminal = false |
		.process.args = ["/bin/sh", "-c", $script] | .root = {path: $root, readonly: true} |
		.mounts += [{destination: "/tmp", type: "tmpfs", source: "tmpfs"}] |
		.process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps} |
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"],
			syscalls: [{names: ["kexec_load"], action: "SCMP_ACT_ERRNO", errnoRet: 1}]}' \
		"$1/config.json" > "$1/config.new" && mv "$1/config.new" "$1/config.json"
}

# contain NAME BUNDLE: runs it to its end.
contain() {
	containers+=("$1")
	runc run -b "$2" "$1" < /dev/null > "$1.out" 2>&1 || { cat "$1.out" && return 1; }
}

@test "several cgroups and a process together, each fact under its own" {
	local one

	hierarchy 2
	make lc-one-$$
	one=$cgroup
	make lc-two-$$
	waits "unshare -u true" > target.sh
	background sh target.sh
	begin --cgroup "$one" --cgroup "$cgroup" -p "$!"
	inside chroot / true
	cgroup=$one inside hostname "$(hostname)"
	touch go
	wait "${started[0]}" || true
	end
	[ "$(least)" = CAP_SYS_ADMIN,CAP_SYS_CHROOT ] || [ "$(least)" = CAP_SYS_CHROOT,CAP_SYS_ADMIN ]
	jq -e --arg one "/lc-one-$$" --arg two "/lc-two-$$" '
		(.owners | map({(.id | tostring): .cgroup}) | add) as $cgroup |
		[.programs[] | select(.comm == "chroot" or .comm == "hostname" or .comm == "unshare") |
			{(.comm): $cgroup[.owner | tostring]}] | add |
		.chroot == $two and .hostname == $one and .unshare != $one and .unshare != $two' profile.json
}

@test "a pid namespace: who is in it, whoever joins it, and nobody else" {
	waits "sleep 5" > inside.sh
	background unshare --fork --pid --mount-proc sh inside.sh
	soon '[ -n "$(pgrep -P "${started[0]}")" ]'
	first=$(pgrep -P "${started[0]}")
	begin --pidns "$first"
	nsenter --target "$first" --pid --mount chroot / true
	unshare -u true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	jq -e 'all(.programs[]; .comm != "unshare" or (.flags | index("adopted")))' profile.json
}

@test "--pidns with what is none" {
	run "$LEASTCAP" record -o profile.json --pidns x
	[ "$status" = 2 ] && [[ $output == *"neither a process id nor the number of a pid namespace: x"* ]]
	run "$LEASTCAP" record -o profile.json --pidns 99999999
	[ "$status" = 2 ] && [[ $output == *"no pid namespace of process 99999999"* ]]
}

@test "a process that is moved to another cgroup: what it does there is the other's, and it is told" {
	hierarchy 2
	make lc-from-$$
	from=$cgroup
	make lc-to-$$
	cat > mover.sh <<- EOF
		echo \$\$ > '$from/cgroup.procs'
		mknod node c 1 3
		echo \$\$ > '$cgroup/cgroup.procs'
		hostname="\$(cat /proc/sys/kernel/hostname)"
		echo "\$hostname" > /proc/sys/kernel/hostname
		echo \$\$ > '$hierarchy/cgroup.procs'
	EOF
	begin --cgroup "$from" --cgroup "$cgroup"
	bash mover.sh
	end
	jq -e --arg from "/lc-from-$$" --arg to "/lc-to-$$" '
		any(.owners[]; .cgroup == $from and .entered == 1 and .left == 1) and
		any(.owners[]; .cgroup == $to and .entered == 1 and .left == 1)' profile.json
	jq -e --arg to "/lc-to-$$" '(.owners[] | select(.cgroup == $to) | .id) as $id |
		[.programs[] | select(.owner == $id and .comm == "bash") | .id] as $there |
		any(.checks[]; .program as $p | $there | index($p))' profile.json
}

@test "containers that start later, by a pattern: from their first instruction, and no others" {
	need_runc
	bundle want "chown 1 /tmp && hostname there"
	bundle other "mknod /tmp/n c 1 3; chroot / true"
	begin --container "lc-want-*"
	contain "lc-want-$$" want
	contain "lc-other-$$" other
	end
	[ "$(least)" = CAP_CHOWN,CAP_SYS_ADMIN ]
	jq -e --arg id "lc-want-$$" 'all(.owners[]; .labels.id == $id or .cgroup == "/" + $id)' profile.json
	# its loader and its first program are there, and what brought it up is apart
	jq -e '[.programs[] | select(.comm == "sh") | .syscalls.x86_64[].syscall] | index("execve") == null and
		index("exit_group") != null' profile.json
	jq -e 'any(.programs[]; (.flags | index("filtering")) and (.comm | test("runc")))' profile.json
}

@test "200 containers, one after the other and in pairs: no fact is lost, none is another's" {
	local count=${CONTAINERS:-200} i

	need_runc
	bundle a "chown 1 /tmp"
	bundle b "hostname there"
	begin --container "lc-many-*"
	for ((i = 0; i < count; i += 2)); do
		contain "lc-many-a$i-$$" a &
		contain "lc-many-b$i-$$" b
		wait $!
	done
	end
	containers=()
	jq -e --argjson count "$count" '
		([.owners[].cgroup] | unique | map(select(test("lc-many"))) | length) == $count' profile.json
	# each of the one kind has asked for the one, each of the other kind for the other, and for nothing else
	jq -e '(.owners | map({(.id | tostring): .cgroup}) | add) as $cgroup |
		(.programs | map(select(.comm | IN("sh", "busybox", "chown", "hostname", "exe")) |
			{(.id | tostring): $cgroup[.owner | tostring]}) | add) as $where |
		[.checks[] | select(.verdict == "allow" and (.capability == "CAP_CHOWN" or
			(.capability == "CAP_SYS_ADMIN" and .syscall == "sethostname"))) |
			{at: $where[.program | tostring], what: .capability} | select(.at)] |
		all(.[]; (.at | test("lc-many-a")) == (.what == "CAP_CHOWN"))' profile.json
	jq -e --argjson half "$((count / 2))" '(.owners | map({(.id | tostring): .cgroup}) | add) as $cgroup |
		(.programs | map({(.id | tostring): $cgroup[.owner | tostring]}) | add) as $where |
		([.checks[] | select(.capability == "CAP_CHOWN" and .syscall == "chown") |
			$where[.program | tostring]] | unique |
			map(select(test("lc-many-a"))) | length) == $half' profile.json
}

@test "units by a pattern: those that run, those that start later, and no others" {
	hierarchy 1
	hierarchy=/sys/fs/cgroup/systemd
	[ -d "$hierarchy" ] || skip "no hierarchy of systemd's here"
	make "lc-unit-$$-a.service"
	there=$cgroup
	begin --unit "lc-unit-$$-*"
	cgroup=$there inside chroot / true
	make "lc-unit-$$-b.service"
	inside hostname "$(hostname)"
	make "lc-none-$$.service"
	inside unshare -U true
	end
	jq -e --arg at "/lc-unit-$$" '[.owners[].cgroup] | length >= 2 and all(.[]; startswith($at))' profile.json
	jq -e 'any(.programs[]; .comm == "chroot") and any(.programs[]; .comm == "hostname") and
		all(.programs[]; .comm != "unshare")' profile.json
}

@test "trace of containers that start later: theirs, by their names, and nobody else's" {
	need_runc
	bundle want "sleep 0.5; chown 1 /tmp && hostname there" # time to be asked for its name
	bundle other "mknod /tmp/n c 1 3; chroot / true"
	background "$LEASTCAP" trace --format jsonl -o told.jsonl --container "lc-seen-*"
	recorder=$!
	soon "grep -q '^leastcap: following' background.out"
	contain "lc-seen-$$" want
	contain "lc-other-$$" other
	kill -INT "$recorder"
	wait "$recorder"
	jq -e -s --arg name "lc-seen-$$" 'any(.[]; .type == "check" and .cap == "CAP_CHOWN" and .container == $name) and
		all(.[]; (.cap | IN("CAP_MKNOD", "CAP_SYS_CHROOT") | not) or .exe == "/usr/sbin/runc" or
			.comm == "runc")' told.jsonl
	jq -e -s 'all(.[]; .container == null or (.container | test("lc-other") | not))' told.jsonl
}
