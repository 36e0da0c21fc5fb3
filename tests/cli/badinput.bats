#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Files that are no profile, or one that means harm: one clear line, status 2, nothing on stdout.

# shellcheck disable=SC2154
load lib.bash

# refused FILE TEXT: by report and by generate, within seconds and 256 MiB.
refused() {
	local verb

	for verb in report "report --format json" "report --least caps" "generate docker"; do
		run --separate-stderr bash -c "ulimit -v $(memory 262144); timeout 20 '$LEASTCAP' $verb '$1'"
		ended 2
		said "$2"
		[[ $stderr == *"$1"* ]]
		one_line
	done
}

@test "not JSON" {
	head -c 4096 /dev/urandom > garbage
	refused garbage "garbage: "
	echo "hello" > words
	refused words "line 1"
	printf '\0\0\0\0' > zeros
	refused zeros "zeros: "
	: > empty
	refused empty "empty"
	printf '{"schema": "leastcap/profile/1"\0}' > nul
	refused nul "nul: "
}

@test "truncated anywhere" {
	size=$(stat -c %s "$ping")
	for at in 1 10 100 1000 $((size / 2)) $((size - 3)); do
		head -c "$at" "$ping" > part
		refused part "part: "
	done
	head -c $((size / 2)) "$ping" > part
	refused part "truncated"
}

@test "another schema, a newer version, none at all" {
	echo '{}' > none
	refused none "not a leastcap profile"
	echo '[]' > list
	refused list "list: "
	jq '.schema = "leastcap/profile/2"' "$ping" > newer
	refused newer "newer leastcap"
	jq '.schema = "other/thing"' "$ping" > other
	refused other "not a leastcap profile"
	"$LEASTCAP" report --format json "$ping" > report.json
	refused report.json "not a leastcap profile"
	echo '{"defaultAction": "SCMP_ACT_ERRNO"}' > seccomp.json
	refused seccomp.json "not a leastcap profile"
}

@test "larger than the limit: refused without reading" {
	truncate -s 1G sparse
	refused sparse "larger than 64 MiB"
}

@test "a stream without an end" {
	run --separate-stderr bash -c "ulimit -v $(memory 524288); yes '{' | timeout 20 '$LEASTCAP' report -"
	ended 2
	said "standard input: larger than 64 MiB"
}

@test "deeply nested" {
	head -c 100000 /dev/zero | tr '\0' '[' > deep
	refused deep "nested deeper than 16"
	{ printf '{"schema": "leastcap/profile/1", "x": '; head -c 50000 /dev/zero | tr '\0' '['
		head -c 50000 /dev/zero | tr '\0' ']'; printf '}'; } > balanced
	refused balanced "nested deeper than 16"
}

@test "duplicate keys" {
	sed 's/"ended": true,/"ended": true, "ended": false,/' "$ping" > twice
	refused twice "ended"
	printf '{"schema": "leastcap/profile/1", "schema": "leastcap/profile/1"}' > schemas
	refused schemas "schema"
}

@test "values of a wrong type or out of range" {
	while IFS='|' read -r change word; do
		jq "$change" "$ping" > wrong
		refused wrong "$word"
	done <<- 'END'
		.programs = 7|programs
		.programs[0].id = 0|id
		.programs[0].id = -1|id
		.programs[0].id = 1e30|id
		.programs[0].parent = 12345|parent
		.programs[0].exe = null|exe
		.programs += [.programs[0]]|id
		.checks[0].program = 4711|program
		.checks[0].capability = "CAP_NONSENSE"|capability
		.checks[0].capability = 64|capability
		.checks[0].verdict = "perhaps"|verdict
		.checks[0].count = "many"|count
		.checks[0].count = 1.5|count
		.lost.ring = -1|ring
		.hooks = {}|hooks
		.command = "ping"|command
		.ended = "yes"|ended
	END
}

@test "what is no regular file" {
	mkdir dir
	refused dir "it is a directory"
	mkfifo fifo
	refused fifo "it is a FIFO"
	refused /dev/zero "it is a device"
	refused missing "No such file or directory"
	ln -s loop loop
	refused loop "Too many levels of symbolic links"
}

@test "hostile names never reach the terminal as they are" {
	evil=$'\033[2J\033]0;pwned\a\r\n\t\u009b31m\u202eexe'
	jq --arg evil "$evil" '.programs[0] |= (.exe = "/tmp/" + $evil | .comm = $evil)
		| .command = [$evil, "--"] | .release = $evil | .machine = $evil | .checks[].site = $evil
		| .checks[].callers = [$evil] | .hooks[].hook = $evil | .hooks[].blind = $evil' "$ping" > hostile.json
	for verb in report "report --format json" "report --least caps" "report --least syscalls" "generate docker" \
		"generate systemd" "generate compose"; do
		for locale in C.UTF-8 C; do
			# shellcheck disable=SC2086
			LC_ALL=$locale "$LEASTCAP" $verb hostile.json > stdout 2> stderr || [ $? -eq 2 ]
			[ -s stdout ] || [ -s stderr ]
			harmless stdout
			harmless stderr
		done
	done
}

@test "hostile file names never reach the terminal as they are" {
	name=$'\033[31mred\n\a'
	leastcap report "$name"
	ended 2
	printf '%s' "$stderr" > err
	harmless err
	cp "$ping" "$name"
	"$LEASTCAP" report "$name" "$name" > out
	harmless out
	leastcap report -o "none/$name" "$ping"
	ended 2
	printf '%s' "$stderr" > err
	harmless err
}

@test "more programs than a recording can have" {
	jq '(.programs[0] | .syscalls = {}) as $program | .programs = [range(1; 32770) as $id | $program + {id: $id}]' \
		"$ping" > many
	refused many programs
}
