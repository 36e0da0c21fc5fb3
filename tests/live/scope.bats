#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Recordings of a cgroup: who is in it, who comes, who goes, and how units and containers are found. On either version.

load lib.bash
load cgroups.bash

setup() {
	need_hook
	enter_stage
}

teardown() {
	[ -z "$made_state" ] || rm -rf "$made_state"
	[ -z "$id" ] || runc delete -f "$id" 2> /dev/null || crun delete -f "$id" 2> /dev/null
	remove_cgroups
}

names() {
	jq -r '.programs[].comm' profile.json | sort -u | tr '\n' ' '
}

# --- who belongs to it -----------------------------------------------------------

there_before() {
	hierarchy "$1"
	make lc-before-$$
	mkdir "$cgroup/below"
	waits "chroot / true" > target.sh
	waits "unshare -u true" > outside.sh
	(cgroup=$cgroup/below inside sh target.sh) &
	started+=($!)
	background sh outside.sh
	soon "populated '$cgroup/below'"
	begin --cgroup "$cgroup"
	touch go
	soon "! populated '$cgroup/below'"
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	jq -e 'any(.programs[]; .comm == "sh" and (.flags | index("adopted"))) and
		all(.programs[]; .comm != "unshare")' \
		profile.json
}

@test "v2: who is in it or below, and what they start; nobody else" { there_before 2; }
@test "v1: who is in it or below, and what they start; nobody else" { there_before 1; }

moved_later() {
	hierarchy "$1"
	make lc-moved-$$
	begin --cgroup "$cgroup"
	chroot / true
	inside unshare -u true
	end
	[ "$(least)" = CAP_SYS_ADMIN ]
	[ "$(names)" = "sh true unshare " ]
}

@test "v2: moved into it later" { moved_later 2; }
@test "v1: moved into it later" { moved_later 1; }

moved_out() {
	hierarchy "$1"
	make lc-out-$$
	begin --cgroup "$cgroup"
	inside sh -c 'echo $$ > "$0/cgroup.procs" && sleep 0.2 && chroot / true' "$hierarchy"
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
}

@test "v2: stays followed when it is moved out" { moved_out 2; }
@test "v1: stays followed when it is moved out" { moved_out 1; }

@test "v1: a thread of it is moved in: the process is followed" {
	hierarchy 1
	make lc-thread-$$
	[ -e "$cgroup/tasks" ] || skip "no threads in this hierarchy"
	"$ACTS/threads" > /dev/null || skip "no act"
	waits "chroot / true" > target.sh
	cat > threaded.py <<-'END'
		import os, subprocess, sys, threading
		def second():
		    with open(sys.argv[1] + "/tasks", "w") as tasks:
		        tasks.write(str(threading.get_native_id()))
		begun = threading.Thread(target=second)
		begun.start()
		begun.join()
		subprocess.run(["sh", "target.sh"])
	END
	begin --cgroup "$cgroup"
	touch go
	python3 threaded.py "$cgroup"
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
}

@test "v2: born into it by a parent that is not in it" {
	local status=0

	hierarchy 2
	make lc-born-$$
	begin --cgroup "$cgroup"
	"$ACTS/into_cgroup" "$cgroup" chroot / true || status=$?
	[ "$status" != 77 ] || skip "this kernel has no CLONE_INTO_CGROUP"
	[ "$status" = 0 ]
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	# Of the parent's program only the child's way to its execve.
	jq -e '[.programs[] | select(.comm == "into_cgroup") | .syscalls.x86_64[].syscall] |
		(index("execve") != null) and
		(index("wait4") == null) and (index("clone3") == null)' profile.json
}

# Each link forks the next and ends; some exit while they are taken in.
chain() {
	local i

	hierarchy "$1"
	make lc-chain-$$
	cat > link.sh <<-'END'
		[ ! -e go ] || exec chroot / true
		sh link.sh &
		sh link.sh.leaf &
		exit
	END
	echo "exit" > link.sh.leaf
	for i in 1 2 3 4 5; do
		rm -f go
		inside sh link.sh &
		sleep 0.2
		begin --cgroup "$cgroup"
		touch go
		soon "! populated '$cgroup'"
		end
		[ "$(least) $(jq '[.programs[].alive] | add' profile.json)" = "CAP_SYS_CHROOT 0" ] || {
			echo "round $i"
			jq -c '.programs[] | [.comm, .instances, .alive]' profile.json
			return 1
		}
	done
}

