// SPDX-License-Identifier: BSD-2-Clause
/* Loads the BPF object for old kernels on this one, with all that can be asked for, and runs what the loader runs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "base/guard.h"
#include "leastcap_old.skel.h"

static const char *const tracing[] = {
	"process_fork", "process_exec", "process_exit", "call_btf", "call_raw", "result_btf", "result_raw",
	"name_self",	"arm_self",	"adopt",	"member_fork", "member_exec",
	"member_mkdir",	"member_release", "process_move",
};

/* Kernels that are locked down refuse these. */
static const char *const hooking[] = {
	"check_fexit", "answer_fexit", "step_inode_permission", "step_security_file_open",
};

static int print(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

static void ask_for_all(struct leastcap_old_bpf__rodata *rodata)
{
	rodata->scope_all = 1;
	rodata->scope_cgroups = 1;
	rodata->scope_new = 1;
	rodata->scope_pid_ns = 1;
	rodata->count_calls = 1;
	rodata->follow_results = 1;
	rodata->follow_refusals = 1;
	rodata->tell_refusals = 1;
	rodata->follow_stances = 1;
	rodata->tell_stances = 1;
	rodata->look_for_boundary = 1;
	rodata->tell_checks = 1;
	rodata->tell_user_stacks = 1;
}

static int autoload(struct leastcap_old_bpf *skel, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(skel->obj, names[i]);

		if (!program) {
			fprintf(stderr, "no program %s\n", names[i]);
			return 1;
		}
		bpf_program__set_autoload(program, true);
	}
	return 0;
}

static int run_first(const struct leastcap_old_bpf *skel)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);
	int e = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.name_self), &run);

	printf("name_self: %d, registers at %llu\n", e ? e : (int)run.retval, (unsigned long long)skel->bss->regs_at);
	return e || run.retval;
}

int main(int argc, char **argv)
{
	struct leastcap_old_bpf *skel;
	int r = 1;

	libbpf_set_print(print);
	skel = leastcap_old_bpf__open();
	if (!skel || !skel->rodata)
		return 1;
	ask_for_all(skel->rodata);
	if (autoload(skel, tracing, ARRAY_SIZE(tracing)))
		goto out;
	if (argc > 1 && !strcmp(argv[1], "hooks") && autoload(skel, hooking, ARRAY_SIZE(hooking)))
		goto out;
	if (!leastcap_old_bpf__load(skel))
		r = run_first(skel);
out:
	leastcap_old_bpf__destroy(skel);
	return r;
}
