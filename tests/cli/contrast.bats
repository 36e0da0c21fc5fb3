#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# generate --explain: what a filter refuses, in words and as JSON, and what of it other tools say, too.
# shellcheck disable=SC2154 # set by lib.bash and run

load lib.bash

golden=$here/../golden

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
		allowed=$(jq '.allowed.x86_64 // 0' <<< "$output")
		docker=$(jq -r '.against[] | select(.id == "docker") | .allows - .refused_here + .only_here' <<< "$output")
		[ "$allowed" = "$docker" ]
		jq -e '.schema == "leastcap/contrast/1" and (.primitives | length > 20)' <<< "$output" > /dev/null
		[ "$(jq '[.against[] | select(.id == "none")][0] | .only_here == 0 and .allows == 385' <<< "$output")" = true ]
	done
	leastcap generate -q --explain --format json "$golden/nginx/profile.json"
	explained=$(jq '.allowed.x86_64' <<< "$output")
	leastcap generate -q seccomp "$golden/nginx/profile.json"
	[ "$(jq '[.syscalls[] | select(.action == "SCMP_ACT_ALLOW").names[]] | unique | length' <<< "$output")" = "$explained" ]
}

@test "the exposure is systemd-analyze's" {
	systemd-analyze security --help 2> /dev/null | grep -q -- --offline || skip "no systemd-analyze 250 or later"
	leastcap generate -q --explain --format json "$golden/nginx/profile.json"
	succeeded
	after=$(jq .systemd_exposure.after <<< "$output")
	before=$(jq .systemd_exposure.before <<< "$output")
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
		run --separate-stderr /usr/bin/env PATH="$PWD/$path" TMPDIR="$PWD/tmp" "$LEASTCAP" generate -q --explain \
			--format json "$ping"
		ended 0
		[ -z "$stderr" ]
		[ "$(jq '.systemd_exposure' <<< "$output")" = null ]
	done
	[ -z "$(ls tmp)" ]
}

@test "what a review leaves out is told, and what is accepted is not" {
	for text in "LEFT OUT: mount (mount)" "LEFT OUT: unshare (namespaces)" "--accept mount keeps it."; do
		leastcap generate seccomp "$golden/namespaces/profile.json"
		ended 0
		[[ $stderr == *"$text"* ]]
	done
	[ "$(jq '[.syscalls[] | select(.action == "SCMP_ACT_ALLOW").names[]] | index("mount")' <<< "$output")" = null ]
	leastcap generate seccomp --accept mount,unshare "$golden/namespaces/profile.json"
	ended 0
	[[ $stderr != *"LEFT OUT"* ]]
	[ "$(jq '[.syscalls[] | select(.action == "SCMP_ACT_ALLOW").names[]] | index("mount") != null' <<< "$output")" = true ]
	leastcap generate -q --explain --format json "$golden/namespaces/profile.json"
	[ "$(jq -r '[.left_out[] | select(.why == "risk") | "\(.call) \(.class)"] | join(", ")' <<< "$output")" = \
		"mount mount, unshare namespaces" ]
}

@test "the page of dangerous calls has the classes that there are" {
	page=$here/../../docs/seccomp-risk.md
	[ -r "$page" ]
	# shellcheck disable=SC2016 # backquotes of the page
	sed -nE '/^## Classes/,/^## Warnings/s/^\| `([a-z_]+)` \| ([^|]*) \|.*/\1 \2/p' "$page" > classes
	[ "$(wc -l < classes)" -gt 10 ]
	while read -r class calls; do
		leastcap explain --format json "$class"
		ended 0
		[ "$(jq -r '.[] | select(.kind == "risk_class") | [.calls[] | "`\(.)`"] | join(", ")' <<< "$output")" = "$calls" ]
	done < classes
	for call in reboot swapon acct quotactl iopl stime uselib; do
		class=$("$LEASTCAP" explain --format json "$call" | jq -r '.[0].class')
		grep -q "^$class " classes
	done
}
