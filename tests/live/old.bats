#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The BPF object for Linux before 5.15 passes the verifier of this kernel, too: who breaks it need not wait for a guest.

load lib.bash

setup() {
	need_root
}

@test "the object for old kernels loads" {
	"$out/tests/kern/old"
}

@test "its hooks by fexit load" {
	grep -q '\[none\]' /sys/kernel/security/lockdown || skip "this kernel is locked down"
	"$out/tests/kern/old" hooks
}
