#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The syscalls of a recording are those that strace sees of the same program.

load lib.bash

setup() {
	need_hook
	command -v strace > /dev/null || skip "no strace"
	enter_stage
}

# Names in the log of strace -f, of both ABIs, each once.
names_of_strace() {
	sed -nE 's/^[0-9]+ +(<\.\.\. )?([a-z_0-9]+)(\(| resumed>).*/\2/p' strace.log | sort -u
}

names_of_report() {
	jq -r '.syscalls[][] | select(any(.why[]; . == "observed")) | .name' report.json | sort -u
}

# stage PROGRAM: it acts on a new one.
stage() {
	enter_stage
	"$1" prepare
}

# same PROGRAM [NAME...]: both lists are equal but for the names, which depend on how the threads meet.
same() {
	local program=$1 chance

	shift
	stage "$program"
	run_act strace -f -qq -o strace.log "$program"
	[ "$ended" = 0 ]
	names_of_strace > ../theirs
	stage "$program"
	run_act record -- "$program"
	[ "$ended" = 0 ]
	report
	names_of_report > ../ours
	cd ..
	[ "$(wc -l < theirs)" -gt 10 ]
	for chance in "$@"; do
		sed -i "/^$chance\$/d" theirs ours
	done
	diff -u theirs ours
}

@test "a dynamic program" { same "$ACTS/chown"; }

@test "a static program" {
	cc -static -std=gnu11 -D_GNU_SOURCE "$here/../acts/chown.c" -o "$BATS_TEST_TMPDIR/static" 2> cc.log ||
		skip "no static libc"
	same "$BATS_TEST_TMPDIR/static"
}

@test "a program of several threads" {
	# Whether a join has to wait is chance, and so is a heap of its own for a thread.
	same "$ACTS/threads" futex madvise munmap restart_syscall
}

@test "a program that makes i386 calls" { same "$ACTS/i386"; }

@test "a program that forks and executes others" { same "$ACTS/chain"; }

@test "a program that vforks" { same "$ACTS/vfork"; }

@test "a program whose thread executes another" { same "$ACTS/thread_exec" futex madvise; }

@test "a program that handles a signal" {
	cat > signal.c <<-'C'
		#include <signal.h>
		#include <string.h>
		#include <unistd.h>
		static void handle(int s) { (void)s; }
		int main(int n, char **v)
		{
			if (n == 2 && !strcmp(v[1], "prepare"))
				return 0;
			signal(SIGUSR1, handle);
			kill(getpid(), SIGUSR1);
			return 0;
		}
	C
	cc signal.c -o "$BATS_TEST_TMPDIR/signal"
	same "$BATS_TEST_TMPDIR/signal"
	grep -qx rt_sigreturn ours
}

@test "a shell pipeline" {
	cat > "$BATS_TEST_TMPDIR/pipeline" <<-'SH'
		#!/bin/sh
		[ "$1" = prepare ] && exit
		echo one two | tr a-z A-Z | grep -c ONE > /dev/null
	SH
	chmod +x "$BATS_TEST_TMPDIR/pipeline"
	same "$BATS_TEST_TMPDIR/pipeline" restart_syscall
}
