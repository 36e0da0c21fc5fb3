#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The hooks that refusals are explained by: each alone tells the layer as seen, without them it is inferred or unknown,
# and none of them outlives the trace for long.

load lib.bash
load trace.bash

setup() {
	need_hook
	# Other users must reach it, so not below BATS_TEST_TMPDIR.
	stage=$(mktemp -d /tmp/lc-steps.XXXXXX) && chmod 755 "$stage" && cd "$stage" || return
	"$LEASTCAP" doctor --format json > doctor || true
}

teardown() {
	[ -z "$mounted" ] || umount "$mounted"
	[ -z "$immutable" ] || chattr -i "$immutable"
	[ -z "$stage" ] || { cd / && rm -rf "$stage"; }
}

# by ROLE HOOK: sets $by to the option that leaves the role no other hook; skips where it does not work.
by() {
	jq -e --arg r "$1" --arg h "$2" '.roles[] | select(.role == $r).candidates[] |
		select(.hook == $h).works' doctor > /dev/null ||
		skip "this kernel refuses $2"
	by=$(jq -r --arg r "$1" --arg h "$2" '[.roles[] | select(.role == $r).candidates[].hook |
		select(. != $h)] | join(",")' doctor)
	by=(${by:+--withhold "$by"})
}

# Hooks of all three roles.
all_of_them() {
	jq -r '[.roles[] | select(.role | endswith(" refusal")).candidates[].hook |
		select(. != "sys_exit")] | join(",")' doctor
}

as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# A file whose mode refuses, after one that it does not.
refuse_by_mode() { # OPTION...
	echo text > open && install -m 0640 open closed
	trace_denied "$@" -- "${as_nobody[@]}" cat open closed
	told_once '.syscall == "openat" and .errno == "EACCES"'
	is_told '.layer == "dac" and (.object | endswith("/closed")) and (.detail | contains("0640"))'
}

refuse_by_flag() { # OPTION...
	echo text > fixed
	chattr +i fixed 2> /dev/null || skip "this file system has no immutable files"
	immutable=$stage/fixed
	trace_denied "$@" -- setpriv --nnp dd status=none if=/dev/null of=fixed conv=notrunc
	chattr -i fixed && immutable=
	told_once '.syscall == "openat" and .errno == "EPERM"'
	is_told '.layer == "inode_flag" and (.object | endswith("/fixed"))'
}

refuse_by_mount() { # OPTION...
	mkdir -p noexec
	mount -t tmpfs -o noexec tmpfs noexec && mounted=$stage/noexec
	install /bin/true noexec/program
	trace_denied "$@" -- setpriv --nnp noexec/program
	umount noexec && mounted=
	told_once '.syscall == "execve" and .errno == "EACCES"'
	is_told '.layer == "mount_flag" and (.object | endswith("/noexec/program"))'
}

refuse_by_landlock() { # OPTION...
	grep -q landlock /sys/kernel/security/lsm || skip "this kernel does not use Landlock"
	mkdir -p act
	run_act sh -c "cd act && $ACTS/refusal_lsm landlock_make prepare && $ACTS/refusal_lsm landlock_make"
	rm -rf act && mkdir act && (cd act && "$ACTS/refusal_lsm" landlock_make prepare)
	trace_denied "$@" -- sh -c "cd act && $ACTS/refusal_lsm landlock_make"
	told_once '.layer == "lsm:landlock"'
}

@test "fexit/inode_permission sees which mode and which flag refuse" {
	by "file refusal" fexit/inode_permission
	refuse_by_mode "${by[@]}"
	is_told '.confidence == "seen"'
	refuse_by_flag "${by[@]}"
	is_told '.confidence == "seen"'
}

@test "kprobe.multi/security_* sees what a mount and Landlock refuse" {
	by "lsm refusal" 'kprobe.multi/security_*'
	refuse_by_mount "${by[@]}"
	is_told '.confidence == "seen"'
	refuse_by_landlock "${by[@]}"
	is_told '.confidence == "seen" and (.detail | contains("hook_path_"))'
}

@test "fexit/security_* sees what a mount and Landlock refuse" {
	by "lsm refusal" 'fexit/security_*'
	refuse_by_mount "${by[@]}"
	is_told '.confidence == "seen"'
	refuse_by_landlock "${by[@]}"
	is_told '.confidence == "seen" and (.detail | contains("hook_path_"))'
}

@test "without a hook the layer is inferred, and no kernel needs one for that" {
	local withheld

	withheld=$(all_of_them)
	[ "$(tr , '\n' <<< "$withheld" | wc -l)" = 4 ]
	refuse_by_mode --withhold "$withheld" # a denied check says it, too
	refuse_by_mount --withhold "$withheld"
	is_told '.confidence == "inferred"'
	refuse_by_flag --withhold "$withheld"
	is_told '.confidence == "inferred"'
}

# The same call of the same program, first let through: that it ended without having begun cannot be told from outside.
@test "fexit/__seccomp_filter sees what is refused for its arguments" {
	by "seccomp refusal" fexit/__seccomp_filter
	cat > filtered.py <<-'END'
		import ctypes, os, struct
		libc = ctypes.CDLL(None, use_errno=True)
		os.mkdir("let", 0o700)
		# mkdir with the mode 0755: EACCES
		code = [(0x20, 0, 0, 0), (0x15, 0, 3, 83), (0x20, 0, 0, 24), (0x15, 0, 1, 0o755),
			(6, 0, 0, 0x5000d), (6, 0, 0, 0x7fff0000)]
		text = b"".join(struct.pack("HBBI", *i) for i in code)
		room = ctypes.create_string_buffer(text)
		assert libc.prctl(38, 1, 0, 0, 0) == 0
		assert libc.prctl(22, 2, struct.pack("HxxxxxxQ", len(code), ctypes.addressof(room))) == 0
		os.mkdir("let too", 0o700)
		try: os.mkdir("refused", 0o755)
		except PermissionError: print("refused")
	END
	trace_denied "${by[@]}" -- python3 filtered.py
	grep -qx refused output
	told_once '.syscall == "mkdir"'
	is_told '.layer == "seccomp" and .errno == "EACCES" and .confidence == "seen"'
}

links() {
	bpftool link list | grep -c '^[0-9]' || true
}

# The kernel takes seconds to undo them: a reader of our output does not wait for that, and none of them stays.
@test "the hooks go away, and nobody has to wait for them" {
	local before

	by "lsm refusal" 'fexit/security_*'
	before=$(links)
	"$LEASTCAP" trace --denied "${by[@]}" -- true 2> errors | cat > told
	grep -q 'TIME' told
	for _ in $(seq 240); do
		[ "$(links)" -gt "$before" ] || return 0
		sleep 0.5
	done
	bpftool link list
	return 1
}
