# SPDX-License-Identifier: BSD-2-Clause
# The filters that are held against each other, each as linux.seccomp of OCI.
# shellcheck shell=bash disable=SC2016,SC2034,SC2086,SC2154,SC2206

lists=(leastcap docker hook strace)

# generated [OPTION...]: what leastcap makes of the profile.
generated() {
	"$LEASTCAP" generate oci -q ${accept:+--accept "$accept"} "$@" "$work/$name.json"
}

# names FILE: those that linux.seccomp lets through, whatever their arguments; calls that the workload's ABI has.
names() {
	jq -r '(.linux.seccomp // .).syscalls[] | select(.action == "SCMP_ACT_ALLOW") | .names[]' "$1" | of_abi
}

# of_abi: the names on standard input that it has, each once.
of_abi() {
	local column=6

	[ "$abi" = x86_64 ] || column=7
	awk -F '\t' -v column=$column 'FNR == NR { if ($column != "-") known[$1] = 1; next } $1 in known' \
		"$root/user/core/syscalls.tsv" - | sort -u
}

# allow_list: of names on standard input; the rest gets EPERM, as those who make such lists do it.
allow_list() {
	jq -R . | jq -s '{defaultAction: "SCMP_ACT_ERRNO",
		architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
		syscalls: [{names: (. | unique), action: "SCMP_ACT_ALLOW"}]}'
}

# Docker's default for the 14 capabilities that it gives, from the table. Where that names conditions by their number
# only they are moby's: clone without new namespaces, sockets but for AF_ALG and AF_VSOCK, five personalities.
list_docker() {
	grep -v '^#' "$root/user/core/syscalls.tsv" | jq -R 'split("\t") | {name: .[0], docker: .[12]}' | jq -s '
		def arg($index; $op; $value): {index: $index, op: "SCMP_CMP_\($op)", value: $value};
		def rule($name; $args): {names: [$name], action: "SCMP_ACT_ALLOW", args: [$args]};
		(.[1:] | map(select(.docker | . == "yes" or test("arch:[^)]*(amd64|x86)|>=4.8|SYS_CHROOT"))
			| .name)) as $free |
		{defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 1,
		architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
		syscalls: [{names: $free, action: "SCMP_ACT_ALLOW"},
			rule("clone"; {index: 0, op: "SCMP_CMP_MASKED_EQ", value: 2114060288, valueTwo: 0}),
			{names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: 38},
			rule("socket"; arg(0; "LT"; 38), arg(0; "EQ"; 39), arg(0; "GT"; 40)),
			(0, 8, 131072, 131080, 4294967295 | rule("personality"; arg(0; "EQ"; .)))]}'
}

observed() {
	jq -r '.syscalls[][] | select(.why | index("observed")) | .name' "$work/$name.report"
}

# As oci-seccomp-bpf-hook makes it: what was called in the container while it was recorded, and what its runtime called
# behind the filter that was up at the time.
list_hook() {
	{
		jq -r '.runtime.measured[]?' "$work/$name.report"
		observed
	} | sort -u | allow_list
}

# What strace -f saw of it, driven the same way outside of a container.
list_strace() {
	local tracer pid status=0

	lay_stage || return
	strace -f -qq -o "$work/strace.log" -u "$(id -nu "$uid")" "${cmd[@]}" > "$work/out" 2>&1 < /dev/null &
	tracer=$!
	until_ready $tracer && timeout 60 sh -c "$drive" > "$work/out" 2>&1 || status=1
	pid=$(pgrep -P $tracer | head -n 1)
	[ -z "$pid" ] || kill -TERM "$pid"
	timeout 5 tail --pid $tracer -f /dev/null || kill -9 "$pid" $tracer
	wait $tracer
	[ $status = 0 ] || return
	sed -nE 's/^[0-9]+ +(<\.\.\. )?([a-z0-9_]+)(\(| resumed>).*/\2/p' "$work/strace.log" | sort -u | allow_list
}
