#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# SELinux with a small policy of our own: what it refuses is told with contexts and class, and only while it enforces.

bats_require_minimum_version 1.5.0
load lib.bash
load trace.bash

setup() {
	need_hook
	grep -qw selinux /sys/kernel/security/lsm 2> /dev/null || skip "this kernel does not use SELinux"
	[ "$(cat /proc/self/attr/current | tr -d '\0')" = kernel ] || grep -q :leastcap_ /proc/self/attr/current ||
		skip "this machine has an SELinux policy of its own"
	command -v secilc > /dev/null || skip "no secilc"
	enter_stage
	mountpoint -q /sys/fs/selinux || mount -t selinuxfs none /sys/fs/selinux
	[ -e /run/leastcap-policy ] || load_policy
	echo 1 > /sys/fs/selinux/enforce
}

teardown() {
	[ ! -e /sys/fs/selinux/enforce ] || echo 0 > /sys/fs/selinux/enforce
}

# Two domains. The confined one may neither change its root nor write files; what the policy does not know is allowed.
load_policy() {
	cat > policy.cil <<-'END'
		(handleunknown allow) (mls true)
		(class process (transition dyntransition setcurrent))
		(class capability (chown sys_chroot net_raw))
		(class file (write append))
		(classorder (process capability file))
		(sid kernel) (sid security) (sid unlabeled) (sidorder (kernel security unlabeled))
		(sensitivity s0) (sensitivityorder (s0))
		(category c0) (categoryorder (c0)) (sensitivitycategory s0 (c0))
		(user u) (role r) (role object_r) (userrole u r) (userrole u object_r)
		(userlevel u (s0)) (userrange u ((s0) (s0 (c0))))
		(type leastcap_free) (type leastcap_confined) (type leastcap_file)
		(roletype r leastcap_free) (roletype r leastcap_confined) (roletype object_r leastcap_file)
		(sidcontext kernel (u r leastcap_free ((s0) (s0))))
		(sidcontext security (u r leastcap_free ((s0) (s0))))
		(sidcontext unlabeled (u object_r leastcap_file ((s0) (s0))))
		(allow leastcap_free leastcap_free (process (transition dyntransition setcurrent)))
		(allow leastcap_free leastcap_confined (process (transition dyntransition)))
		(allow leastcap_confined leastcap_confined (process (transition dyntransition setcurrent)))
		(allow leastcap_free leastcap_free (capability (chown sys_chroot net_raw)))
		(allow leastcap_confined leastcap_confined (capability (chown)))
		(allow leastcap_free leastcap_free (file (write append)))
		(allow leastcap_free leastcap_file (file (write append)))
		(allow leastcap_confined leastcap_confined (file (write append)))
	END
	secilc -c 31 -o policy -f /dev/null policy.cil
	cat policy > /sys/fs/selinux/load
	touch /run/leastcap-policy
}

# A shell that becomes confined and then does COMMANDS.
confined() {
	cat > confined.sh <<-END
		builtin echo -n u:r:leastcap_confined:s0 > /proc/self/attr/current || exit 99
		$1
	END
	command=(bash confined.sh)
}

@test "a capability it refuses: told as SELinux's with both contexts and the class, not as missing" {
	confined 'exec chroot / true'
	! "${command[@]}"
	trace_denied -- "${command[@]}"
	told_once '.syscall == "chroot"'
	is_told '.layer == "lsm:selinux" and .errno == "EPERM"'
	is_told '.detail | test("u:r:leastcap_confined:s0") and test("capability") and test("sys_chroot")'
}

@test "a file it refuses: told with path and contexts, and that the file modes would have allowed it" {
	touch "$BATS_TEST_TMPDIR/file"
	confined "echo text >> $BATS_TEST_TMPDIR/file"
	! "${command[@]}"
	trace_denied -- "${command[@]}"
	told_once ".object == \"$BATS_TEST_TMPDIR/file\""
	is_told '.layer == "lsm:selinux" and .errno == "EACCES"'
	is_told '.detail | test("leastcap_confined") and test("leastcap_file") and test("mode")'
}

@test "the same file with modes that refuse: told as file modes, and that SELinux was never asked" {
	at=$(mktemp -d /tmp/lc-selinux.XXXXXX)
	chmod 755 "$at"
	install -m 0600 /dev/null "$at/file"
	confined "exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'echo text >> $at/file'"
	trace_denied -- "${command[@]}"
	rm -rf "$at"
	told_once ".object == \"$at/file\""
	is_told '.layer == "dac" and .errno == "EACCES"'
	is_told '.detail | test("(not|never) asked")'
}

@test "permissive: it only logs, the call succeeds, and nothing is told" {
	echo 0 > /sys/fs/selinux/enforce
	confined 'chroot / true && echo done > done'
	trace_denied -- "${command[@]}"
	[ "$(cat done)" = done ]
	dmesg | grep -q 'avc: *denied *{ sys_chroot }.*permissive=1'
	not_told '.layer == "lsm:selinux"'
}

@test "a recording tells it, too" {
	confined 'chroot / true || true'
	"$LEASTCAP" record -q -o profile.json -- "${command[@]}"
	"$LEASTCAP" report --format json profile.json > report.json
	jq -e '.refused_syscalls | any(.name == "chroot" and .errno == "EPERM" and .layer == "lsm:selinux")' report.json
	jq -e '.complete == false and (.incomplete_reasons | any(test("chroot")))' report.json
}
