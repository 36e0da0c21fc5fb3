# SPDX-License-Identifier: BSD-2-Clause
# What the battery of filters shares: where things are, the workloads, and a container of one.
# shellcheck shell=bash disable=SC2016,SC2034,SC2086,SC2154,SC2206

filters=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(realpath "$filters/../../..")
out=${OUT:-$root/.output}
LEASTCAP=$(realpath -m "${LEASTCAP:-$out/leastcap}")
export LC_ALL=C.UTF-8 PATH="/usr/sbin:/usr/bin:/sbin:/bin"

# What a workload may write to; at the same place on this machine and in the container.
stage=/mnt

# shellcheck source=tests/live/servers.bash
. "$root/tests/live/servers.bash"
# shellcheck source=tests/battery/seccomp.d/workloads.bash
. "$filters/workloads.bash"

# Loads workload $1: cmd, ready, drive, join (a command that others execute in it), build (lays its stage), uid, needs,
# accept (what of a risk it is for), abi, patience (seconds until it is ready), ends (its status after SIGTERM).
load_workload() {
	name=$1 uid=0 accept='' patience=5 needs='' abi=x86_64 build=: ends=0 cmd=() join=()
	cd $stage && "workload_$1"
}

# An empty stage, with what workload $name is built of.
lay_stage() {
	find $stage -mindepth 1 -delete
	mkdir -p $stage/run/sshd $stage/tmp
	chmod 1777 $stage/tmp
	load_workload "$name" && eval "$build"
}

# use_runtime NAME: $oci is how it is called for the container $id; $work is the battery's.
use_runtime() {
	runtime=$1
	id=lc-${work##*.}
	oci=("$runtime" --root "$work/state-$runtime")
	[ "$runtime" = runc ] || oci+=(--cgroup-manager=disabled)
}

# in_cgroups COMMAND...: crun takes no mixture of cgroup v1 and v2: it gets a mount of v2 alone.
# shellcheck disable=SC2016
in_cgroups() {
	if [ "$runtime" = crun ]; then
		unshare -m sh -c 'umount -l -R /sys/fs/cgroup
			mount -t cgroup2 none /sys/fs/cgroup && exec "$@"' sh "$@"
	else
		"$@"
	fi
}

now() { echo "${EPOCHREALTIME/./}"; }

# until_ready PID: 0 as soon as it serves; 1 it ended; 2 it took too long.
until_ready() {
	local end=$(($(now) + patience * 1000000))

	while [ "$(now)" -lt $end ]; do
		timeout 2 sh -c "$ready" > /dev/null 2>&1 && return
		kill -0 "$1" 2> /dev/null || return 1
		sleep 0.05
	done
	return 2
}
