# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# TAP for the house rules. A check defines violations DIR, which prints one line per broken rule below DIR, and
# proves with plant() that each rule can fail before it is applied to the tree.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 125
points=0
broken=0
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT

# point NAME REASONS: ok if there are none, else each line of them is printed.
point() {
	local reasons=$2

	points=$((points + 1))
	if [ -z "$reasons" ]; then
		echo "ok $points - $1"
	else
		broken=1
		echo "not ok $points - $1"
		printf '%s\n' "$reasons" | sed 's/^/# /'
	fi
}

# plant PATH EXPECTED < CONTENT: the only file of a tree; violations must print EXPECTED about it ("" : nothing).
plant() {
	local path=$1 expected=$2 got

	rm -rf "$sandbox/tree"
	mkdir -p "$sandbox/tree/$(dirname "$path")"
	cat >"$sandbox/tree/$path"
	got=$(violations "$sandbox/tree")
	if [ -z "$expected" ]; then
		point "planted: $path keeps the rules" "$got"
	elif [[ $got == *"$expected"* ]]; then
		point "planted: $path breaks \"$expected\"" ''
	else
		point "planted: $path breaks \"$expected\"" "expected \"$expected\", got: $got"
	fi
}

# Files of a tree, relative, one a line: what git knows or would take, else all.
files() {
	if [ -e "$1/.git" ] && command -v git >/dev/null; then
		(cd "$1" && git -c safe.directory='*' ls-files -co --exclude-standard | while read -r f; do
			[ ! -f "$f" ] || echo "$f"
		done)
	else
		(cd "$1" && find . -type f -not -path './.git/*' -not -path './.output*' -printf '%P\n')
	fi | LC_ALL=C sort
}

# Functions of C files: "file name first-line last-line" each.
function_lines() {
	ctags -f - --languages=C --langmap=C:.c.h --kinds-C=f --fields=ne --sort=no "$@" | awk -F '\t' '/^[^!]/ {
		for (i = 4; i <= NF; i++) {
			if ($i ~ /^line:/) first = substr($i, 6)
			if ($i ~ /^end:/) last = substr($i, 5)
		}
		print $2, $1, first, last
	}'
}

done_testing() {
	echo "1..$points"
	exit "$broken"
}
