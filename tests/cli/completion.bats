#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Completion for bash: it asks the program, so it knows each verb, option, target and capability.

# shellcheck disable=SC2154
load lib.bash

# complete WORD...: what completes the last word, on one line.
complete_line() {
	run bash -c '. "$1/../../scripts/completion/leastcap"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _leastcap; echo "${COMPREPLY[*]}"' - "$here" "$LEASTCAP" "$@"
	[ "$status" -eq 0 ]
}

@test "verbs and options" {
	complete_line min
	[ "$output" = minimize ]
	complete_line record --phase
	[ "$output" = --phase-mark ]
	complete_line verify --ready
	[ "$output" = "--ready --ready-timeout" ]
}

@test "targets, and capabilities after --why" {
	complete_line generate sys
	[ "$output" = systemd ]
	complete_line report --why CAP_NET_
	[ "$output" = "CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_ADMIN CAP_NET_RAW" ]
}

@test "the command behind -- completes itself" {
	complete_line record -- --he
	[ -z "$output" ]
}
