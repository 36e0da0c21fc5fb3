# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# What the examples share: a stage that leaves nothing behind, and how a step is shown.
# Needs root. An example is a script of steps; what it prints goes into the page of its name (docs/examples/run).

set -u
example=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
here=$(dirname "$example")
bin=$(dirname "$(realpath -m "${LEASTCAP:-${OUT:-$here/../../.output}/leastcap}")")
export PATH=$bin:$PATH:/usr/sbin:/sbin LC_ALL=C.UTF-8 NO_COLOR=1
unset COLUMNS

# need REASON COMMAND...: without it the example ends, with the reason.
need() {
	"${@:2}" > /dev/null 2>&1 || { echo "skipped: $1"; exit 77; }
}

# A network and a /srv of its own, which end with it. Called first.
stage() {
	need "needs root" test "$(id -u)" = 0
	if [ -z "${EXAMPLE_STAGED:-}" ]; then
		EXAMPLE_STAGED=1 exec unshare -n -m --propagation private -- bash "$example"
	fi
	ip link set lo up
	mount -t tmpfs -o mode=755 tmpfs /srv
	cd /srv || exit
	need "no hook of leastcap works on this kernel" leastcap record -q -o hooks.json -- true
}

# step NAME: what follows goes into the block of that name.
step() {
	printf '@@ %s\n' "$1"
}

# show COMMAND [FILTER...]: the command as it is typed, and what it printed, through the filter.
show() {
	printf '# %s\n' "$1"
	bash -c "$1" 2>&1 < /dev/null | "${@:2}" | fold -s -w 116 | sed 's/ *$//'
}

# Filters. lines REGEX: those that match; what is left out between them is "...".
whole() {
	cat
}
lines() {
	awk -v wanted="$1" '$0 ~ wanted { if (cut) print "..."; print; cut = 0; next } { cut = 1 }
		END { if (cut) print "..." }'
}

# deny CALL ERRNO COMMAND...: runs it under a seccomp filter that refuses one call, as a profile of docker or Kubernetes
# with "action": "SCMP_ACT_ERRNO" does. Needs a compiler and libseccomp.
make_deny() {
	cat > deny.c <<-'END'
	#include <errno.h>
	#include <seccomp.h>
	#include <stdlib.h>
	#include <unistd.h>
	int main(int argc, char **argv)
	{
		scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

		return argc < 4 || !filter ||
		       seccomp_rule_add(filter, SCMP_ACT_ERRNO(atoi(argv[2])),
					seccomp_syscall_resolve_name(argv[1]), 0) ||
		       seccomp_load(filter) || execvp(argv[3], argv + 3);
	}
	END
	need "no compiler with libseccomp" cc -o deny deny.c -lseccomp
}

# bundle ID JQ-FILTER COMMAND...: a container of runc whose root is this machine's /usr and /etc, read-only, with the
# generated part oci.json, changed by the filter; in a network of its own.
bundle() {
	local id=$1 filter=$2 arg link
	shift 2

	mkdir -p "$id"/rootfs/{usr,etc,proc,dev,sys,tmp,srv,var}
	for link in bin sbin lib lib64; do [ ! -L /$link ] || ln -sfn "usr/$link" "$id/rootfs/$link"; done
	(cd "$id" && rm -f config.json && runc spec) || return
	for arg in "$@"; do jq -n --arg arg "$arg" '$arg'; done | jq -s . > "$id/args"
	jq -s '.[0] * .[1] | .process.terminal = false
		| .mounts += [["/usr", "/etc", "/srv"][]
			| {destination: ., source: ., type: "bind", options: ["rbind"]}]' \
		"$id/config.json" oci.json > "$id/merged" &&
		jq --slurpfile args "$id/args" ".process.args = \$args[0] | $filter" "$id/merged" > "$id/config.json"
}

# contained ID: runs the bundle.
contained() {
	runc --root /srv/runc run --bundle "/srv/$1" "$1-$$"
}
