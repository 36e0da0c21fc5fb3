#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# scripts/gen-sysno: doubtful facts stop the build.
# shellcheck disable=SC2154 # set by lib.bash and run

load lib.bash

setup() {
	gen=$here/../../scripts/gen-sysno
	facts=$here/../../user/core/syscalls.tsv
	bad=$BATS_TEST_TMPDIR/bad.tsv
}

# refused SED-SCRIPT TEXT: the facts so changed are not taken, and the message says TEXT.
refused() {
	sed "$1" "$facts" > "$bad"
	! cmp -s "$facts" "$bad"
	run --separate-stderr "$gen" "$bad"
	[ "$status" -ne 0 ]
	[[ $stderr == *"$2"* ]]
	[[ $stderr == "gen-sysno: $bad:"* ]]
}

@test "the facts give a table that compiles alone" {
	"$gen" "$facts" > "$BATS_TEST_TMPDIR/table.h"
	printf '#include <stdint.h>\n#include "core/sysno.h"\n#include "%s"\n%s\n' "$BATS_TEST_TMPDIR/table.h" \
		'int main(void) { return !(table[0].name && x86_64_rows[0] && i386_rows[0] && x32_rows[0]); }' |
		"${CC:-cc}" -I"$here/../../user" -I"$here/../.." -x c - -o "$BATS_TEST_TMPDIR/table"
	"$BATS_TEST_TMPDIR/table"
}

@test "each name is in the table once, sorted" {
	"$gen" "$facts" | sed -nE 's|^\t/\* [0-9]+ \*/ \{ "([^"]+)".*|\1|p' > "$BATS_TEST_TMPDIR/names"
	grep -v '^#' "$facts" | tail -n +2 | cut -f1 | LC_ALL=C sort > "$BATS_TEST_TMPDIR/expected"
	diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/names"
}

@test "two calls of one number" {
	refused 's/^write\t\(.*\)\t1\t4\t1\t/write\t\1\t0\t4\t1\t/' 'share number 0 on x86_64'
}

@test "a name twice" {
	refused 's/^writev\t/write\t/' 'write is listed twice'
}

@test "a number that is none" {
	refused 's/^\(write\t.*\)\t1\t4\t1\t/\1\t1x\t4\t1\t/' 'bad number of write on x86_64'
}

@test "a missing field, a missing column" {
	refused 's/^\(write\t.*\)\t[^\t]*$/\1/' 'expected 24 fields, found 23'
	refused 's/\tcrun_exec\t/\tcrun_exe\t/' 'no column crun_exec'
}

@test "a role and a mark that no one knows" {
	refused 's/^\(write\t[^\t]*\)\t[A-Z-]\t/\1\tQ\t/' 'bad role of write'
	refused '/^accept\t/s/\t-\t-\t-\t-\t-\t-\t/\t-\tZ\t-\t-\t-\t-\t/' 'bad mark in runc_nonnp'
}

@test "columns that say who allows it, and who calls it" {
	refused '/^write\t/s/\tyes\tyes\t/\tYes\tyes\t/' 'bad rule of a default profile for write: Yes yes'
	refused '/^mount\t/s/\tif(SYS_ADMIN)\t/\tif(SYS_ADMIN\t/' 'bad rule of a default profile for mount'
	refused '/^write\t/s/\tbasic-io\t/\t@basic-io\t/' 'bad groups of write: @basic-io'
	refused '/^write\t/s/\t26\t/\t62\t/' 'bad membership of write in @system-service: 62'
	refused '/^write\t/s/\tman\t/\tmanual\t/' 'bad source of the kernel of write: manual'
	refused '/^write\t/s/\tg31,/\t31,/' 'bad libcs of write: 31,g36'
}

@test "an unreadable or empty file" {
	run --separate-stderr "$gen" "$BATS_TEST_TMPDIR/none"
	[ "$status" -ne 0 ]
	: > "$bad"
	run --separate-stderr "$gen" "$bad"
	[ "$status" -ne 0 ]
	run --separate-stderr "$gen"
	[ "$status" -eq 2 ]
}
