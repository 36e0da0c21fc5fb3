#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Calls whose beginning the kernel did not show, as where it preempts BPF programs: their end shows them. Here no
# beginning is shown at all; a kernel that does not preempt is made to look like one that does.

load lib.bash

setup() {
	need_hook
	enter_stage
	cat > newer.c <<-'END'
		#define _GNU_SOURCE
		#include <string.h>
		#include <sys/syscall.h>
		#include <sys/utsname.h>
		#include <unistd.h>
		int uname(struct utsname *name)
		{
			int r = syscall(SYS_uname, name);
			if (!r)
				strcpy(name->release, "7.2.0");
			return r;
		}
	END
	cc -shared -fPIC newer.c -o newer.so 2> cc.log || skip "no compiler"
	if grep -qa __asan_init "$LEASTCAP"; then skip "a sanitizer takes no preloaded library"; fi
}

# programs FILE: each with the names of its calls, but those that do not end, and the one that ends as another.
programs() {
	jq -c '[.programs[] | [.comm, ([.syscalls[][].syscall] - ["exit", "exit_group", "rt_sigreturn"] | sort)]] |
		sort | .[]' "$1"
}

# same COMMAND...: recorded by beginnings and by ends alone.
same() {
	"$LEASTCAP" record -q -o begun.json -- env "$@" > /dev/null
	LD_PRELOAD=$PWD/newer.so "$LEASTCAP" record -q --withhold tp_btf/sys_enter,raw_tp/sys_enter -o ended.json -- \
		env -u LD_PRELOAD "$@" > /dev/null
	programs begun.json | grep -v '^\["env"' > begun
	programs ended.json | grep -v '^\["env"' > ended
	[ -s begun ]
	diff begun ended
}

@test "one program" { same ls /; }
@test "forks, execve that fails, execve" { same sh -c './none; ls / > /dev/null; (chroot / true); exec true'; }
@test "32-bit calls" { "$ACTS/i386" prepare && same "$ACTS/i386"; }
@test "a call that is refused" { same sh -c 'chmod 1 none; cd none; true'; }

@test "under a seccomp filter nothing is guessed from ends" {
	"$ACTS/seccomp_refuse" prepare
	LD_PRELOAD=$PWD/newer.so "$LEASTCAP" record -q -o both.json -- "$ACTS/seccomp_refuse" > expect
	"$LEASTCAP" record -q -o begun.json -- "$ACTS/seccomp_refuse"
	diff <(programs begun.json) <(programs both.json)
	diff <(jq -c 'del(.refusals[].first_ns).refusals' begun.json) \
		<(jq -c 'del(.refusals[].first_ns).refusals' both.json)
}
