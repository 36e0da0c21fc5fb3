# SPDX-License-Identifier: BSD-2-Clause
# What the tests of replays share: a machine that is afterwards as it was before. shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2016

bats_require_minimum_version 1.5.0

# A stage, and what there is before: to be called in setup.
begin_replay() {
	need_hook
	enter_stage
	chmod 755 .
	mkdir "$BATS_TEST_TMPDIR/tmp"
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mark=lc-replay-$$-$BATS_TEST_NUMBER
	mounts_before=$(our_mounts)
	programs_before=$(programs_loaded)
}

# Where a bundle mounts something, and where it hides something.
our_mounts() {
	grep -e leastcap- -e ' /sys/fs/cgroup ' /proc/self/mountinfo || true
}

# leastcap ARG...: stdout in $output, stderr in $stderr; every process that comes of it carries the mark.
leastcap() {
	run --separate-stderr env LC_REPLAY_MARK="$mark" "$LEASTCAP" "$@" < /dev/null
}

# Processes that carry the mark, one a line.
marked() {
	grep -lzs "^LC_REPLAY_MARK=$mark\$" /proc/[0-9]*/environ || true
}

# Whether there was one to be killed.
kill_marked() {
	local pids

	pids=$(marked | grep -o '[0-9]*') && echo "$pids" | xargs kill -9 2> /dev/null
}

# No process, cgroup, mount, file or BPF program is left of it.
nothing_left() {
	soon '[ -z "$(marked)" ]' || { marked; return 1; }
	[ -z "$(find /sys/fs/cgroup -maxdepth 4 -name 'leastcap-*' 2> /dev/null)" ] || { echo "a cgroup"; return 1; }
	[ "$(our_mounts)" = "$mounts_before" ] || { our_mounts; return 1; }
	[ -z "$(ls -A "$TMPDIR")" ] || { ls -lA "$TMPDIR"; return 1; }
	soon '[ "$(programs_loaded)" -le "$programs_before" ]'
}

# ended STATUS: how the last run ended; shows it otherwise.
ended() {
	[ "$status" -eq "$1" ] && return
	printf 'status %s, expected %s\nstdout: %s\nstderr: %s\n' "$status" "$1" "$output" "$stderr"
	return 1
}

# said TEXT, printed TEXT: on stderr, on stdout.
said() {
	[[ $stderr == *"$1"* ]] || { printf 'expected: %s\nstderr: %s\n' "$1" "$stderr"; return 1; }
}
printed() {
	[[ $output == *"$1"* ]] || { printf 'expected: %s\nstdout: %s\nstderr: %s\n' "$1" "$output" "$stderr"; return 1; }
}

# recorded FILE CMD...: its recording.
recorded() {
	"$LEASTCAP" record -q -o "$1" -- "${@:2}" < /dev/null > /dev/null
}

# without_cap CAP FILE: the recording, as if it had never been asked for.
without_cap() {
	jq --arg cap "$1" '.checks |= map(select(.capability != $cap))' "$2" > less.json && mv less.json "$2"
}

# without_call NAME FILE
without_call() {
	jq --arg name "$1" '.programs[].syscalls[] |= map(select(.syscall != $name))' "$2" > less.json &&
		mv less.json "$2"
}

# proof FILTER FILE: of the proof in it, by jq.
proof() {
	jq -r ".proof | $1" "$2"
}
