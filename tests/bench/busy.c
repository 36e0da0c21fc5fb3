// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whether other tracers sit on the hooks: a raw tracepoint or tracing program of anybody slows every process of the
 * machine, and hides the cost that is to be measured. Prints their names; status 1 if there are any.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

static int is_tracer(const struct bpf_prog_info *info)
{
	switch (info->type) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_PERF_EVENT:
		return 1;
	default:
		return 0;
	}
}

int main(void)
{
	struct bpf_prog_info info;
	__u32 id = 0, size;
	int found = 0, fd;

	while (!bpf_prog_get_next_id(id, &id)) {
		fd = bpf_prog_get_fd_by_id(id);
		if (fd < 0)
			continue; /* gone meanwhile */
		memset(&info, 0, sizeof(info));
		size = sizeof(info);
		if (!bpf_obj_get_info_by_fd(fd, &info, &size) && is_tracer(&info)) {
			printf("%s%s", found ? " " : "", info.name);
			found = 1;
		}
		close(fd);
	}
	if (errno != ENOENT) {
		fprintf(stderr, "busy: cannot list the BPF programs: %s\n", strerror(errno));
		return 2;
	}
	return found;
}
