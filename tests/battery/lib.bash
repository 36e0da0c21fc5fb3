# SPDX-License-Identifier: BSD-2-Clause
# What the battery is made of: a table of programs, the stage each run begins on, and one run. shellcheck shell=bash
# shellcheck disable=SC2034

battery=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(realpath "$battery/../..")
out=${OUT:-$root/.output}
LEASTCAP=$(realpath -m "${LEASTCAP:-$out/leastcap}")
ACTS=$(realpath -m "${ACTS:-$out/tests/acts}")
export LC_ALL=C.UTF-8 PATH="/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS_A_RUN=20

declare -A truth_of command_of stage_of ready_of drive_of needs_of quick_of output_of
names=()
# shellcheck source=tests/live/servers.bash
. "$root/tests/live/servers.bash"

# program NAME CAPS [KEY=VALUE...] -- CMD [ARG...]: it needs exactly CAPS (as `report --least caps` prints a set).
#   stage   shell commands that lay the stage, an empty directory of root's, before each run
#   ready, drive   of a server, as `record` takes them
#   needs   what must be installed besides CMD; a word with a slash must exist
#   quick   1: part of the run in CI
#   output  1: only what it prints tells whether it worked (--compare-output)
program() {
	local name=$1 option

	names+=("$name")
	truth_of[$name]=$2
	stage_of[$name]=: quick_of[$name]=0 output_of[$name]=0
	shift 2
	while [ "$1" != -- ]; do
		option=${1%%=*}
		declare -g -A "${option}_of[$name]=${1#*=}"
		shift
	done
	shift
	command_of[$name]=${*@Q}
}

# What the stages use. other: leaves a process of another user, its number in ./other.
other() {
	setpriv --reuid 1 --regid 1 --clear-groups -- sleep 60 > /dev/null 2>&1 < /dev/null &
	echo $! > other
	echo $! >> "$control/left"
	until grep -qs '^Uid:.1' "/proc/$!/status"; do sleep 0.01; done
}

# full: leaves a process of root's that holds everything, in namespaces of its own, its number in ./full.
full() {
	unshare -m -u -- sleep 60 > /dev/null 2>&1 < /dev/null &
	echo $! > full
	echo $! >> "$control/left"
	until [ "$(cat "/proc/$!/comm")" = sleep ]; do sleep 0.01; done
}

# bundle: an OCI bundle in ./bundle that runs true.
bundle() {
	mkdir -p bundle/rootfs/bin bundle/rootfs/proc bundle/rootfs/dev bundle/rootfs/sys
	cp "$(command -v busybox)" bundle/rootfs/bin/busybox
	runc spec -b bundle
	jq '.process.args = ["/bin/busybox", "true"] | .process.terminal = false | .process.rlimits = [] |
		.process.capabilities = {} | del(.linux.resources)' bundle/config.json > bundle/new.json &&
		mv bundle/new.json bundle/config.json
}

# server NAME CAPS [KEY=VALUE...]: a server of tests/live/servers.bash.
server() {
	local need cmd ready drive dir=$work/stage

	mkdir -p "$dir" && cd "$dir" && "server_$1" > /dev/null 2>&1
	program "$@" stage="server_$1" needs="$need" ready="$ready" drive="$drive" -- "${cmd[@]}"
	cd / && rm -rf "$dir"
}

# An executable file that is root's alone, under this name: for tools that must not be the set-user-ID ones.
copy_of() {
	cp "$(command -v "$1")" "$1" && chmod 755 "$1"
}

# --- the stage -------------------------------------------------------------------
open_battery() {
	work=$(mktemp -d /tmp/lc-battery.XXXXXX)
	control=$work/control
	mkdir "$control"
	chmod 755 "$work"
}

close_battery() {
	end_left
	cd / && rm -rf "$work"
}

end_left() {
	[ ! -e "$control/left" ] || while read -r pid; do kill -9 "$pid" 2> /dev/null; done < "$control/left"
	rm -f "$control/left"
}

# Lays the stage of program $1 at $work/stage.
lay_stage() {
	end_left
	umount -l "$work/stage/mnt" 2> /dev/null
	rm -rf "$work/stage"
	mkdir -m 755 "$work/stage" && cd "$work/stage" && eval "${stage_of[$1]}"
}

# Sets command, serve and before (lays the stage anew, for whoever runs the command more than once) for program $1.
# shellcheck disable=SC2016
open_stage() {
	{
		declare -f
		declare -p work control root battery ACTS stage_of
		echo "lay_stage $1 > '$control/stage.log' 2>&1 < /dev/null"
	} > "$control/lay"
	before="bash $control/lay"
	eval "command=(sh -c 'cd \"\$0\" && exec \"\$@\"' \"$work/stage\" ${command_of[$1]})"
	serve=()
	[ -z "${ready_of[$1]:-}" ] || serve+=(--ready "cd $work/stage && { ${ready_of[$1]}; }")
	[ -z "${drive_of[$1]:-}" ] || serve+=(--drive "cd $work/stage && { ${drive_of[$1]}; }")
}

# Why program $1 cannot run here; nothing if it can.
why_not() {
	local word needs=${needs_of[$1]:-}

	eval "set -- ${command_of[$1]}"
	for word in $needs "$1"; do
		case $word in
		*/*) [ -e "$word" ] || echo "no $word" ;;
		*) command -v "$word" > /dev/null || echo "no $word" ;;
		esac
	done | head -n 1
}
