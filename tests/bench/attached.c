// SPDX-License-Identifier: BSD-2-Clause
/* usage: attached TRACEPOINT: prints how many BPF programs sit on a raw tracepoint. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

/* tp_btf programs have such a link, too. */
static int is_on(int fd, const char *tracepoint)
{
	char name[128] = "";
	struct bpf_link_info info;
	__u32 size = sizeof(info);

	memset(&info, 0, sizeof(info));
	info.raw_tracepoint.tp_name = (uintptr_t)name;
	info.raw_tracepoint.tp_name_len = sizeof(name);
	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.type == BPF_LINK_TYPE_RAW_TRACEPOINT && !strcmp(name, tracepoint);
}

int main(int argc, char **argv)
{
	int found = 0, fd;
	__u32 id = 0;

	if (argc != 2)
		return 2;
	while (!bpf_link_get_next_id(id, &id)) {
		fd = bpf_link_get_fd_by_id(id);
		if (fd < 0)
			continue; /* gone meanwhile */
		found += is_on(fd, argv[1]);
		close(fd);
	}
	if (errno != ENOENT) {
		fprintf(stderr, "attached: cannot list the links: %s\n", strerror(errno));
		return 2;
	}
	printf("%d\n", found);
	return 0;
}
