// SPDX-License-Identifier: BSD-2-Clause
/* The old object is taken by the type of the new one: programs and maps go by name, and the variables lie alike. */
#include "kern/object.h"

#include <errno.h>
#include <stdlib.h>

#include <bpf/libbpf.h>

#include "leastcap_old.skel.h"

bool object_is_old(void)
{
	static int old = -1;

	/* The last to come of what the new one needs. */
	if (old < 0)
		old = libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_task_pt_regs, NULL) == 0;
	return old;
}

struct leastcap_bpf *object_open(void)
{
	struct leastcap_bpf *skel;
	int r;

	if (!object_is_old())
		return leastcap_bpf__open();
	skel = calloc(1, sizeof(*skel));
	if (!skel)
		return NULL;
	r = leastcap_bpf__create_skeleton(skel);
	if (!r) {
		skel->skeleton->data = (void *)leastcap_old_bpf__elf_bytes(&skel->skeleton->data_sz);
		r = bpf_object__open_skeleton(skel->skeleton, NULL);
	}
	if (r) {
		leastcap_bpf__destroy(skel);
		errno = -r;
		return NULL;
	}
	return skel;
}