@test "v2: nobody slips through while the recording begins" { chain 2; }
@test "v1: nobody slips through while the recording begins" { chain 1; }

@test "two cgroups side by side, each recorded: no fact in the wrong one" {
	local one

	hierarchy 2
	make lc-a-$$
	one=$cgroup
	begin --cgroup "$one" -o a.json
	first=$recorder
	make lc-b-$$
	begin --cgroup "$cgroup"
	inside chroot / true
	cgroup=$one inside unshare -u true
	end
	kill -INT "$first"
	wait "$first"
	[ "$(least)" = CAP_SYS_CHROOT ]
	[ "$("$LEASTCAP" report --least caps a.json)" = CAP_SYS_ADMIN ]
}

@test "a cgroup of the same name made after ours was removed is another" {
	hierarchy 2
	make lc-gone-$$
	begin --cgroup "$cgroup"
	rmdir "$cgroup" && mkdir "$cgroup"
	inside chroot / true
	end
	[ -z "$(least)" ]
	[ "$(jq '.programs | length' profile.json)" = 0 ]
}

# --- how it is found --------------------------------------------------------------

# refused WORDS OPTION...: bad usage, said with these words.
refused() {
	local words=$1
	shift

	run "$LEASTCAP" record -o profile.json "$@"
	[ "$status" = 2 ] || { echo "status $status: $output" && return 1; }
	[[ $output == *"$words"* ]] || { echo "$output" && return 1; }
	[ ! -e profile.json ]
}

@test "a path that is not there, or not a cgroup" {
	refused "no cgroup /sys/fs/cgroup/lc-none: No such file" --cgroup /sys/fs/cgroup/lc-none
	refused "no cgroup lc-none" --cgroup lc-none
	refused "/proc is not the directory of a cgroup" --cgroup /proc
	refused "it is empty" --cgroup ""
	refused "only one of" --cgroup / --all
	refused "only one of" --cgroup / -- true
	refused "need a command" --cgroup / --drive true
	hierarchy 2
	make lc-file-$$
	refused "Not a directory" --cgroup "$cgroup/cgroup.procs"
}

@test "a path as in /proc/PID/cgroup, and one below a hierarchy" {
	hierarchy 2
	make lc-path-$$
	begin --cgroup "/${cgroup##*/}"
	inside chroot / true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	begin --cgroup "${cgroup#/sys/fs/cgroup/}/"
	inside unshare -u true
	end
	[ "$(least)" = CAP_SYS_ADMIN ]
}

@test "hostile names: told without their effects, followed all the same" {
	local name=$'lc \e[31m\\x41 "q" $(id)'

	hierarchy 2
	refused 'lc \x1b[31m' --cgroup "$hierarchy/$name"
	make "$name"
	begin --cgroup "$cgroup"
	inside chroot / true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	rmdir "$cgroup"
	make "$name.service"
	begin --unit "$name"
	inside chroot / true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
}

@test "a unit: by its name with and without suffix, the service before others" {
	hierarchy 2
	make lc$$.slice
	mkdir "$cgroup/lcweb.service" "$cgroup/lcweb.scope" "$cgroup/lcother.scope" "$cgroup/_lcu.service"
	cgroup+=/lcweb.service
	begin --unit lcweb
	inside chroot / true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	cgroup=${made[0]}/lcother.scope
	begin --unit lcother
	inside unshare -u true
	end
	[ "$(least)" = CAP_SYS_ADMIN ]
	cgroup=${made[0]}/_lcu.service
	begin --unit lcu.service
	inside chroot / true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
}

@test "a unit that does not run, one that is there twice, no name of a unit" {
	refused "no unit lc-none is running" --unit lc-none
	refused "not the name of a unit" --unit ""
	refused "not the name of a unit" --unit a/b
	hierarchy 2
	make lc$$.slice
	mkdir -p "$cgroup"/{a,b}/lctwice.service
	refused "2 cgroups could be the unit lctwice" --unit lctwice
	[[ $output == *"--cgroup: $cgroup/"* ]]
}

# A name of 64 hexadecimal digits.
long_id() {
	printf '%s' "$1" | sha256sum | cut -d' ' -f1
}

