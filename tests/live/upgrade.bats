#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# A list recorded with this machine's libc in userlands of others, and the other way round: closed for libc it passes,
# as observed it breaks. UPGRADE: which userlands ("bullseye trixie sid musl musl-sid"; default "trixie musl").

# shellcheck disable=SC2016 # words for other shells
# shellcheck disable=SC2154 # out, here: lib.bash

load lib.bash

work=$here/upgrade.d
cflags=(-D_GNU_SOURCE -std=gnu11 -O1)

# What no list of another libc can have: answered with ENOSYS, whoever calls it does without. Why: docs/upgrade.md.
tolerated() { # WORKLOAD
	case $1 in
	calls) echo clone3 membarrier ;;
	py) echo clone3 membarrier mremap prctl sched_getaffinity sysinfo ;;
	sh) echo clone3 copy_file_range fgetxattr flistxattr fsetxattr prctl sched_getscheduler ;;
	applets) echo clone3 ioctl prctl sendfile ;;
	esac
}

# In a network of its own; TREE's /proc, /dev, /tmp are mounted where nobody else sees them.
in_tree='tree=$1; shift
ip link set lo up
if [ "$tree" != / ]; then
	mount -t proc proc "$tree/proc" && mount --rbind /dev "$tree/dev" && mount -t tmpfs tmpfs "$tree/tmp" &&
		mount -t tmpfs tmpfs "$tree/run" && mkdir "$tree/run/work" && mount --bind "$PLACE" "$tree/run/work"
	mkdir -p "$tree/tmp/calls"
fi
cd / && exec env -i LC_ALL=C PYTHONDONTWRITEBYTECODE=1 PATH="${WORDS:-/usr/bin:/bin}" "$@"'

# run_in TREE [COMMAND...]: WORDS is where a shell finds its commands.
run_in() {
	WORDS=${WORDS:-} PLACE=$place timeout -k 5 60 unshare -m -n sh -c "$in_tree" in_tree "$@"
}

# compile TREE FILE: the program of C, for the libc of that userland.
compile() {
	local lib

	lib=$1/usr/lib/$(gcc -print-multiarch)
	case $1 in
	/) gcc "${cflags[@]}" -o "$2" "$work/calls.c" -pthread -lrt ;;
	*/musl*) musl-gcc "${cflags[@]}" -o "$2" "$work/calls.c" && musl-gcc "${cflags[@]}" -static -o "$2-static" \
		"$work/calls.c" ;;
	*) gcc --sysroot="$1" -B"$lib" -L"$lib" "${cflags[@]}" -o "$2" "$work/calls.c" -pthread -lrt ;;
	esac
}

setup_file() {
	export place=$BATS_FILE_TMPDIR/work reason=''

	mkdir -p "$place/calls"
	command -v gcc > /dev/null || reason='no gcc'
	[ "$(uname -m)" = x86_64 ] || reason='the program that enters a userland is for x86-64'
	[ "$(id -u)" = 0 ] || reason='needs root'
	[ -z "$reason" ] || return 0
	gcc -static -nostdlib -ffreestanding -fno-stack-protector -fcf-protection=none -O1 -o "$place/enter" \
		"$work/enter.c"
	cp "$work"/work.* "$place/"
	compile / "$place/calls-here"
	mkdir "$place/applets"
	for word in $(busybox --list 2> /dev/null); do ln -s "$(command -v busybox)" "$place/applets/$word"; done
}

setup() {
	need_hook
	[ -z "$reason" ] || skip "$reason"
	command -v python3 > /dev/null || skip "no python3"
	enter_stage
}

# userland NAME: its directory in $tree, with the program for it at calls-NAME.
userland() {
	case " ${UPGRADE:-trixie musl} " in *" $1 "*) ;; *) skip "only with UPGRADE=$1" ;; esac
	[ -e "$place/$1.found" ] || "$here/../../scripts/userland" "$1" > "$place/$1.found" 2> "$place/$1.why" || true
	read -r _ tree _ < "$place/$1.found" || skip "no userland of $1: $(tail -n 1 "$place/$1.why" | sed 's/^ *//')"
	[ -e "$place/calls-$1" ] || compile "$tree" "$place/calls-$1"
}

# command_of TREE WORKLOAD [PROGRAM]: in $command. "applets" is "sh" with everything from busybox.
command_of() {
	local at=/run/work dir=/tmp/calls

	[ "$1" != / ] || { at=$place && dir=$(mktemp -d "$place/calls.XXXXXX"); }
	WORDS=
	case $1/$2 in
	//applets) WORDS=$place/applets ;;
	esac
	case $2 in
	calls) command=("$at/${3:-calls-here}" "$dir") ;;
	applets) command=("${WORDS:-/bin}/sh" "$at/work.sh") ;;
	sh) command=(/bin/sh "$at/work.sh") ;;
	py) command=(/usr/bin/python3 "$at/work.py") ;;
	esac
}

