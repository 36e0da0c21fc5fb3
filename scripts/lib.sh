# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Words that the scripts share. Sourced, never run.

step() { printf '==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

need_root() {
	[ "$(id -u)" = 0 ] || die "must run as root (sudo $0)"
}

# Runs a command with its output in a log that is shown only if it fails.
quietly() {
	local log=$1 status=0

	shift
	"$@" >>"$log" 2>&1 || status=$?
	[ "$status" = 0 ] || tail -n 40 "$log" >&2
	return "$status"
}

# What root built belongs to whoever owns the checkout.
give_back() {
	[ "$(id -u)" != 0 ] || [ ! -d .output ] || chown -R --reference=. .output
}
