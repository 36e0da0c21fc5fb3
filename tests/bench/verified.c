// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: verified [PID]: of each BPF program that PID (or else our parent) holds its name and how many instructions the
 * kernel's verifier processed for it, a line each. Status 77: this kernel does not tell (before Linux 5.16).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "held.h"

#define NAME_ROOM 128

/* The name of the first function: the one in the program's information is cut to 15 bytes. */
static int read_name(const struct bpf_prog_info *info, const struct bpf_func_info *first, char name[NAME_ROOM])
{
	struct btf *btf = info->btf_id ? btf__load_from_kernel_by_id(info->btf_id) : NULL;
	const struct btf_type *type = btf && info->nr_func_info ? btf__type_by_id(btf, first->type_id) : NULL;
	const char *text = type ? btf__name_by_offset(btf, type->name_off) : NULL;

	snprintf(name, NAME_ROOM, "%s", text && *text ? text : info->name);
	btf__free(btf);
	return *name ? 0 : -1;
}

/* Instructions, or -1: it is gone, or cannot be read. */
static long read_program(__u32 id, char name[NAME_ROOM])
{
	struct bpf_func_info first = { 0 };
	struct bpf_prog_info info = {
		.nr_func_info = 1, .func_info_rec_size = sizeof(first), .func_info = (__u64)(unsigned long)&first,
	};
	__u32 size = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(id), r;

	if (fd < 0)
		return -1;
	r = bpf_obj_get_info_by_fd(fd, &info, &size);
	close(fd);
	return r || read_name(&info, &first, name) ? -1 : (long)info.verified_insns;
}

int main(int argc, char **argv)
{
	__u32 ids[HELD_MAX];
	size_t n = held_ids(argc > 1 ? (pid_t)strtol(argv[1], NULL, 10) : getppid(), "prog_id: %u", ids);
	char name[NAME_ROOM];
	int untold = 0;

	for (size_t i = 0; i < n; i++) {
		long instructions = read_program(ids[i], name);

		if (instructions < 0) {
			fprintf(stderr, "verified: cannot read program %u: %s\n", ids[i], strerror(errno));
			return 1;
		}
		untold |= !instructions;
		printf("%s %ld\n", name, instructions);
	}
	if (!n) {
		fprintf(stderr, "verified: it holds no BPF program\n");
		return 1;
	}
	return untold ? 77 : 0;
}
