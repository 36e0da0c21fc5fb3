# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034 # reason is for those who source this
# TAP for the validators, the texts they judge, and their tools. Tools that this machine lacks are taken from
# packages into $OUT/validate, nothing is installed; a test whose tools cannot be had says so and is skipped.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 125
OUT=${OUT:-.output}
case $OUT in /*) ;; *) OUT=$PWD/$OUT ;; esac
LEASTCAP=${LEASTCAP:-$OUT/leastcap}
work=$OUT/validate
mkdir -p "$work"
PATH=$PATH:/usr/sbin:/sbin
mapfile -t targets < <("$LEASTCAP" generate --list | awk '{print $1}')
points=0
broken=0
reason=
sandbox=$(mktemp -d)
trap clean EXIT

# Container engines tidy up in the background: theirs may be in the way once.
clean() {
	rm -rf "$sandbox" 2> /dev/null || { sleep 1 && rm -rf "$sandbox"; }
}

# check NAME COMMAND...: ok if it succeeds; else what it printed is shown.
check() {
	local name=$1 said
	shift

	points=$((points + 1))
	if said=$("$@" 2>&1); then
		echo "ok $points - $name"
	else
		broken=1
		echo "not ok $points - $name"
		printf '%s\n' "$said" | head -n 40 | sed 's/^/# /'
	fi
}

# refuse NAME COMMAND...: ok if it exits with 1. A validator that accepts anything proves nothing.
refuse() {
	local name=$1
	shift

	check "$name" refused "$@"
}

refused() {
	local status=0

	"$@" || status=$?
	[ "$status" = 1 ] || { echo "status $status" && return 1; }
}

skip() {
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2"
}

# skip_all NAME REASON: the file's only point.
skip_all() {
	skip "$1" "$2"
	finish
}

finish() {
	[ "${#targets[@]}" -gt 0 ] || check "generate --list names targets" false
	echo "1..$points"
	exit $broken
}

# The recordings that texts are generated from.
cases() {
	local profile

	for profile in tests/golden/*/profile.json; do basename "$(dirname "$profile")"; done
}

# options_of CASE: the options of generate, into $options; those that report has, too, into $select.
options_of() {
	local i

	options=() select=()
	[ -e "tests/golden/$1/options" ] || return 0
	read -ra options < "tests/golden/$1/options"
	for i in "${!options[@]}"; do
		case ${options[i]} in --container | --unit) select+=("${options[@]:i:2}") ;; esac
	done
}

# generate TARGET CASE
generate() {
	local -a options select

	options_of "$2"
	"$LEASTCAP" generate -q "$1" "${options[@]}" "tests/golden/$2/profile.json"
}

# The capabilities a CASE keeps, CAP_X a line, according to report.
kept() {
	local -a options select

	options_of "$1"
	"$LEASTCAP" report --least caps "${select[@]}" "tests/golden/$1/profile.json" | tr ',' '\n' | sed '/^$/d'
}

# The names of linux/capability.h with their numbers, "CAP_X N" a line.
capability_numbers() {
	echo '#include <linux/capability.h>' | cpp -dM | awk '$2 ~ /^CAP_/ && $3 ~ /^[0-9]+$/ {print $2, $3}'
}

capability_names() {
	capability_numbers | cut -d ' ' -f 1
}

# have COMMAND...: else $reason.
have() {
	local tool

	for tool in "$@"; do
		command -v "$tool" > /dev/null || { reason="no $tool" && return 1; }
	done
}

is_root() {
	[ "$(id -u)" = 0 ] || { reason="needs root" && return 1; }
}

# debian_files PACKAGE PATH: a schema or program of a package without installing it, in $work/deb/PACKAGE/PATH.
debian_files() {
	local dir=$work/deb/$1

	[ ! -e "$dir/$2" ] || return 0
	have apt-get dpkg-deb || return 1
	reason="package $1 cannot be had"
	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$dir" && timeout 120 apt-get -qq download "$1" && dpkg-deb --fsys-tarfile ./*.deb | tar -x "./$2") \
		> "$dir/log" 2>&1
}

# node with what check.js needs, below $work/npm.
node_tools() {
	local dir=$work/npm

	have node npm || return 1
	export NODE_PATH=$dir/node_modules
	[ ! -e "$dir/installed" ] || return 0
	reason="npm packages cannot be had"
	mkdir -p "$dir"
	(cd "$dir" && timeout 300 npm install --no-save --no-audit --no-fund --prefix . \
		ajv@8 ajv-formats@3 ajv-draft-04@1 js-yaml kubernetes-models@4 && touch installed) > "$dir/log" 2>&1
}

judge() {
	node tests/validate/check.js "$@"
}