@test "a container: by the names that runtimes give to cgroups" {
	local id other

	id=$(long_id "$$ one")
	other=${id:0:8}$(long_id "$$ two" | cut -c9-)
	hierarchy 2
	make lc$$
	mkdir "$cgroup/libpod-conmon-$id.scope" "$cgroup/libpod-$id.scope"
	cgroup+=/libpod-$id.scope
	begin --container "${id:0:12}"
	inside chroot / true
	end
	[ "$(least)" = CAP_SYS_CHROOT ]
	rm profile.json
	refused "no container lc-none is running" --container lc-none
	refused "not the name or id" --container ../x
	mkdir "${made[0]}/docker-$other.scope"
	refused "2 cgroups could be the container ${id:0:8}" --container "${id:0:8}"
	refused "no container ${id:0:3} " --container "${id:0:3}"
}

# bundle: of a container that uses a capability once there is a file /go, in which nothing but busybox is.
bundle() {
	command -v busybox > /dev/null || skip "no busybox"
	mkdir -p bundle/rootfs/bin
	cp "$(command -v busybox)" bundle/rootfs/bin/ && ln -s busybox bundle/rootfs/bin/sh
	cat > bundle/rootfs/main <<-'END'
		while [ ! -e /go ]; do busybox sleep 0.1; done
		busybox chroot / busybox true
		: > /done
		while :; do busybox sleep 1; done
	END
	(cd bundle && runc spec)
	jq '.process.terminal = false | .process.args = ["/bin/sh", "/main"] | .root.readonly = false |
		.process.capabilities |= map_values(["CAP_CHOWN", "CAP_SYS_CHROOT"])' bundle/config.json > config &&
		mv config bundle/config.json
}

# container RUNTIME...: records one, which is joined later; deletes it.
container() {
	id=lc-box-$$
	bundle
	"$@" run -d -b bundle "$id" > run.out 2>&1 < /dev/null || skip "cannot run a container: $(cat run.out)"
	begin --container "$id"
	touch bundle/rootfs/go
	soon "[ -e bundle/rootfs/done ]"
	"$@" exec "$id" busybox chown 1:1 /go > exec.out 2>&1 || { cat exec.out && false; }
	kill -INT "$recorder"
	wait "$recorder"
	"$@" delete -f "$id"
}

@test "a container of runc, and what joins it" {
	command -v runc > /dev/null || skip "no runc"
	container runc
	# What runc itself does in it on the way to its command is in it, too.
	jq -e '.scope == "cgroup" and ([.programs[] | select(.comm | test("^runc") | not) | .id] as $own |
		[.checks[] | select(.verdict == "allow" and (.program as $p | any($own[]; . == $p))) |
			.capability] | unique) ==
		["CAP_CHOWN", "CAP_SYS_CHROOT"]' profile.json
	rm profile.json
	refused "no container $id is running" --container "$id"
}

@test "a container of crun without a cgroup: by its pid namespace, also what joins it" {
	command -v crun > /dev/null || skip "no crun"
	# It takes no mixture of cgroup v1 and v2: it gets a mount of v2 alone.
	# shellcheck disable=SC2317
	crun_alone() {
		# shellcheck disable=SC2016
		unshare -m --propagation slave sh -c 'umount -l -R /sys/fs/cgroup
			mount -t cgroup2 none /sys/fs/cgroup &&
			exec crun --cgroup-manager=disabled "$@"' sh "$@"
	}
	container crun_alone
	[ "$(least)" = CAP_CHOWN,CAP_SYS_CHROOT ]
	jq -e '.scope == "cgroup" and any(.owners[]; .labels.runtime == "crun")' profile.json
}

@test "the state of a container that died, and one that is none" {
	local id=lc-dead-$$ at=/run/crun/lc-dead-$$

	mkdir -p "$at"
	made_state=$at
	sh -c 'echo $$' > pid
	echo "{\"pid\": $(cat pid), \"process-start-time\": 1}" > "$at/status"
	refused "container $id does not run any more" --container "$id"
	# Its number was given to another process since.
	echo "{\"pid\": $$, \"process-start-time\": 1}" > "$at/status"
	refused "container $id does not run any more" --container "$id"
	for text in '{"pid": -1}' '{"pid": 4294967297}' '{"pid": "1"}' '[]' '{' ''; do
		printf '%s' "$text" > "$at/status"
		refused "the state of container $id cannot be read" --container "$id"
	done
}