# record_in TREE WORKLOAD [PROGRAM]: its profile, recorded once, at $profile.
record_in() {
	profile=$place/$2${1//\//-}.json
	[ ! -e "$profile" ] || return 0
	command_of "$@"
	run_in "$1" "$LEASTCAP" record -q -o "$profile" -- "$place/enter" "$1" - "${command[@]}" > said 2> errors ||
		{ tail -n 3 said errors; return 1; }
}

# replay TREE WORKLOAD PROGRAM OPTION...: under what is generated of $profile with these options, and recorded
# itself: how it ended in $ended, ./got, and the calls that the filter refused in $refused.
replay() {
	command_of "$1" "$2" "$3"
	"$LEASTCAP" generate bpf -q --no-runtime -o filter "${@:4}" "$profile"
	ended=0
	run_in "$1" "$LEASTCAP" record -q -o "$PWD/replay.json" -- "$place/enter" "$1" "$PWD/filter" "${command[@]}" \
		> got 2> errors || ended=$?
	"$LEASTCAP" report --format json replay.json > report.json
	refused=$(jq -r '[.refused_syscalls[] | select(.layer == "seccomp") | .name] | unique | join(" ")' report.json)
}

# passes TREE WORKLOAD PROGRAM OPTION...: it ends and prints as without a filter, and what is refused is tolerated.
passes() {
	local call ended refused

	command_of "$1" "$2" "$3"
	run_in "$1" "$place/enter" "$1" - "${command[@]}" > wanted 2> errors || {
		echo "$2 does not even work without a filter:" && tail -n 3 wanted errors && return 1
	}
	replay "$@"
	echo "# $2 $3 $(basename "$1") ${*:4}: status $ended, refused: ${refused:-nothing}" >&3
	[ "$ended" = 0 ] || { diff wanted got; tail -n 3 errors; return 1; }
	diff wanted got
	for call in $refused; do
		case " $(tolerated "$2") " in *" $call "*) ;; *) echo "$call is refused" && return 1 ;; esac
	done
}

# breaks CALLS WORKLOAD PROGRAM: as observed only; the first call that is refused is one of these.
breaks() {
	local ended refused first

	replay "$tree" "$2" "$3" --portable none
	first=$(jq -r '[.refused_syscalls[] | select(.layer == "seccomp")] | sort_by(.first_ms)[0].name' report.json)
	echo "# $2 $3 $(basename "$tree") observed only: status $ended, first refused: $first" >&3
	[ "$ended" != 0 ]
	case " $1 " in *" $first "*) ;; *) echo "first refused: $first, not $1" && return 1 ;; esac
}

# What a script calls: the same programs on both sides.
script_of() { # NAME
	case $1 in
	musl*) command -v busybox > /dev/null && echo applets ;;
	*) echo sh ;;
	esac
}

# survives NAME PROGRAM...: the lists of this machine are enough there, for each PROGRAM made of the same C.
survives() {
	local program script

	userland "$1"
	record_in / calls
	for program in "${@:2}"; do passes "$tree" calls "$program"; done
	passes "$tree" calls "$2" --default-action errno:EPERM
	for script in $(script_of "$1"); do
		record_in / "$script"
		passes "$tree" "$script" ''
	done
	[ -x "$tree/usr/bin/python3" ] || return 0
	record_in / py
	passes "$tree" py ''
	passes "$tree" py '' --default-action errno:EPERM
}

# fails NAME CALL PROGRAM: what was observed on this machine is not enough there.
fails() {
	local script

	userland "$1"
	record_in / calls
	breaks "$2" calls "$3"
	for script in $(script_of "$1"); do
		record_in / "$script"
		breaks "$2" "$script" ''
	done
}

# returns NAME: the lists of that userland are enough on this machine.
returns() {
	local script

	userland "$1"
	record_in "$tree" calls "calls-$1"
	passes / calls calls-here
	passes / calls calls-here --default-action errno:EPERM
	for script in $(script_of "$1"); do
		record_in "$tree" "$script"
		passes / "$script" ''
	done
}

@test "bullseye, glibc 2.31: under this machine's list" { survives bullseye calls-bullseye; }
@test "trixie, glibc 2.41: under this machine's list" { survives trixie calls-here calls-trixie; }
@test "sid: under this machine's list" { survives sid calls-here calls-sid; }
@test "musl: under this machine's list" { survives musl calls-musl calls-musl-static; }
@test "sid's musl: under this machine's list" { survives musl-sid calls-musl-sid; }

@test "bullseye: what was observed here is not enough" { fails bullseye 'stat fstat' calls-bullseye; }
@test "trixie: what was observed here is not enough" { fails trixie fstat calls-here; }
@test "sid: what was observed here is not enough" { fails sid fstat calls-here; }
@test "musl: what was observed here is not enough" { fails musl 'open membarrier stat' calls-musl; }

@test "bullseye: its list, on this machine" { returns bullseye; }
@test "trixie: its list, on this machine" { returns trixie; }
@test "sid: its list, on this machine" { returns sid; }
@test "musl: its list, on this machine" { returns musl; }
