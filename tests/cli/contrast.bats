#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# generate --explain: what a filter refuses, in words and as JSON, and what of it other tools say, too.
# shellcheck disable=SC2154 # set by lib.bash and run

load lib.bash

golden=$here/../golden
page=$here/../../docs/seccomp-risk.md

# of JQ-FILTER: of the JSON in $output.
of() {
	jq -r "$1" <<< "$output"
}

# allows NAME: the profile in $output does.
allows() {
	of '.syscalls[] | select(.action == "SCMP_ACT_ALLOW").names[]' | grep -qx "$1"
}

@test "it fits a terminal and tells of each part" {
	COLUMNS=80 leastcap generate -q --explain "$golden/nginx/profile.json"
	succeeded
	[ "$(wc -l <<< "$output")" -le 60 ]
	[ "$(awk 'length > 80' <<< "$output" | wc -l)" -eq 0 ]
	[[ $output == "What the filter of nginx refuses"* ]]
	grep -qE '^  Docker.s default +308 +[0-9]+ +[0-9]+$' <<< "$output"
	grep -qE '^  pages in pipes ' <<< "$output"
	grep -qE '^  packet sockets +socket ' <<< "$output"
	grep -qE '^  clone +namespaces: none$' <<< "$output"
	grep -qE '^  Pod Security +baseline; ' <<< "$output"
}

@test "numbers agree with the profile that is generated" {
	for profile in "$golden"/{nginx,ping,i386,nothing}/profile.json; do
		leastcap generate -q --explain --format json "$profile"
		succeeded
		allowed=$(of '.allowed.x86_64 // 0')
		[ "$allowed" = "$(of '.against[] | select(.id == "docker") | .allows - .refused_here + .only_here')" ]
		[ "$(of '.schema == "leastcap/contrast/1" and (.primitives | length > 20)')" = true ]
		[ "$(of '.against[] | select(.id == "none") | .only_here == 0 and .allows == 385')" = true ]
	done
	leastcap generate -q --explain --format json "$golden/nginx/profile.json"
	explained=$(of '.allowed.x86_64')
	leastcap generate -q seccomp "$golden/nginx/profile.json"
	[ "$(of '.syscalls[] | select(.action == "SCMP_ACT_ALLOW").names[]' | sort -u | wc -l)" = "$explained" ]
}

@test "the exposure is systemd-analyze's" {
	systemd-analyze security --help 2> /dev/null | grep -q -- --offline || skip "no systemd-analyze 250 or later"
	leastcap generate -q --explain --format json "$golden/nginx/profile.json"
	succeeded
	after=$(of .systemd_exposure.after)
	before=$(of .systemd_exposure.before)
	"$LEASTCAP" generate -q systemd "$golden/nginx/profile.json" > dropin
	{ printf '[Service]\nExecStart=/bin/true\n' && cat dropin; } > with.service
	printf '[Service]\nExecStart=/bin/true\n' > without.service
	systemd-analyze security --offline=true --no-pager "$PWD/with.service" | grep -qF "with.service: $after "
	systemd-analyze security --offline=true --no-pager "$PWD/without.service" | grep -qF "without.service: $before "
	[ "$(jq -n "$after < $before")" = true ]
}

@test "without systemd-analyze its line is missing, with a bad one too, and nothing is left behind" {
	mkdir empty bad tmp
	ln -s /bin/false bad/systemd-analyze
	for path in empty bad; do
		run --separate-stderr /usr/bin/env PATH="$PWD/$path" TMPDIR="$PWD/tmp" \
			"$LEASTCAP" generate -q --explain --format json "$ping"
		ended 0
		[ -z "$stderr" ]
		[ "$(of .systemd_exposure)" = null ]
	done
	[ -z "$(ls tmp)" ]
}

@test "what a review leaves out is told, and what is accepted is not" {
	for text in "LEFT OUT: mount (mount)" "LEFT OUT: unshare (namespaces)" "--accept mount keeps it."; do
		leastcap generate seccomp "$golden/namespaces/profile.json"
		ended 0
		[[ $stderr == *"$text"* ]]
	done
	allows read
	[ "$(allows mount && echo mount)" = "" ]
	leastcap generate seccomp --accept mount,unshare "$golden/namespaces/profile.json"
	ended 0
	[[ $stderr != *"LEFT OUT"* ]]
	allows mount
	leastcap generate -q --explain --format json "$golden/namespaces/profile.json"
	[ "$(of '[.left_out[] | select(.why == "risk") | "\(.call) \(.class)"] | join(", ")')" = \
		"mount mount, unshare namespaces" ]
}

@test "the page of dangerous calls has the classes that there are" {
	[ -r "$page" ]
	# shellcheck disable=SC2016 # backquotes of the page
	sed -nE '/^## Classes/,/^## Warnings/s/^\| `([a-z_]+)` \| ([^|]*) \|.*/\1 \2/p' "$page" > classes
	[ "$(wc -l < classes)" -gt 10 ]
	while read -r class calls; do
		leastcap explain --format json "$class"
		ended 0
		# shellcheck disable=SC2016
		[ "$(of '.[] | select(.kind == "risk_class") | [.calls[] | "`\(.)`"] | join(", ")')" = "$calls" ]
	done < classes
	for call in reboot swapon acct quotactl iopl stime uselib; do
		class=$("$LEASTCAP" explain --format json "$call" | jq -r '.[0].class')
		grep -q "^$class " classes
	done
}
